/* SPDX-License-Identifier: BSD-2-Clause */
/* Unknown system calls and exceptions: registers in the message, registers from the reply. */
#include "../fault.h"

#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define UNKNOWN   0xc1UL
/* Words of an UnknownSyscall message. */
enum { W_IP, W_SP, W_RA, W_A0, W_A1, W_A2, W_A3, W_A4, W_A5, W_A6, W_NUMBER, W_COUNT };
#define ILLEGAL    2
#define BREAKPOINT 3
#define LOAD_MISALIGNED 4

__asm__(".text\n"
        ".option push\n.option norvc\n"
        "trap_undefined: " KIT_UNDEFINED "\n"
        "trap_break: ebreak\n"
        "trap_misaligned: lr.d t0, (a0)\n"
        "trap_go_on: nop\n trap_end: " KIT_UNDEFINED "\n"
        ".option pop\n");
extern const char trap_undefined[], trap_break[], trap_misaligned[], trap_go_on[], trap_end[];

static struct agent a;
static struct probe probe;
#define HERE ((seL4_Word)call_instruction)
#define NEXT ((seL4_Word)call_next)

static struct fault unknown(seL4_Word number)
{
    call_prepare(&a.call, number, 0x1234, seL4_MessageInfo_new(5, 0, 0, 3));
    agent_start(&a);
    return FAULT_OF(&a.probe);
}

static void check_unknown(const struct fault *fault, seL4_Word number)
{
    const struct call_registers *in = &a.call.in;
    const seL4_Word wanted[W_COUNT] = {HERE, in->sp, in->ra, in->cap, in->info, in->mr0, in->mr1, in->mr2, in->mr3,
                                       in->reply, number};

    CHECK_EQUAL(fault->label, seL4_Fault_UnknownSyscall);
    CHECK_EQUAL(fault->present, 1);
    CHECK_EQUAL(fault->length, W_COUNT);
    for (unsigned i = 0; i < W_COUNT; i++)
        CHECK_EQUAL(fault->words[i], wanted[i]);
}

/* covers: ipc.md 8 UnknownSyscall; ipc.md 9 PAGEFAULT0004; syscalls.md 7 unknown syscall fault */
TEST(unknown_message)
{
    struct fault fault = {0};

    agent_make(&a, PRIORITY);
    fault = unknown(UNKNOWN);
    check_unknown(&fault, UNKNOWN);
    CHECK_EQUAL(fault.badge, 0);
    /* An empty reply repeats the instruction. */
    fault_reply(a.probe.reply, 0, 0, 0);
    fault = FAULT_OF(&a.probe);
    check_unknown(&fault, UNKNOWN);
    CHECK_EQUAL(a.call.done, 0);
}

/* covers: syscalls.md 1 numbers; syscalls.md 5 VMEnter; ipc.md 9 UNKNOWN_SYSCALL_001 */
TEST(unknown_numbers)
{
    static const seL4_Word numbers[] = {0, 1, 11, 0xffffffff, 0xfffffff5, 0x8000000000000000, 0x7fffffffffffffff,
                                        0xffffffffffffff00, 0xfffffffeffffffff};
    struct fault fault = {0};

    agent_make(&a, PRIORITY);
    for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        fault = unknown(numbers[i]);
        check_unknown(&fault, numbers[i]);
    }
    /* Those of the list that are not configured. -12, -13, -16 and -33 exist always (docs/caveats.md). */
    for (long number = -14; number >= -40; number--) {
        if (number == -16 || number == -33 || (HF_DEBUG && number >= -17))
            continue;
        fault = unknown((seL4_Word)number);
        check_unknown(&fault, (seL4_Word)number);
    }
}

/* covers: ipc.md 8 effect of a reply, UnknownSyscall */
TEST(unknown_reply)
{
    struct fault fault = {0};
    seL4_Word words[W_COUNT + 10];

    agent_make(&a, PRIORITY);
    for (unsigned i = 0; i < W_COUNT + 10; i++)
        words[i] = 0xabcd00 + i;
    fault = unknown(UNKNOWN);
    words[W_IP] = NEXT;
    words[W_SP] = fault.words[W_SP];
    fault_reply(a.probe.reply, 0, words, W_COUNT + 10);
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.ra, words[W_RA]);
    CHECK_EQUAL(a.call.out.cap, words[W_A0]);
    CHECK_EQUAL(a.call.out.info, words[W_A1]);
    CHECK_EQUAL(a.call.out.mr0, words[W_A2]);
    CHECK_EQUAL(a.call.out.mr1, words[W_A3]);
    CHECK_EQUAL(a.call.out.mr2, words[W_A4]);
    CHECK_EQUAL(a.call.out.mr3, words[W_A5]);
    CHECK_EQUAL(a.call.out.reply, words[W_A6]);
    /* The number is no register of the reply, and the others are not in it. */
    CHECK_EQUAL(a.call.out.number, UNKNOWN);
    CHECK_EQUAL(a.call.out.t1, a.call.in.t1);
    CHECK_EQUAL(a.call.out.s5, a.call.in.s5);

    /* Only as many as the reply has. */
    for (seL4_Word length = 0; length < W_COUNT; length += 3) {
        fault = unknown(UNKNOWN);
        words[W_IP] = HERE;
        words[W_SP] = fault.words[W_SP];
        fault_reply(a.probe.reply, 0, words, length);
        fault = FAULT_OF(&a.probe);
        CHECK_EQUAL(fault.words[W_RA], length > W_RA ? words[W_RA] : a.call.in.ra);
        CHECK_EQUAL(fault.words[W_A1], length > W_A1 ? words[W_A1] : a.call.in.info);
        CHECK_EQUAL(fault.words[W_A4], length > W_A4 ? words[W_A4] : a.call.in.mr2);
        CHECK_EQUAL(fault.words[W_A6], length > W_A6 ? words[W_A6] : a.call.in.reply);
        CHECK_EQUAL(fault.words[W_NUMBER], UNKNOWN);
        CHECK_EQUAL(fault.words[W_IP], HERE);
    }
}

/* covers: ipc.md 8 registers are written even if the thread is not continued; ipc.md 8 not continued: Inactive */
TEST(unknown_reply_stops)
{
    seL4_UserContext registers = {0};
    seL4_Word words[W_COUNT];
    struct fault fault = {0};

    agent_make(&a, PRIORITY);
    fault = unknown(UNKNOWN);
    memcpy(words, fault.words, sizeof(words));
    words[W_RA] = 0x77;
    words[W_IP] = 0x1122334455667788;
    words[W_SP] = 0x8877665544332211;
    fault_reply(a.probe.reply, 1, words, W_COUNT);
    CHECK_EQUAL(FAULT_OF(&a.probe).present, 0);
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.ra, 0x77);
    CHECK_EQUAL(registers.sp, words[W_SP]);
    CHECK_EQUAL(registers.pc, words[W_IP]);
    /* Inactive: a second reply has no effect, Resume lets it go on. */
    registers.pc = NEXT;
    registers.sp = fault.words[W_SP];
    CHECK_OK(seL4_TCB_WriteRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    fault_reply(a.probe.reply, 0, 0, 0);
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.ra, 0x77);
}

/* ---- exceptions ---- */

static void start_at(const char *entry, seL4_Word sp, seL4_Word a0)
{
    seL4_UserContext registers = {.pc = (seL4_Word)entry, .sp = sp, .a0 = a0};

    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probe.thread.tcb, 1, 0, REGISTERS, &registers));
}

/* covers: ipc.md 8 UserException; ipc.md 9 PAGEFAULT0005 */
TEST(exceptions)
{
    const struct {
        const char *entry;
        seL4_Word number;
    } cases[] = {{trap_undefined, ILLEGAL}, {trap_break, BREAKPOINT}, {trap_misaligned, LOAD_MISALIGNED}};

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fault fault = {0};

        start_at(cases[i].entry, 0x7000 + i, (seL4_Word)&fault + 1);
        fault = FAULT_OF(&probe);
        CHECK_FAULT(fault, seL4_Fault_UserException,
                    WORDS((seL4_Word)cases[i].entry, 0x7000 + i, cases[i].number, 0));
    }
}

/* covers: ipc.md 8 effect of a reply, UserException */
TEST(exception_reply)
{
    struct fault fault = {0};
    seL4_UserContext registers = {0};

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    start_at(trap_undefined, 0x7000, 5);
    fault = FAULT_OF(&probe);
    /* Restarted where it was. */
    fault_reply(probe.reply, 0, 0, 0);
    fault = FAULT_OF(&probe);
    CHECK_EQUAL(fault.words[0], trap_undefined);
    /* IP, SP; more words are ignored. */
    fault_reply(probe.reply, 0, (const seL4_Word[]){(seL4_Word)trap_go_on, 0x123450, 99, 99}, 4);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UserException, WORDS((seL4_Word)trap_end, 0x123450, ILLEGAL, 0));
    fault_reply(probe.reply, 0, (const seL4_Word[]){(seL4_Word)trap_break, 1, 2}, 1);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UserException, WORDS((seL4_Word)trap_break, 0x123450, BREAKPOINT, 0));
    /* Stopped, with what the reply set. */
    fault_reply(probe.reply, 2, (const seL4_Word[]){(seL4_Word)trap_go_on, 0x50}, 2);
    CHECK_EQUAL(FAULT_OF(&probe).present, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.pc, trap_go_on);
    CHECK_EQUAL(registers.sp, 0x50);
    CHECK_EQUAL(registers.a0, 5);
}

const struct frame_test trap_tests[] = {
    ENTRY("ipc.8.unknown-syscall-message", unknown_message),
    ENTRY("syscalls.1.unknown-numbers", unknown_numbers),
    ENTRY("ipc.8.unknown-syscall-reply", unknown_reply),
    ENTRY("ipc.8.unknown-syscall-reply-stops", unknown_reply_stops),
    ENTRY("ipc.8.exceptions", exceptions),
    ENTRY("ipc.8.exception-reply", exception_reply),
    FRAME_END,
};
