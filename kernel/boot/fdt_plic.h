/* SPDX-License-Identifier: BSD-2-Clause */
/* Harts and the PLIC in a device tree: which of its contexts interrupts a hart's supervisor mode. */
#pragma once

#include "boot/fdt.h"

/* The hart that the loader runs the kernel on, as the tree's header says (boot_cpuid_phys). */
uint64_t fdt_boot_hart(const struct fdt *fdt);

/*
 * The place in the PLIC's list interrupts-extended where the interrupt controller of this hart stands with the external
 * interrupt of supervisor mode. False: there is none, the hart has no supervisor mode, or the tree is broken.
 */
bool fdt_plic_context(const struct fdt *fdt, uint64_t hart, uint32_t *context);
