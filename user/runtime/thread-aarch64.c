/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread-local memory as ELF for the Arm 64-bit architecture lays it out (variant I): TPIDR_EL0 points to two words
 * that belong to the system, and the variables follow at the next multiple of their alignment.
 */
#include <runtime/string.h>
#include <runtime/thread.h>

#include "arch.h"

/* The linker script's marks around the initial values (tdata) and the zeroes after them (tbss). */
extern const char runtime_tdata_start[];
extern const char runtime_tdata_end[];
extern const char runtime_tbss_end[];

/* Alignment of the whole, which the linker script makes that of the segment, and so where the variables begin. */
enum { TLS_ALIGN = 64 };

static size_t variables_size(void)
{
    return (size_t)(runtime_tbss_end - runtime_tdata_start);
}

size_t runtime_tls_size(void)
{
    return TLS_ALIGN + variables_size() + TLS_ALIGN - 1;
}

seL4_Word runtime_tls_create(void *memory, size_t size, seL4_IPCBuffer *buffer)
{
    if (size < runtime_tls_size()) {
        return 0;
    }
    seL4_Word thread_pointer = ((seL4_Word)memory + TLS_ALIGN - 1) & ~(seL4_Word)(TLS_ALIGN - 1);
    memset((void *)thread_pointer, 0, TLS_ALIGN + variables_size());
    memcpy((void *)(thread_pointer + TLS_ALIGN), runtime_tdata_start,
           (size_t)(runtime_tdata_end - runtime_tdata_start));

    /* The linker knows where the variable lies relative to any thread pointer; our own may not be set yet. */
    seL4_Word offset = 0;
    __asm__("movz %0, #:tprel_g1:__sel4_ipc_buffer\n\tmovk %0, #:tprel_g0_nc:__sel4_ipc_buffer" : "=r"(offset));
    *(seL4_IPCBuffer **)(thread_pointer + offset) = buffer;
    return thread_pointer;
}

void runtime_thread_registers(seL4_UserContext *registers, void (*entry)(void *), void *argument, void *stack_top,
                              seL4_Word thread_pointer)
{
    memset(registers, 0, sizeof(*registers));
    registers->pc = (seL4_Word)entry;
    registers->sp = (seL4_Word)stack_top & ~15ul;
    registers->x0 = (seL4_Word)argument;
    registers->tpidr_el0 = thread_pointer;
}

seL4_Word arch_thread_pointer(void)
{
    seL4_Word thread_pointer = 0;
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(thread_pointer));
    return thread_pointer;
}

void arch_set_thread_pointer(seL4_Word thread_pointer, seL4_CPtr tcb)
{
    (void)tcb;
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(thread_pointer) : "memory");
}
