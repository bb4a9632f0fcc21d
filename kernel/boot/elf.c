/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of the root server's ELF file. */
#include "boot/elf.h"

#include "boot/regions.h"

#define ELF_MAGIC 0x464c457fu   /* 0x7f, 'E', 'L', 'F' */
#define ELF_CLASS_64 2
#define ELF_DATA_LITTLE 1
#define ELF_TYPE_EXEC 2
#define ELF_TYPE_DYN 3          /* position-independent programs relocate themselves */
#define ELF_PAGE 4096u

/* File header. */
#define ELF_HEADER_BYTES 64
enum {
    ELF_AT_CLASS = 4,
    ELF_AT_DATA = 5,
    ELF_AT_TYPE = 16,
    ELF_AT_MACHINE = 18,
    ELF_AT_ENTRY = 24,
    ELF_AT_PHOFF = 32,
    ELF_AT_PHENTSIZE = 54,
    ELF_AT_PHNUM = 56,
};

/* Program header. */
#define PROGRAM_HEADER_BYTES 56
#define PROGRAM_HEADERS_MAX 0xfffe      /* 0xffff would mean: the number is elsewhere */
#define SEGMENT_LOAD 1
enum {
    SEGMENT_AT_TYPE = 0,
    SEGMENT_AT_OFFSET = 8,
    SEGMENT_AT_VADDR = 16,
    SEGMENT_AT_FILESZ = 32,
    SEGMENT_AT_MEMSZ = 40,
};

bool elf_segment_get(const struct elf_image *image, uint32_t index, struct elf_segment *segment)
{
    uint64_t at = image->headers + (uint64_t)index * image->header_bytes;

    segment->address = window_u64(image->file, at + SEGMENT_AT_VADDR);
    segment->memory_size = window_u64(image->file, at + SEGMENT_AT_MEMSZ);
    segment->file_size = window_u64(image->file, at + SEGMENT_AT_FILESZ);
    /* Where no bytes are is allowed to be anywhere: it must not look like a place outside the file. */
    segment->file_offset = segment->file_size == 0 ? 0 : window_u64(image->file, at + SEGMENT_AT_OFFSET);
    return index < image->header_count && window_u32(image->file, at + SEGMENT_AT_TYPE) == SEGMENT_LOAD &&
           segment->memory_size > 0;
}

static bool header_check(struct phys_window file, uint32_t machine, struct boot_error *error)
{
    uint32_t type = window_u16(file, ELF_AT_TYPE);

    if (!window_has(file, 0, ELF_HEADER_BYTES)) {
        return boot_refuse(error, BOOT_ELF_SHORT, file.size, ELF_HEADER_BYTES);
    }
    if (window_u32(file, 0) != ELF_MAGIC) {
        return boot_refuse(error, BOOT_ELF_MAGIC, window_u32(file, 0), 0);
    }
    if (window_u8(file, ELF_AT_CLASS) != ELF_CLASS_64 || window_u8(file, ELF_AT_DATA) != ELF_DATA_LITTLE) {
        return boot_refuse(error, BOOT_ELF_CLASS, window_u8(file, ELF_AT_CLASS), window_u8(file, ELF_AT_DATA));
    }
    if (window_u16(file, ELF_AT_MACHINE) != machine) {
        return boot_refuse(error, BOOT_ELF_MACHINE, window_u16(file, ELF_AT_MACHINE), machine);
    }
    if (type != ELF_TYPE_EXEC && type != ELF_TYPE_DYN) {
        return boot_refuse(error, BOOT_ELF_TYPE, type, 0);
    }
    return true;
}

static bool headers_check(struct elf_image *image, struct boot_error *error)
{
    uint64_t bytes = (uint64_t)image->header_count * image->header_bytes;

    if (image->header_count == 0) {
        return boot_refuse(error, BOOT_ELF_NO_SEGMENT, 0, 0);
    }
    if (image->header_count > PROGRAM_HEADERS_MAX || image->header_bytes < PROGRAM_HEADER_BYTES ||
        !window_has(image->file, image->headers, bytes)) {
        return boot_refuse(error, BOOT_ELF_HEADERS, image->headers, image->header_count);
    }
    return true;
}

static bool segment_check(struct phys_window file, struct elf_segment segment, uint32_t index,
                          struct boot_error *error)
{
    if (segment.file_size > segment.memory_size) {
        return boot_refuse(error, BOOT_ELF_SEGMENT_SIZE, index, segment.file_size);
    }
    if (segment.file_size > 0 && !window_has(file, segment.file_offset, segment.file_size)) {
        return boot_refuse(error, BOOT_ELF_SEGMENT_FILE, index, segment.file_offset);
    }
    if (segment.memory_size > UINT64_MAX - segment.address) {
        return boot_refuse(error, BOOT_ELF_SEGMENT_WRAP, index, segment.address);
    }
    return true;
}

/* Checks all segments; answers the range they touch, empty (start > end) if there are none. */
static bool segments_check(const struct elf_image *image, struct region *span, struct boot_error *error)
{
    span->start = UINT64_MAX;
    span->end = 0;
    for (uint32_t i = 0; i < PROGRAM_HEADERS_MAX && i < image->header_count; i++) {
        struct elf_segment segment = {0, 0, 0, 0};

        if (!elf_segment_get(image, i, &segment)) {
            continue;
        }
        if (!segment_check(image->file, segment, i, error)) {
            return false;
        }
        if (segment.address < span->start) {
            span->start = segment.address;
        }
        if (segment.address + segment.memory_size > span->end) {
            span->end = segment.address + segment.memory_size;
        }
    }
    return true;
}

static bool span_check(struct region span, uint64_t entry, uint64_t tail_bytes, uint64_t user_top,
                       struct boot_error *error)
{
    uint64_t end = align_up(span.end, ELF_PAGE);

    if (region_is_empty(span)) {
        return boot_refuse(error, BOOT_ELF_NO_SEGMENT, 0, 0);
    }
    if (span.start % ELF_PAGE != 0) {
        return boot_refuse(error, BOOT_ELF_UNALIGNED, span.start, 0);
    }
    if (entry < span.start || entry >= span.end) {
        return boot_refuse(error, BOOT_ELF_ENTRY, entry, 0);
    }
    if (end < span.end || end > user_top || tail_bytes > user_top - end) {
        return boot_refuse(error, BOOT_ELF_TOO_HIGH, end < span.end ? span.end : end, user_top);
    }
    return true;
}

bool elf_check(struct phys_window file, uint32_t machine, uint64_t tail_bytes, uint64_t user_top,
               struct elf_image *image, struct boot_error *error)
{
    struct region span = {0, 0};

    memset(image, 0, sizeof(*image));
    if (!header_check(file, machine, error)) {
        return false;
    }
    image->file = file;
    image->entry = window_u64(file, ELF_AT_ENTRY);
    image->headers = window_u64(file, ELF_AT_PHOFF);
    image->header_bytes = window_u16(file, ELF_AT_PHENTSIZE);
    image->header_count = window_u16(file, ELF_AT_PHNUM);
    if (!headers_check(image, error) || !segments_check(image, &span, error) ||
        !span_check(span, image->entry, tail_bytes, user_top, error)) {
        return false;
    }

    image->start = span.start;
    image->end = align_up(span.end, ELF_PAGE);
    return true;
}
