/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities of x86_64: types, second words, and the tables behind them. memory.md, invocations.md sections 9, 10.
 *
 *   type             address         size        w1
 *   frame            of the frame    12, 21, 30  [11:0] ASID (0: not mapped), [47:12] page of the virtual address,
 *                                                [63] device memory. rights: none, Read, Read + Write only
 *   PT, PD, PDPT     of the table    0           [11:0] ASID (0: not mapped), [47:12] page of the virtual address
 *   PML4             of the table    0           [11:0] ASID (0: none yet)
 *   ASID pool        of the pool     0           [2:0] pool index
 *   IO page table    of the table    0           0: never mapped, as there is no IO space
 *   IO port          0               0           [15:0] first, [31:16] last port
 *   ASID control, IO port control    0           0
 */
#ifndef ARCH_CAP_H
#define ARCH_CAP_H

#include <object/slot.h>

/* The type of root capabilities, of which threads keep what they need decoded (arch_decoded_forget). */
#define ARCH_CAP_ROOT CAP_PML4

enum x86_cap_type {
    CAP_PAGE_TABLE = 3,
    CAP_PAGE_DIRECTORY = 5,
    CAP_PDPT = 7,
    CAP_PML4 = 9,
    CAP_ASID_CONTROL = 11,
    CAP_ASID_POOL = 13,
    CAP_IO_SPACE = 15, /* no such capability is ever made */
    CAP_IO_PAGE_TABLE = 17,
    CAP_IO_PORT = 19,
    CAP_IO_PORT_CONTROL = 31,
};

/* log2 of frame sizes, and of everything one kind of table covers */
enum { PAGE_BITS = 12, LARGE_PAGE_BITS = 21, HUGE_PAGE_BITS = 30, PML4_ENTRY_BITS = 39, TABLE_BITS = 12 };

/* See struct cap_memory in object/cap.c. */
#define ARCH_CAP_MEMORY \
    [CAP_FRAME] = {.by_size = true}, [CAP_PAGE_TABLE] = {.fixed = TABLE_BITS}, \
    [CAP_PAGE_DIRECTORY] = {.fixed = TABLE_BITS}, [CAP_PDPT] = {.fixed = TABLE_BITS}, \
    [CAP_PML4] = {.fixed = TABLE_BITS}, [CAP_ASID_CONTROL] = {.none = true}, \
    [CAP_ASID_POOL] = {.fixed = TABLE_BITS}, [CAP_IO_SPACE] = {.none = true}, \
    [CAP_IO_PAGE_TABLE] = {.fixed = TABLE_BITS}, [CAP_IO_PORT] = {.none = true}, \
    [CAP_IO_PORT_CONTROL] = {.none = true}, [21] = {.none = true}, [23] = {.none = true}, [25] = {.none = true}, \
    [27] = {.none = true}, [29] = {.none = true}

/* For object/asid.h: log2 of the number of pools, and the methods' labels. */
#define ASID_POOL_BITS 3u
#define LABEL_ASID_CONTROL_MAKE_POOL X86ASIDControlMakePool
#define LABEL_ASID_POOL_ASSIGN X86ASIDPoolAssign

FIELD(mapping_w1_asid, 0, 12)
FIELD(mapping_w1_page, 12, 36)
FIELD(mapping_w1_device, 63, 1)
FIELD(asid_pool_w1_index, 0, ASID_POOL_BITS)
FIELD(io_port_w1_first, 0, 16)
FIELD(io_port_w1_last, 16, 16)

/* asid 0: not mapped. vaddr < 2^48 and a multiple of 4096. */
static inline word_t mapping_w1_new(word_t asid, word_t vaddr, bool device)
{
    return mapping_w1_device_set(asid | vaddr, device);
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

/* type: CAP_PAGE_TABLE, CAP_PAGE_DIRECTORY or CAP_PDPT. */
static inline cap_t table_cap_new(word_t type, word_t physical, word_t asid, word_t vaddr)
{
    return cap_new(type, 0, 0, physical, mapping_w1_new(asid, vaddr, false));
}

static inline cap_t pml4_cap_new(word_t physical, word_t asid)
{
    return cap_new(CAP_PML4, 0, 0, physical, asid);
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

static inline cap_t io_port_control_cap_new(void)
{
    return cap_new(CAP_IO_PORT_CONTROL, 0, 0, 0, 0);
}

static inline cap_t io_port_cap_new(word_t first, word_t last)
{
    return cap_new(CAP_IO_PORT, 0, 0, 0, io_port_w1_last_set(first, last));
}

static inline word_t io_port_cap_first(cap_t cap) { return io_port_w1_first(cap.w1); }
static inline word_t io_port_cap_last(cap_t cap) { return io_port_w1_last(cap.w1); }

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
