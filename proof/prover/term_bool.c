/* SPDX-License-Identifier: BSD-2-Clause */
/* Logic: negation, conjunction, disjunction, equality of any sort, choice. */
#include "term_internal.h"
#include <stdlib.h>
#include <string.h>

/*
 * Integer comparisons have no negation (a <= b is false where b + 1 <= a), conjunctions and disjunctions keep theirs.
 */
term_t term_not(term_t a)
{
    need(term_sort(a) == SORT_BOOL, "negation of what is not Bool");
    if (term_is_const(a))
        return term_bool(term_is_false(a));
    if (term_op(a) == OP_NOT)
        return term_arg(a, 0);
    if (term_op(a) == OP_LE)
        return term_lt(term_arg(a, 1), term_arg(a, 0));
    return store_term(OP_NOT, SORT_BOOL, &a, 1, 0);
}

/* --- conjunction and disjunction: flat, sorted, without repetition */

struct list {
    term_t *items;
    unsigned count, room;
};

static void list_add(struct list *list, term_t t)
{
    if (list->count == list->room) {
        list->room = list->room * 2 + 16;
        list->items = realloc(list->items, list->room * sizeof *list->items);
        need(list->items != NULL, "out of memory");
    }
    list->items[list->count++] = t;
}

static int compare_terms(const void *a, const void *b)
{
    term_t x = *(const term_t *)a, y = *(const term_t *)b;

    return (x > y) - (x < y);
}

static bool list_has(const struct list *list, term_t t)
{
    return bsearch(&t, list->items, list->count, sizeof t, compare_terms) != NULL;
}

/* Is there an item together with its negation? */
static bool list_has_opposites(const struct list *list)
{
    enum { COMPARISONS_MAX = 32 }; /* negating a comparison makes terms */

    for (unsigned i = 0; i < list->count; i++) {
        term_t t = list->items[i];
        bool cheap = term_op(t) == OP_NOT || (term_op(t) == OP_LE && list->count <= COMPARISONS_MAX);
        if (cheap && list_has(list, term_not(t)))
            return true;
    }
    return false;
}

/* op of the list: neutral is true for OP_AND, false for OP_OR. Frees the list. */
static term_t join(enum term_op op, struct list *list, term_t neutral)
{
    unsigned kept = 0;
    term_t result;

    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, compare_terms);
    for (unsigned i = 0; i < list->count; i++)
        if (kept == 0 || list->items[kept - 1] != list->items[i])
            list->items[kept++] = list->items[i];
    list->count = kept;
    if (kept == 0)
        result = neutral;
    else if (kept == 1)
        result = list->items[0];
    else if (list_has_opposites(list))
        result = term_not(neutral);
    else
        result = store_term(op, SORT_BOOL, list->items, kept, 0);
    free(list->items);
    return result;
}

static term_t join_all(enum term_op op, const term_t *args, unsigned n)
{
    struct list list = {NULL, 0, 0};
    term_t neutral = term_bool(op == OP_AND);

    for (unsigned i = 0; i < n; i++) {
        need(term_sort(args[i]) == SORT_BOOL, "conjunction or disjunction of what is not Bool");
        if (args[i] == neutral)
            continue;
        if (term_is_const(args[i])) {
            free(list.items);
            return args[i];
        }
        if (term_op(args[i]) == op)
            for (unsigned k = 0; k < term_arg_count(args[i]); k++)
                list_add(&list, term_arg(args[i], k));
        else
            list_add(&list, args[i]);
    }
    return join(op, &list, neutral);
}

term_t term_and_all(const term_t *args, unsigned n) { return join_all(OP_AND, args, n); }
term_t term_or_all(const term_t *args, unsigned n) { return join_all(OP_OR, args, n); }
term_t term_and(term_t a, term_t b) { return term_and_all((term_t[]){a, b}, 2); }
term_t term_or(term_t a, term_t b) { return term_or_all((term_t[]){a, b}, 2); }
term_t term_implies(term_t a, term_t b) { return term_or(term_not(a), b); }

/* --- equality */

static term_t bool_eq(term_t a, term_t b)
{
    bool negated = false;

    if (term_is_const(b) || (term_op(b) == OP_NOT && term_op(a) != OP_NOT)) {
        term_t swap = a;
        a = b;
        b = swap;
    }
    if (term_is_const(a))
        return term_is_true(a) ? b : term_not(b);
    if (term_op(a) == OP_NOT) {
        a = term_arg(a, 0);
        negated = !negated;
    }
    if (term_op(b) == OP_NOT) {
        b = term_arg(b, 0);
        negated = !negated;
    }
    if (a == b)
        return term_bool(!negated);
    if (a == term_not(b))
        return term_bool(negated);
    if (a > b) {
        term_t swap = a;
        a = b;
        b = swap;
    }
    a = store_term(OP_EQ, SORT_BOOL, (term_t[]){a, b}, 2, 0);
    return negated ? term_not(a) : a;
}

term_t term_eq(term_t a, term_t b)
{
    sort_t sort = term_sort(a);

    need(sort == term_sort(b), "equality of terms of different sorts");
    if (a == b)
        return term_true();
    if (term_is_const(a) && term_is_const(b))
        return term_false();
    if (sort == SORT_BOOL)
        return bool_eq(a, b);
    if (sort == SORT_INT)
        return int_eq(a, b);
    if (sort_is_bv(sort))
        return bv_eq(a, b);
    return store_term(OP_EQ, SORT_BOOL, a < b ? (term_t[]){a, b} : (term_t[]){b, a}, 2, 0);
}

term_t term_ne(term_t a, term_t b) { return term_not(term_eq(a, b)); }

/* --- choice */

static term_t bool_ite(term_t c, term_t a, term_t b)
{
    if (term_is_true(a) || a == c)
        return term_or(c, b);
    if (term_is_false(a) || a == term_not(c))
        return term_and(term_not(c), b);
    if (term_is_true(b) || b == term_not(c))
        return term_or(term_not(c), a);
    if (term_is_false(b) || b == c)
        return term_and(c, a);
    if (a == term_not(b))
        return term_eq(c, a);
    return store_term(OP_ITE, SORT_BOOL, (term_t[]){c, a, b}, 3, 0);
}

/* x == k ? k : x is x, and x == k ? x : k is k, for any x and k. */
static bool is_equation_of(term_t c, term_t a, term_t b)
{
    return term_op(c) == OP_EQ && ((term_arg(c, 0) == a && term_arg(c, 1) == b) ||
                                   (term_arg(c, 0) == b && term_arg(c, 1) == a));
}

term_t term_ite(term_t c, term_t a, term_t b)
{
    term_t sliced;

    need(term_sort(c) == SORT_BOOL && term_sort(a) == term_sort(b), "a choice whose sorts do not fit");
    if (a == b || term_is_true(c))
        return a;
    if (term_is_false(c))
        return b;
    if (term_op(c) == OP_NOT)
        return term_ite(term_arg(c, 0), b, a);
    if (term_op(a) == OP_ITE && term_arg(a, 0) == c)
        return term_ite(c, term_arg(a, 1), b);
    if (term_op(b) == OP_ITE && term_arg(b, 0) == c)
        return term_ite(c, a, term_arg(b, 2));
    if (is_equation_of(c, a, b))
        return b;
    if (term_sort(a) == SORT_BOOL)
        return bool_ite(c, a, b);
    if (sort_is_bv(term_sort(a)) && (sliced = bv_ite(c, a, b)) != TERM_NONE)
        return sliced;
    return store_term(OP_ITE, term_sort(a), (term_t[]){c, a, b}, 3, 0);
}
