/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of booting, and what they hand to each other. All of it lies in the boot-only part of the image. */
#ifndef MACHINE_BOOT_H
#define MACHINE_BOOT_H

#include <arch/arch.h>
#include <boot/boot_fail.h>
#include <boot/cmdline.h>
#include <boot/fdt_platform.h>
#include <boot/fdt_plic.h>
#include <boot/handover.h>

struct boot {
    struct root_task task;
    struct region tree;                /* device tree, physical; empty: there is none */
    struct fdt_platform platform;
    struct boot_options options;
    word_t hart;
    uint32_t plic_context;             /* of its supervisor mode */
    struct region_list usable;
    struct region_list kernel_devices; /* what nobody gets: devices of the kernel, device tree, root task */
};

/* ---- boot_tables.c ---- */
/* Loads the kernel's page tables, with all of the window. */
void boot_tables_early(void);
/* Leaves in the window what is RAM, and maps the PLIC. */
void boot_tables_final(const struct region_list *usable, struct region plic);

#endif
