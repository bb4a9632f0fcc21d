/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel takes from a device tree: memory, and the devices it drives itself. */
#pragma once

#include "boot/fdt.h"
#include "boot/regions.h"

#define FDT_GIC_PARTS 3u

struct fdt_platform {
    struct region_list memory;      /* all RAM */
    struct region_list reserved;    /* parts of it that are in use by firmware and others */
    struct region plic;             /* empty: none was found */
    struct region clint;
    uint32_t gic_version;           /* 2, or 3 for that and later ones; 0: none was found */
    /* Distributor, then of a GICv2 CPU interface and virtual control, of later ones the redistributors. */
    struct region gic[FDT_GIC_PARTS];
    struct region uart;             /* PL011; empty: none was found */
    uint64_t clock_hz;              /* 0: the tree does not say */
    struct phys_window bootargs;    /* of /chosen: text, in the tree; empty: there is none */
};

/* False: the tree is broken, or its regions are too many. Nodes that mean nothing to the kernel are skipped. */
bool fdt_platform_find(struct phys_window window, struct fdt_platform *platform, struct boot_error *error);

/* Does this list of names in the property compatible say that it is a PLIC? */
bool fdt_is_plic(struct phys_window compatible);
