/* SPDX-License-Identifier: BSD-2-Clause */
/* Getting handlers: every refusal in the order of the checks, and which vectors are free. */
#include "../irq.h"

/* The I/O APIC input of the interval timer. */
#define PIT_PIN 2
#define PIT_VECTOR 30
#define VECTOR_LAST 107
#define PINS 24

static seL4_CPtr used_slot, free_slot;

static void setup(void)
{
    used_slot = kit_endpoint();
    free_slot = kit_slot();
}

#define IOAPIC(...) INVOKE(CONTROL, X86IRQIssueIRQHandlerIOAPIC, CAPS(ROOT), ARGS(__VA_ARGS__))
#define MSI(...) INVOKE(CONTROL, X86IRQIssueIRQHandlerMSI, CAPS(ROOT), ARGS(__VA_ARGS__))

/* covers: invocations.md 6 IRQControl Get; invocations.md 6 generic Get on x86; invocations.md 6 label check */
TEST(generic)
{
    setup();
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(), ARGS(1, used_slot, 65)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(ROOT), ARGS(1, used_slot)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(ROOT), ARGS(1, free_slot, 64)), seL4_IllegalOperation,
                  WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(ROOT), ARGS(~0UL, used_slot, 65)), seL4_IllegalOperation,
                  WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, IRQAckIRQ, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, X86IRQIssueIRQHandlerMSI + 1, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK(kit_slot_is_empty(free_slot));
}

/* What both methods check in the same way; all later arguments are wrong, too. */
static void check_common(seL4_Word label, seL4_CPtr handler)
{
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(ROOT), ARGS(used_slot, 65, 999, 999, 999, 999)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(), ARGS(used_slot, 65, 999, 999, 999, 999, 999)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(ROOT), ARGS(used_slot, 65, 999, 999, 999, 999, VECTOR_LAST + 1)),
                  seL4_RangeError, WORDS(0, VECTOR_LAST));
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(ROOT), ARGS(used_slot, 65, 999, 999, 999, 999, ~0UL)), seL4_RangeError,
                  WORDS(0, VECTOR_LAST));
    /* In use, before the slot is looked up. */
    CHECK_OK(seL4_IRQControl_GetIOAPIC(CONTROL, ROOT, handler, 64, 0, PIT_PIN, 0, 0, PIT_VECTOR));
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(ROOT), ARGS(used_slot, 65, 999, 999, 999, 999, PIT_VECTOR)),
                  seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(handler));
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(used_slot), ARGS(used_slot, 65, 999, 999, 999, 999, PIT_VECTOR)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(ROOT), ARGS(used_slot, 65, 999, 999, 999, 999, PIT_VECTOR)),
                  seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(INVOKE(CONTROL, label, CAPS(ROOT), ARGS(used_slot, 64, 999, 999, 999, 999, PIT_VECTOR)),
                  seL4_DeleteFirst, WORDS());
}

/* covers: invocations.md 6 x86 GetIOAPIC */
TEST(ioapic)
{
    setup();
    check_common(X86IRQIssueIRQHandlerIOAPIC, free_slot);
    CHECK_REFUSED(IOAPIC(free_slot, 64, 1, 999, 999, 999, PIT_VECTOR), seL4_RangeError, WORDS(0, 0));
    CHECK_REFUSED(IOAPIC(free_slot, 64, ~0UL, 999, 999, 999, PIT_VECTOR), seL4_RangeError, WORDS(0, 0));
    CHECK_REFUSED(IOAPIC(free_slot, 64, 0, PINS, 999, 999, PIT_VECTOR), seL4_RangeError, WORDS(0, PINS - 1));
    CHECK_REFUSED(IOAPIC(free_slot, 64, 0, PIT_PIN, 2, 999, PIT_VECTOR), seL4_RangeError, WORDS(0, 1));
    CHECK_REFUSED(IOAPIC(free_slot, 64, 0, PIT_PIN, 1, 2, PIT_VECTOR), seL4_RangeError, WORDS(0, 1));
    CHECK(kit_slot_is_empty(free_slot));
    CHECK_SUCCESS(IOAPIC(free_slot, 64, 0, PIT_PIN, 0, 0, PIT_VECTOR));
    CHECK(!kit_slot_is_empty(free_slot));
}

/* covers: invocations.md 6 x86 GetMSI; irq.md 3 GetMSI */
TEST(msi)
{
    setup();
    check_common(X86IRQIssueIRQHandlerMSI, free_slot);
    CHECK_REFUSED(MSI(free_slot, 64, 256, 32, 8, 0, PIT_VECTOR), seL4_RangeError, WORDS(0, 255));
    CHECK_REFUSED(MSI(free_slot, 64, 255, 32, 8, 0, PIT_VECTOR), seL4_RangeError, WORDS(0, 31));
    CHECK_REFUSED(MSI(free_slot, 64, 255, 31, 8, 0, PIT_VECTOR), seL4_RangeError, WORDS(0, 7));
    CHECK(kit_slot_is_empty(free_slot));
    CHECK_SUCCESS(MSI(free_slot, 64, 255, 31, 7, ~0UL, PIT_VECTOR));
    /* Its methods work as those of a line. */
    CHECK_OK(seL4_IRQHandler_Ack(free_slot));
    CHECK_OK(seL4_IRQHandler_SetNotification(free_slot, kit_notification()));
    CHECK_OK(seL4_IRQHandler_Clear(free_slot));
    CHECK_REFUSED(IOAPIC(kit_slot(), 64, 0, PIT_PIN, 0, 0, PIT_VECTOR), seL4_RevokeFirst, WORDS());
}

/* covers: irq.md 3 vectors; irq.md 1 states; irq.md 3 In IOAPIC configurations 16-123 Inactive */
TEST(all_vectors)
{
    seL4_CPtr slots = kit_slots(VECTOR_LAST + 1);

    setup();
    for (seL4_Word vector = 0; vector <= VECTOR_LAST; vector++)
        CHECK_SUCCESS(MSI(slots + vector, 64, 0, 0, 0, 0, vector));
    for (seL4_Word vector = 0; vector <= VECTOR_LAST; vector++) {
        CHECK_REFUSED(MSI(free_slot, 64, 0, 0, 0, 0, vector), seL4_RevokeFirst, WORDS());
        CHECK_OK(kit_delete(slots + vector));
        CHECK_SUCCESS(MSI(free_slot, 64, 0, 0, 0, 0, vector));
        CHECK_OK(kit_delete(free_slot));
    }
}

/* covers: irq.md 7 issuing twice; irq.md 1 last handler cap deleted; irq.md 3 Re-issuing a pin under another vector */
TEST(reissue)
{
    seL4_CPtr copy = kit_slot(), other = kit_slot();

    setup();
    CHECK_SUCCESS(IOAPIC(free_slot, 64, 0, PIT_PIN, 0, 0, PIT_VECTOR));
    CHECK_OK(kit_copy(copy, free_slot, seL4_AllRights));
    CHECK_OK(kit_delete(free_slot));
    CHECK_REFUSED(IOAPIC(free_slot, 64, 0, PIT_PIN, 0, 0, PIT_VECTOR), seL4_RevokeFirst, WORDS());
    /* Pins are not kept account of, vectors are. */
    CHECK_SUCCESS(IOAPIC(other, 64, 0, PIT_PIN, 0, 0, PIT_VECTOR + 40));
    CHECK_OK(kit_delete(other));
    CHECK_OK(kit_delete(copy));
    CHECK_SUCCESS(IOAPIC(free_slot, 64, 0, PIT_PIN, 0, 0, PIT_VECTOR));
}

const struct frame_test issue_tests[] = {
    ENTRY("invocations.6.generic", generic),
    ENTRY("invocations.6.ioapic", ioapic),
    ENTRY("invocations.6.msi", msi),
    ENTRY("irq.3.all-vectors", all_vectors),
    ENTRY("irq.7.reissue", reissue),
    FRAME_END,
};
