/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of booting, and what they hand to each other. All of it lies in the boot-only part of the image. */
#ifndef MACHINE_BOOT_H
#define MACHINE_BOOT_H

#include <arch/arch.h>
#include <boot/bootinfo_build.h>
#include <boot/fdt_platform.h>
#include <boot/rootserver.h>
#include <boot/untyped_list.h>

struct boot {
    struct region image;    /* root server, physical; both ends page aligned */
    word_t image_vaddr;     /* its first byte's address */
    word_t entry;
    struct region tree;     /* device tree, physical; empty: there is none */
    struct fdt_platform platform;
    struct region_list usable, free, devices;
    struct region_list kernel_devices; /* what nobody gets: devices of the kernel, device tree, root server */
    struct rootserver_request request;
    struct rootserver_layout layout;
    struct untyped_list untypeds;
    struct boot_slots slots;
    word_t extra_bytes;     /* of boot information besides its page */
};

/* Prints why the kernel cannot boot, and stops. */
_Noreturn void boot_fail(struct boot_error error);
_Noreturn void boot_fail_text(const char *text);
static inline void boot_check(bool done, const struct boot_error *error)
{
    if (!done)
        boot_fail(*error);
}

/* ---- boot_tables.c ---- */
/* Loads the kernel's page tables, with all of the window. */
void boot_tables_early(void);
/* Leaves in the window what is RAM, and maps the PLIC. */
void boot_tables_final(const struct region_list *usable, struct region plic);

/* ---- boot_root.c ---- */
/* Creates the root task's objects and capabilities, and makes it the thread to run. */
void boot_root_create(struct boot *boot);

#endif
