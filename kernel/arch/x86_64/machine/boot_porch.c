/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Separate page tables for programs, against the Meltdown flaw (docs/hardware.md, section Speculation). The kernel has
 * page tables of its own; those of programs show, instead of the kernel, its porch: the few pages the CPU needs to come
 * in and the code that changes the tables (entry.S). Kernels that do not need it run without: the instructions that
 * have to differ are replaced here, once, before the first of them is executed.
 */
#include <machine/boot.h>
#include <machine/boot_pte.h>
#include <machine/machine.h>

#define PATCHES_MAX 64u
#define PATCH_BYTES 5u
#define BYTE_NOP 0x90u

extern const struct hw_patch hw_patches[], hw_patches_end[];
extern const unsigned char ki_text[], ki_porch_text_end[], ki_porch_read[], ki_porch_write[], ki_porch_end[];

/* A jump or call with a distance of 32 bits, then nothing up to the end. */
static void patch_apply(struct hw_patch patch)
{
    unsigned char *code = (unsigned char *)patch.site;
    word_t distance = patch.target - (patch.site + PATCH_BYTES);

    if (patch.end - patch.site < PATCH_BYTES)
        boot_fail_text("code to be replaced is too short for a jump; this is a defect of the build");
    code[0] = (unsigned char)patch.opcode;
    for (word_t i = 1; i < PATCH_BYTES; i++)
        code[i] = (unsigned char)op_take(distance, 8 * (i - 1), 8);
    for (word_t i = PATCH_BYTES; i < patch.end - patch.site; i++)
        code[i] = BYTE_NOP;
}

static bool is_wanted(enum kpti_choice choice)
{
    switch (choice) {
    case KPTI_ON:
        return true;
    case KPTI_OFF:
        return false;
    case KPTI_AUTO:
        break;
    }
    return boot_cpu_has_meltdown();
}

void boot_porch_choose(const struct boot_options *options)
{
    word_t count = (word_t)(hw_patches_end - hw_patches);

    hw_state.has_porch = is_wanted(options->kpti);
    if (hw_state.has_porch == 0)
        return;
    if (count > PATCHES_MAX)
        boot_fail_text("too many places of code to be replaced; this is a defect of the build");
    for (word_t i = 0; i < count; i++)
        patch_apply(hw_patches[i]);
}

/* Maps [start, end) of the image where the kernel itself has it. */
static void porch_map(const void *start, const void *end, word_t flags)
{
    word_t first = image_physical(start) / PAGE_BYTES;
    word_t stop = image_physical(end) / PAGE_BYTES;

    for (word_t page = first; page < stop && page < IMAGE_TABLES * TABLE_ENTRIES; page++)
        porch_pt[page / TABLE_ENTRIES].entry[page % TABLE_ENTRIES] = page * PAGE_BYTES | flags;
}

/*
 * The space without user mappings has PCID 0, as the kernel has: its CR3 never has bit 63, so that the translations of
 * each are forgotten when the other's come (entry.S:hw_porch_vspace_load).
 */
void boot_porch_start(void)
{
    if (hw_state.has_porch == 0)
        return;
    porch_map(ki_text, ki_porch_text_end, PTE_CODE);
    porch_map(ki_porch_read, ki_porch_write, PTE_READ);
    porch_map(ki_porch_write, ki_porch_end, PTE_DATA);
    for (word_t i = 0; i < IMAGE_TABLES; i++)
        porch_pd.entry[i] = image_physical(&porch_pt[i]) | PTE_TABLE;
    porch_pdpt.entry[IMAGE_ENTRY] = image_physical(&porch_pd) | PTE_TABLE;
    hw_state.shared_entry = image_physical(&porch_pdpt) | PTE_TABLE;
    porch_pml4.entry[PML4_KERNEL_ENTRY] = hw_state.shared_entry;
    porch_kernel_root = image_physical(&kernel_pml4);
    porch_kernel_cr3 = porch_kernel_root;
    hw_state.empty_cr3 = image_physical(&porch_pml4);
    porch_user_cr3 = hw_state.empty_cr3;
    boot_cpu_use_porch();
}
