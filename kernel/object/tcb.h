/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread control blocks: layout and the operations on one thread. 2^11 bytes. */
#ifndef KERNEL_OBJECT_TCB_H
#define KERNEL_OBJECT_TCB_H

#include <arch_tcb.h> /* struct arch_context, ARCH_TCB_FPU_BYTES, register names */
#include <object/slot.h>

enum thread_state {
    THREAD_INACTIVE = 0,
    THREAD_RUNNING,
    THREAD_RESTART,
    THREAD_BLOCKED_ON_SEND,
    THREAD_BLOCKED_ON_RECEIVE,
    THREAD_BLOCKED_ON_REPLY,
    THREAD_BLOCKED_ON_NOTIFICATION,
    THREAD_IDLE
};

enum tcb_slot {
    TCB_SLOT_CSPACE = 0,
    TCB_SLOT_VSPACE,
    TCB_SLOT_IPC_BUFFER,
    TCB_SLOT_FAULT_HANDLER,
    TCB_SLOT_TIMEOUT_HANDLER,
    TCB_SLOT_COUNT
};

/* A failed CSpace lookup (caps.md 3.3). Numbers are seL4_LookupFailureType's. bits_left etc. as each kind uses them. */
struct lookup_failure {
    word_t kind;
    word_t bits_left;
    word_t bits_found;
    word_t guard_found;
};

/* A pending fault; kind is seL4_Fault_tag (0: none). The words' meaning per kind is in core/fault.h. */
struct fault {
    word_t kind;
    word_t word[3];
    struct lookup_failure lookup; /* CapFault */
};

enum { TCB_FLAG_FPU_DISABLED = 1, TCB_FLAGS_MASK = 1 };

/*
 * How a message is sent: by which kind of system call, and with which rights of the capability (the RIGHT_* of those
 * names). A waiting sender's wait_flags; SEND_* of ipc_objects.h are the others.
 */
enum { WAIT_CALL = 1, WAIT_CAN_GRANT = RIGHT_GRANT, WAIT_CAN_GRANT_REPLY = RIGHT_GRANT_REPLY };

#define TCB_NAME_BYTES 64

/*
 * The usual CSpace is one CNode, of which a capability pointer is the index: radix and a guard of 0 take all 64 bits.
 * Its address and size are kept decoded; they hold while root is what the CSpace slot holds.
 */
struct flat_cspace {
    cap_t root;
    slot_t *slots;
    word_t count;
};

typedef struct tcb tcb_t;
struct tcb {
    /* 0: the internal slots, a CNode as far as deletion is concerned */
    slot_t slot[TCB_SLOT_COUNT];
    struct flat_cspace flat;

    /* 192: user registers; entry code stores here */
    struct arch_context context;

    struct arch_decoded decoded;

    /* scheduling: written by core/sched.c and object/sched_context.c */
    word_t state; /* enum thread_state */
    word_t priority, mcp, domain;
    struct sched_context *sc; /* the one it runs on, or 0 */
    word_t in_ready_queue;    /* bool */
    word_t in_release_queue;  /* bool */
    tcb_t *ready_next, *ready_prev; /* 0-terminated at both ends */

    /* waiting: written by core/ipc_queue.c, object/{endpoint,notification,reply}.c */
    struct reply *reply;      /* attached in BlockedOnReceive, waited on in BlockedOnReply */
    void *wait_object;        /* endpoint or notification it is queued on, by state; else 0 */
    word_t wait_badge;        /* blocked sender: badge of the capability used */
    word_t wait_flags;        /* blocked sender: WAIT_*, and SEND_* without meaning */
    word_t scan_badge;        /* the endpoint's scan cursor stands here: badge that is being cancelled */
    tcb_t *level_next, *level_prev; /* neighbouring priority levels; only in the first thread of a level */
    tcb_t *ring_next, *ring_prev;   /* ring of the waiters of one level, oldest first; itself when in no queue */

    struct notification *bound_notification;
    struct sched_context *yield_to; /* SC of a pending YieldTo by this thread, or 0 */
    word_t flags;                   /* TCB_FLAG_* */
    word_t buffer_address;          /* user address of the IPC buffer; 0 none */
    struct fault fault;

    /* release queue (core/release_queue.c): heap-ordered digital search tree with rings of equal times */
    tcb_t *release_parent, *release_child[2];
    tcb_t *release_ring_next, *release_ring_prev;
    word_t release_time; /* key: time of the head refill when it was inserted */

    word_t core; /* index of the core it belongs to */
    tcb_t *all_next, *all_prev; /* list of all threads, debug and invariant checks only */
    char name[TCB_NAME_BYTES];

    _Alignas(64) unsigned char fpu[ARCH_TCB_FPU_BYTES];
};

_Static_assert(offsetof(tcb_t, context) == 192, "entry code finds the registers here");
_Static_assert(sizeof(tcb_t) <= 2048, "seL4_TCBBits is 11");

static inline tcb_t *tcb_of_cap(cap_t cap) { return (tcb_t *)object_at(cap_address(cap)); }

static inline bool tcb_is_runnable(const tcb_t *tcb)
{
    return (tcb->state == THREAD_RUNNING) | (tcb->state == THREAD_RESTART);
}

/* BlockedOn*: waiting for a partner (not Inactive, not Running). */
static inline bool tcb_is_blocked(const tcb_t *tcb)
{
    return (tcb->state >= THREAD_BLOCKED_ON_SEND) & (tcb->state <= THREAD_BLOCKED_ON_NOTIFICATION);
}

/*
 * The thread waits on object from now on, in that state. At no time does its state speak of what is not there: a store
 * of Inactive, here and in tcb_wait_end, is for the proof, and compilers leave it out where another state follows.
 */
static inline void tcb_wait_begin(tcb_t *tcb, void *object, word_t state)
{
    tcb->state = THREAD_INACTIVE;
    tcb->wait_object = object;
    tcb->state = state;
}

/* The thread has left the queue it waited in. */
static inline void tcb_wait_end(tcb_t *tcb)
{
    tcb->state = THREAD_INACTIVE;
    tcb->wait_object = 0;
}

/* Zero-filled memory becomes an Inactive thread with the ISA's initial registers, in the given domain. */
void tcb_init(tcb_t *tcb, word_t domain);

/* Suspend / Resume of scheduling.md section 6. */
void tcb_suspend(tcb_t *tcb);
void tcb_resume(tcb_t *tcb);

/* Ends whatever the thread waits for ("Cancelling a wait"): pending fault cleared, state Inactive if it waited. */
void tcb_cancel_wait(tcb_t *tcb);

void tcb_set_priority(tcb_t *tcb, word_t priority);

/* A capability has been put into the CSpace slot: decodes it for lookups. */
void tcb_cspace_changed(tcb_t *tcb);

/* Everything the deletion of the final TCB capability does before its slots are emptied. */
void tcb_finalise(tcb_t *tcb);

/*
 * The IPC buffer through the kernel window, or 0 when the thread has none it may read (frame rights at least Read)
 * or write (ReadWrite). 1024 bytes: see struct ipc_buffer.
 */
struct ipc_buffer;
static inline struct ipc_buffer *tcb_buffer_with(const tcb_t *tcb, word_t rights)
{
    cap_t frame = tcb->slot[TCB_SLOT_IPC_BUFFER].cap;
    word_t address = tcb->buffer_address;

    if (cap_type(frame) != CAP_FRAME || (cap_rights(frame) & rights) == 0)
        return 0;
    /* Its offset in the frame is that of its user address in a page of that size. */
    return (struct ipc_buffer *)object_at(cap_address(frame) + (address - op_align_down(address, cap_size(frame))));
}

static inline struct ipc_buffer *tcb_readable_buffer(const tcb_t *tcb) { return tcb_buffer_with(tcb, RIGHT_READ); }
static inline struct ipc_buffer *tcb_writable_buffer(const tcb_t *tcb) { return tcb_buffer_with(tcb, RIGHT_WRITE); }

#endif
