/* SPDX-License-Identifier: BSD-2-Clause */
/* Bound notifications, TLS base, flags, unknown methods. */
#include "tcb.h"

#include <runtime/thread.h>

static seL4_CPtr tcb;
static struct probe probe;
static seL4_CPtr notification;

static void wait_notification(void *argument)
{
    (void)argument;
    (void)seL4_Wait(notification, 0);
}

/* covers: invocations.md 4 BindNotification; invocations.md 15 BindNotification */
TEST(bind)
{
    seL4_CPtr other = kit_notification(), unreadable = kit_slot(), second = kit_object(seL4_TCBObject, 0);

    tcb = kit_object(seL4_TCBObject, 0);
    notification = kit_notification();
    CHECK_OK(kit_copy(unreadable, notification, seL4_NoRead));
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(ROOT), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(kit_slot()), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(kit_endpoint()), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(unreadable), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBUnbindNotification, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBBindNotification, CAPS(notification), ARGS()));
    /* Both are taken; a missing capability is still noticed first. */
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(notification), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(other), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(second, TCBBindNotification, CAPS(notification), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBUnbindNotification, CAPS(), ARGS()));
    CHECK_REFUSED(INVOKE(tcb, TCBUnbindNotification, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(INVOKE(second, TCBBindNotification, CAPS(notification), ARGS()));
    CHECK_SUCCESS(INVOKE(second, TCBUnbindNotification, CAPS(), ARGS()));
    /* With a waiter. */
    probe_make(&probe, (struct kit_options){.priority = 100});
    probe_start(&probe, wait_notification, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(notification), ARGS()), seL4_IllegalOperation, WORDS());
    seL4_Signal(notification);
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    /* One that is active already can be bound. */
    seL4_Signal(notification);
    CHECK_SUCCESS(INVOKE(tcb, TCBBindNotification, CAPS(notification), ARGS()));
}

static seL4_Word thread_pointer_of(seL4_CPtr thread)
{
    struct frame_reply reply = INVOKE(thread, TCBReadRegisters, CAPS(), ARGS(0, SEL4_USER_CONTEXT_WORDS));

    CHECK_EQUAL(reply.length, SEL4_USER_CONTEXT_WORDS);
    return seL4_GetMR(ISA_TLS_WORD);
}

static seL4_Word first_base, second_base;
static char tls[2][4096];

static void look_at_base(void *argument)
{
    (void)argument;
    first_base = isa_thread_pointer();
    require_ok(seL4_TCB_SetTLSBase(probe.thread.tcb, second_base));
    second_base = isa_thread_pointer();
}

/* covers: invocations.md 4 SetTLSBase; fpu-tls-misc.md 2; fpu-tls-misc.md 7 TLS0001 */
TEST(tls_base)
{
    tcb = kit_object(seL4_TCBObject, 0);
    CHECK_REFUSED(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS(0x123456)));
    CHECK_EQUAL(thread_pointer_of(tcb), 0x123456);
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS(0x7fffffffffff)));
    CHECK_EQUAL(thread_pointer_of(tcb), 0x7fffffffffff);
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTLSBase, CAPS(), ARGS(0x800000000000)));
    CHECK_EQUAL(thread_pointer_of(tcb), isa_context_kept(ISA_TLS_WORD, 0x800000000000));
    /* A thread sees its own base, also one that it gives itself; ours stays. */
    seL4_Word own = isa_thread_pointer();
    probe_make(&probe, (struct kit_options){.priority = 100});
    second_base = runtime_tls_create(tls[1], sizeof(tls[1]), kit_thread_buffer(&probe.thread));
    seL4_Word wanted = second_base;
    CHECK_EQUAL(probe_run(&probe, look_at_base, 0), PROBE_RETURNED);
    CHECK(first_base != own && first_base != wanted);
    CHECK_EQUAL(second_base, wanted);
    CHECK_EQUAL(isa_thread_pointer(), own);
    CHECK_EQUAL(thread_pointer_of(probe.thread.tcb), wanted);
    /* Before it runs. */
    probe_start(&probe, look_at_base, 0);
    wanted = runtime_tls_create(tls[0], sizeof(tls[0]), kit_thread_buffer(&probe.thread));
    CHECK_OK(seL4_TCB_SetTLSBase(probe.thread.tcb, wanted));
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(first_base, wanted);
}

/* covers: invocations.md 4 SetFlags; fpu-tls-misc.md 1 SetFlags; fpu-tls-misc.md 7 FPU0003 */
TEST(flags)
{
    tcb = kit_object(seL4_TCBObject, 0);
    CHECK_REFUSED(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0)), seL4_TruncatedMessage, WORDS());
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0, 0)), WORDS(0));
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0, seL4_TCBFlag_fpuDisabled)), WORDS(1));
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0, 0)), WORDS(1));
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(~1UL, ~0UL)), WORDS(1));
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(1, 0)), WORDS(0));
    /* Unknown bits are dropped; what is in both lists is set. */
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0, ~1UL)), WORDS(0));
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(1, 1)), WORDS(1));
    CHECK_REPLY(INVOKE(SELF, TCBSetFlags, CAPS(), ARGS(0, 0)), WORDS(0));
}

/* covers: invocations.md 2 unknown label; scheduling.md 10 DOMAINS 0003; invocations.md 1 absent methods */
TEST(unknown_labels)
{
    tcb = kit_object(seL4_TCBObject, 0);
    CHECK_REFUSED(INVOKE(tcb, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, UntypedRetype, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetFlags + 1, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, DomainSetSet, CAPS(tcb), ARGS(0)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(SELF, 1UL << 51, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
}

const struct frame_test other_tests[] = {
    ENTRY("invocations.4.bind-notification", bind),
    ENTRY("invocations.4.set-tls-base", tls_base),
    ENTRY("invocations.4.set-flags", flags),
    ENTRY("invocations.4.unknown-labels", unknown_labels),
    FRAME_END,
};
