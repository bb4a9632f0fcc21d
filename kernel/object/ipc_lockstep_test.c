/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC in lock step with its specification: a handful of threads that send, receive, call, reply, signal, wait and
 * fault at random, are suspended, resumed and moved in priority, and whose scheduling contexts change hands. A
 * supervisor sets things going again when everybody waits.
 */
#include <proof/lockstep_events.h>
#include <sel4/abi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MACHINES 4u
#define EVENTS 1500u

/* Of 100 kinds of events, those from this one on are IPC. */
#define FIRST_IPC 20u

/* Slots of the root CNode beyond those of the machine. */
enum {
    FREE_SLOT = 9,        /* and the next one: for capabilities received */
    MINTED = 56,          /* up to the end: other badges and rights */
    BUFFER_CAPS = 122,
    BUFFER_RECEIVE = 125
};

static const struct minted {
    word slot, rights, badge;
} minted[] = {
    {LS_ENDPOINT, AR_ALL, 1},        {LS_ENDPOINT, 9, 2},      {LS_ENDPOINT, 1, 3},     {LS_ENDPOINT + 1, 5, 1},
    {LS_ENDPOINT + 1, AR_ALL, 2},    {LS_NOTIFICATION, 3, 4},  {LS_NOTIFICATION + 1, 1, 8}, {LS_REPLY, 0, 0},
};

static uint64_t state;

static word below(word n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 20) % n;
}

#define ONE_OF(...) \
    (((const word[]){__VA_ARGS__})[below(sizeof((const word[]){__VA_ARGS__}) / sizeof(word))])

/* ---- what a thread asks for ---- */

struct request {
    word number, cptr, label, length, extras;
    word mr[4];
    word reply, dest;
};

/* What the slot of the threads' common CNode refers to. */
static word object_in(word slot)
{
    struct astate *s = ls_state();
    word root = as_cap_in(s, as_slot_of(s->current, TS_CSPACE)).object;

    return as_cap_in(s, as_slot_of(root, slot)).object;
}

static word any_endpoint(void)
{
    return below(2) ? LS_ENDPOINT + below(2) : MINTED + below(5);
}

/* Mostly one whose queue is in this state. */
static word endpoint_in(unsigned wanted)
{
    word slot = any_endpoint();

    for (unsigned i = 0; i < 4 && as_endpoint_get(ls_state(), object_in(slot))->state != wanted; i++)
        slot = any_endpoint();
    return slot;
}

static word any_notification(void)
{
    return below(2) ? LS_NOTIFICATION + below(2) : MINTED + 5 + below(2);
}

static word any_reply(void)
{
    return below(8) == 0 ? MINTED + 7 : LS_REPLY + below(4);
}

/* Mostly one on which a thread waits for an answer, or one that is free. */
static word reply_with(bool caller)
{
    word slot = any_reply();

    for (unsigned i = 0; i < 6; i++) {
        word tcb = as_reply_get(ls_state(), object_in(slot))->tcb;
        bool called = tcb != 0 && as_tcb_get(ls_state(), tcb)->state == AT_ON_REPLY;

        if (caller ? called : tcb == 0)
            break;
        slot = any_reply();
    }
    return slot;
}

static word any_target(void)
{
    word kind = below(8);

    return kind < 4 ? any_endpoint() : kind < 5 ? any_notification() : kind < 7 ? any_reply() : below(LS_SLOTS);
}

static void message(struct request *q)
{
    q->label = below(4) ? 0 : below(100);
    q->length = ONE_OF(0, 0, 1, 2, 3, 4, 5, 7, 18, 19, 120, 127);
    q->extras = below(3) ? 0 : below(4);
    for (unsigned i = 0; i < 4; i++)
        q->mr[i] = below(1000);
    for (unsigned i = 4; i < q->length && i < 24; i++)
        ls_buffer_write(1 + i, below(1000));
    for (unsigned i = 0; i < q->extras; i++)
        ls_buffer_write(BUFFER_CAPS + i, ls_cptr(below(3) ? any_endpoint() : below(LS_SLOTS), 0));
    ls_buffer_write(BUFFER_RECEIVE, ls_cptr(LS_CAP_CNODE, 0));
    ls_buffer_write(BUFFER_RECEIVE + 1, FREE_SLOT + below(2));
    ls_buffer_write(BUFFER_RECEIVE + 2, LS_DEPTH);
}

/* A call if somebody waits for one, mostly; else the thread waits itself. */
static void call_or_receive(struct request *q)
{
    q->cptr = endpoint_in(AE_RECEIVE);
    if (below(8) == 0 || as_endpoint_get(ls_state(), object_in(q->cptr))->state == AE_RECEIVE) {
        q->number = (word)seL4_SysCall;
    } else {
        q->number = (word)seL4_SysRecv;
        q->cptr = LS_ENDPOINT + below(2);
    }
}

/* Servers call further servers more often than clients call them, so that call chains get long. */
static bool runs_for_a_client(void)
{
    struct astate *s = ls_state();

    return s->current_sc != 0 && as_context_get(s, s->current_sc)->stack.count > 0;
}

static struct request ipc_request(void)
{
    struct request q = {.reply = reply_with(false), .dest = below(3) ? reply_with(true) : any_target()};

    message(&q);
    switch (runs_for_a_client() ? below(26) : below(20)) {
    case 0:
        q.number = ONE_OF((word)seL4_SysSend, (word)seL4_SysNBSend);
        q.cptr = any_target();
        break;
    case 1:
        q.number = ONE_OF((word)seL4_SysNBRecv, (word)seL4_SysWait, (word)seL4_SysNBWait);
        q.cptr = below(3) ? any_endpoint() : any_notification();
        break;
    case 2:
    case 3:
        q.number = (word)seL4_SysRecv;
        q.cptr = below(4) ? any_endpoint() : any_notification();
        break;
    case 4:
    case 5:
    case 6:
        q.number = (word)seL4_SysReplyRecv;
        q.cptr = any_endpoint();
        q.reply = reply_with(below(4) != 0);
        break;
    case 7:
        q.number = (word)seL4_SysNBSendRecv;
        q.cptr = any_endpoint();
        break;
    case 8:
        q.number = (word)seL4_SysNBSendWait;
        q.cptr = below(2) ? any_endpoint() : any_notification();
        q.reply = any_target();
        break;
    case 9:
    case 10: /* an answer */
        q.number = (word)seL4_SysSend;
        q.cptr = reply_with(true);
        break;
    case 11:
    case 12: /* a signal */
        q.number = (word)seL4_SysSend;
        q.cptr = any_notification();
        break;
    default:
        call_or_receive(&q);
        break;
    }
    return q;
}

/* A method with these extra capabilities. */
static struct request method(word slot, word label, word extra)
{
    struct request q = {.number = (word)seL4_SysCall, .cptr = slot, .label = label, .extras = extra != 0};

    ls_buffer_write(BUFFER_CAPS, ls_cptr(extra, 0));
    return q;
}

static struct request configure_request(word control)
{
    struct request q = method(control, SchedControlConfigureFlags, LS_SC + below(4));

    q.length = 5;
    q.mr[0] = ONE_OF(40, 100, 300, 300, 1000, 1000, 5000);
    q.mr[1] = below(3) ? q.mr[0] : 2 * q.mr[0];
    q.mr[2] = below(4);
    q.mr[3] = 70 + below(10);
    ls_buffer_write(1 + 4, below(2));
    return q;
}

/* Whoever waits in a receive becomes passive: its context is unbound. */
static struct request passive_request(void)
{
    struct astate *s = ls_state();

    for (word i = 0; i < LS_THREADS; i++) {
        word tcb = LS_TCB + (s->now + i) % LS_THREADS;
        const struct atcb *t = as_tcb_get(s, object_in(tcb));

        for (word sc = LS_SC; sc < LS_SC + 4 && t->state == AT_ON_RECEIVE && t->sc != 0; sc++) {
            if (object_in(sc) == t->sc)
                return method(sc, SchedContextUnbindObject, tcb);
        }
    }
    return method(LS_SC + below(4), SchedContextUnbind, 0);
}

/* A thread that could run gets a context that is free. */
static struct request bind_request(void)
{
    struct astate *s = ls_state();
    word tcb = LS_TCB + below(LS_THREADS), sc = LS_SC + below(4);

    for (word i = 0; i < LS_THREADS; i++) {
        const struct atcb *t = as_tcb_get(s, object_in(LS_TCB + i));

        if (t->sc == 0 && (t->state == AT_RUNNING || t->state == AT_RESTART))
            tcb = LS_TCB + i;
        if (as_context_get(s, object_in(LS_SC + i))->tcb == 0)
            sc = LS_SC + i;
    }
    return method(sc, SchedContextBind, tcb);
}

/* Slots of TCBs, contexts and notifications are the same for supervisor and threads. */
static struct request management_request(word control, word own_tcb)
{
    struct request q = {.number = 0};
    word tcb = LS_TCB + below(LS_THREADS);

    switch (below(20)) {
    case 0:
    case 12:
    case 13:
        return passive_request();
    case 14:
    case 15:
    case 16:
        return bind_request();
    case 17:
    case 18:
    case 19:
        return method(tcb, TCBResume, 0);
    case 1:
        return method(tcb, TCBSuspend, 0);
    case 2:
    case 3:
        return method(tcb, TCBResume, 0);
    case 4:
        q = method(tcb, TCBSetPriority, own_tcb);
        q.length = 1;
        q.mr[0] = ONE_OF(50, 100, 100, 120, 121);
        return q;
    case 5:
        return method(LS_SC + below(4), SchedContextUnbindObject, below(4) ? tcb : LS_NOTIFICATION + below(2));
    case 6:
    case 7:
    case 8:
        return method(LS_SC + below(4), SchedContextBind, below(5) ? tcb : LS_NOTIFICATION + below(2));
    case 9:
        return below(2) ? method(tcb, TCBBindNotification, LS_NOTIFICATION + below(2))
                        : method(tcb, TCBUnbindNotification, 0);
    case 10:
        return configure_request(control);
    case 11:
        q = method(tcb, TCBSetTimeoutEndpoint, below(3) ? LS_ENDPOINT + below(2) : 0);
        q.extras = 1;
        return q;
    }
    return q;
}

/* Things the threads do to their common CNode. */
static struct request cnode_request(void)
{
    struct request q = {.number = (word)seL4_SysCall, .cptr = LS_CAP_CNODE, .length = 2, .mr = {0, LS_DEPTH}};

    if (below(3) == 0) {
        q.label = CNodeCancelBadgedSends;
        q.mr[0] = ONE_OF(MINTED, MINTED + 4, LS_ENDPOINT);
    } else {
        q.label = CNodeDelete;
        q.mr[0] = FREE_SLOT + below(2);
    }
    return q;
}

/* ---- events ---- */

static struct aevent event_of(const struct request *q, word time)
{
    word regs[UC_COUNT];

    ls_registers(regs);
    regs[UC_SYSCALL] = q->number;
    regs[UC_BADGE] = ls_cptr(q->cptr, 0);
    regs[UC_REPLY] = ls_cptr(q->reply, 0);
    regs[UC_SEND_DEST] = ls_cptr(q->dest, 0);
    regs[UC_INFO] = spec_message_info(q->label, below(8), q->extras, q->length);
    regs[UC_MR0] = q->mr[0];
    regs[UC_MR1] = q->mr[1];
    regs[UC_MR2] = q->mr[2];
    regs[UC_MR3] = q->mr[3];
    return ls_call_event(time, regs);
}

static struct aevent fault_event(word time)
{
    struct aevent e = ls_timer_event(time);

    e.kind = (uint8_t)ONE_OF(EV_VM_FAULT, EV_USER_EXCEPTION, EV_UNKNOWN_TRAP);
    e.number = e.kind == EV_VM_FAULT ? 0 : e.kind == EV_USER_EXCEPTION ? below(32) : 0xffffffffa0000000 + below(100);
    for (unsigned i = 0; i < 3; i++)
        e.words[i] = below(2);
    return e;
}

static struct aevent supervisor_event(word time)
{
    struct request q = {.number = (word)seL4_SysWait, .cptr = SUP_NOTIFICATION};

    if (below(8))
        q = management_request(SUP_SCHED_CONTROL, SUP_TCB);
    return event_of(&q, time);
}

/*
 * Is the running thread's budget too small for an entry at this time? Fast paths do not look: they leave it to the
 * timer to end the slice. They do not read the clock either, so no time passes before calls that they might take.
 */
static bool budget_ends(word time)
{
    struct astate *s = ls_state();
    word used = s->consumed + (time - s->now);
    const struct acontext *sc = s->current_sc == 0 ? NULL : as_context_get(s, s->current_sc);

    return sc != NULL && sc->refill[0].amount < used + spec_min_budget(s);
}

static struct aevent any_event(void)
{
    word time = ls_state()->now + ONE_OF(0, 1, 1, 2, 3, 5, 10, 30, 100);
    word kind = below(100);
    struct request q = {.number = 0};

    if (kind >= FIRST_IPC && ls_state()->current != 0 && !ls_supervisor_runs())
        time = ls_state()->now;
    if (ls_state()->current == 0 || kind < 2 || (kind >= FIRST_IPC && budget_ends(time))) {
        struct aevent e = ls_timer_event(time + below(600));
        e.number = below(3) ? LS_SUPERVISOR_IRQ : e.number;
        return e;
    }
    if (ls_supervisor_runs())
        return supervisor_event(time);
    if (kind < 5)
        return fault_event(time);
    if (kind < 14)
        q = management_request(LS_CAP_SCHED_CONTROL, LS_TCB);
    else if (kind < FIRST_IPC)
        q = cnode_request();
    else
        q = ipc_request();
    return event_of(&q, time);
}

/* The supervisor makes the minted capabilities, in the place of those that the machine has there. */
static enum als_result mint_all(char *why, unsigned why_size)
{
    enum als_result result = LS_SAME;

    for (unsigned i = 0; i < sizeof(minted) / sizeof(minted[0]) && result == LS_SAME; i++) {
        struct request empty = method(SUP_ROOT, CNodeDelete, SUP_CNODE);
        empty.length = 2;
        empty.mr[0] = MINTED + i;
        empty.mr[1] = LS_DEPTH;
        struct aevent emptied = event_of(&empty, ls_state()->now + 1);
        result = ls_step(&emptied, why, why_size);
        if (result != LS_SAME)
            break;

        struct request q = method(SUP_ROOT, CNodeMint, SUP_CNODE);
        q.length = 6;
        q.mr[0] = MINTED + i;
        q.mr[1] = q.mr[3] = LS_DEPTH;
        q.mr[2] = minted[i].slot;
        ls_buffer_write(1 + 4, minted[i].rights);
        ls_buffer_write(1 + 5, minted[i].badge);
        struct aevent e = event_of(&q, ls_state()->now + 1);
        result = ls_step(&e, why, why_size);
    }
    return result;
}

int main(int argc, char **argv)
{
    word machines = argc > 1 ? strtoul(argv[1], NULL, 0) : MACHINES;
    word first = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
    word steps = 0;
    char why[1000] = "";

    for (word seed = first; seed < first + machines; seed++) {
        struct aevent e = {.kind = 0};

        state = seed * 0x9e3779b97f4a7c15ul + 1;
        enum als_result result = ls_populate(why, sizeof(why));
        if (result == LS_SAME)
            result = mint_all(why, sizeof(why));
        for (unsigned i = 0; i < EVENTS && result != LS_DIFFERENT && result != LS_FULL; i++) {
            e = any_event();
            result = ls_step(&e, why, sizeof(why));
            steps++;
        }
        if (result == LS_DIFFERENT) {
            char what[400];
            ls_describe(&e, what, sizeof(what));
            printf("not ok ipc_lockstep: machine %lu: %s; at %s\n0 passed, 1 failed\n", seed, why, what);
            return 1;
        }
    }
    printf("ok ipc_lockstep: %lu events on %lu machines\n1 passed, 0 failed\n", steps, machines);
    return 0;
}
