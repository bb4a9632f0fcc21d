/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls with every register in view, and agents: threads of a test that make one such call when told.
 *
 *     static struct agent client, server;
 *     agent_make(&client, 100);
 *     agent_make(&server, 120);
 *     agent_recv(&server, endpoint, reply);
 *     agent_call(&client, endpoint, 7, 5);     (label 7, five words of the client's pattern)
 *     probe_settle();
 *     CHECK(server.call.done && !client.call.done);
 *     CHECK_MESSAGE(&server.call, BADGE, 7, 5, &client.call);
 */
#pragma once

#include <call_arch.h>

#include "probe.h"

struct call {
    struct call_registers in, out;
    seL4_Word words[seL4_MsgMaxLength];  /* message registers before: 0..3 are for the reader, the CPU's count */
    seL4_Word got[seL4_MsgMaxLength];    /* message registers after: 0..3 from the CPU's registers */
    seL4_Word buffer_head[4];            /* msg[0..3] of the buffer after: the kernel does not write them */
    seL4_Word caps[3];                   /* caps_or_badges before and after */
    seL4_Word receive_root, receive_index, receive_depth;
    volatile unsigned done;              /* how often the trap instruction was passed */
};

/* Address of the trap instruction of every call, and of the one after it. */
extern const char call_instruction[], call_next[];

/* Loads the registers `in`, traps, stores them in `out`. */
void call_trap(struct call *call);

/* Fills everything with a pattern that differs for every call made so far; then sets the system call. */
void call_prepare(struct call *call, seL4_Word number, seL4_CPtr cap, seL4_MessageInfo_t info);
void call_set_word(struct call *call, unsigned index, seL4_Word value);
/* The next free slot that receives a capability. */
void call_receive_in(struct call *call, seL4_CPtr slot);
/* Makes the call in the running thread. */
void call_here(struct call *call);

static inline seL4_Word call_label(const struct call *call) { return call->out.info >> 12; }
static inline seL4_Word call_length(const struct call *call) { return call->out.info & 0x7f; }
static inline seL4_Word call_extra_caps(const struct call *call) { return call->out.info >> 7 & 3; }
static inline seL4_Word call_unwrapped(const struct call *call) { return call->out.info >> 9 & 7; }

/*
 * The call received this message: badge, label, length, the words of the call that sent it (at most what the length
 * says), no capabilities; all that lies behind is as it was.
 */
#define CHECK_MESSAGE(call, badge, label, length, sender) \
    call_check_message(call, badge, label, length, sender, #call, __FILE__, __LINE__)
void call_check_message(const struct call *call, seL4_Word badge, seL4_Word label, seL4_Word length,
                        const struct call *sender, const char *what, const char *file, int line);
/* The call changed no register but those the trap instruction destroys, and no word of the buffer. */
#define CHECK_UNTOUCHED(call) call_check_untouched(call, 0, 0, #call, __FILE__, __LINE__)
/* The same but for the badge register, which holds this. */
#define CHECK_BADGE_ONLY(call, badge) call_check_untouched(call, 1, badge, #call, __FILE__, __LINE__)
void call_check_untouched(const struct call *call, int has_badge, seL4_Word badge, const char *what, const char *file,
                          int line);

/* ---- agents ---- */
struct agent {
    struct probe probe;
    struct call call;
};

void agent_make(struct agent *agent, seL4_Word priority);
void agent_make_with(struct agent *agent, struct kit_options options);
/* Makes the prepared call. */
void agent_start(struct agent *agent);
void agent_send(struct agent *agent, seL4_CPtr cap, seL4_Word label, seL4_Word length);
void agent_nbsend(struct agent *agent, seL4_CPtr cap, seL4_Word label, seL4_Word length);
void agent_call(struct agent *agent, seL4_CPtr cap, seL4_Word label, seL4_Word length);
void agent_recv(struct agent *agent, seL4_CPtr cap, seL4_CPtr reply);
void agent_nbrecv(struct agent *agent, seL4_CPtr cap, seL4_CPtr reply);
void agent_wait(struct agent *agent, seL4_CPtr cap);
void agent_nbwait(struct agent *agent, seL4_CPtr cap);
void agent_reply_recv(struct agent *agent, seL4_CPtr reply, seL4_Word label, seL4_Word length, seL4_CPtr cap);
void agent_nbsend_recv(struct agent *agent, seL4_CPtr dest, seL4_Word label, seL4_Word length, seL4_CPtr cap,
                       seL4_CPtr reply);
void agent_nbsend_wait(struct agent *agent, seL4_CPtr dest, seL4_Word label, seL4_Word length, seL4_CPtr cap);

/* Takes its scheduling context away: it goes on when somebody lends it one. */
void agent_make_passive(struct agent *agent);
/* Does this thread have this scheduling context? Its place in a queue of ready threads may change. */
int agent_has(const struct agent *agent, seL4_CPtr sc);
