/* SPDX-License-Identifier: BSD-2-Clause */
#include "domain.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(method_tests);
    frame_run(schedule_tests);
    schedule_reset();
    frame_end();
}
