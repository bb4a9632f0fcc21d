/* SPDX-License-Identifier: BSD-2-Clause */
/* A device that interrupts as fast as it can, with a driver that always lets the next interrupt in. */
#include "clock.h"
#include "hostile.h"

#define STORM_PERIOD_US 50
#define INTERRUPTS 1500

static struct {
    seL4_CPtr handler, line;
    struct probe driver;
    volatile seL4_Word taken;
} storm;

static void drive(void *argument)
{
    (void)argument;
    for (storm.taken = 0; storm.taken < INTERRUPTS; storm.taken++) {
        (void)seL4_Wait(storm.line, 0);
        clock_next();
        (void)seL4_IRQHandler_Ack(storm.handler);
    }
}

/* The storm with its driver at a priority and on a context; the healthy programs beside it. */
static void storm_run(struct kit_options options)
{
    storm.line = kit_notification();
    storm.handler = kit_slot();
    CHECK_OK(clock_issue(storm.handler, 0));
    CHECK_OK(seL4_IRQHandler_SetNotification(storm.handler, storm.line));
    healthy_begin();
    probe_make(&storm.driver, options);
    clock_start(STORM_PERIOD_US);
    CHECK_EQUAL(probe_run(&storm.driver, drive, 0), PROBE_RETURNED);
    healthy_answers();
    healthy_had_time();
    clock_stop();
    CHECK_EQUAL(storm.taken, INTERRUPTS);
    CHECK_OK(kit_delete(storm.handler));
}

/* covers: irq.md 2 interrupts in user mode and at every priority, healthy threads beside a storm */
TEST(storm_below)
{
    storm_run((struct kit_options){.priority = PRIORITY});
}

/* covers: scheduling.md 4 a driver above the healthy threads cannot use more than its budget */
TEST(storm_above)
{
    storm_run((struct kit_options){.priority = 240, .sc = kit_sched_context(500, 5000)});
}

const struct frame_test storm_tests[] = {
    ENTRY("irq.2.storm-below", storm_below),
    ENTRY("scheduling.4.storm-above", storm_above),
    FRAME_END,
};
