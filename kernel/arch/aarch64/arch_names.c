/* SPDX-License-Identifier: BSD-2-Clause */
/* What people call things of AArch64, for the reports of kernel/debug. */
#include <arch/arch.h>
#include <arch_cap.h>

#define STATUS_PERMISSION 3u

static word_t syndrome_class(word_t syndrome) { return op_take(syndrome, 26, 6); }
static bool syndrome_written(word_t syndrome) { return op_take(syndrome, 6, 1) != 0; }

/* Of an abort, without the level. */
static word_t syndrome_status_kind(word_t syndrome) { return op_take(syndrome, 2, 4); }

const char *arch_cap_type_name(word_t type)
{
    switch (type) {
    case CAP_FRAME:
        return "frame";
    case CAP_PAGE_TABLE:
        return "page table";
    case CAP_VSPACE:
        return "VSpace";
    case CAP_ASID_CONTROL:
        return "ASID control";
    case CAP_ASID_POOL:
        return "ASID pool";
    case CAP_VCPU:
        return "VCPU";
    case CAP_SMC:
        return "SMC";
    case CAP_SGI_SIGNAL:
        return "SGI signal";
    }
    return "capability of unknown type";
}

const char *arch_label_name(word_t label)
{
    static const char *const names[] = {
        [ARMVSpaceClean_Data] = "ARMVSpaceClean_Data",
        [ARMVSpaceInvalidate_Data] = "ARMVSpaceInvalidate_Data",
        [ARMVSpaceCleanInvalidate_Data] = "ARMVSpaceCleanInvalidate_Data",
        [ARMVSpaceUnify_Instruction] = "ARMVSpaceUnify_Instruction",
        [ARMSMCCall] = "ARMSMCCall",
        [ARMPageTableMap] = "ARMPageTableMap",
        [ARMPageTableUnmap] = "ARMPageTableUnmap",
        [ARMPageMap] = "ARMPageMap",
        [ARMPageUnmap] = "ARMPageUnmap",
        [ARMPageClean_Data] = "ARMPageClean_Data",
        [ARMPageInvalidate_Data] = "ARMPageInvalidate_Data",
        [ARMPageCleanInvalidate_Data] = "ARMPageCleanInvalidate_Data",
        [ARMPageUnify_Instruction] = "ARMPageUnify_Instruction",
        [ARMPageGetAddress] = "ARMPageGetAddress",
        [ARMASIDControlMakePool] = "ARMASIDControlMakePool",
        [ARMASIDPoolAssign] = "ARMASIDPoolAssign",
        [ARMVCPUSetTCB] = "ARMVCPUSetTCB",
        [ARMVCPUInjectIRQ] = "ARMVCPUInjectIRQ",
        [ARMVCPUReadReg] = "ARMVCPUReadReg",
        [ARMVCPUWriteReg] = "ARMVCPUWriteReg",
        [ARMVCPUAckVPPI] = "ARMVCPUAckVPPI",
        [ARMIRQIssueIRQHandlerTrigger] = "ARMIRQIssueIRQHandlerTrigger",
        [ARMIRQIssueSGISignal] = "ARMIRQIssueSGISignal",
    };

    _Static_assert(ARRAY_SIZE(names) == nArchInvocationLabels, "every method of the ISA has a name");
    return label < ARRAY_SIZE(names) ? names[label] : 0;
}

/* Arm ARM, exception classes of ESR_EL2. */
const char *arch_exception_name(word_t number)
{
    switch (syndrome_class(number)) {
    case 0x00:
        return "undefined instruction";
    case 0x01:
        return "WFI or WFE";
    case 0x07:
        return "FPU instruction";
    case 0x16:
        return "HVC";
    case 0x17:
        return "SMC";
    case 0x18:
        return "system register";
    case 0x22:
        return "instruction address misaligned";
    case 0x26:
        return "stack pointer misaligned";
    case 0x3c:
        return "breakpoint instruction";
    }
    return "exception of another class";
}

const char *arch_access_name(const struct fault *fault)
{
    word_t syndrome = fault->word[2];
    bool permission = syndrome_status_kind(syndrome) == STATUS_PERMISSION;

    if (fault->word[1] != 0)
        return permission ? "execute: not executable" : "execute: nothing is mapped there";
    if (syndrome_written(syndrome))
        return permission ? "write: not writable" : "write: nothing is mapped there";
    return permission ? "read: not readable" : "read: nothing is mapped there";
}

/* Order of arch_user_register. */
const char *arch_user_register_name(word_t i)
{
    static const char *const names[] = {
        "pc",  "sp",  "spsr", "x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",    "x8",
        "x16", "x17", "x18",  "x29", "x30", "x9",  "x10", "x11", "x12", "x13", "x14",   "x15",
        "x19", "x20", "x21",  "x22", "x23", "x24", "x25", "x26", "x27", "x28", "tpidr", "tpidrro",
    };

    return i < ARRAY_SIZE(names) ? names[i] : "?";
}
