/* SPDX-License-Identifier: BSD-2-Clause */
/* See kinds.h. Undefined behaviour is reached on purpose, for inputs that both sides must find. */
#include "kinds.h"
#include <lib/field.h>

typedef uint64_t u64;
typedef int64_t i64;
typedef uint32_t u32;
typedef int32_t i32;
typedef uint16_t u16;
typedef int16_t i16;
typedef uint8_t u8;
typedef int8_t i8;

#define OPERATION(name, type, expression) \
    word name##_##type(word a, word b, word c) \
    { \
        type x = (type)a, y = (type)b; \
        (void)c; \
        (void)y; \
        return (word)(expression); \
    }

#define OPERATIONS(type) \
    OPERATION(add, type, (type)(x + y)) OPERATION(sub, type, (type)(x - y)) OPERATION(mul, type, (type)(x * y)) \
    OPERATION(div, type, (type)(x / y)) OPERATION(rem, type, (type)(x % y)) OPERATION(shl, type, (type)(x << y)) \
    OPERATION(shr, type, (type)(x >> y)) OPERATION(and, type, x & y) OPERATION(or, type, x | y) \
    OPERATION(xor, type, x ^ y) OPERATION(eq, type, x == y) OPERATION(ne, type, x != y) OPERATION(lt, type, x < y) \
    OPERATION(le, type, x <= y) OPERATION(gt, type, x > y) OPERATION(ge, type, x >= y) \
    OPERATION(neg, type, (type)(-x)) OPERATION(not, type, (type)(~x))

OPERATIONS(u64)
OPERATIONS(i64)
OPERATIONS(u32)
OPERATIONS(i32)
OPERATIONS(u16)
OPERATIONS(i8)

#define CONVERSION(from, to) \
    word from##_to_##to(word a, word b, word c) \
    { \
        (void)b; \
        (void)c; \
        return (word)(to)(from)a; \
    }

#define CONVERSIONS(from) \
    CONVERSION(from, u8) CONVERSION(from, i8) CONVERSION(from, u16) CONVERSION(from, i16) CONVERSION(from, u32) \
    CONVERSION(from, i32) CONVERSION(from, u64)

CONVERSIONS(u8)
CONVERSIONS(i8)
CONVERSIONS(i16)
CONVERSIONS(u32)
CONVERSIONS(i32)
CONVERSIONS(u64)
CONVERSIONS(i64)

/* --- choices and loops */

word select_word(word a, word b, word c) { return a < b ? b : c; }

word select_branches(word a, word b, word c)
{
    if (a == b)
        return c;
    if (a > b)
        c += a - b;
    else
        c ^= b;
    return c;
}

word switch_dense(word a, word b, word c)
{
    switch (a % 6) {
    case 0:
        return b;
    case 1:
        return c;
    case 2:
        return b & c;
    case 4:
        return b | c;
    }
    return a;
}

word switch_sparse(word a, word b, word c)
{
    switch (a) {
    case 0:
    case 5:
        return b;
    case 0x8000000000000000:
        return c;
    case 0xffffffffffffffff:
        return b ^ c;
    }
    return 77;
}

word switch_falls(word a, word b, word c)
{
    switch ((u32)a % 4) {
    case 0:
        b += 3;
        /* fall through */
    case 1:
        b ^= c;
        break;
    case 2:
        b = ~b;
    }
    return b;
}

word loop_bounded(word a, word b, word c)
{
    word sum = c;

    for (u32 i = 0; i < 7; i++)
        sum = sum * 3 + (a >> i & b);
    return sum;
}

word loop_nested(word a, word b, word c)
{
    for (u32 i = 0; i < 3; i++)
        for (u32 k = 0; k <= i; k++) {
            if ((a >> (i + k) & 1) != 0)
                continue;
            b += c + k;
        }
    return b;
}

word phi_swapped(word a, word b, word c)
{
    for (u32 i = 0; i < 5; i++) {
        word kept = a;
        a = b;
        b = kept + c;
    }
    return a * 2 + b;
}

/* --- truth values */

static bool is_even(word a) { return a % 2 == 0; }

word bool_and(word a, word b, word c) { return is_even(a) & (b < c); }
word bool_or(word a, word b, word c) { return is_even(a) | (b < c); }
word bool_not(word a, word b, word c) { return !is_even(a) ^ (b < c); }
word bool_short(word a, word b, word c) { return a < b && b < c; }
word bool_long(word a, word b, word c) { return a < b || b < c || is_even(c); }

word bool_kept(word a, word b, word c)
{
    bool first = a != 0, second = (bool)b;

    return first == second ? c : (word)first * 2 + second;
}

/* --- structures and tables */

struct pair {
    word first, second;
};

struct mixed {
    u32 low;
    u8 byte;
    bool truth;
    word wide;
};

struct nested {
    struct pair pair;
    u16 half;
};

static struct pair pair_of(word a, word b) { return (struct pair){b, a + 1}; }
static struct pair pair_turned(struct pair p) { return (struct pair){p.second, p.first}; }

word struct_pair(word a, word b, word c)
{
    struct pair p = pair_turned(pair_of(a, b));

    return p.first * 2 - p.second + c;
}

word struct_mixed(word a, word b, word c)
{
    struct mixed m = {(u32)a, (u8)b, c != 0, a ^ b};
    struct mixed copy = m;

    copy.byte++;
    return copy.low + copy.byte * 3u + copy.truth + copy.wide + m.byte;
}

word struct_nested(word a, word b, word c)
{
    struct nested n = {{a, b}, (u16)c};
    struct nested other = n;

    other.pair.second = n.pair.first;
    return other.pair.first + other.pair.second * 5 + other.half;
}

static const word words[7] = {3, 1, 4, 1, 0xffffffffffffffff, 9, 0x8000000000000000};
static const u8 bytes[12] = {2, 7, 1, 8, 2, 8, 1, 8, 255, 128, 4};
static const struct mixed mixes[4] = {{1, 2, true, 3}, {4, 5, false, 6}, {0xffffffff, 255, true, 0}, {.wide = 11}};
static const u16 grid[3][5] = {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {11, 12, 65535, 14, 15}};

word table_word(word a, word b, word c) { return words[a % 8] + b * c; }
word table_byte(word a, word b, word c) { return bytes[(u8)a % 12u] * b + c; }

word table_struct(word a, word b, word c)
{
    struct mixed m = mixes[a % 4];

    return m.low + m.byte * b + m.truth * c + m.wide;
}

word table_two(word a, word b, word c) { return grid[a % 3][b % 6] + c; }

/* --- builtins */

word count_leading(word a, word b, word c) { return (word)__builtin_clzl(a) + b * c; }
word count_trailing(word a, word b, word c) { return (word)__builtin_ctzl(a) + b * c; }
word count_ones(word a, word b, word c) { return (word)__builtin_popcountl(a) + b * c; }
word count_leading_32(word a, word b, word c) { return (word)__builtin_clz((u32)a) + b * c; }

word overflow_add(word a, word b, word c)
{
    word sum;

    return __builtin_add_overflow(a, b, &sum) ? c : sum;
}

word overflow_sub(word a, word b, word c)
{
    word difference;

    return __builtin_sub_overflow(a, b, &difference) ? c : difference;
}

word overflow_mul(word a, word b, word c)
{
    word product;

    return __builtin_mul_overflow(a, b, &product) ? c : product;
}

word overflow_add_signed(word a, word b, word c)
{
    i64 sum;

    return __builtin_add_overflow((i64)a, (i64)b, &sum) ? c : (word)sum;
}

/* --- functions */

static word twice(word a) { return a + a; }
static word thrice(word a) { return twice(a) + a; }

word call_chain(word a, word b, word c) { return thrice(twice(a) ^ b) - twice(c); }
word op_take_kind(word a, word b, word c) { return op_take(a, b % 64, c % 65); }
word op_put_kind(word a, word b, word c) { return op_put(a, b % 48, 1 + c % 16, c) ^ op_put(c, 3, 60, a); }
word op_align_kind(word a, word b, word c) { return op_align_down(a, b % 64) ^ op_align_up(a >> 1, c % 63); }
word op_top_kind(word a, word b, word c) { return op_top_bit(a) + op_pow2(b % 64) + c; }

word char_arithmetic(word a, word b, word c)
{
    u8 x = (u8)a, y = (u8)b;
    i8 z = (i8)c;

    return (word)(i64)(x * y - z + (x << 3) - (y >> 1));
}

word mixed_signs(word a, word b, word c)
{
    i32 x = (i32)a;
    u32 y = (u32)b;
    i64 z = (i64)c;

    return (x < 0) + 2u * ((u32)x < y) + 4u * (z < x) + 8u * (z < (i64)y);
}

word unreachable_case(word a, word b, word c)
{
    switch (a % 4) {
    case 0:
        return b;
    case 1:
        return c;
    case 2:
        return b + c;
    }
    __builtin_unreachable();
}

word expected(word a, word b, word c)
{
    if (__builtin_expect(a > b, 0))
        return c;
    return a + 1;
}
