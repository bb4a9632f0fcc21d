/* SPDX-License-Identifier: BSD-2-Clause */
/* Every refusal of the domain methods, in the order of the checks. */
#include "domain.h"

#define CONFIGURE(...) INVOKE(DOMAIN, DomainScheduleConfigure, CAPS(), ARGS(__VA_ARGS__))
#define START(...) INVOKE(DOMAIN, DomainScheduleSetStart, CAPS(), ARGS(__VA_ARGS__))

/* covers: invocations.md 7 Set; scheduling.md 10 DOMAINS0002 */
TEST(set)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);

    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet, CAPS(ROOT), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet, CAPS(), ARGS(DOMAINS)), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet, CAPS(ROOT), ARGS(~0UL)), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet, CAPS(), ARGS(DOMAINS - 1)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet, CAPS(ROOT), ARGS(DOMAINS - 1)), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet, CAPS(kit_slot()), ARGS(0)), seL4_InvalidArgument, WORDS(1));
    for (seL4_Word domain = 0; domain < DOMAINS; domain++)
        CHECK_SUCCESS(INVOKE(DOMAIN, DomainSetSet, CAPS(tcb), ARGS(domain)));
}

/* covers: invocations.md 7 ScheduleConfigure; scheduling.md 8 schedule; scheduling.md 10 DOMAINS0000/9999 */
TEST(configure)
{
    schedule_reset();
    CHECK_REFUSED(CONFIGURE(), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(CONFIGURE(ENTRIES, DOMAINS), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(CONFIGURE(ENTRIES - 1, DOMAINS, DURATION_MAX + 1), seL4_RangeError, WORDS(0, ENTRIES - 2));
    CHECK_REFUSED(CONFIGURE(~0UL, DOMAINS, DURATION_MAX + 1), seL4_RangeError, WORDS(0, ENTRIES - 2));
    CHECK_REFUSED(CONFIGURE(0, DOMAINS, DURATION_MAX + 1), seL4_RangeError, WORDS(0, DOMAINS - 1));
    CHECK_REFUSED(CONFIGURE(0, ~0UL, 0), seL4_RangeError, WORDS(0, DOMAINS - 1));
    CHECK_REFUSED(CONFIGURE(0, 1, DURATION_MAX + 1), seL4_InvalidArgument, WORDS(2));
    CHECK_REFUSED(CONFIGURE(0, 1, ~0UL), seL4_InvalidArgument, WORDS(2));
    CHECK_REFUSED(CONFIGURE(0, 1, 0), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(CONFIGURE(5, DOMAINS - 1, 0), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(CONFIGURE(0, 0, 0), seL4_InvalidArgument, WORDS(2));
    for (seL4_Word index = 1; index < ENTRIES - 1; index++)
        CHECK_SUCCESS(CONFIGURE(index, index % DOMAINS, DURATION_MAX));
    /* The start moves, and the protection with it. */
    CHECK_SUCCESS(CONFIGURE(7, 0, DURATION_MAX));
    CHECK_SUCCESS(START(7));
    CHECK_REFUSED(CONFIGURE(7, 0, 0), seL4_InvalidArgument, WORDS(2));
    CHECK_SUCCESS(CONFIGURE(0, 0, 0));
    schedule_reset();
}

/* covers: invocations.md 7 ScheduleSetStart; scheduling.md 8 last entry; scheduling.md 10 DOMAINS0000 */
TEST(set_start)
{
    schedule_reset();
    CHECK_REFUSED(START(), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(START(ENTRIES), seL4_RangeError, WORDS(0, ENTRIES - 1));
    CHECK_REFUSED(START(~0UL), seL4_RangeError, WORDS(0, ENTRIES - 1));
    CHECK_REFUSED(START(ENTRIES - 1), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(START(1), seL4_InvalidArgument, WORDS(0));
    CHECK_SUCCESS(START(0));
    CHECK_SUCCESS(CONFIGURE(ENTRIES - 2, 0, DURATION_MAX));
    CHECK_SUCCESS(START(ENTRIES - 2));
    schedule_reset();
}

/* covers: invocations.md 2 unknown label; invocations.md 2 first phase */
TEST(unknown)
{
    seL4_CPtr notification = kit_notification();

    CHECK_REFUSED(INVOKE(DOMAIN, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(DOMAIN, DomainSetSet - 1, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(DOMAIN, DomainScheduleSetStart + 1, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    /* As the first of two phases it does nothing: entry 3 stays an end marker. */
    seL4_Signal(notification);
    seL4_SetMR(0, 3);
    seL4_SetMR(1, 0);
    seL4_SetMR(2, DURATION_MAX);
    (void)seL4_NBSendWait(DOMAIN, seL4_MessageInfo_new(DomainScheduleConfigure, 0, 0, 3), notification, 0);
    CHECK_REFUSED(START(3), seL4_InvalidArgument, WORDS(0));
}

const struct frame_test method_tests[] = {
    ENTRY("invocations.7.set", set),
    ENTRY("invocations.7.configure", configure),
    ENTRY("invocations.7.set-start", set_start),
    ENTRY("invocations.7.unknown", unknown),
    FRAME_END,
};
