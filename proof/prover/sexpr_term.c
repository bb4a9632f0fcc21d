/* SPDX-License-Identifier: BSD-2-Clause */
/* Terms from s-expressions. */
#include "sexpr.h"
#include <stdlib.h>
#include <string.h>

/* Names bound by let, innermost first. */
struct binding {
    const char *name;
    term_t term;
    const struct binding *outer;
};

struct parse {
    const struct sexpr_scope *scope;
    const struct binding *bindings;
};

static term_t parse_term(const struct parse *parse, const struct sexpr *e);

sort_t sexpr_sort(const struct sexpr *e)
{
    if (sexpr_is(e, "Bool"))
        return SORT_BOOL;
    if (sexpr_is(e, "Int"))
        return SORT_INT;
    if (sexpr_is(e, "Ref"))
        return SORT_REF;
    if (sexpr_starts(e, "_") && e->count == 3 && sexpr_is(&e->item[1], "BitVec") && e->item[2].atom != NULL)
        return sort_bv((unsigned)strtoul(e->item[2].atom, NULL, 10));
    return SORT_NONE;
}

/* --- atoms */

static value_t digits(const char *text, unsigned base)
{
    unsigned __int128 value = 0; /* of an integer beyond 127 bits only the low ones: good enough to try instances */

    for (; *text != '\0'; text++) {
        unsigned digit = *text >= 'a' ? (unsigned)(*text - 'a' + 10) : *text >= 'A' ? (unsigned)(*text - 'A' + 10)
                                                                                    : (unsigned)(*text - '0');
        value = value * base + digit;
    }
    return (value_t)value;
}

static term_t parse_atom(const struct parse *parse, const char *atom)
{
    for (const struct binding *b = parse->bindings; b != NULL; b = b->outer)
        if (strcmp(b->name, atom) == 0)
            return b->term;
    if (strcmp(atom, "true") == 0)
        return term_true();
    if (strcmp(atom, "false") == 0)
        return term_false();
    if (atom[0] >= '0' && atom[0] <= '9')
        return term_int(digits(atom, 10));
    if (strncmp(atom, "#x", 2) == 0 && strlen(atom) <= 2 + BV_WIDTH_MAX / 4)
        return term_bv(4 * (unsigned)strlen(atom + 2), digits(atom + 2, 16));
    if (strncmp(atom, "#b", 2) == 0 && strlen(atom) <= 2 + BV_WIDTH_MAX)
        return term_bv((unsigned)strlen(atom + 2), digits(atom + 2, 2));
    return parse->scope->lookup(atom, parse->scope->context);
}

/* --- built-in operations */

typedef term_t binary_t(term_t, term_t);

static term_t ge(term_t a, term_t b) { return term_le(b, a); }
static term_t gt(term_t a, term_t b) { return term_lt(b, a); }

static const struct {
    const char *name;
    binary_t *operation;
} binaries[] = {
    {"=", term_eq}, {"distinct", term_ne}, {"and", term_and}, {"or", term_or}, {"=>", term_implies}, {"+", term_add},
    {"*", term_mul}, {"div", term_div}, {"mod", term_mod}, {"<=", term_le}, {"<", term_lt}, {">=", ge}, {">", gt},
    {"-", term_sub}, {"bvadd", term_bv_add}, {"bvand", term_bv_and}, {"bvor", term_bv_or}, {"bvmul", term_bv_mul},
    {"concat", term_bv_concat}, {"bvule", term_bv_ule}, {"bvult", term_bv_ult}, {"bvshl", term_bv_shl},
    {"bvlshr", term_bv_lshr},
};

static bool folds(const char *name)
{
    return strchr("+*", name[0]) != NULL || strcmp(name, "and") == 0 || strcmp(name, "or") == 0 ||
           strcmp(name, "-") == 0;
}

static term_t apply_builtin(const char *name, const term_t *args, unsigned n)
{
    if (n == 1 && strcmp(name, "not") == 0)
        return term_not(args[0]);
    if (n == 1 && strcmp(name, "-") == 0)
        return term_neg(args[0]);
    if (n == 1 && strcmp(name, "bvnot") == 0)
        return term_bv_not(args[0]);
    if (n == 3 && strcmp(name, "ite") == 0)
        return term_ite(args[0], args[1], args[2]);
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (strcmp(name, binaries[i].name) == 0 && (n == 2 || (n > 0 && folds(name)))) {
            term_t result = args[0];
            for (unsigned k = 1; k < n; k++)
                result = binaries[i].operation(result, args[k]);
            return result;
        }
    return TERM_NONE;
}

/* --- lists */

static term_t parse_let(const struct parse *parse, const struct sexpr *e)
{
    const struct sexpr *pairs = &e->item[1];
    struct binding *bindings;
    struct parse inner = *parse;
    term_t result = TERM_NONE;

    if (e->count != 3 || pairs->atom != NULL)
        return TERM_NONE;
    bindings = calloc(pairs->count + 1, sizeof *bindings);
    if (bindings == NULL)
        prover_fail("out of memory");
    for (unsigned i = 0; i < pairs->count; i++) {
        const struct sexpr *pair = &pairs->item[i];
        if (pair->count != 2 || pair->item[0].atom == NULL)
            goto out;
        bindings[i] = (struct binding){pair->item[0].atom, parse_term(parse, &pair->item[1]), inner.bindings};
        if (bindings[i].term == TERM_NONE)
            goto out;
        inner.bindings = &bindings[i];
    }
    result = parse_term(&inner, &e->item[2]);
out:
    free(bindings);
    return result;
}

static term_t parse_list(const struct parse *parse, const struct sexpr *e)
{
    term_t *args = malloc((e->count + 1) * sizeof *args);
    term_t result = TERM_NONE;
    unsigned n = 0;

    if (args == NULL)
        prover_fail("out of memory");
    for (; n + 1 < e->count; n++)
        if ((args[n] = parse_term(parse, &e->item[n + 1])) == TERM_NONE)
            break;
    if (n + 1 == e->count)
        result = apply_builtin(e->item[0].atom, args, n);
    if (n + 1 == e->count && result == TERM_NONE)
        result = parse->scope->apply(e->item[0].atom, args, n, parse->scope->context);
    free(args);
    return result;
}

/* ((_ extract high low) x), ((_ zero_extend n) x) */
static term_t parse_indexed(const struct parse *parse, const struct sexpr *e)
{
    const struct sexpr *head = &e->item[0];
    term_t a = e->count == 2 ? parse_term(parse, &e->item[1]) : TERM_NONE;
    unsigned number[2] = {0, 0};

    if (a == TERM_NONE || !sexpr_starts(head, "_") || head->count < 3 || head->count > 4)
        return TERM_NONE;
    for (unsigned i = 2; i < head->count; i++)
        number[i - 2] = head->item[i].atom == NULL ? 0 : (unsigned)strtoul(head->item[i].atom, NULL, 10);
    if (sexpr_is(&head->item[1], "extract") && number[0] >= number[1])
        return term_bv_extract(a, number[1], number[0] - number[1] + 1);
    if (sexpr_is(&head->item[1], "zero_extend"))
        return term_bv_zext(a, sort_width(term_sort(a)) + number[0]);
    return TERM_NONE;
}

static term_t parse_term(const struct parse *parse, const struct sexpr *e)
{
    if (e->atom != NULL)
        return parse_atom(parse, e->atom);
    if (e->count == 0)
        return TERM_NONE;
    if (sexpr_is(&e->item[0], "let"))
        return parse_let(parse, e);
    if (sexpr_is(&e->item[0], "as") && e->count == 3 && e->item[1].atom != NULL)
        return parse->scope->lookup(e->item[1].atom, parse->scope->context);
    if (sexpr_starts(e, "_") && e->count == 3 && e->item[1].atom != NULL && strncmp(e->item[1].atom, "bv", 2) == 0 &&
        e->item[2].atom != NULL)
        return term_bv((unsigned)strtoul(e->item[2].atom, NULL, 10), digits(e->item[1].atom + 2, 10));
    if (e->item[0].atom == NULL)
        return parse_indexed(parse, e);
    return parse_list(parse, e);
}

term_t sexpr_term(const struct sexpr *e, const struct sexpr_scope *scope)
{
    return parse_term(&(struct parse){scope, NULL}, e);
}
