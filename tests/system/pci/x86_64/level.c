/* SPDX-License-Identifier: BSD-2-Clause */
/* A pin that stays asserted until the device is told: level-triggered, and for comparison edge-triggered. */
#include "pci.h"

#define VECTOR 60
#define QUIET_US 20000
#define BADGE 0x90

static seL4_CPtr handler, notification, badged;
static seL4_Word pin;

static void issue(seL4_Word level, seL4_Word low)
{
    CHECK_OK(seL4_IRQControl_GetIOAPIC(CONTROL, ROOT, handler, 64, 0, pin, level, low, VECTOR));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
}

static void setup(seL4_Word level)
{
    edu_begin();
    pin = edu_pin();
    handler = kit_slot();
    badged = kit_slot();
    notification = kit_notification();
    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, BADGE));
    issue(level, 0);
}

static void teardown(void)
{
    edu_end();
    (void)kit_delete(handler);
}

static seL4_Word arrived(void)
{
    seL4_Word badge = 0;

    spin_us(QUIET_US);
    (void)seL4_Poll(notification, &badge);
    return badge;
}

static void take(void)
{
    seL4_Word badge = 0;

    (void)seL4_Wait(notification, &badge);
    CHECK_EQUAL(badge, BADGE);
}

/* covers: irq.md 2 x86 IOAPIC: pin masked at delivery, level; irq.md 2 no further interrupt before the Ack */
TEST(masked_until_ack)
{
    setup(1);
    CHECK_EQUAL(arrived(), 0);
    edu_raise();
    take();
    /* The pin is still asserted: no storm. */
    CHECK_EQUAL(arrived(), 0);
    edu_quiet();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQUAL(arrived(), 0);
    for (int i = 0; i < 5; i++) {
        edu_raise();
        take();
        edu_quiet();
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    CHECK_EQUAL(arrived(), 0);
    /* Masked, it is not seen; gone before the Ack, it never was. */
    edu_raise();
    take();
    edu_quiet();
    edu_raise();
    edu_quiet();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQUAL(arrived(), 0);
    teardown();
}

/* covers: irq.md 2 user Ack: unmask; irq.md 3 level-trigger flag: still asserted, it comes again */
TEST(still_asserted)
{
    setup(1);
    edu_raise();
    for (int i = 0; i < 10; i++) {
        take();
        CHECK_EQUAL(arrived(), 0);
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    take();
    edu_quiet();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQUAL(arrived(), 0);
    teardown();
}

static struct probe driver;
static volatile seL4_Word taken;

static void acknowledge_only(void *argument)
{
    (void)argument;
    for (;;) {
        (void)seL4_Wait(notification, 0);
        taken++;
        (void)seL4_IRQHandler_Ack(handler);
    }
}

static volatile seL4_Word counted;

static void count(void *argument)
{
    (void)argument;
    for (;;)
        counted++;
}

/* A driver that never tells its device makes a storm of its own, within its budget. */
/* covers: irq.md 2 delivery to a thread, level; scheduling.md 4 budget of a driver */
TEST(careless_driver)
{
    static struct probe below;

    setup(1);
    taken = counted = 0;
    probe_make(&driver, (struct kit_options){.priority = 200, .sc = kit_sched_context(500, 5000)});
    probe_start(&driver, acknowledge_only, 0);
    probe_make(&below, (struct kit_options){.priority = 100});
    probe_start(&below, count, 0);
    edu_raise();
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 100));
    for (int i = 0; i < 20; i++)
        seL4_Yield();
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 255));
    CHECK(taken > 100);
    CHECK(counted > 1000);
    edu_quiet();
    teardown();
}

/* covers: irq.md 1 deleted handler: masked; irq.md 2 effect of handler creation: unmasked, level */
TEST(deleted_while_asserted)
{
    setup(1);
    edu_raise();
    take();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    take();
    CHECK_OK(kit_delete(handler));
    CHECK_EQUAL(arrived(), 0);
    issue(1, 0);
    /* Before the notification was stored it came, and was lost: the pin is masked until the Ack. */
    CHECK_EQUAL(arrived(), 0);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    take();
    edu_quiet();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQUAL(arrived(), 0);
    teardown();
}

/* covers: irq.md 3 GetIOAPIC: edge, level; irq.md 2 pin masked at delivery, edge */
TEST(edge)
{
    setup(0);
    edu_raise();
    take();
    /* One edge, one interrupt, though the pin stays where it is. */
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQUAL(arrived(), 0);
    edu_quiet();
    CHECK_EQUAL(arrived(), 0);
    edu_raise();
    take();
    edu_quiet();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    /* The same pin, issued anew as level-triggered. */
    CHECK_OK(kit_delete(handler));
    issue(1, 0);
    edu_raise();
    take();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    take();
    edu_quiet();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQUAL(arrived(), 0);
    teardown();
}

/* covers: invocations.md 6 x86 GetIOAPIC: level and polarity are 0 or 1; irq.md 3 polarity */
TEST(arguments)
{
    setup(1);
    CHECK_OK(kit_delete(handler));
    CHECK_REFUSED(INVOKE(CONTROL, X86IRQIssueIRQHandlerIOAPIC, CAPS(ROOT), ARGS(handler, 64, 0, pin, 2, 0, VECTOR)),
                  seL4_RangeError, WORDS(0, 1));
    CHECK_REFUSED(INVOKE(CONTROL, X86IRQIssueIRQHandlerIOAPIC, CAPS(ROOT), ARGS(handler, 64, 0, pin, 1, 2, VECTOR)),
                  seL4_RangeError, WORDS(0, 1));
    /* Refused, the pin is as it was: masked. */
    edu_raise();
    CHECK_EQUAL(arrived(), 0);
    edu_quiet();
    for (seL4_Word level = 0; level <= 1; level++) {
        /* Emulators take no notice of the polarity; that it is accepted is all there is to see. */
        for (seL4_Word low = 0; low <= 1; low++) {
            CHECK_OK(seL4_IRQControl_GetIOAPIC(CONTROL, ROOT, handler, 64, 0, pin, level, low, VECTOR));
            CHECK_OK(kit_delete(handler));
        }
    }
    teardown();
}

const struct frame_test level_tests[] = {
    ENTRY("irq.2.level-masked-until-ack", masked_until_ack),
    ENTRY("irq.2.level-still-asserted", still_asserted),
    ENTRY("irq.2.level-careless-driver", careless_driver),
    ENTRY("irq.1.level-deleted-while-asserted", deleted_while_asserted),
    ENTRY("irq.3.edge-and-level", edge),
    ENTRY("irq.3.level-arguments", arguments),
    FRAME_END,
};
