/* SPDX-License-Identifier: BSD-2-Clause */
/* What people call things of RISC-V, for the reports of kernel/debug. */
#include <arch/arch.h>
#include <arch_cap.h>

#define FAULT_STATUS_FETCH 1u
#define FAULT_STATUS_LOAD 5u

const char *arch_cap_type_name(word_t type)
{
    switch (type) {
    case CAP_FRAME:
        return "frame";
    case CAP_PAGE_TABLE:
        return "page table";
    case CAP_ASID_CONTROL:
        return "ASID control";
    case CAP_ASID_POOL:
        return "ASID pool";
    }
    return "capability of unknown type";
}

const char *arch_label_name(word_t label)
{
    static const char *const names[] = {
        [RISCVPageTableMap] = "RISCVPageTableMap",
        [RISCVPageTableUnmap] = "RISCVPageTableUnmap",
        [RISCVPageMap] = "RISCVPageMap",
        [RISCVPageUnmap] = "RISCVPageUnmap",
        [RISCVPageGetAddress] = "RISCVPageGetAddress",
        [RISCVASIDControlMakePool] = "RISCVASIDControlMakePool",
        [RISCVASIDPoolAssign] = "RISCVASIDPoolAssign",
        [RISCVIRQIssueIRQHandlerTrigger] = "RISCVIRQIssueIRQHandlerTrigger",
    };

    _Static_assert(ARRAY_SIZE(names) == nArchInvocationLabels, "every method of the ISA has a name");
    return label < ARRAY_SIZE(names) ? names[label] : 0;
}

/* Privileged architecture, table 4.2. */
const char *arch_exception_name(word_t number)
{
    static const char *const names[] = {
        "instruction address misaligned", "instruction access fault", "illegal instruction", "breakpoint",
        "load address misaligned",        "load access fault",        "store address misaligned",
        "store access fault",             "call from user mode",      "call from supervisor mode", "reserved",
        "reserved",                       "instruction page fault",   "load page fault",           "reserved",
        "store page fault",
    };

    return number < ARRAY_SIZE(names) ? names[number] : "reserved";
}

const char *arch_access_name(const struct fault *fault)
{
    if (fault->word[2] == FAULT_STATUS_FETCH)
        return "execute: nothing executable is mapped there";
    if (fault->word[2] == FAULT_STATUS_LOAD)
        return "read: nothing readable is mapped there";
    return "write: nothing writable is mapped there";
}

/* Order of arch_user_register. */
const char *arch_user_register_name(word_t i)
{
    static const char *const names[] = {
        "pc", "ra", "sp", "gp", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
        "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "t4", "t5", "t6",  "tp",
    };

    return i < ARRAY_SIZE(names) ? names[i] : "?";
}
