/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fields of objects and of the kernel's variables contain at all times after boot: links lead to objects of
 * their kind, indices are in range. The theorems of safety know this at each load and prove it at each store.
 */
#include <core/core.h>
#include <core/invoke.h>
#include <object/asid.h>
#include <object/kind_proof.h>
#include <addresses.h>

/* Elements of sc->refill, which the object's size decides. */
word_t ghost_get_room(const sched_context_t *sc);

/* What is part of a TCB; the first slot is where it begins. */
INVARIANT_OF tcb_is_placed(const tcb_t *t)
{
    /* the status of an endpoint can name it */
    word_t physical = physical_of(t);

    return endpoint_status_cursor_set(0, endpoint_status_cursor(physical)) == physical && physical < WINDOW_LIMIT &&
           v_type(&t->slot[TCB_SLOT_VSPACE]) == T_SLOT && v_type(&t->slot[TCB_SLOT_IPC_BUFFER]) == T_SLOT &&
           v_type(&t->slot[TCB_SLOT_FAULT_HANDLER]) == T_SLOT && v_type(&t->slot[TCB_SLOT_TIMEOUT_HANDLER]) == T_SLOT &&
           v_type(&t->fault) == T_FAULT && v_type(&t->fault.lookup) == T_LOOKUP_FAILURE &&
           (word_t)t <= WINDOW_BASE + WINDOW_LIMIT - sizeof(tcb_t);
}

/* No object ends later: the window is followed by the kernel's image, where the slots of interrupts are. */
#define OBJECTS_END 0xffffffffffff0000

/* Objects lie in the kernel window, or in the image; a scheduling context has room for two refills. */
INVARIANT_OF object_is_placed(const void *p)
{
    return (word_t)p >= WINDOW_BASE && (word_t)p < OBJECTS_END &&
           (v_type(p) != T_SCHED_CONTEXT || ghost_get_room(p) >= REFILL_MIN);
}

static bool is_live(const void *p, word_t kind)
{
    return v_type(p) == kind && object_is_placed(p) && (kind != T_TCB || tcb_is_placed(p));
}

static bool is_kind(const void *p, word_t kind)
{
    return p == 0 || is_live(p, kind);
}

static bool is_live_slot(const slot_t *s)
{
    return is_slot(s) && object_is_placed(s);
}

/* A capability of that type leads to an object of that kind. */
static bool leads_to(word_t w0, word_t type, word_t kind)
{
    return cap_w0_type(w0) != type ||
           (cap_w0_address(w0) < WINDOW_LIMIT && is_live(object_at(cap_w0_address(w0)), kind));
}

static bool cap_leads_right(word_t w0)
{
    return leads_to(w0, CAP_ENDPOINT, T_ENDPOINT) && leads_to(w0, CAP_NOTIFICATION, T_NOTIFICATION) &&
           leads_to(w0, CAP_REPLY, T_REPLY) && leads_to(w0, CAP_TCB, T_TCB) &&
           leads_to(w0, CAP_SCHED_CONTEXT, T_SCHED_CONTEXT) && leads_to(w0, CAP_ASID_POOL, T_ASID_POOL);
}

/* What a capability stands for is no larger than memory, and a CNode lies in the window. */
bool cap_fits(word_t w0)
{
    cap_t cap = {w0, 0};

    if (cap_w0_type(w0) == CAP_IRQ_HANDLER)
        return cap_w0_address(w0) < ARCH_IRQ_COUNT;
    if (cap_w0_type(w0) == CAP_CNODE)
        return cap_w0_size(w0) >= 1 && cap_w0_size(w0) <= 34 &&
               cap_w0_address(w0) + op_pow2(cap_w0_size(w0)) * sizeof(slot_t) <= WINDOW_LIMIT;
    return !cap_has_memory(cap) || cap_object_bits(cap) <= 47;
}

/* What a CNode capability stands for are slots. */
bool is_slot_of(word_t i, word_t w0)
{
    return cap_w0_type(w0) != CAP_CNODE || i >= op_pow2(cap_w0_size(w0)) ||
           is_live_slot((const slot_t *)object_at(cap_w0_address(w0)) + i);
}

/* ---- slots ---- */
ALWAYS(slot, cap, size, (word_t w0)) { return cap_fits(w0); }
ALWAYS_EACH(slot, cap, cnode, (word_t i, word_t w0)) { return is_slot_of(i, w0); }
ALWAYS(slot, cap, object, (word_t w0)) { return cap_leads_right(w0); }
ALWAYS(slot, prev, prev, (const slot_t *s)) { return s == 0 || is_live_slot(s); }
ALWAYS(slot, next, next, (const slot_t *s)) { return s == 0 || is_live_slot(s); }

/* ---- threads ---- */
ALWAYS(tcb, priority, priority, (word_t value)) { return value < PRIORITY_COUNT; }
ALWAYS(tcb, mcp, mcp, (word_t value)) { return value < PRIORITY_COUNT; }
ALWAYS(tcb, domain, domain, (word_t value)) { return value < DOMAINS_MAX; }
ALWAYS(tcb, sc, sc, (const void *p)) { return is_kind(p, T_SCHED_CONTEXT); }
ALWAYS(tcb, ready_next, ready_next, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(tcb, ready_prev, ready_prev, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(tcb, reply, reply, (const void *p)) { return is_kind(p, T_REPLY); }
ALWAYS(tcb, level_next, level_next, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(tcb, level_prev, level_prev, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(tcb, ring_next, ring_next, (const void *p)) { return is_live(p, T_TCB); }
ALWAYS(tcb, ring_prev, ring_prev, (const void *p)) { return is_live(p, T_TCB); }
ALWAYS(tcb, bound_notification, bound_notification, (const void *p)) { return is_kind(p, T_NOTIFICATION); }
ALWAYS(tcb, yield_to, yield_to, (const void *p)) { return is_kind(p, T_SCHED_CONTEXT); }
ALWAYS(tcb, release_parent, release_parent, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(tcb, release_child, release_child, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(tcb, release_ring_next, release_ring_next, (const void *p)) { return is_live(p, T_TCB); }
ALWAYS(tcb, release_ring_prev, release_ring_prev, (const void *p)) { return is_live(p, T_TCB); }
ALWAYS(tcb, buffer_address, buffer_address, (word_t v)) { return op_is_aligned(v, seL4_IPCBufferSizeBits); }
ALWAYS(tcb, wait_object, wait_object, (const void *p)) { return is_kind(p, T_ENDPOINT) || is_kind(p, T_NOTIFICATION); }
ALWAYS(tcb, flat.root, flat_fits, (word_t w0)) { return cap_fits(w0); }
ALWAYS_EACH(tcb, flat.root, flat_slots, (word_t i, word_t w0)) { return is_slot_of(i, w0); }
ALWAYS_OBJECT(tcb, flat, (const struct tcb *t))
{
    cap_t root = t->flat.root;

    return t->flat.count == 0 || (cap_type(root) == CAP_CNODE && t->flat.count == op_pow2(cap_size(root)) &&
                                  t->flat.slots == (const slot_t *)object_at(cap_address(root)));
}
ALWAYS(lookup_failure, kind, kind, (word_t value)) { return value <= seL4_GuardMismatch; }
ALWAYS(tcb, all_next, all_next, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(tcb, all_prev, all_prev, (const void *p)) { return is_kind(p, T_TCB); }

/* ---- other objects ---- */
ALWAYS(endpoint, status, cursor, (word_t status))
{
    word_t cursor = endpoint_status_cursor(status);

    return cursor == 0 || (endpoint_status_cursor_set(0, cursor) < WINDOW_LIMIT &&
                           is_live(object_at(endpoint_status_cursor_set(0, cursor)), T_TCB));
}
ALWAYS(endpoint, head, head, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(notification, head, head, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(notification, bound_tcb, bound_tcb, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(notification, sc, sc, (const void *p)) { return is_kind(p, T_SCHED_CONTEXT); }
ALWAYS(reply, tcb, tcb, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(reply, sc, sc, (const void *p)) { return is_kind(p, T_SCHED_CONTEXT); }
ALWAYS(reply, newer, newer, (const void *p)) { return is_kind(p, T_REPLY); }
ALWAYS(reply, older, older, (const void *p)) { return is_kind(p, T_REPLY); }
ALWAYS(sched_context, tcb, tcb, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(sched_context, notification, notification, (const void *p)) { return is_kind(p, T_NOTIFICATION); }
ALWAYS(sched_context, reply, reply, (const void *p)) { return is_kind(p, T_REPLY); }
ALWAYS(sched_context, yield_from, yield_from, (const void *p)) { return is_kind(p, T_TCB); }

ALWAYS(sched_context, refill_head, refill_head, (word_t value, const sched_context_t *sc))
{
    return value < ghost_get_room(sc);
}
ALWAYS(sched_context, refill_max, refill_max, (word_t value, const sched_context_t *sc))
{
    return value <= ghost_get_room(sc) && value <= REFILLS_USED_MAX;
}
ALWAYS_VARIABLE(asid_pools, pools, (const void *p)) { return is_kind(p, T_ASID_POOL); }

/* ---- the core, and what cores share ---- */
ALWAYS(core, current, current, (const void *p)) { return is_live(p, T_TCB); }
ALWAYS(core, current_sc, current_sc, (const void *p)) { return is_live(p, T_SCHED_CONTEXT); }
ALWAYS(core, candidate, candidate, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(core, release_root, release_root, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(core, fpu_owner, fpu_owner, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(core, idle, idle, (const void *p)) { return is_live(p, T_TCB); }
ALWAYS(core, idle_sc, idle_sc, (const void *p)) { return is_live(p, T_SCHED_CONTEXT); }
ALWAYS(core, ready[0][0].head, ready_head, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(core, ready[0][0].tail, ready_tail, (const void *p)) { return is_kind(p, T_TCB); }
ALWAYS(core, domain, domain, (word_t value)) { return value < DOMAINS_MAX; }
ALWAYS(core, result_count, result_count, (word_t value)) { return value <= RESULT_WORDS_MAX; }
ALWAYS(core, refusal.count, refusal_count, (word_t value)) { return value <= REFUSAL_WORDS_MAX; }
ALWAYS(core, work_units, work_units, (word_t value)) { return value <= WORK_UNITS_MAX; }
ALWAYS(shared_state, domain_count, domain_count, (word_t value)) { return value >= 1 && value <= DOMAINS_MAX; }
ALWAYS(shared_state, schedule[0].domain, schedule_domain, (word_t value)) { return value < DOMAINS_MAX; }
ALWAYS(shared_state, schedule_length, schedule_length, (word_t value))
{
    return value >= 2 && value <= DOMAIN_SCHEDULE_MAX;
}
ALWAYS(shared_state, schedule_start, schedule_start, (word_t value)) { return value < DOMAIN_SCHEDULE_MAX - 1; }
ALWAYS(shared_state, schedule_index, schedule_index, (word_t value)) { return value < DOMAIN_SCHEDULE_MAX - 1; }
ALWAYS(shared_state, all_threads, all_threads, (const void *p)) { return is_kind(p, T_TCB); }

/* ---- invocations ---- */
ALWAYS(invocation, caller, caller, (const void *p)) { return is_live(p, T_TCB); }
ALWAYS(invocation, slot, slot, (const slot_t *s)) { return is_live_slot(s); }
ALWAYS(invocation, buffer, buffer, (const void *p)) { return is_kind(p, T_IPC_BUFFER); }
ALWAYS(invocation, is_call, is_call, (word_t value)) { return value <= 1; }
ALWAYS(invocation, length, length, (word_t value)) { return value <= seL4_MsgMaxLength; }
ALWAYS_EACH(invocation, cap, cnode, (word_t i, word_t w0)) { return is_slot_of(i, w0); }
ALWAYS(invocation, cap, fits, (word_t w0)) { return cap_fits(w0); }
ALWAYS(invocation, cap, cap, (word_t w0)) { return cap_leads_right(w0); }
ALWAYS_OBJECT(invocation, extra, (const struct invocation *in))
{
    return in->extra_count <= 3 && (in->extra_count < 1 || is_live_slot(in->extra[0])) &&
           (in->extra_count < 2 || is_live_slot(in->extra[1])) && (in->extra_count < 3 || is_live_slot(in->extra[2]));
}
ALWAYS_OBJECT(invocation, buffer, (const struct invocation *in))
{
    return in->length <= MR_REGISTERS || in->buffer != 0;
}
