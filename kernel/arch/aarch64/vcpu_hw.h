/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The leaves of virtual CPUs: a guest's registers in the processor, and the virtual interface of the interrupt
 * controller (GICv2: GICH_*, GICv3: ICH_*_EL2).
 */
#ifndef VCPU_HW_H
#define VCPU_HW_H

#include <sel4/abi.h>
#include <lib/types.h>

/*
 * Registers of a guest: first those that the methods of a VCPU name, in that numbering, then those that only have to
 * be kept apart. Those that belong to features that the processor lacks read as 0; without a performance monitor these
 * are all from GUEST_PMCR on.
 */
enum guest_register {
    GUEST_NAMED = seL4_VCPUReg_Num,
    GUEST_CSSELR = GUEST_NAMED, /* which cache CCSIDR_EL1 describes */
    GUEST_MDSCR,                /* debug: enables breakpoints, watchpoints, single steps */
    GUEST_MDCCINT,
    GUEST_OSLOCK,               /* OSLSR_EL1.OSLK */
    GUEST_OSDLR,
    GUEST_DISR,                 /* of deferred errors: what a guest sees is VDISR_EL2 */
    GUEST_TPIDR2,               /* of programs that use SME */
    GUEST_PMCR,
    GUEST_PMUSERENR,
    GUEST_PMCNTEN,
    GUEST_PMINTEN,
    GUEST_PMOVS,
    GUEST_PMSELR,
    GUEST_PMCCNTR,
    GUEST_PMCCFILTR,
    GUEST_REGISTERS
};

word_t hw_guest_read(word_t reg);
void hw_guest_write(word_t reg, word_t value);

/* TPIDRRO_EL0, which is the thread's. */
word_t hw_guest_tpidrro(void);

/*
 * Registers that there are several of: breakpoints and watchpoints, value and control; event counters of the
 * performance monitor, type and count.
 */
enum guest_monitor {
    GUEST_BREAKPOINT_VALUE, GUEST_BREAKPOINT_CONTROL,
    GUEST_WATCHPOINT_VALUE, GUEST_WATCHPOINT_CONTROL,
    GUEST_EVENT_TYPE, GUEST_EVENT_COUNT,
    GUEST_MONITOR_ARRAYS
};

#define GUEST_MONITORS_MAX 31u

/* How many the processor has, at most GUEST_MONITORS_MAX. */
word_t hw_guest_monitor_count(word_t array);
word_t hw_guest_monitor_read(word_t array, word_t i);
void hw_guest_monitor_write(word_t array, word_t i, word_t value);

/* HCR_EL2: how the processor treats the levels below. */
void hw_hcr_write(word_t value);

/* Forgets translations of the guest's own tables in the address space that is loaded. */
void hw_guest_tlb_flush(void);

/*
 * What the guest's own translation makes of an address, as PAR_EL1 tells it: bit 0 set if nothing. The guest's PAR_EL1
 * stays as it is.
 */
word_t hw_guest_translate(word_t address);

/* ---- virtual interrupt controller ---- */
/* Control is what makes it work; the others are part of the state. */
enum vgic_register {
    VGIC_CONTROL, VGIC_MACHINE,
    VGIC_ACTIVE0, VGIC_ACTIVE0_END = VGIC_ACTIVE0 + 4, /* active priorities of group 0 (GICv2: of all) */
    VGIC_ACTIVE1 = VGIC_ACTIVE0_END, VGIC_ACTIVE1_END = VGIC_ACTIVE1 + 4, /* of group 1 */
    VGIC_REGISTERS = VGIC_ACTIVE1_END
};

#define VGIC_LIST_MAX 64u

/* Registers that the controller lacks read as 0 and ignore what is written. */
word_t hw_vgic_read(word_t reg);
void hw_vgic_write(word_t reg, word_t value);
word_t hw_vgic_list_count(void); /* 1 .. VGIC_LIST_MAX */
word_t hw_vgic_list_read(word_t i);
void hw_vgic_list_write(word_t i, word_t value);
/* Bit i: the guest has ended the interrupt of list register i, which was to be told. */
word_t hw_vgic_ended(void);
/* 2 or 3: how list registers are laid out. */
word_t hw_vgic_version(void);

/* Counts what there is. */
void hw_guest_boot(void);

#endif
