/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions without theorems, code.c: the safety of good_* is proved, that of bad_KIND_* is refuted by an obligation of
 * that kind.
 */
#include "code.h"
#include <proof/verify.h>

enum { T_NODE = 1 };
static const word_t v_tag_node __attribute__((used)) = T_NODE;

ALWAYS(node, next, next, (const struct node *next)) { return next == 0 || v_type(next) == T_NODE; }
ALWAYS(node, colour, colour, (word_t colour)) { return colour < TABLE_ENTRIES; }
ALWAYS(list, first, first, (const struct node *first)) { return first == 0 || v_type(first) == T_NODE; }
