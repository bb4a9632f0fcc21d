/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of ACPI (specification 6.5, chapter 5) the kernel needs: which CPUs there are and where the interrupt
 * controllers are. Tables are checked in full before they are believed.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_error.h"
#include "boot/multiboot.h"
#include "boot/window.h"

#define ACPI_CPUS_MAX 64
#define ACPI_IOAPICS_MAX 8

struct acpi_ioapic {
    uint32_t id;
    uint64_t address;
    uint32_t gsi_base;
};

struct acpi_platform {
    uint64_t lapic_address;
    uint32_t cpu_count;                             /* usable, in table order; the first is the boot CPU */
    uint32_t cpu_apic_id[ACPI_CPUS_MAX];
    uint32_t ioapic_count;                          /* in table order: GetIOAPIC's numbering */
    struct acpi_ioapic ioapic[ACPI_IOAPICS_MAX];
    bool has_legacy_pic;                            /* two 8259 controllers that must be masked */
};

/* A table that was found and checked; length counts its header. length 0: there is none. */
struct acpi_table {
    uint64_t address;
    uint64_t length;
};

/*
 * Makes info->rsdp valid: checks the loader's copy, or searches the BIOS area 0xe0000-0xfffff when it passed none.
 * False: error says why.
 */
bool acpi_rsdp_obtain(struct phys_window window, struct boot_info *info, struct boot_error *error);

/*
 * Finds the first table of this name, "APIC" for instance, through the RSDP that acpi_rsdp_obtain left. A missing
 * table is not an error here: length 0. False: the list of tables is damaged, or this table is.
 */
bool acpi_table_find(struct phys_window window, const unsigned char rsdp[BOOT_RSDP_BYTES], const char name[4],
                     struct acpi_table *table, struct boot_error *error);

/*
 * Reads the MADT: at most cpus_max CPUs and ioapics_max I/O APICs (further ones are left out), at least one of each.
 */
bool acpi_platform_find(struct phys_window window, const unsigned char rsdp[BOOT_RSDP_BYTES], uint32_t cpus_max,
                        uint32_t ioapics_max, struct acpi_platform *platform, struct boot_error *error);

/*
 * The pages of the interrupt controllers, which users must not get, and the last 8 bytes below 4 GiB.
 * False: too many regions.
 */
bool acpi_kernel_devices(const struct acpi_platform *platform, struct region_list *devices,
                         struct boot_error *error);
