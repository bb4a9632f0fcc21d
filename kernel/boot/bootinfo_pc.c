/* SPDX-License-Identifier: BSD-2-Clause */
/* The extra boot information of PCs. */
#include "boot/bootinfo_pc.h"

#include "boot/window.h"
#include "lib/string.h"

#define VBE_PAYLOAD_BYTES (BOOT_VBE_CONTROL_BYTES + BOOT_VBE_MODE_BYTES + 4 * 4)
#define MAP_PAYLOAD_BYTES (4 + BOOT_MAP_BYTES)
#define TSC_PAYLOAD_BYTES 4

_Static_assert(VBE_PAYLOAD_BYTES + BOOTINFO_CHUNK_HEADER_BYTES == 800, "VBE chunk");
_Static_assert(MAP_PAYLOAD_BYTES + BOOTINFO_CHUNK_HEADER_BYTES == 1220, "memory map chunk");

uint64_t bootinfo_extra_bytes(const struct boot_info *info)
{
    uint64_t bytes = 3 * BOOTINFO_CHUNK_HEADER_BYTES + BOOT_RSDP_BYTES + MAP_PAYLOAD_BYTES + TSC_PAYLOAD_BYTES;

    if (info->has_vbe) {
        bytes += BOOTINFO_CHUNK_HEADER_BYTES + VBE_PAYLOAD_BYTES;
    }
    if (info->has_framebuffer) {
        bytes += BOOTINFO_CHUNK_HEADER_BYTES + BOOT_FRAMEBUFFER_BYTES;
    }
    return bytes;
}

static unsigned char *vbe_put(unsigned char *at, const struct boot_vbe *vbe)
{
    unsigned char *to = bootinfo_chunk_begin(at, SEL4_BOOTINFO_HEADER_X86_VBE, VBE_PAYLOAD_BYTES);

    memcpy(to, vbe->control, BOOT_VBE_CONTROL_BYTES);
    to += BOOT_VBE_CONTROL_BYTES;
    memcpy(to, vbe->mode_info, BOOT_VBE_MODE_BYTES);
    to += BOOT_VBE_MODE_BYTES;
    bytes_put(to, vbe->mode, 4);
    bytes_put(to + 4, vbe->interface_seg, 4);
    bytes_put(to + 8, vbe->interface_off, 4);
    bytes_put(to + 12, vbe->interface_len, 4);
    return to + 16;
}

static unsigned char *map_put(unsigned char *at, const struct boot_info *info)
{
    unsigned char *to = bootinfo_chunk_begin(at, SEL4_BOOTINFO_HEADER_X86_MBMMAP, MAP_PAYLOAD_BYTES);

    bytes_put(to, info->map_bytes, 4);
    memcpy(to + 4, info->map, BOOT_MAP_BYTES);
    return to + MAP_PAYLOAD_BYTES;
}

static unsigned char *bytes_chunk_put(unsigned char *at, uint64_t id, const unsigned char *bytes, uint64_t count)
{
    unsigned char *to = bootinfo_chunk_begin(at, id, count);

    memcpy(to, bytes, count);
    return to + count;
}

bool bootinfo_extra_fill(unsigned char *region, uint64_t region_bytes, const struct boot_info *info, uint32_t tsc_mhz,
                         struct boot_error *error)
{
    unsigned char *at = region;

    if (bootinfo_extra_bytes(info) > region_bytes) {
        return boot_refuse(error, BOOT_PLACE_EXTRA, bootinfo_extra_bytes(info), region_bytes);
    }

    memset(region, 0, region_bytes);
    if (info->has_vbe) {
        at = vbe_put(at, &info->vbe);
    }
    at = bytes_chunk_put(at, SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP, info->rsdp, BOOT_RSDP_BYTES);
    if (info->has_framebuffer) {
        at = bytes_chunk_put(at, SEL4_BOOTINFO_HEADER_X86_FRAMEBUFFER, info->framebuffer, BOOT_FRAMEBUFFER_BYTES);
    }
    at = map_put(at, info);
    at = bootinfo_chunk_begin(at, SEL4_BOOTINFO_HEADER_X86_TSC_FREQ, TSC_PAYLOAD_BYTES);
    bytes_put(at, tsc_mhz, TSC_PAYLOAD_BYTES);
    return true;
}
