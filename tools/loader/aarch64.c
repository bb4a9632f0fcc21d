/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small loader for AArch64 at EL2: puts the kernel at the physical addresses of its program headers or, where there
 * is not enough memory, at its beginning; device tree and root task's image behind it; and enters the kernel as
 * docs/boot.md says: translation on, the kernel at its link address, six numbers in registers.
 */
#include "loader.h"

#include "boot/fdt_platform.h"
#include "driver/pl011.h"

#define EL2 2u
#define UART_DEFAULT 0x9000000u
#define PSCI_SYSTEM_OFF 0x84000008u

/* Translation of EL2: 48 bits of address from level 0 on, 4 KiB granule; attributes as most loaders number them. */
#define MEMORY_KINDS 0xff440c0400u
#define TCR 0x80803510u
#define TCR_PHYSICAL_BIT 16u
#define PTE_TABLE 0x3u
#define PTE_NORMAL 0x751u /* block, index 4, inner shareable, accessed */
#define PTE_DEVICE ((word_t)0x40000000000441)

/* A kernel in its own place wants that much memory behind it; else it is put at the beginning of memory. */
#define ROOM_WANTED 0x10000000u

void loader_main(const unsigned char *tree, word_t level);
void loader_trapped(word_t syndrome, word_t address);
void loader_translate(const word_t *tables, word_t mair, word_t tcr);
_Noreturn void loader_enter(const word_t arguments[6], word_t entry);

/* Level 0; level 1 of its first two entries: as it is, and the kernel's addresses; level 2 of the latter. */
static _Alignas(PAGE) word_t root[TABLE_ENTRIES], same[TABLE_ENTRIES], window[TABLE_ENTRIES], middle[TABLE_ENTRIES];
static struct fdt_platform platform;
static word_t uart = UART_DEFAULT;
static word_t exception_level;

/* ---- saying what is wrong ---- */

void console_put(char c)
{
    pl011_put(uart, c);
}

void machine_off(void)
{
    register word_t x0 __asm__("x0") = PSCI_SYSTEM_OFF;

    if (exception_level == EL2)
        __asm__ volatile("smc #0" : "+r"(x0) : : "memory");
    else
        __asm__ volatile("hvc #0" : "+r"(x0) : : "memory");
}

void loader_trapped(word_t syndrome, word_t address)
{
    print("holdfast loader: esr");
    print_hex(syndrome);
    print(", far");
    print_hex(address);
    print("\r\n");
    fail("an exception; is there enough memory?");
}

/* ---- translation ---- */

static void same_map(word_t address, word_t flags)
{
    same[address >> GIB_BITS & (TABLE_ENTRIES - 1)] = (address >> GIB_BITS << GIB_BITS) | flags;
}

/* Devices of the first GiB, this program, the device tree: as they are. */
static void translation_start(const unsigned char *tree)
{
    word_t physical_bits = 0;

    __asm__ volatile("mrs %0, id_aa64mmfr0_el1" : "=r"(physical_bits));
    root[0] = (word_t)same | PTE_TABLE;
    root[1] = (word_t)window | PTE_TABLE;
    same_map(0, PTE_DEVICE);
    same_map((word_t)loader_start, PTE_NORMAL);
    same_map((word_t)tree, PTE_NORMAL);
    loader_translate(root, MEMORY_KINDS, TCR | (physical_bits & 7) << TCR_PHYSICAL_BIT);
}

static void memory_map(void)
{
    for (uint32_t i = 0; i < platform.memory.count; i++) {
        struct region region = platform.memory.at[i];

        for (word_t at = region.start >> GIB_BITS << GIB_BITS; at < region.end; at += (word_t)1 << GIB_BITS)
            same_map(at, PTE_NORMAL);
    }
    __asm__ volatile("dsb ish\n"
                     "isb"
                     :
                     :
                     : "memory");
}

/* The kernel's link addresses. */
static void kernel_map(const struct file *kernel, word_t start)
{
    word_t first = kernel->low >> MIB2_BITS;
    word_t last = (kernel->high - 1) >> MIB2_BITS;

    window[kernel->low >> GIB_BITS & (TABLE_ENTRIES - 1)] = (word_t)middle | PTE_TABLE;
    for (word_t i = first; i <= last; i++)
        middle[i % TABLE_ENTRIES] = ((start >> MIB2_BITS) + (i - first)) << MIB2_BITS | PTE_NORMAL;
}

/* What has been written becomes instructions. */
static void code_written(word_t start, word_t end)
{
    for (word_t at = start; at < end; at += 16)
        __asm__ volatile("dc cvau, %0" : : "r"(at) : "memory");
    __asm__ volatile("dsb sy" : : : "memory");
}

/* ---- placing ---- */

static bool is_memory(struct region region)
{
    return region_list_covers(&platform.memory, region);
}

/* This program and the device tree that it has been given must stay while things are put into place. */
static struct region kept[2];

static word_t above(word_t address, word_t bytes)
{
    return (address + bytes - 1) / bytes * bytes;
}

/* The first place for bytes from address on that is a multiple of align, in memory, and in nobody's way; 0: none. */
static word_t place_find(word_t address, word_t bytes, word_t align)
{
    word_t at = above(address, align);

    for (unsigned i = 0; i < 2 * (sizeof(kept) / sizeof(kept[0])); i++) {
        struct region own = kept[i % (sizeof(kept) / sizeof(kept[0]))];

        if (regions_overlap(region_make(at, at + bytes), own))
            at = above(own.end, align);
    }
    return is_memory(region_make(at, at + bytes)) ? at : 0;
}

static word_t place_need(word_t address, word_t bytes)
{
    word_t at = place_find(address, bytes, PAGE);

    if (at == 0)
        fail("there is not enough memory for kernel and image");
    return at;
}

/* Where the kernel goes: a multiple of 2 MiB, as its addresses are. */
static word_t kernel_place(const struct file *kernel)
{
    word_t bytes = kernel->high - kernel->low;
    word_t own = file_physical(kernel);
    word_t at = 0;

    if (is_memory(region_make(own, own + ROOM_WANTED)) && place_find(own, bytes, PAGE) == own)
        return own;
    at = place_find(platform.memory.at[0].start, bytes, (word_t)1 << MIB2_BITS);
    if (at == 0)
        fail("there is not enough memory for the kernel");
    return at;
}

/* ---- the steps ---- */

static void platform_read(const unsigned char *tree, word_t bytes)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct phys_window blob = {tree, bytes};

    if (bytes == 0)
        fail("no device tree; boot this file as a Linux image");
    if (!fdt_platform_find(blob, &platform, &error))
        fail("the device tree is broken");
    if (!region_is_empty(platform.uart))
        uart = platform.uart.start;
}

void loader_main(const unsigned char *tree, word_t level)
{
    static struct file kernel, image;
    static word_t arguments[6];
    word_t bytes = 0, kernel_at = 0, tree_at = 0, image_at = 0, image_bytes = 0;

    exception_level = level;
    if (level != EL2)
        fail("the kernel runs at EL2, which is not where this was started (QEMU: -machine virt,virtualization=on)");
    translation_start(tree);
    bytes = tree_bytes(tree);
    platform_read(tree, bytes);
    memory_map();
    kernel = file_open(kernel_file, kernel_file_end, ELF_MACHINE_AARCH64,
                       "the kernel's file is no ELF file for AArch64");
    image = file_open(image_file, image_file_end, ELF_MACHINE_AARCH64,
                      "the image is no ELF file for AArch64 of whole pages");
    image_bytes = image.high - image.low;
    kept[0] = region_make((word_t)loader_start, (word_t)loader_end);
    kept[1] = region_make((word_t)tree, (word_t)tree + bytes);

    kernel_at = kernel_place(&kernel);
    file_copy(&kernel, kernel_at - kernel.low);
    tree_at = place_need(kernel_at + (kernel.high - kernel.low), bytes);
    (void)memcpy((void *)tree_at, tree, bytes);
    image_at = place_need(tree_at + bytes, image_bytes);
    (void)memset((void *)image_at, 0, image_bytes);
    file_copy(&image, image_at - image.low);
    code_written(kernel_at, kernel_at + (kernel.high - kernel.low));
    code_written(image_at, image_at + image_bytes);

    kernel_map(&kernel, kernel_at);
    if (WITHOUT_TREE)
        bytes = 0;
    arguments[0] = image_at;
    arguments[1] = image_at + image_bytes;
    arguments[2] = image_at - image.low;
    arguments[3] = image.header->entry;
    arguments[4] = bytes == 0 ? 0 : tree_at;
    arguments[5] = bytes;
    loader_enter(arguments, kernel.header->entry);
}
