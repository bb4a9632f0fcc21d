/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory: what Retype hands out was free, new objects do not overlap, nothing live is cleared. */
#include <arch/arch.h>
#include <arch_kinds_proof.h>
#include <core/invoke.h>
#include <object/untyped_proof.h>

/* Functions that are static in untyped.c. */
word_t object_bits(word_t type, word_t size_bits);
word_t retype_check_window(cap_t cnode, word_t offset, word_t count, struct refusal *why);
word_t untyped_reset(slot_t *slot);
cap_t object_create(word_t type, word_t physical, word_t size_bits, bool device);
void retype_apply(slot_t *untyped, word_t type, word_t size_bits, word_t bits, slot_t *dest, word_t count);

void ghost_set_type(const void *object, word_t type);
void ghost_map_type(const void *f, ...);

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
    default:
        v_assert(bits == arch_type_bits(type));
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

THEOREM(blocks_apart, "of blocks of one size, one ends before the next begins")(word_t i, word_t j, word_t bytes)
{
    v_assume(bytes <= op_pow2(47) && i < j && j <= 256);
    v_assert(i * bytes + bytes <= j * bytes);
}

/* Chunks of 16 to 256 bytes; division is easier for the solver by one number at a time. */
THEOREM_BITS(chunks, "a multiple of a chunk consists of whole chunks")(word_t bytes, word_t bits)
{
    v_assume(bits >= 4 && bits <= 8 && op_take(bytes, 0, bits) == 0);
    v_assert(bits != 4 || bytes / op_pow2(bits) * op_pow2(bits) == bytes);
    v_assert(bits != 5 || bytes / op_pow2(bits) * op_pow2(bits) == bytes);
    v_assert(bits != 6 || bytes / op_pow2(bits) * op_pow2(bits) == bytes);
    v_assert(bits != 7 || bytes / op_pow2(bits) * op_pow2(bits) == bytes);
    v_assert(bits != 8 || bytes / op_pow2(bits) * op_pow2(bits) == bytes);
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

word_t retype_check_type(word_t type, word_t size_bits, word_t bits, struct refusal *why);

THEOREM(retype_type, "an accepted kind exists, its size is within the limits of the manual; else the error is right")
    (word_t kind, word_t size_bits)
{
    struct refusal why = {.error = STATUS_OK};
    word_t bits = size_bits < WORD_BITS ? object_bits(kind, size_bits) : WORD_BITS;
    word_t result = retype_check_type(kind, size_bits, bits, &why);

    v_assert(result == why.error);
    if (kind >= arch_object_type_count()) {
        v_assert(result == seL4_InvalidArgument && why.word[0] == 0);
    } else if (size_bits >= WORD_BITS || object_bits(kind, size_bits) > seL4_MaxUntypedBits) {
        v_assert(result == seL4_RangeError && why.word[0] == 0 && why.word[1] == seL4_MaxUntypedBits);
    } else if ((kind == seL4_CapTableObject && size_bits < 1) || (kind == seL4_UntypedObject && size_bits < 4) ||
               (kind == seL4_SchedContextObject && size_bits < 7)) {
        v_assert(result == seL4_InvalidArgument && why.word[0] == 1);
    } else {
        v_assert(result == STATUS_OK);
    }
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

    v_inv_only("inv_cnode");
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

/* ---- making objects ---- */
static const slot_t *window_slot(const slot_t *dest, word_t j)
{
    return (const slot_t *)((word_t)dest + j * sizeof(slot_t));
}

bool memory_is_free(const void *any, word_t from, word_t to)
{
    return v_type(any) == T_NONE || (word_t)any < WINDOW_BASE + from || (word_t)any >= WINDOW_BASE + to;
}

static word_t type_in_cnode(const void *any, word_t physical, word_t bytes)
{
    word_t at = (word_t)any;

    if (at < WINDOW_BASE + physical || at >= WINDOW_BASE + physical + bytes || op_take(at, 0, seL4_SlotBits) != 0)
        return v_type(any);
    return T_SLOT;
}

void retype_object(word_t type, word_t physical, word_t bytes)
{
    v_assert_all((const void *)memory_is_free, physical, physical + bytes);
    if (type == seL4_EndpointObject)
        ghost_set_type(object_at(physical), T_ENDPOINT);
    if (type == seL4_NotificationObject)
        ghost_set_type(object_at(physical), T_NOTIFICATION);
    if (type == seL4_ReplyObject)
        ghost_set_type(object_at(physical), T_REPLY);
    if (type == seL4_SchedContextObject)
        ghost_set_type(object_at(physical), T_SCHED_CONTEXT);
    if (arch_type_kind(type) != T_NONE)
        ghost_set_type(object_at(physical), arch_type_kind(type));
    if (type == seL4_CapTableObject)
        ghost_map_type((const void *)type_in_cnode, physical, bytes);
}

bool retype_goes_on(const slot_t *untyped, cap_t cap, word_t free)
{
    cap_t now = untyped->cap;

    return is_slot(untyped) && cap_type(now) == CAP_UNTYPED && !cap_is_null(now) && cap_size(now) == cap_size(cap) &&
           cap_address(now) == cap_address(cap) && untyped_cap_is_device(now) == untyped_cap_is_device(cap) &&
           untyped_cap_free(now) == free && (untyped->next == 0 || is_slot(untyped->next));
}

bool retype_type_kept(const void *any)
{
    word_t before = 0;

    v_old();
    before = v_type(any);
    v_now();
    return before == T_NONE || v_type(any) == before;
}

bool retype_slot_left(word_t j, const slot_t *dest, word_t i, word_t count)
{
    return j < i || j >= count || (is_slot(window_slot(dest, j)) && slot_is_empty(window_slot(dest, j)));
}

bool retype_slot_done(word_t j, const slot_t *dest, word_t i, word_t physical, word_t bytes)
{
    return j >= i || (is_full(window_slot(dest, j)) &&
                      cap_address(window_slot(dest, j)->cap) == physical + j * bytes);
}

bool retype_slot_kept(const slot_t *s, const slot_t *untyped, const slot_t *dest, word_t i)
{
    cap_t before = cap_null();

    v_old();
    before = s->cap;
    v_now();
    return s == untyped || ((word_t)s >= (word_t)dest && (word_t)s < (word_t)dest + i * sizeof(slot_t)) ||
           (s->cap.w0 == before.w0 && s->cap.w1 == before.w1);
}

void retype_next(const slot_t *dest, word_t bytes, word_t count, word_t i)
{
    v_use_word(i);
    v_use(window_slot(dest, i));
    if (i < count)
        v_assert(i * bytes + bytes <= count * bytes);
}

static bool type_is_known(word_t type, word_t size_bits)
{
    return type < arch_object_type_count() && size_bits < WORD_BITS && type != seL4_TCBObject &&
           !arch_type_has_fields(type);
}

CONTRACT(object_create, "a new object's capability names its memory, exactly (kinds other than TCB)", cap_t)
    (word_t kind, word_t physical, word_t size_bits, bool device)
{
    cap_t result = {0, 0};

    v_requires(type_is_known(kind, size_bits) && physical < op_pow2(47));
    v_requires(arch_type_kind(kind) == T_NONE ||
               (physical < WINDOW_LIMIT && v_type(object_at(physical)) == arch_type_kind(kind)));
    v_changes_all("page_table");
    result = object_create(kind, physical, size_bits, device);
    v_ensures(cap_address(result) == physical && cap_type(result) != CAP_NULL && !cap_is_null(result));
    v_ensures(kind != seL4_CapTableObject ||
              (cap_is_cnode(result) && cnode_cap_radix(result) == size_bits && result.w1 == 0));
    v_ensures(cap_has_memory(result) && cap_object_bits(result) == object_bits(kind, size_bits));
    return result;
}

THEOREM(retype_apply, "Retype makes objects in free memory only, one behind the other, each named by its slot; what "
        "lies behind them stays free, other capabilities and objects stay as they are (kinds other than TCB)")
    (slot_t *untyped, word_t kind, word_t size_bits, word_t bits, slot_t *dest, word_t count)
{
    cap_t cap = untyped->cap;
    word_t free = untyped_cap_free(cap), start = 0, end = cap_address(cap) + op_pow2(cap_size(cap));

    v_assume(is_slot(untyped) && cap_type(cap) == CAP_UNTYPED && cap_size(cap) <= 47 && end <= WINDOW_LIMIT);
    v_assume(untyped->next == 0 || is_slot(untyped->next));
    v_assume(type_is_known(kind, size_bits) && bits == object_bits(kind, size_bits) && bits <= cap_size(cap));
    v_assume(count >= 1 && count <= 256 && (word_t)dest + count * sizeof(slot_t) <= WINDOW_BASE + WINDOW_LIMIT);
    v_assume(free <= op_pow2(cap_size(cap)));
    bits_align_up_within(cap_size(cap), free, bits);
    start = op_align_up(free, bits);
    v_assume(start + count * op_pow2(bits) <= op_pow2(cap_size(cap)));
    v_assume_all((const void *)retype_slot_left, dest, 0, count);
    v_assume_all((const void *)memory_is_free, cap_address(cap) + free, end);
    retype_apply(untyped, kind, size_bits, bits, dest, count);
    v_assert(retype_goes_on(untyped, cap, start + count * op_pow2(bits)));
    v_assert_all((const void *)retype_type_kept);
    v_assert_all((const void *)retype_slot_done, dest, count, cap_address(cap) + start, op_pow2(bits));
    v_assert_all((const void *)retype_slot_kept, untyped, dest, count);
    v_assert_all((const void *)memory_is_free, cap_address(cap) + start + count * op_pow2(bits), end);
}

THEOREM_BITS(slots_aligned, "the slots of an aligned CNode are aligned")(word_t physical, word_t radix, word_t i)
{
    v_assume(radix <= 42 && op_take(physical, 0, radix + seL4_SlotBits) == 0 && i < op_pow2(radix));
    v_assume(physical < WINDOW_LIMIT);
    v_assert(op_take(WINDOW_BASE + physical + i * sizeof(slot_t), 0, seL4_SlotBits) == 0);
}

THEOREM_BITS(slots_bytes, "2^radix slots of 32 bytes")(word_t radix)
{
    v_assume(radix <= 42);
    v_assert(op_pow2(radix + seL4_SlotBits) == op_pow2(radix) * sizeof(slot_t));
}

THEOREM(retype_cnode, "a new CNode's capability is sound and stands for slots: lookups may follow it")
    (word_t physical, word_t radix, word_t i, bool device)
{
    word_t bytes = op_pow2(radix + seL4_SlotBits);
    cap_t cap = cap_null();

    v_assume(radix >= 1 && radix <= 42 && physical != 0 && physical + bytes <= WINDOW_LIMIT);
    v_assume(op_take(physical, 0, radix + seL4_SlotBits) == 0);
    v_assume_all((const void *)memory_is_free, physical, physical + bytes);
    bits_slots_bytes(radix);
    bits_slots_aligned(physical, radix, i);
    retype_object(seL4_CapTableObject, physical, bytes);
    cap = cap_with_flags(object_create(seL4_CapTableObject, physical, radix, device), true, true);
    v_assert(cap_is_cnode(cap) && cnode_is_sound(cap));
    v_assert(cnode_covers(i, cap));
}

/* ---- making memory clean again ---- */
/* No object lives there, or it is a page table, whole. (Objects lie apart: this is how the prover sees memory.) */
static bool may_be_cleared(const void *any, const void *p, word_t bytes)
{
    return (v_type(p) == T_TABLE && bytes == op_pow2(seL4_PageBits)) ||
           memory_is_free(any, physical_of(p), physical_of(p) + bytes);
}

CONTRACT(hw_clear, "assumed: it writes zeros to these bytes and nothing else; owed: no object lives there, or a page "
         "table, all of which is cleared", void)(void *p, word_t bytes)
{
    v_requires_all((const void *)may_be_cleared, p, bytes);
    v_changes_all("page_table");
    hw_clear(p, bytes);
}

THEOREM(untyped_reset, "an untyped whose memory holds no object is cleared from its end on, as far as work units go; "
        "its free offset falls, to 0 when done; nothing live is cleared, no other capability changes")
    (slot_t *slot)
{
    cap_t cap = slot->cap, now = cap_null();
    word_t free = untyped_cap_free(cap), size = cap_size(cap), end = cap_address(cap) + op_pow2(size);
    word_t left = WORK_UNITS_MAX - this_core()->work_units, result = 0;

    v_assume(is_slot(slot) && cap_type(cap) == CAP_UNTYPED && size >= 4 && size <= 47 && free <= op_pow2(size));
    v_assume(untyped_cap_is_device(cap) || end <= WINDOW_LIMIT);
    v_assume(this_core()->work_units <= WORK_UNITS_MAX);
    v_assume_all((const void *)memory_is_free, cap_address(cap), end);
    bits_align_up_within(size, free, 8);
    bits_align_up_within(size, free, size);
    bits_chunks(op_align_up(free, 8), 8);
    bits_chunks(op_align_up(free, size), size);
    v_snapshot();
    result = untyped_reset(slot);
    now = slot->cap;
    v_assert(now.w0 == cap.w0 && untyped_cap_is_device(now) == untyped_cap_is_device(cap));
    v_assert(untyped_cap_free(now) <= free);
    if (result == STATUS_OK)
        v_assert(untyped_cap_free(now) == 0);
    else
        v_assert(result == STATUS_PREEMPTED && (left == 0 || untyped_cap_free(now) < free));
    v_assert_all((const void *)retype_slot_kept, slot, (const slot_t *)0, 0);
}
