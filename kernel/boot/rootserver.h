/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the root server's image and the first kernel objects go. System tools predict these places, so the rules are
 * part of the interface.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_error.h"
#include "boot/regions.h"

#define ROOTSERVER_PAGE 4096u
#define PAGING_LEVELS_MAX 3

/* Where the image is built and where it stays. The two are equal when nothing is in the way. */
struct image_place {
    struct region built;
    struct region final;
};

/*
 * Final place: directly behind the kernel (kernel_end, page aligned). If the file (module 0) reaches into it, the image
 * is first built above all modules and moved down afterwards. False: not all of it is RAM.
 */
bool image_place_find(const struct region_list *usable, uint64_t kernel_end, struct region module,
                      uint64_t modules_end, uint64_t image_bytes, struct image_place *place,
                      struct boot_error *error);

/* Sizes of the objects, as log2 of bytes, and the image's virtual addresses (page aligned). */
struct rootserver_request {
    uint32_t cnode_size_bits;           /* radix plus slot size */
    uint32_t vspace_size_bits;
    uint32_t tcb_size_bits;
    uint32_t sc_size_bits;
    uint32_t extra_size_bits;           /* extra boot information; 0: none */
    uint64_t image_start;
    uint64_t image_end;
    uint32_t paging_levels;             /* tables below the root */
    uint32_t paging_shift[PAGING_LEVELS_MAX];   /* from the top: log2 of the bytes one table of the level maps */
};

struct rootserver_layout {
    /* Virtual addresses. */
    uint64_t ipc_buffer_vaddr;
    uint64_t bootinfo_vaddr;
    uint64_t extra_vaddr;
    struct region mapped;               /* image start to end of the extra boot information */

    /* Physical addresses. */
    struct region memory;               /* all objects */
    uint64_t cnode;
    uint64_t vspace;
    uint64_t extra;
    uint64_t asid_pool;
    uint64_t ipc_buffer;
    uint64_t bootinfo;
    uint64_t tcb;
    uint64_t paging;                    /* tables of 4 KiB, level after level from the top, ascending */
    uint64_t sc;

    uint32_t paging_count[PAGING_LEVELS_MAX];
    uint32_t paging_total;
};

/* Fills in virtual addresses and paging counts. */
void rootserver_space_plan(const struct rootserver_request *request, struct rootserver_layout *layout);

/*
 * After rootserver_space_plan: takes the objects' memory out of the highest free region that holds them.
 * False: none does; free is unchanged.
 */
bool rootserver_place(struct region_list *free, const struct rootserver_request *request,
                      struct rootserver_layout *layout, struct boot_error *error);
