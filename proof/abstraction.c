/* SPDX-License-Identifier: BSD-2-Clause */
/* Abstraction of the kernel's state: capabilities and objects. Scheduler and address spaces: abstraction_machine.c. */
#include <string.h>
#include <arch/arch.h>
#include <core/time.h>
#include <host.h>
#include <object/asid.h>
#include <object/irq.h>
#include "abstraction.h"
#include "abstraction_parts.h"
#include "spec.h"

/* Slots to look through. */
enum { CONTAINERS_MAX = 2 * AS_CNODES + AS_THREADS + 1 };

struct container {
    const slot_t *slots;
    word_t count;
};

/* Slots that have been seen, as a hash table that is at most half full. */
enum { SEEN_MAX = 2 * AS_ENTRIES };

struct search {
    struct astate *s;
    unsigned count;
    struct container container[CONTAINERS_MAX];
    const slot_t *seen[SEEN_MAX];
};

static bool see(struct search *w, const slot_t *slot)
{
    unsigned place = (unsigned)((word_t)slot / sizeof(*slot) % SEEN_MAX);

    while (w->seen[place] != NULL && w->seen[place] != slot) {
        place = (place + 1) % SEEN_MAX;
    }
    bool fresh = w->seen[place] == NULL;
    w->seen[place] = slot;
    return fresh;
}

/* ---- Names ---- */

word abstract_name(const void *object)
{
    return object == NULL ? 0 : physical_of(object);
}

static word slot_name(const slot_t *slot)
{
    word_t offset = (word_t)slot - (word_t)irq_lines;

    if (offset < sizeof(irq_lines)) {
        return as_irq_slot(offset / sizeof(irq_lines[0]));
    }
    return abstract_name(slot);
}

/* ---- Capabilities ---- */

static enum acap_type cap_kind(cap_t cap)
{
    switch (cap_type(cap)) {
    case CAP_UNTYPED:
        return AC_UNTYPED;
    case CAP_ENDPOINT:
        return AC_ENDPOINT;
    case CAP_NOTIFICATION:
        return AC_NOTIFICATION;
    case CAP_REPLY:
        return AC_REPLY;
    case CAP_CNODE:
        return AC_CNODE;
    case CAP_TCB:
        return AC_TCB;
    case CAP_IRQ_CONTROL:
        return AC_IRQ_CONTROL;
    case CAP_IRQ_HANDLER:
        return AC_IRQ_HANDLER;
    case CAP_ZOMBIE:
        return AC_ZOMBIE;
    case CAP_DOMAIN:
        return AC_DOMAIN;
    case CAP_SCHED_CONTEXT:
        return AC_SCHED_CONTEXT;
    case CAP_SCHED_CONTROL:
        return AC_SCHED_CONTROL;
    case CAP_FRAME:
        return AC_FRAME;
    default:
        return abstract_isa_cap_kind(cap_type(cap));
    }
}

static void set_mapping(struct acap *a, cap_t cap)
{
    a->asid = (uint16_t)mapping_cap_asid(cap);
    a->mapped = a->asid != 0;
    a->vaddr = a->mapped ? mapping_cap_vaddr(cap) : 0;
}

static struct acap abstract_cap(cap_t cap)
{
    struct acap a = {.type = (uint8_t)cap_kind(cap), .object = cap_address(cap)};

    if (cap_has_memory(cap)) {
        a.size_bits = (uint8_t)cap_object_bits(cap);
    }
    switch ((enum acap_type)a.type) {
    case AC_UNTYPED:
        a.watermark = untyped_cap_free(cap);
        a.device = untyped_cap_is_device(cap);
        break;
    case AC_ENDPOINT:
    case AC_NOTIFICATION:
        a.rights = (uint8_t)cap_rights(cap);
        a.badge = cap_badge(cap);
        break;
    case AC_REPLY:
        a.rights = (uint8_t)cap_rights(cap);
        break;
    case AC_CNODE:
        a.guard_bits = (uint8_t)cnode_cap_guard_size(cap);
        a.guard = cnode_cap_guard(cap);
        break;
    case AC_FRAME:
        a.rights = (uint8_t)cap_rights(cap);
        a.device = frame_cap_is_device(cap);
        set_mapping(&a, cap);
        break;
    case AC_PAGE_TABLE:
    case AC_PAGE_DIRECTORY:
    case AC_PDPT:
    case AC_VSPACE:
        set_mapping(&a, cap);
        a.vaddr = a.type == AC_VSPACE ? 0 : a.vaddr;
        break;
    case AC_ASID_POOL:
        a.asid = (uint16_t)(asid_pool_w1_index(cap.w1) * ASID_POOL_ENTRIES);
        break;
    default:
        abstract_isa_cap(cap, &a);
        break;
    }
    return a;
}

/* ---- Objects ---- */

static struct afailure abstract_failure(const struct lookup_failure *f)
{
    struct afailure a = {.type = f->kind};

    if (f->kind >= seL4_MissingCapability) {
        a.words[a.count++] = f->bits_left;
    }
    if (f->kind == seL4_GuardMismatch) {
        a.words[a.count++] = f->guard_found;
    }
    if (f->kind >= seL4_DepthMismatch) {
        a.words[a.count++] = f->bits_found;
    }
    return a;
}

static unsigned fault_words(word kind)
{
    switch (kind) {
    case seL4_Fault_NullFault:
        return 0;
    case seL4_Fault_UnknownSyscall:
    case seL4_Fault_Timeout:
        return 1;
    case seL4_Fault_VMFault:
        return 3;
    default:
        return 2;
    }
}

static struct afault abstract_fault(const struct fault *f)
{
    struct afault a = {.kind = f->kind};

    for (unsigned i = 0; i < fault_words(f->kind); i++) {
        a.words[i] = f->word[i];
    }
    if (f->kind == seL4_Fault_CapFault) {
        a.failure = abstract_failure(&f->lookup);
    }
    return a;
}

static void add_tcb(struct astate *s, const tcb_t *tcb)
{
    struct atcb t = {
        .name = abstract_name(tcb),
        .state = (uint8_t)tcb->state,
        .reply = tcb->state == THREAD_BLOCKED_ON_RECEIVE ? abstract_name(tcb->reply) : 0,
        .fault = abstract_fault(&tcb->fault),
        .prio = tcb->priority,
        .mcp = tcb->mcp,
        .domain = tcb->domain,
        .flags = tcb->flags,
        .sc = abstract_name(tcb->sc),
        .notification = abstract_name(tcb->bound_notification),
        .yielded_to = abstract_name(tcb->yield_to),
        .buffer_address = tcb->buffer_address,
        .next_ip = tcb->context.r[REG_NEXT_IP],
        .vcpu = abstract_isa_vcpu_of(tcb),
        .by_syscall = abstract_isa_by_syscall(&tcb->context),
    };

    spec_require(tcb->state < THREAD_IDLE, "an idle thread has no capability");
    if (tcb->state == THREAD_BLOCKED_ON_REPLY) {
        t.waits_on = abstract_name(tcb->reply);
    } else if (tcb_is_blocked(tcb)) {
        t.waits_on = abstract_name(tcb->wait_object);
    }
    if (tcb->state == THREAD_BLOCKED_ON_SEND) {
        t.send_badge = tcb->wait_badge;
        t.send_grant = (tcb->wait_flags & WAIT_CAN_GRANT) != 0;
        t.send_grant_reply = (tcb->wait_flags & WAIT_CAN_GRANT_REPLY) != 0;
        t.send_is_call = (tcb->wait_flags & WAIT_CALL) != 0;
    }
    for (unsigned i = 0; i < UC_COUNT; i++) {
        t.regs[i] = arch_user_register(tcb, i);
    }
    abstract_isa_live_registers(tcb, t.regs);
    as_tcb_add(s, &t);
}

static void add_waiters(struct astate *s, struct aqueue *q, const tcb_t *head)
{
    unsigned count = 0;

    for (const tcb_t *tcb = head; tcb != NULL && count < AS_THREADS; tcb = ipc_queue_after(head, tcb)) {
        as_queue_insert(s, q, q->count, abstract_name(tcb));
        count++;
    }
}

static void add_endpoint(struct astate *s, const endpoint_t *e)
{
    as_endpoint_add(s, abstract_name(e));
    if (s->full) {
        return;
    }
    struct aendpoint *a = as_endpoint_get(s, abstract_name(e));
    a->state = (uint8_t)endpoint_status_state(e->status);
    add_waiters(s, &a->queue, e->head);
}

static void add_notification(struct astate *s, const notification_t *n)
{
    as_notification_add(s, abstract_name(n));
    if (s->full) {
        return;
    }
    struct anotification *a = as_notification_get(s, abstract_name(n));
    a->state = (uint8_t)n->state;
    a->badge = n->state == NOTIFICATION_ACTIVE ? n->badges : 0;
    a->tcb = abstract_name(n->bound_tcb);
    a->sc = abstract_name(n->sc);
    add_waiters(s, &a->queue, n->head);
}

static void add_reply(struct astate *s, const reply_t *r)
{
    as_reply_add(s, abstract_name(r));
    if (!s->full) {
        as_reply_get(s, abstract_name(r))->tcb = abstract_name(r->tcb);
    }
}

static void add_context(struct astate *s, const sched_context_t *sc, word_t size_bits)
{
    as_context_add(s, abstract_name(sc), (unsigned)size_bits);
    if (s->full) {
        return;
    }
    struct acontext *a = as_context_get(s, abstract_name(sc));
    a->tcb = abstract_name(sc->tcb);
    a->notification = abstract_name(sc->notification);
    a->yield_from = abstract_name(sc->yield_from);
    a->badge = sc->badge;
    a->period = sc->period;
    a->consumed = sc->consumed;
    a->sporadic = sc->sporadic != 0;
    a->refill_max = (unsigned)sc->refill_max;
    a->refill_count = sc->refill_max == 0 ? 0 : (unsigned)sc->refill_more + 1;
    spec_require(a->refill_count <= AS_REFILLS, "no more refills than the kernel keeps");
    for (unsigned i = 0; i < a->refill_count; i++) {
        const refill_t *r = &sc->refill[(sc->refill_head + i) % sc->refill_max];
        a->refill[i] = (struct arefill){r->time, r->amount};
    }
    for (const reply_t *r = sc->reply; r != NULL && !s->full; r = r->older) {
        as_queue_insert(s, &a->stack, a->stack.count, abstract_name(r));
    }
}

/* Capabilities of one object are neighbours; if they were not, the object would be added twice, which stops the run. */
static bool object_is_new(const struct astate *s, struct acap cap, bool first)
{
    if (first) {
        return true;
    }
    struct acap previous = s->entry[s->entry_count - 1].cap;
    return previous.object != cap.object || previous.type != cap.type;
}

static void add_object(struct astate *s, struct acap cap)
{
    switch ((enum acap_type)cap.type) {
    case AC_TCB:
        add_tcb(s, object_at(cap.object));
        break;
    case AC_ENDPOINT:
        add_endpoint(s, object_at(cap.object));
        break;
    case AC_NOTIFICATION:
        add_notification(s, object_at(cap.object));
        break;
    case AC_REPLY:
        add_reply(s, object_at(cap.object));
        break;
    case AC_SCHED_CONTEXT:
        add_context(s, object_at(cap.object), cap.size_bits);
        break;
    case AC_CNODE:
        as_cnode_add(s, cap.object, cap.size_bits - 5u);
        break;
    case AC_VCPU:
        abstract_isa_vcpu(s, cap.object);
        break;
    default:
        break;
    }
}

/* ---- The search ---- */

static void add_container(struct search *w, struct acap cap)
{
    if (cap.type != AC_CNODE && cap.type != AC_TCB) {
        return;
    }
    if (w->count == CONTAINERS_MAX) {
        w->s->full = true;
        return;
    }
    word_t slots = cap.type == AC_TCB ? TCB_SLOT_COUNT : (word_t)spec_power_of_2(cap.size_bits - 5u);
    w->container[w->count] = (struct container){object_at(cap.object), slots};
    w->count++;
}

static void add_entry(struct search *w, const slot_t *slot, bool first)
{
    struct astate *s = w->s;

    if (s->entry_count == AS_ENTRIES) {
        s->full = true;
        return;
    }
    see(w, slot);
    struct acap cap = abstract_cap(slot_cap_with_address(slot));
    bool fresh = object_is_new(s, cap, first);
    s->entry[s->entry_count] = (struct aentry){
        .slot = slot_name(slot),
        .cap = cap,
        .revocable = cap_is_revocable(slot->cap),
        .first_badged = cap_is_first_badged(slot->cap),
        .starts_list = first,
    };
    s->entry_count++;
    if (fresh) {
        add_object(s, cap);
        add_container(w, cap);
    }
}

static void add_list(struct search *w, const slot_t *member)
{
    const slot_t *slot = member;

    while (slot->prev != NULL) {
        spec_require(slot->prev->next == slot, "neighbours in a list agree");
        slot = slot->prev;
    }
    add_entry(w, slot, true);
    while (slot->next != NULL && !w->s->full) {
        spec_require(slot->next->prev == slot, "neighbours in a list agree");
        slot = slot->next;
        add_entry(w, slot, false);
    }
}

/* From this container on. */
static void add_all(struct search *w, unsigned from)
{
    for (unsigned c = from; c < w->count; c++) {
        for (word_t i = 0; i < w->container[c].count && !w->s->full; i++) {
            const slot_t *slot = w->container[c].slots + i;
            if (!slot_is_empty(slot) && see(w, slot)) {
                add_list(w, slot);
            }
        }
    }
}

/*
 * An island: a CNode whose only capabilities lie in itself, in lists of which no other slot is part. It comes about
 * when the root untyped above it is deleted. Nobody can name it any more, nor reuse its memory, but it is still there.
 */
static bool is_island(const struct search *w, const struct acnode *cnode)
{
    const slot_t *slots = object_at(cnode->name);

    for (unsigned c = 0; c < w->count; c++) {
        if (w->container[c].slots == slots) {
            return false;
        }
    }
    for (word_t i = 0; i < spec_power_of_2(cnode->radix); i++) {
        if (cap_type(slots[i].cap) == CAP_CNODE && cap_address(slots[i].cap) == cnode->name) {
            return true;
        }
    }
    return false;
}

static void add_islands(struct search *w, const struct astate *known)
{
    for (unsigned i = 0; i < known->cnode_count; i++) {
        if (!w->s->full && is_island(w, &known->cnode[i])) {
            unsigned from = w->count;
            add_container(w, (struct acap){.type = AC_CNODE, .object = known->cnode[i].name,
                                           .size_bits = (uint8_t)(known->cnode[i].radix + 5u)});
            add_all(w, from);
        }
    }
}

bool abstraction_of_kernel(struct astate *s, slot_t *slots, unsigned slot_count, const struct astate *known)
{
    struct search w = {.s = s, .count = 1, .container = {{slots, slot_count}}};
    struct aparams params = {
        .ticks_per_us = time_us_to_ticks(1),
        .domains = shared.domain_count,
        .schedule_length = shared.schedule_length,
        .debug = HF_DEBUG,
    };

    abstract_isa_params(&params);
    as_init(s, params);
    add_all(&w, 0);
    if (known != NULL) {
        add_islands(&w, known);
    }
    if (!s->full) {
        abstract_scheduler(s);
        abstract_spaces(s);
        abstract_lines(s);
        abstract_buffers(s);
        as_canonicalize(s);
    }
    return !s->full;
}

void abstraction_settle(struct astate *s)
{
    spec_commit(s);
    if (s->params.domains > 1 && s->domain_time <= spec_min_budget(s)) {
        s->domain_time = 0;
    }
}
