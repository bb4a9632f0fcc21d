/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's half of every address space (Sv39, entries 256 to 511 of a root), for C, assembly and the linker script:
 * a window on memory, then the image, then devices.
 */
#ifndef ADDRESSES_H
#define ADDRESSES_H

#define WINDOW_BASE 0xffffffc000000000
#define WINDOW_LIMIT 0x3f80000000 /* physical addresses below it are in the window */
#define IMAGE_BASE 0xffffffff80000000 /* plus the physical address modulo 1 GiB */
#define DEVICE_BASE 0xffffffffc0000000

#endif
