/* SPDX-License-Identifier: BSD-2-Clause */
/* What is different on the booted machine: time, devices, and a CPU that runs what its instruction pointer says. */
#include <string.h>
#include "generate.h"

enum {
    CODE_DATA_READ = 4,         /* page fault: a user, nothing present */
    CODE_DATA_WRITE = 6,
    CODE_FETCH = 0x14,
    VECTOR_BREAKPOINT = 3,
    VECTOR_UNDEFINED = 6,
    VECTOR_PROTECTION = 13,
    PIN_LAST_QUIET = 1,         /* of the I/O APIC: behind the others are a timer, a clock, disks */
    PINS = 24,
    PORTS_USED_END = 0x1000,    /* the player's console, and devices */
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
        *e = fault_event(EV_VM_FAULT, 0, ip, 1, CODE_FETCH);
        return FORECAST_EVENT;
    }
    switch (ip) {
    case STUB_RETURN:
    case STUB_AFTER_BREAKPOINT:
        return FORECAST_TURN;
    case STUB_CALL:
        *e = ls_call_event(s->now, registers);
        return FORECAST_EVENT;
    case STUB_LOAD:
    case STUB_STORE:
        *e = fault_event(EV_VM_FAULT, 0, registers[UC_RAX], 0, ip == STUB_LOAD ? CODE_DATA_READ : CODE_DATA_WRITE);
        return FORECAST_EVENT;
    case STUB_UNDEFINED:
        *e = fault_event(EV_USER_EXCEPTION, VECTOR_UNDEFINED, 0, 0, 0);
        return FORECAST_EVENT;
    case STUB_HALT:
        *e = fault_event(EV_USER_EXCEPTION, VECTOR_PROTECTION, 0, 0, 0);
        return FORECAST_EVENT;
    case STUB_BREAKPOINT:
        *e = fault_event(EV_USER_EXCEPTION, VECTOR_BREAKPOINT, 0, 0, 0);
        e->regs[UC_IP] = STUB_AFTER_BREAKPOINT;
        return FORECAST_EVENT;
    default:
        return FORECAST_STUCK;
    }
}

static bool ip_is_known(const struct atcb *t, word ip)
{
    switch (ip) {
    case STUB_LOAD:
    case STUB_STORE:
        return t->regs[UC_RAX] < UNMAPPED_END;
    case STUB_CALL:
    case STUB_RETURN:
    case STUB_UNDEFINED:
    case STUB_HALT:
    case STUB_BREAKPOINT:
    case STUB_AFTER_BREAKPOINT:
        return true;
    default:
        return ip < UNMAPPED_END;
    }
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

static struct acap invoked_cap(const struct aevent *e)
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

static word unused_port(word port)
{
    word low = spec_low_bits(port, 16); /* nothing looks at the others */
    return low < PORTS_USED_END ? port + PORTS_FIRST : port;
}

static bool is_map(word label)
{
    return label == X86PageMap || label == X86PageTableMap || label == X86PageDirectoryMap || label == X86PDPTMap;
}

static void adapt_message(struct aevent *e)
{
    struct acap cap = invoked_cap(e);
    word *mr0 = &e->regs[UC_MR0];
    word *mr1 = &e->regs[UC_MR1];
    word *mr2 = &e->regs[UC_MR2];
    word *mr3 = &e->regs[UC_MR3];
    word label = spec_word_field(e->regs[UC_INFO], 12, 52);

    if (cap.type == AC_SCHED_CONTROL) {
        *mr0 = longer(*mr0);
        *mr1 = longer(*mr1);
    } else if (cap.type == AC_DOMAIN && label == DomainScheduleConfigure) {
        *mr1 = *mr1 == 1 ? 0 : *mr1;        /* nobody else could run, not even who ends the stream */
        *mr2 = *mr2 > 0 && *mr2 < US_COMMON_END ? *mr2 << LONGER_BITS : *mr2;
    } else if (cap.type == AC_DOMAIN && label == DomainSetSet) {
        *mr0 = *mr0 == 1 && *mr2 % 8 != 1 ? 0 : *mr0;
    } else if (cap.type == AC_IO_PORT_CONTROL) {
        *mr0 = unused_port(*mr0);
        *mr1 = unused_port(*mr1);
    } else if (cap.type == AC_IO_PORT) {
        *mr0 = unused_port(*mr0);
    } else if (cap.type == AC_IRQ_CONTROL && label == X86IRQIssueIRQHandlerIOAPIC) {
        *mr3 = *mr3 < PINS && *mr3 > PIN_LAST_QUIET ? PIN_LAST_QUIET : *mr3;
    } else if (is_map(label)) {
        *mr0 = elsewhere(*mr0);
    } else if (ls_supervisor_runs() && label == TCBResume && cap.type == AC_TCB && e->regs[UC_RBX] % 8 != 0) {
        /* Not again in front of the same call, in which it would get stuck again. */
        e->regs[UC_INFO] = spec_message_info(TCBWriteRegisters, 0, 0, 3);
        *mr0 = 1;
        *mr1 = 1;
        *mr2 = STUB_RETURN;
    } else if (cap.type == AC_TCB && label == TCBWriteRegisters) {
        *mr2 = *mr2 % 8 == 1 && *mr2 < UNMAPPED_END ? *mr2 : STUB_RETURN;
    }
}

static void adapt_fault(struct aevent *e)
{
    if (e->kind == EV_VM_FAULT) {
        e->regs[UC_IP] = e->words[2] % 2 == 0 ? STUB_LOAD : STUB_STORE;
        e->regs[UC_RAX] = spec_low_bits(e->words[0], 22);
        e->words[0] = e->regs[UC_RAX];
        e->words[1] = 0;
        e->words[2] = e->regs[UC_IP] == STUB_LOAD ? CODE_DATA_READ : CODE_DATA_WRITE;
        return;
    }
    static const struct { word ip, vector; } exceptions[3] = {
        {STUB_UNDEFINED, VECTOR_UNDEFINED}, {STUB_HALT, VECTOR_PROTECTION}, {STUB_AFTER_BREAKPOINT, VECTOR_BREAKPOINT},
    };
    unsigned i = (unsigned)(e->number % 3);
    e->regs[UC_IP] = exceptions[i].ip;
    e->number = exceptions[i].vector;
    e->words[0] = 0;
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
    e->regs[UC_RCX] = STUB_RETURN;
    e->regs[UC_R11] = e->regs[UC_RFLAGS];
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

bool reads_port(const struct aevent *e)
{
    word label = spec_word_field(e->regs[UC_INFO], 12, 52);
    bool reads = label == X86IOPortIn8 || label == X86IOPortIn16 || label == X86IOPortIn32;
    return e->kind == EV_SYSCALL && reads && invoked_cap(e).type == AC_IO_PORT;
}

static word ip_of(unsigned action)
{
    static const word ips[] = {0, STUB_CALL, STUB_LOAD, STUB_STORE, STUB_UNDEFINED, STUB_HALT, STUB_AFTER_BREAKPOINT};

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
        e = fault_event(EV_VM_FAULT, 0, registers[UC_RAX], 0, action == ACTION_LOAD ? CODE_DATA_READ : CODE_DATA_WRITE);
        break;
    case ACTION_UNDEFINED:
        e = fault_event(EV_USER_EXCEPTION, VECTOR_UNDEFINED, 0, 0, 0);
        break;
    case ACTION_HALT:
        e = fault_event(EV_USER_EXCEPTION, VECTOR_PROTECTION, 0, 0, 0);
        break;
    default:
        e = fault_event(EV_USER_EXCEPTION, VECTOR_BREAKPOINT, 0, 0, 0);
        break;
    }
    memcpy(e.regs, registers, sizeof(e.regs));
    e.regs[UC_IP] = ip_of(action);
    return e;
}

/* ---- What must not happen ---- */

/* The console of the program that plays the script has its ports from the control capability. */
static bool revokes_ports(const struct aevent *e)
{
    struct astate *s = ls_state();
    struct acap cap = invoked_cap(e);
    word slot = 0;

    if (e->kind != EV_SYSCALL || cap.type != AC_CNODE || spec_word_field(e->regs[UC_INFO], 12, 52) != CNodeRevoke) {
        return false;
    }
    struct aoutcome o = spec_lookup_slot(s, false, cap, e->regs[UC_MR0], e->regs[UC_MR1], &slot);
    return !spec_refused(o) && as_cap_in(s, slot).type == AC_IO_PORT_CONTROL;
}

/* Capabilities there is only one of stay where they are: the next stream needs them, too. */
static bool controls_are_there(const struct astate *s, word root)
{
    static const struct { word slot; unsigned type; } controls[] = {
        {LS_CAP_IRQ_CONTROL, AC_IRQ_CONTROL}, {LS_CAP_ASID_CONTROL, AC_ASID_CONTROL}, {LS_CAP_ASID_POOL, AC_ASID_POOL},
        {LS_CAP_IO_PORT_CONTROL, AC_IO_PORT_CONTROL}, {LS_CAP_DOMAIN, AC_DOMAIN},
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

    if (revokes_ports(e)) {
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
