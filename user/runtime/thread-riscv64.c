/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread-local memory as the ELF psABI of RISC-V lays it out (variant I): the variables begin where tp points. */
#include <runtime/string.h>
#include <runtime/thread.h>

#include "arch.h"

/* The linker script's marks around the initial values (tdata) and the zeroes after them (tbss). */
extern const char runtime_tdata_start[];
extern const char runtime_tdata_end[];
extern const char runtime_tbss_end[];

/* Alignment of the whole. */
enum { TLS_ALIGN = 64 };

static size_t variables_size(void)
{
    size_t size = (size_t)(runtime_tbss_end - runtime_tdata_start);
    return (size + TLS_ALIGN - 1) & ~(size_t)(TLS_ALIGN - 1);
}

size_t runtime_tls_size(void)
{
    return variables_size() + TLS_ALIGN - 1;
}

seL4_Word runtime_tls_create(void *memory, size_t size, seL4_IPCBuffer *buffer)
{
    if (size < runtime_tls_size()) {
        return 0;
    }
    seL4_Word thread_pointer = ((seL4_Word)memory + TLS_ALIGN - 1) & ~(seL4_Word)(TLS_ALIGN - 1);
    memset((void *)thread_pointer, 0, variables_size());
    memcpy((void *)thread_pointer, runtime_tdata_start, (size_t)(runtime_tdata_end - runtime_tdata_start));

    /* The linker knows where the variable lies relative to any thread pointer; our own may not be set yet. */
    seL4_Word offset = 0;
    __asm__("lui %0, %%tprel_hi(__sel4_ipc_buffer)\n\taddi %0, %0, %%tprel_lo(__sel4_ipc_buffer)" : "=r"(offset));
    *(seL4_IPCBuffer **)(thread_pointer + offset) = buffer;
    return thread_pointer;
}

void runtime_thread_registers(seL4_UserContext *registers, void (*entry)(void *), void *argument, void *stack_top,
                              seL4_Word thread_pointer)
{
    memset(registers, 0, sizeof(*registers));
    registers->pc = (seL4_Word)entry;
    registers->sp = (seL4_Word)stack_top & ~15ul;
    registers->a0 = (seL4_Word)argument;
    registers->tp = thread_pointer;
}

seL4_Word arch_thread_pointer(void)
{
    seL4_Word thread_pointer = 0;
    __asm__ volatile("mv %0, tp" : "=r"(thread_pointer));
    return thread_pointer;
}

void arch_set_thread_pointer(seL4_Word thread_pointer, seL4_CPtr tcb)
{
    (void)tcb;
    __asm__ volatile("mv tp, %0" : : "r"(thread_pointer) : "memory");
}
