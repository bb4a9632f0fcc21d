/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two parts of the boot information test share. */
#pragma once

#include <runtime/print.h>
#include <sel4/sel4.h>

extern seL4_BootInfo *boot;

/* Opens a test; the checks that follow belong to it. */
void test_begin(const char *name);
/* Prints the test's one line: ok, or the first check that failed with the value it names. */
void test_end(void);
void check_that(int good, const char *text, seL4_Word value);
#define CHECK(condition, value) check_that((condition), #condition, (seL4_Word)(value))

/* Multiboot 1: the memory map is passed on to users. */
int loader_passes_map(void);

/* The first free slot of the root CNode; tests delete what they put there. */
seL4_CPtr free_slot(void);
seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits, seL4_CPtr slot);
seL4_Error delete_slot(seL4_CPtr slot);

/* Words and halves of the extra boot information; it need not be aligned. */
seL4_Word word_at(const unsigned char *at);
unsigned half_at(const unsigned char *at);
/* The chunk of this kind, null if there is none. */
const unsigned char *chunk_find(seL4_Word id);

void test_untypeds(void);
void test_memory_map(void);
