/* SPDX-License-Identifier: BSD-2-Clause */
/* Test lines, and threads that are watched. */
#pragma once

#include <kit/kit.h>

extern unsigned checks_passed, checks_failed;
extern seL4_CPtr check_faults, check_reply;

void check_start(seL4_BootInfo *bootinfo);
void check(const char *name, int good);

/* The fault of a new thread, or what it sent: its kind, and the words of its message. */
struct seen {
    seL4_Word kind;
    seL4_Word mr[6];
};

/* Runs entry(argument) with these flags until it faults or calls check_faults. */
struct seen watched(void (*entry)(void *), void *argument, seL4_Word flags);

/* Did it end with a VCPUFault of this exception class? */
int trapped(struct seen seen, seL4_Word class);
int undefined(struct seen seen);
