/* SPDX-License-Identifier: BSD-2-Clause */
/* Lock-step execution of kernel and specification. */
#include <stdio.h>
#include <string.h>
#include <arch/arch.h>
#include <core/entry.h>
#include <core/sched.h>
#include <host.h>
#include "abstraction.h"
#include "invariants.h"
#include "lockstep.h"
#include <lockstep_isa.h>
#include "lockstep_machine.h"
#include "lockstep_parts.h"

/* Entries a system call may be restarted for before it counts as stopped. */
enum { RESTARTS_MAX = 10000 };

static struct astate before;        /* what both sides are in, as abstracted from the kernel */
static struct astate start;         /* the same before the step that is being taken */
static struct astate expected;      /* what the specification makes of it */
static struct astate settled;
struct ls_hooks ls_hooks;

static slot_t *kept;
static unsigned entries;

void ls_start(void)
{
    kept = machine_build();
    spec_require(abstraction_of_kernel(&before, kept, LS_SLOTS, NULL), "the model holds the initial state");
}

struct astate *ls_state(void)
{
    return &before;
}

unsigned ls_entries(void)
{
    return entries;
}

word ls_supervisor(void)
{
    return as_cap_in(&before, as_slot_of(physical_of(kept), SUP_TCB)).object;
}

bool ls_supervisor_runs(void)
{
    return before.current == ls_supervisor();
}

word ls_cptr(word slot, word low)
{
    struct acap cspace = as_cap_in(&before, as_slot_of(before.current, TS_CSPACE));

    if (cspace.type != AC_CNODE) {
        return slot;
    }
    unsigned radix = cspace.size_bits - 5u;
    unsigned left = 64u - cspace.guard_bits - radix;
    wide path = cspace.guard * spec_power_of_2(radix) + spec_low_bits(slot, radix);
    return (word)(path * spec_power_of_2(left) + spec_low_bits(low, left));
}

void ls_registers(word regs[UC_COUNT])
{
    for (unsigned i = 0; i < UC_COUNT; i++) {
        regs[i] = before.current == 0 ? 0 : spec_register(as_tcb_get(&before, before.current), i);
    }
}

bool ls_buffer_write(unsigned index, word value)
{
    word address = before.current == 0 ? 0 : spec_thread_buffer(&before, before.current, false);

    if (address == 0 || (ls_hooks.buffer_write != NULL && !ls_hooks.buffer_write())) {
        return false;
    }
    as_buffer_add(&before, address)->words[index] = value;
    memcpy((char *)object_at(address) + 8 * index, &value, sizeof(value));
    return true;
}

/* ---- The kernel's side ---- */

static void enter(const struct aevent *e)
{
    switch ((enum aevent_kind)e->kind) {
    case EV_SYSCALL:
        entry_syscall(e->regs[UC_BADGE], e->regs[UC_INFO], e->regs[UC_SYSCALL]);
        break;
    case EV_VM_FAULT:
        entry_arch_fault(seL4_Fault_VMFault, e->words[0], e->words[1], e->words[2]);
        break;
    case EV_USER_EXCEPTION:
        entry_user_exception(e->number, e->words[0]);
        break;
    case EV_UNKNOWN_TRAP:
        entry_unknown_syscall(e->number);
        break;
    case EV_ISA_FAULT:
        entry_arch_fault(e->number, e->words[0], 0, 0);
        break;
    case EV_INTERRUPT:
        machine_isa_interrupt(e);
        break;
    }
}

/* A long operation that has not finished: its caller stands before the trap instruction again. */
static bool is_to_be_repeated(const tcb_t *caller)
{
    return this_core()->work_units == WORK_UNITS_MAX
           && caller->context.r[REG_NEXT_IP] == caller->context.r[REG_FAULT_IP];
}

/* Half of a long operation is a state like any other: it is left for other threads to see. */
static void check_half_done(void)
{
    static struct astate half_done;
    char why[200] = "";

    if (abstraction_of_kernel(&half_done, kept, LS_SLOTS, &start)) {
        spec_require(invariants_hold(&half_done, why, sizeof(why)), why);
    }
}

/* Runs the kernel until the event has been dealt with. False: the caller of a long operation does not come back. */
static bool run_kernel(const struct aevent *e)
{
    const tcb_t *caller = this_core()->current;

    host_machine.clock = e->time;
    for (unsigned i = 0; i < RESTARTS_MAX; i++) {
        if (this_core()->current != this_core()->idle) {
            machine_isa_save(this_core()->current, e);
        }
        this_core()->work_units = 0;
        entries = i + 1;
        enter(e);
        spec_require(this_core()->work_units <= WORK_UNITS_MAX, "work per entry is bounded");
        if (this_core()->current != caller) {
            return this_core()->work_units < WORK_UNITS_MAX;
        }
        if (e->kind != EV_SYSCALL || !is_to_be_repeated(caller)) {
            return true;
        }
        check_half_done();
    }
    spec_require(false, "a long operation ends");
    return false;
}

/* ---- Both sides ---- */

/* Does the specification's step from `start` lead to what the kernel has made of it? */
static enum als_result compare(const struct aevent *e, char *why, unsigned why_size)
{
    as_copy(&expected, &start);
    spec_entry(&expected, e);
    if (expected.full) {
        return LS_FULL;
    }
    as_copy(&settled, &before);
    abstraction_settle(&settled);
    abstraction_settle(&expected);
    as_canonicalize(&expected);
    return as_equal(&expected, &settled, why, why_size) ? LS_SAME : LS_DIFFERENT;
}

static word budget(const struct acontext *c)
{
    word sum = 0;

    for (unsigned i = 0; i < c->refill_count; i++) {
        sum += c->refill[i].amount;
    }
    return sum;
}

static bool may_configure(const struct aevent *e)
{
    return e->kind == EV_SYSCALL && spec_word_field(e->regs[UC_INFO], 12, 52) == SchedControlConfigureFlags;
}

/* An invariant of two states: nothing but configuration changes a budget. */
static bool budgets_are_kept(const struct aevent *e, char *why, unsigned why_size)
{
    for (unsigned i = 0; i < before.context_count && !may_configure(e); i++) {
        const struct acontext *c = &before.context[i];
        bool old = spec_context_exists(&start, c->name);
        if (old && c->refill_max > 0 && budget(c) != budget(as_context_get(&start, c->name))) {
            snprintf(why, why_size, "the budget of a context is kept (0x%lx)", c->name);
            return false;
        }
    }
    return true;
}

/*
 * A call that takes several entries is made again from its start. It may by then have deleted what its capability
 * pointers led through: the CNode that holds the slot it revokes, say, in the memory that it revokes. Then the repeated
 * call is refused, or faults. (docs/manual/capabilities.md, Revocation.)
 */
static bool has_lost_its_way(const struct aevent *e)
{
    struct alookup old = spec_lookup_cptr(&start, start.current, e->regs[UC_BADGE]);
    word slot = 0;
    word index = e->regs[UC_MR0];
    word depth = e->regs[UC_MR1];

    if (entries == 1 || e->kind != EV_SYSCALL || !old.found || !as_tcb_exists(&before, start.current)) {
        return false;
    }
    struct acap cap = as_cap_in(&start, old.slot);
    struct alookup now = spec_lookup_cptr(&before, start.current, e->regs[UC_BADGE]);
    if (!now.found || now.slot != old.slot || as_cap_in(&before, now.slot).type != cap.type) {
        return true;
    }
    return cap.type == AC_CNODE && !spec_refused(spec_lookup_slot(&start, false, cap, index, depth, &slot))
           && spec_refused(spec_lookup_slot(&before, false, cap, index, depth, &slot));
}

enum als_result ls_step(const struct aevent *given, char *why, unsigned why_size)
{
    struct aevent event = *given;
    const struct aevent *e = &event;

    if (ls_hooks.step != NULL) {
        ls_hooks.step(&event);
    }
    struct aevent unread = event;
    as_copy(&start, &before);
    bool complete = run_kernel(e);
    if (!abstraction_of_kernel(&before, kept, LS_SLOTS, &start)) {
        return LS_FULL;
    }
    if (!invariants_hold(&before, why, why_size) || !budgets_are_kept(e, why, why_size)
        || !machine_isa_is_sound(why, why_size)) {
        return LS_DIFFERENT;
    }
    if (!complete) {
        return LS_STOPPED;
    }
    enum als_result result = compare(e, why, why_size);
    if (result == LS_DIFFERENT && before.now == start.now && before.current_sc == start.current_sc) {
        unread.clock_unread = true;
        result = compare(&unread, why, why_size) == LS_SAME ? LS_SAME : LS_DIFFERENT;
    }
    return result == LS_DIFFERENT && has_lost_its_way(e) ? LS_STOPPED : result;
}

struct aevent ls_timer_event(word time)
{
    struct aevent e = {.kind = EV_INTERRUPT, .time = time, .number = AS_IRQ_TIMER};

    ls_registers(e.regs);
    if (before.current != 0) {
        e.regs[UC_IP] = as_tcb_get(&before, before.current)->next_ip;
    }
    return e;
}

struct aevent ls_call_event(word time, const word regs[UC_COUNT])
{
    struct aevent e = {.kind = EV_SYSCALL, .time = time};

    memcpy(e.regs, regs, sizeof(e.regs));
    e.regs[UC_IP] = as_tcb_get(&before, before.current)->next_ip;
    e.next_ip = e.regs[UC_IP] + LS_CALL_BYTES;
    ls_isa_call_registers(&e);
    return e;
}
