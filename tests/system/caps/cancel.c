/* SPDX-License-Identifier: BSD-2-Clause */
/* CancelBadgedSends. */
#include "caps.h"

#define SENDERS 6

static struct probe senders[SENDERS];
static seL4_CPtr endpoint, caps[SENDERS];
static volatile seL4_Word labels[SENDERS], attempts[SENDERS];
static unsigned order[SENDERS], finished;

static void call(void *argument)
{
    seL4_Word self = (seL4_Word)argument;

    attempts[self]++;
    labels[self] = seL4_MessageInfo_get_label(seL4_Call(caps[self], seL4_MessageInfo_new(self, 0, 0, 0)));
    order[finished++] = (unsigned)self;
}

static void send(void *argument)
{
    seL4_Word self = (seL4_Word)argument;

    attempts[self]++;
    seL4_Send(caps[self], seL4_MessageInfo_new(self, 0, 0, 0));
    order[finished++] = (unsigned)self;
}

static void fault(void *argument)
{
    attempts[(seL4_Word)argument]++;
    __asm__ volatile(KIT_UNDEFINED);
}

/* Threads blocked on one endpoint, badges 1 and 2 in turn. */
static void setup(void (*function)(void *))
{
    endpoint = kit_endpoint();
    finished = 0;
    for (seL4_Word i = 0; i < SENDERS; i++) {
        caps[i] = kit_slot();
        labels[i] = ~0UL;
        attempts[i] = 0;
        CHECK_OK(kit_mint(caps[i], endpoint, seL4_AllRights, 1 + i % 2));
        probe_make(&senders[i], (struct kit_options){.priority = 100});
        probe_start(&senders[i], function, (void *)i);
        probe_settle();
        CHECK_EQUAL(labels[i], ~0UL);
    }
}

/* covers: invocations.md 5 CancelBadgedSends; caps.md 7; caps.md 9 CNODEOP0006 */
TEST(refused)
{
    seL4_CPtr copy = kit_slot();

    endpoint = kit_endpoint();
    CHECK_REFUSED(INVOKE(ROOT, CNodeCancelBadgedSends, CAPS(), ARGS(kit_slot(), 64)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(ROOT, CNodeCancelBadgedSends, CAPS(), ARGS(kit_notification(), 64)), seL4_IllegalOperation,
                  WORDS());
    CHECK_REFUSED(INVOKE(ROOT, CNodeCancelBadgedSends, CAPS(), ARGS(seL4_CapInitThreadTCB, 64)),
                  seL4_IllegalOperation, WORDS());
    CHECK_OK(kit_mint(copy, endpoint, seL4_NoWrite, 3));
    CHECK_REFUSED(INVOKE(ROOT, CNodeCancelBadgedSends, CAPS(), ARGS(copy, 64)), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(INVOKE(ROOT, CNodeCancelBadgedSends, CAPS(), ARGS(endpoint, 64)));
}

/* covers: caps.md 7 CancelBadgedSends; caps.md 9 CANCEL_BADGED_SENDS */
TEST(callers)
{
    setup(call);
    /* Badge 0: nobody. */
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, endpoint, 64));
    probe_settle();
    for (int i = 0; i < SENDERS; i++)
        CHECK_EQUAL(labels[i], ~0UL);
    /* With their capabilities gone, the callers with badge 1 issue their calls again and are refused. */
    for (int i = 2; i < SENDERS; i += 2)
        CHECK_OK(kit_delete(caps[i]));
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, caps[0], 64));
    CHECK_OK(kit_delete(caps[0]));
    probe_settle();
    CHECK_EQUAL(finished, 3);
    /* Each one restarted goes to the front of the ready queue. */
    for (unsigned i = 0; i < 3; i++)
        CHECK_EQUAL(order[i], 4 - 2 * i);
    for (unsigned i = 0; i < SENDERS; i++)
        CHECK_EQUAL(labels[i], i % 2 ? ~0UL : seL4_InvalidCapability);
    /* The others still wait, in their order. */
    for (seL4_Word i = 1; i < SENDERS; i += 2) {
        seL4_Word badge = 0;

        CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(endpoint, &badge, senders[0].reply)), i);
        CHECK_EQUAL(badge, 2);
        seL4_Send(senders[0].reply, seL4_MessageInfo_new(50, 0, 0, 0));
        probe_settle();
        CHECK_EQUAL(labels[i], 50);
    }
}

/* covers: caps.md 7 CancelBadgedSends, restarted calls are issued again */
TEST(senders_again)
{
    seL4_Word badge = 0;

    setup(send);
    /* Their capabilities still exist: they queue up again behind the others. */
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, caps[0], 64));
    probe_settle();
    CHECK_EQUAL(finished, 0);
    for (seL4_Word i = 0; i < SENDERS; i++) {
        seL4_Word label = seL4_MessageInfo_get_label(seL4_Recv(endpoint, &badge, senders[0].reply));

        CHECK_EQUAL(badge, i < 3 ? 2 : 1);
        CHECK_EQUAL(label & 1, i < 3);
        probe_settle();
        CHECK_EQUAL(finished, i + 1);
    }
}

/* covers: caps.md 7 threads already waiting for a reply are not affected */
TEST(waiting_for_reply)
{
    setup(call);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(endpoint, 0, senders[0].reply)), 0);
    for (int i = 0; i < SENDERS; i += 2)
        if (i > 0)
            CHECK_OK(kit_delete(caps[i]));
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, caps[0], 64));
    probe_settle();
    CHECK_EQUAL(labels[0], ~0UL);
    CHECK_EQUAL(labels[2], seL4_InvalidCapability);
    CHECK_EQUAL(labels[4], seL4_InvalidCapability);
    seL4_Send(senders[0].reply, seL4_MessageInfo_new(51, 0, 0, 0));
    probe_settle();
    CHECK_EQUAL(labels[0], 51);
}

/* covers: caps.md 7 CancelBadgedSends, pending fault */
TEST(faulters)
{
    static struct probe faulter;
    seL4_CPtr handler;

    endpoint = kit_endpoint();
    handler = kit_slot();
    CHECK_OK(kit_mint(handler, endpoint, seL4_AllRights, 9));
    probe_make(&faulter, (struct kit_options){.priority = 100, .fault_endpoint = handler});
    attempts[0] = 0;
    probe_start(&faulter, fault, 0);
    probe_settle();
    CHECK_EQUAL(attempts[0], 1);
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, handler, 64));
    probe_settle();
    /* It is inactive: no message is queued. Resumed, it faults again. */
    seL4_Word badge = 1;
    (void)seL4_NBRecv(endpoint, &badge, faulter.reply);
    CHECK_EQUAL(badge, 0);
    CHECK_OK(seL4_TCB_Resume(faulter.thread.tcb));
    probe_settle();
    (void)seL4_NBRecv(endpoint, &badge, faulter.reply);
    CHECK_EQUAL(badge, 9);
    CHECK_EQUAL(attempts[0], 1);
}

const struct frame_test cancel_tests[] = {
    ENTRY("invocations.5.cancel-refused", refused),
    ENTRY("caps.7.cancel-callers", callers),
    ENTRY("caps.7.cancel-senders-again", senders_again),
    ENTRY("caps.7.cancel-waiting-for-reply", waiting_for_reply),
    ENTRY("caps.7.cancel-faulters", faulters),
    FRAME_END,
};
