/* SPDX-License-Identifier: BSD-2-Clause */
/* The capabilities of RISC-V as generic code handles them. caps.md sections 2, 4, 5; objects.md section 2. */
#include <arch/arch.h>
#include <object/asid.h>
#include <paging.h>

bool arch_cap_same_object(cap_t a, cap_t b)
{
    word_t type = cap_type(a);

    if (type != cap_type(b))
        return false;
    if (type == CAP_FRAME)
        return (cap_address(a) == cap_address(b)) && (cap_size(a) == cap_size(b))
            && (frame_cap_is_device(a) == frame_cap_is_device(b));
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
    }
    return arch_cap_same_object(a, x);
}

/* No capability of RISC-V takes data. */
cap_t arch_cap_update_data(cap_t cap, bool preserve, word_t data)
{
    (void)preserve;
    (void)data;
    return cap;
}

word_t arch_cap_derive_check(cap_t cap)
{
    if ((cap_type(cap) == CAP_PAGE_TABLE) && (mapping_cap_asid(cap) == 0))
        return seL4_IllegalOperation;
    return STATUS_OK;
}

/* The last capability of a table is deleted: a root loses its ASID, any other its place. */
static void table_finalise(cap_t cap)
{
    word_t asid = mapping_cap_asid(cap);

    if (asid == 0)
        return;
    if (asid_root(asid) == cap_address(cap))
        asid_release(asid, cap_address(cap));
    else
        table_unmap(cap);
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
        table_finalise(cap);
        return;
    case CAP_ASID_POOL:
        asid_pool_release(asid_pool_w1_index(cap.w1), cap_address(cap));
        return;
    }
}

bool arch_is_vspace_root(cap_t cap)
{
    return cap_is_vspace_root(cap);
}

bool arch_root_is_free(cap_t cap)
{
    return (cap_type(cap) == CAP_PAGE_TABLE) && (mapping_cap_asid(cap) == 0);
}

void arch_root_assign(slot_t *slot, word_t asid)
{
    hw_kernel_mappings_copy(object_at(cap_address(slot->cap)));
    slot->cap.w1 = mapping_w1_new(asid, 0, false);
}

/* Unknown labels and capabilities without methods: IllegalOperation. */
word_t arch_invoke(const struct invocation *in, struct refusal *why)
{
    switch (cap_type(in->cap)) {
    case CAP_FRAME:
        return frame_invoke(in, why);
    case CAP_PAGE_TABLE:
        return table_invoke(in, why);
    case CAP_ASID_CONTROL:
        return asid_control_invoke(in, why);
    case CAP_ASID_POOL:
        return asid_pool_invoke(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}
