/* SPDX-License-Identifier: BSD-2-Clause */
/* One thread: start, stop, cancel, priority, death, and where its IPC buffer is. scheduling.md section 6. */
#include <arch/arch.h>
#include <core/sched.h>
#include <object/cnode.h>

static void all_threads_add(tcb_t *tcb)
{
    tcb->all_prev = 0;
    tcb->all_next = shared.all_threads;
    if (tcb->all_next != 0)
        tcb->all_next->all_prev = tcb;
    shared.all_threads = tcb;
}

static void all_threads_remove(tcb_t *tcb)
{
    if (tcb->all_prev != 0)
        tcb->all_prev->all_next = tcb->all_next;
    else
        shared.all_threads = tcb->all_next;
    if (tcb->all_next != 0)
        tcb->all_next->all_prev = tcb->all_prev;
}

/* Debug kernels name a new thread after its creator: child of: 'creator'. */
static void tcb_name_after(tcb_t *tcb, const tcb_t *creator)
{
    static const char prefix[] = "child of: '";
    word_t used = 0;

    for (word_t i = 0; prefix[i] != 0; i++) /* shorter than TCB_NAME_BYTES */
        tcb->name[used++] = prefix[i];
    for (word_t i = 0; used < TCB_NAME_BYTES - 2 && creator->name[i] != 0; i++) /* at most TCB_NAME_BYTES */
        tcb->name[used++] = creator->name[i];
    tcb->name[used++] = '\'';
    tcb->name[used] = 0;
}

void tcb_init(tcb_t *tcb, word_t domain)
{
    REQUIRES(domain < shared.domain_count);

    tcb->domain = domain;
    tcb->state = THREAD_INACTIVE;
    tcb->ring_next = tcb;
    tcb->ring_prev = tcb;
    tcb->release_ring_next = tcb;
    tcb->release_ring_prev = tcb;
    arch_tcb_init(tcb);
    all_threads_add(tcb);
    if (HF_DEBUG && this_core()->current != 0)
        tcb_name_after(tcb, this_core()->current);
}

void tcb_cancel_wait(tcb_t *tcb)
{
    switch ((enum thread_state)tcb->state) {
    case THREAD_BLOCKED_ON_SEND:
    case THREAD_BLOCKED_ON_RECEIVE:
        endpoint_unqueue((endpoint_t *)tcb->wait_object, tcb);
        tcb->state = THREAD_INACTIVE;
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        notification_unqueue((notification_t *)tcb->wait_object, tcb);
        tcb->state = THREAD_INACTIVE;
        break;
    case THREAD_BLOCKED_ON_REPLY:
        reply_cut(tcb);
        tcb->state = THREAD_INACTIVE;
        break;
    case THREAD_INACTIVE:
    case THREAD_RUNNING:
    case THREAD_RESTART:
    case THREAD_IDLE:
        break;
    }
    tcb->fault.kind = seL4_Fault_NullFault;
}

void tcb_suspend(tcb_t *tcb)
{
    tcb_cancel_wait(tcb);
    if (tcb->state == THREAD_RUNNING)
        tcb->context.r[REG_FAULT_IP] = tcb->context.r[REG_NEXT_IP];
    ready_queue_remove(tcb);
    release_queue_remove(tcb);
    tcb_cancel_yield(tcb);
    tcb->state = THREAD_INACTIVE;
    if (tcb == this_core()->current)
        sched_current_stopped();
}

void tcb_resume(tcb_t *tcb)
{
    if (tcb->state != THREAD_INACTIVE && !tcb_is_blocked(tcb))
        return;
    tcb_cancel_wait(tcb);
    tcb->state = THREAD_RESTART;
    if (tcb->sc == 0)
        return;
    sched_context_unblocked(tcb->sc);
    sched_postpone_if_not_ready(tcb);
    if (tcb_is_schedulable(tcb))
        sched_candidate(tcb);
}

void tcb_cspace_changed(tcb_t *tcb)
{
    cap_t root = tcb->slot[TCB_SLOT_CSPACE].cap;

    tcb->flat.count = 0;
    if (cspace_is_flat(root) && cnode_cap_guard(root) == 0) {
        tcb->flat.root = root;
        tcb->flat.slots = cnode_slots(root);
        tcb->flat.count = op_pow2(cnode_cap_radix(root));
    }
}

void tcb_set_priority(tcb_t *tcb, word_t priority)
{
    REQUIRES(priority < PRIORITY_COUNT);

    switch ((enum thread_state)tcb->state) {
    case THREAD_RUNNING:
    case THREAD_RESTART:
        if (tcb->in_ready_queue || tcb == this_core()->current) {
            ready_queue_remove(tcb);
            tcb->priority = priority;
            ready_queue_push_front(tcb);
            sched_full_choice();
        } else {
            tcb->priority = priority;
        }
        break;
    case THREAD_BLOCKED_ON_SEND:
    case THREAD_BLOCKED_ON_RECEIVE:
        endpoint_reorder((endpoint_t *)tcb->wait_object, tcb, priority);
        break;
    case THREAD_BLOCKED_ON_NOTIFICATION:
        notification_reorder((notification_t *)tcb->wait_object, tcb, priority);
        break;
    case THREAD_INACTIVE:
    case THREAD_BLOCKED_ON_REPLY:
    case THREAD_IDLE:
        tcb->priority = priority;
        break;
    }
}

void tcb_finalise(tcb_t *tcb)
{
    sched_context_t *sc = tcb->sc;

    if (tcb->bound_notification != 0)
        notification_unbind_tcb(tcb->bound_notification, tcb);
    if (sc != 0) {
        if (sc->yield_from != 0)
            sched_context_complete_yield(sc, sc->yield_from);
        sched_context_unbind_tcb(sc);
    }
    tcb_suspend(tcb);
    arch_tcb_release(tcb);
    all_threads_remove(tcb);
}
