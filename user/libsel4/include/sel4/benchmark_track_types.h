/* SPDX-License-Identifier: BSD-2-Clause */
/* One entry of the log of kernel entries: 24 bytes, the description packed into 9 bytes at offset 12. */
#pragma once

#include <sel4/macros.h>
#include <sel4/simple_types.h>

typedef enum {
    Entry_Unknown,
    Entry_Interrupt,
    Entry_UnknownSyscall,
    Entry_UserLevelFault,
    Entry_DebugFault,
    Entry_VMFault,
    Entry_Syscall,
    Entry_VCPUFault,
    Entry_VMExit = Entry_VCPUFault
} entry_type_t;

/* Bits 0-2 of path: an entry_type_t. The eight bytes of detail depend on it. */
typedef struct kernel_entry {
    seL4_Uint8 path;
    seL4_Uint8 detail[8];
} SEL4_PACKED kernel_entry_t;

typedef struct benchmark_track_kernel_entry {
    seL4_Uint64 start_time;
    seL4_Uint32 duration;
    kernel_entry_t entry;
} benchmark_track_kernel_entry_t;

SEL4_COMPILE_ASSERT(track_entry_size, sizeof(benchmark_track_kernel_entry_t) == 24)
SEL4_COMPILE_ASSERT(track_entry_offset, SEL4_OFFSETOF(benchmark_track_kernel_entry_t, entry) == 12)
