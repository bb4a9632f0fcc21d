/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel entries: system calls, faults, interrupts. syscalls.md sections 4 and 5. */
#include <arch/arch.h>
#include <core/entry.h>
#include <core/fastpath.h>
#include <core/fault.h>
#include <core/sched.h>
#include <core/send.h>
#include <core/syscall_debug.h>
#include <object/irq.h>

/* ---- receive phase ---- */

static void receive_fault(word_t cptr)
{
    struct lookup_failure failure = {.kind = seL4_MissingCapability};

    fault_cap(cptr, true, &failure);
}

static void receive_lookup_fault(const tcb_t *tcb, word_t cptr)
{
    struct lookup_failure failure = {.kind = seL4_NoFailure};

    lookup_cptr_explain(tcb, cptr, &failure);
    fault_cap(cptr, true, &failure);
}

/* The slot of the reply capability a receive names. 0: a fault has been raised. */
static slot_t *receive_reply_slot(tcb_t *tcb)
{
    word_t cptr = tcb->context.r[REG_REPLY];
    slot_t *slot = lookup_cptr(tcb, cptr);

    if (slot == 0) {
        receive_lookup_fault(tcb, cptr);
        return 0;
    }
    if (cap_type(slot->cap) != CAP_REPLY) {
        receive_fault(cptr);
        return 0;
    }
    return slot;
}

static void receive_from_endpoint(tcb_t *tcb, word_t cptr, cap_t cap, bool blocking, bool with_reply)
{
    slot_t *reply = 0;

    if ((cap_rights(cap) & RIGHT_READ) == 0) {
        receive_fault(cptr);
        return;
    }
    if (with_reply) {
        reply = receive_reply_slot(tcb);
        if (reply == 0)
            return;
    }
    endpoint_receive(endpoint_of_cap(cap), tcb, blocking, reply != 0 ? reply_of_cap(reply->cap) : 0);
}

static void receive_from_notification(tcb_t *tcb, word_t cptr, cap_t cap, bool blocking)
{
    notification_t *notification = notification_of_cap(cap);

    if ((cap_rights(cap) & RIGHT_READ) == 0 || (notification->bound_tcb != 0 && notification->bound_tcb != tcb)) {
        receive_fault(cptr);
        return;
    }
    notification_wait(notification, tcb, blocking);
}

/* All failures are CapFaults of the receive phase, in non-blocking calls too. */
static void receive(word_t cptr, bool blocking, bool with_reply)
{
    tcb_t *tcb = this_core()->current;
    slot_t *slot = lookup_cptr(tcb, cptr);

    if (slot == 0) {
        receive_lookup_fault(tcb, cptr);
        return;
    }
    switch (cap_type(slot->cap)) {
    case CAP_ENDPOINT:
        receive_from_endpoint(tcb, cptr, slot->cap, blocking, with_reply);
        return;
    case CAP_NOTIFICATION:
        receive_from_notification(tcb, cptr, slot->cap, blocking);
        return;
    }
    receive_fault(cptr);
}

/* ---- system calls ---- */

/* A send phase with the current message to dest, then a receive phase; the latter not if the former was preempted. */
static word_t send_then_receive(word_t dest, word_t info, word_t source, bool with_reply)
{
    struct invoke_mode mode = {.can_donate = true, .first_phase = true};
    word_t status = invoke(dest, info, mode);

    if (status != STATUS_PREEMPTED)
        receive(source, true, with_reply);
    return status;
}

/* In line: one of the callers knows the number. */
ALWAYS_INLINE word_t system_call(word_t number, word_t cptr, word_t info)
{
    const word_t *r = this_core()->current->context.r;

    switch ((int64_t)number) {
    case seL4_SysCall:
        return invoke(cptr, info, (struct invoke_mode){.call = true, .blocking = true, .can_donate = true});
    case seL4_SysSend:
        return invoke(cptr, info, (struct invoke_mode){.blocking = true});
    case seL4_SysNBSend:
        return invoke(cptr, info, (struct invoke_mode){.call = false});
    case seL4_SysReplyRecv:
        return send_then_receive(r[REG_REPLY], info, cptr, true);
    case seL4_SysNBSendRecv:
        return send_then_receive(r[REG_NBSEND_DEST], info, cptr, true);
    case seL4_SysNBSendWait:
        return send_then_receive(r[REG_REPLY], info, cptr, false);
    case seL4_SysRecv:
        receive(cptr, true, true);
        break;
    case seL4_SysNBRecv:
        receive(cptr, false, true);
        break;
    case seL4_SysWait:
        receive(cptr, true, false);
        break;
    case seL4_SysNBWait:
        receive(cptr, false, false);
        break;
    case seL4_SysYield:
        sched_give_up();
        break;
    }
    return STATUS_OK;
}

/* Common beginning of entries on behalf of the current thread: false when it has no budget or time left. */
static bool entry_begin(void)
{
    struct core *core = this_core();

    core->entries++;
    core->work_units = 0;
    sched_stamp();
    if (sched_entry_check())
        return true;
    sched_restart_current();
    return false;
}

static void entry_end(void)
{
    struct core *core = this_core();

    if (core->work_units > core->work_units_worst)
        core->work_units_worst = core->work_units;
    sched_schedule();
    sched_activate();
}

/* The API numbers are -1 .. -11. */
static bool is_api_call(word_t number)
{
    return number >= (word_t)(int64_t)seL4_SysYield;
}

void entry_unknown_syscall(word_t number)
{
    tcb_t *tcb = this_core()->current;

    if (syscall_debug(number, tcb))
        return;
    if (entry_begin()) {
        if (number == SYSCALL_SET_TLS_BASE) {
            if (arch_tls_base_is_valid(tcb->context.r[REG_CAP])) /* others are ignored */
                arch_tls_base_set(tcb, tcb->context.r[REG_CAP]);
            return;
        }
        fault_unknown_syscall(number);
    }
    entry_end();
}

ENTRY void entry_syscall_slow(word_t cptr, word_t info, word_t number)
{
    if (!is_api_call(number)) {
        entry_unknown_syscall(number);
        return;
    }
    if (entry_begin() && system_call(number, cptr, info) == STATUS_PREEMPTED)
        sched_restart_current();
    entry_end();
}

/* entry_syscall_slow for seL4_SysCall: most of all invocations come here. */
ENTRY void entry_call_slow(word_t cptr, word_t info)
{
    if (entry_begin() && system_call((word_t)seL4_SysCall, cptr, info) == STATUS_PREEMPTED)
        sched_restart_current();
    entry_end();
}

/* ---- faults and interrupts ---- */

void entry_fault_slow(word_t kind, word_t w0, word_t w1, word_t w2)
{
    if (entry_begin())
        fault_arch(kind, w0, w1, w2);
    entry_end();
}

ENTRY void entry_interrupt_slow(word_t irq)
{
    struct core *core = this_core();

    core->entries++;
    core->work_units = 0;
    sched_stamp();
    sched_entry_check(); /* charges what is due; the interrupt is handled in any case */
    irq_handle(irq);
    entry_end();
}
