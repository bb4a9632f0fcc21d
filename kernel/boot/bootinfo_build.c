/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the boot information. The layout is fixed by the interface, so it is written byte by byte. */
#include "boot/bootinfo_build.h"

#include "boot/window.h"
#include "lib/string.h"

_Static_assert(UNTYPEDS_MAX == CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS, "the page lists as many untypeds as we keep");

#define PAGE_BITS 12
#define WORD_BYTES 8
#define CHUNK_HEADER_BYTES 16
#define VBE_PAYLOAD_BYTES (BOOT_VBE_CONTROL_BYTES + BOOT_VBE_MODE_BYTES + 4 * 4)
#define MAP_PAYLOAD_BYTES (4 + BOOT_MAP_BYTES)
#define TSC_PAYLOAD_BYTES 4

_Static_assert(CHUNK_HEADER_BYTES == sizeof(seL4_BootInfoHeader), "chunk header");
_Static_assert(VBE_PAYLOAD_BYTES + CHUNK_HEADER_BYTES == 800, "VBE chunk");
_Static_assert(MAP_PAYLOAD_BYTES + CHUNK_HEADER_BYTES == 1220, "memory map chunk");

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

    slots->sched_control = slots_take(&next, counts->sched_control);
    slots->paging = slots_take(&next, counts->paging);
    slots->extra_pages = slots_take(&next, counts->extra_pages);
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

uint64_t bootinfo_extra_bytes(const struct boot_info *info)
{
    uint64_t bytes = 3 * CHUNK_HEADER_BYTES + BOOT_RSDP_BYTES + MAP_PAYLOAD_BYTES + TSC_PAYLOAD_BYTES;

    if (info->has_vbe) {
        bytes += CHUNK_HEADER_BYTES + VBE_PAYLOAD_BYTES;
    }
    if (info->has_framebuffer) {
        bytes += CHUNK_HEADER_BYTES + BOOT_FRAMEBUFFER_BYTES;
    }
    return bytes;
}

uint32_t bootinfo_extra_size_bits(uint64_t bytes)
{
    uint32_t bits = PAGE_BITS;

    while (bits < 63 && ((uint64_t)1 << bits) < bytes) {
        bits++;
    }
    return bits;
}

/* Writes a chunk's header and answers where its payload goes. */
static unsigned char *chunk_begin(unsigned char *at, uint64_t id, uint64_t payload_bytes)
{
    bytes_put(at + offsetof(seL4_BootInfoHeader, id), id, WORD_BYTES);
    bytes_put(at + offsetof(seL4_BootInfoHeader, len), CHUNK_HEADER_BYTES + payload_bytes, WORD_BYTES);
    return at + CHUNK_HEADER_BYTES;
}

static unsigned char *vbe_put(unsigned char *at, const struct boot_vbe *vbe)
{
    unsigned char *to = chunk_begin(at, SEL4_BOOTINFO_HEADER_X86_VBE, VBE_PAYLOAD_BYTES);

    memcpy(to, vbe->control, BOOT_VBE_CONTROL_BYTES);
    to += BOOT_VBE_CONTROL_BYTES;
    memcpy(to, vbe->mode_info, BOOT_VBE_MODE_BYTES);
    to += BOOT_VBE_MODE_BYTES;
    bytes_put(to, vbe->mode, 4);
    bytes_put(to + 4, vbe->interface_seg, 4);
    bytes_put(to + 8, vbe->interface_off, 4);
    bytes_put(to + 12, vbe->interface_len, 4);
    return to + 16;
}

static unsigned char *map_put(unsigned char *at, const struct boot_info *info)
{
    unsigned char *to = chunk_begin(at, SEL4_BOOTINFO_HEADER_X86_MBMMAP, MAP_PAYLOAD_BYTES);

    bytes_put(to, info->map_bytes, 4);
    memcpy(to + 4, info->map, BOOT_MAP_BYTES);
    return to + MAP_PAYLOAD_BYTES;
}

static unsigned char *bytes_chunk_put(unsigned char *at, uint64_t id, const unsigned char *bytes, uint64_t count)
{
    unsigned char *to = chunk_begin(at, id, count);

    memcpy(to, bytes, count);
    return to + count;
}

bool bootinfo_extra_fill(unsigned char *region, uint64_t region_bytes, const struct boot_info *info, uint32_t tsc_mhz,
                         struct boot_error *error)
{
    unsigned char *at = region;

    if (bootinfo_extra_bytes(info) > region_bytes) {
        return boot_refuse(error, BOOT_PLACE_EXTRA, bootinfo_extra_bytes(info), region_bytes);
    }

    memset(region, 0, region_bytes);
    if (info->has_vbe) {
        at = vbe_put(at, &info->vbe);
    }
    at = bytes_chunk_put(at, SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP, info->rsdp, BOOT_RSDP_BYTES);
    if (info->has_framebuffer) {
        at = bytes_chunk_put(at, SEL4_BOOTINFO_HEADER_X86_FRAMEBUFFER, info->framebuffer, BOOT_FRAMEBUFFER_BYTES);
    }
    at = map_put(at, info);
    at = chunk_begin(at, SEL4_BOOTINFO_HEADER_X86_TSC_FREQ, TSC_PAYLOAD_BYTES);
    bytes_put(at, tsc_mhz, TSC_PAYLOAD_BYTES);
    return true;
}
