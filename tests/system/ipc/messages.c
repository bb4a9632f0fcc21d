/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of every length between two threads, in every relation of priorities, address spaces and system calls. */
#include "ipc.h"

#define MIDDLE_PRIORITY 100
#define REPLY_MARK      (1UL << 40)
#define BADGE           0xbad9e5UL

enum way { SEND_RECV, CALL_REPLY_RECV, CALL_RECV_SEND };

static struct {
    enum way way;
    seL4_CPtr endpoint, badged, reply;
    struct call from, to, wanted;
    volatile unsigned sent, received;
} traffic;

static struct probe sender, receiver;

/* Every word differs by length and place. */
static void fill(struct call *call, seL4_Word length, seL4_Word mark)
{
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        call_set_word(call, i, mark | (length + 1) << 16 | i);
}

static seL4_MessageInfo_t info_of(seL4_Word length, seL4_Word mark)
{
    return seL4_MessageInfo_new((length + 1) | mark, 0, 0, length);
}

static void send_all(void *argument)
{
    (void)argument;
    for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length++) {
        long number = traffic.way == SEND_RECV ? seL4_SysSend : seL4_SysCall;

        call_prepare(&traffic.from, (seL4_Word)number, traffic.badged, info_of(length, 0));
        fill(&traffic.from, length, 0);
        call_here(&traffic.from);
        if (traffic.way == SEND_RECV) {
            CHECK_UNTOUCHED(&traffic.from);
        } else {
            static struct call answer;

            fill(&answer, length, REPLY_MARK);
            CHECK_MESSAGE(&traffic.from, 0, (length + 1) | REPLY_MARK, length, &answer);
        }
        traffic.sent++;
    }
}

static void check_received(seL4_Word length)
{
    fill(&traffic.wanted, length, 0);
    CHECK_MESSAGE(&traffic.to, BADGE, length + 1, length, &traffic.wanted);
    traffic.received++;
}

static void receive(seL4_Word length)
{
    call_prepare(&traffic.to, (seL4_Word)seL4_SysRecv, traffic.endpoint, plain(0));
    traffic.to.in.reply = traffic.reply;
    call_here(&traffic.to);
    check_received(length);
}

static void receive_all(void *argument)
{
    seL4_Word last = seL4_MsgMaxLength;

    (void)argument;
    receive(0);
    for (seL4_Word length = 0; length <= last; length++) {
        if (traffic.way == CALL_RECV_SEND) {
            call_prepare(&traffic.to, (seL4_Word)seL4_SysSend, traffic.reply, info_of(length, REPLY_MARK));
            fill(&traffic.to, length, REPLY_MARK);
            call_here(&traffic.to);
            CHECK_UNTOUCHED(&traffic.to);
        } else if (traffic.way == CALL_REPLY_RECV && length < last) {
            call_prepare(&traffic.to, (seL4_Word)seL4_SysReplyRecv, traffic.endpoint, info_of(length, REPLY_MARK));
            fill(&traffic.to, length, REPLY_MARK);
            traffic.to.in.reply = traffic.reply;
            call_here(&traffic.to);
            check_received(length + 1);
            continue;
        } else if (traffic.way == CALL_REPLY_RECV) {
            call_prepare(&traffic.to, (seL4_Word)seL4_SysNBSend, traffic.reply, info_of(length, REPLY_MARK));
            fill(&traffic.to, length, REPLY_MARK);
            call_here(&traffic.to);
            CHECK_UNTOUCHED(&traffic.to);
        }
        if (length < last)
            receive(length + 1);
    }
}

static void run_traffic(enum way way, seL4_Word sender_priority, int receiver_first)
{
    traffic.way = way;
    traffic.sent = traffic.received = 0;
    require_ok(seL4_TCB_SetPriority(sender.thread.tcb, seL4_CapInitThreadTCB, sender_priority));
    probe_start(receiver_first ? &receiver : &sender, receiver_first ? receive_all : send_all, 0);
    probe_settle();
    probe_start(receiver_first ? &sender : &receiver, receiver_first ? send_all : receive_all, 0);
    probe_settle();
    CHECK_EQUAL(traffic.received, seL4_MsgMaxLength + 1);
    CHECK_EQUAL(traffic.sent, seL4_MsgMaxLength + 1);
}

static void traffic_test(enum way way, int other_vspace)
{
    struct kit_options options = {.priority = MIDDLE_PRIORITY};

    memset(&traffic, 0, sizeof(traffic));
    traffic.endpoint = kit_endpoint();
    traffic.badged = minted(traffic.endpoint, seL4_AllRights, BADGE);
    traffic.reply = kit_reply();
    probe_make(&sender, options);
    if (other_vspace)
        options.vspace = kit_vspace();
    probe_make(&receiver, options);
    for (seL4_Word priority = MIDDLE_PRIORITY - 1; priority <= MIDDLE_PRIORITY + 1; priority++) {
        run_traffic(way, priority, 0);
        run_traffic(way, priority, 1);
    }
}

/* covers: ipc.md 2 message registers; ipc.md 4 Send; ipc.md 9 IPC0001 */
TEST(send_recv) { traffic_test(SEND_RECV, 0); }
/* covers: ipc.md 2 message registers; ipc.md 6 reply transfer; ipc.md 9 IPC0002 */
TEST(call_reply_recv) { traffic_test(CALL_REPLY_RECV, 0); }
/* covers: ipc.md 6 reply transfer by Send; ipc.md 9 IPC0003 */
TEST(call_recv_send) { traffic_test(CALL_RECV_SEND, 0); }
/* covers: ipc.md 2 message registers; ipc.md 9 IPC1001 */
TEST(send_recv_spaces) { traffic_test(SEND_RECV, 1); }
/* covers: ipc.md 6 reply transfer; ipc.md 9 IPC1002 */
TEST(call_reply_recv_spaces) { traffic_test(CALL_REPLY_RECV, 1); }
/* covers: ipc.md 6 reply transfer by Send; ipc.md 9 IPC1003 */
TEST(call_recv_send_spaces) { traffic_test(CALL_RECV_SEND, 1); }

static struct agent a, b;

static void nbsend_test(int other_vspace)
{
    seL4_CPtr endpoint = kit_endpoint(), badged = minted(endpoint, seL4_AllRights, BADGE), reply = kit_reply();
    struct kit_options options = {.priority = MIDDLE_PRIORITY};

    agent_make(&a, MIDDLE_PRIORITY);
    options.vspace = other_vspace ? kit_vspace() : 0;
    agent_make_with(&b, options);
    for (seL4_Word priority = MIDDLE_PRIORITY - 1; priority <= MIDDLE_PRIORITY + 1; priority++) {
        CHECK_OK(seL4_TCB_SetPriority(a.probe.thread.tcb, seL4_CapInitThreadTCB, priority));
        for (seL4_Word length = 0; length <= seL4_MsgMaxLength; length += 5) {
            /* Nobody waits: lost. */
            agent_nbsend(&a, badged, 3, length);
            probe_settle();
            CHECK_UNTOUCHED(&a.call);
            agent_nbrecv(&b, endpoint, reply);
            probe_settle();
            CHECK_BADGE_ONLY(&b.call, 0);
            agent_recv(&b, endpoint, reply);
            probe_settle();
            CHECK_EQUAL(b.call.done, 0);
            agent_nbsend(&a, badged, 4, length);
            probe_settle();
            CHECK_UNTOUCHED(&a.call);
            CHECK_MESSAGE(&b.call, BADGE, 4, length, &a.call);
        }
    }
}

/* covers: ipc.md 4 Send not blocking; ipc.md 9 IPC0004; syscalls.md 7 NBSend without waiter */
TEST(nbsend) { nbsend_test(0); }
/* covers: ipc.md 4 Send not blocking; ipc.md 9 IPC1004 */
TEST(nbsend_spaces) { nbsend_test(1); }

/* covers: caps.md 1 message info; ipc.md 2 length; ipc.md 2 label */
TEST(info_word)
{
    static const seL4_Word lengths[] = {120, 121, 126, 127};
    seL4_CPtr endpoint = kit_endpoint(), reply = kit_reply();

    agent_make(&a, MIDDLE_PRIORITY);
    agent_make(&b, MIDDLE_PRIORITY);
    for (unsigned i = 0; i < 4; i++) {
        agent_recv(&b, endpoint, reply);
        probe_settle();
        /* The sender's capsUnwrapped is ignored, its label is not cut. */
        call_prepare(&a.call, (seL4_Word)seL4_SysCall, endpoint, plain(0));
        a.call.in.info = 0xfffffffffffffUL << 12 | 7UL << 9 | lengths[i];
        agent_start(&a);
        probe_settle();
        CHECK_MESSAGE(&b.call, 0, 0xfffffffffffffUL, 120, &a.call);
        call_prepare(&b.call, (seL4_Word)seL4_SysSend, reply, plain(0));
        b.call.in.info = 0x8000000000001UL << 12 | 5UL << 9 | lengths[i];
        agent_start(&b);
        probe_settle();
        CHECK_MESSAGE(&a.call, 0, 0x8000000000001UL, 120, &b.call);
    }
}

/* covers: ipc.md 2 current registers */
TEST(words_at_meeting)
{
    seL4_CPtr endpoint = kit_endpoint(), reply = kit_reply();
    seL4_UserContext registers = {0};

    agent_make(&a, MIDDLE_PRIORITY);
    agent_make(&b, MIDDLE_PRIORITY);
    agent_send(&a, endpoint, 1, 6);
    probe_settle();
    /* The sender waits; its registers and buffer change before somebody takes the message. */
    kit_thread_buffer(&a.probe.thread)->msg[5] = 0x55;
    CHECK_OK(seL4_TCB_ReadRegisters(a.probe.thread.tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    registers.KIT_CALL_MR0 = 0x10;
    registers.KIT_CALL_INFO = seL4_MessageInfo_new(2, 0, 0, 8).words[0];
    CHECK_OK(seL4_TCB_WriteRegisters(a.probe.thread.tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    a.call.words[0] = 0x10;
    a.call.words[5] = 0x55;
    CHECK_MESSAGE(&b.call, 0, 2, 8, &a.call);
}

const struct frame_test message_tests[] = {
    ENTRY("ipc.2.send-recv-all-lengths", send_recv),
    ENTRY("ipc.2.call-replyrecv-all-lengths", call_reply_recv),
    ENTRY("ipc.2.call-recv-send-all-lengths", call_recv_send),
    ENTRY("ipc.2.send-recv-other-address-space", send_recv_spaces),
    ENTRY("ipc.2.call-replyrecv-other-address-space", call_reply_recv_spaces),
    ENTRY("ipc.2.call-recv-send-other-address-space", call_recv_send_spaces),
    ENTRY("ipc.4.nbsend", nbsend),
    ENTRY("ipc.4.nbsend-other-address-space", nbsend_spaces),
    ENTRY("ipc.2.info-word", info_word),
    ENTRY("ipc.2.words-at-meeting", words_at_meeting),
    FRAME_END,
};
