/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods on caches: what each does, refusals in their order, and long ranges in steps that make up the whole. */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>
#include <paging.h>

enum { SLOT_POOL = 1, SLOT_ROOT, SLOT_LOOSE, SLOT_TABLE, SLOT_TABLE2, SLOT_PAGE, SLOT_HUGE, SLOT_EDGE, SLOT_FAR };

#define END W(0x10000000000)
#define VADDR W(0x40201000)
#define HUGE_VADDR W(0x80000000)
#define PAGE_AT (W(1) << 32)
#define HUGE_AT (W(3) << 32)
#define PAGE W(0x1000)
#define HUGE W(0x40000000)
#define CHUNK W(256)
#define UNUSED_ASID 77
#define RANDOM_ROUNDS 300

static void give(word_t slot, word_t type, word_t physical)
{
    slot_insert_alone(world_slot(slot), arch_object_create(type, physical, 0, false));
}

static void map(word_t frame, word_t vaddr)
{
    CHECK(world_invoke(frame, ARMPageMap, EXTRAS(SLOT_ROOT), 3, vaddr, W(3), W(0)) == STATUS_OK);
}

static void setup(void)
{
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    arch_loaded = (struct arch_loaded){0};
    asid_boot(host_alloc(12), host_alloc(12));
    slot_insert_alone(world_slot(SLOT_POOL), asid_pool_cap_new(physical_of(asid_pools[0]), 0));
    give(SLOT_ROOT, seL4_ARM_VSpaceObject, host_alloc(13));
    give(SLOT_LOOSE, seL4_ARM_VSpaceObject, host_alloc(13));
    give(SLOT_TABLE, seL4_ARM_PageTableObject, host_alloc(12));
    give(SLOT_TABLE2, seL4_ARM_PageTableObject, host_alloc(12));
    give(SLOT_PAGE, seL4_ARM_SmallPageObject, PAGE_AT);
    give(SLOT_HUGE, seL4_ARM_HugePageObject, HUGE_AT);
    give(SLOT_EDGE, seL4_ARM_HugePageObject, WINDOW_LIMIT - HUGE);
    give(SLOT_FAR, seL4_ARM_HugePageObject, WINDOW_LIMIT);
    CHECK(world_invoke(SLOT_POOL, ARMASIDPoolAssign, EXTRAS(SLOT_ROOT), 0) == STATUS_OK);
    for (word_t slot = SLOT_TABLE; slot <= SLOT_TABLE2; slot++)
        CHECK(world_invoke(slot, ARMPageTableMap, EXTRAS(SLOT_ROOT), 2, VADDR, W(0)) == STATUS_OK);
    map(SLOT_PAGE, VADDR);
    map(SLOT_HUGE, HUGE_VADDR);
}

/* As an entry of its own. */
static word_t call(word_t slot, word_t label, word_t start, word_t end)
{
    core0.work_units = 0;
    host_machine.cache_calls = 0;
    return world_invoke(slot, label, NO_EXTRAS, 2, start, end);
}

static bool did(word_t operation, word_t physical, word_t bytes)
{
    return host_machine.cache_calls == 1 && host_machine.cache_operation == operation &&
           host_machine.cache_start == physical && host_machine.cache_bytes == bytes;
}

/* Only where instructions are meant the instruction cache forgets, once at the end. */
static void operations(void)
{
    static const word_t of_frame[] = {ARMPageClean_Data, ARMPageInvalidate_Data, ARMPageCleanInvalidate_Data,
                                      ARMPageUnify_Instruction};
    static const word_t of_space[] = {ARMVSpaceClean_Data, ARMVSpaceInvalidate_Data, ARMVSpaceCleanInvalidate_Data,
                                      ARMVSpaceUnify_Instruction};
    static const word_t does[] = {CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE, CACHE_UNIFY};

    setup();
    for (word_t i = 0; i < 4; i++) {
        word_t forgotten = host_machine.instructions_forgotten;

        CHECK(call(SLOT_PAGE, of_frame[i], 0x123, 0x456) == STATUS_OK && did(does[i], PAGE_AT + 0x123, 0x333));
        CHECK(call(SLOT_ROOT, of_space[i], VADDR + 0x123, VADDR + 0x456) == STATUS_OK);
        CHECK(did(does[i], PAGE_AT + 0x123, 0x333));
        CHECK(host_machine.instructions_forgotten == forgotten + (does[i] == CACHE_UNIFY ? 2 : 0));
    }
    CHECK(call(SLOT_PAGE, ARMPageClean_Data, 0, PAGE) == STATUS_OK && did(CACHE_CLEAN, PAGE_AT, PAGE));
    CHECK(call(SLOT_PAGE, ARMPageClean_Data, PAGE - 1, PAGE) == STATUS_OK);
    CHECK(did(CACHE_CLEAN, PAGE_AT + PAGE - 1, 1));
    CHECK(call(SLOT_ROOT, ARMVSpaceClean_Data, HUGE_VADDR + 1, HUGE_VADDR + 2) == STATUS_OK);
    CHECK(did(CACHE_CLEAN, HUGE_AT + 1, 1));
    CHECK(call(SLOT_ROOT, ARMVSpaceClean_Data, VADDR - PAGE, VADDR + 2 * PAGE) == STATUS_OK);
    CHECK(host_machine.cache_calls == 0); /* nothing is mapped where it begins */
}

/* Each refusal with everything wrong that is looked at later. */
static void frame_refusals(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_EDGE, ARMVSpaceClean_Data, NO_EXTRAS, 1, W(0)), seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_EDGE, ARMPageClean_Data, NO_EXTRAS, 1, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED(call(SLOT_EDGE, ARMPageClean_Data, 5, 5), seL4_IllegalOperation)); /* not mapped */
    CHECK(REFUSED1(call(SLOT_PAGE, ARMPageClean_Data, PAGE, PAGE), seL4_InvalidArgument, 1));
    CHECK(REFUSED1(call(SLOT_PAGE, ARMPageClean_Data, PAGE + 1, 7), seL4_InvalidArgument, 1));
    CHECK(REFUSED1(call(SLOT_PAGE, ARMPageClean_Data, 0, PAGE + 1), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(call(SLOT_PAGE, ARMPageClean_Data, 0, ~W(0)), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(call(SLOT_PAGE, ARMPageClean_Data, PAGE, PAGE + 1), seL4_InvalidArgument, 0));
    CHECK(world_invoke(SLOT_HUGE, ARMPageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    map(SLOT_FAR, HUGE_VADDR);
    CHECK(REFUSED(call(SLOT_FAR, ARMPageClean_Data, 0, 1), seL4_IllegalOperation));
    CHECK(world_invoke(SLOT_FAR, ARMPageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    map(SLOT_EDGE, HUGE_VADDR);
    CHECK(call(SLOT_EDGE, ARMPageClean_Data, HUGE - 1, HUGE) == STATUS_OK);
    CHECK(did(CACHE_CLEAN, WINDOW_LIMIT - 1, 1));
    asid_pools[0] = 0;
    CHECK(REFUSED_ROOT(call(SLOT_PAGE, ARMPageClean_Data, 5, 5)));
    CHECK(host_machine.cache_calls == 0);
}

static void space_refusals(void)
{
    cap_t root = {0, 0};

    setup();
    root = world_slot(SLOT_ROOT)->cap;
    CHECK(REFUSED(world_invoke(SLOT_LOOSE, ARMPageClean_Data, NO_EXTRAS, 1, W(0)), seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_LOOSE, ARMVSpaceClean_Data, NO_EXTRAS, 1, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED1(call(SLOT_LOOSE, ARMVSpaceClean_Data, END, END), seL4_InvalidArgument, 1));
    CHECK(REFUSED(call(SLOT_LOOSE, ARMVSpaceClean_Data, VADDR, END), seL4_IllegalOperation));
    CHECK(REFUSED1(call(SLOT_LOOSE, ARMVSpaceClean_Data, VADDR, END - 1), seL4_InvalidCapability, 0));
    CHECK(REFUSED_RANGE(call(SLOT_ROOT, ARMVSpaceClean_Data, VADDR + 5, END - 1), VADDR + 5, VADDR + PAGE - 1));
    CHECK(REFUSED_RANGE(call(SLOT_ROOT, ARMVSpaceClean_Data, VADDR, VADDR + PAGE + 1), VADDR, VADDR + PAGE - 1));
    world_slot(SLOT_LOOSE)->cap = vspace_cap_new(cap_address(world_slot(SLOT_LOOSE)->cap), UNUSED_ASID);
    CHECK(REFUSED_ROOT(call(SLOT_LOOSE, ARMVSpaceClean_Data, VADDR, END - 1)));
    world_slot(SLOT_LOOSE)->cap = vspace_cap_new(cap_address(world_slot(SLOT_LOOSE)->cap), mapping_cap_asid(root));
    CHECK(REFUSED1(call(SLOT_LOOSE, ARMVSpaceClean_Data, VADDR, END - 1), seL4_InvalidCapability, 0));
    CHECK(host_machine.cache_calls == 0);
    CHECK(call(SLOT_ROOT, ARMVSpaceClean_Data, VADDR, VADDR + PAGE) == STATUS_OK && did(CACHE_CLEAN, PAGE_AT, PAGE));
}

/*
 * Calls until it is done. Each entry does at most its work units; its part begins where the last one ended, and ends
 * where a chunk of memory ends. Answers where the last part ended, physical.
 */
static word_t whole(word_t slot, word_t label, word_t start, word_t end, word_t physical, word_t *entries)
{
    word_t status = STATUS_PREEMPTED, at = start, reached = physical;

    *entries = 0;
    while (status == STATUS_PREEMPTED && *entries < HUGE / CHUNK) {
        status = call(slot, label, at, end);
        (*entries)++;
        CHECK(core0.work_units <= WORK_UNITS_MAX && host_machine.cache_calls == 1);
        CHECK(host_machine.cache_start == reached && host_machine.cache_bytes > 0);
        reached += host_machine.cache_bytes;
        if (status == STATUS_PREEMPTED) {
            at = world_caller->context.r[REG_MR0];
            CHECK(reached % CHUNK == 0 && at == start + (reached - physical));
        }
    }
    CHECK(status == STATUS_OK && world_caller->context.range_next == 0);
    CHECK(world_caller->context.r[REG_MR0] == start);
    return reached;
}

/* Ranges of any kind, of a frame and of a space; the whole is the range, in as few entries as can be. */
static void steps(void)
{
    const word_t step = WORK_UNITS_MAX * CHUNK;

    setup();
    for (unsigned round = 0; round < RANDOM_ROUNDS; round++) {
        word_t bytes = 1 + random_below((round % 3) * 10 * step + CHUNK), start = random_below(HUGE - bytes);
        word_t entries = 0, chunks = 0, forgotten = host_machine.instructions_forgotten;

        start = round % 2 == 0 ? start / CHUNK * CHUNK : start;
        chunks = (start + bytes + CHUNK - 1) / CHUNK - start / CHUNK;
        if (round % 5 < 3)
            CHECK(whole(SLOT_HUGE, ARMPageUnify_Instruction, start, start + bytes, HUGE_AT + start, &entries) ==
                  HUGE_AT + start + bytes);
        else
            CHECK(whole(SLOT_ROOT, ARMVSpaceUnify_Instruction, HUGE_VADDR + start, HUGE_VADDR + start + bytes,
                        HUGE_AT + start, &entries) == HUGE_AT + start + bytes);
        CHECK(entries == (chunks + WORK_UNITS_MAX - 1) / WORK_UNITS_MAX);
        CHECK(host_machine.instructions_forgotten == forgotten + 1);
    }
}

/* The entry has done other work before: what is left counts, and nothing may be. */
static void few_units(void)
{
    setup();
    host_machine.cache_calls = 0;
    core0.work_units = WORK_UNITS_MAX;
    CHECK(world_invoke(SLOT_PAGE, ARMPageClean_Data, NO_EXTRAS, 2, W(0), PAGE) == STATUS_PREEMPTED);
    CHECK(host_machine.cache_calls == 0 && world_caller->context.range_next == 0);
    for (word_t left = 0; left <= 2; left++) {
        host_machine.cache_calls = 0;
        core0.work_units = WORK_UNITS_MAX - left;
        CHECK(world_invoke(SLOT_PAGE, ARMPageClean_Data, NO_EXTRAS, 2, W(0x80), PAGE) == STATUS_PREEMPTED);
        CHECK(core0.work_units == WORK_UNITS_MAX);
        CHECK(left == 0 ? host_machine.cache_calls == 0 && world_caller->context.r[REG_MR0] == 0x80
                        : did(CACHE_CLEAN, PAGE_AT + 0x80, left * CHUNK - 0x80) &&
                              world_caller->context.r[REG_MR0] == left * CHUNK);
        CHECK(call(SLOT_PAGE, ARMPageClean_Data, world_caller->context.r[REG_MR0], PAGE) == STATUS_OK);
        CHECK(world_caller->context.r[REG_MR0] == 0x80);
    }
}

/* In mid-call the mapping goes away, or the thread is given other registers. */
static void meanwhile(void)
{
    word_t next = 0;

    setup();
    CHECK(call(SLOT_HUGE, ARMPageClean_Data, 0x10, HUGE) == STATUS_PREEMPTED);
    next = world_caller->context.r[REG_MR0];
    CHECK(next == WORK_UNITS_MAX * CHUNK && world_caller->context.range_start == 0x10);
    CHECK(call(SLOT_HUGE, ARMPageClean_Data, next, HUGE) == STATUS_PREEMPTED);
    CHECK(world_caller->context.range_start == 0x10 && world_caller->context.r[REG_MR0] == 2 * next);
    CHECK(world_invoke(SLOT_HUGE, ARMPageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(call(SLOT_HUGE, ARMPageClean_Data, 2 * next, HUGE) == seL4_IllegalOperation);
    CHECK(world_caller->context.r[REG_MR0] == 0x10 && world_caller->context.range_next == 0);

    map(SLOT_HUGE, HUGE_VADDR);
    CHECK(call(SLOT_HUGE, ARMPageClean_Data, 0x10, HUGE) == STATUS_PREEMPTED);
    CHECK(call(SLOT_PAGE, ARMPageClean_Data, 0x40, 0x80) == STATUS_OK); /* another call, with its own range */
    CHECK(world_caller->context.r[REG_MR0] == 0x40 && world_caller->context.range_next == 0);
    CHECK(call(SLOT_HUGE, ARMPageClean_Data, 0x10, HUGE) == STATUS_PREEMPTED);
    CHECK(call(SLOT_HUGE, ARMPageClean_Data, 0x40, HUGE) == STATUS_PREEMPTED);
    CHECK(world_caller->context.range_start == 0x40);

    /* 0 is where a range may begin, too, and no sign of one that goes on. */
    CHECK(call(SLOT_PAGE, ARMPageClean_Data, 0x80, 0x90) == STATUS_OK);
    CHECK(call(SLOT_PAGE, ARMPageClean_Data, 0, PAGE) == STATUS_OK && world_caller->context.r[REG_MR0] == 0);
    CHECK(call(SLOT_HUGE, ARMPageClean_Data, 0, HUGE) == STATUS_PREEMPTED && world_caller->context.range_start == 0);
}

int main(void)
{
    RUN(operations);
    RUN(frame_refusals);
    RUN(space_refusals);
    RUN(steps);
    RUN(few_units);
    RUN(meanwhile);
    return test_end();
}
