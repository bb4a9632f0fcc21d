/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing SMT-LIB 2. Within an assertion each term whose text would be long gets a name, $1, $2, ..., by let: the text
 * stays linear in the graph. (Definitions by define-fun would come back, expanded, with every model.)
 */
#include "smt.h"
#include "term_internal.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { INLINE_MAX = 12 }; /* symbols of a term that is written in place */

struct smt_writer {
    uint32_t *name;  /* by term: 0 not visited, 1 written in place, else 2 + number */
    uint32_t *weight; /* by term: symbols of its text, names counting 1 */
    size_t room;
    uint32_t names;
    struct term_set *declared; /* by symbol */
    struct term_set *seen;     /* terms whose symbols are declared */
    bool references, integers, bit_vectors, functions, products;
    FILE *out;
};

struct smt_writer *smt_writer_new(void)
{
    struct smt_writer *writer = calloc(1, sizeof *writer);

    need(writer != NULL, "out of memory");
    writer->declared = term_set_new();
    writer->seen = term_set_new();
    return writer;
}

void smt_writer_free(struct smt_writer *writer)
{
    if (writer == NULL)
        return;
    free(writer->name);
    free(writer->weight);
    term_set_free(writer->declared);
    term_set_free(writer->seen);
    free(writer);
}

static void make_room(struct smt_writer *writer)
{
    size_t room = term_count() + 1;

    if (room <= writer->room)
        return;
    room += room / 4;
    writer->name = realloc(writer->name, room * sizeof *writer->name);
    writer->weight = realloc(writer->weight, room * sizeof *writer->weight);
    need(writer->name != NULL && writer->weight != NULL, "out of memory");
    memset(writer->name + writer->room, 0, (room - writer->room) * sizeof *writer->name);
    writer->room = room;
}

/* --- names and sorts */

/* Names that begin with @ are the solvers' own: variables of the kernel are written with & (model.c reads that). */
static void write_symbol(FILE *out, const char *name)
{
    bool plain = isalpha((unsigned char)name[0]) || name[0] == '_';

    if (name[0] == '@') {
        fprintf(out, "|&%s|", name + 1);
        return;
    }
    need(name[0] != '$' && name[0] != '&' && strpbrk(name, "|\\") == NULL, "a symbol whose name cannot be written");
    for (const char *c = name; plain && *c != '\0'; c++)
        plain = isalnum((unsigned char)*c) || strchr("~!@$%^&*_-+=<>.?/", *c) != NULL;
    fprintf(out, plain ? "%s" : "|%s|", name);
}

static void write_sort(FILE *out, sort_t sort)
{
    switch (sort) {
    case SORT_BOOL:
        fputs("Bool", out);
        break;
    case SORT_INT:
        fputs("Int", out);
        break;
    case SORT_REF:
        fputs("Ref", out);
        break;
    default:
        need(sort_is_bv(sort), "a sort that cannot be written");
        fprintf(out, "(_ BitVec %u)", sort_width(sort));
        break;
    }
}

static void note_sort(struct smt_writer *writer, sort_t sort)
{
    writer->integers = writer->integers || sort == SORT_INT;
    writer->bit_vectors = writer->bit_vectors || sort_is_bv(sort);
    if (sort == SORT_REF && !writer->references) {
        writer->references = true;
        fputs("(declare-sort Ref 0)\n", writer->out);
    }
}

static void declare(struct smt_writer *writer, symbol_t symbol)
{
    unsigned n = symbol_arity(symbol);

    if (!term_set_add(writer->declared, symbol))
        return;
    writer->functions = writer->functions || n > 0;
    note_sort(writer, symbol_result(symbol));
    for (unsigned i = 0; i < n; i++)
        note_sort(writer, symbol_arg(symbol, i));
    fputs("(declare-fun ", writer->out);
    write_symbol(writer->out, symbol_name(symbol));
    fputs(" (", writer->out);
    for (unsigned i = 0; i < n; i++) {
        fputs(i == 0 ? "" : " ", writer->out);
        write_sort(writer->out, symbol_arg(symbol, i));
    }
    fputs(") ", writer->out);
    write_sort(writer->out, symbol_result(symbol));
    fputs(")\n", writer->out);
}

/* --- terms */

static const char *const operation[OP_COUNT] = {
    [OP_NOT] = "not", [OP_AND] = "and", [OP_OR] = "or", [OP_EQ] = "=", [OP_ITE] = "ite", [OP_ADD] = "+",
    [OP_MUL] = "*", [OP_DIV] = "div", [OP_MOD] = "mod", [OP_LE] = "<=", [OP_BV_ADD] = "bvadd", [OP_BV_MUL] = "bvmul",
    [OP_BV_NEG] = "bvneg", [OP_BV_UDIV] = "bvudiv", [OP_BV_UREM] = "bvurem", [OP_BV_SDIV] = "bvsdiv",
    [OP_BV_SREM] = "bvsrem", [OP_BV_AND] = "bvand", [OP_BV_OR] = "bvor", [OP_BV_XOR] = "bvxor", [OP_BV_NOT] = "bvnot",
    [OP_BV_SHL] = "bvshl", [OP_BV_LSHR] = "bvlshr", [OP_BV_ASHR] = "bvashr", [OP_BV_ULE] = "bvule",
    [OP_BV_SLE] = "bvsle", [OP_BV_CONCAT] = "concat",
};

static void write_decimal(FILE *out, bits_t value)
{
    char text[48], *at = text + sizeof text;

    *--at = '\0';
    do {
        *--at = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value != 0);
    fputs(at, out);
}

static void write_const(FILE *out, term_t t)
{
    value_t value = 0;

    term_const_value(t, &value);
    if (term_sort(t) == SORT_BOOL)
        fputs(value != 0 ? "true" : "false", out);
    else if (term_sort(t) == SORT_INT && value < 0) {
        fputs("(- ", out);
        write_decimal(out, -(bits_t)value);
        fputc(')', out);
    } else if (term_sort(t) == SORT_INT)
        write_decimal(out, (bits_t)value);
    else {
        need(sort_is_bv(term_sort(t)), "a value of a model in a query");
        fputs("(_ bv", out);
        write_decimal(out, (bits_t)value);
        fprintf(out, " %u)", sort_width(term_sort(t)));
    }
}

static void write_node(struct smt_writer *writer, term_t t);

static void write_term(struct smt_writer *writer, term_t t)
{
    if (writer->name[t] >= 2)
        fprintf(writer->out, "$%u", writer->name[t] - 1);
    else
        write_node(writer, t);
}

static void write_args(struct smt_writer *writer, term_t t)
{
    for (unsigned i = 0; i < term_arg_count(t); i++) {
        fputc(' ', writer->out);
        write_term(writer, term_arg(t, i));
    }
    fputc(')', writer->out);
}

/* Division by 0 is 0, and the remainder of a by 0 is a; SMT-LIB leaves both open. */
static void write_division(struct smt_writer *writer, term_t t)
{
    bool guarded = !term_is_const(term_arg(t, 1));

    if (guarded) {
        fputs("(ite (= 0 ", writer->out);
        write_term(writer, term_arg(t, 1));
        fputs(") ", writer->out);
        write_term(writer, term_op(t) == OP_MOD ? term_arg(t, 0) : term_int(0));
        fputc(' ', writer->out);
    }
    fprintf(writer->out, "(%s", operation[term_op(t)]);
    write_args(writer, t);
    if (guarded)
        fputc(')', writer->out);
}

/* SMT-LIB has concat of two only. */
static void write_concat(struct smt_writer *writer, term_t t)
{
    unsigned n = term_arg_count(t);

    for (unsigned i = 0; i + 1 < n; i++) {
        fputs("(concat ", writer->out);
        write_term(writer, term_arg(t, i));
        fputc(' ', writer->out);
    }
    write_term(writer, term_arg(t, n - 1));
    for (unsigned i = 0; i + 1 < n; i++)
        fputc(')', writer->out);
}

static void write_node(struct smt_writer *writer, term_t t)
{
    switch (term_op(t)) {
    case OP_CONST:
        write_const(writer->out, t);
        break;
    case OP_APPLY:
        fputs(term_arg_count(t) > 0 ? "(" : "", writer->out);
        write_symbol(writer->out, symbol_name(term_symbol(t)));
        if (term_arg_count(t) > 0)
            write_args(writer, t);
        break;
    case OP_DIV:
    case OP_MOD:
        write_division(writer, t);
        break;
    case OP_BV_CONCAT:
        write_concat(writer, t);
        break;
    case OP_BV_EXTRACT:
        fprintf(writer->out, "((_ extract %u %u)", term_payload(t) + sort_width(term_sort(t)) - 1, term_payload(t));
        write_args(writer, t);
        break;
    default:
        fprintf(writer->out, "(%s", operation[term_op(t)]);
        write_args(writer, t);
        break;
    }
}

/* Declares what t needs. */
static void prepare(term_t t, void *context)
{
    struct smt_writer *writer = context;

    if (term_op(t) == OP_APPLY)
        declare(writer, term_symbol(t));
    else
        note_sort(writer, term_sort(t));
    writer->products = writer->products || term_op(t) == OP_DIV || term_op(t) == OP_MOD ||
                       (term_op(t) == OP_MUL && !term_is_const(term_arg(t, 0)));
}

/* Gives a term of the assertion a name when its text would be long. */
static void name_long(term_t t, void *context)
{
    struct smt_writer *writer = context;
    uint32_t weight = 1;

    for (unsigned i = 0; i < term_arg_count(t); i++)
        weight += writer->name[term_arg(t, i)] >= 2 ? 1 : writer->weight[term_arg(t, i)];
    writer->weight[t] = weight;
    writer->name[t] = 1;
    if (weight <= INLINE_MAX)
        return;
    fprintf(writer->out, "(let (($%u ", writer->names + 1);
    write_node(writer, t);
    fputs("))\n", writer->out);
    writer->name[t] = 2 + writer->names++;
}

void smt_write_assert(struct smt_writer *writer, FILE *out, term_t assertion)
{
    need(term_sort(assertion) == SORT_BOOL, "an assertion that is not Bool");
    term_int(0);
    make_room(writer);
    writer->out = out;
    term_walk(&assertion, 1, writer->seen, prepare, writer);
    writer->names = 0;
    fputs("(assert ", out);
    term_walk(&assertion, 1, NULL, name_long, writer);
    write_term(writer, assertion);
    for (uint32_t i = 0; i < writer->names; i++)
        fputc(')', out);
    fputs(")\n", out);
}

const char *smt_logic(const struct smt_writer *writer)
{
    if (writer->integers && writer->bit_vectors)
        return "ALL";
    if (writer->bit_vectors)
        return writer->functions || writer->references ? "QF_UFBV" : "QF_BV";
    if (!writer->integers)
        return "QF_UF";
    return writer->products ? "QF_UFNIA" : "QF_UFLIA";
}
