/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains: which entry of the schedule begins, and until when; threads that move to another domain. */
#include <core/ready_queue.h>

#define DURATION_LAST (op_pow2(56) - 1)
#define CLOCK_LAST (~(word_t)0)

void domain_begin(struct core *core);

/* ---- invariant ---- */
INVARIANT_OF inv_domain_entry(word_t index)
{
    return index >= DOMAIN_SCHEDULE_MAX ||
           (shared.schedule[index].domain < DOMAINS_MAX && shared.schedule[index].duration <= DURATION_LAST);
}

/* ---- what the theorems speak of ---- */
static bool schedule_is_sound(void)
{
    return shared.schedule_length >= 2 && shared.schedule_length <= DOMAIN_SCHEDULE_MAX &&
           shared.schedule_index < shared.schedule_length - 1 && shared.schedule_start < shared.schedule_length - 1 &&
           core0.now <= CLOCK_LAST - DURATION_LAST &&
           (core0.release_root == 0 || v_type(core0.release_root) == T_TCB);
}

static bool is_end(word_t index)
{
    return index >= shared.schedule_length - 1 ||
           (shared.schedule[index].domain == 0 && shared.schedule[index].duration == 0);
}

static word_t entry_behind(word_t index)
{
    return is_end(index + 1) ? shared.schedule_start : index + 1;
}

/* The entry of that index has begun. */
static bool has_begun(word_t index)
{
    return shared.schedule_index == index && core0.domain == shared.schedule[index].domain &&
           core0.domain < DOMAINS_MAX && core0.direct_domain == core0.domain &&
           core0.domain_end ==
               (shared.domain_count == 1 ? CLOCK_LAST : core0.now + shared.schedule[index].duration) &&
           core0.reprogram != 0;
}

static bool is_entry(word_t index)
{
    return index < shared.schedule_length - 1;
}

static bool starts_at(word_t index, word_t end)
{
    return shared.schedule_start == index && shared.schedule_index == shared.schedule_length - 2 &&
           core0.domain_end == (shared.domain_count > 1 ? 0 : end) && core0.decision == DECISION_FULL;
}

static void assume_schedule(void)
{
    v_inv_only("inv_event");
    v_inv_only("inv_domain_");
    v_inv_assume();
    v_assume(schedule_is_sound());
}

/* ---- theorems ---- */
THEOREM(domain_begin, "the entry of the schedule begins now, for as long as it says; the next event is right")(void)
{
    word_t index = shared.schedule_index;

    assume_schedule();
    v_use_word(index);
    domain_begin(&core0);
    v_assert(has_begun(index));
    v_inv_check();
}

THEOREM(domain_switch, "the entry behind the last one begins now, at an end mark that where the schedule starts")(void)
{
    word_t index = entry_behind(shared.schedule_index);

    assume_schedule();
    v_use_word(index);
    domain_switch();
    v_assert(has_begun(index));
    v_assert(schedule_is_sound());
    v_inv_check();
}

static bool is_configuration(word_t index, word_t domain, word_t duration)
{
    return is_entry(index) && domain < DOMAINS_MAX && domain < shared.domain_count && duration <= DURATION_LAST;
}

static bool is_configured(word_t index, word_t domain, word_t duration)
{
    return shared.schedule[index].domain == domain && shared.schedule[index].duration == duration;
}

THEOREM(domain_schedule_configure, "the entry is what was said; all others stay within bounds")
    (word_t index, word_t domain, word_t duration)
{
    assume_schedule();
    v_assume(is_configuration(index, domain, duration));
    v_use_word(index);
    domain_schedule_configure(index, domain, duration);
    v_assert(is_configured(index, domain, duration));
    v_inv_check();
}

static bool can_start(word_t index)
{
    return is_entry(index) && !is_end(index) && candidate_can_be_queued();
}

THEOREM(domain_schedule_start, "the schedule starts there, at the end of this kernel entry")(word_t index)
{
    word_t end = core0.domain_end;

    v_inv_only("inv_ready_");
    assume_schedule();
    v_assume(can_start(index));
    domain_schedule_start(index);
    v_assert(starts_at(index, end));
    v_assert(schedule_is_sound());
    v_inv_check();
}

static bool can_move(const tcb_t *tcb, word_t domain)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && (tcb->sc == 0 || has_context(tcb)) && domain < DOMAINS_MAX &&
           domain < shared.domain_count && candidate_can_be_queued() && v_type(core0.current) == T_TCB;
}

/* A thread that can be scheduled waits in its new queue, all others are where they were. */
static bool is_moved(const tcb_t *tcb, word_t domain)
{
    return tcb->domain == domain && candidate_can_be_queued() && core0.candidate != tcb &&
           is_ready(tcb) == tcb_is_schedulable(tcb);
}

THEOREM(domain_set, "the thread leaves its queue and, if it can be scheduled, enters that of its new domain; all "
        "queues stay what they are")(tcb_t *tcb, word_t domain)
{
    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(can_move(tcb, domain));
    domain_set(tcb, domain);
    v_assert(is_moved(tcb, domain));
    v_inv_check();
}
