/* SPDX-License-Identifier: BSD-2-Clause */
/* The storm of interrupts, and the thread that uses up memory. */
#include "onslaught.h"

/* The interval timer: its input of the I/O APIC, its ports, and a rate of about 20 kHz. */
#define PIT_PIN 2
#define PIT_VECTOR 40
#define PIT_PORT 0x40
#define PIT_RATE_GENERATOR 0x34
#define STORM_DIVISOR 60
#define QUIET_MODE 0x30

static struct {
    seL4_CPtr handler, line, ports;
    struct probe driver;
    volatile seL4_Word taken;
} storm;

static void drive(void *argument)
{
    (void)argument;
    for (;;) {
        (void)seL4_Wait(storm.line, 0);
        storm.taken++;
        (void)seL4_IRQHandler_Ack(storm.handler);
    }
}

static void pit_program(unsigned mode, unsigned divisor)
{
    CHECK_OK(seL4_X86_IOPort_Out8(storm.ports, PIT_PORT + 3, mode));
    CHECK_OK(seL4_X86_IOPort_Out8(storm.ports, PIT_PORT, divisor & 0xff));
    CHECK_OK(seL4_X86_IOPort_Out8(storm.ports, PIT_PORT, divisor >> 8));
}

void storm_renew(void)
{
    CHECK_OK(kit_revoke(storm.handler));
    CHECK_OK(kit_delete(storm.handler));
    CHECK_OK(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, storm.handler, seL4_WordBits, 0, PIT_PIN, 0, 0,
                                       PIT_VECTOR));
    storm_go_on();
}

void storm_go_on(void)
{
    CHECK_OK(seL4_IRQHandler_SetNotification(storm.handler, storm.line));
    CHECK_OK(seL4_IRQHandler_Ack(storm.handler));
    pit_program(PIT_RATE_GENERATOR, STORM_DIVISOR);
}

seL4_Word storm_interrupts(void)
{
    return storm.taken;
}

seL4_CPtr storm_handler(void)
{
    return storm.handler;
}

seL4_CPtr storm_ports(void)
{
    return storm.ports;
}

/* ---- exhaustion ---- */

#define EXHAUST_BITS 17
#define EXHAUST_SLOTS 2048
#define REFUSALS 20

static struct {
    struct probe probe;
    seL4_CPtr untyped, slots;
    seL4_Word state;
    volatile seL4_Word rounds;
} exhaust;

static seL4_Word exhaust_random(void)
{
    exhaust.state ^= exhaust.state << 13;
    exhaust.state ^= exhaust.state >> 7;
    exhaust.state ^= exhaust.state << 17;
    return exhaust.state >> 8;
}

static void exhaust_once(void)
{
    static const seL4_Word types[] = {seL4_EndpointObject, seL4_NotificationObject, seL4_ReplyObject, seL4_TCBObject,
                                      seL4_X86_4K, seL4_UntypedObject, seL4_CapTableObject};
    seL4_CPtr next = exhaust.slots;
    seL4_Word refused = 0;

    while (refused < REFUSALS && next + 32 < exhaust.slots + EXHAUST_SLOTS) {
        seL4_Word type = types[exhaust_random() % 7], count = exhaust_random() % 32 + 1;
        seL4_Word bits = type == seL4_UntypedObject ? 4 + exhaust_random() % 10 : 1 + exhaust_random() % 6;
        seL4_Error error = seL4_Untyped_Retype(exhaust.untyped, type, bits, ROOT, 0, 0, next, count);

        CHECK(error == seL4_NoError || error == seL4_NotEnoughMemory);
        next += error == seL4_NoError ? count : 0;
        refused += error != seL4_NoError;
    }
    CHECK(refused > 0);
    CHECK_OK(kit_revoke(exhaust.untyped));
    CHECK_EQUAL(untyped_left(exhaust.untyped, exhaust.slots), 1UL << EXHAUST_BITS);
    exhaust.rounds++;
}

static void exhaust_main(void *argument)
{
    (void)argument;
    for (;;)
        exhaust_once();
}

seL4_Word exhaustions(void)
{
    return exhaust.rounds;
}

void beside_begin(void)
{
    memset(&storm, 0, sizeof(storm));
    memset(&exhaust, 0, sizeof(exhaust));
    storm.line = kit_notification();
    storm.handler = kit_slot();
    storm.ports = kit_slot();
    CHECK_OK(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PIT_PORT, PIT_PORT + 3, ROOT, storm.ports,
                                          seL4_WordBits));
    probe_make(&storm.driver, (struct kit_options){.priority = STORM_PRIORITY, .sc = kit_sched_context(100, 2000)});
    probe_start(&storm.driver, drive, 0);
    exhaust.untyped = kit_untyped(EXHAUST_BITS);
    exhaust.slots = kit_slots(EXHAUST_SLOTS);
    exhaust.state = random() | 1;
    probe_make(&exhaust.probe, (struct kit_options){.priority = HOSTILE_PRIORITY, .sc = kit_sched_context(300, 6000)});
    probe_start(&exhaust.probe, exhaust_main, 0);
}

void beside_end(void)
{
    pit_program(QUIET_MODE, 0);
    CHECK_OK(seL4_TCB_Suspend(exhaust.probe.thread.tcb));
    CHECK_OK(kit_delete(storm.handler));
}
