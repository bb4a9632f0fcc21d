/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls: registers, dispatch by the type of the capability, results, restart addresses. */
#include "call.h"

#define ROOT      seL4_CapInitThreadCNode
#define PRIORITY  100
#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define NUMBERS   11
#define PAGE_BYTES (1UL << seL4_PageBits)
/* No capability pointer of the root CNode: its guard is 0. */
#define BAD_CPTR 0xbad0000000000000UL
/* No address of any program. */
#define NONCANONICAL 0x1234800000000000UL
#define TLS_BASE 0x123456789a0UL

static struct agent a, b;
static seL4_CPtr endpoint, notification, reply;

static void set_up(void)
{
    endpoint = kit_endpoint();
    notification = kit_notification();
    reply = kit_reply();
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
}

static seL4_MessageInfo_t info(seL4_Word label, seL4_Word caps, seL4_Word length)
{
    return seL4_MessageInfo_new(label, 0, caps, length);
}

/* An a call with these capabilities and words. */
static void start(long number, seL4_CPtr cap, seL4_Word label, seL4_CPtr extra, seL4_Word word, seL4_Word length)
{
    call_prepare(&a.call, (seL4_Word)number, cap, info(label, extra ? 1 : 0, length));
    a.call.caps[0] = extra;
    call_set_word(&a.call, 0, word);
    if (number == seL4_SysReplyRecv || number == seL4_SysNBSendWait || number == seL4_SysNBSendRecv) {
        a.call.in.cap = endpoint;
        a.call.in.reply = number == seL4_SysNBSendRecv ? reply : cap;
        a.call.in.dest = cap;
    }
    agent_start(&a);
    probe_settle();
}

/* covers: syscalls.md 2 registers preserved and destroyed; syscalls.md 1 numbers */
TEST(registers_kept)
{
    set_up();
    for (long number = -1; number >= -NUMBERS; number--) {
        for (unsigned i = 0; i < CALL_VARIANTS; i++) {
            /* Something is there to receive in a second phase. */
            seL4_Signal(notification);
            call_prepare(&a.call, (seL4_Word)number, notification, info(0, 0, 3));
            if (number == seL4_SysReplyRecv || number == seL4_SysNBSendWait)
                a.call.in.reply = notification;
            if (number == seL4_SysNBSendRecv)
                a.call.in.dest = notification;
            call_arch_vary(&a.call.in, i);
            agent_start(&a);
            probe_settle();
            if (number == seL4_SysCall)
                CHECK_MESSAGE(&a.call, 0, 0, 0, 0);
            else if (number <= seL4_SysSend && number >= seL4_SysNBSend)
                CHECK_UNTOUCHED(&a.call);
            else if (number == seL4_SysYield)
                CHECK_UNTOUCHED(&a.call);
            else
                CHECK_BADGE_ONLY(&a.call, 0);
            CHECK(call_arch_left(&a.call.in, &a.call.out));
            CHECK_EQUAL(probe_look(&a.probe), PROBE_RETURNED);
        }
    }
}

/* covers: syscalls.md 5.3 null and zombie; syscalls.md 5.4 error result */
TEST(null_capability)
{
    static const long calls[] = {seL4_SysSend, seL4_SysNBSend};
    seL4_CPtr empty = kit_slot();

    set_up();
    start(seL4_SysCall, empty, 5, 0, 0, 3);
    CHECK_EQUAL(a.call.out.cap, 0);
    CHECK_EQUAL(a.call.out.info, info(seL4_InvalidCapability, 0, 1).words[0]);
    CHECK_EQUAL(a.call.got[0], 0);
    CHECK_EQUAL(a.call.got[1], a.call.words[1]);
    start(seL4_SysCall, seL4_CapNull, 5, 0, 0, 3);
    CHECK_EQUAL(a.call.out.info, info(seL4_InvalidCapability, 0, 1).words[0]);
    for (unsigned i = 0; i < 2; i++) {
        start(calls[i], empty, 5, 0, 0, 3);
        CHECK_UNTOUCHED(&a.call);
    }
}

/* covers: syscalls.md 5.3 dispatch by type; invocations.md 2 unknown label */
TEST(unknown_labels)
{
    static const seL4_Word labels[] = {0, 200, 0xfffffffffffffUL};
    seL4_CPtr frame = kit_frame();
    const seL4_CPtr objects[] = {kit_object(seL4_TCBObject, 0), kit_object(seL4_CapTableObject, 2), kit_untyped(12),
                                 seL4_CapIRQControl, kit_bootinfo->schedcontrol.start, kit_sched_context(1000, 1000),
                                 seL4_CapDomain, seL4_CapASIDControl, seL4_CapInitThreadASIDPool,
                                 ISA_BOOT_CAPS, seL4_CapInitThreadVSpace, frame, kit_object(KIT_TABLE_TYPE, 0),
                                 kit_object(isa_tables[0].type, 0), kit_object(isa_tables[1].type, 0)};

    set_up();
    for (unsigned i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
        for (unsigned k = 0; k < 3; k++) {
            start(seL4_SysCall, objects[i], labels[k], 0, 0, 0);
            CHECK_MESSAGE(&a.call, 0, seL4_IllegalOperation, 0, 0);
            start(seL4_SysSend, objects[i], labels[k], 0, 0, 0);
            CHECK_UNTOUCHED(&a.call);
        }
    }
}

/* covers: syscalls.md 5.5 success; syscalls.md 5.4 not a call; invocations.md 2 result words only for Call */
TEST(results)
{
    static const long calls[] = {seL4_SysCall, seL4_SysSend, seL4_SysNBSend};

    set_up();
    for (unsigned i = 0; i < 3; i++) {
        CHECK_OK(seL4_TCB_SetMCPriority(b.probe.thread.tcb, seL4_CapInitThreadTCB, 0));
        start(calls[i], b.probe.thread.tcb, TCBSetMCPriority, seL4_CapInitThreadTCB, 40 + i, 1);
        if (i == 0)
            CHECK_MESSAGE(&a.call, 0, 0, 0, 0);
        else
            CHECK_UNTOUCHED(&a.call);
        /* Done, whatever way it was asked for. */
        CHECK_REFUSED(INVOKE(a.probe.thread.tcb, TCBSetPriority, CAPS(b.probe.thread.tcb), ARGS(200)),
                      seL4_RangeError, WORDS(0, 40 + i));
        /* An error is told to callers only. */
        start(calls[i], b.probe.thread.tcb, TCBSetMCPriority, seL4_CapInitThreadTCB, 300, 1);
        if (i == 0) {
            CHECK_EQUAL(a.call.out.info, info(seL4_RangeError, 0, 2).words[0]);
            CHECK_EQUAL(a.call.got[0], 0);
            CHECK_EQUAL(a.call.got[1], 255);
        } else {
            CHECK_UNTOUCHED(&a.call);
        }
        /* Results as well. */
        start(calls[i], b.probe.thread.tcb, TCBReadRegisters, 0, 0, 2);
        if (i > 0)
            CHECK_UNTOUCHED(&a.call);
        start(calls[i], b.probe.thread.sc, SchedContextConsumed, 0, 0, 0);
        if (i > 0)
            CHECK_UNTOUCHED(&a.call);
        else
            CHECK_EQUAL(a.call.out.info, info(0, 0, 1).words[0]);
    }
}

/* covers: syscalls.md 5.3 first phase: thread, CNode, domain, SchedControl, SchedContext refused; others allowed */
TEST(first_phase)
{
    static const long calls[] = {seL4_SysReplyRecv, seL4_SysNBSendRecv, seL4_SysNBSendWait};
    seL4_CPtr tcb = 0, node = kit_object(seL4_CapTableObject, 2), untyped = kit_untyped(12), slot = kit_slot();

    set_up();
    tcb = b.probe.thread.tcb;
    for (unsigned i = 0; i < 3; i++) {
        /* Refused in silence; then the receive: ReplyRecv faults since this is no reply capability. */
        CHECK_OK(seL4_TCB_SetMCPriority(tcb, seL4_CapInitThreadTCB, 7));
        start(calls[i], tcb, TCBSetMCPriority, seL4_CapInitThreadTCB, 99, 1);
        CHECK_EQUAL(a.call.done, 0);
        CHECK_REFUSED(INVOKE(a.probe.thread.tcb, TCBSetPriority, CAPS(tcb), ARGS(200)), seL4_RangeError, WORDS(0, 7));
        CHECK_EQUAL(probe_look(&a.probe), i == 0 ? seL4_Fault_CapFault : PROBE_RUNS);
        CHECK_OK(seL4_CNode_Copy(node, 1, 2, ROOT, tcb, 64, seL4_AllRights));
        start(calls[i], node, CNodeDelete, 0, 1, 2);
        CHECK_EQUAL(seL4_CNode_Copy(node, 1, 2, ROOT, tcb, 64, seL4_AllRights), seL4_DeleteFirst);
        CHECK_OK(seL4_CNode_Delete(node, 1, 2));
        start(calls[i], b.probe.thread.sc, SchedContextUnbind, 0, 0, 0);
        CHECK(agent_has(&b, b.probe.thread.sc));
        start(calls[i], seL4_CapDomain, DomainSetSet, tcb, 0, 1);
        CHECK_EQUAL(a.call.done, 0);
        start(calls[i], kit_bootinfo->schedcontrol.start, SchedControlConfigureFlags, b.probe.thread.sc, 100, 5);
        CHECK_EQUAL(a.call.done, 0);
        /* An untyped is invoked. */
        call_prepare(&a.call, (seL4_Word)calls[i], endpoint, info(UntypedRetype, 1, 6));
        a.call.caps[0] = ROOT;
        a.call.in.reply = calls[i] == seL4_SysNBSendRecv ? reply : untyped;
        a.call.in.dest = untyped;
        call_set_word(&a.call, 0, seL4_EndpointObject);
        call_set_word(&a.call, 1, 0);
        call_set_word(&a.call, 2, 0);
        call_set_word(&a.call, 3, 0);
        call_set_word(&a.call, 4, slot);
        call_set_word(&a.call, 5, 1);
        agent_start(&a);
        probe_settle();
        CHECK_EQUAL(a.call.done, 0);
        CHECK(!kit_slot_is_empty(slot));
        CHECK_OK(kit_delete(slot));
        CHECK_OK(kit_revoke(untyped));
    }
}

/* covers: syscalls.md 5 two-phase calls; syscalls.md 5 recv */
TEST(second_phase)
{
    seL4_CPtr badged = kit_slot();

    set_up();
    CHECK_OK(kit_mint(badged, endpoint, seL4_AllRights, 0x51));
    /* One set of words for the first phase; the second one writes what it delivers. */
    agent_call(&b, badged, 4, 10);
    probe_settle();
    agent_nbsend_recv(&a, notification, 3, 120, endpoint, reply);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0x51, 4, 10, &b.call);
    /* The reply's own receive finds the next caller at once. */
    agent_make(&b, PRIORITY);
    agent_call(&b, badged, 5, 2);
    probe_settle();
    agent_reply_recv(&a, reply, 6, 120, endpoint);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0x51, 5, 2, &b.call);
}

/* covers: invocations.md 2 MR4 and more need the buffer; syscalls.md 3 only four words without IPC buffer */
TEST(errors_without_buffer)
{
    set_up();
    /* A failed look-up has five words. */
    call_prepare(&a.call, (seL4_Word)seL4_SysCall, ROOT, info(CNodeDelete, 0, 2));
    call_set_word(&a.call, 0, BAD_CPTR);
    call_set_word(&a.call, 1, 64);
    agent_start(&a);
    probe_settle();
    CHECK_EQUAL(a.call.out.info, info(seL4_FailedLookup, 0, 5).words[0]);
    CHECK_EQUAL(a.call.got[4], 64 - kit_bootinfo->initThreadCNodeSizeBits);
    CHECK_OK(seL4_TCB_SetIPCBuffer(a.probe.thread.tcb, 0, 0));
    call_prepare(&a.call, (seL4_Word)seL4_SysCall, ROOT, info(CNodeDelete, 0, 2));
    call_set_word(&a.call, 0, BAD_CPTR);
    call_set_word(&a.call, 1, 64);
    agent_start(&a);
    probe_settle();
    CHECK_EQUAL(a.call.out.info, info(seL4_FailedLookup, 0, 4).words[0]);
    CHECK_EQUAL(a.call.got[0], 0);
    CHECK_EQUAL(a.call.got[1], seL4_GuardMismatch);
    CHECK_EQUAL(a.call.got[2], 64);
    CHECK_EQUAL(a.call.got[3], 0);
    CHECK_EQUAL(a.call.got[4], a.call.words[4]);
}

static seL4_Word ip_of(const struct agent *agent, seL4_Bool suspend)
{
    seL4_UserContext registers = {0};

    CHECK_OK(seL4_TCB_ReadRegisters(agent->probe.thread.tcb, suspend, 0, REGISTERS, &registers));
    return registers.KIT_IP;
}

/* covers: syscalls.md 2 RIP reads the restart address; syscalls.md 4 restart IP of blocked and running threads */
TEST(restart_address)
{
    set_up();
    /* Blocked. */
    agent_recv(&a, endpoint, reply);
    probe_settle();
    CHECK_EQUAL(ip_of(&a, 0), call_instruction);
    CHECK_EQUAL(ip_of(&a, 1), call_instruction);
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(ip_of(&a, 0), call_instruction);
    /* Behind a finished call: it woke us. */
    agent_send(&a, notification, 0, 0);
    seL4_Wait(notification, 0);
    CHECK_EQUAL(a.call.done, 0);
    CHECK_EQUAL(ip_of(&a, 0), call_instruction);
    CHECK_EQUAL(ip_of(&a, 1), call_next);
    CHECK_OK(seL4_TCB_Suspend(a.probe.thread.tcb));
    CHECK_EQUAL(ip_of(&a, 0), call_next);
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    CHECK_UNTOUCHED(&a.call);
    CHECK_EQUAL(probe_look(&a.probe), PROBE_RETURNED);
}

/* covers: syscalls.md 5 Yield; scheduling.md 4 Yield */
TEST(yield)
{
    set_up();
    call_prepare(&a.call, (seL4_Word)seL4_SysYield, BAD_CPTR, info(3, 3, 120));
    a.call.caps[0] = BAD_CPTR;
    agent_start(&a);
    probe_settle();
    CHECK_UNTOUCHED(&a.call);
}

/* Exists in every configuration of this kernel (docs/caveats.md). covers: syscalls.md 5 SetTLSBase */
TEST(set_tls_base)
{
    seL4_UserContext registers = {0}, before = {0};

    set_up();
    call_prepare(&a.call, (seL4_Word)seL4_SysSetTLSBase, TLS_BASE, info(0, 0, 0));
    agent_start(&a);
    probe_settle();
    call_arch_tls_was_set(&a.call.in, TLS_BASE);
    CHECK_UNTOUCHED(&a.call);
    CHECK_OK(seL4_TCB_ReadRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.KIT_TLS, TLS_BASE);
    /* Not canonical: ignored where that matters. */
    call_prepare(&a.call, (seL4_Word)seL4_SysSetTLSBase, NONCANONICAL, info(0, 0, 0));
    agent_start(&a);
    CHECK_OK(seL4_TCB_ReadRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &before));
    probe_settle();
    if (!ISA_ADDRESSES_CHECKED)
        call_arch_tls_was_set(&a.call.in, NONCANONICAL);
    CHECK_UNTOUCHED(&a.call);
    CHECK_OK(seL4_TCB_ReadRegisters(a.probe.thread.tcb, 0, 0, REGISTERS, &registers));
    CHECK_EQUAL(registers.KIT_TLS, ISA_ADDRESSES_CHECKED ? before.KIT_TLS : NONCANONICAL);
}

/* covers: syscalls.md 7 a syscall at the end of the last user page; syscalls.md 7 non-canonical addresses */
TEST(last_page)
{
    static struct probe probe;
    seL4_CPtr frame = kit_frame(), copy = kit_slot();
    seL4_UserContext registers = {0};
    volatile unsigned char *page = (volatile unsigned char *)ISA_WINDOW;

    set_up();
    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    CHECK_OK(kit_copy(copy, frame, seL4_AllRights));
    CHECK_OK(kit_map(copy, seL4_CapInitThreadVSpace, (seL4_Word)page, seL4_AllRights));
    for (unsigned i = 0; i < KIT_TRAP_BYTES; i++)
        page[PAGE_BYTES - KIT_TRAP_BYTES + i] = (unsigned char)call_instruction[i];
    ISA_CODE_WRITTEN();
    CHECK_EQUAL(kit_frame_map(frame, seL4_CapInitThreadVSpace, ISA_REFUSED_PAGE, seL4_AllRights),
                seL4_InvalidArgument);
    CHECK_OK(kit_map(frame, seL4_CapInitThreadVSpace, ISA_LAST_PAGE, seL4_AllRights));
    registers.KIT_IP = ISA_LAST_PAGE + PAGE_BYTES - KIT_TRAP_BYTES;
    registers.KIT_CALL_NUMBER = (seL4_Word)seL4_SysYield;
    CHECK_OK(seL4_TCB_WriteRegisters(probe.thread.tcb, 1, 0, REGISTERS, &registers));
    /* It goes on behind, where nothing is. */
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(0), ISA_LAST_PAGE + PAGE_BYTES);
    CHECK_EQUAL(seL4_GetMR(1), ISA_LAST_PAGE + PAGE_BYTES);
    /* An address that is not canonical is none to go to. */
    registers.KIT_IP = NONCANONICAL;
    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probe.thread.tcb, 1, 0, REGISTERS, &registers));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(0), ISA_ADDRESSES_CHECKED ? 0 : NONCANONICAL);
    CHECK_EQUAL(seL4_GetMR(1), ISA_ADDRESSES_CHECKED ? 0 : NONCANONICAL);
}

/* covers: syscalls.md 6 initial registers of a new thread */
TEST(new_thread)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    seL4_Word words[REGISTERS];

    memset(words, 0xff, sizeof(words));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, REGISTERS, (seL4_UserContext *)words));
    for (unsigned i = 0; i < REGISTERS; i++)
        CHECK_EQUAL(words[i], ISA_INITIAL_REGISTER(i));
}

/* covers: syscalls.md 7 NBSend on an invalid pointer does not fault; syscalls.md 5.1 not blocking: nothing */
TEST(nbsend_nowhere)
{
    set_up();
    agent_nbsend(&a, BAD_CPTR, 3, 120);
    probe_settle();
    CHECK_UNTOUCHED(&a.call);
    CHECK_EQUAL(probe_look(&a.probe), PROBE_RETURNED);
}

static const struct frame_test tests[] = {
    ENTRY("syscalls.2.registers-kept", registers_kept),
    ENTRY("syscalls.5.null-capability", null_capability),
    ENTRY("syscalls.5.unknown-labels", unknown_labels),
    ENTRY("syscalls.5.results", results),
    ENTRY("syscalls.5.first-phase", first_phase),
    ENTRY("syscalls.5.second-phase", second_phase),
    ENTRY("invocations.2.errors-without-buffer", errors_without_buffer),
    ENTRY("syscalls.2.restart-address", restart_address),
    ENTRY("syscalls.5.yield", yield),
    ENTRY("syscalls.5.set-tls-base", set_tls_base),
    ENTRY("syscalls.7.last-page", last_page),
    ENTRY("syscalls.6.new-thread", new_thread),
    ENTRY("syscalls.7.nbsend-nowhere", nbsend_nowhere),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
