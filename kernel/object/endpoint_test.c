/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: each row of the tables in ipc.md section 4, cancelling, and the scan for one badge. */
#include <core/ready_queue.h>
#include <object/ipc_world.h>

struct send_mode {
    word_t badge, flags;
};

static const struct send_mode send_blocking = {5, SEND_BLOCKING};
static const struct send_mode send_polling = {6, 0};
static const struct send_mode send_first_phase = {7, SEND_CAN_DONATE};
static const struct send_mode call_mode = {8, SEND_BLOCKING | WAIT_CALL | WAIT_CAN_GRANT_REPLY | SEND_CAN_DONATE};

/* Makes tcb wait for a message on endpoint. */
static void wait_for_message(endpoint_t *endpoint, tcb_t *tcb, reply_t *reply)
{
    world_enter(tcb);
    endpoint_receive(endpoint, tcb, true, reply);
    CHECK(tcb->state == THREAD_BLOCKED_ON_RECEIVE);
}

/* The thread loses its context, as one does that has been waiting for a client. */
static void make_passive(tcb_t *tcb)
{
    tcb->sc->tcb = 0;
    tcb->sc = 0;
}

static void send_by(tcb_t *tcb, endpoint_t *endpoint, const struct send_mode *mode, word_t word)
{
    world_enter(tcb);
    world_message(tcb, 1, 1, word);
    endpoint_send(endpoint, tcb, mode->badge, mode->flags);
}

static bool endpoint_is_idle(const endpoint_t *endpoint)
{
    return (endpoint->head == 0) & (endpoint->status == ENDPOINT_IDLE);
}

/* ---- send ---- */

static void send_waits(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(20);

    send_by(a, endpoint, &call_mode, 1);
    CHECK(core0.decision == DECISION_FULL);
    send_by(b, endpoint, &send_blocking, 2);
    CHECK(a->state == THREAD_BLOCKED_ON_SEND && b->state == THREAD_BLOCKED_ON_SEND);
    CHECK(endpoint->status == ENDPOINT_SEND);
    CHECK(world_queue_is(endpoint->head, (tcb_t *[]){b, a}, 2, endpoint));
    CHECK(a->wait_badge == 8 && (a->wait_flags & (SEND_RIGHTS | WAIT_CALL)) == (WAIT_CALL | WAIT_CAN_GRANT_REPLY));
    CHECK(b->wait_badge == 5 && (b->wait_flags & (SEND_RIGHTS | WAIT_CALL)) == 0);
}

/* Domain Set queues a thread above the current one without a choice: it is made when the caller stops. */
static void call_gives_way_to_who_is_queued_above(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *caller = world_runner(10), *callee = world_runner(10), *above = world_runner(20);

    wait_for_message(endpoint, callee, world_reply());
    ready_queue_link_front(&core0, above);
    send_by(caller, endpoint, &call_mode, 1);
    CHECK(caller->state == THREAD_BLOCKED_ON_REPLY && callee->state == THREAD_RUNNING);
    sched_decide();
    CHECK(core0.current == above && callee->in_ready_queue != 0);
}

static void send_without_waiting_is_lost(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(20);

    send_by(a, endpoint, &send_polling, 1);
    CHECK(endpoint_is_idle(endpoint) && a->state == THREAD_RUNNING && core0.decision == DECISION_NONE);
    send_by(b, endpoint, &send_blocking, 2);
    send_by(a, endpoint, &send_first_phase, 1);
    CHECK(world_queue_is(endpoint->head, (tcb_t *[]){b}, 1, endpoint) && a->state == THREAD_RUNNING);
}

static void send_to_a_waiter(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(20);
    reply_t *reply = world_reply();

    wait_for_message(endpoint, b, reply);
    CHECK(b->reply == reply && reply->tcb == b);
    send_by(a, endpoint, &send_blocking, 42);
    CHECK(endpoint_is_idle(endpoint));
    CHECK(a->state == THREAD_RUNNING && b->state == THREAD_RUNNING && b->wait_object == 0);
    CHECK(world_badge(b) == 5 && world_mr(b, 0) == 42 && world_info(b) == info_new(1, 0, 0, 1));
    CHECK(b->reply == 0 && world_reply_is_free(reply));
    CHECK(core0.decision == DECISION_CANDIDATE && core0.candidate == b);
}

/* NBSend delivers to a passive receiver, which cannot run with it. */
static void send_to_a_passive_waiter(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(20);

    wait_for_message(endpoint, b, 0);
    make_passive(b);
    send_by(a, endpoint, &send_polling, 3);
    CHECK(b->state == THREAD_RUNNING && world_mr(b, 0) == 3 && b->sc == 0);
    CHECK(a->sc != 0 && core0.decision == DECISION_NONE);
}

static void send_in_the_first_phase_donates(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(5);
    sched_context_t *sc = a->sc;

    wait_for_message(endpoint, b, 0);
    make_passive(b);
    send_by(a, endpoint, &send_first_phase, 3);
    CHECK(b->sc == sc && sc->tcb == b && a->sc == 0 && sc->reply == 0);
    CHECK(a->state == THREAD_RUNNING && core0.decision != DECISION_NONE);
    sched_schedule();
    CHECK(core0.current == b);
}

static void call_donates_to_a_passive_server(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(10);
    reply_t *reply = world_reply();
    sched_context_t *sc = a->sc;

    wait_for_message(endpoint, b, reply);
    make_passive(b);
    send_by(a, endpoint, &call_mode, 3);
    CHECK(a->state == THREAD_BLOCKED_ON_REPLY && a->reply == reply && reply->tcb == a && a->sc == 0);
    CHECK(b->sc == sc && sc->tcb == b && b->reply == 0 && world_stack_is(sc, &reply, 1));
    sched_schedule();
    CHECK(core0.current == b && core0.current_sc == sc);
}

static void call_of_an_active_server(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(5);
    reply_t *reply = world_reply();
    sched_context_t *own = b->sc;

    wait_for_message(endpoint, b, reply);
    send_by(a, endpoint, &call_mode, 3);
    CHECK(a->state == THREAD_BLOCKED_ON_REPLY && a->sc != 0 && a->sc->reply == 0 && b->sc == own);
    CHECK(reply->tcb == a && (reply->sc == 0) & (reply->older == 0));
}

static void call_that_nobody_can_answer(void)
{
    struct send_mode no_right = {8, call_mode.flags & ~(word_t)WAIT_CAN_GRANT_REPLY};

    for (unsigned way = 0; way < 2; way++) {
        endpoint_t *endpoint = world_endpoint();
        tcb_t *a = world_runner(10), *b = world_runner(5);
        reply_t *reply = world_reply();

        wait_for_message(endpoint, b, way == 0 ? reply : 0);
        send_by(a, endpoint, way == 0 ? &no_right : &call_mode, 9);
        CHECK(a->state == THREAD_INACTIVE && a->reply == 0 && world_reply_is_free(reply));
        CHECK(b->state == THREAD_RUNNING && world_mr(b, 0) == 9 && core0.candidate == b);
    }
}

static void send_grant_is_enough_for_a_call(void)
{
    struct send_mode mode = {0, SEND_BLOCKING | WAIT_CALL | WAIT_CAN_GRANT};
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(5);
    reply_t *reply = world_reply();

    wait_for_message(endpoint, b, reply);
    send_by(a, endpoint, &mode, 9);
    CHECK(a->state == THREAD_BLOCKED_ON_REPLY && a->sc != 0);
}

/* ---- receive ---- */

static void receive_nothing(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10);
    reply_t *reply = world_reply();

    world_enter(a);
    a->context.r[REG_CAP] = 9;
    a->context.r[REG_INFO] = 11;
    endpoint_receive(endpoint, a, false, reply);
    CHECK(world_badge(a) == 0 && world_info(a) == 11 && a->state == THREAD_RUNNING);
    CHECK(endpoint_is_idle(endpoint) && world_reply_is_free(reply) && core0.decision == DECISION_NONE);
}

static void receive_a_plain_send(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(5);
    reply_t *reply = world_reply();

    send_by(a, endpoint, &send_blocking, 77);
    world_enter(b);
    endpoint_receive(endpoint, b, false, reply);
    CHECK(world_badge(b) == 5 && world_mr(b, 0) == 77 && b->state == THREAD_RUNNING);
    CHECK(a->state == THREAD_RUNNING && core0.candidate == a && a->wait_object == 0);
    CHECK(endpoint_is_idle(endpoint) && world_reply_is_free(reply));
}

static void receive_a_call(void)
{
    for (unsigned passive = 0; passive < 2; passive++) {
        endpoint_t *endpoint = world_endpoint();
        tcb_t *a = world_runner(10), *b = world_runner(5);
        reply_t *reply = world_reply();
        sched_context_t *sc = a->sc;

        send_by(a, endpoint, &call_mode, 77);
        world_enter(b);
        if (passive)
            make_passive(b);
        endpoint_receive(endpoint, b, true, reply);
        CHECK(world_mr(b, 0) == 77 && b->state == THREAD_RUNNING);
        CHECK(a->state == THREAD_BLOCKED_ON_REPLY && a->reply == reply && reply->tcb == a);
        CHECK((b->sc == sc) == (passive == 1) && (a->sc == sc) == (passive == 0));
        CHECK(world_stack_is(sc, &reply, passive));
    }
}

static void receive_a_call_without_reply_object(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(5);

    send_by(a, endpoint, &call_mode, 77);
    world_enter(b);
    endpoint_receive(endpoint, b, true, 0);
    CHECK(a->state == THREAD_INACTIVE && a->reply == 0 && world_mr(b, 0) == 77);
}

static void receive_highest_then_oldest(void)
{
    static const word_t priorities[] = {4, 9, 4, 7, 9, 4, 7};
    static const word_t order[] = {1, 4, 3, 6, 0, 2, 5};
    endpoint_t *endpoint = world_endpoint();
    tcb_t *b = world_runner(1);

    for (word_t i = 0; i < ARRAY_SIZE(priorities); i++)
        send_by(world_runner(priorities[i]), endpoint, &send_blocking, i);
    for (word_t i = 0; i < ARRAY_SIZE(order); i++) {
        world_enter(b);
        endpoint_receive(endpoint, b, true, 0);
        CHECK(world_mr(b, 0) == order[i]);
    }
    CHECK(endpoint_is_idle(endpoint));
}

/* A signal for the bound thread comes before senders, and for polls too; the reply object stays free. */
static void receive_takes_the_signal_first(void)
{
    for (unsigned blocking = 0; blocking < 2; blocking++) {
        endpoint_t *endpoint = world_endpoint();
        notification_t *notification = world_notification();
        tcb_t *a = world_runner(10), *b = world_runner(5);
        reply_t *reply = world_reply();

        notification_bind_tcb(notification, b);
        notification_signal(notification, 0x30);
        send_by(a, endpoint, &send_blocking, 1);
        world_enter(b);
        endpoint_receive(endpoint, b, blocking != 0, reply);
        CHECK(world_badge(b) == 0x30 && notification->state == NOTIFICATION_IDLE && b->state == THREAD_RUNNING);
        CHECK(a->state == THREAD_BLOCKED_ON_SEND && world_reply_is_free(reply));
    }
}

/* Blocking gives the notification's context back, and if a caller was waiting its context takes over. */
static void receive_returns_the_notifications_context(void)
{
    for (unsigned blocking = 0; blocking < 2; blocking++) {
        endpoint_t *endpoint = world_endpoint();
        notification_t *notification = world_notification();
        tcb_t *a = world_runner(10), *b = world_runner(5);
        reply_t *reply = world_reply();
        sched_context_t *lent = b->sc, *sc = a->sc;

        notification_bind_tcb(notification, b);
        notification->sc = lent;
        lent->notification = notification;
        send_by(a, endpoint, &call_mode, 1);
        world_enter(b);
        endpoint_receive(endpoint, b, blocking != 0, reply);
        CHECK(b->sc == (blocking ? sc : lent) && lent->tcb == (blocking ? 0 : b));
        CHECK(world_stack_is(sc, &reply, blocking));
    }
}

/* The reply object of a receive is taken away from whoever has it. */
static void receive_with_a_used_reply_object(void)
{
    for (unsigned way = 0; way < 2; way++) {
        endpoint_t *endpoint = world_endpoint(), *other = world_endpoint();
        tcb_t *a = world_runner(10), *b = world_runner(10), *c = world_runner(10);
        reply_t *reply = world_reply();
        sched_context_t *sc = a->sc;

        wait_for_message(other, b, reply);
        if (way == 1) {
            make_passive(b);
            send_by(a, other, &call_mode, 1);
            CHECK(world_stack_is(sc, &reply, 1));
        }
        world_enter(c);
        endpoint_receive(endpoint, c, true, reply);
        CHECK(reply->tcb == c && c->reply == reply && c->state == THREAD_BLOCKED_ON_RECEIVE);
        CHECK((reply->sc == 0) & (reply->older == 0) & (sc->reply == 0));
        CHECK((way == 0 ? b : a)->state == THREAD_INACTIVE && (way == 0 ? b : a)->reply == 0);
        CHECK(endpoint_is_idle(other));
        if (way == 1)
            CHECK(b->sc == sc && a->sc == 0);
    }
}

/* Grant of the capability that a waiting sender used is remembered. */
static void receive_a_capability(void)
{
    for (unsigned grant = 0; grant < 2; grant++) {
        endpoint_t *endpoint = world_endpoint();
        tcb_t *a = world_runner(10), *b = world_runner(5);
        struct ipc_buffer *from = world_buffer(a, RIGHT_READ), *to = world_buffer(b, RIGHT_READ | RIGHT_WRITE);

        slot_insert_alone(&world_cspace(a)[3], world_endpoint_cap(endpoint, 55, 0));
        from->caps_or_badges[0] = 3;
        world_enter(a);
        a->context.r[REG_INFO] = info_new(0, 0, 1, 0);
        endpoint_send(endpoint, a, 0, SEND_BLOCKING | (grant != 0 ? WAIT_CAN_GRANT : 0));
        world_enter(b);
        endpoint_receive(endpoint, b, true, 0);
        CHECK(world_info(b) == info_new(0, grant, grant, 0) && to->caps_or_badges[0] == grant * 55);
    }
}

/* Whoever the meeting makes runnable: a sporadic context may be used from now on, a constant one is not touched. */
static void meeting_checks_sporadic_contexts(void)
{
    for (word_t sporadic = 0; sporadic < 2; sporadic++) {
        endpoint_t *endpoint = world_endpoint();
        tcb_t *a = world_runner(10), *b = world_runner(5);
        word_t before = refill_head(a->sc)->time;

        a->sc->sporadic = sporadic;
        b->sc->sporadic = sporadic;
        wait_for_message(endpoint, a, 0);
        core0.now += 70;
        send_by(b, endpoint, &send_blocking, 0);
        CHECK(refill_head(a->sc)->time == (sporadic ? core0.now : before));
        send_by(b, endpoint, &send_blocking, 0);
        core0.now += 70;
        world_enter(a);
        endpoint_receive(endpoint, a, true, 0);
        CHECK(refill_head(b->sc)->time == (sporadic ? core0.now : before));
        core0.now = before;
    }
}

/* ---- cancelling ---- */

static void cancel_one_by_one(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(20), *c = world_runner(15);

    send_by(a, endpoint, &send_blocking, 0);
    send_by(b, endpoint, &call_mode, 0);
    send_by(c, endpoint, &send_blocking, 0);
    c->fault.kind = seL4_Fault_VMFault; /* c's queued message is a fault */
    world_enter(world_runner(30));
    CHECK(endpoint_cancel_one(endpoint) && b->state == THREAD_RESTART && core0.candidate == b);
    CHECK(endpoint_cancel_one(endpoint) && c->state == THREAD_INACTIVE && c->wait_object == 0);
    CHECK(endpoint_cancel_one(endpoint) && a->state == THREAD_RESTART);
    CHECK(!endpoint_cancel_one(endpoint) && endpoint_is_idle(endpoint));
}

static void cancel_receivers(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10);
    reply_t *reply = world_reply();

    wait_for_message(endpoint, a, reply);
    world_enter(world_runner(30));
    CHECK(!endpoint_cancel_badged_step(endpoint, 0));
    CHECK(endpoint_cancel_one(endpoint) && a->state == THREAD_RESTART);
    CHECK(a->reply == 0 && world_reply_is_free(reply) && endpoint_is_idle(endpoint));
}

static void reorder_goes_behind_equals(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(20), *c = world_runner(20);

    wait_for_message(endpoint, a, 0);
    wait_for_message(endpoint, b, 0);
    wait_for_message(endpoint, c, 0);
    endpoint_reorder(endpoint, a, 20);
    CHECK(a->priority == 20 && world_queue_is(endpoint->head, (tcb_t *[]){b, c, a}, 3, endpoint));
    endpoint_reorder(endpoint, b, 20);
    CHECK(world_queue_is(endpoint->head, (tcb_t *[]){c, a, b}, 3, endpoint));
    endpoint_reorder(endpoint, c, 1);
    CHECK(world_queue_is(endpoint->head, (tcb_t *[]){a, b, c}, 3, endpoint));
    CHECK(endpoint->status == ENDPOINT_RECEIVE && a->state == THREAD_BLOCKED_ON_RECEIVE);
}

/* ---- the scan ---- */

#define SCAN_THREADS 24u
#define SCAN_ROUNDS 600u

static void scan_send(endpoint_t *endpoint, tcb_t *tcb, word_t badge)
{
    struct send_mode mode = {badge, SEND_BLOCKING | random_below(2)}; /* WAIT_CALL or not */

    tcb->state = THREAD_RUNNING;
    send_by(tcb, endpoint, &mode, 0);
}

/* Something another thread does between two steps of a scan. */
static void scan_disturb(endpoint_t *endpoint, tcb_t *tcb)
{
    if (tcb->state == THREAD_BLOCKED_ON_SEND) {
        switch (random_below(3)) {
        case 0:
            endpoint_reorder(endpoint, tcb, random_below(4));
            break;
        case 1:
            tcb_suspend(tcb);
            break;
        case 2:
            tcb = world_runner(1);
            world_enter(tcb);
            endpoint_receive(endpoint, tcb, false, 0);
            break;
        }
    } else {
        ready_queue_remove(tcb);
        scan_send(endpoint, tcb, 1 + random_below(2));
    }
}

/*
 * However a scan is disturbed: when it says that it is done, nobody waits with the badge. Undisturbed it leaves
 * everybody with another badge alone.
 */
static void scan_against_disturbance(void)
{
    for (unsigned round = 0; round < SCAN_ROUNDS && case_holds(); round++) {
        word_t disturbances = round % 3 == 0 ? 0 : random_below(30);
        endpoint_t *endpoint = 0;
        tcb_t *threads[SCAN_THREADS] = {0};
        tcb_t *caller = 0;
        bool more = true;

        world_start();
        endpoint = world_endpoint();
        caller = world_runner(9);
        for (unsigned i = 0; i < SCAN_THREADS; i++) {
            threads[i] = world_runner(random_below(4));
            scan_send(endpoint, threads[i], 1 + random_below(3));
        }
        while (more) {
            world_enter(caller);
            more = endpoint_cancel_badged_step(endpoint, 1);
            if (disturbances > 0 && more) {
                scan_disturb(endpoint, threads[random_below(SCAN_THREADS)]);
                if (random_below(8) == 0) {
                    world_enter(caller);
                    endpoint_cancel_badged_step(endpoint, 2); /* another scan */
                }
                disturbances--;
            }
        }
        for (unsigned i = 0; i < SCAN_THREADS; i++) {
            CHECK(threads[i]->state != THREAD_BLOCKED_ON_SEND || threads[i]->wait_badge != 1);
            CHECK((threads[i]->state == THREAD_BLOCKED_ON_SEND) == (threads[i]->wait_object == endpoint));
            CHECK(round % 3 != 0 || (threads[i]->state == THREAD_RESTART) == (threads[i]->wait_badge == 1));
        }
        CHECK(endpoint_status_cursor(endpoint->status) == 0);
    }
}

static void scan_in_queue_order(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(1), *b = world_runner(2), *c = world_runner(2), *d = world_runner(3);

    scan_send(endpoint, a, 1);
    scan_send(endpoint, b, 1);
    scan_send(endpoint, c, 2);
    scan_send(endpoint, d, 1);
    d->fault.kind = seL4_Fault_UserException;
    world_enter(world_runner(9));
    CHECK(endpoint_cancel_badged_step(endpoint, 1) && d->state == THREAD_INACTIVE);
    CHECK(endpoint_cancel_badged_step(endpoint, 1) && b->state == THREAD_RESTART && core0.candidate == b);
    CHECK(endpoint_cancel_badged_step(endpoint, 1) && c->state == THREAD_BLOCKED_ON_SEND);
    CHECK(!endpoint_cancel_badged_step(endpoint, 1) && a->state == THREAD_RESTART);
    CHECK(world_queue_is(endpoint->head, &c, 1, endpoint) && endpoint->status == ENDPOINT_SEND);
}

/* A scan that was given up half-way is not believed by the next one about what was queued since. */
static void scan_taken_up_by_another(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(1), *b = world_runner(1), *late = world_runner(7), *caller = world_runner(9);

    scan_send(endpoint, a, 2);
    scan_send(endpoint, b, 2);
    world_enter(caller);
    CHECK(endpoint_cancel_badged_step(endpoint, 1));
    scan_send(endpoint, late, 1);
    world_enter(caller);
    CHECK(endpoint_cancel_badged_step(endpoint, 1) && late->state == THREAD_RESTART);
}

int main(void)
{
    RUN(send_waits);
    RUN(call_gives_way_to_who_is_queued_above);
    RUN(send_without_waiting_is_lost);
    RUN(send_to_a_waiter);
    RUN(send_to_a_passive_waiter);
    RUN(send_in_the_first_phase_donates);
    RUN(call_donates_to_a_passive_server);
    RUN(call_of_an_active_server);
    RUN(call_that_nobody_can_answer);
    RUN(send_grant_is_enough_for_a_call);
    RUN(receive_nothing);
    RUN(receive_a_plain_send);
    RUN(receive_a_call);
    RUN(receive_a_call_without_reply_object);
    RUN(receive_highest_then_oldest);
    RUN(receive_takes_the_signal_first);
    RUN(receive_returns_the_notifications_context);
    RUN(receive_with_a_used_reply_object);
    RUN(receive_a_capability);
    RUN(meeting_checks_sporadic_contexts);
    RUN(cancel_one_by_one);
    RUN(cancel_receivers);
    RUN(reorder_goes_behind_equals);
    RUN(scan_in_queue_order);
    RUN(scan_taken_up_by_another);
    RUN(scan_against_disturbance);
    return test_end();
}
