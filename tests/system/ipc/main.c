/* SPDX-License-Identifier: BSD-2-Clause */
#include "ipc.h"

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(message_tests);
    frame_run(buffer_tests);
    frame_run(queue_tests);
    frame_run(transfer_tests);
    frame_run(chain_tests);
    frame_run(passive_tests);
    frame_run(cancel_tests);
    frame_run(bound_tests);
    frame_end();
}
