/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: system calls. The caller is the running thread; its registers are the arguments. */
#include "proof/spec.h"

/* ---- Invocation ---- */

struct how {
    bool call;
    bool blocking;
    bool can_donate;
    bool first_phase;
};

static void send_fault(struct astate *s, word caller, struct how how, word cptr, struct afailure failure)
{
    if (how.blocking) {
        spec_fault(s, caller, spec_fault_cap(cptr, false, failure));
    }
}

/* Extra capabilities; false when one cannot be found, which may have faulted the caller. */
static bool find_extra_caps(struct astate *s, struct how how, struct acall *c)
{
    enum { BUFFER_CAPS = 122 };
    word buffer = spec_thread_buffer(s, c->caller, false);

    if (buffer == 0) {
        return true;
    }
    unsigned wanted = (unsigned)spec_word_field(as_tcb_get(s, c->caller)->regs[UC_INFO], 7, 2);
    for (unsigned i = 0; i < wanted; i++) {
        word cptr = as_buffer_add(s, buffer)->words[BUFFER_CAPS + i];
        struct alookup l = spec_lookup_cptr(s, c->caller, cptr);
        if (!l.found) {
            send_fault(s, c->caller, how, cptr, l.failure);
            return false;
        }
        c->extra[i] = l.slot;
        c->extra_count = i + 1;
    }
    return true;
}

static struct aoutcome invoke_endpoint(struct astate *s, const struct acall *c, struct how how)
{
    if (!(c->cap.rights & AR_WRITE)) {
        return spec_refuse_number(seL4_InvalidCapability, 0);
    }
    struct asend send = {
        .blocking = how.blocking,
        .call = how.call,
        .can_donate = how.can_donate,
        .grant = c->cap.rights & AR_GRANT,
        .grant_reply = c->cap.rights & AR_GRANT_REPLY,
        .badge = c->cap.badge,
    };
    spec_send(s, c->caller, c->cap.object, send);
    return spec_outcome_ok();
}

static struct aoutcome invoke_kernel_object(struct astate *s, const struct acall *c)
{
    switch ((enum acap_type)c->cap.type) {
    case AC_TCB:
        return spec_invoke_tcb(s, c);
    case AC_DOMAIN:
        return spec_invoke_domain(s, c);
    case AC_CNODE:
        return spec_invoke_cnode(s, c);
    case AC_SCHED_CONTROL:
        return spec_invoke_sched_control(s, c);
    default:
        return spec_invoke_sched_context(s, c);
    }
}

static struct aoutcome dispatch(struct astate *s, const struct acall *c, struct how how)
{
    switch ((enum acap_type)c->cap.type) {
    case AC_NULL:
    case AC_ZOMBIE:
        return spec_refuse_number(seL4_InvalidCapability, 0);
    case AC_ENDPOINT:
        return invoke_endpoint(s, c, how);
    case AC_NOTIFICATION:
        if (!(c->cap.rights & AR_WRITE)) {
            return spec_refuse_number(seL4_InvalidCapability, 0);
        }
        spec_signal(s, c->cap.object, c->cap.badge);
        return spec_outcome_ok();
    case AC_REPLY:
        spec_reply_transfer(s, c->caller, c->cap.object, c->cap.rights & AR_GRANT);
        return spec_outcome_ok();
    case AC_TCB:
    case AC_DOMAIN:
    case AC_CNODE:
    case AC_SCHED_CONTROL:
    case AC_SCHED_CONTEXT:
        return how.first_phase ? spec_refuse_number(seL4_InvalidCapability, 0) : invoke_kernel_object(s, c);
    case AC_UNTYPED:
        return spec_invoke_untyped(s, c);
    case AC_IRQ_CONTROL:
        return spec_invoke_irq_control(s, c);
    case AC_IRQ_HANDLER:
        return spec_invoke_irq_handler(s, c);
    default:
        return spec_isa_invoke(s, c);
    }
}

/* An object invocation is in progress as Restart, so that a caller which stops itself issues it again. */
static void invoke(struct astate *s, word caller, word cptr, struct how how)
{
    word info = as_tcb_get(s, caller)->regs[UC_INFO];
    struct acall c = {.caller = caller, .label = spec_word_field(info, 12, 52), .first_phase = how.first_phase,
                      .is_call = how.call};
    struct alookup l = spec_lookup_cptr(s, caller, cptr);

    if (!l.found) {
        send_fault(s, caller, how, cptr, l.failure);
        return;
    }
    c.slot = l.slot;
    c.cap = as_cap_in(s, l.slot);
    c.length = spec_message_length(info);
    if (spec_thread_buffer(s, caller, false) == 0 && c.length > 4) {
        c.length = 4;
    }
    if (!find_extra_caps(s, how, &c)) {
        return;
    }
    as_tcb_get(s, caller)->state = AT_RESTART;
    struct aoutcome o = dispatch(s, &c, how);
    if (!spec_thread_is_runnable(s, caller)) {
        return;
    }
    as_tcb_get(s, caller)->state = AT_RUNNING;
    if (how.call) {
        spec_thread_write_reply(s, caller, o.error, 0, o.count, o.words);
    }
}

/* ---- Receiving ---- */

static void receive_fault(struct astate *s, word caller, word cptr, struct afailure failure)
{
    spec_fault(s, caller, spec_fault_cap(cptr, true, failure));
}

static void receive_endpoint(struct astate *s, word caller, struct acap cap, bool blocking, bool with_reply)
{
    word reply = 0;

    if (with_reply) {
        word cptr = as_tcb_get(s, caller)->regs[UC_REPLY];
        struct alookup l = spec_lookup_cptr(s, caller, cptr);
        if (!l.found) {
            receive_fault(s, caller, cptr, l.failure);
            return;
        }
        struct acap reply_cap = as_cap_in(s, l.slot);
        if (reply_cap.type != AC_REPLY) {
            receive_fault(s, caller, cptr, spec_failure_missing(0));
            return;
        }
        reply = reply_cap.object;
    }
    spec_receive(s, caller, cap.object, blocking, reply);
}

static void receive(struct astate *s, word caller, bool blocking, bool with_reply)
{
    word cptr = as_tcb_get(s, caller)->regs[UC_BADGE];
    struct alookup l = spec_lookup_cptr(s, caller, cptr);

    if (!l.found) {
        receive_fault(s, caller, cptr, l.failure);
        return;
    }
    struct acap cap = as_cap_in(s, l.slot);
    bool readable = (cap.type == AC_ENDPOINT || cap.type == AC_NOTIFICATION) && (cap.rights & AR_READ);
    if (readable && cap.type == AC_NOTIFICATION) {
        word bound = as_notification_get(s, cap.object)->tcb;
        readable = bound == 0 || bound == caller;
    }
    if (!readable) {
        receive_fault(s, caller, cptr, spec_failure_missing(0));
    } else if (cap.type == AC_ENDPOINT) {
        receive_endpoint(s, caller, cap, blocking, with_reply);
    } else {
        spec_wait(s, caller, cap.object, blocking);
    }
}

/* ---- The system calls ---- */

static void send_then_receive(struct astate *s, word caller, word dest, bool with_reply)
{
    invoke(s, caller, dest, (struct how){.can_donate = true, .first_phase = true});
    receive(s, caller, true, with_reply);
}

void spec_syscall(struct astate *s, word number)
{
    word caller = s->current;
    const struct atcb *t = as_tcb_get(s, caller);
    word cptr = t->regs[UC_BADGE];

    switch ((long)number) {
    case seL4_SysCall:
        invoke(s, caller, cptr, (struct how){.call = true, .blocking = true, .can_donate = true});
        break;
    case seL4_SysSend:
        invoke(s, caller, cptr, (struct how){.blocking = true});
        break;
    case seL4_SysNBSend:
        invoke(s, caller, cptr, (struct how){.blocking = false});
        break;
    case seL4_SysReplyRecv:
        send_then_receive(s, caller, t->regs[UC_REPLY], true);
        break;
    case seL4_SysNBSendRecv:
        send_then_receive(s, caller, t->regs[UC_SEND_DEST], true);
        break;
    case seL4_SysNBSendWait:
        send_then_receive(s, caller, t->regs[UC_REPLY], false);
        break;
    case seL4_SysRecv:
        receive(s, caller, true, true);
        break;
    case seL4_SysNBRecv:
        receive(s, caller, false, true);
        break;
    case seL4_SysWait:
        receive(s, caller, true, false);
        break;
    case seL4_SysNBWait:
        receive(s, caller, false, false);
        break;
    case seL4_SysYield:
        spec_yield(s);
        break;
    default:
        spec_fault(s, caller, (struct afault){.kind = seL4_Fault_UnknownSyscall, .words = {number}});
        break;
    }
}
