/* SPDX-License-Identifier: BSD-2-Clause */
/* Free memory, device memory, and their cutting into untypeds. */
#include "boot/untyped_list.h"

#include "lib/field.h"

/*
 * Sizes grow to the largest and fall again: at most 2 * 47 pieces, and one more per further piece of the largest size.
 * Addresses stay below 2^47 there (2^39 on RISC-V, 2^44 on AArch64), so 2048 is far more than enough.
 */
#define PIECES_PER_REGION_MAX 2048

bool memory_free_find(const struct region_list *usable, struct region image, const struct region_list *kernel_devices,
                      struct region_list *free, struct boot_error *error)
{
    bool fits = true;

    *free = *usable;
    fits = region_list_cut(free, image);
    for (uint32_t i = 0; i < REGIONS_MAX && i < kernel_devices->count; i++) {
        fits = fits && region_list_cut(free, kernel_devices->at[i]);
    }
    return fits || boot_refuse(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0);
}

bool memory_devices_find(const struct region_list *free, struct region image, const struct region_list *kernel_devices,
                         uint64_t paddr_top, struct region_list *devices, struct boot_error *error)
{
    bool fits = true;

    region_list_clear(devices);
    fits = region_list_add(devices, region_make(0, paddr_top));
    fits = fits && region_list_cut(devices, image);
    for (uint32_t i = 0; i < REGIONS_MAX && i < free->count; i++) {
        fits = fits && region_list_cut(devices, free->at[i]);
    }
    for (uint32_t i = 0; i < REGIONS_MAX && i < kernel_devices->count; i++) {
        fits = fits && region_list_cut(devices, kernel_devices->at[i]);
    }
    return fits || boot_refuse(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0);
}

void untyped_list_clear(struct untyped_list *list)
{
    list->count = 0;
    list->dropped = 0;
}

/* Number of zero bits below the lowest set bit; 64 for 0. */
static uint32_t op_alignment_bits(uint64_t value)
{
    return value == 0 ? 64u : (uint32_t)__builtin_ctzll(value);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void piece_append(struct untyped_list *list, struct untyped_piece piece)
{
    if (list->count < UNTYPEDS_MAX) {
        list->at[list->count] = piece;
        list->count++;
    } else {
        list->dropped++;
    }
}

void untyped_list_add(struct untyped_list *list, struct untyped_rule rule, struct region region, bool is_device)
{
    uint64_t at = region.start;

    for (uint32_t i = 0; i < PIECES_PER_REGION_MAX && at < region.end; i++) {
        /* The alignment of the window's address counts; the sum is meant modulo 2^64. */
        uint32_t aligned_bits = op_alignment_bits(at + rule.window_base);
        uint32_t bits = smaller(smaller((uint32_t)op_top_bit(region.end - at), rule.size_bits_max), aligned_bits);

        if (bits >= UNTYPED_BITS_MIN) {
            piece_append(list, (struct untyped_piece){at, (uint8_t)bits, is_device});
        }
        at += op_pow2(bits);
    }
}

void untyped_list_build(struct untyped_list *list, struct untyped_rule rule, const struct region_list *devices,
                        struct region boot_part, const struct region_list *free)
{
    untyped_list_clear(list);
    for (uint32_t i = 0; i < REGIONS_MAX && i < devices->count; i++) {
        untyped_list_add(list, rule, devices->at[i], true);
    }
    untyped_list_add(list, rule, boot_part, false);
    for (uint32_t i = 0; i < REGIONS_MAX && i < free->count; i++) {
        untyped_list_add(list, rule, free->at[i], false);
    }
}
