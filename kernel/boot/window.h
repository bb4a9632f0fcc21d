/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading memory that somebody else filled: loader structures, firmware tables, the root server's file.
 *
 * A window makes physical addresses 0 <= p < size readable at base + p. All boot parsers read through it, byte by
 * byte (such structures are little-endian and often unaligned), and never behind its end: a reader answers 0 there.
 * Callers that must tell 0 from "not readable" ask window_has first.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/string.h"

struct phys_window {
    const unsigned char *base;
    uint64_t size;
};

static inline bool window_has(struct phys_window window, uint64_t at, uint64_t length)
{
    return length <= window.size && at <= window.size - length;
}

/* The part [at, at + length) as a window of its own; empty if it isn't readable as a whole. */
static inline struct phys_window window_part(struct phys_window window, uint64_t at, uint64_t length)
{
    struct phys_window part = {window.base, 0};

    if (window_has(window, at, length) && length > 0) {
        part.base = window.base + at;
        part.size = length;
    }
    return part;
}

static inline uint8_t window_u8(struct phys_window window, uint64_t at)
{
    return window_has(window, at, 1) ? window.base[at] : 0;
}

static inline uint16_t window_u16(struct phys_window window, uint64_t at)
{
    if (!window_has(window, at, 2)) {
        return 0;
    }
    return (uint16_t)(window.base[at] | (uint16_t)window.base[at + 1] << 8);
}

static inline uint32_t window_u32(struct phys_window window, uint64_t at)
{
    if (!window_has(window, at, 4)) {
        return 0;
    }
    return (uint32_t)window_u16(window, at) | (uint32_t)window_u16(window, at + 2) << 16;
}

static inline uint64_t window_u64(struct phys_window window, uint64_t at)
{
    if (!window_has(window, at, 8)) {
        return 0;
    }
    return (uint64_t)window_u32(window, at) | (uint64_t)window_u32(window, at + 4) << 32;
}

/* Copies the bytes at `at`, or zeroes the target if they aren't all readable. */
static inline bool window_copy(struct phys_window window, uint64_t at, void *to, uint64_t length)
{
    if (!window_has(window, at, length)) {
        memset(to, 0, length);
        return false;
    }
    if (length > 0) {
        memcpy(to, window.base + at, length);
    }
    return true;
}

/* Sum of the bytes modulo 256; tables whose bytes add up to 0 are intact. Bytes that can't be read count as 0. */
static inline uint8_t window_sum(struct phys_window window, uint64_t at, uint64_t length)
{
    uint8_t sum = 0;

    if (!window_has(window, at, length)) {
        return 0;
    }
    for (uint64_t i = 0; i < length; i++) {
        sum = (uint8_t)(sum + window.base[at + i]);
    }
    return sum;
}

/* Little-endian writers into a buffer of our own. */
static inline void bytes_put(unsigned char *to, uint64_t value, unsigned byte_count)
{
    for (unsigned i = 0; i < byte_count && i < 8; i++) {
        to[i] = (unsigned char)(value >> (8 * i));
    }
}
