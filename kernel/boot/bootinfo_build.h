/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the root server is told: slot numbers, the boot information page, headers of the extra chunks behind it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <sel4/abi.h>

#include "boot/boot_error.h"
#include "boot/untyped_list.h"

/* Numbers of the slots that follow the fixed ones. */
struct boot_slots {
    seL4_SlotRegion sched_control;
    seL4_SlotRegion paging;
    seL4_SlotRegion extra_pages;
    seL4_SlotRegion image_frames;
    seL4_SlotRegion untypeds;
    seL4_SlotRegion empty;
};

struct boot_slot_counts {
    uint64_t sched_control;
    uint64_t paging;
    uint64_t extra_pages;
    uint64_t image_frames;
    uint64_t untypeds;
    bool sched_control_later;           /* behind extra_pages, as on ARM and RISC-V; x86: first of all */
};

/* False: the root CNode of 2^cnode_bits slots is too small. */
bool boot_slots_plan(const struct boot_slot_counts *counts, uint32_t cnode_bits, struct boot_slots *slots,
                     struct boot_error *error);

struct bootinfo_facts {
    uint64_t extra_bytes;
    uint64_t node_count;
    uint64_t iopt_levels;
    uint64_t ipc_buffer_vaddr;
    uint32_t cnode_bits;
};

/* Writes a whole boot information page (4096 bytes). */
void bootinfo_fill(unsigned char page[seL4_BootInfoFrameSize], const struct bootinfo_facts *facts,
                   const struct boot_slots *slots, const struct untyped_list *untypeds);

/* log2 of the region that holds that many bytes of chunks (at least one page). */
uint32_t bootinfo_extra_size_bits(uint64_t bytes);

/* Writes a chunk's header and answers where its payload goes. */
#define BOOTINFO_CHUNK_HEADER_BYTES 16
unsigned char *bootinfo_chunk_begin(unsigned char *at, uint64_t id, uint64_t payload_bytes);
