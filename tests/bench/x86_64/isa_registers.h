/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of x86-64, numbered as the instruction set and the stub's packet have them. */
#ifndef BENCH_ISA_REGISTERS_H
#define BENCH_ISA_REGISTERS_H

#include <stdint.h>

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, GENERAL_REGISTERS };

struct registers {
    uint64_t general[GENERAL_REGISTERS];
    uint64_t pc, cs, fs_base, gs_base, cr3;
};

#endif
