/* SPDX-License-Identifier: BSD-2-Clause */
/* Filling the registers of a system call and emptying them afterwards. Included by sel4/syscalls.h. */
#pragma once

#include <sel4/functions.h>
#include <sel4/macros.h>
#include <sel4/sel4_arch/trap.h>
#include <sel4/syscall.h>
#include <sel4/types.h>

/* A value that nobody looks at: whatever the register holds. Volatile, or one register would be copied to others. */
LIBSEL4_INLINE_FUNC seL4_Word sel4_word_any(void)
{
    seL4_Word any;
    __asm__ volatile("" : "=r"(any));
    return any;
}

/* Word i of a message of this length; it is not worth an instruction where the compiler sees that it is not sent. */
LIBSEL4_INLINE_FUNC seL4_Word sel4_word_sent(seL4_Word word, seL4_Word i, seL4_Word length)
{
    return __builtin_constant_p(length) && i >= length ? sel4_word_any() : word;
}

/* For receiving: nothing is sent. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_registers_empty(seL4_CPtr cap)
{
    sel4_registers_t registers = {cap,
                                  sel4_word_any(),
                                  sel4_word_any(),
                                  sel4_word_any(),
                                  sel4_word_any(),
                                  sel4_word_any()};
    return registers;
}

/* Words 0 to 3 from the IPC buffer. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_registers_load(seL4_CPtr cap, seL4_MessageInfo_t info)
{
    sel4_registers_t registers = {cap, info.words[0], seL4_GetMR(0), seL4_GetMR(1), seL4_GetMR(2), seL4_GetMR(3)};
    return registers;
}

/* Words 0 to 3 from the caller, as far as the message is long and the caller passes them. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_registers_take(seL4_CPtr cap, seL4_MessageInfo_t info, const seL4_Word *mr0,
                                                         const seL4_Word *mr1, const seL4_Word *mr2,
                                                         const seL4_Word *mr3)
{
    seL4_Word length = seL4_MessageInfo_get_length(info);
    sel4_registers_t registers = {cap,
                                  info.words[0],
                                  sel4_word_sent(0, 0, length),
                                  sel4_word_sent(0, 1, length),
                                  sel4_word_sent(0, 2, length),
                                  sel4_word_sent(0, 3, length)};
    if (mr0 && length > 0) {
        registers.mr0 = *mr0;
    }
    if (mr1 && length > 1) {
        registers.mr1 = *mr1;
    }
    if (mr2 && length > 2) {
        registers.mr2 = *mr2;
    }
    if (mr3 && length > 3) {
        registers.mr3 = *mr3;
    }
    return registers;
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t sel4_registers_info(sel4_registers_t out)
{
    seL4_MessageInfo_t info = {{out.info}};
    return info;
}

/* Received words to the IPC buffer, the badge to the caller. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t sel4_registers_store(sel4_registers_t out, seL4_Word *badge)
{
    seL4_SetMR(0, out.mr0);
    seL4_SetMR(1, out.mr1);
    seL4_SetMR(2, out.mr2);
    seL4_SetMR(3, out.mr3);
    if (badge) {
        *badge = out.cap;
    }
    return sel4_registers_info(out);
}

/* Received words and badge to the caller. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t sel4_registers_give(sel4_registers_t out, seL4_Word *badge, seL4_Word *mr0,
                                                           seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    if (mr0) {
        *mr0 = out.mr0;
    }
    if (mr1) {
        *mr1 = out.mr1;
    }
    if (mr2) {
        *mr2 = out.mr2;
    }
    if (mr3) {
        *mr3 = out.mr3;
    }
    if (badge) {
        *badge = out.cap;
    }
    return sel4_registers_info(out);
}
