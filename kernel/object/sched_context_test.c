/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts and the domain capability: refusals in their order, links, results, deletion. */
#include <core/sched_test.h>

static struct refusal why;
static struct ipc_buffer message;

static slot_t *slot_for(word_t type, const void *object, word_t size_bits)
{
    slot_t *slot = object_at(host_alloc(5));

    slot->cap = cap_new(type, size_bits, RIGHTS_ALL, object != 0 ? physical_of(object) : 0, 0);
    return slot;
}

/* An invocation by the current thread; words 0 to 4 are its arguments. */
static struct invocation call(word_t label, slot_t *target, slot_t *extra, word_t length, const word_t *argument)
{
    struct invocation in = {.caller = core0.current, .slot = target, .cap = target->cap, .label = label,
                            .length = length, .buffer = &message, .is_call = true};

    in.extra_count = extra != 0;
    in.extra[0] = extra;
    for (word_t i = 0; i < length; i++) {
        if (i < MR_REGISTERS)
            core0.current->context.r[arch_mr_register(i)] = argument[i];
        message.msg[i] = argument[i];
    }
    why = (struct refusal){0};
    core0.result_count = 0;
    return in;
}

static bool refused(word_t status, word_t error, word_t count, word_t a, word_t b)
{
    return status == error && why.error == error && why.count == count && (count < 1 || why.word[0] == a) &&
           (count < 2 || why.word[1] == b);
}

static void run(tcb_t *tcb)
{
    sched_candidate(tcb);
    sched_schedule();
    CHECK(core0.current == tcb);
}

#define WORDS(...) ((const word_t[]){__VA_ARGS__})

static word_t configure(slot_t *control, slot_t *extra, word_t length, const word_t *argument)
{
    struct invocation in = call(SchedControlConfigureFlags, control, extra, length, argument);

    return sched_control_invoke(&in, &why);
}

static void configure_refusals(void)
{
    word_t max = 0;
    slot_t *control = 0;
    slot_t *sc7 = 0;
    slot_t *other = 0;
    struct invocation in;

    machine_fresh(1);
    max = max_period_us();
    control = slot_for(CAP_SCHED_CONTROL, 0, 0);
    sc7 = slot_for(CAP_SCHED_CONTEXT, sc_new(7), 7);
    other = slot_for(CAP_ENDPOINT, object_at(host_alloc(4)), 0);
    run(thread_new(5, 1000, 0));

    in = call(SchedContextBind, control, 0, 0, 0);
    CHECK(refused(sched_control_invoke(&in, &why), seL4_IllegalOperation, 0, 0, 0));
    CHECK(refused(configure(control, 0, 5, WORDS(0, 0, 9, 0, 0)), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(configure(control, other, 4, WORDS(0, 0, 9, 0)), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(configure(control, other, 5, WORDS(max + 1, 0, 9, 0, 0)), seL4_RangeError, 2, 20, max));
    CHECK(refused(configure(control, other, 5, WORDS(1, max + 1, 9, 0, 0)), seL4_RangeError, 2, 20, max));
    CHECK(refused(configure(control, other, 5, WORDS(19, 30, 9, 0, 0)), seL4_RangeError, 2, 20, max));
    CHECK(refused(configure(control, other, 5, WORDS(30, 0, 9, 0, 0)), seL4_RangeError, 2, 20, max));
    CHECK(refused(configure(control, other, 5, WORDS(31, 30, 9, 0, 0)), seL4_RangeError, 2, 20, 30));
    CHECK(refused(configure(control, other, 5, WORDS(20, 30, 9, 0, 0)), seL4_InvalidCapability, 1, 1, 0));
    CHECK(refused(configure(control, sc7, 5, WORDS(20, 30, 1, 0, 0)), seL4_RangeError, 2, 0, 0));
    CHECK(!sc_is_active(sched_context_of_cap(sc7->cap)));
    CHECK(configure(control, sc7, 5, WORDS(20, 30, 0, 5, 3)) == STATUS_OK);
    CHECK(sched_context_of_cap(sc7->cap)->badge == 5 && sched_context_of_cap(sc7->cap)->sporadic == 1);
    CHECK(configure(control, sc7, 5, WORDS(max, max, 0, 5, 2)) == STATUS_OK);
    CHECK(sc_is_round_robin(sched_context_of_cap(sc7->cap)) && !sched_context_of_cap(sc7->cap)->sporadic);
    case_end("sched_context/configure-refusals");
}

/* The object has room for thousands of refills: the range is its own, what is kept is bounded. */
static void configure_large(void)
{
    slot_t *control = 0;
    slot_t *sc = 0;

    machine_fresh(1);
    control = slot_for(CAP_SCHED_CONTROL, 0, 0);
    sc = slot_for(CAP_SCHED_CONTEXT, sc_new(16), 16);
    run(thread_new(5, 1000, 0));
    CHECK(sched_context_capacity(7) == 2 && sched_context_capacity(8) == 10 && sched_context_capacity(10) == 58);
    CHECK(refused(configure(control, sc, 5, WORDS(20, 30, 4089, 0, 0)), seL4_RangeError, 2, 0, 4088));
    CHECK(configure(control, sc, 5, WORDS(20, 30, 4088, 0, 0)) == STATUS_OK);
    CHECK(sched_context_of_cap(sc->cap)->refill_max == REFILLS_USED_MAX);
    CHECK(configure(control, sc, 5, WORDS(20, 30, 62, 0, 0)) == STATUS_OK);
    CHECK(sched_context_of_cap(sc->cap)->refill_max == 64);
    CHECK(configure(control, sc, 5, WORDS(20, 30, 61, 0, 0)) == STATUS_OK);
    CHECK(sched_context_of_cap(sc->cap)->refill_max == 63);
    case_end("sched_context/configure-large");
}

static word_t invoke(word_t label, slot_t *target, slot_t *extra)
{
    struct invocation in = call(label, target, extra, 0, 0);

    return sched_context_invoke(&in, &why);
}

static void bindings(void)
{
    tcb_t *caller = 0;
    tcb_t *blocked = 0;
    notification_t *n1 = 0;
    notification_t *n2 = 0;
    sched_context_t *sc = 0;
    slot_t *sc_slot = 0;
    slot_t *own = 0;
    slot_t *second = 0;
    slot_t *t_slot = 0;
    slot_t *n1_slot = 0;
    slot_t *n2_slot = 0;

    machine_fresh(1);
    caller = thread_new(5, 1000, 0);
    blocked = tcb_new(9);
    blocked->state = THREAD_BLOCKED_ON_REPLY;
    n1 = object_at(host_alloc(6));
    n2 = object_at(host_alloc(6));
    sc = sc_new(7);
    sc_slot = slot_for(CAP_SCHED_CONTEXT, sc, 7);
    second = slot_for(CAP_SCHED_CONTEXT, sc_new(7), 7);
    own = slot_for(CAP_SCHED_CONTEXT, caller->sc, 8);
    t_slot = slot_for(CAP_TCB, blocked, 0);
    n1_slot = slot_for(CAP_NOTIFICATION, n1, 0);
    n2_slot = slot_for(CAP_NOTIFICATION, n2, 0);
    run(caller);

    CHECK(refused(invoke(SchedContextBind, sc_slot, 0), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(invoke(SchedContextBind, sc_slot, own), seL4_InvalidCapability, 1, 1, 0));
    CHECK(refused(invoke(SchedContextBind, sc_slot, t_slot), seL4_IllegalOperation, 0, 0, 0));
    refill_new(sc, 2, 100, 1000, core0.now + 1);
    CHECK(refused(invoke(SchedContextBind, sc_slot, t_slot), seL4_IllegalOperation, 0, 0, 0));
    refill_new(sc, 2, 100, 1000, core0.now);
    CHECK(invoke(SchedContextBind, sc_slot, t_slot) == STATUS_OK && sc->tcb == blocked && blocked->sc == sc);
    CHECK(core0.decision == DECISION_NONE && !blocked->in_ready_queue);
    CHECK(refused(invoke(SchedContextBind, sc_slot, t_slot), seL4_IllegalOperation, 0, 0, 0));
    CHECK(refused(invoke(SchedContextBind, second, t_slot), seL4_IllegalOperation, 0, 0, 0));

    CHECK(invoke(SchedContextBind, sc_slot, n1_slot) == STATUS_OK && sc->notification == n1 && n1->sc == sc);
    CHECK(refused(invoke(SchedContextBind, sc_slot, n2_slot), seL4_IllegalOperation, 0, 0, 0));
    CHECK(refused(invoke(SchedContextBind, second, n1_slot), seL4_IllegalOperation, 0, 0, 0));

    CHECK(refused(invoke(SchedContextUnbindObject, sc_slot, 0), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(invoke(SchedContextUnbindObject, sc_slot, own), seL4_InvalidCapability, 1, 1, 0));
    CHECK(refused(invoke(SchedContextUnbindObject, sc_slot, n2_slot), seL4_IllegalOperation, 0, 0, 0));
    CHECK(refused(invoke(SchedContextUnbindObject, second, t_slot), seL4_IllegalOperation, 0, 0, 0));
    CHECK(refused(invoke(SchedContextUnbindObject, own, slot_for(CAP_TCB, caller, 0)), seL4_IllegalOperation, 0, 0, 0));
    CHECK(invoke(SchedContextUnbindObject, sc_slot, n1_slot) == STATUS_OK && sc->notification == 0 && n1->sc == 0);
    CHECK(invoke(SchedContextUnbindObject, sc_slot, t_slot) == STATUS_OK && sc->tcb == 0 && blocked->sc == 0);
    CHECK(refused(invoke(SchedContextUnbind, own, 0), seL4_IllegalOperation, 0, 0, 0));
    CHECK(refused(invoke(TCBSuspend, own, 0), seL4_IllegalOperation, 0, 0, 0));
    case_end("sched_context/bindings");
}

static void unbind_and_delete(void)
{
    for (word_t deletes = 0; deletes < 2; deletes++) {
        tcb_t *caller = 0;
        tcb_t *tcb = 0;
        tcb_t *yielder = 0;
        notification_t *notification = 0;
        reply_t *reply = 0;
        sched_context_t *sc = 0;

        machine_fresh(1);
        caller = thread_new(5, 1000, 0);
        tcb = thread_new(4, 100, 1000);
        yielder = thread_new(3, 100, 1000);
        sc = tcb->sc;
        notification = object_at(host_alloc(6));
        reply = object_at(host_alloc(5));
        run(caller);
        sc->notification = notification;
        notification->sc = sc;
        sc->reply = reply;
        reply->sc = sc;
        sc->consumed = 12;
        sc->yield_from = yielder;
        yielder->yield_to = sc;
        yielder->context.r[REG_CAP] = 99;
        ready_queue_push_front(tcb);
        if (deletes)
            sched_context_finalise(sc);
        else
            CHECK(invoke(SchedContextUnbind, slot_for(CAP_SCHED_CONTEXT, sc, 8), 0) == STATUS_OK);
        CHECK(tcb->sc == 0 && sc->tcb == 0 && !tcb->in_ready_queue && tcb->state == THREAD_RUNNING);
        CHECK(notification->sc == 0 && sc->notification == 0 && reply->sc == 0 && sc->reply == 0);
        CHECK(sc_is_active(sc) == !deletes && (sc->yield_from == 0) == (deletes != 0));
        if (deletes) {
            CHECK(yielder->yield_to == 0 && yielder->context.r[REG_CAP] == 0);
            CHECK(yielder->context.r[REG_INFO] == 1 && yielder->context.r[REG_MR0] == 12 && sc->consumed == 0);
        }
    }
    case_end("sched_context/unbind-and-delete");
}

static void yield_to(void)
{
    tcb_t *caller = 0;
    tcb_t *high = 0;
    tcb_t *low = 0;
    slot_t *high_sc = 0;

    machine_fresh(1);
    caller = thread_new(5, 1000, 0);
    high = thread_new(7, 100, 1000);
    low = thread_new(2, 100, 1000);
    high_sc = slot_for(CAP_SCHED_CONTEXT, high->sc, 8);
    run(caller);
    CHECK(refused(invoke(SchedContextYieldTo, slot_for(CAP_SCHED_CONTEXT, sc_new(7), 7), 0), seL4_IllegalOperation, 0,
                  0, 0));
    CHECK(refused(invoke(SchedContextYieldTo, slot_for(CAP_SCHED_CONTEXT, caller->sc, 8), 0), seL4_IllegalOperation, 0,
                  0, 0));
    caller->mcp = 6;
    CHECK(refused(invoke(SchedContextYieldTo, high_sc, 0), seL4_IllegalOperation, 0, 0, 0));
    caller->mcp = 7;
    low->sc->consumed = 4;
    CHECK(invoke(SchedContextYieldTo, slot_for(CAP_SCHED_CONTEXT, low->sc, 8), 0) == STATUS_OK);
    CHECK(core0.result_count == 1 && core0.result[0] == 4 && low->in_ready_queue && low->sc->consumed == 0);

    CHECK(invoke(SchedContextYieldTo, high_sc, 0) == STATUS_OK && core0.result_count == 0);
    sched_schedule();
    sched_activate();
    CHECK(core0.current == high && caller->in_ready_queue && caller->yield_to == high->sc);
    host_machine.clock = core0.now + 33;
    sched_stamp();
    CHECK(sched_entry_check());
    caller->context.r[REG_CAP] = 99;
    high->state = THREAD_INACTIVE;
    sched_current_stopped();
    sched_schedule();
    sched_activate();
    CHECK(core0.current == caller && caller->yield_to == 0 && high->sc->yield_from == 0);
    CHECK(caller->context.r[REG_MR0] == 33 && caller->context.r[REG_CAP] == 0 && caller->context.r[REG_INFO] == 1);
    case_end("sched_context/yield-to");
}

/* YieldTo on a context on which another thread's YieldTo is pending: that one is answered first. */
static void yield_to_again(void)
{
    tcb_t *first = 0, *second = 0, *high = 0;

    for (word_t priority = 7; priority <= 8; priority++) { /* of the second: its own is pending, or answered at once */
        machine_fresh(1);
        first = thread_new(5, 1000, 0);
        second = thread_new(8, 1000, 0);
        high = thread_new(7, 100, 1000);
        run(first);
        CHECK(invoke(SchedContextYieldTo, slot_for(CAP_SCHED_CONTEXT, high->sc, 8), 0) == STATUS_OK);
        sched_schedule();
        sched_activate();
        CHECK(core0.current == high && first->yield_to == high->sc && high->sc->yield_from == first);
        run(second);
        second->priority = priority;
        first->context.r[REG_CAP] = 99;
        high->sc->consumed = 21;
        CHECK(invoke(SchedContextYieldTo, slot_for(CAP_SCHED_CONTEXT, high->sc, 8), 0) == STATUS_OK);
        CHECK(first->yield_to == 0 && first->context.r[REG_CAP] == 0 && first->context.r[REG_MR0] == 21);
        CHECK(high->sc->yield_from == (priority == 7 ? second : 0) && high->sc->consumed == 0);
        CHECK(second->yield_to == (priority == 7 ? high->sc : 0) && core0.result_count == (priority == 8));
    }
    case_end("sched_context/yield-to again");
}

/* Sporadic contexts: time unused before a wake-up is there from now on, except for the context in use. */
static void unblocked(void)
{
    tcb_t *a = 0;
    tcb_t *b = 0;

    machine_fresh(1);
    a = thread_new(5, 100, 1000);
    b = thread_new(5, 100, 1000);
    run(a);
    host_machine.clock = 50;
    sched_stamp();
    core0.reprogram = 0;
    sched_context_unblocked(0);
    sched_context_unblocked(b->sc);
    CHECK(b->sc->refill[0].time == 0 && core0.reprogram == 0);
    b->sc->sporadic = 1;
    sched_context_unblocked(b->sc);
    CHECK(b->sc->refill[0].time == 50 && core0.reprogram == 1);
    a->sc->sporadic = 1;
    sched_context_unblocked(a->sc);
    CHECK(a->sc->refill[0].time == 0);
    b->sc->refill_max = 0;
    b->sc->refill[0].time = 3;
    sched_context_unblocked(b->sc);
    CHECK(b->sc->refill[0].time == 3);
    case_end("sched_context/unblocked");
}

static word_t domain_call(word_t label, slot_t *extra, word_t length, const word_t *argument)
{
    struct invocation in = call(label, slot_for(CAP_DOMAIN, 0, 0), extra, length, argument);

    return domain_invoke(&in, &why);
}

static void domains(void)
{
    tcb_t *tcb = 0;
    slot_t *t_slot = 0;
    slot_t *other = 0;
    word_t too_long = (word_t)1 << 56;

    machine_fresh(3);
    tcb = thread_new(5, 1000, 0);
    run(thread_new(6, 1000, 0));
    t_slot = slot_for(CAP_TCB, tcb, 0);
    other = slot_for(CAP_SCHED_CONTEXT, tcb->sc, 8);
    CHECK(refused(domain_call(TCBSuspend, 0, 0, 0), seL4_IllegalOperation, 0, 0, 0));
    CHECK(refused(domain_call(DomainSetSet, 0, 0, 0), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(domain_call(DomainSetSet, 0, 1, WORDS(3)), seL4_InvalidArgument, 1, 0, 0));
    CHECK(refused(domain_call(DomainSetSet, 0, 1, WORDS(2)), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(domain_call(DomainSetSet, other, 1, WORDS(2)), seL4_InvalidArgument, 1, 1, 0));
    CHECK(domain_call(DomainSetSet, t_slot, 1, WORDS(2)) == STATUS_OK && tcb->domain == 2);
    CHECK(tcb->in_ready_queue && core0.ready[2][5].head == tcb && core0.decision == DECISION_NONE);

    CHECK(refused(domain_call(DomainScheduleConfigure, 0, 2, WORDS(0, 0)), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(domain_call(DomainScheduleConfigure, 0, 3, WORDS(7, 3, 0)), seL4_RangeError, 2, 0, 6));
    CHECK(refused(domain_call(DomainScheduleConfigure, 0, 3, WORDS(6, 3, 0)), seL4_RangeError, 2, 0, 2));
    CHECK(refused(domain_call(DomainScheduleConfigure, 0, 3, WORDS(6, 2, too_long)), seL4_InvalidArgument, 1, 2, 0));
    CHECK(refused(domain_call(DomainScheduleConfigure, 0, 3, WORDS(0, 2, 0)), seL4_InvalidArgument, 1, 1, 0));
    CHECK(refused(domain_call(DomainScheduleConfigure, 0, 3, WORDS(0, 0, 0)), seL4_InvalidArgument, 1, 2, 0));
    CHECK(domain_call(DomainScheduleConfigure, 0, 3, WORDS(6, 0, 0)) == STATUS_OK);
    CHECK(domain_call(DomainScheduleConfigure, 0, 3, WORDS(3, 2, 400)) == STATUS_OK);
    CHECK(core0.decision == DECISION_NONE && core0.domain == 0);

    CHECK(refused(domain_call(DomainScheduleSetStart, 0, 0, 0), seL4_TruncatedMessage, 0, 0, 0));
    CHECK(refused(domain_call(DomainScheduleSetStart, 0, 1, WORDS(8)), seL4_RangeError, 2, 0, 7));
    CHECK(refused(domain_call(DomainScheduleSetStart, 0, 1, WORDS(2)), seL4_InvalidArgument, 1, 0, 0));
    CHECK(refused(domain_call(DomainScheduleSetStart, 0, 1, WORDS(7)), seL4_InvalidArgument, 1, 0, 0));
    CHECK(domain_call(DomainScheduleSetStart, 0, 1, WORDS(3)) == STATUS_OK);
    sched_schedule();
    CHECK(core0.domain == 2 && core0.current == tcb && core0.domain_end == core0.now + 400);
    CHECK(host_machine.timer_deadline == core0.now + 400 - time_margin());
    host_machine.clock = core0.now + 380;
    sched_stamp();
    CHECK(!sched_entry_check() && domain_has_expired());
    case_end("domain/methods");
}

int main(void)
{
    configure_refusals();
    configure_large();
    bindings();
    unbind_and_delete();
    yield_to();
    yield_to_again();
    unblocked();
    domains();
    return test_end();
}
