/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls that exist only in some builds of the kernel: console, inspection, measurement. Included by sel4/syscalls.h. */
#pragma once

#include <sel4/config.h>
#include <sel4/registers.h>

#ifdef CONFIG_PRINTING
LIBSEL4_INLINE_FUNC void seL4_DebugPutChar(char c)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysDebugPutChar, (seL4_Word)(unsigned char)c, 0);
}

LIBSEL4_INLINE_FUNC void seL4_DebugPutString(const char *string)
{
    for (; *string; string++) {
        seL4_DebugPutChar(*string);
    }
}

LIBSEL4_INLINE_FUNC void seL4_DebugDumpScheduler(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysDebugDumpScheduler, 0, 0);
}
#endif

#ifdef CONFIG_DEBUG_BUILD
LIBSEL4_INLINE_FUNC void seL4_DebugHalt(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysDebugHalt, 0, 0);
}

LIBSEL4_INLINE_FUNC void seL4_DebugSnapshot(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysDebugSnapshot, 0, 0);
}

/* The kernel's number of the type of a capability, 0 for an empty slot. */
LIBSEL4_INLINE_FUNC seL4_Uint32 seL4_DebugCapIdentify(seL4_CPtr cap)
{
    return (seL4_Uint32)sel4_trap_short((seL4_Word)seL4_SysDebugCapIdentify, cap, 0);
}

/* The name is passed in the IPC buffer and overwrites the message there. It must be shorter than the message. */
LIBSEL4_INLINE_FUNC void seL4_DebugNameThread(seL4_CPtr tcb, const char *name)
{
    char *text = (char *)seL4_GetIPCBuffer()->msg;
    seL4_Word limit = seL4_MsgMaxLength * sizeof(seL4_Word) - 1;
    seL4_Word length = 0;
    while (name[length] && length < limit) {
        text[length] = name[length];
        length++;
    }
    text[length] = 0;
    (void)sel4_trap_short((seL4_Word)seL4_SysDebugNameThread, tcb, 0);
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT
LIBSEL4_INLINE_FUNC void seL4_DebugSendIPI(seL4_Uint8 target, unsigned irq)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysDebugSendIPI, target, irq);
}

LIBSEL4_INLINE_FUNC seL4_Word seL4_DebugGetThreadAffinity(seL4_CPtr tcb)
{
    return sel4_trap_short((seL4_Word)seL4_SysDebugGetThreadAffinity, tcb, 0);
}
#endif
#endif

#ifdef CONFIG_DANGEROUS_CODE_INJECTION
LIBSEL4_INLINE_FUNC void seL4_DebugRun(void (*function)(void *), void *argument)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysDebugRun, (seL4_Word)function, (seL4_Word)argument);
}
#endif

#ifdef CONFIG_ENABLE_BENCHMARKS
LIBSEL4_INLINE_FUNC seL4_Error seL4_BenchmarkResetLog(void)
{
    return (seL4_Error)sel4_trap_short((seL4_Word)seL4_SysBenchmarkResetLog, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Word seL4_BenchmarkFinalizeLog(void)
{
    return sel4_trap_short((seL4_Word)seL4_SysBenchmarkFinalizeLog, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_BenchmarkSetLogBuffer(seL4_CPtr frame)
{
    return (seL4_Error)sel4_trap_short((seL4_Word)seL4_SysBenchmarkSetLogBuffer, frame, 0);
}

LIBSEL4_INLINE_FUNC void seL4_BenchmarkNullSyscall(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysBenchmarkNullSyscall, 0, 0);
}

LIBSEL4_INLINE_FUNC void seL4_BenchmarkFlushCaches(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysBenchmarkFlushCaches, 0, 0);
}
#endif

#ifdef CONFIG_BENCHMARK_TRACK_UTILISATION
LIBSEL4_INLINE_FUNC void seL4_BenchmarkGetThreadUtilisation(seL4_CPtr tcb)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysBenchmarkGetThreadUtilisation, tcb, 0);
}

LIBSEL4_INLINE_FUNC void seL4_BenchmarkResetThreadUtilisation(seL4_CPtr tcb)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysBenchmarkResetThreadUtilisation, tcb, 0);
}

#ifdef CONFIG_DEBUG_BUILD
LIBSEL4_INLINE_FUNC void seL4_BenchmarkDumpAllThreadsUtilisation(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysBenchmarkDumpAllThreadsUtilisation, 0, 0);
}

LIBSEL4_INLINE_FUNC void seL4_BenchmarkResetAllThreadsUtilisation(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysBenchmarkResetAllThreadsUtilisation, 0, 0);
}
#endif
#endif
