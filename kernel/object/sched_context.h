/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts: sporadic servers with a bounded list of refills. scheduling.md sections 2, 3, 6. */
#ifndef KERNEL_OBJECT_SCHED_CONTEXT_H
#define KERNEL_OBJECT_SCHED_CONTEXT_H

#include <object/ipc_objects.h>

typedef struct refill {
    word_t time, amount; /* ticks */
} refill_t;

typedef struct sched_context sched_context_t;
struct sched_context {
    word_t period;   /* ticks; 0 = round robin */
    word_t consumed; /* ticks since last asked */
    word_t badge;    /* of Timeout faults */
    tcb_t *tcb;
    notification_t *notification;
    reply_t *reply;    /* head of the call stack */
    tcb_t *yield_from; /* thread whose YieldTo on this one is pending */
    word_t refill_max; /* 0 = inactive; at most REFILLS_USED_MAX */
    word_t refill_head;
    word_t refill_more; /* refills of the list beyond the head */
    word_t sporadic; /* bool */
    word_t core;
    refill_t refill[]; /* circular, refill_max entries in use */
};

_Static_assert(sizeof(sched_context_t) == 96, "seL4_CoreSchedContextBytes is 96 and two refills");

#define REFILL_MIN 2u
/*
 * The kernel never keeps more refills than this, whatever the size of the object: it bounds every walk over them.
 * A context configured for more behaves like one with this many: fragmented budget is merged later.
 */
#define REFILLS_USED_MAX 64u

static inline sched_context_t *sched_context_of_cap(cap_t cap)
{
    return (sched_context_t *)object_at(cap_address(cap));
}

/* Number of refills an object of 2^size_bits bytes has room for: (2^size_bits - 96) / 16. */
static inline word_t sched_context_capacity(word_t size_bits)
{
    return (op_pow2(size_bits) - sizeof(sched_context_t)) / sizeof(refill_t);
}

/* ---- refills (object/refill.c) ---- */
static inline bool sc_is_active(const sched_context_t *sc) { return sc->refill_max > 0; }
static inline bool sc_is_round_robin(const sched_context_t *sc) { return sc->period == 0; }
static inline refill_t *refill_head(sched_context_t *sc) { return &sc->refill[sc->refill_head]; }
static inline bool refill_is_ready(const sched_context_t *sc, word_t now)
{
    return sc->refill[sc->refill_head].time <= now;
}
void refill_new(sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now);
void refill_update(sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now);
void refill_budget_check(sched_context_t *sc, word_t used);
/* Returns whether the timer must be reprogrammed. */
bool refill_unblock_check(sched_context_t *sc, word_t now);

/* ---- links and operations (object/sched_context.c) ---- */
void sched_context_bind_tcb(sched_context_t *sc, tcb_t *tcb);
void sched_context_unbind_tcb(sched_context_t *sc);
void sched_context_unbind_notification(sched_context_t *sc);
void sched_context_unbind_reply(sched_context_t *sc);
/* Moves the context to a thread that has none, away from the one that has it now (if any). */
void sched_context_donate(sched_context_t *sc, tcb_t *to);
/* Unblock check if the context is sporadic, active and not the current one. sc may be 0: no effect. */
void sched_context_unblocked(sched_context_t *sc);
/* Completes the YieldTo pending on sc: writes the result of yielder, whose it is, and clears the links. */
void sched_context_complete_yield(sched_context_t *sc, tcb_t *yielder);
/* Drops the pending YieldTo of this thread without a result. */
void tcb_cancel_yield(tcb_t *tcb);
/* Microseconds consumed since last asked; resets the counter. */
word_t sched_context_take_consumed_us(sched_context_t *sc);
void sched_context_finalise(sched_context_t *sc);

#endif
