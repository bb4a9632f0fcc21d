/* SPDX-License-Identifier: BSD-2-Clause */
/* TCB methods on registers, run state, scheduling and bindings: invocations.md section 4. */
#include <arch/arch.h>
#include <core/fault.h>
#include <core/sched.h>
#include <object/cnode.h>
#include <object/tcb_space.h>

enum { READ_SUSPEND = 1 };
enum { WRITE_RESUME = 1 };
enum { COPY_SUSPEND = 1, COPY_RESUME = 2, COPY_FRAME = 4, COPY_INTEGER = 8 };

static word_t tcb_read_registers(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    word_t flags = 0, count = 0, total = arch_user_register_count();

    if (in->length < 2)
        return refuse(why, seL4_TruncatedMessage);
    flags = invocation_argument(in, 0);
    count = invocation_argument(in, 1);
    if (count < 1 || count > total)
        return refuse_range(why, 1, total);
    if (tcb == in->caller)
        return refuse(why, seL4_IllegalOperation);

    if (flags & READ_SUSPEND)
        tcb_suspend(tcb);
    for (word_t i = 0; GHOST(v_safety_invariant(i <= count && core0.result_count == i)), VARIANT(count - i), i < count;
         i++)
        invocation_result(arch_user_register(tcb, i));
    return STATUS_OK;
}

/* The thread goes on at its restart instruction pointer, whatever its state. */
static void tcb_continue_at_restart(tcb_t *tcb)
{
    tcb->context.r[REG_NEXT_IP] = tcb->context.r[REG_FAULT_IP];
}

static word_t tcb_write_registers(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    word_t flags = 0, count = 0, total = arch_user_register_count();

    if (in->length < 2)
        return refuse(why, seL4_TruncatedMessage);
    flags = invocation_argument(in, 0);
    count = invocation_argument(in, 1);
    if (in->length - 2 < count)
        return refuse(why, seL4_TruncatedMessage);
    if (tcb == in->caller)
        return refuse(why, seL4_IllegalOperation);

    for (word_t i = 0; INVARIANT(i <= count), VARIANT(count - i), i < count && i < total; i++)
        arch_user_register_set(tcb, i, invocation_argument(in, 2 + i));
    tcb_continue_at_restart(tcb);
    if (flags & WRITE_RESUME)
        tcb_resume(tcb);
    return STATUS_OK;
}

static void tcb_copy_range(const tcb_t *source, tcb_t *dest, word_t first, word_t end)
{
    for (word_t i = first; i < end; i++)
        arch_user_register_set(dest, i, arch_user_register(source, i));
}

static word_t tcb_copy_registers(const struct invocation *in, tcb_t *dest, struct refusal *why)
{
    tcb_t *source = 0;
    word_t flags = 0, frame_count = arch_frame_register_count();

    if (!invocation_has(in, 1, 1))
        return refuse(why, seL4_TruncatedMessage);
    flags = invocation_argument(in, 0);
    if (cap_type(in->extra[0]->cap) != CAP_TCB)
        return refuse_capability(why, 1);

    source = tcb_of_cap(in->extra[0]->cap);
    if (flags & COPY_SUSPEND)
        tcb_suspend(source);
    if (flags & COPY_RESUME)
        tcb_resume(dest);
    if (flags & COPY_FRAME) {
        tcb_copy_range(source, dest, 0, frame_count);
        tcb_continue_at_restart(dest);
    }
    if (flags & COPY_INTEGER)
        tcb_copy_range(source, dest, frame_count, arch_user_register_count());
    return STATUS_OK;
}

/* The common checks of everything that sets a priority under the authority of extra cap 0. */
static word_t check_authority(const struct invocation *in, word_t words, struct refusal *why)
{
    tcb_t *authority = 0;

    if (cap_type(in->extra[0]->cap) != CAP_TCB)
        return refuse_capability(why, 1);
    authority = tcb_of_cap(in->extra[0]->cap);
    for (word_t i = 0; i < words; i++) { /* at most 2: MCP, priority */
        if (invocation_argument(in, i) > authority->mcp)
            return refuse_range(why, 0, authority->mcp);
    }
    return STATUS_OK;
}

static word_t tcb_set_one_priority(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    if (!invocation_has(in, 1, 1))
        return refuse(why, seL4_TruncatedMessage);
    if (check_authority(in, 1, why) != STATUS_OK)
        return why->error;

    if (in->label == TCBSetPriority)
        tcb_set_priority(tcb, invocation_argument(in, 0));
    else
        tcb->mcp = invocation_argument(in, 0);
    return STATUS_OK;
}

/* Check 4 of SetSchedParams: the scheduling context capability. */
static word_t check_new_sc(const struct invocation *in, const tcb_t *tcb, cap_t cap, struct refusal *why)
{
    sched_context_t *sc = 0;

    if (cap_is_null(cap))
        return tcb == in->caller ? refuse(why, seL4_IllegalOperation) : STATUS_OK;
    if (cap_type(cap) != CAP_SCHED_CONTEXT)
        return refuse_capability(why, 2);
    sc = sched_context_of_cap(cap);
    if (tcb->sc != sc && (tcb->sc != 0 || sc->tcb != 0))
        return refuse(why, seL4_IllegalOperation);
    if (tcb_is_blocked(tcb) && !sched_context_is_released(sc))
        return refuse(why, seL4_IllegalOperation);
    return STATUS_OK;
}

/* The thread gets the scheduling context that check_new_sc found right; with a null capability it loses its own. */
static void tcb_set_context(tcb_t *tcb, cap_t sc_cap)
{
    if (cap_is_null(sc_cap)) {
        if (tcb->sc != 0)
            sched_context_unbind_tcb(tcb->sc);
    } else if (tcb->sc != sched_context_of_cap(sc_cap)) {
        sched_context_bind_tcb(sched_context_of_cap(sc_cap), tcb);
    }
}

static word_t tcb_set_sched_params(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    word_t mcp = 0, priority = 0;
    cap_t sc_cap = cap_null(), handler = cap_null();

    if (!invocation_has(in, 2, 3))
        return refuse(why, seL4_TruncatedMessage);
    if (check_authority(in, 2, why) != STATUS_OK)
        return why->error;
    mcp = invocation_argument(in, 0);
    priority = invocation_argument(in, 1);
    sc_cap = in->extra[1]->cap;
    handler = in->extra[2]->cap;
    if (check_new_sc(in, tcb, sc_cap, why) != STATUS_OK)
        return why->error;
    if (!fault_handler_is_valid(handler))
        return refuse_capability(why, 3);

    if (slot_drain(&tcb->slot[TCB_SLOT_FAULT_HANDLER]) != STATUS_OK)
        return STATUS_PREEMPTED;
    slot_install(&tcb->slot[TCB_SLOT_FAULT_HANDLER], in->extra[2], handler);
    /* Arguments may have changed in the caller's buffer since the check: both come from registers (words 0 and 1). */
    tcb->mcp = mcp;
    tcb_set_priority(tcb, priority);
    tcb_set_context(tcb, sc_cap);
    return STATUS_OK;
}

static word_t tcb_set_timeout_endpoint(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    if (!invocation_has(in, 0, 1))
        return refuse(why, seL4_TruncatedMessage);
    if (!fault_handler_is_valid(in->extra[0]->cap))
        return refuse_capability(why, 1);

    if (slot_drain(&tcb->slot[TCB_SLOT_TIMEOUT_HANDLER]) != STATUS_OK)
        return STATUS_PREEMPTED;
    slot_install(&tcb->slot[TCB_SLOT_TIMEOUT_HANDLER], in->extra[0], in->extra[0]->cap);
    return STATUS_OK;
}

static word_t tcb_bind_notification(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    notification_t *notification = 0;
    cap_t cap = cap_null();

    if (!invocation_has(in, 0, 1))
        return refuse(why, seL4_TruncatedMessage);
    cap = in->extra[0]->cap;
    if (tcb->bound_notification != 0 || cap_type(cap) != CAP_NOTIFICATION || (cap_rights(cap) & RIGHT_READ) == 0)
        return refuse(why, seL4_IllegalOperation);
    notification = notification_of_cap(cap);
    if (notification->state == NOTIFICATION_WAITING || notification->bound_tcb != 0)
        return refuse(why, seL4_IllegalOperation);

    notification_bind_tcb(notification, tcb);
    return STATUS_OK;
}

static word_t tcb_unbind_notification(tcb_t *tcb, struct refusal *why)
{
    if (tcb->bound_notification == 0)
        return refuse(why, seL4_IllegalOperation);

    notification_unbind_tcb(tcb->bound_notification, tcb);
    return STATUS_OK;
}

static word_t tcb_set_tls_base(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    if (in->length < 1)
        return refuse(why, seL4_TruncatedMessage);

    arch_tls_base_set(tcb, invocation_argument(in, 0));
    return STATUS_OK;
}

static word_t tcb_set_flags(const struct invocation *in, tcb_t *tcb, struct refusal *why)
{
    word_t clear = 0, set = 0;

    if (in->length < 2)
        return refuse(why, seL4_TruncatedMessage);

    clear = invocation_argument(in, 0);
    set = invocation_argument(in, 1);
    tcb->flags = (tcb->flags & ~clear) | (set & TCB_FLAGS_MASK);
    arch_fpu_flag_changed(tcb);
    invocation_result(tcb->flags);
    return STATUS_OK;
}

word_t tcb_invoke(const struct invocation *in, struct refusal *why)
{
    tcb_t *tcb = tcb_of_cap(in->cap);

    switch (in->label) {
    case TCBReadRegisters:
        return tcb_read_registers(in, tcb, why);
    case TCBWriteRegisters:
        return tcb_write_registers(in, tcb, why);
    case TCBCopyRegisters:
        return tcb_copy_registers(in, tcb, why);
    case TCBConfigure:
        return tcb_configure(in, tcb, why);
    case TCBSetPriority:
    case TCBSetMCPriority:
        return tcb_set_one_priority(in, tcb, why);
    case TCBSetSchedParams:
        return tcb_set_sched_params(in, tcb, why);
    case TCBSetTimeoutEndpoint:
        return tcb_set_timeout_endpoint(in, tcb, why);
    case TCBSetIPCBuffer:
        return tcb_set_ipc_buffer(in, tcb, why);
    case TCBSetSpace:
        return tcb_set_space(in, tcb, why);
    case TCBSuspend:
        tcb_suspend(tcb);
        return STATUS_OK;
    case TCBResume:
        tcb_resume(tcb);
        return STATUS_OK;
    case TCBBindNotification:
        return tcb_bind_notification(in, tcb, why);
    case TCBUnbindNotification:
        return tcb_unbind_notification(tcb, why);
    case TCBSetTLSBase:
        return tcb_set_tls_base(in, tcb, why);
    case TCBSetFlags:
        return tcb_set_flags(in, tcb, why);
    }
    return refuse(why, seL4_IllegalOperation);
}
