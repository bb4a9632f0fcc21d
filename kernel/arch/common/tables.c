/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables of one kind that go where the walk ends, and unmapping. memory.md section 4, invocations.md sections 11, 12.
 * paging.h of the ISA says what entries look like, who is a root (cap_is_vspace_root, table_is_root), where the user's
 * addresses end (USER_END) and what TLBs must forget (frame_entry_clear, table_entry_set, table_entry_clear).
 */
#include <arch/arch.h>
#include <object/asid.h>
#include <object/slot.h>
#include <paging.h>

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
    frame_entry_clear(asid, vaddr, walk.entry);
}

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
    table_entry_set(asid, walk.entry, cap_address(in->cap));
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
        entry = paging_entry(entry_address(*entry), mapping_cap_vaddr(cap), MIDDLE_LEVEL_BITS);
        if (!entry_is_table(*entry) || (entry_address(*entry) != cap_address(cap)))
            return;
    }
    table_entry_clear(asid, entry);
}

/* Table Unmap: RevokeFirst (there are copies, or it is the root of its ASID). Clears the table. */
static word_t table_unmap_method(const struct invocation *in, struct refusal *why)
{
    slot_t *slot = in->slot;
    cap_t cap = in->cap;

    if (!slot_is_final(slot))
        return refuse(why, seL4_RevokeFirst);
    if (mapping_cap_asid(cap) == 0)
        return STATUS_OK;
    if (table_is_root(cap))
        return refuse(why, seL4_RevokeFirst);
    table_unmap(cap);
    hw_clear(object_at(cap_address(cap)), op_pow2(TABLE_BITS));
    slot->cap.w1 = 0;
    return STATUS_OK;
}

word_t table_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case LABEL_TABLE_MAP:
        return table_map(in, why);
    case LABEL_TABLE_UNMAP:
        return table_unmap_method(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}

bool paging_boot_table(word_t root, cap_t table)
{
    struct walk walk = paging_walk(root, mapping_cap_vaddr(table));

    if ((walk.bits == PAGE_BITS) || entry_is_valid(*walk.entry))
        return false;
    *walk.entry = entry_new_table(cap_address(table));
    return true;
}
