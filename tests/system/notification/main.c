/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: signals, waits, scheduling contexts that come with a signal, locks built upon them. */
#include "call.h"

#define PRIORITY 100
#define WAITERS  5
/* No capability pointer of the root CNode: its guard is 0. */
#define BAD_CPTR 0xbad0000000000000UL

static struct agent a, b, waiters[WAITERS];
static seL4_CPtr notification;

static seL4_CPtr badged(seL4_CPtr object, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = kit_slot();

    require_ok(kit_mint(slot, object, rights, badge));
    return slot;
}

static void set_up(void)
{
    notification = kit_notification();
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
}

/* Polls; the badge there, and whether there was one, by the badge register alone. */
static seL4_Word polled(void)
{
    agent_nbwait(&a, notification);
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.info, a.call.in.info);
    return a.call.out.cap;
}

/* covers: ipc.md 5 Signal: Idle, Active; ipc.md 5 consume; ipc.md 9 SYNC001 bits accumulate */
TEST(bits_accumulate)
{
    /* Always active. */
    seL4_CPtr other = kit_notification();
    seL4_Word sum = 0;

    set_up();
    CHECK_EQUAL(polled(), 0);
    seL4_SetCap(0, other);
    seL4_Signal(other);
    for (unsigned i = 0; i < 64; i++) {
        seL4_CPtr cap = badged(notification, seL4_CanWrite, 1UL << i);

        /* By different ways into the kernel. */
        if (i % 4 == 0)
            seL4_Signal(cap);
        else if (i % 4 == 1)
            seL4_NBSend(cap, seL4_MessageInfo_new(0, 0, 0, 0));
        else if (i % 4 == 2)
            (void)seL4_Call(cap, seL4_MessageInfo_new(0, 0, 0, 0));
        else
            (void)seL4_NBSendWait(cap, seL4_MessageInfo_new(0, 0, 1, 0), other, 0);
        sum |= 1UL << i;
        seL4_Signal(other);
        if (i % 3 == 2) {
            CHECK_EQUAL(polled(), sum);
            sum = 0;
        }
    }
    CHECK_EQUAL(polled(), 1UL << 63);
    CHECK_EQUAL(polled(), 0);
}

/* covers: ipc.md 5 signal with badge 0 */
TEST(badge_zero)
{
    set_up();
    seL4_Signal(notification);
    /* Active with nothing: a wait returns at once. */
    agent_wait(&a, notification);
    probe_settle();
    CHECK_BADGE_ONLY(&a.call, 0);
    agent_wait(&a, notification);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
}

/* covers: ipc.md 5 Signal by Send, NBSend, Call: label, length, caps ignored; ipc.md 5 Call on a notification */
TEST(signal_by_every_call)
{
    seL4_CPtr cap = 0, none = kit_slot(), endpoint = kit_endpoint();

    set_up();
    cap = badged(notification, seL4_CanWrite, 0x21);
    agent_send(&b, cap, 99, 120);
    probe_settle();
    CHECK_UNTOUCHED(&b.call);
    CHECK_EQUAL(polled(), 0x21);
    agent_nbsend(&b, cap, 99, 120);
    probe_settle();
    CHECK_UNTOUCHED(&b.call);
    CHECK_EQUAL(polled(), 0x21);
    agent_call(&b, cap, 99, 7);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 0, 0, 0);
    CHECK_EQUAL(polled(), 0x21);
    agent_reply_recv(&b, cap, 1, 1, notification);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0x21);
    agent_nbsend_recv(&b, cap, 1, 1, notification, BAD_CPTR);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0x21);
    agent_nbsend_wait(&b, cap, 1, 1, notification);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0x21);
    CHECK_EQUAL(polled(), 0);
    /* Extra capabilities are looked up, an empty slot is fine. */
    call_prepare(&b.call, (seL4_Word)seL4_SysCall, cap, seL4_MessageInfo_new(0, 0, 2, 0));
    b.call.caps[0] = none;
    b.call.caps[1] = endpoint;
    agent_start(&b);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 0, 0, 0);
    CHECK_EQUAL(polled(), 0x21);
}

/* covers: caps.md 2 rights needed at use, notification; syscalls.md 5.3 notification without Write */
TEST(rights)
{
    set_up();
    for (seL4_Word bits = 0; bits < 16; bits++) {
        seL4_CapRights_t rights = {{bits}};
        seL4_CPtr cap = badged(notification, rights, 0x44);

        agent_call(&b, cap, 0, 2);
        probe_settle();
        if (bits & 1) {
            CHECK_MESSAGE(&b.call, 0, 0, 0, 0);
            CHECK_EQUAL(polled(), 0x44);
        } else {
            CHECK_EQUAL(b.call.out.info, seL4_MessageInfo_new(seL4_InvalidCapability, 0, 0, 1).words[0]);
            CHECK_EQUAL(b.call.got[0], 0);
            CHECK_EQUAL(polled(), 0);
            agent_send(&b, cap, 0, 0);
            probe_settle();
            CHECK_UNTOUCHED(&b.call);
            CHECK_EQUAL(polled(), 0);
        }
        seL4_Signal(notification);
        agent_nbwait(&b, cap);
        if (bits & 2) {
            probe_settle();
            CHECK_BADGE_ONLY(&b.call, 0);
        } else {
            CHECK_EQUAL(probe_look(&b.probe), seL4_Fault_CapFault);
            CHECK_EQUAL(seL4_GetMR(1), cap);
            CHECK_EQUAL(seL4_GetMR(3), seL4_MissingCapability);
            (void)polled();
        }
    }
}

/* covers: ipc.md 5 Waiting: head of the queue; ipc.md 4 queues: priority */
TEST(waiters_by_priority)
{
    static const seL4_Word priorities[WAITERS] = {100, 120, 100, 110, 120};
    static const unsigned order[WAITERS] = {1, 4, 3, 0, 2};

    set_up();
    for (unsigned i = 0; i < WAITERS; i++) {
        agent_make(&waiters[i], priorities[i]);
        agent_wait(&waiters[i], notification);
        probe_settle();
    }
    for (unsigned i = 0; i < WAITERS; i++) {
        seL4_Signal(badged(notification, seL4_CanWrite, i + 1));
        probe_settle();
        for (unsigned k = 0; k < WAITERS; k++)
            CHECK_EQUAL(waiters[order[k]].call.done, k <= i);
        CHECK_BADGE_ONLY(&waiters[order[i]].call, i + 1);
    }
    /* Idle again: the next signal stays. */
    seL4_Signal(badged(notification, seL4_CanWrite, 9));
    CHECK_EQUAL(polled(), 9);
    /* A changed priority changes the place. */
    for (unsigned i = 0; i < WAITERS; i++) {
        agent_wait(&waiters[i], notification);
        probe_settle();
    }
    CHECK_OK(seL4_TCB_SetPriority(waiters[0].probe.thread.tcb, seL4_CapInitThreadTCB, 120));
    CHECK_OK(seL4_TCB_SetPriority(waiters[1].probe.thread.tcb, seL4_CapInitThreadTCB, 90));
    static const unsigned after[WAITERS] = {4, 0, 3, 2, 1};

    for (unsigned i = 0; i < WAITERS; i++) {
        seL4_Signal(notification);
        probe_settle();
        CHECK_EQUAL(waiters[after[i]].call.done, 1);
    }
}

/* covers: ipc.md 5 a signal delivery writes only the badge register */
TEST(registers_kept)
{
    set_up();
    for (unsigned first = 0; first < 2; first++) {
        if (first)
            seL4_Signal(badged(notification, seL4_CanWrite, 0x7000000000000001));
        call_prepare(&a.call, (seL4_Word)seL4_SysRecv, notification, seL4_MessageInfo_new(0x99, 5, 2, 33));
        agent_start(&a);
        probe_settle();
        if (!first) {
            seL4_Signal(badged(notification, seL4_CanWrite, 0x7000000000000001));
            probe_settle();
        }
        CHECK_BADGE_ONLY(&a.call, 0x7000000000000001);
    }
}

/* covers: ipc.md 5 maybe donate; ipc.md 5 maybe return SC; scheduling.md 10 SCHED_CONTEXT_0006 */
TEST(sched_context)
{
    seL4_CPtr sc = kit_sched_context(5000, 5000);

    set_up();
    CHECK_OK(seL4_SchedContext_Bind(sc, notification));
    agent_wait(&a, notification);
    probe_settle();
    agent_wait(&b, notification);
    probe_settle();
    agent_make_passive(&a);
    agent_make_passive(&b);
    /* Two signals: the second waiter gets its signal, but the scheduling context is out. */
    seL4_Signal(badged(notification, seL4_CanWrite, 1));
    seL4_Signal(badged(notification, seL4_CanWrite, 2));
    probe_settle();
    CHECK_BADGE_ONLY(&a.call, 1);
    CHECK(agent_has(&a, sc));
    CHECK_EQUAL(b.call.done, 0);
    /* The thread is deleted, the notification keeps its scheduling context. */
    CHECK_OK(kit_delete(a.probe.thread.tcb));
    agent_make(&a, PRIORITY);
    agent_wait(&a, notification);
    probe_settle();
    agent_make_passive(&a);
    seL4_Signal(badged(notification, seL4_CanWrite, 4));
    probe_settle();
    CHECK_BADGE_ONLY(&a.call, 4);
    CHECK(agent_has(&a, sc));
    /* A thread with its own does not take it. */
    CHECK_OK(seL4_SchedContext_UnbindObject(sc, a.probe.thread.tcb));
    CHECK_OK(seL4_SchedContext_Bind(b.probe.thread.sc, b.probe.thread.tcb));
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 2);
    agent_wait(&b, notification);
    probe_settle();
    seL4_Signal(notification);
    probe_settle();
    CHECK_EQUAL(b.call.done, 1);
    CHECK(agent_has(&b, b.probe.thread.sc));
    /* Unbound from the notification it is lent no more. */
    CHECK_OK(seL4_SchedContext_UnbindObject(sc, notification));
    agent_wait(&b, notification);
    probe_settle();
    agent_make_passive(&b);
    seL4_Signal(notification);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
}

/* covers: ipc.md 5 maybe return SC of the caller; scheduling.md 10 SCHED_CONTEXT_0007 */
TEST(sched_context_returned)
{
    seL4_CPtr sc = 0;

    set_up();
    sc = a.probe.thread.sc;
    CHECK_OK(seL4_SchedContext_Bind(sc, notification));
    agent_wait(&a, notification);
    probe_settle();
    /* Free: it can be bound elsewhere, and then the signal comes without. */
    CHECK(!agent_has(&a, sc));
    agent_make_passive(&b);
    CHECK_OK(seL4_SchedContext_Bind(sc, b.probe.thread.tcb));
    seL4_Signal(notification);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_SchedContext_UnbindObject(sc, b.probe.thread.tcb));
    CHECK_OK(seL4_SchedContext_Bind(sc, a.probe.thread.tcb));
    probe_settle();
    CHECK_BADGE_ONLY(&a.call, 0);
    /* A poll without result keeps it; a wait that finds a signal as well. */
    agent_nbwait(&a, notification);
    probe_settle();
    CHECK(agent_has(&a, sc));
    seL4_Signal(notification);
    agent_wait(&a, notification);
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    CHECK(agent_has(&a, sc));
    /* Deleting the notification leaves it with its thread. */
    CHECK_OK(kit_delete(notification));
    CHECK(agent_has(&a, sc));
}

/* covers: caps.md 5 Notification: waiters restarted */
TEST(deleted_with_waiters)
{
    seL4_CPtr copy = kit_slot();

    set_up();
    CHECK_OK(kit_copy(copy, notification, seL4_AllRights));
    agent_wait(&a, copy);
    agent_wait(&b, copy);
    probe_settle();
    CHECK_OK(kit_delete(notification));
    probe_settle();
    CHECK_EQUAL(a.call.done + b.call.done, 0);
    CHECK_OK(kit_delete(copy));
    CHECK_EQUAL(probe_look(&a.probe), seL4_Fault_CapFault);
    CHECK_EQUAL(probe_look(&b.probe), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(1), copy);
}

/* ---- a lock: a notification that is signalled when the lock is free ---- */

#define LOCKERS 4
#define LOCKED_ROUNDS 200

static struct {
    struct probe threads[LOCKERS];
    seL4_CPtr lock;
    volatile unsigned inside, most, total;
} locked;

static void lock_and_count(void *argument)
{
    (void)argument;
    for (unsigned i = 0; i < LOCKED_ROUNDS; i++) {
        seL4_Wait(locked.lock, 0);
        locked.inside++;
        if (locked.inside > locked.most)
            locked.most = locked.inside;
        /* Others get their chance while it is held. */
        seL4_Yield();
        locked.total++;
        locked.inside--;
        seL4_Signal(locked.lock);
    }
}

/* covers: ipc.md 9 SYNC001; ipc.md 9 SYNC002; ipc.md 9 SYNC003; ipc.md 9 SYNC004 */
TEST(lock)
{
    memset(&locked, 0, sizeof(locked));
    locked.lock = kit_notification();
    for (unsigned i = 0; i < LOCKERS; i++) {
        probe_make(&locked.threads[i], (struct kit_options){.priority = PRIORITY + i / 2});
        probe_start(&locked.threads[i], lock_and_count, 0);
    }
    probe_settle();
    CHECK_EQUAL(locked.total, 0);
    seL4_Signal(locked.lock);
    probe_settle();
    CHECK_EQUAL(locked.total, LOCKERS * LOCKED_ROUNDS);
    CHECK_EQUAL(locked.most, 1);
    for (unsigned i = 0; i < LOCKERS; i++)
        CHECK_EQUAL(probe_wait(&locked.threads[i]), PROBE_RETURNED);
}

static const struct frame_test tests[] = {
    ENTRY("ipc.5.bits-accumulate", bits_accumulate),
    ENTRY("ipc.5.badge-zero", badge_zero),
    ENTRY("ipc.5.signal-by-every-call", signal_by_every_call),
    ENTRY("ipc.5.rights", rights),
    ENTRY("ipc.5.waiters-by-priority", waiters_by_priority),
    ENTRY("ipc.5.registers-kept", registers_kept),
    ENTRY("ipc.5.sched-context", sched_context),
    ENTRY("ipc.5.sched-context-returned", sched_context_returned),
    ENTRY("ipc.5.deleted-with-waiters", deleted_with_waiters),
    ENTRY("ipc.9.lock", lock),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
