/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * QEMU's gdb stub: the few requests of gdb's remote protocol that single-stepping needs. Everything here ends the
 * program with a message when the stub does not answer as it should.
 */
#ifndef BENCH_REMOTE_H
#define BENCH_REMOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ends the program with status 1. */
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);

void remote_connect(const char *socket_path);
void remote_breakpoint(uint64_t address);
/* Both return false when the machine is gone. */
bool remote_continue(void);
bool remote_step(void);
/* All registers are asked for; then bytes of the answer, as a number. */
void remote_registers_get(void);
uint64_t remote_registers_at(size_t index, size_t bytes);
/* Memory as the current address space shows it; bytes <= 512. */
void remote_memory(uint64_t address, void *buffer, size_t bytes);
uint64_t remote_word(uint64_t address);
/* The physical address behind a virtual one in the current address space. */
uint64_t remote_physical(uint64_t address);
/* Linear base of a descriptor table register: "IDT", "GDT", or of the segment "TR ". */
uint64_t remote_table_base(const char *name);

#endif
