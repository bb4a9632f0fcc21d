/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order of waiting threads: all ways in which four threads arrive, leave and change priority in five steps, against
 * places that are found by counting who is to be served before.
 */
#include <stdio.h>
#include <string.h>
#include "proof/spec.h"

enum { THREADS = 4, PRIORITIES = 3, DEPTH = 5, TCB = 4096 };

static struct astate s;
static unsigned long checked;
static const char *wrong;

static word thread_name(unsigned i)
{
    return TCB + 4096ul * i;
}

/* When a thread arrived: later is larger. Waiting: 0 is "not waiting". */
struct arrivals {
    unsigned clock;
    unsigned arrived[THREADS];
};

static word prio_of(unsigned i)
{
    return as_tcb_get(&s, thread_name(i))->prio;
}

/* How many waiters are served before thread i. */
static unsigned served_before(const struct arrivals *a, unsigned i)
{
    unsigned n = 0;

    for (unsigned k = 0; k < THREADS; k++) {
        bool waits = a->arrived[k] != 0 && k != i;
        n += waits && (prio_of(k) > prio_of(i) || (prio_of(k) == prio_of(i) && a->arrived[k] < a->arrived[i]));
    }
    return n;
}

static void check(const struct arrivals *a, const struct aqueue *q)
{
    unsigned waiting = 0;

    for (unsigned i = 0; i < THREADS; i++) {
        waiting += a->arrived[i] != 0;
        if (a->arrived[i] != 0 && q->item[served_before(a, i)] != thread_name(i)) {
            wrong = "a thread is not in its place";
        }
    }
    if (q->count != waiting) {
        wrong = "a thread was lost";
    }
    checked++;
}

/* One step: thread i arrives if it is not waiting, leaves or changes its priority if it is. */
static void step(struct arrivals *a, struct aqueue *q, unsigned i, unsigned choice)
{
    word name = thread_name(i);

    if (a->arrived[i] == 0) {
        as_tcb_get(&s, name)->prio = choice;
        a->clock++;
        a->arrived[i] = a->clock;
        spec_queue_by_priority(&s, q, name);
    } else if (choice == PRIORITIES) {
        a->arrived[i] = 0;
        as_queue_remove(q, name);
    } else { /* also to the priority it has: it goes behind its equals */
        a->clock++;
        a->arrived[i] = a->clock;
        as_tcb_get(&s, name)->prio = choice;
        as_queue_remove(q, name);
        spec_queue_by_priority(&s, q, name);
    }
    check(a, q);
}

/* All sequences of DEPTH steps, as numbers in base THREADS * (PRIORITIES + 1). */
static void all_sequences(void)
{
    unsigned long base = THREADS * (PRIORITIES + 1);
    unsigned long sequences = 1;

    for (unsigned i = 0; i < DEPTH; i++) {
        sequences *= base;
    }
    for (unsigned long n = 0; n < sequences && wrong == NULL; n++) {
        struct arrivals a = {0};
        struct aqueue q = {0};
        unsigned long rest = n;
        for (unsigned i = 0; i < DEPTH && wrong == NULL; i++) {
            unsigned choice = (unsigned)(rest % base);
            rest /= base;
            step(&a, &q, choice / (PRIORITIES + 1), choice % (PRIORITIES + 1));
        }
    }
}

int main(void)
{
    struct aparams params = {.ticks_per_us = 1, .domains = 1, .schedule_length = 2};

    as_init(&s, params);
    for (unsigned i = 0; i < THREADS; i++) {
        struct atcb t = {.name = thread_name(i)};
        as_tcb_add(&s, &t);
    }
    all_sequences();
    if (wrong != NULL) {
        printf("not ok queue order: %s\n", wrong);
        return 1;
    }
    printf("ok queue order: %lu states\n", checked);
    return 0;
}
