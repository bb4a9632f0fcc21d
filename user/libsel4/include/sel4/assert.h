/* SPDX-License-Identifier: BSD-2-Clause */
/* Assertions. The program supplies __assert_fail, as C libraries do. */
#pragma once

#include <sel4/macros.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A hosted C library declares its own, with an unsigned line. */
#ifndef __GLIBC__
void __assert_fail(const char *expression, const char *file, int line, const char *function);
#else
void __assert_fail(const char *expression, const char *file, unsigned line, const char *function)
    __attribute__((__noreturn__));
#endif

#ifdef __cplusplus
}
#endif

#define seL4_Fail(text) __assert_fail(text, __FILE__, __LINE__, __func__)

#define seL4_Assert(expression) \
    do { \
        if (!(expression)) { \
            seL4_Fail(#expression); \
        } \
    } while (0)

/* Evaluated in debug builds only. */
#ifdef CONFIG_DEBUG_BUILD
#define seL4_DebugAssert(expression) seL4_Assert(expression)
#else
#define seL4_DebugAssert(expression) ((void)sizeof(!(expression)))
#endif

#define seL4_CompileTimeAssert(condition) SEL4_COMPILE_ASSERT(compile_time_assertion, condition)
