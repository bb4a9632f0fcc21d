/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system call instruction of ISAs where it destroys nothing, with the registers that sel4_arch/trap.h names before
 * it includes this file; empty for anybody else.
 */
#pragma once

#include <sel4/macros.h>
#include <sel4/types.h>

#ifdef SEL4_TRAP_INSTRUCTION

/* The registers of a call, before and after. */
typedef struct sel4_registers {
    seL4_Word cap; /* capability pointer in, badge out */
    seL4_Word info;
    seL4_Word mr0;
    seL4_Word mr1;
    seL4_Word mr2;
    seL4_Word mr3;
} sel4_registers_t;

/* Local variables in these registers, with what they pass; and as operands of an instruction that changes them. */
#define SEL4_TRAP_LOAD(in)                                     \
    register seL4_Word cap __asm__(SEL4_TRAP_CAP) = in.cap;    \
    register seL4_Word info __asm__(SEL4_TRAP_INFO) = in.info; \
    register seL4_Word mr0 __asm__(SEL4_TRAP_MR0) = in.mr0;    \
    register seL4_Word mr1 __asm__(SEL4_TRAP_MR1) = in.mr1;    \
    register seL4_Word mr2 __asm__(SEL4_TRAP_MR2) = in.mr2;    \
    register seL4_Word mr3 __asm__(SEL4_TRAP_MR3) = in.mr3;
#define SEL4_TRAP_LOADED "+r"(cap), "+r"(info), "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3)

/* Send and NBSend: nothing comes back. */
LIBSEL4_INLINE_FUNC void sel4_trap_send(seL4_Word number, sel4_registers_t in)
{
    SEL4_TRAP_LOAD(in)
    register seL4_Word call __asm__(SEL4_TRAP_NUMBER) = number;
    __asm__ volatile(SEL4_TRAP_INSTRUCTION
                     :
                     : "r"(cap), "r"(info), "r"(mr0), "r"(mr1), "r"(mr2), "r"(mr3), "r"(call)
                     : "memory");
}

/* Calls without message words, and debug calls: the capability register comes back. */
LIBSEL4_INLINE_FUNC seL4_Word sel4_trap_short(seL4_Word number, seL4_Word cap_in, seL4_Word info_in)
{
    register seL4_Word cap __asm__(SEL4_TRAP_CAP) = cap_in;
    register seL4_Word info __asm__(SEL4_TRAP_INFO) = info_in;
    register seL4_Word call __asm__(SEL4_TRAP_NUMBER) = number;
    __asm__ volatile(SEL4_TRAP_INSTRUCTION : "+r"(cap), "+r"(info) : "r"(call) : "memory");
    return cap;
}

/* NBSendRecv: one capability to send to, one to receive from, and the reply object. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_trap_send_recv(seL4_Word number, sel4_registers_t in, seL4_Word reply,
                                                         seL4_Word dest)
{
    SEL4_TRAP_LOAD(in)
    register seL4_Word reply_register __asm__(SEL4_TRAP_REPLY) = reply;
    register seL4_Word call __asm__(SEL4_TRAP_NUMBER) = number;
    register seL4_Word dest_register __asm__(SEL4_TRAP_DEST) = dest;
    __asm__ volatile(SEL4_TRAP_INSTRUCTION
                     : SEL4_TRAP_LOADED
                     : "r"(reply_register), "r"(call), "r"(dest_register)
                     : "memory");
    sel4_registers_t out = {cap, info, mr0, mr1, mr2, mr3};
    return out;
}

/* Recv, NBRecv and ReplyRecv with their reply object; NBSendWait passes its destination in the same register. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_trap_reply(seL4_Word number, sel4_registers_t in, seL4_Word reply)
{
    SEL4_TRAP_LOAD(in)
    register seL4_Word reply_register __asm__(SEL4_TRAP_REPLY) = reply;
    register seL4_Word call __asm__(SEL4_TRAP_NUMBER) = number;
    __asm__ volatile(SEL4_TRAP_INSTRUCTION
                     : SEL4_TRAP_LOADED
                     : "r"(reply_register), "r"(call)
                     : "memory");
    sel4_registers_t out = {cap, info, mr0, mr1, mr2, mr3};
    return out;
}

/* Call, Wait and NBWait. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_trap(seL4_Word number, sel4_registers_t in)
{
    SEL4_TRAP_LOAD(in)
    register seL4_Word call __asm__(SEL4_TRAP_NUMBER) = number;
    __asm__ volatile(SEL4_TRAP_INSTRUCTION
                     : SEL4_TRAP_LOADED
                     : "r"(call)
                     : "memory");
    sel4_registers_t out = {cap, info, mr0, mr1, mr2, mr3};
    return out;
}

#undef SEL4_TRAP_LOAD
#undef SEL4_TRAP_LOADED
#endif
