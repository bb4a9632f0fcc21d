/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scenes of several threads that random events seldom play: who runs in the end is written here, everything else is
 * what the specification says. Threads P, Q, R and S have the root CNode as CSpace and round-robin contexts.
 */
#include <stdio.h>
#include <tests/host/check.h>
#include <lockstep_isa.h>
#include "lockstep_events.h"

enum { P = LS_TCB, Q = LS_TCB + 1, R = LS_TCB + 2, S = LS_TCB + 3, SUPERVISOR = SUP_TCB };
enum { EP = LS_ENDPOINT, EP2 = LS_ENDPOINT + 1, EP3 = LS_ENDPOINT + 2 };
enum { NT = LS_NOTIFICATION + 1, NT2 = LS_NOTIFICATION + 2, NT_BOUND = LS_NOTIFICATION };
enum { ROOT_A = 12, ROOT_B, ROOT_C };      /* empty slots of the threads */
enum { EMPTY = 60, NEW = 61, NEW2 = 62 };  /* of the supervisor */
enum { NO_SLOT = 100, TIME = 100000 };

/* A budget, and what must be left of it at a kernel entry: with exactly that, the entry is dealt with, the long way. */
enum { SHORT = 50, MIN_BUDGET = 20 };

static char why[1000];
static bool good;
static word pause;  /* ticks that the running thread computes before its next event */

/* ---- What happens ---- */

static void expect(bool holds, int line, const char *what)
{
    if (!holds) {
        good = false;
        snprintf(why, sizeof(why), "line %d: %s", line, what);
    }
}

/* Once a scene has gone wrong, the rest of it says nothing. */
#define EXPECT(c) \
    do { \
        if (good) { \
            expect(c, __LINE__, #c); \
        } \
    } while (0)

static void step(const struct aevent *e, int line)
{
    char text[sizeof(why) - 100] = "";

    if (good && ls_step(e, text, sizeof(text)) != LS_SAME) {
        good = false;
        snprintf(why, sizeof(why), "line %d: %s", line, text);
    }
}

static word cptr(word slot)
{
    return slot == NO_SLOT ? UINT64_MAX : ls_cptr(slot, 0);
}

/* A system call of the running thread; reply: what Recv finds in the reply register; a message of length words. */
static void sys_at(int line, long number, word slot, word reply, word label, word length)
{
    word regs[UC_COUNT];

    if (good && ls_state()->current == 0) {
        expect(false, line, "somebody runs");
    }
    if (!good) {
        return;
    }
    ls_registers(regs);
    regs[UC_SYSCALL] = (word)number;
    regs[UC_BADGE] = cptr(slot);
    regs[UC_REPLY] = cptr(reply);
    regs[UC_SEND_DEST] = cptr(reply);
    regs[UC_INFO] = spec_message_info(label, 0, 0, length);
    regs[UC_MR0] = 0xa0;
    regs[UC_MR1] = 0xa1;
    regs[UC_MR2] = 0xa2;
    regs[UC_MR3] = 0xa3;
    struct aevent e = ls_call_event(ls_state()->now + 1 + pause, regs);
    pause = 0;
    step(&e, line);
}

#define CALL(slot) sys_at(__LINE__, seL4_SysCall, slot, NO_SLOT, 0, 1)
#define CALL_WITH(slot, label, length) sys_at(__LINE__, seL4_SysCall, slot, NO_SLOT, label, length)
#define SEND(slot) sys_at(__LINE__, seL4_SysSend, slot, NO_SLOT, 0, 1)
#define NBSEND(slot) sys_at(__LINE__, seL4_SysNBSend, slot, NO_SLOT, 0, 1)
#define RECV(slot, reply) sys_at(__LINE__, seL4_SysRecv, slot, reply, 0, 0)
#define NBRECV(slot, reply) sys_at(__LINE__, seL4_SysNBRecv, slot, reply, 0, 0)
#define WAIT(slot) sys_at(__LINE__, seL4_SysWait, slot, NO_SLOT, 0, 0)
#define REPLY_RECV(slot, reply) sys_at(__LINE__, seL4_SysReplyRecv, slot, reply, 0, 2)
#define REPLY_RECV_WITH(slot, reply, length) sys_at(__LINE__, seL4_SysReplyRecv, slot, reply, 0, length)
#define NBSEND_RECV(dest, slot) sys_at(__LINE__, seL4_SysNBSendRecv, slot, dest, 0, 1)
#define YIELD() sys_at(__LINE__, seL4_SysYield, 0, 0, 0, 0)

static void event_at(int line, struct aevent e)
{
    if (!good) {
        return;
    }
    e.time = ls_state()->now + 1;
    ls_registers(e.regs);
    if (ls_state()->current != 0) {
        e.regs[UC_IP] = as_tcb_get(ls_state(), ls_state()->current)->next_ip;
    }
    step(&e, line);
}

#define PAGE_FAULT() event_at(__LINE__, (struct aevent){.kind = EV_VM_FAULT, .words = {0x5000, 0, 4}})
#define EXCEPTION() event_at(__LINE__, (struct aevent){.kind = EV_USER_EXCEPTION, .number = 6})

/* The supervisor's work: a method that must not be refused. */
static void method_at(int line, struct ls_call c)
{
    if (good && ls_make_call(&c, why, sizeof(why)) != LS_SAME) {
        good = false;
        snprintf(why, sizeof(why), "line %d: method refused or different", line);
    }
}

#define METHOD(...) method_at(__LINE__, (struct ls_call){__VA_ARGS__})

/* The object behind a slot of the supervisor. */
static word object(word slot)
{
    struct acap cspace = as_cap_in(ls_state(), as_slot_of(ls_supervisor(), TS_CSPACE));

    return as_cap_in(ls_state(), as_slot_of(cspace.object, slot)).object;
}

static bool runs(word thread)
{
    return ls_state()->current == object(thread);
}

static bool state_is(word thread, enum athread_state state)
{
    return as_tcb_get(ls_state(), object(thread))->state == state;
}

/* The supervisor waits: the threads have their turn. Its interrupt brings it back. */
static void let_run(int line)
{
    sys_at(line, seL4_SysWait, SUP_NOTIFICATION, NO_SLOT, 0, 0);
}

static void stop(int line)
{
    event_at(line, (struct aevent){.kind = EV_INTERRUPT, .number = LS_SUPERVISOR_IRQ});
    if (good) {
        expect(runs(SUPERVISOR), line, "the supervisor is back");
    }
    method_at(line, (struct ls_call){SUP_HANDLER, IRQAckIRQ, 0, {0}, 0, {0}});
}

#define LET_RUN() let_run(__LINE__)
#define STOP() stop(__LINE__)

/* ---- The threads ---- */

static void configure(word sc, word budget, word period, word flags)
{
    METHOD(SUP_SCHED_CONTROL, SchedControlConfigureFlags, 1, {sc}, 5, {budget, period, 0, 7, flags});
}

static void prioritise(word p, word q, word r, word s)
{
    METHOD(P, TCBSetPriority, 1, {SUP_TCB}, 1, {p});
    METHOD(Q, TCBSetPriority, 1, {SUP_TCB}, 1, {q});
    METHOD(R, TCBSetPriority, 1, {SUP_TCB}, 1, {r});
    METHOD(S, TCBSetPriority, 1, {SUP_TCB}, 1, {s});
}

static void make_passive(word sc)
{
    METHOD(sc, SchedContextUnbind, 0, {0}, 0, {0});
}

/* The populated machine has one more thread, out of the supervisor's reach and without a part: it is deleted first. */
static void cast(word p, word q, word r, word s)
{
    good = ls_populate(why, sizeof(why)) == LS_SAME;
    METHOD(SUP_CNODE, CNodeMove, 1, {SUP_ROOT}, 4, {NEW, LS_DEPTH, 49, LS_DEPTH});
    METHOD(NEW, TCBSuspend, 0, {0}, 0, {0});
    METHOD(SUP_CNODE, CNodeDelete, 0, {0}, 2, {NEW, LS_DEPTH});
    for (word i = 0; i < LS_THREADS; i++) {
        configure(LS_SC + i, TIME, TIME, 0);
    }
    METHOD(Q, TCBUnbindNotification, 0, {0}, 0, {0});
    prioritise(p, q, r, s);
}

/* ---- Scenes ---- */

static void missing_capabilities(void)
{
    cast(10, 9, 8, 7);
    METHOD(P, TCBSetSpace, 3, {EP, SUP_CNODE, SUP_VSPACE}, 2, {0, 0}); /* P's handler and CSpace */
    METHOD(P, TCBSetSpace, 3, {EP, SUP_ROOT, SUP_VSPACE}, 2, {0, 0});
    LET_RUN();
    EXPECT(runs(P));
    RECV(NO_SLOT, LS_REPLY); /* CapFault in the receive phase, to EP where nobody waits yet */
    EXPECT(state_is(P, AT_ON_SEND) && runs(Q));
    WAIT(NO_SLOT); /* Q's handler is EP2 */
    EXPECT(state_is(Q, AT_ON_SEND) && runs(R));
    RECV(EP, NO_SLOT); /* the reply object is missing: to EP behind P */
    EXPECT(state_is(R, AT_ON_SEND) && runs(S));
    RECV(EP, EP);
    EXPECT(state_is(S, AT_ON_SEND));
    STOP();
    cast(10, 9, 8, 7);
    LET_RUN();
    RECV(EP, LS_SC); /* no reply object */
    EXPECT(state_is(P, AT_ON_SEND));
    REPLY_RECV(EP, NO_SLOT);
    EXPECT(state_is(Q, AT_ON_SEND));
    WAIT(LS_TCB);
    EXPECT(state_is(R, AT_ON_SEND));
    SEND(NO_SLOT);
    EXPECT(state_is(S, AT_ON_SEND));
    STOP();
}

/* A thread whose CSpace root has been deleted, with calls of both phases; then its handler is gone, too. */
static void no_cspace(void)
{
    cast(10, 9, 8, 7);
    METHOD(SUP_UNTYPED, UntypedRetype, 1, {SUP_CNODE}, 6, {seL4_CapTableObject, 1, 0, 0, NEW, 1});
    METHOD(P, TCBSetSpace, 3, {EP, NEW, SUP_VSPACE}, 2, {63, 0});
    METHOD(Q, TCBSetSpace, 3, {EP, NEW, SUP_VSPACE}, 2, {63, 0});
    METHOD(R, TCBSetSpace, 3, {EMPTY, NEW, SUP_VSPACE}, 2, {63, 0});
    METHOD(SUP_CNODE, CNodeCopy, 1, {SUP_CNODE}, 5, {NEW2, LS_DEPTH, NEW, LS_DEPTH, AR_ALL});
    METHOD(SUP_CNODE, CNodeRevoke, 0, {0}, 2, {NEW, LS_DEPTH}); /* takes the threads' copies away */
    LET_RUN();
    EXPECT(runs(P));
    CALL(EP);
    EXPECT(state_is(P, AT_ON_SEND) && runs(Q));
    RECV(EP, LS_REPLY);
    EXPECT(state_is(Q, AT_ON_SEND) && runs(R));
    NBSEND(EP); /* fails in silence */
    EXPECT(runs(R));
    SEND(EP);
    EXPECT(state_is(R, AT_INACTIVE) && runs(S));
    STOP();
}

/* Notifications with several waiters, of all priorities. */
static void signals(void)
{
    cast(40, 30, 20, 10);
    LET_RUN();
    WAIT(NT); /* P */
    WAIT(NT); /* Q */
    EXPECT(runs(R));
    SEND(NT); /* a higher thread, first of two */
    EXPECT(runs(P));
    WAIT(NT2);
    EXPECT(runs(R));
    WAIT(NT);
    EXPECT(runs(S));
    STOP();
    prioritise(5, 30, 20, 60); /* S is above the waiters */
    LET_RUN();
    EXPECT(runs(S));
    SEND(NT); /* Q of Q and R */
    EXPECT(runs(S) && state_is(Q, AT_RUNNING));
    NBSEND(NT);
    EXPECT(runs(S) && state_is(R, AT_RUNNING));
    NBSEND(NT2); /* P */
    NBSEND(NT2); /* nobody: active */
    NBSEND(NT2); /* active: more bits */
    EXPECT(as_notification_get(ls_state(), object(NT2))->state == AN_ACTIVE);
    WAIT(NT2);
    EXPECT(runs(S));
    STOP();
    METHOD(SUP_ROOT, CNodeCopy, 1, {SUP_CNODE}, 5, {ROOT_A, LS_DEPTH, NT, LS_DEPTH, AR_READ});
    METHOD(SUP_ROOT, CNodeCopy, 1, {SUP_CNODE}, 5, {ROOT_B, LS_DEPTH, NT, LS_DEPTH, AR_WRITE});
    METHOD(SUP_ROOT, CNodeCopy, 1, {SUP_CNODE}, 5, {ROOT_C, LS_DEPTH, EP, LS_DEPTH, AR_READ});
    LET_RUN();
    SEND(ROOT_A); /* without the right to signal: nothing */
    EXPECT(runs(S) && as_notification_get(ls_state(), object(NT))->state == AN_IDLE);
    CALL(ROOT_A); /* and an error for those who wait for one */
    CALL(ROOT_C);
    EXPECT(spec_word_field(as_tcb_get(ls_state(), object(S))->regs[UC_INFO], 12, 52) == seL4_InvalidCapability);
    CALL(ROOT_B);
    EXPECT(as_notification_get(ls_state(), object(NT))->state == AN_ACTIVE);
    WAIT(ROOT_B); /* without the right to wait: fault */
    EXPECT(state_is(S, AT_ON_SEND));
    STOP();
}

/* What wakes with a sporadic context, or at a moment when something else is due, takes the long way. */
static void signals_the_long_way(void)
{
    cast(40, 30, 20, 10);
    configure(LS_SC, 300, 1000, 1);
    LET_RUN();
    WAIT(NT); /* P, sporadic */
    WAIT(NT2);
    WAIT(NT2);
    EXPECT(runs(S));
    SEND(NT);
    EXPECT(runs(P));
    STOP();
    configure(LS_SC + 3, SHORT, 1000, 0);
    METHOD(P, TCBSuspend, 0, {0}, 0, {0});
    LET_RUN();
    EXPECT(runs(S));
    pause = SHORT - MIN_BUDGET - 1;
    SEND(NT2);
    EXPECT(runs(Q));
    STOP();
}

/* Sends to receivers of higher and lower priority, with and without a reply object, one of several, of all lengths. */
static void sends(void)
{
    cast(40, 30, 20, 10);
    LET_RUN();
    RECV(EP, LS_REPLY); /* P */
    WAIT(EP); /* Q */
    EXPECT(runs(R));
    SEND(EP);
    EXPECT(runs(P) && as_reply_get(ls_state(), object(LS_REPLY))->tcb == 0);
    WAIT(EP2);
    EXPECT(runs(R));
    NBSEND(EP);
    EXPECT(runs(Q));
    WAIT(EP2);
    EXPECT(runs(R));
    NBSEND(EP); /* nobody: lost */
    EXPECT(runs(R));
    for (word length = 0; length <= 5; length++) {
        sys_at(__LINE__, seL4_SysSend, EP2, NO_SLOT, 1, length);
        EXPECT(runs(P));
        WAIT(EP2);
        EXPECT(runs(R));
    }
    STOP();
    prioritise(40, 30, 50, 10);
    LET_RUN();
    SEND(EP2); /* P becomes ready, R goes on */
    EXPECT(runs(R) && state_is(P, AT_RUNNING));
    RECV(EP2, LS_REPLY + 1); /* R, with the reply object, is first; Q behind it without */
    EXPECT(runs(P));
    WAIT(EP3);
    EXPECT(runs(S));
    SEND(EP2);
    EXPECT(runs(R));
    STOP();
    configure(LS_SC + 3, SHORT, 1000, 0);
    LET_RUN();
    WAIT(EP); /* R */
    EXPECT(runs(S));
    pause = SHORT - MIN_BUDGET - 1;
    SEND(EP2); /* to Q, at the moment when the budget of S ends */
    EXPECT(runs(Q));
    STOP();
}

/* P calls Q calls R, servers that run on P's context; and back, by the fast paths. */
static void nested_calls(void)
{
    cast(10, 40, 50, 5);
    LET_RUN();
    RECV(EP2, LS_REPLY + 1); /* R */
    RECV(EP, LS_REPLY); /* Q */
    EXPECT(runs(P));
    STOP();
    make_passive(LS_SC + 1);
    make_passive(LS_SC + 2);
    for (word length = 0; length <= 5; length++) {
        LET_RUN();
        CALL_WITH(EP, 3, length);
        EXPECT(runs(Q));
        CALL_WITH(EP2, 3, length);
        EXPECT(runs(R) && as_context_get(ls_state(), object(LS_SC))->stack.count == 2);
        REPLY_RECV_WITH(EP2, LS_REPLY + 1, length);
        EXPECT(runs(Q) && as_context_get(ls_state(), object(LS_SC))->stack.count == 1);
        REPLY_RECV_WITH(EP, LS_REPLY, length);
        EXPECT(runs(P) && as_context_get(ls_state(), object(LS_SC))->stack.count == 0);
        STOP();
    }
    /* A passive thread that faults, or whose handler is passive: the same stack. */
    METHOD(Q, TCBSetSchedParams, 3, {SUP_TCB, EMPTY, EP2}, 2, {200, 40});
    LET_RUN();
    CALL(EP);
    PAGE_FAULT();
    EXPECT(runs(R) && as_context_get(ls_state(), object(LS_SC))->stack.count == 2);
    sys_at(__LINE__, seL4_SysReplyRecv, EP2, LS_REPLY + 1, 0, 0);
    EXPECT(runs(Q) && as_context_get(ls_state(), object(LS_SC))->stack.count == 1);
    EXCEPTION();
    EXPECT(runs(R));
    sys_at(__LINE__, seL4_SysReplyRecv, EP2, LS_REPLY + 1, 1, 0); /* it shall not go on */
    EXPECT(state_is(Q, AT_INACTIVE));
    STOP();
}

/* A server that answers and at once serves the next caller, on the next caller's context. */
static void next_caller(void)
{
    cast(10, 60, 50, 20);
    LET_RUN();
    WAIT(NT); /* Q sleeps */
    RECV(EP, LS_REPLY); /* R, the server */
    EXPECT(runs(S));
    STOP();
    make_passive(LS_SC + 2);
    LET_RUN();
    CALL(EP);
    EXPECT(runs(R)); /* on the context of S */
    NBSEND(NT);
    EXPECT(runs(Q));
    CALL(EP); /* nobody receives: queued */
    EXPECT(runs(R));
    REPLY_RECV(EP, LS_REPLY);
    EXPECT(runs(R) && as_tcb_get(ls_state(), object(R))->sc == object(LS_SC + 1) && state_is(S, AT_RUNNING));
    REPLY_RECV(EP, LS_REPLY);
    EXPECT(runs(Q));
    STOP();
}

/* Servers with contexts of their own: plain calls and faults, answered by ReplyRecv, some of it not simple. */
static void active_servers(void)
{
    cast(10, 40, 50, 5);
    METHOD(P, TCBSetSchedParams, 3, {SUP_TCB, LS_SC, EP}, 2, {200, 10});
    LET_RUN();
    RECV(EP2, LS_REPLY + 1); /* R */
    RECV(EP, LS_REPLY); /* Q */
    EXPECT(runs(P));
    PAGE_FAULT();
    EXPECT(runs(Q));
    sys_at(__LINE__, seL4_SysReplyRecv, EP, LS_REPLY, 0, 0);
    EXPECT(runs(P));
    CALL(EP);
    EXPECT(runs(Q));
    for (word length = 0; length <= 5; length++) {
        REPLY_RECV_WITH(EP, LS_REPLY, length);
        EXPECT(runs(P));
        CALL_WITH(EP, 0, length);
        EXPECT(runs(Q));
    }
    STOP();
    configure(LS_SC, 300, 1000, 1); /* the caller's context has become sporadic */
    LET_RUN();
    REPLY_RECV(EP, LS_REPLY);
    EXPECT(runs(P));
    CALL(EP);
    STOP();
    make_passive(LS_SC); /* the caller has none any more */
    LET_RUN();
    REPLY_RECV(EP, LS_REPLY);
    EXPECT(!runs(P) && !runs(Q) && state_is(P, AT_RUNNING));
    STOP();
    /* nobody hears of a fault */
    METHOD(S, TCBSetSchedParams, 3, {SUP_TCB, LS_SC + 3, EMPTY}, 2, {200, 60});
    LET_RUN();
    EXPECT(runs(S));
    PAGE_FAULT();
    EXPECT(state_is(S, AT_INACTIVE));
    STOP();
}

/* The first phase of NBSendRecv is a long operation, or one that needs a whole call. */
static void first_phases(void)
{
    cast(10, 9, 8, 7);
    METHOD(SUP_ROOT, CNodeMove, 1, {SUP_CNODE}, 4, {ROOT_A, LS_DEPTH, SUP_UNTYPED, LS_DEPTH});
    LET_RUN();
    NBSEND_RECV(LS_TCB, EP); /* a TCB: nothing happens, then waiting without reply object: fault */
    EXPECT(state_is(P, AT_ON_SEND) && runs(Q));
    sys_at(__LINE__, seL4_SysNBSendWait, NT2, NT, 0, 1);
    EXPECT(state_is(Q, AT_ON_NOTIFICATION) && as_notification_get(ls_state(), object(NT))->state == AN_ACTIVE);
    STOP();
}

/* Three threads of one priority take turns. */
static void turns(void)
{
    static const word order[] = {P, Q, R, P, Q, R, P};

    cast(10, 10, 10, 5);
    LET_RUN();
    YIELD();
    while (good && !runs(P)) {
        YIELD();
    }
    word second = ls_state()->ready.item[0], third = ls_state()->ready.item[1];
    for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        word thread = i % 3 == 0 ? object(P) : i % 3 == 1 ? second : third;
        EXPECT(ls_state()->current == thread);
        YIELD();
    }
    STOP();
}

/* An interrupt for a thread of lower priority than the running one; one for which nothing is stored. */
static void interrupts(void)
{
    cast(10, 20, 8, 7);
    METHOD(SUP_CNODE, CNodeMove, 1, {SUP_ROOT}, 4, {NEW, LS_DEPTH, LS_CAP_IRQ_CONTROL, LS_DEPTH});
    METHOD(NEW, LS_ISSUE_HANDLER, 1, {SUP_CNODE}, 7, {LS_ISSUE_WORDS(NEW2, LS_DEPTH, 40)});
    event_at(__LINE__, (struct aevent){.kind = EV_INTERRUPT, .number = LS_ISSUED_IRQ(40)});
    EXPECT(runs(SUPERVISOR));
    METHOD(NEW2, IRQAckIRQ, 0, {0}, 0, {0});
    METHOD(NEW2, IRQSetIRQHandler, 1, {NT}, 0, {0});
    LET_RUN();
    WAIT(NT); /* Q */
    EXPECT(runs(P));
    event_at(__LINE__, (struct aevent){.kind = EV_INTERRUPT, .number = LS_ISSUED_IRQ(40)});
    EXPECT(runs(Q));
    STOP();
    prioritise(10, 20, 8, 7);
    METHOD(NEW2, IRQAckIRQ, 0, {0}, 0, {0});
    LET_RUN();
    WAIT(NT);
    STOP();
    prioritise(30, 20, 8, 7);
    LET_RUN();
    EXPECT(runs(P));
    event_at(__LINE__, (struct aevent){.kind = EV_INTERRUPT, .number = LS_ISSUED_IRQ(40)});
    EXPECT(runs(P) && state_is(Q, AT_RUNNING));
    STOP();
}

/* A thread ends, for whose context's consumption another one waits. */
static void pending_yields(void)
{
    cast(10, 10, 8, 7);
    LET_RUN();
    while (good && !runs(P)) {
        YIELD();
    }
    CALL_WITH(LS_SC + 1, SchedContextYieldTo, 0);
    EXPECT(runs(Q) && as_tcb_get(ls_state(), object(P))->yielded_to == object(LS_SC + 1));
    STOP();
    METHOD(SUP_ROOT, CNodeDelete, 0, {0}, 2, {Q, LS_DEPTH});
    METHOD(SUP_CNODE, CNodeDelete, 0, {0}, 2, {Q, LS_DEPTH});
    EXPECT(as_tcb_get(ls_state(), object(P))->yielded_to == 0);
    LET_RUN();
    EXPECT(runs(P));
    STOP();
}

/* A thread without buffer gets what fits into registers. */
static void no_buffer(void)
{
    cast(10, 9, 8, 7);
    METHOD(P, TCBSetIPCBuffer, 1, {SUP_BUFFER}, 1, {0});
    LET_RUN();
    sys_at(__LINE__, seL4_SysCall, Q, NO_SLOT, TCBReadRegisters, 10);
    EXPECT(runs(P));
    CALL_WITH(Q, TCBConfigure, 10);
    CALL_WITH(LS_SC, SchedContextConsumed, 0);
    EXPECT(runs(P));
    NBRECV(EP, LS_REPLY);
    EXPECT(runs(P));
    STOP();
}

static void play(const char *name, void (*scene)(void))
{
    scene();
    case_report(name, good, why);
}

int main(void)
{
    play("missing capabilities", missing_capabilities);
    play("threads without CSpace", no_cspace);
    play("signals", signals);
    play("signals the long way", signals_the_long_way);
    play("sends", sends);
    play("nested calls", nested_calls);
    play("the next caller", next_caller);
    play("active servers", active_servers);
    play("first phases", first_phases);
    play("turns", turns);
    play("interrupts", interrupts);
    play("pending yields", pending_yields);
    play("no buffer", no_buffer);
    return test_end();
}
