/* SPDX-License-Identifier: BSD-2-Clause */
/* What is different on the booted machine: time, devices, and a CPU that runs what its instruction pointer says. */
#include <string.h>
#include "proof/lockstep_parts.h"
#include "generate.h"

enum {
    US_LEAST = 20,              /* shorter times are refused */
    US_COMMON_END = 0x10000,
    LONGER_BITS = 20            /* what takes microseconds takes seconds: nothing ends while a stream runs */
};

/* ---- The CPU ---- */

word common_root(struct astate *s)
{
    return spec_thread_vspace(s, ls_supervisor());
}

static struct aevent fault_event(unsigned kind, word number, word first, word fetch, word code)
{
    struct aevent e = ls_timer_event(ls_state()->now);

    e.kind = (uint8_t)kind;
    e.number = number;
    e.words[0] = kind == EV_VM_FAULT ? first : code;
    e.words[1] = fetch;
    e.words[2] = kind == EV_VM_FAULT ? code : 0;
    return e;
}

static struct aevent data_fault(word address, bool load)
{
    return fault_event(EV_VM_FAULT, 0, address, 0, load ? CODE_DATA_READ : CODE_DATA_WRITE);
}

static struct aevent breakpoint(void)
{
    return fault_event(KIND_BREAKPOINT, NUMBER_BREAKPOINT, 0, 0, WORD_BREAKPOINT);
}

enum forecast forecast(struct aevent *e)
{
    struct astate *s = ls_state();

    if (s->current == 0) {
        return FORECAST_STUCK;
    }
    word registers[UC_COUNT];
    word ip = as_tcb_get(s, s->current)->next_ip;
    bool at_home = spec_thread_vspace(s, s->current) == common_root(s);

    ls_registers(registers);
    if (s->current == ls_supervisor() && ip == 0) { /* its first turn */
        return FORECAST_TURN;
    }
    if (!at_home || ip < UNMAPPED_END) {
        *e = fault_event(EV_VM_FAULT, 0, ip, 1, CODE_FETCH_AT(at_home));
        return FORECAST_EVENT;
    }
    if (ip == STUB_RETURN || (ip == STUB_AFTER_BREAKPOINT && ip != STUB_BREAKPOINT)) {
        return FORECAST_TURN;
    }
    switch (ip) {
    case STUB_CALL:
        *e = ls_call_event(s->now, registers);
        return FORECAST_EVENT;
    case STUB_LOAD:
    case STUB_STORE:
        *e = data_fault(registers[REPLAY_ADDRESS], ip == STUB_LOAD);
        return FORECAST_EVENT;
    case STUB_UNDEFINED:
        *e = fault_event(EV_USER_EXCEPTION, NUMBER_UNDEFINED, 0, 0, 0);
        return FORECAST_EVENT;
    case STUB_PRIVILEGED:
        *e = fault_event(EV_USER_EXCEPTION, NUMBER_PRIVILEGED, 0, 0, 0);
        return FORECAST_EVENT;
    case STUB_BREAKPOINT:
        *e = breakpoint();
        e->regs[UC_IP] = STUB_AFTER_BREAKPOINT;
        return FORECAST_EVENT;
    default:
        return FORECAST_STUCK;
    }
}

static bool ip_is_known(const struct atcb *t, word ip)
{
    static const word places[] = {STUB_CALL, STUB_RETURN, STUB_UNDEFINED, STUB_PRIVILEGED, STUB_BREAKPOINT,
                                  STUB_AFTER_BREAKPOINT};
    word address = t->regs[REPLAY_ADDRESS];

    for (unsigned i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (ip == places[i]) {
            return true;
        }
    }
    if (ip == STUB_LOAD || ip == STUB_STORE) {
        return address >= UNMAPPED_FIRST && address < UNMAPPED_END;
    }
    return ip < UNMAPPED_END && ip % IP_STEP == 0;
}

/* ---- Buffers ---- */

unsigned window_of_current(void)
{
    struct astate *s = ls_state();
    word address = s->current == 0 ? 0 : spec_thread_buffer(s, s->current, false);
    word offset = spec_low_bits(address, 12);

    if (address == 0) {
        return WINDOW_NONE;
    }
    if (s->current == ls_supervisor()) {
        return WINDOW_FRAMES * 4 + (unsigned)(offset / BUFFER_BYTES);
    }
    for (unsigned i = 0; i < s->mapping_count; i++) {
        const struct amapping *m = &s->mapping[i];
        if (m->root == common_root(s) && !m->table && m->target == address - offset && m->vaddr >= WINDOW_PAGES
            && m->vaddr < WINDOW_PAGES + WINDOW_FRAMES * 4096) {
            return (unsigned)((m->vaddr - WINDOW_PAGES) / 4096 * 4 + offset / BUFFER_BYTES);
        }
    }
    return WINDOW_NONE;
}

/* ---- Calls ---- */

static struct acap cap_behind(word cptr)
{
    struct astate *s = ls_state();
    struct alookup l = spec_lookup_cptr(s, s->current, cptr);
    return l.found ? as_cap_in(s, l.slot) : as_cap_null();
}

struct acap invoked_cap(const struct aevent *e)
{
    long number = (long)e->regs[UC_SYSCALL];
    bool other = number == seL4_SysNBSendRecv || number == seL4_SysNBSendWait;
    return cap_behind(e->regs[other ? UC_SEND_DEST : UC_BADGE]);
}

static word longer(word us)
{
    return us >= US_LEAST && us < US_COMMON_END ? us << LONGER_BITS : us;
}

static word elsewhere(word vaddr)
{
    return vaddr < TOP_LEVEL_BYTES ? vaddr + MAPPED_FIRST : vaddr;
}

static void adapt_message(struct aevent *e)
{
    struct acap cap = invoked_cap(e);
    word *mr0 = &e->regs[UC_MR0];
    word *mr1 = &e->regs[UC_MR1];
    word *mr2 = &e->regs[UC_MR2];
    word label = spec_word_field(e->regs[UC_INFO], 12, 52);

    if (cap.type == AC_SCHED_CONTROL) {
        *mr0 = longer(*mr0);
        *mr1 = longer(*mr1);
    } else if (cap.type == AC_DOMAIN && label == DomainScheduleConfigure) {
        *mr1 = *mr1 == 1 ? 0 : *mr1;        /* nobody else could run, not even who ends the stream */
        *mr2 = *mr2 > 0 && *mr2 < US_COMMON_END ? *mr2 << LONGER_BITS : *mr2;
    } else if (cap.type == AC_DOMAIN && label == DomainSetSet) {
        *mr0 = *mr0 == 1 && *mr2 % 8 != 1 ? 0 : *mr0;
    } else if (is_map_isa(label)) {
        *mr0 = elsewhere(*mr0);
    } else if (ls_supervisor_runs() && label == TCBResume && cap.type == AC_TCB && e->regs[REPLAY_TURN] % 8 != 0) {
        /* Not again in front of the same call, in which it would get stuck again. */
        e->regs[UC_INFO] = spec_message_info(TCBWriteRegisters, 0, 0, 3);
        *mr0 = 1;
        *mr1 = 1;
        *mr2 = STUB_RETURN;
    } else if (cap.type == AC_TCB && label == TCBWriteRegisters) {
        *mr2 = *mr2 % 8 == 1 && *mr2 < UNMAPPED_END ? *mr2 / IP_STEP * IP_STEP : STUB_RETURN;
    }
    adapt_isa(e, cap.type, label);
}

static void adapt_fault(struct aevent *e)
{
    if (e->kind == EV_VM_FAULT) {
        e->regs[UC_IP] = spec_word_field(e->words[2], 1, 1) == 0 ? STUB_LOAD : STUB_STORE;
        e->regs[REPLAY_ADDRESS] = UNMAPPED_FIRST + e->words[0] % (UNMAPPED_END - UNMAPPED_FIRST);
        e->words[0] = e->regs[REPLAY_ADDRESS];
        e->words[1] = 0;
        e->words[2] = e->regs[UC_IP] == STUB_LOAD ? CODE_DATA_READ : CODE_DATA_WRITE;
        return;
    }
    static const struct { word ip, kind, number, word; } exceptions[3] = {
        {STUB_UNDEFINED, EV_USER_EXCEPTION, NUMBER_UNDEFINED, 0},
        {STUB_PRIVILEGED, EV_USER_EXCEPTION, NUMBER_PRIVILEGED, 0},
        {STUB_AFTER_BREAKPOINT, KIND_BREAKPOINT, NUMBER_BREAKPOINT, WORD_BREAKPOINT},
    };
    unsigned i = (unsigned)(e->number % 3);
    e->regs[UC_IP] = exceptions[i].ip;
    e->kind = (uint8_t)exceptions[i].kind;
    e->number = exceptions[i].number;
    e->words[0] = exceptions[i].word;
}

/* A context with a period is not filled again while a stream runs: mostly it is not given up. */
static bool would_end_context(const struct aevent *e)
{
    struct astate *s = ls_state();
    return as_context_get(s, s->current_sc)->period != 0 && e->regs[UC_MR1] % 8 != 1;
}

static void place_call(struct aevent *e)
{
    e->regs[UC_IP] = STUB_CALL;
    e->next_ip = STUB_RETURN;
    ls_isa_call_registers(e);
}

void adapt(struct aevent *e)
{
    if (e->kind != EV_SYSCALL) {
        adapt_fault(e);
        return;
    }
    switch ((long)e->regs[UC_SYSCALL]) {
    case seL4_SysDebugPutChar:
    case seL4_SysDebugCapIdentify:
        e->regs[UC_SYSCALL] = 77; /* release and debug kernels differ */
        break;
    case seL4_SysYield:
        e->regs[UC_SYSCALL] = would_end_context(e) ? (word)seL4_SysNBWait : e->regs[UC_SYSCALL];
        break;
    case seL4_SysNBRecv: /* who waits can be sent to: here nobody else makes threads go on */
        e->regs[UC_SYSCALL] = !ls_supervisor_runs() && e->regs[UC_MR1] % 2 == 0 ? (word)seL4_SysRecv
                                                                                : e->regs[UC_SYSCALL];
        break;
    default:
        adapt_message(e);
        break;
    }
    place_call(e);
}

static word ip_of(unsigned action)
{
    static const word ips[] = {0, STUB_CALL, STUB_LOAD, STUB_STORE, STUB_UNDEFINED, STUB_PRIVILEGED,
                               STUB_AFTER_BREAKPOINT};

    return ips[action];
}

unsigned action_of(const struct aevent *e)
{
    for (unsigned action = ACTION_CALL; action <= ACTION_BREAKPOINT; action++) {
        if (ip_of(action) == e->regs[UC_IP]) {
            return action;
        }
    }
    return ACTION_END;
}

struct aevent event_of(unsigned action, const word registers[UC_COUNT])
{
    struct aevent e = ls_call_event(ls_state()->now, registers);

    switch ((enum action)action) {
    case ACTION_CALL:
        place_call(&e);
        return e;
    case ACTION_LOAD:
    case ACTION_STORE:
        e = data_fault(registers[REPLAY_ADDRESS], action == ACTION_LOAD);
        break;
    case ACTION_UNDEFINED:
        e = fault_event(EV_USER_EXCEPTION, NUMBER_UNDEFINED, 0, 0, 0);
        break;
    case ACTION_PRIVILEGED:
        e = fault_event(EV_USER_EXCEPTION, NUMBER_PRIVILEGED, 0, 0, 0);
        break;
    default:
        e = breakpoint();
        break;
    }
    memcpy(e.regs, registers, sizeof(e.regs));
    e.regs[UC_IP] = ip_of(action);
    return e;
}

/* ---- What must not happen ---- */

/* Capabilities there is only one of stay where they are: the next stream needs them, too. */
static bool controls_are_there(const struct astate *s, word root)
{
    static const struct { word slot; unsigned type; } controls[] = {
        {LS_CAP_IRQ_CONTROL, AC_IRQ_CONTROL}, {LS_CAP_ASID_CONTROL, AC_ASID_CONTROL}, {LS_CAP_ASID_POOL, AC_ASID_POOL},
        {LS_CAP_DOMAIN, AC_DOMAIN}, CONTROLS_ISA
    };

    for (unsigned i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
        if (as_cap_in(s, as_slot_of(root, controls[i].slot)).type != controls[i].type) {
            return false;
        }
    }
    return true;
}

bool acceptable(const struct aevent *e)
{
    static struct astate after;
    struct acap own = as_cap_in(ls_state(), as_slot_of(ls_supervisor(), TS_CSPACE));
    word root = as_cap_in(ls_state(), as_slot_of(own.object, SUP_ROOT)).object;

    if (takes_console_isa(e)) {
        return false;
    }
    as_copy(&after, ls_state());
    spec_entry(&after, e);
    if (after.full || after.current == 0 || common_root(&after) == 0 || !controls_are_there(&after, root)) {
        return false;
    }
    for (unsigned i = 0; i < after.tcb_count; i++) {
        const struct atcb *t = &after.tcb[i];
        if (!ip_is_known(t, t->regs[UC_IP]) || !ip_is_known(t, t->next_ip)) {
            return false;
        }
    }
    return true;
}
