/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinds of instructions that are counted by name; the names are those of the output (decode.c). */
#ifndef BENCH_KINDS_H
#define BENCH_KINDS_H

#include "../machine.h"
#include "../remote.h"

enum kind {
    KIND_CR3,      /* mov to CR3 */
    KIND_WRMSR,
    KIND_RDMSR,
    KIND_SWAPGS,
    KIND_FSGSBASE, /* RDFSBASE and relatives */
    KIND_XSAVE,    /* and FXSAVE */
    KIND_XRSTOR,   /* and FXRSTOR */
    KIND_INVLPG,   /* and INVPCID */
    KIND_IRET,
    KIND_SYSRET,
    KIND_IO,       /* in, out and their string forms */
    KIND_RDTSC,
    KIND_LOCKED,   /* lock prefix, XCHG with memory, fences */
    KIND_OTHER,    /* other serialising or slow ones: CPUID, mov to CR0/CR4/DRn, CLTS, XSETBV, LGDT, VERW, ... */
    KIND_COUNT
};

/* machine.c: IRET reads the descriptor of this selector. */
void descriptor_add(struct effect *effect, uint64_t selector);

#endif
