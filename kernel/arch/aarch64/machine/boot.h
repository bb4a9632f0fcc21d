/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of booting, and what they hand to each other. All of it lies in the boot-only part of the image. */
#ifndef MACHINE_BOOT_H
#define MACHINE_BOOT_H

#include <arch/arch.h>
#include <boot/boot_fail.h>
#include <boot/cmdline.h>
#include <boot/fdt_platform.h>
#include <boot/handover.h>

struct boot {
    struct root_task task;
    struct region tree;                /* device tree, physical; empty: there is none */
    struct fdt_platform platform;
    struct boot_options options;
    struct region_list ram;            /* what the window shows */
    struct region_list usable;
    struct region_list kernel_devices; /* what nobody gets: devices of the kernel, device tree, root task */
};

/* ---- boot_tables.c ---- */
/* Loads the kernel's page tables: the image, and the device tree. */
void boot_tables_early(struct region tree);
/* Adds to the window what is RAM. */
void boot_tables_window(const struct region_list *ram);
/* Maps a device; its address. */
word_t boot_device_map(struct region device);

/* ---- boot_cpu.c ---- */
/* The system registers of EL2, and what EL1 would have set for user mode. Clock: its rate when it is known, or 0. */
void boot_cpu_start(word_t clock_hz);
/* The interrupt controller with the timer's interrupt. */
void boot_interrupts_start(const struct fdt_platform *platform);

#endif
