/* SPDX-License-Identifier: BSD-2-Clause */
/* What functions need for their safety, and give: proved of each function, owed at each call of it. */
#include <core/core.h>
#include <core/fault.h>
#include <core/invoke.h>
#include <core/send.h>
#include <debug/debug.h>
#include <object/asid.h>
#include <object/irq.h>
#include <object/kind_proof.h>

bool object_is_placed(const void *p);
bool tcb_is_placed(const tcb_t *t);

static bool is_live_slot(const slot_t *s)
{
    return is_slot(s) && object_is_placed(s);
}

/* ---- time ---- */
NEEDS(time_init, (word_t ticks, word_t us)) { return us > 0 && ticks >= us; }
ALWAYS_VARIABLE(unit_ticks, positive, (word_t value)) { return value > 0; }
ALWAYS_VARIABLE(unit_us, positive, (word_t value)) { return value > 0; }

/* ---- interrupts ---- */
NEEDS(irq_is_active, (word_t irq)) { return irq < ARCH_IRQ_COUNT; }
NEEDS(irq_issue_handler, (word_t irq, slot_t *control, slot_t *dest)) { return irq < ARCH_IRQ_COUNT; }
NEEDS(irq_handler_finalise, (word_t irq)) { return irq < ARCH_IRQ_COUNT; }
NEEDS(arch_irq_mask, (word_t irq)) { return irq < ARCH_IRQ_COUNT; }
NEEDS(arch_irq_unmask, (word_t irq)) { return irq < ARCH_IRQ_COUNT; }
NEEDS(arch_irq_arrived, (word_t irq)) { return irq < ARCH_IRQ_COUNT; }
NEEDS(arch_irq_ack, (word_t irq)) { return irq < ARCH_IRQ_COUNT; }

/* ---- messages ---- */
NEEDS(invocation_register, (const struct invocation *in, word_t i)) { return i < MR_REGISTERS; }
GIVES(invocation_register, (word_t value, const struct invocation *in, word_t i))
{
    return value == in->caller->context.r[arch_mr_register(i)];
}
NEEDS(invocation_argument, (const struct invocation *in, word_t i))
{
    return i < in->length && (i < MR_REGISTERS || in->buffer != 0);
}
NEEDS(invocation_buffered, (const struct invocation *in, word_t i)) { return i < in->length && in->buffer != 0; }
NEEDS(ipc_set_buffer_mr, (struct ipc_buffer *buffer, word_t i, word_t value)) { return i < seL4_MsgMaxLength; }
NEEDS(ipc_set_mr, (tcb_t *tcb, struct ipc_buffer *buffer, word_t i, word_t value)) { return i < seL4_MsgMaxLength; }
NEEDS(refuse_lookup, (struct refusal *why, bool source, const struct lookup_failure *failure)) { return true; }
NEEDS(fault_timeout, (tcb_t *tcb)) { return tcb->sc != 0; }

/* ---- results of methods ---- */
static bool has_room(void)
{
    return core0.result_count == 0;
}

NEEDS(reply_to_caller, (tcb_t *caller, word_t label, word_t count)) { return count <= RESULT_WORDS_MAX; }
NEEDS(reply_refusal, (tcb_t *caller, const struct refusal *why)) { return true; }
NEEDS(resolve_extra, (struct invocation *in, word_t count))
{
    return count <= 3 && in->buffer != 0 && in->extra_count == 0;
}
NEEDS(invocation_result, (word_t value)) { return core0.result_count < RESULT_WORDS_MAX; }
NEEDS(arch_invoke, (const struct invocation *in, struct refusal *why)) { return has_room(); }
NEEDS(tcb_invoke, (const struct invocation *in, struct refusal *why))
{
    return has_room() && cap_type(in->cap) == CAP_TCB;
}
NEEDS(irq_handler_invoke, (const struct invocation *in, struct refusal *why))
{
    return cap_type(in->cap) == CAP_IRQ_HANDLER;
}
NEEDS(untyped_invoke, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_UNTYPED; }
NEEDS(cnode_invoke, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_CNODE; }
NEEDS(sched_context_invoke, (const struct invocation *in, struct refusal *why))
{
    return has_room() && cap_type(in->cap) == CAP_SCHED_CONTEXT;
}
NEEDS(consumed, (sched_context_t *sc)) { return has_room(); }
NEEDS(yield_to, (const struct invocation *in, sched_context_t *sc, struct refusal *why)) { return has_room(); }
NEEDS(tcb_read_registers, (const struct invocation *in, tcb_t *tcb, struct refusal *why)) { return has_room(); }
NEEDS(tcb_set_flags, (const struct invocation *in, tcb_t *tcb, struct refusal *why)) { return has_room(); }
NEEDS(invoke_object, (const struct invocation *in, struct refusal *why)) { return has_room(); }

/* ---- lookup ---- */
NEEDS(guard_fits, (cap_t cnode, word_t cptr, word_t left)) { return left <= WORD_BITS; }
NEEDS(lookup_bits, (cap_t root, word_t cptr, word_t depth)) { return depth >= 1 && depth <= WORD_BITS; }
GIVES(lookup_bits, (slot_t *slot, word_t bits_left, cap_t root, word_t cptr, word_t depth))
{
    return slot == 0 || (is_live_slot(slot) && bits_left <= depth);
}
NEEDS(lookup_explain, (cap_t root, word_t cptr, word_t depth, struct lookup_failure *failure))
{
    return depth >= 1 && depth <= WORD_BITS;
}

GIVES(lookup_cptr, (slot_t *slot, const tcb_t *tcb, word_t cptr)) { return slot == 0 || is_live_slot(slot); }
GIVES(lookup_cptr_general, (slot_t *slot, const tcb_t *tcb, word_t cptr)) { return slot == 0 || is_live_slot(slot); }

/* ---- Retype ---- */
word_t object_bits(word_t type, word_t size_bits);

GIVES(retype_destination, (word_t w0, word_t w1, const struct invocation *in, word_t index, word_t depth,
                           struct refusal *why))
{
    return w0 == 0 || cap_w0_type(w0) == CAP_CNODE;
}
NEEDS(retype_destination, (const struct invocation *in, word_t index, word_t depth, struct refusal *why))
{
    return in->extra_count >= 1;
}
NEEDS(retype_check_window, (cap_t cnode, word_t offset, word_t count, struct refusal *why))
{
    return cap_type(cnode) == CAP_CNODE;
}

GIVES(retype_check_window, (word_t result, cap_t cnode, word_t offset, word_t count, struct refusal *why))
{
    return result != STATUS_OK || (count >= 1 && count <= 256 && offset + count <= op_pow2(cap_size(cnode)));
}
GIVES(retype_check_type, (word_t result, word_t type, word_t size_bits, word_t bits, struct refusal *why))
{
    return result != STATUS_OK ||
           (type < arch_object_type_count() && size_bits < WORD_BITS && bits <= seL4_MaxUntypedBits);
}

/* A frame that is a thread's buffer is memory of its own: check_buffer. */
GIVES(tcb_buffer_with, (const struct ipc_buffer *buffer, const tcb_t *tcb, word_t rights))
{
    return buffer == 0 || (v_type(buffer) == T_IPC_BUFFER && object_is_placed(buffer));
}

NEEDS(receive_from_notification, (tcb_t *tcb, word_t cptr, cap_t cap, bool blocking))
{
    return cap_type(cap) == CAP_NOTIFICATION;
}
NEEDS(receive_from_endpoint, (tcb_t *tcb, word_t cptr, cap_t cap, bool blocking, bool with_reply))
{
    return cap_type(cap) == CAP_ENDPOINT;
}
GIVES(receive_reply_slot, (slot_t *slot, tcb_t *tcb)) { return slot == 0 || cap_type(slot->cap) == CAP_REPLY; }

static bool is_bool(const bool *b)
{
    return *(const unsigned char *)b <= 1;
}

NEEDS(invoke, (word_t cptr, word_t info, struct invoke_mode mode))
{
    return is_bool(&mode.call) && is_bool(&mode.blocking) && is_bool(&mode.can_donate) && is_bool(&mode.first_phase);
}

/* ---- printing ---- */
CONTRACT(debug_dump_scheduler, "assumed: it prints", void)(void)
{
    debug_dump_scheduler();
}

CONTRACT(debug_snapshot, "assumed: it prints", void)(void)
{
    debug_snapshot();
}

CONTRACT(debug_put_char, "assumed: it prints", void)(word_t c)
{
    debug_put_char(c);
}

CONTRACT(debug_refusal, "assumed: it prints", void)(const struct invocation *in, const struct refusal *why)
{
    debug_refusal(in, why);
}

CONTRACT(debug_unhandled_fault, "assumed: it prints", void)(const tcb_t *tcb)
{
    debug_unhandled_fault(tcb);
}

/* ---- the scheduler ---- */
static bool is_tcb_now(const tcb_t *t)
{
    return is_tcb(t) && object_is_placed(t) && tcb_is_placed(t);
}

NEEDS(ready_queue_top, (const struct core *core, word_t domain)) { return domain < DOMAINS_MAX; }
GIVES(ready_queue_top, (word_t top, const struct core *core, word_t domain)) { return top <= PRIORITY_COUNT; }
NEEDS(ready_queue_pop, (struct core *core, word_t domain, word_t priority))
{
    return domain < DOMAINS_MAX && priority < PRIORITY_COUNT;
}
GIVES(ready_queue_pop, (tcb_t *tcb, struct core *core, word_t domain, word_t priority)) { return is_tcb_now(tcb); }
NEEDS(choose_queued, (struct core *core, word_t top)) { return top <= PRIORITY_COUNT; }
GIVES(choose_queued, (tcb_t *tcb, struct core *core, word_t top)) { return is_tcb_now(tcb); }
GIVES(sched_choose, (tcb_t *tcb, struct core *core)) { return is_tcb_now(tcb) && tcb->sc != 0; }
/* Callers need no more of these than that they are safe. */
NEEDS(entry_call, (word_t cptr, word_t info)) { return true; }
NEEDS(entry_reply_recv, (word_t cptr, word_t info)) { return true; }
NEEDS(enter_send, (word_t cptr, word_t info, word_t number)) { return true; }
NEEDS(enter_wait, (word_t cptr, word_t info, word_t number)) { return true; }
NEEDS(enter_receive, (word_t cptr, word_t info, word_t number)) { return true; }
NEEDS(enter_yield, (word_t cptr, word_t info, word_t number)) { return true; }
NEEDS(entry_syscall_slow, (word_t cptr, word_t info, word_t number)) { return true; }
NEEDS(sched_run, (struct core *core, tcb_t *next)) { return true; }
NEEDS(endpoint_invoke, (const struct invocation *in, const struct invoke_mode *mode))
{
    return cap_type(in->cap) == CAP_ENDPOINT && is_bool(&mode->call) && is_bool(&mode->blocking) &&
           is_bool(&mode->can_donate);
}

/* ---- scheduling contexts ---- */
NEEDS(sched_context_capacity, (word_t size_bits)) { return size_bits < WORD_BITS; }
NEEDS(sched_init, (word_t domain_count, word_t schedule_length, tcb_t *idle, sched_context_t *idle_sc))
{
    return domain_count >= 1 && domain_count <= DOMAINS_MAX && schedule_length >= 2 &&
           schedule_length <= DOMAIN_SCHEDULE_MAX;
}

/* ---- domains ---- */
NEEDS(domain_slot_is_end, (word_t index)) { return index < DOMAIN_SCHEDULE_MAX; }
NEEDS(domain_schedule_can_start, (word_t index)) { return index < DOMAIN_SCHEDULE_MAX; }
NEEDS(domain_schedule_configure, (word_t index, word_t domain, word_t duration))
{
    return index < DOMAIN_SCHEDULE_MAX && domain < DOMAINS_MAX;
}
NEEDS(domain_schedule_start, (word_t index)) { return index < DOMAIN_SCHEDULE_MAX - 1; }
NEEDS(domain_set, (tcb_t *tcb, word_t domain)) { return domain < DOMAINS_MAX; }
NEEDS(tcb_init, (tcb_t *tcb, word_t domain)) { return domain < DOMAINS_MAX; }

/* ---- ASIDs ---- */
NEEDS(asid_free, (word_t index)) { return index < ASID_POOLS && asid_pools[index] != 0; }
NEEDS(asid_pool_release, (word_t index, word_t pool_physical)) { return index < ASID_POOLS; }
