/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading the table of algebra_rows.c, and rewriting with it. */
#include "algebra_internal.h"
#include "sexpr.h"
#include "term_internal.h"
#include <lib/field.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMS_MAX = 4, LETTERS = 26, ROWS_MAX = 128 };

static struct algebra_pattern patterns[ROWS_MAX];
static term_t requirements[ALGEBRA_FUNCTIONS]; /* over the letters */
static symbol_t symbols[ALGEBRA_FUNCTIONS], power_symbol;
static term_t letters[LETTERS];

/* --- reading the table */

static const struct algebra_function *function_named(const char *name, unsigned *index)
{
    for (unsigned i = 0; i < ALGEBRA_FUNCTIONS; i++)
        if (strcmp(algebra_functions[i].name, name) == 0) {
            *index = i;
            return &algebra_functions[i];
        }
    return NULL;
}

static term_t letter_lookup(const char *name, void *context)
{
    (void)context;
    return name[0] >= 'a' && name[0] <= 'z' && name[1] == '\0' ? letters[name[0] - 'a'] : TERM_NONE;
}

static term_t raw_apply(const char *name, const term_t *args, unsigned n, void *context)
{
    unsigned index = 0;

    (void)context;
    if (strcmp(name, "power") == 0 && n == 1)
        return term_apply(power_symbol, args, 1);
    return function_named(name, &index) != NULL ? term_apply(symbols[index], args, n) : TERM_NONE;
}

static term_t read_text(const char *text, const char *row)
{
    const struct sexpr_scope scope = {letter_lookup, raw_apply, NULL};
    struct sexpr *all = sexpr_parse(text);
    term_t t = all != NULL && all->count == 1 ? sexpr_term(&all->item[0], &scope) : TERM_NONE;

    sexpr_free(all);
    if (t == TERM_NONE)
        prover_fail("algebra: %s has a part that cannot be read: %s", row, text);
    return t;
}

static void init(void)
{
    const sort_t ints[PARAMS_MAX] = {SORT_INT, SORT_INT, SORT_INT, SORT_INT};

    if (power_symbol != 0)
        return;
    need(algebra_row_count <= ROWS_MAX, "algebra: the table is too long");
    for (unsigned i = 0; i < LETTERS; i++)
        letters[i] = term_var((char[]){'?', (char)('a' + i), '\0'}, SORT_INT);
    power_symbol = symbol_function("power", SORT_INT, ints, 1);
    for (unsigned i = 0; i < ALGEBRA_FUNCTIONS; i++) {
        const struct algebra_function *f = &algebra_functions[i];
        symbols[i] = symbol_function(f->name, f->is_predicate ? SORT_BOOL : SORT_INT, ints,
                                     (unsigned)strlen(f->params));
    }
    for (unsigned i = 0; i < ALGEBRA_FUNCTIONS; i++)
        requirements[i] = read_text(algebra_functions[i].requires, algebra_functions[i].name);
    for (unsigned i = 0; i < algebra_row_count; i++) {
        const struct algebra_row *row = &algebra_rows[i];
        patterns[i] = (struct algebra_pattern){row, read_text(row->when, row->name), read_text(row->left, row->name),
                                               read_text(row->right, row->name)};
    }
}

const struct algebra_pattern *algebra_pattern(unsigned row)
{
    init();
    need(row < algebra_row_count, "algebra: no such row");
    return &patterns[row];
}

const struct algebra_function *algebra_function_of(term_t application)
{
    init();
    for (unsigned i = 0; i < ALGEBRA_FUNCTIONS; i++)
        if (term_op(application) == OP_APPLY && term_symbol(application) == symbols[i])
            return &algebra_functions[i];
    return NULL;
}

/* --- instances of patterns */

struct bindings {
    term_t term[LETTERS];
};

static bool letter_of(term_t pattern, unsigned *letter)
{
    const char *name;

    if (term_op(pattern) != OP_APPLY || term_arg_count(pattern) != 0)
        return false;
    name = symbol_name(term_symbol(pattern));
    *letter = (unsigned)(name[1] - 'a');
    return name[0] == '?';
}

static bool match(term_t pattern, term_t t, struct bindings *bindings)
{
    unsigned letter;

    if (letter_of(pattern, &letter)) {
        if (bindings->term[letter] == TERM_NONE)
            bindings->term[letter] = t;
        return bindings->term[letter] == t;
    }
    if (pattern == t)
        return true;
    if (term_op(pattern) != OP_APPLY || term_op(t) != OP_APPLY || term_symbol(pattern) != term_symbol(t))
        return false;
    for (unsigned i = 0; i < term_arg_count(t); i++)
        if (!match(term_arg(pattern, i), term_arg(t, i), bindings))
            return false;
    return true;
}

static term_t power_of(term_t exponent)
{
    value_t n;

    if (term_const_value(exponent, &n) && n >= 0 && n <= 64)
        return term_int((value_t)1 << n);
    return term_apply(power_symbol, &exponent, 1);
}

/* The pattern with its letters replaced; applications are rewritten, or left raw. */
static term_t instance(term_t pattern, const struct bindings *bindings, bool raw)
{
    enum { WIDTH = 16 };
    term_t args[WIDTH];
    unsigned n = term_arg_count(pattern), letter;
    const struct algebra_function *function;

    if (letter_of(pattern, &letter)) {
        need(bindings->term[letter] != TERM_NONE, "algebra: a letter that the left side does not bind");
        return bindings->term[letter];
    }
    if (n == 0)
        return pattern;
    need(n <= WIDTH, "algebra: a row with a term that is too wide");
    for (unsigned i = 0; i < n; i++)
        args[i] = instance(term_arg(pattern, i), bindings, raw);
    if (term_op(pattern) == OP_APPLY && term_symbol(pattern) == power_symbol)
        return power_of(args[0]);
    function = algebra_function_of(pattern);
    return function != NULL && !raw ? algebra_apply(function->name, args, n) : term_rebuild(pattern, args);
}

static void bind_params(const struct algebra_function *function, const term_t *args, struct bindings *bindings)
{
    *bindings = (struct bindings){{TERM_NONE}};
    for (unsigned i = 0; function->params[i] != '\0'; i++)
        bindings->term[function->params[i] - 'a'] = args[i];
}

static term_t requires_of(const struct algebra_function *function, const term_t *args, bool raw)
{
    struct bindings bindings;

    bind_params(function, args, &bindings);
    return instance(requirements[function - algebra_functions], &bindings, raw);
}

term_t algebra_raw_requires(term_t application)
{
    const struct algebra_function *function = algebra_function_of(application);

    return function == NULL ? term_true() : requires_of(function, term_args(application), true);
}

/* --- the interface */

bool algebra_knows(const char *function)
{
    unsigned index;

    return function_named(function, &index) != NULL;
}

static const struct algebra_function *need_function(const char *name, unsigned n, unsigned *index)
{
    const struct algebra_function *function = function_named(name, index);

    init();
    if (function == NULL || strlen(function->params) != n)
        prover_fail("algebra: %s with %u arguments is unknown", name, n);
    return function;
}

term_t algebra_requires(const char *name, const term_t *args, unsigned n)
{
    unsigned index;

    return requires_of(need_function(name, n, &index), args, false);
}

/* Are the preconditions of an application, and of those within it that the pattern names, plainly true? */
static bool is_defined(term_t pattern, term_t t)
{
    const struct algebra_function *function = algebra_function_of(pattern);

    if (function == NULL)
        return true;
    for (unsigned i = 0; i < term_arg_count(t); i++)
        if (!is_defined(term_arg(pattern, i), term_arg(t, i)))
            return false;
    return term_is_true(requires_of(function, term_args(t), false));
}

/* The value of the real function for numbers, where it is defined. */
static term_t constant_value(const struct algebra_function *function, const term_t *args, unsigned n)
{
    word_t a[PARAMS_MAX] = {0};
    value_t value;

    for (unsigned i = 0; i < n; i++) {
        if (!term_const_value(args[i], &value) || value < 0 || value >> 64 != 0)
            return TERM_NONE;
        a[i] = (word_t)value;
    }
    if (!term_is_true(requires_of(function, args, false)))
        return TERM_NONE;
    switch (function - algebra_functions) {
    case ALGEBRA_TAKE: value = op_take(a[0], a[1], a[2]); break;
    case ALGEBRA_PUT: value = op_put(a[0], a[1], a[2], a[3]); break;
    case ALGEBRA_POW2: value = op_pow2(a[0]); break;
    case ALGEBRA_ALIGN_DOWN: value = op_align_down(a[0], a[1]); break;
    case ALGEBRA_ALIGN_UP: value = op_align_up(a[0], a[1]); break;
    case ALGEBRA_TOP_BIT: value = op_top_bit(a[0]); break;
    case ALGEBRA_AND: value = a[0] & a[1]; break;
    case ALGEBRA_OR: value = a[0] | a[1]; break;
    case ALGEBRA_XOR: value = a[0] ^ a[1]; break;
    default: return TERM_NONE; /* the others are defined by these */
    }
    return term_int(value);
}

static bool is_put(term_t t)
{
    return algebra_function_of(t) == &algebra_functions[ALGEBRA_PUT];
}

/*
 * A choice as the first argument, and the other arguments (but for the value of op_put, and the place if something was
 * put into a branch) numbers: the function of each branch. So what was put before branches merged is taken after.
 */
static term_t of_choice(const struct algebra_function *function, const term_t *args, unsigned n)
{
    term_t then[PARAMS_MAX], otherwise[PARAMS_MAX];
    bool put_inside;

    if (term_op(args[0]) != OP_ITE)
        return TERM_NONE;
    put_inside = is_put(term_arg(args[0], 1)) || is_put(term_arg(args[0], 2));
    for (unsigned i = 1; i < n; i++)
        if (!term_is_const(args[i]) && function->params[i] != 'v' && !(put_inside && function->params[i] == 'l'))
            return TERM_NONE;
    memcpy(then, args, n * sizeof *args);
    memcpy(otherwise, args, n * sizeof *args);
    then[0] = term_arg(args[0], 1);
    otherwise[0] = term_arg(args[0], 2);
    return term_ite(term_arg(args[0], 0), algebra_apply(function->name, then, n),
                    algebra_apply(function->name, otherwise, n));
}

/* and_field, and_split: the conjunction with a number is the sum of the fields that are its runs of ones. */
static term_t and_with_number(term_t a, term_t b)
{
    enum { RUNS_MAX = 4 };
    term_t sum = term_int(0);
    value_t number;
    word_t mask;

    if (!term_const_value(b, &number) || number <= 0 || number >> 64 != 0)
        return TERM_NONE;
    mask = (word_t)number;
    for (unsigned run = 0; mask != 0; run++) {
        unsigned low = (unsigned)__builtin_ctzl(mask);
        word_t above = ~(mask >> low);
        unsigned count = above == 0 ? 64 - low : (unsigned)__builtin_ctzl(above);
        if (run == RUNS_MAX || count > 64 - low)
            return TERM_NONE;
        sum = term_add(sum, term_mul(term_int((value_t)1 << low),
                                     algebra_apply("op_take", (term_t[]){a, term_int(low), term_int(count)}, 3)));
        mask &= ~(~(word_t)0 >> (64 - count) << low);
    }
    return sum;
}

/* Values of applications found before, by the handle of the raw application. */
static term_t *known;
static size_t known_room;

static void remember(term_t raw, term_t value)
{
    if (raw >= known_room) {
        size_t room = term_count() + term_count() / 2 + 1024;
        known = realloc(known, room * sizeof *known);
        need(known != NULL, "out of memory");
        memset(known + known_room, 0, (room - known_room) * sizeof *known);
        known_room = room;
    }
    known[raw] = value;
}

static term_t rewrite(const struct algebra_function *function, term_t raw)
{
    for (unsigned i = 0; i < algebra_row_count; i++) {
        struct bindings bindings = {{TERM_NONE}};
        enum algebra_kind kind = patterns[i].row->kind;
        if (kind != ALGEBRA_DEFINE && kind != ALGEBRA_REWRITE)
            continue;
        if (algebra_function_of(patterns[i].left) != function || !match(patterns[i].left, raw, &bindings))
            continue;
        if (kind == ALGEBRA_REWRITE && !term_is_true(instance(patterns[i].when, &bindings, false)))
            continue;
        if (kind == ALGEBRA_DEFINE || is_defined(patterns[i].left, raw))
            return instance(patterns[i].right, &bindings, false);
    }
    return raw;
}

term_t algebra_apply(const char *name, const term_t *args, unsigned n)
{
    unsigned index = 0;
    const struct algebra_function *function = need_function(name, n, &index);
    bool commutes = index == ALGEBRA_AND || index == ALGEBRA_OR || index == ALGEBRA_XOR;
    term_t sorted[PARAMS_MAX], raw, value;

    memcpy(sorted, args, n * sizeof *args);
    if (commutes && (term_is_const(args[0]) || (args[0] > args[1] && !term_is_const(args[1])))) {
        sorted[0] = args[1];
        sorted[1] = args[0];
    }
    raw = term_apply(symbols[index], sorted, n);
    if (raw < known_room && known[raw] != TERM_NONE)
        return known[raw];
    value = constant_value(function, sorted, n);
    if (value == TERM_NONE)
        value = of_choice(function, sorted, n);
    if (value == TERM_NONE && index == ALGEBRA_AND)
        value = and_with_number(sorted[0], sorted[1]);
    if (value == TERM_NONE)
        value = rewrite(function, raw);
    remember(raw, value);
    return value;
}

/* --- facts */

/* Are the letters that a fact needs as numbers numbers (of at most a word's bits), and those behind a ! none? */
static bool has_constants(const char *constants, const struct bindings *bindings)
{
    bool wanted = true;
    value_t value = 0;

    for (; *constants != '\0'; constants++) {
        term_t t = *constants == '!' ? TERM_NONE : bindings->term[*constants - 'a'];
        if (t == TERM_NONE)
            wanted = false;
        else if (term_const_value(t, &value) != wanted || (wanted && (value < 0 || value > 64)))
            return false;
    }
    return true;
}

/*
 * Facts are about words. An argument such as a - b, where a branch that is not taken has a < b, is none, and a fact
 * about it could exclude that branch: so facts are guarded by the range of arguments that are not words for certain.
 */
static term_t are_words(const term_t *args, unsigned n)
{
    term_t all = term_true();

    for (unsigned i = 0; i < n; i++)
        if (algebra_function_of(args[i]) == NULL)
            all = term_and(all, term_in_word(args[i], 64));
    return all;
}

/* The preconditions of the application, and of those within it that the row's left side names; and words throughout. */
static term_t definedness(term_t pattern, term_t t)
{
    const struct algebra_function *function = algebra_function_of(pattern);
    term_t all = term_true();

    if (function == NULL)
        return all;
    for (unsigned i = 0; i < term_arg_count(t); i++)
        all = term_and(all, definedness(term_arg(pattern, i), term_arg(t, i)));
    return term_and(all, term_and(requires_of(function, term_args(t), false),
                                  are_words(term_args(t), term_arg_count(t))));
}

/* Without guard: an uninterpreted function may have these values on arguments that are no words, too. */
static term_t range_of(const struct algebra_function *function, term_t application)
{
    term_t range = function->is_predicate ? term_true() : term_in_word(application, 64);

    for (unsigned i = 0; i < algebra_row_count; i++) {
        struct bindings bindings = {{TERM_NONE}};
        if (patterns[i].row->kind == ALGEBRA_RANGE && match(patterns[i].left, application, &bindings) &&
            has_constants(patterns[i].row->constants, &bindings))
            range = instance(patterns[i].right, &bindings, false);
    }
    return range;
}

unsigned algebra_facts(term_t application, term_t *facts, unsigned max)
{
    const struct algebra_function *function = algebra_function_of(application);
    unsigned count = 0;
    term_t guard;

    if (function == NULL)
        return 0;
    need(max > 0, "algebra: more facts than expected");
    facts[count++] = range_of(function, application);
    for (unsigned i = 0; i < algebra_row_count; i++) {
        struct bindings bindings = {{TERM_NONE}};
        term_t fact;
        if (patterns[i].row->kind != ALGEBRA_FACT || !match(patterns[i].left, application, &bindings) ||
            !has_constants(patterns[i].row->constants, &bindings))
            continue;
        guard = definedness(patterns[i].left, application);
        fact = term_implies(term_and(guard, instance(patterns[i].when, &bindings, false)),
                            instance(patterns[i].right, &bindings, false));
        if (term_is_true(fact))
            continue;
        need(count < max, "algebra: more facts than expected");
        facts[count++] = fact;
    }
    return count;
}
