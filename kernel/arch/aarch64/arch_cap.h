/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities of AArch64: types, second words, and the tables behind them. memory.md, hyp.md, invocations.md 11.
 *
 *   type             address         size        w1
 *   frame            of the frame    12, 21, 30  [39:12] page of the address, [55:40] ASID (0: not mapped),
 *                                                [63] device memory. rights: none, Read, Read + Write only
 *   page table       of the table    0           [39:12] page of the address, [55:40] ASID (0: not mapped)
 *   VSpace           of the root     0           [55:40] ASID (0: none yet)
 *   ASID pool        of the pool     0           [6:0] pool index
 *   ASID control     0               0           0
 *   VCPU             of the VCPU     0           0
 *   SMC              0               0           badge: the function it is for, 0: any
 *   SGI signal       0               0           [31:0] target, [35:32] number, [36] set, so that it is never 0
 */
#ifndef ARCH_CAP_H
#define ARCH_CAP_H

#include <object/slot.h>

/* The type of root capabilities, of which threads keep what they need decoded (arch_decoded_forget). */
#define ARCH_CAP_ROOT CAP_VSPACE

enum aarch64_cap_type {
    CAP_PAGE_TABLE = 3,
    CAP_VSPACE = 9,
    CAP_ASID_CONTROL = 11,
    CAP_ASID_POOL = 13,
    CAP_VCPU = 15,
    CAP_SMC = 25,
    CAP_SGI_SIGNAL = 27,
};

/* log2 of frame sizes, of tables, and of a root: two tables side by side */
enum { PAGE_BITS = 12, LARGE_PAGE_BITS = 21, HUGE_PAGE_BITS = 30, TABLE_BITS = 12, ROOT_BITS = 13, VCPU_BITS = 12 };

/* See struct cap_memory in object/cap.c. */
#define ARCH_CAP_MEMORY \
    [CAP_FRAME] = {.by_size = true}, [CAP_PAGE_TABLE] = {.fixed = TABLE_BITS}, [5] = {.none = true}, \
    [7] = {.none = true}, [CAP_VSPACE] = {.fixed = ROOT_BITS}, [CAP_ASID_CONTROL] = {.none = true}, \
    [CAP_ASID_POOL] = {.fixed = TABLE_BITS}, [CAP_VCPU] = {.fixed = VCPU_BITS}, [17] = {.none = true}, \
    [19] = {.none = true}, [21] = {.none = true}, [23] = {.none = true}, [CAP_SMC] = {.none = true}, \
    [CAP_SGI_SIGNAL] = {.none = true}, [29] = {.none = true}, [31] = {.none = true}

/* For object/asid.h: log2 of the number of pools, and the methods' labels. */
#define ASID_POOL_BITS 7u
#define LABEL_ASID_CONTROL_MAKE_POOL ARMASIDControlMakePool
#define LABEL_ASID_POOL_ASSIGN ARMASIDPoolAssign

FIELD(mapping_w1_page, 12, 28)
FIELD(mapping_w1_asid, 40, 16)
FIELD(mapping_w1_device, 63, 1)
FIELD(asid_pool_w1_index, 0, ASID_POOL_BITS)
FIELD(sgi_w1_target, 0, 32)
FIELD(sgi_w1_number, 32, 4)
FIELD(sgi_w1_set, 36, 1)

/* asid 0: not mapped. vaddr < 2^40 and a multiple of 4096. */
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

static inline cap_t vspace_cap_new(word_t physical, word_t asid)
{
    return cap_new(CAP_VSPACE, 0, 0, physical, mapping_w1_asid_set(0, asid));
}

/* An entry of an ASID pool is what VTTBR_EL2 takes: the root's physical address, and the VMID that the ASID has now. */
FIELD(asid_entry_root, 0, 48)
FIELD(asid_entry_vmid, 48, 16)

static inline cap_t asid_pool_cap_new(word_t physical, word_t index)
{
    return cap_new(CAP_ASID_POOL, 0, 0, physical, index);
}

static inline cap_t asid_control_cap_new(void)
{
    return cap_new(CAP_ASID_CONTROL, 0, 0, 0, 0);
}

static inline cap_t smc_cap_new(void)
{
    return cap_new(CAP_SMC, 0, 0, 0, 0);
}

static inline cap_t sgi_signal_cap_new(word_t number, word_t target)
{
    return cap_new(CAP_SGI_SIGNAL, 0, 0, 0, sgi_w1_set_set(sgi_w1_number_set(target, number), 1));
}

/* Besides endpoints and notifications. What an SGI signal is for counts as its badge: one issued is no other's copy. */
static inline bool arch_cap_is_badged(cap_t cap)
{
    return (cap_type(cap) == CAP_SMC) | (cap_type(cap) == CAP_SGI_SIGNAL);
}

/* Besides handlers. */
static inline bool arch_cap_is_of_irq_control(cap_t cap)
{
    return cap_type(cap) == CAP_SGI_SIGNAL;
}

#endif
