/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions without theorems, code.c: the safety of good_* is proved, that of bad_KIND_* is refuted by an obligation of
 * that kind.
 */
#include "code.h"
#include <lib/field.h>
#include <proof/verify.h>

enum { T_NODE = 1, T_REQUEST, T_ROW, T_SHELF, T_SPAN, T_BAG };
static const word_t v_tag_bag __attribute__((used)) = T_BAG;
static const word_t v_tag_node __attribute__((used)) = T_NODE;
static const word_t v_tag_row __attribute__((used)) = T_ROW;
static const word_t v_tag_shelf __attribute__((used)) = T_SHELF;
static const word_t v_tag_span __attribute__((used)) = T_SPAN;
static const word_t v_tag_request __attribute__((used)) = T_REQUEST;
static const word_t v_argument_request __attribute__((used)) = 1;

ALWAYS(node, next, next, (const struct node *next)) { return next == 0 || v_type(next) == T_NODE; }
ALWAYS(node, colour, colour, (word_t colour)) { return colour < TABLE_ENTRIES; }
ALWAYS(list, first, first, (const struct node *first)) { return first == 0 || v_type(first) == T_NODE; }

ALWAYS_OBJECT(node, order, (const struct node *node)) { return node->low <= node->high; }
ALWAYS(request, node, node, (const struct node *node)) { return v_type(node) == T_NODE; }
ALWAYS(request, colour, colour, (word_t colour)) { return colour < TABLE_ENTRIES; }
/* Elements of the array at the end of an object. */
gint ghost_get_room(const void *object);
NEEDS(bag_fill, (const struct bag *bag)) { return ghost_get_room(bag) == 2; }
NEEDS(good_bag, (const struct bag *bag)) { return ghost_get_room(bag) == 2; }
NEEDS(bad_undefined_bag, (const struct bag *bag)) { return ghost_get_room(bag) == 2; }
NEEDS(bad_bounds_bag, (const struct bag *bag)) { return ghost_get_room(bag) == 2; }
NEEDS(table_at, (const struct node *node, word_t i)) { return i < TABLE_ENTRIES; }
GIVES(less_than_table, (word_t result, word_t i)) { return result < TABLE_ENTRIES; }
NEEDS(bad_result_cast, (word_t address)) { return address > 0; }

static bool counts(const struct node *node)
{
    word_t before = 0;

    v_old();
    before = node->number;
    v_now();
    return before < TABLE_ENTRIES && node->number == before + 1;
}

NEEDS(node_count, (const struct node *node)) { return node->number < TABLE_ENTRIES; }
GIVES(node_count, (const struct node *node)) { return counts(node); }
NEEDS(bad_gives_count, (const struct node *node)) { return node->number < TABLE_ENTRIES; }
GIVES(bad_gives_count, (const struct node *node)) { return counts(node); }
GIVES(bad_gives_more, (word_t result, word_t i)) { return result > i; }
ALWAYS_EACH(row, base, nodes, (word_t i, word_t base))
{
    return base < op_pow2(40) && (i >= TABLE_ENTRIES || v_type((const struct node *)base + i) == T_NODE);
}
ALWAYS_EACH(shelf, is_marked, nodes, (word_t i, word_t is_marked, const struct shelf *shelf))
{
    word_t at = (word_t)shelf + SHELF_BYTES;

    return is_marked == 0 || i >= TABLE_ENTRIES ||
           (at < op_pow2(40) && v_type((const struct node *)at + i) == T_NODE);
}
ALWAYS_OBJECT(span, order, (const struct span *span)) { return span->low <= span->high; }

INVARIANT_OF always_capability(word_t w0, word_t w1)
{
    return w0 == 0 || w1 < TABLE_ENTRIES;
}
NEEDS(capability_entry, (const struct node *node, cap_t cap)) { return cap.w0 != 0; }
GIVES(capability_of, (word_t w0, word_t w1, word_t i)) { return w0 != 0; }
GIVES(bad_always_capability_returned, (word_t w0, word_t w1, word_t i)) { return w0 != 0; }
