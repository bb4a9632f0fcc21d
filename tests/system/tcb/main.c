/* SPDX-License-Identifier: BSD-2-Clause */
#include "tcb.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(register_tests);
    frame_run(state_tests);
    frame_run(space_tests);
    frame_run(sched_tests);
    frame_run(other_tests);
    frame_end();
}
