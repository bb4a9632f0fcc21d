/* SPDX-License-Identifier: BSD-2-Clause */
/* The release queue against a sorted array; its shape is checked after every operation. */
#include <core/sched_test.h>

#define THREADS 60
#define ROUNDS 60
#define OPERATIONS 400

static tcb_t *thread[THREADS];
static tcb_t *sorted[THREADS];
static word_t sorted_count;
static word_t members, depth_worst;

static void sorted_insert(tcb_t *tcb)
{
    word_t place = sorted_count;

    while (place > 0 && sorted[place - 1]->release_time > tcb->release_time) {
        sorted[place] = sorted[place - 1];
        place--;
    }
    sorted[place] = tcb;
    sorted_count++;
}

static word_t sorted_place(const tcb_t *tcb)
{
    word_t place = 0;

    while (place < sorted_count && sorted[place] != tcb)
        place++;
    return place;
}

static void sorted_remove(const tcb_t *tcb)
{
    word_t place = sorted_place(tcb);

    if (place == sorted_count)
        return;
    sorted_count--;
    memmove(&sorted[place], &sorted[place + 1], (sorted_count - place) * sizeof(sorted[0]));
}

/* The oldest of a ring is in the tree; the others have no parent and follow in the order of the array. */
static bool ring_is_valid(const tcb_t *first)
{
    const tcb_t *tcb = first;
    bool valid = sorted_place(first) == 0 || sorted[sorted_place(first) - 1]->release_time < first->release_time;

    for (word_t i = 0; i < THREADS; i++) {
        members++;
        valid = valid && tcb->in_release_queue && tcb->release_ring_next->release_ring_prev == tcb;
        valid = valid && tcb->release_time == first->release_time && tcb->release_time == tcb->sc->refill[0].time;
        valid = valid && (tcb == first || tcb->release_parent == 0);
        if (tcb->release_ring_next == first)
            return valid;
        valid = valid && sorted[sorted_place(tcb) + 1] == tcb->release_ring_next;
        tcb = tcb->release_ring_next;
    }
    return false;
}

static bool tree_is_valid(const tcb_t *tcb, const tcb_t *parent, word_t depth)
{
    bool valid = tcb->release_parent == parent && ring_is_valid(tcb);

    depth_worst = depth > depth_worst ? depth : depth_worst;
    for (word_t side = 0; side < 2; side++) {
        const tcb_t *child = tcb->release_child[side];

        if (child == 0)
            continue;
        valid = valid && depth < 64 && child->release_time > tcb->release_time;
        valid = valid && ((child->release_time >> (63 - depth)) & 1) == side;
        valid = valid && (depth == 0 || child->release_time >> (64 - depth) == tcb->release_time >> (64 - depth));
        valid = valid && tree_is_valid(child, tcb, depth + 1);
    }
    return valid;
}

static bool queue_is_valid(void)
{
    members = 0;
    if (core0.release_root == 0)
        return sorted_count == 0;
    return tree_is_valid(core0.release_root, 0, 0) && members == sorted_count &&
           release_queue_first(&core0) == sorted[0];
}

/* Times that collide often, share long prefixes, or are far apart. */
static word_t random_time(void)
{
    switch (random_below(4)) {
    case 0:
        return random_below(8);
    case 1:
        return (word_t)1 << random_below(64);
    case 2:
        return ((word_t)1 << random_below(64)) - random_below(2);
    default:
        return random_word();
    }
}

static void threads_fresh(void)
{
    machine_fresh(1);
    sorted_count = 0;
    for (word_t i = 0; i < THREADS; i++)
        thread[i] = thread_new(i, 100, 1000);
}

static void insert(tcb_t *tcb, word_t time)
{
    tcb_t *first = core0.release_root;

    tcb->sc->refill[0].time = time;
    core0.reprogram = 0;
    release_queue_insert(tcb);
    sorted_insert(tcb);
    CHECK(core0.reprogram == (core0.release_root != first));
    CHECK(!tcb_is_schedulable(tcb));
}

static void take_out(tcb_t *tcb)
{
    const tcb_t *first = core0.release_root;

    core0.reprogram = 0;
    release_queue_remove(tcb);
    sorted_remove(tcb);
    CHECK(core0.reprogram == (first == tcb && !tcb->in_release_queue && first != 0));
}

static void random_operations(void)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        threads_fresh();
        for (unsigned i = 0; i < OPERATIONS; i++) {
            tcb_t *tcb = thread[random_below(THREADS)];

            if (!tcb->in_release_queue)
                insert(tcb, random_time());
            else
                take_out(random_below(2) ? tcb : core0.release_root);
            CHECK(queue_is_valid());
        }
    }
    case_end("release_queue/random");
}

/* Times 2^63 + 2^i and so on share ever longer prefixes: the deepest tree there can be. */
static void deepest(void)
{
    word_t time = 0;

    threads_fresh();
    depth_worst = 0;
    for (word_t i = 0; i < THREADS; i++) {
        insert(thread[i], time);
        time |= (word_t)1 << (63 - i);
        CHECK(queue_is_valid());
    }
    CHECK(depth_worst == THREADS - 1);
    while (sorted_count > 0) {
        tcb_t *first = sorted[0];
        take_out(release_queue_first(&core0));
        CHECK(!first->in_release_queue && queue_is_valid());
    }
    CHECK(core0.release_root == 0);
    /* not queued: no effect */
    release_queue_remove(thread[0]);
    CHECK(core0.release_root == 0);
    case_end("release_queue/deepest");
}

int main(void)
{
    random_operations();
    deepest();
    return test_end();
}
