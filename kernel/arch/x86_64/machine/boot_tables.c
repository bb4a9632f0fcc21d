/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's final page tables. The window shows RAM only (devices must not be touched through cached mappings),
 * with the largest pages that hold nothing else. Image: code read-only, everything else not executable.
 */
#include <machine/boot.h>
#include <machine/boot_pte.h>
#include <machine/machine.h>

#define GIB_BITS 30u
#define MIB2_BITS 21u
#define WINDOW_GIBS 510u
#define DEVICE_ENTRY 511u
#define IMAGE_PAGES (IMAGE_TABLES * TABLE_ENTRIES)

extern const unsigned char ki_boot_start[], ki_boot_end[], ki_text[], ki_rodata[], ki_data[], ki_end[];
extern const unsigned char kernel_stack_guard[];

/* PTE_GLOBAL, if programs may find the kernel's translations in the TLB. */
static word_t global;

static unsigned char has_table[WINDOW_GIBS]; /* this GiB needs a table of 2 MiB pages */

/* Is all of this GiB in one usable region? Not the first one, which holds the kernel. */
static bool gib_is_huge(struct region region, word_t gib)
{
    return hw_state.huge_pages != 0 && gib != 0 && region.start <= gib << GIB_BITS &&
           region.end >= (gib + 1) << GIB_BITS;
}

word_t boot_tables_count(const struct region_list *usable)
{
    word_t count = 0;

    for (word_t i = 0; i < REGIONS_MAX && i < usable->count; i++) {
        struct region region = usable->at[i];

        for (word_t gib = region.start >> GIB_BITS; gib < WINDOW_GIBS && gib << GIB_BITS < region.end; gib++) {
            if (!gib_is_huge(region, gib) && !has_table[gib]) {
                has_table[gib] = 1;
                count++;
            }
        }
    }
    return count > WINDOW_TABLES ? count - WINDOW_TABLES : 0;
}

/* Physical address of a zeroed table for the window: of the image, then behind it. */
static word_t window_table(word_t *spare)
{
    static word_t used;
    word_t table = *spare;

    if (used < WINDOW_TABLES) {
        used++;
        return image_physical(&window_pd[used - 1]);
    }
    hw_clear(object_at(table), PAGE_BYTES);
    *spare += PAGE_BYTES;
    return table;
}

/*
 * One of the 2 MiB that hold the kernel's image, in small pages: those of the region, but code and constants read-only
 * as they are in the image's own mapping.
 */
static void window_map_image(word_t index, struct region region)
{
    for (word_t i = 0; i < TABLE_ENTRIES; i++) {
        word_t physical = (index * TABLE_ENTRIES + i) * PAGE_BYTES;
        bool constant = physical >= image_physical(ki_text) && physical < image_physical(ki_data);

        if (physical >= region.start && physical < region.end)
            window_pt[index].entry[i] = physical | global | (constant ? PTE_READ : PTE_DATA);
    }
}

/* The 2 MiB pages of one GiB that the region touches. */
static void window_map_part(word_t gib, struct region region, word_t *spare)
{
    table_t *pd = 0;
    word_t first = gib << (GIB_BITS - MIB2_BITS);

    if (kernel_pdpt.entry[gib] == 0)
        kernel_pdpt.entry[gib] = window_table(spare) | PTE_TABLE;
    pd = object_at(op_align_down(kernel_pdpt.entry[gib], 12));
    for (word_t i = 0; i < TABLE_ENTRIES; i++) {
        word_t start = (first + i) << MIB2_BITS;

        if (start >= region.end || start + op_pow2(MIB2_BITS) <= region.start)
            continue;
        if (first + i < IMAGE_TABLES) {
            window_map_image(i, region);
            pd->entry[i] = image_physical(&window_pt[i]) | PTE_TABLE;
        } else {
            pd->entry[i] = start | global | PTE_DATA | PTE_LARGE;
        }
    }
}

static void window_map(struct region region, word_t *spare)
{
    for (word_t gib = region.start >> GIB_BITS; gib < WINDOW_GIBS && gib << GIB_BITS < region.end; gib++) {
        if (gib_is_huge(region, gib))
            kernel_pdpt.entry[gib] = gib << GIB_BITS | global | PTE_DATA | PTE_LARGE;
        else
            window_map_part(gib, region, spare);
    }
}

/* Maps [start, end) of the image. */
static void image_map(const void *start, const void *end, word_t flags)
{
    word_t first = image_physical(start) / PAGE_BYTES;
    word_t stop = image_physical(end) / PAGE_BYTES;

    for (word_t page = first; page < stop && page < IMAGE_PAGES; page++)
        image_pt[page / TABLE_ENTRIES].entry[page % TABLE_ENTRIES] = page * PAGE_BYTES | global | flags;
}

static void image_map_all(void)
{
    word_t guard = image_physical(kernel_stack_guard) / PAGE_BYTES;

    image_map(ki_boot_start, ki_boot_end, PTE_CODE | PTE_WRITE);
    image_map(ki_text, ki_rodata, PTE_CODE);
    image_map(ki_rodata, ki_data, PTE_READ);
    image_map(ki_data, ki_end, PTE_DATA);
    image_pt[guard / TABLE_ENTRIES].entry[guard % TABLE_ENTRIES] = 0;
    image_pd.entry[0] = image_physical(&image_pt[0]) | PTE_TABLE;
    image_pd.entry[1] = image_physical(&image_pt[1]) | PTE_TABLE;
    kernel_pdpt.entry[IMAGE_ENTRY] = image_physical(&image_pd) | PTE_TABLE;
}

static void devices_map(const struct acpi_platform *platform)
{
    device_pt.entry[0] = boot_apic_address() | global | PTE_DEVICE;
    for (word_t i = 0; i < platform->ioapic_count && i < ACPI_IOAPICS_MAX; i++)
        device_pt.entry[1 + i] = op_align_down(platform->ioapic[i].address, 12) | global | PTE_DEVICE;
    device_pd.entry[0] = image_physical(&device_pt) | PTE_TABLE;
    kernel_pdpt.entry[DEVICE_ENTRY] = image_physical(&device_pd) | PTE_TABLE;
}

void boot_tables_build(const struct region_list *usable, const struct acpi_platform *platform, word_t spare)
{
    global = hw_state.has_porch != 0 ? 0 : PTE_GLOBAL;
    for (word_t i = 0; i < REGIONS_MAX && i < usable->count; i++)
        window_map(usable->at[i], &spare);
    image_map_all();
    devices_map(platform);
    hw_state.shared_entry = image_physical(&kernel_pdpt) | PTE_TABLE;
    kernel_pml4.entry[PML4_KERNEL_ENTRY] = hw_state.shared_entry;
    hw_state.empty_cr3 = image_physical(&kernel_pml4);
    hw_cr3_set(hw_state.empty_cr3);
}
