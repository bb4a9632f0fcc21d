/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of page tables as the processor reads them. Intel SDM vol. 3, 4.5. */
#include <common/space_methods_proof.h>
#include <paging.h>

word_t entry_new_frame(word_t physical, word_t bits, word_t rights, word_t attributes);

static bool is_frame_size(word_t bits)
{
    return bits == 12 || bits == 21 || bits == 30;
}

/* The attribute PAT, where the entry has it; frames of 1 GiB get none. */
static bool has_pat(word_t entry, word_t bits, word_t pat)
{
    return bits == 12 ? entry / 128 % 2 == pat : entry / 4096 % 2 == (bits == 21 ? pat : 0);
}

THEOREM_BITS(entry_of_frame, "a frame's entry is present, leads to that frame, and permits the user what it was made "
             "with; attributes choose the kind of memory, and nothing else")
(word_t physical, word_t bits, word_t rights, word_t attributes)
{
    word_t entry = 0;

    v_assume(is_frame_size(bits) && physical < 0x1000000000000 && physical % op_pow2(bits) == 0 && rights < 4);
    entry = entry_new_frame(physical, bits, rights, attributes);
    v_assert(entry % 2 == 1 && entry / 2 % 2 == rights % 2 && entry / 4 % 2 == rights / 2);
    v_assert(entry / 8 % 2 == attributes % 2 && entry / 16 % 2 == attributes / 2 % 2);
    v_assert(has_pat(entry, bits, attributes / 4 % 2));
    v_assert(bits == 12 || entry / 128 % 2 == 1);
    v_assert(entry / 32 % 4 == 3 && entry / 256 % 16 == 0);
    v_assert(entry / 0x1000000000000 == 0 && op_align_down(entry, bits) - physical < op_pow2(bits));
    v_assert(entry / op_pow2(bits) == physical / op_pow2(bits));
    v_assert(bits == 12 || !entry_is_table(entry));
}

THEOREM_BITS(entry_of_table, "a table's entry leads to that table, and is no large frame's; entries below it decide on "
             "rights")
(word_t physical, word_t attributes)
{
    word_t entry = 0;

    v_assume(physical < 0x1000000000000 && physical % 4096 == 0);
    entry = entry_new_table(physical, attributes);
    v_assert(entry % 8 == 7 && entry / 32 % 128 == 0);
    v_assert(entry / 8 % 2 == attributes % 2 && entry / 16 % 2 == attributes / 2 % 2);
    v_assert(entry / 4096 == physical / 4096 && entry_is_table(entry) && entry_table(entry) == physical);
}

/* ---- methods: about an arbitrary entry i of a table t, so about all ---- */
/* Static functions of the kernel. */
word_t table_map(const struct invocation *in, struct refusal *why);

/* The walk, as the processor does it: entry, and table below, at each level. */
static word_t entry_at(word_t physical, word_t vaddr, word_t bits)
{
    return ((struct page_table *)object_at(physical))->entry[op_take(vaddr, bits, 9)];
}

static word_t second(word_t root, word_t vaddr) { return entry_table(entry_at(root, vaddr, 39)); }
static word_t third(word_t root, word_t vaddr) { return entry_table(entry_at(second(root, vaddr), vaddr, 30)); }
static word_t fourth(word_t root, word_t vaddr) { return entry_table(entry_at(third(root, vaddr), vaddr, 21)); }
static bool has_second(word_t root, word_t vaddr) { return entry_is_table(entry_at(root, vaddr, 39)); }

static bool has_third(word_t root, word_t vaddr)
{
    return has_second(root, vaddr) && entry_is_table(entry_at(second(root, vaddr), vaddr, 30));
}

static bool has_fourth(word_t root, word_t vaddr)
{
    return has_third(root, vaddr) && entry_is_table(entry_at(third(root, vaddr), vaddr, 21));
}

/* Is entry i of table t the one whose range, of 2^bits bytes, contains vaddr in the space of that root? */
static bool covers(const struct page_table *t, word_t i, word_t root, word_t vaddr, word_t bits)
{
    if (i != op_take(vaddr, bits, 9))
        return false;
    if (bits == 39)
        return t == object_at(root);
    if (bits == 30)
        return has_second(root, vaddr) && t == object_at(second(root, vaddr));
    if (bits == 21)
        return has_third(root, vaddr) && t == object_at(third(root, vaddr));
    return bits == 12 && has_fourth(root, vaddr) && t == object_at(fourth(root, vaddr));
}

/* What is always so: always_page_table__entry and its like, kept by the theorems of safety. */
static bool is_table(word_t physical)
{
    return physical < WINDOW_LIMIT && v_type(object_at(physical)) == T_TABLE;
}

static bool walk_is_sound(word_t root, word_t vaddr)
{
    return is_table(root) && (!has_second(root, vaddr) || is_table(second(root, vaddr))) &&
           (!has_third(root, vaddr) || is_table(third(root, vaddr))) &&
           (!has_fourth(root, vaddr) || is_table(fourth(root, vaddr)));
}

static bool space_is_sound(word_t root, word_t vaddr)
{
    return root == 0 || walk_is_sound(root, vaddr);
}

static bool is_frame(cap_t cap)
{
    return cap_type(cap) == CAP_FRAME && is_frame_size(cap_size(cap));
}

static bool is_lower_table(cap_t cap)
{
    word_t type = cap_type(cap);

    return type == CAP_PAGE_TABLE || type == CAP_PAGE_DIRECTORY || type == CAP_PDPT;
}

static word_t covered_by_table(word_t type)
{
    return type == CAP_PAGE_TABLE ? 21 : type == CAP_PAGE_DIRECTORY ? 30 : 39;
}

static bool is_entry(const struct page_table *t, word_t i)
{
    return v_type(t) == T_TABLE && i < TABLE_ENTRIES;
}

/* The entry that Map makes. */
static word_t frame_entry(cap_t cap, word_t rights, word_t attributes)
{
    return entry_new_frame(cap_address(cap), cap_size(cap), frame_rights_mask(cap_rights(cap), rights), attributes);
}

static word_t mapped(word_t before, bool place, word_t status, word_t entry)
{
    return place && status == STATUS_OK ? entry : before;
}

/* What Map refuses to replace: a table by a large frame. */
static bool was_no_table(word_t before, bool place, word_t bits, word_t status)
{
    return !place || status != STATUS_OK || bits == 12 || !entry_is_table(before);
}

THEOREM(frame_map, "Map of a frame, if it succeeds, makes the entry that covers the address, as large as the frame, in "
        "the space of this root, which led to no table, that of the frame, with what capability and caller both allow; "
        "no other entry changes, no other capability, and nothing if it fails")
    (tcb_t *caller, slot_t *slot, slot_t *root, word_t length, word_t extra_count, const struct page_table *t, word_t i,
     const slot_t *s)
{
    struct refusal why = {.error = STATUS_OK};
    struct invocation in = {.caller = caller, .slot = slot, .cap = slot->cap, .label = X86PageMap, .length = length,
                            .extra_count = extra_count, .extra = {root, 0, 0}};
    word_t vaddr = asked(caller, 0), bits = cap_size(slot->cap), before = t->entry[i], status = STATUS_OK;
    word_t entry = frame_entry(slot->cap, asked(caller, 1), asked(caller, 2));
    word_t mapping = slot->cap.w1 | mapping_cap_asid(root->cap) | vaddr;
    bool place = covers(t, i, cap_address(root->cap), vaddr, bits);
    cap_t cap = s->cap;

    v_assume(can_invoke(caller, slot, root));
    v_assume(is_frame(slot->cap) && is_slot(s));
    v_assume(is_entry(t, i));
    v_assume(walk_is_sound(cap_address(root->cap), vaddr));
    status = frame_invoke(&in, &why);
    v_assert(t->entry[i] == mapped(before, place, status, entry) && was_no_table(before, place, bits, status));
    v_assert(is_recorded(s, cap, s == slot && status == STATUS_OK, mapping));
}

THEOREM_BITS(frame_recorded, "what Map adds to a capability records address and space, the device flag stays")
(cap_t cap, word_t asid, word_t vaddr)
{
    cap_t after = {cap.w0, cap.w1 | asid | vaddr};

    v_assume(asid < 4096 && vaddr < 0x1000000000000 && vaddr % 4096 == 0);
    v_assume(mapping_cap_asid(cap) == 0 || (mapping_cap_asid(cap) == asid && mapping_cap_vaddr(cap) == vaddr));
    v_assume(mapping_cap_asid(cap) != 0 || mapping_cap_vaddr(cap) == 0);
    v_assert(mapping_cap_asid(after) == asid && mapping_cap_vaddr(after) == vaddr);
    v_assert(frame_cap_is_device(after) == frame_cap_is_device(cap));
}

/* The entry leads to the frame of that size there. */
static bool is_of_frame(word_t entry, word_t bits, word_t physical)
{
    return entry_present(entry) != 0 && (bits == 12 ? entry_table(entry) == physical :
           entry_large(entry) != 0 && op_align_down(entry_table(entry), bits) == physical);
}

static word_t unmapped(word_t before, bool place, word_t bits, word_t physical)
{
    return place && is_of_frame(before, bits, physical) ? 0 : before;
}

THEOREM(frame_unmap, "unmapping a frame clears the entry that its capability records, exactly if that still leads to "
        "this frame; no other entry changes")(cap_t cap, const struct page_table *t, word_t i)
{
    word_t vaddr = mapping_cap_vaddr(cap), root = space_of(mapping_cap_asid(cap)), before = t->entry[i];
    bool place = covers(t, i, root, vaddr, cap_size(cap));

    v_assume(is_frame(cap));
    v_assume(asid_is_sound(mapping_cap_asid(cap)));
    v_assume(is_entry(t, i));
    v_assume(space_is_sound(root, vaddr));
    frame_unmap(cap);
    v_assert(t->entry[i] == unmapped(before, root != 0 && place, cap_size(cap), cap_address(cap)));
}

static bool was_free(word_t before, bool place, word_t status)
{
    return !place || status != STATUS_OK || entry_present(before) == 0;
}

THEOREM(table_map, "Map of a table, if it succeeds, makes the entry of its level that covers the address in the space "
        "of this root, which was not present, that of the table; no other entry changes, no other capability, and "
        "nothing if it fails")
    (tcb_t *caller, slot_t *slot, slot_t *root, word_t length, word_t extra_count, const struct page_table *t, word_t i,
     const slot_t *s)
{
    struct refusal why = {.error = STATUS_OK};
    struct invocation in = {.caller = caller, .slot = slot, .cap = slot->cap, .length = length,
                            .extra_count = extra_count, .extra = {root, 0, 0}};
    word_t bits = covered_by_table(cap_type(slot->cap)), vaddr = op_align_down(asked(caller, 0), bits);
    word_t entry = entry_new_table(cap_address(slot->cap), asked(caller, 1)), before = t->entry[i];
    word_t status = STATUS_OK;
    word_t mapping = mapping_w1_new(mapping_cap_asid(root->cap), vaddr, false);
    bool place = covers(t, i, cap_address(root->cap), vaddr, bits);
    cap_t cap = s->cap;

    v_assume(can_invoke(caller, slot, root));
    v_assume(is_lower_table(slot->cap) && is_slot(s));
    v_assume(is_entry(t, i));
    v_assume(walk_is_sound(cap_address(root->cap), vaddr));
    status = table_map(&in, &why);
    v_assert(t->entry[i] == mapped(before, place, status, entry) && was_free(before, place, status));
    v_assert(is_recorded(s, cap, s == slot && status == STATUS_OK, mapping));
}

static word_t parted(word_t before, bool place, word_t physical)
{
    return place && entry_is_table(before) && entry_table(before) == physical ? 0 : before;
}

THEOREM(table_unmap, "unmapping a table clears the entry of its level at the address that its capability records, "
        "exactly if that still leads to it; no other entry changes")(cap_t cap, const struct page_table *t, word_t i)
{
    word_t vaddr = mapping_cap_vaddr(cap), root = space_of(mapping_cap_asid(cap)), before = t->entry[i];
    bool place = covers(t, i, root, vaddr, covered_by_table(cap_type(cap)));

    v_assume(is_lower_table(cap));
    v_assume(asid_is_sound(mapping_cap_asid(cap)));
    v_assume(is_entry(t, i));
    v_assume(space_is_sound(root, vaddr));
    table_unmap(cap);
    v_assert(t->entry[i] == parted(before, root != 0 && place, cap_address(cap)));
}
