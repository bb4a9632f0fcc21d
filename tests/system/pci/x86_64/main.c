/* SPDX-License-Identifier: BSD-2-Clause */
#include "pci.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(message_tests);
    frame_run(level_tests);
    frame_end();
}
