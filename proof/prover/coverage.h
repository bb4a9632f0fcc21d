/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of the kernel's functions are proved: for what they do, for safety alone, or not at all. */
#ifndef PROVER_COVERAGE_H
#define PROVER_COVERAGE_H

#include "ir.h"
#include "report.h"

/* The functions whose safety is not proved, one per line: name, then why. # begins a comment. */
void coverage_read_exceptions(const char *path);
bool coverage_is_exception(const char *function);

/* Counts per source file to `to`, every function with what is proved of it to the file at path (if not 0). */
void coverage_report(FILE *to, const char *path, struct ir_module *m, const struct theorem_record *records, unsigned n);

#endif
