/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small loader for RISC-V: puts the kernel at the physical addresses of its program headers, the device tree behind
 * it, the root task's image behind that, and enters the kernel as docs/boot.md says: translation on, the kernel at its
 * link address, six numbers in registers.
 */
#include "loader.h"

#define KERNEL_ENTRY 510u            /* of the root: the GiB of the kernel's link addresses */
#define SATP_SV39 ((word_t)8 << 60)
#define PTE_TABLE 0x1u
#define PTE_ALL 0xcfu                /* valid, read, write, execute, accessed, dirty */

#define SBI_LEGACY_PUT 1u
#define SBI_RESET 0x53525354u
#define RESET_FAILURE 1u

void loader_main(word_t hart, const unsigned char *tree);
void loader_trapped(word_t cause, word_t value);
void loader_hart_missing(void);
_Noreturn void loader_enter(const word_t arguments[6], word_t satp, word_t entry);

static _Alignas(PAGE) word_t root[TABLE_ENTRIES], kernel_middle[TABLE_ENTRIES];

/* ---- saying what is wrong ---- */

static void sbi(word_t extension, word_t argument0, word_t argument1)
{
    register word_t a0 __asm__("a0") = argument0;
    register word_t a1 __asm__("a1") = argument1;
    register word_t a6 __asm__("a6") = 0;
    register word_t a7 __asm__("a7") = extension;

    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
}

void console_put(char c)
{
    sbi(SBI_LEGACY_PUT, (unsigned char)c, 0);
}

void machine_off(void)
{
    sbi(SBI_RESET, 0, RESET_FAILURE);
}

void loader_trapped(word_t cause, word_t value)
{
    print("holdfast loader: scause");
    print_hex(cause);
    print(", stval");
    print_hex(value);
    print("\r\n");
    fail("an exception; is there enough memory?");
}

void loader_hart_missing(void)
{
    fail("the firmware does not start the hart that this file was packed for");
}

/* ---- placing ---- */

/* Copies the kernel to its place, which begins at start; its physical end. */
static word_t kernel_place(const struct file *kernel, word_t start)
{
    word_t end = start + (kernel->high - kernel->low);

    if (end > (word_t)loader_start && start < (word_t)loader_end)
        fail("the kernel overlaps the loader");
    file_copy(kernel, start - kernel->low);
    return end;
}

/* Behind the device tree, or behind the loader when it would reach into it. */
static word_t image_place(const struct file *image, word_t at)
{
    word_t bytes = image->high - image->low;

    if (at + bytes > (word_t)loader_start)
        at = (word_t)loader_end;
    (void)memset((void *)at, 0, bytes);
    file_copy(image, at - image->low);
    return at;
}

/* The loader where it is, the kernel at its link addresses. */
static word_t tables_make(const struct file *kernel, word_t start)
{
    word_t gib = (word_t)loader_start >> GIB_BITS;
    word_t first = kernel->low >> MIB2_BITS;
    word_t last = (kernel->high - 1) >> MIB2_BITS;

    root[gib] = (gib << GIB_BITS) >> 2 | PTE_ALL;
    root[KERNEL_ENTRY] = (word_t)kernel_middle >> 2 | PTE_TABLE;
    for (word_t i = first; i <= last; i++)
        kernel_middle[i % TABLE_ENTRIES] = ((start >> MIB2_BITS) + (i - first)) << MIB2_BITS >> 2 | PTE_ALL;
    return SATP_SV39 | (word_t)root / PAGE;
}

void loader_main(word_t hart, const unsigned char *tree)
{
    struct file kernel = file_open(kernel_file, kernel_file_end, ELF_MACHINE_RISCV,
                                   "the kernel's file is no ELF file for RISC-V");
    struct file image = file_open(image_file, image_file_end, ELF_MACHINE_RISCV,
                                  "the image is no ELF file for RISC-V of whole pages");
    word_t kernel_start = file_physical(&kernel);
    word_t kernel_end = kernel_place(&kernel, kernel_start);
    word_t bytes = tree_bytes(tree);
    word_t place = 0;

    (void)memcpy((void *)kernel_end, tree, bytes);
    if (bytes != 0)
        tree_hart_put((unsigned char *)kernel_end, hart);
    place = image_place(&image, page_up(kernel_end + bytes));
    if (WITHOUT_TREE)
        bytes = 0;
    loader_enter((const word_t[6]){place, place + (image.high - image.low), place - image.low, image.header->entry,
                                   bytes == 0 ? 0 : kernel_end, bytes},
                 tables_make(&kernel, kernel_start), kernel.header->entry);
}
