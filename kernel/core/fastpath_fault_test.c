/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast paths of faults, by whole kernel entries: the same outcome whether or not the fast path is taken, and that it is
 * taken in the cases it is for. The slow path counts entries, the fast one does not.
 */
#include <arch_test_isa.h>
#include <core/entry.h>
#include <object/ipc_world.h>

enum { SLOT_ENDPOINT = 1, SLOT_REPLY = 2 };

struct handling {
    tcb_t *faulter, *handler;
    endpoint_t *endpoint;
    reply_t *reply;
    sched_context_t *faulter_sc, *handler_sc; /* handler_sc 0: passive */
};

static void system_call(word_t cptr, word_t info, word_t number)
{
    word_t *r = core0.current->context.r;

    r[REG_CAP] = cptr;
    r[REG_INFO] = info;
    r[REG_SYSCALL] = number;
    r[REG_REPLY] = SLOT_REPLY;
    entry_syscall(cptr, info, number);
}

/* tcb runs now, from the idle thread on; whoever ran before is put aside. */
static void run_now(tcb_t *tcb)
{
    world_enter(core0.idle);
    sched_candidate(tcb);
    sched_schedule();
    sched_activate();
    CHECK(core0.current == tcb && core0.current_sc == tcb->sc);
}

/* In a world of their own: the handler waits on the endpoint, the faulter runs. */
static struct handling handling_new(word_t faulter_priority, word_t handler_priority, bool passive)
{
    struct handling h = {.faulter = 0};
    slot_t *slots = 0;

    world_start();
    h.faulter = world_runner(faulter_priority);
    h.handler = world_runner(handler_priority);
    slots = world_cspace(h.handler);
    h.endpoint = world_endpoint();
    h.reply = world_reply();
    slot_insert_alone(&slots[SLOT_ENDPOINT], world_endpoint_cap(h.endpoint, 0, RIGHTS_ALL));
    slot_insert_alone(&slots[SLOT_REPLY], cap_new(CAP_REPLY, 0, RIGHT_GRANT, physical_of(h.reply), 0));
    world_buffer(h.handler, RIGHT_READ | RIGHT_WRITE);
    world_handler(h.faulter, TCB_SLOT_FAULT_HANDLER, h.endpoint, 0xf0, RIGHT_WRITE | RIGHT_GRANT_REPLY);
    run_now(h.handler);
    system_call(SLOT_ENDPOINT, 0, (word_t)seL4_SysRecv);
    CHECK(h.handler->state == THREAD_BLOCKED_ON_RECEIVE);
    h.handler_sc = h.handler->sc;
    if (passive) {
        sched_context_unbind_tcb(h.handler->sc);
        h.handler_sc = 0;
    }
    h.faulter_sc = h.faulter->sc;
    run_now(h.faulter);
    h.faulter->context.r[R_FAULT_IP] = 0x1000;
    h.faulter->context.r[REG_NEXT_IP] = 0x1000;
    return h;
}

/* The message has arrived and the faulter waits; slow: by which path. */
static void check_delivered(const struct handling *h, word_t entries, bool slow)
{
    CHECK(core0.entries == entries + slow);
    CHECK(h->faulter->state == THREAD_BLOCKED_ON_REPLY && h->faulter->reply == h->reply && h->reply->tcb == h->faulter);
    CHECK(h->handler->state == THREAD_RUNNING && h->handler->reply == 0 && world_badge(h->handler) == 0xf0);
    CHECK(world_info(h->handler) == info_new(seL4_Fault_UserException, 0, 0, seL4_UserException_Length));
    CHECK(world_mr(h->handler, seL4_UserException_Number) == 6);
    CHECK(h->endpoint->head == 0 && h->endpoint->status == ENDPOINT_IDLE);
    CHECK(h->handler->sc == (h->handler_sc == 0 ? h->faulter_sc : h->handler_sc));
    CHECK(h->faulter->sc == (h->handler_sc == 0 ? 0 : h->faulter_sc));
    CHECK(world_stack_is(h->faulter_sc, &h->reply, h->handler_sc == 0));
}

static void fault_now(const struct handling *h, bool slow)
{
    word_t entries = core0.entries;

    entry_user_exception(6, 0);
    check_delivered(h, entries, slow);
}

/* The handler answers and waits again. */
static void answer_now(const struct handling *h, word_t label, bool slow)
{
    word_t entries = core0.entries;

    CHECK(core0.current == h->handler);
    h->handler->context.r[REG_MR0] = 0x1002;
    h->handler->context.r[REG_MR1] = 0x2000;
    h->handler->context.r[REG_MR2] = 0xffff;
    system_call(SLOT_ENDPOINT, info_new(label, 0, 0, 3), (word_t)seL4_SysReplyRecv);
    CHECK(core0.entries == entries + slow);
    CHECK(h->handler->state == THREAD_BLOCKED_ON_RECEIVE && h->handler->reply == h->reply);
    CHECK(h->reply->tcb == h->handler && (h->reply->sc == 0) & (h->reply->older == 0));
    CHECK(h->faulter->fault.kind == 0 && h->faulter->reply == 0 && h->faulter->sc == h->faulter_sc);
    CHECK(h->handler->sc == h->handler_sc && h->faulter_sc->tcb == h->faulter && h->faulter_sc->reply == 0);
    CHECK(test_exception_reply_is(h->faulter, 0x2000));
    CHECK(world_queue_is(h->endpoint->head, &h->handler, 1, h->endpoint));
}

static bool faulter_goes_on(const struct handling *h)
{
    return core0.current == h->faulter && h->faulter->state == THREAD_RUNNING && core0.current_sc == h->faulter_sc &&
           h->faulter->context.r[REG_NEXT_IP] == 0x1002;
}

static void fault_and_answer(void)
{
    static const word_t handler_priorities[] = {5, 10, 20};

    for (unsigned i = 0; i < ARRAY_SIZE(handler_priorities); i++) {
        for (unsigned passive = 0; passive < 2; passive++) {
            struct handling h = handling_new(10, handler_priorities[i], passive != 0);

            for (unsigned round = 0; round < 3; round++) {
                fault_now(&h, false);
                CHECK(core0.current == h.handler && core0.current_sc == h.handler->sc);
                answer_now(&h, 0, false);
                CHECK(faulter_goes_on(&h));
            }
        }
    }
}

/* The answer stops the thread: slow path, whoever runs then. */
static void answer_that_stops(void)
{
    for (unsigned passive = 0; passive < 2; passive++) {
        struct handling h = handling_new(10, 20, passive != 0);

        fault_now(&h, false);
        answer_now(&h, 1, true);
        CHECK(h.faulter->state == THREAD_INACTIVE && core0.current == core0.idle);
    }
}

/* Somebody more important than the handler, or than the faulter, is ready. */
static void others_are_more_important(void)
{
    for (unsigned passive = 0; passive < 2; passive++) {
        struct handling h = handling_new(10, 5, passive != 0);
        tcb_t *other = world_runner(7);

        ready_queue_push_front(other);
        fault_now(&h, true);
        CHECK(core0.current == other && h.handler->in_ready_queue);

        h = handling_new(10, 20, passive != 0);
        fault_now(&h, false);
        other = world_runner(15);
        ready_queue_push_front(other);
        answer_now(&h, 0, true);
        CHECK(core0.current == other && h.faulter->in_ready_queue && h.faulter->state == THREAD_RESTART);
    }
}

/* The faulter's time is over: no fault is raised, it will fault again. */
static void fault_without_time(void)
{
    for (unsigned passive = 0; passive < 2; passive++) {
        struct handling h = handling_new(10, 20, passive != 0);
        word_t entries = core0.entries;

        host_machine.clock += WORLD_BUDGET - 1;
        entry_user_exception(6, 0);
        CHECK(core0.entries == entries + 1 && h.faulter->state == THREAD_RESTART && h.faulter->fault.kind == 0);
        CHECK(h.handler->state == THREAD_BLOCKED_ON_RECEIVE && h.faulter->in_release_queue);
    }
}

/* A sporadic context needs its unblock check, a handler without reply object stops the faulter: slow paths. */
static void unusual_handlers(void)
{
    struct handling h = handling_new(10, 20, false);

    h.handler_sc->sporadic = 1;
    fault_now(&h, true);
    CHECK(core0.current == h.handler);

    h = handling_new(10, 20, false);
    reply_detach(h.handler);
    entry_user_exception(6, 0);
    CHECK(h.faulter->state == THREAD_INACTIVE && core0.current == h.handler);
}

/* Call and ReplyRecv between threads that both have contexts. */
static void calls_between_own_contexts(void)
{
    struct handling h = handling_new(10, 20, false);
    slot_t *slots = world_cspace(h.faulter);
    word_t entries = 0;

    slot_insert_alone(&slots[SLOT_ENDPOINT], world_endpoint_cap(h.endpoint, 0x77, RIGHTS_ALL));
    for (unsigned round = 0; round < 3; round++) {
        system_call(SLOT_ENDPOINT, info_new(3, 0, 0, 1), (word_t)seL4_SysCall);
        CHECK(core0.current == h.handler && world_badge(h.handler) == 0x77 && h.reply->tcb == h.faulter);
        entries = core0.entries;
        h.handler->context.r[REG_MR0] = 0x99 + round;
        system_call(SLOT_ENDPOINT, info_new(4, 0, 0, 1), (word_t)seL4_SysReplyRecv);
        CHECK(core0.entries == entries && core0.current == h.faulter && core0.current_sc == h.faulter_sc);
        CHECK(world_info(h.faulter) == info_new(4, 0, 0, 1) && world_mr(h.faulter, 0) == 0x99 + round);
        CHECK(world_badge(h.faulter) == 0 && h.faulter->state == THREAD_RUNNING && h.faulter->reply == 0);
        CHECK(h.reply->tcb == h.handler && h.handler->state == THREAD_BLOCKED_ON_RECEIVE);
    }
}

/* The faulter cannot run on its own context at once: its refill lies ahead. */
static void answer_without_budget(void)
{
    struct handling h = handling_new(10, 20, false);

    fault_now(&h, false);
    refill_head(h.faulter_sc)->time = core0.now + WORLD_PERIOD;
    answer_now(&h, 0, true);
    CHECK(core0.current == core0.idle && h.faulter->in_release_queue && h.faulter->state == THREAD_RESTART);
}

/* The reply object is part of a call stack that lost its context: it leaves the stack. */
static void answer_within_stack(void)
{
    for (unsigned newer = 0; newer < 2; newer++) {
        struct handling h = handling_new(10, 20, false);
        reply_t *other = world_reply();

        fault_now(&h, false);
        other->tcb = world_thread(3);
        other->tcb->state = THREAD_BLOCKED_ON_REPLY;
        other->tcb->reply = other;
        if (newer) {
            h.reply->newer = other;
            other->older = h.reply;
        } else {
            h.reply->older = other;
            other->newer = h.reply;
        }
        answer_now(&h, 0, true);
        CHECK(faulter_goes_on(&h) && (other->newer == 0) & (other->older == 0));
        CHECK((h.reply->newer == 0) & (h.reply->older == 0));
    }
}

int main(void)
{
    RUN(fault_and_answer);
    RUN(answer_that_stops);
    RUN(others_are_more_important);
    RUN(fault_without_time);
    RUN(unusual_handlers);
    RUN(calls_between_own_contexts);
    RUN(answer_without_budget);
    RUN(answer_within_stack);
    return test_end();
}
