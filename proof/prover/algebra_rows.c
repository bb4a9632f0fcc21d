/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The algebra of bit operations. Numbers and arithmetic here are mathematical; word_and, word_or, word_xor, word_shl
 * and word_lshr are C's operators on words. Rewrites are tried in this order; each leads to a smaller term, or sorts.
 * That the value of a function is a word goes without saying.
 */
#include "algebra_rows.h"

const struct algebra_function algebra_functions[ALGEBRA_FUNCTIONS] = {
    [ALGEBRA_TAKE] = {"op_take", "wln", "(or (= n 0) (<= (+ l n) 64))", false, true},
    [ALGEBRA_PUT] = {"op_put", "wlnv", "(and (<= 1 n) (<= (+ l n) 64))", false, true},
    [ALGEBRA_DROP] = {"op_drop", "wn", "(< n 64)", false, true},
    [ALGEBRA_LOW] = {"op_low", "wn", "(< n 64)", false, true},
    [ALGEBRA_POW2] = {"op_pow2", "n", "(< n 64)", false, true},
    [ALGEBRA_ALIGN_DOWN] = {"op_align_down", "vb", "(< b 64)", false, true},
    [ALGEBRA_ALIGN_UP] = {"op_align_up", "vb",
                          "(and (< b 64) (<= (+ v (op_pow2 b)) 18446744073709551616))", false, true},
    [ALGEBRA_IS_ALIGNED] = {"op_is_aligned", "vb", "(< b 64)", true, true},
    [ALGEBRA_TOP_BIT] = {"op_top_bit", "w", "(distinct w 0)", false, true},
    [ALGEBRA_AND] = {"word_and", "ab", "true", false, false},
    [ALGEBRA_OR] = {"word_or", "ab", "true", false, false},
    [ALGEBRA_XOR] = {"word_xor", "ab", "true", false, false},
    [ALGEBRA_SHL] = {"word_shl", "an", "(< n 64)", false, false},
    [ALGEBRA_LSHR] = {"word_lshr", "an", "(< n 64)", false, false},
};

#define DEFINE(name, left, right) {#name, ALGEBRA_DEFINE, BY_WORDS, "", "true", left, right}
#define REWRITE(name, when, left, right) {#name, ALGEBRA_REWRITE, BY_WORDS, "", when, left, right}
#define REWRITE_BITS(name, when, left, right) {#name, ALGEBRA_REWRITE, BY_BITS, "", when, left, right}
#define FACT(name, constants, when, left, right) {#name, ALGEBRA_FACT, BY_WORDS, constants, when, left, right}
#define RANGE(name, constants, left, right) {#name, ALGEBRA_RANGE, BY_WORDS, constants, "true", left, right}
#define LAW(name, when, left, right) {#name, ALGEBRA_LAW, BY_WORDS, "", when, left, right}

/* 2^k against the power of two of any exponent. */
#define POW2_STEP(k, value) \
    FACT(pow2_from_##k, "", "(<= " #k " n)", "(op_pow2 n)", "(<= " #value " (op_pow2 n))"), \
    FACT(pow2_to_##k, "", "(<= n " #k ")", "(op_pow2 n)", "(<= (op_pow2 n) " #value ")")

const struct algebra_row algebra_rows[] = {
    /* What needs no function of its own. */
    DEFINE(drop, "(op_drop w n)", "(op_take w n (- 64 n))"),
    DEFINE(low, "(op_low w n)", "(op_take w 0 n)"),
    DEFINE(lshr, "(word_lshr a n)", "(op_take a n (- 64 n))"),
    DEFINE(shl, "(word_shl a n)", "(* (op_pow2 n) (op_take a 0 (- 64 n)))"),
    DEFINE(is_aligned, "(op_is_aligned v b)", "(= (op_take v 0 b) 0)"),

    /* Bit i of what is taken, and of a word with something put into it. */
    LAW(take_bit, "(< i 64)", "(op_take (op_take w l n) i 1)", "(ite (< i n) (op_take w (+ l i) 1) 0)"),
    LAW(put_bit, "(< i 64)", "(op_take (op_put w l n v) i 1)",
        "(ite (and (<= l i) (< i (+ l n))) (op_take v (- i l) 1) (op_take w i 1))"),

    /* Fields of words: l and k are low bits, n and m counts. */
    REWRITE(take_none, "true", "(op_take w l 0)", "0"),
    REWRITE(take_all, "true", "(op_take w 0 64)", "w"),
    REWRITE_BITS(take_take_inside, "(<= (+ k m) n)", "(op_take (op_take w l n) k m)", "(op_take w (+ l k) m)"),
    REWRITE_BITS(take_take_beyond, "(<= n k)", "(op_take (op_take w l n) k m)", "0"),
    REWRITE_BITS(take_take_across, "(and (<= k n) (<= n (+ k m)))", "(op_take (op_take w l n) k m)",
            "(op_take w (+ l k) (- n k))"),
    REWRITE_BITS(take_put_inside, "(and (<= l k) (<= (+ k m) (+ l n)))", "(op_take (op_put w l n v) k m)",
            "(op_take v (- k l) m)"),
    REWRITE_BITS(take_put_below, "(<= (+ k m) l)", "(op_take (op_put w l n v) k m)", "(op_take w k m)"),
    REWRITE_BITS(take_put_above, "(<= (+ l n) k)", "(op_take (op_put w l n v) k m)", "(op_take w k m)"),
    REWRITE_BITS(take_put_around, "(and (<= k l) (<= (+ l n) (+ k m)))", "(op_take (op_put w l n v) k m)",
            "(op_put (op_take w k m) (- l k) n v)"),
    REWRITE_BITS(put_same, "true", "(op_put w l n (op_take w l n))", "w"),
    REWRITE_BITS(put_taken, "(<= n m)", "(op_put w l n (op_take v 0 m))", "(op_put w l n v)"),
    REWRITE_BITS(put_put, "true", "(op_put (op_put w l n v) l n u)", "(op_put w l n u)"),
    REWRITE_BITS(put_put_order, "(<= (+ k m) l)", "(op_put (op_put w l n v) k m u)", "(op_put (op_put w k m u) l n v)"),

    RANGE(take_range, "n", "(op_take w l n)", "(and (<= 0 (op_take w l n)) (< (op_take w l n) (power n)))"),
    FACT(take_below_power, "!n", "(< n 64)", "(op_take w l n)", "(< (op_take w l n) (op_pow2 n))"),
    FACT(take_at_most, "", "true", "(op_take w l n)", "(<= (op_take w l n) w)"),
    FACT(take_part, "l", "true", "(op_take w l n)", "(<= (* (power l) (op_take w l n)) w)"),
    FACT(take_rest, "ln", "(= (+ l n) 64)", "(op_take w l n)", "(< (- w (* (power l) (op_take w l n))) (power l))"),
    FACT(take_above, "!l", "(and (< l 64) (< w (op_pow2 l)))", "(op_take w l n)", "(= (op_take w l n) 0)"),
    FACT(take_low_rest, "!n", "(< n 64)", "(op_take w 0 n)",
         "(= w (+ (op_take w 0 n) (* (op_pow2 n) (op_take w n (- 64 n)))))"),
    FACT(take_two, "", "true", "(op_take w 53 11)",
         "(= (op_take w 53 11) (+ (op_take w 53 6) (* 64 (op_take w 59 5))))"),
    /* Addresses in a window of 2^39 bytes at 2^39 (AArch64). */
    FACT(take_window, "", "(and (<= 549755813888 w) (< w 1099511627776))", "(op_take w 0 39)",
         "(= (op_take w 0 39) (- w 549755813888))"),
    FACT(take_small, "", "(and (< n 64) (< w (op_pow2 n)))", "(op_take w 0 n)", "(= (op_take w 0 n) w)"),

    FACT(take_put_bit, "", "(and (< l 64) (< w 18446744073709551616) (< v 18446744073709551616))",
         "(op_take (op_put w l 1 v) k 1)",
         "(= (op_take (op_put w l 1 v) k 1) (ite (= k l) (op_take v 0 1) (op_take w k 1)))"),
    FACT(take_byte, "", "(< w 256)", "(op_take w 6 2)", "(= w (+ (* 64 (op_take w 6 2)) (op_take w 0 6)))"),

    FACT(put_sum, "l", "true", "(op_put w l n v)",
         "(= (op_put w l n v) (+ (op_put w l n 0) (* (power l) (op_take v 0 n))))"),
    FACT(put_rest, "l", "true", "(op_put w l n v)",
         "(= w (+ (op_put w l n 0) (* (power l) (op_take w l n))))"),

    /* Powers of two. */
    FACT(pow2_range, "", "true", "(op_pow2 n)", "(and (< n (op_pow2 n)) (<= (op_pow2 n) 9223372036854775808))"),
    POW2_STEP(1, 2), POW2_STEP(2, 4), POW2_STEP(3, 8), POW2_STEP(4, 16), POW2_STEP(5, 32), POW2_STEP(6, 64),
    POW2_STEP(8, 256), POW2_STEP(10, 1024), POW2_STEP(12, 4096), POW2_STEP(21, 2097152), POW2_STEP(30, 1073741824),
    POW2_STEP(39, 549755813888), POW2_STEP(46, 70368744177664), POW2_STEP(47, 140737488355328),
    POW2_STEP(48, 281474976710656),

    /* Alignment. */
    FACT(align_down_value, "", "true", "(op_align_down v b)", "(= (op_align_down v b) (- v (op_take v 0 b)))"),
    FACT(align_down_aligned, "", "true", "(op_align_down v b)", "(= (op_take (op_align_down v b) 0 b) 0)"),
    FACT(align_down_range, "", "true", "(op_align_down v b)", "(<= (op_align_down v b) v)"),
    FACT(align_up_range, "", "true", "(op_align_up v b)",
         "(and (<= v (op_align_up v b)) (< (op_align_up v b) (+ v (op_pow2 b))))"),
    FACT(align_up_aligned, "", "true", "(op_align_up v b)", "(= (op_take (op_align_up v b) 0 b) 0)"),
    FACT(align_up_fixed, "", "(= (op_take v 0 b) 0)", "(op_align_up v b)", "(= (op_align_up v b) v)"),

    /* The highest bit. */
    FACT(top_bit_range, "", "true", "(op_top_bit w)", "(< (op_top_bit w) 64)"),
    FACT(top_bit_power, "", "true", "(op_top_bit w)",
         "(and (<= (op_pow2 (op_top_bit w)) w) (< (- w (op_pow2 (op_top_bit w))) (op_pow2 (op_top_bit w))))"),
    FACT(top_bit_set, "", "true", "(op_top_bit w)", "(= (op_take w (op_top_bit w) 1) 1)"),
    FACT(top_bit_highest, "!l", "(distinct w 0)", "(op_take w l 1)",
         "(or (<= l (op_top_bit w)) (= (op_take w l 1) 0))"),

    /* C's bitwise operators. */
    LAW(and_commutes, "true", "(word_and a b)", "(word_and b a)"),
    LAW(or_commutes, "true", "(word_or a b)", "(word_or b a)"),
    LAW(xor_commutes, "true", "(word_xor a b)", "(word_xor b a)"),
    LAW(and_field, "(and (<= 1 n) (<= n 63) (<= (+ l n) 64))", "(word_and a (* (op_pow2 l) (- (op_pow2 n) 1)))",
        "(* (op_pow2 l) (op_take a l n))"),
    LAW(and_split, "(and (< (+ b c) 18446744073709551616) (= (word_and b c) 0))", "(word_and a (+ b c))",
        "(+ (word_and a b) (word_and a c))"),
    REWRITE(and_same, "true", "(word_and a a)", "a"),
    REWRITE(and_zero, "true", "(word_and a 0)", "0"),
    REWRITE(and_ones, "true", "(word_and a 18446744073709551615)", "a"),
    REWRITE(or_same, "true", "(word_or a a)", "a"),
    REWRITE(or_zero, "true", "(word_or a 0)", "a"),
    REWRITE(xor_same, "true", "(word_xor a a)", "0"),
    REWRITE(xor_zero, "true", "(word_xor a 0)", "a"),
    FACT(and_range, "", "true", "(word_and a b)", "(and (<= (word_and a b) a) (<= (word_and a b) b))"),
    FACT(take_of_and, "", "true", "(op_take (word_and a b) l n)",
         "(and (<= (op_take (word_and a b) l n) (op_take a l n)) (<= (op_take (word_and a b) l n) (op_take b l n)))"),
    FACT(or_sum, "", "true", "(word_or a b)", "(= (word_or a b) (- (+ a b) (word_and a b)))"),
    FACT(or_range, "", "true", "(word_or a b)", "(and (<= a (word_or a b)) (<= b (word_or a b)))"),
    FACT(xor_sum, "", "true", "(word_xor a b)", "(= (word_xor a b) (- (+ a b) (* 2 (word_and a b))))"),
};
const unsigned algebra_row_count = sizeof algebra_rows / sizeof *algebra_rows;
