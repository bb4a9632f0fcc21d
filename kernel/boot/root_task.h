/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The root task: which memory its objects and programs get, its address space, its capabilities, its thread. What
 * differs between ISAs lies in paging.h (ROOT_PAGING_LEVELS, paging_level_*, paging_boot_*) and in the members that the
 * ISA sets. boot.md sections 3, 4 and 8.
 */
#ifndef KERNEL_BOOT_ROOT_TASK_H
#define KERNEL_BOOT_ROOT_TASK_H

#include <arch/arch.h>
#include <boot/bootinfo_build.h>
#include <boot/rootserver.h>
#include <boot/untyped_list.h>

struct root_task {
    /* ---- set by the ISA ---- */
    struct region image;        /* physical; both ends page aligned */
    word_t image_vaddr;         /* its first byte's address */
    word_t entry;               /* of its first instruction */
    word_t extra_bytes;         /* of boot information besides its page */
    word_t extra_size_bits;     /* log2 of the memory for them; 0: none */
    word_t extra_frames;        /* how many pages of it the task gets as frames */
    word_t cnode_bits;          /* log2 of the number of slots */
    bool sched_control_later;   /* struct boot_slot_counts */

    /* ---- found by root_task_plan ---- */
    struct region_list free, devices;
    struct rootserver_layout layout;
    struct untyped_list untypeds;
    struct boot_slots slots;
};

/*
 * Divides memory. usable: RAM that the kernel can reach; kernel: the part of it that the kernel's image takes (and,
 * when it lies behind it, the task's); kernel_devices: what nobody gets; boot_part: the beginning of the image, which
 * becomes free. Stops if something does not fit.
 */
void root_task_plan(struct root_task *task, const struct region_list *usable, struct region kernel,
                    const struct region_list *kernel_devices, struct region boot_part);

/* Creates objects and capabilities, and makes the task's thread one that can run. */
void root_task_create(const struct root_task *task);

/* Gives it one more capability, which no other derives from. After root_task_create. */
void root_task_give(word_t slot, cap_t cap);

/* The last step before its first instruction, which is next: says how long booting took, since begin. */
void root_task_schedule(word_t begin);

#endif
