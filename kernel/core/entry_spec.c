/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: one kernel entry, from the trap to the return to user level. */
#include "proof/spec.h"

/* Calls that print, and nothing else. They take no time stamp and cause no scheduling. */
static bool is_print_call(word number)
{
    long n = (long)number;
    return n == seL4_SysDebugPutChar || n == seL4_SysDebugDumpScheduler || n == seL4_SysDebugSnapshot;
}

/* Numbers by which DebugCapIdentify names the types of capabilities. Those of the ISA are odd. */
static word type_number(unsigned type)
{
    static const uint8_t numbers[] = {
        [AC_NULL] = 0, [AC_UNTYPED] = 2, [AC_ENDPOINT] = 4, [AC_NOTIFICATION] = 6, [AC_REPLY] = 8, [AC_CNODE] = 10,
        [AC_TCB] = 12, [AC_IRQ_CONTROL] = 14, [AC_IRQ_HANDLER] = 16, [AC_ZOMBIE] = 18, [AC_DOMAIN] = 20,
        [AC_SCHED_CONTEXT] = 22, [AC_SCHED_CONTROL] = 24,
    };
    return type < AC_FRAME ? numbers[type] : spec_isa_type_number(type);
}

/* Also without time stamp and scheduling. A pointer that leads nowhere is a null capability. */
static void cap_identify(struct astate *s)
{
    struct atcb *t = as_tcb_get(s, s->current);
    struct alookup l = spec_lookup_cptr(s, s->current, t->regs[UC_BADGE]);

    t->regs[UC_BADGE] = l.found ? type_number(as_cap_in(s, l.slot).type) : 0;
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

    if (base == spec_sanitize_register(UC_TLS, base)) {
        t->regs[UC_TLS] = base;
    }
}

static void save_registers(struct astate *s, const struct aevent *e)
{
    struct atcb *t = as_tcb_get(s, s->current);

    for (unsigned i = 0; i < UC_COUNT; i++) {
        t->regs[i] = e->regs[i];
    }
    t->by_syscall = e->kind == EV_SYSCALL;
    t->next_ip = e->kind == EV_SYSCALL ? e->next_ip : e->regs[UC_IP];
    spec_isa_guest_acted(s, e);
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
    } else if (e->kind == EV_ISA_FAULT) {
        fault = (struct afault){.kind = e->number, .words = {e->words[0]}};
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
    if (e->kind == EV_SYSCALL && s->params.debug && (long)e->regs[UC_SYSCALL] == seL4_SysDebugCapIdentify) {
        cap_identify(s);
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
        if (!spec_isa_guest_interrupt(s, e, go_on)) {
            spec_interrupt(s, e->number);
        }
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
