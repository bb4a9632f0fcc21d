/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Methods that replace what a thread or an interrupt line holds. The capability that goes may be the last of an
 * endpoint or notification for which many threads wait: sending them away takes several entries, and between those, as
 * well as when the repeated call is refused, the old capability is there in full. Other methods that deal with many
 * waiters, too.
 */
#include <arch_test_isa.h>
#include <object/cnode.h>
#include <object/ipc_world.h>
#include <object/irq.h>

enum { WAITERS = 250, IRQ = 20 };
enum { SLOT_NEW = 1, SLOT_CSPACE, SLOT_VSPACE, SLOT_AUTHORITY, SLOT_SC, SLOT_WRONG };

static struct {
    tcb_t *caller, *target;
    tcb_t *waiter[WAITERS];
    slot_t *slots;
    endpoint_t *old, *fresh;
    notification_t *old_notification, *fresh_notification;
} w;

static void restart_all_but(word_t waiting, unsigned line)
{
    word_t count = 0;

    for (unsigned i = 0; i < WAITERS; i++) {
        bool blocked = w.waiter[i]->wait_object != 0;

        count += blocked;
        check_that(blocked || w.waiter[i]->state == THREAD_RESTART, "who does not wait any more restarts", (int)line);
    }
    check_that(count == waiting, "so many still wait", (int)line);
}

static void many_wait_at(endpoint_t *endpoint, notification_t *notification)
{
    for (unsigned i = 0; i < WAITERS; i++) {
        w.waiter[i] = world_runner(i % 7);
        world_enter(w.waiter[i]);
        if (endpoint != 0)
            endpoint_receive(endpoint, w.waiter[i], true, 0);
        else
            notification_wait(notification, w.waiter[i], true);
    }
    world_enter(w.caller);
}

static cap_t notification_cap(const notification_t *notification)
{
    return cap_new(CAP_NOTIFICATION, 0, RIGHT_READ | RIGHT_WRITE, physical_of(notification), 0);
}

static void scene(void)
{
    word_t root = host_alloc(TABLE_BITS), cnode = host_alloc(6);

    w.caller = world_runner(100);
    w.caller->mcp = 255;
    w.target = world_thread(50);
    w.slots = world_cspace(w.caller);
    w.old = world_endpoint();
    w.fresh = world_endpoint();
    w.old_notification = world_notification();
    w.fresh_notification = world_notification();
    asid_boot(host_alloc(TABLE_BITS), root);
    slot_insert_alone(&w.slots[SLOT_NEW], world_endpoint_cap(w.fresh, 8, RIGHTS_ALL));
    slot_insert_alone(&w.slots[SLOT_CSPACE], cap_new(CAP_CNODE, 1, 0, cnode, cnode_w1_guard_size_set(0, 63)));
    slot_insert_alone(&w.slots[SLOT_VSPACE], test_root_cap(root, ASID_ROOT_TASK));
    slot_insert_alone(&w.slots[SLOT_AUTHORITY], cap_new(CAP_TCB, 0, 0, physical_of(w.caller), 0));
    slot_insert_alone(&w.slots[SLOT_SC], cap_new(CAP_SCHED_CONTEXT, 8, 0, physical_of(world_context(0)), 0));
    slot_insert_alone(&w.slots[SLOT_WRONG], notification_cap(w.fresh_notification));
}

/* Each method, the slot it replaces, its extra capabilities and which of them is the new handler. */
static const struct method {
    word_t label, words;
    enum tcb_slot slot;
    int extra[3];
    unsigned handler;
    word_t refused_number;
} methods[] = {
    {TCBSetTimeoutEndpoint, 0, TCB_SLOT_TIMEOUT_HANDLER, {SLOT_NEW}, 0, 1},
    {TCBSetSpace, 2, TCB_SLOT_FAULT_HANDLER, {SLOT_NEW, SLOT_CSPACE, SLOT_VSPACE}, 0, 1},
    {TCBSetSchedParams, 2, TCB_SLOT_FAULT_HANDLER, {SLOT_AUTHORITY, SLOT_SC, SLOT_NEW}, 2, 3},
};

/* One kernel entry with the method. handler: slot of the capability given as new handler. */
static word_t entry(const struct method *m, unsigned handler)
{
    struct invocation in = {.caller = w.caller, .label = m->label, .length = m->words, .extra_count = 3};

    for (unsigned i = 0; i < 3; i++)
        in.extra[i] = &w.slots[m->extra[i]];
    in.extra[m->handler] = &w.slots[handler];
    in.slot = &w.slots[0];
    in.cap = cap_new(CAP_TCB, 0, 0, physical_of(w.target), 0);
    w.caller->context.r[arch_mr_register(0)] = m->label == TCBSetSchedParams ? 200 : 0;
    w.caller->context.r[arch_mr_register(1)] = m->label == TCBSetSchedParams ? 60 : 0;
    core0.work_units = 0;
    return tcb_invoke(&in, &core0.refusal);
}

static void handlers_go_at_once(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(methods); i++) {
        const struct method *m = &methods[i];
        static tcb_t before;
        cap_t installed;

        world_start();
        scene();
        world_handler(w.target, m->slot, w.old, 7, RIGHTS_ALL);
        many_wait_at(w.old, 0);
        before = *w.target;

        CHECK(entry(m, SLOT_NEW) == STATUS_PREEMPTED);
        restart_all_but(WAITERS - WORK_UNITS_MAX, __LINE__);
        CHECK(memcmp(&before, w.target, sizeof(before)) == 0);

        /* Meanwhile the new handler has become something else. */
        CHECK(entry(m, SLOT_WRONG) == seL4_InvalidCapability && core0.refusal.word[0] == m->refused_number);
        restart_all_but(WAITERS - WORK_UNITS_MAX, __LINE__);
        CHECK(memcmp(&before, w.target, sizeof(before)) == 0);

        CHECK(entry(m, SLOT_NEW) == STATUS_PREEMPTED);
        CHECK(memcmp(&before, w.target, sizeof(before)) == 0);
        CHECK(entry(m, SLOT_NEW) == STATUS_OK);
        restart_all_but(0, __LINE__);
        installed = w.target->slot[m->slot].cap;
        CHECK(endpoint_of_cap(installed) == w.fresh && cap_badge(installed) == 8);
        CHECK(w.slots[SLOT_NEW].next == &w.target->slot[m->slot]);
        if (m->label == TCBSetSpace)
            CHECK(w.slots[SLOT_CSPACE].next == &w.target->slot[TCB_SLOT_CSPACE] &&
                  w.slots[SLOT_VSPACE].next == &w.target->slot[TCB_SLOT_VSPACE]);
        if (m->label == TCBSetSchedParams)
            CHECK(w.target->mcp == 200 && w.target->priority == 60 && w.target->sc != 0);
    }
}

/* While others hold capabilities to the old handler, its waiters are none of the method's business. */
static void waiters_of_living_endpoints_stay(void)
{
    scene();
    slot_insert_alone(&w.slots[10], world_endpoint_cap(w.old, 0, RIGHTS_ALL));
    slot_insert_copy(&w.slots[10], &w.target->slot[TCB_SLOT_TIMEOUT_HANDLER], w.slots[10].cap);
    many_wait_at(w.old, 0);
    CHECK(entry(&methods[0], SLOT_NEW) == STATUS_OK);
    restart_all_but(WAITERS, __LINE__);
    CHECK(core0.work_units == 0 && w.slots[10].next == 0);
    CHECK(entry(&methods[0], 0) == STATUS_OK);
    CHECK(slot_is_empty(&w.target->slot[TCB_SLOT_TIMEOUT_HANDLER]) && w.slots[SLOT_NEW].next == 0);
}

/* Somebody else's deletion of the old handler has been stopped half way: the method does the rest of it. */
static void rest_of_a_deletion(void)
{
    slot_t *slot = 0;

    scene();
    slot = &w.target->slot[TCB_SLOT_FAULT_HANDLER];
    world_handler(w.target, TCB_SLOT_FAULT_HANDLER, w.old, 7, RIGHTS_ALL);
    many_wait_at(w.old, 0);
    core0.work_units = 0;
    CHECK(slot_delete(slot) == STATUS_PREEMPTED && cap_type(slot->cap) == CAP_ZOMBIE);
    CHECK(cap_has_memory(slot->cap) && cap_object_bits(slot->cap) == seL4_EndpointBits);
    CHECK(entry(&methods[1], SLOT_NEW) == STATUS_PREEMPTED && cap_type(slot->cap) == CAP_ZOMBIE);
    CHECK(entry(&methods[1], SLOT_NEW) == STATUS_OK && endpoint_of_cap(slot->cap) == w.fresh);
    restart_all_but(0, __LINE__);
}

/* A thread whose last CNode would go with its CSpace is left alone. */
static void long_deletes_are_refused(void)
{
    word_t cnode = 0;

    scene();
    cnode = host_alloc(7);
    slot_insert_alone(&w.target->slot[TCB_SLOT_CSPACE], cap_new(CAP_CNODE, 2, 0, cnode, 62));
    CHECK(entry(&methods[1], SLOT_NEW) == seL4_IllegalOperation);
    slot_update(&w.target->slot[TCB_SLOT_CSPACE], cap_new(CAP_ZOMBIE, 2, 0, cnode, zombie_w1_count_set(0, 4)));
    CHECK(entry(&methods[1], SLOT_NEW) == seL4_IllegalOperation);
    CHECK(slot_is_empty(&w.target->slot[TCB_SLOT_FAULT_HANDLER]));
}

static word_t irq_entry(word_t label, unsigned extra)
{
    struct invocation in = {.caller = w.caller, .label = label, .extra_count = 1, .is_call = true};

    in.extra[0] = &w.slots[extra];
    in.slot = &w.slots[0];
    in.cap = cap_new(CAP_IRQ_HANDLER, 0, 0, IRQ, 0);
    core0.work_units = 0;
    return irq_handler_invoke(&in, &core0.refusal);
}

static void line_goes_on_signalling(void)
{
    slot_t *stored = &irq_lines[IRQ].notification;

    scene();
    memset(irq_lines, 0, sizeof(irq_lines));
    irq_lines[IRQ].state = IRQ_SIGNAL;
    slot_insert_alone(stored, notification_cap(w.old_notification));
    many_wait_at(0, w.old_notification);
    CHECK(irq_entry(IRQSetIRQHandler, SLOT_NEW) == seL4_InvalidCapability);
    CHECK(irq_entry(IRQSetIRQHandler, SLOT_WRONG) == STATUS_PREEMPTED);
    restart_all_but(WAITERS - WORK_UNITS_MAX, __LINE__);
    CHECK(cap_type(stored->cap) == CAP_NOTIFICATION && notification_of_cap(stored->cap) == w.old_notification);
    CHECK(irq_entry(IRQSetIRQHandler, SLOT_NEW) == seL4_InvalidCapability);
    CHECK(notification_of_cap(stored->cap) == w.old_notification);
    CHECK(irq_entry(IRQSetIRQHandler, SLOT_WRONG) == STATUS_PREEMPTED);
    CHECK(irq_entry(IRQSetIRQHandler, SLOT_WRONG) == STATUS_OK);
    restart_all_but(0, __LINE__);
    CHECK(notification_of_cap(stored->cap) == w.fresh_notification && w.slots[SLOT_WRONG].next == stored);
    CHECK(irq_entry(IRQAckIRQ, 0) == STATUS_OK);
    CHECK(irq_entry(IRQClearIRQHandler, 0) == STATUS_OK && slot_is_empty(stored));
    CHECK(irq_entry(IRQSetIRQHandler + 100, 0) == seL4_IllegalOperation);
}

/* Deleting the last handler of a line, with a stored notification that ends with it and has many waiters. */
static void last_handler_of_a_line(void)
{
    slot_t *stored = &irq_lines[IRQ].notification, *handler = 0;

    scene();
    memset(irq_lines, 0, sizeof(irq_lines));
    irq_lines[IRQ].state = IRQ_SIGNAL;
    handler = &w.slots[12];
    slot_insert_alone(handler, cap_new(CAP_IRQ_HANDLER, 0, 0, IRQ, 0));
    slot_insert_alone(stored, notification_cap(w.old_notification));
    many_wait_at(0, w.old_notification);
    for (unsigned n = 0; n < 2; n++) {
        core0.work_units = 0;
        CHECK(slot_delete(handler) == STATUS_PREEMPTED);
        CHECK(cap_type(handler->cap) == CAP_IRQ_HANDLER && irq_is_active(IRQ));
        CHECK(cap_type(stored->cap) == CAP_ZOMBIE && cap_object_bits(stored->cap) == seL4_NotificationBits);
    }
    irq_handle(IRQ); /* signals nobody */
    CHECK(w.old_notification->state == NOTIFICATION_WAITING);
    core0.work_units = 0;
    CHECK(slot_delete(handler) == STATUS_OK && slot_is_empty(handler) && slot_is_empty(stored) && !irq_is_active(IRQ));
    restart_all_but(0, __LINE__);
}

/* CancelBadgedSends of more senders than an entry deals with, among them some with another badge. */
static void long_cancelling(void)
{
    endpoint_t *endpoint = 0;
    struct invocation in = {.label = CNodeCancelBadgedSends, .length = 2, .is_call = true};
    unsigned entries = 1, left = 0;

    scene();
    endpoint = w.old;
    for (unsigned i = 0; i < WAITERS; i++) {
        w.waiter[i] = world_runner(i % 7);
        world_enter(w.waiter[i]);
        endpoint_send(endpoint, w.waiter[i], 1 + (i % 5 == 0), SEND_BLOCKING);
    }
    world_enter(w.caller);
    slot_insert_alone(&w.slots[10], world_endpoint_cap(endpoint, 1, RIGHTS_ALL));
    in.caller = w.caller;
    in.slot = &w.slots[0];
    in.cap = w.caller->slot[TCB_SLOT_CSPACE].cap;
    w.caller->context.r[arch_mr_register(0)] = 10;
    w.caller->context.r[arch_mr_register(1)] = WORD_BITS;
    core0.work_units = 0;
    while (cnode_invoke(&in, &core0.refusal) == STATUS_PREEMPTED && entries < WAITERS) {
        CHECK(core0.work_units == WORK_UNITS_MAX);
        core0.work_units = 0;
        entries++;
    }
    CHECK(entries == 3);
    for (unsigned i = 0; i < WAITERS; i++) {
        bool other = i % 5 == 0;

        CHECK(w.waiter[i]->state == (word_t)(other ? THREAD_BLOCKED_ON_SEND : THREAD_RESTART));
        left += other;
    }
    CHECK(left == WAITERS / 5);
}

int main(void)
{
    RUN(handlers_go_at_once);
    RUN(waiters_of_living_endpoints_stay);
    RUN(rest_of_a_deletion);
    RUN(long_deletes_are_refused);
    RUN(line_goes_on_signalling);
    RUN(last_handler_of_a_line);
    RUN(long_cancelling);
    return test_end();
}
