/* SPDX-License-Identifier: BSD-2-Clause */
/* Unknown system calls and exceptions: registers in the message, registers from the reply. */
#include "../fault.h"

#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define UNKNOWN   0xc1UL
/* Words of an UnknownSyscall message. */
enum { W_RAX, W_RBX, W_RCX, W_RDX, W_RSI, W_RDI, W_RBP, W_R8, W_R9, W_R10, W_R11, W_R12, W_R13, W_R14, W_R15, W_IP,
       W_SP, W_FLAGS, W_NUMBER, W_COUNT };
/* All that a user may set, and the two that are always set. */
#define FLAGS_ALLOWED 0xcd5UL
#define FLAGS_FIXED   0x202UL

/* Error code of a gate that user mode may not use. */
#define GATE_CODE(vector)      ((vector) * 8UL | 2)
#define GATE_CODE_QEMU(vector) ((vector) * 16UL | 2)

__asm__(".text\n"
        "trap_ud: ud2\n"
        "trap_divide: xorl %ecx, %ecx\n trap_divide_at: divl %ecx\n"
        "trap_irq: int $0x80\n"
        "trap_158: int $158\n"
        "trap_200: int $200\n"
        "trap_254: int $254\n"
        "trap_halt: hlt\n"
        "trap_go_on: nop\n trap_end: ud2\n");
#define TRAP(name) extern const char name[]
TRAP(trap_ud);
TRAP(trap_divide);
TRAP(trap_divide_at);
TRAP(trap_irq);
TRAP(trap_158);
TRAP(trap_200);
TRAP(trap_254);
TRAP(trap_halt);
TRAP(trap_go_on);
TRAP(trap_end);

static struct agent a;
static struct probe probe;
#define HERE ((seL4_Word)call_instruction)
#define NEXT ((seL4_Word)call_next)

static struct fault unknown(seL4_Word number, seL4_Word flags)
{
    call_prepare(&a.call, number, 0x1234, seL4_MessageInfo_new(5, 0, 0, 3));
    a.call.in.flags = flags;
    agent_start(&a);
    return FAULT_OF(&a.probe);
}

/* RCX and R11 are what the instruction left in them; RBX is the stack pointer. */
static void check_unknown(const struct fault *fault, seL4_Word number)
{
    const struct call_registers *in = &a.call.in;
    const seL4_Word wanted[W_COUNT] = {in->rax, fault->words[W_RBX], NEXT, in->number, in->info, in->cap,
                                       in->rbp, in->mr1, in->mr2, in->mr0, in->flags, in->reply, in->dest,
                                       in->r14, in->mr3, HERE, fault->words[W_RBX], in->flags, number};

    if (fault->label != seL4_Fault_UnknownSyscall)
        CHECK_EQUAL(~0UL, number);
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
    fault = unknown(UNKNOWN, FLAGS_FIXED);
    check_unknown(&fault, UNKNOWN);
    CHECK_EQUAL(fault.badge, 0);
    fault = unknown(UNKNOWN, FLAGS_FIXED | FLAGS_ALLOWED);
    check_unknown(&fault, UNKNOWN);
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
        fault = unknown(numbers[i], FLAGS_FIXED);
        check_unknown(&fault, numbers[i]);
    }
    /* Those of the list that are not configured. -12, -13, -16 and -33 exist always (docs/caveats.md). */
    for (long number = -14; number >= -40; number--) {
        if (number == -16 || number == -33 || (HF_DEBUG && number >= -17))
            continue;
        fault = unknown((seL4_Word)number, FLAGS_FIXED);
        check_unknown(&fault, (seL4_Word)number);
    }
}

/* covers: ipc.md 8 effect of a reply, UnknownSyscall; syscalls.md 2 sanitising; syscalls.md 6 flags */
TEST(unknown_reply)
{
    struct fault fault = {0};
    seL4_Word words[W_COUNT + 10];

    agent_make(&a, PRIORITY);
    for (unsigned i = 0; i < W_COUNT + 10; i++)
        words[i] = 0xabcd00 + i;
    fault = unknown(UNKNOWN, FLAGS_FIXED);
    words[W_RBX] = fault.words[W_RBX];
    words[W_IP] = NEXT;
    words[W_SP] = fault.words[W_RBX];
    words[W_FLAGS] = ~0UL;
    fault_reply(a.probe.reply, 0, words, W_COUNT + 10);
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.rax, words[W_RAX]);
    CHECK_EQUAL(a.call.out.rcx, words[W_RCX]);
    CHECK_EQUAL(a.call.out.r11, words[W_R11]);
    CHECK_EQUAL(a.call.out.number, words[W_RDX]);
    CHECK_EQUAL(a.call.out.info, words[W_RSI]);
    CHECK_EQUAL(a.call.out.cap, words[W_RDI]);
    CHECK_EQUAL(a.call.out.rbp, words[W_RBP]);
    CHECK_EQUAL(a.call.out.mr1, words[W_R8]);
    CHECK_EQUAL(a.call.out.mr2, words[W_R9]);
    CHECK_EQUAL(a.call.out.mr0, words[W_R10]);
    CHECK_EQUAL(a.call.out.reply, words[W_R12]);
    CHECK_EQUAL(a.call.out.dest, words[W_R13]);
    CHECK_EQUAL(a.call.out.r14, words[W_R14]);
    CHECK_EQUAL(a.call.out.mr3, words[W_R15]);
    CHECK_EQUAL(a.call.out.flags, FLAGS_FIXED | FLAGS_ALLOWED);

    /* Only as many as the reply has. */
    for (seL4_Word length = 0; length < W_IP; length += 7) {
        fault = unknown(UNKNOWN, FLAGS_FIXED);
        words[W_RBX] = fault.words[W_RBX];
        words[W_RDX] = 0xc7;
        fault_reply(a.probe.reply, 0, words, length);
        fault = FAULT_OF(&a.probe);
        CHECK_EQUAL(fault.words[W_RAX], length > W_RAX ? words[W_RAX] : a.call.in.rax);
        CHECK_EQUAL(fault.words[W_NUMBER], length > W_RDX ? 0xc7 : UNKNOWN);
        CHECK_EQUAL(fault.words[W_RBP], length > W_RBP ? words[W_RBP] : a.call.in.rbp);
        CHECK_EQUAL(fault.words[W_R8], length > W_R8 ? words[W_R8] : a.call.in.mr1);
        CHECK_EQUAL(fault.words[W_R13], length > W_R13 ? words[W_R13] : a.call.in.dest);
        CHECK_EQUAL(fault.words[W_R14], length > W_R14 ? words[W_R14] : a.call.in.r14);
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
    fault = unknown(UNKNOWN, FLAGS_FIXED);
    memcpy(words, fault.words, sizeof(words));
    words[W_RAX] = 0x77;
    words[W_IP] = 0x0000800000000000;
    words[W_SP] = 0x1122334455667788;
    words[W_FLAGS] = 0x100;
    fault_reply(a.probe.reply, 1, words, W_COUNT);
    CHECK_EQUAL(FAULT_OF(&a.probe).present, 0);
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.rax, 0x77);
    CHECK_EQUAL(registers.rflags, FLAGS_FIXED);
    CHECK_EQUAL(registers.rsp, words[W_SP]);
    /* Not canonical: 0. */
    CHECK_EQUAL(registers.rip, 0);
    /* Inactive: a second reply has no effect, Resume lets it go on. */
    registers.rip = NEXT;
    registers.rsp = registers.rbx;
    CHECK_OK(seL4_TCB_WriteRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    fault_reply(a.probe.reply, 0, 0, 0);
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.rax, 0x77);
}

/* ---- exceptions ---- */

static void start_at(const char *entry, seL4_Word rsp, seL4_Word rax)
{
    seL4_UserContext registers = {.rip = (seL4_Word)entry, .rsp = rsp, .rax = rax};

    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probe.thread.tcb, 1, 0, REGISTERS, &registers));
}

/* covers: ipc.md 8 UserException; ipc.md 9 PAGEFAULT0005 */
TEST(exceptions)
{
    const struct {
        const char *entry, *at;
        seL4_Word number, code;
    } cases[] = {{trap_ud, trap_ud, 6, 0}, {trap_divide, trap_divide_at, 0, 0},
                 {trap_irq, trap_irq, 13, GATE_CODE(0x80)},
                 {trap_halt, trap_halt, 13, 0}};

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fault fault = {0};

        start_at(cases[i].entry, 0x7000 + i, 0);
        fault = FAULT_OF(&probe);
        /* QEMU multiplies the number of a gate by the size of a gate, the CPU by 8. */
        if (fault.words[4] == GATE_CODE_QEMU(0x80))
            fault.words[4] = GATE_CODE(0x80);
        /* The divide case has set flags by its xor. */
        CHECK_FAULT(fault, seL4_Fault_UserException,
                    WORDS((seL4_Word)cases[i].at, 0x7000 + i, i == 1 ? fault.words[2] : FLAGS_FIXED, cases[i].number,
                          cases[i].code));
    }
}

/* covers: ipc.md 8 effect of a reply, UserException */
TEST(exception_reply)
{
    struct fault fault = {0};
    seL4_UserContext registers = {0};

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    start_at(trap_ud, 0x7000, 5);
    fault = FAULT_OF(&probe);
    /* Restarted where it was. */
    fault_reply(probe.reply, 0, 0, 0);
    fault = FAULT_OF(&probe);
    CHECK_EQUAL(fault.words[0], trap_ud);
    /* IP, SP, flags; more words are ignored. */
    fault_reply(probe.reply, 0, (const seL4_Word[]){(seL4_Word)trap_go_on, 0x123450, ~0UL, 99, 99}, 5);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UserException,
                WORDS((seL4_Word)trap_end, 0x123450, FLAGS_FIXED | FLAGS_ALLOWED, 6, 0));
    fault_reply(probe.reply, 0, (const seL4_Word[]){(seL4_Word)trap_halt, 1, 2}, 1);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UserException,
                WORDS((seL4_Word)trap_halt, 0x123450, FLAGS_FIXED | FLAGS_ALLOWED, 13, 0));
    /* Stopped, with what the reply set. */
    fault_reply(probe.reply, 2, (const seL4_Word[]){(seL4_Word)trap_go_on, 0x50, 1}, 3);
    CHECK_EQUAL(FAULT_OF(&probe).present, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.rip, trap_go_on);
    CHECK_EQUAL(registers.rsp, 0x50);
    CHECK_EQUAL(registers.rflags, FLAGS_FIXED | 1);
    CHECK_EQUAL(registers.rax, 5);
}

/* covers: syscalls.md 2 x86 software interrupts */
TEST(software_interrupts)
{
    const struct {
        const char *entry;
        seL4_Word rax, number;
    } cases[] = {
        {trap_158, 0x12345678, 0xffffffff9e345678},
        {trap_200, 0xffffffffffffffff, 0xffffffffc8ffffff},
        {trap_254, 0, 0xfffffffffe000000},
    };

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fault fault = {0};

        start_at(cases[i].entry, 0x4440, cases[i].rax);
        fault = FAULT_OF(&probe);
        CHECK_FAULT(fault, seL4_Fault_UnknownSyscall,
                    WORDS(cases[i].rax, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (seL4_Word)cases[i].entry, 0x4440,
                          FLAGS_FIXED, cases[i].number));
        fault_reply(probe.reply, 0, 0, 0);
        fault = FAULT_OF(&probe);
        CHECK_EQUAL(fault.words[W_IP], cases[i].entry);
    }
}

const struct frame_test trap_tests[] = {
    ENTRY("ipc.8.unknown-syscall-message", unknown_message),
    ENTRY("syscalls.1.unknown-numbers", unknown_numbers),
    ENTRY("ipc.8.unknown-syscall-reply", unknown_reply),
    ENTRY("ipc.8.unknown-syscall-reply-stops", unknown_reply_stops),
    ENTRY("ipc.8.exceptions", exceptions),
    ENTRY("ipc.8.exception-reply", exception_reply),
    ENTRY("syscalls.2.software-interrupts", software_interrupts),
    FRAME_END,
};
