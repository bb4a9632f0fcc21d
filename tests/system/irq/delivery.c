/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts of two devices arrive as signals, one per acknowledgement. */
#include "irq.h"

static seL4_CPtr handler, notification;

/* The handler of the clock's line, with a badged notification. */
static void setup(seL4_Word badge)
{
    seL4_CPtr badged = kit_slot();

    handler = kit_slot();
    notification = kit_notification();
    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, badge));
    CHECK_OK(clock_issue(handler, 0));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    CHECK_OK(seL4_IRQHandler_Ack(handler));
}

static seL4_Word poll(void)
{
    seL4_Word badge = 0;

    (void)seL4_Poll(notification, &badge);
    return badge;
}

static void take(seL4_Word wanted)
{
    seL4_Word badge = 0;

    (void)seL4_Wait(notification, &badge);
    CHECK_EQUAL(badge, wanted);
}

/* covers: irq.md 2 Signal; irq.md 2 x86 IOAPIC; irq.md 7 TIMER0002; irq.md 7 Timer driver */
TEST(ten_interrupts)
{
    seL4_Word start = kit_clock();

    setup(0x40);
    clock_start(PERIOD_US);
    for (int i = 0; i < 10; i++) {
        take(0x40);
        clock_next();
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    /* One may have been under way at first; nine periods take their time. */
    CHECK(kit_clock() - start > 7 * PERIOD_US * frame_ticks_per_us());
    clock_stop();
}

/* covers: irq.md 2 no further interrupt before the Ack */
TEST(masked_until_ack)
{
    setup(0x40);
    clock_start(PERIOD_US);
    take(0x40);
    clock_next();
    spin_us(20 * PERIOD_US);
    CHECK_EQUAL(poll(), 0);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    take(0x40);
    clock_stop();
}

/* covers: irq.md 2 stored notification; irq.md 2 arrives without stored notification */
TEST(without_notification)
{
    setup(0x40);
    CHECK_OK(seL4_IRQHandler_Clear(handler));
    (void)poll();
    clock_start(PERIOD_US);
    /* Lost, and the line stays masked though a notification is stored afterwards. */
    spin_us(20 * PERIOD_US);
    clock_next();
    CHECK_EQUAL(poll(), 0);
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
    seL4_CPtr badged = kit_slot();
    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, 8));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    spin_us(20 * PERIOD_US);
    CHECK_EQUAL(poll(), 0);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    take(8);
    clock_stop();
}

/* covers: irq.md 2 the stored copy is an ordinary derived cap; caps.md 4 insertion, IRQ SetNotification */
TEST(revoked_notification)
{
    setup(0x40);
    clock_start(PERIOD_US);
    take(0x40);
    clock_next();
    CHECK_OK(kit_revoke(notification));
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    spin_us(20 * PERIOD_US);
    CHECK_EQUAL(poll(), 0);
    clock_stop();
}

/* covers: irq.md 2 badge with Send right; irq.md 2 SetNotification replaces */
TEST(replaced_notification)
{
    seL4_CPtr other = kit_slot();

    setup(1);
    CHECK_OK(kit_mint(other, notification, seL4_CanWrite, 6));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, other));
    (void)poll();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    clock_start(PERIOD_US);
    take(6);
    clock_stop();
}

/* covers: irq.md 1 last handler cap deleted: line masked; irq.md 2 effect of handler deletion */
TEST(deleted_handler)
{
    setup(0x40);
    clock_start(PERIOD_US);
    take(0x40);
    clock_next();
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    take(0x40);
    clock_next();
    CHECK_OK(kit_delete(handler));
    spin_us(20 * PERIOD_US);
    CHECK_EQUAL(poll(), 0);
    /* Issued again it delivers again, without an Ack: issuing unmasks. */
    CHECK_OK(clock_issue(handler, 0));
    CHECK_OK(kit_delete(handler));
    CHECK_OK(clock_issue(handler, 1));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
    clock_next();
    spin_us(2 * PERIOD_US);
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    (void)seL4_Wait(notification, 0);
    clock_stop();
}

/* covers: irq.md 2 one interrupt per line; irq.md 3 GetIOAPIC */
TEST(two_lines)
{
    seL4_CPtr other_handler = kit_slot(), badged = kit_slot();
    seL4_Word seen = 0, badge;

    setup(1);
    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, 2));
    CHECK_OK(clock_other_issue(other_handler));
    CHECK_OK(seL4_IRQHandler_SetNotification(other_handler, badged));
    CHECK_OK(seL4_IRQHandler_Ack(other_handler));
    /* What was still under way on either line is taken first. */
    spin_us(PERIOD_US);
    (void)poll();
    CHECK_OK(seL4_IRQHandler_Ack(other_handler));
    clock_other_start();
    for (int i = 0; i < 5; i++) {
        take(2);
        clock_other_next();
        CHECK_OK(seL4_IRQHandler_Ack(other_handler));
    }
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    clock_start(PERIOD_US);
    /* Both, until each has come; then the first alone is not acknowledged, and the other goes on. */
    while (seen != 3) {
        (void)seL4_Wait(notification, &badge);
        seen |= badge;
        if (badge & 2) {
            clock_other_next();
            CHECK_OK(seL4_IRQHandler_Ack(other_handler));
        }
    }
    for (int i = 0; i < 5; i++) {
        take(2);
        clock_other_next();
        CHECK_OK(seL4_IRQHandler_Ack(other_handler));
    }
    clock_other_stop();
    clock_stop();
}

static volatile seL4_Word rounds;

static void count(void *argument)
{
    (void)argument;
    for (;;)
        rounds++;
}

static struct probe probe;

/* covers: irq.md 2 taken in user mode and in the idle loop; irq.md 7 INTERRUPT */
TEST(user_and_idle)
{
    setup(0x40);
    probe_make(&probe, (struct kit_options){.priority = 100});
    clock_start(PERIOD_US);
    for (int i = 0; i < 10; i++) {
        take(0x40);
        clock_next();
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    /* A busy thread is interrupted, and goes on afterwards. */
    rounds = 0;
    probe_start(&probe, count, 0);
    for (int i = 0; i < 10; i++) {
        seL4_Word before;

        take(0x40);
        before = rounds;
        clock_next();
        CHECK_OK(seL4_IRQHandler_Ack(handler));
        take(0x40);
        CHECK(rounds != before || i == 0);
        clock_next();
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    clock_stop();
}

const struct frame_test delivery_tests[] = {
    ENTRY("irq.2.ten-interrupts", ten_interrupts),
    ENTRY("irq.2.masked-until-ack", masked_until_ack),
    ENTRY("irq.2.without-notification", without_notification),
    ENTRY("irq.2.revoked-notification", revoked_notification),
    ENTRY("irq.2.replaced-notification", replaced_notification),
    ENTRY("irq.1.deleted-handler", deleted_handler),
    ENTRY("irq.2.two-lines", two_lines),
    ENTRY("irq.2.user-and-idle", user_and_idle),
    FRAME_END,
};

/* ---- passive threads served by interrupts ---- */

static volatile seL4_Word handled[2];

static void handle(void *argument)
{
    seL4_Word self = (seL4_Word)argument;

    for (;;) {
        (void)seL4_Wait(notification, 0);
        handled[self]++;
        clock_next();
        (void)seL4_IRQHandler_Ack(handler);
    }
}

/* Waits, with time passing, until the count has reached a number; half a second at most. */
static int reaches(volatile seL4_Word *counter, seL4_Word number)
{
    for (int i = 0; i < 500 && *counter < number; i++) {
        spin_us(PERIOD_US);
        probe_settle();
    }
    return *counter >= number;
}

/* covers: irq.md 7 INTERRUPT0002; irq.md 7 INTERRUPT0004; irq.md 7 INTERRUPT0006; ipc.md 5 maybe donate */
TEST(passive)
{
    seL4_CPtr sc = kit_sched_context(5000, 5000);

    setup(1);
    handled[0] = 0;
    /* The SC brings it into its wait, where it gives it back to the notification that has it. */
    probe_make(&probe, (struct kit_options){.priority = 100, .sc = sc});
    CHECK_OK(seL4_SchedContext_Bind(sc, notification));
    probe_start(&probe, handle, 0);
    probe_settle();
    clock_start(PERIOD_US);
    CHECK(reaches(&handled[0], 10));
    CHECK_OK(seL4_SchedContext_UnbindObject(sc, notification));
    (void)seL4_SchedContext_UnbindObject(sc, probe.thread.tcb);
    seL4_Word before = handled[0];
    spin_us(5 * PERIOD_US);
    probe_settle();
    spin_us(5 * PERIOD_US);
    probe_settle();
    CHECK_EQUAL(handled[0], before);
    CHECK_OK(seL4_SchedContext_Bind(sc, probe.thread.tcb));
    CHECK(reaches(&handled[0], before + 5));
    CHECK_OK(kit_delete(sc));
    before = handled[0];
    spin_us(10 * PERIOD_US);
    probe_settle();
    CHECK_EQUAL(handled[0], before);
    clock_stop();
}

/* covers: irq.md 7 INTERRUPT0003; irq.md 7 INTERRUPT0005 */
TEST(active_and_passive)
{
    static struct probe second;
    seL4_CPtr sc = kit_sched_context(5000, 5000);

    setup(1);
    handled[0] = handled[1] = 0;
    probe_make(&probe, (struct kit_options){.priority = 100, .sc = sc});
    probe_make(&second, (struct kit_options){.priority = 100});
    CHECK_OK(seL4_SchedContext_Bind(sc, notification));
    probe_start(&probe, handle, (void *)0);
    probe_settle();
    probe_start(&second, handle, (void *)1);
    probe_settle();
    clock_start(PERIOD_US);
    CHECK(reaches(&handled[0], 5));
    CHECK(reaches(&handled[1], 5));
    clock_stop();
}

const struct frame_test passive_tests[] = {
    ENTRY("irq.7.passive", passive),
    ENTRY("irq.7.active-and-passive", active_and_passive),
    FRAME_END,
};
