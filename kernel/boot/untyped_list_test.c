/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Free memory, device memory and untypeds against a second computation: memory is an array of small units, each with a
 * use, and pieces are found by trying sizes with division instead of counting bits.
 */
#include "boot/untyped_list.h"

#include "boot/boot_test.h"

#define WINDOW_HIGH 0xffffff8000000000ull
#define UNITS 512               /* units of one page */
#define PAGE 4096ull
#define ROUNDS 3000

struct piece_model {
    uint64_t count;
    struct untyped_piece at[4096];
};

/* Largest power of two that fits and divides the window's address, by trial. */
static void model_cut(struct piece_model *model, uint64_t window_base, unsigned bits_max, uint64_t start,
                      uint64_t end, bool is_device)
{
    while (start < end) {
        unsigned bits = bits_max;

        while (((uint64_t)1 << bits) > end - start || (start + window_base) % ((uint64_t)1 << bits) != 0) {
            bits--;
        }
        if (((uint64_t)1 << bits) >= 16) {
            model->at[model->count++] = (struct untyped_piece){start, (uint8_t)bits, is_device};
        }
        start += (uint64_t)1 << bits;
    }
}

static bool lists_agree(const struct untyped_list *list, const struct piece_model *model)
{
    uint64_t kept = model->count < UNTYPEDS_MAX ? model->count : UNTYPEDS_MAX;
    bool equal = list->count == kept && list->dropped == model->count - kept;

    for (uint64_t i = 0; equal && i < kept; i++) {
        equal = list->at[i].paddr == model->at[i].paddr && list->at[i].size_bits == model->at[i].size_bits &&
                list->at[i].is_device == model->at[i].is_device;
    }
    return equal;
}

static void cutting_test(void)
{
    static struct untyped_list list;
    static struct piece_model model;
    static const uint64_t bases[] = {WINDOW_HIGH, 0x8000000000ull, 0xffffffc000000000ull, 0};

    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t limit = (uint64_t)1 << (1 + random_below(47));
        uint64_t a = random_below(limit), b = random_below(limit + 1);
        uint64_t base = bases[random_below(4)];
        unsigned bits_max = random_below(2) ? 47 : 38;

        model.count = 0;
        untyped_list_clear(&list);
        model_cut(&model, base, bits_max, a < b ? a : b, a < b ? b : a, round % 2 != 0);
        untyped_list_add(&list, (struct untyped_rule){base, bits_max}, region_make(a < b ? a : b, a < b ? b : a),
                         round % 2 != 0);
        CHECK(lists_agree(&list, &model));
    }
    case_end("untyped_list/random regions are cut as by trial division");
}

static bool piece_is(const struct untyped_list *list, uint32_t index, uint64_t paddr, unsigned bits)
{
    return index < list->count && list->at[index].paddr == paddr && list->at[index].size_bits == bits;
}

/* The upper end of physical memory, where the window's address and not the physical one decides. */
static void known_answers_test(void)
{
    static struct untyped_list list;
    uint64_t at = 1ull << 39;

    untyped_list_clear(&list);
    untyped_list_add(&list, (struct untyped_rule){WINDOW_HIGH, 47}, region_make(0, 1ull << 47), true);
    CHECK(piece_is(&list, 0, 0, 39));
    for (unsigned bits = 46; bits >= 39; bits--) {
        CHECK(piece_is(&list, 1 + 46 - bits, at, bits));
        at += 1ull << bits;
    }
    CHECK(list.count == 9 && at == 1ull << 47);

    untyped_list_clear(&list);
    untyped_list_add(&list, (struct untyped_rule){WINDOW_HIGH, 47}, region_make(1ull << 39, 1ull << 40), true);
    CHECK(list.count == 1 && piece_is(&list, 0, 1ull << 39, 39));

    untyped_list_clear(&list);
    untyped_list_add(&list, (struct untyped_rule){WINDOW_HIGH, 47}, region_make(0x1001, 0x1037), false);
    /* 1, 2, 4, 8 bytes skipped; 16 bytes at 0x1010, 16 at 0x1020; 4, 2, 1 skipped. */
    CHECK(list.count == 2 && piece_is(&list, 0, 0x1010, 4) && piece_is(&list, 1, 0x1020, 4));

    untyped_list_clear(&list);
    untyped_list_add(&list, (struct untyped_rule){WINDOW_HIGH, 47}, region_make(0x3000, 0x3000), false);
    CHECK(list.count == 0);
    case_end("untyped_list/window's top, tiny pieces, empty region");
}

/*
 * What a page of the model is used for. Values from USABLE on number the region of the memory map, since each
 * of those is cut by itself.
 */
enum { NOTHING = 0, IMAGE, DEVICE, USABLE };

/* Random non-overlapping regions, often touching, as pages and as list. */
static void random_map(unsigned use[UNITS], struct region_list *usable)
{
    uint64_t at = random_below(20);

    region_list_clear(usable);
    memset(use, 0, UNITS * sizeof(use[0]));
    for (unsigned number = 0; at + 1 < UNITS && number < 12; number++) {
        uint64_t pages = 1 + random_below(UNITS - at < 90 ? UNITS - at : 90);

        for (uint64_t i = at; i < at + pages; i++) {
            use[i] = USABLE + number;
        }
        region_list_add(usable, region_make(at * PAGE, (at + pages) * PAGE));
        at += pages + (random_below(3) == 0 ? 0 : random_below(30));
    }
}

static void random_devices(unsigned use[UNITS], struct region_list *devices)
{
    region_list_clear(devices);
    for (unsigned i = 0; i < 3; i++) {
        uint64_t page = random_below(UNITS);

        use[page] = DEVICE;
        region_list_add(devices, region_make(page * PAGE, (page + 1) * PAGE));
    }
}

/* Runs of pages of one use, device space first: what the list of untypeds should say. */
static void model_build(struct piece_model *model, const unsigned use[UNITS], uint64_t top, struct region boot_part)
{
    model->count = 0;
    for (unsigned pass = 0; pass < 2; pass++) {
        for (uint64_t i = 0; i < UNITS;) {
            uint64_t end = i;

            while (end < UNITS && use[end] == use[i]) {
                end++;
            }
            if (pass == 0 && use[i] == NOTHING) {
                model_cut(model, WINDOW_HIGH, 47, i * PAGE, end == UNITS ? top : end * PAGE, true);
            } else if (pass == 1 && use[i] >= USABLE) {
                model_cut(model, WINDOW_HIGH, 47, i * PAGE, end * PAGE, false);
            }
            i = end;
        }
        if (pass == 0 && use[UNITS - 1] != NOTHING) {
            model_cut(model, WINDOW_HIGH, 47, UNITS * PAGE, top, true);
        }
        if (pass == 0) {
            model_cut(model, WINDOW_HIGH, 47, boot_part.start, boot_part.end, false);
        }
    }
}

static void whole_list_test(void)
{
    static struct region_list usable, kernel_devices, free, devices;
    static struct untyped_list list;
    static struct piece_model model;
    static unsigned use[UNITS];
    struct boot_error error = {BOOT_OK, 0, 0};
    uint64_t top = 1ull << 47;

    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t image = random_below(UNITS - 40);
        uint64_t image_pages = 1 + random_below(39);
        struct region image_region = region_make(image * PAGE, (image + image_pages) * PAGE);
        struct region boot_part = region_make(image * PAGE, (image + random_below(image_pages)) * PAGE);

        random_map(use, &usable);
        random_devices(use, &kernel_devices);
        for (uint64_t i = image; i < image + image_pages; i++) {
            use[i] = IMAGE;
        }
        model_build(&model, use, top, boot_part);

        CHECK(memory_free_find(&usable, image_region, &kernel_devices, &free, &error));
        CHECK(memory_devices_find(&free, image_region, &kernel_devices, top, &devices, &error));
        untyped_list_build(&list, (struct untyped_rule){WINDOW_HIGH, 47}, &devices, boot_part, &free);
        CHECK(lists_agree(&list, &model));
    }
    case_end("untyped_list/random memory maps agree with a map of pages");
}

/* A scattered map: more pieces than the page can list, then more regions than a list holds. */
static void too_many_test(void)
{
    static struct region_list usable, none, free, devices;
    static struct untyped_list list;
    static struct piece_model model;
    struct boot_error error = {BOOT_OK, 0, 0};

    region_list_clear(&usable);
    region_list_clear(&none);
    model.count = 0;
    for (uint64_t i = 0; i < REGIONS_MAX - 1; i++) {
        region_list_add(&usable, region_make((8 * i + 1) * PAGE, (8 * i + 4) * PAGE));
        model_cut(&model, WINDOW_HIGH, 47, (8 * i + 1) * PAGE, (8 * i + 4) * PAGE, false);
    }
    CHECK(memory_free_find(&usable, region_make(0, 0), &none, &free, &error));
    region_list_clear(&devices);
    untyped_list_build(&list, (struct untyped_rule){WINDOW_HIGH, 47}, &devices, region_make(0, 0), &free);
    CHECK(list.count == UNTYPEDS_MAX && list.dropped == model.count - UNTYPEDS_MAX);
    CHECK(lists_agree(&list, &model));

    CHECK(memory_free_find(&usable, region_make(2 * PAGE, 3 * PAGE), &none, &free, &error));
    CHECK(!memory_free_find(&free, region_make(10 * PAGE, 11 * PAGE), &none, &free, &error) &&
          error_is(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0));
    case_end("untyped_list/too many pieces are counted, too many regions refused");
}

int main(void)
{
    cutting_test();
    known_answers_test();
    whole_list_test();
    too_many_test();
    return test_end();
}
