/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything hostile at once, for minutes: threads that make random calls on rich CSpaces, threads that execute
 * whatever bytes there are, a device that interrupts all the time, and one that uses up memory. Beside them a program
 * that has work to do in each of its periods.
 */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define HOME seL4_CapInitThreadVSpace
#define SELF seL4_CapInitThreadTCB
#define REGISTERS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

/* ---- who runs when ---- */
#define STORM_PRIORITY 240
#define HEALTHY_PRIORITY 200
#define TICKER_PRIORITY 160
#define KEEPER_PRIORITY 150 /* the initial thread: it restarts the hostile threads */
#define HOSTILE_PRIORITY 100
#define WATCHER_PRIORITY 50 /* runs when all hostile threads are blocked or have no budget left */

#define WORLDS 2
#define CALLERS 8
#define TRAPPERS 2
#define HOSTILES (CALLERS + TRAPPERS)

/* ---- random numbers: the same ones for the same seed ---- */
seL4_Word random(void);
void random_seed(seL4_Word seed);
/* true in 1 of n cases, n a power of two */
static inline int one_in(seL4_Word n) { return (random() >> 20 & (n - 1)) == 0; }

/* Of constant lists. */
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define ALL_METHODS_OF(kind) kind##First, kind##Last

/* Bytes an untyped can still give, by a request that is too large or all of it; the slot stays empty. */
seL4_Word untyped_left(seL4_CPtr untyped, seL4_CPtr slot);

/* ---- a world: an address space and a CSpace that several hostile threads share ---- */
/*
 * Numbers 0 to 127 of the CSpace are slots of a CNode that its threads hold a capability to. Those from 128 on lie in
 * a CNode that they have no capability to: they can use what is there, but not delete, move or revoke it. Whoever
 * deletes the control of interrupts or of I/O ports deletes it for good.
 */
#define SLOT_BITS 7
#define CONTROLS (1UL << SLOT_BITS)

/* Where its address space has what it needs, all below one page table. */
#define CODE 0x400000UL
#define WORLD_PAGE 0x401000UL
#define SOUP 0x402000UL
#define THREAD_PAGE 0x410000UL
/* Where callers map: they would soon have nothing to run if they did it just anywhere. */
#define FREE_PLACE 0x500000UL
#define PAGE_BYTES 4096UL

struct record {
    seL4_Word thread, number, cap, info, mr[4], reply, dest;
};

/* A slot with labels of methods that it has, or had when the world began. */
struct pair {
    unsigned char slot, first, last;
};

#define LABELS 64
_Static_assert(nArchInvocationLabels <= LABELS, "counted by label");
#define RECORDS 32
#define PAIRS 160

/* Shared by the threads of a world and the keeper. */
struct world_page {
    volatile seL4_Word calls, succeeded[LABELS]; /* since the keeper last looked; succeeded: came back with label 0 */
    volatile seL4_Word next;
    struct record record[RECORDS]; /* the last calls; the newest is number (next - 1) % RECORDS */
    seL4_Word pairs;
    struct pair pair[PAIRS];
};
_Static_assert(sizeof(struct world_page) <= PAGE_BYTES, "one page");

/* In the page of each caller's IPC buffer, behind the buffer. Its stack is at the end of that page. */
struct caller {
    seL4_Word state; /* of its random numbers, not 0 */
    seL4_Word number;
};
#define CALLER_PLACE 2048

/* What callers run: position-independent, on no data but its own; a copy of it is mapped at CODE. */
void hostile_program(struct caller *self) __attribute__((noreturn));
void hostile_program_end(void);

/* What a call has besides its number. */
struct words {
    seL4_Word label, mr[4];
};

/* Gives a capability to a world, or to some of both, with the methods it has; makes an object for both. */
struct world;
void give_new(struct world *world, seL4_Word type, seL4_Word bits, seL4_Word first, seL4_Word last);
seL4_CPtr made(seL4_Word type, seL4_Word bits);
void give_some(seL4_CPtr cap, seL4_Word first, seL4_Word last);

/* Once. */
void worlds_begin(void);
/* New worlds; the hostile threads are ready to be started. with_domains: they may set the domain schedule. */
void worlds_make(int with_domains);
/* Starts one again, wherever it was; thoroughly: with all of its parameters. */
void hostile_restart(unsigned thread, int thoroughly);
/* Ends all of them, and takes back all that they had or made. */
void worlds_end(void);
/* Takes over what the worlds have counted; then the sums. */
void worlds_count(void);
seL4_Word worlds_calls(void);
seL4_Word worlds_succeeded(seL4_Word label); /* by label of the method */
void worlds_print_last(void);

/* Faults of hostile thread i arrive here with badge i + 1. */
extern seL4_CPtr fault_endpoint;

/* ---- the healthy program ---- */
void healthy_begin(void);
/* While its domain is not always the current one, it is late and nobody's fault. */
void healthy_may_be_late(int late);
/* No check of its own has failed, and it has not missed a period. */
int healthy_is_well(void);
void healthy_print(void);
/* Periods since healthy_begin. */
seL4_Word healthy_periods(void);

/* ---- what else is going on ---- */
void beside_begin(void);
/* Before each pair of worlds: the storm blows again, whatever became of its line. */
void storm_renew(void);
/* At each tick: whatever became of its notification and its rate. */
void storm_go_on(void);
seL4_Word storm_interrupts(void);
seL4_CPtr storm_handler(void);
seL4_Word exhaustions(void);
void beside_end(void);

/* ---- what the ISA supplies ---- */
#define CELL 16 /* bytes */

/* Once, before the first world: takes what the hostile threads must not reach, makes what isa_worlds_fill gives. */
void isa_begin(void);
/* Afterwards: what of the ISA alone must be back. */
void isa_check_back(void);
/* Tables and other objects for one world; what both may share. */
void isa_world_fill(struct world *world);
void isa_worlds_fill(void);
/* Writes CELL bytes: one of the pieces of code that are not for programs. Hostile threads may begin at any of them. */
void isa_soup_fill(unsigned char *cell);
/* Makes a handler of interrupt line 0 .. LINES - 1; not all of them are for programs. */
seL4_Error isa_line(seL4_Word line, seL4_CPtr slot);

/* A device that interrupts 20,000 times a second: its handler, starting it (again), before each Ack, the end. */
void isa_storm_issue(seL4_CPtr slot);
void isa_storm_blow(void);
void isa_storm_next(void);
void isa_storm_end(void);

/* What whoever started the machine says, at most so many bytes; nothing is said otherwise. */
void isa_parameters(char *text, seL4_Word bytes);

#include <onslaught_isa.h>
