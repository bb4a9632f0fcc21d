/* SPDX-License-Identifier: BSD-2-Clause */
/* Equality of abstract states, with the first difference in words. */
#include <stdio.h>
#include <string.h>
#include "spec.h"

struct comparison {
    char *why;
    unsigned size;
    bool equal;
};

static void differ(struct comparison *c, const char *what, word name, word a, word b)
{
    if (c->equal) {
        snprintf(c->why, c->size, "%s of 0x%lx: 0x%lx and 0x%lx", what, name, a, b);
        c->equal = false;
    }
}

static void same(struct comparison *c, const char *what, word name, word a, word b)
{
    if (a != b) {
        differ(c, what, name, a, b);
    }
}

static void same_queue(struct comparison *c, const char *what, word name, const struct aqueue *a,
                       const struct aqueue *b)
{
    same(c, what, name, a->count, b->count);
    for (unsigned i = 0; c->equal && i < a->count; i++) {
        same(c, what, name, a->item[i], b->item[i]);
    }
}

static void same_cap(struct comparison *c, word slot, struct acap a, struct acap b)
{
    same(c, "capability type in slot", slot, a.type, b.type);
    same(c, "capability object in slot", slot, a.object, b.object);
    same(c, "capability size in slot", slot, a.size_bits, b.size_bits);
    same(c, "capability rights in slot", slot, a.rights, b.rights);
    same(c, "capability badge in slot", slot, a.badge, b.badge);
    same(c, "guard size in slot", slot, a.guard_bits, b.guard_bits);
    same(c, "guard in slot", slot, a.guard, b.guard);
    same(c, "device flag in slot", slot, a.device, b.device);
    same(c, "watermark in slot", slot, a.watermark, b.watermark);
    same(c, "mapped flag in slot", slot, a.mapped, b.mapped);
    same(c, "ASID in slot", slot, a.asid, b.asid);
    same(c, "recorded address in slot", slot, a.vaddr, b.vaddr);
    same(c, "first port in slot", slot, a.first_port, b.first_port);
    same(c, "last port in slot", slot, a.last_port, b.last_port);
}

static void same_entries(struct comparison *c, const struct astate *a, const struct astate *b)
{
    for (unsigned i = 0; c->equal && i < a->entry_count && i < b->entry_count; i++) {
        const struct aentry *x = &a->entry[i];
        const struct aentry *y = &b->entry[i];
        bool badged = x->cap.badge != 0 && x->cap.type != AC_IO_SPACE;

        same(c, "slot at position", i, x->slot, y->slot);
        same(c, "start of list at slot", x->slot, x->starts_list, y->starts_list);
        same_cap(c, x->slot, x->cap, y->cap);
        same(c, "revocable flag of slot", x->slot, x->revocable, y->revocable);
        if (badged) { /* nothing looks at this flag of other capabilities */
            same(c, "first-badged flag of slot", x->slot, x->first_badged, y->first_badged);
        }
    }
    same(c, "number of capabilities", 0, a->entry_count, b->entry_count);
}

static void same_fault(struct comparison *c, const struct atcb *a, const struct atcb *b)
{
    same(c, "fault of thread", a->name, a->fault.kind, b->fault.kind);
    if (a->fault.kind == seL4_Fault_NullFault) {
        return;
    }
    same(c, "first fault word of thread", a->name, a->fault.words[0], b->fault.words[0]);
    same(c, "second fault word of thread", a->name, a->fault.words[1], b->fault.words[1]);
    same(c, "third fault word of thread", a->name, a->fault.words[2], b->fault.words[2]);
    if (a->fault.kind == seL4_Fault_CapFault) {
        same(c, "look-up failure of thread", a->name, a->fault.failure.type, b->fault.failure.type);
        for (unsigned i = 0; i < a->fault.failure.count; i++) {
            same(c, "look-up failure word of thread", a->name, a->fault.failure.words[i], b->fault.failure.words[i]);
        }
    }
}

/* What a thread waits for; a thread that is not waiting remembers nothing that matters. */
static void same_wait(struct comparison *c, const struct atcb *a, const struct atcb *b)
{
    same(c, "object waited on by thread", a->name, a->waits_on, b->waits_on);
    if (a->state == AT_ON_RECEIVE) {
        same(c, "reply object of thread", a->name, a->reply, b->reply);
    }
    if (a->state == AT_ON_SEND) {
        same(c, "sent badge of thread", a->name, a->send_badge, b->send_badge);
        same(c, "sent grant of thread", a->name, a->send_grant, b->send_grant);
        same(c, "sent grant reply of thread", a->name, a->send_grant_reply, b->send_grant_reply);
    }
    if (a->state == AT_ON_SEND && a->fault.kind == seL4_Fault_NullFault) {
        same(c, "call flag of thread", a->name, a->send_is_call, b->send_is_call);
    }
    if (a->state == AT_ON_SEND || a->state == AT_ON_REPLY) {
        same_fault(c, a, b);
    }
}

static void same_tcb(struct comparison *c, const struct atcb *a, const struct atcb *b)
{
    same(c, "name of thread", a->name, a->name, b->name);
    same(c, "state of thread", a->name, a->state, b->state);
    same_wait(c, a, b);
    same(c, "priority of thread", a->name, a->prio, b->prio);
    same(c, "MCP of thread", a->name, a->mcp, b->mcp);
    same(c, "domain of thread", a->name, a->domain, b->domain);
    same(c, "flags of thread", a->name, a->flags, b->flags);
    same(c, "scheduling context of thread", a->name, a->sc, b->sc);
    same(c, "VCPU of thread", a->name, a->vcpu, b->vcpu);
    same(c, "bound notification of thread", a->name, a->notification, b->notification);
    same(c, "yield target of thread", a->name, a->yielded_to, b->yielded_to);
    same(c, "buffer address of thread", a->name, a->buffer_address, b->buffer_address);
    if (a->state == AT_RUNNING) {
        same(c, "next IP of thread", a->name, a->next_ip, b->next_ip);
    }
    for (unsigned i = 0; c->equal && i < UC_COUNT; i++) {
        word x = spec_register(a, i);
        word y = spec_register(b, i);
        if (x != y) {
            char what[40];
            snprintf(what, sizeof(what), "register %u of thread", i);
            differ(c, what, a->name, x, y);
        }
    }
}

static void same_context(struct comparison *c, const struct acontext *a, const struct acontext *b)
{
    same(c, "name of context", a->name, a->name, b->name);
    same(c, "size of context", a->name, a->size_bits, b->size_bits);
    same(c, "thread of context", a->name, a->tcb, b->tcb);
    same(c, "notification of context", a->name, a->notification, b->notification);
    same(c, "yielder of context", a->name, a->yield_from, b->yield_from);
    same(c, "badge of context", a->name, a->badge, b->badge);
    same(c, "period of context", a->name, a->period, b->period);
    same(c, "consumed time of context", a->name, a->consumed, b->consumed);
    same(c, "sporadic flag of context", a->name, a->sporadic, b->sporadic);
    same(c, "largest number of refills of context", a->name, a->refill_max, b->refill_max);
    same(c, "number of refills of context", a->name, a->refill_count, b->refill_count);
    for (unsigned i = 0; c->equal && i < a->refill_count; i++) {
        same(c, "refill time of context", a->name, a->refill[i].time, b->refill[i].time);
        same(c, "refill amount of context", a->name, a->refill[i].amount, b->refill[i].amount);
    }
    same_queue(c, "call stack of context", a->name, &a->stack, &b->stack);
}

static void same_ipc_objects(struct comparison *c, const struct astate *a, const struct astate *b)
{
    same(c, "number of endpoints", 0, a->endpoint_count, b->endpoint_count);
    for (unsigned i = 0; c->equal && i < a->endpoint_count; i++) {
        same(c, "name of endpoint", i, a->endpoint[i].name, b->endpoint[i].name);
        same(c, "state of endpoint", a->endpoint[i].name, a->endpoint[i].state, b->endpoint[i].state);
        same_queue(c, "queue of endpoint", a->endpoint[i].name, &a->endpoint[i].queue, &b->endpoint[i].queue);
    }
    same(c, "number of notifications", 0, a->notification_count, b->notification_count);
    for (unsigned i = 0; c->equal && i < a->notification_count; i++) {
        const struct anotification *x = &a->notification[i];
        const struct anotification *y = &b->notification[i];
        same(c, "name of notification", i, x->name, y->name);
        same(c, "state of notification", x->name, x->state, y->state);
        same(c, "word of notification", x->name, x->badge, y->badge);
        same(c, "thread of notification", x->name, x->tcb, y->tcb);
        same(c, "context of notification", x->name, x->sc, y->sc);
        same_queue(c, "queue of notification", x->name, &x->queue, &y->queue);
    }
    same(c, "number of reply objects", 0, a->reply_count, b->reply_count);
    for (unsigned i = 0; c->equal && i < a->reply_count; i++) {
        same(c, "name of reply object", i, a->reply[i].name, b->reply[i].name);
        same(c, "user of reply object", a->reply[i].name, a->reply[i].tcb, b->reply[i].tcb);
    }
}

static void same_vcpu(struct comparison *c, const struct avcpu *a, const struct avcpu *b)
{
    same(c, "name of VCPU", a->name, a->name, b->name);
    same(c, "thread of VCPU", a->name, a->tcb, b->tcb);
    same(c, "timer's mask of VCPU", a->name, a->timer_masked, b->timer_masked);
    for (unsigned i = 0; c->equal && i < AS_GUEST_REGISTERS; i++) {
        char what[40];
        snprintf(what, sizeof(what), "guest's register %u of VCPU", i);
        same(c, what, a->name, a->reg[i], b->reg[i]);
    }
    for (unsigned i = 0; c->equal && i < AS_GUEST_LISTS; i++) {
        same(c, "list register of VCPU", a->name, a->list[i], b->list[i]);
    }
}

static void same_objects(struct comparison *c, const struct astate *a, const struct astate *b)
{
    same(c, "number of threads", 0, a->tcb_count, b->tcb_count);
    for (unsigned i = 0; c->equal && i < a->tcb_count; i++) {
        same_tcb(c, &a->tcb[i], &b->tcb[i]);
    }
    same_ipc_objects(c, a, b);
    same(c, "number of contexts", 0, a->context_count, b->context_count);
    for (unsigned i = 0; c->equal && i < a->context_count; i++) {
        same_context(c, &a->context[i], &b->context[i]);
    }
    same(c, "number of CNodes", 0, a->cnode_count, b->cnode_count);
    for (unsigned i = 0; c->equal && i < a->cnode_count; i++) {
        same(c, "name of CNode", i, a->cnode[i].name, b->cnode[i].name);
        same(c, "radix of CNode", a->cnode[i].name, a->cnode[i].radix, b->cnode[i].radix);
    }
    same(c, "number of VCPUs", 0, a->vcpu_count, b->vcpu_count);
    for (unsigned i = 0; c->equal && i < a->vcpu_count; i++) {
        same_vcpu(c, &a->vcpu[i], &b->vcpu[i]);
    }
}

static void same_mapping(struct comparison *c, const struct amapping *a, const struct amapping *b)
{
    same(c, "root of mapping at", a->vaddr, a->root, b->root);
    same(c, "address of mapping in", a->root, a->vaddr, b->vaddr);
    same(c, "span of mapping at", a->vaddr, a->span_bits, b->span_bits);
    same(c, "kind of mapping at", a->vaddr, a->table, b->table);
    same(c, "target of mapping at", a->vaddr, a->target, b->target);
    same(c, "rights of mapping at", a->vaddr, a->rights, b->rights);
    same(c, "attributes of mapping at", a->vaddr, a->attributes, b->attributes);
}

static void same_spaces(struct comparison *c, const struct astate *a, const struct astate *b)
{
    for (unsigned i = 0; c->equal && i < a->mapping_count && i < b->mapping_count; i++) {
        same_mapping(c, &a->mapping[i], &b->mapping[i]);
    }
    same(c, "number of mappings", 0, a->mapping_count, b->mapping_count);
    same(c, "number of ASIDs", 0, a->asid_count, b->asid_count);
    for (unsigned i = 0; c->equal && i < a->asid_count; i++) {
        same(c, "ASID at position", i, a->asid[i].asid, b->asid[i].asid);
        same(c, "root of ASID", a->asid[i].asid, a->asid[i].root, b->asid[i].root);
    }
    for (unsigned i = 0; i < AS_POOLS; i++) {
        same(c, "ASID pool", i, a->pool[i], b->pool[i]);
    }
}

static void same_irqs(struct comparison *c, const struct astate *a, const struct astate *b)
{
    for (unsigned i = 0; c->equal && i < AS_IRQS; i++) {
        same(c, "state of interrupt", i, a->irq[i].state, b->irq[i].state);
        same(c, "input of interrupt", i, a->irq[i].input, b->irq[i].input);
    }
    for (unsigned i = 0; c->equal && i < AS_INPUTS; i++) {
        const struct ainput *x = &a->input[i];
        const struct ainput *y = &b->input[i];
        same(c, "mask of input", i, x->masked, y->masked);
        same(c, "trigger of input", i, x->edge, y->edge);
        same(c, "polarity of input", i, x->active_low, y->active_low);
        same(c, "vector of input", i, x->vector, y->vector);
    }
}

static void same_scheduler(struct comparison *c, const struct astate *a, const struct astate *b)
{
    same(c, "running thread", 0, a->current, b->current);
    same(c, "running context", 0, a->current_sc, b->current_sc);
    same_queue(c, "ready queue", 0, &a->ready, &b->ready);
    same_queue(c, "release queue", 0, &a->release, &b->release);
    same(c, "pending decision", 0, a->decision, b->decision);
    same(c, "time", 0, a->now, b->now);
    same(c, "uncharged time", 0, a->consumed, b->consumed);
    same(c, "domain", 0, a->domain, b->domain);
    same(c, "domain time", 0, a->domain_time, b->domain_time);
    same(c, "domain start", 0, a->domain_start, b->domain_start);
    same(c, "domain index", 0, a->domain_index, b->domain_index);
    for (unsigned i = 0; i < AS_SCHEDULE; i++) {
        same(c, "domain of schedule entry", i, a->schedule[i].domain, b->schedule[i].domain);
        same(c, "duration of schedule entry", i, a->schedule[i].duration, b->schedule[i].duration);
    }
}

static void same_buffers(struct comparison *c, const struct astate *a, struct astate *b)
{
    for (unsigned i = 0; c->equal && i < a->buffer_count; i++) {
        const struct abuffer *x = &a->buffer[i];
        const struct abuffer *y = as_buffer_get(b, x->address);
        for (unsigned k = 0; c->equal && y != NULL && k < BUFFER_WORDS; k++) {
            same(c, "word of buffer at", x->address + 8 * k, x->words[k], y->words[k]);
        }
    }
}

bool as_equal(const struct astate *a, struct astate *b, char *why, unsigned why_size)
{
    struct comparison c = {.why = why, .size = why_size, .equal = true};

    same_scheduler(&c, a, b);
    same_objects(&c, a, b);
    same_entries(&c, a, b);
    same_spaces(&c, a, b);
    same_irqs(&c, a, b);
    same_buffers(&c, a, b);
    return c.equal;
}
