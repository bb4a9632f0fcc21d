/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small functions, at least one for each kind of instruction and type that the kernel's IR has: compiled to machine
 * code on the one hand, read by the prover on the other. KINDS(X) lists them; all take three words and return one.
 */
#ifndef SEMANTICS_KINDS_H
#define SEMANTICS_KINDS_H

#include <stdint.h>

typedef uint64_t word;

#define BINARY_KINDS(X, type) \
    X(add_##type) X(sub_##type) X(mul_##type) X(div_##type) X(rem_##type) X(shl_##type) X(shr_##type) X(and_##type) \
    X(or_##type) X(xor_##type) X(eq_##type) X(ne_##type) X(lt_##type) X(le_##type) X(gt_##type) X(ge_##type) \
    X(neg_##type) X(not_##type)

#define CONVERSION_KINDS(X, from) \
    X(from##_to_u8) X(from##_to_i8) X(from##_to_u16) X(from##_to_i16) X(from##_to_u32) X(from##_to_i32) X(from##_to_u64)

#define KINDS(X) \
    BINARY_KINDS(X, u64) BINARY_KINDS(X, i64) BINARY_KINDS(X, u32) BINARY_KINDS(X, i32) BINARY_KINDS(X, u16) \
    BINARY_KINDS(X, i8) \
    CONVERSION_KINDS(X, u8) CONVERSION_KINDS(X, i8) CONVERSION_KINDS(X, i16) CONVERSION_KINDS(X, u32) \
    CONVERSION_KINDS(X, i32) CONVERSION_KINDS(X, u64) CONVERSION_KINDS(X, i64) \
    X(select_word) X(select_branches) X(switch_dense) X(switch_sparse) X(switch_falls) X(loop_bounded) X(loop_nested) \
    X(phi_swapped) X(bool_and) X(bool_or) X(bool_not) X(bool_short) X(bool_long) X(bool_kept) \
    X(struct_pair) X(struct_mixed) X(struct_nested) X(table_word) X(table_byte) X(table_struct) X(table_two) \
    X(count_leading) X(count_trailing) X(count_ones) X(count_leading_32) X(overflow_add) X(overflow_sub) \
    X(overflow_mul) X(overflow_add_signed) X(call_chain) X(op_take_kind) X(op_put_kind) X(op_align_kind) \
    X(op_top_kind) X(char_arithmetic) X(mixed_signs) X(unreachable_case) X(expected)

#define DECLARE_KIND(name) word name(word a, word b, word c);
KINDS(DECLARE_KIND)
#undef DECLARE_KIND

#endif
