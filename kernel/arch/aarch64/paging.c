/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping and unmapping of frames and tables. memory.md section 4, invocations.md section 11. */
#include <arch/arch.h>
#include <object/slot.h>
#include <paging.h>
#include <vmid.h>

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

static inline word_t entry_new_table(word_t physical)
{
    return entry_kind_set(entry_page_set(0, op_drop(physical, PAGE_BITS)), ENTRY_TABLE);
}

/*
 * Replaces an entry of the space with that ASID. CPUs do not remember that there was nothing; of a translation that
 * changes they must have forgotten the old one before they can find the new one.
 */
static inline void entry_write(word_t asid, word_t vaddr, word_t *entry, word_t value)
{
    if (entry_is_valid(*entry)) {
        *entry = 0;
        hw_table_written();
        space_flush_page(asid, vaddr);
    }
    *entry = value;
    hw_table_written();
}

/* ---- frames ---- */

/*
 * May this frame capability be (re)mapped at vaddr? InvalidCapability 1 (mapped in another space), InvalidArgument 0
 * (mapped elsewhere; or not mapped, and outside the user's addresses).
 */
static inline word_t frame_check_record(cap_t cap, word_t root_asid, word_t vaddr, struct refusal *why)
{
    word_t asid = mapping_cap_asid(cap);

    if (asid == 0) {
        if (unlikely((vaddr >= USER_END) || (vaddr + (op_pow2(cap_size(cap)) - 1) >= USER_END)))
            return refuse_argument(why, 0);
        return STATUS_OK;
    }
    if (asid != root_asid)
        return refuse_capability(why, 1);
    if (vaddr != mapping_cap_vaddr(cap))
        return refuse_argument(why, 0);
    return STATUS_OK;
}

/*
 * Page Map: vaddr, rights, attributes; VSpace. TruncatedMessage; InvalidCapability 1 (not a root); as asid_check;
 * AlignmentError; as frame_check_record; FailedLookup MissingCapability (bits of the entry where the walk ended, when
 * it is of another size). A frame that is there is replaced. Constant time.
 */
static word_t frame_map(const struct invocation *in, struct refusal *why)
{
    word_t bits = cap_size(in->cap);
    word_t vaddr = 0, rights = 0, attributes = 0, asid = 0;
    word_t error = STATUS_OK;
    struct walk walk = {0, 0};
    cap_t root = cap_null();

    if (unlikely(!invocation_has(in, 3, 1)))
        return refuse(why, seL4_TruncatedMessage);
    root = in->extra[0]->cap;
    vaddr = invocation_register(in, 0);
    if (unlikely(!cap_is_vspace_root(root)))
        return refuse_capability(why, 1);
    error = asid_check(root, why);
    if (unlikely(error != STATUS_OK))
        return error;
    if (unlikely(!op_is_aligned(vaddr, bits)))
        return refuse(why, seL4_AlignmentError);
    asid = mapping_cap_asid(root);
    error = frame_check_record(in->cap, asid, vaddr, why);
    if (unlikely(error != STATUS_OK))
        return error;
    walk = paging_walk(cap_address(root), vaddr);
    if (unlikely(walk.bits != bits))
        return refuse_missing(why, false, walk.bits);

    rights = frame_rights_mask(cap_rights(in->cap), invocation_register(in, 1));
    attributes = invocation_register(in, 2);
    entry_write(asid, vaddr, walk.entry,
                entry_new_frame(cap_address(in->cap), bits, rights, attributes_cacheable(attributes) != 0,
                                attributes_execute_never(attributes) == 0));
    in->slot->cap.w1 = mapping_w1_new(asid, vaddr, frame_cap_is_device(in->cap));
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
    if ((walk.bits != cap_size(cap)) || !entry_is_valid(*walk.entry)
        || (entry_address(*walk.entry) != cap_address(cap)))
        return;
    entry_write(asid, vaddr, walk.entry, 0);
}

/* Page methods; IllegalOperation: unknown label. */
word_t frame_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case ARMPageMap:
        return frame_map(in, why);
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

/* ---- tables ---- */

/*
 * Table Map: vaddr, attributes; VSpace. TruncatedMessage; InvalidCapability 0 (mapped); InvalidCapability 1 (not a
 * root); InvalidArgument 0; as asid_check; DeleteFirst (all tables are there, or a frame is in the way). The table goes
 * in at the first level that has none. Constant time.
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
    if (!cap_is_vspace_root(root))
        return refuse_capability(why, 1);
    if (vaddr >= USER_END)
        return refuse_argument(why, 0);
    error = asid_check(root, why);
    if (error != STATUS_OK)
        return error;
    walk = paging_walk(cap_address(root), vaddr);
    if ((walk.bits == PAGE_BITS) || entry_is_valid(*walk.entry))
        return refuse(why, seL4_DeleteFirst);

    asid = mapping_cap_asid(root);
    *walk.entry = entry_new_table(cap_address(in->cap));
    hw_table_written();
    in->slot->cap.w1 = mapping_w1_new(asid, op_align_down(vaddr, walk.bits), false);
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
    entry = paging_root_entry(root, mapping_cap_vaddr(cap));
    if (!entry_is_table(*entry))
        return;
    if (entry_address(*entry) != cap_address(cap)) {
        entry = paging_entry(entry_address(*entry), mapping_cap_vaddr(cap), LARGE_PAGE_BITS);
        if (!entry_is_table(*entry) || (entry_address(*entry) != cap_address(cap)))
            return;
    }
    *entry = 0;
    hw_table_written();
    space_flush(asid);
}

/* Table Unmap: RevokeFirst (there are copies). Clears the table. */
static word_t table_unmap_method(const struct invocation *in, struct refusal *why)
{
    if (!slot_is_final(in->slot))
        return refuse(why, seL4_RevokeFirst);
    if (mapping_cap_asid(in->cap) == 0)
        return STATUS_OK;
    table_unmap(in->cap);
    hw_clear(object_at(cap_address(in->cap)), op_pow2(TABLE_BITS));
    in->slot->cap.w1 = 0;
    return STATUS_OK;
}

word_t table_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case ARMPageTableMap:
        return table_map(in, why);
    case ARMPageTableUnmap:
        return table_unmap_method(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}

/* ---- boot ---- */

cap_t paging_level_cap(word_t level, word_t physical, word_t vaddr)
{
    (void)level;
    return table_cap_new(physical, ASID_ROOT_TASK, vaddr);
}

cap_t paging_boot_root(word_t physical)
{
    return vspace_cap_new(physical, ASID_ROOT_TASK);
}

bool paging_boot_table(word_t root, cap_t table)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(table));

    if ((walk.bits == PAGE_BITS) || entry_is_valid(*walk.entry))
        return false;
    *walk.entry = entry_new_table(cap_address(table));
    return true;
}

bool paging_boot_frame(word_t root, cap_t frame, bool executable)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(frame));

    if (walk.bits != PAGE_BITS)
        return false;
    *walk.entry = entry_new_frame(cap_address(frame), PAGE_BITS, cap_rights(frame), true, executable);
    return true;
}
