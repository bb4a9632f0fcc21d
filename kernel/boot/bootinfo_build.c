/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the boot information. The layout is fixed by the interface, so it is written byte by byte. */
#include "boot/bootinfo_build.h"

#include "boot/window.h"
#include "lib/string.h"

_Static_assert(UNTYPEDS_MAX == CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS, "the page lists as many untypeds as we keep");

#define PAGE_BITS 12
#define WORD_BYTES 8

_Static_assert(BOOTINFO_CHUNK_HEADER_BYTES == sizeof(seL4_BootInfoHeader), "chunk header");

/* The next `count` slots. */
static seL4_SlotRegion slots_take(uint64_t *next, uint64_t count)
{
    seL4_SlotRegion region = {*next, *next + count};

    *next += count;
    return region;
}

bool boot_slots_plan(const struct boot_slot_counts *counts, uint32_t cnode_bits, struct boot_slots *slots,
                     struct boot_error *error)
{
    uint64_t next = seL4_NumInitialCaps;
    uint64_t there = (uint64_t)1 << cnode_bits;

    if (!counts->sched_control_later) {
        slots->sched_control = slots_take(&next, counts->sched_control);
    }
    slots->paging = slots_take(&next, counts->paging);
    slots->extra_pages = slots_take(&next, counts->extra_pages);
    if (counts->sched_control_later) {
        slots->sched_control = slots_take(&next, counts->sched_control);
    }
    slots->image_frames = slots_take(&next, counts->image_frames);
    slots->untypeds = slots_take(&next, counts->untypeds);
    slots->empty.start = next;
    slots->empty.end = there;
    return next <= there || boot_refuse(error, BOOT_PLACE_SLOTS, next, there);
}

static void word_put(unsigned char *page, uint64_t offset, uint64_t value)
{
    bytes_put(page + offset, value, WORD_BYTES);
}

static void region_put(unsigned char *page, uint64_t offset, seL4_SlotRegion region)
{
    word_put(page, offset, region.start);
    word_put(page, offset + WORD_BYTES, region.end);
}

void bootinfo_fill(unsigned char page[seL4_BootInfoFrameSize], const struct bootinfo_facts *facts,
                   const struct boot_slots *slots, const struct untyped_list *untypeds)
{
    /* Zero stays: node ID, shared frames, I/O space capabilities, initial domain, padding, unused entries. */
    memset(page, 0, seL4_BootInfoFrameSize);
    word_put(page, offsetof(seL4_BootInfo, extraLen), facts->extra_bytes);
    word_put(page, offsetof(seL4_BootInfo, numNodes), facts->node_count);
    word_put(page, offsetof(seL4_BootInfo, numIOPTLevels), facts->iopt_levels);
    word_put(page, offsetof(seL4_BootInfo, ipcBuffer), facts->ipc_buffer_vaddr);
    word_put(page, offsetof(seL4_BootInfo, initThreadCNodeSizeBits), facts->cnode_bits);
    region_put(page, offsetof(seL4_BootInfo, empty), slots->empty);
    region_put(page, offsetof(seL4_BootInfo, userImageFrames), slots->image_frames);
    region_put(page, offsetof(seL4_BootInfo, userImagePaging), slots->paging);
    region_put(page, offsetof(seL4_BootInfo, extraBIPages), slots->extra_pages);
    region_put(page, offsetof(seL4_BootInfo, schedcontrol), slots->sched_control);
    region_put(page, offsetof(seL4_BootInfo, untyped), slots->untypeds);
    for (uint32_t i = 0; i < UNTYPEDS_MAX && i < untypeds->count; i++) {
        unsigned char *entry = page + offsetof(seL4_BootInfo, untypedList) + i * sizeof(seL4_UntypedDesc);

        bytes_put(entry + offsetof(seL4_UntypedDesc, paddr), untypeds->at[i].paddr, WORD_BYTES);
        bytes_put(entry + offsetof(seL4_UntypedDesc, sizeBits), untypeds->at[i].size_bits, 1);
        bytes_put(entry + offsetof(seL4_UntypedDesc, isDevice), untypeds->at[i].is_device ? 1 : 0, 1);
    }
}

uint32_t bootinfo_extra_size_bits(uint64_t bytes)
{
    uint32_t bits = PAGE_BITS;

    while (bits < 63 && ((uint64_t)1 << bits) < bytes) {
        bits++;
    }
    return bits;
}

unsigned char *bootinfo_chunk_begin(unsigned char *at, uint64_t id, uint64_t payload_bytes)
{
    bytes_put(at + offsetof(seL4_BootInfoHeader, id), id, WORD_BYTES);
    bytes_put(at + offsetof(seL4_BootInfoHeader, len), BOOTINFO_CHUNK_HEADER_BYTES + payload_bytes, WORD_BYTES);
    return at + BOOTINFO_CHUNK_HEADER_BYTES;
}
