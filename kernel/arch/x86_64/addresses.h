/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's half of every address space, for C and assembly: a window on physical memory, the image (the kernel's
 * own code and data), APIC pages.
 */
#ifndef ADDRESSES_H
#define ADDRESSES_H

#define WINDOW_BASE 0xffffff8000000000
#define WINDOW_LIMIT 0x7f80000000 /* physical addresses below it are in the window */
#define IMAGE_BASE 0xffffffff80000000
#define DEVICE_BASE 0xffffffffc0000000

#endif
