/* SPDX-License-Identifier: BSD-2-Clause */
/* The board as far as memory is concerned. Plain C: tools/describe/platform.c, a program of the build, asks it, too. */
#ifndef BOOT_PLATFORM_H
#define BOOT_PLATFORM_H

#include <boot/fdt_platform.h>

/* What there is when the loader passes no device tree: QEMU's virt machine with 2 GiB. */
void boot_platform_default(struct fdt_platform *platform);

/* Adds what programs never get, because the kernel drives it. False: the list is full. */
bool boot_platform_devices(const struct fdt_platform *platform, struct region_list *list);

#endif
