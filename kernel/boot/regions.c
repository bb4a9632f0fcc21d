/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorted lists of physical address ranges. */
#include "boot/regions.h"

bool region_list_is_valid(const struct region_list *list)
{
    bool valid = list->count <= REGIONS_MAX;

    for (uint32_t i = 0; i < REGIONS_MAX && i < list->count; i++) {
        valid = valid && !region_is_empty(list->at[i]);
        valid = valid && (i == 0 || list->at[i - 1].end <= list->at[i].start);
    }
    return valid;
}

void region_list_clear(struct region_list *list)
{
    list->count = 0;
}

/* Index of the first region that ends behind the address: the first that could overlap something from there on. */
static uint32_t first_behind(const struct region_list *list, uint64_t address)
{
    uint32_t i = 0;

    while (i < list->count && list->at[i].end <= address) {
        i++;
    }
    return i;
}

/* Index of the first region that starts at or behind the address. */
static uint32_t first_from(const struct region_list *list, uint64_t address)
{
    uint32_t i = 0;

    while (i < list->count && list->at[i].start < address) {
        i++;
    }
    return i;
}

/*
 * Replaces the regions [from, to) by the given ones (count of them, 0 to 2) and moves the rest up or down.
 * The caller has checked that the result fits.
 */
static void splice(struct region_list *list, uint32_t from, uint32_t to, struct region a, struct region b,
                   uint32_t count)
{
    uint32_t tail = list->count - to;

    if (from + count > to) {
        for (uint32_t i = tail; i > 0; i--) {
            list->at[from + count + i - 1] = list->at[to + i - 1];
        }
    } else {
        for (uint32_t i = 0; i < tail; i++) {
            list->at[from + count + i] = list->at[to + i];
        }
    }
    if (count > 0) {
        list->at[from] = a;
    }
    if (count > 1) {
        list->at[from + 1] = b;
    }
    list->count = from + count + tail;
}

bool region_list_add(struct region_list *list, struct region region)
{
    uint32_t from = 0;
    uint32_t to = 0;

    if (region_is_empty(region)) {
        return true;
    }
    from = first_behind(list, region.start);
    to = first_from(list, region.end);
    /* All of [from, to) overlap the region; none if to <= from. */
    if (to <= from) {
        if (list->count >= REGIONS_MAX) {
            return false;
        }
        splice(list, from, from, region, region, 1);
        return true;
    }
    region.start = list->at[from].start < region.start ? list->at[from].start : region.start;
    region.end = list->at[to - 1].end > region.end ? list->at[to - 1].end : region.end;
    splice(list, from, to, region, region, 1);
    return true;
}

bool region_list_cut(struct region_list *list, struct region range)
{
    struct region left = {0, 0};
    struct region right = {0, 0};
    uint32_t from = 0;
    uint32_t to = 0;
    uint32_t kept = 0;

    if (region_is_empty(range)) {
        return true;
    }
    from = first_behind(list, range.start);
    to = first_from(list, range.end);
    if (to <= from) {
        return true;
    }
    left = region_make(list->at[from].start, range.start);
    right = region_make(range.end, list->at[to - 1].end);
    kept = (region_is_empty(left) ? 0u : 1u) + (region_is_empty(right) ? 0u : 1u);
    if (list->count - (to - from) + kept > REGIONS_MAX) {
        return false;
    }
    splice(list, from, to, region_is_empty(left) ? right : left, right, kept);
    return true;
}

void region_list_shrink_to(struct region_list *list, uint64_t align)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < REGIONS_MAX && i < list->count; i++) {
        struct region region = region_make(align_up(list->at[i].start, align), align_down(list->at[i].end, align));

        if (!region_is_empty(region)) {
            list->at[kept] = region;
            kept++;
        }
    }
    list->count = kept;
}

bool region_list_covers(const struct region_list *list, struct region range)
{
    uint64_t reached = range.start;

    for (uint32_t i = 0; i < REGIONS_MAX && i < list->count; i++) {
        if (list->at[i].start <= reached && list->at[i].end > reached) {
            reached = list->at[i].end;
        }
    }
    return reached >= range.end;
}

bool region_list_gaps(const struct region_list *list, uint64_t limit, struct region_list *gaps)
{
    uint64_t reached = 0;
    bool fits = true;

    region_list_clear(gaps);
    for (uint32_t i = 0; i < REGIONS_MAX && i < list->count && list->at[i].start < limit; i++) {
        fits = fits && region_list_add(gaps, region_make(reached, list->at[i].start));
        reached = list->at[i].end;
    }
    return fits && region_list_add(gaps, region_make(reached, limit));
}

uint64_t region_list_largest(const struct region_list *list)
{
    uint64_t largest = 0;

    for (uint32_t i = 0; i < REGIONS_MAX && i < list->count; i++) {
        uint64_t size = list->at[i].end - list->at[i].start;

        largest = size > largest ? size : largest;
    }
    return largest;
}
