/* SPDX-License-Identifier: BSD-2-Clause */
/* The abstract state's part that x86_64 defines: registers, numbers of things. */
#ifndef PROOF_STATE_ISA_H
#define PROOF_STATE_ISA_H

/* Registers, in the order of seL4_UserContext. */
enum {
    UC_IP, UC_SP, UC_RFLAGS, UC_RAX, UC_RBX, UC_RCX, UC_RDX, UC_RSI, UC_RDI, UC_RBP,
    UC_R8, UC_R9, UC_R10, UC_R11, UC_R12, UC_R13, UC_R14, UC_R15, UC_TLS, UC_GS_BASE,
    UC_COUNT,
    UC_FRAME_COUNT = UC_TLS,

    UC_SYSCALL = UC_RDX,
    UC_BADGE = UC_RDI,
    UC_INFO = UC_RSI,
    UC_MR0 = UC_R10,
    UC_MR1 = UC_R8,
    UC_MR2 = UC_R9,
    UC_MR3 = UC_R15,
    UC_REPLY = UC_R12,
    UC_SEND_DEST = UC_R13
};

/* Interrupts: the first and the last that may be a user's, and the kernel's timer behind them. */
enum { AS_IRQ_FIRST = 16, AS_IRQ_LAST = 123, AS_IRQ_TIMER = 125, AS_IRQS = 126 };
#define AS_IRQ_IS_USER(irq) ((irq) >= AS_IRQ_FIRST && (irq) <= AS_IRQ_LAST)

/* Inputs of interrupt controllers: pins of the only I/O APIC. */
enum { AS_INPUTS = 24 };

/* There are no guests. */
enum { AS_GUEST_REGISTERS = 1, AS_GUEST_LISTS = 1 };

/* ASID pools; bytes that an entry of a root covers, as a power of two. */
enum { AS_POOLS = 8, AS_ROOT_SPAN_BITS = 39 };

/* Methods that other ISAs have, too, each by its own name. */
enum { SPEC_ASID_MAKE_POOL = X86ASIDControlMakePool, SPEC_ASID_ASSIGN = X86ASIDPoolAssign };

#endif
