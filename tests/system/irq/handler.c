/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of handlers. */
#include "irq.h"

/* covers: invocations.md 6 IRQHandler Ack SetNotification Clear */
TEST(methods)
{
    seL4_CPtr handler = kit_slot(), reader = kit_slot(), notification = kit_notification();

    CHECK_OK(kit_line(0, handler));
    CHECK_OK(kit_copy(reader, notification, seL4_CanRead));
    CHECK_REFUSED(INVOKE(handler, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(handler, IRQIssueIRQHandler, CAPS(ROOT), ARGS(1, 1, 64)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(handler, IRQSetIRQHandler, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(handler, IRQSetIRQHandler, CAPS(kit_endpoint()), ARGS()), seL4_InvalidCapability, WORDS(0));
    CHECK_REFUSED(INVOKE(handler, IRQSetIRQHandler, CAPS(kit_slot()), ARGS()), seL4_InvalidCapability, WORDS(0));
    CHECK_REFUSED(INVOKE(handler, IRQSetIRQHandler, CAPS(reader), ARGS()), seL4_InvalidCapability, WORDS(0));
    CHECK_SUCCESS(INVOKE(handler, IRQSetIRQHandler, CAPS(notification), ARGS()));
    CHECK_SUCCESS(INVOKE(handler, IRQSetIRQHandler, CAPS(notification), ARGS()));
    CHECK_SUCCESS(INVOKE(handler, IRQAckIRQ, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(handler, IRQAckIRQ, CAPS(), ARGS(1, 2, 3)));
    CHECK_SUCCESS(INVOKE(handler, IRQClearIRQHandler, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(handler, IRQClearIRQHandler, CAPS(), ARGS()));
}

const struct frame_test handler_tests[] = {
    ENTRY("invocations.6.handler-methods", methods),
    FRAME_END,
};
