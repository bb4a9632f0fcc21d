/* SPDX-License-Identifier: BSD-2-Clause */
/* Getting handlers: every refusal in the order of the checks, triggers, and which interrupts are free. */
#include "../irq.h"

#define LINES 160
/* The kernel has its own timer, and those of guests: maintenance, virtual timer. */
#define TIMER 26
#define IS_KERNELS(line) ((line) >= 25 && (line) <= 27)
#define RANGE WORDS(0, LINES - 1)
#define LINE 40

#define GET(...) INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(ROOT), ARGS(__VA_ARGS__))
#define GET_TRIGGER(...) INVOKE(CONTROL, ARMIRQIssueIRQHandlerTrigger, CAPS(ROOT), ARGS(__VA_ARGS__))

static seL4_CPtr used_slot, free_slot;

static void setup(void)
{
    used_slot = kit_endpoint();
    free_slot = kit_slot();
}

/* covers: invocations.md 6 IRQControl Get; invocations.md 6 label check; irq.md 4 AArch64 */
TEST(get)
{
    seL4_CPtr handler = kit_slot();

    setup();
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(), ARGS(0, used_slot, 65)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(GET(0, used_slot), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(GET(LINES, used_slot, 65), seL4_RangeError, RANGE);
    CHECK_REFUSED(GET(1UL << 32 | LINE, used_slot, 65), seL4_RangeError, RANGE);
    CHECK_REFUSED(GET(~0UL, used_slot, 65), seL4_RangeError, RANGE);
    /* In use, before the slot is looked up. */
    CHECK_REFUSED(GET(TIMER, used_slot, 65), seL4_RevokeFirst, WORDS());
    CHECK_SUCCESS(GET(LINE, handler, 64));
    CHECK_REFUSED(GET(LINE, used_slot, 65), seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(handler));
    CHECK_REFUSED(INVOKE(CONTROL, IRQIssueIRQHandler, CAPS(used_slot), ARGS(LINE, used_slot, 65)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(GET(LINE, used_slot, 65), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(GET(LINE, used_slot, 64), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, IRQAckIRQ, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, ARMIRQIssueSGISignal + 1, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK(kit_slot_is_empty(free_slot));
    CHECK_SUCCESS(GET(LINE, free_slot, 64));
    CHECK(!kit_slot_is_empty(free_slot));
}

/* covers: invocations.md 6 arm GetTrigger */
TEST(get_trigger)
{
    setup();
    CHECK_REFUSED(GET_TRIGGER(0, 2, used_slot), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, ARMIRQIssueIRQHandlerTrigger, CAPS(), ARGS(0, 2, used_slot, 65)),
                  seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(GET_TRIGGER(LINES, 2, used_slot, 65), seL4_RangeError, RANGE);
    CHECK_REFUSED(GET_TRIGGER(TIMER, 2, used_slot, 65), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, ARMIRQIssueIRQHandlerTrigger, CAPS(used_slot), ARGS(LINE, 2, used_slot, 65)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(GET_TRIGGER(LINE, 2, used_slot, 65), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(GET_TRIGGER(LINE, 2, used_slot, 64), seL4_DeleteFirst, WORDS());
    for (seL4_Word trigger = 0; trigger < 3; trigger++) {
        CHECK_SUCCESS(GET_TRIGGER(LINE, trigger, free_slot, 64));
        CHECK_REFUSED(GET_TRIGGER(LINE, trigger, free_slot, 64), seL4_RevokeFirst, WORDS());
        CHECK_OK(kit_delete(free_slot));
    }
}

/* covers: irq.md 4 maxIRQ, reserved; irq.md 1 states */
TEST(all_lines)
{
    setup();
    for (seL4_Word line = 0; line < LINES; line++) {
        if (IS_KERNELS(line)) {
            CHECK_REFUSED(GET(line, free_slot, 64), seL4_RevokeFirst, WORDS());
            continue;
        }
        CHECK_SUCCESS(GET(line, free_slot, 64));
        CHECK_REFUSED(GET(line, free_slot, 64), seL4_RevokeFirst, WORDS());
        CHECK_OK(kit_delete(free_slot));
    }
}

/* covers: irq.md 7 issuing twice; irq.md 1 last handler cap deleted */
TEST(reissue)
{
    seL4_CPtr copy = kit_slot();

    setup();
    CHECK_SUCCESS(GET(LINE, free_slot, 64));
    CHECK_OK(kit_copy(copy, free_slot, seL4_AllRights));
    CHECK_OK(kit_delete(free_slot));
    CHECK_REFUSED(GET(LINE, free_slot, 64), seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(copy));
    CHECK_SUCCESS(GET(LINE, free_slot, 64));
}

const struct frame_test issue_tests[] = {
    ENTRY("invocations.6.get", get),
    ENTRY("invocations.6.get-trigger", get_trigger),
    ENTRY("irq.4.all-lines", all_lines),
    ENTRY("irq.7.reissue", reissue),
    FRAME_END,
};
