/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Confinement of authority. An authority is what a capability stands for together with what it permits. Let there be
 * any set of authorities that is closed: with each authority, it has all that may be made of it. If all capabilities
 * are of that set, they are so afterwards. So no sequence of steps makes more than what can be made of what was there.
 */
#include <arch/arch.h>
#include <arch_kinds_proof.h>
#include <core/invoke.h>
#include <object/cnode_proof.h>
#include <object/irq.h>
#include <object/slot_proof.h>

/* ---- authorities ---- */
static bool takes_badge(cap_t cap)
{
    word_t type = cap_type(cap);

    return type == CAP_ENDPOINT || type == CAP_NOTIFICATION || arch_kind_takes_badge(type);
}

/* Of the second word only what belongs to the authority: no mapping, guard or free offset. */
static word_t authority_w1(cap_t cap)
{
    word_t type = cap_type(cap);

    if (type == CAP_FRAME)
        return mapping_w1_device_set(0, frame_cap_is_device(cap));
    if (type == CAP_UNTYPED)
        return untyped_w1_device_set(0, untyped_w1_device(cap.w1));
    return takes_badge(cap) || arch_kind_is_numbered(type) ? cap.w1 : 0;
}

/* The set: which authorities belong to it is arbitrary. */
gint ghost_get_granted(word_t w0, word_t w1);

/* Zombies permit nothing. */
static bool is_granted(cap_t cap)
{
    return cap_is_null(cap) || cap_type(cap) == CAP_ZOMBIE ||
           ghost_get_granted(cap_plain(cap).w0, authority_w1(cap)) != 0;
}

INVARIANT_OF inv_confined(const slot_t *s)
{
    return !is_full(s) || (cap_type(s->cap) != CAP_NULL && is_granted(s->cap));
}

cap_t cap_copied(cap_t from, word_t rights, bool mint, word_t data);

/* One right, by its number. */
static bool has_no_more(cap_t from, cap_t cap, word_t i)
{
    return op_take(cap_rights(cap), i, 1) <= op_take(cap_rights(from), i, 1);
}

/* The same object, no more rights, and a badge only where there was none. */
static bool is_reduced(cap_t from, cap_t cap)
{
    return cap_type(cap) == cap_type(from) &&
           cap_plain(cap).w0 == cap_w0_rights_set(cap_plain(from).w0, cap_rights(cap)) &&
           has_no_more(from, cap, 0) && has_no_more(from, cap, 1) && has_no_more(from, cap, 2) &&
           has_no_more(from, cap, 3) &&
           (authority_w1(cap) == authority_w1(from) || (takes_badge(from) && cap_badge(from) == 0));
}

/* The set is closed under reduction: that is what is assumed of it, for one capability and what is made of it. */
static bool is_closed(cap_t from, cap_t cap)
{
    return !is_granted(from) || !is_reduced(from, cap) || is_granted(cap);
}

/* Nothing, or of the same kind, and of the set if that is. */
static bool is_made_of(cap_t from, cap_t cap)
{
    return cap_is_null(cap) || (cap_type(cap) == cap_type(from) && (!is_granted(from) || is_granted(cap)));
}

THEOREM_BITS(authority_of_copy, "masked rights, badges and guards make no more of a capability than it permitted")
(word_t w0, word_t w1, word_t rights, bool preserve, word_t data)
{
    cap_t cap = {w0, w1}, masked = cap_mask_rights(cap, rights), result = cap_update_data(masked, preserve, data);

    v_assert(is_reduced(cap, masked));
    v_assert(cap_is_null(result) || is_reduced(cap, result));
}

THEOREM_BITS(authority_of_data, "badges and guards alone neither")(word_t w0, word_t w1, bool preserve, word_t data)
{
    cap_t cap = {w0, w1}, result = cap_update_data(cap, preserve, data);

    v_assert(cap_is_null(result) || is_reduced(cap, result));
}

CONTRACT(cap_copied, "what Copy and Mint make of a capability belongs to the set, if the capability does", cap_t)
    (cap_t from, word_t rights, bool mint, word_t data)
{
    cap_t result = cap_null();

    bits_authority_of_copy(from.w0, from.w1, rights, false, data);
    result = cap_copied(from, rights, mint, data);
    v_assume(is_closed(from, result));
    v_ensures(is_made_of(from, result));
    return result;
}

CONTRACT(cap_derived, "a derived capability permits the same", cap_t)(cap_t cap)
{
    cap_t result = cap_derived(cap);

    v_ensures(result.w0 == cap.w0 && authority_w1(result) == authority_w1(cap));
    return result;
}

/* ---- slots ---- */
static void assume_confined(void)
{
    v_inv_only("inv_confined");
    v_inv_only("inv_slot_links");
    v_inv_only("inv_slot_rank");
    v_inv_assume();
}

static void assert_confined(void)
{
    v_assert_all((const void *)inv_confined);
}

THEOREM(confined_clear, "clearing a slot grants nothing")(slot_t *slot)
{
    assume_confined();
    v_assume(is_full(slot));
    slot_clear(slot);
    assert_confined();
}

THEOREM(confined_swap, "exchanging two slots grants nothing")(slot_t *a, slot_t *b)
{
    assume_confined();
    v_assume(is_slot(a) && is_slot(b) && a != b);
    v_assume(cap_type(a->cap) != CAP_ZOMBIE && cap_type(b->cap) != CAP_ZOMBIE);
    slot_swap(a, b);
    assert_confined();
}

THEOREM(confined_move, "moving a capability, or what may be made of one, grants nothing")
    (slot_t *source, slot_t *dest, cap_t cap)
{
    assume_confined();
    v_execute("slot_move");
    v_assume(is_full(source) && is_slot(dest) && slot_is_empty(dest) && source != dest);
    v_assume(cap_type(cap) != CAP_NULL && cap_type(cap) != CAP_ZOMBIE && is_granted(cap));
    slot_move(source, dest, cap);
    assert_confined();
}

THEOREM(confined_insert, "inserting what belongs to the set grants nothing else")
    (slot_t *source, slot_t *dest, cap_t cap)
{
    assume_confined();
    v_assume(is_full(source) && is_slot(dest) && slot_is_empty(dest));
    v_assume(cap_type(cap) != CAP_NULL && is_granted(cap));
    slot_insert_after(source, dest, cap);
    assert_confined();
}

static bool is_copied(const slot_t *source, cap_t cap)
{
    return cap_type(cap) != CAP_NULL && is_granted(cap) &&
           (cap_type(cap) != CAP_UNTYPED || cap_type(source->cap) == CAP_UNTYPED);
}

THEOREM(confined_copy, "nor does inserting a copy")(slot_t *source, slot_t *dest, cap_t cap)
{
    assume_confined();
    v_assume(is_full(source) && is_slot(dest) && slot_is_empty(dest));
    v_assume(is_copied(source, cap));
    slot_insert_copy(source, dest, cap);
    assert_confined();
}

THEOREM(confined_alone, "nor does inserting one without a source")(slot_t *dest, cap_t cap)
{
    assume_confined();
    v_assume(is_slot(dest) && slot_is_empty(dest));
    v_assume(cap_type(cap) != CAP_NULL && is_granted(cap));
    slot_insert_alone(dest, cap);
    assert_confined();
}

/* ---- methods ---- */
/* Static functions of the kernel. */
word_t cnode_copy(const struct invocation *in, slot_t *dest, bool mint, struct refusal *why);
word_t cnode_move(const struct invocation *in, slot_t *dest, bool mutate, struct refusal *why);
void slot_make_zombie(slot_t *slot, word_t size, word_t count);
void zombie_set_count(slot_t *slot, word_t count);
void cnode_exchange(slot_t *slot, slot_t *pivot, cap_t to_slot, cap_t to_pivot);
bool transfer_one(slot_t *source, slot_t *dest);
cap_t cspace_with_data(cap_t cap, word_t data);

static void assume_cspaces(void)
{
    v_inv_only("inv_confined");
    v_inv_only("inv_slot_links");
    v_inv_only("inv_slot_rank");
    v_inv_only("inv_cnode");
    v_inv_assume();
}

/* What all methods of CNodes are tried on: capabilities in slots, and words that may be anything. */
static void assume_invocation(tcb_t *caller, const slot_t *first, const slot_t *second, const slot_t *dest)
{
    assume_cspaces();
    v_opaque("invocation_argument");
    v_opaque("lookup_explain");
    v_opaque("refuse_lookup");
    v_opaque("cap_derive_check");
    v_assume(is_tcb(caller));
    v_assume(is_slot(first));
    v_assume(is_slot(second));
    v_assume(is_slot(dest));
}

THEOREM(confined_cnode_copy, "Copy and Mint grant nothing")
    (tcb_t *caller, slot_t *root, slot_t *dest, word_t length, word_t extra_count, bool mint)
{
    struct refusal why = {.error = STATUS_OK};
    struct invocation in = {.caller = caller, .length = length, .extra_count = extra_count, .extra = {root, 0, 0}};

    assume_invocation(caller, root, root, dest);
    cnode_copy(&in, dest, mint, &why);
    assert_confined();
}

/* No zombie heads a list: who moves there is told to others (delete.c), and those would have to be zombies. */
static bool heads_no_list(const slot_t *s)
{
    return !is_full(s) || cap_type(s->cap) != CAP_ZOMBIE || zombie_cap_next(s->cap) == 0;
}

THEOREM(confined_cnode_move, "Move and Mutate grant nothing, where no zombie heads a list of others")
    (tcb_t *caller, slot_t *root, slot_t *dest, word_t length, word_t extra_count, bool mutate)
{
    struct refusal why = {.error = STATUS_OK};
    struct invocation in = {.caller = caller, .length = length, .extra_count = extra_count, .extra = {root, 0, 0}};

    v_execute("slot_move");
    assume_invocation(caller, root, root, dest);
    v_assume_all((const void *)heads_no_list);
    cnode_move(&in, dest, mutate, &why);
    assert_confined();
}

static bool may_be_put(const slot_t *slot, cap_t cap)
{
    return is_full(slot) && cap_type(slot->cap) != CAP_ZOMBIE && cap_type(cap) != CAP_NULL && is_granted(cap);
}

THEOREM(confined_cnode_exchange, "exchanging two capabilities, or what may be made of them, grants nothing")
    (slot_t *slot, slot_t *pivot, cap_t to_slot, cap_t to_pivot)
{
    assume_confined();
    v_assume(slot != pivot);
    v_assume(may_be_put(slot, to_slot));
    v_assume(may_be_put(pivot, to_pivot));
    cnode_exchange(slot, pivot, to_slot, to_pivot);
    assert_confined();
}

THEOREM(confined_irq_issue_handler, "IRQ control gives handlers, and nothing else")
    (word_t irq, slot_t *control, slot_t *dest)
{
    assume_confined();
    v_assume(irq < ARCH_IRQ_COUNT && !irq_is_active(irq));
    v_assume(is_full(control) && is_slot(dest) && slot_is_empty(dest));
    v_assume(is_granted(cap_new(CAP_IRQ_HANDLER, 0, 0, irq, 0)));
    irq_issue_handler(irq, control, dest);
    assert_confined();
}

THEOREM(confined_transfer_one, "a capability that comes with a message grants nothing")(slot_t *source, slot_t *dest)
{
    assume_confined();
    v_opaque("cap_derive_check");
    v_assume(is_slot(source) && is_slot(dest) && slot_is_empty(dest));
    transfer_one(source, dest);
    assert_confined();
}

THEOREM(confined_cspace_with_data, "a CSpace with a guard is made of the capability that was given")
    (cap_t cap, word_t data)
{
    cap_t result = cap_null();

    bits_authority_of_data(cap.w0, cap.w1, false, data);
    result = cspace_with_data(cap, data);
    v_assume(is_closed(cap, result));
    v_assert(is_made_of(cap, result));
}

/* ---- zombies ---- */
THEOREM(confined_slot_make_zombie, "a capability that becomes a zombie grants nothing")
    (slot_t *slot, word_t size, word_t count)
{
    assume_confined();
    v_assume(is_full(slot) && size < 64 && count < op_pow2(34));
    slot_make_zombie(slot, size, count);
    assert_confined();
}

THEOREM(confined_zombie_set_count, "nor does a zombie with another count")(slot_t *slot, word_t count)
{
    assume_confined();
    v_assume(is_full(slot) && cap_type(slot->cap) == CAP_ZOMBIE && count < op_pow2(34));
    zombie_set_count(slot, count);
    assert_confined();
}
