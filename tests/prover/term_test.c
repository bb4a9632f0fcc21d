/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Terms: what the simplifying constructors return means what was asked for. Random terms are built together with their
 * values under several assignments, computed here from the definition of each operation; the term must evaluate to
 * them, and z3 and cvc5, given the term as text, must find that it cannot have another value.
 */
#include "model.h"
#include "solver.h"
#include <stdio.h>
#include <stdlib.h>

typedef unsigned __int128 bits;

enum { ASSIGNMENTS = 6, POOL = 160, ROUNDS = 300, STEPS = 600, SOLVER_ROUNDS = 12, SOLVER_STEPS = 60, VARIABLES = 12 };

static unsigned failures;

static void report(const char *name, unsigned wrong)
{
    if (wrong == 0) {
        printf("ok %s\n", name);
    } else {
        printf("not ok %s: %u wrong\n", name, wrong);
        failures++;
    }
}

/* --- random numbers: xorshift, so that a run can be repeated */

static uint64_t seed = 0x9e3779b97f4a7c15;

static uint64_t random_word(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static unsigned below(unsigned n) { return (unsigned)(random_word() % n); }

static const unsigned widths[] = {1, 2, 7, 8, 32, 64, 128};

static bits mask(unsigned width) { return width == 128 ? ~(bits)0 : ((bits)1 << width) - 1; }

/* Often a number with few ones, few zeros, or near a boundary. */
static bits random_bits(unsigned width)
{
    bits all = (bits)random_word() << 64 | random_word();

    switch (below(6)) {
    case 0: all = below(4); break;
    case 1: all = -(bits)below(4); break;
    case 2: all = (bits)1 << below(width); break;
    case 3: all = ~((bits)1 << below(width)); break;
    case 4: all = below(130); break;
    }
    return all & mask(width);
}

/* --- the pool: terms with their values */

struct entry {
    term_t term;
    sort_t sort;
    __int128 value[ASSIGNMENTS];
};

static struct entry pool[POOL];
static unsigned pool_count;
static struct model *models[ASSIGNMENTS];
static term_t variables[VARIABLES];

static struct entry *pick(sort_t sort)
{
    unsigned start = below(pool_count);

    for (unsigned i = 0; i < pool_count; i++)
        if (pool[(start + i) % pool_count].sort == sort)
            return &pool[(start + i) % pool_count];
    return NULL;
}

static void keep(const struct entry *entry)
{
    if (pool_count < POOL)
        pool[pool_count++] = *entry;
    else
        pool[VARIABLES + below(POOL - VARIABLES)] = *entry;
}

static void add_variable(unsigned i, sort_t sort)
{
    struct entry entry = {.sort = sort};
    char name[32];

    snprintf(name, sizeof name, "x%u.%u", i, sort);
    entry.term = variables[i] = term_var(name, sort);
    for (unsigned a = 0; a < ASSIGNMENTS; a++) {
        if (sort == SORT_INT)
            entry.value[a] = below(3) == 0 ? (__int128)random_word() : (__int128)below(9) - 4;
        else
            entry.value[a] = (__int128)(sort == SORT_BOOL ? random_word() & 1 : random_bits(sort - SORT_BV));
        model_set(models[a], term_symbol(entry.term), NULL, 0, entry.value[a]);
    }
    keep(&entry);
}

static void start_round(void)
{
    pool_count = 0;
    for (unsigned a = 0; a < ASSIGNMENTS; a++) {
        model_free(models[a]);
        models[a] = model_new();
    }
    for (unsigned i = 0; i < VARIABLES; i++)
        add_variable(i, i < 2 ? SORT_BOOL : i < 5 ? SORT_INT : sort_bv(widths[i - 5]));
}

/* --- operations by their definition */

static bool is_negative(bits a, unsigned width) { return (a >> (width - 1) & 1) != 0; }
static __int128 as_signed(bits a, unsigned width) { return (__int128)(is_negative(a, width) ? a | ~mask(width) : a); }

static bits divide(bits a, bits b, unsigned width, bool is_signed, bool rest)
{
    if (!is_signed)
        return b == 0 ? (rest ? a : mask(width)) : rest ? a % b : a / b;
    if (b == 0)
        return rest ? a : is_negative(a, width) ? 1 : mask(width);
    if (b == mask(width)) /* by -1, which overflows for the lowest number */
        return rest ? 0 : -a & mask(width);
    return (bits)(rest ? as_signed(a, width) % as_signed(b, width) : as_signed(a, width) / as_signed(b, width)) &
           mask(width);
}

static bits shifted(enum term_op op, bits a, bits n, unsigned width)
{
    if (n >= width)
        return op == OP_BV_ASHR && is_negative(a, width) ? mask(width) : 0;
    if (op == OP_BV_SHL)
        return a << n & mask(width);
    if (op == OP_BV_LSHR)
        return a >> n;
    return (bits)(as_signed(a, width) >> n) & mask(width);
}

static bits vector_operation(enum term_op op, bits a, bits b, unsigned width)
{
    switch (op) {
    case OP_BV_ADD: return (a + b) & mask(width);
    case OP_BV_MUL: return a * b & mask(width);
    case OP_BV_UDIV: return divide(a, b, width, false, false);
    case OP_BV_UREM: return divide(a, b, width, false, true);
    case OP_BV_SDIV: return divide(a, b, width, true, false);
    case OP_BV_SREM: return divide(a, b, width, true, true);
    case OP_BV_AND: return a & b;
    case OP_BV_OR: return a | b;
    case OP_BV_XOR: return a ^ b;
    default: return shifted(op, a, b, width);
    }
}

static const enum term_op vector_operations[] = {
    OP_BV_ADD, OP_BV_MUL, OP_BV_UDIV, OP_BV_UREM, OP_BV_SDIV, OP_BV_SREM, OP_BV_AND, OP_BV_OR, OP_BV_XOR, OP_BV_SHL,
    OP_BV_LSHR, OP_BV_ASHR,
};

/* --- one random term of each family */

static struct entry constant(void)
{
    struct entry entry = {.sort = sort_bv(widths[below(7)])};
    __int128 value = (__int128)random_bits(entry.sort - SORT_BV);

    if (below(3) == 0) {
        entry.sort = SORT_INT;
        value = (__int128)below(9) - 4;
    }
    entry.term = entry.sort == SORT_INT ? term_int(value) : term_bv(entry.sort - SORT_BV, value);
    for (unsigned a = 0; a < ASSIGNMENTS; a++)
        entry.value[a] = value;
    return entry;
}

static struct entry vectors(void)
{
    unsigned width = widths[below(7)], which = below(sizeof vector_operations / sizeof *vector_operations);
    const struct entry *x = pick(sort_bv(width)), *y = pick(sort_bv(width));
    struct entry entry = {.sort = sort_bv(width)};

    switch (below(16)) {
    case 0: entry.term = term_bv_not(x->term); break;
    case 1: entry.term = term_bv_neg(x->term); break;
    case 2: entry.term = term_bv_sub(x->term, y->term); break;
    default: entry.term = term_bv_binary(vector_operations[which], x->term, y->term); which += 100; break;
    }
    for (unsigned a = 0; a < ASSIGNMENTS; a++) {
        bits p = (bits)x->value[a], q = (bits)y->value[a];
        if (which >= 100)
            entry.value[a] = (__int128)vector_operation(vector_operations[which - 100], p, q, width);
        else if (entry.term == term_bv_not(x->term))
            entry.value[a] = (__int128)(~p & mask(width));
        else if (entry.term == term_bv_neg(x->term))
            entry.value[a] = (__int128)(-p & mask(width));
        else
            entry.value[a] = (__int128)((p - q) & mask(width));
    }
    return entry;
}

static struct entry slices(void)
{
    unsigned width = widths[below(7)], low = below(width), count = 1 + below(width - low), wide;
    const struct entry *x = pick(sort_bv(width)), *y = pick(sort_bv(8));
    struct entry entry = {0};
    unsigned kind = below(4);

    for (wide = 0; widths[wide] < width + 8 && wide < 6; wide++)
        ;
    if (kind >= 2 && (width == 128 || widths[wide] < width))
        kind = 0;
    if (kind == 1 && width + 8 > 128)
        kind = 0;
    entry.term = kind == 0   ? term_bv_extract(x->term, low, count)
                 : kind == 1 ? term_bv_concat(x->term, y->term)
                 : kind == 2 ? term_bv_zext(x->term, widths[wide])
                             : term_bv_sext(x->term, widths[wide]);
    entry.sort = term_sort(entry.term);
    for (unsigned a = 0; a < ASSIGNMENTS; a++) {
        bits p = (bits)x->value[a];
        entry.value[a] = (__int128)(kind == 0   ? p >> low & mask(count)
                                    : kind == 1 ? p << 8 | (bits)y->value[a]
                                    : kind == 2 ? p
                                                : (bits)as_signed(p, width) & mask(widths[wide]));
    }
    return entry;
}

static struct entry integers(void)
{
    const struct entry *x = pick(SORT_INT), *y = pick(SORT_INT);
    struct entry entry = {.sort = SORT_INT};
    unsigned kind = below(7);
    __int128 factor = (__int128)below(11) - 5, divisor = 1 + below(9);

    entry.term = kind == 0   ? term_sub(x->term, y->term)
                 : kind == 1 ? term_mul(term_int(factor), x->term)
                 : kind == 2 ? term_div(x->term, term_int(divisor))
                 : kind == 3 ? term_mod(x->term, term_int(divisor))
                             : term_add(x->term, y->term);
    for (unsigned a = 0; a < ASSIGNMENTS; a++) {
        __int128 p = x->value[a], q = y->value[a], rest = (p % divisor + divisor) % divisor;
        if (p > (__int128)1 << 90 || p < -((__int128)1 << 90) || q > (__int128)1 << 90 || q < -((__int128)1 << 90))
            return constant(); /* numbers beyond any the prover meets */
        entry.value[a] = kind == 0   ? p - q
                         : kind == 1 ? factor * p
                         : kind == 2 ? (p - rest) / divisor
                         : kind == 3 ? rest
                                     : p + q;
    }
    return entry;
}

static struct entry comparisons(void)
{
    unsigned kind = below(6), width = widths[below(7)];
    sort_t sort = kind < 2 ? SORT_INT : sort_bv(width);
    const struct entry *x, *y;
    struct entry entry = {.sort = SORT_BOOL};

    if (kind == 5)
        sort = (sort_t[]){SORT_BOOL, SORT_INT, sort_bv(width)}[below(3)];
    x = pick(sort);
    y = pick(sort);
    entry.term = kind == 0   ? term_le(x->term, y->term)
                 : kind == 1 ? term_lt(x->term, y->term)
                 : kind == 2 ? term_bv_ule(x->term, y->term)
                 : kind == 3 ? term_bv_slt(x->term, y->term)
                 : kind == 4 ? term_bv_ult(x->term, y->term)
                             : term_eq(x->term, y->term);
    for (unsigned a = 0; a < ASSIGNMENTS; a++) {
        __int128 p = x->value[a], q = y->value[a];
        entry.value[a] = kind == 0   ? p <= q
                         : kind == 1 ? p < q
                         : kind == 2 ? (bits)p <= (bits)q
                         : kind == 3 ? as_signed((bits)p, width) < as_signed((bits)q, width)
                         : kind == 4 ? (bits)p < (bits)q
                                     : p == q;
    }
    return entry;
}

static struct entry connectives(void)
{
    const struct entry *x = pick(SORT_BOOL), *y = pick(SORT_BOOL);
    sort_t sort = (sort_t[]){SORT_BOOL, SORT_INT, sort_bv(widths[below(7)])}[below(3)];
    const struct entry *p = pick(sort), *q = pick(sort);
    struct entry entry = {.sort = SORT_BOOL};
    unsigned kind = below(6);

    entry.term = kind == 0   ? term_not(x->term)
                 : kind == 1 ? term_and(x->term, y->term)
                 : kind == 2 ? term_or(x->term, y->term)
                 : kind == 3 ? term_implies(x->term, y->term)
                             : term_ite(x->term, p->term, q->term);
    if (kind > 3)
        entry.sort = sort;
    for (unsigned a = 0; a < ASSIGNMENTS; a++)
        entry.value[a] = kind == 0   ? !x->value[a]
                         : kind == 1 ? x->value[a] && y->value[a]
                         : kind == 2 ? x->value[a] || y->value[a]
                         : kind == 3 ? !x->value[a] || y->value[a]
                         : x->value[a] ? p->value[a]
                                       : q->value[a];
    return entry;
}

static struct entry random_entry(void)
{
    switch (below(8)) {
    case 0: return constant();
    case 1:
    case 2: return vectors();
    case 3: return slices();
    case 4: return integers();
    case 5: return comparisons();
    default: return connectives();
    }
}

/* --- tests */

static unsigned wrong_values(const struct entry *entry)
{
    unsigned wrong = 0;

    for (unsigned a = 0; a < ASSIGNMENTS; a++)
        if (model_value(models[a], entry->term) != entry->value[a]) {
            char *text = term_to_string(entry->term, 6);
            printf("# assignment %u: %s is %llx, not %llx\n", a, text,
                   (unsigned long long)model_value(models[a], entry->term), (unsigned long long)entry->value[a]);
            free(text);
            wrong++;
        }
    return wrong;
}

static void test_constructors(void)
{
    unsigned wrong = 0;

    for (unsigned round = 0; round < ROUNDS && wrong < 5; round++) {
        start_round();
        for (unsigned step = 0; step < STEPS; step++) {
            struct entry entry = random_entry();
            wrong += wrong_values(&entry);
            keep(&entry);
        }
    }
    report("terms: constructors against the definition of the operations", wrong);
}

static term_t literal(sort_t sort, __int128 value)
{
    if (sort == SORT_BOOL)
        return term_bool(value != 0);
    return sort == SORT_INT ? term_int(value) : term_bv(sort - SORT_BV, value);
}

/* Some term of the pool has another value than computed here, given the values of the variables: unsatisfiable. */
static unsigned wrong_for_solver(struct solver *solver, unsigned a)
{
    term_t differs = term_false(), variable_values[VARIABLES];
    unsigned wrong;

    for (unsigned i = 0; i < VARIABLES; i++)
        variable_values[i] = term_eq(variables[i], literal(pool[i].sort, pool[i].value[a]));
    for (unsigned i = VARIABLES; i < pool_count; i++)
        differs = term_or(differs, term_ne(pool[i].term, literal(pool[i].sort, pool[i].value[a])));
    solver_push(solver);
    for (unsigned i = 0; i < VARIABLES; i++)
        solver_assert(solver, variable_values[i]);
    wrong = solver_check(solver, NULL) != VERDICT_SAT;
    solver_assert(solver, differs);
    wrong += solver_check(solver, NULL) != VERDICT_UNSAT;
    solver_pop(solver);
    return wrong;
}

static void test_solvers(bool whole, const char *name)
{
    struct solver_options options = {.whole = whole, .twice = true, .name = name};
    struct solver *solver = solver_open(&options);
    unsigned wrong = 0;

    for (unsigned round = 0; round < SOLVER_ROUNDS; round++) {
        start_round();
        for (unsigned step = 0; step < SOLVER_STEPS; step++) {
            struct entry entry = random_entry();
            keep(&entry);
        }
        wrong += wrong_for_solver(solver, round % ASSIGNMENTS);
    }
    if (solver_stats(solver)->confirmed != SOLVER_ROUNDS)
        wrong++;
    solver_close(solver);
    report(name, wrong);
}

static void test_substitution(void)
{
    unsigned wrong = 0;

    for (unsigned round = 0; round < 40; round++) {
        term_t to[VARIABLES];
        start_round();
        for (unsigned step = 0; step < 80; step++) {
            struct entry entry = random_entry();
            keep(&entry);
        }
        for (unsigned i = 0; i < VARIABLES; i++)
            to[i] = literal(pool[i].sort, pool[i].value[1]);
        for (unsigned i = 0; i < pool_count; i++)
            wrong += term_substitute(pool[i].term, variables, to, VARIABLES) != literal(pool[i].sort, pool[i].value[1]);
    }
    report("terms: numbers in the place of variables give a number", wrong);
}

int main(void)
{
    test_constructors();
    test_substitution();
    test_solvers(false, "terms: z3 step by step, and cvc5, agree on values");
    test_solvers(true, "terms: z3 and cvc5 on whole texts agree on values");
    return failures != 0;
}
