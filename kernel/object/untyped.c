/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory: Retype and reset. objects.md section 3, invocations.md section 3. */
#include <arch/arch.h>
#include <core/invoke.h>
#include <object/cnode.h>
#ifdef HF_PROOF
#include <object/untyped_proof.h>
#endif

/* Memory is cleared in chunks of this size; each is one work unit. */
#define RESET_CHUNK_BITS 8u
#define RETYPE_OBJECTS_MAX 256u

_Static_assert(RETYPE_OBJECTS_MAX == seL4_UntypedRetypeMaxObjects, "fan-out limit of the ABI");

/* log2 of the bytes of one object. size_bits < 64. */
static word_t object_bits(word_t type, word_t size_bits)
{
    switch (type) {
    case seL4_UntypedObject:
    case seL4_SchedContextObject:
        return size_bits;
    case seL4_TCBObject:
        return seL4_TCBBits;
    case seL4_EndpointObject:
        return seL4_EndpointBits;
    case seL4_NotificationObject:
        return seL4_NotificationBits;
    case seL4_CapTableObject:
        return size_bits + seL4_SlotBits;
    case seL4_ReplyObject:
        return seL4_ReplyBits;
    }
    return arch_object_bits(type, size_bits);
}

/* Makes the object in zeroed memory; the result has no flags. */
static NOINLINE cap_t object_create(word_t type, word_t physical, word_t size_bits, bool device)
{
    switch (type) {
    case seL4_UntypedObject:
        return cap_new(CAP_UNTYPED, size_bits, 0, physical, untyped_w1_device_set(0, device));
    case seL4_TCBObject:
        tcb_init((tcb_t *)object_at(physical), this_core()->domain);
        return cap_new(CAP_TCB, 0, 0, physical, 0);
    case seL4_EndpointObject:
        return cap_new(CAP_ENDPOINT, 0, RIGHTS_ALL, physical, 0);
    case seL4_NotificationObject:
        return cap_new(CAP_NOTIFICATION, 0, RIGHT_WRITE | RIGHT_READ, physical, 0);
    case seL4_CapTableObject:
        return cap_new(CAP_CNODE, size_bits, 0, physical, 0);
    case seL4_SchedContextObject:
        return cap_new(CAP_SCHED_CONTEXT, size_bits, 0, physical, 0);
    case seL4_ReplyObject:
        return cap_new(CAP_REPLY, 0, RIGHT_GRANT, physical, 0);
    }
    return arch_object_create(type, physical, size_bits, device);
}

/* Checks 3 to 7: type and size; bits: what object_bits says, if size_bits is less than 64. */
static word_t retype_check_type(word_t type, word_t size_bits, word_t bits, struct refusal *why)
{
    if (type >= arch_object_type_count())
        return refuse_argument(why, 0);
    if (size_bits >= WORD_BITS || bits > seL4_MaxUntypedBits)
        return refuse_range(why, 0, seL4_MaxUntypedBits);
    if (type == seL4_CapTableObject && size_bits == 0)
        return refuse_argument(why, 1);
    if (type == seL4_UntypedObject && size_bits < seL4_MinUntypedBits)
        return refuse_argument(why, 1);
    if (type == seL4_SchedContextObject && size_bits < seL4_MinSchedContextBits)
        return refuse_argument(why, 1);
    return STATUS_OK;
}

/* Checks 8 and 9: the destination CNode, null when refused. */
static cap_t retype_destination(const struct invocation *in, word_t index, word_t depth, struct refusal *why)
{
    slot_t *slot = in->extra[0];

    REQUIRES(in->extra_count >= 1);

    if (depth != 0)
        slot = lookup_slot(slot->cap, index, depth, false, why);
    if (slot == 0)
        return cap_null();
    if (cap_type(slot->cap) != CAP_CNODE) {
        refuse_missing(why, false, depth);
        return cap_null();
    }
    return slot->cap;
}

/* Checks 10 to 13: the window of destination slots. */
static word_t retype_check_window(cap_t cnode, word_t offset, word_t count, struct refusal *why)
{
    word_t slots = op_pow2(cnode_cap_radix(cnode));

    if (offset > slots - 1)
        return refuse_range(why, 0, slots - 1);
    if (count < 1 || count > RETYPE_OBJECTS_MAX)
        return refuse_range(why, 1, RETYPE_OBJECTS_MAX);
    if (count > slots - offset)
        return refuse_range(why, 1, slots - offset);
    for (word_t i = 0; i < count; i++) {
        GHOST(window_checked(cnode, offset, count, i));
        GHOST(v_invariant(i <= count));
        GHOST(v_invariant_all((const void *)window_is_empty, cnode, offset, i));
        GHOST(v_safety_invariant(i <= count));
        VARIANT(count - i);
        if (!slot_is_empty(cnode_slots(cnode) + offset + i))
            return refuse(why, seL4_DeleteFirst);
    }
    return STATUS_OK;
}

/*
 * Makes a childless untyped clean: clears the used part from its end downwards and lowers the watermark, as far as the
 * entry's work units go. STATUS_PREEMPTED when they are used up before that.
 */
static word_t untyped_reset(slot_t *slot)
{
    cap_t cap = slot->cap;
    word_t chunk_bits = cap_size(cap) < RESET_CHUNK_BITS ? cap_size(cap) : RESET_CHUNK_BITS;
    word_t used = op_align_up(untyped_cap_free(cap), chunk_bits);
    word_t cleared = 0;

    if (untyped_cap_is_device(cap)) {
        slot_update(slot, untyped_cap_with_free(cap, 0));
        return STATUS_OK;
    }
    cleared = work_units_take(used / op_pow2(chunk_bits)) * op_pow2(chunk_bits);
    if (cleared != 0) {
        arch_clear_memory(cap_address(cap) + used - cleared, cleared);
        slot_update(slot, untyped_cap_with_free(cap, used - cleared));
    }
    return cleared == used ? STATUS_OK : STATUS_PREEMPTED;
}

ALWAYS_INLINE void retype_apply(slot_t *untyped, word_t type, word_t size_bits, word_t bits, slot_t *dest, word_t count)
{
    cap_t cap = untyped->cap;
    word_t bytes = op_pow2(bits);
    word_t start = op_align_up(untyped_cap_free(cap), bits);
    bool device = untyped_cap_is_device(cap);

    REQUIRES(start + count * bytes <= op_pow2(cap_size(cap)));

    GHOST(v_snapshot());
    slot_update(untyped, untyped_cap_with_free(cap, start + count * bytes));
    for (word_t i = 0; i < count; i++) {
        GHOST(retype_next(dest, bytes, count, i));
        GHOST(v_invariant(i <= count && retype_goes_on(untyped, cap, start + count * bytes)));
        GHOST(v_invariant_all((const void *)retype_type_kept));
        GHOST(v_invariant_all((const void *)retype_slot_left, dest, i, count));
        GHOST(v_invariant_all((const void *)retype_slot_done, dest, i, cap_address(cap) + start, bytes));
        GHOST(v_invariant_all((const void *)retype_slot_kept, untyped, dest, i));
        GHOST(v_invariant_all((const void *)memory_is_free, cap_address(cap) + start + i * bytes,
                              cap_address(cap) + op_pow2(cap_size(cap))));
        VARIANT(count - i);
        GHOST(retype_object(type, cap_address(cap) + start + i * bytes, bytes));
        cap_t object = object_create(type, cap_address(cap) + start + i * bytes, size_bits, device);

        slot_insert_after(untyped, dest + i, cap_with_flags(object, true, true));
    }
}

word_t untyped_invoke(const struct invocation *in, struct refusal *why)
{
    word_t type = 0, size_bits = 0, bits = 0, offset = 0, count = 0, free_bytes = 0;
    bool has_child = slot_has_child(in->slot);
    cap_t cnode = cap_null();

    if (in->label != UntypedRetype)
        return refuse(why, seL4_IllegalOperation);
    if (!invocation_has(in, 6, 1))
        return refuse(why, seL4_TruncatedMessage);
    type = invocation_register(in, 0);
    size_bits = invocation_register(in, 1);
    offset = invocation_buffered(in, 4);
    count = invocation_buffered(in, 5);
    bits = size_bits < WORD_BITS ? object_bits(type, size_bits) : WORD_BITS;
    if (retype_check_type(type, size_bits, bits, why) != STATUS_OK)
        return why->error;
    cnode = retype_destination(in, invocation_register(in, 2), invocation_register(in, 3), why);
    if (cap_is_null(cnode))
        return why->error;
    if (retype_check_window(cnode, offset, count, why) != STATUS_OK)
        return why->error;
    free_bytes = op_pow2(cap_size(in->cap)) - (has_child ? untyped_cap_free(in->cap) : 0);
    if (op_drop(free_bytes, bits) < count)
        return refuse_memory(why, free_bytes);
    if (untyped_cap_is_device(in->cap) && type != seL4_UntypedObject && !arch_object_is_frame(type))
        return refuse_argument(why, 1);

    if (!has_child && untyped_cap_free(in->cap) != 0 && untyped_reset(in->slot) != STATUS_OK)
        return STATUS_PREEMPTED;
    retype_apply(in->slot, type, size_bits, bits, cnode_slots(cnode) + offset, count);
    return STATUS_OK;
}
