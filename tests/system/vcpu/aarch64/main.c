/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtual CPUs: methods; guests that run; what is kept apart; guests that misbehave. */
#include "tests.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(method_tests);
    frame_run(run_tests);
    frame_run(apart_tests);
    frame_run(wild_tests);
    frame_run(wreck_tests);
    frame_run(every_tests);
    frame_end();
}
