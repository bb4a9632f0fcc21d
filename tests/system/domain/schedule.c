/* SPDX-License-Identifier: BSD-2-Clause */
/* Only threads of the current domain run, and domains take turns as the schedule says. */
#include "domain.h"

#define SLICE_US 2000
/* Long enough that even an emulator on a busy computer gets a thread to run in it. */
#define LONG_SLICE_US 50000
#define TURNS 500

static struct probe probe[3];
static volatile seL4_Word rounds[3];

void schedule_entry(seL4_Word index, seL4_Word domain, seL4_Word us)
{
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, index, (seL4_Uint8)domain, us * frame_ticks_per_us()));
}

void schedule_reset(void)
{
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 0, SELF));
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 0, 0, DURATION_MAX));
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    for (seL4_Word index = 1; index < ENTRIES - 1; index++)
        CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, index, 0, 0));
}

static void count(void *argument)
{
    for (;;)
        rounds[(seL4_Word)argument]++;
}

/* Counting threads of a low priority, the first in domain 1, the next in domain 2. */
static void setup(int threads)
{
    schedule_reset();
    for (int i = 0; i < threads; i++) {
        rounds[i] = 0;
        probe_make(&probe[i], (struct kit_options){.priority = 5});
        probe_start(&probe[i], count, (void *)(seL4_Word)i);
        CHECK_OK(seL4_DomainSet_Set(DOMAIN, (seL4_Uint8)(i + 1), probe[i].thread.tcb));
    }
}

static void spin_us(seL4_Word us)
{
    seL4_Word start = kit_clock();
    seL4_Word ticks = us * frame_ticks_per_us();

    while (kit_clock() - start < ticks)
        __asm__ volatile(KIT_PAUSE);
}

static int all_count(int threads)
{
    int counting = 0;

    for (int i = 0; i < threads; i++)
        counting += rounds[i] != 0;
    return counting == threads;
}

/* Spins in domain 0 until all of them have counted. */
static void await_counts(int threads)
{
    for (int i = 0; i < TURNS && !all_count(threads); i++)
        spin_us(SLICE_US);
    CHECK(all_count(threads));
}

/* At equal priority, in the same domain: it gets its turns. What is left of its slice may be too little for one. */
static void check_runs(int i)
{
    rounds[i] = 0;
    for (int turn = 0; turn < TURNS && !rounds[i]; turn++)
        seL4_Yield();
    CHECK(rounds[i] != 0);
}

/* covers: scheduling.md 8 boot; scheduling.md 8 Threads of the current domain only */
TEST(other_domain_waits)
{
    setup(1);
    /* Even while nothing else is ready. */
    probe_settle();
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 1));
    spin_us(10 * SLICE_US);
    CHECK_EQUAL(rounds[0], 0);
    /* Brought into this one it runs at once. */
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 255));
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 0, probe[0].thread.tcb));
    CHECK_EQUAL(rounds[0], 0);
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 5));
    check_runs(0);
}

/* covers: scheduling.md 8 switch; scheduling.md 10 DOMAINS0004 */
TEST(turns)
{
    setup(3);
    schedule_entry(1, 1, SLICE_US);
    schedule_entry(2, 2, SLICE_US);
    schedule_entry(3, 3, SLICE_US);
    schedule_entry(0, 0, SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    /* Though this thread has the highest priority and never waits. */
    await_counts(3);
    schedule_reset();
    rounds[0] = rounds[1] = rounds[2] = 0;
    spin_us(10 * SLICE_US);
    CHECK(rounds[0] == 0 && rounds[1] == 0 && rounds[2] == 0);
}

/* covers: scheduling.md 8 SetStart; scheduling.md 8 end marker; scheduling.md 8 length and order of entries */
TEST(set_start_switches)
{
    setup(2);
    /* Entry 10 begins at the end of the call; then entry 11, which is domain 0 for ever. */
    schedule_entry(10, 1, LONG_SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 11, 0, DURATION_MAX));
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 10));
    CHECK(rounds[0] != 0);
    CHECK_EQUAL(rounds[1], 0);
    rounds[0] = 0;
    spin_us(5 * SLICE_US);
    CHECK_EQUAL(rounds[0], 0);
    /* After the last entry before an end marker the start entry again: domain 2 has no entry there. */
    schedule_entry(11, 0, SLICE_US);
    schedule_entry(13, 2, SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 11));
    schedule_entry(10, 2, SLICE_US);
    for (int i = 0; i < 10; i++)
        spin_us(SLICE_US);
    CHECK_EQUAL(rounds[0], 0);
    CHECK_EQUAL(rounds[1], 0);
    schedule_entry(12, 1, SLICE_US);
    await_counts(2);
    schedule_reset();
}

/* covers: scheduling.md 10 DOMAINS0001; scheduling.md 8 Domain Set of the caller */
TEST(own_domain)
{
    setup(1);
    schedule_entry(1, 1, SLICE_US);
    schedule_entry(0, 0, SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    for (int i = 0; i < 5; i++) {
        CHECK_OK(seL4_DomainSet_Set(DOMAIN, 1, SELF));
        CHECK_OK(seL4_DomainSet_Set(DOMAIN, 0, SELF));
    }
    /* In domain 1 we leave the processor to it at equal priority. */
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 1, SELF));
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 5));
    check_runs(0);
    schedule_reset();
}

/* covers: scheduling.md 10 DOMAINS0005; scheduling.md 8 Domain Set */
TEST(moved)
{
    setup(2);
    schedule_entry(1, 2, SLICE_US);
    schedule_entry(0, 0, SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    for (int i = 0; i < TURNS && !rounds[1]; i++)
        spin_us(SLICE_US);
    CHECK_EQUAL(rounds[0], 0);
    CHECK(rounds[1] != 0);
    /* Domain 1 has no time; in domain 2 the first thread runs with the second. */
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 2, probe[0].thread.tcb));
    await_counts(2);
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 1, probe[1].thread.tcb));
    rounds[1] = 0;
    spin_us(20 * SLICE_US);
    CHECK_EQUAL(rounds[1], 0);
    schedule_reset();
}

/* covers: scheduling.md 8 new TCB; objects.md 3 Initial values TCB domain */
TEST(new_thread)
{
    setup(0);
    schedule_entry(1, 1, SLICE_US);
    schedule_entry(0, 0, SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 1, SELF));
    rounds[0] = 0;
    probe_make(&probe[0], (struct kit_options){.priority = 5});
    probe_start(&probe[0], count, 0);
    schedule_reset();
    rounds[0] = 0;
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 1));
    spin_us(5 * SLICE_US);
    CHECK_EQUAL(rounds[0], 0);
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 0, probe[0].thread.tcb));
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 5));
    check_runs(0);
}

/* covers: scheduling.md 8 Configure of a running entry keeps its remaining time; scheduling.md 8 accounting */
TEST(running_entry)
{
    setup(1);
    schedule_entry(0, 0, 5 * SLICE_US);
    schedule_entry(1, 1, SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 0, 0, DURATION_MAX));
    await_counts(1);
    /* From its second turn on the entry has the new duration. */
    spin_us(SLICE_US);
    rounds[0] = 0;
    spin_us(20 * SLICE_US);
    CHECK_EQUAL(rounds[0], 0);
    schedule_reset();
}

static seL4_CPtr notification;

static void wait_and_count(void *argument)
{
    for (;;) {
        (void)seL4_Wait(notification, 0);
        rounds[(seL4_Word)argument]++;
    }
}

/* covers: scheduling.md 5 X in another domain; scheduling.md 8 a woken thread of another domain */
TEST(woken_in_other_domain)
{
    setup(0);
    notification = kit_notification();
    rounds[0] = 0;
    probe_make(&probe[0], (struct kit_options){.priority = 200});
    probe_start(&probe[0], wait_and_count, 0);
    probe_settle();
    CHECK_OK(seL4_DomainSet_Set(DOMAIN, 1, probe[0].thread.tcb));
    seL4_Signal(notification);
    probe_settle();
    CHECK_EQUAL(rounds[0], 0);
    schedule_entry(1, 1, SLICE_US);
    schedule_entry(0, 0, SLICE_US);
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    for (int i = 0; i < TURNS && !rounds[0]; i++)
        spin_us(SLICE_US);
    CHECK_EQUAL(rounds[0], 1);
    schedule_reset();
}

const struct frame_test schedule_tests[] = {
    ENTRY("scheduling.8.other-domain-waits", other_domain_waits),
    ENTRY("scheduling.8.turns", turns),
    ENTRY("scheduling.8.set-start-switches", set_start_switches),
    ENTRY("scheduling.8.own-domain", own_domain),
    ENTRY("scheduling.8.moved", moved),
    ENTRY("scheduling.8.new-thread", new_thread),
    ENTRY("scheduling.8.running-entry", running_entry),
    ENTRY("scheduling.8.woken-in-other-domain", woken_in_other_domain),
    FRAME_END,
};
