/* SPDX-License-Identifier: BSD-2-Clause */
#include <boot_platform.h>
#include <lib/field.h>

#define VIRT_RAM_START 0x80000000u
#define VIRT_RAM_END ((word_t)0x100000000)
#define VIRT_PLIC_START 0xc000000u
#define VIRT_PLIC_END 0xc600000u
#define VIRT_CLINT_START 0x2000000u
#define VIRT_CLINT_END 0x2010000u

#define MIB2_BITS 21u

void boot_platform_default(struct fdt_platform *platform)
{
    platform->memory.count = 1;
    platform->memory.at[0] = region_make(VIRT_RAM_START, VIRT_RAM_END);
    platform->plic = region_make(VIRT_PLIC_START, VIRT_PLIC_END);
    platform->clint = region_make(VIRT_CLINT_START, VIRT_CLINT_END);
}

/* In pieces of 2 MiB. */
static bool device_add(struct region_list *list, struct region device)
{
    return region_is_empty(device)
        || region_list_add(list, region_make(op_align_down(device.start, MIB2_BITS),
                                             op_align_up(device.end, MIB2_BITS)));
}

bool boot_platform_devices(const struct fdt_platform *platform, struct region_list *list)
{
    return device_add(list, platform->plic) && device_add(list, platform->clint);
}
