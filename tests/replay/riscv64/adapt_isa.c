/* SPDX-License-Identifier: BSD-2-Clause */
/* What is different on the booted machine, on RISC-V: it has as many domains as are configured, not two. */
#include "../generate.h"

/* The last entry of a schedule only ends it. */
enum { HOST_DOMAINS = 2, HOST_SCHEDULE_USED = 7 };

bool is_map_isa(word label)
{
    return label == RISCVPageMap || label == RISCVPageTableMap;
}

/* What the host refuses for its few domains, and the booted kernel does not, becomes something that both do. */
void adapt_isa(struct aevent *e, unsigned type, word label)
{
    word *mr0 = &e->regs[UC_MR0];
    word *mr1 = &e->regs[UC_MR1];

    if (type != AC_DOMAIN) {
        return;
    }
    if (label == DomainSetSet) {
        *mr0 = *mr0 % HOST_DOMAINS;
    } else {
        *mr0 = *mr0 % HOST_SCHEDULE_USED;
        *mr1 = 0;
    }
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
