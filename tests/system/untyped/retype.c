/* SPDX-License-Identifier: BSD-2-Clause */
/* Every refusal of Retype, in the order of the checks. */
#include "untyped.h"

#define MANY_BITS 63

/* covers: invocations.md 3.1 */
TEST(unknown_label)
{
    seL4_CPtr untyped = kit_untyped(12);

    CHECK_REFUSED(INVOKE(untyped, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(untyped, TCBSuspend, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(untyped, ~0UL >> 12, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
}

const struct frame_test retype_tests[] = {
    ENTRY("invocations.3.1.unknown-label", unknown_label),
    FRAME_END,
};
