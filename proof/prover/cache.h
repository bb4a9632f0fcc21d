/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers on disk, one file per key. Concurrent writers of one key are harmless: a file appears whole. */
#ifndef PROVER_CACHE_H
#define PROVER_CACHE_H

#include <stdbool.h>

/* The text stored under the key (64 hexadecimal digits), the caller's to free; null if there is none. */
char *cache_get(const char *dir, const char *key);
/* False if it could not be stored; the cache is then merely less useful. */
bool cache_put(const char *dir, const char *key, const char *text);

#endif
