/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests see and set of the host port's machine; host_isa.h has what only one ISA has. */
#ifndef HOST_H
#define HOST_H

#include <core/core.h>
#include <host_isa.h>

#define HOST_LOG_MAX 64u
#define HOST_HALTED 77 /* exit status when a debug call halts the machine */

enum host_flush_kind { HOST_FLUSH_PAGE, HOST_FLUSH_ASID, HOST_FLUSH_ALL };

struct host_flush {
    word_t kind, asid, vaddr;
};

struct host_machine {
    /* set by tests */
    word_t clock;          /* what hw_clock returns */
    word_t clock_step;     /* added to clock after each reading */

    /* recorded; counters count calls since host_reset */
    word_t timer_deadline, timer_sets;
    word_t vspace_root, vspace_asid, vspace_loads;
    struct host_flush flush[HOST_LOG_MAX]; /* the last ones: number i is at i % HOST_LOG_MAX */
    word_t flushes;
    unsigned char fpu[ARCH_TCB_FPU_BYTES]; /* the "FPU registers" */
    word_t fpu_saves, fpu_restores;
    bool fpu_allowed;
    word_t bytes_cleared;
    word_t irq_ends;
    word_t console_bytes;
    char console[4096]; /* start of what was printed */

    HOST_MACHINE_OF_ISA
};

extern struct host_machine host_machine;

/* The ISA's part of host_reset: values that are not 0. */
void host_isa_reset(void);

/* Fresh machine: arena zeroed and empty, nothing recorded, kernel state (core0, shared) zero. */
void host_reset(void);

/* 2^bits bytes of arena memory, zeroed and aligned to their size; their physical address. Never given back. */
word_t host_alloc(word_t bits);

/* Adds to host_machine.flush. */
void host_flush_record(enum host_flush_kind kind, word_t asid, word_t vaddr);

/* What hw_kernel_mappings_copy writes into entry 256..511 of a root. */
word_t host_kernel_entry(word_t index);

#endif
