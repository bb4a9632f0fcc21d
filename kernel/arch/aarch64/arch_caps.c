/* SPDX-License-Identifier: BSD-2-Clause */
/* The capabilities of AArch64 as generic code handles them. caps.md sections 2, 4, 5; objects.md section 2. */
#include <arch/arch.h>
#include <firmware.h>
#include <irq_lines.h>
#include <object/asid.h>
#include <paging.h>
#include <vcpu.h>

bool arch_cap_same_object(cap_t a, cap_t b)
{
    word_t type = cap_type(a);

    if (type != cap_type(b))
        return false;
    if (type == CAP_FRAME)
        return (cap_address(a) == cap_address(b)) && (cap_size(a) == cap_size(b))
            && (frame_cap_is_device(a) == frame_cap_is_device(b));
    if (type == CAP_SGI_SIGNAL)
        return a.w1 == b.w1;
    return cap_has_memory(a) && (cap_address(a) == cap_address(b));
}

bool arch_cap_same_region(cap_t a, cap_t x)
{
    word_t type = cap_type(x);

    switch (cap_type(a)) {
    case CAP_FRAME:
        /* Both are aligned to their sizes: x is within a when it starts there and is no larger. */
        return (type == CAP_FRAME) && (cap_size(x) <= cap_size(a))
            && (op_align_down(cap_address(x), cap_size(a)) == cap_address(a));
    case CAP_ASID_CONTROL:
        return type == CAP_ASID_CONTROL;
    case CAP_SMC:
        return type == CAP_SMC;
    }
    return arch_cap_same_object(a, x);
}

/* The badge of an SMC capability is set once. */
cap_t arch_cap_update_data(cap_t cap, bool preserve, word_t data)
{
    if (cap_type(cap) != CAP_SMC)
        return cap;
    if (preserve || (cap_badge(cap) != 0))
        return cap_null();
    return (cap_t){cap.w0, data};
}

word_t arch_cap_derive_check(cap_t cap)
{
    word_t type = cap_type(cap);

    if (((type == CAP_PAGE_TABLE) | (type == CAP_VSPACE)) && (mapping_cap_asid(cap) == 0))
        return seL4_IllegalOperation;
    return STATUS_OK;
}

/* A frame's mapping goes with its capability, everything else with the last one. */
void arch_cap_finalise(slot_t *slot, bool final)
{
    cap_t cap = slot->cap;

    if (cap_type(cap) == CAP_FRAME) {
        frame_unmap(cap);
        return;
    }
    if (!final)
        return;
    switch (cap_type(cap)) {
    case CAP_PAGE_TABLE:
        table_unmap(cap);
        return;
    case CAP_VSPACE:
        asid_release(mapping_cap_asid(cap), cap_address(cap));
        return;
    case CAP_ASID_POOL:
        asid_pool_release(asid_pool_w1_index(cap.w1), cap_address(cap));
        return;
    case CAP_VCPU:
        vcpu_finalise(cap);
        return;
    }
}

bool arch_is_vspace_root(cap_t cap)
{
    return cap_is_vspace_root(cap);
}

bool arch_root_is_free(cap_t cap)
{
    return (cap_type(cap) == CAP_VSPACE) && (mapping_cap_asid(cap) == 0);
}

void arch_root_assign(slot_t *slot, word_t asid)
{
    slot->cap.w1 = mapping_w1_asid_set(0, asid);
}

/* Unknown labels and capabilities without methods: IllegalOperation. */
word_t arch_invoke(const struct invocation *in, struct refusal *why)
{
    switch (cap_type(in->cap)) {
    case CAP_FRAME:
        return frame_invoke(in, why);
    case CAP_PAGE_TABLE:
        return table_invoke(in, why);
    case CAP_VSPACE:
        return vspace_invoke(in, why);
    case CAP_ASID_CONTROL:
        return asid_control_invoke(in, why);
    case CAP_ASID_POOL:
        return asid_pool_invoke(in, why);
    case CAP_VCPU:
        return vcpu_invoke(in, why);
    case CAP_SMC:
        return smc_invoke(in, why);
    case CAP_SGI_SIGNAL:
        return sgi_invoke(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}
