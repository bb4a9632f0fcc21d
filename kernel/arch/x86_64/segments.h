/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Segment selectors and vector numbers; the address map is in addresses.h. Also read by assembly.
 *
 * Order of the descriptors: `syscall` takes the kernel's code selector and the one after it, `sysretq` the user's data
 * selector and the one after it (Intel SDM vol. 2, SYSRET).
 */
#ifndef ARCH_SEGMENTS_H
#define ARCH_SEGMENTS_H

#include <addresses.h>

#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_KERNEL_DATA 0x10
#define SELECTOR_USER_DATA 0x1b
#define SELECTOR_USER_CODE 0x23
#define SELECTOR_TSS 0x28

/* irq.md: kernel irq number = vector - VECTOR_IRQ */
#define VECTOR_IRQ 32
#define VECTOR_TIMER 157
#define VECTOR_TRAP_FIRST 158 /* `int n` from here to VECTOR_TRAP_LAST: unknown system calls */
#define VECTOR_TRAP_LAST 254
#define VECTOR_SPURIOUS 255

#endif
