/* SPDX-License-Identifier: BSD-2-Clause */
/* Long deletions are interrupted, what is half deleted is a zombie, and all of it is gone in the end. */
#include "caps.h"

#define NODE_BITS 12
#define NODES 8
/* An emulator on a busy computer delivers timer interrupts late: all attempts but one may pass without any. */
#define ATTEMPTS 40
#define PERIOD_MIN_US 200
/* The CNode that is looked at while it is deleted. */
#define ZOMBIE_BITS 15
#define NODE_SLOTS (1UL << NODE_BITS)

static struct probe worker;
static struct kit_thread ticker;
static seL4_CPtr nodes[NODES], target, spare;
static volatile seL4_Word working, finished, ticks_seen, work_ticks, work_shortest, result;
static volatile seL4_Word identified, copied, minted, invoked_label, invoked_word, moved;

/* More than 2^13 copies of one endpoint in several CNodes, all of whose slots must be empty. */
static void fill(seL4_CPtr endpoint)
{
    for (int i = 0; i < NODES; i++)
        for (seL4_Word slot = 0; slot < NODE_SLOTS; slot++)
            REQUIRE(seL4_CNode_Copy(nodes[i], slot, NODE_BITS, ROOT, endpoint, 64, seL4_AllRights) == seL4_NoError);
}

static void revoke_target(void *argument)
{
    seL4_Word before = kit_clock();

    (void)argument;
    working = 1;
    result = kit_revoke(target);
    working = 0;
    work_ticks = kit_clock() - before;
    finished = 1;
}

static void delete_target(void *argument)
{
    seL4_Word before = kit_clock();

    (void)argument;
    working = 1;
    result = kit_delete(target);
    working = 0;
    work_ticks = kit_clock() - before;
    finished = 1;
}

/* At a priority below the worker's until it has finished. */
static void await_worker(void)
{
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 50));
    while (!finished)
        ;
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 255));
}

static void work(void (*function)(void *))
{
    finished = 0;
    ticks_seen = 0;
    probe_start(&worker, function, 0);
    await_worker();
    if (work_ticks < work_shortest)
        work_shortest = work_ticks;
    CHECK_EQUAL(result, seL4_NoError);
}

static void count_periods(void *argument)
{
    (void)argument;
    for (;;) {
        if (working)
            ticks_seen++;
        seL4_Yield();
    }
}

static void start_ticker(void (*function)(void *))
{
    struct kit_options options = {.priority = 200};

    ticker = kit_thread(function, 0, options);
    kit_thread_start(&ticker);
}

/* A period of an eighth of the shortest time that the work has taken so far. */
static void adapt_ticker(void)
{
    seL4_Word period = work_shortest / frame_ticks_per_us() / 8;

    if (period < PERIOD_MIN_US)
        period = PERIOD_MIN_US;
    CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, ticker.sc, period / 4, period, 0, 0,
                                              0));
}

/* covers: caps.md 9 PREEMPT_REVOKE; irq.md 7 PREEMPT_REVOKE; caps.md 6 work units; syscalls.md 5.6 */
TEST(preempted_revoke)
{
    seL4_Word interrupted = 0;

    probe_make(&worker, (struct kit_options){.priority = 100});
    target = kit_endpoint();
    for (int i = 0; i < NODES; i++)
        nodes[i] = kit_object(seL4_CapTableObject, NODE_BITS);
    work_shortest = ~0UL;
    fill(target);
    work(revoke_target);

    start_ticker(count_periods);
    for (int attempt = 0; attempt < ATTEMPTS && interrupted < 2; attempt++) {
        fill(target);
        adapt_ticker();
        work(revoke_target);
        interrupted = ticks_seen;
    }
    CHECK_OK(seL4_TCB_Suspend(ticker.tcb));
    CHECK(interrupted >= 2);
    fill(target);
    CHECK(!kit_slot_is_empty(target));
}

/* Its CNode method is not there any more. */
static int target_is_zombie(void)
{
    return INVOKE(target, CNodeDelete, CAPS(), ARGS(0, 65)).label == seL4_InvalidCapability;
}

/* Once, in the midst of the deletion of `target`: what its slot is. Before or after, it is a CNode or empty. */
static void look_at_zombie(void *argument)
{
    (void)argument;
    for (;;) {
        if (working && !ticks_seen && kit_slot_is_empty(target) == 0 && target_is_zombie()) {
            struct frame_reply reply;

            ticks_seen = 1;
            CHECK_OK(seL4_TCB_Suspend(worker.thread.tcb));

#if HF_DEBUG
            identified = seL4_DebugCapIdentify(target);
#else
            identified = 18;
#endif
            copied = kit_copy(spare, target, seL4_AllRights);
            minted = kit_mint(spare, target, seL4_AllRights, 0);
            reply = INVOKE(target, CNodeDelete, CAPS(), ARGS(0, NODE_BITS));
            invoked_label = reply.label;
            invoked_word = reply.words[0];
            moved = kit_move(spare, target);
            /* Its system call is issued again. */
            CHECK_OK(seL4_TCB_Resume(worker.thread.tcb));
        }
        seL4_Yield();
    }
}

/* covers: caps.md 6 zombie; caps.md 8 zombie; caps.md 2 Zombie; syscalls.md 5.3 zombie; caps.md 5 CNode */
TEST(zombie)
{
    seL4_CPtr memory = kit_untyped(ZOMBIE_BITS + seL4_SlotBits);

    probe_make(&worker, (struct kit_options){.priority = 100});
    ticks_seen = 0;
    work_shortest = ~0UL;
    spare = kit_slot();
    target = kit_slot();
    /* First alone, for its time; then with an observer that wakes up in its midst. */
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        CHECK_OK(seL4_Untyped_Retype(memory, seL4_CapTableObject, ZOMBIE_BITS, ROOT, 0, 0, target, 1));
        for (seL4_Word slot = 0; slot < 1UL << ZOMBIE_BITS; slot++)
            REQUIRE(seL4_CNode_Copy(target, slot, ZOMBIE_BITS, ROOT, seL4_CapInitThreadTCB, 64, seL4_AllRights) ==
                    seL4_NoError);
        if (attempt > 0)
            adapt_ticker();
        work(delete_target);
        if (attempt == 0) {
            CHECK(kit_slot_is_empty(target));
            CHECK_EQUAL(frame_untyped_free(memory), 1UL << (ZOMBIE_BITS + seL4_SlotBits));
            start_ticker(look_at_zombie);
        } else if (ticks_seen > 0) {
            break;
        }
        CHECK_OK(kit_delete(spare));
    }
    CHECK_OK(seL4_TCB_Suspend(ticker.tcb));
    REQUIRE(ticks_seen > 0);
    CHECK_EQUAL(identified, 18);
    CHECK_EQUAL(copied, seL4_IllegalOperation);
    CHECK_EQUAL(minted, seL4_IllegalOperation);
    CHECK_EQUAL(invoked_label, seL4_InvalidCapability);
    CHECK_EQUAL(invoked_word, 0);
    CHECK_EQUAL(moved, seL4_NoError);
    /* The worker's deletion found an empty slot in the end; any thread may finish the other. */
    CHECK(kit_slot_is_empty(target) && !kit_slot_is_empty(spare));
    CHECK(frame_untyped_free(memory) != 1UL << (ZOMBIE_BITS + seL4_SlotBits));
    CHECK_OK(kit_revoke(spare));
    CHECK(!kit_slot_is_empty(spare));
    CHECK_OK(kit_delete(spare));
    CHECK(kit_slot_is_empty(spare));
    CHECK_EQUAL(frame_untyped_free(memory), 1UL << (ZOMBIE_BITS + seL4_SlotBits));
}

/* covers: caps.md 6 preempted deletion of many objects; objects.md 3.5 */
TEST(many_threads)
{
    seL4_CPtr memory = kit_untyped(22);
    seL4_CPtr node = kit_object(seL4_CapTableObject, 10);

    /* 1024 threads, each with CSpace, address space and handler slots in use. */
    for (seL4_Word i = 0; i < 1024; i += 256)
        CHECK_OK(seL4_Untyped_Retype(memory, seL4_TCBObject, 0, ROOT, node, 64, i, 256));
    for (seL4_Word i = 0; i < 1024; i++) {
        CHECK_OK(seL4_CNode_Copy(ROOT, (spare = i ? spare : kit_slot()), 64, node, i, 10, seL4_AllRights));
        CHECK_OK(seL4_TCB_Configure(spare, node, 0, seL4_CapInitThreadVSpace, 0, 0, 0));
        CHECK_OK(kit_delete(spare));
    }
    probe_make(&worker, (struct kit_options){.priority = 100});
    target = memory;
    work(revoke_target);
    CHECK_EQUAL(frame_untyped_free(memory), 1 << 22);
    for (seL4_Word i = 0; i < 1024; i += 31)
        CHECK_EQUAL(seL4_CNode_Move(node, i, 10, node, i, 10), seL4_FailedLookup);
}

const struct frame_test preempt_tests[] = {
    ENTRY("caps.9.preempted-revoke", preempted_revoke),
    ENTRY("caps.6.zombie", zombie),
    ENTRY("caps.6.many-threads", many_threads),
    FRAME_END,
};
