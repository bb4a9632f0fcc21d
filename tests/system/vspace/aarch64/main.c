/* SPDX-License-Identifier: BSD-2-Clause */
#include "vspace.h"

struct probe accessor;

void load(void *address)
{
    (void)*(volatile seL4_Word *)address;
}

void store(void *address)
{
    *(volatile seL4_Word *)address = 1;
}

void fetch(void *address)
{
    ((void (*)(void))address)();
}

void check_faults(void (*access)(void *), seL4_Word address, seL4_Word is_fetch, seL4_Word status)
{
    CHECK_EQUAL(probe_run(&accessor, access, (void *)address), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), address);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_PrefetchFault), is_fetch);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_FSR) >> 2 & 15, status);
}

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(map_tests);
    frame_run(cache_tests);
    frame_run(asid_tests);
    frame_end();
}
