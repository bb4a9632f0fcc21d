/* SPDX-License-Identifier: BSD-2-Clause */
#include "caps.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(lookup_tests);
    frame_run(method_tests);
    frame_run(rotate_tests);
    frame_run(kind_tests);
    frame_run(rights_tests);
    frame_run(derive_tests);
    frame_run(final_tests);
    frame_run(cycle_tests);
    frame_run(cancel_tests);
    frame_run(preempt_tests);
    frame_run(isa_tests);
    frame_end();
}
