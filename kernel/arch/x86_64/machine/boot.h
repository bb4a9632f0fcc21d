/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of booting, and what they hand to each other. All of it lies in the boot-only part of the image. */
#ifndef MACHINE_BOOT_H
#define MACHINE_BOOT_H

#include <arch/arch.h>
#include <boot/acpi.h>
#include <boot/boot_fail.h>
#include <boot/bootinfo_pc.h>
#include <boot/cmdline.h>
#include <boot/elf.h>
#include <boot/multiboot.h>
#include <boot/root_task.h>

struct boot {
    struct phys_window window; /* physical 0 .. 4 GiB */
    struct boot_info info;
    struct boot_options options;
    struct acpi_platform platform;
    struct elf_image image;
    struct image_place place;
    word_t kernel_end;           /* physical end of the image and of the tables behind it */
    struct region_list kernel_devices;
    struct root_task task;
};

#define BOOT_WINDOW_BYTES ((word_t)4 << 30) /* what the early tables show */

/* ---- boot_cpu.c ---- */
struct cpuid {
    uint32_t a, b, c, d;
};

static inline struct cpuid cpuid_get(uint32_t leaf, uint32_t sub)
{
    struct cpuid id = {0, 0, 0, 0};

    __asm__ volatile("cpuid" : "=a"(id.a), "=b"(id.b), "=c"(id.c), "=d"(id.d) : "a"(leaf), "c"(sub));
    return id;
}

/* Descriptor tables and gates: exceptions are reported from here on. */
void boot_cpu_tables(void);
bool boot_cpu_is_virtual(void); /* a hypervisor runs below */
/* Finds and switches on what the CPU has and the options allow. Stops if something needed is missing. */
void boot_cpu_features(const struct boot_options *options);
/* Address-space identifiers, after the final page tables have been loaded. */
void boot_cpu_pcid(const struct boot_options *options);
bool boot_cpu_has_meltdown(void); /* programs can find out what memory holds that is mapped for the kernel only */
/* From here on exceptions, interrupts and `syscall` enter by the porch. */
void boot_cpu_use_porch(void);

/* ---- boot_porch.c: separate page tables for programs ---- */
/* Decides whether there will be any, and prepares the code; before the kernel's page tables make code read-only. */
void boot_porch_choose(const struct boot_options *options);
/* Builds them; after boot_cpu_pcid. */
void boot_porch_start(void);

/* ---- boot_tables.c ---- */
/* Number of 4 KiB tables the window needs besides the static ones. */
word_t boot_tables_count(const struct region_list *usable);
/* Builds and loads the kernel's page tables; spare: physical address of that many pages. */
void boot_tables_build(const struct region_list *usable, const struct acpi_platform *platform, word_t spare);

/* ---- boot_devices.c ---- */
word_t boot_apic_address(void);
void boot_devices_start(const struct boot *boot);
/* Measures the TSC and the APIC timer. */
void boot_clock_start(void);

#endif
