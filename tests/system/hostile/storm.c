/* SPDX-License-Identifier: BSD-2-Clause */
/* A device that interrupts as fast as it can, with a driver that always lets the next interrupt in. */
#include "hostile.h"

/* The interval timer: its input of the I/O APIC, its ports, and a rate of about 20 kHz. */
#define PIT_PIN 2
#define PIT_VECTOR 40
#define PIT_PORT 0x40
#define PIT_RATE_GENERATOR 0x34
#define STORM_DIVISOR 60
#define QUIET_MODE 0x30 /* counts once */
#define INTERRUPTS 1500

static struct {
    seL4_CPtr handler, line, ports;
    struct probe driver;
    volatile seL4_Word taken;
} storm;

static void drive(void *argument)
{
    (void)argument;
    for (storm.taken = 0; storm.taken < INTERRUPTS; storm.taken++) {
        (void)seL4_Wait(storm.line, 0);
        (void)seL4_IRQHandler_Ack(storm.handler);
    }
}

static void pit_program(unsigned mode, unsigned divisor)
{
    CHECK_OK(seL4_X86_IOPort_Out8(storm.ports, PIT_PORT + 3, mode));
    CHECK_OK(seL4_X86_IOPort_Out8(storm.ports, PIT_PORT, divisor & 0xff));
    CHECK_OK(seL4_X86_IOPort_Out8(storm.ports, PIT_PORT, divisor >> 8));
}

/* The storm with its driver at a priority and on a context; the healthy programs beside it. */
static void storm_run(struct kit_options options)
{
    storm.line = kit_notification();
    storm.handler = kit_slot();
    storm.ports = kit_slot();
    CHECK_OK(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PIT_PORT, PIT_PORT + 3, ROOT, storm.ports,
                                          seL4_WordBits));
    CHECK_OK(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, storm.handler, seL4_WordBits, 0, PIT_PIN, 0, 0,
                                       PIT_VECTOR));
    CHECK_OK(seL4_IRQHandler_SetNotification(storm.handler, storm.line));
    healthy_begin();
    probe_make(&storm.driver, options);
    pit_program(PIT_RATE_GENERATOR, STORM_DIVISOR);
    CHECK_EQUAL(probe_run(&storm.driver, drive, 0), PROBE_RETURNED);
    healthy_answers();
    healthy_had_time();
    pit_program(QUIET_MODE, 0);
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
