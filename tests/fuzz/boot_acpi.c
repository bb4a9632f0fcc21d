/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fuzzes the ACPI parser. The input is all of physical memory and starts with the RSDP, as if the loader had passed it;
 * the first byte says how. Checksums are mended first, or hardly any input would come past them.
 */
#include <stddef.h>
#include <stdlib.h>

#include "boot/acpi.h"
#include "boot/boot_error.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define MEMORY_MAX 4096

static unsigned char memory[MEMORY_MAX];

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* Makes [at, at + length) add up to 0 through its byte at `where`. */
static void mend(struct phys_window window, uint64_t at, uint64_t length, uint64_t where)
{
    if (window_has(window, at, length) && where >= at && where < at + length) {
        memory[where] = (unsigned char)(memory[where] - window_sum(window, at, length));
    }
}

static void mend_tables(struct phys_window window)
{
    bool is_wide = window_u32(window, 16) == 0;
    uint64_t list = is_wide ? window_u64(window, 24) : window_u32(window, 16);
    uint64_t length = window_u32(window, list + 4);

    mend(window, list, length, list + 9);
    for (uint64_t at = list + 36; at < list + length && window_has(window, at, 4); at += is_wide ? 8 : 4) {
        uint64_t table = window_u32(window, at);

        mend(window, table, window_u32(window, table + 4), table + 9);
    }
    mend(window, 0, 20, 8);
    mend(window, 0, 36, 32);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct boot_info info;
    static struct acpi_platform platform;
    static struct region_list devices;
    struct boot_error error = {BOOT_OK, 0, 0};
    struct phys_window window = {memory, size - 1};
    struct acpi_table table;
    char text[BOOT_ERROR_TEXT_MAX];

    if (size < 1 + BOOT_RSDP_BYTES || size > 1 + MEMORY_MAX) {
        return 0;
    }
    memcpy(memory, data + 1, size - 1);
    memcpy(memory, "RSD PTR ", 8);
    if ((data[0] & 1) != 0) {
        mend_tables(window);
    }
    memset(&info, 0, sizeof(info));
    info.rsdp_bytes = (data[0] & 2) != 0 ? 20 : 36;
    memcpy(info.rsdp, memory, info.rsdp_bytes);

    if (!acpi_rsdp_obtain(window, &info, &error) ||
        !acpi_platform_find(window, info.rsdp, 1 + (data[0] >> 2), 2, &platform, &error)) {
        boot_error_text(error, text);
        must(error.kind >= BOOT_ACPI_NO_RSDP && error.kind <= BOOT_ACPI_NO_IOAPIC);
        return 0;
    }
    must(platform.cpu_count >= 1 && platform.cpu_count <= 1u + (data[0] >> 2));
    must(platform.ioapic_count >= 1 && platform.ioapic_count <= 2);
    must(acpi_kernel_devices(&platform, &devices, &error) && region_list_is_valid(&devices));
    if (acpi_table_find(window, info.rsdp, "HPET", &table, &error)) {
        must(table.length == 0 || window_has(window, table.address, table.length));
    }
    return 0;
}
