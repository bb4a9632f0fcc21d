/* SPDX-License-Identifier: BSD-2-Clause */
#include "loader.h"

#define FDT_BOOT_CPU 28u /* offset in the header */
#define FDT_MAGIC 0xd00dfeedu
#define FDT_BYTES_MAX 0x400000u
#define ELF_LOAD 1u
#define ELF_HEADERS_MAX 64u

/* ---- saying what is wrong ---- */

void print(const char *text)
{
    for (; *text != 0; text++)
        console_put(*text);
}

void print_hex(word_t value)
{
    print(" 0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        console_put("0123456789abcdef"[value >> shift & 15]);
}

_Noreturn void fail(const char *why)
{
    print("holdfast loader: ");
    print(why);
    print("\r\n");
    machine_off();
    for (;;)
        __asm__ volatile("wfi");
}

/* ---- files ---- */

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

struct file file_open(const unsigned char *start, const unsigned char *end, unsigned machine, const char *why)
{
    struct file file = {start, (word_t)(end - start), (const struct elf_header *)start, ~(word_t)0, 0};
    const unsigned char *ident = start;

    if (file.bytes < sizeof(struct elf_header) || ident[0] != 0x7f || ident[1] != 'E' || ident[2] != 'L' ||
        ident[3] != 'F' || ident[4] != 2 || ident[5] != 1 || file.header->machine != machine ||
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

word_t file_physical(const struct file *file)
{
    word_t low = ~(word_t)0;

    for (unsigned i = 0; i < file->header->program_count; i++) {
        const struct elf_segment *segment = segment_at(file, i);

        if (segment_is_load(segment) && segment->paddr < low)
            low = segment->paddr;
    }
    return low;
}

void file_copy(const struct file *file, word_t displacement)
{
    for (unsigned i = 0; i < file->header->program_count; i++) {
        const struct elf_segment *segment = segment_at(file, i);
        word_t to = segment->vaddr + displacement;

        if (!segment_is_load(segment))
            continue;
        (void)memcpy((void *)to, file->start + segment->offset, segment->file_bytes);
        (void)memset((void *)(to + segment->file_bytes), 0, segment->memory_bytes - segment->file_bytes);
    }
}

/* ---- device tree ---- */

static word_t big_endian(const unsigned char *at)
{
    return (word_t)at[0] << 24 | (word_t)at[1] << 16 | (word_t)at[2] << 8 | at[3];
}

word_t tree_bytes(const unsigned char *tree)
{
    if (tree == NULL || big_endian(tree) != FDT_MAGIC || big_endian(tree + 4) > FDT_BYTES_MAX)
        return 0;
    return big_endian(tree + 4);
}

void tree_hart_put(unsigned char *tree, word_t hart)
{
    for (unsigned i = 0; i < 4; i++)
        tree[FDT_BOOT_CPU + i] = (unsigned char)(hart >> (24 - 8 * i));
}
