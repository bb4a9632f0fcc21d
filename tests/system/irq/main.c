/* SPDX-License-Identifier: BSD-2-Clause */
#include "irq.h"

void spin_us(seL4_Word us)
{
    seL4_Word start = kit_clock();
    seL4_Word ticks = us * frame_ticks_per_us();

    while (kit_clock() - start < ticks)
        __asm__ volatile(KIT_PAUSE);
}

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(issue_tests);
    frame_run(handler_tests);
    frame_run(delivery_tests);
    frame_run(passive_tests);
    frame_end();
}
