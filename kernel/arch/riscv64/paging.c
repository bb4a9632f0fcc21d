/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping of frames, and their methods. memory.md section 4, invocations.md section 12. */
#include <arch/arch.h>
#include <object/asid.h>
#include <paging.h>

/*
 * Entry for a frame; rights of the mapping: none, Read, Read + Write. Without permissions it stays invalid: it would
 * mean a table.
 */
static inline word_t entry_new_frame(word_t physical, word_t rights, bool executable)
{
    word_t entry = entry_page_set(0, op_drop(physical, PAGE_BITS));

    entry = entry_user_set(entry_used_set(entry_valid_set(entry, 1), 3), 1);
    entry = entry_read_set(entry, op_take(rights, 1, 1));
    entry = entry_write_set(entry, op_take(rights, 0, 1));
    entry = entry_execute_set(entry, executable);
    return unlikely(entry_permissions(entry) == 0) ? 0 : entry;
}

/* May this frame capability be (re)mapped at vaddr, where the walk found an entry of its size? */
static inline bool frame_fits(cap_t cap, word_t root_asid, word_t vaddr, word_t entry)
{
    word_t asid = mapping_cap_asid(cap);

    if (asid == 0)
        return !entry_is_valid(entry);
    return (asid == root_asid) & (vaddr == mapping_cap_vaddr(cap));
}

/*
 * It may not: DeleteFirst (not mapped, and something is there), InvalidCapability 1 (mapped in another space),
 * InvalidArgument 0 (mapped elsewhere).
 */
static word_t frame_refuse(cap_t cap, word_t root_asid, struct refusal *why)
{
    word_t asid = mapping_cap_asid(cap);

    if (asid == 0)
        return refuse(why, seL4_DeleteFirst);
    return asid != root_asid ? refuse_capability(why, 1) : refuse_argument(why, 0);
}

/*
 * Page Map: vaddr, rights, attributes; VSpace. TruncatedMessage; InvalidCapability 1 (not a root); as asid_check;
 * InvalidArgument 0 (outside the user's addresses); AlignmentError; FailedLookup MissingCapability (bits of the entry
 * where the walk ended, when it is of another size); as frame_refuse. Constant time.
 */
static word_t frame_map(const struct invocation *in, struct refusal *why)
{
    word_t bits = cap_size(in->cap);
    word_t vaddr = 0, rights = 0, asid = 0;
    struct walk walk = {0, 0};
    cap_t root = cap_null();

    if (unlikely(!invocation_has(in, 3, 1)))
        return refuse(why, seL4_TruncatedMessage);
    root = in->extra[0]->cap;
    vaddr = invocation_register(in, 0);
    if (unlikely(!cap_is_vspace_root(root)))
        return refuse_capability(why, 1);
    if (unlikely(!asid_holds(root)))
        return asid_check_refused(root, why);
    if (unlikely((vaddr >= USER_END) || (vaddr + (op_pow2(bits) - 1) >= USER_END)))
        return refuse_argument(why, 0);
    if (unlikely(!op_is_aligned(vaddr, bits)))
        return refuse(why, seL4_AlignmentError);
    walk = paging_walk(cap_address(root), vaddr);
    if (unlikely(walk.bits != bits))
        return refuse_missing(why, false, walk.bits);
    asid = mapping_cap_asid(root);
    if (unlikely(!frame_fits(in->cap, asid, vaddr, *walk.entry)))
        return frame_refuse(in->cap, asid, why);

    rights = frame_rights_mask(cap_rights(in->cap), invocation_register(in, 1));
    *walk.entry = entry_new_frame(cap_address(in->cap), rights,
                                  attributes_execute_never(invocation_register(in, 2)) == 0);
    in->slot->cap.w1 = mapping_w1_new(asid, vaddr, frame_cap_is_device(in->cap));
    /* CPUs may remember that there was nothing: flushed in any case. */
    hw_tlb_flush_page(asid, vaddr);
    return STATUS_OK;
}

/* Methods other than Map; IllegalOperation: unknown label. */
static NOINLINE word_t frame_invoke_other(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case RISCVPageUnmap:
        frame_unmap(in->cap);
        in->slot->cap.w1 = mapping_w1_new(0, 0, frame_cap_is_device(in->cap));
        return STATUS_OK;
    case RISCVPageGetAddress:
        invocation_result(cap_address(in->cap));
        return STATUS_OK;
    }
    return refuse(why, seL4_IllegalOperation);
}

word_t frame_invoke(const struct invocation *in, struct refusal *why)
{
    if (likely(in->label == RISCVPageMap))
        return frame_map(in, why);
    return frame_invoke_other(in, why);
}

/* ---- boot ---- */

cap_t paging_boot_root(word_t physical)
{
    hw_kernel_mappings_copy(object_at(physical));
    return table_cap_new(physical, ASID_ROOT_TASK, 0);
}

bool paging_boot_frame(word_t root, cap_t frame, bool executable)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(frame));

    if (walk.bits != PAGE_BITS)
        return false;
    *walk.entry = entry_new_frame(cap_address(frame), cap_rights(frame), executable);
    return true;
}
