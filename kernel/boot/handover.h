/* SPDX-License-Identifier: BSD-2-Clause */
/* What loaders of ARM and RISC-V hand over in six registers. boot.md section 2. */
#ifndef KERNEL_BOOT_HANDOVER_H
#define KERNEL_BOOT_HANDOVER_H

#include <boot/root_task.h>

struct handover {
    word_t image_start, image_end; /* root task, physical */
    word_t offset;                 /* physical minus virtual address of the image */
    word_t entry;
    word_t tree;                   /* device tree, physical; 0: there is none */
    word_t tree_bytes;             /* a 32-bit number; 0: there is none */
};

/*
 * Takes it over into task, whose members that the ISA sets are all set afterwards (cnode_bits: unless an option says
 * otherwise); answers the device tree's place
 * (empty: there is none). kernel: the kernel's image; physical addresses below window_limit can be reached. Stops if
 * the three overlap or do not fit.
 */
struct region handover_read(const struct handover *from, struct region kernel, word_t window_limit,
                            struct root_task *task);

/*
 * RAM that kernel and programs may use: memory without what firmware keeps, without anything below the kernel or beyond
 * window_limit. Stops if the kernel does not lie in it.
 */
struct region_list handover_usable(const struct region_list *memory, const struct region_list *reserved,
                                   struct region kernel, word_t window_limit);

/* Adds to what nobody gets: device tree, and the task's image, which has frames of its own. */
void handover_keep(struct region_list *kept, struct region tree, const struct root_task *task);

/* The device tree, if there is one, becomes the one chunk of extra boot information. After root_task_create. */
void handover_tree_show(struct region tree, const struct root_task *task);

#endif
