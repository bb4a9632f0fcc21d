/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's page tables. The window shows RAM only, with the largest pages that hold nothing else. Image: code and
 * constants read-only, everything but code not executable.
 */
#include <machine/boot.h>
#include <machine/boot_pte.h>
#include <machine/machine.h>

#define GIB_BITS 30u
#define MIB2_BITS 21u
#define WINDOW_GIBS (IMAGE_ENTRY - KERNEL_ENTRY)
#define PLIC_PIECES_MAX 8u /* of 2 MiB */

extern const unsigned char kernel_stack_guard[];

static word_t window_tables_used;

static word_t entry_of_table(const table_t *table)
{
    return PTE_ADDRESS(image_physical(table)) | PTE_TABLE;
}

/* Index of the image's 2 MiB in its GiB. */
static word_t image_index(void)
{
    return op_take(image_physical(ki_start), MIB2_BITS, GIB_BITS - MIB2_BITS);
}

/* ---- image ---- */

/* Maps [start, end) of the image. */
static void image_map(const void *start, const void *end, word_t flags)
{
    word_t first = op_take(image_physical(start), 12, 9);
    word_t count = (image_physical(end) - image_physical(start)) / PAGE_BYTES;

    for (word_t i = 0; i < count && first + i < TABLE_ENTRIES; i++)
        image_pages.entry[first + i] = PTE_ADDRESS(image_physical(start) + i * PAGE_BYTES) | flags;
}

static void image_map_all(void)
{
    image_map(ki_start, ki_boot_end, PTE_BOOT);
    image_map(ki_text, ki_rodata, PTE_CODE);
    image_map(ki_rodata, ki_data, PTE_READ);
    image_map(ki_data, ki_end, PTE_DATA);
    image_pages.entry[op_take(image_physical(kernel_stack_guard), 12, 9)] = 0;
    image_middle.entry[image_index()] = entry_of_table(&image_pages);
    kernel_root.entry[IMAGE_ENTRY] = entry_of_table(&image_middle);
}

void boot_tables_early(void)
{
    for (word_t gib = 0; gib < WINDOW_GIBS; gib++)
        kernel_root.entry[KERNEL_ENTRY + gib] = PTE_ADDRESS(gib << GIB_BITS) | PTE_DATA;
    image_map_all();
    hw_state.empty_satp = SATP_SV39 | image_physical(&kernel_root) / PAGE_BYTES;
    hw_vspace_load_empty();
    hw_tlb_flush_all();
}

/* ---- window ---- */

/* The 2 MiB that hold the image: code and constants read-only as they are in the image's own mapping. */
static word_t window_map_image(word_t physical, struct region region)
{
    for (word_t i = 0; i < TABLE_ENTRIES; i++) {
        word_t page = physical + i * PAGE_BYTES;
        bool constant = page >= image_physical(ki_text) && page < image_physical(ki_data);

        if (page >= region.start && page < region.end)
            window_image.entry[i] = PTE_ADDRESS(page) | (constant ? PTE_READ : PTE_DATA);
    }
    return entry_of_table(&window_image);
}

/* The 2 MiB pages of one GiB that the region touches. */
static void window_map_part(word_t gib, struct region region, table_t *table)
{
    for (word_t i = 0; i < TABLE_ENTRIES; i++) {
        word_t start = (gib << GIB_BITS) + (i << MIB2_BITS);

        if (start >= region.end || start + op_pow2(MIB2_BITS) <= region.start)
            continue;
        if (start == op_align_down(image_physical(ki_start), MIB2_BITS))
            table->entry[i] = window_map_image(start, region);
        else
            table->entry[i] = PTE_ADDRESS(start) | PTE_DATA;
    }
}

/* The table of one GiB of the window, which several regions may share. */
static table_t *window_table(word_t gib)
{
    static unsigned char table_of[WINDOW_GIBS]; /* number of the table plus 1 */

    if (table_of[gib] == 0) {
        if (window_tables_used == WINDOW_TABLES)
            boot_fail_text("memory: lies scattered in too many places; see that the device tree is right");
        window_tables_used++;
        table_of[gib] = (unsigned char)window_tables_used;
        kernel_root.entry[KERNEL_ENTRY + gib] = entry_of_table(&window_middle[window_tables_used - 1]);
    }
    return &window_middle[table_of[gib] - 1];
}

static bool holds_image(word_t gib)
{
    return gib == image_physical(ki_start) >> GIB_BITS;
}

static void window_map(struct region region)
{
    for (word_t gib = region.start >> GIB_BITS; gib < WINDOW_GIBS && gib << GIB_BITS < region.end; gib++) {
        bool whole = region.start <= gib << GIB_BITS && region.end >= (gib + 1) << GIB_BITS;

        if (whole && !holds_image(gib))
            kernel_root.entry[KERNEL_ENTRY + gib] = PTE_ADDRESS(gib << GIB_BITS) | PTE_DATA;
        else
            window_map_part(gib, region, window_table(gib));
    }
}

/* ---- devices ---- */

static void plic_map(struct region plic)
{
    word_t start = op_align_down(plic.start, MIB2_BITS);

    for (word_t i = 0; i < PLIC_PIECES_MAX && start + (i << MIB2_BITS) < plic.end; i++)
        device_middle.entry[i] = PTE_ADDRESS(start + (i << MIB2_BITS)) | PTE_DATA;
    kernel_root.entry[DEVICE_ENTRY] = entry_of_table(&device_middle);
}

void boot_tables_final(const struct region_list *usable, struct region plic)
{
    for (word_t gib = 0; gib < WINDOW_GIBS; gib++)
        kernel_root.entry[KERNEL_ENTRY + gib] = 0;
    for (word_t i = 0; i < REGIONS_MAX && i < usable->count; i++)
        window_map(usable->at[i]);
    plic_map(plic);
    hw_tlb_flush_all();
}
