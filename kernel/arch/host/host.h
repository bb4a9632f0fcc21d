/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests see and set of the host port's machine. */
#ifndef HOST_H
#define HOST_H

#include <core/core.h>

#define HOST_IOAPIC_MAX 2u
#define HOST_PIN_MAX 24u
#define HOST_LOG_MAX 64u
#define HOST_HALTED 77 /* exit status when a debug call halts the machine */

enum host_flush_kind { HOST_FLUSH_PAGE, HOST_FLUSH_ASID, HOST_FLUSH_ALL };

struct host_flush {
    word_t kind, asid, vaddr;
};

struct host_pin {
    word_t vector;
    bool programmed, level, active_low, masked;
};

struct host_machine {
    /* set by tests */
    word_t clock;          /* what hw_clock returns */
    word_t clock_step;     /* added to clock after each reading */
    word_t port_value;     /* what hw_port_in returns (cut to the size of the access) */
    word_t ioapic_count;   /* 1 after host_reset */
    bool huge_pages;       /* true after host_reset */
    bool no_base_instructions;

    /* recorded; counters count calls since host_reset */
    word_t timer_deadline, timer_sets;
    word_t vspace_root, vspace_asid, vspace_loads;
    struct host_flush flush[HOST_LOG_MAX]; /* the last ones: number i is at i % HOST_LOG_MAX */
    word_t flushes;
    word_t fs_base, gs_base; /* the "CPU registers"; tests write them as a user would */
    unsigned char fpu[ARCH_TCB_FPU_BYTES]; /* the "FPU registers" */
    word_t fpu_saves, fpu_restores;
    bool fpu_allowed;
    word_t port, port_bytes, port_written, port_ins, port_outs;
    word_t kernel_stack;
    word_t bytes_cleared;
    struct host_pin pin[HOST_IOAPIC_MAX][HOST_PIN_MAX];
    word_t irq_ends;
    word_t console_bytes;
    char console[4096]; /* start of what was printed */
};

extern struct host_machine host_machine;

/* Fresh machine: arena zeroed and empty, nothing recorded, kernel state (core0, shared) zero. */
void host_reset(void);

/* 2^bits bytes of arena memory, zeroed and aligned to their size; their physical address. Never given back. */
word_t host_alloc(word_t bits);

/* What hw_kernel_mappings_copy writes into entry 256..511 of a root. */
word_t host_kernel_entry(word_t index);

#endif
