/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64's kinds of capabilities and objects, in other words than arch_cap.h: what generic theorems ask of an ISA. */
#ifndef ARCH_KINDS_PROOF_H
#define ARCH_KINDS_PROOF_H

#include <arch/arch.h>
#include <proof/objects.h>

/* Which kind of object the root of an address space is. */
static inline word_t arch_root_kind(void)
{
    return T_TABLE;
}

/* log2 of the bytes of an object whose size is fixed; 0: none. */
static inline word_t arch_kind_bits(word_t type)
{
    return ((type == CAP_PAGE_TABLE) | (type == CAP_PAGE_DIRECTORY) | (type == CAP_PDPT) | (type == CAP_PML4) |
            (type == CAP_ASID_POOL) | (type == CAP_IO_PAGE_TABLE)) ? 12 : 0;
}

/* It stands for no object. */
static inline bool arch_kind_is_control(word_t type)
{
    return (type == CAP_ASID_CONTROL) | (type == CAP_IO_PORT_CONTROL) | (type == CAP_IO_SPACE);
}

/* Of which capabilities a control is an ancestor. */
static inline bool arch_control_covers(word_t control, word_t type)
{
    return ((control == CAP_ASID_CONTROL) & (type == CAP_ASID_CONTROL)) |
           ((control == CAP_IO_PORT_CONTROL) & ((type == CAP_IO_PORT_CONTROL) | (type == CAP_IO_PORT)));
}

/* IRQ control is an ancestor of handlers, and of these. */
static inline bool arch_irq_control_covers(word_t type)
{
    (void)type;
    return false;
}

/* Its second word tells what it stands for. */
static inline bool arch_kind_is_numbered(word_t type)
{
    return type == CAP_IO_PORT;
}

/* It gets a badge like endpoints: by Mint, once. */
static inline bool arch_kind_takes_badge(word_t type)
{
    (void)type;
    return false;
}

/* Its second word counts as a badge in the derivation order. */
static inline bool arch_kind_has_badge(word_t type)
{
    (void)type;
    return false;
}

/* Kinds that occur. */
static inline bool arch_kind_occurs(word_t type)
{
    return ((type <= CAP_IO_PORT) & (type != CAP_IO_SPACE)) | (type == CAP_IO_PORT_CONTROL);
}

/* log2 of the bytes of an object that Retype makes. */
static inline word_t arch_type_bits(word_t object)
{
    return object == seL4_X86_LargePageObject ? 21 : object == seL4_X64_HugePageObject ? 30 : 12;
}

/* Which kind of object Retype makes of it; T_NONE: memory of a program. */
static inline word_t arch_type_kind(word_t object)
{
    bool is_table = (object == seL4_X86_PageTableObject) | (object == seL4_X86_PageDirectoryObject) |
                    (object == seL4_X86_PDPTObject) | (object == seL4_X64_PML4Object);

    return is_table ? T_TABLE : T_NONE;
}

/* The kernel keeps fields there, as in TCBs. */
static inline bool arch_type_has_fields(word_t object)
{
    (void)object;
    return false;
}

/* physical_of, of a pointer's bits. */
static inline word_t arch_physical_of(word_t address)
{
    return address - WINDOW_BASE;
}

#endif
