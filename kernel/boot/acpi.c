/* SPDX-License-Identifier: BSD-2-Clause */
/* ACPI: RSDP, list of tables, MADT. Section numbers are those of the specification, version 6.5. */
#include "boot/acpi.h"

/* RSDP, 5.2.5.3. */
#define RSDP_SEARCH_START 0xe0000u
#define RSDP_SEARCH_END 0x100000u
#define RSDP_SEARCH_STEP 16u
#define RSDP_SEARCH_STEPS_MAX ((RSDP_SEARCH_END - RSDP_SEARCH_START) / RSDP_SEARCH_STEP)
#define RSDP_SIGNATURE "RSD PTR "
#define RSDP_SIGNATURE_BYTES 8
#define RSDP_ACPI1_BYTES 20
enum {
    RSDP_REVISION = 15,
    RSDP_RSDT = 16,
    RSDP_XSDT = 24,
};

/* Table header, 5.2.6. */
#define TABLE_HEADER_BYTES 36
#define TABLE_BYTES_MAX 0x1000000u      /* 16 MiB: no such table is larger; bounds the checksum's loop */
#define TABLES_MAX 1024
#define TABLE_LENGTH 4

/* MADT, 5.2.12. */
#define MADT_LAPIC_ADDRESS 36
#define MADT_FLAGS 40
#define MADT_FLAG_PCAT_COMPAT 1u
#define MADT_ENTRIES 44
#define MADT_ENTRIES_MAX 4096
#define CPU_FLAG_ENABLED 1u

#define DEVICE_PAGE 4096u
#define RESET_TAIL_START 0xfffffff8ull
#define RESET_TAIL_BYTES 8u
enum {
    ENTRY_LAPIC = 0,
    ENTRY_IOAPIC = 1,
    ENTRY_LAPIC_ADDRESS = 5,
    ENTRY_X2APIC = 9,
};
enum {
    ENTRY_LAPIC_BYTES = 8,
    ENTRY_IOAPIC_BYTES = 12,
    ENTRY_LAPIC_ADDRESS_BYTES = 12,
    ENTRY_X2APIC_BYTES = 16,
};

static struct phys_window rsdp_window(const unsigned char rsdp[BOOT_RSDP_BYTES])
{
    struct phys_window window = {rsdp, BOOT_RSDP_BYTES};

    return window;
}

static bool rsdp_is_at(struct phys_window window, uint64_t at)
{
    return window_has(window, at, RSDP_ACPI1_BYTES) &&
           memcmp(window.base + at, RSDP_SIGNATURE, RSDP_SIGNATURE_BYTES) == 0 &&
           window_sum(window, at, RSDP_ACPI1_BYTES) == 0;
}

/* A structure at the very end of the searched area may be cut: what lies behind is not the firmware's. */
static void rsdp_search(struct phys_window window, struct boot_info *info)
{
    for (uint32_t i = 0; i < RSDP_SEARCH_STEPS_MAX && info->rsdp_bytes == 0; i++) {
        uint64_t at = RSDP_SEARCH_START + (uint64_t)i * RSDP_SEARCH_STEP;

        if (rsdp_is_at(window, at)) {
            info->rsdp_bytes = window_has(window, at, BOOT_RSDP_BYTES) ? BOOT_RSDP_BYTES : RSDP_ACPI1_BYTES;
            window_copy(window, at, info->rsdp, info->rsdp_bytes);
        }
    }
}

bool acpi_rsdp_obtain(struct phys_window window, struct boot_info *info, struct boot_error *error)
{
    struct phys_window rsdp = rsdp_window(info->rsdp);
    uint8_t sum = 0;

    if (info->rsdp_bytes == 0) {
        rsdp_search(window, info);
    }
    if (info->rsdp_bytes == 0 || memcmp(info->rsdp, RSDP_SIGNATURE, RSDP_SIGNATURE_BYTES) != 0) {
        return boot_refuse(error, BOOT_ACPI_NO_RSDP, 0, 0);
    }
    sum = window_sum(rsdp, 0, RSDP_ACPI1_BYTES);
    if (sum != 0) {
        return boot_refuse(error, BOOT_ACPI_RSDP_SUM, RSDP_ACPI1_BYTES, sum);
    }
    sum = window_sum(rsdp, 0, BOOT_RSDP_BYTES);
    if (info->rsdp[RSDP_REVISION] > 0 && info->rsdp_bytes == BOOT_RSDP_BYTES && sum != 0) {
        return boot_refuse(error, BOOT_ACPI_RSDP_SUM, BOOT_RSDP_BYTES, sum);
    }
    return true;
}

static uint32_t signature_of(const char name[4])
{
    struct phys_window letters = {(const unsigned char *)name, 4};

    return window_u32(letters, 0);
}

/* Checks header, name, size and checksum of the table at this address. */
static bool table_check(struct phys_window window, uint64_t address, uint32_t signature, struct acpi_table *table,
                        struct boot_error *error)
{
    uint64_t length = 0;

    if (!window_has(window, address, TABLE_HEADER_BYTES) || window_u32(window, address) != signature) {
        return boot_refuse(error, BOOT_ACPI_TABLE_OUT, signature, address);
    }
    length = window_u32(window, address + TABLE_LENGTH);
    if (length < TABLE_HEADER_BYTES || length > TABLE_BYTES_MAX || !window_has(window, address, length)) {
        return boot_refuse(error, BOOT_ACPI_TABLE_OUT, signature, address);
    }
    if (window_sum(window, address, length) != 0) {
        return boot_refuse(error, BOOT_ACPI_TABLE_SUM, signature, address);
    }

    table->address = address;
    table->length = length;
    return true;
}

bool acpi_table_find(struct phys_window window, const unsigned char rsdp[BOOT_RSDP_BYTES], const char name[4],
                     struct acpi_table *table, struct boot_error *error)
{
    uint64_t rsdt = window_u32(rsdp_window(rsdp), RSDP_RSDT);
    uint64_t xsdt = window_u64(rsdp_window(rsdp), RSDP_XSDT);
    /* Firmware that gives only the 64-bit list is rare but allowed (5.2.5.3: the 32-bit one may be 0). */
    bool is_wide = rsdt == 0 && rsdp[RSDP_REVISION] > 1 && xsdt != 0;
    uint64_t step = is_wide ? 8 : 4;
    struct acpi_table list = {0, 0};
    uint64_t count = 0;

    table->address = 0;
    table->length = 0;
    if (!table_check(window, is_wide ? xsdt : rsdt, signature_of(is_wide ? "XSDT" : "RSDT"), &list, error)) {
        return false;
    }
    count = (list.length - TABLE_HEADER_BYTES) / step;
    for (uint64_t i = 0; i < TABLES_MAX && i < count; i++) {
        uint64_t at = list.address + TABLE_HEADER_BYTES + i * step;
        uint64_t address = is_wide ? window_u64(window, at) : window_u32(window, at);

        /* Other tables aren't ours to check: a damaged one among them does not keep us from booting. */
        if (window_has(window, address, TABLE_HEADER_BYTES) && window_u32(window, address) == signature_of(name)) {
            return table_check(window, address, signature_of(name), table, error);
        }
    }
    return true;
}

static void cpu_add(struct acpi_platform *platform, uint32_t apic_id, uint32_t flags, uint32_t cpus_max)
{
    /* Exactly "enabled": a CPU that can only be enabled later is not used. */
    if (flags == CPU_FLAG_ENABLED && platform->cpu_count < cpus_max && platform->cpu_count < ACPI_CPUS_MAX) {
        platform->cpu_apic_id[platform->cpu_count] = apic_id;
        platform->cpu_count++;
    }
}

static void ioapic_add(struct acpi_platform *platform, struct acpi_ioapic ioapic, uint32_t ioapics_max)
{
    if (platform->ioapic_count < ioapics_max && platform->ioapic_count < ACPI_IOAPICS_MAX) {
        platform->ioapic[platform->ioapic_count] = ioapic;
        platform->ioapic_count++;
    }
}

/* An entry shorter than its type's size is skipped. */
static void madt_entry_read(struct phys_window window, uint64_t at, uint8_t length, uint32_t cpus_max,
                            uint32_t ioapics_max, struct acpi_platform *platform)
{
    struct acpi_ioapic ioapic = {window_u8(window, at + 2), window_u32(window, at + 4), window_u32(window, at + 8)};

    switch (window_u8(window, at)) {
    case ENTRY_LAPIC:
        if (length >= ENTRY_LAPIC_BYTES) {
            cpu_add(platform, window_u8(window, at + 3), window_u32(window, at + 4), cpus_max);
        }
        break;
    case ENTRY_X2APIC:
        if (length >= ENTRY_X2APIC_BYTES) {
            cpu_add(platform, window_u32(window, at + 4), window_u32(window, at + 8), cpus_max);
        }
        break;
    case ENTRY_IOAPIC:
        if (length >= ENTRY_IOAPIC_BYTES) {
            ioapic_add(platform, ioapic, ioapics_max);
        }
        break;
    case ENTRY_LAPIC_ADDRESS:
        if (length >= ENTRY_LAPIC_ADDRESS_BYTES) {
            platform->lapic_address = window_u64(window, at + 4);
        }
        break;
    default:
        break;
    }
}

static bool madt_entries_read(struct phys_window window, struct acpi_table madt, uint32_t cpus_max,
                              uint32_t ioapics_max, struct acpi_platform *platform, struct boot_error *error)
{
    uint64_t end = madt.address + madt.length;
    uint64_t at = madt.address + MADT_ENTRIES;

    for (uint32_t i = 0; i < MADT_ENTRIES_MAX && at < end; i++) {
        uint8_t length = window_u8(window, at + 1);

        if (end - at < 2 || length < 2 || length > end - at) {
            return boot_refuse(error, BOOT_ACPI_MADT_ENTRY, at, end - at < 2 ? 0 : length);
        }
        madt_entry_read(window, at, length, cpus_max, ioapics_max, platform);
        at += length;
    }
    return true;
}

bool acpi_platform_find(struct phys_window window, const unsigned char rsdp[BOOT_RSDP_BYTES], uint32_t cpus_max,
                        uint32_t ioapics_max, struct acpi_platform *platform, struct boot_error *error)
{
    struct acpi_table madt = {0, 0};

    memset(platform, 0, sizeof(*platform));
    if (!acpi_table_find(window, rsdp, "APIC", &madt, error)) {
        return false;
    }
    if (madt.length == 0) {
        return boot_refuse(error, BOOT_ACPI_TABLE_MISSING, signature_of("APIC"), 0);
    }
    if (madt.length < MADT_ENTRIES) {
        return boot_refuse(error, BOOT_ACPI_TABLE_OUT, signature_of("APIC"), madt.address);
    }

    platform->lapic_address = window_u32(window, madt.address + MADT_LAPIC_ADDRESS);
    platform->has_legacy_pic = (window_u32(window, madt.address + MADT_FLAGS) & MADT_FLAG_PCAT_COMPAT) != 0;
    if (!madt_entries_read(window, madt, cpus_max, ioapics_max, platform, error)) {
        return false;
    }
    if (platform->cpu_count == 0) {
        return boot_refuse(error, BOOT_ACPI_NO_CPU, 0, 0);
    }
    if (platform->ioapic_count == 0) {
        return boot_refuse(error, BOOT_ACPI_NO_IOAPIC, 0, 0);
    }
    return true;
}

static struct region device_page(uint64_t address)
{
    uint64_t start = align_down(address, DEVICE_PAGE);

    return region_make(start, start > UINT64_MAX - DEVICE_PAGE ? UINT64_MAX : start + DEVICE_PAGE);
}

bool acpi_kernel_devices(const struct acpi_platform *platform, struct region_list *devices,
                         struct boot_error *error)
{
    bool fits = true;

    region_list_clear(devices);
    fits = region_list_add(devices, device_page(platform->lapic_address));
    for (uint32_t i = 0; i < ACPI_IOAPICS_MAX && i < platform->ioapic_count; i++) {
        fits = fits && region_list_add(devices, device_page(platform->ioapic[i].address));
    }
    fits = fits && region_list_add(devices, region_make(RESET_TAIL_START, RESET_TAIL_START + RESET_TAIL_BYTES));
    return fits || boot_refuse(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0);
}
