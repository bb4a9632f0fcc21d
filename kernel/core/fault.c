/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: a thread that cannot go on becomes a caller of its handler. ipc.md section 8. */
#include <core/fault.h>
#include <core/ipc.h>
#include <core/sched.h>
#include <debug/debug.h>

/* Words before the lookup failure in a CapFault message. */
#define CAP_FAULT_FIXED 3u

/* ---- raising ---- */

void fault_deliver(tcb_t *tcb)
{
    bool timeout = tcb->fault.kind == seL4_Fault_Timeout;
    cap_t handler = tcb->slot[timeout ? TCB_SLOT_TIMEOUT_HANDLER : TCB_SLOT_FAULT_HANDLER].cap;
    word_t flags = (cap_rights(handler) & SEND_RIGHTS) | SEND_BLOCKING | (timeout ? 0 : SEND_CAN_DONATE);

    REQUIRES(fault_is_pending(tcb));

    if (cap_type(handler) == CAP_ENDPOINT) {
        endpoint_send(endpoint_of_cap(handler), tcb, cap_badge(handler), flags);
    } else {
        tcb->state = THREAD_INACTIVE;
        if (tcb == this_core()->current)
            sched_current_stopped();
        debug_unhandled_fault(tcb);
    }
}

/* Records a fault of the current thread. */
static tcb_t *fault_record(word_t kind, word_t w0, word_t w1, word_t w2)
{
    tcb_t *tcb = this_core()->current;

    tcb->fault.kind = kind;
    tcb->fault.word[0] = w0;
    tcb->fault.word[1] = w1;
    tcb->fault.word[2] = w2;
    return tcb;
}

void fault_cap(word_t cptr, bool in_receive, const struct lookup_failure *failure)
{
    tcb_t *tcb = fault_record(seL4_Fault_CapFault, cptr, in_receive, 0);

    tcb->fault.lookup = *failure;
    fault_deliver(tcb);
}

void fault_unknown_syscall(word_t number)
{
    fault_deliver(fault_record(seL4_Fault_UnknownSyscall, number, 0, 0));
}

void fault_arch(word_t kind, word_t w0, word_t w1, word_t w2)
{
    fault_deliver(fault_record(kind, w0, w1, w2));
}

void fault_timeout(tcb_t *tcb)
{
    REQUIRES(tcb->sc != 0);

    tcb->fault.kind = seL4_Fault_Timeout;
    tcb->fault.word[0] = tcb->sc->badge;
    fault_deliver(tcb);
}

/* ---- the message ---- */

static word_t write_cap_fault(const tcb_t *sender, tcb_t *receiver, struct ipc_buffer *buffer)
{
    const struct lookup_failure *lookup = &sender->fault.lookup;
    word_t count = lookup_failure_count(lookup);

    ipc_set_mr(receiver, buffer, seL4_CapFault_IP, sender->context.r[REG_FAULT_IP]);
    ipc_set_mr(receiver, buffer, seL4_CapFault_Addr, sender->fault.word[0]);
    ipc_set_mr(receiver, buffer, seL4_CapFault_InRecvPhase, sender->fault.word[1]);
    for (word_t i = 0; i < count; i++) /* at most 4 */
        ipc_set_mr(receiver, buffer, CAP_FAULT_FIXED + i, lookup_failure_word(lookup, i));
    return CAP_FAULT_FIXED + count;
}

/* The thread may have lost its context since the fault; then nothing can be said about what it consumed. */
static word_t write_timeout(tcb_t *sender, tcb_t *receiver, struct ipc_buffer *buffer)
{
    ipc_set_mr(receiver, buffer, seL4_Timeout_Data, sender->fault.word[0]);
    if (sender->sc == 0)
        return seL4_Timeout_Consumed;
    ipc_set_mr(receiver, buffer, seL4_Timeout_Consumed, sched_context_take_consumed_us(sender->sc));
    return seL4_Timeout_Length;
}

/* Kinds that the ISA does not know. */
SLOW_PATH static word_t write_generic_fault(tcb_t *sender, tcb_t *receiver, struct ipc_buffer *buffer)
{
    return sender->fault.kind == seL4_Fault_CapFault ? write_cap_fault(sender, receiver, buffer)
                                                     : write_timeout(sender, receiver, buffer);
}

void fault_write_message(tcb_t *sender, tcb_t *receiver, word_t badge)
{
    struct ipc_buffer *buffer = tcb_writable_buffer(receiver);
    word_t kind = sender->fault.kind;
    word_t length = 0;

    REQUIRES(kind != seL4_Fault_NullFault);

    receiver->context.r[REG_CAP] = badge;
    if (unlikely(kind == seL4_Fault_CapFault || kind == seL4_Fault_Timeout))
        length = write_generic_fault(sender, receiver, buffer);
    else
        length = arch_fault_write(sender, receiver, buffer);
    if (length > MR_REGISTERS && buffer == 0)
        length = MR_REGISTERS;
    receiver->context.r[REG_INFO] = info_new(kind, 0, 0, length);
}

/* ---- the reply ---- */

bool fault_apply_reply(tcb_t *replier, tcb_t *faulted)
{
    word_t kind = faulted->fault.kind;
    word_t info = replier->context.r[REG_INFO];

    if (!fault_reply_has_meaning(kind))
        return true;
    arch_fault_apply(faulted, kind, replier, info_length(info));
    return info_label(info) == 0;
}

bool fault_handler_is_valid(cap_t cap)
{
    word_t rights = cap_rights(cap);

    if (cap_is_null(cap))
        return true;
    return cap_type(cap) == CAP_ENDPOINT && (rights & RIGHT_WRITE) != 0 &&
           (rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) != 0;
}
