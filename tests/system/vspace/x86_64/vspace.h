/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces: tables, frames, ASIDs. */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define HOME seL4_CapInitThreadVSpace
#define ADDRESS_TOP 0x7fffffffffffUL

/* A part of the address space that nothing but the running test uses: one entry of the root table. */
#define WINDOW 0x10000000000UL
/* Bits of address space that an entry of each table covers. */
#define PML4_BITS 39
#define PDPT_BITS 30
#define DIRECTORY_BITS 21

/* The tables above one page. */
struct tables {
    seL4_CPtr pdpt, directory, table;
};

seL4_CPtr space_root(void); /* with an ASID of the first pool */
seL4_CPtr space_copy(seL4_CPtr cap);
/* Those down to the one whose entries cover 2^bits bytes. */
struct tables space_tables(seL4_CPtr root, seL4_Word address, seL4_Word bits);

/* ---- accesses of a probe of this program ---- */
#define ACCESS_WORKS 0
#define ACCESS_ODD   1 /* a fault, but not that of this access */

/*
 * Reads (finds a word in access_found), writes access_word, or calls: ACCESS_WORKS, or the error code of the page
 * fault, which is at exactly this address.
 */
extern volatile seL4_Word access_found;
extern seL4_Word access_word;
seL4_Word access_read(seL4_Word address);
seL4_Word access_write(seL4_Word address);
seL4_Word access_call(seL4_Word address);
/* Makes the probe. Once in a test. */
void access_begin(void);

/* Error codes of page faults in user mode. */
#define CODE_NONE 4UL      /* nothing there */
#define CODE_WRITE 6UL     /* the same, a write */
#define CODE_DENIED 5UL    /* not for user mode */
#define CODE_READ_ONLY 7UL /* a write to what may only be read */

/* CHECK_WORD(address, word): reading it works and finds this. */
#define CHECK_WORD(address, word) \
    do { \
        CHECK_EQUAL(access_read(address), ACCESS_WORKS); \
        CHECK_EQUAL(access_found, word); \
    } while (0)
/* A frame whose first word is this. */
seL4_CPtr space_frame(seL4_Word word);
seL4_CPtr space_frame_of(seL4_Word type, seL4_Word word);

/* ---- spaces with a program of two instructions: read a word, report it ---- */
struct island {
    struct probe probe;
    seL4_CPtr root;
};
/* The word at the address in that space, or, as a fault, ~0. The page of the program is mapped there. */
#define ISLAND_CODE 0x400000UL
void island_make(struct island *island, seL4_CPtr root);
seL4_Word island_read(struct island *island, seL4_Word address);

extern const struct frame_test map_tests[];
extern const struct frame_test table_tests[];
extern const struct frame_test size_tests[];
extern const struct frame_test stale_tests[];
extern const struct frame_test asid_tests[];
extern const struct frame_test io_tests[];
