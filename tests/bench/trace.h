/* SPDX-License-Identifier: BSD-2-Clause */
/* For the ISA's folder: memory that the CPU touches by itself counts, too. */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include <stdint.h>

void trace_data(uint64_t address, unsigned bytes, uint64_t space);

#endif
