/* SPDX-License-Identifier: BSD-2-Clause */
/* Unknown system calls and exceptions: registers in the message, registers from the reply. */
#include "../fault.h"

#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define UNKNOWN   0xc1UL

enum { W_X0, W_X1, W_X2, W_X3, W_X4, W_X5, W_X6, W_X7, W_IP, W_SP, W_LR, W_SPSR, W_NUMBER, W_COUNT };

/* What the program state holds but flags: level 0, masked interrupts. */
#define STATE_MASK 0x3ffUL
#define FLAGS      0xf0000000UL

/* Syndromes: undefined, `brk #5`, a jump to an odd address, a register that EL0 may not read. */
#define ESR_UNDEFINED 0x02000000UL
#define ESR_BREAK     0xf2000005UL
#define ESR_ODD       0x8a000000UL
#define ESR_CLASS(esr) ((esr) >> 26)
#define CLASS_SYSTEM_REGISTER 0x18

__asm__(".text\n"
        "trap_undefined: udf #0\n"
        "trap_register: mrs x0, sctlr_el1\n"
        "trap_hvc: hvc #0\n"
        "trap_smc: smc #0\n"
        "trap_return: eret\n"
        "trap_break: brk #5\n"
        "trap_timer: mrs x0, cntv_ctl_el0\n"
        "trap_svc: svc #0x1234\n"
        "trap_wait: wfi\n wfe\n trap_waited: udf #0\n"
        "trap_go_on: nop\n trap_end: udf #0\n");
#define TRAP(name) extern const char name[]
TRAP(trap_undefined);
TRAP(trap_register);
TRAP(trap_hvc);
TRAP(trap_smc);
TRAP(trap_return);
TRAP(trap_break);
TRAP(trap_timer);
TRAP(trap_svc);
TRAP(trap_wait);
TRAP(trap_waited);
TRAP(trap_go_on);
TRAP(trap_end);

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
    const seL4_Word wanted[W_COUNT] = {in->cap, in->info, in->mr0, in->mr1, in->mr2, in->mr3, in->reply, in->number,
                                       HERE, in->sp, NEXT, fault->words[W_SPSR], number};

    CHECK_EQUAL(fault->label, seL4_Fault_UnknownSyscall);
    CHECK_EQUAL(fault->present, 1);
    CHECK_EQUAL(fault->length, W_COUNT);
    for (unsigned i = 0; i < W_COUNT; i++)
        CHECK_EQUAL(fault->words[i], wanted[i]);
    CHECK_EQUAL(fault->words[W_SPSR] & STATE_MASK, ISA_SPSR);
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

/* covers: ipc.md 8 effect of a reply, UnknownSyscall; syscalls.md 2 sanitising */
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
    words[W_SPSR] = ~0UL;
    fault_reply(a.probe.reply, 0, words, W_COUNT + 10);
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.cap, words[W_X0]);
    CHECK_EQUAL(a.call.out.info, words[W_X1]);
    CHECK_EQUAL(a.call.out.mr0, words[W_X2]);
    CHECK_EQUAL(a.call.out.mr3, words[W_X5]);
    CHECK_EQUAL(a.call.out.reply, words[W_X6]);
    CHECK_EQUAL(a.call.out.number, words[W_X7]);
    /* Nothing else: LR is not x30. */
    CHECK_EQUAL(a.call.out.dest, a.call.in.dest);
    CHECK_EQUAL(a.call.out.x30, a.call.in.x30);

    /* Only as many as the reply has. */
    for (seL4_Word length = 0; length < W_IP; length++) {
        fault = unknown(UNKNOWN);
        words[W_X7] = 0xc7;
        fault_reply(a.probe.reply, 0, words, length);
        fault = FAULT_OF(&a.probe);
        CHECK_EQUAL(fault.words[W_X0], length > W_X0 ? words[W_X0] : a.call.in.cap);
        CHECK_EQUAL(fault.words[W_X3], length > W_X3 ? words[W_X3] : a.call.in.mr1);
        CHECK_EQUAL(fault.words[W_X6], length > W_X6 ? words[W_X6] : a.call.in.reply);
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
    words[W_X0] = 0x77;
    words[W_IP] = 0x0000800000000001;
    words[W_SPSR] = 0x50000005;
    fault_reply(a.probe.reply, 1, words, W_COUNT);
    CHECK_EQUAL(FAULT_OF(&a.probe).present, 0);
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.x0, 0x77);
    CHECK_EQUAL(registers.spsr, 0x50000000 | ISA_SPSR);
    CHECK_EQUAL(registers.pc, words[W_IP]);
    /* Inactive: a second reply has no effect, Resume lets it go on. */
    registers.pc = NEXT;
    CHECK_OK(seL4_TCB_WriteRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    fault_reply(a.probe.reply, 0, 0, 0);
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.cap, 0x77);
}

/* ---- exceptions ---- */

static void start_at(const char *entry, seL4_Word sp, seL4_Word x0)
{
    seL4_UserContext registers = {.pc = (seL4_Word)entry, .sp = sp, .x0 = x0};

    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probe.thread.tcb, 1, 0, REGISTERS, &registers));
}

/* What is undefined at EL0 is a UserException. */
static void check_undefined(const char *at)
{
    struct fault fault = {0};

    start_at(at, 0x7000, 0);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UserException, WORDS((seL4_Word)at, 0x7000, ISA_SPSR, ESR_UNDEFINED, 0));
}

/* covers: ipc.md 8 UserException; ipc.md 9 PAGEFAULT0005 */
TEST(exceptions)
{
    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    check_undefined(trap_undefined);
    check_undefined(trap_register);
    check_undefined(trap_hvc);
    check_undefined(trap_smc);
    check_undefined(trap_return);
}

/* covers: ipc.md 8 AArch64 EL2 kernel: any other synchronous exception; hyp.md 1.4 other synchronous exceptions */
TEST(other_exceptions)
{
    struct fault fault = {0};
    seL4_UserContext registers = {0};

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    start_at(trap_break, 0x7000, 0);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_VCPUFault, WORDS(ESR_BREAK));
    /* A reply has no meaning: registers stay, and it goes on where it was. */
    fault_reply(probe.reply, 7, (const seL4_Word[]){(seL4_Word)trap_go_on, 1}, 2);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_VCPUFault, WORDS(ESR_BREAK));
    CHECK_OK(seL4_TCB_ReadRegisters(probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.pc, trap_break);
    start_at(trap_break + 1, 0x7000, 0);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_VCPUFault, WORDS(ESR_ODD));
    start_at(trap_timer, 0x7000, 0);
    fault = FAULT_OF(&probe);
    CHECK_EQUAL(fault.label, seL4_Fault_VCPUFault);
    CHECK_EQUAL(fault.length, 1);
    CHECK_EQUAL(ESR_CLASS(fault.words[0]), CLASS_SYSTEM_REGISTER);
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
    /* PC, SP, program state; more words are ignored. */
    fault_reply(probe.reply, 0, (const seL4_Word[]){(seL4_Word)trap_go_on, 0x123450, ~0UL, 99, 99}, 5);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UserException,
                WORDS((seL4_Word)trap_end, 0x123450, FLAGS | ISA_SPSR, ESR_UNDEFINED, 0));
    fault_reply(probe.reply, 0, (const seL4_Word[]){(seL4_Word)trap_smc, 1, 2}, 1);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UserException,
                WORDS((seL4_Word)trap_smc, 0x123450, FLAGS | ISA_SPSR, ESR_UNDEFINED, 0));
    /* Stopped, with what the reply set. */
    fault_reply(probe.reply, 2, (const seL4_Word[]){(seL4_Word)trap_go_on, 0x50, 5}, 3);
    CHECK_EQUAL(FAULT_OF(&probe).present, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.pc, trap_go_on);
    CHECK_EQUAL(registers.sp, 0x50);
    CHECK_EQUAL(registers.spsr, ISA_SPSR);
    CHECK_EQUAL(registers.x0, 5);
}

/* covers: syscalls.md 2 trap instruction: any svc; fpu-tls-misc.md 5 AArch64 WFI/WFE */
TEST(calls_and_pauses)
{
    struct fault fault = {0};

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    start_at(trap_svc, 0x4440, 0x99);
    fault = FAULT_OF(&probe);
    CHECK_FAULT(fault, seL4_Fault_UnknownSyscall,
                WORDS(0x99, 0, 0, 0, 0, 0, 0, 0, (seL4_Word)trap_svc, 0x4440, (seL4_Word)trap_svc + 4, ISA_SPSR, 0));
    start_at(trap_wait, 0x4440, 0);
    fault = FAULT_OF(&probe);
    CHECK_EQUAL(fault.label, seL4_Fault_UserException);
    CHECK_EQUAL(fault.words[0], trap_waited);
}

const struct frame_test trap_tests[] = {
    ENTRY("ipc.8.unknown-syscall-message", unknown_message),
    ENTRY("syscalls.1.unknown-numbers", unknown_numbers),
    ENTRY("ipc.8.unknown-syscall-reply", unknown_reply),
    ENTRY("ipc.8.unknown-syscall-reply-stops", unknown_reply_stops),
    ENTRY("ipc.8.exceptions", exceptions),
    ENTRY("ipc.8.other-exceptions", other_exceptions),
    ENTRY("ipc.8.exception-reply", exception_reply),
    ENTRY("syscalls.2.calls-and-pauses", calls_and_pauses),
    FRAME_END,
};
