/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's one timer, armed thousands of times at random distances: far ahead, closer than the kernel takes to arm
 * it, and in the past. A wake-up that is lost leaves a thread asleep; a slow tick of another clock notices that.
 */
#include "clock.h"
#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define SELF seL4_CapInitThreadTCB
#define DOMAIN seL4_CapDomain
#define CONTROL (kit_bootinfo->schedcontrol.start)

/* The smallest budget there is: enough for a thread that makes no system calls, which need as much left over. */
#define BUDGET_MIN_US 20
#define BUDGET_CALLS_US 30
#define SLEEPERS 6
#define SLEEPS 1000
#define BUDGET_ENDS 1500
#define SCHEDULES 100

/* A slow rate of another clock: whoever is woken by it instead of the kernel's timer is late. */
#define OTHER_PERIOD_US CLOCK_PERIOD_MAX_US
/* More than threads above may take and than a busy machine adds, less than a tick of that clock. */
#define LATE_US 2000UL

static seL4_Word seed = 0x9e3779b97f4a7c15;

static seL4_Word random(seL4_Word *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Distances of all orders of magnitude up to 2^bits, in ticks or microseconds. */
static seL4_Word random_distance(seL4_Word *state, seL4_Word bits)
{
    seL4_Word word = random(state);

    return word >> 8 & ((1UL << (word % bits)) - 1);
}

static void spin_ticks(seL4_Word ticks)
{
    seL4_Word start = kit_clock();

    while (kit_clock() - start < ticks)
        ;
}

/* ---- the other clock ---- */

static struct {
    seL4_CPtr handler, line;
    struct probe driver;
    volatile seL4_Word ticks;
} other;

static void other_drive(void *argument)
{
    (void)argument;
    for (;;) {
        (void)seL4_Wait(other.line, 0);
        other.ticks++;
        clock_next();
        (void)seL4_IRQHandler_Ack(other.handler);
    }
}

static void other_clock_begin(void)
{
    other.handler = kit_slot();
    other.line = kit_notification();
    other.ticks = 0;
    CHECK_OK(clock_issue(other.handler, 0));
    CHECK_OK(seL4_IRQHandler_SetNotification(other.handler, other.line));
    probe_make(&other.driver, (struct kit_options){.priority = 240});
    probe_start(&other.driver, other_drive, 0);
    clock_start(OTHER_PERIOD_US);
}

static void other_clock_end(void)
{
    clock_stop();
    CHECK_OK(kit_delete(other.handler));
}

/* ---- sleepers ---- */

static struct sleeper {
    struct probe probe;
    seL4_Word state, sleeps, wanted;
    seL4_Word latest; /* ticks more than two of its periods, at worst */
    seL4_Word latest_period_us, latest_spin;
} sleeper[SLEEPERS];

/*
 * Sets its own parameters and sleeps until its next period, again and again. The time it first spins is up to twice the
 * period: the moment to wake up may be near or past when the kernel arms the timer.
 */
static void sleep_often(void *argument)
{
    struct sleeper *self = argument;

    while (self->sleeps < self->wanted) {
        seL4_Word period = BUDGET_CALLS_US + 1 + random_distance(&self->state, 12);
        seL4_Word budget = BUDGET_CALLS_US + random(&self->state) % (period - BUDGET_CALLS_US);
        seL4_Word refills = random(&self->state) % 7, spin = 0, begin = 0, late = 0;
        seL4_Word flags = random(&self->state) & 1;

        CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, self->probe.thread.sc, budget, period, refills, 0, flags));
        for (int again = 0; again < 4; again++) {
            spin = random_distance(&self->state, 8) * frame_ticks_per_us() * period / 128;
            if (random(&self->state) & 1)
                spin_ticks(spin);
            begin = kit_clock();
            seL4_Yield();
            late = kit_clock() - begin;
            /* What is left of a budget may be too little, and joins the refill of the period after the next. */
            late = late > 2 * period * frame_ticks_per_us() ? late - 2 * period * frame_ticks_per_us() : 0;
            if (late > self->latest) {
                self->latest = late;
                self->latest_period_us = period;
                self->latest_spin = spin;
            }
            self->sleeps++;
        }
    }
}

static void sleepers_run(unsigned count)
{
    char what[100];

    other_clock_begin();
    for (unsigned i = 0; i < count; i++) {
        memset(&sleeper[i], 0, sizeof(sleeper[i]));
        sleeper[i].state = random(&seed);
        sleeper[i].wanted = SLEEPS;
        probe_make(&sleeper[i].probe, (struct kit_options){.priority = 200 - i});
        probe_start(&sleeper[i].probe, sleep_often, &sleeper[i]);
    }
    for (unsigned i = 0; i < count; i++) {
        CHECK_EQUAL(probe_wait(&sleeper[i].probe), PROBE_RETURNED);
        snprintf(what, sizeof(what), "sleeper %u: at worst %lu us late, of a period of %lu us, after %lu ticks", i,
                 sleeper[i].latest / frame_ticks_per_us(), sleeper[i].latest_period_us, sleeper[i].latest_spin);
        printf("# %s\n", what);
        /* Those below wait for those above, too, whose budgets may fill their periods. */
        frame_check(i > 0 || sleeper[i].latest < LATE_US * frame_ticks_per_us(), what, __FILE__, __LINE__);
        CHECK(sleeper[i].sleeps >= SLEEPS);
    }
    CHECK(other.ticks > 0);
    other_clock_end();
}

/* covers: scheduling.md 5 release queue, timer; scheduling.md 3 refills that are ready */
TEST(one_sleeper)
{
    sleepers_run(1);
}

/* covers: scheduling.md 5 release queue, many released; scheduling.md 6 ConfigureFlags of a running context */
TEST(many_sleepers)
{
    sleepers_run(SLEEPERS);
}

/* ---- budgets that end ---- */

static struct probe spender;

static void spend(void *argument)
{
    (void)argument;
    for (;;)
        __asm__ volatile(KIT_PAUSE);
}

/* covers: scheduling.md 4 end of a budget; ipc.md 8 Timeout */
TEST(budget_ends)
{
    seL4_Word latest = 0, begin = 0;
    seL4_CPtr sc = kit_sched_context(BUDGET_MIN_US, 1000);

    other_clock_begin();
    probe_make(&spender, (struct kit_options){.priority = 200, .sc = sc});
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(spender.thread.tcb, spender.fault_endpoint));
    probe_start(&spender, spend, 0);
    for (int i = 0; i < BUDGET_ENDS; i++) {
        seL4_Word budget = BUDGET_MIN_US + random_distance(&seed, 9), late = 0;

        CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(spender.fault_endpoint, 0, spender.reply)),
                    seL4_Fault_Timeout);
        /* Refilled in full at once, up to a period far ahead, close ahead, or just past. */
        spin_ticks(random_distance(&seed, 10) * frame_ticks_per_us() / 16);
        CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, sc, budget, budget + 1 + random_distance(&seed, 12), 0, 0,
                                                  0));
        begin = kit_clock();
        seL4_Send(spender.reply, seL4_MessageInfo_new(0, 0, 0, 0));
        /* The initial thread sleeps while it runs: nobody but the timer ends that. */
        (void)seL4_MessageInfo_get_label(seL4_Recv(spender.fault_endpoint, 0, spender.reply));
        late = kit_clock() - begin;
        late = late > budget * frame_ticks_per_us() ? late - budget * frame_ticks_per_us() : 0;
        latest = late > latest ? late : latest;
        seL4_Send(spender.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    }
    printf("# a budget of one run ended at worst %lu us late\n", latest / frame_ticks_per_us());
    CHECK(latest < LATE_US * frame_ticks_per_us());
    other_clock_end();
}

/* ---- domains that last for moments ---- */

#define TURN_DOMAINS 4
#define TURN_ENTRIES 12
/* Domain 0's, which nobody shortens: time for us to go on. */
#define HOME_US 300UL

static struct probe counting[TURN_DOMAINS];
static volatile seL4_Word counted[TURN_DOMAINS];

static void count(void *argument)
{
    for (;;)
        counted[(seL4_Word)argument]++;
}

/* covers: scheduling.md 8 schedule, durations; scheduling.md 5 the timer is set for the domain's end */
TEST(short_domains)
{
    other_clock_begin();
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 0, 0, HOME_US * frame_ticks_per_us()));
    for (seL4_Word i = 1; i < TURN_DOMAINS; i++) {
        counted[i] = 0;
        probe_make(&counting[i], (struct kit_options){.priority = 5});
        probe_start(&counting[i], count, (void *)i);
        CHECK_OK(seL4_DomainSet_Set(DOMAIN, (seL4_Uint8)i, counting[i].thread.tcb));
    }
    for (int round = 0; round < SCHEDULES; round++) {
        seL4_Word entries = 1 + random(&seed) % TURN_ENTRIES, ticks = 0, begin = 0, away = 0;

        CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 0, 0, (HOME_US + random_distance(&seed, 7)) *
                                                                    frame_ticks_per_us()));
        for (seL4_Word i = 1; i < entries; i++) {
            seL4_Word duration = 1 + random_distance(&seed, 7) * frame_ticks_per_us() + random(&seed) % 100;

            /* Domain 0 among them, and domains where nobody runs. */
            CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, i, random(&seed) % (TURN_DOMAINS + 1), duration));
            ticks += duration;
        }
        CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, entries, 0, 0));
        CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
        /* Two times round: the longest time away is that of the entries in between. */
        for (begin = kit_clock(); kit_clock() - begin < 2 * (ticks + HOME_US * frame_ticks_per_us());) {
            seL4_Word now = kit_clock(), gap = kit_clock() - now;

            away = gap > away ? gap : away;
        }
        CHECK(away <= ticks + LATE_US * frame_ticks_per_us());
    }
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 0, 0, (1UL << 56) - 1));
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    for (seL4_Word i = 1; i <= TURN_ENTRIES; i++)
        CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, i, 0, 0));
    for (seL4_Word i = 1; i < TURN_DOMAINS; i++)
        CHECK(counted[i] > 0);
    other_clock_end();
}

static const struct frame_test tests[] = {
    ENTRY("scheduling.5.one-sleeper", one_sleeper),
    ENTRY("scheduling.5.many-sleepers", many_sleepers),
    ENTRY("scheduling.4.budget-ends", budget_ends),
    ENTRY("scheduling.8.short-domains", short_domains),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
