/* SPDX-License-Identifier: BSD-2-Clause */
/* Object invocations: dispatch and the arguments every method sees. invocations.md. */
#ifndef KERNEL_CORE_INVOKE_H
#define KERNEL_CORE_INVOKE_H

#include <core/ipc.h>
#include <core/lookup.h>

/* One invocation as its method sees it. Argument words are read from user memory when asked for: once each. */
struct invocation {
    tcb_t *caller;
    slot_t *slot;       /* of the invoked capability */
    cap_t cap;          /* its contents */
    word_t label;
    word_t length;      /* argument words available */
    word_t extra_count; /* extra capabilities supplied, 0..3 */
    slot_t *extra[3];   /* their slots (may be empty slots) */
    struct ipc_buffer *buffer; /* readable buffer of the caller, or 0 */
    bool is_call;
};

/* Argument word i; i < length. Registers first, then the buffer. */
word_t invocation_argument(const struct invocation *in, word_t i);

/* The same for one of the first words, i < MR_REGISTERS. */
static inline word_t invocation_register(const struct invocation *in, word_t i)
{
    REQUIRES((i < in->length) & (i < MR_REGISTERS));
    return in->caller->context.r[arch_mr_register(i)];
}

/* The same for one of the others, MR_REGISTERS <= i: that there are so many means that there is a buffer. */
static inline word_t invocation_buffered(const struct invocation *in, word_t i)
{
    REQUIRES((i < in->length) & (i >= MR_REGISTERS));
    return user_word(&in->buffer->msg[i]);
}

static inline bool invocation_has(const struct invocation *in, word_t words, word_t caps)
{
    return (in->length >= words) & (in->extra_count >= caps);
}

/* Appends a result word of a successful Call; at most RESULT_WORDS_MAX. */
void invocation_result(word_t value);

/* One unit of long work is about to be done: false when this entry has done enough (return STATUS_PREEMPTED). */
static inline bool work_unit(void)
{
    struct core *core = this_core();

    if (core->work_units >= WORK_UNITS_MAX)
        return false;
    core->work_units++;
    return true;
}

/* As many of wanted units as this entry may still do; they count as done. */
static inline word_t work_units_take(word_t wanted)
{
    struct core *core = this_core();
    word_t left = WORK_UNITS_MAX - core->work_units;
    word_t taken = wanted < left ? wanted : left;

    core->work_units += taken;
    return taken;
}

/*
 * Methods per object. They return STATUS_OK, a seL4_Error (why filled, nothing changed), or STATUS_PREEMPTED.
 */
word_t untyped_invoke(const struct invocation *in, struct refusal *why);
word_t cnode_invoke(const struct invocation *in, struct refusal *why);
word_t tcb_invoke(const struct invocation *in, struct refusal *why);
word_t sched_context_invoke(const struct invocation *in, struct refusal *why);
word_t sched_control_invoke(const struct invocation *in, struct refusal *why);
word_t domain_invoke(const struct invocation *in, struct refusal *why);
word_t irq_handler_invoke(const struct invocation *in, struct refusal *why);
/* All capabilities of the ISA; declared with the ISA interface too. */
word_t arch_invoke(const struct invocation *in, struct refusal *why);

#endif
