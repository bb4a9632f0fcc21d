/* SPDX-License-Identifier: BSD-2-Clause */
/* The capabilities of x86_64 as generic code handles them. caps.md sections 2, 4, 5; objects.md section 2. */
#include <arch/arch.h>
#include <io_port.h>
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
    if (type == CAP_IO_PORT)
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
    case CAP_IO_PORT_CONTROL:
        return (type == CAP_IO_PORT_CONTROL) | (type == CAP_IO_PORT);
    }
    return arch_cap_same_object(a, x);
}

/* Only IO spaces take data, and there are none. */
cap_t arch_cap_update_data(cap_t cap, bool preserve, word_t data)
{
    (void)preserve;
    (void)data;
    return cap;
}

word_t arch_cap_derive_check(cap_t cap)
{
    switch (cap_type(cap)) {
    case CAP_PAGE_TABLE:
    case CAP_PAGE_DIRECTORY:
    case CAP_PDPT:
    case CAP_PML4:
        return mapping_cap_asid(cap) != 0 ? STATUS_OK : (word_t)seL4_IllegalOperation;
    case CAP_IO_PAGE_TABLE: /* never mapped */
    case CAP_IO_PORT_CONTROL:
        return seL4_IllegalOperation;
    }
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
    case CAP_PAGE_DIRECTORY:
    case CAP_PDPT:
        table_unmap(cap);
        return;
    case CAP_PML4:
        asid_release(mapping_cap_asid(cap), cap_address(cap));
        return;
    case CAP_ASID_POOL:
        asid_pool_release(asid_pool_w1_index(cap.w1), cap_address(cap));
        return;
    case CAP_IO_PORT:
        io_port_release(io_port_cap_first(cap), io_port_cap_last(cap));
        return;
    }
}

bool arch_is_vspace_root(cap_t cap)
{
    return cap_is_vspace_root(cap);
}

bool arch_root_is_free(cap_t cap)
{
    return (cap_type(cap) == CAP_PML4) && (mapping_cap_asid(cap) == 0);
}

/* The kernel's mappings have been there since Retype. */
void arch_root_assign(slot_t *slot, word_t asid)
{
    slot->cap.w1 = asid;
}

/* Unknown labels and capabilities without methods (roots): IllegalOperation. */
word_t arch_invoke(const struct invocation *in, struct refusal *why)
{
    word_t type = cap_type(in->cap);

    if (likely(type == CAP_FRAME))
        return frame_invoke(in, why);
    switch (type) {
    case CAP_PAGE_TABLE:
    case CAP_PAGE_DIRECTORY:
    case CAP_PDPT:
        return table_invoke(in, why);
    case CAP_IO_PAGE_TABLE:
        return io_page_table_invoke(in, why);
    case CAP_ASID_CONTROL:
        return asid_control_invoke(in, why);
    case CAP_ASID_POOL:
        return asid_pool_invoke(in, why);
    case CAP_IO_PORT_CONTROL:
        return io_port_control_invoke(in, why);
    case CAP_IO_PORT:
        return io_port_invoke(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}
