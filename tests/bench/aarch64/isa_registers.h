/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of AArch64, numbered as the instruction set has them; number 31 is the stack pointer. */
#ifndef BENCH_ISA_REGISTERS_H
#define BENCH_ISA_REGISTERS_H

#include <stdint.h>

#define GENERAL_REGISTERS 32
#define STACK_POINTER 31

struct registers {
    uint64_t general[GENERAL_REGISTERS];
    uint64_t pc, program_state;
};

#endif
