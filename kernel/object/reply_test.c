/* SPDX-License-Identifier: BSD-2-Clause */
/* Reply objects and call stacks: ipc.md sections 6 and 7. */
#include <object/ipc_world.h>

#define CHAIN 5u

/* A client and passive servers, each of which has called the next one; the last has the client's context. */
struct chain {
    tcb_t *tcb[CHAIN + 1];
    reply_t *reply[CHAIN]; /* reply[i]: on which tcb[i] waits */
    sched_context_t *sc;
};

static struct chain chain_new(void)
{
    struct chain c = {.sc = 0};

    for (unsigned i = 0; i <= CHAIN; i++) {
        c.tcb[i] = world_thread(10 + i);
        c.tcb[i]->state = THREAD_RUNNING;
        if (i < CHAIN)
            c.reply[i] = world_reply();
    }
    c.sc = world_context(c.tcb[0]);
    for (unsigned i = 0; i < CHAIN; i++) {
        world_enter(c.tcb[i]);
        reply_push(c.tcb[i], c.tcb[i + 1], c.reply[i], true);
    }
    return c;
}

/* The stack consists of the entries first..last-1 of the chain, newest first. */
static bool stack_is(const struct chain *c, unsigned first, unsigned last)
{
    reply_t *list[CHAIN] = {0};

    for (unsigned i = first; i < last; i++)
        list[last - 1 - i] = c->reply[i];
    return world_stack_is(c->sc, list, last - first);
}

static void reply_by(tcb_t *tcb, reply_t *reply, word_t word)
{
    world_enter(tcb);
    world_message(tcb, 4, 2, word);
    reply_transfer(tcb, reply, true);
}

static bool answered(const tcb_t *tcb, word_t word)
{
    return tcb->state == THREAD_RUNNING && tcb->reply == 0 && world_badge(tcb) == 0 &&
           world_info(tcb) == info_new(4, 0, 0, 2) && world_mr(tcb, 0) == word && world_mr(tcb, 1) == word + 1;
}

/* ---- push ---- */

static void push_moves_the_context(void)
{
    struct chain c = chain_new();

    CHECK(stack_is(&c, 0, CHAIN));
    CHECK(c.sc->tcb == c.tcb[CHAIN] && c.tcb[CHAIN]->sc == c.sc);
    for (unsigned i = 0; i < CHAIN; i++)
        CHECK(c.tcb[i]->sc == 0 && c.tcb[i]->state == THREAD_BLOCKED_ON_REPLY);
    CHECK(core0.decision == DECISION_FULL);
}

static void push_without_donation(void)
{
    for (unsigned way = 0; way < 3; way++) {
        tcb_t *caller = way == 2 ? world_thread(10) : world_runner(10);
        tcb_t *callee = way == 1 ? world_runner(10) : world_thread(10);
        sched_context_t *caller_sc = caller->sc, *callee_sc = callee->sc;
        reply_t *reply = world_reply();

        reply_push(caller, callee, reply, way != 0); /* not allowed; callee has one; caller has none */
        CHECK(caller->state == THREAD_BLOCKED_ON_REPLY && caller->reply == reply && reply->tcb == caller);
        CHECK(caller->sc == caller_sc && callee->sc == callee_sc);
        CHECK((reply->sc == 0) & (reply->older == 0) & (reply->newer == 0));
    }
}

/* ---- replies ---- */

static void replies_in_order(void)
{
    struct chain c = chain_new();

    for (unsigned i = CHAIN; i > 0; i--) {
        reply_by(c.tcb[i], c.reply[i - 1], 100 * i);
        CHECK(answered(c.tcb[i - 1], 100 * i) && world_reply_is_free(c.reply[i - 1]));
        CHECK(c.sc->tcb == c.tcb[i - 1] && c.tcb[i - 1]->sc == c.sc && c.tcb[i]->sc == 0);
        CHECK(stack_is(&c, 0, i - 1));
        sched_schedule();
        CHECK(core0.current == c.tcb[i - 1]);
    }
}

/* An outer call is answered first: the chain is cut there, the context goes back no further. */
static void reply_in_the_middle(void)
{
    struct chain c = chain_new();

    reply_by(c.tcb[CHAIN], c.reply[2], 7);
    CHECK(answered(c.tcb[2], 7) && c.tcb[2]->sc == 0 && world_reply_is_free(c.reply[2]));
    CHECK(stack_is(&c, 3, CHAIN) && c.sc->tcb == c.tcb[CHAIN]);
    reply_by(c.tcb[CHAIN], c.reply[4], 8);
    reply_by(c.tcb[4], c.reply[3], 9);
    CHECK(c.sc->tcb == c.tcb[3] && c.sc->reply == 0);
    for (unsigned i = 2; i > 0; i--) {
        reply_by(c.tcb[3], c.reply[i - 1], i);
        CHECK(answered(c.tcb[i - 1], i) && c.tcb[i - 1]->sc == 0 && world_reply_is_free(c.reply[i - 1]));
    }
    CHECK(c.tcb[3]->sc == c.sc);
}

static void reply_to_nobody(void)
{
    tcb_t *a = world_runner(10), *b = world_runner(10);
    endpoint_t *endpoint = world_endpoint();
    reply_t *reply = world_reply();

    reply_by(a, reply, 1);
    CHECK(world_reply_is_free(reply) && core0.decision == DECISION_NONE);
    world_enter(b);
    endpoint_receive(endpoint, b, true, reply);
    reply_by(a, reply, 1);
    CHECK(b->state == THREAD_BLOCKED_ON_RECEIVE && b->reply == reply && core0.decision == DECISION_NONE);
}

/* The caller has got a context of its own in mid-call: the lent one stays. */
static void reply_to_a_caller_with_a_context(void)
{
    struct chain c = chain_new();
    sched_context_t *own = world_context(c.tcb[4]);

    reply_by(c.tcb[5], c.reply[4], 7);
    CHECK(answered(c.tcb[4], 7) && c.tcb[4]->sc == own && c.tcb[5]->sc == c.sc && c.sc->tcb == c.tcb[5]);
    CHECK(stack_is(&c, 0, 4) && core0.candidate == c.tcb[4]);
}

/* The context was taken from the callee: it goes back all the same. */
static void reply_when_the_callee_has_lost_it(void)
{
    struct chain c = chain_new();
    tcb_t *other = world_runner(3);

    sched_context_unbind_tcb(c.sc);
    reply_by(other, c.reply[4], 7);
    CHECK(answered(c.tcb[4], 7) && c.sc->tcb == c.tcb[4] && stack_is(&c, 0, 4));
}

static void reply_after_the_context_died(void)
{
    struct chain c = chain_new();

    sched_context_finalise(c.sc);
    reply_by(c.tcb[5], c.reply[4], 7);
    CHECK(answered(c.tcb[4], 7) && c.tcb[4]->sc == 0 && world_reply_is_free(c.reply[4]));
    reply_by(c.tcb[5], c.reply[3], 8);
    CHECK(answered(c.tcb[3], 8) && c.tcb[3]->sc == 0);
}

static void reply_with_capabilities(void)
{
    for (unsigned grant = 0; grant < 2; grant++) {
        tcb_t *a = world_runner(10), *b = world_runner(10);
        struct ipc_buffer *from = world_buffer(b, RIGHT_READ), *to = world_buffer(a, RIGHT_READ | RIGHT_WRITE);
        slot_t *source = world_cspace(b), *dest = world_cspace(a);
        reply_t *reply = world_reply();

        slot_insert_alone(&source[1], world_endpoint_cap(world_endpoint(), 3, RIGHTS_ALL));
        slot_insert_alone(&dest[1], a->slot[TCB_SLOT_CSPACE].cap);
        from->caps_or_badges[0] = 1;
        to->receive_cnode = 1;
        to->receive_index = 2;
        to->receive_depth = WORD_BITS;
        reply_push(a, b, reply, true);
        world_enter(b);
        b->context.r[REG_INFO] = info_new(0, 0, 1, 0);
        reply_transfer(b, reply, grant != 0);
        CHECK(world_info(a) == info_new(0, 0, grant, 0) && slot_is_empty(&dest[2]) == (grant == 0));
    }
}

/* A caller that has kept its context may use it from now on, if it is sporadic. */
static void reply_checks_sporadic_contexts(void)
{
    for (word_t sporadic = 0; sporadic < 2; sporadic++) {
        tcb_t *a = world_runner(10), *b = world_runner(10);
        reply_t *reply = world_reply();
        word_t before = refill_head(a->sc)->time;

        a->sc->sporadic = sporadic;
        reply_push(a, b, reply, true);
        core0.now += 70;
        reply_by(b, reply, 1);
        CHECK(answered(a, 1) && refill_head(a->sc)->time == (sporadic ? core0.now : before));
        core0.now = before;
    }
}

/* ---- a context that comes back used up ---- */

static void exhaust(const struct chain *c)
{
    refill_head(c->sc)->time = core0.now + 777;
}

static void reply_with_a_used_up_context(void)
{
    struct chain c = chain_new();

    exhaust(&c);
    reply_by(c.tcb[5], c.reply[4], 7);
    CHECK(answered(c.tcb[4], 7) && c.tcb[4]->sc == c.sc && c.tcb[4]->in_release_queue);
    CHECK(core0.candidate != c.tcb[4]);
}

static void reply_with_too_little_left(void)
{
    struct chain c = chain_new();

    refill_head(c.sc)->amount = min_budget() - 1;
    reply_by(c.tcb[5], c.reply[4], 7);
    CHECK(c.tcb[4]->in_release_queue && c.tcb[4]->sc == c.sc);
}

/* With a timeout handler the caller faults; once it goes on, it is behind its call. */
static void reply_raises_a_timeout(void)
{
    struct chain c = chain_new();
    endpoint_t *endpoint = world_endpoint();
    tcb_t *handler = world_runner(50);
    reply_t *reply = world_reply();
    tcb_t *caller = c.tcb[4];

    world_handler(caller, TCB_SLOT_TIMEOUT_HANDLER, endpoint, 0x71, RIGHT_WRITE | RIGHT_GRANT_REPLY);
    caller->context.r[REG_FAULT_IP] = 0x1000;
    caller->context.r[REG_NEXT_IP] = 0x1002;
    c.sc->badge = 0xbad;
    exhaust(&c);
    reply_by(c.tcb[5], c.reply[4], 7);
    CHECK(caller->state == THREAD_BLOCKED_ON_SEND && !caller->in_release_queue && caller->sc == c.sc);
    world_enter(handler);
    endpoint_receive(endpoint, handler, true, reply);
    CHECK(world_badge(handler) == 0x71 && world_info(handler) == info_new(seL4_Fault_Timeout, 0, 0, 2));
    CHECK(world_mr(handler, 0) == 0xbad && caller->state == THREAD_BLOCKED_ON_REPLY && handler->sc != c.sc);

    /* The answer to a Timeout never raises another one. */
    world_message(handler, 0, 0, 0);
    reply_transfer(handler, reply, false);
    CHECK(caller->state == THREAD_RESTART && caller->fault.kind == 0 && caller->in_release_queue);
    CHECK(caller->context.r[REG_FAULT_IP] == 0x1002 && world_mr(caller, 0) == 7);
}

/* ---- cut and deletion ---- */

/* The caller at place at of the chain is suspended. */
static void cut_anywhere(void)
{
    for (unsigned at = 0; at < CHAIN; at++) {
        struct chain c = chain_new();

        world_enter(c.tcb[CHAIN]);
        tcb_cancel_wait(c.tcb[at]);
        CHECK(c.tcb[at]->state == THREAD_INACTIVE && c.tcb[at]->reply == 0 && world_reply_is_free(c.reply[at]));
        CHECK(stack_is(&c, at + 1, CHAIN) && c.sc->tcb == c.tcb[CHAIN]);
        reply_by(c.tcb[CHAIN], c.reply[at], 1);
        CHECK(c.tcb[at]->state == THREAD_INACTIVE);
        for (unsigned i = CHAIN; i > 0; i--) {
            if (i - 1 != at)
                reply_by(c.tcb[i], c.reply[i - 1], i);
            CHECK(i - 1 == at || answered(c.tcb[i - 1], i));
            CHECK(world_reply_is_free(c.reply[i - 1]));
        }
        CHECK(c.sc->tcb == c.tcb[at + 1] && c.sc->reply == 0);
    }
}

static void deletion_returns_the_context(void)
{
    struct chain c = chain_new();

    world_enter(c.tcb[CHAIN]);
    for (unsigned i = CHAIN; i > 0; i--) {
        reply_finalise(c.reply[i - 1]);
        CHECK(c.tcb[i - 1]->state == THREAD_INACTIVE && c.sc->tcb == c.tcb[i - 1] && c.tcb[i]->sc == 0);
        CHECK(world_reply_is_free(c.reply[i - 1]) && stack_is(&c, 0, i - 1));
    }
    CHECK(core0.decision == DECISION_FULL);
}

static void deletion_of_the_outer_one_first(void)
{
    struct chain c = chain_new();

    world_enter(c.tcb[CHAIN]);
    reply_finalise(c.reply[0]);
    CHECK(c.tcb[0]->state == THREAD_INACTIVE && c.tcb[0]->sc == 0 && stack_is(&c, 1, CHAIN));
    for (unsigned i = CHAIN; i > 1; i--)
        reply_finalise(c.reply[i - 1]);
    CHECK(c.sc->tcb == c.tcb[1] && c.tcb[0]->sc == 0 && c.sc->reply == 0);
}

static void deletion_of_a_free_or_attached_one(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10);
    reply_t *reply = world_reply();

    reply_finalise(reply);
    CHECK(world_reply_is_free(reply));
    world_enter(a);
    endpoint_receive(endpoint, a, true, reply);
    reply_finalise(reply);
    CHECK(a->state == THREAD_INACTIVE && a->reply == 0 && world_reply_is_free(reply) && endpoint->head == 0);
}

int main(void)
{
    RUN(push_moves_the_context);
    RUN(push_without_donation);
    RUN(replies_in_order);
    RUN(reply_in_the_middle);
    RUN(reply_to_nobody);
    RUN(reply_to_a_caller_with_a_context);
    RUN(reply_when_the_callee_has_lost_it);
    RUN(reply_after_the_context_died);
    RUN(reply_with_capabilities);
    RUN(reply_checks_sporadic_contexts);
    RUN(reply_with_a_used_up_context);
    RUN(reply_with_too_little_left);
    RUN(reply_raises_a_timeout);
    RUN(cut_anywhere);
    RUN(deletion_returns_the_context);
    RUN(deletion_of_the_outer_one_first);
    RUN(deletion_of_a_free_or_attached_one);
    return test_end();
}
