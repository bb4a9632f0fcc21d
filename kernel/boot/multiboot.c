/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the Multiboot parsers that don't depend on the version. */
#include "boot/multiboot_internal.h"

void boot_command_line_copy(struct phys_window window, uint64_t address, uint64_t length_max, struct boot_info *info)
{
    info->command_line_cut = !cmdline_copy(window, address, length_max, info->command_line);
}

bool boot_module_add(struct phys_window window, uint64_t start, uint64_t end, struct boot_info *info,
                     struct boot_error *error)
{
    if (end <= start) {
        return boot_refuse(error, BOOT_LOADER_MODULE_EMPTY, info->module_count, start);
    }
    if (info->module_count == 0 && !window_has(window, start, end - start)) {
        return boot_refuse(error, BOOT_LOADER_MODULE_OUT, start, end);
    }

    if (info->module_count == 0) {
        info->module = region_make(start, end);
    }
    info->modules_end = end > info->modules_end ? end : info->modules_end;
    info->module_count++;
    return true;
}

/* The bytes an entry covers below the limit; a length that runs over the end of the address space stops there. */
static struct region map_entry_region(struct map_entry entry, uint64_t limit)
{
    if (entry.base >= limit) {
        return region_make(0, 0);
    }
    return region_make(entry.base, entry.length > limit - entry.base ? limit : entry.base + entry.length);
}

bool boot_memory_add(struct map_entry entry, uint64_t memory_limit, struct region_list *usable,
                     struct boot_error *error)
{
    if (entry.type != MEMORY_TYPE_USABLE || entry.base < MEMORY_LOW_END) {
        return true;
    }
    if (!region_list_add(usable, map_entry_region(entry, memory_limit))) {
        return boot_refuse(error, BOOT_LOADER_MAP_FULL, REGIONS_MAX, 0);
    }
    return true;
}

bool boot_memory_cut(struct map_entry entry, struct region_list *usable, struct boot_error *error)
{
    if (entry.type == MEMORY_TYPE_USABLE) {
        return true;
    }
    if (!region_list_cut(usable, map_entry_region(entry, UINT64_MAX))) {
        return boot_refuse(error, BOOT_LOADER_MAP_FULL, REGIONS_MAX, 0);
    }
    return true;
}

bool multiboot_parse(struct phys_window window, uint32_t magic, uint64_t address, uint64_t memory_limit,
                     struct boot_info *info, struct boot_error *error)
{
    bool parsed = false;

    memset(info, 0, sizeof(*info));
    if (magic == MULTIBOOT1_MAGIC) {
        parsed = multiboot1_parse(window, address, memory_limit, info, error);
    } else if (magic == MULTIBOOT2_MAGIC) {
        parsed = multiboot2_parse(window, address, memory_limit, info, error);
    } else {
        return boot_refuse(error, BOOT_LOADER_MAGIC, magic, 0);
    }
    if (!parsed) {
        return false;
    }
    if (info->module_count == 0) {
        return boot_refuse(error, BOOT_LOADER_NO_MODULE, 0, 0);
    }
    if (info->usable.count == 0) {
        return boot_refuse(error, BOOT_LOADER_NO_RAM, 0, 0);
    }
    return true;
}
