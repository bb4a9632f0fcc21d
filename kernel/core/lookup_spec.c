/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: finding slots in a CSpace. */
#include "proof/spec.h"

/* Each step consumes at least one bit of the pointer. */
enum { LOOKUP_STEPS = 64 };

struct afailure spec_failure_invalid_root(void)
{
    return (struct afailure){.type = seL4_InvalidRoot};
}

struct afailure spec_failure_missing(word bits_left)
{
    return (struct afailure){.type = seL4_MissingCapability, .count = 1, .words = {bits_left}};
}

static struct afailure failure_depth(word bits_left, word bits_found)
{
    return (struct afailure){.type = seL4_DepthMismatch, .count = 2, .words = {bits_left, bits_found}};
}

static struct afailure failure_guard(word bits_left, word guard, word bits_found)
{
    return (struct afailure){.type = seL4_GuardMismatch, .count = 3, .words = {bits_left, guard, bits_found}};
}

static struct alookup lookup_failed(struct afailure failure)
{
    return (struct alookup){.found = false, .failure = failure};
}

/*
 * Resolves the low `bits` of cptr from `root`. Ends at a slot when all bits are used, or when the slot on the way holds
 * no CNode; then bits are left over, and whether that is an error is for the caller to say.
 */
struct alookup spec_resolve(struct astate *s, struct acap root, word cptr, unsigned bits)
{
    struct acap node = root;

    if (node.type != AC_CNODE) {
        return lookup_failed(spec_failure_invalid_root());
    }
    for (unsigned step = 0; step < LOOKUP_STEPS; step++) {
        unsigned guard_bits = node.guard_bits;
        unsigned radix = node.size_bits - 5u;

        if (guard_bits > bits || spec_word_field(cptr, bits - guard_bits, guard_bits) != node.guard) {
            return lookup_failed(failure_guard(bits, node.guard, guard_bits));
        }
        if (guard_bits + radix > bits) {
            return lookup_failed(failure_depth(bits, guard_bits + radix));
        }
        bits -= guard_bits + radix;
        word slot = as_slot_of(node.object, spec_word_field(cptr, bits, radix));
        node = as_cap_in(s, slot);
        if (bits == 0 || node.type != AC_CNODE) {
            return (struct alookup){.found = true, .slot = slot, .bits_left = bits};
        }
    }
    spec_require(false, "a CNode has at least two slots");
    return lookup_failed(spec_failure_invalid_root());
}

/* A capability pointer in a thread's CSpace; bits left over are ignored. */
struct alookup spec_lookup_cptr(struct astate *s, word thread, word cptr)
{
    return spec_resolve(s, as_cap_in(s, as_slot_of(thread, TS_CSPACE)), cptr, 64);
}

/* The look-up of CNode methods: root capability, index and depth, which must be used up. */
struct aoutcome spec_lookup_slot(struct astate *s, bool source, struct acap root, word index, word depth, word *slot)
{
    if (root.type != AC_CNODE) {
        return spec_refuse_lookup(source, spec_failure_invalid_root());
    }
    if (depth < 1 || depth > 64) {
        return spec_refuse_range(1, 64);
    }
    struct alookup l = spec_resolve(s, root, index, (unsigned)depth);
    if (!l.found) {
        return spec_refuse_lookup(source, l.failure);
    }
    if (l.bits_left != 0) {
        return spec_refuse_lookup(source, failure_depth(l.bits_left, 0));
    }
    *slot = l.slot;
    return spec_outcome_ok();
}

struct aoutcome spec_lookup_free_slot(struct astate *s, struct acap root, word index, word depth, word *slot)
{
    struct aoutcome o = spec_lookup_slot(s, false, root, index, depth, slot);

    if (!spec_refused(o) && !as_slot_is_empty(s, *slot)) {
        return spec_refuse(seL4_DeleteFirst);
    }
    return o;
}
