/* SPDX-License-Identifier: BSD-2-Clause */
/* Priorities and their authority, SetSchedParams. */
#include "tcb.h"

static seL4_CPtr tcb, authority, gap;
static struct probe probe;

#define MCP 90

static void setup(void)
{
    tcb = kit_object(seL4_TCBObject, 0);
    authority = kit_object(seL4_TCBObject, 0);
    gap = kit_slot();
    CHECK_OK(seL4_TCB_SetMCPriority(authority, SELF, MCP));
}

static void check_priority_method(seL4_Word label)
{
    setup();
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(ROOT), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(), ARGS(256)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(ROOT), ARGS(256)), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(gap), ARGS(256)), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(authority), ARGS(MCP + 1)), seL4_RangeError, WORDS(0, MCP));
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(authority), ARGS(256)), seL4_RangeError, WORDS(0, MCP));
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(SELF), ARGS(256)), seL4_RangeError, WORDS(0, 255));
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(SELF), ARGS(~0UL)), seL4_RangeError, WORDS(0, 255));
    CHECK_REFUSED(INVOKE(tcb, label, CAPS(SELF), ARGS(1UL << 32)), seL4_RangeError, WORDS(0, 255));
    for (seL4_Word value = 0; value <= MCP; value += MCP / 2)
        CHECK_SUCCESS(INVOKE(tcb, label, CAPS(authority), ARGS(value)));
    CHECK_SUCCESS(INVOKE(tcb, label, CAPS(SELF), ARGS(255)));
}

/* covers: invocations.md 4 SetPriority */
TEST(set_priority)
{
    check_priority_method(TCBSetPriority);
    /* The priority gives no authority, and needs none for lower ones. */
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(tcb), ARGS(1)), seL4_RangeError, WORDS(0, 0));
    CHECK_SUCCESS(INVOKE(tcb, TCBSetPriority, CAPS(authority), ARGS(3)));
}

/* covers: invocations.md 4 SetMCPriority; scheduling.md 6 lowering MCP below the own priority */
TEST(set_mcp)
{
    check_priority_method(TCBSetMCPriority);
    CHECK_SUCCESS(INVOKE(tcb, TCBSetPriority, CAPS(tcb), ARGS(255)));
    CHECK_SUCCESS(INVOKE(tcb, TCBSetMCPriority, CAPS(tcb), ARGS(7)));
    CHECK_REFUSED(INVOKE(tcb, TCBSetMCPriority, CAPS(tcb), ARGS(8)), seL4_RangeError, WORDS(0, 7));
    CHECK_REFUSED(INVOKE(authority, TCBSetPriority, CAPS(tcb), ARGS(8)), seL4_RangeError, WORDS(0, 7));
    /* The caller itself, down and up again with the authority of another. */
    CHECK_OK(kit_copy(gap, SELF, seL4_AllRights));
    CHECK_OK(seL4_TCB_SetMCPriority(authority, SELF, 255));
    CHECK_OK(seL4_TCB_SetMCPriority(SELF, SELF, 9));
    CHECK_REFUSED(INVOKE(SELF, TCBSetMCPriority, CAPS(gap), ARGS(10)), seL4_RangeError, WORDS(0, 9));
    CHECK_OK(seL4_TCB_SetMCPriority(SELF, authority, 255));
}

#define PARAMS(thread, by, sc, handler, ...) \
    INVOKE(thread, TCBSetSchedParams, CAPS(by, sc, handler), ARGS(__VA_ARGS__))

/*
 * covers: invocations.md 4.2.1; invocations.md 4.2.2; invocations.md 4.2.3; invocations.md 4.2.4;
 * invocations.md 4.2.5
 */
TEST(params_refused)
{
    seL4_CPtr sc = kit_sched_context(5000, 5000), other_sc = kit_sched_context(5000, 5000);
    seL4_CPtr bound = kit_object(seL4_TCBObject, 0);

    setup();
    CHECK_OK(seL4_SchedContext_Bind(sc, bound));
    CHECK_REFUSED(PARAMS(tcb, ROOT, ROOT, ROOT, 256), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetSchedParams, CAPS(ROOT, ROOT), ARGS(256, 256)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(PARAMS(tcb, ROOT, ROOT, ROOT, 256, 256), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(PARAMS(tcb, gap, ROOT, ROOT, 256, 256), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(PARAMS(tcb, authority, ROOT, ROOT, MCP + 1, 0), seL4_RangeError, WORDS(0, MCP));
    CHECK_REFUSED(PARAMS(tcb, authority, ROOT, ROOT, 0, MCP + 1), seL4_RangeError, WORDS(0, MCP));
    CHECK_REFUSED(PARAMS(tcb, SELF, ROOT, ROOT, 0, 256), seL4_RangeError, WORDS(0, 255));
    CHECK_REFUSED(PARAMS(tcb, authority, ROOT, ROOT, MCP, MCP), seL4_InvalidCapability, WORDS(2));
    /* The thread has another SC, the SC another thread; null for the caller itself. */
    CHECK_REFUSED(PARAMS(bound, authority, other_sc, ROOT, MCP, MCP), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(PARAMS(tcb, authority, sc, ROOT, MCP, MCP), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(PARAMS(SELF, SELF, gap, ROOT, 255, 255), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(PARAMS(tcb, authority, other_sc, ROOT, MCP, MCP), seL4_InvalidCapability, WORDS(3));
    CHECK_REFUSED(PARAMS(tcb, authority, other_sc, kit_notification(), MCP, MCP), seL4_InvalidCapability, WORDS(3));
    CHECK_REFUSED(PARAMS(bound, authority, sc, ROOT, MCP, MCP), seL4_InvalidCapability, WORDS(3));
    CHECK_REFUSED(PARAMS(bound, authority, gap, ROOT, MCP, MCP), seL4_InvalidCapability, WORDS(3));
    /* Nothing was done: no MCP, no binding taken or given. */
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(bound), ARGS(1)), seL4_RangeError, WORDS(0, 0));
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(tcb), ARGS(1)), seL4_RangeError, WORDS(0, 0));
    CHECK_EQUAL(seL4_SchedContext_UnbindObject(sc, bound), seL4_NoError);
    CHECK_EQUAL(seL4_SchedContext_UnbindObject(other_sc, tcb), seL4_IllegalOperation);
}

static seL4_CPtr endpoint;

static void wait_endpoint(void *argument)
{
    (void)argument;
    (void)seL4_Wait(endpoint, 0);
}

/* covers: invocations.md 4.2.4 blocked target */
TEST(params_blocked)
{
    seL4_CPtr inactive = kit_object(seL4_SchedContextObject, 8);

    setup();
    endpoint = kit_endpoint();
    probe_make(&probe, (struct kit_options){.priority = 100});
    probe_start(&probe, wait_endpoint, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(seL4_SchedContext_Unbind(probe.thread.sc));
    /* An SC that was never configured is not released. */
    CHECK_REFUSED(PARAMS(probe.thread.tcb, SELF, inactive, ROOT, 0, 100), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(PARAMS(probe.thread.tcb, SELF, probe.thread.sc, probe.fault_endpoint, 0, 100));
    CHECK_OK(seL4_SchedContext_Unbind(probe.thread.sc));
    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    /* A thread that is not blocked may get it. */
    CHECK_SUCCESS(PARAMS(probe.thread.tcb, SELF, inactive, probe.fault_endpoint, 0, 100));
}

static void fault(void *argument)
{
    (void)argument;
    __asm__ volatile(KIT_UNDEFINED);
}

/* covers: invocations.md 4.2 Effects */
TEST(params_effects)
{
    seL4_CPtr handler = kit_endpoint();

    setup();
    probe_make(&probe, (struct kit_options){.priority = 100});
    CHECK_SUCCESS(PARAMS(probe.thread.tcb, SELF, probe.thread.sc, handler, 33, 44));
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(probe.thread.tcb), ARGS(34)), seL4_RangeError, WORDS(0, 33));
    probe_start(&probe, fault, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(handler, 0, probe.reply)), seL4_Fault_UserException);
    /* Null: the SC is taken away, and the handler. */
    CHECK_SUCCESS(PARAMS(probe.thread.tcb, SELF, gap, gap, 0, 100));
    CHECK_OK(seL4_SchedContext_Bind(probe.thread.sc, tcb));
    CHECK_OK(seL4_SchedContext_UnbindObject(probe.thread.sc, tcb));
    probe_start(&probe, fault, 0);
    probe_settle();
    CHECK_OK(seL4_SchedContext_Bind(probe.thread.sc, probe.thread.tcb));
    probe_settle();
    seL4_Word badge = 1;
    (void)seL4_NBRecv(handler, &badge, probe.reply);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    /* Null for a thread without SC, and the caller with its own SC. */
    CHECK_SUCCESS(PARAMS(tcb, SELF, gap, gap, 0, 1));
    CHECK_SUCCESS(PARAMS(SELF, SELF, seL4_CapInitThreadSC, gap, 255, 255));
}

const struct frame_test sched_tests[] = {
    ENTRY("invocations.4.set-priority", set_priority),
    ENTRY("invocations.4.set-mcp", set_mcp),
    ENTRY("invocations.4.2.params-refused", params_refused),
    ENTRY("invocations.4.2.params-blocked", params_blocked),
    ENTRY("invocations.4.2.params-effects", params_effects),
    FRAME_END,
};
