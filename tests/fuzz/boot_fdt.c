/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzzes the device-tree parser: the input is the blob. */
#include <stddef.h>
#include <stdlib.h>

#include "boot/boot_error.h"
#include "boot/fdt_platform.h"
#include "boot/fdt_plic.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct fdt_platform platform;
    struct boot_error error = {BOOT_OK, 0, 0};
    struct phys_window window = {data, size};
    char text[BOOT_ERROR_TEXT_MAX];
    uint32_t context = 0;
    struct fdt fdt;

    if (!fdt_platform_find(window, &platform, &error)) {
        boot_error_text(error, text);
        must((error.kind >= BOOT_FDT_HEADER && error.kind <= BOOT_FDT_NO_MEMORY) || error.kind == BOOT_PLACE_REGIONS);
        return 0;
    }
    must(platform.memory.count > 0);
    must(fdt_open(window, &fdt, &error));
    must(!fdt_plic_context(&fdt, fdt_boot_hart(&fdt), &context) || context < size);
    must(platform.bootargs.size <= size);
    must(region_list_is_valid(&platform.memory) && region_list_is_valid(&platform.reserved));
    return 0;
}
