/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * predict ISA START BOOT_END END: reads what tests/layout/layout.c has printed, predicts it from the memory map or
 * device tree among it, the kernel image's physical place (START, END), the end of its boot-only part (BOOT_END) and
 * the size of the root task's image, and prints a test line for each comparison. ISA: x86_64, riscv64, aarch64.
 */
#include "predict.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 4096u
#define BYTES_MAX (1u << 21)
#define UNTYPEDS_MAX 230u
#define FIXED_SLOTS 16u
#define SLOT_BITS 5u
#define TCB_BYTES 2048u
#define SC_BYTES 128u
#define LEVELS_MAX 3u

struct isa {
    const char *name;
    uint64_t window_base, window_limit, device_top;
    unsigned untyped_bits_max;
    uint64_t vspace_bytes;
    unsigned level_count, level_bits[LEVELS_MAX];
    struct range ram; /* of the board, when there is no device tree */
    unsigned device_count;
    struct range device[4]; /* of the kernel */
};

static const struct isa isas[] = {
    {"x86_64", 0xffffff8000000000, 0x7f80000000, 1ul << 47, 47, 4096, 3, {39, 30, 21}, {0, 0}, 3,
     {{0xfec00000, 0xfec01000}, {0xfee00000, 0xfee01000}, {0xfffffff8, 0x100000000}}},
    {"riscv64", 0xffffffc000000000, 0x3f80000000, 1ul << 39, 38, 4096, 2, {30, 21}, {0x80000000, 0x100000000}, 2,
     {{0x2000000, 0x2200000}, {0xc000000, 0xc600000}}},
    {"aarch64", 0x8000000000, 0x7fc0000000, 1ul << 40, 47, 8192, 2, {30, 21}, {0x40000000, 0xc0000000}, 3,
     {{0x8000000, 0x8001000}, {0x8010000, 0x8011000}, {0x8030000, 0x8031000}}},
};

struct untyped {
    uint64_t address, bits, is_device;
};

struct untypeds {
    unsigned count;
    struct untyped at[UNTYPEDS_MAX];
};

/* What the root task said. */
static struct {
    uint64_t cnode_bits, extra_bytes, image_start, image_end, ipc_buffer, bootinfo, physical;
    struct range schedcontrol, paging, extra, frames, untypeds, empty;
    struct untypeds list;
    uint64_t chunk_id, bytes_id, bytes_count;
    unsigned char bytes[BYTES_MAX];
    bool ended;
} said;

static const struct isa *isa;
static int failed;

/* ---- ranges ---- */

void ranges_add(struct ranges *list, uint64_t start, uint64_t end)
{
    unsigned i = 0;

    if (start >= end)
        return;
    ranges_cut(list, start, end);
    if (list->count == RANGES_MAX)
        abort();
    for (i = list->count; i > 0 && list->at[i - 1].start > start; i--)
        list->at[i] = list->at[i - 1];
    list->at[i] = (struct range){start, end};
    list->count++;
    for (i = 0; i + 1 < list->count;) {
        if (list->at[i].end != list->at[i + 1].start) {
            i++;
            continue;
        }
        list->at[i].end = list->at[i + 1].end;
        memmove(&list->at[i + 1], &list->at[i + 2], (list->count - i - 2) * sizeof(struct range));
        list->count--;
    }
}

void ranges_cut(struct ranges *list, uint64_t start, uint64_t end)
{
    struct ranges left = {0};

    for (unsigned i = 0; i < list->count; i++) {
        struct range r = list->at[i];
        struct range low = {r.start, r.end < start ? r.end : start};
        struct range high = {r.start > end ? r.start : end, r.end};

        if (low.start < low.end)
            left.at[left.count++] = low;
        if (high.start < high.end)
            left.at[left.count++] = high;
    }
    *list = left;
}

/* ---- what was said ---- */

static void bytes_take(const char *hex)
{
    unsigned value = 0;

    said.bytes_id = said.chunk_id;
    for (; sscanf(hex, "%2x", &value) == 1 && said.bytes_count < BYTES_MAX; hex += 2)
        said.bytes[said.bytes_count++] = (unsigned char)value;
}

static void line_take(const char *line)
{
    char name[32] = "";
    uint64_t a = 0, b = 0, c = 0;
    static const struct {
        const char *name;
        struct range *where;
    } regions[] = {{"schedcontrol", &said.schedcontrol}, {"paging", &said.paging}, {"extra", &said.extra},
                   {"frames", &said.frames}, {"untypeds", &said.untypeds}, {"empty", &said.empty}};

    if (strncmp(line, "layout bytes ", 13) == 0) {
        bytes_take(line + 13);
        return;
    }
    if (sscanf(line, "layout %31s %lx %lx %lx", name, &a, &b, &c) < 1)
        return;
    for (unsigned i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
        if (strcmp(name, regions[i].name) == 0)
            *regions[i].where = (struct range){a, b};
    if (strcmp(name, "cnode") == 0) {
        said.cnode_bits = a;
        said.extra_bytes = b;
    } else if (strcmp(name, "image") == 0) {
        said.image_start = a;
        said.image_end = b;
    } else if (strcmp(name, "pages") == 0) {
        said.ipc_buffer = a;
        said.bootinfo = b;
    } else if (strcmp(name, "physical") == 0) {
        said.physical = a;
    } else if (strcmp(name, "chunk") == 0) {
        said.chunk_id = a;
    } else if (strcmp(name, "untyped") == 0 && said.list.count < UNTYPEDS_MAX) {
        said.list.at[said.list.count++] = (struct untyped){a, b, c};
    } else if (strcmp(name, "end") == 0) {
        said.ended = true;
    }
}

/* ---- rules ---- */

static void check(const char *name, bool good, uint64_t expected, uint64_t found)
{
    if (good)
        printf("ok %s\n", name);
    else
        printf("not ok %s: expected 0x%lx, found 0x%lx\n", name, expected, found);
    failed |= !good;
}

static uint64_t up(uint64_t value, uint64_t to)
{
    return (value + to - 1) / to * to;
}

static uint64_t extra_area(void)
{
    uint64_t bytes = PAGE;

    if (said.extra_bytes == 0)
        return 0;
    while (bytes < said.extra_bytes)
        bytes *= 2;
    return bytes;
}

/* Page tables for the image and the pages behind it. */
static uint64_t paging_count(void)
{
    uint64_t start = said.image_start, end = said.image_end + 2 * PAGE + extra_area(), count = 0;

    for (unsigned i = 0; i < isa->level_count; i++) {
        uint64_t covers = 1ul << isa->level_bits[i];

        count += (up(end, covers) - start / covers * covers) / covers;
    }
    return count;
}

/* Entries of 24 bytes behind their length in bytes: size (4), base (8), length (8), type (4). */
static void multiboot_memory(struct ranges *memory)
{
    uint32_t length = 0;

    memcpy(&length, said.bytes, 4);
    for (uint32_t at = 4; at + 24 <= 4 + length; at += 24) {
        uint64_t base = 0, bytes = 0;
        uint32_t type = 0;

        memcpy(&base, said.bytes + at + 4, 8);
        memcpy(&bytes, said.bytes + at + 12, 8);
        memcpy(&type, said.bytes + at + 20, 4);
        if (type == 1 && base >= 1u << 20)
            ranges_add(memory, up(base, PAGE), (base + bytes) / PAGE * PAGE);
    }
}

/* Takes the root task's objects out of the highest range that holds them. */
static bool objects_place(struct ranges *free_memory)
{
    uint64_t cnode = 1ul << (said.cnode_bits + SLOT_BITS), align = cnode, start = 0;
    uint64_t total = cnode + TCB_BYTES + 3 * PAGE + extra_area() + isa->vspace_bytes + paging_count() * PAGE + SC_BYTES;

    align = align < isa->vspace_bytes ? isa->vspace_bytes : align;
    align = align < extra_area() ? extra_area() : align;
    for (unsigned i = free_memory->count; i > 0; i--) {
        struct range r = free_memory->at[i - 1];

        start = (r.end - total) / align * align;
        if (r.end >= total && start >= r.start) {
            ranges_cut(free_memory, start, start + total);
            return true;
        }
    }
    return false;
}

static void cut_up(struct untypeds *list, struct range range, bool is_device)
{
    while (range.start < range.end) {
        uint64_t window = range.start + isa->window_base;
        uint64_t bits = 63 - (unsigned)__builtin_clzl(range.end - range.start);

        bits = bits < isa->untyped_bits_max ? bits : isa->untyped_bits_max;
        if (window != 0 && (unsigned)__builtin_ctzl(window) < bits)
            bits = (unsigned)__builtin_ctzl(window);
        if (bits >= 4 && list->count < UNTYPEDS_MAX)
            list->at[list->count++] = (struct untyped){range.start, bits, is_device};
        range.start += 1ul << bits;
    }
}

static void predict(uint64_t start, uint64_t boot_end, uint64_t end, struct untypeds *list)
{
    bool is_x86 = strcmp(isa->name, "x86_64") == 0;
    uint64_t image_bytes = said.image_end - said.image_start;
    uint64_t tree = up(end, PAGE), tree_bytes = is_x86 || said.extra_bytes == 0 ? 0 : said.bytes_count;
    struct ranges memory = {0}, reserved = {0}, devices = {0};

    if (is_x86)
        multiboot_memory(&memory);
    else if (tree_bytes == 0)
        ranges_add(&memory, isa->ram.start, isa->ram.end);
    else if (!tree_memory(said.bytes, said.bytes_count, &memory, &reserved))
        printf("not ok tree: makes no sense\n");
    for (unsigned i = 0; i < reserved.count; i++)
        ranges_cut(&memory, reserved.at[i].start, reserved.at[i].end);
    ranges_cut(&memory, 0, start);
    ranges_cut(&memory, isa->window_limit, UINT64_MAX);
    if (is_x86) {
        end += image_bytes;
        check("image-follows-kernel", said.physical == end - image_bytes, end - image_bytes, said.physical);
    } else {
        ranges_cut(&memory, said.physical, said.physical + image_bytes);
        ranges_cut(&memory, tree, tree + tree_bytes);
    }
    ranges_cut(&memory, start, end);
    ranges_add(&devices, 0, isa->device_top);
    for (unsigned i = 0; i < memory.count; i++)
        ranges_cut(&devices, memory.at[i].start, memory.at[i].end);
    for (unsigned i = 0; i < isa->device_count; i++)
        ranges_cut(&devices, isa->device[i].start, isa->device[i].end);
    ranges_cut(&devices, start, end);
    if (!is_x86) {
        ranges_cut(&devices, said.physical, said.physical + image_bytes);
        ranges_cut(&devices, tree, tree + tree_bytes);
    }
    check("objects-fit", objects_place(&memory), 1, 0);
    for (unsigned i = 0; i < devices.count; i++)
        cut_up(list, devices.at[i], true);
    cut_up(list, (struct range){start, boot_end}, false);
    for (unsigned i = 0; i < memory.count; i++)
        cut_up(list, memory.at[i], false);
}

static void untypeds_compare(const struct untypeds *list)
{
    unsigned same = 0, count = list->count < said.list.count ? list->count : said.list.count;

    while (same < count && memcmp(&list->at[same], &said.list.at[same], sizeof(struct untyped)) == 0)
        same++;
    check("untyped-count", list->count == said.list.count && said.untypeds.end - said.untypeds.start == list->count,
          list->count, said.list.count);
    if (same < count)
        printf("not ok untypeds: number %u expected at 0x%lx 2^%lu device %lu, found at 0x%lx 2^%lu device %lu\n", same,
               list->at[same].address, list->at[same].bits, list->at[same].is_device, said.list.at[same].address,
               said.list.at[same].bits, said.list.at[same].is_device);
    else
        printf("ok untypeds\n");
    failed |= same < count;
}

/* Slots are given out one after the other. */
static void slots_compare(unsigned untyped_count)
{
    bool is_x86 = strcmp(isa->name, "x86_64") == 0;
    uint64_t next = FIXED_SLOTS, extra = is_x86 ? extra_area() / PAGE : (said.extra_bytes + PAGE - 1) / PAGE;
    struct {
        const char *name;
        struct range found;
        uint64_t count;
    } order[6] = {
        {"slots-schedcontrol", said.schedcontrol, 1},
        {"slots-paging", said.paging, paging_count()},
        {"slots-extra", said.extra, extra},
        {"slots-frames", said.frames, (said.image_end - said.image_start) / PAGE},
        {"slots-untypeds", said.untypeds, untyped_count},
        {"slots-empty", said.empty, 0},
    };

    if (!is_x86) {
        order[0] = order[1];
        order[1] = order[2];
        order[2].name = "slots-schedcontrol";
        order[2].found = said.schedcontrol;
        order[2].count = 1;
    }
    order[5].count = (1ul << said.cnode_bits) - FIXED_SLOTS;
    for (unsigned i = 0; i < 5; i++)
        order[5].count -= order[i].count;
    for (unsigned i = 0; i < 6; i++) {
        struct range found = order[i].found;
        bool none = order[i].count == 0 && found.start == found.end;

        check(order[i].name, none || (found.start == next && found.end == next + order[i].count), next, found.start);
        next += order[i].count;
    }
}

int main(int argc, char **argv)
{
    static char line[1024];
    static struct untypeds list;

    for (unsigned i = 0; argc == 5 && i < sizeof(isas) / sizeof(isas[0]); i++)
        if (strcmp(argv[1], isas[i].name) == 0)
            isa = &isas[i];
    if (isa == NULL) {
        fprintf(stderr, "predict ISA START BOOT_END END < LINES\n");
        return 2;
    }
    while (fgets(line, sizeof(line), stdin) != NULL)
        line_take(line);
    if (!said.ended || said.image_start >= said.image_end) {
        printf("not ok layout: the root task has not said all\n");
        return 1;
    }
    predict(strtoul(argv[2], NULL, 16), strtoul(argv[3], NULL, 16), strtoul(argv[4], NULL, 16), &list);
    untypeds_compare(&list);
    slots_compare(list.count);
    check("ipc-buffer", said.ipc_buffer == said.image_end, said.image_end, said.ipc_buffer);
    check("bootinfo", said.bootinfo == said.image_end + PAGE, said.image_end + PAGE, said.bootinfo);
    return failed;
}
