/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tour: commands a newcomer can type. Each shows something on the real kernel and names the page that explains it.
 */
#pragma once

#include "process.h"

struct command {
    const char *name, *what, *page; /* page below docs/manual/ */
    void (*run)(void);
};

extern const struct command commands[];
extern const unsigned command_count;

/* ---- console.c ---- */
void console_start(void);
/* Reads a line, echoing it; waits for the serial port's interrupt. */
void console_read_line(char *line, unsigned bytes);

/* ---- events from guests ---- */
struct event {
    seL4_Word badge, label, words[4];
};

/* Badges of the tour's own endpoint: which guest speaks, or whose fault it is. */
enum { FROM_FIRST = 1, FROM_SECOND = 2, FROM_THIRD = 3, FROM_FAULT = 100, FROM_TIMEOUT = 101 };

/* The endpoint of the open scene, and a badged capability to it. */
seL4_CPtr scene_endpoint(void);
seL4_CPtr scene_badged(seL4_Word badge);
void scene_begin(void);
void scene_end(void);
/* Waits for a message; scene_reply answers it and lets the guest go on. */
struct event scene_wait(void);
void scene_reply(void);

/* ---- the commands ---- */
void show_capabilities(void);
void show_memory(void);
void show_programs(void);
void show_badges(void);
void show_denied(void);
void show_pager(void);
void show_budget(void);
void show_revoke(void);
void show_measure(void);
void show_threads(void);
