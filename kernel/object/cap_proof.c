/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of capabilities: constructors, accessors, size table, regions, for all values. The layout is said here once
 * more in another way than in cap.h, as sums and remainders.
 */
#include <arch/arch.h>
#include <arch_kinds_proof.h>
#include <object/cnode.h>
#include <proof/verify.h>

static bool same_cap(cap_t a, cap_t b)
{
    return (a.w0 == b.w0) & (a.w1 == b.w1);
}

static bool fits(word_t type, word_t size, word_t rights, word_t address)
{
    return (type < 32) & (size < 64) & (rights < 16) & (address < 0x800000000000);
}

THEOREM_BITS(cap_new, "cap_new puts type, size, rights and address side by side, with both flags 0")
(word_t type, word_t size, word_t rights, word_t address, word_t w1)
{
    cap_t cap;

    v_assume(fits(type, size, rights, address));
    cap = cap_new(type, size, rights, address, w1);
    v_assert(cap.w0 == type * 0x800000000000000 + size * 0x20000000000000 + rights * 0x800000000000 + address);
    v_assert(cap.w1 == w1);
    v_assert(cap_type(cap) == type && cap_size(cap) == size && cap_rights(cap) == rights);
    v_assert(cap_address(cap) == address && cap_badge(cap) == w1);
    v_assert(!cap_is_revocable(cap) && !cap_is_first_badged(cap));
    v_assert(cap_is_null(cap) == (type == 0 && size == 0 && rights == 0 && address == 0));
}

THEOREM_BITS(cap_null, "the null capability is two words 0; a capability is null if its first word is 0")(cap_t cap)
{
    v_assert(cap_null().w0 == 0 && cap_null().w1 == 0 && cap_is_null(cap_null()));
    v_assert(cap_is_null(cap) == (cap.w0 == 0));
}

THEOREM_BITS(cap_parts, "type, size, rights, address, flags and second word are all there is to a capability")
(cap_t a, cap_t b)
{
    v_assert(fits(cap_type(a), cap_size(a), cap_rights(a), cap_address(a)));
    v_assume(cap_type(a) == cap_type(b) && cap_size(a) == cap_size(b) && cap_rights(a) == cap_rights(b));
    v_assume(cap_address(a) == cap_address(b) && a.w1 == b.w1);
    v_assume(cap_is_revocable(a) == cap_is_revocable(b) && cap_is_first_badged(a) == cap_is_first_badged(b));
    v_assert(same_cap(a, b));
}

THEOREM_BITS(cap_with_flags, "cap_with_flags sets the two flags and nothing else")
(cap_t cap, bool revocable, bool first_badged)
{
    cap_t result = cap_with_flags(cap, revocable, first_badged);

    v_assert(cap_is_revocable(result) == revocable && cap_is_first_badged(result) == first_badged);
    v_assert(same_cap(cap_with_flags(result, cap_is_revocable(cap), cap_is_first_badged(cap)), cap));
    v_assert(same_cap(cap_with_flags(result, false, false), cap_with_flags(cap, false, false)));
}

THEOREM_BITS(cap_with_rights, "cap_with_rights sets the rights and nothing else")(cap_t cap, word_t rights)
{
    cap_t result;

    v_assume(rights < 16);
    result = cap_with_rights(cap, rights);
    v_assert(cap_rights(result) == rights);
    v_assert(same_cap(cap_with_rights(result, cap_rights(cap)), cap));
}

THEOREM_BITS(cnode_words, "a CNode's second word is guard size + 64 * guard")(cap_t cap)
{
    v_assert(cnode_cap_guard_size(cap) == cap.w1 % 64);
    v_assert(cnode_cap_guard(cap) == cap.w1 / 64);
    v_assert(cnode_cap_radix(cap) == cap_size(cap));
}

THEOREM_BITS(untyped_words, "an untyped's free offset can be set without touching anything else")
(cap_t cap, word_t offset)
{
    cap_t result;

    v_assume(offset < 0x1000000000000);
    result = untyped_cap_with_free(cap, offset);
    v_assert(untyped_cap_free(cap) == cap.w1 % 0x1000000000000);
    v_assert(untyped_cap_is_device(cap) == (cap.w1 / 0x8000000000000000 == 1));
    v_assert(untyped_cap_free(result) == offset);
    v_assert(untyped_cap_is_device(result) == untyped_cap_is_device(cap));
    v_assert(same_cap(untyped_cap_with_free(result, untyped_cap_free(cap)), cap));
}

THEOREM_BITS(zombie_words, "a zombie holds its count and the slot numbers of its neighbours, of 34 bits each")
(cap_t cap, word_t next, word_t prev)
{
    cap_t result;

    v_assert(zombie_cap_count(cap) == cap.w1 % 0x400000000);
    v_assert(zombie_cap_prev(cap) == cap_address(cap) % 0x400000000);
    v_assert(zombie_cap_is_listed(cap) == (cap_address(cap) / 0x400000000000 == 1));
    v_assert(zombie_cap_next(cap) == cap.w1 / 0x400000000 + cap_rights(cap) * 0x40000000);
    v_assume(next < 0x400000000 && prev < 0x400000000);
    result = zombie_cap_with_next(cap, next);
    v_assert(zombie_cap_next(result) == next);
    v_assert(zombie_cap_count(result) == zombie_cap_count(cap));
    v_assert(cap_type(result) == cap_type(cap) && cap_size(result) == cap_size(cap));
    v_assert(cap_address(result) == cap_address(cap));

    result = zombie_cap_with_prev(cap, prev);
    v_assert(zombie_cap_prev(result) == prev && zombie_cap_is_listed(result));
    v_assert(result.w1 == cap.w1 && cap_rights(result) == cap_rights(cap));
    v_assert(cap_type(result) == cap_type(cap) && cap_size(result) == cap_size(cap));
}

/* --- the table of sizes (objects.md section 2, caps.md section 2) */

enum { NO_MEMORY = 0 };

/* log2 of the bytes of an object; NO_MEMORY for capabilities that stand for none. */
static word_t table_bits(word_t type, word_t size)
{
    switch (type) {
    case CAP_UNTYPED:
    case CAP_SCHED_CONTEXT:
    case CAP_FRAME:
        return size;
    case CAP_ENDPOINT:
        return 4;
    case CAP_REPLY:
        return 5;
    case CAP_NOTIFICATION:
        return 6;
    case CAP_TCB:
        return 11;
    case CAP_CNODE:
        return 5 + size;
    case CAP_ZOMBIE:
        return size == ZOMBIE_SIZE_TCB ? 11 : size == ZOMBIE_SIZE_ENDPOINT ? 4 : size == ZOMBIE_SIZE_NOTIFICATION ? 6
                                                                                                       : 5 + size;
    }
    return arch_kind_bits(type);
}

/* Sizes that occur: at most 2^47 bytes, and of untyped, scheduling contexts and frames at least a few. */
static bool size_occurs(cap_t cap)
{
    word_t size = cap_size(cap);

    switch (cap_type(cap)) {
    case CAP_UNTYPED:
        return (size >= 4) & (size <= 47);
    case CAP_SCHED_CONTEXT:
        return (size >= 7) & (size <= 47);
    case CAP_FRAME:
        return (size == 12) | (size == 21) | (size == 30);
    case CAP_CNODE:
        return (size >= 1) & (size <= 42);
    case CAP_ZOMBIE:
        return (size <= 42) | ((size >= ZOMBIE_SIZE_NOTIFICATION) & (size <= ZOMBIE_SIZE_TCB));
    }
    return size == 0;
}

THEOREM_BITS(cap_object_bits, "which capabilities have memory, and how much, is the table of the manual")(cap_t cap)
{
    v_assume(size_occurs(cap));
    v_assert(cap_has_memory(cap) == (table_bits(cap_type(cap), cap_size(cap)) != NO_MEMORY));
    v_assume(cap_has_memory(cap));
    v_assert(cap_object_bits(cap) == table_bits(cap_type(cap), cap_size(cap)));
    v_assert(cap_object_bits(cap) <= 47);
}

/* --- objects and regions */

static bool is_region(word_t type)
{
    return (type == CAP_UNTYPED) | (type == CAP_FRAME);
}

static bool is_control(word_t type)
{
    return (type == CAP_IRQ_CONTROL) | (type == CAP_DOMAIN) | (type == CAP_SCHED_CONTROL) | arch_kind_is_control(type);
}

/* One kind with one object each: what is left when regions, controls, ports, null, zombies and free numbers are out. */
static bool is_object(word_t type)
{
    return (table_bits(type, 1) != NO_MEMORY || type == CAP_IRQ_HANDLER) && !is_region(type) && type != CAP_ZOMBIE;
}

THEOREM_BITS(cap_same_object, "one object: type, address, size, of frames also device; of ports the range, of "
             "software interrupts the number")
(cap_t a, cap_t b)
{
    bool same = (cap_type(a) == cap_type(b)) & (cap_address(a) == cap_address(b));

    v_assume(size_occurs(a) && size_occurs(b));
    v_assert(cap_same_object(a, b) == cap_same_object(b, a));
    v_assert(implies(cap_same_object(a, b), cap_type(a) == cap_type(b)));
    if (is_object(cap_type(a)))
        v_assert(cap_same_object(a, b) == (same && cap_size(a) == cap_size(b)));
    else if (cap_type(a) == CAP_FRAME)
        v_assert(cap_same_object(a, b) ==
                 (same && cap_size(a) == cap_size(b) && frame_cap_is_device(a) == frame_cap_is_device(b)));
    else if (arch_kind_is_numbered(cap_type(a)))
        v_assert(cap_same_object(a, b) == (cap_type(b) == cap_type(a) && a.w1 == b.w1));
    else
        v_assert(!cap_same_object(a, b));
}

static bool lies_within(cap_t a, cap_t x)
{
    word_t a_end = cap_address(a) + op_pow2(table_bits(cap_type(a), cap_size(a)));
    word_t x_end = cap_address(x) + op_pow2(table_bits(cap_type(x), cap_size(x)));

    return (cap_address(a) <= cap_address(x)) & (x_end <= a_end);
}

THEOREM_BITS(cap_same_region, "an untyped's region is its memory; a control's all of its kind; else the object")
(cap_t a, cap_t x)
{
    v_assume(size_occurs(a) && size_occurs(x));
    switch (cap_type(a)) {
    case CAP_UNTYPED:
        v_assert(cap_same_region(a, x) ==
                 (table_bits(cap_type(x), cap_size(x)) != NO_MEMORY && lies_within(a, x)));
        break;
    case CAP_FRAME:
        v_assume(op_low(cap_address(a), cap_size(a)) == 0);
        v_assume(cap_type(x) != CAP_FRAME || op_low(cap_address(x), cap_size(x)) == 0);
        v_assert(cap_same_region(a, x) == (cap_type(x) == CAP_FRAME && lies_within(a, x)));
        break;
    case CAP_IRQ_CONTROL:
        v_assert(cap_same_region(a, x) == (cap_type(x) == CAP_IRQ_CONTROL || cap_type(x) == CAP_IRQ_HANDLER ||
                                            arch_irq_control_covers(cap_type(x))));
        break;
    case CAP_DOMAIN:
    case CAP_SCHED_CONTROL:
        v_assert(cap_same_region(a, x) == (cap_type(x) == cap_type(a)));
        break;
    default:
        v_assert(cap_same_region(a, x) == (arch_kind_is_control(cap_type(a)) ?
                                           arch_control_covers(cap_type(a), cap_type(x)) : cap_same_object(a, x)));
        break;
    }
}

/* --- what becomes of a capability (caps.md section 2) */

THEOREM_BITS(cap_mask_rights, "masked rights are those that both have; only four kinds have rights at all")
(cap_t cap, word_t asked)
{
    word_t rights = cap_rights(cap), result = cap_rights(cap_mask_rights(cap, asked));

    v_assert(same_cap(cap_with_rights(cap_mask_rights(cap, asked), rights), cap));
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        v_assert(result == (rights & asked));
        break;
    case CAP_REPLY:
        v_assert(result == (rights & asked & RIGHT_GRANT));
        break;
    case CAP_FRAME: /* Read and Write, Read, or none */
        v_assume(rights == 0 || rights == RIGHT_READ || rights == RIGHT_READ + RIGHT_WRITE);
        v_assert(result == ((asked & RIGHT_READ) == 0 ? 0 : rights & (asked | RIGHT_READ)));
        v_assert(result == 0 || result == RIGHT_READ || result == RIGHT_READ + RIGHT_WRITE);
        break;
    default:
        v_assert(result == rights);
        break;
    }
}

THEOREM_BITS(cap_update_data, "data is the badge of what has none yet, or the guard of a CNode; ignored by other kinds")
(cap_t cap, bool preserve, word_t data)
{
    cap_t result = cap_update_data(cap, preserve, data);

    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (preserve || cap_badge(cap) != 0)
            v_assert(same_cap(result, cap_null()));
        else
            v_assert(result.w0 == cap.w0 && cap_badge(result) == data);
        break;
    case CAP_CNODE:
        if (cnode_cap_radix(cap) + data % 64 > 64) {
            v_assert(same_cap(result, cap_null()));
        } else {
            v_assert(result.w0 == cap.w0 && cnode_cap_guard_size(result) == data % 64);
            v_assert(cnode_cap_guard(result) == op_low(data / 64, data % 64));
        }
        break;
    default:
        if (!arch_kind_takes_badge(cap_type(cap)))
            v_assert(same_cap(result, cap));
        else if (preserve || cap.w1 != 0)
            v_assert(same_cap(result, cap_null()));
        else
            v_assert(result.w0 == cap.w0 && result.w1 == data);
        break;
    }
}
