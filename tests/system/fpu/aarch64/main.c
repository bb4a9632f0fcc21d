/* SPDX-License-Identifier: BSD-2-Clause */
/* State of the FPU and the registers of thread-local memory: each thread has its own. */
#include "../../probe.h"

#include <sel4/config.h>

#define PRIORITY 100
#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define THREADS 4
#define DISABLED 1UL /* seL4_TCBFlag_fpuDisabled */

/* v0 to v31, FPSR, FPCR. */
#define WORDS_FPU 66
#define FPSR 64
#define FPCR 65
/* Bits that every processor has: cumulative flags and saturation; rounding, flush to zero, default NaN. */
#define FPSR_BITS 0x0800001fUL
#define FPCR_BITS 0x03c00000UL

/* The syndrome of an access while the FPU is denied. */
#define ESR_FPU 0x1fe00000UL
#define ESR_BREAK 0xf2000000UL

/* Places of the vectors, 32 pairs of words. */
#define EACH_PAIR(op, base) \
    op " q0, q1, [" base "]\n" op " q2, q3, [" base ", #32]\n" op " q4, q5, [" base ", #64]\n" \
    op " q6, q7, [" base ", #96]\n" op " q8, q9, [" base ", #128]\n" op " q10, q11, [" base ", #160]\n" \
    op " q12, q13, [" base ", #192]\n" op " q14, q15, [" base ", #224]\n" op " q16, q17, [" base ", #256]\n" \
    op " q18, q19, [" base ", #288]\n" op " q20, q21, [" base ", #320]\n" op " q22, q23, [" base ", #352]\n" \
    op " q24, q25, [" base ", #384]\n" op " q26, q27, [" base ", #416]\n" op " q28, q29, [" base ", #448]\n" \
    op " q30, q31, [" base ", #480]\n"
#define SAVE EACH_PAIR("stp", "x1") " mrs x9, fpsr\n str x9, [x1, #512]\n mrs x9, fpcr\n str x9, [x1, #520]\n"
#define LOAD EACH_PAIR("ldp", "x0") " ldr x9, [x0, #512]\n msr fpsr, x9\n ldr x9, [x0, #520]\n msr fpcr, x9\n"

__asm__(".text\n"
        "fpu_save: " SAVE " udf #0\n"
        /* Loads, works long enough to be interrupted, saves. */
        "fpu_spin: " LOAD " 1: subs x2, x2, #1\n b.ne 1b\n" SAVE " udf #0\n"
        /* Loads, stops, saves when it goes on. */
        "fpu_stop: " LOAD " brk #0\n fpu_touch: " SAVE " udf #0\n"
        "tls_look: mrs x0, tpidr_el0\n mrs x1, tpidrro_el0\n udf #0\n"
        "tls_write: msr tpidr_el0, x0\n brk #0\n mrs x0, tpidr_el0\n mrs x1, tpidrro_el0\n udf #0\n"
        "tls_spin: mrs x3, tpidr_el0\n cmp x3, x0\n b.ne 2f\n mrs x3, tpidrro_el0\n cmp x3, x1\n b.ne 2f\n"
        " subs x2, x2, #1\n b.ne tls_spin\n 2: udf #0\n"
        "exclusive: ldxr x3, [x0]\n brk #0\n stxr w4, x3, [x0]\n mov w0, w4\n udf #0\n");
extern const char fpu_save[], fpu_spin[], fpu_stop[], fpu_touch[], tls_look[], tls_write[], tls_spin[], exclusive[];

static struct probe probes[THREADS];
static seL4_Word before[THREADS][WORDS_FPU] __attribute__((aligned(16)));
static seL4_Word after[THREADS][WORDS_FPU] __attribute__((aligned(16)));

static void start(struct probe *probe, seL4_UserContext registers)
{
    CHECK_OK(seL4_TCB_Suspend(probe->thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probe->thread.tcb, 1, 0, REGISTERS, &registers));
}

/* A thread's end is an undefined instruction; where it stops on its way, a breakpoint. */
static void wait_end(struct probe *probe)
{
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(probe->fault_endpoint, 0, probe->reply)),
                seL4_Fault_UserException);
}

static void wait_fault(struct probe *probe, seL4_Word syndrome)
{
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(probe->fault_endpoint, 0, probe->reply)), seL4_Fault_VCPUFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VCPUFault_HSR), syndrome);
}

static void go_on(struct probe *probe, seL4_Word skip)
{
    seL4_UserContext registers;

    CHECK_OK(seL4_TCB_ReadRegisters(probe->thread.tcb, 0, 0, REGISTERS, &registers));
    registers.pc += skip;
    CHECK_OK(seL4_TCB_WriteRegisters(probe->thread.tcb, 0, 0, REGISTERS, &registers));
    seL4_Send(probe->reply, seL4_MessageInfo_new(0, 0, 0, 0));
}

static seL4_UserContext at(const char *place, unsigned i)
{
    return (seL4_UserContext){.pc = (seL4_Word)place, .x0 = (seL4_Word)before[i], .x1 = (seL4_Word)after[i]};
}

/* Different for each thread, rounding modes included. */
static void fill(unsigned i)
{
    for (unsigned word = 0; word < WORDS_FPU; word++) {
        before[i][word] = 0x9e3779b97f4a7c15 * (word + 1 + i * WORDS_FPU);
        after[i][word] = 0;
    }
    before[i][FPSR] &= FPSR_BITS;
    before[i][FPCR] = ((seL4_Word)i << 22) & FPCR_BITS;
}

static void check_kept(unsigned i)
{
    for (unsigned word = 0; word < FPSR; word++)
        CHECK_EQUAL(after[i][word], before[i][word]);
    CHECK_EQUAL(after[i][FPSR] & FPSR_BITS, before[i][FPSR]);
    CHECK_EQUAL(after[i][FPCR] & FPCR_BITS, before[i][FPCR]);
}

/* covers: fpu-tls-misc.md 1 new TCB; fpu-tls-misc.md 1 State is strictly per thread */
TEST(new_state)
{
    /* A thread that leaves much behind, then a new one. */
    fill(1);
    probe_make(&probes[1], (struct kit_options){.priority = PRIORITY});
    start(&probes[1], at(fpu_stop, 1));
    wait_fault(&probes[1], ESR_BREAK);
    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    memset(after[0], 0xff, sizeof(after[0]));
    start(&probes[0], at(fpu_save, 0));
    wait_end(&probes[0]);
    for (unsigned word = 0; word < WORDS_FPU; word++)
        CHECK_EQUAL(after[0][word], 0);
}

/* covers: fpu-tls-misc.md 7 FPU0000-0002 on one core */
TEST(preempted)
{
    seL4_UserContext registers;

    for (unsigned i = 0; i < THREADS; i++) {
        probe_make(&probes[i], (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(1000, 1000)});
        fill(i);
        (void)seL4_SchedContext_Consumed(probes[i].thread.sc);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        registers = at(fpu_spin, i);
        registers.x2 = 20000000;
        start(&probes[i], registers);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        wait_end(&probes[i]);
        check_kept(i);
    }
    /* Each of them needed several slices, the others being ready. */
    for (unsigned i = 0; i < THREADS; i++)
        CHECK(seL4_SchedContext_Consumed(probes[i].thread.sc).consumed >= 2000);
}

/* covers: fpu-tls-misc.md 1 Contents survive deletion of other threads */
TEST(others_end)
{
    for (unsigned i = 0; i < THREADS; i++) {
        probe_make(&probes[i], (struct kit_options){.priority = PRIORITY});
        fill(i);
        start(&probes[i], at(fpu_stop, i));
        wait_fault(&probes[i], ESR_BREAK);
    }
    CHECK_OK(kit_delete(probes[3].thread.tcb));
    go_on(&probes[0], 4);
    wait_end(&probes[0]);
    check_kept(0);
    CHECK_OK(kit_delete(probes[0].thread.tcb));
    for (unsigned i = 1; i < 3; i++) {
        go_on(&probes[i], 4);
        wait_end(&probes[i]);
        check_kept(i);
    }
}

static struct frame_reply set_flags(seL4_CPtr tcb, seL4_Word clear, seL4_Word set)
{
    return INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(clear, set));
}

/* covers: fpu-tls-misc.md 1 TCB SetFlags; fpu-tls-misc.md 7 FPU0003 */
TEST(flag_values)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);

    CHECK_REFUSED(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0)), seL4_TruncatedMessage, WORDS());
    CHECK_REPLY(set_flags(tcb, 0, 0), WORDS(0));
    CHECK_REPLY(set_flags(tcb, 0, ~DISABLED), WORDS(0));
    CHECK_REPLY(set_flags(tcb, 0, ~0UL), WORDS(DISABLED));
    CHECK_REPLY(set_flags(tcb, ~DISABLED, 0), WORDS(DISABLED));
    CHECK_REPLY(set_flags(tcb, ~0UL, DISABLED), WORDS(DISABLED));
    CHECK_REPLY(set_flags(tcb, ~0UL, 0), WORDS(0));
}

/* covers: fpu-tls-misc.md 1 FPU instruction while disabled; fpu-tls-misc.md 7 FPU0004 */
TEST(disabled)
{
    seL4_CPtr tcb;

    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    probe_make(&probes[1], (struct kit_options){.priority = PRIORITY});
    tcb = probes[0].thread.tcb;
    fill(0);
    fill(1);
    start(&probes[0], at(fpu_stop, 0));
    wait_fault(&probes[0], ESR_BREAK);
    CHECK_REPLY(set_flags(tcb, 0, DISABLED), WORDS(DISABLED));
    for (int round = 0; round < 2; round++) {
        go_on(&probes[0], round == 0 ? 4 : 0);
        wait_fault(&probes[0], ESR_FPU);
        /* Others have theirs meanwhile. */
        start(&probes[1], at(fpu_stop, 1));
        wait_fault(&probes[1], ESR_BREAK);
    }
    CHECK_REPLY(set_flags(tcb, DISABLED, 0), WORDS(0));
    go_on(&probes[0], 0);
    wait_end(&probes[0]);
    check_kept(0);
}

static volatile seL4_Word own_flags;

static void deny_itself(void *argument)
{
    struct probe *self = argument;

    own_flags = seL4_TCB_SetFlags(self->thread.tcb, 0, DISABLED).flags;
    __asm__ volatile("fmov d0, #1.0" : : : "v0");
}

/* covers: fpu-tls-misc.md 1 Setting the flag takes effect at once; fpu-tls-misc.md 1 Allowed on the caller itself */
TEST(disabled_by_itself)
{
    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    CHECK_EQUAL(probe_run(&probes[0], deny_itself, &probes[0]), seL4_Fault_VCPUFault);
    CHECK_EQUAL(seL4_GetMR(0), ESR_FPU);
    CHECK_EQUAL(own_flags, DISABLED);
}

/* covers: fpu-tls-misc.md 2 TLS register; fpu-tls-misc.md 2 also switched per thread; fpu-tls-misc.md 7 TLS0001 */
TEST(thread_pointers)
{
    seL4_UserContext registers = {0};

    for (unsigned i = 0; i < THREADS; i++) {
        probe_make(&probes[i], (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(1000, 1000)});
        registers = (seL4_UserContext){.pc = (seL4_Word)tls_spin, .x0 = 0x1000 + i, .x1 = i == 0 ? 0 : 0x2000 + i,
                                       .x2 = 5000000, .tpidr_el0 = 0x1000 + i, .tpidrro_el0 = i == 0 ? 0 : 0x2000 + i};
        start(&probes[i], registers);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        wait_end(&probes[i]);
        CHECK_OK(seL4_TCB_ReadRegisters(probes[i].thread.tcb, 0, 0, REGISTERS, &registers));
        CHECK_EQUAL(registers.x2, 0);
        CHECK_EQUAL(registers.tpidr_el0, 0x1000 + i);
        CHECK_EQUAL(registers.tpidrro_el0, i == 0 ? 0 : 0x2000 + i);
    }
}

/* covers: fpu-tls-misc.md 2 TCB SetTLSBase; fpu-tls-misc.md 2 user can write it directly */
TEST(thread_pointer_set)
{
    seL4_CPtr tcb;
    seL4_UserContext registers = {.pc = (seL4_Word)tls_write, .x0 = 0x111, .tpidr_el0 = 0x222, .tpidrro_el0 = 0x333};

    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    tcb = probes[0].thread.tcb;
    start(&probes[0], registers);
    wait_fault(&probes[0], ESR_BREAK);
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.tpidr_el0, 0x111);
    CHECK_EQUAL(registers.tpidrro_el0, 0x333);
    CHECK_REPLY(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS(0xffff800000000001)), WORDS());
    go_on(&probes[0], 4);
    wait_end(&probes[0]);
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.x0, 0xffff800000000001);
    CHECK_EQUAL(registers.x1, 0x333);
}

/* covers: fpu-tls-misc.md 2 AArch64, RISC-V: the exclusive monitor; fpu-tls-misc.md 7 REGRESSIONS0002 */
TEST(exclusive_monitor)
{
    static seL4_Word word;
    seL4_UserContext registers = {.pc = (seL4_Word)exclusive, .x0 = (seL4_Word)&word};

    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    start(&probes[0], registers);
    wait_fault(&probes[0], ESR_BREAK);
    go_on(&probes[0], 4);
    wait_end(&probes[0]);
    CHECK_OK(seL4_TCB_ReadRegisters(probes[0].thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.x0, 1);
}

static const struct frame_test fpu_tests[] = {
    ENTRY("fpu.1.new-state", new_state),
    ENTRY("fpu.1.preempted", preempted),
    ENTRY("fpu.1.others-end", others_end),
    ENTRY("fpu.1.flag-values", flag_values),
    ENTRY("fpu.1.disabled", disabled),
    ENTRY("fpu.1.disabled-by-itself", disabled_by_itself),
    ENTRY("fpu.2.thread-pointers", thread_pointers),
    ENTRY("fpu.2.thread-pointer-set", thread_pointer_set),
    ENTRY("fpu.2.exclusive-monitor", exclusive_monitor),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(fpu_tests);
    frame_end();
}
