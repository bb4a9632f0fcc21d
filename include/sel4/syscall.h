/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System call numbers. Positions are never reused: a call that the configuration leaves out keeps its number, and
 * making it is an unknown system call.
 */
#pragma once

#include <sel4/macros.h>

typedef enum {
    seL4_SysCall = -1,
    seL4_SysReplyRecv = -2,
    seL4_SysNBSendRecv = -3,
    seL4_SysNBSendWait = -4,
    seL4_SysSend = -5,
    seL4_SysNBSend = -6,
    seL4_SysRecv = -7,
    seL4_SysNBRecv = -8,
    seL4_SysWait = -9,
    seL4_SysNBWait = -10,
    seL4_SysYield = -11,
    /* with CONFIG_PRINTING */
    seL4_SysDebugPutChar = -12,
    seL4_SysDebugDumpScheduler = -13,
    /* with CONFIG_DEBUG_BUILD */
    seL4_SysDebugHalt = -14,
    seL4_SysDebugCapIdentify = -15,
    seL4_SysDebugSnapshot = -16,
    seL4_SysDebugNameThread = -17,
    /* with CONFIG_DEBUG_BUILD and CONFIG_ENABLE_SMP_SUPPORT */
    seL4_SysDebugSendIPI = -18,
    seL4_SysDebugGetThreadAffinity = -19,
    /* with CONFIG_DANGEROUS_CODE_INJECTION */
    seL4_SysDebugRun = -20,
    /* with CONFIG_ENABLE_BENCHMARKS */
    seL4_SysBenchmarkFlushCaches = -21,
    seL4_SysBenchmarkResetLog = -22,
    seL4_SysBenchmarkFinalizeLog = -23,
    seL4_SysBenchmarkSetLogBuffer = -24,
    seL4_SysBenchmarkNullSyscall = -25,
    /* with CONFIG_BENCHMARK_TRACK_UTILISATION */
    seL4_SysBenchmarkGetThreadUtilisation = -26,
    seL4_SysBenchmarkResetThreadUtilisation = -27,
    seL4_SysBenchmarkDumpAllThreadsUtilisation = -28,
    seL4_SysBenchmarkResetAllThreadsUtilisation = -29,
    /* with CONFIG_KERNEL_X86_DANGEROUS_MSR */
    seL4_SysX86DangerousWRMSR = -30,
    seL4_SysX86DangerousRDMSR = -31,
    /* with CONFIG_VTX, and only for a thread that has a VCPU */
    seL4_SysVMEnter = -32,
    /* with CONFIG_SET_TLS_BASE_SELF */
    seL4_SysSetTLSBase = -33,
    SEL4_FORCE_LONG_ENUM(seL4_Syscall_ID)
} seL4_Syscall_ID;
