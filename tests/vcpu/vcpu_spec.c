/* SPDX-License-Identifier: BSD-2-Clause */
#include "vcpu_spec.h"

#include <string.h>

/* Errors of the interface. */
enum { OK = 0, INVALID_ARGUMENT = 1, ILLEGAL_OPERATION = 3, RANGE_ERROR = 4, TRUNCATED_MESSAGE = 7, DELETE_FIRST = 8 };

enum { IRQ_MAX = 159, VIRTUAL_TIMER = 27, INTERRUPT_MAX = 1023, PRIORITY_MAX = 31, GROUP_MAX = 1 };

#define SCTLR_NEW 0x34d58820

static struct spec_answer answer(word error)
{
    return (struct spec_answer){.error = error};
}

static struct spec_answer answer_number(word error, word number)
{
    return (struct spec_answer){.error = error, .count = 1, .words = {number}};
}

static struct spec_answer answer_range(word max)
{
    return (struct spec_answer){.error = RANGE_ERROR, .count = 2, .words = {0, max}};
}

void spec_begin(struct spec_machine *m, unsigned lists, unsigned controller)
{
    memset(m, 0, sizeof(*m));
    m->running = SPEC_NOBODY;
    m->lists = lists;
    m->controller = controller;
    for (int i = 0; i < SPEC_THREADS; i++)
        m->thread[i].vcpu = SPEC_NOBODY;
    for (int i = 0; i < SPEC_VCPUS; i++)
        spec_vcpu_new(m, i);
}

void spec_vcpu_new(struct spec_machine *m, int vcpu)
{
    memset(&m->vcpu[vcpu], 0, sizeof(m->vcpu[vcpu]));
    m->vcpu[vcpu].thread = SPEC_NOBODY;
    m->vcpu[vcpu].file[0] = SCTLR_NEW;
}

/* The thread is a program's from now on. */
static void part(struct spec_machine *m, int vcpu)
{
    int thread = m->vcpu[vcpu].thread;

    if (thread == SPEC_NOBODY)
        return;
    m->thread[thread].vcpu = SPEC_NOBODY;
    m->thread[thread].guest_mode = false;
    m->vcpu[vcpu].thread = SPEC_NOBODY;
}

void spec_vcpu_end(struct spec_machine *m, int vcpu)
{
    part(m, vcpu);
}

void spec_thread_end(struct spec_machine *m, int thread)
{
    if (m->thread[thread].vcpu != SPEC_NOBODY)
        part(m, m->thread[thread].vcpu);
}

struct spec_answer spec_set_tcb(struct spec_machine *m, int vcpu, unsigned caps, bool is_thread, int thread)
{
    if (caps < 1)
        return answer(TRUNCATED_MESSAGE);
    if (!is_thread)
        return answer(ILLEGAL_OPERATION);
    spec_thread_end(m, thread);
    part(m, vcpu);
    m->vcpu[vcpu].thread = thread;
    m->thread[thread].vcpu = vcpu;
    return answer(OK);
}

/* ---- list registers: numbers of fields by division ---- */

static word power(unsigned n)
{
    return (word)1 << n;
}

static word list_pending(const struct spec_machine *m, word interrupt, word priority, word group)
{
    if (m->controller == 2)
        return group * power(30) + power(28) + priority * power(23) + power(19) + interrupt;
    return power(62) + group * power(60) + priority * 8 * power(48) + power(41) + interrupt;
}

static bool list_is_active(const struct spec_machine *m, word list)
{
    return list / power(m->controller == 2 ? 29 : 63) % 2 == 1;
}

struct spec_answer spec_inject(struct spec_machine *m, int vcpu, unsigned length, word argument)
{
    word interrupt = argument % power(16), priority = argument / power(16) % 256;
    word group = argument / power(24) % 256, index = argument / power(32) % 256;

    if (length < 1)
        return answer(TRUNCATED_MESSAGE);
    if (interrupt > INTERRUPT_MAX)
        return answer_range(INTERRUPT_MAX);
    if (priority > PRIORITY_MAX)
        return answer_range(PRIORITY_MAX);
    if (group > GROUP_MAX)
        return answer_range(GROUP_MAX);
    if (index >= m->lists)
        return answer_range(m->lists - 1);
    if (list_is_active(m, m->vcpu[vcpu].list[index]))
        return answer(DELETE_FIRST);
    m->vcpu[vcpu].list[index] = list_pending(m, interrupt, priority, group);
    return answer(OK);
}

struct spec_answer spec_read(const struct spec_machine *m, int vcpu, unsigned length, word number)
{
    if (length < 1)
        return answer(TRUNCATED_MESSAGE);
    if (number >= SPEC_NAMED)
        return answer_number(INVALID_ARGUMENT, 1);
    return answer_number(OK, m->vcpu[vcpu].file[number]);
}

struct spec_answer spec_write(struct spec_machine *m, int vcpu, unsigned length, word number, word value)
{
    if (length < 2)
        return answer(TRUNCATED_MESSAGE);
    if (number >= SPEC_NAMED)
        return answer_number(INVALID_ARGUMENT, 1);
    m->vcpu[vcpu].file[number] = value;
    return answer(OK);
}

struct spec_answer spec_ack(struct spec_machine *m, int vcpu, unsigned length, word interrupt)
{
    if (length < 1)
        return answer(TRUNCATED_MESSAGE);
    if (interrupt > IRQ_MAX)
        return answer_range(IRQ_MAX);
    if (interrupt != VIRTUAL_TIMER)
        return answer_number(INVALID_ARGUMENT, 0);
    m->vcpu[vcpu].timer_masked = false;
    return answer(OK);
}

int spec_active(const struct spec_machine *m)
{
    return m->running == SPEC_NOBODY ? SPEC_NOBODY : m->thread[m->running].vcpu;
}

bool spec_timer(struct spec_machine *m, bool can_be_told)
{
    int vcpu = spec_active(m);

    if (vcpu == SPEC_NOBODY || !can_be_told)
        return false;
    m->vcpu[vcpu].timer_masked = true;
    return true;
}

/* The end of the lowest one is told, and not told again. */
bool spec_maintenance(struct spec_machine *m, bool can_be_told, word ended, word *message)
{
    int vcpu = spec_active(m);
    word tell = power(m->controller == 2 ? 19 : 41);

    if (vcpu == SPEC_NOBODY || !can_be_told)
        return false;
    *message = ~(word)0;
    for (unsigned i = 0; i < m->lists; i++) {
        if (ended / power(i) % 2 == 1) {
            word *list = &m->vcpu[vcpu].list[i];

            if (*list / tell % 2 == 1)
                *list -= tell;
            *message = i;
            return true;
        }
    }
    return true;
}
