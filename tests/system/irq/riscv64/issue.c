/* SPDX-License-Identifier: BSD-2-Clause */
/* Getting handlers: every refusal in the order of the checks, and which sources are free. */
#include "../irq.h"

#define SOURCES 95
/* The kernel's timer is the last number. */
#define TIMER 96
#define RANGE WORDS(1, TIMER)
#define SOURCE 40

#define GET(...) INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(ROOT), ARGS(__VA_ARGS__))
#define GET_TRIGGER(...) INVOKE(CONTROL, RISCVIRQIssueIRQHandlerTrigger, CAPS(ROOT), ARGS(__VA_ARGS__))

static seL4_CPtr used_slot, free_slot;

static void setup(void)
{
    used_slot = kit_endpoint();
    free_slot = kit_slot();
}

/* covers: invocations.md 6 IRQControl Get; invocations.md 6 label check; irq.md 5 RISC-V */
TEST(get)
{
    seL4_CPtr handler = kit_slot();

    setup();
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(), ARGS(0, used_slot, 65)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(GET(0, used_slot), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(GET(0, used_slot, 65), seL4_RangeError, RANGE);
    CHECK_REFUSED(GET(TIMER + 1, used_slot, 65), seL4_RangeError, RANGE);
    CHECK_REFUSED(GET(1UL << 32 | SOURCE, used_slot, 65), seL4_RangeError, RANGE);
    CHECK_REFUSED(GET(~0UL, used_slot, 65), seL4_RangeError, RANGE);
    /* In use, before the slot is looked up. */
    CHECK_REFUSED(GET(TIMER, used_slot, 65), seL4_RevokeFirst, WORDS());
    CHECK_SUCCESS(GET(SOURCE, handler, 64));
    CHECK_REFUSED(GET(SOURCE, used_slot, 65), seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(handler));
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(used_slot), ARGS(SOURCE, used_slot, 65)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(GET(SOURCE, used_slot, 65), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(GET(SOURCE, used_slot, 64), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, IRQAckIRQ, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, RISCVIRQIssueIRQHandlerTrigger + 1, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK(kit_slot_is_empty(free_slot));
    CHECK_SUCCESS(GET(SOURCE, free_slot, 64));
    CHECK(!kit_slot_is_empty(free_slot));
}

/* covers: invocations.md 6 riscv GetTrigger */
TEST(get_trigger)
{
    setup();
    CHECK_REFUSED(GET_TRIGGER(0, 2, used_slot), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, RISCVIRQIssueIRQHandlerTrigger, CAPS(), ARGS(0, 2, used_slot, 65)),
                  seL4_TruncatedMessage, WORDS());
    /* This interrupt controller has no trigger settings. */
    CHECK_REFUSED(GET_TRIGGER(0, 2, used_slot, 65), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(GET_TRIGGER(SOURCE, 0, free_slot, 64), seL4_IllegalOperation, WORDS());
    CHECK(kit_slot_is_empty(free_slot));
}

/* covers: irq.md 5 numbers of sources; irq.md 1 states */
TEST(all_sources)
{
    seL4_CPtr slots = kit_slots(SOURCES + 1);

    setup();
    for (seL4_Word source = 1; source <= SOURCES; source++)
        CHECK_SUCCESS(GET(source, slots + source, 64));
    for (seL4_Word source = 1; source <= SOURCES; source++) {
        CHECK_REFUSED(GET(source, free_slot, 64), seL4_RevokeFirst, WORDS());
        CHECK_OK(kit_delete(slots + source));
        CHECK_SUCCESS(GET(source, free_slot, 64));
        CHECK_OK(kit_delete(free_slot));
    }
}

/* covers: irq.md 7 issuing twice; irq.md 1 last handler cap deleted */
TEST(reissue)
{
    seL4_CPtr copy = kit_slot();

    setup();
    CHECK_SUCCESS(GET(SOURCE, free_slot, 64));
    CHECK_OK(kit_copy(copy, free_slot, seL4_AllRights));
    CHECK_OK(kit_delete(free_slot));
    CHECK_REFUSED(GET(SOURCE, free_slot, 64), seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(copy));
    CHECK_SUCCESS(GET(SOURCE, free_slot, 64));
}

const struct frame_test issue_tests[] = {
    ENTRY("invocations.6.get", get),
    ENTRY("invocations.6.get-trigger", get_trigger),
    ENTRY("irq.5.all-sources", all_sources),
    ENTRY("irq.7.reissue", reissue),
    FRAME_END,
};
