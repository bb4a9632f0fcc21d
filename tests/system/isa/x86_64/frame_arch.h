/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/sel4.h>

/* A thread that is blocked somewhere calls a function that does not return, on its stack below what it uses. */
static inline void frame_arch_redirect(seL4_UserContext *registers, void (*function)(void), seL4_Word gap)
{
    /* libsel4 keeps the stack pointer in RBX around a trap; another place has it in RSP. */
    registers->rsp = ((registers->rsp ? registers->rsp : registers->rbx) - gap) & ~0xfUL;
    registers->rsp -= 8;
    registers->rip = (seL4_Word)function;
}

/*
 * Marks a place and returns 0; frame_place_return makes that call return again, with 1. The function that marked must
 * not have returned.
 */
#define FRAME_PLACE_WORDS 16
int frame_place_mark(seL4_Word *place) __attribute__((returns_twice));
void frame_place_return(seL4_Word *place) __attribute__((noreturn));
