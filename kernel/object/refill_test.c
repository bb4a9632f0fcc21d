/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refills: the worked examples of the interface description, and random operations against a list that follows the
 * rules step by step.
 */
#include <core/sched_test.h>

#define ROUNDS 400
#define OPERATIONS 300
#define MODEL_MAX 16

/* ---- the model: a plain array, the head first ---- */

struct model {
    word_t period, max, count;
    refill_t refill[MODEL_MAX];
};

static refill_t model_take(struct model *m)
{
    refill_t head = m->refill[0];

    m->count--;
    memmove(m->refill, m->refill + 1, m->count * sizeof(refill_t));
    return head;
}

static void model_append(struct model *m, refill_t r)
{
    refill_t *tail = &m->refill[m->count - 1];

    if (tail->time + tail->amount >= r.time) {
        tail->amount += r.amount;
    } else if (m->count < m->max) {
        m->refill[m->count++] = r;
    } else {
        tail->time = r.time - tail->amount;
        tail->amount += r.amount;
    }
}

static void model_new(struct model *m, word_t max, word_t budget, word_t period, word_t now)
{
    *m = (struct model){period, max, 1, {{now, budget}}};
    if (period == 0)
        m->refill[m->count++] = (refill_t){now, 0};
}

static void model_update(struct model *m, word_t max, word_t budget, word_t period, word_t now)
{
    m->period = period;
    m->max = max;
    m->count = 1;
    if (m->refill[0].time <= now)
        m->refill[0].time = now;
    if (m->refill[0].amount >= budget)
        m->refill[0].amount = budget;
    else
        m->refill[m->count++] = (refill_t){m->refill[0].time + period, budget - m->refill[0].amount};
}

static void model_charge(struct model *m, word_t used)
{
    while (m->refill[0].amount <= used && m->refill[0].time < shared.release_time_max) {
        used -= m->refill[0].amount;
        if (m->count == 1) {
            m->refill[0].time += m->period;
        } else {
            refill_t h = model_take(m);
            h.time += m->period;
            model_append(m, h);
        }
    }
    if (used > 0 && m->refill[0].time < shared.release_time_max) {
        refill_t u = {m->refill[0].time + m->period, used};
        m->refill[0].amount -= used;
        m->refill[0].time += used;
        model_append(m, u);
    }
    while (m->refill[0].amount < min_budget()) {
        refill_t h = model_take(m);
        m->refill[0].amount += h.amount;
        m->refill[0].time -= h.amount;
    }
}

static void model_unblock(struct model *m, word_t now)
{
    if (m->period == 0 || m->refill[0].time > now)
        return;
    m->refill[0].time = now;
    while (m->count > 1 && m->refill[1].time <= m->refill[0].time + m->refill[0].amount) {
        refill_t h = model_take(m);
        m->refill[0] = (refill_t){h.time, h.amount + m->refill[0].amount};
    }
}

/* ---- comparison ---- */

static refill_t sc_refill(const sched_context_t *sc, word_t i)
{
    return sc->refill[(sc->refill_head + i) % sc->refill_max];
}

static bool agrees(const sched_context_t *sc, const struct model *m)
{
    bool same = sc->refill_more + 1 == m->count && sc->refill_max == m->max && sc->period == m->period;

    for (word_t i = 0; same && i < m->count; i++)
        same = sc_refill(sc, i).time == m->refill[i].time && sc_refill(sc, i).amount == m->refill[i].amount;
    return same;
}

static bool is_list(const sched_context_t *sc, word_t count, const refill_t *list)
{
    struct model m = {sc->period, sc->refill_max, count, {{0, 0}}};

    memcpy(m.refill, list, count * sizeof(refill_t));
    return agrees(sc, &m);
}

static word_t sum(const sched_context_t *sc)
{
    word_t total = 0;

    for (word_t i = 0; i <= sc->refill_more; i++)
        total += sc_refill(sc, i).amount;
    return total;
}

static bool invariants_hold(const sched_context_t *sc, word_t budget)
{
    bool hold = sum(sc) == budget && sc_refill(sc, 0).amount >= min_budget() && sc->refill_more < sc->refill_max;

    for (word_t i = 0; i < sc->refill_more; i++)
        hold = hold && sc_refill(sc, i).time + sc_refill(sc, i).amount <= sc_refill(sc, i + 1).time;
    return hold;
}

/* ---- cases ---- */

#define LIST(...) (sizeof((refill_t[]){__VA_ARGS__}) / sizeof(refill_t)), (refill_t[]){__VA_ARGS__}

static void examples(void)
{
    sched_context_t *sc = 0;

    machine_fresh(1);
    CHECK(min_budget() == 20);
    sc = sc_new(8);
    refill_new(sc, 2, 100, 1000, 0);
    CHECK(is_list(sc, LIST({0, 100})));
    refill_budget_check(sc, 30);
    CHECK(is_list(sc, LIST({30, 70}, {1000, 30})));
    refill_budget_check(sc, 20);
    CHECK(is_list(sc, LIST({50, 50}, {1000, 50})));
    CHECK(refill_unblock_check(sc, 200));
    CHECK(is_list(sc, LIST({200, 50}, {1000, 50})));
    refill_budget_check(sc, 40);
    CHECK(is_list(sc, LIST({1140, 100})));

    refill_new(sc, 2, 100, 1000, 0);
    refill_budget_check(sc, 130);
    CHECK(is_list(sc, LIST({1030, 70}, {2000, 30})));

    refill_new(sc, 2, 100, 1000, 0);
    refill_budget_check(sc, 30);
    CHECK(refill_unblock_check(sc, 980));
    CHECK(is_list(sc, LIST({980, 100})));

    refill_new(sc, 2, 100, 1000, 0);
    refill_budget_check(sc, 30);
    refill_budget_check(sc, 20);
    refill_update(sc, 3, 80, 500, 60);
    CHECK(is_list(sc, LIST({60, 50}, {560, 30})));

    refill_new(sc, 4, 100, 1000, 0);
    sc->refill_more = 2;
    sc->refill[0] = (refill_t){130, 40};
    sc->refill[1] = (refill_t){1000, 30};
    sc->refill[2] = (refill_t){1100, 30};
    CHECK(refill_unblock_check(sc, 200));
    refill_budget_check(sc, 30);
    CHECK(is_list(sc, LIST({990, 40}, {1100, 30}, {1200, 30})));
    case_end("refill/examples");
}

static void round_robin(void)
{
    sched_context_t *sc = 0;

    machine_fresh(1);
    sc = sc_new(7);
    refill_new(sc, 2, 100, 0, 7);
    CHECK(sc_is_active(sc) && sc_is_round_robin(sc));
    CHECK(is_list(sc, LIST({7, 100}, {7, 0})));
    CHECK(!refill_unblock_check(sc, 50));
    CHECK(is_list(sc, LIST({7, 100}, {7, 0})));
    case_end("refill/round-robin");
}

static void predicates(void)
{
    sched_context_t *sc = 0;

    machine_fresh(1);
    sc = sc_new(7);
    CHECK(!sc_is_active(sc));
    refill_new(sc, 2, 100, 1000, 50);
    CHECK(!refill_is_ready(sc, 49) && refill_is_ready(sc, 50));
    CHECK(refill_is_sufficient(sc, 80) && !refill_is_sufficient(sc, 81));
    CHECK(refill_is_sufficient(sc, 0) && !refill_is_sufficient(sc, 101) && !refill_is_sufficient(sc, ~(word_t)0));
    case_end("refill/predicates");
}

static bool random_round(void)
{
    word_t max = 2 + random_below(9);
    word_t budget = 20 + random_below(500);
    word_t period = budget + 1 + random_below(2000);
    word_t now = random_below(100000);
    sched_context_t *sc = sc_new(9);
    struct model m;
    bool good = true;

    refill_new(sc, max, budget, period, now);
    model_new(&m, max, budget, period, now);
    for (unsigned i = 0; i < OPERATIONS && good; i++) {
        switch (random_below(10)) {
        case 0:
            max = 2 + random_below(9);
            budget = 20 + random_below(500);
            period = budget + 1 + random_below(2000);
            refill_update(sc, max, budget, period, now);
            model_update(&m, max, budget, period, now);
            break;
        case 1: case 2:
            now += random_below(3000);
            good = refill_unblock_check(sc, now) == (m.refill[0].time <= now);
            model_unblock(&m, now);
            break;
        default: {
            word_t head = m.refill[0].amount;
            word_t used = random_below(8) == 0 ? random_below(4 * budget) : random_below(head + 1);
            now = (now < m.refill[0].time ? m.refill[0].time : now) + used;
            refill_budget_check(sc, used);
            model_charge(&m, used);
            break;
        }
        }
        good = good && agrees(sc, &m) && invariants_hold(sc, budget);
    }
    return good;
}

static void random_operations(void)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        machine_fresh(1);
        CHECK(random_round());
    }
    case_end("refill/random");
}

/* Overruns of millions of periods: same result as step by step, and no more steps than the bound. */
static void overruns(void)
{
    sched_context_t *sc = 0;
    struct model m;

    machine_fresh(1);
    sc = sc_new(9);
    for (unsigned i = 0; i < 200; i++) {
        word_t max = 2 + random_below(9);
        word_t used = random_below(1000000);

        refill_new(sc, max, 100, 1000, 0);
        model_new(&m, max, 100, 1000, 0);
        for (unsigned j = 0; j < 6; j++) {
            word_t part = random_below(31);
            refill_budget_check(sc, part);
            model_charge(&m, part);
            refill_unblock_check(sc, 1100 * j);
            model_unblock(&m, 1100 * j);
        }
        refill_budget_check(sc, used);
        model_charge(&m, used);
        CHECK(agrees(sc, &m) && invariants_hold(sc, 100));
    }
    refill_new(sc, 2, 100, 1000, 0);
    refill_budget_check(sc, (word_t)1 << 62);
    CHECK(sum(sc) == 100 && refill_head(sc)->amount >= 20);
    /* so late a refill is charged no further */
    CHECK(refill_head(sc)->time >= shared.release_time_max || refill_head(sc)->time >= ((word_t)1 << 62) / 100 * 1000);
    case_end("refill/overruns");
}

static void never_charged(void)
{
    sched_context_t *sc = 0;

    machine_fresh(1);
    sc = sc_new(7);
    refill_new(sc, 2, 100, 1000, shared.release_time_max);
    refill_budget_check(sc, 300);
    CHECK(is_list(sc, LIST({shared.release_time_max, 100})));
    refill_new(sc, 2, 100, 1000, shared.release_time_max - 1);
    refill_budget_check(sc, 250);
    CHECK(is_list(sc, LIST({shared.release_time_max + 999, 100})));
    case_end("refill/never-charged");
}

int main(void)
{
    examples();
    round_robin();
    predicates();
    random_operations();
    overruns();
    never_charged();
    return test_end();
}
