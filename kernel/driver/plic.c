/* SPDX-License-Identifier: BSD-2-Clause */
#include <driver/plic.h>
#include <lib/field.h>

#define PRIORITIES 0x0u       /* a word per source */
#define ENABLES 0x2000u       /* a bit per source */
#define ENABLES_CONTEXT_BYTES 0x80u
#define THRESHOLDS 0x200000u  /* a page per context: threshold, then claim and complete */
#define CONTEXT_BITS 12u      /* log2 of the bytes of such a page */
#define CONTEXT_BYTES 0x1000u
#define CLAIM 4u
#define REGISTER_BITS 5u      /* log2 of the bits of a register */
#define SOURCES_MAX 1023u

bool plic_has(word_t bytes, word_t context)
{
    return bytes >= THRESHOLDS && context < op_drop(bytes - THRESHOLDS, CONTEXT_BITS);
}

static volatile uint32_t *plic_register(word_t base, word_t offset)
{
    return (volatile uint32_t *)(base + offset);
}

void plic_mask(word_t base, word_t source, bool masked)
{
    *plic_register(base, PRIORITIES + source * sizeof(uint32_t)) = masked ? 0 : 1;
}

static void enable(word_t base, word_t context, word_t source)
{
    volatile uint32_t *bits = plic_register(base, ENABLES + context * ENABLES_CONTEXT_BYTES
                                                      + op_drop(source, REGISTER_BITS) * sizeof(uint32_t));

    *bits = (uint32_t)op_put(*bits, op_low(source, REGISTER_BITS), 1, 1);
}

void plic_start(word_t base, word_t context, word_t sources)
{
    for (word_t source = 1; source <= sources && source <= SOURCES_MAX; source++) {
        plic_mask(base, source, true);
        enable(base, context, source);
    }
    *plic_register(base, THRESHOLDS + context * CONTEXT_BYTES) = 0;
}

word_t plic_claim(word_t base, word_t context)
{
    return *plic_register(base, THRESHOLDS + context * CONTEXT_BYTES + CLAIM);
}

void plic_complete(word_t base, word_t context, word_t source)
{
    *plic_register(base, THRESHOLDS + context * CONTEXT_BYTES + CLAIM) = (uint32_t)source;
}
