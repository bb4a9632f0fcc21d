/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ready queues: a doubly linked list per domain and priority, and one bit for each list that is not empty.
 */
#include <core/ready_queue.h>

/* A push from outside the scheduler: a candidate that counts as queued must really be there first. */
static void candidate_settle(void)
{
    struct core *core = this_core();
    tcb_t *candidate = core->candidate;

    if (candidate != 0 && core->decision == DECISION_FULL) {
        core->candidate = 0;
        ready_queue_link_front(core, candidate);
    }
}

void ready_queue_push_front(tcb_t *tcb)
{
    struct core *core = this_core();

    candidate_settle();
    if (tcb_is_schedulable(tcb) && !tcb->in_ready_queue)
        ready_queue_link_front(core, tcb);
}

void ready_queue_push_back(tcb_t *tcb)
{
    struct core *core = this_core();

    candidate_settle();
    if (tcb_is_schedulable(tcb) && !tcb->in_ready_queue)
        ready_queue_link_back(core, tcb);
}

void ready_queue_remove(tcb_t *tcb)
{
    struct core *core = this_core();

    if (tcb->in_ready_queue)
        ready_queue_unlink(core, tcb);
    if (core->candidate == tcb) {
        core->candidate = 0;
        core->decision = DECISION_FULL;
    }
}
