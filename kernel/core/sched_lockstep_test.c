/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random kernel entries on a handful of threads and scheduling contexts, done by the scheduler and by its
 * specification side by side; the two states are compared after each entry. The timer is checked from first
 * principles: it never fires later than the next thing that is due.
 */
#include <core/sched_test.h>

#include <proof/state.h>
/* proof/spec.h names some functions of which the kernel has its own */
#include <proof/spec.h>

#define THREADS 7u
#define CONTEXTS 8u
#define DOMAINS 2u
#define SCHEDULE_LENGTH 8u
#define ROUNDS 150u
#define ENTRIES 500u

static struct astate spec;
static tcb_t *thread[THREADS];
static sched_context_t *context[CONTEXTS];
static slot_t *tcb_slot[THREADS];
static slot_t *sc_slot[CONTEXTS];
static struct ipc_buffer *buffer[THREADS];
static word_t timer_margin_seen;

static word name_of(const void *p)
{
    return p == core0.idle || p == core0.idle_sc ? 0 : (word)p;
}

/* ---- two worlds with the same contents ---- */

static slot_t *slot_new(word_t type, const void *object, word_t size_bits, uint8_t spec_type)
{
    slot_t *slot = object_at(host_alloc(5));

    slot->cap = cap_new(type, type == CAP_TCB ? 0 : size_bits, RIGHTS_ALL, physical_of(object), 0);
    as_entry_start_list(&spec, (word)slot, (struct acap){.type = spec_type, .size_bits = (uint8_t)size_bits,
                                                         .object = (word)object});
    return slot;
}

static void thread_create(word_t i)
{
    struct atcb model = {.state = AT_INACTIVE};

    thread[i] = tcb_new(random_below(4));
    thread[i]->state = THREAD_INACTIVE;
    buffer[i] = object_at(host_alloc(10));
    model.name = (word)thread[i];
    model.prio = thread[i]->priority;
    model.mcp = 255;
    as_tcb_add(&spec, &model);
    tcb_slot[i] = slot_new(CAP_TCB, thread[i], 11, AC_TCB);
    as_entry_start_list(&spec, as_slot_of((word)thread[i], TS_BUFFER),
                        (struct acap){.type = AC_FRAME, .rights = AR_ALL, .size_bits = 12, .object = (word)buffer[i]});
    as_buffer_add(&spec, (word)buffer[i]);
}

static void context_create(word_t i)
{
    context[i] = sc_new(8);
    as_context_add(&spec, (word)context[i], 8);
    sc_slot[i] = slot_new(CAP_SCHED_CONTEXT, context[i], 8, AC_SCHED_CONTEXT);
}

/* Thread i runs on context i, half of them round robin; the last context is nobody's. */
static void context_start(word_t i)
{
    word_t budget = 30 + random_below(200);
    word_t period = random_below(2) ? 0 : budget + 1 + random_below(600);
    word_t max = period == 0 ? 2 : 2 + random_below(9);

    refill_new(context[i], max, budget, period, core0.now);
    spec_refill_new(&spec, (word)context[i], (unsigned)max, budget, period);
    context[i]->sporadic = random_below(2);
    as_context_get(&spec, (word)context[i])->sporadic = context[i]->sporadic != 0;
    if (i >= THREADS)
        return;
    context[i]->tcb = thread[i];
    thread[i]->sc = context[i];
    as_context_get(&spec, (word)context[i])->tcb = (word)thread[i];
    as_tcb_get(&spec, (word)thread[i])->sc = (word)context[i];
}

static void world_create(void)
{
    struct aparams params = {.ticks_per_us = 1, .domains = DOMAINS, .schedule_length = SCHEDULE_LENGTH};

    machine_fresh(DOMAINS);
    as_init(&spec, params);
    for (word_t i = 0; i < THREADS; i++)
        thread_create(i);
    for (word_t i = 0; i < CONTEXTS; i++) {
        context_create(i);
        context_start(i);
    }
    tcb_resume(thread[0]);
    spec_resume(&spec, (word)thread[0]);
    sched_schedule();
    sched_activate();
    spec_schedule(&spec);
}

/* ---- comparison ---- */

static uint8_t spec_state_of(const tcb_t *tcb)
{
    return tcb->state == THREAD_RUNNING ? AT_RUNNING : tcb->state == THREAD_RESTART ? AT_RESTART : AT_INACTIVE;
}

static void compare_threads(void)
{
    for (word_t i = 0; i < THREADS; i++) {
        const struct atcb *model = as_tcb_get(&spec, (word)thread[i]);
        const word_t *r = thread[i]->context.r;

        CHECK(model->state == spec_state_of(thread[i]));
        CHECK(model->prio == thread[i]->priority && model->domain == thread[i]->domain);
        CHECK(model->sc == name_of(thread[i]->sc) && model->yielded_to == name_of(thread[i]->yield_to));
        CHECK(model->regs[UC_BADGE] == r[REG_CAP] && model->regs[UC_INFO] == r[REG_INFO]);
        CHECK(model->regs[UC_MR0] == r[REG_MR0]);
        CHECK(as_queue_has(&spec.ready, (word)thread[i]) == (thread[i]->in_ready_queue != 0));
        CHECK(as_queue_has(&spec.release, (word)thread[i]) == (thread[i]->in_release_queue != 0));
    }
}

static void compare_contexts(void)
{
    for (word_t i = 0; i < CONTEXTS; i++) {
        const struct acontext *model = as_context_get(&spec, (word)context[i]);
        const sched_context_t *sc = context[i];

        CHECK(model->tcb == name_of(sc->tcb) && model->consumed == sc->consumed && model->period == sc->period);
        CHECK(model->refill_max == sc->refill_max && model->refill_count == sc->refill_more + 1);
        CHECK(model->yield_from == name_of(sc->yield_from) && model->sporadic == (sc->sporadic != 0));
        CHECK(model->badge == sc->badge);
        for (word_t j = 0; j <= sc->refill_more; j++) {
            refill_t r = sc->refill[(sc->refill_head + j) % sc->refill_max];
            CHECK(model->refill[j].time == r.time && model->refill[j].amount == r.amount);
        }
    }
}

static void compare_ready(void)
{
    unsigned place = 0;

    for (word_t domain = 0; domain < DOMAINS; domain++) {
        for (word_t p = PRIORITY_COUNT; p > 0; p--) {
            const tcb_t *before = 0;
            const struct ready_queue *queue = &core0.ready[domain][p - 1];
            bool bit = op_take(core0.ready_levels[domain][priority_word(p - 1)], priority_bit(p - 1), 1) != 0;

            CHECK(bit == (queue->head != 0) && (queue->head == 0) == (queue->tail == 0));
            for (const tcb_t *tcb = queue->head; tcb != 0; tcb = tcb->ready_next) {
                CHECK(place < spec.ready.count && spec.ready.item[place] == (word)tcb);
                CHECK(tcb->ready_prev == before && (tcb->ready_next != 0 || queue->tail == tcb));
                before = tcb;
                place++;
                if (place > THREADS)
                    return;
            }
        }
    }
    CHECK(place == spec.ready.count);
}

/* Ties are in ring order; the tree's own test looks at its shape. */
static void compare_release(void)
{
    const tcb_t *first = release_queue_first(&core0);

    CHECK((first == 0) == (spec.release.count == 0));
    if (first != 0)
        CHECK((word)first == spec.release.item[0]);
}

static void compare_core(void)
{
    bool expired = core0.now + min_budget() >= core0.domain_end;

    CHECK(name_of(core0.current) == spec.current && name_of(core0.current_sc) == spec.current_sc);
    CHECK(core0.decision == DECISION_NONE && core0.candidate == 0 && core0.reprogram == 0);
    CHECK(spec.decision == AD_NONE);
    CHECK(core0.domain == spec.domain && shared.schedule_index == spec.domain_index);
    CHECK(shared.schedule_start == spec.domain_start);
    CHECK(spec.domain_time == (expired ? 0 : core0.domain_end - core0.now) || spec.domain_time <= min_budget());
    if (core0.current != core0.idle)
        CHECK(sched_consumed(&core0) == spec.consumed);
}

static word_t due_time(void)
{
    word_t due = core0.domain_end;

    if (core0.current != core0.idle) {
        word_t end = core0.paid + core0.current_sc->refill[core0.current_sc->refill_head].amount;
        due = end < due ? end : due;
    }
    if (core0.release_root != 0 && core0.release_root->release_time < due)
        due = core0.release_root->release_time;
    return due;
}

/* limit: no earlier event is missed. Timer: set, unless what is due lies beyond all times; never too late. */
static void check_timer(void)
{
    word_t due = due_time();
    bool entry_is_quiet = core0.now < core0.limit;

    CHECK(core0.limit <= due);
    if (entry_is_quiet && core0.current != core0.idle)
        CHECK(refill_is_sufficient(core0.current_sc, core0.limit - 1 - core0.paid));
    CHECK(due >= TIMER_NEVER || core0.programmed + min_budget() <= due || due < min_budget());
    if (core0.programmed != TIMER_NEVER) {
        CHECK(host_machine.timer_deadline + time_margin() == core0.programmed + min_budget());
        timer_margin_seen++;
    }
}

static void compare(void)
{
    compare_threads();
    compare_contexts();
    compare_ready();
    compare_release();
    compare_core();
    check_timer();
}

/* ---- operations of one entry, on both sides ---- */

static tcb_t *any_thread(void)
{
    return thread[random_below(THREADS)];
}

/* An invocation by the current thread, with up to six argument words and one capability. */
struct call {
    word_t label, count, argument[6];
    slot_t *target, *extra;
    word_t result; /* 1 + first result word, or 0 */
};

static word_t kernel_invoke(const struct call *call, struct refusal *why)
{
    tcb_t *caller = core0.current;
    struct invocation in = {.caller = caller, .label = call->label, .length = call->count, .is_call = true};

    in.cap = call->target != 0 ? call->target->cap : cap_null();
    in.extra_count = call->extra != 0;
    in.extra[0] = call->extra;
    core0.result_count = 0;
    for (word_t i = 0; i < THREADS; i++) {
        if (thread[i] == caller)
            in.buffer = buffer[i];
    }
    for (word_t i = 0; i < call->count; i++) {
        if (i < MR_REGISTERS)
            caller->context.r[arch_mr_register(i)] = call->argument[i];
        else
            in.buffer->msg[i] = call->argument[i];
    }
    switch (call->label) {
    case SchedControlConfigureFlags:
        return sched_control_invoke(&in, why);
    case DomainSetSet:
    case DomainScheduleConfigure:
    case DomainScheduleSetStart:
        return domain_invoke(&in, why);
    default:
        return sched_context_invoke(&in, why);
    }
}

static struct aoutcome model_invoke(const struct call *call)
{
    static const unsigned registers[] = {UC_MR0, UC_MR1, UC_MR2, UC_MR3};
    struct atcb *caller = as_tcb_get(&spec, spec.current);
    struct acall c = {.caller = spec.current, .label = call->label, .length = call->count, .is_call = true};

    c.cap = call->target != 0 ? as_cap_in(&spec, (word)call->target) : as_cap_null();
    c.extra_count = call->extra != 0;
    c.extra[0] = (word)call->extra;
    for (unsigned i = 0; i < call->count; i++) {
        if (i < MR_REGISTERS)
            caller->regs[registers[i]] = call->argument[i];
        else
            as_buffer_add(&spec, spec_thread_buffer(&spec, spec.current, false))->words[1 + i] = call->argument[i];
    }
    switch (call->label) {
    case SchedControlConfigureFlags:
        return spec_invoke_sched_control(&spec, &c);
    case DomainSetSet:
    case DomainScheduleConfigure:
    case DomainScheduleSetStart:
        return spec_invoke_domain(&spec, &c);
    default:
        return spec_invoke_sched_context(&spec, &c);
    }
}

static void invoke_both(const struct call *call)
{
    struct refusal why = {0};
    struct aoutcome outcome = model_invoke(call);
    word_t status = kernel_invoke(call, &why);

    CHECK(status == outcome.error);
    if (status != STATUS_OK) {
        CHECK(why.count == outcome.count);
        for (unsigned i = 0; i < outcome.count; i++)
            CHECK(why.word[i] == outcome.words[i]);
    } else {
        CHECK(core0.result_count == outcome.count);
        CHECK(outcome.count == 0 || core0.result[0] == outcome.words[0]);
    }
}

static void invoke_context(void)
{
    static const word_t labels[] = {SchedContextBind, SchedContextUnbind, SchedContextUnbindObject,
                                    SchedContextConsumed, SchedContextYieldTo, SchedContextYieldTo,
                                    SchedContextYieldTo, SchedContextBind, TCBSuspend};
    struct call call = {.label = labels[random_below(ARRAY_SIZE(labels))], .target = sc_slot[random_below(CONTEXTS)]};

    if (random_below(8) != 0)
        call.extra = random_below(10) != 0 ? tcb_slot[random_below(THREADS)] : sc_slot[random_below(CONTEXTS)];
    invoke_both(&call);
}

static void invoke_configure(void)
{
    struct call call = {.label = SchedControlConfigureFlags, .count = 5, .extra = sc_slot[random_below(CONTEXTS)]};

    call.argument[1] = random_below(8) == 0 ? random_word() : 15 + random_below(700);
    call.argument[0] = random_below(3) == 0 ? call.argument[1] : 15 + random_below(call.argument[1] % 1000 + 10);
    call.argument[2] = random_below(11);
    call.argument[3] = random_word();
    call.argument[4] = random_below(4);
    if (random_below(10) == 0)
        call.extra = tcb_slot[0];
    if (random_below(20) == 0)
        call.count = 4;
    invoke_both(&call);
}

static void invoke_domain(void)
{
    struct call call = {.label = DomainSetSet, .count = 1, .extra = tcb_slot[random_below(THREADS)]};

    switch (random_below(4)) {
    case 0:
        call.label = DomainScheduleSetStart;
        call.argument[0] = random_below(SCHEDULE_LENGTH + 1);
        break;
    case 1: case 2:
        call.label = DomainScheduleConfigure;
        call.count = 2 + (random_below(10) != 0);
        call.argument[0] = random_below(SCHEDULE_LENGTH + 1);
        call.argument[1] = random_below(DOMAINS + 1);
        call.argument[2] = random_below(6) == 0 ? random_below(2) << 56 : random_below(500);
        break;
    default:
        call.argument[0] = random_below(DOMAINS + 1);
        break;
    }
    invoke_both(&call);
}

static void suspend_or_resume(tcb_t *tcb)
{
    if (random_below(3) == 0) {
        tcb_suspend(tcb);
        spec_suspend(&spec, (word)tcb);
    } else {
        tcb_resume(tcb);
        spec_resume(&spec, (word)tcb);
    }
}

/* The current thread gives its context away and stops, or goes on without. */
static void donate(bool stops)
{
    tcb_t *from = core0.current;
    tcb_t *to = any_thread();
    sched_context_t *sc = from->sc;

    if (sc == 0 || to->sc != 0 || to->state != THREAD_INACTIVE)
        return;
    if (stops) {
        from->state = THREAD_INACTIVE;
        as_tcb_get(&spec, (word)from)->state = AT_INACTIVE;
        spec_unschedule_current(&spec, (word)from);
        sched_current_stopped();
    }
    sched_context_donate(sc, to);
    spec_sc_donate(&spec, (word)sc, (word)to);
    to->state = THREAD_RUNNING;
    as_tcb_get(&spec, (word)to)->state = AT_RUNNING;
    sched_candidate(to);
    spec_candidate(&spec, (word)to);
}

static void change_priority(void)
{
    tcb_t *tcb = any_thread();
    word_t priority = random_below(4);

    tcb_set_priority(tcb, priority);
    spec_set_priority(&spec, (word)tcb, priority);
}

/* Several changes in one entry, as a revocation makes them. */
static void several_changes(void)
{
    for (word_t i = random_below(5); i > 0; i--) {
        if (random_below(4) == 0)
            change_priority();
        else
            suspend_or_resume(any_thread());
    }
}

static void operation(void)
{

    switch (random_below(16)) {
    case 0: case 1:
        sched_give_up();
        spec_yield(&spec);
        break;
    case 2: case 3:
        invoke_configure();
        break;
    case 4: case 5: case 6:
        invoke_context();
        break;
    case 7:
        invoke_domain();
        break;
    case 8:
        change_priority();
        break;
    case 9:
        donate(random_below(2));
        break;
    case 10:
        suspend_or_resume(core0.current);
        break;
    default:
        several_changes();
        break;
    }
}

static void interrupt(void)
{
    sched_entry_check();
    spec_entry_check(&spec);
    sched_timer_interrupt();
    spec.reprogram = true;
    if (random_below(2)) {
        tcb_t *tcb = any_thread();
        tcb_resume(tcb);
        spec_resume(&spec, (word)tcb);
    }
}

/* A skipped call is issued again. */
static void restart(void)
{
    sched_restart_current();
    if (spec_thread_is_runnable(&spec, spec.current))
        as_tcb_get(&spec, spec.current)->state = AT_RESTART;
}

static void entry(void)
{
    word_t step = random_below(4) == 0 ? random_below(400) : random_below(30);
    word_t time = core0.now + step;
    bool fires = core0.programmed != TIMER_NEVER && host_machine.timer_deadline <= time;

    if (fires && random_below(4) != 0)
        time = host_machine.timer_deadline > core0.now ? host_machine.timer_deadline + random_below(9) : core0.now;
    host_machine.clock = time;
    sched_stamp();
    spec_stamp(&spec, time);
    CHECK(core0.now == time);
    if (fires || core0.current == core0.idle) {
        interrupt();
    } else {
        bool go_on = sched_entry_check();

        CHECK(spec_entry_check(&spec) == go_on);
        if (go_on)
            operation();
        else
            restart();
    }
    sched_schedule();
    sched_activate();
    spec_schedule(&spec);
}

int main(void)
{
    for (unsigned round = 0; round < ROUNDS && checks_failed == 0; round++) {
        world_create();
        compare();
        for (unsigned i = 0; i < ENTRIES && checks_failed == 0; i++) {
            entry();
            compare();
        }
        if (checks_failed != 0)
            printf("round %u\n", round);
    }
    CHECK(timer_margin_seen > 0);
    case_end("sched/lockstep");
    return test_end();
}
