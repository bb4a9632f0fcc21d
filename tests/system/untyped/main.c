/* SPDX-License-Identifier: BSD-2-Clause */
#include "untyped.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(retype_tests);
    frame_run(object_tests);
    frame_run(memory_tests);
    frame_end();
}
