/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: each row of the tables in ipc.md section 5. */
#include <object/ipc_world.h>

static void wait_by(tcb_t *tcb, notification_t *notification, bool blocking)
{
    world_enter(tcb);
    notification_wait(notification, tcb, blocking);
}

/* The context belongs to the notification, and to tcb for as long as it handles a signal. */
static sched_context_t *lend(notification_t *notification, tcb_t *tcb)
{
    sched_context_t *sc = tcb->sc;

    notification->sc = sc;
    sc->notification = notification;
    return sc;
}

static bool is_idle(const notification_t *notification)
{
    return (notification->state == NOTIFICATION_IDLE) & (notification->head == 0);
}

/* ---- signals that nobody waits for ---- */

static void signals_collect(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10);

    notification_signal(notification, 0x11);
    CHECK(notification->state == NOTIFICATION_ACTIVE && core0.decision == DECISION_NONE);
    notification_signal(notification, 0x24);
    wait_by(a, notification, true);
    CHECK(world_badge(a) == 0x35 && a->state == THREAD_RUNNING && is_idle(notification));
    notification_signal(notification, 0x8);
    wait_by(a, notification, false);
    CHECK(world_badge(a) == 0x8 && is_idle(notification));
}

static void signal_with_badge_0(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10);

    notification_signal(notification, 0);
    CHECK(notification->state == NOTIFICATION_ACTIVE);
    a->context.r[REG_CAP] = 5;
    wait_by(a, notification, true);
    CHECK(world_badge(a) == 0 && a->state == THREAD_RUNNING && is_idle(notification));
}

static void poll_without_signal(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10), *b = world_runner(10);

    a->context.r[REG_CAP] = 5;
    a->context.r[REG_INFO] = 6;
    wait_by(a, notification, false);
    CHECK(world_badge(a) == 0 && world_info(a) == 6 && is_idle(notification) && core0.decision == DECISION_NONE);
    wait_by(b, notification, true);
    a->context.r[REG_CAP] = 5;
    wait_by(a, notification, false);
    CHECK(world_badge(a) == 0 && a->state == THREAD_RUNNING && b->state == THREAD_BLOCKED_ON_NOTIFICATION);
}

/* ---- waiters ---- */

static void waiters_are_ordered(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10), *b = world_runner(20), *c = world_runner(10), *s = world_runner(5);

    wait_by(a, notification, true);
    CHECK(core0.decision == DECISION_FULL);
    wait_by(b, notification, true);
    wait_by(c, notification, true);
    CHECK(world_queue_is(notification->head, (tcb_t *[]){b, a, c}, 3, notification));
    notification_reorder(notification, a, 20);
    CHECK(a->priority == 20 && world_queue_is(notification->head, (tcb_t *[]){b, a, c}, 3, notification));
    notification_reorder(notification, b, 20);
    CHECK(world_queue_is(notification->head, (tcb_t *[]){a, b, c}, 3, notification));
    world_enter(s);
    a->context.r[REG_INFO] = 77;
    notification_signal(notification, 0x40);
    CHECK(a->state == THREAD_RUNNING && world_badge(a) == 0x40 && world_info(a) == 77 && a->wait_object == 0);
    CHECK(core0.decision == DECISION_CANDIDATE && core0.candidate == a);
    CHECK(notification->state == NOTIFICATION_WAITING);
    tcb_cancel_wait(c);
    CHECK(c->state == THREAD_INACTIVE && world_queue_is(notification->head, (tcb_t *[]){b}, 1, notification));
    tcb_cancel_wait(b);
    CHECK(is_idle(notification));
}

/* A woken thread's sporadic context may be used from now on. */
static void signal_checks_sporadic_contexts(void)
{
    for (word_t sporadic = 0; sporadic < 2; sporadic++) {
        notification_t *notification = world_notification();
        tcb_t *a = world_runner(10);
        word_t before = refill_head(a->sc)->time;

        a->sc->sporadic = sporadic;
        wait_by(a, notification, true);
        world_enter(world_runner(3));
        core0.now += 90;
        notification_signal(notification, 1);
        CHECK(refill_head(a->sc)->time == (sporadic ? core0.now : before));
        core0.now = before;
    }
}

static void waiters_restart(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10), *b = world_runner(20);

    wait_by(a, notification, true);
    wait_by(b, notification, true);
    world_enter(world_runner(30));
    CHECK(notification_cancel_one(notification) && b->state == THREAD_RESTART && core0.candidate == b);
    CHECK(notification_cancel_one(notification) && a->state == THREAD_RESTART && is_idle(notification));
    CHECK(!notification_cancel_one(notification));
}

/* ---- a bound thread ---- */

static void bound_thread_leaves_the_endpoint(void)
{
    notification_t *notification = world_notification();
    endpoint_t *endpoint = world_endpoint();
    tcb_t *a = world_runner(10), *b = world_runner(10);
    reply_t *reply = world_reply();

    notification_bind_tcb(notification, a);
    world_enter(a);
    endpoint_receive(endpoint, a, true, reply);
    world_enter(b);
    endpoint_receive(endpoint, b, true, 0);
    notification_signal(notification, 0x9);
    CHECK(a->state == THREAD_RUNNING && world_badge(a) == 9 && a->reply == 0 && world_reply_is_free(reply));
    CHECK(is_idle(notification) && world_queue_is(endpoint->head, &b, 1, endpoint));
}

/* Running, sending, waiting for a reply or for another notification: the signal is kept. */
static void bound_thread_elsewhere(void)
{
    static const enum thread_state states[] = {
        THREAD_RUNNING, THREAD_RESTART, THREAD_INACTIVE, THREAD_BLOCKED_ON_SEND, THREAD_BLOCKED_ON_REPLY,
        THREAD_BLOCKED_ON_NOTIFICATION,
    };

    for (unsigned i = 0; i < ARRAY_SIZE(states); i++) {
        notification_t *notification = world_notification();
        tcb_t *a = world_runner(10);

        notification_bind_tcb(notification, a);
        a->state = states[i];
        notification_signal(notification, 0x3);
        CHECK(notification->state == NOTIFICATION_ACTIVE && notification->badges == 3 && a->state == states[i]);
    }
}

static void bound_thread_waits_directly(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10);

    notification_bind_tcb(notification, a);
    wait_by(a, notification, true);
    world_enter(world_runner(5));
    notification_signal(notification, 0x3);
    CHECK(a->state == THREAD_RUNNING && world_badge(a) == 3 && is_idle(notification));
}

/* ---- a bound context ---- */

static void context_comes_with_the_signal(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10), *s = world_runner(5);
    sched_context_t *sc = lend(notification, a);

    wait_by(a, notification, true);
    CHECK(a->sc == 0 && sc->tcb == 0 && core0.decision == DECISION_FULL);
    world_enter(s);
    notification_signal(notification, 1);
    CHECK(a->sc == sc && sc->tcb == a && core0.candidate == a);
    wait_by(a, notification, true);
    CHECK(a->sc == 0 && sc->tcb == 0);
}

/* Exhausted: the woken thread waits for the next refill. */
static void context_is_not_usable_yet(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10), *s = world_runner(5);
    sched_context_t *sc = lend(notification, a);

    wait_by(a, notification, true);
    refill_head(sc)->time = core0.now + 5000;
    world_enter(s);
    notification_signal(notification, 1);
    CHECK(a->sc == sc && a->in_release_queue && core0.decision == DECISION_NONE);
}

/* In use by another thread, or not needed: nothing moves. */
static void context_stays_where_it_is(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10), *b = world_runner(10), *c = world_thread(10), *s = world_runner(5);
    sched_context_t *sc = lend(notification, a), *own = b->sc;

    wait_by(b, notification, true);
    world_enter(s);
    notification_signal(notification, 1);
    CHECK(b->sc == own && sc->tcb == a && core0.candidate == b);

    world_enter(s);
    c->state = THREAD_RUNNING;
    notification_wait(notification, c, true);
    notification_signal(notification, 1);
    CHECK(c->sc == 0 && c->state == THREAD_RUNNING && sc->tcb == a && core0.decision == DECISION_NONE);
}

/* Consuming a collected signal gets the context as well. */
static void context_comes_with_the_wait(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10), *b = world_thread(10);
    sched_context_t *sc = lend(notification, a);

    a->sc = 0;
    sc->tcb = 0;
    sc->sporadic = 1;
    core0.now += 30;
    notification_signal(notification, 6);
    b->state = THREAD_RUNNING;
    core0.current = b;
    notification_wait(notification, b, true);
    CHECK(b->sc == sc && world_badge(b) == 6 && b->state == THREAD_RUNNING && refill_head(sc)->time == core0.now);
}

static void bindings_end(void)
{
    notification_t *notification = world_notification();
    tcb_t *a = world_runner(10);
    sched_context_t *sc = lend(notification, a);

    notification_bind_tcb(notification, a);
    CHECK(a->bound_notification == notification && notification->bound_tcb == a);
    notification_finalise_bindings(notification);
    CHECK(a->bound_notification == 0 && notification->bound_tcb == 0 && notification->sc == 0);
    CHECK(sc->notification == 0 && a->sc == sc);
    notification_finalise_bindings(notification);
}

int main(void)
{
    RUN(signals_collect);
    RUN(signal_with_badge_0);
    RUN(poll_without_signal);
    RUN(waiters_are_ordered);
    RUN(signal_checks_sporadic_contexts);
    RUN(waiters_restart);
    RUN(bound_thread_leaves_the_endpoint);
    RUN(bound_thread_elsewhere);
    RUN(bound_thread_waits_directly);
    RUN(context_comes_with_the_signal);
    RUN(context_is_not_usable_yet);
    RUN(context_stays_where_it_is);
    RUN(context_comes_with_the_wait);
    RUN(bindings_end);
    return test_end();
}
