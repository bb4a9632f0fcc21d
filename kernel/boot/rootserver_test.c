/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Placing of image and first objects. The second computation looks for the place by trying every page from above, and
 * sorts the objects by size instead of deciding case by case.
 */
#include "boot/rootserver.h"

#include "boot/boot_test.h"

#define PAGE 4096ull
#define MIB 0x100000ull
#define ROUNDS 4000

static struct rootserver_request request_x86(uint64_t image_start, uint64_t image_end)
{
    return (struct rootserver_request){
        .cnode_size_bits = 18,
        .vspace_size_bits = 12,
        .tcb_size_bits = 11,
        .sc_size_bits = 7,
        .extra_size_bits = 12,
        .image_start = image_start,
        .image_end = image_end,
        .paging_levels = 3,
        .paging_shift = {39, 30, 21},
    };
}

static void known_answer_test(void)
{
    static struct region_list free;
    struct rootserver_request request = request_x86(0x400000, 0x5ff000);
    struct rootserver_layout layout;
    struct boot_error error = {BOOT_OK, 0, 0};
    /* 256 KiB + 5 pages + 4 tables + 2 KiB + 128 bytes, rounded down to 256 KiB from 0x7fe0000. */
    uint64_t start = 0x7f80000;

    rootserver_space_plan(&request, &layout);
    CHECK(layout.ipc_buffer_vaddr == 0x5ff000 && layout.bootinfo_vaddr == 0x600000 && layout.extra_vaddr == 0x601000);
    CHECK(layout.mapped.start == 0x400000 && layout.mapped.end == 0x602000);
    /* 0x400000 to 0x601fff touches two 2 MiB blocks. */
    CHECK(layout.paging_count[0] == 1 && layout.paging_count[1] == 1 && layout.paging_count[2] == 2);
    CHECK(layout.paging_total == 4);

    region_list_clear(&free);
    region_list_add(&free, region_make(0x200000, 0x7fe0000));
    CHECK(rootserver_place(&free, &request, &layout, &error));
    CHECK(layout.memory.start == start && layout.memory.end == start + 0x40000 + 9 * PAGE + 2048 + 128);
    CHECK(layout.cnode == start && layout.extra == start + 0x40000 && layout.vspace == start + 0x41000);
    CHECK(layout.asid_pool == start + 0x42000 && layout.ipc_buffer == start + 0x43000);
    CHECK(layout.bootinfo == start + 0x44000 && layout.paging == start + 0x45000);
    CHECK(layout.tcb == start + 0x49000 && layout.sc == start + 0x49800);
    CHECK(free.count == 2 && free.at[0].start == 0x200000 && free.at[0].end == start);
    CHECK(free.at[1].start == layout.memory.end && free.at[1].end == 0x7fe0000);
    case_end("rootserver/usual machine, worked by hand");
}

/* Blocks touched, by walking over them. */
static uint32_t walk_blocks(struct region range, uint32_t shift)
{
    uint64_t block = (uint64_t)1 << shift;
    uint32_t count = 0;

    for (uint64_t at = range.start / block * block; at < range.end; at += block) {
        count++;
    }
    return count;
}

static void paging_test(void)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t start = random_below(1ull << 34) / PAGE * PAGE;
        uint64_t end = start + (1 + random_below(1u << random_below(16))) * PAGE;
        struct rootserver_request request = request_x86(start, end);
        struct rootserver_layout layout;

        request.extra_size_bits = (uint32_t)(round % 3 == 0 ? 0 : 12 + random_below(8));
        rootserver_space_plan(&request, &layout);
        CHECK(layout.mapped.end == end + 2 * PAGE + (request.extra_size_bits ? 1ull << request.extra_size_bits : 0));
        CHECK(layout.paging_total == layout.paging_count[0] + layout.paging_count[1] + layout.paging_count[2]);
        for (unsigned level = 0; level < 3; level++) {
            CHECK(layout.paging_count[level] == walk_blocks(layout.mapped, request.paging_shift[level]));
        }
    }
    case_end("rootserver/numbers of tables agree with walking");
}

struct object {
    uint64_t size;
    uint64_t address;
    uint64_t align;
    unsigned rank;          /* between objects of equal size: the smaller goes first */
};

static void list_objects(const struct rootserver_request *request, const struct rootserver_layout *layout,
                         struct object object[9])
{
    bool cnode_first = request->cnode_size_bits > request->vspace_size_bits;
    uint64_t extra = request->extra_size_bits ? 1ull << request->extra_size_bits : 0;
    uint64_t cnode = 1ull << request->cnode_size_bits;
    uint64_t vspace = 1ull << request->vspace_size_bits;
    uint64_t tcb = 1ull << request->tcb_size_bits;
    uint64_t sc = 1ull << request->sc_size_bits;

    object[0] = (struct object){extra, layout->extra, extra, 0};
    object[1] = (struct object){cnode, layout->cnode, cnode, cnode_first ? 1 : 2};
    object[2] = (struct object){vspace, layout->vspace, vspace, cnode_first ? 2 : 1};
    object[3] = (struct object){PAGE, layout->asid_pool, PAGE, 3};
    object[4] = (struct object){PAGE, layout->ipc_buffer, PAGE, 4};
    object[5] = (struct object){PAGE, layout->bootinfo, PAGE, 5};
    object[6] = (struct object){tcb, layout->tcb, tcb, 6};
    /* Counts as many objects of one page. */
    object[7] = (struct object){PAGE, layout->paging, PAGE, 7};
    object[8] = (struct object){sc, layout->sc, sc, 8};
}

/* Do the objects, sorted by size and rank, follow each other without a hole? */
static bool objects_in_order(const struct rootserver_request *request, const struct rootserver_layout *layout)
{
    struct object object[9];
    uint64_t next = layout->memory.start;
    bool good = true;

    list_objects(request, layout, object);
    for (unsigned i = 0; i < 9; i++) {
        for (unsigned j = i + 1; j < 9; j++) {
            bool swap = object[j].size > object[i].size ||
                        (object[j].size == object[i].size && object[j].rank < object[i].rank);
            struct object other = object[j];

            if (swap) {
                object[j] = object[i];
                object[i] = other;
            }
        }
    }
    for (unsigned i = 0; i < 9; i++) {
        uint64_t bytes = object[i].rank == 7 ? layout->paging_total * PAGE : object[i].size;

        good = good && (bytes == 0 || (object[i].address == next && object[i].address % object[i].align == 0));
        next += bytes;
    }
    return good && next == layout->memory.end;
}

/* The highest place, by trying; 0 if there is none. */
static uint64_t search_place(const struct region_list *free, uint64_t size, uint64_t align)
{
    for (uint32_t i = free->count; i > 0; i--) {
        struct region region = free->at[i - 1];

        for (uint64_t at = region.end / PAGE * PAGE; at >= region.start && at > 0; at -= PAGE) {
            if (at % align == 0 && at + size <= region.end) {
                return at;
            }
        }
    }
    return 0;
}

static void random_free(struct region_list *free)
{
    uint64_t at = MIB + random_below(64) * PAGE;

    region_list_clear(free);
    for (unsigned i = 0; i < 6; i++) {
        uint64_t size = (1 + random_below(700)) * PAGE;

        region_list_add(free, region_make(at, at + size));
        at += size + random_below(64) * PAGE;
    }
}

static void placing_test(void)
{
    static struct region_list free, before;
    struct boot_error error = {BOOT_OK, 0, 0};
    unsigned placed = 0, refused = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        struct rootserver_request request = request_x86(0x400000, 0x400000 + PAGE * random_below(2000));
        struct rootserver_layout layout;
        uint64_t place = 0, size = 0, align = 0;

        request.cnode_size_bits = (uint32_t)(12 + random_below(10));
        request.vspace_size_bits = (uint32_t)(12 + random_below(2));
        request.tcb_size_bits = (uint32_t)(10 + random_below(3));
        request.extra_size_bits = (uint32_t)(round % 4 == 0 ? 0 : 12 + random_below(8));
        random_free(&free);
        before = free;
        rootserver_space_plan(&request, &layout);
        size = (1ull << request.cnode_size_bits) + (1ull << request.vspace_size_bits) +
               (request.extra_size_bits ? 1ull << request.extra_size_bits : 0) + 3 * PAGE +
               (1ull << request.tcb_size_bits) + PAGE * layout.paging_total + 128;
        align = 1ull << (request.cnode_size_bits > request.vspace_size_bits ? request.cnode_size_bits
                                                                              : request.vspace_size_bits);
        align = request.extra_size_bits && 1ull << request.extra_size_bits > align ? 1ull << request.extra_size_bits
                                                                                  : align;
        place = search_place(&free, size, align);
        if (place == 0) {
            CHECK(!rootserver_place(&free, &request, &layout, &error));
            CHECK(error_is(error, BOOT_PLACE_OBJECTS, size, region_list_largest(&before)));
            CHECK(memcmp(&free, &before, sizeof(free)) == 0);
            refused++;
            continue;
        }
        CHECK(rootserver_place(&free, &request, &layout, &error));
        CHECK(layout.memory.start == place && layout.memory.end == place + size);
        CHECK(objects_in_order(&request, &layout));
        CHECK(region_list_is_valid(&free));
        CHECK(region_list_cut(&before, layout.memory) && before.count == free.count &&
              memcmp(before.at, free.at, free.count * sizeof(free.at[0])) == 0);
        placed++;
    }
    CHECK(placed > ROUNDS / 4 && refused > ROUNDS / 100);
    case_end("rootserver/place and order of objects agree with a search");
}

/* No room in the list for what stays on both sides of the objects. */
static void full_list_test(void)
{
    static struct region_list free;
    struct rootserver_request request = request_x86(0x400000, 0x500000);
    struct rootserver_layout layout;
    struct boot_error error = {BOOT_OK, 0, 0};

    region_list_clear(&free);
    for (uint64_t i = 0; i < REGIONS_MAX; i++) {
        region_list_add(&free, region_make(i * 2 * MIB, i * 2 * MIB + MIB + PAGE));
    }
    rootserver_space_plan(&request, &layout);
    CHECK(!rootserver_place(&free, &request, &layout, &error) && error_is(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0));
    CHECK(free.count == REGIONS_MAX && region_list_is_valid(&free));
    free.count--;
    CHECK(rootserver_place(&free, &request, &layout, &error) && free.count == REGIONS_MAX);
    case_end("rootserver/full list of regions");
}

/* A region of exactly the size, at the very bottom of memory. */
static void exact_test(void)
{
    static struct region_list free;
    struct rootserver_request request = request_x86(0x400000, 0x500000);
    struct rootserver_layout layout;
    struct boot_error error = {BOOT_OK, 0, 0};
    uint64_t size = 0;

    region_list_clear(&free);
    rootserver_space_plan(&request, &layout);
    CHECK(!rootserver_place(&free, &request, &layout, &error) && error.kind == BOOT_PLACE_OBJECTS && error.b == 0);
    size = error.a;
    region_list_add(&free, region_make(0, size - 1));
    CHECK(!rootserver_place(&free, &request, &layout, &error) && error_is(error, BOOT_PLACE_OBJECTS, size, size - 1));
    region_list_add(&free, region_make(0, size));
    CHECK(rootserver_place(&free, &request, &layout, &error) && layout.memory.start == 0 && free.count == 0);
    case_end("rootserver/region that fits exactly");
}

static void image_test(void)
{
    static struct region_list usable;
    struct image_place place;
    struct boot_error error = {BOOT_OK, 0, 0};

    region_list_clear(&usable);
    region_list_add(&usable, region_make(MIB, 16 * MIB));
    region_list_add(&usable, region_make(16 * MIB, 32 * MIB));
    /* The file lies where the image must go: built above, moved down. */
    CHECK(image_place_find(&usable, 2 * MIB, region_make(2 * MIB, 3 * MIB + 5), 3 * MIB + 5, MIB, &place, &error));
    CHECK(place.final.start == 2 * MIB && place.final.end == 3 * MIB);
    CHECK(place.built.start == 3 * MIB + PAGE && place.built.end == 4 * MIB + PAGE);
    /* Nothing in the way: built in place. */
    CHECK(image_place_find(&usable, 2 * MIB, region_make(8 * MIB, 9 * MIB), 31 * MIB, 6 * MIB, &place, &error));
    CHECK(place.built.start == 2 * MIB && place.built.end == 8 * MIB);
    /* Over the border of two regions that touch: all RAM. */
    CHECK(image_place_find(&usable, 2 * MIB, region_make(20 * MIB, 21 * MIB), 21 * MIB, 18 * MIB, &place, &error));
    /* Too large, built or final. */
    CHECK(!image_place_find(&usable, 2 * MIB, region_make(30 * MIB, 31 * MIB), 31 * MIB, 31 * MIB, &place, &error));
    CHECK(error_is(error, BOOT_PLACE_IMAGE, 2 * MIB, 33 * MIB));
    CHECK(!image_place_find(&usable, 2 * MIB, region_make(2 * MIB, 31 * MIB), 31 * MIB, 2 * MIB, &place, &error));
    CHECK(error_is(error, BOOT_PLACE_IMAGE, 31 * MIB, 33 * MIB));
    CHECK(!image_place_find(&usable, 2 * MIB, region_make(2 * MIB, 3 * MIB), 3 * MIB, UINT64_MAX - 1, &place, &error));
    CHECK(error.kind == BOOT_PLACE_IMAGE);
    case_end("rootserver/place of the image");
}

int main(void)
{
    known_answer_test();
    paging_test();
    placing_test();
    full_list_test();
    exact_test();
    image_test();
    return test_end();
}
