/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/sel4.h>

/* A thread that is blocked somewhere calls a function that does not return, on its stack below what it uses. */
static inline void frame_arch_redirect(seL4_UserContext *registers, void (*function)(void), seL4_Word gap)
{
    registers->sp = (registers->sp - gap) & ~0xfUL;
    registers->pc = (seL4_Word)function;
}
