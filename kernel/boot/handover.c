/* SPDX-License-Identifier: BSD-2-Clause */
#include <boot/boot_fail.h>
#include <boot/handover.h>

static void refused(enum boot_error_kind kind, struct region region)
{
    boot_fail((struct boot_error){kind, region.start, region.end});
}

/* The three regions must be apart; any order will do. */
static void check(const struct root_task *task, struct region kernel, struct region tree, word_t window_limit)
{
    struct region image = task->image;
    word_t low = task->image_vaddr;
    word_t high = low + (image.end - image.start);
    word_t tail = 2 * ROOTSERVER_PAGE + (task->extra_size_bits == 0 ? 0 : op_pow2(task->extra_size_bits));

    if (region_is_empty(image) || !op_is_aligned(image.start, PAGE_BITS) || !op_is_aligned(image.end, PAGE_BITS)
        || !op_is_aligned(low, PAGE_BITS))
        refused(BOOT_HANDOVER_IMAGE, image);
    if (high < low || high > seL4_UserTop || tail > seL4_UserTop - high)
        refused(BOOT_HANDOVER_SPACE, region_make(low, high));
    if (tree.end < tree.start || tree.end > window_limit)
        refused(BOOT_HANDOVER_TREE, tree);
    if (regions_overlap(image, kernel) || regions_overlap(image, tree))
        refused(BOOT_HANDOVER_OVERLAP, image);
    if (regions_overlap(tree, kernel))
        refused(BOOT_HANDOVER_OVERLAP, tree);
}

struct region handover_read(const struct handover *from, struct region kernel, word_t window_limit,
                            struct root_task *task)
{
    word_t bytes = from->tree == 0 ? 0 : op_low(from->tree_bytes, 32);
    struct region tree = bytes == 0 ? region_make(0, 0) : region_make(from->tree, from->tree + bytes);

    task->image = region_make(from->image_start, from->image_end);
    task->image_vaddr = from->image_start - from->offset;
    task->entry = from->entry;
    task->extra_bytes = bytes == 0 ? 0 : BOOTINFO_CHUNK_HEADER_BYTES + bytes;
    task->extra_size_bits = bytes == 0 ? 0 : bootinfo_extra_size_bits(task->extra_bytes);
    task->extra_frames = op_drop(task->extra_bytes + ROOTSERVER_PAGE - 1, PAGE_BITS);
    task->cnode_bits = CONFIG_ROOT_CNODE_SIZE_BITS;
    task->sched_control_later = true;
    check(task, kernel, tree, window_limit);
    return tree;
}

struct region_list handover_usable(const struct region_list *memory, const struct region_list *reserved,
                                   struct region kernel, word_t window_limit)
{
    struct region_list usable = *memory;
    bool fits = region_list_cut(&usable, region_make(0, kernel.start));

    fits = fits && region_list_cut(&usable, region_make(window_limit, UINT64_MAX));
    for (uint32_t i = 0; i < REGIONS_MAX && i < reserved->count; i++)
        fits = fits && region_list_cut(&usable, reserved->at[i]);
    if (!fits)
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
    if (!region_list_covers(&usable, kernel))
        refused(BOOT_PLACE_IMAGE, kernel);
    return usable;
}

void handover_keep(struct region_list *kept, struct region tree, const struct root_task *task)
{
    bool fits = region_list_add(kept, task->image);

    if (!region_is_empty(tree))
        fits = fits && region_list_add(kept, tree);
    if (!fits)
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
}
