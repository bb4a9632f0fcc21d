/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the onslaught depends on the ISA and is small: tests/system/onslaught/x86_64 says what each is for. */
#pragma once

/* Interrupts of the GIC, without those of the kernel. */
#define LINES 160

/* A debug kernel says something of each call it refuses. */
#ifdef CONFIG_DEBUG_BUILD
#define CALLS 20000UL
#else
#define CALLS 500000UL
#endif

#define STACK_GAP 80
#define DOMAIN_TICKS_PER_US 62UL

enum {
    FrameFirst = ARMPageMap, FrameLast = ARMPageGetAddress,
    TableFirst = ARMPageTableMap, TableLast = ARMPageTableUnmap,
    RootFirst = ARMVSpaceClean_Data, RootLast = ARMVSpaceUnify_Instruction,
    PoolsFirst = ARMASIDControlMakePool, PoolsLast = ARMASIDControlMakePool,
    PoolFirst = ARMASIDPoolAssign, PoolLast = ARMASIDPoolAssign,
    GuestFirst = ARMVCPUSetTCB, GuestLast = ARMVCPUAckVPPI,
    LineControlFirst = ARMIRQIssueIRQHandlerTrigger, LineControlLast = ARMIRQIssueSGISignal,
};

#define ISA_CONTROLS {seL4_CapIRQControl, ALL_METHODS_OF(LineControl)}

/* The end of user memory, the end of what addresses have bits for, where the kernel is in its own space. */
#define ISA_PLACES {0xffffffefff, 0x1fff}, {0xfffffffffff0, 31}, {0xfffefffffffffff0, 31}, \
    {0x8060000000, 0xfffff}

#define PIECES_JUMP x9

static inline void isa_flags_vary(seL4_UserContext *registers, seL4_Word bits)
{
    registers->spsr = bits & 0xffffffff;
}

/* Frames and spaces, pools, lines, guests. */
static inline __attribute__((always_inline)) void isa_make_sense(struct words *call, seL4_IPCBuffer *buffer,
                                                                 seL4_Word bits)
{
    seL4_Word slot = bits & (CONTROLS - 1);
    seL4_Word place = FREE_PLACE + ((bits & 0xff) << 12) + ((bits >> 20 & 1) << 21) + ((bits >> 24 & 1) << 30) +
                      ((bits >> 28 & 1) << 38);

    if (call->label >= ARMVSpaceClean_Data && call->label <= ARMVSpaceUnify_Instruction) {
        call->mr[0] = (bits >> 29 & 1) ? place : CODE + (bits & 0x1ffff);
        call->mr[1] = call->mr[0] + (bits >> 30 & 0x3fff);
    } else if (call->label >= ARMPageClean_Data && call->label <= ARMPageUnify_Instruction) {
        call->mr[0] = bits >> 14 & 0xfff;
        call->mr[1] = call->mr[0] + (bits >> 30 & 0xfff);
    } else if (call->label >= ARMPageTableMap && call->label <= ARMPageGetAddress) {
        call->mr[0] = place;
        call->mr[1] = bits >> 30 & 3;
        call->mr[2] = bits >> 32 & 7;
        buffer->caps_or_badges[0] = 2;
    } else if (call->label == ARMASIDControlMakePool) {
        call->mr[0] = slot;
        call->mr[1] = 64;
        buffer->caps_or_badges[1] = 1;
    } else if (call->label == ARMIRQIssueIRQHandlerTrigger || call->label == ARMIRQIssueSGISignal) {
        call->mr[0] = call->label == ARMIRQIssueSGISignal ? bits >> 16 & 15 : (bits >> 16 & 0xff) % LINES;
        call->mr[1] = call->label == ARMIRQIssueSGISignal ? bits >> 14 & 1 & bits >> 24 : bits >> 14 & 1;
        call->mr[2] = slot;
        call->mr[3] = 64;
        buffer->caps_or_badges[0] = 1;
    } else if (call->label >= ARMVCPUSetTCB && call->label <= ARMVCPUAckVPPI) {
        call->mr[0] = call->label == ARMVCPUAckVPPI ? 27 : bits >> 14 & 31;
        call->mr[0] |= call->label == ARMVCPUInjectIRQ ? (bits >> 30 & 0x1ff) << 16 | (bits >> 40 & 3) << 32 : 0;
    }
}

/*
 * No thread becomes a guest: as such it can fault for ever without executing an instruction, and the clock of an
 * emulator that counts instructions stands still. Its calls would be its own besides. tests/system/loops has guests.
 */
static inline __attribute__((always_inline)) void isa_restrain(struct words *call)
{
    if (call->label == ARMVCPUSetTCB)
        call->label = ARMVCPUInjectIRQ;
}

static inline __attribute__((always_inline)) void isa_trap(seL4_Word *cap, seL4_Word *info, struct words *call,
                                                           seL4_Word number, seL4_Word reply, seL4_Word dest)
{
    register seL4_Word x0 __asm__("x0") = *cap;
    register seL4_Word x1 __asm__("x1") = *info;
    register seL4_Word x2 __asm__("x2") = call->mr[0];
    register seL4_Word x3 __asm__("x3") = call->mr[1];
    register seL4_Word x4 __asm__("x4") = call->mr[2];
    register seL4_Word x5 __asm__("x5") = call->mr[3];
    register seL4_Word x6 __asm__("x6") = reply;
    register seL4_Word x7 __asm__("x7") = number;
    register seL4_Word x8 __asm__("x8") = dest;

    __asm__ volatile("svc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x6), "r"(x7), "r"(x8) : "memory");
    *info = x1;
}
