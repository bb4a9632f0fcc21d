/* SPDX-License-Identifier: BSD-2-Clause */
/* Terms as text that resembles C, for messages and debugging. */
#include "term_internal.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const infix[OP_COUNT] = {
    [OP_AND] = " & ", [OP_OR] = " | ", [OP_EQ] = " == ", [OP_ADD] = " + ", [OP_MUL] = " * ", [OP_DIV] = " / ",
    [OP_MOD] = " % ", [OP_LE] = " <= ", [OP_BV_ADD] = " + ", [OP_BV_MUL] = " * ", [OP_BV_UDIV] = " / ",
    [OP_BV_UREM] = " % ", [OP_BV_SDIV] = " /s ", [OP_BV_SREM] = " %s ", [OP_BV_AND] = " & ", [OP_BV_OR] = " | ",
    [OP_BV_XOR] = " ^ ", [OP_BV_SHL] = " << ", [OP_BV_LSHR] = " >> ", [OP_BV_ASHR] = " >>s ", [OP_BV_ULE] = " <= ",
    [OP_BV_SLE] = " <=s ", [OP_BV_CONCAT] = " : ",
};

static void print_number(FILE *out, bits_t value)
{
    enum { SMALL = 4096 };

    if (value < SMALL)
        fprintf(out, "%u", (unsigned)value);
    else if (value >> 64 != 0)
        fprintf(out, "0x%llx%016llx", (unsigned long long)(value >> 64), (unsigned long long)value);
    else
        fprintf(out, "0x%llx", (unsigned long long)value);
}

static void print_const(FILE *out, term_t t)
{
    value_t value = 0;

    term_const_value(t, &value);
    if (term_sort(t) == SORT_BOOL)
        fputs(value != 0 ? "true" : "false", out);
    else if (term_sort(t) == SORT_INT && value < 0) {
        fputc('-', out);
        print_number(out, -(bits_t)value);
    } else
        print_number(out, (bits_t)value);
}

static void print_term(FILE *out, term_t t, unsigned depth);

static void print_args(FILE *out, term_t t, const char *between, unsigned depth)
{
    fputc('(', out);
    for (unsigned i = 0; i < term_arg_count(t); i++) {
        if (i > 0)
            fputs(between, out);
        print_term(out, term_arg(t, i), depth - 1);
    }
    fputc(')', out);
}

/* depth counts down; it starts at 0 for no limit and then does not reach 1 again. */
static void print_term(FILE *out, term_t t, unsigned depth)
{
    if (term_is_const(t)) {
        print_const(out, t);
        return;
    }
    if (term_op(t) == OP_APPLY)
        fputs(symbol_name(term_symbol(t)), out);
    if (term_arg_count(t) == 0)
        return;
    if (depth == 1) {
        fputs("(...)", out);
        return;
    }
    switch (term_op(t)) {
    case OP_APPLY:
        print_args(out, t, ", ", depth);
        break;
    case OP_NOT:
    case OP_BV_NOT:
    case OP_BV_NEG:
        fputc(term_op(t) == OP_NOT ? '!' : term_op(t) == OP_BV_NOT ? '~' : '-', out);
        print_args(out, t, "", depth);
        break;
    case OP_ITE:
        fputs("ite", out);
        print_args(out, t, ", ", depth);
        break;
    case OP_BV_EXTRACT:
        print_term(out, term_arg(t, 0), depth - 1);
        fprintf(out, "[%u:%u]", term_payload(t) + sort_width(term_sort(t)) - 1, term_payload(t));
        break;
    default:
        print_args(out, t, infix[term_op(t)], depth);
        break;
    }
}

char *term_to_string(term_t t, unsigned depth)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    need(out != NULL, "out of memory");
    print_term(out, t, depth);
    fclose(out);
    return text;
}
