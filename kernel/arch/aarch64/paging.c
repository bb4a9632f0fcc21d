/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping of frames, and their methods. memory.md section 4, invocations.md section 11. */
#include <arch/arch.h>
#include <paging.h>

/* Descriptor for a frame of 2^bits bytes; rights of the mapping: none, Read, Read + Write. */
static inline word_t entry_new_frame(word_t physical, word_t bits, word_t rights, bool cacheable, bool executable)
{
    word_t entry = entry_page_set(0, op_drop(physical, PAGE_BITS));

    entry = entry_kind_set(entry, bits == PAGE_BITS ? ENTRY_PAGE : ENTRY_BLOCK);
    entry = entry_memory_set(entry, cacheable ? MEMORY_NORMAL : MEMORY_DEVICE);
    entry = entry_shareability_set(entry, cacheable ? INNER_SHAREABLE : 0);
    entry = entry_access_set(entry, op_put(op_take(rights, 1, 1), 1, 1, rights));
    return entry_execute_never_set(entry_used_set(entry, 1), !executable);
}

/* Replaces an entry of the space with that ASID that is valid: the end of Map. */
static NOINLINE word_t entry_replace(word_t asid, word_t vaddr, word_t *entry, word_t value)
{
    frame_entry_clear(asid, vaddr, entry);
    *entry = value;
    hw_table_written();
    return STATUS_OK;
}

/* May this frame capability be (re)mapped at vaddr? */
static inline bool frame_fits(cap_t cap, word_t root_asid, word_t vaddr)
{
    word_t asid = mapping_cap_asid(cap);

    if (asid == 0)
        return (vaddr < USER_END) && (vaddr + (op_pow2(cap_size(cap)) - 1) < USER_END);
    return (asid == root_asid) & (vaddr == mapping_cap_vaddr(cap));
}

/*
 * It may not: InvalidCapability 1 (mapped in another space), InvalidArgument 0 (mapped elsewhere; or not mapped, and
 * outside the user's addresses).
 */
static word_t frame_refuse(cap_t cap, word_t root_asid, struct refusal *why)
{
    word_t asid = mapping_cap_asid(cap);

    return asid != 0 && asid != root_asid ? refuse_capability(why, 1) : refuse_argument(why, 0);
}

/*
 * Page Map: vaddr, rights, attributes; VSpace. TruncatedMessage; InvalidCapability 1 (not a root); as asid_check;
 * AlignmentError; as frame_refuse; FailedLookup MissingCapability (bits of the entry where the walk ended, when
 * it is of another size). A frame that is there is replaced. Constant time.
 */
static word_t frame_map(const struct invocation *in, struct refusal *why)
{
    word_t bits = cap_size(in->cap);
    word_t vaddr = 0, rights = 0, attributes = 0, asid = 0, entry = 0;
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
    if (unlikely(!op_is_aligned(vaddr, bits)))
        return refuse(why, seL4_AlignmentError);
    asid = mapping_cap_asid(root);
    if (unlikely(!frame_fits(in->cap, asid, vaddr)))
        return frame_refuse(in->cap, asid, why);
    walk = paging_walk(cap_address(root), vaddr);
    if (unlikely(walk.bits != bits))
        return refuse_missing(why, false, walk.bits);

    rights = frame_rights_mask(cap_rights(in->cap), invocation_register(in, 1));
    attributes = invocation_register(in, 2);
    entry = entry_new_frame(cap_address(in->cap), bits, rights, attributes_cacheable(attributes) != 0,
                            attributes_execute_never(attributes) == 0);
    in->slot->cap.w1 = mapping_w1_new(asid, vaddr, frame_cap_is_device(in->cap));
    if (entry_is_valid(*walk.entry))
        return entry_replace(asid, vaddr, walk.entry, entry);
    *walk.entry = entry;
    hw_table_written();
    return STATUS_OK;
}

/* Methods other than Map; IllegalOperation: unknown label. */
static NOINLINE word_t frame_invoke_other(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case ARMPageUnmap:
        frame_unmap(in->cap);
        in->slot->cap.w1 = mapping_w1_new(0, 0, frame_cap_is_device(in->cap));
        return STATUS_OK;
    case ARMPageGetAddress:
        invocation_result(cap_address(in->cap));
        return STATUS_OK;
    }
    return frame_cache_invoke(in, why);
}

word_t frame_invoke(const struct invocation *in, struct refusal *why)
{
    if (likely(in->label == ARMPageMap))
        return frame_map(in, why);
    return frame_invoke_other(in, why);
}

/* ---- boot ---- */

cap_t paging_boot_root(word_t physical)
{
    return vspace_cap_new(physical, ASID_ROOT_TASK);
}

bool paging_boot_frame(word_t root, cap_t frame, bool executable)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(frame));

    if (walk.bits != PAGE_BITS)
        return false;
    *walk.entry = entry_new_frame(cap_address(frame), PAGE_BITS, cap_rights(frame), true, executable);
    return true;
}
