/* SPDX-License-Identifier: BSD-2-Clause */
/* The last system call that a stub made, what the next one returns, and the reports of a test program. */
#pragma once

#include <sel4/sel4.h>

struct mock_call {
    seL4_Word number;
    sel4_registers_t in;
    seL4_Word reply;
    seL4_Word dest;
    int with_words; /* whether message words travelled */
};

extern struct mock_call mock_call;
extern int mock_call_count;
extern sel4_registers_t mock_return;
extern seL4_IPCBuffer mock_buffer;

/* Clears all of it and fills the IPC buffer with words that no test passes. */
void mock_reset(void);

/* Prints ok or not ok with the name; the end counts the failures for the exit status. */
void report(const char *name, int good, const char *why);
int report_end(void);
