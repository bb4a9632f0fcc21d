/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guests that wreck themselves, in every way their level allows, beside a guest and a thread that do their work: those
 * do not notice, and the monitor of the wreck is told what the manual says, or nothing.
 */
#include "beside.h"
#include "tests.h"

/* Of each slice: exceptions without end take the emulator's time more than the machine's. */
#define WRECK_US 50
#define STORM 100
#define HOLE 0x30000000UL
#define DISTRIBUTOR 0x08000000UL

#define ESR_CLASS(esr) ((esr) >> 26 & 0x3f)
#define CLASS_FETCH_ABORT 0x20
#define CLASS_DATA_ABORT 0x24
#define ESR_WALK (1UL << 7)

static void want_abort(const struct told *told, seL4_Word class, seL4_Word address, seL4_Word walk)
{
    CHECK_EQUAL(told->events, 1);
    CHECK_EQUAL(told->first.label, seL4_Fault_VMFault);
    CHECK_EQUAL(told->first.words[1], address);
    CHECK_EQUAL(told->first.words[2], class == CLASS_FETCH_ABORT);
    CHECK_EQUAL(ESR_CLASS(told->first.words[3]), class);
    CHECK_EQUAL(told->first.words[3] & ESR_WALK, walk);
}

/* ---- exceptions that the guest's kernel cannot take ---- */

#define TRY_UNDEFINED() __asm__ volatile("udf #0" : : : "memory")

static void work_vectors_in_hole(struct guest *guest)
{
    (void)guest;
    GUEST_WRITE("vbar_el1", HOLE);
    TRY_UNDEFINED();
}

/* covers: hyp.md 1.4 stage-2 data/instr abort */
TEST(vectors_in_hole)
{
    struct told told = beside(work_vectors_in_hole, WRECK_US);

    want_abort(&told, CLASS_FETCH_ABORT, HOLE + 0x200, 0);
}

/*
 * Vectors each of which ends in another exception, for ever. Something is executed in between: exceptions that follow
 * each other at once take none of the time that the emulator counts in instructions.
 */
__asm__(".text\n"
        ".balign 2048\n"
        "wreck_vectors:\n"
        ".rept 16\n"
        "    nop\n"
        "    udf #0\n"
        "    .balign 128\n"
        ".endr\n");
extern const char wreck_vectors[];

static void work_vectors_fault(struct guest *guest)
{
    (void)guest;
    GUEST_WRITE("vbar_el1", wreck_vectors);
    TRY_UNDEFINED();
}

/* covers: hyp.md 1.4 other synchronous exceptions: those of the guest's own kernel */
TEST(vectors_fault)
{
    CHECK_EQUAL(beside(work_vectors_fault, WRECK_US).events, 0);
}

/* The guest's vectors store by the stack pointer. SCTLR.SA: loads and stores by it must be aligned. */
static void work_stack(struct guest *guest)
{
    (void)guest;
    GUEST_WRITE("sctlr_el1", GUEST_READ("sctlr_el1") | 8);
    __asm__ volatile("mov x0, sp\n\tadd x0, x0, #1\n\tmov sp, x0\n\tldr x0, [sp]" : : : "x0", "memory");
}

/* covers: hyp.md 1.4 other synchronous exceptions: those of the guest's own kernel */
TEST(stack_unaligned)
{
    CHECK_EQUAL(beside(work_stack, WRECK_US).events, 0);
}

/* ---- the guest's tables ---- */

#define TABLES_CHANGED() __asm__ volatile("dsb sy\n\ttlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory")

/* Off it sees intermediate addresses, which are those of this program; and on again. */
static void work_tables_off_and_on(struct guest *guest)
{
    uint64_t on = GUEST_READ("sctlr_el1");

    for (int i = 0; i < STORM; i++) {
        GUEST_WRITE("sctlr_el1", on & ~1UL);
        guest_check(guest, 1, guest->index, 0);
        TABLES_CHANGED();
        GUEST_WRITE("sctlr_el1", on);
        guest_check(guest, 2, *(volatile uint64_t *)GUEST_OWN_PAGE, 0);
    }
}

/* covers: hyp.md 1 A thread with a VCPU: its own translation */
TEST(tables_off_and_on)
{
    CHECK_EQUAL(beside(work_tables_off_and_on, WRECK_US).events, 0);
    CHECK(monitored[0].done);
    CHECK_EQUAL(guests[0].found, 0);
    CHECK_EQUAL(guests[0].unexpected, 0);
}

static void work_root_in_hole(struct guest *guest)
{
    (void)guest;
    GUEST_WRITE("ttbr0_el1", HOLE);
    TABLES_CHANGED();
}

/* Not even instructions. covers: hyp.md 1.4 stage-2 data/instr abort, of a walk */
TEST(root_in_hole)
{
    struct told told = beside(work_root_in_hole, WRECK_US);

    CHECK_EQUAL(told.first.words[1] & ~0xfffUL, HOLE);
    want_abort(&told, CLASS_FETCH_ABORT, told.first.words[1], ESR_WALK);
}

/* Only data: the walk of a store's address ends in the hole. */
static void work_table_in_hole(struct guest *guest)
{
    guest->table1.word[3] = HOLE | 3;
    TABLES_CHANGED();
    *(volatile uint64_t *)(GUEST_USER_ALIAS + 0x208) = 1;
}

/* covers: hyp.md 1.4 stage-2 data/instr abort, of a walk */
TEST(table_in_hole)
{
    struct told told = beside(work_table_in_hole, WRECK_US);

    /* The page is that of the walk, the place in it that of the store. */
    want_abort(&told, CLASS_DATA_ABORT, HOLE + 0x208, ESR_WALK);
}

/* Sizes, granules, attributes: all bits of TCR and MAIR, in turn. */
static void work_control_random(struct guest *guest)
{
    for (uint64_t bit = 0; bit < 64; bit++) {
        uint64_t sctlr = GUEST_READ("sctlr_el1"), tcr = GUEST_READ("tcr_el1");

        GUEST_WRITE("sctlr_el1", sctlr & ~1UL);
        GUEST_WRITE("tcr_el1", 1UL << bit);
        GUEST_WRITE("mair_el1", 1UL << bit);
        GUEST_WRITE("sctlr_el1", sctlr & ~1UL);
        GUEST_WRITE("tcr_el1", tcr);
        GUEST_WRITE("mair_el1", 0xff);
        TABLES_CHANGED();
        GUEST_WRITE("sctlr_el1", sctlr);
    }
    guest->rounds = 1;
}

/* covers: hyp.md 1.2 saved: TCR, MAIR */
TEST(control_random)
{
    struct told told = beside(work_control_random, WRECK_US);

    CHECK_EQUAL(guests[0].rounds, 1);
    CHECK_EQUAL(guests[0].unexpected, 0);
    CHECK_EQUAL(told.events, 0);
}

/* ---- what the monitor is to do ---- */

static void work_storm(struct guest *guest)
{
    for (int i = 0; i < STORM; i++) {
        __asm__ volatile("smc #0xffff\n\twfi\n\twfe\n\tsev\n\tyield" : : : "memory");
        guest_check(guest, 1, guest_hypercall(HYPERCALL_ADD, 1, 2), 3);
    }
}

/* covers: hyp.md 1.4 other synchronous exceptions; hyp.md 1.3 TSC; hyp.md 1.4 hvc */
TEST(storm)
{
    struct told told = beside(work_storm, WRECK_US);

    CHECK_EQUAL(told.first.label, seL4_Fault_VCPUFault);
    CHECK_EQUAL(told.first.words[0], 0x5e00ffff);
    /* SEV may be seen by the next WFE, which then does not wait: three at most, and two without. */
    CHECK(told.events <= 3 * STORM);
    CHECK_EQUAL(guests[0].found, 0);
    CHECK_EQUAL(guests[0].unexpected, 0);
}

/* System calls are the guest's, too: it gives up its time again and again. */
static void work_system_calls(struct guest *guest)
{
    for (int i = 0; i < STORM; i++) {
        register uint64_t x0 __asm__("x0") = 0;
        register uint64_t x1 __asm__("x1") = 0;
        register int64_t x7 __asm__("x7") = seL4_SysYield;

        __asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1) : "r"(x7) : "x2", "x3", "x4", "x5", "x6", "memory");
        guest->rounds++;
    }
}

/* covers: hyp.md 1.4 hvc */
TEST(system_calls)
{
    CHECK_EQUAL(beside(work_system_calls, WRECK_US).events, 0);
    CHECK(guests[0].rounds > 0);
    CHECK_EQUAL(guests[0].unexpected, 0);
}

static void work_distributor(struct guest *guest)
{
    (void)guest;
    *(volatile uint32_t *)(DISTRIBUTOR + 0xf00) = 0x0101;
}

/* The controller is not the guest's. covers: hyp.md 1.4 stage-2 data/instr abort */
TEST(distributor)
{
    struct told told = beside(work_distributor, WRECK_US);

    want_abort(&told, CLASS_DATA_ABORT, DISTRIBUTOR + 0xf00, 0);
}

/* ---- caches and translations ---- */

static void work_maintenance(struct guest *guest)
{
    for (int i = 0; i < STORM; i++) {
        for (uint64_t way = 0; way < 4; way++) {
            __asm__ volatile("dc isw, %0\n\tdc csw, %0\n\tdc cisw, %0"
                             : : "r"(way << 30 | (uint64_t)i << 6) : "memory");
        }
        __asm__ volatile("dc ivac, %0\n\tdc cvac, %0\n\tdc civac, %0\n\tdc cvau, %0\n\tic ivau, %0\n\tdc zva, %0"
                         : : "r"(&guest->own) : "memory");
        __asm__ volatile("ic iallu\n\tic ialluis\n\ttlbi vmalle1\n\ttlbi vmalle1is\n\ttlbi vae1, %0\n\t"
                         "tlbi vaae1is, %0\n\ttlbi aside1, %0\n\ttlbi vale1is, %0\n\tdsb sy\n\tisb"
                         : : "r"(~0UL) : "memory");
        guest->rounds++;
    }
}

/* covers: hyp.md 1.3 Guest HCR_EL2: what it allows */
TEST(maintenance)
{
    CHECK_EQUAL(beside(work_maintenance, WRECK_US).events, 0);
    CHECK_EQUAL(guests[0].rounds, STORM);
    CHECK_EQUAL(guests[0].unexpected, 0);
}

const struct frame_test wreck_tests[] = {
    ENTRY("hyp.1.4.vectors-in-hole", vectors_in_hole),
    ENTRY("hyp.1.4.vectors-fault", vectors_fault),
    ENTRY("hyp.1.4.stack-unaligned", stack_unaligned),
    ENTRY("hyp.1.2.tables-off-and-on", tables_off_and_on),
    ENTRY("hyp.1.4.root-in-hole", root_in_hole),
    ENTRY("hyp.1.4.table-in-hole", table_in_hole),
    ENTRY("hyp.1.2.control-random", control_random),
    ENTRY("hyp.1.4.storm", storm),
    ENTRY("hyp.1.4.system-calls", system_calls),
    ENTRY("hyp.1.4.distributor", distributor),
    ENTRY("hyp.1.3.maintenance", maintenance),
    FRAME_END,
};
