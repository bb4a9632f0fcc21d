/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping and unmapping of frames and tables. memory.md section 4, invocations.md section 9. */
#include <arch/arch.h>
#include <object/asid.h>
#include <object/slot.h>
#include <paging.h>

/* Entry for a frame of 2^bits bytes; rights of the mapping: none, Read, Read + Write. */
static inline word_t entry_new_frame(word_t physical, word_t bits, word_t rights, word_t attributes)
{
    word_t entry = entry_with_attributes(physical, attributes);

    entry = entry_used_set(entry_present_set(entry, 1), 3);
    entry = entry_user_set(entry, op_take(rights, 1, 1));
    entry = entry_writable_set(entry, op_take(rights, 0, 1));
    if (likely(bits == PAGE_BITS))
        return entry_pat_set(entry, attributes_pat(attributes));
    if (bits == LARGE_PAGE_BITS)
        entry = entry_pat_large_set(entry, attributes_pat(attributes));
    return entry_large_set(entry, 1);
}

/* ---- frames ---- */

/*
 * May this frame capability be (re)mapped at vaddr in the space of root? InvalidCapability 1 (root not a root, or the
 * capability is mapped in another space), InvalidArgument 0 (mapped elsewhere, or outside the user's addresses).
 */
static inline word_t frame_check_place(cap_t cap, word_t bits, cap_t root, word_t vaddr, struct refusal *why)
{
    word_t asid = mapping_cap_asid(cap);

    if (unlikely(!cap_is_vspace_root(root)))
        return refuse_capability(why, 1);
    if (asid == 0) {
        if (unlikely((vaddr > USER_TOP) || (vaddr + op_pow2(bits) > USER_TOP)))
            return refuse_argument(why, 0);
        return STATUS_OK;
    }
    if (unlikely(asid != mapping_cap_asid(root)))
        return refuse_capability(why, 1);
    if (unlikely(vaddr != mapping_cap_vaddr(cap)))
        return refuse_argument(why, 0);
    return STATUS_OK;
}

/*
 * The part of Map after its checks: entry becomes that of the frame, the capability records asid and vaddr. (A bitwise
 * or, as it records nothing or the same.)
 */
static inline void frame_map_apply(const struct invocation *in, word_t bits, word_t *entry, word_t asid, word_t vaddr)
{
    word_t rights = frame_rights_mask(cap_rights(in->cap), invocation_register(in, 1));
    bool was_present = entry_present(*entry) != 0;

    *entry = entry_new_frame(cap_address(in->cap), bits, rights, invocation_register(in, 2));
    in->slot->cap.w1 = in->cap.w1 | asid | vaddr;
    if (was_present)
        hw_tlb_flush_page(asid, vaddr);
}

/*
 * Page Map: vaddr, rights, attributes; VSpace. TruncatedMessage; as frame_check_place; as asid_check; AlignmentError;
 * FailedLookup MissingCapability (bits of the missing table's entry); DeleteFirst (a table where a large frame
 * should go). IllegalOperation: 1 GiB frames on a CPU without them. Constant time. Compiled once for small frames and
 * once for large ones.
 */
ALWAYS_INLINE word_t frame_map(const struct invocation *in, word_t bits, struct refusal *why)
{
    word_t vaddr = 0;
    word_t error = STATUS_OK;
    struct walk walk = {0, 0};
    cap_t root = cap_null();

    if (unlikely(!invocation_has(in, 3, 1)))
        return refuse(why, seL4_TruncatedMessage);
    root = in->extra[0]->cap;
    vaddr = invocation_register(in, 0);
    error = frame_check_place(in->cap, bits, root, vaddr, why);
    if (unlikely(error != STATUS_OK))
        return error;
    error = asid_check(root, why);
    if (unlikely(error != STATUS_OK))
        return error;
    if (unlikely(!op_is_aligned(vaddr, bits)))
        return refuse(why, seL4_AlignmentError);
    if (unlikely((bits == HUGE_PAGE_BITS) && !hw_has_huge_pages()))
        return refuse(why, seL4_IllegalOperation);
    walk = paging_walk(cap_address(root), vaddr, bits);
    if (unlikely(walk.entry == 0))
        return refuse_missing(why, false, walk.bits);
    if (unlikely((bits != PAGE_BITS) && entry_is_table(*walk.entry)))
        return refuse(why, seL4_DeleteFirst);
    frame_map_apply(in, bits, walk.entry, mapping_cap_asid(root), vaddr);
    return STATUS_OK;
}

/* Is this entry, of a table whose entries cover 2^bits bytes, a mapping of the frame at physical? */
static bool entry_maps_frame(word_t entry, word_t bits, word_t physical)
{
    if (entry_present(entry) == 0)
        return false;
    if (bits == PAGE_BITS)
        return entry_table(entry) == physical;
    return (entry_large(entry) != 0) && (op_align_down(entry_table(entry), bits) == physical);
}

void frame_unmap(cap_t cap)
{
    word_t asid = mapping_cap_asid(cap);
    word_t vaddr = mapping_cap_vaddr(cap);
    word_t bits = cap_size(cap);
    word_t root = asid == 0 ? 0 : asid_root(asid);
    struct walk walk = {0, 0};

    REQUIRES(cap_type(cap) == CAP_FRAME);
    if (root == 0)
        return;
    walk = paging_walk(root, vaddr, bits);
    if ((walk.entry == 0) || !entry_maps_frame(*walk.entry, bits, cap_address(cap)))
        return;
    *walk.entry = 0;
    hw_tlb_flush_page(asid, vaddr);
}

__attribute__((noinline)) static word_t frame_map_large(const struct invocation *in, struct refusal *why)
{
    return frame_map(in, cap_size(in->cap), why);
}

__attribute__((noinline)) static word_t frame_invoke_other(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case X86PageMap:
        return frame_map_large(in, why);
    case X86PageUnmap:
        frame_unmap(in->cap);
        in->slot->cap.w1 = mapping_w1_new(0, 0, frame_cap_is_device(in->cap));
        return STATUS_OK;
    case X86PageGetAddress:
        invocation_result(cap_address(in->cap));
        return STATUS_OK;
    case X86PageMapIO:
        /* There is no IO space capability: whichever of its checks fails says InvalidCapability 0. */
        if (!invocation_has(in, 2, 1))
            return refuse(why, seL4_TruncatedMessage);
        return refuse_capability(why, 0);
    }
    return refuse(why, seL4_IllegalOperation);
}

/* Page methods; IllegalOperation: unknown label. */
word_t frame_invoke(const struct invocation *in, struct refusal *why)
{
    if (likely(in->label == X86PageMap) && likely(cap_size(in->cap) == PAGE_BITS))
        return frame_map(in, PAGE_BITS, why);
    return frame_invoke_other(in, why);
}

/* ---- tables ---- */

word_t table_cap_bits(cap_t cap)
{
    switch (cap_type(cap)) {
    case CAP_PAGE_TABLE:
        return LARGE_PAGE_BITS;
    case CAP_PAGE_DIRECTORY:
        return HUGE_PAGE_BITS;
    }
    return PML4_ENTRY_BITS;
}

/*
 * Table Map: vaddr, attributes; VSpace. TruncatedMessage; InvalidCapability 0 (mapped); InvalidCapability 1 (not a
 * root); InvalidArgument 0; as asid_check; FailedLookup MissingCapability; DeleteFirst. Constant time.
 */
static word_t table_map(const struct invocation *in, struct refusal *why)
{
    word_t bits = table_cap_bits(in->cap);
    word_t vaddr = 0;
    word_t error = STATUS_OK;
    struct walk walk = {0, 0};
    cap_t root = cap_null();

    if (!invocation_has(in, 2, 1))
        return refuse(why, seL4_TruncatedMessage);
    if (mapping_cap_asid(in->cap) != 0)
        return refuse_capability(why, 0);
    root = in->extra[0]->cap;
    if (!cap_is_vspace_root(root))
        return refuse_capability(why, 1);
    vaddr = op_align_down(invocation_argument(in, 0), bits);
    if (vaddr > USER_TOP)
        return refuse_argument(why, 0);
    error = asid_check(root, why);
    if (error != STATUS_OK)
        return error;
    walk = paging_walk(cap_address(root), vaddr, bits);
    if (walk.entry == 0)
        return refuse_missing(why, false, walk.bits);
    if (entry_present(*walk.entry) != 0)
        return refuse(why, seL4_DeleteFirst);
    /* What was not present is in no TLB: nothing to flush. */
    *walk.entry = entry_new_table(cap_address(in->cap), invocation_argument(in, 1));
    in->slot->cap.w1 = mapping_w1_new(mapping_cap_asid(root), vaddr, false);
    return STATUS_OK;
}

void table_unmap(cap_t cap)
{
    word_t asid = mapping_cap_asid(cap);
    word_t root = asid == 0 ? 0 : asid_root(asid);
    struct walk walk = {0, 0};

    if (root == 0)
        return;
    walk = paging_walk(root, mapping_cap_vaddr(cap), table_cap_bits(cap));
    if ((walk.entry == 0) || !entry_is_table(*walk.entry) || (entry_table(*walk.entry) != cap_address(cap)))
        return;
    *walk.entry = 0;
    hw_tlb_flush_asid(asid);
}

/* Table Unmap: RevokeFirst (there are copies). Clears the table. */
static word_t table_unmap_method(const struct invocation *in, struct refusal *why)
{
    if (!slot_is_final(in->slot))
        return refuse(why, seL4_RevokeFirst);
    if (mapping_cap_asid(in->cap) != 0) {
        table_unmap(in->cap);
        hw_clear(object_at(cap_address(in->cap)), op_pow2(TABLE_BITS));
        in->slot->cap.w1 = 0;
    }
    return STATUS_OK;
}

/* Each kind of table has labels of its own: IllegalOperation for those of another. */
word_t table_invoke(const struct invocation *in, struct refusal *why)
{
    word_t type = cap_type(in->cap);

    switch (in->label) {
    case X86PageTableMap:
        return type == CAP_PAGE_TABLE ? table_map(in, why) : refuse(why, seL4_IllegalOperation);
    case X86PageDirectoryMap:
        return type == CAP_PAGE_DIRECTORY ? table_map(in, why) : refuse(why, seL4_IllegalOperation);
    case X86PDPTMap:
        return type == CAP_PDPT ? table_map(in, why) : refuse(why, seL4_IllegalOperation);
    case X86PageTableUnmap:
        return type == CAP_PAGE_TABLE ? table_unmap_method(in, why) : refuse(why, seL4_IllegalOperation);
    case X86PageDirectoryUnmap:
        return type == CAP_PAGE_DIRECTORY ? table_unmap_method(in, why) : refuse(why, seL4_IllegalOperation);
    case X86PDPTUnmap:
        return type == CAP_PDPT ? table_unmap_method(in, why) : refuse(why, seL4_IllegalOperation);
    }
    return refuse(why, seL4_IllegalOperation);
}

/* IO page tables have nowhere to go: Map always misses an IO space (InvalidCapability 0), Unmap finds nothing. */
word_t io_page_table_invoke(const struct invocation *in, struct refusal *why)
{
    if (in->label == X86IOPageTableUnmap)
        return STATUS_OK;
    if (in->label != X86IOPageTableMap)
        return refuse(why, seL4_IllegalOperation);
    if (!invocation_has(in, 1, 1))
        return refuse(why, seL4_TruncatedMessage);
    return refuse_capability(why, 0);
}

/* ---- boot ---- */

cap_t paging_boot_root(word_t physical)
{
    hw_kernel_mappings_copy(object_at(physical));
    return pml4_cap_new(physical, ASID_ROOT_TASK);
}

bool paging_boot_table(word_t root, cap_t table)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(table), table_cap_bits(table));

    if (walk.entry != 0)
        *walk.entry = entry_new_table(cap_address(table), 0);
    return walk.entry != 0;
}

/* All frames can be executed. */
bool paging_boot_frame(word_t root, cap_t frame, bool executable)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(frame), cap_size(frame));

    (void)executable;
    if (walk.entry != 0)
        *walk.entry = entry_new_frame(cap_address(frame), cap_size(frame), cap_rights(frame), 0);
    return walk.entry != 0;
}
