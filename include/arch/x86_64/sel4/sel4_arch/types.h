/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/macros.h>
#include <sel4/simple_types.h>

typedef seL4_Word seL4_X64_PML4;
typedef seL4_Word seL4_X86_PDPT;

/* Registers of a thread in the order of TCB ReadRegisters and WriteRegisters: 18 frame registers, then 2 integer. */
typedef struct seL4_UserContext_ {
    seL4_Word rip, rsp, rflags, rax, rbx, rcx, rdx, rsi, rdi, rbp;
    seL4_Word r8, r9, r10, r11, r12, r13, r14, r15;
    seL4_Word fs_base, gs_base;
} seL4_UserContext;

SEL4_COMPILE_ASSERT(user_context_size, sizeof(seL4_UserContext) == 160)
