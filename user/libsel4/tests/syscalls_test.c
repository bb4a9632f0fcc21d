/* SPDX-License-Identifier: BSD-2-Clause */
/* The system calls: number, registers in, registers out. Also message info, rights, CNode data, and faults. */
#include "mock.h"

#include <string.h>

#define EP 800
#define REPLY 801
#define DEST 802

static const sel4_registers_t came = {41, 3ul << 12 | 4, 51, 52, 53, 54};

static void before(void)
{
    mock_reset();
    mock_return = came;
    for (int i = 0; i < 8; i++) {
        seL4_SetMR(i, 10 + (seL4_Word)i);
    }
}

static seL4_MessageInfo_t tag(seL4_Word length)
{
    return seL4_MessageInfo_new(7, 0, 0, length);
}

static int called(seL4_Syscall_ID number, seL4_CPtr cap)
{
    return mock_call_count == 1 && mock_call.number == (seL4_Word)number && mock_call.in.cap == cap;
}

/* The words that the message is long enough for; the other registers may hold anything. */
static int words_are(seL4_Word mr0, seL4_Word mr1, seL4_Word mr2, seL4_Word mr3)
{
    seL4_Word length = mock_call.in.info & 127;
    return (length <= 0 || mock_call.in.mr0 == mr0) && (length <= 1 || mock_call.in.mr1 == mr1) &&
           (length <= 2 || mock_call.in.mr2 == mr2) && (length <= 3 || mock_call.in.mr3 == mr3);
}

static int buffer_words_sent(void)
{
    return words_are(10, 11, 12, 13) && mock_call.in.info == tag(5).words[0];
}

static int came_to_buffer(seL4_MessageInfo_t info)
{
    return info.words[0] == came.info && seL4_GetMR(0) == 51 && seL4_GetMR(1) == 52 && seL4_GetMR(2) == 53 &&
           seL4_GetMR(3) == 54 && seL4_GetMR(4) == 14;
}

static void test_plain(void)
{
    seL4_Word sender = 0;
    before();
    seL4_Send(EP, tag(5));
    report("Send", called(seL4_SysSend, EP) && buffer_words_sent(), "registers");
    before();
    seL4_NBSend(EP, tag(5));
    report("NBSend", called(seL4_SysNBSend, EP) && buffer_words_sent(), "registers");
    before();
    seL4_MessageInfo_t info = seL4_Call(EP, tag(5));
    report("Call", called(seL4_SysCall, EP) && buffer_words_sent() && came_to_buffer(info), "registers");
    before();
    info = seL4_Recv(EP, &sender, REPLY);
    report("Recv", called(seL4_SysRecv, EP) && mock_call.reply == REPLY && came_to_buffer(info) && sender == 41,
           "registers");
    before();
    info = seL4_NBRecv(EP, NULL, REPLY);
    report("NBRecv", called(seL4_SysNBRecv, EP) && mock_call.reply == REPLY && came_to_buffer(info), "registers");
    before();
    info = seL4_Wait(EP, &sender);
    report("Wait", called(seL4_SysWait, EP) && came_to_buffer(info) && sender == 41, "registers");
    before();
    info = seL4_NBWait(EP, NULL);
    report("NBWait", called(seL4_SysNBWait, EP) && came_to_buffer(info), "registers");
    before();
    sender = 0;
    info = seL4_Poll(EP, &sender);
    report("Poll", called(seL4_SysNBWait, EP) && came_to_buffer(info) && sender == 41, "registers");
}

static void test_combined(void)
{
    seL4_Word sender = 0;
    before();
    seL4_MessageInfo_t info = seL4_ReplyRecv(EP, tag(5), &sender, REPLY);
    report("ReplyRecv", called(seL4_SysReplyRecv, EP) && mock_call.reply == REPLY && buffer_words_sent() &&
                            came_to_buffer(info) && sender == 41, "registers");
    before();
    sender = 0;
    info = seL4_NBSendRecv(DEST, tag(5), EP, &sender, REPLY);
    report("NBSendRecv", called(seL4_SysNBSendRecv, EP) && mock_call.reply == REPLY && mock_call.dest == DEST &&
                             buffer_words_sent() && came_to_buffer(info) && sender == 41, "registers");
    before();
    sender = 0;
    info = seL4_NBSendWait(DEST, tag(5), EP, &sender);
    report("NBSendWait", called(seL4_SysNBSendWait, EP) && mock_call.reply == DEST && buffer_words_sent() &&
                             came_to_buffer(info) && sender == 41, "registers");
    before();
    seL4_Yield();
    report("Yield", called(seL4_SysYield, 0) && !mock_call.with_words, "registers");
    before();
    seL4_Signal(EP);
    report("Signal", called(seL4_SysSend, EP) && mock_call.in.info == 0, "registers");
}

static void test_with_words(void)
{
    seL4_Word sender = 0, a = 1, b = 2, c = 3, d = 4;
    before();
    seL4_SendWithMRs(EP, tag(2), &a, &b, &c, &d);
    report("SendWithMRs", called(seL4_SysSend, EP) && mock_call.in.info == tag(2).words[0] &&
                               words_are(1, 2, 0, 0), "two words");
    before();
    seL4_NBSendWithMRs(EP, tag(4), &a, NULL, &c, NULL);
    report("NBSendWithMRs", called(seL4_SysNBSend, EP) && words_are(1, 0, 3, 0), "words that are not passed are 0");
    before();
    seL4_MessageInfo_t info = seL4_CallWithMRs(EP, tag(4), &a, &b, &c, NULL);
    report("CallWithMRs", called(seL4_SysCall, EP) && words_are(1, 2, 3, 0) && a == 51 && b == 52 && c == 53 &&
                              info.words[0] == came.info && seL4_GetMR(0) == 10, "registers");
    before();
    a = b = c = d = 0;
    (void)seL4_RecvWithMRs(EP, &sender, &a, &b, &c, &d, REPLY);
    report("RecvWithMRs", called(seL4_SysRecv, EP) && mock_call.reply == REPLY && sender == 41 && a == 51 && b == 52 &&
                              c == 53 && d == 54, "registers");
    before();
    (void)seL4_NBRecvWithMRs(EP, &sender, &a, NULL, NULL, NULL, REPLY);
    report("NBRecvWithMRs", called(seL4_SysNBRecv, EP) && mock_call.reply == REPLY, "registers");
    before();
    (void)seL4_WaitWithMRs(EP, &sender, &a, &b, &c, &d);
    report("WaitWithMRs", called(seL4_SysWait, EP), "registers");
    before();
    (void)seL4_NBWaitWithMRs(EP, &sender, &a, &b, &c, &d);
    report("NBWaitWithMRs", called(seL4_SysNBWait, EP), "registers");
    before();
    a = 1;
    d = 4;
    (void)seL4_ReplyRecvWithMRs(EP, tag(4), &sender, &a, NULL, NULL, &d, REPLY);
    report("ReplyRecvWithMRs", called(seL4_SysReplyRecv, EP) && mock_call.reply == REPLY && words_are(1, 0, 0, 4) &&
                                   a == 51 && d == 54, "registers");
    before();
    (void)seL4_NBSendRecvWithMRs(DEST, tag(1), EP, &sender, &a, NULL, NULL, NULL, REPLY);
    report("NBSendRecvWithMRs", called(seL4_SysNBSendRecv, EP) && mock_call.reply == REPLY && mock_call.dest == DEST &&
                                    words_are(51, 0, 0, 0), "registers");
    before();
    (void)seL4_NBSendWaitWithMRs(DEST, tag(1), EP, &sender, &a, NULL, NULL, NULL);
    report("NBSendWaitWithMRs", called(seL4_SysNBSendWait, EP) && mock_call.reply == DEST && words_are(51, 0, 0, 0),
           "registers");
}

static void test_debug(void)
{
    before();
    seL4_DebugPutChar((char)0xe4);
    report("DebugPutChar", called(seL4_SysDebugPutChar, 0xe4), "the character is not extended with its sign");
    before();
    seL4_DebugPutString("ab");
    report("DebugPutString", mock_call_count == 2 && mock_call.in.cap == 'b', "two characters");
    before();
    report("DebugCapIdentify", seL4_DebugCapIdentify(EP) == 41 && called(seL4_SysDebugCapIdentify, EP), "result");
    before();
    seL4_DebugNameThread(EP, "worker");
    report("DebugNameThread", called(seL4_SysDebugNameThread, EP) && !strcmp((char *)mock_buffer.msg, "worker"),
           "name");
    char long_name[2000];
    memset(long_name, 'n', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = 0;
    before();
    seL4_DebugNameThread(EP, long_name);
    report("DebugNameThread cuts", strlen((char *)mock_buffer.msg) == 959 &&
                                       mock_buffer.userData == 0xeeeeeeeeeeeeeeee, "beyond the message");
}

static void test_words(void)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(0xfffffffffffff, 7, 3, 0x7f);
    report("MessageInfo full", info.words[0] == ~0ul, "not all bits");
    report("MessageInfo cut", seL4_MessageInfo_new(1ul << 52, 8, 4, 128).words[0] == 0, "a field spills over");
    info = seL4_MessageInfo_new(0x123456789abcd, 5, 2, 120);
    report("MessageInfo layout", info.words[0] == (0x123456789abcdul << 12 | 5 << 9 | 2 << 7 | 120), "layout");
    report("MessageInfo get", seL4_MessageInfo_get_label(info) == 0x123456789abcd &&
                                  seL4_MessageInfo_get_capsUnwrapped(info) == 5 &&
                                  seL4_MessageInfo_get_extraCaps(info) == 2 &&
                                  seL4_MessageInfo_get_length(info) == 120, "fields");
    seL4_MessageInfo_ptr_set_length(&info, 3);
    report("MessageInfo set", seL4_MessageInfo_ptr_get_length(&info) == 3 &&
                                  seL4_MessageInfo_get_label(info) == 0x123456789abcd, "fields");
    report("CapRights", seL4_AllRights.words[0] == 15 && seL4_CanRead.words[0] == 2 && seL4_CanWrite.words[0] == 1 &&
                            seL4_CanGrant.words[0] == 4 && seL4_CanGrantReply.words[0] == 8 &&
                            seL4_ReadWrite.words[0] == 3 && seL4_NoWrite.words[0] == 14 &&
                            seL4_NoRead.words[0] == 13 && seL4_NoRights.words[0] == 0, "values");
    report("CNode_CapData", seL4_CNode_CapData_new(0x123, 51).words[0] == (0x123ul << 6 | 51), "layout");
    seL4_X86_IOSpace_CapData_t pci = seL4_X86_IOSpace_CapData_new(5, 2, 31, 7);
    report("IOSpace_CapData", pci.words[0] == (5ul << 16 | 2 << 8 | 31 << 3 | 7), "layout");
    report("MaxExtraRefills", seL4_MaxExtraRefills(7) == 0 && seL4_MaxExtraRefills(8) == 8 &&
                                  seL4_MaxExtraRefills(10) == 56, "values");

    seL4_CPtr cnode = 0, index = 0;
    seL4_Word depth = 0;
    before();
    seL4_SetCapReceivePath(1, 2, 3);
    seL4_GetCapReceivePath(&cnode, &index, &depth);
    report("CapReceivePath", mock_buffer.receiveCNode == 1 && mock_buffer.receiveIndex == 2 &&
                                 mock_buffer.receiveDepth == 3 && cnode == 1 && index == 2 && depth == 3, "fields");
}

static seL4_Fault_t received(seL4_FaultType type)
{
    before();
    for (int i = 0; i < 20; i++) {
        seL4_SetMR(i, 60 + (seL4_Word)i);
    }
    return seL4_getFault(seL4_MessageInfo_new(type, 0, 0, 20));
}

static void test_faults(void)
{
    seL4_Fault_t fault = received(seL4_Fault_CapFault);
    report("CapFault", seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_CapFault &&
                           seL4_Fault_CapFault_get_IP(fault) == 60 && seL4_Fault_CapFault_get_Addr(fault) == 61 &&
                           seL4_Fault_CapFault_get_InRecvPhase(fault) == 62 &&
                           seL4_Fault_CapFault_get_LookupFailureType(fault) == 63 &&
                           seL4_Fault_CapFault_get_MR4(fault) == 64 && seL4_Fault_CapFault_get_MR6(fault) == 66,
           "fields");
    fault = received(seL4_Fault_VMFault);
    report("VMFault", seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_VMFault &&
                          seL4_Fault_VMFault_get_IP(fault) == 60 && seL4_Fault_VMFault_get_Addr(fault) == 61 &&
                          seL4_Fault_VMFault_get_PrefetchFault(fault) == 62 &&
                          seL4_Fault_VMFault_get_FSR(fault) == 63, "fields");
    fault = received(seL4_Fault_UnknownSyscall);
    report("UnknownSyscall", seL4_Fault_UnknownSyscall_get_RAX(fault) == 60 &&
                                 seL4_Fault_UnknownSyscall_get_R15(fault) == 74 &&
                                 seL4_Fault_UnknownSyscall_get_FaultIP(fault) == 75 &&
                                 seL4_Fault_UnknownSyscall_get_RSP(fault) == 76 &&
                                 seL4_Fault_UnknownSyscall_get_FLAGS(fault) == 77 &&
                                 seL4_Fault_UnknownSyscall_get_Syscall(fault) == 78, "fields");
    fault = received(seL4_Fault_UserException);
    report("UserException", seL4_Fault_UserException_get_FaultIP(fault) == 60 &&
                                seL4_Fault_UserException_get_Stack(fault) == 61 &&
                                seL4_Fault_UserException_get_FLAGS(fault) == 62 &&
                                seL4_Fault_UserException_get_Number(fault) == 63 &&
                                seL4_Fault_UserException_get_Code(fault) == 64, "fields");
    fault = received(seL4_Fault_Timeout);
    report("Timeout", seL4_Fault_Timeout_get_data(fault) == 60 && seL4_Fault_Timeout_get_consumed(fault) == 61,
           "fields");
    fault = received(seL4_Fault_NullFault);
    report("NullFault", seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_NullFault, "type");
    report("fault tags", seL4_isVMFault_tag(tag(0)) == 0 &&
                             seL4_isVMFault_tag(seL4_MessageInfo_new(seL4_Fault_VMFault, 0, 0, 4)) &&
                             seL4_isTimeoutFault_tag(seL4_MessageInfo_new(seL4_Fault_Timeout, 0, 0, 2)), "predicates");
    report("fault made", seL4_Fault_VMFault_get_FSR(seL4_Fault_VMFault_new(1, 2, 3, 4)) == 4, "fields");

    seL4_UserContext registers = {.rip = 1, .rsp = 2, .r15 = 18, .fs_base = 19, .gs_base = 20};
    before();
    seL4_MessageInfo_t info = seL4_TimeoutReply_new(1, registers, seL4_TimeoutReply_Length);
    report("TimeoutReply", info.words[0] == 19 && seL4_GetMR(seL4_TimeoutReply_FaultIP) == 1 &&
                               seL4_GetMR(seL4_TimeoutReply_RSP) == 2 && seL4_GetMR(seL4_TimeoutReply_R15) == 18 &&
                               seL4_GetMR(seL4_TimeoutReply_TLS_BASE) == 19, "words");
    info = seL4_TimeoutReply_new(0, registers, 0);
    report("TimeoutReply stopped", seL4_MessageInfo_get_label(info) == 1, "label");
}

int main(void)
{
    test_plain();
    test_combined();
    test_with_words();
    test_debug();
    test_words();
    test_faults();
    return report_end();
}
