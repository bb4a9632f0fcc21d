/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * More threads in this program. A thread needs thread-local memory, where its IPC buffer pointer lives, and registers
 * to start with:
 *
 *     seL4_UserContext registers = {0};
 *     seL4_Word tls = runtime_tls_create(memory, sizeof(memory), buffer);
 *     runtime_thread_registers(&registers, entry, argument, stack_top, tls);
 *     seL4_TCB_WriteRegisters(tcb, 0, 0, sizeof(registers) / sizeof(seL4_Word), &registers);
 */
#pragma once

#include <sel4/sel4.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that runtime_tls_create needs, whatever the alignment of the memory. */
size_t runtime_tls_size(void);

/*
 * Lays out a thread's variables with their initial values, except that its IPC buffer pointer is the given one.
 * Returns the thread pointer for the TLS register, or 0 if the memory does not suffice.
 */
seL4_Word runtime_tls_create(void *memory, size_t size, seL4_IPCBuffer *buffer);

/* Registers of a thread that calls entry(argument) on the stack that ends at stack_top. The entry must not return. */
void runtime_thread_registers(seL4_UserContext *registers, void (*entry)(void *), void *argument, void *stack_top,
                              seL4_Word thread_pointer);

#ifdef __cplusplus
}
#endif
