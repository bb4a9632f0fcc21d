/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bit-vectors as lists of slices. The canonical form of a concatenation is flat, most significant piece first; a piece
 * is a constant, an extract of a term that is itself no constant, extract or concatenation, or any other term. Constant
 * shifts, masks, concatenations and extracts become such lists, and equations and choices are taken apart along them,
 * so that packing and unpacking of words is decided here and not by a solver.
 */
#include "term_slice.h"

static unsigned width_of(term_t t) { return sort_width(term_sort(t)); }

static void need_bv(term_t a)
{
    need(sort_is_bv(term_sort(a)), "bit-vector arithmetic on what is no bit-vector");
}

void slices_add(struct slices *list, term_t piece)
{
    if (list->count > 0) {
        term_t last = list->piece[list->count - 1];
        unsigned low = width_of(piece), width = low + width_of(last);
        if (term_is_const(last) && term_is_const(piece)) {
            list->piece[list->count - 1] = term_bv(width, (value_t)(const_bits(last) << low | const_bits(piece)));
            return;
        }
        if (term_op(last) == OP_BV_EXTRACT && term_op(piece) == OP_BV_EXTRACT &&
            term_arg(last, 0) == term_arg(piece, 0) && term_payload(last) == term_payload(piece) + low) {
            list->piece[list->count - 1] = term_bv_extract(term_arg(piece, 0), term_payload(piece), width);
            return;
        }
    }
    need(list->count < BV_WIDTH_MAX, "a bit-vector of too many slices");
    list->piece[list->count++] = piece;
}

void slices_add_all(struct slices *list, term_t t)
{
    if (term_op(t) != OP_BV_CONCAT)
        slices_add(list, t);
    else
        for (unsigned i = 0; i < term_arg_count(t); i++)
            slices_add(list, term_arg(t, i));
}

term_t slices_join(const struct slices *list)
{
    unsigned width = 0;

    need(list->count > 0, "an empty bit-vector");
    if (list->count == 1)
        return list->piece[0];
    for (unsigned i = 0; i < list->count; i++)
        width += width_of(list->piece[i]);
    need(width <= BV_WIDTH_MAX, "a bit-vector that is too wide");
    return store_term(OP_BV_CONCAT, sort_bv(width), list->piece, list->count, 0);
}

bool term_is_sliced(term_t t)
{
    return term_op(t) == OP_BV_CONCAT;
}

term_t term_bv_concat(term_t high, term_t low)
{
    struct slices list = {0};

    need_bv(high);
    need_bv(low);
    slices_add_all(&list, high);
    slices_add_all(&list, low);
    return slices_join(&list);
}

/* --- extract */

static term_t extract_of_concat(term_t a, unsigned low, unsigned width)
{
    struct slices list = {0};
    unsigned top = width_of(a);

    for (unsigned i = 0; i < term_arg_count(a); i++) {
        term_t piece = term_arg(a, i);
        unsigned bottom = top - width_of(piece);
        unsigned from = low > bottom ? low : bottom, to = low + width < top ? low + width : top;
        if (from < to)
            slices_add_all(&list, term_bv_extract(piece, from - bottom, to - from));
        top = bottom;
    }
    return slices_join(&list);
}

static bool is_simple(term_t t)
{
    return term_is_const(t) || term_is_sliced(t);
}

term_t term_bv_extract(term_t a, unsigned low, unsigned width)
{
    need_bv(a);
    need(width >= 1 && low + width <= width_of(a), "a slice outside of its bit-vector");
    if (width == width_of(a))
        return a;
    if (term_is_const(a))
        return term_bv(width, (value_t)(const_bits(a) >> low));
    switch (term_op(a)) {
    case OP_BV_EXTRACT:
        return term_bv_extract(term_arg(a, 0), term_payload(a) + low, width);
    case OP_BV_CONCAT:
        return extract_of_concat(a, low, width);
    case OP_BV_AND:
    case OP_BV_OR:
    case OP_BV_XOR:
        return term_bv_binary(term_op(a), term_bv_extract(term_arg(a, 0), low, width),
                              term_bv_extract(term_arg(a, 1), low, width));
    case OP_BV_NOT:
        return term_bv_not(term_bv_extract(term_arg(a, 0), low, width));
    case OP_ITE:
        if (is_simple(term_arg(a, 1)) || is_simple(term_arg(a, 2)))
            return term_ite(term_arg(a, 0), term_bv_extract(term_arg(a, 1), low, width),
                            term_bv_extract(term_arg(a, 2), low, width));
        break;
    default:
        break;
    }
    return store_term(OP_BV_EXTRACT, sort_bv(width), &a, 1, low);
}

term_t term_bv_zext(term_t a, unsigned width)
{
    need_bv(a);
    need(width >= width_of(a), "an extension that is narrower");
    return width == width_of(a) ? a : term_bv_concat(term_bv(width - width_of(a), 0), a);
}

term_t term_bv_sext(term_t a, unsigned width)
{
    unsigned own = 0;
    term_t negative;

    need_bv(a);
    own = width_of(a);
    need(width >= own, "an extension that is narrower");
    if (width == own)
        return a;
    if (term_is_const(a))
        return term_bv(width, bits_signed(const_bits(a), own));
    negative = term_eq(term_bv_extract(a, own - 1, 1), term_bv(1, 1));
    return term_bv_concat(term_ite(negative, term_bv(width - own, -1), term_bv(width - own, 0)), a);
}

term_t term_bool_to_bv(term_t a, unsigned width)
{
    return term_ite(a, term_bv(width, 1), term_bv(width, 0));
}

/* --- two lists side by side */

/*
 * Walks over the pieces of a and b cut at the boundaries of both: each call gives the next pair of equal width, most
 * significant first. With runs, constants are cut where their bits change, so that a constant is 0...0 or 1...1.
 */
struct zipper {
    term_t a, b;
    unsigned left; /* bits not yet seen */
    bool runs;
};

/* The number of bits, from bit top - 1 of t downwards, that lie in one piece. */
static unsigned piece_width(term_t t, unsigned top, bool runs)
{
    unsigned position = width_of(t), count = 1;
    bits_t bits;

    if (term_op(t) == OP_BV_CONCAT)
        for (unsigned i = 0; i < term_arg_count(t); i++) {
            unsigned bottom = position - width_of(term_arg(t, i));
            if (top > bottom)
                return piece_width(term_arg(t, i), top - bottom, runs);
            position = bottom;
        }
    if (!runs || !term_is_const(t))
        return top;
    bits = const_bits(t);
    while (count < top && ((bits >> (top - count - 1)) & 1) == ((bits >> (top - 1)) & 1))
        count++;
    return count;
}

static void zipper_next(struct zipper *zipper, term_t *x, term_t *y)
{
    unsigned in_a = piece_width(zipper->a, zipper->left, zipper->runs);
    unsigned in_b = piece_width(zipper->b, zipper->left, zipper->runs);
    unsigned width = in_a < in_b ? in_a : in_b;

    zipper->left -= width;
    *x = term_bv_extract(zipper->a, zipper->left, width);
    *y = term_bv_extract(zipper->b, zipper->left, width);
}

static bool is_zero(term_t t) { return term_is_const(t) && const_bits(t) == 0; }
static bool is_ones(term_t t) { return term_is_const(t) && const_bits(t) == bits_mask(width_of(t)); }

/* The value of a bitwise operation on one pair of pieces. */
static term_t piece_bitwise(enum term_op op, term_t x, term_t y)
{
    unsigned width = width_of(x);

    if (term_is_const(x) && term_is_const(y))
        return term_bv(width, bv_value(op, width, const_bits(x), const_bits(y)));
    if (term_is_const(y) || (x > y && !term_is_const(x))) {
        term_t swap = x;
        x = y;
        y = swap;
    }
    if (x == y)
        return op == OP_BV_XOR ? term_bv(width, 0) : x;
    if (is_zero(x))
        return op == OP_BV_AND ? x : y;
    if (is_ones(x))
        return op == OP_BV_OR ? x : op == OP_BV_AND ? y : term_bv_not(y);
    return store_term(op, sort_bv(width), (term_t[]){x, y}, 2, 0);
}

term_t slices_bitwise(enum term_op op, term_t a, term_t b)
{
    struct zipper zipper = {a, b, width_of(a), true};
    struct slices list = {0};
    term_t x, y;

    while (zipper.left > 0) {
        zipper_next(&zipper, &x, &y);
        slices_add_all(&list, piece_bitwise(op, x, y));
    }
    return slices_join(&list);
}

static term_t piece_eq(term_t a, term_t b)
{
    if (a == b)
        return term_true();
    if (term_is_const(a) && term_is_const(b))
        return term_false();
    for (unsigned i = 0; i < 2; i++) {
        if (term_op(a) == OP_ITE && term_is_const(b) &&
            (term_is_const(term_arg(a, 1)) || term_is_const(term_arg(a, 2))))
            return term_ite(term_arg(a, 0), term_eq(term_arg(a, 1), b), term_eq(term_arg(a, 2), b));
        term_t swap = a;
        a = b;
        b = swap;
    }
    return store_term(OP_EQ, SORT_BOOL, a < b ? (term_t[]){a, b} : (term_t[]){b, a}, 2, 0);
}

term_t bv_eq(term_t a, term_t b)
{
    struct zipper zipper = {a, b, width_of(a), false};
    term_t parts[BV_WIDTH_MAX], x, y;
    unsigned n = 0;

    if (!term_is_sliced(a) && !term_is_sliced(b))
        return piece_eq(a, b);
    while (zipper.left > 0) {
        zipper_next(&zipper, &x, &y);
        parts[n] = x == y || is_simple(x) || is_simple(y) ? term_eq(x, y) : piece_eq(x, y);
        if (term_is_false(parts[n++]))
            return term_false();
    }
    return term_and_all(parts, n);
}

term_t bv_ite(term_t c, term_t a, term_t b)
{
    struct zipper zipper = {a, b, width_of(a), false};
    struct slices list = {0};
    term_t x, y;

    if (!term_is_sliced(a) && !term_is_sliced(b))
        return TERM_NONE;
    while (zipper.left > 0) {
        zipper_next(&zipper, &x, &y);
        slices_add_all(&list, term_ite(c, x, y));
    }
    return slices_join(&list);
}
