/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Endpoints, notifications and reply objects as the proof sees them. Who waits on which object is ghost state of the
 * queues (core/ipc_queue_proof.h). A reply object on a call stack has a depth: callers of callers stand below.
 */
#ifndef KERNEL_OBJECT_IPC_OBJECTS_PROOF_H
#define KERNEL_OBJECT_IPC_OBJECTS_PROOF_H

#include <core/ipc_queue_proof.h>
#include <object/kind_proof.h>
#include <addresses.h>

/* The thread that CancelBadgedSends is to examine next at an endpoint, or 0. */
const tcb_t *ghost_get_scan(const endpoint_t *endpoint);
void ghost_set_scan(const endpoint_t *endpoint, const tcb_t *tcb);
gint ghost_get_reply_depth(const reply_t *reply);
void ghost_set_reply_depth(const reply_t *reply, gint depth);

static inline bool is_endpoint(const void *p)
{
    return v_type(p) == T_ENDPOINT;
}

static inline bool is_notification(const void *p)
{
    return v_type(p) == T_NOTIFICATION;
}

static inline bool is_reply(const void *p)
{
    return v_type(p) == T_REPLY;
}

static inline bool is_context(const void *p)
{
    return v_type(p) == T_SCHED_CONTEXT;
}

static inline bool waits_on(const tcb_t *tcb, const void *object)
{
    return is_waiting(tcb) && ghost_get_wait_queue(tcb) == object;
}

/* a is served before b: it stands in a higher level of the same queue, or in the same level at an earlier place. */
static inline bool waits_before(const tcb_t *a, const tcb_t *b)
{
    return is_waiting(a) && waits_on(b, ghost_get_wait_queue(a)) &&
           (ghost_get_wait_level(a) > ghost_get_wait_level(b) ||
            (ghost_get_wait_first(a) == ghost_get_wait_first(b) && ghost_get_wait_place(a) < ghost_get_wait_place(b)));
}

/* The state of a thread that waits on an endpoint with that status. */
static inline word_t state_of_waiter(word_t status)
{
    return endpoint_status_state(status) == ENDPOINT_SEND ? THREAD_BLOCKED_ON_SEND : THREAD_BLOCKED_ON_RECEIVE;
}

/* A reply object nobody waits on. */
static inline bool reply_is_loose(const reply_t *reply)
{
    return reply->sc == 0 && reply->newer == 0 && reply->older == 0;
}

#endif
