/* SPDX-License-Identifier: BSD-2-Clause */
/* AArch64's kinds of capabilities and objects, in other words than arch_cap.h: what generic theorems ask of an ISA. */
#ifndef ARCH_KINDS_PROOF_H
#define ARCH_KINDS_PROOF_H

#include <arch/arch.h>
#include <proof/objects.h>

/* Which kind of object the root of an address space is. */
static inline word_t arch_root_kind(void)
{
    return T_ROOT;
}

/* log2 of the bytes of an object whose size is fixed; 0: none. */
static inline word_t arch_kind_bits(word_t type)
{
    return type == CAP_VSPACE ? 13 :
           ((type == CAP_PAGE_TABLE) | (type == CAP_ASID_POOL) | (type == CAP_VCPU)) ? 12 : 0;
}

/* It stands for no object. */
static inline bool arch_kind_is_control(word_t type)
{
    return (type == CAP_ASID_CONTROL) | (type == CAP_SMC);
}

/* Of which capabilities a control is an ancestor. */
static inline bool arch_control_covers(word_t control, word_t type)
{
    return (control == type) & arch_kind_is_control(type);
}

/* IRQ control is an ancestor of handlers, and of these. */
static inline bool arch_irq_control_covers(word_t type)
{
    return type == CAP_SGI_SIGNAL;
}

/* Its second word tells what it stands for. */
static inline bool arch_kind_is_numbered(word_t type)
{
    return type == CAP_SGI_SIGNAL;
}

/* It gets a badge like endpoints: by Mint, once. */
static inline bool arch_kind_takes_badge(word_t type)
{
    return type == CAP_SMC;
}

/* Its second word counts as a badge in the derivation order. */
static inline bool arch_kind_has_badge(word_t type)
{
    return (type == CAP_SMC) | (type == CAP_SGI_SIGNAL);
}

/* Kinds that occur. */
static inline bool arch_kind_occurs(word_t type)
{
    return (type == CAP_FRAME) | (arch_kind_bits(type) != 0) | arch_kind_is_control(type) | (type == CAP_SGI_SIGNAL);
}

/* log2 of the bytes of an object that Retype makes. */
static inline word_t arch_type_bits(word_t object)
{
    return object == seL4_ARM_LargePageObject ? 21 : object == seL4_ARM_HugePageObject ? 30 :
           object == seL4_ARM_VSpaceObject ? 13 : 12;
}

/* Which kind of object Retype makes of it; T_NONE: memory of a program. */
static inline word_t arch_type_kind(word_t object)
{
    return object == seL4_ARM_PageTableObject ? T_TABLE : object == seL4_ARM_VSpaceObject ? T_ROOT :
           object == seL4_ARM_VCPUObject ? T_VCPU : T_NONE;
}

/* The kernel keeps fields there, as in TCBs. */
static inline bool arch_type_has_fields(word_t object)
{
    return object == seL4_ARM_VCPUObject;
}

/* physical_of, of a pointer's bits. */
static inline word_t arch_physical_of(word_t address)
{
    return address & (WINDOW_BASE - 1);
}

#endif
