/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guests: code of this program that runs at EL1 under a VCPU, in an address space of its own that shows this program at
 * the same addresses, with page tables of its own. A test is its monitor (monitor.h).
 */
#pragma once

#include <stdint.h>

#define GUESTS 2

/* Where every guest has its own page, by its own tables; and where GICv2's interface for guests is. */
#define GUEST_OWN_PAGE 0x80000000UL
#define GUEST_GIC 0x80001000UL
/* A page that its monitor may have mapped for reading. */
#define GUEST_READ_ONLY 0x80002000UL
#define GUEST_READ_ONLY_IPA 0x31000000UL
/* This program a second time, for the guest's own programs. */
#define GUEST_USER_ALIAS 0xc0000000UL

/* Intermediate address of GICv2's interface for guests. */
#define GUEST_GIC_IPA 0x08010000UL

/* Numbers of hypercalls: none is a system call. */
#define HYPERCALL_DONE 0x1000  /* the end */
#define HYPERCALL_ADD 0x1001   /* returns the sum of two arguments */

#define VIRTUAL_TIMER 27

/* A page of its own, as tables have to be. */
struct guest_page {
    uint64_t word[512] __attribute__((aligned(4096)));
};

/* What a guest and its monitor share. The guest finds it in TPIDR_EL1. */
struct guest {
    uint64_t index;
    uint64_t gic_version;
    void (*work)(struct guest *guest);

    /* written by the guest */
    volatile uint64_t interrupts; /* that it has taken and ended */
    volatile uint64_t unexpected; /* exceptions and interrupts that it should not get */
    volatile uint64_t wrong;      /* checks of its own that failed: the last one's number, or 0 */
    volatile uint64_t found;      /* and what it found */
    volatile uint64_t rounds;
    /* the last synchronous exception that was expected: to_be_caught says how many may come */
    volatile uint64_t to_be_caught, syndrome, address, level;

    uint64_t period; /* of its timer, in ticks; 0: it stops at each interrupt */
    struct guest_page table1, table2, table2_user, table2_own, table3_own;
    struct guest_page own;
    unsigned char stack[8192] __attribute__((aligned(16)));
};

/* First instruction: guest in x0, its table in x1, the end of its stack in x2. */
extern const char guest_start[];
/* Calls guest->work, then says that it is done. */
void guest_main(struct guest *guest);

uint64_t guest_hypercall(uint64_t number, uint64_t x0, uint64_t x1);
/* Notes a difference. */
void guest_check(struct guest *guest, uint64_t number, uint64_t found, uint64_t wanted);
/* Makes its part of the interrupt controller work; starts the timer. */
void guest_interrupts_on(struct guest *guest);
void guest_timer_start(struct guest *guest, uint64_t ticks);

#define GUEST_READ(name) \
    ({ \
        uint64_t value_; \
        __asm__ volatile("mrs %0, " name : "=r"(value_)); \
        value_; \
    })
#define GUEST_WRITE(name, value) __asm__ volatile("msr " name ", %0\n\tisb" : : "r"((uint64_t)(value)) : "memory")
