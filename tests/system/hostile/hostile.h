/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs that do their worst: the kernel goes on, and so do those beside them. */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define HOME seL4_CapInitThreadVSpace
#define WINDOW ISA_WINDOW
#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define PRIORITY 100

/* A well-behaved program above the hostile ones: it answers, and it is given its time. */
void healthy_begin(void);
/* Answers within a call; gets a fair part of the time since healthy_begin. */
void healthy_answers(void);
void healthy_had_time(void);

/* ---- one thread that is started at any instruction with any registers ---- */
extern struct probe victim;
/* The label of the fault it ends with; its words are in the message registers. */
seL4_Word victim_run(const seL4_UserContext *registers);
/* Number of the exception it ends with; ~0 for another end. */
seL4_Word victim_exception(const seL4_UserContext *registers);

extern const struct frame_test instruction_tests[];
extern const struct frame_test sweep_tests[];
extern const struct frame_test edge_tests[];
extern const struct frame_test random_tests[];
extern const struct frame_test storm_tests[];
