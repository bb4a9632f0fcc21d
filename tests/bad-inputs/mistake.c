/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linked into the loader by tests/bad-inputs/handover_test.sh: makes MISTAKE in what is handed over, just before the
 * kernel is entered. The linker puts it in front of loader_enter (--wrap).
 */
#include <addresses.h>
#include <lib/types.h>
#include <sel4/sel4_arch/constants.h>

#define PAGE 0x1000ul
#define KIB64 0x10000ul
#define MIB 0x100000ul
#define HEADER_STRUCTURE 8u
#define HEADER_VERSION 20u
#define PLIC_START 0xc000000ul  /* of QEMU's virt machine for RISC-V */
#define CLOCK_RATE 10000000ul   /* of that machine */
#define RESERVED_MAX (16 * MIB) /* a smaller piece of memory in the tree is a reserved one */

enum mistake {
    NONE, TREE_MAGIC, TREE_VERSION, TREE_CUT, TREE_STRUCTURE, TREE_NO_MEMORY, TREE_NO_CONTROLLER, TREE_FAR,
    TREE_OVER_KERNEL, TREE_IN_IMAGE, IMAGE_UNALIGNED, IMAGE_EMPTY, IMAGE_HIGH, IMAGE_OVER_KERNEL, IMAGE_WRAPS,
    MEMORY_SMALL, MEMORY_WITHOUT_KERNEL, KERNEL_RESERVED, TREE_NO_HART, TREE_SMALL_PLIC,
    TREE_SLOW_CLOCK,
};

enum { IMAGE_START, IMAGE_END, OFFSET, ENTRY, TREE, TREE_BYTES };

static unsigned char *tree;
static word_t tree_size;

static word_t big_endian(const unsigned char *at, unsigned bytes)
{
    word_t value = 0;

    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

static void put(unsigned char *at, unsigned bytes, word_t value)
{
    for (unsigned i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
}

/* Spoils each place where the text stands. */
static void text_spoil(const char *text)
{
    for (word_t i = 0; i < tree_size; i++) {
        word_t length = 0;

        while (text[length] != 0 && i + length < tree_size && tree[i + length] == (unsigned char)text[length])
            length++;
        if (text[length] == 0)
            tree[i] = '?';
    }
}

/* The 16 bytes that say where the board's memory, or memory that firmware keeps, begins and how long it is. */
static unsigned char *memory_find(bool reserved)
{
    for (word_t i = big_endian(tree + HEADER_STRUCTURE, 4); i + 16 <= tree_size; i += 4) {
        word_t size = big_endian(tree + i + 8, 8);

        if (big_endian(tree + i, 8) == MEMORY_BASE && size != 0 && (size < RESERVED_MAX) == reserved)
            return tree + i;
    }
    return 0;
}

static void memory_put(bool reserved, word_t start, word_t size)
{
    unsigned char *at = memory_find(reserved);

    if (at != 0) {
        put(at, 8, start);
        put(at + 8, 8, size);
    }
}

/* The first region that begins there gets this size. */
static void region_cut(word_t start, word_t size)
{
    for (word_t i = big_endian(tree + HEADER_STRUCTURE, 4); i + 16 <= tree_size; i += 4) {
        if (big_endian(tree + i, 8) == start && big_endian(tree + i + 8, 8) > size) {
            put(tree + i + 8, 8, size);
            return;
        }
    }
}

/* Each number like the first becomes the second. */
static void number_replace(word_t old, word_t new)
{
    for (word_t i = big_endian(tree + HEADER_STRUCTURE, 4); i + 4 <= tree_size; i += 4) {
        if (big_endian(tree + i, 4) == old)
            put(tree + i, 4, new);
    }
}

static void image_move(word_t *a, word_t start)
{
    word_t vaddr = a[IMAGE_START] - a[OFFSET];

    a[IMAGE_END] = start + (a[IMAGE_END] - a[IMAGE_START]);
    a[IMAGE_START] = start;
    a[OFFSET] = start - vaddr;
}

static void mistake_make(word_t *a)
{
    word_t kernel_end = a[TREE] & ~(PAGE - 1); /* the tree lies behind it */

    tree = (unsigned char *)a[TREE];
    tree_size = a[TREE_BYTES];
    switch ((enum mistake)MISTAKE) {
    case NONE: return;
    case TREE_MAGIC: tree[0] ^= 1; return;
    case TREE_VERSION: put(tree + HEADER_VERSION, 4, 16); return;
    case TREE_CUT: a[TREE_BYTES] /= 2; return;
    case TREE_STRUCTURE: put(tree + big_endian(tree + HEADER_STRUCTURE, 4), 4, 7); return;
    case TREE_NO_MEMORY: text_spoil("memory"); return;
    case TREE_NO_CONTROLLER:
        text_spoil("sifive,plic");
        text_spoil("riscv,plic");
        text_spoil("arm,cortex-a15-gic");
        return;
    case TREE_NO_HART: text_spoil("riscv,cpu-intc"); return;
    case TREE_SMALL_PLIC: region_cut(PLIC_START, PAGE); return;
    case TREE_SLOW_CLOCK: number_replace(CLOCK_RATE, 999999); return;
    case TREE_FAR: a[TREE] = WINDOW_LIMIT - 16; return;
    case TREE_OVER_KERNEL: a[TREE] = kernel_end - PAGE; return;
    case TREE_IN_IMAGE: a[TREE] = a[IMAGE_START]; return;
    case IMAGE_UNALIGNED: a[IMAGE_END] -= 8; return;
    case IMAGE_EMPTY: a[IMAGE_END] = a[IMAGE_START]; return;
    case IMAGE_HIGH: a[OFFSET] = a[IMAGE_START] - (seL4_UserTop & ~(PAGE - 1)); return;
    case IMAGE_OVER_KERNEL: image_move(a, kernel_end - PAGE); return;
    case IMAGE_WRAPS: a[OFFSET] = a[IMAGE_START] + PAGE; return;
    case MEMORY_SMALL: memory_put(false, MEMORY_BASE, kernel_end + KIB64 - MEMORY_BASE); return;
    case MEMORY_WITHOUT_KERNEL: memory_put(false, MEMORY_BASE, MIB); return;
    case KERNEL_RESERVED: memory_put(true, kernel_end - PAGE, PAGE); return;
    }
}

/* The numbers that follow the first argument differ between ISAs, and go on as they are. */
_Noreturn void __real_loader_enter(const word_t *arguments, word_t a, word_t b);
_Noreturn void __wrap_loader_enter(const word_t *arguments, word_t a, word_t b);

_Noreturn void __wrap_loader_enter(const word_t *arguments, word_t a, word_t b)
{
    static word_t changed[6];

    for (unsigned i = 0; i < 6; i++)
        changed[i] = arguments[i];
    mistake_make(changed);
    __real_loader_enter(changed, a, b);
}
