/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Segment selectors, the kernel's address map and vector numbers. Also read by assembly.
 *
 * Order of the descriptors: `syscall` takes the kernel's code selector and the one after it, `sysretq` the user's data
 * selector and the one after it (Intel SDM vol. 2, SYSRET).
 */
#ifndef ARCH_SEGMENTS_H
#define ARCH_SEGMENTS_H

#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_KERNEL_DATA 0x10
#define SELECTOR_USER_DATA 0x1b
#define SELECTOR_USER_CODE 0x23
#define SELECTOR_TSS 0x28

/* Kernel window: physical 0 .. WINDOW_LIMIT. Image: the kernel's own code and data. Devices: APIC pages. */
#define WINDOW_BASE 0xffffff8000000000
#define WINDOW_LIMIT 0x7f80000000
#define IMAGE_BASE 0xffffffff80000000
#define DEVICE_BASE 0xffffffffc0000000

/* irq.md: kernel irq number = vector - VECTOR_IRQ */
#define VECTOR_IRQ 32
#define VECTOR_TIMER 157
#define VECTOR_TRAP_FIRST 158 /* `int n` from here to VECTOR_TRAP_LAST: unknown system calls */
#define VECTOR_TRAP_LAST 254
#define VECTOR_SPURIOUS 255

#endif
