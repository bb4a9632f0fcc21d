/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 as FIPS 180-4 section 6.2 has it. Its constants are computed, as section 4.2.2 defines them. */
#include "sha256.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ROUNDS = 64, BLOCK = 64 };

typedef unsigned __int128 wide_t;

static uint32_t round_constant[ROUNDS], initial[8];

/* The first 32 bits of the fraction of the square or cube root of a prime: floor(root(p * 2^(32 n))) mod 2^32. */
static uint32_t root_fraction(uint32_t prime, unsigned power)
{
    wide_t target = (wide_t)prime << (power == 2 ? 64 : 96), root = 0;

    for (unsigned bit = 36; bit-- > 0;) {
        wide_t trial = root | (wide_t)1 << bit;
        wide_t value = power == 2 ? trial * trial : trial * trial * trial;
        if (value <= target)
            root = trial;
    }
    return (uint32_t)root;
}

static void init(void)
{
    unsigned found = 0;

    for (uint32_t n = 2; found < ROUNDS; n++) {
        uint32_t divisor = 2;
        while (n % divisor != 0)
            divisor++;
        if (divisor != n)
            continue;
        if (found < 8)
            initial[found] = root_fraction(n, 2);
        round_constant[found++] = root_fraction(n, 3);
    }
}

static uint32_t rotate(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

static void add_block(uint32_t hash[8], const unsigned char *block)
{
    uint32_t w[ROUNDS], v[8];

    for (unsigned i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
               block[4 * i + 3];
    for (unsigned i = 16; i < ROUNDS; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
               (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
    memcpy(v, hash, sizeof v);
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t sum1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
        uint32_t sum0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
        uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]), majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        uint32_t t1 = v[7] + sum1 + choice + round_constant[i] + w[i];
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += t1;
        v[0] = t1 + sum0 + majority;
    }
    for (unsigned i = 0; i < 8; i++)
        hash[i] += v[i];
}

void sha256_hex(const void *bytes, size_t length, char hex[65])
{
    const unsigned char *at = bytes;
    unsigned char last[2 * BLOCK] = {0};
    size_t rest = length % BLOCK, padded = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    uint32_t hash[8];

    if (round_constant[0] == 0)
        init();
    memcpy(hash, initial, sizeof hash);
    for (size_t i = 0; i + BLOCK <= length; i += BLOCK)
        add_block(hash, at + i);
    memcpy(last, at + (length - rest), rest);
    last[rest] = 0x80;
    for (unsigned i = 0; i < 8; i++)
        last[padded - 1 - i] = (unsigned char)((uint64_t)length * 8 >> (8 * i));
    for (size_t i = 0; i < padded; i += BLOCK)
        add_block(hash, last + i);
    for (unsigned i = 0; i < 8; i++)
        snprintf(hex + 8 * i, 9, "%08x", hash[i]);
}
