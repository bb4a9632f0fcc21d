/* SPDX-License-Identifier: BSD-2-Clause */
/* State of the FPU and bases of the thread-local segments: each thread has its own. */
#include "probe.h"

#include <sel4/config.h>

#define PRIORITY 100
#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define THREADS 4
#define DISABLED 1UL /* seL4_TCBFlag_fpuDisabled */

/* The image that fxsave makes: control words, then x87 registers, then SSE registers. */
#define IMAGE_BYTES 512
#define FCW 0
#define MXCSR 24
#define X87 32
#define X87_BYTES 10
#define SSE 160
#define SSE_END 416

__asm__(".text\n"
        "fpu_save: fxsave64 (%rsi)\n ud2\n"
        /* Loads, works long enough to be interrupted, saves. */
        "fpu_spin: fxrstor64 (%rdi)\n 1: decq %rcx\n jnz 1b\n fxsave64 (%rsi)\n ud2\n"
        /* Loads, stops, saves when it goes on. */
        "fpu_stop: fxrstor64 (%rdi)\n int3\n fpu_touch: fxsave64 (%rsi)\n ud2\n"
        "fpu_x87: fld1\n ud2\n"
        "fpu_bases: movq %fs:0, %rax\n movq %gs:0, %rdx\n ud2\n"
        "fpu_bases_spin: cmpq %rax, %fs:0\n jne 2f\n cmpq %rdx, %gs:8\n jne 2f\n decq %rcx\n"
        "jnz fpu_bases_spin\n 2: ud2\n"
        "fpu_tls_call: syscall\n movq %fs:0, %rax\n ud2\n"
        "fpu_write_bases: wrfsbase %rdi\n wrgsbase %rsi\n int3\n movq %fs:0, %rax\n movq %gs:0, %rdx\n ud2\n");
extern const char fpu_save[], fpu_spin[], fpu_stop[], fpu_touch[], fpu_x87[], fpu_bases[], fpu_bases_spin[];
extern const char fpu_tls_call[], fpu_write_bases[];

static struct probe probes[THREADS];
static unsigned char before[THREADS][IMAGE_BYTES] __attribute__((aligned(16)));
static unsigned char after[THREADS][IMAGE_BYTES] __attribute__((aligned(16)));

static void start(struct probe *probe, seL4_UserContext registers)
{
    CHECK_OK(seL4_TCB_Suspend(probe->thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probe->thread.tcb, 1, 0, REGISTERS, &registers));
}

/* The number of the exception it ends with. */
static seL4_Word wait(struct probe *probe)
{
    seL4_Word label = seL4_MessageInfo_get_label(seL4_Recv(probe->fault_endpoint, 0, probe->reply));

    CHECK_EQUAL(label, seL4_Fault_UserException);
    return seL4_GetMR(seL4_UserException_Number);
}

static void go_on(struct probe *probe)
{
    seL4_Send(probe->reply, seL4_MessageInfo_new(0, 0, 0, 0));
}

static seL4_UserContext at(const char *place, unsigned i)
{
    return (seL4_UserContext){.rip = (seL4_Word)place, .rdi = (seL4_Word)before[i], .rsi = (seL4_Word)after[i]};
}

/* Different for each thread, rounding modes included. All x87 registers are in use. */
static void fill(unsigned i)
{
    memset(before[i], 0, IMAGE_BYTES);
    memset(after[i], 0, IMAGE_BYTES);
    before[i][FCW] = 0x7f;
    before[i][FCW + 1] = (unsigned char)(0x03 | (i & 3) << 2);
    before[i][4] = 0xff;
    before[i][MXCSR] = 0x80;
    before[i][MXCSR + 1] = (unsigned char)(0x1f | (i & 3) << 5);
    for (unsigned word = 0; word < 8; word++) {
        for (unsigned byte = 0; byte < X87_BYTES; byte++)
            before[i][X87 + 16 * word + byte] = (unsigned char)(0x81 + 16 * i + word + byte);
        before[i][X87 + 16 * word + 9] = 0x3f;
    }
    for (unsigned byte = SSE; byte < SSE_END; byte++)
        before[i][byte] = (unsigned char)(byte * 7 + i * 31 + 1);
}

static void check_kept(unsigned i)
{
    CHECK_EQUAL(memcmp(before[i], after[i], 2), 0);
    CHECK_EQUAL(memcmp(before[i] + MXCSR, after[i] + MXCSR, 4), 0);
    for (unsigned word = 0; word < 8; word++)
        CHECK_EQUAL(memcmp(before[i] + X87 + 16 * word, after[i] + X87 + 16 * word, X87_BYTES), 0);
    CHECK_EQUAL(memcmp(before[i] + SSE, after[i] + SSE, SSE_END - SSE), 0);
}

/* covers: fpu-tls-misc.md 1 new TCB; fpu-tls-misc.md 1 State is strictly per thread */
TEST(new_state)
{
    static const unsigned char zeros[SSE_END - SSE];

    /* A thread that leaves much behind, then a new one. */
    fill(1);
    probe_make(&probes[1], (struct kit_options){.priority = PRIORITY});
    start(&probes[1], at(fpu_stop, 1));
    CHECK_EQUAL(wait(&probes[1]), 3);
    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    memset(after[0], 0xff, IMAGE_BYTES);
    start(&probes[0], at(fpu_save, 0));
    CHECK_EQUAL(wait(&probes[0]), 6);
    CHECK_EQUAL(after[0][FCW] | after[0][FCW + 1] << 8, 0x37f);
    CHECK_EQUAL(after[0][2] | after[0][3] | after[0][4], 0);
    CHECK_EQUAL(after[0][MXCSR] | after[0][MXCSR + 1] << 8, 0x1f80);
    for (unsigned word = 0; word < 8; word++)
        CHECK_EQUAL(memcmp(after[0] + X87 + 16 * word, zeros, X87_BYTES), 0);
    CHECK_EQUAL(memcmp(after[0] + SSE, zeros, SSE_END - SSE), 0);
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
        registers.rcx = 20000000;
        start(&probes[i], registers);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        CHECK_EQUAL(wait(&probes[i]), 6);
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
        CHECK_EQUAL(wait(&probes[i]), 3);
    }
    CHECK_OK(kit_delete(probes[3].thread.tcb));
    go_on(&probes[0]);
    CHECK_EQUAL(wait(&probes[0]), 6);
    check_kept(0);
    CHECK_OK(kit_delete(probes[0].thread.tcb));
    for (unsigned i = 1; i < 3; i++) {
        go_on(&probes[i]);
        CHECK_EQUAL(wait(&probes[i]), 6);
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
    CHECK_REPLY(set_flags(tcb, 0, 0), WORDS(DISABLED));
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
    CHECK_EQUAL(wait(&probes[0]), 3);
    CHECK_REPLY(set_flags(tcb, 0, DISABLED), WORDS(DISABLED));
    for (int round = 0; round < 2; round++) {
        go_on(&probes[0]);
        CHECK_EQUAL(wait(&probes[0]), 7);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)fpu_touch);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_Code), 0);
        /* Others have theirs meanwhile. */
        start(&probes[1], at(fpu_stop, 1));
        CHECK_EQUAL(wait(&probes[1]), 3);
    }
    CHECK_REPLY(set_flags(tcb, DISABLED, 0), WORDS(0));
    go_on(&probes[0]);
    CHECK_EQUAL(wait(&probes[0]), 6);
    check_kept(0);
    /* x87 instructions are meant, too. */
    CHECK_REPLY(set_flags(tcb, 0, DISABLED), WORDS(DISABLED));
    start(&probes[0], at(fpu_x87, 0));
    CHECK_EQUAL(wait(&probes[0]), 7);
}

static seL4_CPtr own_tcb;
static volatile int passed_by;

static void disable_oneself(void *argument)
{
    (void)argument;
    (void)seL4_TCB_SetFlags(own_tcb, 0, DISABLED);
    passed_by = 1;
    __asm__ volatile("fldz\n fstp %%st(0)" ::: "memory");
    passed_by = 2;
}

static void enable_oneself(void *argument)
{
    (void)argument;
    (void)seL4_TCB_SetFlags(own_tcb, DISABLED, 0);
    __asm__ volatile("fldz\n fstp %%st(0)" ::: "memory");
    passed_by = 3;
}

/* covers: fpu-tls-misc.md 1 Allowed on the caller itself, at once */
TEST(own_flag)
{
    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    own_tcb = probes[0].thread.tcb;
    passed_by = 0;
    CHECK_EQUAL(probe_run(&probes[0], disable_oneself, 0), seL4_Fault_UserException);
    CHECK_EQUAL(seL4_GetMR(seL4_UserException_Number), 7);
    CHECK_EQUAL(passed_by, 1);
    CHECK_EQUAL(probe_run(&probes[0], enable_oneself, 0), PROBE_RETURNED);
    CHECK_EQUAL(passed_by, 3);
}

/* ---- FS and GS ---- */

static seL4_Word words[2 * THREADS];

static seL4_Word read_base(struct probe *probe, int gs)
{
    seL4_UserContext registers = {0};

    CHECK_OK(seL4_TCB_ReadRegisters(probe->thread.tcb, 0, 0, REGISTERS, &registers));
    return gs ? registers.gs_base : registers.fs_base;
}

/* covers: fpu-tls-misc.md 2 TLS register, GS base; fpu-tls-misc.md 7 TLS0001/0002/0006 */
TEST(bases)
{
    for (unsigned i = 0; i < THREADS; i++) {
        seL4_UserContext registers = {.rip = (seL4_Word)fpu_bases_spin, .rax = 0x100 + i, .rdx = 0x101 + i,
                                      .rcx = 5000000, .fs_base = (seL4_Word)&words[i], .gs_base = (seL4_Word)&words[i]};

        probe_make(&probes[i], (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(1000, 1000)});
        words[i] = 0x100 + i;
        words[i + 1] = 0x101 + i;
        start(&probes[i], registers);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        seL4_UserContext registers = {0};

        CHECK_EQUAL(wait(&probes[i]), 6);
        CHECK_OK(seL4_TCB_ReadRegisters(probes[i].thread.tcb, 0, 0, REGISTERS, &registers));
        CHECK_EQUAL(registers.rcx, 0);
        CHECK_EQUAL(registers.fs_base, &words[i]);
        CHECK_EQUAL(registers.gs_base, &words[i]);
    }
}

/* covers: fpu-tls-misc.md 2 TCB SetTLSBase; syscalls.md 5 SetTLSBase */
TEST(set_tls_base)
{
    seL4_UserContext registers = {.rip = (seL4_Word)fpu_bases, .gs_base = (seL4_Word)&words[1]};
    seL4_CPtr tcb;

    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    tcb = probes[0].thread.tcb;
    words[0] = 0xaaa;
    words[1] = 0xbbb;
    start(&probes[0], registers);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(probes[0].fault_endpoint, 0, probes[0].reply)),
                seL4_Fault_VMFault);
    CHECK_REFUSED(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS((seL4_Word)&words[0])));
    go_on(&probes[0]);
    CHECK_EQUAL(wait(&probes[0]), 6);
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.rax, 0xaaa);
    CHECK_EQUAL(registers.rdx, 0xbbb);
    /* What no base can be becomes 0; what it can be stays, even the kernel's. */
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS(0x800000000000)));
    CHECK_EQUAL(read_base(&probes[0], 0), 0);
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS(0xffff7fffffffffff)));
    CHECK_EQUAL(read_base(&probes[0], 0), 0);
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS(0xffffffff80000000)));
    CHECK_EQUAL(read_base(&probes[0], 0), 0xffffffff80000000);
    CHECK_EQUAL(read_base(&probes[0], 1), &words[1]);
    start(&probes[0], (seL4_UserContext){.rip = (seL4_Word)fpu_bases, .fs_base = 0xffffffff80000000});
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(probes[0].fault_endpoint, 0, probes[0].reply)),
                seL4_Fault_VMFault);
    /* A thread for itself, by the system call. */
    start(&probes[0], (seL4_UserContext){.rip = (seL4_Word)fpu_tls_call, .rdx = (seL4_Word)-33,
                                         .rdi = (seL4_Word)&words[1]});
    CHECK_EQUAL(wait(&probes[0]), 6);
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.rax, 0xbbb);
    CHECK_EQUAL(registers.fs_base, &words[1]);
}

static int cpu_writes_bases(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0;

    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    if (a < 7)
        return 0;
    a = 7;
    c = 0;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return b & 1;
}

/* covers: fpu-tls-misc.md 2 user can write it directly */
TEST(written_directly)
{
    seL4_UserContext registers = {.rip = (seL4_Word)fpu_write_bases, .rdi = (seL4_Word)&words[2],
                                  .rsi = (seL4_Word)&words[3]};

    probe_make(&probes[0], (struct kit_options){.priority = PRIORITY});
    probe_make(&probes[1], (struct kit_options){.priority = PRIORITY});
    words[2] = 0xccc;
    words[3] = 0xddd;
    start(&probes[0], registers);
    if (!cpu_writes_bases()) {
        CHECK_EQUAL(wait(&probes[0]), 6);
        return;
    }
    CHECK_EQUAL(wait(&probes[0]), 3);
    CHECK_EQUAL(read_base(&probes[0], 0), &words[2]);
    CHECK_EQUAL(read_base(&probes[0], 1), &words[3]);
    registers.rdi = (seL4_Word)&words[0];
    registers.rsi = (seL4_Word)&words[1];
    start(&probes[1], registers);
    CHECK_EQUAL(wait(&probes[1]), 3);
    go_on(&probes[0]);
    CHECK_EQUAL(wait(&probes[0]), 6);
    CHECK_OK(seL4_TCB_ReadRegisters(probes[0].thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.rax, 0xccc);
    CHECK_EQUAL(registers.rdx, 0xddd);
}

static const struct frame_test tests[] = {
    ENTRY("fpu-tls-misc.1.new-state", new_state),
    ENTRY("fpu-tls-misc.7.preempted", preempted),
    ENTRY("fpu-tls-misc.1.others-end", others_end),
    ENTRY("fpu-tls-misc.1.flag-values", flag_values),
    ENTRY("fpu-tls-misc.7.disabled", disabled),
    ENTRY("fpu-tls-misc.1.own-flag", own_flag),
    ENTRY("fpu-tls-misc.2.bases", bases),
    ENTRY("fpu-tls-misc.2.set-tls-base", set_tls_base),
    ENTRY("fpu-tls-misc.2.written-directly", written_directly),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
