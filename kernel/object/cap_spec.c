/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: what may be done with a capability, and which capabilities are children of which. */
#include "proof/spec.h"

/* Types that name memory; only these are ever descendants of an untyped. */
bool spec_cap_has_memory(struct acap cap)
{
    switch ((enum acap_type)cap.type) {
    case AC_UNTYPED:
    case AC_ENDPOINT:
    case AC_NOTIFICATION:
    case AC_REPLY:
    case AC_CNODE:
    case AC_TCB:
    case AC_SCHED_CONTEXT:
    case AC_ZOMBIE:
    case AC_FRAME:
    case AC_PAGE_TABLE:
    case AC_PAGE_DIRECTORY:
    case AC_PDPT:
    case AC_VSPACE:
    case AC_ASID_POOL:
    case AC_IO_PAGE_TABLE:
    case AC_VCPU:
        return true;
    case AC_NULL:
    case AC_SCHED_CONTROL:
    case AC_DOMAIN:
    case AC_IRQ_CONTROL:
    case AC_IRQ_HANDLER:
    case AC_ASID_CONTROL:
    case AC_IO_PORT_CONTROL:
    case AC_IO_PORT:
    case AC_IO_SPACE:
    case AC_SGI_SIGNAL:
    case AC_SMC:
        return false;
    }
    return false;
}

static bool cap_inside(struct acap outer, struct acap inner)
{
    wide outer_end = outer.object + spec_power_of_2(outer.size_bits);
    wide inner_end = inner.object + spec_power_of_2(inner.size_bits);
    return outer.object <= inner.object && inner_end <= outer_end;
}

static bool cap_is_badgeable(struct acap cap)
{
    return cap.type == AC_ENDPOINT || cap.type == AC_NOTIFICATION || cap.type == AC_SGI_SIGNAL
           || cap.type == AC_SMC;
}

/* X lies in A's region, in the sense of the derivation rules. */
static bool cap_in_region(struct acap a, struct acap x)
{
    switch ((enum acap_type)a.type) {
    case AC_UNTYPED:
        return spec_cap_has_memory(x) && cap_inside(a, x);
    case AC_FRAME:
        return x.type == AC_FRAME && cap_inside(a, x);
    case AC_ENDPOINT:
    case AC_NOTIFICATION:
    case AC_REPLY:
    case AC_CNODE:
    case AC_TCB:
    case AC_SCHED_CONTEXT:
    case AC_PAGE_TABLE:
    case AC_PAGE_DIRECTORY:
    case AC_PDPT:
    case AC_VSPACE:
    case AC_ASID_POOL:
    case AC_IO_PAGE_TABLE:
    case AC_VCPU:
        return x.type == a.type && x.object == a.object && x.size_bits == a.size_bits;
    case AC_IRQ_HANDLER:
        return x.type == AC_IRQ_HANDLER && x.object == a.object;
    case AC_SCHED_CONTROL:
    case AC_DOMAIN:
    case AC_ASID_CONTROL:
    case AC_SMC:
        return x.type == a.type;
    case AC_IRQ_CONTROL:
        return x.type == AC_IRQ_CONTROL || x.type == AC_IRQ_HANDLER || x.type == AC_SGI_SIGNAL;
    case AC_IO_PORT_CONTROL:
        return x.type == AC_IO_PORT_CONTROL || x.type == AC_IO_PORT;
    case AC_IO_PORT:
        return x.type == AC_IO_PORT && x.first_port == a.first_port && x.last_port == a.last_port;
    case AC_SGI_SIGNAL:
        return x.type == AC_SGI_SIGNAL && x.badge == a.badge;
    case AC_IO_SPACE:
        return x.type == AC_IO_SPACE && x.badge % 65536 == a.badge % 65536;
    case AC_NULL:
    case AC_ZOMBIE:
        return false;
    }
    return false;
}

bool spec_is_child(const struct aentry *a, const struct aentry *x)
{
    if (!a->revocable || !cap_in_region(a->cap, x->cap)) {
        return false;
    }
    if (cap_is_badgeable(a->cap) && a->cap.badge != 0) {
        return x->cap.badge == a->cap.badge && !x->first_badged;
    }
    return true;
}

bool spec_has_children(struct astate *s, word slot)
{
    word next = as_entry_next(s, slot);
    return next != 0 && spec_is_child(as_entry_at(s, slot), as_entry_at(s, next));
}

/* Two capabilities for one object, in the sense that matters when the last one goes. */
bool spec_cap_same_object(struct acap a, struct acap b)
{
    if (a.type != b.type) {
        return false;
    }
    switch ((enum acap_type)a.type) {
    case AC_FRAME:
        return a.object == b.object && a.size_bits == b.size_bits && a.device == b.device;
    case AC_UNTYPED:
    case AC_IRQ_CONTROL:
        return false;
    default:
        return cap_in_region(a, b);
    }
}

/* The last capability of its object; copies of one object are always neighbours. */
bool spec_is_final(struct astate *s, word slot)
{
    struct acap cap = as_cap_in(s, slot);
    struct acap before = as_cap_in(s, as_entry_previous(s, slot));
    struct acap after = as_cap_in(s, as_entry_next(s, slot));

    return !spec_cap_same_object(before, cap) && !spec_cap_same_object(after, cap);
}

struct acap spec_mask_rights(struct acap cap, word rights)
{
    switch ((enum acap_type)cap.type) {
    case AC_ENDPOINT:
        cap.rights &= rights & AR_ALL;
        break;
    case AC_NOTIFICATION:
        cap.rights &= rights & (AR_WRITE | AR_READ);
        break;
    case AC_REPLY:
        cap.rights &= rights & AR_GRANT;
        break;
    case AC_FRAME:
        /* read-write, read-only, or kernel only: a frame without read has nothing */
        cap.rights = rights & AR_READ ? cap.rights & rights & (AR_READ | AR_WRITE) : 0;
        break;
    default:
        break;
    }
    return cap;
}

/* The null capability means that the data cannot be applied. */
struct acap spec_apply_data(struct acap cap, bool preserve, word data)
{
    switch ((enum acap_type)cap.type) {
    case AC_ENDPOINT:
    case AC_NOTIFICATION:
    case AC_SMC:
        if (preserve || cap.badge != 0) {
            return as_cap_null();
        }
        cap.badge = data;
        return cap;
    case AC_CNODE: {
        unsigned guard_bits = (unsigned)spec_word_field(data, 0, 6);
        if (cap.size_bits - 5u + guard_bits > 64) {
            return as_cap_null();
        }
        cap.guard_bits = (uint8_t)guard_bits;
        cap.guard = spec_low_bits(spec_word_field(data, 6, 58), guard_bits);
        return cap;
    }
    case AC_IO_SPACE:
        return as_cap_null(); /* no domain id is valid on a machine without an I/O MMU */
    default:
        return cap;
    }
}

/* May this capability, standing in `slot`, be copied, and as what. */
struct aoutcome spec_derive(struct astate *s, word slot, struct acap cap, struct acap *derived)
{
    *derived = cap;
    switch ((enum acap_type)cap.type) {
    case AC_UNTYPED:
        return spec_has_children(s, slot) ? spec_refuse(seL4_RevokeFirst) : spec_outcome_ok();
    case AC_FRAME:
        derived->mapped = false;
        derived->asid = 0;
        derived->vaddr = 0;
        return spec_outcome_ok();
    case AC_PAGE_TABLE:
    case AC_PAGE_DIRECTORY:
    case AC_PDPT:
    case AC_VSPACE:
    case AC_IO_PAGE_TABLE:
        return cap.mapped ? spec_outcome_ok() : spec_refuse(seL4_IllegalOperation);
    case AC_IRQ_CONTROL:
    case AC_IO_PORT_CONTROL:
    case AC_ZOMBIE:
        *derived = as_cap_null();
        return spec_outcome_ok();
    default:
        return spec_outcome_ok();
    }
}

/* Copy, Mint, transfer by IPC, installation in a TCB or interrupt handler. */
void spec_insert_copy(struct astate *s, word source, word slot, struct acap cap)
{
    struct acap from = as_cap_in(s, source);
    bool badged_now = cap_is_badgeable(cap) && cap.badge != from.badge;
    bool fresh = badged_now || cap.type == AC_UNTYPED;

    if (from.type == AC_UNTYPED) {
        from.watermark = (word)spec_power_of_2(from.size_bits);
        as_cap_set(s, source, from);
    }
    as_entry_insert_after(s, source, slot, cap, fresh, fresh);
}

/* Retype, and handlers and port ranges issued by a control capability. */
void spec_insert_new(struct astate *s, word parent, word slot, struct acap cap)
{
    as_entry_insert_after(s, parent, slot, cap, true, true);
}
