/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory: what Retype hands out was free, new objects do not overlap, nothing live is cleared. */
#include <arch/arch.h>
#include <core/invoke.h>
#include <object/untyped_proof.h>

/* Functions that are static in untyped.c. */
word_t object_bits(word_t type, word_t size_bits);
word_t retype_check_window(cap_t cnode, word_t offset, word_t count, struct refusal *why);
word_t untyped_reset(slot_t *slot);

/* ---- arithmetic ---- */
THEOREM_BITS(object_bits, "the size of each kind of object is that of the manual")(word_t type, word_t size)
{
    word_t bits = 0;

    v_assume(type < arch_object_type_count() && size < WORD_BITS);
    bits = object_bits(type, size);
    switch (type) {
    case seL4_UntypedObject:
    case seL4_SchedContextObject:
        v_assert(bits == size);
        break;
    case seL4_TCBObject:
        v_assert(bits == 11);
        break;
    case seL4_EndpointObject:
        v_assert(bits == 4);
        break;
    case seL4_NotificationObject:
        v_assert(bits == 6);
        break;
    case seL4_CapTableObject:
        v_assert(bits == 5 + size);
        break;
    case seL4_ReplyObject:
        v_assert(bits == 5);
        break;
    case seL4_X86_LargePageObject:
        v_assert(bits == 21);
        break;
    case seL4_X64_HugePageObject:
        v_assert(bits == 30);
        break;
    default:
        v_assert(bits == 12);
        break;
    }
}

THEOREM_BITS(align_up_room, "free bytes at the end of a power of two: rounding up loses no whole block of them")
(word_t size, word_t free, word_t bits)
{
    v_assume(size <= 47 && free <= op_pow2(size) && bits <= size);
    v_assert(op_align_up(free, bits) + op_align_down(op_pow2(size) - free, bits) <= op_pow2(size));
}

THEOREM_BITS(blocks_fit, "as many blocks as there are whole ones fit")(word_t bytes, word_t bits, word_t count)
{
    v_assume(bytes <= op_pow2(47) && bits < WORD_BITS && count >= 1 && count <= 256 && op_drop(bytes, bits) >= count);
    v_assert(op_pow2(bits) <= bytes);
    v_assert(count * op_pow2(bits) <= op_align_down(bytes, bits));
}

THEOREM_BITS(pow2_order, "a power of two that is no greater has no greater exponent")(word_t a, word_t b)
{
    v_assume(a < WORD_BITS && b < WORD_BITS);
    v_assert((op_pow2(a) <= op_pow2(b)) == (a <= b));
}

THEOREM_BITS(align_up_within, "rounding up to a smaller power of two stays within the larger one")
(word_t size, word_t value, word_t bits)
{
    v_assume(size <= 47 && value <= op_pow2(size) && bits <= size);
    v_assert(op_align_up(value, bits) <= op_pow2(size));
}

/* The checks of the invocation lead to what retype_apply requires. */
THEOREM(retype_room, "if the free bytes suffice for count objects, these fit behind the free offset, aligned")
    (word_t size, word_t free, word_t bits, word_t count)
{
    v_assume(size <= 47 && free <= op_pow2(size) && bits < WORD_BITS && count >= 1 && count <= 256);
    v_assume(op_drop(op_pow2(size) - free, bits) >= count);
    bits_blocks_fit(op_pow2(size) - free, bits, count);
    bits_pow2_order(bits, size);
    bits_align_up_room(size, free, bits);
    v_assert(bits <= size);
    v_assert(op_align_up(free, bits) + count * op_pow2(bits) <= op_pow2(size));
}

/* ---- the window of destination slots ---- */
bool window_is_empty(word_t j, cap_t cnode, word_t offset, word_t count)
{
    return j >= count || (is_slot(cnode_slot(cnode, offset + j)) && slot_is_empty(cnode_slot(cnode, offset + j)));
}

void window_checked(cap_t cnode, word_t offset, word_t count, word_t i)
{
    (void)cnode;
    (void)count;
    v_use_word(offset + i);
    v_use_word(i);
}

THEOREM(retype_window, "an accepted window lies within the CNode, has 1 to 256 slots, and all of them are empty")
    (cap_t cnode, word_t offset, word_t count)
{
    struct refusal why = {.error = STATUS_OK};
    word_t result = 0;

    v_inv_assume();
    v_assume(cap_is_cnode(cnode) && cnode_is_sound(cnode));
    v_assume_all((const void *)cnode_covers, cnode);
    result = retype_check_window(cnode, offset, count, &why);
    v_assert(result == why.error);
    if (result == STATUS_OK) {
        v_assert(count >= 1 && count <= 256 && offset + count <= op_pow2(cnode_cap_radix(cnode)));
        v_assert_all((const void *)window_is_empty, cnode, offset, count);
    }
}
