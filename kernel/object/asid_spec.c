/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: ASIDs, their pools, and the end of a pool. */
#include "proof/spec.h"

enum { POOL_ENTRIES = 512, POOL_BITS = 12 };

void spec_asid_pool_destroy(struct astate *s, word pool)
{
    for (unsigned index = 0; index < AS_POOLS; index++) {
        if (s->pool[index] == pool) {
            s->pool[index] = 0;
            for (unsigned i = 0; i < POOL_ENTRIES; i++) {
                word asid = index * POOL_ENTRIES + i;
                word root = as_asid_root(s, asid);
                if (root != 0) {
                    as_asid_set(s, asid, 0);
                    as_mapping_drop_root(s, root);
                }
            }
        }
    }
}

static struct aoutcome make_pool(struct astate *s, const struct acall *c)
{
    unsigned index = 0;
    word slot = 0;

    if (c->length < 2 || c->extra_count < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    while (index < AS_POOLS && s->pool[index] != 0) {
        index++;
    }
    if (index == AS_POOLS) {
        return spec_refuse(seL4_DeleteFirst);
    }
    struct acap untyped = spec_call_cap(s, c, 0);
    if (untyped.type != AC_UNTYPED || untyped.size_bits != POOL_BITS || untyped.device) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }
    if (spec_has_children(s, c->extra[0])) {
        return spec_refuse(seL4_RevokeFirst);
    }
    struct acap cspace = spec_call_cap(s, c, 1);
    struct aoutcome o = spec_lookup_free_slot(s, cspace, spec_call_word(s, c, 0), spec_call_word(s, c, 1), &slot);
    if (spec_refused(o)) {
        return o;
    }

    struct acap pool = {.type = AC_ASID_POOL, .size_bits = POOL_BITS, .object = untyped.object,
                        .asid = (uint16_t)(index * POOL_ENTRIES)};
    untyped.watermark = (word)spec_power_of_2(POOL_BITS);
    as_cap_set(s, c->extra[0], untyped);
    s->pool[index] = pool.object;
    as_entry_insert_after(s, c->extra[0], slot, pool, false, false);
    return spec_outcome_ok();
}

static struct aoutcome assign(struct astate *s, const struct acall *c)
{
    word pool = s->pool[c->cap.asid / POOL_ENTRIES];

    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap root = spec_call_cap(s, c, 0);
    if (!spec_cap_is_free_root(root)) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }
    if (pool == 0) {
        return spec_refuse_lookup(false, spec_failure_invalid_root());
    }
    if (pool != c->cap.object) {
        return spec_refuse_number(seL4_InvalidCapability, 0);
    }
    for (unsigned i = 0; i < POOL_ENTRIES; i++) {
        word asid = c->cap.asid + i;
        if (asid != 0 && as_asid_root(s, asid) == 0) {
            root.mapped = true;
            root.asid = (uint16_t)asid;
            as_cap_set(s, c->extra[0], root);
            as_asid_set(s, asid, root.object);
            return spec_outcome_ok();
        }
    }
    return spec_refuse(seL4_DeleteFirst);
}

struct aoutcome spec_invoke_asid(struct astate *s, const struct acall *c)
{
    if (c->cap.type == AC_ASID_CONTROL && c->label == SPEC_ASID_MAKE_POOL) {
        return make_pool(s, c);
    }
    if (c->cap.type == AC_ASID_POOL && c->label == SPEC_ASID_ASSIGN) {
        return assign(s, c);
    }
    return spec_refuse(seL4_IllegalOperation);
}
