/* SPDX-License-Identifier: BSD-2-Clause */
/* The abstract state's part that AArch64 defines: registers, numbers of things. */
#ifndef PROOF_STATE_ISA_H
#define PROOF_STATE_ISA_H

/* Registers, in the order of seL4_UserContext; behind them, for messages only, where the thread goes on. */
enum {
    UC_IP, UC_SP, UC_SPSR, UC_X0, UC_X1, UC_X2, UC_X3, UC_X4, UC_X5, UC_X6, UC_X7, UC_X8, UC_X16, UC_X17, UC_X18,
    UC_X29, UC_X30, UC_X9, UC_X10, UC_X11, UC_X12, UC_X13, UC_X14, UC_X15, UC_X19, UC_X20, UC_X21, UC_X22, UC_X23,
    UC_X24, UC_X25, UC_X26, UC_X27, UC_X28, UC_TLS, UC_TPIDRRO,
    UC_COUNT,
    UC_NEXT_IP = UC_COUNT,
    UC_FRAME_COUNT = UC_X9,

    UC_SYSCALL = UC_X7,
    UC_BADGE = UC_X0,
    UC_INFO = UC_X1,
    UC_MR0 = UC_X2,
    UC_MR1 = UC_X3,
    UC_MR2 = UC_X4,
    UC_MR3 = UC_X5,
    UC_REPLY = UC_X6,
    UC_SEND_DEST = UC_X8
};

/* Interrupts of the GIC: those of VCPUs and the timer's are the kernel's. */
enum { AS_IRQ_OF_VCPU = 25, AS_IRQ_TIMER = 26, AS_IRQ_OF_GUEST = 27, AS_IRQS = 160, AS_INPUTS = AS_IRQS };
#define AS_IRQ_IS_USER(irq) ((irq) < AS_IRQ_OF_VCPU || (irq) > AS_IRQ_OF_GUEST)

/* Registers of guests, the first of which methods name by their numbers; list registers, as GICv2 has them. */
enum { AS_GUEST_NAMED = 24, AS_GUEST_REGISTERS = 39, AS_GUEST_LISTS = 4 };

/* ASID pools; bytes that an entry of a root covers, as a power of two. */
enum { AS_POOLS = 128, AS_ROOT_SPAN_BITS = 30 };

/* Methods that other ISAs have, too, each by its own name. */
enum {
    SPEC_ASID_MAKE_POOL = ARMASIDControlMakePool,
    SPEC_ASID_ASSIGN = ARMASIDPoolAssign,
    SPEC_FRAME_MAP = ARMPageMap,
    SPEC_FRAME_UNMAP = ARMPageUnmap,
    SPEC_FRAME_GET_ADDRESS = ARMPageGetAddress,
    SPEC_TABLE_MAP = ARMPageTableMap,
    SPEC_TABLE_UNMAP = ARMPageTableUnmap
};

#endif
