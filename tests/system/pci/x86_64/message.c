/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts that are messages: nothing of the kernel's stands between the device and the vector. */
#include "pci.h"

#define VECTOR 50
#define CPU_VECTOR(vector) (48 + (vector))
#define QUIET_US 2000

static seL4_CPtr handler, notification;

static void setup(seL4_Word badge)
{
    seL4_CPtr badged = kit_slot();

    edu_begin();
    handler = kit_slot();
    notification = kit_notification();
    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, badge));
    CHECK_OK(seL4_IRQControl_GetMSI(CONTROL, ROOT, handler, 64, 0, 4, 0, 0, VECTOR));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    edu_messages(CPU_VECTOR(VECTOR));
}

static void teardown(void)
{
    edu_end();
    (void)kit_delete(handler);
}

/* The badges that have arrived after some time, 0 if none. */
static seL4_Word arrived(void)
{
    seL4_Word badge = 0;

    spin_us(QUIET_US);
    (void)seL4_Poll(notification, &badge);
    return badge;
}

/* covers: irq.md 3 GetMSI: delivery, badge; irq.md 2 x86 MSI: no mask, Ack does nothing */
TEST(delivery)
{
    seL4_Word badge = 0;

    setup(0x41);
    CHECK_EQUAL(arrived(), 0);
    for (int i = 0; i < 5; i++) {
        edu_raise();
        (void)seL4_Wait(notification, &badge);
        CHECK_EQUAL(badge, 0x41);
    }
    /* Not one of them was acknowledged; acknowledging makes none come. */
    CHECK_OK(seL4_IRQHandler_Ack(handler));
    CHECK_EQUAL(arrived(), 0);
    edu_raise();
    edu_raise();
    CHECK_EQUAL(arrived(), 0x41);
    CHECK_EQUAL(arrived(), 0);
    teardown();
}

/* covers: irq.md 2 stored notification; irq.md 3 GetMSI without notification */
TEST(without_notification)
{
    setup(0x41);
    CHECK_OK(seL4_IRQHandler_Clear(handler));
    edu_raise();
    CHECK_EQUAL(arrived(), 0);
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
    CHECK_EQUAL(arrived(), 0);
    CHECK_OK(kit_revoke(notification));
    edu_raise();
    CHECK_EQUAL(arrived(), 0);
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
    edu_raise();
    (void)seL4_Wait(notification, 0);
    teardown();
}

/* covers: irq.md 1 last handler cap deleted; irq.md 2 Inactive; irq.md 7 issuing twice, vector reuse */
TEST(vector_reuse)
{
    seL4_CPtr copy = kit_slot(), badged = kit_slot();

    setup(0x41);
    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, 0x80));
    CHECK_OK(kit_copy(copy, handler, seL4_AllRights));
    CHECK_OK(kit_delete(handler));
    edu_raise();
    CHECK_EQUAL(arrived(), 0x41);
    CHECK_REFUSED(INVOKE(CONTROL, X86IRQIssueIRQHandlerMSI, CAPS(ROOT), ARGS(handler, 64, 0, 4, 0, 0, VECTOR)),
                  seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(copy));
    /* Nobody's vector now. */
    edu_raise();
    CHECK_EQUAL(arrived(), 0);
    CHECK_OK(seL4_IRQControl_GetMSI(CONTROL, ROOT, handler, 64, 255, 31, 7, 1, VECTOR));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    CHECK_EQUAL(arrived(), 0);
    edu_raise();
    CHECK_EQUAL(arrived(), 0x80);
    teardown();
}

/* covers: irq.md 3 vectors 48 to 155, MSI; irq.md 3 vector argument */
TEST(every_vector)
{
    seL4_CPtr handlers = kit_slots(108), badges = kit_slots(108);

    setup(0x41);
    CHECK_OK(kit_delete(handler));
    for (seL4_Word vector = 0; vector < 108; vector++) {
        CHECK_OK(kit_mint(badges + vector, notification, seL4_AllRights, vector + 1));
        CHECK_OK(seL4_IRQControl_GetMSI(CONTROL, ROOT, handlers + vector, 64, 0, 0, 0, 0, vector));
        CHECK_OK(seL4_IRQHandler_SetNotification(handlers + vector, badges + vector));
    }
    for (seL4_Word vector = 0; vector < 108; vector++) {
        seL4_Word badge = 0;

        edu_messages(CPU_VECTOR(vector));
        edu_raise();
        (void)seL4_Wait(notification, &badge);
        CHECK_EQUAL(badge, vector + 1);
    }
    for (seL4_Word vector = 0; vector < 108; vector++)
        CHECK_OK(kit_delete(handlers + vector));
    teardown();
}

/* Whoever programs a device chooses the vector: those that are nobody's, the timer's, and those of no device. */
/* covers: irq.md 2 Timer, Reserved, Inactive, number above maxIRQ; irq.md 3 unused traps, spurious */
TEST(vectors_of_nobody)
{
    setup(0x41);
    for (seL4_Word cpu_vector = 32; cpu_vector < 256; cpu_vector++) {
        seL4_Word before = kit_clock();

        if (cpu_vector == CPU_VECTOR(VECTOR))
            continue;
        edu_messages(cpu_vector);
        edu_raise();
        edu_raise();
        CHECK_EQUAL(arrived(), 0);
        /* Interrupts go on, the timer's among them. */
        edu_messages(CPU_VECTOR(VECTOR));
        edu_raise();
        (void)seL4_Wait(notification, 0);
        seL4_Yield();
        CHECK(kit_clock() - before < 1000000 * frame_ticks_per_us());
    }
    teardown();
}

const struct frame_test message_tests[] = {
    ENTRY("irq.3.msi-delivery", delivery),
    ENTRY("irq.2.msi-without-notification", without_notification),
    ENTRY("irq.1.msi-vector-reuse", vector_reuse),
    ENTRY("irq.3.msi-every-vector", every_vector),
    ENTRY("irq.2.msi-vectors-of-nobody", vectors_of_nobody),
    FRAME_END,
};
