/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a system tool computes before the system runs, from the interface's rules alone: nothing here includes or links
 * anything of the kernel.
 */
#ifndef PREDICT_H
#define PREDICT_H

#include <stdbool.h>
#include <stdint.h>

#define RANGES_MAX 64

struct range {
    uint64_t start, end;
};

/* Ascending, apart from each other, none empty. */
struct ranges {
    unsigned count;
    struct range at[RANGES_MAX];
};

void ranges_add(struct ranges *list, uint64_t start, uint64_t end);
void ranges_cut(struct ranges *list, uint64_t start, uint64_t end);

/* Memory of a device tree, and what it reserves. False: makes no sense. */
bool tree_memory(const unsigned char *tree, uint64_t bytes, struct ranges *memory, struct ranges *reserved);

#endif
