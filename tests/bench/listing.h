/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's instructions as the disassembler lists them, by address. */
#ifndef BENCH_LISTING_H
#define BENCH_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#define INSTRUCTION_MAX 15

struct instruction {
    uint64_t address;
    unsigned length;
    unsigned char bytes[INSTRUCTION_MAX];
    bool compared; /* its bytes are those in memory */
    const char *text;
};

/* Output of llvm-objdump -d, for x86-64 with --x86-asm-syntax=intel. */
void listing_read(const char *path);
/* NULL when no instruction begins there. */
struct instruction *listing_find(uint64_t address);

#endif
