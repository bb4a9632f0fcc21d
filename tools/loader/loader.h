/* SPDX-License-Identifier: BSD-2-Clause */
/* What the loaders of all ISAs have in common: the files they carry, the device tree, saying what is wrong. */
#ifndef LOADER_H
#define LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/string.h"

typedef uint64_t word_t;

#define PAGE 4096u
#define MIB2_BITS 21u
#define GIB_BITS 30u
#define TABLE_ENTRIES 512u

/* System V ABI, chapters 4 and 5. */
#define ELF_MACHINE_AARCH64 183u
#define ELF_MACHINE_RISCV 243u

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

/* ---- supplied by the ISA ---- */
void console_put(char c);
void machine_off(void); /* comes back when nobody knows how */

/* ---- files.c ---- */
void print(const char *text);
void print_hex(word_t value);
_Noreturn void fail(const char *why);

static inline word_t page_up(word_t value)
{
    return (value + PAGE - 1) & ~(word_t)(PAGE - 1);
}

/* Checks what is used of it: a 64-bit ELF file for that machine whose segments lie in the file. */
struct file file_open(const unsigned char *start, const unsigned char *end, unsigned machine, const char *why);
/* The lowest physical address of its segments. */
word_t file_physical(const struct file *file);
/* Copies all segments, each displacement bytes from its virtual address. */
void file_copy(const struct file *file, word_t displacement);

/* Size of the device tree; 0: there is none. */
word_t tree_bytes(const unsigned char *tree);
/* Notes in its header which CPU goes on. */
void tree_hart_put(unsigned char *tree, word_t hart);

#endif
