/* SPDX-License-Identifier: BSD-2-Clause */
/* Multiboot 1 information (specification 0.6.96, section 3.3): one structure of fixed offsets and flags. */
#include "boot/multiboot_internal.h"

/* Offsets in the information structure. */
enum {
    INFO_FLAGS = 0,
    INFO_MEM_UPPER = 8,
    INFO_CMDLINE = 16,
    INFO_MODS_COUNT = 20,
    INFO_MODS_ADDR = 24,
    INFO_MMAP_LENGTH = 44,
    INFO_MMAP_ADDR = 48,
    INFO_VBE_CONTROL = 72,
    INFO_VBE_MODE_INFO = 76,
    INFO_VBE_MODE = 80,
    INFO_VBE_SEG = 82,
    INFO_VBE_OFF = 84,
    INFO_VBE_LEN = 86,
    INFO_BYTES = 88,
};

/* Flag bits. */
enum {
    FLAG_MEMORY = 1u << 0,
    FLAG_CMDLINE = 1u << 2,
    FLAG_MODULES = 1u << 3,
    FLAG_MMAP = 1u << 6,
    FLAG_VBE = 1u << 11,
};

/* A module: start, end, string, reserved, 4 bytes each. */
#define MODULE_BYTES 16

/* A map entry: size of the rest, then base, length, type. The rest has at least 20 bytes. */
#define ENTRY_SIZE_BYTES 4
#define ENTRY_REST_MIN 20

static bool modules_parse(struct phys_window window, uint64_t address, struct boot_info *info,
                          struct boot_error *error)
{
    uint32_t count = window_u32(window, address + INFO_MODS_COUNT);
    uint64_t list = window_u32(window, address + INFO_MODS_ADDR);
    bool good = true;

    if (count > MULTIBOOT_MODULES_MAX || !window_has(window, list, (uint64_t)count * MODULE_BYTES)) {
        return boot_refuse(error, BOOT_LOADER_MODULE_LIST, list, count);
    }
    for (uint32_t i = 0; i < MULTIBOOT_MODULES_MAX && i < count && good; i++) {
        uint64_t entry = list + (uint64_t)i * MODULE_BYTES;

        good = boot_module_add(window, window_u32(window, entry), window_u32(window, entry + 4), info, error);
    }
    return good;
}

static struct map_entry entry_read(struct phys_window window, uint64_t at)
{
    struct map_entry entry = {window_u64(window, at + 4), window_u64(window, at + 12), window_u32(window, at + 20)};

    return entry;
}

/* Appends an entry to the copy for users, whose entries have a fixed distance whatever the loader's had. */
static void map_copy(struct phys_window window, uint64_t at, struct boot_info *info)
{
    unsigned char *to = info->map + info->map_bytes;

    if (info->map_bytes > BOOT_MAP_BYTES - BOOT_MAP_ENTRY_BYTES) {
        return;
    }
    window_copy(window, at, to, BOOT_MAP_ENTRY_BYTES);
    bytes_put(to, ENTRY_REST_MIN, ENTRY_SIZE_BYTES);
    info->map_bytes += BOOT_MAP_ENTRY_BYTES;
}

/* One walk over the map: usable entries are added, or all others cut out. */
static bool map_walk(struct phys_window window, struct region map, bool adding, uint64_t memory_limit,
                     struct boot_info *info, struct boot_error *error)
{
    uint64_t at = map.start;
    bool good = true;

    for (uint32_t i = 0; i < MULTIBOOT_MAP_ENTRIES_MAX && at < map.end && good; i++) {
        uint32_t rest = window_u32(window, at);

        if (map.end - at < ENTRY_SIZE_BYTES || rest < ENTRY_REST_MIN || rest > map.end - at - ENTRY_SIZE_BYTES) {
            return boot_refuse(error, BOOT_LOADER_MAP_ENTRY, at, rest);
        }
        if (adding) {
            map_copy(window, at, info);
            good = boot_memory_add(entry_read(window, at), memory_limit, &info->usable, error);
        } else {
            good = boot_memory_cut(entry_read(window, at), &info->usable, error);
        }
        at += ENTRY_SIZE_BYTES + (uint64_t)rest;
    }
    return good;
}

static bool map_parse(struct phys_window window, uint64_t address, uint64_t memory_limit, struct boot_info *info,
                      struct boot_error *error)
{
    uint64_t start = window_u32(window, address + INFO_MMAP_ADDR);
    uint64_t length = window_u32(window, address + INFO_MMAP_LENGTH);
    struct region map = region_make(start, start + length);

    if (!window_has(window, start, length) ||
        length > (uint64_t)MULTIBOOT_MAP_ENTRIES_MAX * BOOT_MAP_ENTRY_BYTES) {
        return boot_refuse(error, BOOT_LOADER_MAP, start, length);
    }
    if (!map_walk(window, map, true, memory_limit, info, error) ||
        !map_walk(window, map, false, memory_limit, info, error)) {
        return false;
    }
    region_list_shrink_to(&info->usable, MEMORY_PAGE);
    return true;
}

/* Without a map: upper memory is one region from 1 MiB, its size counted in KiB. */
static bool upper_memory_parse(struct phys_window window, uint64_t address, uint64_t memory_limit,
                               struct boot_info *info, struct boot_error *error)
{
    uint64_t size = (uint64_t)window_u32(window, address + INFO_MEM_UPPER) * 1024;
    struct map_entry entry = {MEMORY_LOW_END, size, MEMORY_TYPE_USABLE};

    if (!boot_memory_add(entry, memory_limit, &info->usable, error)) {
        return false;
    }
    region_list_shrink_to(&info->usable, MEMORY_PAGE);
    return true;
}

/* Graphics data is a courtesy to user programs: without readable blocks there is none, and boot goes on. */
static void vbe_copy(struct phys_window window, uint64_t address, struct boot_info *info)
{
    uint64_t control = window_u32(window, address + INFO_VBE_CONTROL);
    uint64_t mode_info = window_u32(window, address + INFO_VBE_MODE_INFO);

    if (!window_copy(window, control, info->vbe.control, BOOT_VBE_CONTROL_BYTES) ||
        !window_copy(window, mode_info, info->vbe.mode_info, BOOT_VBE_MODE_BYTES)) {
        return;
    }
    info->vbe.mode = window_u16(window, address + INFO_VBE_MODE);
    info->vbe.interface_seg = window_u16(window, address + INFO_VBE_SEG);
    info->vbe.interface_off = window_u16(window, address + INFO_VBE_OFF);
    info->vbe.interface_len = window_u16(window, address + INFO_VBE_LEN);
    info->has_vbe = true;
}

bool multiboot1_parse(struct phys_window window, uint64_t address, uint64_t memory_limit, struct boot_info *info,
                      struct boot_error *error)
{
    uint32_t flags = window_u32(window, address + INFO_FLAGS);

    if (!window_has(window, address, INFO_BYTES)) {
        return boot_refuse(error, BOOT_LOADER_INFO, address, INFO_BYTES);
    }
    if ((flags & FLAG_MEMORY) == 0) {
        return boot_refuse(error, BOOT_LOADER_NO_MEMORY, 0, 0);
    }
    if ((flags & FLAG_MODULES) == 0) {
        return boot_refuse(error, BOOT_LOADER_NO_MODULE, 0, 0);
    }

    if ((flags & FLAG_CMDLINE) != 0) {
        boot_command_line_copy(window, window_u32(window, address + INFO_CMDLINE), UINT64_MAX, info);
    }
    if ((flags & FLAG_VBE) != 0) {
        vbe_copy(window, address, info);
    }
    if (!modules_parse(window, address, info, error)) {
        return false;
    }
    if ((flags & FLAG_MMAP) != 0) {
        return map_parse(window, address, memory_limit, info, error);
    }
    return upper_memory_parse(window, address, memory_limit, info, error);
}
