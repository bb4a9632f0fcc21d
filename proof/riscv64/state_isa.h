/* SPDX-License-Identifier: BSD-2-Clause */
/* The abstract state's part that RISC-V defines: registers, numbers of things. */
#ifndef PROOF_STATE_ISA_H
#define PROOF_STATE_ISA_H

/* Registers, in the order of seL4_UserContext. */
enum {
    UC_IP, UC_RA, UC_SP, UC_GP, UC_S0, UC_S1, UC_S2, UC_S3, UC_S4, UC_S5, UC_S6, UC_S7, UC_S8, UC_S9, UC_S10, UC_S11,
    UC_A0, UC_A1, UC_A2, UC_A3, UC_A4, UC_A5, UC_A6, UC_A7, UC_T0, UC_T1, UC_T2, UC_T3, UC_T4, UC_T5, UC_T6, UC_TLS,
    UC_COUNT,
    UC_FRAME_COUNT = UC_A0,

    UC_SYSCALL = UC_A7,
    UC_BADGE = UC_A0,
    UC_INFO = UC_A1,
    UC_MR0 = UC_A2,
    UC_MR1 = UC_A3,
    UC_MR2 = UC_A4,
    UC_MR3 = UC_A5,
    UC_REPLY = UC_A6,
    UC_SEND_DEST = UC_T0
};

/* Interrupts: the first and the last that may be a user's, and the kernel's timer behind them. */
enum { AS_IRQ_FIRST = 1, AS_IRQ_LAST = 95, AS_IRQ_TIMER = 96, AS_IRQS = 97, AS_INPUTS = AS_IRQS };
#define AS_IRQ_IS_USER(irq) ((irq) >= AS_IRQ_FIRST && (irq) <= AS_IRQ_LAST)

/* There are no guests. */
enum { AS_GUEST_REGISTERS = 1, AS_GUEST_LISTS = 1 };

/* ASID pools; bytes that an entry of a root covers, as a power of two. */
enum { AS_POOLS = 128, AS_ROOT_SPAN_BITS = 30 };

/* Methods that other ISAs have, too, each by its own name. */
enum {
    SPEC_ASID_MAKE_POOL = RISCVASIDControlMakePool,
    SPEC_ASID_ASSIGN = RISCVASIDPoolAssign,
    SPEC_FRAME_MAP = RISCVPageMap,
    SPEC_FRAME_UNMAP = RISCVPageUnmap,
    SPEC_FRAME_GET_ADDRESS = RISCVPageGetAddress,
    SPEC_TABLE_MAP = RISCVPageTableMap,
    SPEC_TABLE_UNMAP = RISCVPageTableUnmap
};

#endif
