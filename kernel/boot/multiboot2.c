/* SPDX-License-Identifier: BSD-2-Clause */
/* Multiboot 2 information (specification 2.0, section 3.4): a size, then tags of type and size on 8-byte steps. */
#include "boot/multiboot_internal.h"

enum {
    TAG_END = 0,
    TAG_CMDLINE = 1,
    TAG_MODULE = 3,
    TAG_MEMORY_MAP = 6,
    TAG_FRAMEBUFFER = 8,
    TAG_RSDP_ACPI1 = 14,
    TAG_RSDP_ACPI2 = 15,
};

#define INFO_HEADER_BYTES 8     /* u32 size of everything, u32 reserved */
#define TAG_HEADER_BYTES 8      /* u32 type, u32 size with this header, without padding */
#define TAG_STEP 8
#define MODULE_BYTES 16         /* header, u32 start, u32 end, then the string */
#define MAP_HEADER_BYTES 16     /* header, u32 entry size, u32 version */
#define MAP_ENTRY_MIN 24        /* u64 base, u64 length, u32 type, u32 reserved */
#define RSDP_ACPI1_BYTES 20

struct tag {
    uint32_t type;
    uint64_t start;             /* of the header */
    uint64_t size;
};

static bool tag_is_of_size(struct tag tag, uint64_t min, uint64_t max, struct boot_error *error)
{
    if (tag.size < min || tag.size > max) {
        return boot_refuse(error, BOOT_LOADER_TAG, tag.type, tag.start);
    }
    return true;
}

static struct map_entry entry_read(struct phys_window window, uint64_t at)
{
    struct map_entry entry = {window_u64(window, at), window_u64(window, at + 8), window_u32(window, at + 16)};

    return entry;
}

static bool map_parse(struct phys_window window, struct tag tag, uint64_t memory_limit, struct boot_info *info,
                      struct boot_error *error)
{
    uint64_t stride = window_u32(window, tag.start + TAG_HEADER_BYTES);
    uint64_t first = tag.start + MAP_HEADER_BYTES;
    uint64_t count = 0;
    bool good = true;

    if (!tag_is_of_size(tag, MAP_HEADER_BYTES, UINT32_MAX, error)) {
        return false;
    }
    if (stride < MAP_ENTRY_MIN) {
        return boot_refuse(error, BOOT_LOADER_MAP_ENTRY, first, stride);
    }
    count = (tag.size - MAP_HEADER_BYTES) / stride;
    if (count > MULTIBOOT_MAP_ENTRIES_MAX) {
        return boot_refuse(error, BOOT_LOADER_MAP, first, tag.size);
    }
    for (uint64_t i = 0; i < MULTIBOOT_MAP_ENTRIES_MAX && i < count && good; i++) {
        good = boot_memory_add(entry_read(window, first + i * stride), memory_limit, &info->usable, error);
    }
    for (uint64_t i = 0; i < MULTIBOOT_MAP_ENTRIES_MAX && i < count && good; i++) {
        good = boot_memory_cut(entry_read(window, first + i * stride), &info->usable, error);
    }
    return good;
}

static bool module_parse(struct phys_window window, struct tag tag, struct boot_info *info, struct boot_error *error)
{
    if (!tag_is_of_size(tag, MODULE_BYTES, UINT32_MAX, error)) {
        return false;
    }
    if (info->module_count >= MULTIBOOT_MODULES_MAX) {
        return boot_refuse(error, BOOT_LOADER_MODULE_LIST, tag.start, info->module_count);
    }
    return boot_module_add(window, window_u32(window, tag.start + TAG_HEADER_BYTES),
                           window_u32(window, tag.start + TAG_HEADER_BYTES + 4), info, error);
}

static bool framebuffer_copy(struct phys_window window, struct tag tag, struct boot_info *info,
                             struct boot_error *error)
{
    if (!tag_is_of_size(tag, TAG_HEADER_BYTES + BOOT_FRAMEBUFFER_BYTES, UINT32_MAX, error)) {
        return false;
    }
    window_copy(window, tag.start + TAG_HEADER_BYTES, info->framebuffer, BOOT_FRAMEBUFFER_BYTES);
    info->has_framebuffer = window_u64(window, tag.start + TAG_HEADER_BYTES) != 0;
    return true;
}

/* A later tag replaces an earlier one; bytes the shorter form lacks are 0. */
static bool rsdp_copy(struct phys_window window, struct tag tag, uint32_t bytes, struct boot_info *info,
                      struct boot_error *error)
{
    uint64_t size = TAG_HEADER_BYTES + (uint64_t)bytes;

    if (!tag_is_of_size(tag, size, size, error)) {
        return false;
    }
    memset(info->rsdp, 0, BOOT_RSDP_BYTES);
    window_copy(window, tag.start + TAG_HEADER_BYTES, info->rsdp, bytes);
    info->rsdp_bytes = bytes;
    return true;
}

static bool tag_parse(struct phys_window window, struct tag tag, uint64_t memory_limit, struct boot_info *info,
                      struct boot_error *error)
{
    switch (tag.type) {
    case TAG_CMDLINE:
        boot_command_line_copy(window, tag.start + TAG_HEADER_BYTES, tag.size - TAG_HEADER_BYTES, info);
        return true;
    case TAG_MODULE:
        return module_parse(window, tag, info, error);
    case TAG_MEMORY_MAP:
        return map_parse(window, tag, memory_limit, info, error);
    case TAG_FRAMEBUFFER:
        return framebuffer_copy(window, tag, info, error);
    case TAG_RSDP_ACPI1:
        return rsdp_copy(window, tag, RSDP_ACPI1_BYTES, info, error);
    case TAG_RSDP_ACPI2:
        return rsdp_copy(window, tag, BOOT_RSDP_BYTES, info, error);
    default:
        return true;
    }
}

bool multiboot2_parse(struct phys_window window, uint64_t address, uint64_t memory_limit, struct boot_info *info,
                      struct boot_error *error)
{
    uint64_t size = window_u32(window, address);
    uint64_t at = 0;
    bool has_map = false;
    bool ended = false;

    if (!window_has(window, address, INFO_HEADER_BYTES) || size < INFO_HEADER_BYTES ||
        !window_has(window, address, size)) {
        return boot_refuse(error, BOOT_LOADER_INFO, address, size);
    }
    at = INFO_HEADER_BYTES;
    for (uint32_t i = 0; i < MULTIBOOT_TAGS_MAX && !ended && at <= size - TAG_HEADER_BYTES; i++) {
        struct tag tag = {window_u32(window, address + at), address + at, window_u32(window, address + at + 4)};

        ended = tag.type == TAG_END;
        if (!ended && (tag.size < TAG_HEADER_BYTES || tag.size > size - at)) {
            return boot_refuse(error, BOOT_LOADER_TAG, tag.type, tag.start);
        }
        if (!tag_parse(window, tag, memory_limit, info, error)) {
            return false;
        }
        has_map = has_map || tag.type == TAG_MEMORY_MAP;
        at += align_up(tag.size, TAG_STEP);
    }
    if (!ended && at <= size - TAG_HEADER_BYTES) {
        return boot_refuse(error, BOOT_LOADER_INFO, address, size);
    }
    return has_map || boot_refuse(error, BOOT_LOADER_NO_MEMORY, 0, 0);
}
