/* SPDX-License-Identifier: BSD-2-Clause */
/* The chunks of extra boot information that PCs have. */
#pragma once

#include "boot/bootinfo_build.h"
#include "boot/multiboot.h"

/* Bytes of all chunks together. */
uint64_t bootinfo_extra_bytes(const struct boot_info *info);

/*
 * Writes the chunks in their order: VBE (if any), RSDP, framebuffer (if any), memory map, TSC frequency; the rest of
 * the region is zeroed. False: the region is too small.
 */
bool bootinfo_extra_fill(unsigned char *region, uint64_t region_bytes, const struct boot_info *info, uint32_t tsc_mhz,
                         struct boot_error *error);
