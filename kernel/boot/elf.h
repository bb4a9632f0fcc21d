/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The root server's file: a 64-bit little-endian ELF executable (System V ABI, chapters 4 and 5). Nothing in it is
 * believed before it was checked against the file's size; after elf_check succeeded, every segment is safe to copy.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_error.h"
#include "boot/window.h"

#define ELF_MACHINE_X86_64 62
#define ELF_MACHINE_AARCH64 183
#define ELF_MACHINE_RISCV 243

struct elf_image {
    struct phys_window file;
    uint64_t entry;
    uint64_t start;             /* lowest address of a LOAD segment, page aligned */
    uint64_t end;               /* highest address, rounded up to a page */
    uint64_t headers;           /* file offset of the program headers, their distance and number */
    uint32_t header_bytes;
    uint32_t header_count;
};

/* A LOAD segment: file_size bytes from file_offset go to address; the rest of memory_size is zero. */
struct elf_segment {
    uint64_t address;
    uint64_t memory_size;
    uint64_t file_offset;
    uint64_t file_size;
};

/*
 * Checks the file. tail_bytes: what the kernel maps directly behind the image (IPC buffer, boot information);
 * image and tail must end at or below user_top. False: error says why.
 */
bool elf_check(struct phys_window file, uint32_t machine, uint64_t tail_bytes, uint64_t user_top,
               struct elf_image *image, struct boot_error *error);

/*
 * Segment of program header `index`, 0 <= index < image->header_count. False: it isn't a LOAD segment with a size.
 * Segments lie within [image->start, image->end) and their bytes within the file.
 */
bool elf_segment_get(const struct elf_image *image, uint32_t index, struct elf_segment *segment);
