/* SPDX-License-Identifier: BSD-2-Clause */
/* What libsel4 cannot keep in headers: the IPC buffer pointer and the boot information. */
#include <sel4/bootinfo.h>
#include <sel4/functions.h>

#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
__thread seL4_IPCBuffer *__sel4_ipc_buffer;
#else
seL4_IPCBuffer *__sel4_ipc_buffer;
#endif

static seL4_BootInfo *boot_info;

void seL4_InitBootInfo(seL4_BootInfo *bootinfo)
{
    boot_info = bootinfo;
}

seL4_BootInfo *seL4_GetBootInfo(void)
{
    return boot_info;
}
