/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The leaves that touch the machine. Bodies of these functions are the trusted part of the ISA; the host port has
 * functions of the same names that record what they are told.
 */
#ifndef ARCH_HW_H
#define ARCH_HW_H

#include <lib/contract.h>
#include <segments.h>

/* Kernel irq numbers 0 .. 125: CPU vectors 32 .. 157. */
#define ARCH_IRQ_COUNT 126u

/* Deadlines are programmed early by this. */
#define ARCH_TIMER_MARGIN_US 1u
#define ARCH_IRQ_TIMER 125u

/* What boot found out about the CPU, and the little state the leaves keep. */
struct hw_state {
    word_t empty_cr3;      /* CR3 of the space without user mappings */
    word_t asid;           /* ASID loaded now; 0: the space without user mappings, and always with a porch */
    word_t pcid_mask;      /* bits of an ASID that go into CR3: 0xfff when PCIDs are in use, else 0 */
    word_t cr3_keep;       /* CR3 bit 63 (do not flush) when PCIDs are in use, else 0 */
    word_t fpu_components; /* XCR0; 0: FXSAVE is used */
    word_t fpu_allowed;    /* bool */
    word_t fpu_wide;       /* bool: 32-byte AVX stores may be used */
    word_t fsgsbase;       /* bool: RDFSBASE and relatives, else model-specific registers */
    word_t huge_pages;     /* bool: 1 GiB pages */
    word_t timer_deadline; /* bool: the local APIC compares with the TSC */
    word_t timer_scale;    /* else: APIC timer counts per TSC tick, 32 fraction bits */
    word_t x2apic;         /* bool: local APIC is reached by model-specific registers */
    word_t apic_id;        /* of the boot CPU */
    word_t tsc_mhz;
    word_t ioapic_count;
    word_t is_virtual;     /* bool: a hypervisor runs below */
    word_t has_porch;      /* bool: separate page tables for programs */
    word_t shared_entry;   /* last entry of every PML4: the kernel, or its porch */
};

extern struct hw_state hw_state;

/* ---- addresses ---- */
static inline void *object_at(word_t physical)
{
    return (void *)(physical + WINDOW_BASE);
}

static inline word_t physical_of(const void *p)
{
    return (word_t)p - WINDOW_BASE;
}

/* ---- registers of the CPU ---- */
static inline word_t hw_msr(word_t number)
{
    uint32_t low = 0;
    uint32_t high = 0;

    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"((uint32_t)number));
    return (word_t)high << 32 | low;
}

static inline void hw_msr_set(word_t number, word_t value)
{
    __asm__ volatile("wrmsr" : : "c"((uint32_t)number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)) : "memory");
}

static inline word_t hw_cr2(void)
{
    word_t value = 0;

    __asm__ volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}

static inline void hw_cr3_set(word_t value)
{
    __asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

/* ---- time ---- */
static inline word_t hw_clock(void)
{
    word_t low = 0;
    word_t high = 0;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return high << 32 | low;
}

/* Interrupt ARCH_IRQ_TIMER when the clock reaches deadline, at once if it has. Replaces the deadline before. */
void hw_timer_set(word_t deadline);

/* ---- address spaces ---- */
/* A piece of code that boot_porch.c replaces by a jump or a call (opcode) to target: [site, end). */
struct hw_patch {
    word_t site, end, target, opcode;
};

#define HW_OPCODE_CALL 0xe8

_Static_assert(offsetof(struct hw_state, asid) == 8, "hw_porch_vspace_load knows its place");

/* The tables at root_physical under that ASID, which is not 0, as hw_vspace_load_word takes them. */
static inline word_t hw_vspace_word(word_t root_physical, word_t asid)
{
    return root_physical | (asid & hw_state.pcid_mask) | hw_state.cr3_keep;
}

/*
 * With separate page tables for programs the instruction has been replaced by a call of hw_porch_vspace_load: the way
 * out loads CR3, and hw_state.asid stays 0, as the tables in use while the kernel runs are its own. The segment
 * prefixes mean nothing; they make the instruction as long as a call.
 */
static inline void hw_vspace_load_word(word_t word, word_t asid)
{
    hw_state.asid = asid;
    __asm__ volatile("790: .byte 0x3e, 0x3e\n"
                     "movq %0, %%cr3\n"
                     "791: .pushsection .boot.patches, \"a\"\n"
                     ".quad 790b, 791b, hw_porch_vspace_load, %c1\n"
                     ".popsection\n"
                     : "+a"(word)
                     : "i"(HW_OPCODE_CALL)
                     : "memory");
}

/* Makes the tables at root_physical the CPU's, under that ASID. ASID 0: the space without user mappings. */
static inline void hw_vspace_load(word_t root_physical, word_t asid)
{
    hw_vspace_load_word(asid == 0 ? hw_state.empty_cr3 : hw_vspace_word(root_physical, asid), asid);
}

/*
 * Forgets translations of one ASID: of one page and the tables on its way, or all. With separate page tables and
 * without PCIDs there is nothing to do: the way out forgets them all.
 */
static inline void hw_tlb_flush_page(word_t asid, word_t vaddr)
{
    if (likely(hw_state.asid == asid)) {
        __asm__ volatile("invlpg (%0)" : : "r"(vaddr) : "memory");
    } else if (hw_state.pcid_mask != 0) {
        struct {
            word_t pcid, address;
        } operand = {asid, vaddr};

        __asm__ volatile("invpcid %0, %1" : : "m"(operand), "r"((word_t)0) : "memory");
    }
}

void hw_tlb_flush_asid(word_t asid);
/* Forgets the translations of all ASIDs. */
void hw_tlb_flush_all(void);

/* The kernel's half of a new root: one entry covers window, image and devices. */
void hw_kernel_mappings_copy(void *pml4);

static inline bool hw_has_huge_pages(void)
{
    return hw_state.huge_pages != 0;
}

/* ---- per-thread registers ---- */
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101

static inline word_t hw_fs_base(void)
{
    word_t base = 0;

    if (likely(hw_state.fsgsbase != 0))
        __asm__ volatile("rdfsbase %0" : "=r"(base));
    else
        base = hw_msr(MSR_FS_BASE);
    return base;
}

static inline void hw_fs_base_set(word_t base)
{
    if (likely(hw_state.fsgsbase != 0))
        __asm__ volatile("wrfsbase %0" : : "r"(base));
    else
        hw_msr_set(MSR_FS_BASE, base);
}

static inline word_t hw_gs_base(void)
{
    word_t base = 0;

    if (likely(hw_state.fsgsbase != 0))
        __asm__ volatile("rdgsbase %0" : "=r"(base));
    else
        base = hw_msr(MSR_GS_BASE);
    return base;
}

static inline void hw_gs_base_set(word_t base)
{
    if (likely(hw_state.fsgsbase != 0))
        __asm__ volatile("wrgsbase %0" : : "r"(base));
    else
        hw_msr_set(MSR_GS_BASE, base);
}

/* Are there instructions for the bases? */
static inline bool hw_has_base_instructions(void)
{
    return hw_state.fsgsbase != 0;
}

/* Keeps both bases in save and loads those of load, FS base and GS base, by these instructions. */
static inline void hw_bases_exchange(word_t *save, const word_t *load)
{
    __asm__ volatile("rdfsbase %0" : "=r"(save[0]));
    __asm__ volatile("rdgsbase %0" : "=r"(save[1]));
    __asm__ volatile("wrfsbase %0" : : "r"(load[0]));
    __asm__ volatile("wrgsbase %0" : : "r"(load[1]));
}

/* The task state segment; the only fields used are the stacks. */
struct hw_tss {
    uint32_t unused0;
    word_t rsp0, rsp1, rsp2;
    word_t unused1;
    word_t ist[7];
    word_t unused2;
    uint16_t unused3, io_bitmap;
} __attribute__((packed, aligned(4)));

extern struct hw_tss hw_tss;

/* Where the CPU pushes the frame of an interrupt from user mode: the end of the current thread's registers. */
static inline void hw_kernel_stack_set(word_t top)
{
    hw_tss.rsp0 = top;
}

/* ---- FPU ---- */
/* area: 64-byte aligned, ARCH_TCB_FPU_BYTES. Save and restore need the FPU allowed. */
static inline void hw_fpu_save(void *area)
{
    uint32_t components = (uint32_t)hw_state.fpu_components;

    if (likely(components != 0))
        __asm__ volatile("xsave64 (%0)" : : "r"(area), "a"(components), "d"(0) : "memory");
    else
        __asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

static inline void hw_fpu_restore(const void *area)
{
    uint32_t components = (uint32_t)hw_state.fpu_components;

    if (likely(components != 0))
        __asm__ volatile("xrstor64 (%0)" : : "r"(area), "a"(components), "d"(0) : "memory");
    else
        __asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}

/* hw_fpu_save(save), then hw_fpu_restore(load). */
static inline void hw_fpu_exchange(void *save, const void *load)
{
    uint32_t components = (uint32_t)hw_state.fpu_components;

    if (likely(components != 0)) {
        __asm__ volatile("xsave64 (%0)" : : "r"(save), "a"(components), "d"(0) : "memory");
        __asm__ volatile("xrstor64 (%0)" : : "r"(load), "a"(components), "d"(0) : "memory");
    } else {
        hw_fpu_save(save);
        hw_fpu_restore(load);
    }
}

void hw_fpu_init_area(void *area);
/* Not allowed: FPU instructions trap (vector 7). */
void hw_fpu_allow(bool on);

/* ---- I/O ports; bytes is 1, 2 or 4 ---- */
word_t hw_port_in(word_t port, word_t bytes);
void hw_port_out(word_t port, word_t bytes, word_t value);

/* ---- memory ---- */
/* Zeroes bytes (a multiple of 16) at p (16-byte aligned). */
void hw_clear(void *p, word_t bytes);

/* ---- interrupt controllers ---- */
/* Programs a pin's redirection entry, masked; fixed delivery to the boot CPU. */
void hw_ioapic_program(word_t ioapic, word_t pin, word_t vector, bool level, bool active_low);
void hw_ioapic_mask(word_t ioapic, word_t pin, bool masked);
word_t hw_ioapic_count(void);
word_t hw_ioapic_pins(word_t ioapic);
/* End of interrupt at the local APIC. */
void hw_irq_end(void);

#endif
