/* SPDX-License-Identifier: BSD-2-Clause */
/* Small helpers shared by all seL4 headers. */
#pragma once

#include <sel4/config.h>

#ifndef CONST
#define CONST __attribute__((__const__))
#endif
#ifndef PURE
#define PURE __attribute__((__pure__))
#endif

#define SEL4_PACKED __attribute__((packed))
#define SEL4_DEPRECATED_MSG(text) __attribute__((deprecated(text)))
#define SEL4_DEPRECATED __attribute__((deprecated))
#define SEL4_CONST CONST
#define SEL4_PURE PURE

#ifdef __cplusplus
#define SEL4_COMPILE_ASSERT(name, condition) static_assert(condition, #name);
#else
#define SEL4_COMPILE_ASSERT(name, condition) _Static_assert(condition, #name);
#endif

#define SEL4_OFFSETOF(type, member) __builtin_offsetof(type, member)

/* An enumerator that makes an enum as wide as a word. */
#define SEL4_FORCE_LONG_ENUM(type) _enum_pad_##type = ((1ULL << ((sizeof(long) * 8) - 1)) - 1)

#define LIBSEL4_UNUSED __attribute__((unused))
#define LIBSEL4_INLINE static inline LIBSEL4_UNUSED
#define LIBSEL4_INLINE_FUNC static inline LIBSEL4_UNUSED
#define LIBSEL4_NOINLINE __attribute__((noinline)) LIBSEL4_UNUSED
#define LIBSEL4_BIT(n) (1ul << (n))

/* The lowest bits of a word; values wider than their field lose the rest. */
#define SEL4_FIELD_MASK(width) (~0ul >> (64u - (width)))

/*
 * Accessors of one field of a one-word structure:
 * T_get_F(word), T_set_F(word, value), T_ptr_get_F(pointer), T_ptr_set_F(pointer, value).
 */
#define SEL4_FIELD(T, F, shift, width) \
    LIBSEL4_INLINE_FUNC SEL4_CONST seL4_Uint64 T##_get_##F(T##_t word) \
    { \
        return (word.words[0] >> (shift)) & SEL4_FIELD_MASK(width); \
    } \
    LIBSEL4_INLINE_FUNC SEL4_CONST T##_t T##_set_##F(T##_t word, seL4_Uint64 value) \
    { \
        word.words[0] &= ~(SEL4_FIELD_MASK(width) << (shift)); \
        word.words[0] |= (value & SEL4_FIELD_MASK(width)) << (shift); \
        return word; \
    } \
    LIBSEL4_INLINE_FUNC SEL4_PURE seL4_Uint64 T##_ptr_get_##F(const T##_t *pointer) \
    { \
        return T##_get_##F(*pointer); \
    } \
    LIBSEL4_INLINE_FUNC void T##_ptr_set_##F(T##_t *pointer, seL4_Uint64 value) \
    { \
        *pointer = T##_set_##F(*pointer, value); \
    }
