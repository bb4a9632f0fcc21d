/* SPDX-License-Identifier: BSD-2-Clause */
/* The boot information, read back as user programs read it: through the structures of the interface. */
#include "boot/bootinfo_pc.h"

#include "boot/boot_samples.h"
#include "boot/boot_test.h"

static struct boot_error error;

static bool slots_are(seL4_SlotRegion region, uint64_t start, uint64_t end)
{
    return region.start == start && region.end == end;
}

static void slots_test(void)
{
    struct boot_slot_counts counts = {.sched_control = 1, .paging = 4, .extra_pages = 2, .image_frames = 100,
                                      .untypeds = 57};
    struct boot_slots slots;

    CHECK(boot_slots_plan(&counts, 12, &slots, &error));
    CHECK(slots_are(slots.sched_control, 16, 17) && slots_are(slots.paging, 17, 21));
    CHECK(slots_are(slots.extra_pages, 21, 23) && slots_are(slots.image_frames, 23, 123));
    CHECK(slots_are(slots.untypeds, 123, 180) && slots_are(slots.empty, 180, 4096));
    counts.image_frames = 4096 - 80;
    CHECK(boot_slots_plan(&counts, 12, &slots, &error) && slots_are(slots.empty, 4096, 4096));
    counts.image_frames++;
    CHECK(!boot_slots_plan(&counts, 12, &slots, &error) && error_is(error, BOOT_PLACE_SLOTS, 4097, 4096));
    CHECK(boot_slots_plan(&counts, 13, &slots, &error));
    counts.sched_control_later = true;
    CHECK(boot_slots_plan(&counts, 13, &slots, &error));
    CHECK(slots_are(slots.paging, 16, 20) && slots_are(slots.extra_pages, 20, 22));
    CHECK(slots_are(slots.sched_control, 22, 23) && slots.image_frames.start == 23);
    case_end("bootinfo/numbers of slots");
}

static void page_test(void)
{
    static unsigned char page[4096];
    static struct untyped_list untypeds;
    struct boot_slot_counts counts = {1, 4, 1, 9, UNTYPEDS_MAX, false};
    struct bootinfo_facts facts = {1292, 3, 7, 0x123456000, 14};
    struct boot_slots slots;
    seL4_BootInfo info;
    bool zero = true;

    untyped_list_clear(&untypeds);
    for (unsigned i = 0; i < UNTYPEDS_MAX; i++) {
        untypeds.at[i] = (struct untyped_piece){0x100000000ull * i + 0x1000, (uint8_t)(4 + i % 44), i % 3 == 0};
    }
    untypeds.count = UNTYPEDS_MAX;
    CHECK(boot_slots_plan(&counts, 14, &slots, &error));
    memset(page, 0xa5, sizeof(page));
    bootinfo_fill(page, &facts, &slots, &untypeds);
    memcpy(&info, page, sizeof(info));
    CHECK(info.extraLen == 1292 && info.nodeID == 0 && info.numNodes == 3 && info.numIOPTLevels == 7);
    CHECK((uint64_t)info.ipcBuffer == 0x123456000 && info.initThreadCNodeSizeBits == 14);
    CHECK(info.initThreadDomain == 0 && slots_are(info.empty, slots.empty.start, 1u << 14));
    CHECK(slots_are(info.sharedFrames, 0, 0) && slots_are(info.ioSpaceCaps, 0, 0));
    CHECK(slots_are(info.schedcontrol, 16, 17) && slots_are(info.userImagePaging, 17, 21));
    CHECK(slots_are(info.extraBIPages, 21, 22) && slots_are(info.userImageFrames, 22, 31));
    CHECK(slots_are(info.untyped, 31, 31 + UNTYPEDS_MAX));
    for (unsigned i = 0; i < UNTYPEDS_MAX; i++) {
        CHECK(info.untypedList[i].paddr == untypeds.at[i].paddr);
        CHECK(info.untypedList[i].sizeBits == untypeds.at[i].size_bits);
        CHECK(info.untypedList[i].isDevice == (i % 3 == 0));
        for (unsigned j = 0; j < sizeof(info.untypedList[i].padding); j++) {
            zero = zero && info.untypedList[i].padding[j] == 0;
        }
    }
    for (unsigned i = sizeof(info); i < sizeof(page); i++) {
        zero = zero && page[i] == 0;
    }
    CHECK(zero);
    case_end("bootinfo/page, field by field");
}

/* Walks the chunks as users do: by length, until extraLen is used up. Answers ids as decimal digits. */
static unsigned walk(const unsigned char *region, uint64_t length, uint64_t offset_of[8])
{
    unsigned ids = 0;

    for (uint64_t at = 0; at < length;) {
        seL4_BootInfoHeader header;

        memcpy(&header, region + at, sizeof(header));
        if (header.len < sizeof(header) || header.len > length - at || header.id >= 8) {
            return 0;
        }
        offset_of[header.id] = at;
        ids = ids * 10 + (unsigned)header.id;
        at += header.len;
    }
    return ids;
}

static bool chunk_is(const unsigned char *region, uint64_t at, uint64_t id, uint64_t length)
{
    seL4_BootInfoHeader header;

    memcpy(&header, region + at, sizeof(header));
    return header.id == id && header.len == length;
}

static void extra_test(void)
{
    static unsigned char region[8192];
    static struct boot_info info;
    struct phys_window window = {region, sizeof(region)};
    uint64_t at[8] = {0};

    sample_multiboot1();
    sample_acpi();
    CHECK(multiboot_parse(sample_window(), MULTIBOOT1_MAGIC, SAMPLE_INFO, SAMPLE_LIMIT, &info, &error));
    CHECK(acpi_rsdp_obtain(sample_window(), &info, &error));
    CHECK(bootinfo_extra_bytes(&info) == 1292 && bootinfo_extra_size_bits(1292) == 12);
    CHECK(bootinfo_extra_size_bits(4096) == 12 && bootinfo_extra_size_bits(4097) == 13);
    CHECK(bootinfo_extra_size_bits(0) == 12 && bootinfo_extra_size_bits(UINT64_MAX) == 63);
    CHECK(!bootinfo_extra_fill(region, 1291, &info, 2400, &error) && error_is(error, BOOT_PLACE_EXTRA, 1292, 1291));
    memset(region, 0xa5, sizeof(region));
    CHECK(bootinfo_extra_fill(region, 4096, &info, 2400, &error));
    CHECK(region[4095] == 0 && region[4096] == 0xa5);
    CHECK(walk(region, 1292, at) == 325);
    CHECK(chunk_is(region, at[3], 3, 52) && memcmp(region + at[3] + 16, sample_memory + SAMPLE_RSDP, 36) == 0);
    CHECK(chunk_is(region, at[2], 2, 1220) && window_u32(window, at[2] + 16) == 24 * SAMPLE_MAP_COUNT);
    CHECK(memcmp(region + at[2] + 20, sample_memory + SAMPLE_MAP, 24 * SAMPLE_MAP_COUNT) == 0);
    CHECK(region[at[2] + 20 + 24 * SAMPLE_MAP_COUNT] == 0);
    CHECK(chunk_is(region, at[5], 5, 20) && window_u32(window, at[5] + 16) == 2400);

    /* All five chunks at once. */
    info.has_vbe = true;
    info.has_framebuffer = true;
    memset(info.vbe.control, 1, sizeof(info.vbe.control));
    memset(info.vbe.mode_info, 2, sizeof(info.vbe.mode_info));
    info.vbe.mode = 0x4118;
    info.vbe.interface_seg = 3;
    info.vbe.interface_off = 4;
    info.vbe.interface_len = 5;
    memset(info.framebuffer, 6, sizeof(info.framebuffer));
    CHECK(bootinfo_extra_bytes(&info) == 1292 + 800 + 38);
    CHECK(bootinfo_extra_fill(region, sizeof(region), &info, 1, &error));
    CHECK(walk(region, 1292 + 800 + 38, at) == 13425);
    CHECK(chunk_is(region, at[1], 1, 800) && region[at[1] + 16] == 1 && region[at[1] + 527] == 1);
    CHECK(region[at[1] + 528] == 2 && region[at[1] + 783] == 2 && window_u32(window, at[1] + 784) == 0x4118);
    CHECK(window_u32(window, at[1] + 788) == 3 && window_u32(window, at[1] + 792) == 4);
    CHECK(window_u32(window, at[1] + 796) == 5);
    CHECK(chunk_is(region, at[4], 4, 38) && region[at[4] + 16] == 6 && region[at[4] + 37] == 6);
    case_end("bootinfo/extra chunks, in order, walked as users do");
}

int main(void)
{
    slots_test();
    page_test();
    extra_test();
    return test_end();
}
