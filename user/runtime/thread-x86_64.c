/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread-local memory as the System V ABI for x86_64 lays it out (variant II): the variables end where the thread
 * pointer points, and there stands the thread pointer itself.
 */
#include <runtime/string.h>
#include <runtime/thread.h>

#include "arch.h"

/* The linker script's marks around the initial values (tdata) and the zeroes after them (tbss). */
extern const char runtime_tdata_start[];
extern const char runtime_tdata_end[];
extern const char runtime_tbss_end[];

/* Alignment of the whole, and what a thread needs at and above its thread pointer. */
enum { TLS_ALIGN = 64, TLS_HEAD_BYTES = 64 };

/* CPUID leaf 7, EBX: the instructions that write the segment bases (Intel SDM volume 2, CPUID). */
enum { CPUID_FEATURES = 7, CPUID_FEATURES_FSGSBASE = 1u << 0 };

static size_t variables_size(void)
{
    size_t size = (size_t)(runtime_tbss_end - runtime_tdata_start);
    return (size + TLS_ALIGN - 1) & ~(size_t)(TLS_ALIGN - 1);
}

size_t runtime_tls_size(void)
{
    return variables_size() + TLS_HEAD_BYTES + TLS_ALIGN - 1;
}

seL4_Word runtime_tls_create(void *memory, size_t size, seL4_IPCBuffer *buffer)
{
    if (size < runtime_tls_size()) {
        return 0;
    }
    seL4_Word start = ((seL4_Word)memory + TLS_ALIGN - 1) & ~(seL4_Word)(TLS_ALIGN - 1);
    seL4_Word thread_pointer = start + variables_size();
    size_t initialised = (size_t)(runtime_tdata_end - runtime_tdata_start);
    memset((void *)start, 0, variables_size() + TLS_HEAD_BYTES);
    memcpy((void *)start, runtime_tdata_start, initialised);
    *(seL4_Word *)thread_pointer = thread_pointer;

    /* The linker knows where the variable lies relative to any thread pointer; our own may not be set yet. */
    seL4_Word offset = 0;
    __asm__("movq $__sel4_ipc_buffer@tpoff, %0" : "=r"(offset));
    *(seL4_IPCBuffer **)(thread_pointer + offset) = buffer;
    return thread_pointer;
}

void runtime_thread_registers(seL4_UserContext *registers, void (*entry)(void *), void *argument, void *stack_top,
                              seL4_Word thread_pointer)
{
    memset(registers, 0, sizeof(*registers));
    registers->rip = (seL4_Word)entry;
    /* As after a call: 8 bytes off a multiple of 16. */
    registers->rsp = ((seL4_Word)stack_top & ~15ul) - 8;
    registers->rdi = (seL4_Word)argument;
    registers->fs_base = thread_pointer;
}

seL4_Word arch_thread_pointer(void)
{
    seL4_Word thread_pointer = 0;
    __asm__ volatile("movq %%fs:0, %0" : "=r"(thread_pointer));
    return thread_pointer;
}

static int has_fsgsbase(void)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(0), "c"(0));
    if (a < CPUID_FEATURES) {
        return 0;
    }
    __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(CPUID_FEATURES), "c"(0));
    return (b & CPUID_FEATURES_FSGSBASE) != 0;
}

void arch_set_thread_pointer(seL4_Word thread_pointer, seL4_CPtr tcb)
{
#ifdef CONFIG_FSGSBASE_INST
    if (has_fsgsbase()) {
        __asm__ volatile("wrfsbase %0" : : "r"(thread_pointer) : "memory");
        return;
    }
#endif
    /* Not through the stub: if it failed it would use the IPC buffer pointer, which this makes reachable. */
    sel4_registers_t in = {tcb, seL4_MessageInfo_new(TCBSetTLSBase, 0, 0, 1).words[0], thread_pointer, 0, 0, 0};
    if (sel4_invoke_error(sel4_trap((seL4_Word)seL4_SysCall, in)) != seL4_NoError) {
        __builtin_trap();
    }
}
