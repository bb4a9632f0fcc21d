/* SPDX-License-Identifier: BSD-2-Clause */
/* Guests that misbehave: their monitor is told, or their own kernel, or nobody is hurt. */
#include "tests.h"

#define SLICE_US 1000

/* Nothing is mapped there, by the guest's monitor. */
#define HOLE 0x30000000UL

#define ESR_CLASS(esr) ((esr) >> 26 & 0x3f)
#define CLASS_SMC 0x17
#define CLASS_SYSTEM_REGISTER 0x18
#define CLASS_FETCH_ABORT 0x20
#define CLASS_DATA_ABORT 0x24
#define STATUS(esr) ((esr) & 0x3f)
#define WRITES(esr) ((esr) >> 6 & 1)

static void check_unhurt(unsigned i)
{
    CHECK_EQUAL(guests[i].wrong, 0);
    CHECK_EQUAL(guests[i].found, 0);
    CHECK_EQUAL(guests[i].unexpected, 0);
}

static void start(void (*work)(struct guest *guest))
{
    monitor_make(0, work, SLICE_US);
    monitor_start(0);
}

/* The next event is this fault of guest 0. */
static struct monitor_event want(seL4_Word label, seL4_Word length)
{
    struct monitor_event event = monitor_event();

    CHECK_EQUAL(event.label, label);
    CHECK_EQUAL(event.length, length);
    return event;
}

/* PAR_EL1 is the guest's; the kernel translates addresses by that register, too. */
static void work_hole(struct guest *guest)
{
    GUEST_WRITE("par_el1", 0x0000123456789000);
    (void)*(volatile uint32_t *)(HOLE + 0x128);
    *(volatile uint32_t *)(HOLE + 0xff8) = 1;
    *(volatile uint32_t *)(GUEST_READ_ONLY + 0x3c) = 1;
    guest_check(guest, 1, GUEST_READ("par_el1") & 0x0000fffffffff000, 0x0000123456789000);
    /* By the guest's tables another address. */
    (void)*(volatile uint32_t *)(GUEST_USER_ALIAS + HOLE + 0x20);
}

static void want_abort(seL4_Word address, int writes, seL4_Word status)
{
    struct monitor_event event = want(seL4_Fault_VMFault, seL4_VMFault_Length);

    CHECK_EQUAL(event.words[1], address);
    CHECK_EQUAL(event.words[2], 0);
    CHECK_EQUAL(ESR_CLASS(event.words[3]), CLASS_DATA_ABORT);
    CHECK_EQUAL(WRITES(event.words[3]), writes);
    CHECK_EQUAL(STATUS(event.words[3]) >> 2, status >> 2);
    monitor_go_on(&event, 4);
}

/* covers: hyp.md 1.4 stage-2 data/instr abort; hyp.md 1.4 PAR_EL1; ipc.md 8 AArch64 EL2, VCPU active */
TEST(memory_holes)
{
    monitor_make(0, work_hole, SLICE_US);
    REQUIRE(kit_map(kit_frame(), monitored[0].vspace, GUEST_READ_ONLY_IPA, seL4_CanRead) == seL4_NoError);
    monitor_start(0);
    want_abort(HOLE + 0x128, 0, 4);
    want_abort(HOLE + 0xff8, 1, 4);
    want_abort(GUEST_READ_ONLY_IPA + 0x3c, 1, 0xc);
    want_abort(HOLE + 0x20, 0, 4);
    monitor_serve(1);
    check_unhurt(0);
}

static void work_fetch(struct guest *guest)
{
    void (*nowhere)(void) = (void (*)(void))(HOLE + 0x40);

    (void)guest;
    nowhere();
}

/* covers: hyp.md 1.4 stage-2 data/instr abort; ipc.md 8 AArch64 EL2, VCPU active */
TEST(fetch_from_hole)
{
    struct monitor_event event;

    start(work_fetch);
    event = want(seL4_Fault_VMFault, seL4_VMFault_Length);
    CHECK_EQUAL(event.words[0], HOLE + 0x40);
    CHECK_EQUAL(event.words[1], HOLE + 0x40);
    CHECK_EQUAL(event.words[2], 1);
    CHECK_EQUAL(ESR_CLASS(event.words[3]), CLASS_FETCH_ABORT);
}

/* Firmware; the interface that would make its interrupt controller another one (GICv3). */
static void work_traps(struct guest *guest)
{
    __asm__ volatile("smc #5" : : : "memory");
    if (guest->gic_version == 3)
        GUEST_WRITE("icc_sre_el1", 0);
    __asm__ volatile("wfi");
}

/* covers: hyp.md 1.4 other synchronous exceptions; hyp.md 1.3 TSC; hyp.md 1.3 ICC_SRE_EL1 */
TEST(traps)
{
    struct monitor_event event;

    start(work_traps);
    event = want(seL4_Fault_VCPUFault, seL4_VCPUFault_Length);
    CHECK_EQUAL(event.words[0], 0x5e000005);
    monitor_go_on(&event, 4);
    event = want(seL4_Fault_VCPUFault, seL4_VCPUFault_Length);
    /* QEMU lets the register be written, without effect. */
    if (guests[0].gic_version == 3 && ESR_CLASS(event.words[0]) == CLASS_SYSTEM_REGISTER) {
        monitor_go_on(&event, 4);
        event = want(seL4_Fault_VCPUFault, seL4_VCPUFault_Length);
    }
    CHECK_EQUAL(ESR_CLASS(event.words[0]), 0x01);
    monitor_go_on(&event, 4);
    monitor_serve(1);
    check_unhurt(0);
}

/* Registers of EL2, and instructions of no level: the guest's own kernel is told. */
static void work_higher(struct guest *guest)
{
    guest->to_be_caught = 5;
    (void)GUEST_READ("hcr_el2");
    GUEST_WRITE("vttbr_el2", 0);
    GUEST_WRITE("vbar_el2", 0);
    __asm__ volatile("tlbi alle1");
    __asm__ volatile("udf #0");
    guest_check(guest, 1, guest->to_be_caught, 0);
    /* Maintenance of caches and translations is free. */
    __asm__ volatile("tlbi vmalle1is\n\ttlbi vmalle1\n\tic iallu\n\tdsb sy\n\tisb" : : : "memory");
    /* A level above is out of reach: the return is illegal, and the guest stays where it is. */
    guest->to_be_caught = 1;
    __asm__ volatile("adr x0, 1f\n\t"
                     "msr elr_el1, x0\n\t"
                     "mov x0, #0x3c9\n\t"
                     "msr spsr_el1, x0\n\t"
                     "eret\n"
                     "1: nop\n\t" : : : "x0", "memory");
    guest_check(guest, 2, guest->to_be_caught, 0);
}

/* covers: hyp.md 1.3 Guest HCR_EL2: what it does not allow */
TEST(higher_levels)
{
    start(work_higher);
    monitor_serve(1);
    check_unhurt(0);
}

/* Opens all that EL1 can open for EL0, aims a breakpoint and single steps at a thread without VCPU. */
static struct probe probe;
static volatile unsigned long native_rounds;

static void native(void *argument)
{
    (void)argument;
    for (int i = 0; i < 1000; i++)
        native_rounds++;
}

static void native_timer(void *argument)
{
    (void)argument;
    (void)GUEST_READ("cntv_ctl_el0");
}

static void native_counter(void *argument)
{
    (void)argument;
    (void)GUEST_READ("pmccntr_el0");
}

static void native_higher(void *argument)
{
    (void)argument;
    (void)GUEST_READ("sctlr_el1");
}

static void work_open(struct guest *guest)
{
    (void)guest;
    GUEST_WRITE("cntkctl_el1", ~0UL);
    GUEST_WRITE("pmuserenr_el0", ~0UL);
    GUEST_WRITE("pmcr_el0", 1);
    GUEST_WRITE("pmcntenset_el0", 0xffffffff);
    GUEST_WRITE("oslar_el1", 0);
    GUEST_WRITE("dbgbvr0_el1", (uint64_t)native);
    GUEST_WRITE("dbgbcr0_el1", 0x1e5);
    GUEST_WRITE("dbgbvr1_el1", (uint64_t)native + 8);
    GUEST_WRITE("dbgbcr1_el1", 0x1e5);
    GUEST_WRITE("dbgwvr0_el1", (uint64_t)&native_rounds);
    GUEST_WRITE("dbgwcr0_el1", 0x1ffd);
    GUEST_WRITE("mdscr_el1", 0x8001);
    GUEST_WRITE("cntv_cval_el0", 0);
    GUEST_WRITE("cntv_ctl_el0", 1);
    guest_hypercall(HYPERCALL_DONE, 0, 0);
}

/* covers: hyp.md 1.2 when the VCPU is only deactivated; hyp.md 1.4 the timer PPI is masked then */
TEST(threads_are_not_affected)
{
    start(work_open);
    while (!monitored[0].done) {
        struct monitor_event event = monitor_event();

        CHECK_EQUAL(event.label, HYPERCALL_DONE);
    }
    probe_make(&probe, (struct kit_options){.priority = GUEST_PRIORITY});
    CHECK_EQUAL(probe_run(&probe, native, 0), PROBE_RETURNED);
    CHECK_EQUAL(probe_run(&probe, native_timer, 0), seL4_Fault_VCPUFault);
    CHECK_EQUAL(probe_run(&probe, native_counter, 0), seL4_Fault_VCPUFault);
    CHECK_EQUAL(probe_run(&probe, native_higher, 0), seL4_Fault_UserException);
    CHECK_EQUAL(seL4_ARM_VCPU_ReadRegs(monitored[0].vcpu, seL4_VCPUReg_CNTV_CTL).value & 3, 1);
}

/* Its own tables destroyed: it can only hurt itself. */
static void work_no_tables(struct guest *guest)
{
    guest->table1.word[0] = HOLE | 3;
    __asm__ volatile("dsb sy\n\ttlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
}

/* covers: hyp.md 1.4 stage-2 data/instr abort, of a walk */
TEST(tables_in_a_hole)
{
    struct monitor_event event;

    start(work_no_tables);
    event = want(seL4_Fault_VMFault, seL4_VMFault_Length);
    /* The walk of its tables ended in the hole. */
    CHECK_EQUAL(event.words[1] & ~0xfffUL, HOLE);
    CHECK_EQUAL(event.words[3] >> 7 & 1, 1);
}

/* Random instructions, at EL1: whatever comes of it, the kernel goes on. */
#define CODE_WORDS 1024
#define WILD_RUNS 200
static uint32_t code[CODE_WORDS] __attribute__((aligned(4096)));
static uint64_t seed = 0x9e3779b97f4a7c15;

static uint64_t random_word(void)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return seed * 0x2545f4914f6cdd1d;
}

/* Half of them system instructions and registers. */
static void code_fill(void)
{
    for (unsigned i = 0; i < CODE_WORDS; i++) {
        uint32_t word = (uint32_t)random_word();

        code[i] = random_word() % 2 == 0 ? 0xd5000000 | (word & 0x3fffff) : word;
    }
}

/* An address space of its own, in which only the code is mapped, so that nothing else is overwritten. */
static seL4_CPtr code_space(void)
{
    seL4_CPtr vspace = kit_vspace_empty(), copy = kit_slot();

    CHECK_OK(kit_copy(copy, runtime_image_frame(kit_bootinfo, code), seL4_AllRights));
    REQUIRE(kit_map(copy, vspace, (seL4_Word)code, seL4_CanRead) == seL4_NoError);
    return vspace;
}

/* covers: hyp.md 1.3 Guest HCR_EL2: what it does not allow; hyp.md 1.4 other synchronous exceptions */
TEST(random_instructions)
{
    seL4_UserContext registers = {.pc = (seL4_Word)code, .spsr = 0x3c5};
    seL4_CPtr tcb;

    monitor_make(0, work_fetch, SLICE_US);
    tcb = monitored[0].thread.tcb;
    CHECK_OK(seL4_TCB_SetSpace(tcb, monitored[0].handler, kit_object(seL4_CapTableObject, 4), 0, code_space(), 0));
    CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, monitored[0].thread.sc, SLICE_US,
                                              10 * SLICE_US, 0, 0, 0));
    for (int run = 0; run < WILD_RUNS; run++) {
        code_fill();
        CHECK_OK(seL4_TCB_WriteRegisters(tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
        probe_settle();
        CHECK_OK(seL4_TCB_Suspend(tcb));
    }
    probe_make(&probe, (struct kit_options){.priority = GUEST_PRIORITY});
    CHECK_EQUAL(probe_run(&probe, native, 0), PROBE_RETURNED);
    frame_still_running();
}

const struct frame_test wild_tests[] = {
    ENTRY("hyp.1.4.memory-holes", memory_holes),
    ENTRY("hyp.1.4.fetch-from-hole", fetch_from_hole),
    ENTRY("hyp.1.4.traps", traps),
    ENTRY("hyp.1.4.higher-levels", higher_levels),
    ENTRY("hyp.1.2.threads-are-not-affected", threads_are_not_affected),
    ENTRY("hyp.1.4.tables-in-a-hole", tables_in_a_hole),
    ENTRY("hyp.1.4.random-instructions", random_instructions),
    FRAME_END,
};
