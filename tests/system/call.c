/* SPDX-License-Identifier: BSD-2-Clause */
#include "call.h"

/*
 * call_trap(struct call *): loads the registers, traps, stores them. The offsets are those of struct call_registers;
 * the second set follows the first. RSP may be lost, so RBX has it.
 */
__asm__(".text\n"
        ".globl call_trap, call_instruction, call_next\n"
        "call_trap:\n"
        "    pushq %rbx\n    pushq %rbp\n    pushq %r12\n    pushq %r13\n    pushq %r14\n    pushq %r15\n"
        "    pushq %rdi\n"
        "    movq %rsp, %rbx\n"
        "    movq 0(%rdi), %rax\n    movq 8(%rdi), %rcx\n    movq 16(%rdi), %rdx\n    movq 24(%rdi), %rsi\n"
        "    movq 40(%rdi), %rbp\n    movq 48(%rdi), %r8\n    movq 56(%rdi), %r9\n    movq 64(%rdi), %r10\n"
        "    movq 72(%rdi), %r11\n    movq 80(%rdi), %r12\n    movq 88(%rdi), %r13\n    movq 96(%rdi), %r14\n"
        "    movq 104(%rdi), %r15\n"
        "    pushq 112(%rdi)\n    popfq\n"
        "    movq 32(%rdi), %rdi\n"
        "call_instruction:\n"
        "    syscall\n"
        "call_next:\n"
        "    movq %rbx, %rsp\n"
        "    pushfq\n    pushq %rax\n"
        "    cld\n"
        "    movq 16(%rsp), %rax\n"
        "    movq %rcx, 128(%rax)\n    movq %rdx, 136(%rax)\n    movq %rsi, 144(%rax)\n    movq %rdi, 152(%rax)\n"
        "    movq %rbp, 160(%rax)\n    movq %r8, 168(%rax)\n    movq %r9, 176(%rax)\n    movq %r10, 184(%rax)\n"
        "    movq %r11, 192(%rax)\n    movq %r12, 200(%rax)\n    movq %r13, 208(%rax)\n    movq %r14, 216(%rax)\n"
        "    movq %r15, 224(%rax)\n"
        "    popq 120(%rax)\n    popq 232(%rax)\n"
        "    popq %rdi\n"
        "    popq %r15\n    popq %r14\n    popq %r13\n    popq %r12\n    popq %rbp\n    popq %rbx\n"
        "    ret\n");
void call_trap(struct call *call);

_Static_assert(sizeof(struct call_registers) == 120, "offsets in call_trap");

#define REGISTER_PATTERN 0xfeed000000000000UL
#define WORD_PATTERN     0x5eed000000000000UL
#define CALL_SHIFT       16
/* Bits of RFLAGS that are always 1. */
#define RFLAGS_PLAIN 0x202UL

void call_set_word(struct call *call, unsigned index, seL4_Word value)
{
    call->words[index] = value;
    switch (index) {
    case 0:
        call->in.r10 = value;
        break;
    case 1:
        call->in.r8 = value;
        break;
    case 2:
        call->in.r9 = value;
        break;
    case 3:
        call->in.r15 = value;
        break;
    }
}

void call_prepare(struct call *call, seL4_Word number, seL4_CPtr cap, seL4_MessageInfo_t info)
{
    static seL4_Word count;
    seL4_Word mark = ++count << CALL_SHIFT;
    seL4_Word *registers = (seL4_Word *)&call->in;

    memset(call, 0, sizeof(*call));
    for (unsigned i = 0; i < sizeof(call->in) / sizeof(seL4_Word); i++)
        registers[i] = REGISTER_PATTERN | mark | i;
    for (unsigned i = 0; i < seL4_MsgMaxLength; i++)
        call_set_word(call, i, WORD_PATTERN | mark | i);
    call->in.rflags = RFLAGS_PLAIN;
    call->in.rdx = number;
    call->in.rdi = cap;
    call->in.rsi = info.words[0];
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
    call->got[0] = call->out.r10;
    call->got[1] = call->out.r8;
    call->got[2] = call->out.r9;
    call->got[3] = call->out.r15;
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
    different(what, "RAX", call->out.rax, call->in.rax, file, line);
    different(what, "RDX", call->out.rdx, call->in.rdx, file, line);
    different(what, "RBP", call->out.rbp, call->in.rbp, file, line);
    different(what, "R12", call->out.r12, call->in.r12, file, line);
    different(what, "R13", call->out.r13, call->in.r13, file, line);
    different(what, "R14", call->out.r14, call->in.r14, file, line);
    different(what, "RFLAGS", call->out.rflags, call->in.rflags, file, line);
}

void call_check_message(const struct call *call, seL4_Word badge, seL4_Word label, seL4_Word length,
                        const struct call *sender, const char *what, const char *file, int line)
{
    different(what, "done", call->done, 1, file, line);
    different(what, "badge", call->out.rdi, badge, file, line);
    different(what, "info", call->out.rsi, seL4_MessageInfo_new(label, 0, 0, length).words[0], file, line);
    for (seL4_Word i = 0; sender && i < length; i++)
        different(what, "word", call->got[i], sender->words[i], file, line);
    check_words(call, length, what, file, line);
    check_kept(call, what, file, line);
}

void call_check_untouched(const struct call *call, int has_badge, seL4_Word badge, const char *what, const char *file,
                          int line)
{
    different(what, "done", call->done, 1, file, line);
    different(what, "badge", call->out.rdi, has_badge ? badge : call->in.rdi, file, line);
    different(what, "info", call->out.rsi, call->in.rsi, file, line);
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
    agent->call.in.r12 = reply;
    agent_start(agent);
}

void agent_nbrecv(struct agent *agent, seL4_CPtr cap, seL4_CPtr reply)
{
    prepare(agent, seL4_SysNBRecv, cap, 0, 0);
    agent->call.in.r12 = reply;
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
    agent->call.in.r12 = reply;
    agent_start(agent);
}

void agent_nbsend_recv(struct agent *agent, seL4_CPtr dest, seL4_Word label, seL4_Word length, seL4_CPtr cap,
                       seL4_CPtr reply)
{
    prepare(agent, seL4_SysNBSendRecv, cap, label, length);
    agent->call.in.r12 = reply;
    agent->call.in.r13 = dest;
    agent_start(agent);
}

void agent_nbsend_wait(struct agent *agent, seL4_CPtr dest, seL4_Word label, seL4_Word length, seL4_CPtr cap)
{
    prepare(agent, seL4_SysNBSendWait, cap, label, length);
    agent->call.in.r12 = dest;
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
