/* SPDX-License-Identifier: BSD-2-Clause */
/* What x86_64's fields contain at all times, and what its functions alone need, as in proof/theorems/. */
#include <arch/arch.h>
#include <arch_switch.h>
#include <io_port_proof.h>
#include <object/kind_proof.h>
#include <paging.h>
#include <segments.h>

/* How far above the pages a table is: 3 the root's. Tables keep it. */
word_t ghost_get_level(const struct page_table *table);

bool object_is_placed(const void *p);
bool tcb_is_placed(const tcb_t *t);

static bool is_table_of(const struct page_table *t, word_t level)
{
    return v_type(t) == T_TABLE && object_is_placed(t) && ghost_get_level(t) == level;
}

/* The table at that address; also as an entry names it. */
static bool is_table_at(word_t physical, word_t level)
{
    return physical < WINDOW_LIMIT && entry_table(physical) < WINDOW_LIMIT &&
           is_table_of(object_at(physical), level) && is_table_of(object_at(entry_table(physical)), level);
}

static bool cap_is_table(word_t w0, word_t type, word_t level)
{
    return cap_w0_type(w0) != type || is_table_at(cap_w0_address(w0), level);
}

static bool cap_leads_to_table(word_t w0)
{
    return cap_is_table(w0, CAP_PML4, 3) && cap_is_table(w0, CAP_PDPT, 2) && cap_is_table(w0, CAP_PAGE_DIRECTORY, 1) &&
           cap_is_table(w0, CAP_PAGE_TABLE, 0);
}

ALWAYS(slot, cap, table, (word_t w0)) { return cap_leads_to_table(w0); }
ALWAYS(invocation, cap, table, (word_t w0)) { return cap_leads_to_table(w0); }

ALWAYS(page_table, entry[0], entry, (word_t entry, const struct page_table *t))
{
    return ghost_get_level(t) == 0 || !entry_is_table(entry) ||
           (entry_table(entry) < WINDOW_LIMIT &&
            is_table_of(object_at(entry_table(entry)), ghost_get_level(t) - 1));
}

ALWAYS(asid_pool, root[0], root, (word_t root)) { return root == 0 || is_table_at(root, 3); }

/* ---- threads ---- */
static bool is_tcb_now(const tcb_t *t)
{
    return v_type(t) == T_TCB && object_is_placed(t) && tcb_is_placed(t);
}

/* Boot ends with a switch to the first thread. */
ALWAYS(arch_loaded, tcb, tcb, (const tcb_t *t)) { return is_tcb_now(t); }

/* Address of a thread, or FPU_UNKNOWN, FPU_DENIED. */
static bool is_fpu_word(word_t fpu)
{
    return fpu <= FPU_DENIED || is_tcb_now((const tcb_t *)fpu);
}

ALWAYS(arch_loaded, fpu, fpu, (word_t fpu)) { return is_fpu_word(fpu); }
ALWAYS(tcb, decoded.fpu, decoded_fpu, (word_t fpu, const tcb_t *t)) { return fpu <= FPU_DENIED || fpu == (word_t)t; }
NEEDS(arch_fpu_change, (tcb_t *tcb, word_t wanted)) { return wanted <= FPU_DENIED || wanted == (word_t)tcb; }
NEEDS(fpu_allow_or_deny, (tcb_t *tcb, word_t wanted)) { return wanted <= FPU_DENIED || wanted == (word_t)tcb; }
NEEDS(fpu_switch, (tcb_t *tcb, word_t wanted)) { return wanted <= FPU_DENIED || wanted == (word_t)tcb; }

NEEDS(register_read, (const tcb_t *tcb, word_t r)) { return r < R_COUNT; }

/* ---- frames: a size that there is ---- */
NEEDS(frame_check_place, (cap_t cap, word_t bits, cap_t root, word_t vaddr, struct refusal *why))
{
    return bits < WORD_BITS;
}
GIVES(frame_check_place, (word_t error, cap_t cap, word_t bits, cap_t root, word_t vaddr, struct refusal *why))
{
    return error != STATUS_OK || cap_is_vspace_root(root);
}
NEEDS(table_map, (const struct invocation *in, struct refusal *why))
{
    word_t type = cap_type(in->cap);

    return type == CAP_PDPT || type == CAP_PAGE_DIRECTORY || type == CAP_PAGE_TABLE;
}
NEEDS(frame_map, (const struct invocation *in, word_t bits, struct refusal *why)) { return bits < WORD_BITS; }
NEEDS(table_unmap_method, (const struct invocation *in, struct refusal *why))
{
    word_t type = cap_type(in->cap);

    return type == CAP_PAGE_TABLE || type == CAP_PAGE_DIRECTORY || type == CAP_PDPT;
}
NEEDS(entry_maps_frame, (word_t entry, word_t bits, word_t physical)) { return bits < WORD_BITS; }
NEEDS(frame_map_large, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_FRAME; }

/* ---- interrupts and ports ---- */
NEEDS(range_mask, (word_t index, word_t first, word_t last))
{
    return first <= last && op_take(first, 6, 58) <= index && index <= op_take(last, 6, 58);
}
NEEDS(summary_any, (word_t first, word_t last)) { return last < 1024; }
NEEDS(port_word_set, (word_t i, word_t bits)) { return i < 1024; }
NEEDS(ports_mark, (word_t first, word_t last, bool used)) { return last < op_pow2(16); }
NEEDS(io_port_any_issued, (word_t first, word_t last)) { return first <= last && last < op_pow2(16); }
NEEDS(io_port_release, (word_t first, word_t last)) { return last < op_pow2(16); }

THEOREM_BITS(range_places, "of numbers in order with the same upper bits the lower bits are in order")
(word_t first, word_t last)
{
    v_assume(first <= last && op_take(first, 6, 58) == op_take(last, 6, 58));
    v_assert(op_take(first, 0, 6) <= op_take(last, 0, 6));
}

void range_is_in_order(word_t first, word_t last)
{
    bits_range_places(first, last);
}

NEEDS(io_port_in, (const struct invocation *in, word_t bytes, struct refusal *why))
{
    return core0.result_count == 0;
}
NEEDS(io_port_out, (const struct invocation *in, word_t bytes, struct refusal *why)) { return bytes <= 8; }
NEEDS(io_port_invoke, (const struct invocation *in, struct refusal *why)) { return core0.result_count == 0; }
NEEDS(check_common, (const struct invocation *in, word_t vector, struct refusal *why)) { return true; }
GIVES(check_common, (slot_t *slot, const struct invocation *in, word_t vector, struct refusal *why))
{
    return slot == 0 || (in->length >= 7 && in->extra_count >= 1 && vector <= 107);
}
NEEDS(line_mask, (word_t irq, bool masked)) { return irq < ARCH_IRQ_COUNT; }

/* ---- boot ---- */
/* The same, also as a capability names it. */
static bool is_root_at(word_t physical)
{
    return is_table_at(physical, 3) && cap_leads_to_table(pml4_cap_new(physical, 0).w0);
}

NEEDS(asid_boot, (word_t pool_physical, word_t root_physical))
{
    const void *pool = object_at(pool_physical);

    return pool_physical < WINDOW_LIMIT && v_type(pool) == T_ASID_POOL && object_is_placed(pool) &&
           is_root_at(root_physical);
}
NEEDS(arch_object_create, (word_t type, word_t physical, word_t user_size_bits, bool device))
{
    return (type != seL4_X86_PageTableObject || cap_leads_to_table(table_cap_new(CAP_PAGE_TABLE, physical, 0, 0).w0)) &&
           (type != seL4_X86_PageDirectoryObject ||
            cap_leads_to_table(table_cap_new(CAP_PAGE_DIRECTORY, physical, 0, 0).w0)) &&
           (type != seL4_X86_PDPTObject || cap_leads_to_table(table_cap_new(CAP_PDPT, physical, 0, 0).w0)) &&
           (type != seL4_X64_PML4Object || is_root_at(physical));
}
NEEDS(paging_boot_root, (word_t physical)) { return is_root_at(physical); }
NEEDS(paging_boot_table, (word_t root, cap_t table))
{
    word_t type = cap_type(table);

    return is_table_at(root, 3) && (type == CAP_PDPT || type == CAP_PAGE_DIRECTORY || type == CAP_PAGE_TABLE);
}
NEEDS(paging_boot_frame, (word_t root, cap_t frame, bool executable)) { return is_table_at(root, 3); }

/* ---- leaves of the machine ---- */
CONTRACT(hw_kernel_mappings_copy, "assumed: it writes to this table and nothing else, entries of the kernel", void)
    (void *pml4)
{
    v_requires(v_type(pml4) == T_TABLE);
    v_changes_all("page_table");
    hw_kernel_mappings_copy(pml4);
}

CONTRACT(hw_bases_exchange, "assumed: it writes a thread's bases and nothing else", void)
    (word_t *save, const word_t *load)
{
    v_requires(v_type((char *)save - offsetof(tcb_t, context.r[R_FS_BASE])) == T_TCB);
    v_requires(v_type((const char *)load - offsetof(tcb_t, context.r[R_FS_BASE])) == T_TCB);
    v_changes(save, 2 * sizeof(word_t));
    hw_bases_exchange(save, load);
}
