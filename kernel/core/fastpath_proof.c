/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shortest paths and the slow ones, run from the same state: threads, endpoints, reply objects and scheduling
 * contexts are the same afterwards, and the same thread runs. Statements are about an arbitrary thread t, reply object
 * p, context s and endpoint e, so about all of them.
 */
#include <arch_switch_proof.h>
#include <core/entry.h>
#include <core/fastpath.h>
#include <core/fastpath_parts.h>
#include <core/lookup.h>
#include <object/ipc_objects_proof.h>
#include <object/refill_proof.h>

THEOREM_BITS(fast_info, "of a message of at most four words and no capabilities, the info that arrives is the same")
    (word_t info)
{
    v_assume(info_content(info) <= MR_REGISTERS);
    v_assert(info_extra_caps(info) == 0 && info_length(info) == info_content(info));
    v_assert(info_unwrapped_set(info, 0) == info_new(info_label(info), 0, 0, info_length(info)));
}

/* ---- the state at an entry ---- */
/* The current thread runs on the context that pays, waits for nothing, and nothing is decided. */
static bool current_runs(const tcb_t *tcb, const sched_context_t *sc)
{
    return is_tcb(tcb) && tcb->wait_object == 0 && tcb->state == THREAD_RUNNING && tcb->reply == 0 &&
           v_type(&tcb->fault) == T_FAULT && tcb->fault.kind == 0 &&
           tcb->in_ready_queue == 0 && tcb->in_release_queue == 0 &&
           is_context(sc) && tcb->sc == sc && sc->tcb == tcb && sc_is_active(sc);
}

static bool nothing_is_decided(void)
{
    return core0.decision == DECISION_NONE && core0.candidate == 0 && core0.reprogram == 0 &&
           core0.now < core0.next_event && core0.domain < DOMAINS_MAX &&
           (core0.direct_domain == core0.domain || core0.direct_domain == DOMAIN_NONE);
}

/* A blocked thread without context is in no queue of the scheduler. */
static bool is_passive(const tcb_t *tcb, const sched_context_t *sc)
{
    return is_tcb(tcb) && tcb->sc == 0 && tcb->in_ready_queue == 0 && tcb->in_release_queue == 0 &&
           tcb->core == sc->core && tcb->domain < DOMAINS_MAX && tcb->priority < PRIORITY_COUNT;
}

static bool runs_after(const tcb_t *current, const tcb_t *next)
{
    return next->domain == core0.direct_domain && next->priority >= current->priority && arch_switch_is_simple(next);
}

/* Nobody else waits where this thread, the first, does: theorem fast_alone. */
static bool is_alone(const tcb_t *tcb)
{
    return tcb->ring_next == tcb && tcb->ring_prev == tcb && tcb->level_next == 0 && tcb->level_prev == 0;
}

static bool is_first_at(const tcb_t *tcb, const endpoint_t *endpoint)
{
    return is_endpoint(endpoint) && endpoint->head == tcb && tcb != 0 && is_only_waiter(tcb);
}

static bool receives_at(const tcb_t *tcb, const endpoint_t *endpoint)
{
    return tcb->wait_object == endpoint && (endpoint->status != ENDPOINT_RECEIVE ||
                                            tcb->state == THREAD_BLOCKED_ON_RECEIVE);
}

THEOREM(fast_alone, "the first thread at an endpoint, if alone in its ring and the only level, has no links at all; "
        "its state is the endpoint's")
    (const endpoint_t *endpoint, const tcb_t *tcb)
{
    v_inv_only("inv_wait_");
    v_inv_only("inv_ipc_");
    v_inv_assume();
    v_assume(is_first_at(tcb, endpoint));
    v_use(tcb);
    v_assert(is_alone(tcb));
    v_assert(receives_at(tcb, endpoint));
}

/* ---- Call ---- */
static cap_t cap_named(const tcb_t *tcb, word_t cptr)
{
    return tcb->flat.slots[cptr].cap;
}

static endpoint_t *endpoint_named(const tcb_t *tcb, word_t cptr)
{
    return endpoint_of_cap(cap_named(tcb, cptr));
}

/* The decoded form of the CSpace has a slot for cptr. */
static bool names_slot(const tcb_t *tcb, word_t cptr)
{
    return cspace_is_decoded_for(tcb, cptr) && is_slot(tcb->flat.slots + cptr) &&
           (word_t)tcb->flat.slots + cptr * sizeof(slot_t) < WINDOW_BASE + WINDOW_LIMIT;
}

static bool names_endpoint(const tcb_t *tcb, word_t cptr, word_t rights)
{
    cap_t cap = cap_named(tcb, cptr);

    return names_slot(tcb, cptr) && cap_type(cap) == CAP_ENDPOINT && (cap_rights(cap) & rights) == rights &&
           cap_address(cap) < WINDOW_LIMIT && is_endpoint(endpoint_of_cap(cap));
}

/* The conditions of short_call, and what follows from them. */
static bool call_is_short(const tcb_t *caller, const endpoint_t *endpoint, word_t info)
{
    const tcb_t *callee = endpoint->head;

    return info_content(info) <= MR_REGISTERS && endpoint->status == ENDPOINT_RECEIVE && callee->reply != 0 &&
           is_passive(callee, caller->sc) && runs_after(caller, callee) && is_alone(callee) &&
           receives_at(callee, endpoint) && callee != caller;
}

/* The flags that the slow path gives the message of a Call through such a capability. */
static bool are_flags_of_call(word_t flags)
{
    return (flags & WAIT_CALL) != 0 && (flags & SEND_CAN_DONATE) != 0 &&
           (flags & (WAIT_CAN_GRANT | WAIT_CAN_GRANT_REPLY)) != 0;
}

static void assume_entry(word_t info)
{
    const tcb_t *current = core0.current;

    v_inv_only("inv_reply_");
    v_inv_only("inv_call_");
    v_inv_assume();
    v_assume(current_runs(current, core0.current_sc));
    v_assume(nothing_is_decided());
    v_assume(current->context.r[REG_INFO] == info);
    v_assume(arch_loaded_is_sound());
    bits_fast_info(info);
    v_execute("ipc_queue_remove");
    v_execute("ipc_queue_insert");
    v_execute("sched_candidate");
    v_execute("sched_full_choice");
    v_execute("candidate_push");
    v_execute("ready_queue_remove");
    arch_switch_opaque();
}

THEOREM(short_call, "where the shortest Call is taken, it leaves every object as endpoint_send does, and that thread "
        "runs which endpoint_send makes the candidate")
    (word_t cptr, word_t info, word_t flags, const tcb_t *t, const reply_t *p, const sched_context_t *s,
     const endpoint_t *e, word_t i)
{
    const tcb_t *caller = core0.current;
    endpoint_t *endpoint = endpoint_named(caller, cptr);
    word_t badge = cap_badge(cap_named(caller, cptr));

    assume_entry(info);
    v_assume(names_endpoint(caller, cptr, RIGHT_WRITE | RIGHT_GRANT_REPLY));
    v_assume(call_is_short(caller, endpoint, info));
    v_assume(are_flags_of_call(flags));
    v_assume(arch_register_is_stored(i));
    v_snapshot();
    entry_call(cptr, info);
    word_t state = t->state, word = t->context.r[i];
    const void *t_reply = t->reply, *t_sc = t->sc, *t_object = t->wait_object;
    const void *t_ring = t->ring_next, *t_ring_prev = t->ring_prev, *t_level = t->level_next;
    const void *p_tcb = p->tcb, *p_sc = p->sc, *p_newer = p->newer, *p_older = p->older;
    const void *s_tcb = s->tcb, *s_reply = s->reply, *head = e->head, *current = core0.current;
    word_t status = e->status;

    v_again();
    endpoint_send(endpoint, core0.current, badge, flags);
    v_assert(t->context.r[i] == word);
    v_assert(t->state == state);
    v_assert(t->reply == t_reply);
    v_assert(t->sc == t_sc);
    v_assert(t->wait_object == t_object);
    v_assert(t->ring_next == t_ring);
    v_assert(t->ring_prev == t_ring_prev);
    v_assert(t->level_next == t_level);
    v_assert(p->tcb == p_tcb);
    v_assert(p->sc == p_sc);
    v_assert(p->newer == p_newer);
    v_assert(p->older == p_older);
    v_assert(s->tcb == s_tcb);
    v_assert(s->reply == s_reply);
    v_assert(e->head == head);
    v_assert(e->status == status);
    v_assert(core0.candidate == current);
    v_assert(core0.decision == DECISION_FULL);
}

/* ---- ReplyRecv ---- */
THEOREM(fast_answered, "the caller on a reply object that is the top of a call stack waits for its answer there")
    (const reply_t *reply)
{
    v_inv_only("inv_reply_");
    v_inv_only("inv_call_");
    v_inv_assume();
    v_assume(v_type(reply) == T_REPLY && reply->sc != 0);
    v_use(reply);
    v_use(reply->tcb);
    v_assert(reply->tcb != 0);
    v_assert(reply->tcb->reply == reply);
    v_assert(reply->tcb->state == THREAD_BLOCKED_ON_REPLY);
}

static bool waits_for_answer(const tcb_t *caller, const reply_t *reply)
{
    return caller->state == THREAD_BLOCKED_ON_REPLY && caller->reply == reply && caller->wait_object == 0 &&
           v_type(&caller->fault) == T_FAULT && caller->fault.kind == seL4_Fault_NullFault;
}

/* It is released and has budget, as the check at an entry sees to. */
static bool context_goes_on(const sched_context_t *sc)
{
    return has_refills(sc) && sched_context_can_run(sc) && !sc->sporadic;
}

static reply_t *reply_named(const tcb_t *tcb, word_t cptr)
{
    return reply_of_cap(cap_named(tcb, cptr));
}

static bool names_reply(const tcb_t *tcb, word_t cptr)
{
    cap_t cap = cap_named(tcb, cptr);

    return names_slot(tcb, cptr) && cap_type(cap) == CAP_REPLY && cap_address(cap) < WINDOW_LIMIT &&
           v_type(reply_of_cap(cap)) == T_REPLY;
}

/* The conditions of short_reply_recv, and what follows from them. */
static bool reply_recv_is_short(const tcb_t *server, const endpoint_t *endpoint, const reply_t *reply, word_t info)
{
    const tcb_t *caller = reply->tcb;

    return info_content(info) <= MR_REGISTERS && endpoint->status == ENDPOINT_IDLE && endpoint->head == 0 &&
           server->bound_notification == 0 && is_alone(server) && reply->sc == server->sc &&
           is_passive(caller, server->sc) && runs_after(server, caller) && caller != server &&
           waits_for_answer(caller, reply) && context_goes_on(server->sc);
}

THEOREM(short_reply_recv, "where the shortest ReplyRecv is taken, it leaves every object as reply_transfer and "
        "endpoint_receive do, and that thread runs which these make the candidate")
    (word_t cptr, word_t info, bool can_grant, const tcb_t *t, const reply_t *p, const sched_context_t *s,
     const endpoint_t *e, word_t i)
{
    tcb_t *server = core0.current;
    word_t reply_cptr = server->context.r[REG_REPLY];
    endpoint_t *endpoint = endpoint_named(server, cptr);
    reply_t *reply = reply_named(server, reply_cptr);

    assume_entry(info);
    v_assume(names_endpoint(server, cptr, RIGHT_READ));
    v_assume(names_reply(server, reply_cptr));
    v_assume(reply_recv_is_short(server, endpoint, reply, info));
    v_assume(arch_register_is_stored(i));
    v_snapshot();
    entry_reply_recv(cptr, info);
    word_t state = t->state, word = t->context.r[i];
    const void *t_reply = t->reply, *t_sc = t->sc, *t_object = t->wait_object;
    const void *t_ring = t->ring_next, *t_ring_prev = t->ring_prev, *t_level = t->level_next;
    const void *p_tcb = p->tcb, *p_sc = p->sc, *p_newer = p->newer, *p_older = p->older;
    const void *s_tcb = s->tcb, *s_reply = s->reply, *head = e->head, *current = core0.current;
    word_t status = e->status;

    v_again();
    reply_transfer(server, reply, can_grant);
    endpoint_receive(endpoint, server, true, reply);
    v_assert(t->context.r[i] == word);
    v_assert(t->state == state);
    v_assert(t->reply == t_reply);
    v_assert(t->sc == t_sc);
    v_assert(t->wait_object == t_object);
    v_assert(t->ring_next == t_ring);
    v_assert(t->ring_prev == t_ring_prev);
    v_assert(t->level_next == t_level);
    v_assert(p->tcb == p_tcb);
    v_assert(p->sc == p_sc);
    v_assert(p->newer == p_newer);
    v_assert(p->older == p_older);
    v_assert(s->tcb == s_tcb);
    v_assert(s->reply == s_reply);
    v_assert(e->head == head);
    v_assert(e->status == status);
    v_assert(core0.candidate == current);
    v_assert(core0.decision == DECISION_FULL);
}
