/* SPDX-License-Identifier: BSD-2-Clause */
/* What a capability becomes when it is copied, minted or mutated. caps.md section 2. */
#include <arch/arch.h>
#include <object/cnode.h>

cap_t cap_mask_rights(cap_t cap, word_t rights)
{
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return cap_with_rights(cap, cap_rights(cap) & rights);
    case CAP_REPLY:
        return cap_with_rights(cap, cap_rights(cap) & rights & RIGHT_GRANT);
    case CAP_FRAME:
        return arch_cap_mask_rights(cap, rights);
    }
    return cap;
}

static cap_t cnode_cap_with_guard(cap_t cap, word_t data)
{
    word_t size = cnode_w1_guard_size(data);
    word_t guard = op_take(cnode_w1_guard(data), 0, size);

    if (cnode_cap_radix(cap) + size > WORD_BITS)
        return cap_null();
    return (cap_t){cap.w0, cnode_w1_guard_set(cnode_w1_guard_size_set(0, size), guard)};
}

cap_t cap_update_data(cap_t cap, bool preserve, word_t data)
{
    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        return preserve || cap_badge(cap) != 0 ? cap_null() : (cap_t){cap.w0, data};
    case CAP_CNODE:
        return cnode_cap_with_guard(cap, data);
    }
    return cap_is_of_isa(cap) ? arch_cap_update_data(cap, preserve, data) : cap;
}

word_t cap_derive_check(const slot_t *slot, cap_t cap)
{
    switch (cap_type(cap)) {
    case CAP_UNTYPED:
        return slot_has_child(slot) ? seL4_RevokeFirst : STATUS_OK;
    case CAP_IRQ_CONTROL:
    case CAP_ZOMBIE:
        return seL4_IllegalOperation;
    }
    return cap_is_of_isa(cap) ? arch_cap_derive_check(cap) : STATUS_OK;
}

cap_t cap_derived(cap_t cap)
{
    return cap_is_of_isa(cap) ? arch_cap_derived(cap) : cap;
}
