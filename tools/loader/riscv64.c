/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small loader for RISC-V: puts the kernel at the physical addresses of its program headers, the device tree behind
 * it, the root task's image behind that, and enters the kernel as docs/boot.md says: translation on, the kernel at its
 * link address, six numbers in registers.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t word_t;

#define PAGE 4096u
#define MIB2_BITS 21u
#define GIB_BITS 30u
#define TABLE_ENTRIES 512u
#define KERNEL_ENTRY 510u            /* of the root: the GiB of the kernel's link addresses */
#define SATP_SV39 ((word_t)8 << 60)
#define PTE_TABLE 0x1u
#define PTE_ALL 0xcfu                /* valid, read, write, execute, accessed, dirty */
#define FDT_MAGIC 0xd00dfeedu
#define FDT_BYTES_MAX 0x100000u

#define SBI_LEGACY_PUT 1u
#define SBI_RESET 0x53525354u
#define RESET_FAILURE 1u

/* System V ABI, chapters 4 and 5. */
#define ELF_MACHINE_RISCV 243u
#define ELF_LOAD 1u
#define ELF_HEADERS_MAX 64u

struct elf_header {
    unsigned char ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, program_offset, section_offset;
    uint32_t flags;
    uint16_t header_bytes, program_bytes, program_count, section_bytes, section_count, names;
};

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, file_bytes, memory_bytes, align;
};

struct file {
    const unsigned char *start;
    word_t bytes;
    const struct elf_header *header;
    word_t low, high; /* virtual addresses, high rounded up to a page */
};

extern const unsigned char kernel_file[], kernel_file_end[], image_file[], image_file_end[];
extern const unsigned char loader_start[], loader_end[];

void loader_main(word_t hart, const unsigned char *tree);
void loader_trapped(word_t cause, word_t value);
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

static void print(const char *text)
{
    for (; *text != 0; text++)
        sbi(SBI_LEGACY_PUT, (unsigned char)*text, 0);
}

static void print_hex(word_t value)
{
    print(" 0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        sbi(SBI_LEGACY_PUT, (unsigned char)"0123456789abcdef"[value >> shift & 15], 0);
}

static _Noreturn void fail(const char *why)
{
    print("holdfast loader: ");
    print(why);
    print("\r\n");
    sbi(SBI_RESET, 0, RESET_FAILURE);
    for (;;)
        __asm__ volatile("wfi");
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

/* ---- files ---- */

/* The compiler may make calls of these out of loops. */
void *memset(void *to, int byte, size_t bytes);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);

void *memset(void *to, int byte, size_t bytes)
{
    volatile unsigned char *at = to;

    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)byte;
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    volatile unsigned char *at = to;
    const unsigned char *source = from;

    for (size_t i = 0; i < bytes; i++)
        at[i] = source[i];
    return to;
}

static word_t page_up(word_t value)
{
    return (value + PAGE - 1) & ~(word_t)(PAGE - 1);
}

static const struct elf_segment *segment_at(const struct file *file, unsigned i)
{
    return (const struct elf_segment *)(file->start + file->header->program_offset) + i;
}

static bool segment_is_load(const struct elf_segment *segment)
{
    return segment->type == ELF_LOAD && segment->memory_bytes != 0;
}

static void file_check_segment(struct file *file, const struct elf_segment *segment, const char *why)
{
    if (segment->file_bytes > segment->memory_bytes || segment->offset > file->bytes ||
        segment->file_bytes > file->bytes - segment->offset || segment->vaddr + segment->memory_bytes < segment->vaddr)
        fail(why);
    if (segment->vaddr < file->low)
        file->low = segment->vaddr;
    if (segment->vaddr + segment->memory_bytes > file->high)
        file->high = segment->vaddr + segment->memory_bytes;
}

/* Checks what is used of it: a 64-bit ELF file for RISC-V whose segments lie in the file. */
static struct file file_open(const unsigned char *start, const unsigned char *end, const char *why)
{
    struct file file = {start, (word_t)(end - start), (const struct elf_header *)start, ~(word_t)0, 0};
    const unsigned char *ident = start;

    if (file.bytes < sizeof(struct elf_header) || ident[0] != 0x7f || ident[1] != 'E' || ident[2] != 'L' ||
        ident[3] != 'F' || ident[4] != 2 || ident[5] != 1 || file.header->machine != ELF_MACHINE_RISCV ||
        file.header->program_bytes != sizeof(struct elf_segment) || file.header->program_count > ELF_HEADERS_MAX ||
        file.header->program_offset > file.bytes ||
        file.header->program_count * sizeof(struct elf_segment) > file.bytes - file.header->program_offset)
        fail(why);
    for (unsigned i = 0; i < file.header->program_count; i++) {
        if (segment_is_load(segment_at(&file, i)))
            file_check_segment(&file, segment_at(&file, i), why);
    }
    if (file.high == 0 || file.low % PAGE != 0)
        fail(why);
    file.high = page_up(file.high);
    return file;
}

static void segment_copy(const struct file *file, const struct elf_segment *segment, word_t physical)
{
    (void)memcpy((void *)physical, file->start + segment->offset, segment->file_bytes);
    (void)memset((void *)(physical + segment->file_bytes), 0, segment->memory_bytes - segment->file_bytes);
}

/* ---- placing ---- */

/* Copies the kernel; its physical end. start: its lowest physical address. */
static word_t kernel_place(const struct file *kernel, word_t *start)
{
    word_t end = 0;

    *start = ~(word_t)0;
    for (unsigned i = 0; i < kernel->header->program_count; i++) {
        const struct elf_segment *segment = segment_at(kernel, i);

        if (!segment_is_load(segment))
            continue;
        if (segment->paddr + segment->memory_bytes > (word_t)loader_start && segment->paddr < (word_t)loader_end)
            fail("the kernel overlaps the loader");
        segment_copy(kernel, segment, segment->paddr);
        if (segment->paddr < *start)
            *start = segment->paddr;
        if (segment->paddr + segment->memory_bytes > end)
            end = segment->paddr + segment->memory_bytes;
    }
    return page_up(end);
}

static word_t big_endian(const unsigned char *at)
{
    return (word_t)at[0] << 24 | (word_t)at[1] << 16 | (word_t)at[2] << 8 | at[3];
}

/* Size of the device tree; 0: there is none. */
static word_t tree_bytes(const unsigned char *tree)
{
    if (tree == NULL || big_endian(tree) != FDT_MAGIC || big_endian(tree + 4) > FDT_BYTES_MAX)
        return 0;
    return big_endian(tree + 4);
}

/* Behind the device tree, or behind the loader when it would reach into it. */
static word_t image_place(const struct file *image, word_t at)
{
    word_t bytes = image->high - image->low;

    if (at + bytes > (word_t)loader_start)
        at = (word_t)loader_end;
    (void)memset((void *)at, 0, bytes);
    for (unsigned i = 0; i < image->header->program_count; i++) {
        const struct elf_segment *segment = segment_at(image, i);

        if (segment_is_load(segment))
            segment_copy(image, segment, at + (segment->vaddr - image->low));
    }
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
    struct file kernel = file_open(kernel_file, kernel_file_end, "the kernel's file is no ELF file for RISC-V");
    struct file image = file_open(image_file, image_file_end, "the image is no ELF file for RISC-V of whole pages");
    word_t kernel_start = 0;
    word_t kernel_end = kernel_place(&kernel, &kernel_start);
    word_t bytes = tree_bytes(tree);
    word_t place = 0;

    (void)hart;
    (void)memcpy((void *)kernel_end, tree, bytes);
    place = image_place(&image, page_up(kernel_end + bytes));
    if (WITHOUT_TREE)
        bytes = 0;
    loader_enter((const word_t[6]){place, place + (image.high - image.low), place - image.low, image.header->entry,
                                   bytes == 0 ? 0 : kernel_end, bytes},
                 tables_make(&kernel, kernel_start), kernel.header->entry);
}
