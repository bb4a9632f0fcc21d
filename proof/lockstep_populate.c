/* SPDX-License-Identifier: BSD-2-Clause */
/* The objects of lock-step runs, made by system calls that are themselves compared. */
#include <stdio.h>
#include <string.h>
#include <lockstep_isa.h>
#include "lockstep_events.h"

/* Slots where the supervisor makes objects that are then moved to the same slots of the root CNode. */
enum {
    GIVEN_CNODE = 37,
    GIVEN_CNODE_GUARDED = 38,
    GIVEN_FRAME = LS_FRAME,     /* four */
    TABLES = 3,
    GIVEN_TABLES = 43,          /* TABLES, of which LS_TABLES lead to a frame */
    GIVEN_MAPPED_FRAME = 46,
    GIVEN_UNTYPED = 47,
    GIVEN_DEEP_ROOT = 48,
    GIVEN_TCB = 49,             /* two */
    GIVEN_ENDPOINT = 51,
    GIVEN_NOTIFICATION = 52,
    GIVEN_REPLY = 53,
    GIVEN_SC = 54,              /* two */
    GIVEN_END = 56,
    GIVEN_BADGED = 56,          /* endpoints, notifications with badges; the last is a copy of the first */
    GIVEN_VCPU = 62             /* two, of threads */
};

enum als_result ls_try_call(const struct ls_call *c, word *error, char *why, unsigned why_size)
{
    static const uint8_t registers[4] = {UC_MR0, UC_MR1, UC_MR2, UC_MR3};
    word caller = ls_state()->current;
    word regs[UC_COUNT];

    ls_registers(regs);
    for (unsigned i = 0; i < c->count; i++) {
        if (i < 4) {
            regs[registers[i]] = c->words[i];
        } else {
            ls_buffer_write(1 + i, c->words[i]);
        }
    }
    for (unsigned i = 0; i < c->extras; i++) {
        ls_buffer_write(122 + i, ls_cptr(c->extra[i], 0));
    }
    regs[UC_BADGE] = ls_cptr(c->slot, 0);
    regs[UC_INFO] = spec_message_info(c->label, 0, c->extras, c->count);
    regs[UC_SYSCALL] = (word)seL4_SysCall;
    struct aevent e = ls_call_event(ls_state()->now + 1, regs);
    enum als_result result = ls_step(&e, why, why_size);
    *error = as_tcb_exists(ls_state(), caller)
                 ? spec_word_field(as_tcb_get(ls_state(), caller)->regs[UC_INFO], 12, 52) : seL4_NoError;
    return result;
}

enum als_result ls_make_call(const struct ls_call *c, char *why, unsigned why_size)
{
    word error = seL4_NoError;
    enum als_result result = ls_try_call(c, &error, why, why_size);

    if (result == LS_SAME && error != seL4_NoError) {
        snprintf(why, why_size, "populating: call %lu of slot %lu was refused", c->label, c->slot);
        return LS_DIFFERENT;
    }
    return result;
}

static struct ls_call retype(word untyped, word type, word size_bits, word slot, word count)
{
    return (struct ls_call){untyped, UntypedRetype, 1, {SUP_CNODE}, 6, {type, size_bits, 0, 0, slot, count}};
}

/* Into the root CNode's slot of the same number. */
static struct ls_call copy(word slot)
{
    return (struct ls_call){SUP_ROOT, CNodeCopy, 1, {SUP_CNODE}, 5, {slot, LS_DEPTH, slot, LS_DEPTH, AR_ALL}};
}

static struct ls_call move(word from, word to)
{
    return (struct ls_call){SUP_ROOT, CNodeMove, 1, {SUP_CNODE}, 4, {to, LS_DEPTH, from, LS_DEPTH}};
}

static struct ls_call mint_guard(word from, word to, word guard_bits)
{
    return (struct ls_call){SUP_CNODE, CNodeMint, 1, {SUP_CNODE}, 6,
                            {to, LS_DEPTH, from, LS_DEPTH, AR_ALL, guard_bits}};
}

static struct ls_call mint_badge(word from, word to, word badge)
{
    return (struct ls_call){SUP_ROOT, CNodeMint, 1, {SUP_CNODE}, 6, {to, LS_DEPTH, from, LS_DEPTH, AR_ALL, badge}};
}

static struct ls_call configure_context(word slot, word budget, word period, word extra, word flags)
{
    return (struct ls_call){SUP_SCHED_CONTROL, SchedControlConfigureFlags, 1, {slot}, 5,
                         {budget, period, extra, 100 + slot, flags}};
}

static struct ls_call configure_thread(word slot, word frame, word guard_bits, word buffer)
{
    return (struct ls_call){slot, TCBConfigure, 3, {SUP_ROOT, SUP_VSPACE, frame}, 3, {guard_bits, 0, buffer}};
}

static struct ls_call schedule_thread(word slot, word sc, word handler, word priority)
{
    return (struct ls_call){slot, TCBSetSchedParams, 3, {SUP_TCB, sc, handler}, 2, {254, priority}};
}

static struct ls_call start_thread(word slot)
{
    return (struct ls_call){slot, TCBWriteRegisters, 0, {0}, 5, {1, 3, 0x400000 + 0x1000 * slot, 0x7000, 0x202}};
}

static struct ls_call map(word slot, word label, unsigned count)
{
    return (struct ls_call){slot, label, 1, {SUP_VSPACE}, count, {0x400000, count == 3 ? 3 : 0, 0}};
}

static enum als_result make_calls(const struct ls_call *calls, size_t count, char *why, unsigned why_size)
{
    for (size_t i = 0; i < count; i++) {
        enum als_result result = ls_make_call(&calls[i], why, why_size);
        if (result != LS_SAME) {
            return result;
        }
    }
    return LS_SAME;
}

#define MAKE(calls, why, why_size) make_calls(calls, sizeof(calls) / sizeof((calls)[0]), why, why_size)

static enum als_result make_objects(char *why, unsigned why_size)
{
    static const word table_object[TABLES] = {LS_TABLE_OBJECTS};
    const struct ls_call calls[] = {
        retype(SUP_UNTYPED, seL4_TCBObject, 0, LS_TCB, LS_THREADS),
        retype(SUP_UNTYPED, seL4_EndpointObject, 0, LS_ENDPOINT, 3),
        retype(SUP_UNTYPED, seL4_NotificationObject, 0, LS_NOTIFICATION, 3),
        retype(SUP_UNTYPED, seL4_ReplyObject, 0, LS_REPLY, 4),
        retype(SUP_UNTYPED, seL4_SchedContextObject, 8, LS_SC, 4),
        retype(SUP_UNTYPED_GIVEN, seL4_CapTableObject, 3, GIVEN_CNODE, 1),
        retype(SUP_UNTYPED_GIVEN, LS_FRAME_OBJECT, 0, GIVEN_FRAME, 4),
        retype(SUP_UNTYPED_GIVEN, table_object[0], 0, GIVEN_TABLES, 1),
        retype(SUP_UNTYPED_GIVEN, table_object[1], 0, GIVEN_TABLES + 1, 1),
        retype(SUP_UNTYPED_GIVEN, table_object[2], 0, GIVEN_TABLES + 2, 1),
        retype(SUP_UNTYPED_GIVEN, LS_FRAME_OBJECT, 0, GIVEN_MAPPED_FRAME, 1),
        retype(SUP_UNTYPED_GIVEN, seL4_UntypedObject, 13, GIVEN_UNTYPED, 1),
        retype(SUP_UNTYPED_GIVEN, seL4_TCBObject, 0, GIVEN_TCB, 2),
        retype(SUP_UNTYPED_GIVEN, seL4_EndpointObject, 0, GIVEN_ENDPOINT, 1),
        retype(SUP_UNTYPED_GIVEN, seL4_NotificationObject, 0, GIVEN_NOTIFICATION, 1),
        retype(SUP_UNTYPED_GIVEN, seL4_ReplyObject, 0, GIVEN_REPLY, 1),
        retype(SUP_UNTYPED_GIVEN, seL4_SchedContextObject, 8, GIVEN_SC, 2),
        mint_guard(GIVEN_CNODE, GIVEN_CNODE_GUARDED, 3),
        mint_guard(SUP_ROOT, GIVEN_DEEP_ROOT, LS_DEEP_GUARD),
    };
    return MAKE(calls, why, why_size);
}

static enum als_result make_threads(char *why, unsigned why_size)
{
    const struct ls_call calls[] = {
        configure_context(LS_SC, 1000, 1000, 0, 0),
        configure_context(LS_SC + 1, 500, 2000, 0, 0),
        configure_context(LS_SC + 2, 300, 1000, 4, 1),
        configure_context(GIVEN_SC, 700, 900, 2, 0),
        configure_thread(LS_TCB, GIVEN_FRAME, 0, 0x1000),
        configure_thread(LS_TCB + 1, GIVEN_FRAME + 1, 0, 0x1400),
        configure_thread(LS_TCB + 2, GIVEN_FRAME + 2, LS_DEEP_GUARD, 0x1800),
        configure_thread(LS_TCB + 3, GIVEN_FRAME + 3, LS_DEEP_GUARD, 0x1c00),
        configure_thread(GIVEN_TCB, GIVEN_FRAME, 0, 0x1c00),
        schedule_thread(LS_TCB, LS_SC, LS_ENDPOINT, 100),
        schedule_thread(LS_TCB + 1, LS_SC + 1, LS_ENDPOINT + 1, 100),
        schedule_thread(LS_TCB + 2, LS_SC + 2, LS_ENDPOINT, 120),
        schedule_thread(LS_TCB + 3, LS_SC + 3, LS_ENDPOINT + 1, 50),
        schedule_thread(GIVEN_TCB, GIVEN_SC, GIVEN_ENDPOINT, 100),
        {LS_TCB + 1, TCBBindNotification, 1, {LS_NOTIFICATION}, 0, {0}},
        {LS_TCB + 2, TCBSetTimeoutEndpoint, 1, {LS_ENDPOINT + 1}, 0, {0}},
        start_thread(LS_TCB), start_thread(LS_TCB + 1), start_thread(LS_TCB + 2), start_thread(LS_TCB + 3),
        start_thread(GIVEN_TCB),
    };
    return MAKE(calls, why, why_size);
}

static enum als_result map_frame(char *why, unsigned why_size)
{
    static const word label[LS_TABLES] = {LS_TABLE_MAPS};

    for (unsigned i = 0; i < LS_TABLES; i++) {
        struct ls_call c = map(GIVEN_TABLES + i, label[i], 2);
        enum als_result result = ls_make_call(&c, why, why_size);
        if (result != LS_SAME) {
            return result;
        }
    }
    struct ls_call c = map(GIVEN_MAPPED_FRAME, LS_FRAME_MAP, 3);
    return ls_make_call(&c, why, why_size);
}

static enum als_result give_objects(char *why, unsigned why_size)
{
    for (word slot = LS_TCB; slot < GIVEN_END; slot++) {
        struct ls_call c = slot < GIVEN_CNODE ? copy(slot) : move(slot, slot);
        enum als_result result = ls_make_call(&c, why, why_size);
        if (result != LS_SAME) {
            return result;
        }
    }
    const struct ls_call rest[] = {
        move(SUP_UNTYPED_GIVEN, LS_CAP_UNTYPED),
        mint_badge(LS_ENDPOINT, GIVEN_BADGED, 5),
        mint_badge(LS_ENDPOINT + 1, GIVEN_BADGED + 1, 6),
        mint_badge(LS_NOTIFICATION, GIVEN_BADGED + 2, 1),
        mint_badge(LS_NOTIFICATION + 1, GIVEN_BADGED + 3, 2),
        mint_badge(LS_NOTIFICATION + 1, GIVEN_BADGED + 4, 4),
        {SUP_ROOT, CNodeCopy, 1, {SUP_ROOT}, 5, {GIVEN_BADGED + 5, LS_DEPTH, GIVEN_BADGED, LS_DEPTH, AR_ALL}},
    };
    return MAKE(rest, why, why_size);
}

static enum als_result give_guests(char *why, unsigned why_size)
{
    const struct ls_call calls[] = {
        retype(SUP_UNTYPED_GIVEN, LS_VCPU_OBJECT, 0, GIVEN_VCPU, 2),
        {GIVEN_VCPU, LS_VCPU_SET_TCB, 1, {LS_TCB + 1}, 0, {0}},
        {GIVEN_VCPU + 1, LS_VCPU_SET_TCB, 1, {GIVEN_TCB}, 0, {0}},
        move(GIVEN_VCPU, GIVEN_VCPU),
        move(GIVEN_VCPU + 1, GIVEN_VCPU + 1),
    };
    return LS_VCPU_OBJECT == 0 || ls_machine.plain ? LS_SAME : MAKE(calls, why, why_size);
}

enum als_result ls_populate(char *why, unsigned why_size)
{
    enum als_result result = LS_SAME;

    ls_start();
    result = make_objects(why, why_size);
    if (result == LS_SAME) {
        result = make_threads(why, why_size);
    }
    if (result == LS_SAME) {
        result = map_frame(why, why_size);
    }
    if (result == LS_SAME) {
        result = give_guests(why, why_size);
    }
    return result == LS_SAME ? give_objects(why, why_size) : result;
}
