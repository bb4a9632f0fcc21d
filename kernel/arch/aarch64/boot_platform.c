/* SPDX-License-Identifier: BSD-2-Clause */
#include <boot_platform.h>

#define PAGE 0x1000u
#define VIRT_RAM_START 0x40000000u
#define VIRT_RAM_END 0xc0000000u
#define VIRT_GIC_START 0x8000000u
#define VIRT_GIC_CPU_START 0x8010000u
#define VIRT_GIC_VIRTUAL_START 0x8030000u
#define VIRT_GIC_BYTES 0x10000u
#define VIRT_UART_START 0x9000000u

static struct region piece(uint64_t start, uint64_t bytes)
{
    return region_make(start, start + bytes);
}

void boot_platform_default(struct fdt_platform *platform)
{
    platform->memory.count = 1;
    platform->memory.at[0] = region_make(VIRT_RAM_START, VIRT_RAM_END);
    platform->gic_version = 2;
    platform->gic[0] = piece(VIRT_GIC_START, VIRT_GIC_BYTES);
    platform->gic[1] = piece(VIRT_GIC_CPU_START, VIRT_GIC_BYTES);
    platform->gic[2] = piece(VIRT_GIC_VIRTUAL_START, VIRT_GIC_BYTES);
    platform->uart = piece(VIRT_UART_START, PAGE);
}

/* Of a GICv2 one page each: that leaves programs the interface that guests use. */
static bool gicv2_add(struct region_list *list, struct region part)
{
    return region_is_empty(part) || region_list_add(list, piece(part.start, PAGE));
}

bool boot_platform_devices(const struct fdt_platform *platform, struct region_list *list)
{
    const struct region *gic = platform->gic;

    if (platform->gic_version == 2)
        return gicv2_add(list, gic[0]) && gicv2_add(list, gic[1]) && gicv2_add(list, gic[2]);
    return region_list_add(list, gic[0]) && region_list_add(list, gic[1]);
}
