/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the onslaught depends on the ISA and is small. Included at the end of onslaught.h. */
#pragma once

/* Numbers that isa_line knows: vectors. */
#define LINES 108

/* Calls of a run, unless the machine says otherwise. */
#ifdef CONFIG_DEBUG_BUILD
#define CALLS 4000000UL
#else
#define CALLS 15000000UL
#endif

/* How far the caller's stack pointer is below the end of its page: as a function finds it. */
#define STACK_GAP 72
/* Of QEMU when it counts instructions: what entries of the domain schedule are made of. */
#define DOMAIN_TICKS_PER_US 1000UL

/* The first and last label of methods: frames, a root that has an ASID, pools. */
enum {
    FrameFirst = X86PageMap, FrameLast = X86PageGetAddress,
    RootFirst = X86ASIDPoolAssign, RootLast = X86ASIDPoolAssign,
    PoolsFirst = X86ASIDControlMakePool, PoolsLast = X86ASIDControlMakePool,
    PoolFirst = X86ASIDPoolAssign, PoolLast = X86ASIDPoolAssign,
    DirectoryFirst = X86PageDirectoryMap, DirectoryLast = X86PageDirectoryUnmap,
    TableFirst = X86PageTableMap, TableLast = X86PageTableUnmap,
    PDPTFirst = X86PDPTMap, PDPTLast = X86PDPTUnmap,
    IOTableFirst = X86IOPageTableMap, IOTableLast = X86IOPageTableUnmap,
    PortsFirst = X86IOPortIn8, PortsLast = X86IOPortOut32,
    PortControlFirst = X86IOPortControlIssue, PortControlLast = X86IOPortControlIssue,
    LineControlFirst = X86IRQIssueIRQHandlerIOAPIC, LineControlLast = X86IRQIssueIRQHandlerMSI,
};

/* Of which there is one: moved into a world, not copied. With the first and last label. */
#define ISA_CONTROLS {seL4_CapIRQControl, ALL_METHODS_OF(LineControl)}, \
    {seL4_CapIOPortControl, ALL_METHODS_OF(PortControl)}

/* Where wild addresses are taken from, at most 14: the lowest, and the bits that vary above it. */
#define ISA_PLACES {0x7fffffffefff, 0x1fff}, {0xffff7ffffffffff1, 15}, {0xffffff8000100000, 0xfffff}, \
    {0xffffffff80100000, 0xfffff}

/* The register that pieces of the soup jump to. */
#define PIECES_JUMP rax

/* Flags that change nothing of what a caller does. */
static inline void isa_flags_vary(seL4_UserContext *registers, seL4_Word bits)
{
    registers->rflags = bits & 0x240cd5;
}

/* For methods of the ISA: see make_sense in program.c. */
static inline __attribute__((always_inline)) void isa_make_sense(struct words *call, seL4_IPCBuffer *buffer,
                                                                 seL4_Word bits)
{
    seL4_Word slot = bits & (CONTROLS - 1);

    if (call->label >= X86IRQIssueIRQHandlerIOAPIC) {
        call->mr[0] = slot;
        call->mr[1] = 64;
        call->mr[2] = bits >> 14 & 1;
        call->mr[3] = (bits >> 16 & 0xff) % 24;
        buffer->msg[4] = bits >> 24 & 1;
        buffer->msg[5] = bits >> 25 & 1;
        buffer->msg[6] = bits >> 26 & 127;
        buffer->caps_or_badges[0] = 1;
    } else if (call->label == X86IOPortControlIssue) {
        call->mr[0] = 0x9100 + (bits >> 14 & 0xff);
        call->mr[1] = call->mr[0] + (bits >> 30 & 15);
        call->mr[2] = slot;
        call->mr[3] = 64;
        buffer->caps_or_badges[0] = 1;
    } else if (call->label == X86ASIDControlMakePool) {
        call->mr[0] = slot;
        call->mr[1] = 64;
        buffer->caps_or_badges[1] = 1;
    } else if (call->label >= X86PDPTMap && call->label <= X86PageGetAddress) {
        call->mr[0] = FREE_PLACE + ((bits & 0xff) << 12) + ((bits >> 20 & 1) << 21) + ((bits >> 24 & 1) << 30) +
                      ((bits >> 28 & 1) << 39);
        call->mr[1] = bits >> 30 & 3;
        call->mr[2] = 0;
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
    register seL4_Word r10 __asm__("r10") = call->mr[0];
    register seL4_Word r8 __asm__("r8") = call->mr[1];
    register seL4_Word r9 __asm__("r9") = call->mr[2];
    register seL4_Word r15 __asm__("r15") = call->mr[3];
    register seL4_Word r12 __asm__("r12") = reply;
    register seL4_Word r13 __asm__("r13") = dest;

    __asm__ volatile("movq %%rsp, %%rbx\n syscall\n movq %%rbx, %%rsp\n"
                     : "+D"(*cap), "+S"(*info), "+r"(r10), "+r"(r8), "+r"(r9), "+r"(r15)
                     : "d"(number), "r"(r12), "r"(r13)
                     : "rbx", "rcx", "r11", "memory");
}
