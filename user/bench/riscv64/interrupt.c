/* SPDX-License-Identifier: BSD-2-Clause */
/* There is no figure to compare with: nothing is measured. */
#include "../bench.h"

void bench_interrupt(void)
{
}
