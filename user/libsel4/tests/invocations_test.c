/* SPDX-License-Identifier: BSD-2-Clause */
/* What each method puts into its message: label, words, capabilities, all from distinct arguments. */
#include "mock.h"

#include <stdio.h>

#define SERVICE 900
#define ROOT 901
#define CAP_A 902
#define CAP_B 903
#define CAP_C 904
#define LIST_MAX 32

struct list {
    int count;
    seL4_Word item[LIST_MAX];
};

#define COUNT_OF(...) ((int)(sizeof((seL4_Word[]){0, ##__VA_ARGS__}) / sizeof(seL4_Word)) - 1)
#define LIST(...) ((struct list){COUNT_OF(__VA_ARGS__), {__VA_ARGS__}})

static seL4_Word sent_word(int i)
{
    switch (i) {
    case 0: return mock_call.in.mr0;
    case 1: return mock_call.in.mr1;
    case 2: return mock_call.in.mr2;
    case 3: return mock_call.in.mr3;
    default: return mock_buffer.msg[i];
    }
}

static void check(const char *name, int result, seL4_Word label, struct list words, struct list caps)
{
    char why[120] = "";
    seL4_MessageInfo_t info = {{mock_call.in.info}};
    if (result != 0) {
        snprintf(why, sizeof(why), "returned %d", result);
    } else if (mock_call_count != 1 || mock_call.number != (seL4_Word)seL4_SysCall) {
        snprintf(why, sizeof(why), "%d calls, number %ld", mock_call_count, (long)mock_call.number);
    } else if (mock_call.in.cap != SERVICE) {
        snprintf(why, sizeof(why), "invoked %lu", mock_call.in.cap);
    } else if (info.words[0] != ((label << 12) | ((seL4_Word)caps.count << 7) | (seL4_Word)words.count)) {
        snprintf(why, sizeof(why), "message info %#lx", info.words[0]);
    }
    for (int i = 0; i < words.count && !why[0]; i++) {
        if (sent_word(i) != words.item[i]) {
            snprintf(why, sizeof(why), "word %d is %#lx, should be %#lx", i, sent_word(i), words.item[i]);
        }
    }
    for (int i = 0; i < caps.count && !why[0]; i++) {
        if (mock_buffer.caps_or_badges[i] != caps.item[i]) {
            snprintf(why, sizeof(why), "capability %d is %lu", i, mock_buffer.caps_or_badges[i]);
        }
    }
    report(name, !why[0], why);
}

#define CHECK(call, label, words, caps) \
    do { \
        mock_reset(); \
        int result = (int)(call); \
        check(#call, result, label, words, caps); \
    } while (0)

static const seL4_CapRights_t rights = {{6}};

#ifndef CONFIG_VTX
static void test_untyped_and_cnode(void)
{
    CHECK(seL4_Untyped_Retype(SERVICE, 1, 2, ROOT, 3, 4, 5, 6), UntypedRetype, LIST(1, 2, 3, 4, 5, 6), LIST(ROOT));
    CHECK(seL4_CNode_Revoke(SERVICE, 1, 2), CNodeRevoke, LIST(1, 2), LIST());
    CHECK(seL4_CNode_Delete(SERVICE, 1, 2), CNodeDelete, LIST(1, 2), LIST());
    CHECK(seL4_CNode_CancelBadgedSends(SERVICE, 1, 2), CNodeCancelBadgedSends, LIST(1, 2), LIST());
    CHECK(seL4_CNode_Copy(SERVICE, 1, 2, ROOT, 3, 4, rights), CNodeCopy, LIST(1, 2, 3, 4, 6), LIST(ROOT));
    CHECK(seL4_CNode_Mint(SERVICE, 1, 2, ROOT, 3, 4, rights, 5), CNodeMint, LIST(1, 2, 3, 4, 6, 5), LIST(ROOT));
    CHECK(seL4_CNode_Move(SERVICE, 1, 2, ROOT, 3, 4), CNodeMove, LIST(1, 2, 3, 4), LIST(ROOT));
    CHECK(seL4_CNode_Mutate(SERVICE, 1, 2, ROOT, 3, 4, 5), CNodeMutate, LIST(1, 2, 3, 4, 5), LIST(ROOT));
    CHECK(seL4_CNode_Rotate(SERVICE, 1, 2, 3, CAP_A, 4, 5, 6, CAP_B, 7, 8), CNodeRotate, LIST(1, 2, 3, 4, 5, 6, 7, 8),
          LIST(CAP_A, CAP_B));
    /* Depths are bytes. */
    CHECK(seL4_CNode_Delete(SERVICE, 1, (seL4_Uint8)0x102), CNodeDelete, LIST(1, 2), LIST());
}

static void test_tcb(void)
{
    seL4_UserContext registers = {100, 101, 102, 103, 104, 105, 106, 107, 108, 109,
                                  110, 111, 112, 113, 114, 115, 116, 117, 118, 119};
    CHECK(seL4_TCB_WriteRegisters(SERVICE, 1, 3, 20, &registers), TCBWriteRegisters,
          LIST(0x301, 20, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118,
               119),
          LIST());
    CHECK(seL4_TCB_ReadRegisters(SERVICE, 1, 2, 20, &registers), TCBReadRegisters, LIST(0x201, 20), LIST());
    CHECK(seL4_TCB_CopyRegisters(SERVICE, CAP_A, 1, 0, 0, 0, 0), TCBCopyRegisters, LIST(1), LIST(CAP_A));
    CHECK(seL4_TCB_CopyRegisters(SERVICE, CAP_A, 0, 1, 0, 0, 0), TCBCopyRegisters, LIST(2), LIST(CAP_A));
    CHECK(seL4_TCB_CopyRegisters(SERVICE, CAP_A, 0, 0, 1, 0, 0), TCBCopyRegisters, LIST(4), LIST(CAP_A));
    CHECK(seL4_TCB_CopyRegisters(SERVICE, CAP_A, 0, 0, 0, 1, 7), TCBCopyRegisters, LIST(0x708), LIST(CAP_A));
    CHECK(seL4_TCB_Configure(SERVICE, CAP_A, 1, CAP_B, 2, 3, CAP_C), TCBConfigure, LIST(1, 2, 3),
          LIST(CAP_A, CAP_B, CAP_C));
    CHECK(seL4_TCB_SetPriority(SERVICE, CAP_A, 1), TCBSetPriority, LIST(1), LIST(CAP_A));
    CHECK(seL4_TCB_SetMCPriority(SERVICE, CAP_A, 1), TCBSetMCPriority, LIST(1), LIST(CAP_A));
    CHECK(seL4_TCB_SetSchedParams(SERVICE, CAP_A, 1, 2, CAP_B, CAP_C), TCBSetSchedParams, LIST(1, 2),
          LIST(CAP_A, CAP_B, CAP_C));
    CHECK(seL4_TCB_SetTimeoutEndpoint(SERVICE, CAP_A), TCBSetTimeoutEndpoint, LIST(), LIST(CAP_A));
    CHECK(seL4_TCB_SetIPCBuffer(SERVICE, 1, CAP_A), TCBSetIPCBuffer, LIST(1), LIST(CAP_A));
    CHECK(seL4_TCB_SetSpace(SERVICE, CAP_A, CAP_B, 1, CAP_C, 2), TCBSetSpace, LIST(1, 2), LIST(CAP_A, CAP_B, CAP_C));
    CHECK(seL4_TCB_Suspend(SERVICE), TCBSuspend, LIST(), LIST());
    CHECK(seL4_TCB_Resume(SERVICE), TCBResume, LIST(), LIST());
    CHECK(seL4_TCB_BindNotification(SERVICE, CAP_A), TCBBindNotification, LIST(), LIST(CAP_A));
    CHECK(seL4_TCB_UnbindNotification(SERVICE), TCBUnbindNotification, LIST(), LIST());
    CHECK(seL4_TCB_SetTLSBase(SERVICE, 1), TCBSetTLSBase, LIST(1), LIST());
    CHECK(seL4_TCB_SetFlags(SERVICE, 1, 2).error, TCBSetFlags, LIST(1, 2), LIST());
}

static void test_scheduling_and_interrupts(void)
{
    CHECK(seL4_SchedControl_ConfigureFlags(SERVICE, CAP_A, 1, 2, 3, 4, 5), SchedControlConfigureFlags,
          LIST(1, 2, 3, 4, 5), LIST(CAP_A));
    CHECK(seL4_SchedControl_Configure(SERVICE, CAP_A, 1, 2, 3, 4), SchedControlConfigureFlags, LIST(1, 2, 3, 4, 0),
          LIST(CAP_A));
    CHECK(seL4_SchedContext_Bind(SERVICE, CAP_A), SchedContextBind, LIST(), LIST(CAP_A));
    CHECK(seL4_SchedContext_Unbind(SERVICE), SchedContextUnbind, LIST(), LIST());
    CHECK(seL4_SchedContext_UnbindObject(SERVICE, CAP_A), SchedContextUnbindObject, LIST(), LIST(CAP_A));
    CHECK(seL4_SchedContext_Consumed(SERVICE).error, SchedContextConsumed, LIST(), LIST());
    CHECK(seL4_SchedContext_YieldTo(SERVICE).error, SchedContextYieldTo, LIST(), LIST());
    CHECK(seL4_DomainSet_Set(SERVICE, 1, CAP_A), DomainSetSet, LIST(1), LIST(CAP_A));
    CHECK(seL4_DomainSet_ScheduleConfigure(SERVICE, 1, 2, 3), DomainScheduleConfigure, LIST(1, 2, 3), LIST());
    CHECK(seL4_DomainSet_ScheduleSetStart(SERVICE, 1), DomainScheduleSetStart, LIST(1), LIST());
    CHECK(seL4_IRQControl_Get(SERVICE, 1, ROOT, 2, 3), IRQIssueIRQHandler, LIST(1, 2, 3), LIST(ROOT));
    CHECK(seL4_IRQHandler_Ack(SERVICE), IRQAckIRQ, LIST(), LIST());
    CHECK(seL4_IRQHandler_SetNotification(SERVICE, CAP_A), IRQSetIRQHandler, LIST(), LIST(CAP_A));
    CHECK(seL4_IRQHandler_Clear(SERVICE), IRQClearIRQHandler, LIST(), LIST());
}

static void test_x86(void)
{
    seL4_X86_VMAttributes attributes = seL4_X86_WriteCombining;
    CHECK(seL4_X86_PDPT_Map(SERVICE, CAP_A, 1, attributes), X86PDPTMap, LIST(1, 4), LIST(CAP_A));
    CHECK(seL4_X86_PDPT_Unmap(SERVICE), X86PDPTUnmap, LIST(), LIST());
    CHECK(seL4_X86_PageDirectory_Map(SERVICE, CAP_A, 1, attributes), X86PageDirectoryMap, LIST(1, 4), LIST(CAP_A));
    CHECK(seL4_X86_PageDirectory_Unmap(SERVICE), X86PageDirectoryUnmap, LIST(), LIST());
    CHECK(seL4_X86_PageTable_Map(SERVICE, CAP_A, 1, attributes), X86PageTableMap, LIST(1, 4), LIST(CAP_A));
    CHECK(seL4_X86_PageTable_Unmap(SERVICE), X86PageTableUnmap, LIST(), LIST());
    CHECK(seL4_X86_IOPageTable_Map(SERVICE, CAP_A, 1), X86IOPageTableMap, LIST(1), LIST(CAP_A));
    CHECK(seL4_X86_IOPageTable_Unmap(SERVICE), X86IOPageTableUnmap, LIST(), LIST());
    CHECK(seL4_X86_Page_Map(SERVICE, CAP_A, 1, rights, attributes), X86PageMap, LIST(1, 6, 4), LIST(CAP_A));
    CHECK(seL4_X86_Page_Unmap(SERVICE), X86PageUnmap, LIST(), LIST());
    CHECK(seL4_X86_Page_MapIO(SERVICE, CAP_A, rights, 1), X86PageMapIO, LIST(6, 1), LIST(CAP_A));
    CHECK(seL4_X86_Page_GetAddress(SERVICE).error, X86PageGetAddress, LIST(), LIST());
    CHECK(seL4_X86_ASIDControl_MakePool(SERVICE, CAP_A, ROOT, 1, 2), X86ASIDControlMakePool, LIST(1, 2),
          LIST(CAP_A, ROOT));
    CHECK(seL4_X86_ASIDPool_Assign(SERVICE, CAP_A), X86ASIDPoolAssign, LIST(), LIST(CAP_A));
    CHECK(seL4_X86_IOPortControl_Issue(SERVICE, 1, 2, ROOT, 3, 4), X86IOPortControlIssue, LIST(1, 2, 3, 4), LIST(ROOT));
    CHECK(seL4_X86_IOPort_In8(SERVICE, 1).error, X86IOPortIn8, LIST(1), LIST());
    CHECK(seL4_X86_IOPort_In16(SERVICE, 1).error, X86IOPortIn16, LIST(1), LIST());
    CHECK(seL4_X86_IOPort_In32(SERVICE, 1).error, X86IOPortIn32, LIST(1), LIST());
    CHECK(seL4_X86_IOPort_Out8(SERVICE, 1, 2), X86IOPortOut8, LIST(1, 2), LIST());
    CHECK(seL4_X86_IOPort_Out16(SERVICE, 1, 2), X86IOPortOut16, LIST(1, 2), LIST());
    CHECK(seL4_X86_IOPort_Out32(SERVICE, 1, 2), X86IOPortOut32, LIST(1, 2), LIST());
    CHECK(seL4_IRQControl_GetIOAPIC(SERVICE, ROOT, 1, 2, 3, 4, 5, 6, 7), X86IRQIssueIRQHandlerIOAPIC,
          LIST(1, 2, 3, 4, 5, 6, 7), LIST(ROOT));
    CHECK(seL4_IRQControl_GetMSI(SERVICE, ROOT, 1, 2, 3, 4, 5, 6, 7), X86IRQIssueIRQHandlerMSI,
          LIST(1, 2, 3, 4, 5, 6, 7), LIST(ROOT));
}

/* Results come from the registers of the reply, cut to their type. */
static void test_results(void)
{
    mock_reset();
    mock_return = (sel4_registers_t){0, 1, 0x123456789abcdef0, 0, 0, 0};
    report("result SetFlags", seL4_TCB_SetFlags(SERVICE, 0, 0).flags == 0x123456789abcdef0, "flags");
    report("result Consumed", seL4_SchedContext_Consumed(SERVICE).consumed == 0x123456789abcdef0, "time");
    report("result YieldTo", seL4_SchedContext_YieldTo(SERVICE).consumed == 0x123456789abcdef0, "time");
    report("result GetAddress", seL4_X86_Page_GetAddress(SERVICE).paddr == 0x123456789abcdef0, "address");
    report("result In8", seL4_X86_IOPort_In8(SERVICE, 1).result == 0xf0, "value");
    report("result In16", seL4_X86_IOPort_In16(SERVICE, 1).result == 0xdef0, "value");
    report("result In32", seL4_X86_IOPort_In32(SERVICE, 1).result == 0x9abcdef0, "value");
    report("success leaves the buffer alone", mock_buffer.msg[0] == 0xeeeeeeeeeeeeeeee, "word 0 was written");

    seL4_UserContext registers = {0};
    for (int i = 4; i < 20; i++) {
        mock_buffer.msg[i] = 1000 + (seL4_Word)i;
    }
    mock_return = (sel4_registers_t){0, 18, 1000, 1001, 1002, 1003};
    int error = (int)seL4_TCB_ReadRegisters(SERVICE, 0, 0, 20, &registers);
    report("result ReadRegisters", error == 0 && registers.rip == 1000 && registers.rax == 1003 &&
                                       registers.rbx == 1004 && registers.r15 == 1017, "wrong register");
    report("result ReadRegisters ends with the reply", registers.fs_base == 0, "more words than the reply had");
}

/* Errors are the label; their details go where programs read message words. */
static void test_errors(void)
{
    mock_reset();
    mock_return = (sel4_registers_t){0, (seL4_Word)seL4_RangeError << 12 | 2, 11, 12, 13, 14};
    report("error is the label", seL4_CNode_Delete(SERVICE, 1, 2) == seL4_RangeError, "other error");
    report("error details", seL4_GetMR(0) == 11 && seL4_GetMR(1) == 12 && seL4_GetMR(2) == 13 && seL4_GetMR(3) == 14,
           "message words not stored");
    mock_return.info = (seL4_Word)seL4_FailedLookup << 12 | 3;
    mock_return.mr2 = 30;
    report("error of a result", seL4_X86_Page_GetAddress(SERVICE).error == seL4_FailedLookup, "other error");
    report("missing level", seL4_MappingFailedLookupLevel() == SEL4_MAPPING_LOOKUP_NO_PD, "other level");
    seL4_UserContext registers = {.rip = 77};
    report("error of ReadRegisters", seL4_TCB_ReadRegisters(SERVICE, 0, 0, 20, &registers) == seL4_FailedLookup &&
                                         registers.rip == 77, "registers written in spite of the error");
}
#else
static void test_virtual_machines(void)
{
    seL4_VCPUContext registers = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    CHECK(seL4_TCB_SetEPTRoot(SERVICE, CAP_A), TCBSetEPTRoot, LIST(), LIST(CAP_A));
    CHECK(seL4_X86_VCPU_SetTCB(SERVICE, CAP_A), X86VCPUSetTCB, LIST(), LIST(CAP_A));
    CHECK(seL4_X86_VCPU_ReadVMCS(SERVICE, 1).error, X86VCPUReadVMCS, LIST(1), LIST());
    CHECK(seL4_X86_VCPU_WriteVMCS(SERVICE, 1, 2).error, X86VCPUWriteVMCS, LIST(1, 2), LIST());
    CHECK(seL4_X86_VCPU_ReadMSR(SERVICE, 1).error, X86VCPUReadMSR, LIST(1), LIST());
    CHECK(seL4_X86_VCPU_WriteMSR(SERVICE, 1, 2).error, X86VCPUWriteMSR, LIST(1, 2), LIST());
    CHECK(seL4_X86_VCPU_EnableIOPort(SERVICE, CAP_A, 1, 2), X86VCPUEnableIOPort, LIST(1, 2), LIST(CAP_A));
    CHECK(seL4_X86_VCPU_DisableIOPort(SERVICE, 1, 2), X86VCPUDisableIOPort, LIST(1, 2), LIST());
    CHECK(seL4_X86_VCPU_WriteRegisters(SERVICE, &registers), X86VCPUWriteRegisters,
          LIST(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), LIST());
    CHECK(seL4_X86_Page_MapEPT(SERVICE, CAP_A, 1, rights, seL4_X86_EPT_WriteBack), X86PageMapEPT, LIST(1, 6, 6),
          LIST(CAP_A));
    CHECK(seL4_X86_EPTPDPT_Map(SERVICE, CAP_A, 1, seL4_X86_EPT_WriteBack), X86EPTPDPTMap, LIST(1, 6), LIST(CAP_A));
    CHECK(seL4_X86_EPTPDPT_Unmap(SERVICE), X86EPTPDPTUnmap, LIST(), LIST());
    CHECK(seL4_X86_EPTPD_Map(SERVICE, CAP_A, 1, seL4_X86_EPT_WriteBack), X86EPTPDMap, LIST(1, 6), LIST(CAP_A));
    CHECK(seL4_X86_EPTPD_Unmap(SERVICE), X86EPTPDUnmap, LIST(), LIST());
    CHECK(seL4_X86_EPTPT_Map(SERVICE, CAP_A, 1, seL4_X86_EPT_WriteBack), X86EPTPTMap, LIST(1, 6), LIST(CAP_A));
    CHECK(seL4_X86_EPTPT_Unmap(SERVICE), X86EPTPTUnmap, LIST(), LIST());
}
#endif

int main(void)
{
#ifdef CONFIG_VTX
    test_virtual_machines();
#else
    test_untyped_and_cnode();
    test_tcb();
    test_scheduling_and_interrupts();
    test_x86();
    test_results();
    test_errors();
#endif
    return report_end();
}
