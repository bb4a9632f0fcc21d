/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking a listed instruction apart: for ISAs whose operands are words with commas between them. */
#ifndef BENCH_TEXT_H
#define BENCH_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#define WORDS_MAX 8
#define WORD_BYTES_MAX 64

/* "ldp x0, x1, [sp, #0x10]!" becomes ldp x0 x1 [sp #0x10]!: word[0] is the mnemonic. What follows < or // is gone. */
struct words {
    char word[WORDS_MAX][WORD_BYTES_MAX];
    unsigned count;
};

struct words words_of(const char *text);
bool is(const char *text, const char *other);
bool begins(const char *text, const char *with);
/* One of the texts in a list that ends with NULL. */
bool is_any(const char *text, const char *const *list);
bool begins_any(const char *text, const char *const *list);
/* A decimal or hexadecimal number with or without sign; another text ends the program. */
int64_t number_of(const char *text);

#endif
