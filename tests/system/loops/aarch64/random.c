/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random guests: whatever their registers, their code, their interrupts and their threads are, and however those change
 * while they run, a thread and a guest that do their work go on.
 */
#include "../../vcpu/aarch64/beside.h"
#include "loops.h"

#define ROUNDS 150
#define VICTIMS 2
#define BUDGET_US 200
#define CALLS 8 /* of methods, in a round */
#define CODE_WORDS 1024
#define LISTS 4
#define TIMER 27

/* Program states: level and stack in bits 0 to 3, masks in 6 to 9, flags. */
#define SPSR_EL0T 0x0UL
#define SPSR_EL1T 0x4UL
#define SPSR_EL1H 0x5UL
#define SPSR_OTHERS 0xf00003c0UL
#define SCTLR_TRANSLATION 1UL

static uint32_t code[CODE_WORDS] __attribute__((aligned(4096)));
static struct kit_thread threads[VICTIMS];
static seL4_CPtr vcpus[VICTIMS];
static struct probe probe;
static uint64_t seed;
static unsigned long accepted, refused;

static uint64_t random_word(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed * 0x2545f4914f6cdd1d;
}

static uint64_t one_of(uint64_t count)
{
    return (random_word() >> 20) % count;
}

/* Half of it system instructions and moves from and to system registers. */
static void code_fill(void)
{
    for (unsigned i = 0; i < CODE_WORDS; i++) {
        uint32_t word = (uint32_t)random_word();

        code[i] = one_of(2) == 0 ? 0xd5000000 | (word & 0x3fffff) : word;
    }
    ISA_CODE_WRITTEN();
}

static void victim_make(unsigned i)
{
    seL4_CPtr vspace = kit_vspace_empty(), copy = kit_slot();

    CHECK_OK(kit_copy(copy, runtime_image_frame(kit_bootinfo, code), seL4_AllRights));
    REQUIRE(kit_map(copy, vspace, (seL4_Word)code, seL4_CanRead) == seL4_NoError);
    threads[i] = kit_thread(0, 0, (struct kit_options){.priority = GUEST_PRIORITY, .vspace = vspace,
                                                       .sc = kit_sched_context(BUDGET_US, SLICE_US)});
    /* Nobody is told, and its system calls find nothing. */
    CHECK_OK(seL4_TCB_SetSpace(threads[i].tcb, 0, kit_object(seL4_CapTableObject, 4), 0, vspace, 0));
    vcpus[i] = kit_object(seL4_ARM_VCPUObject, 0);
}

/* Without translation the guest finds its code. */
static seL4_Word register_value(seL4_Word reg)
{
    seL4_Word word = random_word();

    if (reg == seL4_VCPUReg_SCTLR && one_of(4) != 0)
        return word & ~SCTLR_TRANSLATION;
    if (reg == seL4_VCPUReg_VBAR && one_of(2) == 0)
        return (seL4_Word)code;
    return word;
}

static void count(seL4_Error error)
{
    if (error == seL4_NoError)
        accepted++;
    else
        refused++;
}

static void method_random(void)
{
    seL4_CPtr vcpu = vcpus[one_of(VICTIMS)], tcb = threads[one_of(VICTIMS)].tcb;
    seL4_Word reg = one_of(seL4_VCPUReg_Num);

    switch (one_of(6)) {
    case 0:
        CHECK_OK(seL4_ARM_VCPU_SetTCB(vcpu, tcb));
        return;
    case 1:
        /* Only a list register whose interrupt is taken and not ended, or one too many, is refused. */
        count(seL4_ARM_VCPU_InjectIRQ(vcpu, one_of(1024), one_of(32), one_of(2), one_of(LISTS + 1)));
        return;
    case 2:
        CHECK_OK(seL4_ARM_VCPU_AckVPPI(vcpu, TIMER));
        return;
    case 3:
        CHECK_EQUAL(seL4_ARM_VCPU_ReadRegs(vcpu, reg).error, seL4_NoError);
        return;
    default:
        CHECK_OK(seL4_ARM_VCPU_WriteRegs(vcpu, reg, register_value(reg)));
    }
}

static void victim_start(unsigned i)
{
    static const seL4_Word levels[] = {SPSR_EL0T, SPSR_EL1T, SPSR_EL1H, SPSR_EL1H};
    seL4_UserContext registers;
    seL4_Word *words = (seL4_Word *)&registers;

    for (unsigned n = 0; n < SEL4_USER_CONTEXT_WORDS; n++)
        words[n] = random_word();
    registers.pc = (seL4_Word)&code[one_of(CODE_WORDS)];
    registers.spsr = levels[one_of(4)] | (random_word() & SPSR_OTHERS);
    registers.x7 = random_word() >> 1; /* no system call */
    CHECK_OK(seL4_TCB_WriteRegisters(threads[i].tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
}

static volatile unsigned long sum;

/* Long enough for the others' turns in between. */
static void compute(void *argument)
{
    unsigned long end = kit_clock() + SLICE_US * kit_clock_per_us();

    (void)argument;
    sum = 0;
    do
        sum++;
    while (kit_clock() < end);
}

static void round_do(void)
{
    code_fill();
    for (unsigned i = 0; i < VICTIMS; i++)
        victim_start(i);
    for (unsigned i = 0; i < CALLS; i++)
        method_random();
    CHECK_EQUAL(probe_run(&probe, compute, 0), PROBE_RETURNED);
    CHECK(sum > 0);
    for (unsigned i = 0; i < VICTIMS; i++)
        CHECK_OK(seL4_TCB_Suspend(threads[i].tcb));
}

static void work_nothing(struct guest *guest)
{
    guest->rounds = 1;
}

/* covers: hyp.md 1.1 SetTCB, InjectIRQ, ReadReg, WriteReg, AckVPPI; hyp.md 1.4 other synchronous exceptions */
TEST(random_guests)
{
    seed = 0x9e3779b97f4a7c15;
    accepted = refused = 0;
    probe_make(&probe, (struct kit_options){.priority = GUEST_PRIORITY});
    for (unsigned i = 0; i < VICTIMS; i++)
        victim_make(i);
    for (unsigned i = 0; i < VICTIMS; i++)
        CHECK_OK(seL4_ARM_VCPU_SetTCB(vcpus[i], threads[i].tcb));
    for (unsigned i = 0; i < ROUNDS; i++) {
        round_do();
        frame_still_running();
    }
    CHECK(accepted > 0 && refused > 0);
    /* A new guest, and a healthy one. */
    CHECK_EQUAL(beside(work_nothing, SLICE_US).events, 0);
    CHECK_EQUAL(guests[0].rounds, 1);
    CHECK(monitored[0].done);
    /* The timer that belongs to all. */
    __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" : : : "memory");
}

const struct frame_test random_tests[] = {
    ENTRY("hyp.1.1.random-guests", random_guests),
    FRAME_END,
};
