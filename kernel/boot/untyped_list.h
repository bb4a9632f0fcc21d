/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which memory user programs get, and in which pieces. The order and the pieces are part of the interface: system
 * tools compute the same list before the system runs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_error.h"
#include "boot/regions.h"

#define UNTYPEDS_MAX 230            /* what the boot information page can list */
#define UNTYPED_BITS_MIN 4

struct untyped_piece {
    uint64_t paddr;
    uint8_t size_bits;
    bool is_device;
};

struct untyped_list {
    uint32_t count;
    uint32_t dropped;               /* pieces that found the list full: their memory is not used */
    struct untyped_piece at[UNTYPEDS_MAX];
};

/* How addresses are cut: pieces are aligned in the kernel's window, which begins at window_base. */
struct untyped_rule {
    uint64_t window_base;
    uint32_t size_bits_max;
};

/* free = usable without the kernel's and root server's range and without the pages of devices the kernel drives. */
bool memory_free_find(const struct region_list *usable, struct region image, const struct region_list *kernel_devices,
                      struct region_list *free, struct boot_error *error);

/* devices = everything below paddr_top that is neither free memory nor reserved. free: before objects were placed. */
bool memory_devices_find(const struct region_list *free, struct region image, const struct region_list *kernel_devices,
                         uint64_t paddr_top, struct region_list *devices, struct boot_error *error);

void untyped_list_clear(struct untyped_list *list);

/* Cuts one region into pieces and appends them. */
void untyped_list_add(struct untyped_list *list, struct untyped_rule rule, struct region region, bool is_device);

/* The whole list: device regions, the kernel's boot-only part, free memory that is left after placing the objects. */
void untyped_list_build(struct untyped_list *list, struct untyped_rule rule, const struct region_list *devices,
                        struct region boot_part, const struct region_list *free);
