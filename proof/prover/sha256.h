/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-256 (FIPS 180-4). */
#ifndef PROVER_SHA256_H
#define PROVER_SHA256_H

#include <stddef.h>

/* The digest of the bytes in hexadecimal. */
void sha256_hex(const void *bytes, size_t length, char hex[65]);

#endif
