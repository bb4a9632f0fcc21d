/* SPDX-License-Identifier: BSD-2-Clause */
/* x86_64 capabilities in generic hands: words, rights, copies, objects and regions, sizes of new objects. */
#include <arch_test.h>
#include <object/cnode.h>

#define SPACE_WORD 0x00007ffffffff123ul

static const word_t all_types[] = {
    CAP_FRAME, CAP_PAGE_TABLE, CAP_PAGE_DIRECTORY, CAP_PDPT, CAP_PML4, CAP_ASID_CONTROL, CAP_ASID_POOL,
    CAP_IO_PAGE_TABLE, CAP_IO_PORT, CAP_IO_PORT_CONTROL,
};

static bool has_memory(word_t type)
{
    return type != CAP_ASID_CONTROL && type != CAP_IO_PORT && type != CAP_IO_PORT_CONTROL;
}

static bool is_table(word_t type)
{
    return type == CAP_PAGE_TABLE || type == CAP_PAGE_DIRECTORY || type == CAP_PDPT || type == CAP_PML4;
}

static void second_words(void)
{
    cap_t frame = frame_cap_new(21, 3, (word_t)1 << 46, 0xfff, 0x7ffffffff000, true);
    cap_t port = io_port_cap_new(0xfffe, 0xffff);

    CHECK(cap_type(frame) == CAP_FRAME && cap_size(frame) == 21 && cap_address(frame) == (word_t)1 << 46);
    CHECK(mapping_cap_asid(frame) == 0xfff && mapping_cap_vaddr(frame) == 0x7ffffffff000);
    CHECK(frame_cap_is_device(frame) && arch_frame_is_device(frame));
    CHECK(!frame_cap_is_device(table_cap_new(CAP_PDPT, 4096, 0xfff, 0x7f8000000000)));
    CHECK(io_port_cap_first(port) == 0xfffe && io_port_cap_last(port) == 0xffff);
    CHECK(!cap_is_null(asid_control_cap_new()) && !cap_is_null(io_port_control_cap_new()));
    CHECK(asid_pool_w1_index(asid_pool_cap_new(4096, 7).w1) == 7);
}

/* caps.md section 2: rights of frames. 3 ReadWrite, 2 ReadOnly, 0 KernelOnly. */
static void frame_rights(void)
{
    static const word_t want[3][4] = {{0, 0, 2, 3}, {0, 0, 2, 2}, {0, 0, 0, 0}};
    static const word_t now[3] = {3, 2, 0};

    for (unsigned i = 0; i < 3; i++) {
        for (word_t asked = 0; asked < 256; asked++) {
            cap_t cap = arch_cap_mask_rights(frame_cap_new(12, now[i], 4096, 0, 0, false), asked);

            CHECK(cap_rights(cap) == want[i][asked & 3]);
        }
    }
    for (unsigned i = 1; i < ARRAY_SIZE(all_types); i++) {
        cap_t cap = cap_new(all_types[i], 0, 0, 4096, 1);
        cap_t masked = arch_cap_mask_rights(cap, 0);
        cap_t with_data = arch_cap_update_data(cap, false, ~(word_t)0);

        CHECK(masked.w0 == cap.w0 && masked.w1 == cap.w1 && with_data.w0 == cap.w0 && with_data.w1 == cap.w1);
    }
}

static void copies(void)
{
    for (unsigned i = 0; i < ARRAY_SIZE(all_types); i++) {
        word_t type = all_types[i];
        cap_t mapped = cap_new(type, 0, type == CAP_FRAME ? 3 : 0, 4096, SPACE_WORD);
        cap_t unmapped = cap_new(type, 0, 0, 4096, 0);
        bool never = type == CAP_IO_PAGE_TABLE || type == CAP_IO_PORT_CONTROL;

        CHECK(arch_cap_derive_check(mapped) == (never ? (word_t)seL4_IllegalOperation : (word_t)STATUS_OK));
        CHECK(arch_cap_derive_check(unmapped)
              == (never || is_table(type) ? (word_t)seL4_IllegalOperation : (word_t)STATUS_OK));
        CHECK(arch_cap_derived(mapped).w0 == mapped.w0);
        CHECK(arch_cap_derived(mapped).w1 == (type == CAP_FRAME ? 0 : mapped.w1));
    }
    CHECK(frame_cap_is_device(arch_cap_derived(frame_cap_new(12, 3, 4096, 5, 4096, true))));
}

static void objects_and_regions(void)
{
    cap_t large = frame_cap_new(21, 3, 0x40000000, 0, 0, false);
    cap_t inside = frame_cap_new(12, 0, 0x401ff000, 7, 0x1000, false);
    cap_t outside = frame_cap_new(12, 3, 0x40200000, 0, 0, false);

    for (unsigned i = 0; i < ARRAY_SIZE(all_types); i++) {
        word_t type = all_types[i];
        cap_t a = cap_new(type, type == CAP_FRAME ? 12 : 0, 0, has_memory(type) ? 4096 : 0, 0);

        CHECK(cap_has_memory(a) == has_memory(type));
        if (has_memory(type))
            CHECK(cap_object_bits(a) == 12);
        for (unsigned k = 0; k < ARRAY_SIZE(all_types); k++) {
            word_t other = all_types[k];
            cap_t b = cap_new(other, other == CAP_FRAME ? 12 : 0, 0, has_memory(other) ? 4096 : 0, 0);
            bool control = type == CAP_IO_PORT_CONTROL || type == CAP_ASID_CONTROL;

            CHECK(arch_cap_same_object(a, b) == (i == k && !control));
            CHECK(arch_cap_same_region(a, b) == (i == k || (type == CAP_IO_PORT_CONTROL && other == CAP_IO_PORT)));
        }
        if (has_memory(type))
            CHECK(!arch_cap_same_region(a, cap_new(type, 12, 0, 8192, 0)));
    }
    CHECK(arch_cap_same_region(large, inside) && !arch_cap_same_region(inside, large));
    CHECK(arch_cap_same_region(large, large) && !arch_cap_same_region(large, outside));
    CHECK(!arch_cap_same_object(large, frame_cap_new(12, 3, 0x40000000, 0, 0, false)));
    CHECK(!arch_cap_same_object(large, frame_cap_new(21, 3, 0x40000000, 0, 0, true)));
    CHECK(arch_cap_same_object(large, frame_cap_new(21, 2, 0x40000000, 3, 0x1000, false)));
    CHECK(!arch_cap_same_object(io_port_cap_new(1, 2), io_port_cap_new(1, 3)));
    CHECK(!arch_cap_same_region(io_port_cap_new(1, 3), io_port_cap_new(1, 2)));
}

static void new_objects(void)
{
    static const struct { word_t type, bits, cap; } objects[] = {
        {seL4_X86_PDPTObject, 12, CAP_PDPT}, {seL4_X64_PML4Object, 12, CAP_PML4},
        {seL4_X64_HugePageObject, 30, CAP_FRAME}, {seL4_X86_4K, 12, CAP_FRAME},
        {seL4_X86_LargePageObject, 21, CAP_FRAME}, {seL4_X86_PageTableObject, 12, CAP_PAGE_TABLE},
        {seL4_X86_PageDirectoryObject, 12, CAP_PAGE_DIRECTORY}, {seL4_X86_IOPageTableObject, 12, CAP_IO_PAGE_TABLE},
    };

    CHECK(arch_object_type_count() == 15);
    for (unsigned i = 0; i < ARRAY_SIZE(objects); i++) {
        bool frame = objects[i].cap == CAP_FRAME;
        word_t physical = host_alloc(12);
        word_t *memory = object_at(physical);
        cap_t cap = arch_object_create(objects[i].type, physical, 0, frame);

        CHECK(objects[i].type == 7 + i && arch_object_bits(objects[i].type, 63) == objects[i].bits);
        CHECK(arch_object_is_frame(objects[i].type) == frame);
        CHECK(cap_type(cap) == objects[i].cap && cap_address(cap) == physical && cap_rights(cap) == (frame ? 3u : 0u));
        CHECK(cap_size(cap) == (frame ? objects[i].bits : 0) && mapping_cap_asid(cap) == 0);
        CHECK(frame_cap_is_device(cap) == frame);
        CHECK(!cap_is_revocable(cap) && !cap_is_first_badged(cap));
        for (word_t e = 0; e < 512; e++)
            CHECK(memory[e] == (objects[i].cap == CAP_PML4 && e >= 256 ? host_kernel_entry(e) : 0));
    }
    for (word_t type = 0; type < 7; type++)
        CHECK(!arch_object_is_frame(type));
}

int main(void)
{
    RUN(second_words);
    RUN(frame_rights);
    RUN(copies);
    RUN(objects_and_regions);
    RUN(new_objects);
    return test_end();
}
