/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A LOAD segment that has no bytes in the file, only memory, may name any place in the file. That place was handed on,
 * also when it lay outside the file.
 */
#include <boot/boot_samples.h>
#include <boot/boot_test.h>
#include <boot/elf.h>

enum { HEADERS_AT = 64, HEADER_BYTES = 56, OFFSET_AT = 8, FILE_SIZE_AT = 32, SEGMENT = 2 };

int main(void)
{
    uint64_t header = SAMPLE_MODULE + HEADERS_AT + SEGMENT * HEADER_BYTES;
    struct elf_image image;
    struct elf_segment segment;
    struct boot_error error;

    sample_elf();
    put64(header + OFFSET_AT, UINT64_MAX - 5);
    put64(header + FILE_SIZE_AT, 0);
    CHECK(elf_check(sample_file(), ELF_MACHINE_X86_64, 0, 0x7fffffffffff, &image, &error));
    CHECK(elf_segment_get(&image, SEGMENT, &segment));
    CHECK(segment.file_size == 0 && segment.file_offset == 0 && segment.memory_size == 0x1801);
    case_end("a segment without bytes has no place in the file");
    return test_end();
}
