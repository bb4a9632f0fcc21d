/* SPDX-License-Identifier: BSD-2-Clause */
#include "irq.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(issue_tests);
    frame_run(handler_tests);
    frame_run(delivery_tests);
    frame_run(passive_tests);
    frame_end();
}
