/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a Multiboot loader passes: Multiboot 1 (specification 0.6.96) and Multiboot 2 (2.0) brought to one form.
 * Everything kept is copied, so the loader's memory is free to be overwritten afterwards, modules excepted.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_error.h"
#include "boot/cmdline.h"
#include "boot/regions.h"
#include "boot/window.h"

#define MULTIBOOT1_MAGIC 0x2badb002u
#define MULTIBOOT2_MAGIC 0x36d76289u

#define BOOT_MAP_ENTRY_BYTES 24
#define BOOT_MAP_ENTRIES_MAX 50
#define BOOT_MAP_BYTES (BOOT_MAP_ENTRIES_MAX * BOOT_MAP_ENTRY_BYTES)
#define BOOT_RSDP_BYTES 36
#define BOOT_FRAMEBUFFER_BYTES 22
#define BOOT_VBE_CONTROL_BYTES 512
#define BOOT_VBE_MODE_BYTES 256

/* VESA BIOS data as the loader passed it; seg, off and len describe the protected-mode interface. */
struct boot_vbe {
    unsigned char control[BOOT_VBE_CONTROL_BYTES];
    unsigned char mode_info[BOOT_VBE_MODE_BYTES];
    uint32_t mode;
    uint32_t interface_seg;
    uint32_t interface_off;
    uint32_t interface_len;
};

struct boot_info {
    char command_line[BOOT_COMMAND_LINE_MAX];       /* ends in a zero byte */
    bool command_line_cut;                          /* it was longer */

    uint32_t module_count;
    struct region module;                           /* the first one: the root server's file, readable */
    uint64_t modules_end;                           /* highest end of all modules, not rounded */

    /* Usable memory: type 1, at or above 1 MiB, below the window's limit; nothing the map calls otherwise. */
    struct region_list usable;

    /* Entries {u32 size, u64 base, u64 length, u32 type} for the MBMMAP chunk; unused bytes are 0. */
    uint32_t map_bytes;
    unsigned char map[BOOT_MAP_BYTES];

    bool has_vbe;
    struct boot_vbe vbe;

    bool has_framebuffer;                           /* u64 address, u32 pitch, width, height, u8 bits, type */
    unsigned char framebuffer[BOOT_FRAMEBUFFER_BYTES];

    uint32_t rsdp_bytes;                            /* 0 (search for it), 20 (ACPI 1.0) or 36 */
    unsigned char rsdp[BOOT_RSDP_BYTES];
};

/*
 * Fills in info from what the loader left in EAX (magic) and EBX (address). memory_limit: physical addresses from
 * there on are never used as memory (end of the kernel window). False: error says why, info is not to be used.
 */
bool multiboot_parse(struct phys_window window, uint32_t magic, uint64_t address, uint64_t memory_limit,
                     struct boot_info *info, struct boot_error *error);
