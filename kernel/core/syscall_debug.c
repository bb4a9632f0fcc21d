/* SPDX-License-Identifier: BSD-2-Clause */
/* Debug system calls: fpu-tls-misc.md section 3. */
#include <core/ipc.h>
#include <core/lookup.h>
#include <core/syscall_debug.h>
#include <debug/debug.h>

enum {
    DEBUG_PUT_CHAR = -12,
    DEBUG_DUMP_SCHEDULER = -13,
    DEBUG_HALT = -14,
    DEBUG_CAP_IDENTIFY = -15,
    DEBUG_SNAPSHOT = -16,
    DEBUG_NAME_THREAD = -17,
};

/* Longest name the ABI accepts in the message, NUL included. */
#define DEBUG_NAME_MESSAGE_BYTES 960u

static word_t cap_identify(const tcb_t *tcb, word_t cptr)
{
    slot_t *slot = lookup_cptr(tcb, cptr);

    return slot == 0 ? CAP_NULL : cap_type(slot->cap);
}

/* Names the thread whose capability is at cptr with the string in the caller's IPC buffer. Misuse halts (ABI). */
static void name_thread(const tcb_t *caller, word_t cptr)
{
    slot_t *slot = lookup_cptr(caller, cptr);
    struct ipc_buffer *buffer = tcb_writable_buffer(caller);
    tcb_t *target = 0;
    const volatile char *text = 0;

    if (slot == 0 || cap_type(slot->cap) != CAP_TCB || buffer == 0)
        debug_halt();
    target = tcb_of_cap(slot->cap);
    text = (const volatile char *)buffer->msg;
    for (word_t i = 0; i < DEBUG_NAME_MESSAGE_BYTES; i++) {
        char c = text[i];

        if (i < TCB_NAME_BYTES - 1)
            target->name[i] = c;
        if (c == 0) {
            target->name[TCB_NAME_BYTES - 1] = 0;
            return;
        }
    }
    debug_halt();
}

bool syscall_debug(word_t number, tcb_t *tcb)
{
    switch ((int64_t)number) {
    case DEBUG_PUT_CHAR:
        debug_put_char(tcb->context.r[REG_CAP]);
        return true;
    case DEBUG_DUMP_SCHEDULER:
        debug_dump_scheduler();
        return true;
    case DEBUG_SNAPSHOT:
        debug_snapshot();
        return true;
    }
    if (!HF_DEBUG)
        return false;
    switch ((int64_t)number) {
    case DEBUG_HALT:
        debug_halt();
    case DEBUG_CAP_IDENTIFY:
        tcb->context.r[REG_CAP] = cap_identify(tcb, tcb->context.r[REG_CAP]);
        return true;
    case DEBUG_NAME_THREAD:
        name_thread(tcb, tcb->context.r[REG_CAP]);
        return true;
    }
    return false;
}
