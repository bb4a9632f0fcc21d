/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fuzzes the Multiboot parsers. The first byte chooses the version, the rest is all of physical memory with the
 * information structure at its start. What the parser accepts must keep its promises.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "boot/boot_error.h"
#include "boot/bootinfo_pc.h"
#include "boot/multiboot.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define MEMORY_LIMIT 0x7f80000000ull

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_accepted(struct phys_window window, const struct boot_info *info)
{
    static unsigned char region[4096];
    struct boot_error error = {BOOT_OK, 0, 0};

    must(region_list_is_valid(&info->usable) && info->usable.count > 0);
    must(info->usable.at[0].start >= 0x100000);
    must(info->usable.at[info->usable.count - 1].end <= MEMORY_LIMIT);
    must(info->module_count > 0 && info->module.start < info->module.end);
    must(window_has(window, info->module.start, info->module.end - info->module.start));
    must(info->modules_end >= info->module.end);
    must(info->map_bytes <= BOOT_MAP_BYTES && info->map_bytes % BOOT_MAP_ENTRY_BYTES == 0);
    must(memchr(info->command_line, 0, BOOT_COMMAND_LINE_MAX) != NULL);
    must(info->rsdp_bytes == 0 || info->rsdp_bytes == 20 || info->rsdp_bytes == 36);
    must(bootinfo_extra_fill(region, sizeof(region), info, 1000, &error));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct boot_info info;
    struct boot_error error = {BOOT_OK, 0, 0};
    char text[BOOT_ERROR_TEXT_MAX];

    if (size > 1) {
        struct phys_window window = {data + 1, size - 1};
        uint32_t magic = data[0] % 2 ? MULTIBOOT1_MAGIC : MULTIBOOT2_MAGIC;

        if (multiboot_parse(window, magic, 0, MEMORY_LIMIT, &info, &error)) {
            check_accepted(window, &info);
        } else {
            boot_error_text(error, text);
            must(error.kind != BOOT_OK && strlen(text) < BOOT_ERROR_TEXT_MAX);
        }
    }
    return 0;
}
