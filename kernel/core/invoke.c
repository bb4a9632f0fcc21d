/* SPDX-License-Identifier: BSD-2-Clause */
/* From a capability pointer to the method of the object behind it, and back to the caller. syscalls.md section 5. */
#include <arch/arch.h>
#include <core/fault.h>
#include <core/sched.h>
#include <core/send.h>
#include <debug/debug.h>

word_t invocation_argument(const struct invocation *in, word_t i)
{
    REQUIRES(i < in->length);

    if (i < MR_REGISTERS)
        return in->caller->context.r[arch_mr_register(i)];
    return user_word(&in->buffer->msg[i]);
}

void invocation_result(word_t value)
{
    struct core *core = this_core();

    REQUIRES(core->result_count < RESULT_WORDS_MAX);

    core->result[core->result_count] = value;
    core->result_count++;
}

/* The reply to a Call: badge 0, message info, and the first count of the core's result words in message registers. */
static void reply_to_caller(tcb_t *caller, word_t label, word_t count)
{
    const struct core *core = this_core();
    struct ipc_buffer *buffer = 0;
    word_t length = count;

    if (count > MR_REGISTERS) {
        buffer = tcb_writable_buffer(caller);
        if (buffer == 0)
            length = MR_REGISTERS;
    }
    for (word_t i = 0; i < length; i++) {
        INVARIANT(i < length);
        VARIANT(length - i);
        ipc_set_mr(caller, buffer, i, core->result[i]);
    }
    caller->context.r[REG_CAP] = 0;
    caller->context.r[REG_INFO] = info_new(label, 0, 0, length);
}

/* Methods of every object that is not an IPC partner. */
static word_t invoke_object(const struct invocation *in, struct refusal *why)
{
    switch (cap_type(in->cap)) {
    case CAP_UNTYPED:
        return untyped_invoke(in, why);
    case CAP_CNODE:
        return cnode_invoke(in, why);
    case CAP_TCB:
        return tcb_invoke(in, why);
    case CAP_SCHED_CONTEXT:
        return sched_context_invoke(in, why);
    case CAP_SCHED_CONTROL:
        return sched_control_invoke(in, why);
    case CAP_DOMAIN:
        return domain_invoke(in, why);
    case CAP_IRQ_CONTROL:
        return arch_irq_control_invoke(in, why);
    case CAP_IRQ_HANDLER:
        return irq_handler_invoke(in, why);
    case CAP_NULL:
    case CAP_ZOMBIE:
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return refuse_capability(why, 0); /* an IPC capability gets here only without the Write right */
    }
    return arch_invoke(in, why);
}

/* Capabilities whose methods the first phase of ReplyRecv, NBSendRecv and NBSendWait cannot use. */
static bool cap_needs_whole_call(cap_t cap)
{
    switch (cap_type(cap)) {
    case CAP_TCB:
    case CAP_CNODE:
    case CAP_DOMAIN:
    case CAP_SCHED_CONTROL:
    case CAP_SCHED_CONTEXT:
        return true;
    }
    return false;
}

/* The reply to a Call that was refused: the words that tell why. */
static void reply_refusal(tcb_t *caller, const struct refusal *why)
{
    struct core *core = this_core();

    for (word_t i = 0; i < REFUSAL_WORDS_MAX; i++)
        core->result[i] = why->word[i];
    reply_to_caller(caller, why->error, why->count);
}

/*
 * The caller is in state Restart while the method runs: if the method stops it, a later Resume issues the system call
 * again; if it is still in that state afterwards it gets its reply and runs on.
 */
static word_t invoke_and_answer(struct invocation *in, bool first_phase)
{
    struct core *core = this_core();
    struct refusal *why = &core->refusal;
    tcb_t *caller = in->caller;
    word_t status = STATUS_OK;

    core->result_count = 0;
    caller->state = THREAD_RESTART;
    if (first_phase && cap_needs_whole_call(in->cap))
        status = refuse_capability(why, 0);
    else
        status = invoke_object(in, why);
    if (status == STATUS_PREEMPTED || caller->state != THREAD_RESTART)
        return status;
    caller->state = THREAD_RUNNING;
    if (status != STATUS_OK)
        debug_refusal(in, why);
    if (!in->is_call)
        return STATUS_OK;
    if (status == STATUS_OK)
        reply_to_caller(caller, seL4_NoError, core->result_count);
    else
        reply_refusal(caller, why);
    return STATUS_OK;
}

static void lookup_fault(tcb_t *caller, word_t cptr)
{
    struct lookup_failure failure = {.kind = seL4_NoFailure};

    lookup_cptr_explain(caller, cptr, &failure);
    fault_cap(cptr, false, &failure);
}

/* Whether all capabilities that a message names were found, and the pointer of the one that was not. */
struct resolution {
    word_t is_complete, failed;
};

static struct resolution resolve_extra(struct invocation *in, word_t count)
{
    for (word_t i = 0; i < count; i++) { /* count <= 3 */
        word_t cptr = user_word(&in->buffer->caps_or_badges[i]);

        in->extra[i] = lookup_cptr(in->caller, cptr);
        if (in->extra[i] == 0)
            return (struct resolution){false, cptr};
    }
    in->extra_count = count;
    return (struct resolution){true, 0};
}

static void endpoint_invoke(const struct invocation *in, const struct invoke_mode *mode)
{
    word_t flags = (cap_rights(in->cap) & SEND_RIGHTS) | (mode->call ? WAIT_CALL : 0) |
                   (mode->blocking ? SEND_BLOCKING : 0) | (mode->can_donate ? SEND_CAN_DONATE : 0);

    endpoint_send(endpoint_of_cap(in->cap), in->caller, cap_badge(in->cap), flags);
}

word_t invoke(word_t cptr, word_t info, struct invoke_mode mode)
{
    tcb_t *caller = this_core()->current;
    slot_t *slot = lookup_cptr(caller, cptr);
    struct invocation in = {.caller = caller,
                            .slot = slot,
                            .cap = likely(slot != 0) ? slot->cap : cap_null(),
                            .label = info_label(info),
                            .length = info_length(info),
                            .buffer = tcb_readable_buffer(caller),
                            .is_call = mode.call};
    struct resolution extra = {in.slot != 0, cptr};

    if (in.buffer == 0 && in.length > MR_REGISTERS)
        in.length = MR_REGISTERS;
    if (extra.is_complete && in.buffer != 0)
        extra = resolve_extra(&in, info_extra_caps(info));
    if (!extra.is_complete) {
        if (mode.blocking)
            lookup_fault(caller, extra.failed);
        return STATUS_OK;
    }
    switch (cap_type(in.cap)) {
    case CAP_ENDPOINT:
        if ((cap_rights(in.cap) & RIGHT_WRITE) == 0)
            break;
        endpoint_invoke(&in, &mode);
        return STATUS_OK;
    case CAP_NOTIFICATION:
        if ((cap_rights(in.cap) & RIGHT_WRITE) == 0)
            break;
        notification_signal(notification_of_cap(in.cap), cap_badge(in.cap));
        if (mode.call)
            reply_to_caller(caller, seL4_NoError, 0);
        return STATUS_OK;
    case CAP_REPLY:
        reply_transfer(caller, reply_of_cap(in.cap), (cap_rights(in.cap) & RIGHT_GRANT) != 0);
        if (mode.call)
            reply_to_caller(caller, seL4_NoError, 0);
        return STATUS_OK;
    }
    return invoke_and_answer(&in, mode.first_phase);
}
