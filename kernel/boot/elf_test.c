/* SPDX-License-Identifier: BSD-2-Clause */
/* The root server's file: a well-formed sample, each refusal, and random damage under the sanitizers. */
#include "boot/elf.h"

#include "boot/boot_samples.h"
#include "boot/boot_test.h"

#define DAMAGE_ROUNDS 50000
#define USER_TOP 0x7fffffffffffull
#define TAIL 0x3000

static struct elf_image image;
static struct boot_error error;

static bool check(void)
{
    return elf_check(sample_file(), ELF_MACHINE_X86_64, TAIL, USER_TOP, &image, &error);
}

static bool refused(enum boot_error_kind kind, uint64_t a, uint64_t b)
{
    return !check() && error_is(error, kind, a, b);
}

static void good_test(void)
{
    struct elf_segment segment;

    sample_elf();
    CHECK(check());
    CHECK(image.entry == 0x400123 && image.start == 0x400000 && image.end == 0x405000 && image.header_count == 4);
    CHECK(elf_segment_get(&image, 0, &segment) && segment.address == 0x400000 && segment.memory_size == 0x2000);
    CHECK(segment.file_offset == 0x1000 && segment.file_size == 0x2000);
    CHECK(!elf_segment_get(&image, 1, &segment));
    CHECK(elf_segment_get(&image, 2, &segment) && segment.address == 0x402800 && segment.memory_size == 0x1801);
    CHECK(!elf_segment_get(&image, 3, &segment) && !elf_segment_get(&image, 4, &segment));
    CHECK(!elf_segment_get(&image, UINT32_MAX, &segment));
    /* Position-independent programs are executables, too. */
    put16(SAMPLE_MODULE + 16, 3);
    CHECK(check());
    /* An entry exactly at the end of the file's bytes, at the last byte of memory. */
    put64(SAMPLE_MODULE + 24, 0x404000);
    CHECK(check());
    put64(SAMPLE_MODULE + 24, 0x404001);
    CHECK(refused(BOOT_ELF_ENTRY, 0x404001, 0));
    case_end("elf/a sample and its segments");
}

static void header_refusals_test(void)
{
    struct phys_window file = window_part(sample_window(), SAMPLE_MODULE, 63);

    sample_elf();
    CHECK(!elf_check(file, ELF_MACHINE_X86_64, TAIL, USER_TOP, &image, &error));
    CHECK(error_is(error, BOOT_ELF_SHORT, 63, 64));
    put8(SAMPLE_MODULE, 0x7e);
    CHECK(refused(BOOT_ELF_MAGIC, 0x464c457e, 0));
    sample_elf();
    put8(SAMPLE_MODULE + 4, 1);
    CHECK(refused(BOOT_ELF_CLASS, 1, 1));
    sample_elf();
    put8(SAMPLE_MODULE + 5, 2);
    CHECK(refused(BOOT_ELF_CLASS, 2, 2));
    sample_elf();
    put16(SAMPLE_MODULE + 16, 1);
    CHECK(refused(BOOT_ELF_TYPE, 1, 0));
    sample_elf();
    put16(SAMPLE_MODULE + 18, ELF_MACHINE_AARCH64);
    CHECK(refused(BOOT_ELF_MACHINE, ELF_MACHINE_AARCH64, ELF_MACHINE_X86_64));
    sample_elf();
    put16(SAMPLE_MODULE + 56, 0);
    CHECK(refused(BOOT_ELF_NO_SEGMENT, 0, 0));
    put16(SAMPLE_MODULE + 56, 0xffff);
    CHECK(refused(BOOT_ELF_HEADERS, 64, 0xffff));
    put16(SAMPLE_MODULE + 56, 0xfffe);
    CHECK(refused(BOOT_ELF_HEADERS, 64, 0xfffe));
    sample_elf();
    put16(SAMPLE_MODULE + 54, 55);
    CHECK(refused(BOOT_ELF_HEADERS, 64, 4));
    sample_elf();
    put64(SAMPLE_MODULE + 32, UINT64_MAX - 10);
    CHECK(refused(BOOT_ELF_HEADERS, UINT64_MAX - 10, 4));
    case_end("elf/header: each refusal");
}

static void segment_refusals_test(void)
{
    sample_elf();
    sample_segment_put(2, 1, 0x3000, 0x402800, 0x101, 0x1801);
    CHECK(refused(BOOT_ELF_SEGMENT_FILE, 2, 0x3000));
    sample_segment_put(2, 1, UINT64_MAX, 0x402800, 0x2, 0x1801);
    CHECK(refused(BOOT_ELF_SEGMENT_FILE, 2, UINT64_MAX));
    /* Without bytes in the file the offset does not matter. */
    sample_segment_put(2, 1, UINT64_MAX, 0x402800, 0, 0x1801);
    CHECK(check());
    sample_segment_put(2, 1, 0x3000, 0x402800, 0x100, 0xff);
    CHECK(refused(BOOT_ELF_SEGMENT_SIZE, 2, 0x100));
    sample_segment_put(2, 1, 0x3000, UINT64_MAX - 0x1000, 0x100, 0x1001);
    CHECK(refused(BOOT_ELF_SEGMENT_WRAP, 2, UINT64_MAX - 0x1000));
    sample_segment_put(2, 1, 0x3000, UINT64_MAX - 0x1000, 0x100, 0x1000);
    CHECK(refused(BOOT_ELF_TOO_HIGH, UINT64_MAX, USER_TOP));
    sample_segment_put(2, 2, 0, 0, 0, 0);
    sample_segment_put(0, 2, 0, 0, 0, 0);
    CHECK(refused(BOOT_ELF_NO_SEGMENT, 0, 0));

    sample_elf();
    sample_segment_put(0, 1, 0x1000, 0x400001, 0x2000, 0x2000);
    CHECK(refused(BOOT_ELF_UNALIGNED, 0x400001, 0));
    sample_segment_put(0, 1, 0x1000, 0x401000, 0x1000, 0x1000);
    CHECK(refused(BOOT_ELF_ENTRY, 0x400123, 0));
    /* The tail behind the image must fit below the top of user space. */
    sample_elf();
    sample_segment_put(2, 1, 0x3000, 0x7fffffff8000, 0x100, 0x4000);
    CHECK(check() && image.end == 0x7fffffffc000);
    sample_segment_put(2, 1, 0x3000, 0x7fffffff8000, 0x100, 0x4001);
    CHECK(refused(BOOT_ELF_TOO_HIGH, 0x7fffffffd000, USER_TOP));
    sample_elf();
    CHECK(elf_check(sample_file(), ELF_MACHINE_X86_64, TAIL, 0x405000 + TAIL, &image, &error));
    CHECK(!elf_check(sample_file(), ELF_MACHINE_X86_64, TAIL, 0x405000 + TAIL - 1, &image, &error));
    CHECK(error_is(error, BOOT_ELF_TOO_HIGH, 0x405000, 0x405000 + TAIL - 1));
    sample_segment_put(2, 1, 0x3000, 0xffffffff80000000, 0x100, 0x4001);
    CHECK(refused(BOOT_ELF_TOO_HIGH, 0xffffffff80005000, USER_TOP));
    case_end("elf/segments: each refusal");
}

/* What the check lets pass must be safe to load: copy everything, with the sanitizers watching. */
static void load(void)
{
    static unsigned char target[0x10000];
    struct elf_segment segment;

    if (image.end - image.start > sizeof(target)) {
        return;
    }
    memset(target, 0, image.end - image.start);
    for (uint32_t i = 0; i < image.header_count; i++) {
        if (elf_segment_get(&image, i, &segment)) {
            CHECK(segment.address >= image.start && segment.memory_size <= image.end - segment.address);
            CHECK(segment.file_size <= segment.memory_size);
            CHECK(window_copy(image.file, segment.file_offset, target + (segment.address - image.start),
                              segment.file_size));
        }
    }
}

static void damage_test(void)
{
    unsigned good = 0;

    for (unsigned round = 0; round < DAMAGE_ROUNDS; round++) {
        uint64_t at = SAMPLE_MODULE + random_below(64 + 4 * 56);

        if (round % 4 == 0) {
            sample_elf();
        }
        if (random_below(2)) {
            put8(at, random_word());
        } else {
            put64(at / 8 * 8, random_word() >> random_below(64));
        }
        if (check()) {
            load();
            CHECK(image.start % 4096 == 0 && image.end % 4096 == 0 && image.end + TAIL <= USER_TOP);
            CHECK(image.entry >= image.start && image.entry < image.end);
            good++;
        } else {
            CHECK(error.kind >= BOOT_ELF_SHORT && error.kind <= BOOT_ELF_TOO_HIGH);
        }
    }
    CHECK(good > 100 && good < DAMAGE_ROUNDS);
    case_end("elf/random damage");
}

int main(void)
{
    good_test();
    header_refusals_test();
    segment_refusals_test();
    damage_test();
    return test_end();
}
