/* SPDX-License-Identifier: BSD-2-Clause */
#include <driver/pl011.h>

#define DATA 0x0u
#define FLAGS 0x18u
#define FLAG_TRANSMIT_FULL 0x20u
#define PL011_POLLS_MAX 1000000u

static volatile uint32_t *pl011_register(word_t base, word_t offset)
{
    return (volatile uint32_t *)(base + offset);
}

void pl011_put(word_t base, char c)
{
    for (word_t i = 0; i < PL011_POLLS_MAX; i++) {
        if ((*pl011_register(base, FLAGS) & FLAG_TRANSMIT_FULL) == 0)
            break;
    }
    *pl011_register(base, DATA) = (unsigned char)c;
}
