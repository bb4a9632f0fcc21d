/* SPDX-License-Identifier: BSD-2-Clause */
/* What RISC-V's fields contain at all times, and what its functions alone need, as in proof/theorems/. */
#include <addresses.h>
#include <arch/arch.h>
#include <arch_switch.h>
#include <object/kind_proof.h>
#include <paging.h>

bool object_is_placed(const void *p);
bool tcb_is_placed(const tcb_t *t);

static bool is_tcb_now(const void *p)
{
    return v_type(p) == T_TCB && object_is_placed(p) && tcb_is_placed(p);
}

static bool is_live_at(word_t physical, word_t kind)
{
    return physical < WINDOW_LIMIT && v_type(object_at(physical)) == kind && object_is_placed(object_at(physical));
}

/*
 * The table at that address; also as an entry names it. The kernel's own tables, which the upper half of every root
 * leads to, count as tables.
 */
static bool is_table_at(word_t physical)
{
    return is_live_at(physical, T_TABLE) && is_live_at(entry_address(entry_new_table(physical)), T_TABLE);
}

static bool cap_leads_to_table(word_t w0)
{
    return cap_w0_type(w0) != CAP_PAGE_TABLE || is_table_at(cap_w0_address(w0));
}

ALWAYS(slot, cap, table, (word_t w0)) { return cap_leads_to_table(w0); }
ALWAYS(invocation, cap, table, (word_t w0)) { return cap_leads_to_table(w0); }
ALWAYS(asid_pool, root[0], root, (word_t root)) { return root == 0 || is_table_at(root); }

/* Entries that look like those of tables are: frames have permissions. */
ALWAYS(page_table, entry[0], entry, (word_t entry))
{
    return !entry_is_table(entry) || is_live_at(entry_address(entry), T_TABLE);
}

/* ---- threads ---- */
NEEDS(user_context_register, (word_t i)) { return i < arch_user_register_count(); }
GIVES(user_context_register, (word_t r, word_t i)) { return r < R_COUNT; }

/* Address of a thread, or FPU_UNKNOWN, FPU_DENIED. */
static bool is_fpu_word(word_t fpu)
{
    return fpu <= FPU_DENIED || is_tcb_now((const void *)fpu);
}

ALWAYS(arch_loaded, fpu, fpu, (word_t fpu)) { return is_fpu_word(fpu); }
ALWAYS(tcb, decoded.fpu, decoded_fpu, (word_t fpu, const tcb_t *t)) { return fpu <= FPU_DENIED || fpu == (word_t)t; }
NEEDS(arch_fpu_change, (tcb_t *tcb, word_t wanted)) { return wanted <= FPU_DENIED || wanted == (word_t)tcb; }
NEEDS(fpu_change_any, (tcb_t *tcb, word_t wanted)) { return wanted <= FPU_DENIED || wanted == (word_t)tcb; }

NEEDS(arch_root_assign, (slot_t *slot, word_t asid)) { return cap_type(slot->cap) == CAP_PAGE_TABLE; }

/* ---- frames: a size that there is ---- */
NEEDS(frame_map, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_FRAME; }

NEEDS(table_map, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_PAGE_TABLE; }
NEEDS(table_unmap_method, (const struct invocation *in, struct refusal *why))
{
    return cap_type(in->cap) == CAP_PAGE_TABLE;
}
NEEDS(table_invoke, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_PAGE_TABLE; }

/* ---- boot ---- */
NEEDS(arch_object_create, (word_t type, word_t physical, word_t user_size_bits, bool device))
{
    return type != seL4_RISCV_PageTableObject || cap_leads_to_table(table_cap_new(physical, 0, 0).w0);
}
NEEDS(asid_boot, (word_t pool_physical, word_t root_physical))
{
    return is_live_at(pool_physical, T_ASID_POOL) && is_table_at(root_physical);
}
NEEDS(paging_boot_root, (word_t physical))
{
    return is_table_at(physical) && cap_leads_to_table(table_cap_new(physical, 0, 0).w0);
}
NEEDS(paging_boot_table, (word_t root, cap_t table))
{
    return is_table_at(root) && cap_type(table) == CAP_PAGE_TABLE;
}
NEEDS(paging_boot_frame, (word_t root, cap_t frame, bool executable)) { return is_table_at(root); }

/* ---- leaves of the machine ---- */
CONTRACT(hw_kernel_mappings_copy, "assumed: it writes to this table and nothing else, entries of the kernel", void)
    (void *root)
{
    v_requires(v_type(root) == T_TABLE);
    v_changes_all("page_table");
    hw_kernel_mappings_copy(root);
}
