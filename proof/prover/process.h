/* SPDX-License-Identifier: BSD-2-Clause */
/* A solver as a child process: text in, lines out. It dies with the prover. */
#ifndef PROVER_PROCESS_H
#define PROVER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

struct process;

/* Ends the prover with a message if the program cannot be started. */
struct process *process_start(const char *const argv[]);
void process_end(struct process *process);

/* False if the process is gone. */
bool process_send(struct process *process, const char *text, size_t length);

/*
 * The next line, without its end; valid until the next call. Null if the process is gone or has been silent for the
 * time: a guard against a solver that hangs, far beyond what its resource limit allows.
 */
const char *process_line(struct process *process, unsigned seconds);

#endif
