/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system call instruction of libsel4 on the kernel: every kind of call carries all its registers both ways. The
 * host tests cover what is above the instruction.
 */
#include <runtime/console.h>
#include <runtime/print.h>
#include <runtime/start.h>
#include <runtime/thread.h>

#include <kit_arch.h>

#define LENGTH 8
#define BADGE 77
#define BUDGET_US 10000
#define PARTNER_PRIORITY 254
#define STACK_BYTES 16384
#define UNTYPED_BITS_MIN 16

static seL4_Word next_slot;
static seL4_CPtr untyped;
static seL4_CPtr endpoint, endpoint_badged, told, asked, asked_badged, reply, tcb, sched_context;
static int passed, failed;

static char partner_stack[STACK_BYTES] __attribute__((aligned(16)));
static char partner_tls[1024];
static char partner_page[4096] __attribute__((aligned(4096)));

/* What the partner saw, for the main thread to judge. */
static volatile seL4_Word seen_badge, seen_info, seen_words[LENGTH];
static volatile int partner_mistakes;

static __thread seL4_Word mine;

static void report(const char *name, int good)
{
    good ? passed++ : failed++;
    printf(good ? "ok %s\n" : "not ok %s: condition is false\n", name);
}

static seL4_CPtr make(seL4_Word type, seL4_Word size_bits)
{
    require_ok(seL4_Untyped_Retype(untyped, type, size_bits, seL4_CapInitThreadCNode, 0, 0, next_slot, 1));
    return next_slot++;
}

static seL4_CPtr badge_copy(seL4_CPtr cap)
{
    require_ok(seL4_CNode_Mint(seL4_CapInitThreadCNode, next_slot, seL4_WordBits, seL4_CapInitThreadCNode, cap,
                               seL4_WordBits, seL4_AllRights, BADGE));
    return next_slot++;
}

static seL4_MessageInfo_t fill(seL4_Word label, seL4_Word first)
{
    for (int i = 0; i < LENGTH; i++) {
        seL4_SetMR(i, first + (seL4_Word)i);
    }
    return seL4_MessageInfo_new(label, 0, 0, LENGTH);
}

static int holds(seL4_MessageInfo_t info, seL4_Word label, seL4_Word first)
{
    int good = seL4_MessageInfo_get_label(info) == label && seL4_MessageInfo_get_length(info) == LENGTH;
    for (int i = 0; i < LENGTH; i++) {
        good = good && seL4_GetMR(i) == first + (seL4_Word)i;
    }
    return good;
}

/* The badge by pointer: it is known only after the call that makes the other argument. */
static void note(seL4_MessageInfo_t info, const seL4_Word *badge)
{
    seen_badge = *badge;
    seen_info = info.words[0];
    for (int i = 0; i < LENGTH; i++) {
        seen_words[i] = seL4_GetMR(i);
    }
}

static int seen(seL4_Word label, seL4_Word first)
{
    int good = seen_badge == BADGE && seen_info == (label << 12 | LENGTH);
    for (int i = 0; i < LENGTH; i++) {
        good = good && seen_words[i] == first + (seL4_Word)i;
    }
    return good;
}

static void partner_expects(int good)
{
    partner_mistakes += !good;
}

/* The other side, step by step with main. */
static void partner(void *argument)
{
    seL4_Word badge = 0, a = 0, b = 0, c = 0, d = 0;
    partner_expects(argument == &seen_badge);
    partner_expects(mine == 0);
    mine = 5;

    note(seL4_Recv(endpoint, &badge, reply), &badge);
    note(seL4_ReplyRecv(endpoint, fill(21, 200), &badge, reply), &badge);
    (void)fill(22, 300);
    a = 300, b = 301, c = 302, d = 303;
    seL4_MessageInfo_t info = seL4_ReplyRecvWithMRs(endpoint, seL4_MessageInfo_new(22, 0, 0, LENGTH), &badge, &a, &b,
                                                    &c, &d, reply);
    partner_expects(a == 400 && b == 401 && c == 402 && d == 403 && badge == BADGE);
    partner_expects(seL4_MessageInfo_get_label(info) == 13);
    note(seL4_NBSendRecv(told, seL4_MessageInfo_new(0, 0, 0, 0), endpoint, &badge, reply), &badge);
    info = seL4_NBSendWait(told, seL4_MessageInfo_new(0, 0, 0, 0), asked, &badge);
    partner_expects(info.words[0] == 0 && badge == BADGE);
    info = seL4_RecvWithMRs(endpoint, &badge, &a, &b, &c, &d, reply);
    partner_expects(a == 600 && b == 601 && c == 602 && d == 603 && seL4_MessageInfo_get_label(info) == 16);
    seL4_Send(reply, fill(26, 700));
    partner_expects(mine == 5);
    seL4_Signal(told);
    for (;;) {
        (void)seL4_Wait(asked, &badge);
    }
}

static void start_partner(const seL4_BootInfo *bootinfo)
{
    seL4_UserContext registers;
    seL4_Word tls = runtime_tls_create(partner_tls, sizeof(partner_tls), (seL4_IPCBuffer *)partner_page);
    runtime_thread_registers(&registers, partner, (void *)&seen_badge, partner_stack + STACK_BYTES, tls);
    require_ok(seL4_SchedControl_ConfigureFlags(bootinfo->schedcontrol.start, sched_context, BUDGET_US, BUDGET_US, 0, 0,
                                                seL4_SchedContext_NoFlag));
    require_ok(seL4_TCB_Configure(tcb, seL4_CapInitThreadCNode, 0, seL4_CapInitThreadVSpace, 0,
                                  (seL4_Word)partner_page, runtime_image_frame(bootinfo, partner_page)));
    require_ok(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, PARTNER_PRIORITY, PARTNER_PRIORITY, sched_context,
                                       seL4_CapNull));
    require_ok(seL4_TCB_WriteRegisters(tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
}

static void test_messages(void)
{
    seL4_Word badge = 0, a = 400, b = 401, c = 402, d = 403;
    report("Call", holds(seL4_Call(endpoint_badged, fill(11, 100)), 21, 200) && seen(11, 100));
    report("Call again", holds(seL4_Call(endpoint_badged, fill(12, 150)), 22, 300) && seen(12, 150));

    seL4_SendWithMRs(endpoint_badged, seL4_MessageInfo_new(13, 0, 0, 4), &a, &b, &c, &d);
    (void)seL4_Wait(told, &badge);
    seL4_Send(endpoint_badged, fill(14, 500));
    (void)seL4_Wait(told, &badge);
    report("Send to NBSendRecv", seen(14, 500));
    seL4_Signal(asked_badged);

    (void)fill(0, 600);
    a = 600, b = 601, c = 602, d = 603;
    seL4_MessageInfo_t info = seL4_CallWithMRs(endpoint_badged, seL4_MessageInfo_new(16, 0, 0, LENGTH), &a, &b, &c, &d);
    report("CallWithMRs", a == 700 && b == 701 && c == 702 && d == 703 && seL4_GetMR(4) == 704 &&
                              seL4_GetMR(7) == 707 && seL4_MessageInfo_get_label(info) == 26);
    (void)seL4_Wait(told, &badge);
    report("the other thread", partner_mistakes == 0);
    report("thread-local", mine == 9);
}

static void test_nothing_there(void)
{
    seL4_Word badge = 1;
    (void)seL4_NBRecv(endpoint, &badge, reply);
    report("NBRecv without a sender", badge == 0);
    badge = 1;
    (void)seL4_Poll(asked, &badge);
    report("Poll without a signal", badge == 0);
    badge = 1;
    (void)seL4_NBWait(told, &badge);
    report("NBWait without a signal", badge == 0);
    (void)fill(0, 800);
    seL4_NBSend(endpoint, seL4_MessageInfo_new(1, 0, 0, LENGTH));
    report("NBSend without a receiver", seL4_GetMR(0) == 800 && seL4_GetMR(3) == 803);
    seL4_Yield();
    report("Yield keeps the message", seL4_GetMR(0) == 800 && seL4_GetMR(3) == 803);
}

static void test_results(void)
{
    seL4_Word frame = kit_frame_address(seL4_CapInitThreadIPCBuffer);
    report("GetAddress", frame != 0 && frame % 4096 == 0);
    seL4_TCB_SetFlags_t flags = seL4_TCB_SetFlags(tcb, 0, seL4_TCBFlag_fpuDisabled);
    report("SetFlags", flags.error == 0 && flags.flags == seL4_TCBFlag_fpuDisabled);
    report("Consumed", seL4_SchedContext_Consumed(sched_context).error == 0);
    seL4_UserContext registers;
    report("ReadRegisters", seL4_TCB_ReadRegisters(tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers) == 0 &&
                                registers.KIT_SP > (seL4_Word)partner_stack &&
                                registers.KIT_SP < (seL4_Word)partner_stack + STACK_BYTES &&
                                registers.KIT_TLS > (seL4_Word)partner_tls);
    report("error of a method", seL4_Untyped_Retype(untyped, 99, 0, seL4_CapInitThreadCNode, 0, 0, next_slot, 1) ==
                                    seL4_InvalidArgument && seL4_GetMR(0) == 0);
#ifdef CONFIG_DEBUG_BUILD
    report("DebugCapIdentify", seL4_DebugCapIdentify(endpoint) == 4 && seL4_DebugCapIdentify(told) == 6 &&
                                   seL4_DebugCapIdentify(next_slot) == 0);
#endif
}

int main(seL4_BootInfo *bootinfo)
{
    next_slot = bootinfo->empty.start;
    report("console", console_init(bootinfo, next_slot++) == seL4_NoError);
    for (seL4_Word i = 0; i < bootinfo->untyped.end - bootinfo->untyped.start; i++) {
        if (!bootinfo->untypedList[i].isDevice && bootinfo->untypedList[i].sizeBits >= UNTYPED_BITS_MIN) {
            untyped = bootinfo->untyped.start + i;
        }
    }
    endpoint = make(seL4_EndpointObject, 0);
    told = make(seL4_NotificationObject, 0);
    asked = make(seL4_NotificationObject, 0);
    reply = make(seL4_ReplyObject, 0);
    tcb = make(seL4_TCBObject, 0);
    sched_context = make(seL4_SchedContextObject, seL4_MinSchedContextBits);
    endpoint_badged = badge_copy(endpoint);
    asked_badged = badge_copy(asked);
    mine = 9;

    start_partner(bootinfo);
    test_messages();
    test_nothing_there();
    test_results();
    printf("%d passed, %d failed\n", passed, failed);
    runtime_exit();
}
