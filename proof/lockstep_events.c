/* SPDX-License-Identifier: BSD-2-Clause */
/* Events from bytes: mostly calls that make sense, with arguments near the borders, and some that do not. */
#include <stdio.h>
#include <string.h>
#include "lockstep_events.h"
#include <lockstep_isa.h>
#include "lockstep_parts.h"

uint8_t take(struct ls_bytes *in)
{
    uint8_t b = in->used < in->size ? in->data[in->used] : 0;
    in->used++;
    return b;
}

word pick(struct ls_bytes *in, const word *choices, size_t count)
{
    return choices[take(in) % count];
}

/* ---- Arguments ---- */

/* Every method with the kinds of its argument words, see argument(). */
static const struct method {
    uint8_t type;
    uint8_t label;
    const char *arguments;
    const char *caps;       /* kinds of its extra capabilities, see wanted_type() */
} methods[] = {
    {AC_UNTYPED, UntypedRetype, "TZSdEN", "c"},
    {AC_TCB, TCBReadRegisters, "FX", ""},
    {AC_TCB, TCBWriteRegisters, "FnWWWWWW", ""},
    {AC_TCB, TCBCopyRegisters, "F", "t"},
    {AC_TCB, TCBConfigure, "bbA", "cvf"},
    {AC_TCB, TCBSetPriority, "P", "t"},
    {AC_TCB, TCBSetMCPriority, "P", "t"},
    {AC_TCB, TCBSetSchedParams, "PP", "tse"},
    {AC_TCB, TCBSetTimeoutEndpoint, "", "e"},
    {AC_TCB, TCBSetIPCBuffer, "A", "f"},
    {AC_TCB, TCBSetSpace, "bb", "ecv"},
    {AC_TCB, TCBSuspend, "", ""},
    {AC_TCB, TCBResume, "", ""},
    {AC_TCB, TCBBindNotification, "", "n"},
    {AC_TCB, TCBUnbindNotification, "", ""},
    {AC_TCB, TCBSetTLSBase, "W", ""},
    {AC_TCB, TCBSetFlags, "FF", ""},
    {AC_CNODE, CNodeRevoke, "SD", ""},
    {AC_CNODE, CNodeDelete, "SD", ""},
    {AC_CNODE, CNodeCancelBadgedSends, "SD", ""},
    {AC_CNODE, CNodeCopy, "EDSDR", "c"},
    {AC_CNODE, CNodeMint, "EDSDRB", "c"},
    {AC_CNODE, CNodeMove, "EDSD", "c"},
    {AC_CNODE, CNodeMutate, "EDSDB", "c"},
    {AC_CNODE, CNodeRotate, "EDbSDbSD", "cc"},
    {AC_IRQ_HANDLER, IRQAckIRQ, "", ""},
    {AC_IRQ_HANDLER, IRQSetIRQHandler, "", "n"},
    {AC_IRQ_HANDLER, IRQClearIRQHandler, "", ""},
    {AC_DOMAIN, DomainSetSet, "j", "t"},
    {AC_DOMAIN, DomainScheduleConfigure, "ijU", ""},
    {AC_DOMAIN, DomainScheduleSetStart, "i", ""},
    {AC_SCHED_CONTROL, SchedControlConfigureFlags, "UUfXF", "s"},
    {AC_SCHED_CONTEXT, SchedContextBind, "", "x"},
    {AC_SCHED_CONTEXT, SchedContextUnbind, "", ""},
    {AC_SCHED_CONTEXT, SchedContextUnbindObject, "", "x"},
    {AC_SCHED_CONTEXT, SchedContextConsumed, "", ""},
    {AC_SCHED_CONTEXT, SchedContextYieldTo, "", ""},
    LS_ISA_METHODS
};

enum { ASLEEP_MAX = 20 };

enum { METHODS = sizeof(methods) / sizeof(methods[0]), ARGUMENTS_MAX = 24 };

word any_word(struct ls_bytes *in)
{
    return PICK(in, 0, 1, 2, 63, 64, 255, 256, 4096, LS_ISA_WORDS, 0x8000000000000000, UINT64_MAX, 0xffffffff, 0x7ff);
}

/* The places of an invocation in the order in which its arguments speak of them. */
struct places {
    unsigned current;
    struct place place[3];
};

static struct place place_of(struct acap cap)
{
    if (cap.type != AC_CNODE) {
        return (struct place){.object = 0, .slots = LS_SLOTS, .depth = LS_DEPTH};
    }
    unsigned radix = cap.size_bits - 5u;
    return (struct place){cap.object, (word)spec_power_of_2(radix), cap.guard_bits + radix};
}

/* The running thread's own CNode. */
struct place own_place(void)
{
    return place_of(as_cap_in(ls_state(), as_slot_of(ls_state()->current, TS_CSPACE)));
}

static struct acap cap_in_place(struct place p, word slot)
{
    return as_cap_in(ls_state(), as_slot_of(p.object, slot));
}

/* From a slot on, the next that is full (and holds this type, unless it is AC_NULL) or empty; else the slot itself. */
static word next_slot(struct place p, word from, bool full, unsigned type)
{
    for (word i = 0; i < p.slots; i++) {
        word slot = (from + i) % p.slots;
        struct acap cap = cap_in_place(p, slot);
        if ((cap.type != AC_NULL) == full && (type == AC_NULL || cap.type == type)) {
            return slot;
        }
    }
    return from;
}

static word slot_argument(struct ls_bytes *in, struct place p, bool full)
{
    uint8_t b = take(in);
    uint8_t low = take(in);

    if (low < 16) {
        return b % LS_SLOTS;
    }
    if (low >= 240) {
        return (b % LS_SLOTS) * LS_SLOTS + low % 8;
    }
    return next_slot(p, b % p.slots, full, full && low < 64 ? AC_CNODE : AC_NULL); /* CNodes in CNodes */
}

static word depth_argument(struct ls_bytes *in, struct places *p)
{
    word depth = p->place[p->current].depth;

    p->current += p->current < 2;
    return take(in) < 240 ? depth : PICK(in, 64, 58, 3, 6, 0, 61, 65);
}

/* Beyond the types there are, mostly one of those that are the ISA's. */
static word object_type(word choice)
{
    return choice < LS_OBJECT_TYPES ? choice
           : choice == 16 ? seL4_ObjectTypeCount
           : seL4_NonArchObjectTypeCount + choice % (LS_OBJECT_TYPES - seL4_NonArchObjectTypeCount);
}

static word argument(struct ls_bytes *in, struct places *p, char kind)
{
    switch (kind) {
    case 'T': /* object type */
        return object_type(PICK(in, 0, 1, 2, 3, 4, 5, 6, 4, 4, 1, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
    case 'Z': /* object size */
        return PICK(in, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 0, 21, 42, 48, 63, 64);
    case 'S': /* slot index */
        return slot_argument(in, p->place[p->current], true);
    case 'E': /* of an empty slot */
        return slot_argument(in, p->place[p->current], false);
    case 'd': /* depth of a destination CNode: mostly the capability itself */
        return PICK(in, 0, 0, 0, 0, 0, 64, 58, 65);
    case 'q': /* bit, mostly */
        return take(in) % 7 == 0 ? take(in) % 34 : take(in) % 2;
    case 'D': /* depth, the end of what is said about one place */
        return depth_argument(in, p);
    case 'N': /* number of objects */
        return PICK(in, 1, 1, 1, 2, 3, 5, 0, 16, 256, 257);
    case 'n': /* number of registers */
        return PICK(in, 1, 2, 3, 4, 5, 6, 0, 20, 30);
    case 'R': /* rights */
        return take(in) % 20;
    case 'B': /* badge or guard */
        return PICK(in, 0, 1, 2, 3, 3, 1, 2, 6, 58, 0xfffffffffffff042);
    case 'b': /* the same, mostly absent */
        return PICK(in, 0, 0, 0, 0, 0, 3, 58, 6);
    case 'A': /* buffer address */
        return PICK(in, 0, 0x1000, 0x1400, 0x1800, 0x1c00, 0x1001, 0x400000);
    case 'V': /* virtual address */
        return PICK(in, LS_ISA_ADDRESSES);
    case 'P': /* priority */
        return PICK(in, 100, 100, 50, 120, 255, 0, 1, 254, 256, 99, 101);
    case 'F': /* flags */
        return take(in) % 16;
    case 'f': /* small number */
        return take(in) % 34;
    case 'i': /* index in the domain schedule */
        return take(in) % 9;
    case 'j': /* domain */
        return take(in) % 3;
    case 'U': /* microseconds */
        return PICK(in, 1000, 1000, 500, 300, 2000, 20, 19, 0, 40, 100, 5000, 0x1fffffffffffffff, UINT64_MAX, 21);
    case 'I': /* line of an interrupt */
        return PICK(in, LS_ISA_LINES);
    case 'G': /* an interrupt for a guest: number, priority, group, place */
        return take(in) + (word)(take(in) % 40) * 65536 + (word)(take(in) % 3) * 16777216
               + (word)(take(in) % 5) * 4294967296;
    case 'X': /* byte */
        return take(in);
    default:
        return any_word(in);
    }
}

/* ---- System calls ---- */

/* Kinds of which there are few: each is asked for as often as the others. */
static word rare_type(struct ls_bytes *in)
{
    return PICK(in, AC_UNTYPED, AC_CNODE, AC_TCB, AC_SCHED_CONTEXT, AC_SCHED_CONTROL, AC_DOMAIN, AC_IRQ_CONTROL,
                AC_IRQ_HANDLER, LS_ISA_CAPS, AC_IRQ_HANDLER, AC_UNTYPED, AC_CNODE, AC_CNODE);
}

/*
 * Where a capability pointer has bits left after a slot, a CNode there is gone through rather than meant. Mostly
 * another slot is taken then.
 */
static word meant_slot(struct ls_bytes *in, struct place p, word slot)
{
    struct acap cspace = as_cap_in(ls_state(), as_slot_of(ls_state()->current, TS_CSPACE));

    if (cspace.guard_bits + cspace.size_bits - 5u == LS_DEPTH || cap_in_place(p, slot).type != AC_CNODE
        || take(in) % 32 == 0) {
        return slot;
    }
    return next_slot(p, slot, true, PICK(in, AC_TCB, AC_ENDPOINT, AC_SCHED_CONTEXT, AC_FRAME, AC_NOTIFICATION));
}

static word any_cptr(struct ls_bytes *in)
{
    uint8_t b = take(in);
    uint8_t low = take(in);

    if (b == 255) {
        return PICK(in, UINT64_MAX, (word)1 << 63, 4096, 0);
    }
    unsigned type = low % 4 == 0 ? (unsigned)rare_type(in) : AC_NULL;
    struct place p = own_place();
    word slot = low < 248 ? next_slot(p, b % LS_SLOTS, true, type) : b % LS_SLOTS;
    return ls_cptr(meant_slot(in, p, slot), low % LS_SLOTS);
}

/* A capability of this type, mostly. */
static word cptr_of(struct ls_bytes *in, unsigned type)
{
    struct place p = own_place();
    uint8_t b = take(in);
    return b < 248 ? ls_cptr(next_slot(p, b % LS_SLOTS, true, type), take(in) % LS_SLOTS) : any_cptr(in);
}

static struct acap cap_behind(word cptr)
{
    struct astate *s = ls_state();
    struct alookup l = spec_lookup_cptr(s, s->current, cptr);
    return l.found ? as_cap_in(s, l.slot) : as_cap_null();
}

/* A method of the capability behind cptr, or of any. */
static const struct method *any_method(struct ls_bytes *in, word cptr)
{
    unsigned type = cap_behind(cptr).type;
    unsigned first = 0;
    unsigned count = 0;

    for (unsigned i = METHODS; i > 0; i--) {
        if (methods[i - 1].type == type) {
            first = i - 1;
            count++;
        }
    }
    uint8_t b = take(in);
    return count > 0 && b < 248 ? &methods[first + b % count] : &methods[b % METHODS];
}

static unsigned wanted_type(struct ls_bytes *in, char kind)
{
    switch (kind) {
    case 'c':
        return AC_CNODE;
    case 't':
        return AC_TCB;
    case 's':
        return AC_SCHED_CONTEXT;
    case 'e':
        return AC_ENDPOINT;
    case 'n':
        return AC_NOTIFICATION;
    case 'f':
        return AC_FRAME;
    case 'v':
        return LS_ROOT_CAP;
    case 'u':
        return AC_UNTYPED;
    case 'x':
        return take(in) % 2 ? AC_TCB : AC_NOTIFICATION;
    default:
        return AC_NULL;
    }
}

/* Chooses the extra capabilities; returns the places that the method's arguments speak of. */
static struct places fill_caps(struct ls_bytes *in, const struct method *m, word cptr)
{
    struct places p = {.current = 0};
    unsigned count = 0;

    for (unsigned i = 0; i < 3; i++) {
        p.place[i] = own_place();
    }
    if (m->type == AC_CNODE) {
        p.place[count++] = place_of(cap_behind(cptr));
    }
    for (unsigned i = 0; i < 3; i++) {
        char kind = i < strlen(m->caps) ? m->caps[i] : '0';
        word extra = cptr_of(in, wanted_type(in, kind));
        ls_buffer_write(122 + i, extra);
        if (kind == 'c' && count < 3) {
            p.place[count++] = place_of(cap_behind(extra));
        }
    }
    return p;
}

/* Where capabilities of messages are to arrive. */
static void fill_receive_path(struct ls_bytes *in)
{
    struct place p = own_place();

    if (take(in) % 4 == 0) {
        ls_buffer_write(125, cptr_of(in, AC_CNODE));
        ls_buffer_write(126, slot_argument(in, p, false));
        ls_buffer_write(127, p.depth);
    }
}

/* A message: mostly one that fits into registers and carries no capabilities. */
static void fill_plain_message(struct ls_bytes *in, word regs[UC_COUNT])
{
    static const uint8_t registers[4] = {UC_MR0, UC_MR1, UC_MR2, UC_MR3};
    uint8_t b = take(in);
    word length = b < 200 ? b % 6 : b % 128;
    word label = b % 4 == 0 ? take(in) : 0;
    word extras = take(in) % 8 == 0 ? 1 + b % 3 : 0;

    for (unsigned i = 0; i < 4; i++) {
        regs[registers[i]] = any_word(in);
    }
    for (unsigned i = 0; i < extras; i++) {
        ls_buffer_write(122 + i, any_cptr(in));
    }
    for (unsigned i = 4; i < length && i < 8; i++) {
        ls_buffer_write(1 + i, any_word(in));
    }
    fill_receive_path(in);
    regs[UC_INFO] = spec_message_info(label, 0, extras, length);
}

static void fill_message(struct ls_bytes *in, word regs[UC_COUNT], word cptr)
{
    static const uint8_t registers[4] = {UC_MR0, UC_MR1, UC_MR2, UC_MR3};
    const struct method *m = any_method(in, cptr);
    word length = strlen(m->arguments);
    struct places p = fill_caps(in, m, cptr);

    fill_receive_path(in);
    for (unsigned i = 0; i < length; i++) {
        word value = take(in) < 246 ? argument(in, &p, m->arguments[i]) : any_word(in);
        if (i < 4) {
            regs[registers[i]] = value;
        } else {
            ls_buffer_write(1 + i, value);
        }
    }
    uint8_t b = take(in);
    length = b < 200 ? length : b < 230 ? length + b % 6 : b % 128;
    word extras = b % 8 < 6 ? 3 : b % 4;
    word label = b == 255 ? take(in) : b % 32 == 31 ? 0 : m->label;
    regs[UC_INFO] = spec_message_info(label, b % 8, extras, length);
}

/* A reply object, preferably that of the call on whose context the running thread runs. */
static word reply_cptr(struct ls_bytes *in)
{
    struct place p = own_place();
    struct astate *s = ls_state();
    uint8_t b = take(in);

    if (b < 160 && as_context_get(s, s->current_sc)->stack.count > 0) {
        word reply = as_context_get(s, s->current_sc)->stack.item[0];
        for (word slot = 0; slot < p.slots; slot++) {
            struct acap cap = cap_in_place(p, slot);
            if (cap.type == AC_REPLY && cap.object == reply) {
                return ls_cptr(slot, 0);
            }
        }
    }
    return cptr_of(in, AC_REPLY);
}

static bool only_receives(word number)
{
    long n = (long)number;
    return n == seL4_SysRecv || n == seL4_SysNBRecv || n == seL4_SysWait || n == seL4_SysNBWait;
}

static bool sends_and_receives(word number)
{
    long n = (long)number;
    return n == seL4_SysReplyRecv || n == seL4_SysNBSendRecv || n == seL4_SysNBSendWait;
}

static bool may_receive(unsigned type, unsigned reply_type)
{
    return type == AC_NOTIFICATION || (type == AC_ENDPOINT && reply_type == AC_REPLY);
}

/* Would this call keep the running thread waiting for a partner? */
static bool would_wait(word number, struct acap cap)
{
    long n = (long)number;

    if (cap.type == AC_NOTIFICATION) {
        return (n == seL4_SysWait || n == seL4_SysRecv)
               && as_notification_get(ls_state(), cap.object)->state != AN_ACTIVE;
    }
    if (cap.type != AC_ENDPOINT) {
        return false;
    }
    unsigned state = as_endpoint_get(ls_state(), cap.object)->state;
    return n == seL4_SysRecv || n == seL4_SysWait ? state != AE_SEND
           : n == seL4_SysSend || n == seL4_SysCall ? state != AE_RECEIVE : false;
}

/* The same without waiting. */
static word without_waiting(word number)
{
    switch ((long)number) {
    case seL4_SysRecv:
        return (word)seL4_SysNBRecv;
    case seL4_SysWait:
        return (word)seL4_SysNBWait;
    default:
        return (word)seL4_SysNBSend;
    }
}

static void call_event(struct ls_bytes *in, struct aevent *e, word time)
{
    word regs[UC_COUNT];

    ls_registers(regs);
    regs[PICK(in, LS_ISA_REGISTERS)] = any_word(in);
    word number = PICK(in, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                       -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -5, -6, -6, -7, -7, -7, -8, -2, -2, -3, -4, -9, -10,
                       -11, -7, -5, -12, -33, -15, 77);
    bool receives = only_receives(number) || sends_and_receives(number);
    word cptr = receives ? cptr_of(in, take(in) % 3 == 0 ? AC_NOTIFICATION : AC_ENDPOINT) : any_cptr(in);
    word reply = reply_cptr(in);
    if (receives && !may_receive(cap_behind(cptr).type, cap_behind(reply).type) && take(in) % 8 != 0) {
        number = (word)seL4_SysCall;
    }
    /* Threads that all wait for each other show little; with a partner there they do wait. */
    if (would_wait(number, cap_behind(cptr)) && take(in) % 4 != 0) {
        number = without_waiting(number);
    }
    regs[UC_SYSCALL] = number;
    regs[UC_BADGE] = cptr;
    regs[UC_REPLY] = reply;
    regs[UC_SEND_DEST] = any_cptr(in);
    word invoked = (long)number == seL4_SysReplyRecv ? regs[UC_REPLY] : cptr;
    unsigned type = cap_behind(invoked).type;
    if (type == AC_ENDPOINT || type == AC_NOTIFICATION || type == AC_REPLY) {
        fill_plain_message(in, regs);
    } else {
        fill_message(in, regs, invoked);
    }
    *e = ls_call_event(time, regs);
}

/* ---- Events ---- */

static word time_passed(struct ls_bytes *in)
{
    return PICK(in, 0, 1, 1, 2, 5, 7, 1, 3, 0, 20, 50, 11, 1, 300, 2, 480, 990, 1, 1, 4000);
}

static void interrupt_event(struct ls_bytes *in, struct aevent *e, word time)
{
    *e = ls_timer_event(time);
    e->number = PICK(in, AS_IRQ_TIMER, AS_IRQ_TIMER, LS_ISA_IRQS);
    e->words[0] = take(in) % 16;
}

static void fault_event(struct ls_bytes *in, struct aevent *e, word time)
{
    *e = ls_timer_event(time);
    ls_isa_fault(in, e);
}

bool ls_next_event(struct ls_bytes *in, struct aevent *e)
{
    if (in->used >= in->size) {
        return false;
    }
    word time = ls_state()->now + time_passed(in);
    uint8_t b = take(in);
    if (ls_state()->current == 0 || b >= 250) {
        *e = ls_timer_event(time);
        e->number = LS_SUPERVISOR_IRQ;
    } else if (ls_supervisor_runs()) {
        supervisor_event(in, e, time);
    } else if (b >= 240) {
        interrupt_event(in, e, time);
    } else if (b >= 236) {
        fault_event(in, e, time);
    } else {
        call_event(in, e, time);
    }
    if (ls_state()->current != 0) {
        ls_isa_guest_acts(in, e);
    }
    return true;
}

void ls_describe(const struct aevent *e, char *text, unsigned size)
{
    const word *r = e->regs;

    if (e->kind == EV_SYSCALL) {
        snprintf(text, size, "time %lu: system call %ld, cptr 0x%lx (slot %lu), label %lu, length %lu, caps %lu, "
                 "words 0x%lx 0x%lx 0x%lx 0x%lx, reply 0x%lx, dest 0x%lx", e->time, (long)r[UC_SYSCALL], r[UC_BADGE],
                 r[UC_BADGE] / 64, spec_word_field(r[UC_INFO], 12, 52), spec_message_length(r[UC_INFO]),
                 spec_word_field(r[UC_INFO], 7, 2), r[UC_MR0], r[UC_MR1], r[UC_MR2], r[UC_MR3], r[UC_REPLY],
                 r[UC_SEND_DEST]);
    } else {
        snprintf(text, size, "time %lu: event kind %u, number %lu", e->time, e->kind, e->number);
    }
}

enum als_result ls_run(const uint8_t *data, size_t size, unsigned long *steps, char *why, unsigned why_size)
{
    struct ls_bytes in = {.data = data, .size = size};
    struct aevent e;
    enum als_result result = ls_populate(why, why_size);
    unsigned asleep = 0;

    while (result <= LS_STOPPED && ls_next_event(&in, &e)) {
        result = ls_step(&e, why, why_size);
        (*steps)++;
        /* Without a thread even after the supervisor's interrupt: in a domain that has nobody. */
        asleep = ls_state()->current == 0 ? asleep + 1 : 0;
        if (asleep > ASLEEP_MAX) {
            break;
        }
    }
    if (result == LS_DIFFERENT) {
        size_t used = strlen(why);
        snprintf(why + used, why_size - used, "; at ");
        used = strlen(why);
        ls_describe(&e, why + used, why_size - (unsigned)used);
    }
    return result;
}
