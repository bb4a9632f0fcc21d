/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's page tables: stage 1 of EL2. The window shows RAM only, with the largest pages that hold nothing else.
 * Image: code and constants read-only, everything but code not executable. Entries are only ever added, so that no
 * translation changes while it is in use.
 */
#include <machine/boot.h>
#include <machine/boot_pte.h>
#include <machine/machine.h>

#define WINDOW_GIBS DEVICE_ENTRY
#define IMAGE_GIB (IMAGE_PHYSICAL >> GIB_BITS)
#define DEVICE_PIECES TABLE_ENTRIES /* of 2 MiB */

/* 48 bits of address as loaders have them, tables cached and shareable; bits [31] and [23] are always one. */
#define TCR_CONSTANT 0x80803510u
#define TCR_PHYSICAL_BIT 16u

#define SCTLR_EL2_ONES 0x30c50830u
#define SCTLR_M 0x1u
#define SCTLR_C 0x4u
#define SCTLR_SA 0x8u
#define SCTLR_I 0x1000u

extern const unsigned char kernel_stack_guard[];

static word_t window_tables_used;
static word_t device_pieces_used;

static word_t entry_of_table(const table_t *table)
{
    return image_physical(table) | PTE_TABLE;
}

/* ---- image ---- */

/* Maps [start, end) of the image. */
static void image_map(const void *start, const void *end, word_t flags)
{
    word_t first = op_take((word_t)start, 12, 9);
    word_t count = ((word_t)end - (word_t)start) / PAGE_BYTES;

    for (word_t i = 0; i < count && first + i < TABLE_ENTRIES; i++)
        image_pages.entry[first + i] = (image_physical(start) + i * PAGE_BYTES) | flags | PTE_PAGE;
}

/* The image's 2 MiB of the window: memory behind the image is there when the image is in its place. */
static void image_map_all(void)
{
    word_t end = op_take((word_t)ki_end, 12, 9);

    image_map(ki_start, ki_boot_end, PTE_BOOT);
    image_map(ki_text, ki_rodata, PTE_CODE);
    image_map(ki_rodata, ki_data, PTE_READ);
    image_map(ki_data, ki_end, PTE_DATA);
    image_pages.entry[op_take((word_t)kernel_stack_guard, 12, 9)] = 0;
    if (image_is_in_its_place() && end != 0)
        image_map(ki_end, (const void *)op_align_up((word_t)ki_end, MIB2_BITS), PTE_DATA);
    image_middle.entry[op_take(IMAGE_PHYSICAL, MIB2_BITS, 9)] = entry_of_table(&image_pages);
    window_top.entry[IMAGE_GIB] = entry_of_table(&image_middle);
}

/* ---- window ---- */

/* The 2 MiB that hold the image when it is not in its place: code and constants read-only. */
static word_t window_map_copy(word_t physical)
{
    for (word_t i = 0; i < TABLE_ENTRIES; i++) {
        word_t page = physical + i * PAGE_BYTES;
        bool constant = page >= image_physical(ki_text) && page < image_physical(ki_data);

        copy_pages.entry[i] = page | (constant ? PTE_READ : PTE_DATA) | PTE_PAGE;
    }
    return entry_of_table(&copy_pages);
}

/* The 2 MiB pages of one GiB that the region touches. */
static void window_map_part(word_t gib, struct region region, table_t *table)
{
    for (word_t i = 0; i < TABLE_ENTRIES; i++) {
        word_t start = (gib << GIB_BITS) + (i << MIB2_BITS);

        if (start >= region.end || start + op_pow2(MIB2_BITS) <= region.start || table->entry[i] != 0)
            continue;
        if (start == op_align_down(image_physical(ki_start), MIB2_BITS))
            table->entry[i] = window_map_copy(start);
        else
            table->entry[i] = start | PTE_DATA | PTE_BLOCK;
    }
}

/* The table of one GiB of the window, which several regions may share. */
static table_t *window_table(word_t gib)
{
    static unsigned char table_of[WINDOW_GIBS]; /* number of the table plus 1 */

    if (gib == IMAGE_GIB)
        return &image_middle;
    if (table_of[gib] == 0) {
        if (window_tables_used == WINDOW_TABLES)
            boot_fail_text("memory: lies scattered in too many places; see that the device tree is right");
        window_tables_used++;
        table_of[gib] = (unsigned char)window_tables_used;
        window_top.entry[gib] = entry_of_table(&window_middle[window_tables_used - 1]);
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

        if (whole && !holds_image(gib) && window_top.entry[gib] == 0)
            window_top.entry[gib] = gib << GIB_BITS | PTE_DATA | PTE_BLOCK;
        else
            window_map_part(gib, region, window_table(gib));
    }
}

void boot_tables_window(const struct region_list *ram)
{
    for (word_t i = 0; i < REGIONS_MAX && i < ram->count; i++)
        window_map(ram->at[i]);
    hw_table_written();
    system_barrier();
}

/* ---- devices ---- */

word_t boot_device_map(struct region device)
{
    word_t start = op_align_down(device.start, MIB2_BITS);
    word_t count = (op_align_up(device.end, MIB2_BITS) - start) >> MIB2_BITS;
    word_t address = DEVICE_BASE + (device_pieces_used << MIB2_BITS) + (device.start - start);

    if (count > DEVICE_PIECES - device_pieces_used)
        boot_fail_text("device tree: a device of the kernel is too large; see its reg");
    for (word_t i = 0; i < count; i++)
        device_middle.entry[device_pieces_used + i] = (start + (i << MIB2_BITS)) | PTE_DEVICE | PTE_BLOCK;
    device_pieces_used += count;
    hw_table_written();
    system_barrier();
    return address;
}

/* ---- loading ---- */

/* Where the loader has put the image: what its tables say. */
static void image_find(void)
{
    word_t answer = 0;

    __asm__ volatile("at s1e2r, %0\n"
                     "isb"
                     :
                     : "r"(ki_start)
                     : "memory");
    answer = SYSTEM_READ("par_el1");
    image_offset = (word_t)ki_start - (op_take(answer, 12, 36) << 12);
}

/*
 * From the loader's tables to the kernel's. Until the barrier the CPU may use old and new registers in any mixture:
 * both sets of tables begin at the same level and show the image at the same place.
 */
static void tables_load(void)
{
    word_t physical_bits = op_take(SYSTEM_READ("id_aa64mmfr0_el1"), 0, 3);

    __asm__ volatile("dsb sy" : : : "memory");
    SYSTEM_WRITE("mair_el2", MEMORY_KINDS);
    SYSTEM_WRITE("ttbr0_el2", image_physical(&kernel_root));
    SYSTEM_WRITE("tcr_el2", TCR_CONSTANT | physical_bits << TCR_PHYSICAL_BIT);
    __asm__ volatile("isb\n"
                     "tlbi alle2is\n"
                     "dsb ish\n"
                     "isb"
                     :
                     :
                     : "memory");
    SYSTEM_WRITE("sctlr_el2", SCTLR_EL2_ONES | SCTLR_M | SCTLR_C | SCTLR_SA | SCTLR_I);
    system_barrier();
}

void boot_tables_early(struct region tree)
{
    image_find();
    hw_state.empty_root = image_physical(&empty_root);
    image_map_all();
    kernel_root.entry[WINDOW_ENTRY] = entry_of_table(&window_top);
    window_top.entry[DEVICE_ENTRY] = entry_of_table(&device_middle);
    if (tree.start < tree.end && tree.end <= WINDOW_LIMIT)
        window_map(tree);
    tables_load();
}
