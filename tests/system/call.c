/* SPDX-License-Identifier: BSD-2-Clause */
#include "call.h"

#define REGISTER_PATTERN 0xfeed000000000000UL
#define WORD_PATTERN     0x5eed000000000000UL
#define CALL_SHIFT       16

static const char *const register_names[] = {CALL_REGISTERS};
#define REGISTER_COUNT (sizeof(struct call_registers) / sizeof(seL4_Word))
_Static_assert(sizeof(register_names) / sizeof(register_names[0]) == REGISTER_COUNT, "a name for each register");

void call_set_word(struct call *call, unsigned index, seL4_Word value)
{
    call->words[index] = value;
    switch (index) {
    case 0:
        call->in.mr0 = value;
        break;
    case 1:
        call->in.mr1 = value;
        break;
    case 2:
        call->in.mr2 = value;
        break;
    case 3:
        call->in.mr3 = value;
        break;
    }
}

void call_prepare(struct call *call, seL4_Word number, seL4_CPtr cap, seL4_MessageInfo_t info)
{
    static seL4_Word count;
    seL4_Word mark = ++count << CALL_SHIFT;
    seL4_Word *registers = (seL4_Word *)&call->in;

    memset(call, 0, sizeof(*call));
    for (unsigned i = 0; i < REGISTER_COUNT; i++)
        registers[i] = REGISTER_PATTERN | mark | i;
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        call_set_word(call, i, WORD_PATTERN | mark | i);
    call_arch_prepare(&call->in);
    call->in.number = number;
    call->in.cap = cap;
    call->in.info = info.words[0];
}

void call_receive_in(struct call *call, seL4_CPtr slot)
{
    call->receive_root = seL4_CapInitThreadCNode;
    call->receive_index = slot;
    call->receive_depth = seL4_WordBits;
}

void call_here(struct call *call)
{
    seL4_IPCBuffer *buffer = seL4_GetIPCBuffer();

    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        buffer->msg[i] = call->words[i];
    for (unsigned i = 0; i < 3; i++)
        buffer->caps_or_badges[i] = call->caps[i];
    buffer->receiveCNode = call->receive_root;
    buffer->receiveIndex = call->receive_index;
    buffer->receiveDepth = call->receive_depth;
    call_trap(call);
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        call->got[i] = buffer->msg[i];
    for (unsigned i = 0; i < 4; i++)
        call->buffer_head[i] = buffer->msg[i];
    call->got[0] = call->out.mr0;
    call->got[1] = call->out.mr1;
    call->got[2] = call->out.mr2;
    call->got[3] = call->out.mr3;
    for (unsigned i = 0; i < 3; i++)
        call->caps[i] = buffer->caps_or_badges[i];
    call->done++;
}

/* ---- checks ---- */

static void different(const char *what, const char *which, seL4_Word found, seL4_Word wanted, const char *file,
                      int line)
{
    static char text[160];

    if (found == wanted)
        return;
    snprintf(text, sizeof(text), "%s: %s", what, which);
    frame_check_equal(found, wanted, text, file, line);
}

static void check_words(const struct call *call, seL4_Word from, const char *what, const char *file, int line)
{
    for (seL4_Word i = from; i < seL4_MsgMaxLength; i++)
        different(what, "word beyond the message", call->got[i], call->words[i], file, line);
    for (unsigned i = 0; i < 4; i++)
        different(what, "buffer word 0..3", call->buffer_head[i], call->words[i], file, line);
}

/* Those that no system call changes. */
static void check_kept(const struct call *call, const char *what, const char *file, int line)
{
    const seL4_Word *in = (const seL4_Word *)&call->in, *out = (const seL4_Word *)&call->out;

    for (unsigned i = 0; i < REGISTER_COUNT; i++) {
        if (CALL_KEPT >> i & 1)
            different(what, register_names[i], out[i], in[i], file, line);
    }
}

void call_check_message(const struct call *call, seL4_Word badge, seL4_Word label, seL4_Word length,
                        const struct call *sender, const char *what, const char *file, int line)
{
    different(what, "done", call->done, 1, file, line);
    different(what, "badge", call->out.cap, badge, file, line);
    different(what, "info", call->out.info, seL4_MessageInfo_new(label, 0, 0, length).words[0], file, line);
    for (seL4_Word i = 0; sender && i < length; i++)
        different(what, "word", call->got[i], sender->words[i], file, line);
    check_words(call, length, what, file, line);
    check_kept(call, what, file, line);
}

void call_check_untouched(const struct call *call, int has_badge, seL4_Word badge, const char *what, const char *file,
                          int line)
{
    different(what, "done", call->done, 1, file, line);
    different(what, "badge", call->out.cap, has_badge ? badge : call->in.cap, file, line);
    different(what, "info", call->out.info, call->in.info, file, line);
    check_words(call, 0, what, file, line);
    check_kept(call, what, file, line);
}

/* ---- agents ---- */

static void agent_main(void *argument)
{
    call_here(argument);
}

void agent_make_with(struct agent *agent, struct kit_options options)
{
    memset(&agent->call, 0, sizeof(agent->call));
    probe_make(&agent->probe, options);
}

void agent_make(struct agent *agent, seL4_Word priority)
{
    agent_make_with(agent, (struct kit_options){.priority = priority});
}

void agent_start(struct agent *agent)
{
    probe_start(&agent->probe, agent_main, &agent->call);
}

static void prepare(struct agent *agent, long number, seL4_CPtr cap, seL4_Word label, seL4_Word length)
{
    call_prepare(&agent->call, (seL4_Word)number, cap, seL4_MessageInfo_new(label, 0, 0, length));
}

void agent_send(struct agent *agent, seL4_CPtr cap, seL4_Word label, seL4_Word length)
{
    prepare(agent, seL4_SysSend, cap, label, length);
    agent_start(agent);
}

void agent_nbsend(struct agent *agent, seL4_CPtr cap, seL4_Word label, seL4_Word length)
{
    prepare(agent, seL4_SysNBSend, cap, label, length);
    agent_start(agent);
}

void agent_call(struct agent *agent, seL4_CPtr cap, seL4_Word label, seL4_Word length)
{
    prepare(agent, seL4_SysCall, cap, label, length);
    agent_start(agent);
}

void agent_recv(struct agent *agent, seL4_CPtr cap, seL4_CPtr reply)
{
    prepare(agent, seL4_SysRecv, cap, 0, 0);
    agent->call.in.reply = reply;
    agent_start(agent);
}

void agent_nbrecv(struct agent *agent, seL4_CPtr cap, seL4_CPtr reply)
{
    prepare(agent, seL4_SysNBRecv, cap, 0, 0);
    agent->call.in.reply = reply;
    agent_start(agent);
}

void agent_wait(struct agent *agent, seL4_CPtr cap)
{
    prepare(agent, seL4_SysWait, cap, 0, 0);
    agent_start(agent);
}

void agent_nbwait(struct agent *agent, seL4_CPtr cap)
{
    prepare(agent, seL4_SysNBWait, cap, 0, 0);
    agent_start(agent);
}

void agent_reply_recv(struct agent *agent, seL4_CPtr reply, seL4_Word label, seL4_Word length, seL4_CPtr cap)
{
    prepare(agent, seL4_SysReplyRecv, cap, label, length);
    agent->call.in.reply = reply;
    agent_start(agent);
}

void agent_nbsend_recv(struct agent *agent, seL4_CPtr dest, seL4_Word label, seL4_Word length, seL4_CPtr cap,
                       seL4_CPtr reply)
{
    prepare(agent, seL4_SysNBSendRecv, cap, label, length);
    agent->call.in.reply = reply;
    agent->call.in.dest = dest;
    agent_start(agent);
}

void agent_nbsend_wait(struct agent *agent, seL4_CPtr dest, seL4_Word label, seL4_Word length, seL4_CPtr cap)
{
    prepare(agent, seL4_SysNBSendWait, cap, label, length);
    agent->call.in.reply = dest;
    agent_start(agent);
}

void agent_make_passive(struct agent *agent)
{
    require_ok(seL4_SchedContext_UnbindObject(agent->probe.thread.sc, agent->probe.thread.tcb));
}

/* Binding what is bound already is refused in both cases; unbinding tells them apart and is undone. */
int agent_has(const struct agent *agent, seL4_CPtr sc)
{
    if (seL4_SchedContext_UnbindObject(sc, agent->probe.thread.tcb) != seL4_NoError)
        return 0;
    require_ok(seL4_SchedContext_Bind(sc, agent->probe.thread.tcb));
    return 1;
}
