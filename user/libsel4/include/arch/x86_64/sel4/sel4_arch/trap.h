/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system call instruction. Everything above this file is independent of the architecture; host tests replace it.
 *
 * RDX number, RDI capability in and badge out, RSI message info, R10 R8 R9 R15 message words, R12 reply object,
 * R13 destination of NBSendRecv. The instruction itself destroys RCX and R11; RSP may be lost, so it waits in RBX.
 */
#pragma once

#include <sel4/macros.h>
#include <sel4/types.h>

/* The registers of a call, before and after. */
typedef struct sel4_registers {
    seL4_Word cap; /* capability pointer in, badge out */
    seL4_Word info;
    seL4_Word mr0;
    seL4_Word mr1;
    seL4_Word mr2;
    seL4_Word mr3;
} sel4_registers_t;

#define SEL4_TRAP "movq %%rsp, %%rbx\n\tsyscall\n\tmovq %%rbx, %%rsp"
#define SEL4_TRAP_DESTROYS "rbx", "rcx", "r11", "memory"

/* Send and NBSend: nothing comes back. */
LIBSEL4_INLINE_FUNC void sel4_trap_send(seL4_Word number, sel4_registers_t in)
{
    register seL4_Word mr0 __asm__("r10") = in.mr0;
    register seL4_Word mr1 __asm__("r8") = in.mr1;
    register seL4_Word mr2 __asm__("r9") = in.mr2;
    register seL4_Word mr3 __asm__("r15") = in.mr3;
    __asm__ volatile(SEL4_TRAP
                     :
                     : "d"(number), "D"(in.cap), "S"(in.info), "r"(mr0), "r"(mr1), "r"(mr2), "r"(mr3)
                     : SEL4_TRAP_DESTROYS);
}

/* Calls without message words, and debug calls: the capability register comes back. */
LIBSEL4_INLINE_FUNC seL4_Word sel4_trap_short(seL4_Word number, seL4_Word cap, seL4_Word info)
{
    __asm__ volatile(SEL4_TRAP : "+D"(cap), "+S"(info) : "d"(number) : SEL4_TRAP_DESTROYS);
    return cap;
}

/* Call, Wait and NBWait. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_trap(seL4_Word number, sel4_registers_t in)
{
    sel4_registers_t out;
    register seL4_Word mr0 __asm__("r10") = in.mr0;
    register seL4_Word mr1 __asm__("r8") = in.mr1;
    register seL4_Word mr2 __asm__("r9") = in.mr2;
    register seL4_Word mr3 __asm__("r15") = in.mr3;
    __asm__ volatile(SEL4_TRAP
                     : "=D"(out.cap), "=S"(out.info), "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3)
                     : "d"(number), "D"(in.cap), "S"(in.info)
                     : SEL4_TRAP_DESTROYS);
    out.mr0 = mr0;
    out.mr1 = mr1;
    out.mr2 = mr2;
    out.mr3 = mr3;
    return out;
}

/* Recv, NBRecv and ReplyRecv with their reply object; NBSendWait passes its destination in the same register. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_trap_reply(seL4_Word number, sel4_registers_t in, seL4_Word reply)
{
    sel4_registers_t out;
    register seL4_Word mr0 __asm__("r10") = in.mr0;
    register seL4_Word mr1 __asm__("r8") = in.mr1;
    register seL4_Word mr2 __asm__("r9") = in.mr2;
    register seL4_Word mr3 __asm__("r15") = in.mr3;
    register seL4_Word reply_register __asm__("r12") = reply;
    __asm__ volatile(SEL4_TRAP
                     : "=D"(out.cap), "=S"(out.info), "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3)
                     : "d"(number), "D"(in.cap), "S"(in.info), "r"(reply_register)
                     : SEL4_TRAP_DESTROYS);
    out.mr0 = mr0;
    out.mr1 = mr1;
    out.mr2 = mr2;
    out.mr3 = mr3;
    return out;
}

/* NBSendRecv: one capability to send to, one to receive from, and the reply object. */
LIBSEL4_INLINE_FUNC sel4_registers_t sel4_trap_send_recv(seL4_Word number, sel4_registers_t in, seL4_Word reply,
                                                         seL4_Word dest)
{
    sel4_registers_t out;
    register seL4_Word mr0 __asm__("r10") = in.mr0;
    register seL4_Word mr1 __asm__("r8") = in.mr1;
    register seL4_Word mr2 __asm__("r9") = in.mr2;
    register seL4_Word mr3 __asm__("r15") = in.mr3;
    register seL4_Word reply_register __asm__("r12") = reply;
    register seL4_Word dest_register __asm__("r13") = dest;
    __asm__ volatile(SEL4_TRAP
                     : "=D"(out.cap), "=S"(out.info), "+r"(mr0), "+r"(mr1), "+r"(mr2), "+r"(mr3)
                     : "d"(number), "D"(in.cap), "S"(in.info), "r"(reply_register), "r"(dest_register)
                     : SEL4_TRAP_DESTROYS);
    out.mr0 = mr0;
    out.mr1 = mr1;
    out.mr2 = mr2;
    out.mr3 = mr3;
    return out;
}
