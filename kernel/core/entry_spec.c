/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: one kernel entry, from the trap to the return to user level. */
#include "proof/spec.h"

/* Calls that print, and nothing else. They take no time stamp and cause no scheduling. */
static bool is_print_call(word number)
{
    long n = (long)number;
    return n == -12 || n == -13 || n == -16;
}

/* SetTLSBase, taken by the caller's own hand: checked like any call, but nothing is scheduled after it. */
static bool is_set_tls_base(word number)
{
    return (long)number == seL4_SysSetTLSBase;
}

static void set_tls_base(struct astate *s)
{
    struct atcb *t = as_tcb_get(s, s->current);
    word base = t->regs[UC_BADGE];

    if (base == spec_sanitize_register(UC_FS_BASE, base)) {
        t->regs[UC_FS_BASE] = base;
    }
}

static void save_registers(struct astate *s, const struct aevent *e)
{
    struct atcb *t = as_tcb_get(s, s->current);

    for (unsigned i = 0; i < UC_COUNT; i++) {
        t->regs[i] = e->regs[i];
    }
    t->by_syscall = e->kind == EV_SYSCALL;
    t->next_ip = e->kind == EV_SYSCALL ? e->next_ip : e->regs[UC_RIP];
}

static void raise(struct astate *s, const struct aevent *e)
{
    struct afault fault = {.kind = seL4_Fault_UserException, .words = {e->number, e->words[0]}};

    if (e->kind == EV_VM_FAULT) {
        fault.kind = seL4_Fault_VMFault;
        for (unsigned i = 0; i < 3; i++) {
            fault.words[i] = e->words[i];
        }
    } else if (e->kind == EV_UNKNOWN_TRAP) {
        fault = (struct afault){.kind = seL4_Fault_UnknownSyscall, .words = {e->number}};
    }
    spec_fault(s, s->current, fault);
}

/*
 * The end of an entry that has not read the clock. That is allowed when nothing depends on the time: the same context
 * goes on paying, no refill is touched. What the time since the last entry ends is ended at the next.
 */
static void schedule_without_clock(struct astate *s)
{
    word domain_time = s->domain_time;
    word sc = s->current_sc;

    s->full |= s->reprogram;
    s->domain_time += domain_time == 0;
    spec_decide(s);
    s->domain_time = domain_time;
    s->full |= s->current_sc != sc;
}

void spec_entry(struct astate *s, const struct aevent *e)
{
    if (s->current != 0) {
        save_registers(s, e);
    }
    if (e->kind == EV_SYSCALL && is_print_call(e->regs[UC_SYSCALL])) {
        return;
    }
    bool go_on = e->clock_unread;
    if (!e->clock_unread) {
        spec_stamp(s, e->time);
        go_on = spec_entry_check(s);
    }
    if (go_on && e->kind == EV_SYSCALL && is_set_tls_base(e->regs[UC_SYSCALL])) {
        set_tls_base(s);
        return;
    }
    if (e->kind == EV_INTERRUPT) {
        spec_interrupt(s, e->number);
    } else if (go_on && e->kind == EV_SYSCALL) {
        spec_syscall(s, e->regs[UC_SYSCALL]);
    } else if (go_on) {
        raise(s, e);
    } else if (spec_thread_is_runnable(s, s->current)) {
        as_tcb_get(s, s->current)->state = AT_RESTART;
    }
    if (e->clock_unread) {
        schedule_without_clock(s);
    } else {
        spec_schedule(s);
    }
}
