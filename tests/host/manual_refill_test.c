/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The worked example of docs/manual/scheduling.md: the kernel's refills go through the same events, and after each the
 * page must have a row with that time and that list. Run from the top folder, as `make test` does.
 */
#include <core/sched_test.h>

#define PAGE "docs/manual/scheduling.md"
#define LINE_BYTES 512

enum event { CONFIGURED, BLOCKS, WAKES };

struct step {
    word_t at;
    enum event event;
    word_t used; /* by a thread that blocks */
};

static const struct step example[] = {
    {0, CONFIGURED, 0}, {400, BLOCKS, 400}, {2000, WAKES, 0},   {2300, BLOCKS, 300},
    {5000, WAKES, 0},   {5300, BLOCKS, 300}, {10000, WAKES, 0},
};

static void do_step(sched_context_t *sc, struct step step, word_t refills)
{
    switch (step.event) {
    case CONFIGURED:
        refill_new(sc, refills, 1000, 10000, step.at);
        break;
    case BLOCKS:
        refill_budget_check(sc, step.used);
        break;
    case WAKES:
        refill_unblock_check(sc, step.at);
        break;
    }
}

/* "(time, amount) (time, amount) ...", the head first. */
static void list_print(const sched_context_t *sc, char *text, size_t bytes)
{
    size_t used = 0;

    text[0] = 0;
    for (word_t i = 0; i <= sc->refill_more; i++) {
        const refill_t *r = &sc->refill[(sc->refill_head + i) % sc->refill_max];

        used += (size_t)snprintf(text + used, bytes - used, "%s(%lu, %lu)", i == 0 ? "" : " ", r->time, r->amount);
    }
}

/* Does a line of the page begin and end like this? */
static bool page_has(const char *begin, const char *end)
{
    FILE *page = fopen(PAGE, "r");
    char line[LINE_BYTES];
    bool found = false;

    while (page != NULL && !found && fgets(line, sizeof(line), page) != NULL) {
        size_t length = strlen(line), tail = strlen(end);

        found = strncmp(line, begin, strlen(begin)) == 0 && length >= tail && strcmp(line + length - tail, end) == 0;
    }
    if (page != NULL)
        fclose(page);
    return found;
}

static void three_refills(void)
{
    sched_context_t *sc = sc_new(8);

    for (size_t i = 0; i < sizeof(example) / sizeof(example[0]); i++) {
        char list[LINE_BYTES - 8], begin[32], end[LINE_BYTES];

        do_step(sc, example[i], 3);
        list_print(sc, list, sizeof(list));
        snprintf(begin, sizeof(begin), "| %lu | ", example[i].at);
        snprintf(end, sizeof(end), " | %s |\n", list);
        if (!page_has(begin, end))
            printf("%s lacks: %s...%s", PAGE, begin, end);
        CHECK(page_has(begin, end));
    }
    case_end("manual/refills-three");
}

/* What the paragraph below the table says. */
static void two_refills(void)
{
    sched_context_t *sc = sc_new(7);
    const refill_t *last = 0;

    for (size_t i = 0; i < 4; i++)
        do_step(sc, example[i], 2);
    last = &sc->refill[(sc->refill_head + sc->refill_more) % sc->refill_max];
    CHECK(sc->refill_more == 1 && last->time == 11600 && last->amount == 700);
    case_end("manual/refills-two");
}

int main(void)
{
    machine_fresh(1);
    three_refills();
    two_refills();
    return test_end();
}
