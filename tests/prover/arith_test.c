/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machine arithmetic on mathematical integers: wherever what is owed holds, the integer term has the value that the
 * processor computes in a word of that width; and the bounds that are owed do not exclude what is fine.
 */
#include "arith.h"
#include "op_values.h"
#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 3000 };

static unsigned failures;

static void report(const char *name, unsigned width, unsigned wrong, unsigned defined)
{
    if (wrong == 0 && defined > 0) {
        printf("ok arithmetic: %s of %u bits, %u values\n", name, width, defined);
    } else {
        printf("not ok arithmetic: %s of %u bits, %u wrong of %u\n", name, width, wrong, defined);
        failures++;
    }
}

static word_t mask(unsigned width) { return width == 64 ? ~(word_t)0 : ((word_t)1 << width) - 1; }

static int64_t as_signed(word_t a, unsigned width)
{
    return (int64_t)(a << (64 - width)) >> (64 - width);
}

static word_t random_value(unsigned width)
{
    switch (below(5)) {
    case 0: return below(5);
    case 1: return -(word_t)below(5) & mask(width);
    case 2: return (mask(width) >> 1) + below(4) - 1;
    case 3: return below(80) & mask(width);
    default: return random_word() & mask(width);
    }
}

/* The variables, or now and then the number itself, which takes other ways through the simplifications. */
static term_t operand(const char *name, word_t value)
{
    term_t variable = term_var(name, SORT_INT);

    model_set(model, term_symbol(variable), NULL, 0, (value_t)value);
    return below(3) == 0 ? term_int((value_t)value) : variable;
}

/* --- operations: the machine's result, and whether the prover should call it plain */

static word_t machine(enum ir_op op, word_t a, word_t b, unsigned width)
{
    switch (op) {
    case IR_ADD: return (a + b) & mask(width);
    case IR_SUB: return (a - b) & mask(width);
    case IR_MUL: return (a * b) & mask(width);
    case IR_UDIV: return b == 0 ? 0 : a / b;
    case IR_UREM: return b == 0 ? 0 : a % b;
    case IR_AND: return a & b;
    case IR_OR: return a | b;
    case IR_XOR: return a ^ b;
    case IR_SHL: return b >= width ? 0 : (a << b) & mask(width);
    default: return b >= width ? 0 : a >> b;
    }
}

/* Nothing wraps, nothing is undefined. */
static bool is_plain(enum ir_op op, word_t a, word_t b, unsigned width)
{
    unsigned __int128 x = a, y = b;

    switch (op) {
    case IR_ADD: return x + y <= mask(width);
    case IR_SUB: return x >= y;
    case IR_MUL: return x * y <= mask(width);
    case IR_UDIV:
    case IR_UREM: return b != 0;
    case IR_SHL:
    case IR_LSHR: return b < width;
    default: return true;
    }
}

static void test_operation(enum ir_op op, const char *name, unsigned width)
{
    unsigned wrong = 0, defined = 0;

    for (unsigned run = 0; run < RUNS; run++) {
        word_t a = random_value(width), b = random_value(width) & (op == IR_MUL ? mask(60) : mask(64));
        term_t x = operand("a", a), y = operand("b", b);
        struct arith r = arith_word(op, x, y, width);
        bool owed = r.owed == TERM_NONE || value_of(r.owed) != 0;
        if (r.value == TERM_NONE)
            continue; /* not expressible: the prover says so and stops */
        if (owed && value_of(r.value) != (value_t)machine(op, a, b, width)) {
            printf("# %s(0x%llx, 0x%llx): %s\n", name, (unsigned long long)a, (unsigned long long)b,
                   term_to_string(r.value, 0));
            wrong++;
        }
        /* An addition of a number near 2^width is meant as a subtraction, and owed as one. */
        if (!owed && is_plain(op, a, b, width) && op != IR_ADD)
            wrong++;
        defined += owed;
    }
    report(name, width, wrong, defined);
}

static void test_compare(unsigned width)
{
    unsigned wrong = 0;

    for (unsigned run = 0; run < RUNS; run++) {
        word_t a = random_value(width), b = below(3) == 0 ? a : random_value(width);
        int64_t p = as_signed(a, width), q = as_signed(b, width);
        term_t x = operand("a", a), y = operand("b", b);
        const bool results[] = {a == b, a != b, a < b, a <= b, a > b, a >= b, p < q, p <= q, p > q, p >= q};
        for (unsigned pred = IR_EQ; pred <= IR_SGE; pred++)
            wrong += value_of(arith_compare((enum ir_pred)pred, x, y, width)) != results[pred];
    }
    report("comparisons", width, wrong, RUNS);
}

static void test_conversions(unsigned from, unsigned to)
{
    unsigned wrong = 0;

    for (unsigned run = 0; run < RUNS; run++) {
        word_t a = random_value(from), wide = random_value(to);
        term_t x = operand("a", a), y = operand("b", wide);
        wrong += value_of(arith_sext(x, from, to)) != (value_t)((word_t)as_signed(a, from) & mask(to));
        wrong += value_of(arith_trunc(y, from)) != (value_t)(wide & mask(from));
        wrong += value_of(arith_signed(x, from)) != as_signed(a, from);
    }
    report("conversions", to, wrong, RUNS);
}

static bool overflows(enum ir_op op, bool is_signed, word_t a, word_t b, unsigned width, word_t *result)
{
    __int128 x = is_signed ? (__int128)as_signed(a, width) : (__int128)a;
    __int128 y = is_signed ? (__int128)as_signed(b, width) : (__int128)b;
    __int128 exact = op == IR_ADD ? x + y : op == IR_SUB ? x - y : x * y;

    *result = (word_t)exact & mask(width);
    if (is_signed)
        return exact != (__int128)as_signed(*result, width);
    return op == IR_SUB ? a < b : (unsigned __int128)exact > mask(width);
}

static void test_overflow(enum ir_op op, bool is_signed, const char *name, unsigned width)
{
    unsigned wrong = 0;

    for (unsigned run = 0; run < RUNS; run++) {
        word_t a = random_value(width), b = random_value(width), result;
        term_t x = operand("a", a), y = operand("b", b), overflow = TERM_NONE;
        struct arith r;
        bool over = overflows(op, is_signed, a, b, width, &result);
        r = arith_overflow(op, is_signed, x, y, width, &overflow);
        wrong += value_of(r.value) != (value_t)result;
        wrong += value_of(overflow) != over;
    }
    report(name, width, wrong, RUNS);
}

int main(void)
{
    static const struct {
        enum ir_op op;
        const char *name;
    } operations[] = {{IR_ADD, "add"}, {IR_SUB, "sub"}, {IR_MUL, "mul"}, {IR_UDIV, "udiv"}, {IR_UREM, "urem"},
                      {IR_AND, "and"}, {IR_OR, "or"}, {IR_XOR, "xor"}, {IR_SHL, "shl"}, {IR_LSHR, "lshr"}};
    static const unsigned widths[] = {8, 16, 32, 64};

    model = model_new();
    for (unsigned w = 0; w < 4; w++) {
        for (unsigned i = 0; i < sizeof operations / sizeof *operations; i++)
            test_operation(operations[i].op, operations[i].name, widths[w]);
        test_compare(widths[w]);
        test_overflow(IR_ADD, false, "uadd.with.overflow", widths[w]);
        test_overflow(IR_SUB, false, "usub.with.overflow", widths[w]);
        test_overflow(IR_ADD, true, "sadd.with.overflow", widths[w]);
        test_overflow(IR_SUB, true, "ssub.with.overflow", widths[w]);
        if (widths[w] < 64) {
            test_overflow(IR_MUL, false, "umul.with.overflow", widths[w]);
            test_overflow(IR_MUL, true, "smul.with.overflow", widths[w]);
            test_conversions(widths[w], 2 * widths[w]);
        }
    }
    model_free(model);
    return failures != 0;
}
