/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzzes the check of the root server's file: what it accepts is loaded, under the sanitizers' eyes. */
#include <stddef.h>
#include <stdlib.h>

#include "boot/boot_error.h"
#include "boot/elf.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define USER_TOP 0x7fffffffffffull
#define TAIL_BYTES 0x3000
#define TARGET_MAX 0x100000

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void load(const struct elf_image *image)
{
    uint64_t bytes = image->end - image->start;
    unsigned char *target = bytes <= TARGET_MAX ? calloc(1, bytes) : NULL;
    struct elf_segment segment;

    for (uint32_t i = 0; i < image->header_count; i++) {
        if (!elf_segment_get(image, i, &segment)) {
            continue;
        }
        must(segment.address >= image->start && segment.memory_size <= image->end - segment.address);
        must(segment.file_size <= segment.memory_size);
        must(window_has(image->file, segment.file_offset, segment.file_size));
        if (target != NULL) {
            window_copy(image->file, segment.file_offset, target + (segment.address - image->start),
                        segment.file_size);
        }
    }
    free(target);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct phys_window file = {data, size};
    struct boot_error error = {BOOT_OK, 0, 0};
    struct elf_image image;
    char text[BOOT_ERROR_TEXT_MAX];

    if (elf_check(file, ELF_MACHINE_X86_64, TAIL_BYTES, USER_TOP, &image, &error)) {
        must(image.start % 4096 == 0 && image.end % 4096 == 0 && image.start < image.end);
        must(image.end + TAIL_BYTES <= USER_TOP && image.entry >= image.start && image.entry < image.end);
        load(&image);
    } else {
        boot_error_text(error, text);
        must(error.kind >= BOOT_ELF_SHORT && error.kind <= BOOT_ELF_TOO_HIGH);
    }
    return 0;
}
