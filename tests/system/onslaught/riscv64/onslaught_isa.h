/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the onslaught depends on the ISA and is small: tests/system/onslaught/x86_64 says what each is for. */
#pragma once

/* Sources of the PLIC; the last number is the timer's, the first is none. */
#define LINES 97

/* A debug kernel says something of each call it refuses. */
#ifdef CONFIG_DEBUG_BUILD
#define CALLS 20000UL
#else
#define CALLS 500000UL
#endif

#define STACK_GAP 80
#define DOMAIN_TICKS_PER_US 10UL

enum {
    FrameFirst = RISCVPageMap, FrameLast = RISCVPageGetAddress,
    TableFirst = RISCVPageTableMap, TableLast = RISCVPageTableUnmap,
    RootFirst = RISCVPageTableMap, RootLast = RISCVPageTableUnmap,
    PoolsFirst = RISCVASIDControlMakePool, PoolsLast = RISCVASIDControlMakePool,
    PoolFirst = RISCVASIDPoolAssign, PoolLast = RISCVASIDPoolAssign,
    LineControlFirst = RISCVIRQIssueIRQHandlerTrigger, LineControlLast = RISCVIRQIssueIRQHandlerTrigger,
};

#define ISA_CONTROLS {seL4_CapIRQControl, ALL_METHODS_OF(LineControl)}

/* The end of user memory, the middle of nowhere, the kernel's window and image. */
#define ISA_PLACES {0x3fffffefff, 0x1fff}, {0xffffffbffffffff0, 31}, {0xffffffc080200000, 0xfffff}, \
    {0xffffffff80200000, 0xfffff}

#define PIECES_JUMP t1

static inline void isa_flags_vary(seL4_UserContext *registers, seL4_Word bits)
{
    (void)registers;
    (void)bits;
}

static inline __attribute__((always_inline)) void isa_make_sense(struct words *call, seL4_IPCBuffer *buffer,
                                                                 seL4_Word bits)
{
    seL4_Word slot = bits & (CONTROLS - 1);

    if (call->label == RISCVIRQIssueIRQHandlerTrigger) {
        call->mr[0] = (bits >> 16 & 0xff) % LINES;
        call->mr[1] = bits >> 14 & 1;
        call->mr[2] = slot;
        call->mr[3] = 64;
        buffer->caps_or_badges[0] = 1;
    } else if (call->label == RISCVASIDControlMakePool) {
        call->mr[0] = slot;
        call->mr[1] = 64;
        buffer->caps_or_badges[1] = 1;
    } else if (call->label >= RISCVPageTableMap && call->label <= RISCVPageGetAddress) {
        call->mr[0] = FREE_PLACE + ((bits & 0xff) << 12) + ((bits >> 20 & 1) << 21) + ((bits >> 24 & 1) << 30) +
                      ((bits >> 28 & 1) << 37);
        call->mr[1] = bits >> 30 & 3;
        call->mr[2] = bits >> 32 & 1;
        buffer->caps_or_badges[0] = 2;
    }
}

/* Calls that are not made. */
static inline __attribute__((always_inline)) void isa_restrain(struct words *call)
{
    (void)call;
}

static inline __attribute__((always_inline)) void isa_trap(seL4_Word *cap, seL4_Word *info, struct words *call,
                                                           seL4_Word number, seL4_Word reply, seL4_Word dest)
{
    register seL4_Word a0 __asm__("a0") = *cap;
    register seL4_Word a1 __asm__("a1") = *info;
    register seL4_Word a2 __asm__("a2") = call->mr[0];
    register seL4_Word a3 __asm__("a3") = call->mr[1];
    register seL4_Word a4 __asm__("a4") = call->mr[2];
    register seL4_Word a5 __asm__("a5") = call->mr[3];
    register seL4_Word a6 __asm__("a6") = reply;
    register seL4_Word a7 __asm__("a7") = number;
    register seL4_Word t0 __asm__("t0") = dest;

    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5)
                     : "r"(a6), "r"(a7), "r"(t0) : "memory");
    *info = a1;
}
