/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints, notifications and reply objects: layouts and operations. */
#ifndef KERNEL_OBJECT_IPC_OBJECTS_H
#define KERNEL_OBJECT_IPC_OBJECTS_H

#include <object/tcb.h>

/* ---- endpoint, 16 bytes ---- */
/*
 * head: first waiter (highest priority, oldest), 0 when idle. status: [1:0] what the waiters do, [46:11] a scan
 * cursor of CancelBadgedSends (address of the waiting TCB to examine next; 0 when no scan is under way). No thread
 * before the cursor waits with the badge that is being cancelled: scan_badge of the cursor thread.
 */
enum endpoint_state { ENDPOINT_IDLE = 0, ENDPOINT_SEND = 1, ENDPOINT_RECEIVE = 2 };

typedef struct endpoint {
    tcb_t *head;
    word_t status;
} endpoint_t;

_Static_assert(sizeof(endpoint_t) == 16, "seL4_EndpointBits is 4");

FIELD(endpoint_status_state, 0, 2)
FIELD(endpoint_status_cursor, 11, 36) /* physical address >> 11 */

static inline endpoint_t *endpoint_of_cap(cap_t cap) { return (endpoint_t *)object_at(cap_address(cap)); }

/* ---- notification, 64 bytes ---- */
enum notification_state { NOTIFICATION_IDLE = 0, NOTIFICATION_WAITING = 1, NOTIFICATION_ACTIVE = 2 };

typedef struct notification {
    word_t state;
    word_t badges;              /* collected badges while ACTIVE */
    tcb_t *head;                /* first waiter while WAITING */
    tcb_t *bound_tcb;
    struct sched_context *sc;   /* bound scheduling context */
    word_t unused[3];
} notification_t;

_Static_assert(sizeof(notification_t) == 64, "seL4_NotificationBits is 6");

static inline notification_t *notification_of_cap(cap_t cap) { return (notification_t *)object_at(cap_address(cap)); }

/* ---- reply object, 32 bytes ---- */
/*
 * tcb: its one user, a thread BlockedOnReceive with it or BlockedOnReply on it. A call that moved a scheduling
 * context makes the reply object an entry of that context's call stack: the head has sc set and newer 0, the
 * others have newer set and sc 0. A free reply object has sc = newer = older = 0. The entries below one that was cut
 * out of a stack keep their links among themselves, but no context reaches them any more.
 */
typedef struct reply {
    tcb_t *tcb;
    struct sched_context *sc;
    struct reply *newer, *older;
} reply_t;

_Static_assert(sizeof(reply_t) == 32, "seL4_ReplyBits is 5");

static inline reply_t *reply_of_cap(cap_t cap) { return (reply_t *)object_at(cap_address(cap)); }

/* ---- queues of waiting threads, ordered by priority, first come first served within one (core/ipc_queue.c) ---- */
/*
 * The first waiters of the priorities in use form a 0-terminated list of levels, highest first; all waiters of one
 * priority form a ring, oldest first. Insertion is bounded by 256 levels, the others are constant. Both return the
 * new head.
 */
tcb_t *ipc_queue_insert(tcb_t *head, tcb_t *tcb);
tcb_t *ipc_queue_remove(tcb_t *head, tcb_t *tcb);
/* The waiter that comes after tcb in queue order, or 0. */
tcb_t *ipc_queue_after(const tcb_t *head, const tcb_t *tcb);

/* ---- endpoint operations (object/endpoint.c); rules: ipc.md section 4 ---- */
/* More about how a message is sent, beside WAIT_*. */
enum { SEND_BLOCKING = 2, SEND_CAN_DONATE = 16 };
#define SEND_RIGHTS ((word_t)(RIGHT_GRANT | RIGHT_GRANT_REPLY))
/*
 * flags: WAIT_* and SEND_*, i.e. SEND_RIGHTS of the capability's rights and the kind of system call. A sender with a
 * pending fault delivers that, and waits for a reply like a caller.
 */
void endpoint_send(endpoint_t *endpoint, tcb_t *sender, word_t badge, word_t flags);
/* reply may be 0. Rights and the type of the reply capability have been checked. */
void endpoint_receive(endpoint_t *endpoint, tcb_t *receiver, bool blocking, reply_t *reply);
/* Takes a thread that waits in the queue out of it (state is left to the caller); detaches its reply object. */
void endpoint_unqueue(endpoint_t *endpoint, tcb_t *tcb);
/* Removes and restarts (or stops) one waiter because the endpoint dies. False when there was none. */
bool endpoint_cancel_one(endpoint_t *endpoint);
/*
 * Examines one waiting sender for CancelBadgedSends. Returns true while there is more to do. The place reached is
 * kept in the endpoint between calls; a step with another badge starts a new scan.
 */
bool endpoint_cancel_badged_step(endpoint_t *endpoint, word_t badge);
/* The waiter's priority has changed from what the queue knows to priority: moves it to its new place. */
void endpoint_reorder(endpoint_t *endpoint, tcb_t *tcb, word_t priority);

/* ---- notification operations (object/notification.c); ipc.md section 5 ---- */
void notification_signal(notification_t *notification, word_t badge);
void notification_wait(notification_t *notification, tcb_t *tcb, bool blocking);
/* ACTIVE: gives the collected badges to tcb, becomes IDLE, maybe donates. */
void notification_consume(notification_t *notification, tcb_t *tcb);
void notification_maybe_donate(notification_t *notification, tcb_t *tcb);
void notification_maybe_return_sc(notification_t *notification, tcb_t *tcb);
void notification_unqueue(notification_t *notification, tcb_t *tcb);
bool notification_cancel_one(notification_t *notification);
void notification_reorder(notification_t *notification, tcb_t *tcb, word_t priority);
void notification_bind_tcb(notification_t *notification, tcb_t *tcb);
void notification_unbind_tcb(notification_t *notification, tcb_t *tcb);

/* ---- reply operations (object/reply.c); ipc.md section 6 ---- */
void reply_push(tcb_t *caller, tcb_t *callee, reply_t *reply, bool can_donate);
/* A reply is sent or the reply object deleted: the SC goes back if reply is the head of its stack; caller Inactive. */
void reply_remove(reply_t *reply);
/* The caller stops waiting: its entry leaves the stack, the SC stays where it is; caller Inactive. */
void reply_cut(tcb_t *caller);
/* A receiver leaves BlockedOnReceive: reply object becomes free. */
void reply_detach(tcb_t *receiver);
/* "Reply transfer": replier sends its current message (or fault reply) to whoever waits on reply. */
void reply_transfer(tcb_t *replier, reply_t *reply, bool can_grant);
/* Final reply capability is deleted. */
void reply_finalise(reply_t *reply);
void notification_finalise_bindings(notification_t *notification);

#endif
