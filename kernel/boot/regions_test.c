/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Region lists against a model that has one cell per address: a cell holds the number of the region it is in, 0 for
 * none. Regions are runs of equal numbers.
 */
#include "boot/regions.h"

#include "boot/boot_test.h"

#define CELLS 64
#define ROUNDS 20000
#define STEPS 12

struct model {
    unsigned cell[CELLS];
    unsigned next;
};

static struct region random_region(void)
{
    uint64_t start = random_below(CELLS);

    return region_make(start, start + random_below(CELLS - start + 1));
}

static void model_add(struct model *model, struct region region)
{
    unsigned number = ++model->next;

    for (uint64_t i = region.start; i < region.end; i++) {
        unsigned old = model->cell[i];

        for (unsigned j = 0; j < CELLS && old != 0; j++) {
            model->cell[j] = model->cell[j] == old ? number : model->cell[j];
        }
        model->cell[i] = number;
    }
}

static void model_cut(struct model *model, struct region range)
{
    unsigned number = ++model->next;

    for (uint64_t i = range.start; i < range.end; i++) {
        model->cell[i] = 0;
    }
    /* What is right of a hole is a region of its own. */
    if (range.end > range.start && range.end < CELLS && model->cell[range.end] != 0) {
        unsigned old = model->cell[range.end];

        for (uint64_t i = range.end; i < CELLS && model->cell[i] == old; i++) {
            model->cell[i] = number;
        }
    }
}

static bool model_agrees(const struct model *model, const struct region_list *list)
{
    uint32_t found = 0;

    for (uint64_t i = 0; i < CELLS;) {
        uint64_t end = i;

        while (end < CELLS && model->cell[end] == model->cell[i]) {
            end++;
        }
        if (model->cell[i] != 0) {
            if (found >= list->count || list->at[found].start != i || list->at[found].end != end) {
                return false;
            }
            found++;
        }
        i = end;
    }
    return found == list->count;
}

static bool model_covers(const struct model *model, struct region range)
{
    bool covered = true;

    for (uint64_t i = range.start; i < range.end; i++) {
        covered = covered && model->cell[i] != 0;
    }
    return covered;
}

static void gaps_check(const struct model *model, const struct region_list *list, uint64_t limit)
{
    static struct region_list gaps;
    bool in_gap[CELLS] = {false};

    CHECK(region_list_gaps(list, limit, &gaps));
    CHECK(region_list_is_valid(&gaps));
    for (uint32_t i = 0; i < gaps.count; i++) {
        for (uint64_t at = gaps.at[i].start; at < gaps.at[i].end && at < CELLS; at++) {
            in_gap[at] = true;
        }
        CHECK(i == 0 || gaps.at[i - 1].end < gaps.at[i].start);
    }
    for (uint64_t at = 0; at < CELLS; at++) {
        CHECK(in_gap[at] == (at < limit && model->cell[at] == 0));
    }
}

static void random_steps_test(void)
{
    static struct region_list list;

    for (unsigned round = 0; round < ROUNDS; round++) {
        struct model model = {{0}, 0};

        region_list_clear(&list);
        for (unsigned step = 0; step < STEPS; step++) {
            struct region region = random_region();

            if (random_below(3) != 0) {
                CHECK(region_list_add(&list, region));
                model_add(&model, region);
            } else {
                CHECK(region_list_cut(&list, region));
                model_cut(&model, region);
            }
            CHECK(region_list_is_valid(&list));
            CHECK(model_agrees(&model, &list));
        }
        for (unsigned i = 0; i < 4; i++) {
            struct region range = random_region();

            CHECK(region_list_covers(&list, range) == model_covers(&model, range));
        }
        gaps_check(&model, &list, random_below(CELLS + 1));
    }
    case_end("regions/add, cut, covers and gaps agree with cells");
}

static void full_list_test(void)
{
    static struct region_list list, before, gaps;

    region_list_clear(&list);
    for (uint64_t i = 0; i < REGIONS_MAX; i++) {
        CHECK(region_list_add(&list, region_make(10 * i + 1, 10 * i + 9)));
    }
    before = list;
    CHECK(!region_list_add(&list, region_make(5000, 5001)));
    CHECK(!region_list_cut(&list, region_make(14, 15)));
    CHECK(memcmp(&before, &list, sizeof(list)) == 0);
    CHECK(!region_list_gaps(&list, UINT64_MAX, &gaps));
    CHECK(region_list_gaps(&list, 1271, &gaps) && gaps.count == REGIONS_MAX);
    /* Joining and shortening need no room. */
    CHECK(region_list_add(&list, region_make(0, 12)) && list.count == REGIONS_MAX - 1);
    CHECK(region_list_cut(&list, region_make(21, 22)) && list.count == REGIONS_MAX - 1);
    CHECK(region_list_cut(&list, region_make(0, UINT64_MAX)) && list.count == 0);
    case_end("regions/a full list refuses and stays as it was");
}

static void extremes_test(void)
{
    static struct region_list list;

    region_list_clear(&list);
    CHECK(region_list_largest(&list) == 0);
    CHECK(!region_list_covers(&list, region_make(0, 1)) && region_list_covers(&list, region_make(7, 7)));
    CHECK(region_list_add(&list, region_make(0, UINT64_MAX)));
    CHECK(region_list_largest(&list) == UINT64_MAX);
    CHECK(region_list_cut(&list, region_make(UINT64_MAX - 1, UINT64_MAX)));
    CHECK(region_list_cut(&list, region_make(0, 1)) && list.count == 1);
    region_list_shrink_to(&list, 4096);
    CHECK(list.count == 1 && list.at[0].start == 4096 && list.at[0].end == UINT64_MAX - 4095);
    region_list_clear(&list);
    CHECK(region_list_add(&list, region_make(UINT64_MAX - 100, UINT64_MAX - 5)));
    region_list_shrink_to(&list, 4096);
    CHECK(list.count == 0);
    CHECK(region_list_add(&list, region_make(4097, 12288)) && region_list_add(&list, region_make(20480, 20481)));
    region_list_shrink_to(&list, 4096);
    CHECK(list.count == 1 && list.at[0].start == 8192 && list.at[0].end == 12288);
    case_end("regions/ends of the address space, rounding");
}

int main(void)
{
    random_steps_test();
    full_list_test();
    extremes_test();
    return test_end();
}
