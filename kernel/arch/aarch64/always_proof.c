/* SPDX-License-Identifier: BSD-2-Clause */
/* What AArch64's fields contain at all times, and what its functions alone need, as in proof/theorems/. */
#include <addresses.h>
#include <firmware.h>
#include <arch/arch.h>
#include <arch_switch.h>
#include <object/kind_proof.h>
#include <paging.h>
#include <vcpu.h>
#include <vmid.h>

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

/* The table at that address; also as an entry names it. The same of a root (never at 0) and an entry of a pool. */
static bool is_table_at(word_t physical)
{
    return is_live_at(physical, T_TABLE) && is_live_at(entry_address(entry_new_table(physical)), T_TABLE);
}

static bool is_root_at(word_t physical)
{
    return physical != 0 && is_live_at(physical, T_ROOT) && is_live_at(asid_entry_root(physical), T_ROOT);
}

static bool cap_leads_to_table(word_t w0)
{
    return (cap_w0_type(w0) != CAP_PAGE_TABLE || is_table_at(cap_w0_address(w0))) &&
           (cap_w0_type(w0) != CAP_VSPACE || is_root_at(cap_w0_address(w0))) &&
           (cap_w0_type(w0) != CAP_VCPU || is_live_at(cap_w0_address(w0), T_VCPU));
}

ALWAYS(slot, cap, table, (word_t w0)) { return cap_leads_to_table(w0); }
ALWAYS(invocation, cap, table, (word_t w0)) { return cap_leads_to_table(w0); }
ALWAYS(asid_pool, root[0], root, (word_t entry))
{
    return asid_entry_root(entry) == 0 || is_root_at(asid_entry_root(entry));
}
ALWAYS(asid_pool, root[0], vmid, (word_t entry)) { return asid_entry_vmid(entry) < VMIDS; }

static bool entry_leads_to_table(word_t entry)
{
    return !entry_is_table(entry) || is_live_at(entry_address(entry), T_TABLE);
}

ALWAYS(page_table, entry[0], entry, (word_t entry)) { return entry_leads_to_table(entry); }
ALWAYS(root_table, entry[0], entry, (word_t entry)) { return entry_leads_to_table(entry); }

/* ---- threads and VCPUs ---- */
static bool is_vcpu(const void *p)
{
    return p == 0 || (v_type(p) == T_VCPU && object_is_placed(p));
}

ALWAYS(tcb, context.vcpu, vcpu, (const void *p)) { return is_vcpu(p); }
ALWAYS(vcpu, tcb, tcb, (const void *p)) { return p == 0 || is_tcb_now(p); }
ALWAYS(arch_loaded, vcpu, vcpu, (const void *p)) { return is_vcpu(p); }
ALWAYS_VARIABLE(vcpu_loaded, vcpu, (const void *p)) { return is_vcpu(p); }
static bool is_live_vcpu_at(word_t physical)
{
    return is_live_at(physical, T_VCPU) && cap_leads_to_table(cap_new(CAP_VCPU, 0, 0, physical, 0).w0);
}

NEEDS(vcpu_create, (word_t physical)) { return is_live_vcpu_at(physical); }
NEEDS(arch_object_create, (word_t type, word_t physical, word_t user_size_bits, bool device))
{
    return (type != seL4_ARM_PageTableObject || cap_leads_to_table(table_cap_new(physical, 0, 0).w0)) &&
           (type != seL4_ARM_VSpaceObject || cap_leads_to_table(vspace_cap_new(physical, 0).w0)) &&
           (type != seL4_ARM_VCPUObject || is_live_vcpu_at(physical));
}
NEEDS(vcpu_finalise, (cap_t cap)) { return is_live_at(cap_address(cap), T_VCPU); }
NEEDS(vcpu_leave, (struct vcpu *vcpu)) { return vcpu != 0; }
NEEDS(vcpu_detach, (struct vcpu *vcpu, tcb_t *tcb)) { return vcpu != 0 && tcb != 0; }
NEEDS(vcpu_invoke, (const struct invocation *in, struct refusal *why))
{
    return core0.result_count == 0 && cap_type(in->cap) == CAP_VCPU;
}
NEEDS(read_register, (const struct vcpu *vcpu, const struct invocation *in, struct refusal *why))
{
    return core0.result_count == 0;
}
NEEDS(smc_invoke, (const struct invocation *in, struct refusal *why)) { return core0.result_count == 0; }
NEEDS(list_read, (const struct vcpu *vcpu, word_t index)) { return index < VGIC_LIST_MAX; }
NEEDS(list_write, (struct vcpu *vcpu, word_t index, word_t list)) { return index < VGIC_LIST_MAX; }

/* ---- ASIDs and VMIDs ---- */
static bool asid_has_pool(word_t asid)
{
    return asid_pools[asid_pool_index(asid)] != 0;
}

NEEDS(vmid_of, (word_t asid)) { return asid_has_pool(asid); }
NEEDS(space_word, (word_t asid)) { return asid_has_pool(asid); }
NEEDS(space_flush, (word_t asid)) { return asid_has_pool(asid); }
NEEDS(space_flush_page, (word_t asid, word_t vaddr)) { return asid_has_pool(asid); }
NEEDS(space_load, (word_t asid)) { return asid == 0 || asid_has_pool(asid); }
GIVES(vmid_find, (word_t vmid)) { return vmid < VMIDS; }
NEEDS(vmid_take_away, (word_t vmid)) { return vmid < VMIDS; }

/* ---- caches ---- */
NEEDS(range_work, (const struct invocation *in, word_t operation, word_t start, word_t physical, word_t bytes))
{
    return physical + bytes <= op_pow2(60);
}
NEEDS(page_range, (const struct invocation *in, word_t operation, word_t entry, word_t bits, struct refusal *why))
{
    return bits <= HUGE_PAGE_BITS && invocation_register(in, 0) < invocation_register(in, 1);
}

/* ---- threads' registers ---- */
NEEDS(user_context_register, (word_t i)) { return i < arch_user_register_count(); }
GIVES(user_context_register, (word_t r, word_t i)) { return r < R_COUNT; }

/* Address of a thread, or FPU_UNKNOWN, FPU_DENIED. */
static bool is_fpu_word(word_t fpu)
{
    return fpu <= FPU_DENIED || is_tcb_now((const void *)fpu);
}

ALWAYS(arch_loaded, fpu, fpu, (word_t fpu)) { return is_fpu_word(fpu); }
ALWAYS(tcb, decoded.fpu, decoded_fpu, (word_t fpu, const tcb_t *t)) { return fpu <= FPU_DENIED || fpu == (word_t)t; }
NEEDS(fpu_load, (tcb_t *tcb, word_t wanted)) { return wanted <= FPU_DENIED || wanted == (word_t)tcb; }

/* ---- frames: a size that there is ---- */
NEEDS(frame_map, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_FRAME; }

NEEDS(table_map, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_PAGE_TABLE; }
NEEDS(table_unmap_method, (const struct invocation *in, struct refusal *why))
{
    return cap_type(in->cap) == CAP_PAGE_TABLE;
}
NEEDS(table_invoke, (const struct invocation *in, struct refusal *why)) { return cap_type(in->cap) == CAP_PAGE_TABLE; }

/* ---- boot ---- */
NEEDS(asid_boot, (word_t pool_physical, word_t root_physical))
{
    return is_live_at(pool_physical, T_ASID_POOL) && is_root_at(root_physical);
}
NEEDS(paging_boot_root, (word_t physical)) { return is_root_at(physical); }
NEEDS(paging_boot_table, (word_t root, cap_t table))
{
    return is_root_at(root) && cap_type(table) == CAP_PAGE_TABLE;
}
NEEDS(paging_boot_frame, (word_t root, cap_t frame, bool executable)) { return is_root_at(root); }

/* ---- leaves of the machine ---- */
CONTRACT(hw_smc_call, "assumed: the firmware's answer replaces these words, and nothing else", void)
    (struct hw_smc *registers)
{
    v_changes(registers, sizeof(struct hw_smc));
    hw_smc_call(registers);
}

CONTRACT(hw_guest_monitor_count, "assumed: no more than a VCPU has room for", word_t)(word_t array)
{
    word_t count = hw_guest_monitor_count(array);

    v_ensures(count <= GUEST_MONITORS_MAX);
    return count;
}

CONTRACT(hw_vgic_list_count, "assumed: no more than a VCPU has room for", word_t)(void)
{
    word_t count = hw_vgic_list_count();

    v_ensures(count <= VGIC_LIST_MAX);
    return count;
}
