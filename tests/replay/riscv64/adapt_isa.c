/* SPDX-License-Identifier: BSD-2-Clause */
/* What is different on the booted machine, on RISC-V: nothing. */
#include "../generate.h"

bool is_map_isa(word label)
{
    return label == RISCVPageMap || label == RISCVPageTableMap;
}

void adapt_isa(struct aevent *e, unsigned type, word label)
{
    (void)e;
    (void)type;
    (void)label;
}

bool reads_device_isa(const struct aevent *e)
{
    (void)e;
    return false;
}

bool takes_console_isa(const struct aevent *e)
{
    (void)e;
    return false;
}
