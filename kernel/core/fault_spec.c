/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: faults, their messages, and the effect of the reply. */
#include "proof/spec.h"

struct afault spec_fault_cap(word cptr, bool receiving, struct afailure failure)
{
    return (struct afault){.kind = seL4_Fault_CapFault, .words = {cptr, receiving}, .failure = failure};
}

bool spec_cap_is_fault_handler(struct acap cap)
{
    return cap.type == AC_NULL
           || (cap.type == AC_ENDPOINT && (cap.rights & AR_WRITE) && (cap.rights & (AR_GRANT | AR_GRANT_REPLY)));
}

bool spec_thread_has_timeout_handler(struct astate *s, word thread)
{
    return as_cap_in(s, as_slot_of(thread, TS_TIMEOUT)).type == AC_ENDPOINT;
}

/* A message to the handler, or, without one, the end for the thread. */
static void fault_send(struct astate *s, word thread, unsigned handler_slot, struct afault fault, bool can_donate)
{
    struct acap handler = as_cap_in(s, as_slot_of(thread, handler_slot));
    struct atcb *t = as_tcb_get(s, thread);

    t->fault = fault;
    if (handler.type != AC_ENDPOINT) {
        t->state = AT_INACTIVE;
        spec_unschedule_current(s, thread);
        return;
    }
    struct asend how = {
        .blocking = true,
        .can_donate = can_donate,
        .grant = handler.rights & AR_GRANT,
        .grant_reply = handler.rights & AR_GRANT_REPLY,
        .badge = handler.badge,
    };
    spec_send(s, thread, handler.object, how);
}

void spec_fault(struct astate *s, word thread, struct afault fault)
{
    fault_send(s, thread, TS_FAULT, fault, as_tcb_get(s, thread)->sc != 0);
}

void spec_timeout_fault(struct astate *s, word thread)
{
    word badge = as_context_get(s, as_tcb_get(s, thread)->sc)->badge;
    struct afault fault = {.kind = seL4_Fault_Timeout, .words = {badge}};

    fault_send(s, thread, TS_TIMEOUT, fault, false);
}

/* ---- Messages ---- */

static unsigned copy_registers(const struct atcb *t, word *words)
{
    struct aregisters registers = spec_isa_fault_registers(t->fault.kind);

    for (unsigned i = 0; i < registers.count; i++) {
        words[i] = spec_register(t, registers.index[i]);
    }
    return registers.count;
}

static unsigned cap_fault_words(const struct atcb *t, word *words)
{
    words[0] = t->regs[UC_IP];
    words[1] = t->fault.words[0];
    words[2] = t->fault.words[1];
    words[3] = t->fault.failure.type;
    for (unsigned i = 0; i < t->fault.failure.count; i++) {
        words[4 + i] = t->fault.failure.words[i];
    }
    return 4 + t->fault.failure.count;
}

static unsigned vm_fault_words(const struct atcb *t, word *words)
{
    words[0] = t->regs[UC_IP];
    for (unsigned i = 0; i < 3; i++) {
        words[1 + i] = t->fault.words[i];
    }
    return 4;
}

static unsigned user_exception_words(const struct atcb *t, word *words)
{
    unsigned n = copy_registers(t, words);
    words[n] = t->fault.words[0];
    words[n + 1] = t->fault.words[1];
    return n + 2;
}

static unsigned timeout_words(struct astate *s, const struct atcb *t, word *words)
{
    words[0] = t->fault.words[0];
    if (t->sc == 0) {
        return 1;
    }
    words[1] = spec_take_consumed(s, t->sc);
    return 2;
}

void spec_fault_message(struct astate *s, word sender, word receiver, word badge)
{
    const struct atcb *t = as_tcb_get(s, sender);
    word words[20] = {0};
    unsigned count = 0;

    switch (t->fault.kind) {
    case seL4_Fault_CapFault:
        count = cap_fault_words(t, words);
        break;
    case seL4_Fault_VMFault:
        count = vm_fault_words(t, words);
        break;
    case seL4_Fault_UserException:
        count = user_exception_words(t, words);
        break;
    case seL4_Fault_UnknownSyscall:
        count = copy_registers(t, words);
        words[count] = t->fault.words[0];
        count++;
        break;
    case seL4_Fault_Timeout:
        count = timeout_words(s, t, words);
        break;
    default:
        count = spec_isa_fault_words(t, words);
    }
    spec_thread_write_reply(s, receiver, t->fault.kind, badge, count, words);
}

/* ---- Replies ---- */

static void accept_registers(struct astate *s, word replier, word faulter, struct aregisters registers)
{
    word length = spec_message_length(as_tcb_get(s, replier)->regs[UC_INFO]);

    if (spec_thread_buffer(s, replier, false) == 0 && length > 4) {
        length = 4;
    }
    for (unsigned i = 0; i < registers.count && i < length; i++) {
        spec_set_register(as_tcb_get(s, faulter), registers.index[i], spec_thread_message_word(s, replier, i));
    }
}

/* Applies the reply to the faulting thread's registers; true when it is to be restarted. */
bool spec_fault_reply(struct astate *s, word replier, word faulter)
{
    word kind = as_tcb_get(s, faulter)->fault.kind;

    switch (kind) {
    case seL4_Fault_UnknownSyscall:
    case seL4_Fault_UserException:
    case seL4_Fault_Timeout:
        accept_registers(s, replier, faulter, spec_isa_fault_registers(kind));
        return spec_word_field(as_tcb_get(s, replier)->regs[UC_INFO], 12, 52) == 0;
    default:
        return true;
    }
}
