/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves of the host port that only AArch64 has. */
#include <host.h>

#include <arch/arch.h>
#include <host_guest.h>
#include <lib/string.h>
#include <object/asid.h>
#include <vcpu.h>
#include <vmid.h>

#define GIC_PRIVATE 32u
#define SMC_RESULT 0x1111111111111111u

struct hw_state hw_state;

void host_isa_reset(void)
{
    hw_state.gic_version = 2;
    memset(&host_guest, 0, sizeof(host_guest));
    host_guest.lists = 4;
    host_guest.version = 2;
    memset(&vmids, 0, sizeof(vmids));
    vcpu_loaded = 0;
}

/* ---- address spaces ---- */

/* The ASID whose entry in its pool is this word: a word that is nobody's must not be loaded. */
static word_t asid_of(word_t space)
{
    for (word_t pool = 0; pool < ASID_POOLS; pool++) {
        for (word_t i = 0; asid_pools[pool] != 0 && i < ASID_POOL_ENTRIES; i++) {
            if (asid_pools[pool]->root[i] == space)
                return pool * ASID_POOL_ENTRIES + i;
        }
    }
    REQUIRES(!"the space of an ASID");
    return 0;
}

static void load(word_t root, word_t asid, word_t vmid)
{
    host_machine.vspace_root = root;
    host_machine.vspace_asid = asid;
    host_machine.vspace_vmid = vmid;
    host_machine.vspace_loads++;
}

void hw_space_load(word_t space)
{
    REQUIRES(op_drop(space, SPACE_VMID_BIT) != 0);
    load(op_low(space, SPACE_VMID_BIT), asid_of(space), op_drop(space, SPACE_VMID_BIT));
}

void hw_space_load_empty(void)
{
    load(0, 0, 0);
}

void hw_table_written(void)
{
    host_machine.tables_written++;
}

void hw_tlb_flush_page(word_t vmid, word_t vaddr)
{
    host_flush_record(HOST_FLUSH_PAGE, vmid, vaddr);
}

void hw_tlb_flush_vmid(word_t vmid)
{
    host_flush_record(HOST_FLUSH_ASID, vmid, 0);
}

/* ---- registers ---- */

/* A guest at EL1 may write it, too. */
void hw_tpidrro_load(word_t value)
{
    host_machine.tpidrro = value;
    host_machine.tpidrro_loads++;
    host_guest.tpidrro = value;
}

void hw_fpu_exchange(void *to, const void *from)
{
    hw_fpu_save(to);
    hw_fpu_restore(from);
}

void hw_fpu_init_area(void *area)
{
    memset(area, 0, ARCH_TCB_FPU_BYTES);
}

/* ---- caches, firmware, other CPUs ---- */

void hw_cache(enum hw_cache_operation operation, word_t physical, word_t bytes)
{
    host_machine.cache_operation = operation;
    host_machine.cache_start = physical;
    host_machine.cache_bytes = bytes;
    host_machine.cache_calls++;
}

void hw_instructions_forget(void)
{
    host_machine.instructions_forgotten++;
}

/* The firmware's answer: each word with some bits turned. */
void hw_smc_call(struct hw_smc *registers)
{
    for (unsigned i = 0; i < ARRAY_SIZE(registers->x); i++) {
        host_machine.smc[i] = registers->x[i];
        registers->x[i] ^= SMC_RESULT * (i + 1);
    }
    host_machine.smc_calls++;
}

void hw_sgi_send(word_t number, word_t target)
{
    host_machine.sgi_number = number;
    host_machine.sgi_target = target;
    host_machine.sgi_sent++;
}

/* ---- interrupt controller ---- */

/* On a GICv3 it ends what is held, too. */
void hw_irq_mask(word_t irq)
{
    REQUIRES(irq < HOST_LINES);
    host_machine.irq_enabled[irq] = false;
    host_machine.irq_held[irq] = false;
}

void hw_irq_unmask(word_t irq)
{
    REQUIRES(irq < HOST_LINES);
    host_machine.irq_enabled[irq] = true;
}

void hw_irq_hold(word_t irq)
{
    REQUIRES(irq < HOST_LINES);
    if (hw_state.gic_version == 2)
        hw_irq_mask(irq);
    else
        host_machine.irq_held[irq] = true;
}

void hw_irq_release(word_t irq)
{
    REQUIRES(irq < HOST_LINES);
    if (hw_state.gic_version == 2)
        hw_irq_unmask(irq);
    else
        host_machine.irq_held[irq] = false;
}

void hw_irq_end(word_t irq)
{
    host_machine.irq_ended = irq;
    host_machine.irq_ends++;
}

/* Software interrupts are what they are. */
void hw_irq_trigger(word_t irq, bool edge)
{
    REQUIRES(irq < HOST_LINES);
    if (irq >= GIC_PRIVATE / 2)
        host_machine.irq_edge[irq] = edge;
}
