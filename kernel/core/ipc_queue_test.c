/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of waiting threads against a list that is kept sorted in the simplest way. */
#include <object/ipc_world.h>

#define THREADS 48u
#define ROUNDS 40000u

static tcb_t *threads[THREADS];
static tcb_t *list[PRIORITY_COUNT + 1];
static unsigned count;

static void list_insert(tcb_t *tcb)
{
    unsigned at = count;

    while (at > 0 && list[at - 1]->priority < tcb->priority) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = tcb;
    count++;
}

static unsigned list_find(const tcb_t *tcb)
{
    unsigned at = 0;

    while (at < count && list[at] != tcb)
        at++;
    return at;
}

static void list_remove(const tcb_t *tcb)
{
    unsigned at = list_find(tcb);

    count--;
    for (; at < count; at++)
        list[at] = list[at + 1];
}

static void threads_make(void)
{
    count = 0;
    for (unsigned i = 0; i < THREADS; i++)
        threads[i] = world_thread(0);
}

static void random_operations(word_t priorities)
{
    tcb_t *head = 0;

    threads_make();
    for (unsigned round = 0; round < ROUNDS; round++) {
        tcb_t *tcb = threads[random_below(THREADS)];
        unsigned at = list_find(tcb);

        if (at == count) {
            tcb->priority = random_below(priorities);
            head = ipc_queue_insert(head, tcb);
            list_insert(tcb);
        } else if (random_below(2) == 0) {
            CHECK(ipc_queue_after(head, tcb) == (at + 1 < count ? list[at + 1] : 0));
            head = ipc_queue_remove(head, tcb);
            list_remove(tcb);
            CHECK((tcb->ring_next == tcb) & (tcb->ring_prev == tcb) & (tcb->level_next == 0) & (tcb->level_prev == 0));
        }
        CHECK(world_queue_is(head, list, count, 0));
        if (!case_holds())
            return;
    }
}

static void ipc_queue_one_priority(void)
{
    random_operations(1);
}

static void ipc_queue_few_priorities(void)
{
    random_operations(3);
}

static void ipc_queue_many_priorities(void)
{
    random_operations(PRIORITY_COUNT);
}

/* All priorities in use, in three orders of arrival; then taken out from the head, the tail and the middle. */
static void ipc_queue_all_levels(void)
{
    for (unsigned order = 0; order < 3; order++) {
        tcb_t *head = 0;

        count = 0;
        for (unsigned i = 0; i < PRIORITY_COUNT; i++) {
            word_t priority = order == 0 ? i : order == 1 ? PRIORITY_COUNT - 1 - i : (i * 77) % PRIORITY_COUNT;
            tcb_t *tcb = world_thread(priority);

            head = ipc_queue_insert(head, tcb);
            list_insert(tcb);
            CHECK(world_queue_is(head, list, count, 0));
        }
        while (count > 0) {
            tcb_t *tcb = list[order == 0 ? 0 : order == 1 ? count - 1 : count / 2];

            head = ipc_queue_remove(head, tcb);
            list_remove(tcb);
            CHECK(world_queue_is(head, list, count, 0));
        }
        CHECK(head == 0);
    }
}

int main(void)
{
    RUN(ipc_queue_one_priority);
    RUN(ipc_queue_few_priorities);
    RUN(ipc_queue_many_priorities);
    RUN(ipc_queue_all_levels);
    return test_end();
}
