/* SPDX-License-Identifier: BSD-2-Clause */
/* The storm of interrupts, and the thread that uses up memory. */
#include "onslaught.h"

static struct {
    seL4_CPtr handler, line;
    struct probe driver;
    volatile seL4_Word taken;
} storm;

static void drive(void *argument)
{
    (void)argument;
    for (;;) {
        (void)seL4_Wait(storm.line, 0);
        storm.taken++;
        isa_storm_next();
        (void)seL4_IRQHandler_Ack(storm.handler);
    }
}

void storm_renew(void)
{
    CHECK_OK(kit_revoke(storm.handler));
    CHECK_OK(kit_delete(storm.handler));
    isa_storm_issue(storm.handler);
    storm_go_on();
}

void storm_go_on(void)
{
    CHECK_OK(seL4_IRQHandler_SetNotification(storm.handler, storm.line));
    CHECK_OK(seL4_IRQHandler_Ack(storm.handler));
    isa_storm_blow();
}

seL4_Word storm_interrupts(void)
{
    return storm.taken;
}

seL4_CPtr storm_handler(void)
{
    return storm.handler;
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
                                      KIT_FRAME_TYPE, seL4_UntypedObject, seL4_CapTableObject};
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
    isa_storm_end();
    CHECK_OK(seL4_TCB_Suspend(exhaust.probe.thread.tcb));
    CHECK_OK(kit_delete(storm.handler));
}
