/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parsers of the two Multiboot versions share. Not for others. */
#pragma once

#include "boot/multiboot.h"

#define MULTIBOOT_MODULES_MAX 4096
#define MULTIBOOT_MAP_ENTRIES_MAX 4096
#define MULTIBOOT_TAGS_MAX 8192

#define MEMORY_TYPE_USABLE 1
#define MEMORY_LOW_END 0x100000u    /* 1 MiB: below lies what the firmware uses */
#define MEMORY_PAGE 4096u

/* One array of memory map entries: the first base/length/type triple, the distance to the next, their number. */
struct map_view {
    uint64_t first;
    uint64_t stride;
    uint32_t count;
};

struct map_entry {
    uint64_t base;
    uint64_t length;
    uint32_t type;
};

bool multiboot1_parse(struct phys_window window, uint64_t address, uint64_t memory_limit, struct boot_info *info,
                      struct boot_error *error);
bool multiboot2_parse(struct phys_window window, uint64_t address, uint64_t memory_limit, struct boot_info *info,
                      struct boot_error *error);

/* Copies a zero-terminated string; an unreadable rest counts as its end. */
void boot_command_line_copy(struct phys_window window, uint64_t address, uint64_t length_max, struct boot_info *info);

bool boot_module_add(struct phys_window window, uint64_t start, uint64_t end, struct boot_info *info,
                     struct boot_error *error);

/* Reserved entries are taken out after all usable ones are in, whatever the map's order: call add, then cut. */
bool boot_memory_add(struct map_entry entry, uint64_t memory_limit, struct region_list *usable,
                     struct boot_error *error);
bool boot_memory_cut(struct map_entry entry, struct region_list *usable, struct boot_error *error);
