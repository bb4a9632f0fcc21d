/* SPDX-License-Identifier: BSD-2-Clause */
/* What functions of IPC need for their safety, and give; and what relates the fields of their objects. */
#include <arch/arch.h>
#include <core/fault.h>
#include <core/invoke.h>
#include <object/kind_proof.h>

/* ---- states say what is there ---- */
ALWAYS(tcb, state, state, (word_t value)) { return value <= THREAD_IDLE; }
ALWAYS(notification, state, state, (word_t value)) { return value <= NOTIFICATION_ACTIVE; }

ALWAYS_OBJECT(endpoint, head, (const endpoint_t *endpoint))
{
    return endpoint_status_state(endpoint->status) == ENDPOINT_IDLE || endpoint->head != 0;
}

ALWAYS_OBJECT(notification, head, (const notification_t *notification))
{
    return notification->state != NOTIFICATION_WAITING || notification->head != 0;
}

ALWAYS_OBJECT(tcb, wait, (const tcb_t *tcb))
{
    if (tcb->state == THREAD_BLOCKED_ON_SEND || tcb->state == THREAD_BLOCKED_ON_RECEIVE)
        return v_type(tcb->wait_object) == T_ENDPOINT;
    if (tcb->state == THREAD_BLOCKED_ON_NOTIFICATION)
        return v_type(tcb->wait_object) == T_NOTIFICATION;
    return tcb->state != THREAD_BLOCKED_ON_REPLY || tcb->reply != 0;
}

/* ---- queues ---- */
GIVES(ipc_queue_insert, (const tcb_t *result, tcb_t *head, tcb_t *tcb)) { return result != 0; }

/* ---- endpoints ---- */
static bool is_scanned(const endpoint_t *endpoint)
{
    return endpoint_status_cursor(endpoint->status) != 0;
}

NEEDS(scan_sender_arrived, (endpoint_t *endpoint, tcb_t *tcb)) { return is_scanned(endpoint); }
NEEDS(endpoint_reorder, (endpoint_t *endpoint, tcb_t *tcb, word_t priority)) { return priority < PRIORITY_COUNT; }
NEEDS(receive_from_waiting, (endpoint_t *endpoint, tcb_t *receiver, reply_t *reply))
{
    return endpoint_status_state(endpoint->status) == ENDPOINT_SEND;
}
NEEDS(send_to_waiting, (endpoint_t *endpoint, tcb_t *sender, word_t badge, word_t flags))
{
    return endpoint_status_state(endpoint->status) == ENDPOINT_RECEIVE;
}

/* ---- notifications ---- */
NEEDS(notification_reorder, (notification_t *notification, tcb_t *tcb, word_t priority))
{
    return priority < PRIORITY_COUNT;
}

/* ---- reply objects ---- */
NEEDS(reply_release, (reply_t *reply, tcb_t *tcb)) { return tcb->state != THREAD_BLOCKED_ON_REPLY; }
NEEDS(reply_detach, (tcb_t *receiver))
{
    return receiver->state != THREAD_BLOCKED_ON_REPLY && receiver->reply != 0;
}
NEEDS(reply_pop, (reply_t *reply)) { return reply->sc != 0; }
NEEDS(reply_remove, (reply_t *reply)) { return reply->tcb != 0; }
NEEDS(reply_cut, (tcb_t *caller)) { return caller->reply != 0; }

/* ---- fast paths ---- */
static bool awaits_no_reply(const tcb_t *tcb)
{
    return tcb->state != THREAD_BLOCKED_ON_REPLY;
}

NEEDS(call_push, (tcb_t *caller, tcb_t *callee, reply_t *reply, sched_context_t *sc))
{
    return awaits_no_reply(callee);
}
NEEDS(call_pop, (tcb_t *server, tcb_t *caller, reply_t *reply, sched_context_t *sc)) { return awaits_no_reply(caller); }
NEEDS(await_answer, (tcb_t *faulted, tcb_t *handler, reply_t *reply)) { return awaits_no_reply(handler); }

NEEDS(fast_send, (tcb_t *current, word_t info, cap_t cap)) { return cap_type(cap) == CAP_ENDPOINT; }
NEEDS(fast_signal, (tcb_t *current, cap_t cap)) { return cap_type(cap) == CAP_NOTIFICATION; }
NEEDS(signal_waiter, (tcb_t *current, notification_t *notification, word_t badge)) { return notification->head != 0; }
NEEDS(wait_for_signal, (tcb_t *tcb, cap_t cap)) { return cap_type(cap) == CAP_NOTIFICATION; }
NEEDS(wait_for_message, (tcb_t *tcb, cap_t cap, const slot_t *reply_slot))
{
    return cap_type(cap) == CAP_ENDPOINT && (reply_slot == 0 || cap_type(reply_slot->cap) == CAP_REPLY);
}
NEEDS(fast_reply_recv_fault, (endpoint_t *endpoint, reply_t *reply, word_t info)) { return reply->tcb != 0; }

/* ---- messages ---- */
NEEDS(transfer_words, (const tcb_t *sender, tcb_t *receiver, word_t length)) { return length <= seL4_MsgMaxLength; }
NEEDS(transfer_buffer, (const tcb_t *sender, const tcb_t *receiver, word_t length))
{
    return length >= MR_REGISTERS && length <= seL4_MsgMaxLength;
}
NEEDS(transfer_caps, (const tcb_t *sender, const tcb_t *receiver, const endpoint_t *endpoint, word_t count))
{
    return count <= 3;
}

/* ---- threads ---- */
NEEDS(tcb_set_priority, (tcb_t *tcb, word_t priority)) { return priority < PRIORITY_COUNT; }
GIVES(tcb_cancel_yield, (tcb_t *tcb)) { return tcb->yield_to == 0; }
GIVES(tcb_suspend, (tcb_t *tcb)) { return tcb->state == THREAD_INACTIVE; }

/* ---- methods of threads ---- */
static word_t register_of_caller(const struct invocation *in, word_t i)
{
    return in->caller->context.r[arch_mr_register(i)];
}

GIVES(invocation_argument, (word_t value, const struct invocation *in, word_t i))
{
    return i >= MR_REGISTERS || value == register_of_caller(in, i);
}

static bool has_one_more_result(void)
{
    word_t before = 0;

    v_old();
    before = core0.result_count;
    v_now();
    return core0.result_count == before + 1;
}

GIVES(invocation_result, (word_t value)) { return has_one_more_result(); }

NEEDS(check_authority, (const struct invocation *in, word_t words, struct refusal *why))
{
    return words <= 2 && in->length >= words && in->extra_count >= 1;
}
GIVES(check_authority, (word_t status, const struct invocation *in, word_t words, struct refusal *why))
{
    return status != STATUS_OK || ((words < 1 || register_of_caller(in, 0) < PRIORITY_COUNT) &&
                                   (words < 2 || register_of_caller(in, 1) < PRIORITY_COUNT));
}

NEEDS(tcb_set_context, (tcb_t *tcb, cap_t sc_cap))
{
    return cap_is_null(sc_cap) || cap_type(sc_cap) == CAP_SCHED_CONTEXT;
}
GIVES(check_new_sc, (word_t status, const struct invocation *in, const tcb_t *tcb, cap_t cap, struct refusal *why))
{
    return status != STATUS_OK || cap_is_null(cap) || cap_type(cap) == CAP_SCHED_CONTEXT;
}

NEEDS(tcb_copy_range, (const tcb_t *source, tcb_t *dest, word_t first, word_t end))
{
    return end <= arch_user_register_count();
}

GIVES(check_buffer, (word_t status, const slot_t *source, word_t address, struct refusal *why))
{
    return status != STATUS_OK || op_is_aligned(address, seL4_IPCBufferSizeBits);
}
NEEDS(install_buffer, (tcb_t *tcb, slot_t *source, word_t address))
{
    return op_is_aligned(address, seL4_IPCBufferSizeBits);
}
