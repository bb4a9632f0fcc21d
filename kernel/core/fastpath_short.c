/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shortest paths: Call and ReplyRecv between a client and a passive server, alone at its endpoint, with at most
 * MR_REGISTERS words. They are the fast paths of core/fastpath.c with all their branches but one turned into
 * conditions, so that nothing is called and no stack frame made.
 */
#include <arch_switch.h>
#include <core/entry.h>
#include <core/fastpath.h>
#include <core/fastpath_parts.h>
#include <core/lookup.h>

/* Words in registers, which most messages have none of. */
ALWAYS_INLINE void transfer_short(const tcb_t *from, tcb_t *to, word_t info, word_t badge)
{
    word_t content = info_content(info);

    if (content != 0) {
        to->context.r[REG_MR0] = from->context.r[REG_MR0];
        if (content > 1)
            to->context.r[REG_MR1] = from->context.r[REG_MR1];
        if (content > 2)
            to->context.r[REG_MR2] = from->context.r[REG_MR2];
        if (content > 3)
            to->context.r[REG_MR3] = from->context.r[REG_MR3];
    }
    to->context.r[REG_CAP] = badge;
    to->context.r[REG_INFO] = info_unwrapped_set(info, 0);
}

/* An endpoint capability with all of these rights. */
static inline bool is_endpoint_with(cap_t cap, word_t rights)
{
    return cap_type(cap) == CAP_ENDPOINT && (cap_rights(cap) & rights) == rights;
}

/* Can next run at once, on the context that pays, when the current thread stops? */
static inline bool runs_next(const struct core *core, const tcb_t *current, const tcb_t *next)
{
    return next->sc == 0 && next->domain == core->direct_domain && next->priority >= current->priority &&
           arch_switch_is_simple(next);
}

ALWAYS_INLINE void run_short(struct core *core, tcb_t *next)
{
    core->current = next;
    arch_switch_simply(next);
}

ALWAYS_INLINE bool short_call(word_t cptr, word_t info)
{
    struct core *core = this_core();
    tcb_t *caller = core->current, *callee = 0;
    endpoint_t *endpoint = 0;
    reply_t *reply = 0;
    cap_t cap = cap_null();

    if (unlikely(info_content(info) > MR_REGISTERS || !cspace_is_decoded_for(caller, cptr)))
        return false;
    cap = caller->flat.slots[cptr].cap;
    if (unlikely(!is_endpoint_with(cap, RIGHT_WRITE | RIGHT_GRANT_REPLY)))
        return false;
    endpoint = endpoint_of_cap(cap);
    if (unlikely(endpoint->status != ENDPOINT_RECEIVE)) /* and no scan is under way */
        return false;
    callee = endpoint->head;
    reply = callee->reply;
    if (unlikely(reply == 0 || !runs_next(core, caller, callee) || !is_only_waiter(callee)))
        return false;

    endpoint->status = ENDPOINT_IDLE;
    endpoint->head = 0;
    tcb_wait_end(callee);
    callee->state = THREAD_RUNNING;
    transfer_short(caller, callee, info, cap_badge(cap));
    call_push(caller, callee, reply, core->current_sc);
    run_short(core, callee);
    return true;
}

ALWAYS_INLINE bool short_reply_recv(word_t cptr, word_t info)
{
    struct core *core = this_core();
    tcb_t *server = core->current, *caller = 0;
    word_t reply_cptr = server->context.r[REG_REPLY];
    sched_context_t *sc = core->current_sc;
    endpoint_t *endpoint = 0;
    reply_t *reply = 0;
    cap_t cap = cap_null(), reply_cap = cap_null();

    if (unlikely(!cspace_is_decoded_for(server, cptr) || reply_cptr >= server->flat.count ||
                 info_content(info) > MR_REGISTERS))
        return false;
    cap = server->flat.slots[cptr].cap;
    reply_cap = server->flat.slots[reply_cptr].cap;
    if (unlikely(!is_endpoint_with(cap, RIGHT_READ) || cap_type(reply_cap) != CAP_REPLY))
        return false;
    endpoint = endpoint_of_cap(cap);
    reply = reply_of_cap(reply_cap);
    if (unlikely(reply->sc != sc || endpoint->status != ENDPOINT_IDLE || server->bound_notification != 0))
        return false;
    caller = reply->tcb;
    if (unlikely(!runs_next(core, server, caller) || caller->fault.kind != seL4_Fault_NullFault))
        return false;

    transfer_short(server, caller, info, 0);
    caller->state = THREAD_RUNNING;
    call_pop(server, caller, reply, sc);
    server->reply = reply;
    reply->tcb = server;
    tcb_wait_begin(server, endpoint, THREAD_BLOCKED_ON_RECEIVE);
    endpoint->head = server;
    endpoint->status = ENDPOINT_RECEIVE;
    run_short(core, caller);
    return true;
}

ENTRY void entry_call(word_t cptr, word_t info)
{
    if (unlikely(!short_call(cptr, info)))
        entry_call_longer(cptr, info);
}

ENTRY void entry_reply_recv(word_t cptr, word_t info)
{
    if (unlikely(!short_reply_recv(cptr, info)))
        entry_reply_recv_longer(cptr, info);
}
