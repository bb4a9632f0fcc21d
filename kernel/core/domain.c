/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains: threads of the current domain only are chosen, while the schedule gives it time. */
#include <core/ready_queue.h>

/* Duration of the only schedule entry at boot, and the longest there can be. */
#define DOMAIN_DURATION_MAX (op_pow2(56) - 1)

static bool domain_slot_is_end(word_t index)
{
    return shared.schedule[index].domain == 0 && shared.schedule[index].duration == 0;
}

/* The entry at schedule_index begins now. A single domain's time never ends. */
static void domain_begin(struct core *core)
{
    const struct domain_slot *slot = &shared.schedule[shared.schedule_index];

    core->domain = slot->domain;
    core->direct_domain = slot->domain;
    core->domain_end = shared.domain_count == 1 ? ~(word_t)0 : core->now + slot->duration;
    sched_event_changed();
}

void domain_switch(void)
{
    struct core *core = this_core();
    word_t index = shared.schedule_index + 1;
    bool is_end = index >= shared.schedule_length - 1 || domain_slot_is_end(index);

    /* The last entry is always an end marker, the start entry never is. */
    shared.schedule_index = is_end ? shared.schedule_start : index;
    domain_begin(core);
    ENSURES(shared.schedule_index < shared.schedule_length - 1);
}

void domain_init(void)
{
    shared.schedule[0] = (struct domain_slot){0, DOMAIN_DURATION_MAX};
    shared.schedule_start = 0;
    shared.schedule_index = 0;
    domain_begin(this_core());
}

void domain_schedule_configure(word_t index, word_t domain, word_t duration)
{
    REQUIRES(index < shared.schedule_length - 1 && domain < shared.domain_count && duration <= DOMAIN_DURATION_MAX);

    shared.schedule[index] = (struct domain_slot){domain, duration};
}

bool domain_schedule_can_start(word_t index)
{
    return !domain_slot_is_end(index);
}

/* The entry begins at the end of this kernel entry: it follows the last one, whose time is over. */
void domain_schedule_start(word_t index)
{
    REQUIRES(index < shared.schedule_length - 1 && !domain_slot_is_end(index));

    shared.schedule_start = index;
    shared.schedule_index = shared.schedule_length - 2;
    if (shared.domain_count > 1) {
        this_core()->domain_end = 0;
        sched_event_changed();
    }
    sched_full_choice();
}

/* A thread that comes to stand above the current one does not preempt it: it waits for the next choice. */
void domain_set(tcb_t *tcb, word_t domain)
{
    struct core *core = this_core();

    REQUIRES(domain < shared.domain_count);

    ready_queue_remove(tcb);
    tcb->domain = domain;
    ready_queue_push_front(tcb);
    if (tcb == core->current)
        sched_full_choice();
    else if (tcb->in_ready_queue && domain == core->domain && tcb->priority > core->current->priority)
        core->direct_domain = DOMAIN_NONE;
}
