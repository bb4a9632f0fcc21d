/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The specification's call stacks in the situations that passive servers depend on: a scheduling context travels with
 * calls and comes back with replies, or stays, as docs/manual says. One client A, servers B and C without a context.
 */
#include <stdio.h>
#include <string.h>
#include "proof/spec.h"

/* Slots of the CSpace that all threads share, and names of the objects. */
enum { RADIX = 5, SLOT_EP_B = 1, SLOT_EP_C = 2, SLOT_REPLY_B = 3, SLOT_REPLY_C = 4, SLOT_TCB = 8, SLOT_SC = 11,
       SLOT_SPARE_SC = 12, SLOT_CNODE = 13 };
enum { CNODE = 0x100000, EP_B = 0x101000, EP_C = 0x101010, REPLY_B = 0x102000, REPLY_C = 0x102020, TCB = 0x110000,
       SC = 0x120000, SPARE_SC = 0x120100 };
enum { A = TCB, B = TCB + 0x800, C = TCB + 0x1000 };

static struct astate s;
static int failures;
static const char *test_name;

static void check(bool holds, const char *what)
{
    if (!holds) {
        printf("not ok %s: %s\n", test_name, what);
        failures++;
    }
}

/* ---- The machine ---- */

static void give(word slot, struct acap cap)
{
    as_entry_start_list(&s, as_slot_of(CNODE, slot), cap);
}

static void add_thread(word name, unsigned number)
{
    struct atcb t = {.name = name, .state = AT_RUNNING, .prio = 10, .mcp = 10};
    word cspace = as_slot_of(CNODE, SLOT_CNODE);

    as_tcb_add(&s, &t);
    give(SLOT_TCB + number, (struct acap){.type = AC_TCB, .object = name, .size_bits = 11});
    spec_insert_copy(&s, cspace, as_slot_of(name, TS_CSPACE), as_cap_in(&s, cspace));
}

static void add_context(word name, word slot, word thread)
{
    as_context_add(&s, name, 7);
    give(slot, (struct acap){.type = AC_SCHED_CONTEXT, .object = name, .size_bits = 7});
    spec_refill_new(&s, name, 2, 1000, 0);
    if (thread != 0) {
        as_context_get(&s, name)->tcb = thread;
        as_tcb_get(&s, thread)->sc = name;
    }
}

/* The server waits with its reply object. */
static void make_wait(word thread, word endpoint, word reply)
{
    spec_receive(&s, thread, endpoint, true, reply);
}

static void start(const char *name)
{
    struct aparams params = {.ticks_per_us = 1, .domains = 1, .schedule_length = 2};
    struct acap endpoint = {.type = AC_ENDPOINT, .size_bits = 4, .rights = AR_ALL};
    struct acap cspace = {.type = AC_CNODE, .object = CNODE, .size_bits = RADIX + 5, .guard_bits = 64 - RADIX};
    struct acap reply = {.type = AC_REPLY, .size_bits = 5, .rights = AR_GRANT};

    test_name = name;
    as_init(&s, params);
    as_cnode_add(&s, CNODE, RADIX);
    as_endpoint_add(&s, EP_B);
    as_endpoint_add(&s, EP_C);
    as_reply_add(&s, REPLY_B);
    as_reply_add(&s, REPLY_C);
    endpoint.object = EP_B;
    give(SLOT_EP_B, endpoint);
    endpoint.object = EP_C;
    give(SLOT_EP_C, endpoint);
    reply.object = REPLY_B;
    give(SLOT_REPLY_B, reply);
    reply.object = REPLY_C;
    give(SLOT_REPLY_C, reply);
    give(SLOT_CNODE, cspace);
    add_thread(A, 0);
    add_thread(B, 1);
    add_thread(C, 2);
    add_context(SC, SLOT_SC, A);
    add_context(SPARE_SC, SLOT_SPARE_SC, 0);
    make_wait(B, EP_B, REPLY_B);
    make_wait(C, EP_C, REPLY_C);
    s.current = A;
    s.current_sc = SC;
    s.decision = AD_NONE;
}

/* A system call of the running thread. */
static void call(word thread, long number, word slot, word label)
{
    struct aevent e = {.kind = EV_SYSCALL, .time = s.now + 1, .next_ip = 2};

    check(s.current == thread, "the thread that is to make the call runs");
    if (s.current != 0) {
        memcpy(e.regs, as_tcb_get(&s, s.current)->regs, sizeof(e.regs));
        e.regs[UC_SYSCALL] = (word)number;
        e.regs[UC_BADGE] = slot;
        e.regs[UC_INFO] = spec_message_info(label, 0, 0, 0);
        e.regs[UC_REPLY] = slot == SLOT_EP_B ? SLOT_REPLY_B : SLOT_REPLY_C;
        spec_entry(&s, &e);
    }
}

static void reply_with(word thread, word reply_slot)
{
    call(thread, seL4_SysSend, reply_slot, 0);
}

/* A calls B, B calls C; C runs on A's context. */
static void nested_calls(void)
{
    call(A, seL4_SysCall, SLOT_EP_B, 0);
    call(B, seL4_SysCall, SLOT_EP_C, 0);
}

static bool runs_on_sc(word thread)
{
    return s.current == thread && as_context_get(&s, SC)->tcb == thread && as_tcb_get(&s, thread)->sc == SC;
}

static unsigned state_of(word thread)
{
    return as_tcb_get(&s, thread)->state;
}

/* ---- The situations ---- */

static void replies_in_order(void)
{
    start("replies in order");
    nested_calls();
    check(runs_on_sc(C) && as_context_get(&s, SC)->stack.count == 2, "C has the context, two calls are stacked");
    reply_with(C, SLOT_REPLY_C);
    check(runs_on_sc(B) && state_of(C) == AT_RUNNING, "B has it, C is runnable without one");
    reply_with(B, SLOT_REPLY_B);
    check(runs_on_sc(A) && as_context_get(&s, SC)->stack.count == 0, "A has it");
}

static void outer_reply_first(void)
{
    start("reply to the outer caller first");
    nested_calls();
    reply_with(C, SLOT_REPLY_B);
    check(runs_on_sc(C), "C keeps the context");
    check(state_of(A) == AT_RUNNING && as_tcb_get(&s, A)->sc == 0, "A has its answer, and no context");
    reply_with(C, SLOT_REPLY_C);
    check(runs_on_sc(B), "the reply to B gives it the context");
    reply_with(B, SLOT_REPLY_B);
    check(runs_on_sc(B), "a second reply to A does nothing");
}

static void caller_is_suspended(void)
{
    start("caller suspended in mid-call");
    call(A, seL4_SysCall, SLOT_EP_B, 0);
    call(B, seL4_SysCall, SLOT_TCB, TCBSuspend);
    check(state_of(A) == AT_INACTIVE && runs_on_sc(B), "B keeps the context as its own");
    reply_with(B, SLOT_REPLY_B);
    check(runs_on_sc(B) && state_of(A) == AT_INACTIVE, "a later reply does nothing");
}

static void reply_object_is_used_again(void)
{
    start("receive again with the same reply object");
    call(A, seL4_SysCall, SLOT_EP_B, 0);
    call(B, seL4_SysNBRecv, SLOT_EP_B, 0);
    check(state_of(A) == AT_INACTIVE, "the first caller's wait is over");
    check(runs_on_sc(B) && as_context_get(&s, SC)->stack.count == 0, "what it lent stays with B");
}

static void caller_got_another_context(void)
{
    start("caller got another context in mid-call");
    call(A, seL4_SysCall, SLOT_EP_B, 0);
    spec_sc_bind_tcb(&s, SPARE_SC, A);
    reply_with(B, SLOT_REPLY_B);
    check(as_tcb_get(&s, A)->sc == SPARE_SC && as_tcb_get(&s, B)->sc == SC, "each keeps what it has");
    check(state_of(A) == AT_RUNNING, "A has its answer");
}

static void context_is_deleted(void)
{
    start("context deleted in mid-call");
    nested_calls();
    spec_delete(&s, as_slot_of(CNODE, SLOT_SC));
    spec_schedule(&s);
    check(s.current == 0 && as_tcb_get(&s, C)->sc == 0, "the server stops");
    spec_delete(&s, as_slot_of(CNODE, SLOT_REPLY_C));
    check(state_of(B) == AT_INACTIVE && as_tcb_get(&s, B)->sc == 0, "the reply object is deleted without harm");
}

static void reply_objects_deleted_inner_first(void)
{
    start("reply objects deleted, inner first");
    nested_calls();
    spec_delete(&s, as_slot_of(CNODE, SLOT_REPLY_C));
    check(as_tcb_get(&s, B)->sc == SC && state_of(B) == AT_INACTIVE, "the context is B's, who is inactive");
    spec_delete(&s, as_slot_of(CNODE, SLOT_REPLY_B));
    check(as_tcb_get(&s, A)->sc == SC && state_of(A) == AT_INACTIVE, "then A's");
}

static void reply_objects_deleted_outer_first(void)
{
    start("reply objects deleted, outer first");
    nested_calls();
    spec_delete(&s, as_slot_of(CNODE, SLOT_REPLY_B));
    check(as_tcb_get(&s, C)->sc == SC && state_of(A) == AT_INACTIVE, "C keeps the context");
    spec_delete(&s, as_slot_of(CNODE, SLOT_REPLY_C));
    check(as_tcb_get(&s, B)->sc == SC && as_tcb_get(&s, A)->sc == 0, "B gets it, A never");
}

static void server_is_deleted(void)
{
    start("server deleted with the context");
    call(A, seL4_SysCall, SLOT_EP_B, 0);
    spec_delete(&s, as_slot_of(CNODE, SLOT_TCB + 1));
    check(as_context_get(&s, SC)->tcb == 0 && state_of(A) == AT_ON_REPLY, "the context is nobody's, A still waits");
    spec_delete(&s, as_slot_of(CNODE, SLOT_REPLY_B));
    check(as_tcb_get(&s, A)->sc == SC, "deleting the reply object gives it back");
}

static void fault_without_reply_object(void)
{
    start("call to a receiver without reply object");
    as_tcb_get(&s, B)->state = AT_RUNNING;
    as_endpoint_get(&s, EP_B)->queue = (struct aqueue){0};
    spec_reply_detach_receiver(&s, B);
    spec_receive(&s, B, EP_B, true, 0);
    s.decision = AD_NONE;
    call(A, seL4_SysCall, SLOT_EP_B, 0);
    check(state_of(A) == AT_INACTIVE && state_of(B) == AT_RUNNING, "the message arrives, the caller stops");
    check(as_tcb_get(&s, B)->sc == 0, "and lends nothing");
}

int main(void)
{
    static void (*const tests[])(void) = {
        replies_in_order, outer_reply_first, caller_is_suspended, reply_object_is_used_again,
        caller_got_another_context, context_is_deleted, reply_objects_deleted_inner_first,
        reply_objects_deleted_outer_first, server_is_deleted, fault_without_reply_object,
    };

    for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        int before = failures;
        tests[i]();
        if (failures == before) {
            printf("ok %s\n", test_name);
        }
    }
    return failures != 0;
}
