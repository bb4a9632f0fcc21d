/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification: methods that clean and invalidate caches, as far as this state knows of them: what they refuse. The
 * kernel's window has all memory of the machine.
 */
#include "cache_spec.h"

static const word user_end = 0x10000000000;

static struct aoutcome check_words(const struct acall *c)
{
    return c->length < 2 ? spec_refuse(seL4_TruncatedMessage) : spec_outcome_ok();
}

struct aoutcome spec_isa_invoke_frame(struct astate *s, const struct acall *c)
{
    bool known = c->label >= ARMPageClean_Data && c->label <= ARMPageUnify_Instruction;
    struct aoutcome o = known ? check_words(c) : spec_refuse(seL4_IllegalOperation);

    if (spec_refused(o)) {
        return o;
    }
    if (!c->cap.mapped) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (as_asid_root(s, c->cap.asid) == 0) {
        return spec_refuse_lookup(false, spec_failure_invalid_root());
    }
    word start = spec_call_word(s, c, 0);
    word end = spec_call_word(s, c, 1);
    if (end <= start) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    return end > spec_power_of_2(c->cap.size_bits) ? spec_refuse_number(seL4_InvalidArgument, 0) : spec_outcome_ok();
}

static struct aoutcome check_root(struct astate *s, struct acap root)
{
    word holder = as_asid_root(s, root.asid);

    if (!root.mapped) {
        return spec_refuse_number(seL4_InvalidCapability, 0);
    }
    if (holder == 0) {
        return spec_refuse_lookup(false, spec_failure_invalid_root());
    }
    return holder == root.object ? spec_outcome_ok() : spec_refuse_number(seL4_InvalidCapability, 0);
}

/* The frame that is mapped where the range begins must have all of it. */
static struct aoutcome check_page(const struct astate *s, word root, word start, word end)
{
    for (unsigned i = 0; i < s->mapping_count; i++) {
        const struct amapping *m = &s->mapping[i];
        wide page_end = m->vaddr + spec_power_of_2(m->span_bits);
        if (m->root == root && !m->table && m->vaddr <= start && start < page_end && end > page_end) {
            return spec_refuse_range(start, (word)page_end - 1);
        }
    }
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_root(struct astate *s, const struct acall *c)
{
    bool known = c->label >= ARMVSpaceClean_Data && c->label <= ARMVSpaceUnify_Instruction;
    struct aoutcome o = known ? check_words(c) : spec_refuse(seL4_IllegalOperation);

    if (spec_refused(o)) {
        return o;
    }
    word start = spec_call_word(s, c, 0);
    word end = spec_call_word(s, c, 1);
    if (end <= start) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    if (end >= user_end) {
        return spec_refuse(seL4_IllegalOperation);
    }
    o = check_root(s, c->cap);
    return spec_refused(o) ? o : check_page(s, c->cap.object, start, end);
}
