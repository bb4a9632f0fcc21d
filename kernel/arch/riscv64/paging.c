/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping and unmapping of frames and tables. memory.md section 4, invocations.md section 12. */
#include <arch/arch.h>
#include <object/asid.h>
#include <object/slot.h>
#include <paging.h>

/*
 * Entry for a frame; rights of the mapping: none, Read, Read + Write. Without any and not executable the entry stays
 * invalid, as one without permissions would mean a table.
 */
static inline word_t entry_new_frame(word_t physical, word_t rights, bool executable)
{
    word_t entry = entry_page_set(0, op_drop(physical, PAGE_BITS));

    if ((rights == 0) & !executable)
        return 0;
    entry = entry_user_set(entry_used_set(entry_valid_set(entry, 1), 3), 1);
    entry = entry_read_set(entry, op_take(rights, 1, 1));
    entry = entry_write_set(entry, op_take(rights, 0, 1));
    return entry_execute_set(entry, executable);
}

/* ---- frames ---- */

/*
 * May this frame capability be (re)mapped at vaddr, where the walk found an entry of its size? InvalidCapability 1
 * (mapped in another space), InvalidArgument 0 (mapped elsewhere), DeleteFirst (not mapped, and something is there).
 */
static inline word_t frame_check_record(cap_t cap, word_t root_asid, word_t vaddr, word_t entry, struct refusal *why)
{
    word_t asid = mapping_cap_asid(cap);

    if (asid == 0)
        return likely(entry_valid(entry) == 0) ? STATUS_OK : refuse(why, seL4_DeleteFirst);
    if (asid != root_asid)
        return refuse_capability(why, 1);
    if (vaddr != mapping_cap_vaddr(cap))
        return refuse_argument(why, 0);
    return STATUS_OK;
}

/*
 * Page Map: vaddr, rights, attributes; VSpace. TruncatedMessage; InvalidCapability 1 (not a root); as asid_check;
 * InvalidArgument 0 (outside the user's addresses); AlignmentError; FailedLookup MissingCapability (bits of the entry
 * where the walk ended, when it is of another size); as frame_check_record. Constant time.
 */
static word_t frame_map(const struct invocation *in, struct refusal *why)
{
    word_t bits = cap_size(in->cap);
    word_t vaddr = 0, rights = 0, asid = 0;
    word_t error = STATUS_OK;
    struct walk walk = {0, 0};
    cap_t root = cap_null();

    if (unlikely(!invocation_has(in, 3, 1)))
        return refuse(why, seL4_TruncatedMessage);
    root = in->extra[0]->cap;
    vaddr = invocation_register(in, 0);
    if (unlikely(!cap_is_mapped_table(root)))
        return refuse_capability(why, 1);
    error = asid_check(root, why);
    if (unlikely(error != STATUS_OK))
        return error;
    if (unlikely((vaddr >= USER_TOP) || (vaddr + (op_pow2(bits) - 1) >= USER_TOP)))
        return refuse_argument(why, 0);
    if (unlikely(!op_is_aligned(vaddr, bits)))
        return refuse(why, seL4_AlignmentError);
    walk = paging_walk(cap_address(root), vaddr);
    if (unlikely(walk.bits != bits))
        return refuse_missing(why, false, walk.bits);
    asid = mapping_cap_asid(root);
    error = frame_check_record(in->cap, asid, vaddr, *walk.entry, why);
    if (unlikely(error != STATUS_OK))
        return error;

    rights = frame_rights_mask(cap_rights(in->cap), invocation_register(in, 1));
    *walk.entry = entry_new_frame(cap_address(in->cap), rights,
                                  attributes_execute_never(invocation_register(in, 2)) == 0);
    in->slot->cap.w1 = mapping_w1_new(asid, vaddr, frame_cap_is_device(in->cap));
    /* CPUs may remember that there was nothing: flushed in any case. */
    hw_tlb_flush_page(asid, vaddr);
    return STATUS_OK;
}

void frame_unmap(cap_t cap)
{
    word_t asid = mapping_cap_asid(cap);
    word_t vaddr = mapping_cap_vaddr(cap);
    word_t root = asid == 0 ? 0 : asid_root(asid);
    struct walk walk = {0, 0};

    REQUIRES(cap_type(cap) == CAP_FRAME);
    if (root == 0)
        return;
    walk = paging_walk(root, vaddr);
    if ((walk.bits != cap_size(cap)) || (entry_valid(*walk.entry) == 0)
        || (entry_address(*walk.entry) != cap_address(cap)))
        return;
    *walk.entry = 0;
    hw_tlb_flush_page(asid, vaddr);
}

/* Page methods; IllegalOperation: unknown label. */
word_t frame_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case RISCVPageMap:
        return frame_map(in, why);
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

/* ---- tables ---- */

/*
 * Table Map: vaddr, attributes; VSpace. TruncatedMessage; InvalidCapability 0 (mapped, or a root); InvalidCapability 1
 * (not a root); InvalidArgument 0; as asid_check; DeleteFirst (all tables are there, or a frame is in the way). The
 * table goes in at the first level that has none. Constant time.
 */
static word_t table_map(const struct invocation *in, struct refusal *why)
{
    word_t vaddr = 0, asid = 0;
    word_t error = STATUS_OK;
    struct walk walk = {0, 0};
    cap_t root = cap_null();

    if (!invocation_has(in, 2, 1))
        return refuse(why, seL4_TruncatedMessage);
    if (mapping_cap_asid(in->cap) != 0)
        return refuse_capability(why, 0);
    root = in->extra[0]->cap;
    vaddr = invocation_argument(in, 0);
    if (!cap_is_mapped_table(root))
        return refuse_capability(why, 1);
    if (vaddr >= USER_TOP)
        return refuse_argument(why, 0);
    error = asid_check(root, why);
    if (error != STATUS_OK)
        return error;
    walk = paging_walk(cap_address(root), vaddr);
    if ((walk.bits == PAGE_BITS) || (entry_valid(*walk.entry) != 0))
        return refuse(why, seL4_DeleteFirst);

    asid = mapping_cap_asid(root);
    *walk.entry = entry_new_table(cap_address(in->cap));
    in->slot->cap.w1 = mapping_w1_new(asid, op_align_down(vaddr, walk.bits), false);
    /* Of a single address only the entry is flushed that maps it, not the way there (4.2.1). */
    hw_tlb_flush_asid(asid);
    return STATUS_OK;
}

/* The entry that points to this table is at one of the two upper levels. */
void table_unmap(cap_t cap)
{
    word_t asid = mapping_cap_asid(cap);
    word_t root = asid == 0 ? 0 : asid_root(asid);
    word_t *entry = 0;

    if (root == 0)
        return;
    entry = paging_entry(root, mapping_cap_vaddr(cap), GIGA_PAGE_BITS);
    if (!entry_is_table(*entry))
        return;
    if (entry_address(*entry) != cap_address(cap)) {
        entry = paging_entry(entry_address(*entry), mapping_cap_vaddr(cap), MEGA_PAGE_BITS);
        if (!entry_is_table(*entry) || (entry_address(*entry) != cap_address(cap)))
            return;
    }
    *entry = 0;
    hw_tlb_flush_asid(asid);
}

/* Table Unmap: RevokeFirst (there are copies, or it is the root of its ASID). Clears the table. */
static word_t table_unmap_method(const struct invocation *in, struct refusal *why)
{
    word_t asid = mapping_cap_asid(in->cap);

    if (!slot_is_final(in->slot))
        return refuse(why, seL4_RevokeFirst);
    if (asid == 0)
        return STATUS_OK;
    if (asid_root(asid) == cap_address(in->cap))
        return refuse(why, seL4_RevokeFirst);
    table_unmap(in->cap);
    hw_clear(object_at(cap_address(in->cap)), op_pow2(TABLE_BITS));
    in->slot->cap.w1 = 0;
    return STATUS_OK;
}

word_t table_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case RISCVPageTableMap:
        return table_map(in, why);
    case RISCVPageTableUnmap:
        return table_unmap_method(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}

/* ---- boot ---- */

cap_t paging_boot_root(word_t physical)
{
    hw_kernel_mappings_copy(object_at(physical));
    return table_cap_new(physical, ASID_ROOT_TASK, 0);
}

bool paging_boot_table(word_t root, cap_t table)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(table));

    if ((walk.bits == PAGE_BITS) || (entry_valid(*walk.entry) != 0))
        return false;
    *walk.entry = entry_new_table(cap_address(table));
    return true;
}

bool paging_boot_frame(word_t root, cap_t frame, bool executable)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(frame));

    if (walk.bits != PAGE_BITS)
        return false;
    *walk.entry = entry_new_frame(cap_address(frame), cap_rights(frame), executable);
    return true;
}
