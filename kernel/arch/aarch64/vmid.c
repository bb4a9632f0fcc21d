/* SPDX-License-Identifier: BSD-2-Clause */
/* VMIDs of the spaces that run. memory.md section 3. */
#include <arch_switch.h>
#include <vmid.h>

struct vmids vmids;

static word_t *entry_of(word_t asid)
{
    return &asid_pools[asid_pool_index(asid)]->root[asid_entry_index(asid)];
}

static word_t vmid_of(word_t asid)
{
    return asid_entry_vmid(*entry_of(asid));
}

static word_t vmid_after(word_t vmid)
{
    return vmid + 1 < VMIDS ? vmid + 1 : 1;
}

/* The ASID loses its VMID: threads that know it must look again, and nothing of it stays in TLBs. */
static void vmid_take_away(word_t vmid)
{
    word_t *entry = 0;

    if (asid_pools[asid_pool_index(vmids.asid[vmid])] != 0) {
        entry = entry_of(vmids.asid[vmid]);
        *entry = asid_entry_vmid_set(*entry, 0);
    }
    vmids.asid[vmid] = 0;
    arch_decoded_forget();
    hw_tlb_flush_vmid(vmid);
}

/* A VMID that no ASID has; not that of the space in use, which TLBs may be filling. */
static word_t vmid_find(void)
{
    word_t vmid = vmid_after(vmids.last);

    if ((arch_loaded.asid != 0) && (vmids.asid[vmid] == arch_loaded.asid))
        vmid = vmid_after(vmid);
    vmids.last = vmid;
    if (vmids.asid[vmid] != 0)
        vmid_take_away(vmid);
    return vmid;
}

word_t space_word(word_t asid)
{
    word_t *entry = entry_of(asid);

    REQUIRES(asid_root(asid) != 0);
    if (unlikely(asid_entry_vmid(*entry) == 0)) {
        word_t vmid = vmid_find();

        vmids.asid[vmid] = (uint16_t)asid;
        *entry = asid_entry_vmid_set(*entry, vmid);
    }
    return *entry;
}

/* Nothing is in TLBs without a VMID. */
void space_flush_page(word_t asid, word_t vaddr)
{
    word_t vmid = vmid_of(asid);

    if (vmid != 0)
        hw_tlb_flush_page(vmid, vaddr);
}

void space_flush(word_t asid)
{
    word_t vmid = vmid_of(asid);

    if (vmid != 0)
        hw_tlb_flush_vmid(vmid);
}

/* The ASID has lost its root, and its entry in the pool. Bound: VMIDS. */
void hw_tlb_flush_asid(word_t asid)
{
    word_t vmid = 1;

    while ((vmid < VMIDS) && (vmids.asid[vmid] != asid))
        vmid++;
    if (vmid == VMIDS)
        return;
    vmids.asid[vmid] = 0;
    hw_tlb_flush_vmid(vmid);
}

/* A pool is gone, with the entries of its ASIDs. Bound: VMIDS. */
void hw_tlb_flush_all(void)
{
    for (word_t vmid = 1; vmid < VMIDS; vmid++) {
        if ((vmids.asid[vmid] != 0) && (asid_pools[asid_pool_index(vmids.asid[vmid])] == 0)) {
            vmids.asid[vmid] = 0;
            hw_tlb_flush_vmid(vmid);
        }
    }
}
