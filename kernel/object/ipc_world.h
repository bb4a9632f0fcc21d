/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of IPC: threads, contexts, buffers and CSpaces on the host port, and the check of what they show. */
#ifndef KERNEL_OBJECT_IPC_WORLD_H
#define KERNEL_OBJECT_IPC_WORLD_H

#include <arch_cap.h>
#include <arch_switch.h>
#include <core/fault.h>
#include <core/ipc.h>
#include <core/sched.h>
#include <host.h>
#include <object/asid.h>
#include <string.h>
#include <tests/host/check.h>

#define WORLD_BUDGET 100000u
#define WORLD_PERIOD 1000000u
#define WORLD_CSPACE_BITS 5u

#define RUN(test) \
    do { \
        world_start(); \
        test(); \
        case_end(#test); \
    } while (0)

/* An empty machine with a clock of 1 MHz, one domain, and the idle thread running. */
static inline void world_start(void)
{
    host_reset();
    arch_loaded = (struct arch_loaded){0};
    time_init(1, 1);
    host_machine.clock = 1000;
    sched_init(1, 2, object_at(host_alloc(11)), object_at(host_alloc(8)));
}

/* ---- objects ---- */

static inline tcb_t *world_thread(word_t priority)
{
    tcb_t *tcb = object_at(host_alloc(11));

    tcb_init(tcb, 0);
    tcb->priority = priority;
    return tcb;
}

static inline sched_context_t *world_context(tcb_t *tcb)
{
    sched_context_t *sc = object_at(host_alloc(8));

    refill_new(sc, REFILL_MIN, WORLD_BUDGET, WORLD_PERIOD, core0.now);
    sc->tcb = tcb;
    if (tcb != 0)
        tcb->sc = sc;
    return sc;
}

/* A thread that is about to run: Running, with a context of its own. */
static inline tcb_t *world_runner(word_t priority)
{
    tcb_t *tcb = world_thread(priority);

    world_context(tcb);
    tcb->state = THREAD_RUNNING;
    return tcb;
}

/* tcb has just entered the kernel, and nothing is decided yet. */
static inline void world_enter(tcb_t *tcb)
{
    ready_queue_remove(tcb);
    release_queue_remove(tcb);
    core0.current = tcb;
    if (tcb->sc != 0)
        core0.current_sc = tcb->sc;
    core0.decision = DECISION_NONE;
    core0.candidate = 0;
}

static inline endpoint_t *world_endpoint(void) { return object_at(host_alloc(4)); }
static inline notification_t *world_notification(void) { return object_at(host_alloc(6)); }
static inline reply_t *world_reply(void) { return object_at(host_alloc(5)); }

static inline cap_t world_endpoint_cap(const endpoint_t *endpoint, word_t badge, word_t rights)
{
    return cap_new(CAP_ENDPOINT, 0, rights, physical_of(endpoint), badge);
}

/* A buffer in a frame of its own, at an offset within it. */
static inline struct ipc_buffer *world_buffer(tcb_t *tcb, word_t rights)
{
    word_t frame = host_alloc(PAGE_BITS);

    tcb->buffer_address = 0x700000 + 2048;
    tcb->slot[TCB_SLOT_IPC_BUFFER].cap = frame_cap_new(PAGE_BITS, rights, frame, 0, 0, false);
    return object_at(frame + 2048);
}

/* A CSpace of 32 slots whose capability pointers are the slot numbers. */
static inline slot_t *world_cspace(tcb_t *tcb)
{
    word_t cnode = host_alloc(WORLD_CSPACE_BITS + 5);

    tcb->slot[TCB_SLOT_CSPACE].cap =
        cap_new(CAP_CNODE, WORLD_CSPACE_BITS, 0, cnode, WORD_BITS - WORLD_CSPACE_BITS);
    return object_at(cnode);
}

static inline void world_handler(tcb_t *tcb, enum tcb_slot slot, const endpoint_t *endpoint, word_t badge,
                                 word_t rights)
{
    slot_insert_alone(&tcb->slot[slot], world_endpoint_cap(endpoint, badge, rights));
}

/* ---- what threads see ---- */

static inline word_t world_badge(const tcb_t *tcb) { return tcb->context.r[REG_CAP]; }
static inline word_t world_info(const tcb_t *tcb) { return tcb->context.r[REG_INFO]; }
static inline word_t world_mr(const tcb_t *tcb, word_t i) { return tcb->context.r[arch_mr_register(i)]; }

/* The message tcb is about to send: up to four words in registers, the first is `word`. */
static inline void world_message(tcb_t *tcb, word_t label, word_t length, word_t word)
{
    tcb->context.r[REG_INFO] = info_new(label, 0, 0, length);
    for (word_t i = 0; i < MR_REGISTERS; i++)
        tcb->context.r[arch_mr_register(i)] = word + i;
}

/* ---- invariants ---- */

/*
 * Is the queue well formed, and what it holds in its order equal to the list? Every waiter names object as what it
 * waits on (0: not looked at).
 */
static inline bool world_queue_is(const tcb_t *head, tcb_t *const *list, unsigned count, const void *object)
{
    const tcb_t *level = head, *above = 0;
    unsigned i = 0;

    while (level != 0) {
        const tcb_t *tcb = level;

        if (level->level_prev != above || (above != 0 && above->priority <= level->priority))
            return false;
        do {
            bool plain = tcb == level || ((tcb->level_prev == 0) & (tcb->level_next == 0));

            if (!plain || i >= count || tcb != list[i] || tcb->priority != level->priority ||
                tcb->ring_next->ring_prev != tcb || (object != 0 && tcb->wait_object != object))
                return false;
            i++;
            tcb = tcb->ring_next;
        } while (tcb != level);
        above = level;
        level = level->level_next;
    }
    return i == count;
}

/* A free reply object, and a call stack from its newest entry on. */
static inline bool world_reply_is_free(const reply_t *reply)
{
    return (reply->tcb == 0) & (reply->sc == 0) & (reply->newer == 0) & (reply->older == 0);
}

static inline bool world_stack_is(const sched_context_t *sc, reply_t *const *list, unsigned count)
{
    const reply_t *reply = sc->reply, *newer = 0;

    for (unsigned i = 0; i < count; i++) {
        if (reply == 0 || reply != list[i] || reply->newer != newer || reply->sc != (i == 0 ? sc : 0) ||
            reply->tcb == 0 || reply->tcb->reply != reply || reply->tcb->state != THREAD_BLOCKED_ON_REPLY)
            return false;
        newer = reply;
        reply = reply->older;
    }
    return reply == 0;
}

#endif
