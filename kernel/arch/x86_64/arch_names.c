/* SPDX-License-Identifier: BSD-2-Clause */
/* What people call things of x86_64, for the reports of kernel/debug. */
#include <arch/arch.h>
#include <arch_cap.h>

#define EXCEPTIONS_NAMED 22u

const char *arch_cap_type_name(word_t type)
{
    switch (type) {
    case CAP_FRAME:
        return "frame";
    case CAP_PAGE_TABLE:
        return "page table";
    case CAP_PAGE_DIRECTORY:
        return "page directory";
    case CAP_PDPT:
        return "PDPT";
    case CAP_PML4:
        return "PML4";
    case CAP_ASID_CONTROL:
        return "ASID control";
    case CAP_ASID_POOL:
        return "ASID pool";
    case CAP_IO_SPACE:
        return "IO space";
    case CAP_IO_PAGE_TABLE:
        return "IO page table";
    case CAP_IO_PORT:
        return "IO port";
    case CAP_IO_PORT_CONTROL:
        return "IO port control";
    }
    return "capability of unknown type";
}

const char *arch_label_name(word_t label)
{
    static const char *const names[] = {
        [X86PDPTMap] = "X86PDPTMap",
        [X86PDPTUnmap] = "X86PDPTUnmap",
        [X86PageDirectoryMap] = "X86PageDirectoryMap",
        [X86PageDirectoryUnmap] = "X86PageDirectoryUnmap",
        [X86PageTableMap] = "X86PageTableMap",
        [X86PageTableUnmap] = "X86PageTableUnmap",
        [X86IOPageTableMap] = "X86IOPageTableMap",
        [X86IOPageTableUnmap] = "X86IOPageTableUnmap",
        [X86PageMap] = "X86PageMap",
        [X86PageUnmap] = "X86PageUnmap",
        [X86PageMapIO] = "X86PageMapIO",
        [X86PageGetAddress] = "X86PageGetAddress",
        [X86ASIDControlMakePool] = "X86ASIDControlMakePool",
        [X86ASIDPoolAssign] = "X86ASIDPoolAssign",
        [X86IOPortControlIssue] = "X86IOPortControlIssue",
        [X86IOPortIn8] = "X86IOPortIn8",
        [X86IOPortIn16] = "X86IOPortIn16",
        [X86IOPortIn32] = "X86IOPortIn32",
        [X86IOPortOut8] = "X86IOPortOut8",
        [X86IOPortOut16] = "X86IOPortOut16",
        [X86IOPortOut32] = "X86IOPortOut32",
        [X86IRQIssueIRQHandlerIOAPIC] = "X86IRQIssueIRQHandlerIOAPIC",
        [X86IRQIssueIRQHandlerMSI] = "X86IRQIssueIRQHandlerMSI",
    };

    _Static_assert(ARRAY_SIZE(names) == nArchInvocationLabels, "every method of the ISA has a name");
    return label < ARRAY_SIZE(names) ? names[label] : 0;
}

/* Intel SDM vol. 3, table 6-1. */
const char *arch_exception_name(word_t number)
{
    static const char *const names[EXCEPTIONS_NAMED] = {
        "divide error",         "debug",           "non-maskable interrupt",  "breakpoint",
        "overflow",             "bound exceeded",  "invalid opcode",          "no FPU (it is disabled for this thread)",
        "double fault",         "FPU overrun",     "invalid TSS",             "segment not present",
        "stack segment fault",  "general protection", "page fault",           "reserved",
        "x87 error",            "alignment check", "machine check",           "SIMD error",
        "virtualisation",       "control protection",
    };

    return number < EXCEPTIONS_NAMED ? names[number] : "reserved";
}

/* Error code of a page fault, as word 2 of a VMFault holds it: Intel SDM vol. 3, section 4.7. */
const char *arch_access_name(const struct fault *fault)
{
    bool present = op_take(fault->word[2], 0, 1) != 0;

    if (fault->word[1] != 0)
        return present ? "execute: not executable" : "execute: nothing is mapped there";
    if (op_take(fault->word[2], 1, 1) != 0)
        return present ? "write: not writable by this thread" : "write: nothing is mapped there";
    return present ? "read: not readable by this thread" : "read: nothing is mapped there";
}

/* Order of arch_user_register. */
const char *arch_user_register_name(word_t i)
{
    static const char *const names[] = {
        "rip", "rsp", "rflags", "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp",
        "r8",  "r9",  "r10",    "r11", "r12", "r13", "r14", "r15", "fs",  "gs",
    };

    return i < ARRAY_SIZE(names) ? names[i] : "?";
}
