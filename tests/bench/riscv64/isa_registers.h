/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of RISC-V, numbered as the instruction set and the stub's packet have them. */
#ifndef BENCH_ISA_REGISTERS_H
#define BENCH_ISA_REGISTERS_H

#include <stdint.h>

#define GENERAL_REGISTERS 32

struct registers {
    uint64_t general[GENERAL_REGISTERS];
    uint64_t pc;
};

#endif
