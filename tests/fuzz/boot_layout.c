/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fuzzes the placing of everything. The input is a stream of numbers: sizes of the root server, then the regions of a
 * memory map. Nothing may be given out twice, and nothing that was reserved may be given out.
 */
#include <stddef.h>
#include <stdlib.h>

#include "boot/bootinfo_build.h"
#include "boot/regions.h"
#include "boot/rootserver.h"
#include "boot/untyped_list.h"
#include "boot/window.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define PAGE 4096ull
#define PADDR_TOP (1ull << 47)
#define MEMORY_LIMIT 0x7f80000000ull
#define KERNEL_START 0x100000ull
#define KERNEL_BOOT_END 0x120000ull
#define KERNEL_END 0x180000ull

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

/* A number of 6 bytes, the last of which scales it, so that both small and large ones are likely. */
static uint64_t number_at(struct phys_window input, uint64_t at)
{
    uint64_t value = window_u32(input, at) | (uint64_t)window_u8(input, at + 4) << 32;

    return (value << (window_u8(input, at + 5) % 8)) >> (window_u8(input, at + 5) / 8);
}

static void usable_read(struct phys_window input, uint64_t at, struct region_list *usable)
{
    uint64_t reached = KERNEL_START;

    region_list_clear(usable);
    for (uint64_t i = 0; i < REGIONS_MAX && window_has(input, at, 12); i++, at += 12) {
        uint64_t start = reached + number_at(input, at);
        uint64_t end = start + number_at(input, at + 6);

        if (end > MEMORY_LIMIT) {
            return;
        }
        region_list_add(usable, region_make(start, end));
        reached = end;
    }
}

/* Every piece is inside one region of its kind, and no two pieces overlap. */
static void pieces_check(const struct untyped_list *list, const struct region_list *devices,
                         const struct region_list *free)
{
    static struct region_list seen;

    region_list_clear(&seen);
    for (uint32_t i = 0; i < list->count; i++) {
        uint64_t start = list->at[i].paddr;
        struct region piece = region_make(start, start + (1ull << list->at[i].size_bits));
        bool is_boot_part = piece.start >= KERNEL_START && piece.end <= KERNEL_BOOT_END;

        must(list->at[i].size_bits >= 4 && list->at[i].size_bits <= 47);
        must((start + 0xffffff8000000000ull) % (1ull << list->at[i].size_bits) == 0);
        must(region_list_covers(list->at[i].is_device ? devices : free, piece) || is_boot_part);
        for (uint32_t j = 0; j < i; j++) {
            must(!regions_overlap(piece, region_make(list->at[j].paddr,
                                                     list->at[j].paddr + (1ull << list->at[j].size_bits))));
        }
    }
}

static void layout_check(const struct rootserver_layout *layout, const struct rootserver_request *request)
{
    must(layout->cnode % (1ull << request->cnode_size_bits) == 0);
    must(layout->vspace % PAGE == 0 && layout->asid_pool % PAGE == 0 && layout->ipc_buffer % PAGE == 0);
    must(layout->bootinfo % PAGE == 0 && layout->paging % PAGE == 0);
    must(layout->extra % (1ull << request->extra_size_bits) == 0);
    must(layout->tcb % (1ull << request->tcb_size_bits) == 0 && layout->sc % (1ull << request->sc_size_bits) == 0);
    must(layout->sc + (1ull << request->sc_size_bits) == layout->memory.end);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct region_list usable, kernel_devices, free_before, free_after, devices;
    static struct untyped_list list;
    struct phys_window input = {data, size};
    struct boot_error error = {BOOT_OK, 0, 0};
    struct image_place place;
    struct rootserver_layout layout;
    struct rootserver_request request = {
        .cnode_size_bits = 17 + window_u8(input, 0) % 8,
        .vspace_size_bits = 12,
        .tcb_size_bits = 11,
        .sc_size_bits = 7,
        .extra_size_bits = 12 + window_u8(input, 1) % 10,
        .image_start = (uint64_t)window_u32(input, 2) * PAGE,
        .image_end = ((uint64_t)window_u32(input, 2) + 1 + window_u16(input, 6)) * PAGE,
        .paging_levels = 3,
        .paging_shift = {39, 30, 21},
    };
    struct region module = region_make(number_at(input, 8), number_at(input, 8) + 1 + number_at(input, 14));

    usable_read(input, 26, &usable);
    region_list_clear(&kernel_devices);
    region_list_add(&kernel_devices, region_make(number_at(input, 20) / PAGE * PAGE,
                                                 number_at(input, 20) / PAGE * PAGE + PAGE));
    rootserver_space_plan(&request, &layout);
    if (!image_place_find(&usable, KERNEL_END, module, module.end, request.image_end - request.image_start, &place,
                          &error)) {
        must(error.kind == BOOT_PLACE_IMAGE);
        return 0;
    }
    must(region_list_covers(&usable, place.built) && region_list_covers(&usable, place.final));
    must(!regions_overlap(place.built, module));
    place.final.start = KERNEL_START;
    if (!memory_free_find(&usable, place.final, &kernel_devices, &free_before, &error) ||
        !memory_devices_find(&free_before, place.final, &kernel_devices, PADDR_TOP, &devices, &error)) {
        must(error.kind == BOOT_PLACE_REGIONS);
        return 0;
    }
    free_after = free_before;
    if (!rootserver_place(&free_after, &request, &layout, &error)) {
        must(error.kind == BOOT_PLACE_OBJECTS || error.kind == BOOT_PLACE_REGIONS);
        return 0;
    }
    must(region_list_covers(&free_before, layout.memory));
    layout_check(&layout, &request);
    untyped_list_build(&list, (struct untyped_rule){0xffffff8000000000ull, 47}, &devices,
                       region_make(KERNEL_START, KERNEL_BOOT_END), &free_after);
    pieces_check(&list, &devices, &free_after);
    must(!region_list_covers(&devices, layout.memory) && !region_list_covers(&free_after, layout.memory));
    return 0;
}
