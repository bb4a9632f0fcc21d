/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities of RISC-V: types, second words, and the tables behind them. memory.md, invocations.md section 12.
 *
 *   type             address         size        w1
 *   frame            of the frame    12, 21, 30  [38:12] page of the virtual address, [54:39] ASID (0: not mapped),
 *                                                [63] device memory. rights: none, Read, Read + Write only
 *   page table       of the table    0           [38:12] page of the virtual address, [54:39] ASID (0: not mapped)
 *   ASID pool        of the pool     0           [6:0] pool index
 *   ASID control     0               0           0
 *
 * A page table that ASID Pool Assign made a root records its ASID and address 0. Roots and other tables are told apart
 * by the ASID's entry in its pool: it holds the root's address.
 */
#ifndef ARCH_CAP_H
#define ARCH_CAP_H

#include <object/slot.h>

/* The type of root capabilities, of which threads keep what they need decoded (arch_decoded_forget). */
#define ARCH_CAP_ROOT CAP_PAGE_TABLE

enum riscv_cap_type {
    CAP_PAGE_TABLE = 3,
    CAP_ASID_CONTROL = 11,
    CAP_ASID_POOL = 13,
};

/* log2 of frame sizes, and of a table */
enum { PAGE_BITS = 12, MEGA_PAGE_BITS = 21, GIGA_PAGE_BITS = 30, TABLE_BITS = 12 };

/* See struct cap_memory in object/cap.c. */
#define ARCH_CAP_MEMORY \
    [CAP_FRAME] = {.by_size = true}, [CAP_PAGE_TABLE] = {.fixed = TABLE_BITS}, [5] = {.none = true}, \
    [7] = {.none = true}, [9] = {.none = true}, [CAP_ASID_CONTROL] = {.none = true}, \
    [CAP_ASID_POOL] = {.fixed = TABLE_BITS}, [15] = {.none = true}, [17] = {.none = true}, [19] = {.none = true}, \
    [21] = {.none = true}, [23] = {.none = true}, [25] = {.none = true}, [27] = {.none = true}, \
    [29] = {.none = true}, [31] = {.none = true}

/* For object/asid.h: log2 of the number of pools, and the methods' labels. */
#define ASID_POOL_BITS 7u
#define LABEL_ASID_CONTROL_MAKE_POOL RISCVASIDControlMakePool
#define LABEL_ASID_POOL_ASSIGN RISCVASIDPoolAssign

FIELD(mapping_w1_page, 12, 27)
FIELD(mapping_w1_asid, 39, 16)
FIELD(mapping_w1_device, 63, 1)
FIELD(asid_pool_w1_index, 0, ASID_POOL_BITS)

/* asid 0: not mapped. vaddr < 2^39 and a multiple of 4096. */
static inline word_t mapping_w1_new(word_t asid, word_t vaddr, bool device)
{
    return mapping_w1_device_set(mapping_w1_asid_set(vaddr, asid), device);
}

static inline word_t mapping_cap_asid(cap_t cap) { return mapping_w1_asid(cap.w1); }
static inline word_t mapping_cap_vaddr(cap_t cap) { return mapping_w1_page(cap.w1) << PAGE_BITS; }
static inline bool frame_cap_is_device(cap_t cap) { return mapping_w1_device(cap.w1) != 0; }

/*
 * Rights of a frame reduced to those asked for: Write without Read is nothing, and others do not exist. Of a frame's
 * own rights only none (0), Read (2), Read + Write (3) occur.
 */
static inline word_t frame_rights_mask(word_t rights, word_t asked)
{
    return op_take(asked, 1, 1) == 0 ? 0 : op_take(rights & asked, 0, 2);
}

static inline cap_t frame_cap_new(word_t bits, word_t rights, word_t physical, word_t asid, word_t vaddr, bool device)
{
    return cap_new(CAP_FRAME, bits, rights, physical, mapping_w1_new(asid, vaddr, device));
}

static inline cap_t table_cap_new(word_t physical, word_t asid, word_t vaddr)
{
    return cap_new(CAP_PAGE_TABLE, 0, 0, physical, mapping_w1_new(asid, vaddr, false));
}

/* The root's physical address in its entry of an ASID pool. */
static inline word_t asid_entry_root(word_t entry) { return entry; }

static inline cap_t asid_pool_cap_new(word_t physical, word_t index)
{
    return cap_new(CAP_ASID_POOL, 0, 0, physical, index);
}

static inline cap_t asid_control_cap_new(void)
{
    return cap_new(CAP_ASID_CONTROL, 0, 0, 0, 0);
}

/* Nothing of the ISA has a badge, or is made by IRQ control. */
static inline bool arch_cap_is_badged(cap_t cap)
{
    (void)cap;
    return false;
}

static inline bool arch_cap_is_of_irq_control(cap_t cap)
{
    (void)cap;
    return false;
}

#endif
