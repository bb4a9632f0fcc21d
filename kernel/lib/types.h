/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's basic types. A machine word is 64 bits on every ISA Holdfast supports. */
#ifndef KERNEL_LIB_TYPES_H
#define KERNEL_LIB_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t word_t;

/* A physical address. A struct of its own, so that it cannot be mixed up with a virtual one. */
typedef struct paddr {
    word_t raw;
} paddr_t;

#define WORD_BITS 64u

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
