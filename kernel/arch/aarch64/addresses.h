/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's addresses, in the translation of EL2 that is its own, for C, assembly and the linker script: a window on
 * memory, which the image is part of, then devices. All of it lies in one 512 GiB of address space, the second.
 */
#ifndef ADDRESSES_H
#define ADDRESSES_H

#define WINDOW_BASE 0x8000000000
#define WINDOW_LIMIT 0x7fc0000000 /* physical addresses below it are in the window */
#define IMAGE_PHYSICAL 0x60000000 /* where the image lies unless the loader had to choose another place */
#define IMAGE_BASE 0x8060000000   /* WINDOW_BASE + IMAGE_PHYSICAL, in any case */
#define DEVICE_BASE 0xffc0000000

#endif
