/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorted, bounded lists of physical address ranges [start, end).
 *
 * Invariant of a list (region_list_is_valid): no empty region, ascending, no overlap. Regions that only touch stay
 * apart: each region of the loader's memory map is cut into untypeds by itself.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define REGIONS_MAX 128

struct region {
    uint64_t start;
    uint64_t end;
};

struct region_list {
    uint32_t count;
    struct region at[REGIONS_MAX];
};

static inline struct region region_make(uint64_t start, uint64_t end)
{
    struct region region = {start, end};

    return region;
}

static inline bool region_is_empty(struct region region)
{
    return region.start >= region.end;
}

static inline bool regions_overlap(struct region a, struct region b)
{
    return !region_is_empty(a) && !region_is_empty(b) && a.start < b.end && b.start < a.end;
}

/* align is a power of two. align_up stops at the largest multiple that fits. */
static inline uint64_t align_down(uint64_t value, uint64_t align)
{
    return value & ~(align - 1);
}

static inline uint64_t align_up(uint64_t value, uint64_t align)
{
    uint64_t top = align_down(UINT64_MAX, align);

    return value > top ? top : align_down(value + (align - 1), align);
}

bool region_list_is_valid(const struct region_list *list);

void region_list_clear(struct region_list *list);

/* Adds a region, joining it with those it overlaps. False if the list is full; the list is unchanged then. */
bool region_list_add(struct region_list *list, struct region region);

/* Removes a range from all regions. False if a split finds the list full; the list is unchanged then. */
bool region_list_cut(struct region_list *list, struct region range);

/* Rounds every region inwards to a power of two and drops what becomes empty. */
void region_list_shrink_to(struct region_list *list, uint64_t align);

/* Is every byte of the range in some region? True for the empty range. */
bool region_list_covers(const struct region_list *list, struct region range);

/* The ranges in [0, limit) that no region covers, ascending. False if there are too many. */
bool region_list_gaps(const struct region_list *list, uint64_t limit, struct region_list *gaps);

/* Size of the largest region, 0 if there is none. */
uint64_t region_list_largest(const struct region_list *list);
