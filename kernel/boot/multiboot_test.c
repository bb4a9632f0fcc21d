/* SPDX-License-Identifier: BSD-2-Clause */
/* Multiboot information: well-formed samples, each refusal, and random damage under the sanitizers. */
#include "boot/multiboot.h"

#include "boot/boot_samples.h"
#include "boot/boot_test.h"

#define DAMAGE_ROUNDS 20000

static struct boot_info info;
static struct boot_error error;

static bool parse(uint32_t magic)
{
    error.kind = BOOT_OK;
    return multiboot_parse(sample_window(), magic, SAMPLE_INFO, SAMPLE_LIMIT, &info, &error);
}

static bool region_is(struct region region, uint64_t start, uint64_t end)
{
    return region.start == start && region.end == end;
}

static bool refused(uint32_t magic, enum boot_error_kind kind, uint64_t a, uint64_t b)
{
    return !parse(magic) && error_is(error, kind, a, b);
}

static void multiboot1_good_test(void)
{
    sample_multiboot1();
    CHECK(parse(MULTIBOOT1_MAGIC));
    CHECK(strcmp(info.command_line, "kernel32.elf cnode_bits=14 console") == 0 && !info.command_line_cut);
    CHECK(info.module_count == 2 && info.modules_end == 0x218001);
    CHECK(region_is(info.module, SAMPLE_MODULE, SAMPLE_MODULE + SAMPLE_MODULE_BYTES));
    CHECK(info.usable.count == 1 && region_is(info.usable.at[0], 0x100000, 0x7fe0000));
    CHECK(info.map_bytes == 24 * SAMPLE_MAP_COUNT);
    CHECK(memcmp(info.map, sample_memory + SAMPLE_MAP, info.map_bytes) == 0);
    CHECK(!info.has_vbe && !info.has_framebuffer && info.rsdp_bytes == 0);
    case_end("multiboot/version 1 as QEMU passes it");
}

static void multiboot1_options_test(void)
{
    sample_multiboot1();
    put32(SAMPLE_INFO, 1u << 0 | 1u << 3);
    put32(SAMPLE_INFO + 8, 1027);
    CHECK(parse(MULTIBOOT1_MAGIC));
    CHECK(info.command_line[0] == '\0' && info.map_bytes == 0);
    CHECK(info.usable.count == 1 && region_is(info.usable.at[0], 0x100000, 0x200000));

    put32(SAMPLE_INFO, 1u << 0 | 1u << 3 | 1u << 11);
    put32(SAMPLE_INFO + 72, SAMPLE_VBE_CONTROL);
    put32(SAMPLE_INFO + 76, SAMPLE_VBE_MODE);
    put16(SAMPLE_INFO + 80, 0x4118);
    put16(SAMPLE_INFO + 82, 0xc000);
    put16(SAMPLE_INFO + 84, 0x1234);
    put16(SAMPLE_INFO + 86, 0x55);
    put_text(SAMPLE_VBE_CONTROL, "VESA");
    put8(SAMPLE_VBE_CONTROL + 511, 0x77);
    put8(SAMPLE_VBE_MODE + 255, 0x78);
    CHECK(parse(MULTIBOOT1_MAGIC) && info.has_vbe);
    CHECK(memcmp(info.vbe.control, "VESA", 4) == 0 && info.vbe.control[511] == 0x77);
    CHECK(info.vbe.mode_info[255] == 0x78 && info.vbe.mode == 0x4118 && info.vbe.interface_seg == 0xc000);
    CHECK(info.vbe.interface_off == 0x1234 && info.vbe.interface_len == 0x55);
    put32(SAMPLE_INFO + 76, SAMPLE_MEMORY - 255);
    CHECK(parse(MULTIBOOT1_MAGIC) && !info.has_vbe);

    sample_multiboot1();
    memset(sample_memory + SAMPLE_MEMORY - 2 * BOOT_COMMAND_LINE_MAX, 'x', 2 * BOOT_COMMAND_LINE_MAX);
    put32(SAMPLE_INFO + 16, SAMPLE_MEMORY - 2 * BOOT_COMMAND_LINE_MAX);
    CHECK(parse(MULTIBOOT1_MAGIC) && strlen(info.command_line) == BOOT_COMMAND_LINE_MAX - 1);
    CHECK(info.command_line_cut);
    put32(SAMPLE_INFO + 16, SAMPLE_MEMORY - 10);
    CHECK(parse(MULTIBOOT1_MAGIC) && strlen(info.command_line) == 10 && !info.command_line_cut);
    put32(SAMPLE_INFO + 16, 0xfffffff0);
    CHECK(parse(MULTIBOOT1_MAGIC) && info.command_line[0] == '\0');
    case_end("multiboot/version 1: no map, graphics data, command lines");
}

static void multiboot1_refusals_test(void)
{
    sample_multiboot1();
    CHECK(refused(0x12345678, BOOT_LOADER_MAGIC, 0x12345678, 0));
    CHECK(!multiboot_parse(sample_window(), MULTIBOOT1_MAGIC, SAMPLE_MEMORY - 87, SAMPLE_LIMIT, &info, &error));
    CHECK(error_is(error, BOOT_LOADER_INFO, SAMPLE_MEMORY - 87, 88));
    put32(SAMPLE_INFO, 1u << 3);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_NO_MEMORY, 0, 0));
    put32(SAMPLE_INFO, 1u << 0);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_NO_MODULE, 0, 0));

    sample_multiboot1();
    put32(SAMPLE_INFO + 20, 0);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_NO_MODULE, 0, 0));
    put32(SAMPLE_INFO + 20, 0xffffffff);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MODULE_LIST, SAMPLE_MODULES, 0xffffffff));
    put32(SAMPLE_INFO + 20, 2);
    put32(SAMPLE_INFO + 24, SAMPLE_MEMORY - 31);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MODULE_LIST, SAMPLE_MEMORY - 31, 2));

    sample_multiboot1();
    put32(SAMPLE_MODULES + 20, 0x210000);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MODULE_EMPTY, 1, 0x210000));
    put32(SAMPLE_MODULES + 4, SAMPLE_MEMORY + 1);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MODULE_OUT, SAMPLE_MODULE, SAMPLE_MEMORY + 1));

    sample_multiboot1();
    put32(SAMPLE_INFO + 44, SAMPLE_MEMORY);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MAP, SAMPLE_MAP, SAMPLE_MEMORY));
    sample_multiboot1();
    put32(SAMPLE_MAP + 24, 19);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MAP_ENTRY, SAMPLE_MAP + 24, 19));
    put32(SAMPLE_MAP + 24, 0xffffffff);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MAP_ENTRY, SAMPLE_MAP + 24, 0xffffffff));
    sample_multiboot1();
    put32(SAMPLE_MAP + 5 * 24, 24);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MAP_ENTRY, SAMPLE_MAP + 5 * 24, 24));
    sample_multiboot1();
    put32(SAMPLE_INFO + 44, 24 * SAMPLE_MAP_COUNT + 3);
    CHECK(!parse(MULTIBOOT1_MAGIC) && error.kind == BOOT_LOADER_MAP_ENTRY);
    sample_multiboot1();
    put32(SAMPLE_MAP + 3 * 24 + 20, 3);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_NO_RAM, 0, 0));
    case_end("multiboot/version 1: each refusal");
}

/* Which memory of a map is used. */
static void map_rules_test(void)
{
    static const struct sample_entry odd[] = {
        {0xff000, 0x10000000, 1},           /* starts below 1 MiB: ignored as a whole */
        {0x1000000, 0x1800, 1},             /* rounded inwards */
        {0x2000800, 0x1000, 1},             /* no whole page left */
        {0x3000000, 0xfff, 1},              /* too small */
        {0x10000000, 0x4000, 1},            /* not in ascending order with the next */
        {0x8000000, 0x4000, 1},
        {0x8001000, 0x10, 2},               /* reserved inside usable memory wins */
        {0x10004000, 0x1000, 1},            /* touches: stays a region of its own */
        {0x10004000, 0x2000, 1},            /* overlaps: one region */
        {0x7f7ffff000, 0x100000, 1},        /* cut at the limit */
        {0x7f80000000, 0x1000, 1},          /* behind the limit */
        {0xfffffffffffff000, 0xffff, 1},    /* runs over the end */
        {0x20000000, 0xffffffffffffffff, 2},
        {0x20000000, 0, 1},
    };
    static const uint64_t wanted1[][2] = {
        {0x1000000, 0x1001000}, {0x8000000, 0x8001000}, {0x8002000, 0x8004000}, {0x10000000, 0x10004000},
        {0x10004000, 0x10006000},
    };
    static const uint64_t wanted2[][2] = {
        {0x1000000, 0x1001800}, {0x2000800, 0x2001800}, {0x3000000, 0x3000fff}, {0x8000000, 0x8001000},
        {0x8001010, 0x8004000}, {0x10000000, 0x10004000}, {0x10004000, 0x10006000}, {0x7f7ffff000, 0x7f80000000},
    };
    uint64_t at = 0;

    sample_multiboot1();
    sample_map1_put(odd, 14);
    CHECK(parse(MULTIBOOT1_MAGIC) && info.usable.count == 5);
    for (unsigned i = 0; i < 5; i++) {
        CHECK(region_is(info.usable.at[i], wanted1[i][0], wanted1[i][1]));
    }

    /* Version 2 does not round; without the huge reserved entry, memory at the limit shows. */
    memset(sample_memory, 0, SAMPLE_MEMORY);
    at = SAMPLE_INFO + 8;
    sample_module_tag(&at, SAMPLE_MODULE, SAMPLE_MODULE + 1);
    sample_map_tag(&at, odd, 12, 40);
    sample_end(&at);
    CHECK(parse(MULTIBOOT2_MAGIC) && info.usable.count == 8);
    for (unsigned i = 0; i < 8; i++) {
        CHECK(region_is(info.usable.at[i], wanted2[i][0], wanted2[i][1]));
    }
    CHECK(info.map_bytes == 0);
    case_end("multiboot/which memory of a map is used");
}

/* Many entries, and entries of more than the usual size: users still get at most 50 of 24 bytes. */
static void map_copy_test(void)
{
    static struct sample_entry many[200];
    uint64_t at = SAMPLE_MAP;

    for (unsigned i = 0; i < 200; i++) {
        many[i] = (struct sample_entry){0x100000 + 0x2000ull * i, 0x1000, i % 2 ? 2 : 1};
    }
    sample_multiboot1();
    sample_map1_put(many, 200);
    put32(SAMPLE_INFO + 48, SAMPLE_MAP);
    CHECK(parse(MULTIBOOT1_MAGIC));
    CHECK(info.usable.count == 100 && info.map_bytes == 1200);
    CHECK(memcmp(info.map, sample_memory + SAMPLE_MAP, 1200) == 0);
    for (unsigned i = 0; i < 200; i++) {
        many[i].type = 1;
    }
    sample_map1_put(many, 200);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MAP_FULL, REGIONS_MAX, 0));

    /* As many regions as a list holds, and a reserved entry that splits one. */
    many[REGIONS_MAX] = (struct sample_entry){0x100800, 0x10, 2};
    sample_map1_put(many, REGIONS_MAX + 1);
    CHECK(refused(MULTIBOOT1_MAGIC, BOOT_LOADER_MAP_FULL, REGIONS_MAX, 0));
    sample_map1_put(many, REGIONS_MAX);
    CHECK(parse(MULTIBOOT1_MAGIC) && info.usable.count == REGIONS_MAX);

    sample_multiboot1();
    for (unsigned i = 0; i < 2; i++) {
        put32(at, 24);
        put64(at + 4, 0x1000000 * (i + 1));
        put64(at + 12, 0x2000);
        put32(at + 20, 1);
        put32(at + 24, 0xdeadbeef);
        at += 28;
    }
    put32(SAMPLE_INFO + 44, 56);
    CHECK(parse(MULTIBOOT1_MAGIC) && info.usable.count == 2 && info.map_bytes == 48);
    CHECK(info.map[0] == 20 && info.map[24] == 20 && info.map[20] == 1 && info.map[31] == 2);
    case_end("multiboot/copy of the map for users");
}

static void multiboot2_good_test(void)
{
    uint64_t at = 0;

    sample_multiboot2();
    CHECK(parse(MULTIBOOT2_MAGIC));
    CHECK(strcmp(info.command_line, "domains=4 kpti") == 0 && !info.command_line_cut);
    CHECK(info.module_count == 1 && info.modules_end == SAMPLE_MODULE + SAMPLE_MODULE_BYTES);
    CHECK(info.usable.count == 1 && region_is(info.usable.at[0], 0x100000, 0x7fe0000));
    CHECK(info.has_framebuffer && info.framebuffer[3] == 0xfd && info.framebuffer[9] == 0x10);
    CHECK(info.framebuffer[13] == 4 && info.framebuffer[17] == 3 && info.framebuffer[20] == 32);
    CHECK(info.framebuffer[21] == 1 && info.rsdp_bytes == 0 && !info.has_vbe);

    /* A later RSDP tag replaces an earlier one, also the shorter the longer; no end tag is needed. */
    at = sample_multiboot2_open();
    memset(sample_memory + sample_tag(&at, 15, 36), 0x11, 36);
    put32(SAMPLE_INFO, at - SAMPLE_INFO);
    CHECK(parse(MULTIBOOT2_MAGIC) && info.rsdp_bytes == 36 && info.rsdp[35] == 0x11);
    memset(sample_memory + sample_tag(&at, 14, 20), 0x22, 20);
    put32(SAMPLE_INFO, at - SAMPLE_INFO);
    CHECK(parse(MULTIBOOT2_MAGIC) && info.rsdp_bytes == 20 && info.rsdp[19] == 0x22 && info.rsdp[20] == 0);
    CHECK(!info.has_framebuffer);
    sample_module_tag(&at, 0x300000, 0x300001);
    put64(sample_tag(&at, 8, 24), 0);
    sample_end(&at);
    CHECK(parse(MULTIBOOT2_MAGIC) && info.module_count == 2 && info.modules_end == 0x300001);
    CHECK(!info.has_framebuffer);
    case_end("multiboot/version 2 as GRUB passes it");
}

/* Appends one tag to a good sample and parses. */
static bool refused_with_tag(uint32_t type, uint32_t payload_bytes, enum boot_error_kind kind)
{
    uint64_t at = sample_multiboot2_open();
    uint64_t tag = at;

    sample_tag(&at, type, payload_bytes);
    sample_end(&at);
    return refused(MULTIBOOT2_MAGIC, kind, type, tag);
}

static void multiboot2_refusals_test(void)
{
    uint64_t at = 0;

    CHECK(refused_with_tag(3, 7, BOOT_LOADER_TAG));
    CHECK(refused_with_tag(6, 7, BOOT_LOADER_TAG));
    CHECK(refused_with_tag(8, 21, BOOT_LOADER_TAG));
    CHECK(refused_with_tag(14, 19, BOOT_LOADER_TAG));
    CHECK(refused_with_tag(14, 36, BOOT_LOADER_TAG));
    CHECK(refused_with_tag(15, 20, BOOT_LOADER_TAG));

    at = sample_multiboot2_open();
    put32(at, 77);
    put32(at + 4, 7);
    put32(SAMPLE_INFO, at + 16 - SAMPLE_INFO);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_TAG, 77, at));
    put32(at + 4, 17);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_TAG, 77, at));
    put32(SAMPLE_INFO, 7);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_INFO, SAMPLE_INFO, 7));
    put32(SAMPLE_INFO, SAMPLE_MEMORY);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_INFO, SAMPLE_INFO, SAMPLE_MEMORY));
    put32(SAMPLE_INFO, 8);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_NO_MEMORY, 0, 0));

    at = SAMPLE_INFO + 8;
    memset(sample_memory, 0, SAMPLE_MEMORY);
    sample_module_tag(&at, SAMPLE_MODULE, SAMPLE_MODULE + 4);
    sample_end(&at);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_NO_MEMORY, 0, 0));
    at -= 8;
    sample_map_tag(&at, sample_map, SAMPLE_MAP_COUNT, 24);
    sample_end(&at);
    CHECK(parse(MULTIBOOT2_MAGIC));
    put32(SAMPLE_INFO + 8 + 24 + 8, 23);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_MAP_ENTRY, SAMPLE_INFO + 8 + 24 + 16, 23));
    put32(SAMPLE_INFO + 8 + 24 + 8, 24);
    put32(SAMPLE_INFO + 8 + 12, SAMPLE_MODULE);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_MODULE_EMPTY, 0, SAMPLE_MODULE));

    at = SAMPLE_INFO + 8;
    memset(sample_memory, 0, SAMPLE_MEMORY);
    sample_map_tag(&at, sample_map, SAMPLE_MAP_COUNT, 24);
    sample_end(&at);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_NO_MODULE, 0, 0));
    at -= 8;
    sample_module_tag(&at, SAMPLE_MODULE, SAMPLE_MODULE + 1);
    sample_end(&at);
    CHECK(parse(MULTIBOOT2_MAGIC));
    put32(SAMPLE_INFO + 8 + 16 + 3 * 24 + 16, 3);
    CHECK(refused(MULTIBOOT2_MAGIC, BOOT_LOADER_NO_RAM, 0, 0));
    case_end("multiboot/version 2: each refusal");
}

/* More tags than anyone needs: refused, not walked for ever. */
static void multiboot2_bound_test(void)
{
    uint64_t tags = 0x100008;

    memset(sample_memory, 0, SAMPLE_MEMORY);
    for (uint64_t at = 0x100008; at < 0x200000; at += 8) {
        put32(at, 99);
        put32(at + 4, 8);
    }
    put32(0x100000, 0x100000);
    CHECK(!multiboot_parse(sample_window(), MULTIBOOT2_MAGIC, 0x100000, SAMPLE_LIMIT, &info, &error));
    CHECK(error_is(error, BOOT_LOADER_INFO, 0x100000, 0x100000));

    /* 5000 modules, then 5000 entries of a memory map. */
    memset(sample_memory, 0, SAMPLE_MEMORY);
    for (unsigned i = 0; i < 5000; i++) {
        sample_module_tag(&tags, SAMPLE_MODULE, SAMPLE_MODULE + 1);
    }
    put32(0x100000, tags - 0x100000);
    CHECK(!multiboot_parse(sample_window(), MULTIBOOT2_MAGIC, 0x100000, SAMPLE_LIMIT, &info, &error));
    CHECK(error.kind == BOOT_LOADER_MODULE_LIST && error.b == 4096);
    tags = 0x100008;
    put32(sample_tag(&tags, 6, 8 + 24 * 5000), 24);
    put32(0x100000, tags - 0x100000);
    CHECK(!multiboot_parse(sample_window(), MULTIBOOT2_MAGIC, 0x100000, SAMPLE_LIMIT, &info, &error));
    CHECK(error_is(error, BOOT_LOADER_MAP, 0x100018, 16 + 24 * 5000));
    case_end("multiboot/numbers of tags, modules and map entries are bounded");
}

/* Whatever a loader writes: an answer, a valid list, a module that can be read. The sanitizers watch the rest. */
static void damage_test(void)
{
    unsigned good = 0;

    for (unsigned round = 0; round < DAMAGE_ROUNDS; round++) {
        uint32_t magic = round / 64 % 2 ? MULTIBOOT1_MAGIC : MULTIBOOT2_MAGIC;

        if (round % 64 == 0 && magic == MULTIBOOT1_MAGIC) {
            sample_multiboot1();
        } else if (round % 64 == 0) {
            sample_multiboot2();
        }
        /* Damage adds up for 64 rounds. */
        put8(SAMPLE_INFO + random_below(0x200), random_word());
        put32(SAMPLE_MODULES + 4 * random_below(8), random_word() >> random_below(32));
        put32(SAMPLE_MAP + 4 * random_below(36), random_word() >> random_below(32));
        if (parse(magic)) {
            CHECK(region_list_is_valid(&info.usable) && info.usable.count > 0);
            CHECK(window_has(sample_window(), info.module.start, info.module.end - info.module.start));
            CHECK(info.module.end <= info.modules_end && info.map_bytes <= BOOT_MAP_BYTES);
            CHECK(memchr(info.command_line, 0, BOOT_COMMAND_LINE_MAX) != NULL);
            good++;
        } else {
            CHECK(error.kind != BOOT_OK);
        }
    }
    CHECK(good > 0 && good < DAMAGE_ROUNDS);
    case_end("multiboot/random damage");
}

int main(void)
{
    multiboot1_good_test();
    multiboot1_options_test();
    multiboot1_refusals_test();
    map_rules_test();
    map_copy_test();
    multiboot2_good_test();
    multiboot2_refusals_test();
    multiboot2_bound_test();
    damage_test();
    return test_end();
}
