/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one instruction of the kernel is about to do, from its listed text and the registers before it: the memory it
 * touches and whether it is of a kind that costs more than an instruction. An instruction whose memory cannot be told
 * ends the program: counts are exact or there are none.
 */
#ifndef BENCH_DECODE_H
#define BENCH_DECODE_H

#include "listing.h"
#include "remote.h"

/* Kinds of instructions that are counted by name; the names are those of the output (decode.c). */
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
    KIND_COUNT,
    KIND_NONE = KIND_COUNT
};

extern const char *const kind_names[KIND_COUNT];

struct access {
    uint64_t address;
    unsigned bytes;
};

#define ACCESS_MAX 8

struct effect {
    enum kind kind;
    struct access access[ACCESS_MAX];
    unsigned access_count;
    bool jumps;    /* need not go on at the next instruction */
    bool repeats;  /* rep prefix: each iteration is one step */
    bool restores; /* XRSTOR: what it reads depends on the header at access[0] */
    uint64_t components; /* XSAVE, XRSTOR: requested feature mask */
};

struct effect decode(const struct instruction *instruction, const struct registers *registers);

/* Adds the parts of the (F)XSAVE area at `area` that hold these components (standard format). */
void effect_add_state(struct effect *effect, uint64_t area, uint64_t components);

#endif
