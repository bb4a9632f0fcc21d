/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flattened device trees (Devicetree Specification 0.4, chapter 5), read one token at a time. Nothing in a blob is
 * believed: every offset is checked against its size, and a walk ends after FDT_TOKENS_MAX tokens.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_error.h"
#include "boot/window.h"

#define FDT_TOKENS_MAX 65536u
#define FDT_DEPTH_MAX 16u           /* nodes within nodes, the root included */

struct fdt {
    struct phys_window blob;        /* the size the header says */
    uint64_t reservations;          /* offset of the list of reserved memory */
    uint64_t structure;             /* offset and end of the tokens */
    uint64_t structure_end;
    struct phys_window strings;     /* names of properties */
};

enum fdt_token {
    FDT_TREE_END,
    FDT_NODE_BEGIN,                 /* name: of the node */
    FDT_NODE_END,
    FDT_PROPERTY,                   /* name, value */
    FDT_BROKEN,                     /* the structure makes no sense here: error is filled in */
};

struct fdt_item {
    struct phys_window name;        /* without its zero byte */
    struct phys_window value;
};

struct fdt_cursor {
    uint64_t at;
    uint32_t depth;
    uint32_t tokens;
};

/* Checks the header. */
bool fdt_open(struct phys_window window, struct fdt *fdt, struct boot_error *error);

/* The next token; starts with a cursor of zeros. */
enum fdt_token fdt_next(const struct fdt *fdt, struct fdt_cursor *cursor, struct fdt_item *item,
                        struct boot_error *error);

/* Big-endian numbers of a value, 0 where it has none: one cell, and one or two cells. */
uint32_t fdt_cell(struct phys_window value, uint64_t at);
uint64_t fdt_number(struct phys_window value, uint64_t at, uint32_t cells);

/* Is this the text? Does the node name mean it ("memory" in "memory@80000000")? Has the list of texts this one? */
bool fdt_text_is(struct phys_window text, const char *is);
bool fdt_name_is(struct phys_window name, const char *is);
bool fdt_list_has(struct phys_window list, const char *text);
