/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot information, held against the machine it describes: each number is compared with what the capabilities
 * themselves say. Runs as the initial program. Loaders differ in what they tell; which one is at work shows in the size
 * of the root CNode (tests/boot/grub_test.sh): 13 QEMU, 14 GRUB by Multiboot 1, 15 and 16 by Multiboot 2 (BIOS, UEFI).
 */
#include "bootinfo.h"

#include <runtime/console.h>
#include <runtime/start.h>
#include <runtime/string.h>

#define PAGE (1ul << seL4_PageBits)
#define CHUNK_HEADER 16
#define EXTRA_MAX 8192
#define EMPTY_SLOT_STEP 61 /* a debug kernel prints a line for each look at an empty slot */

extern const char runtime_image_start[], runtime_image_end[];

seL4_BootInfo *boot;

static int passed;
static int failed;
static const char *test_name;
static const char *failure;
static seL4_Word failure_value;

void test_begin(const char *name)
{
    test_name = name;
    failure = 0;
}

void check_that(int good, const char *text, seL4_Word value)
{
    if (!good && !failure) {
        failure = text;
        failure_value = value;
    }
}

void test_end(void)
{
    if (failure) {
        failed++;
        printf("not ok %s: %s does not hold, value 0x%lx\n", test_name, failure, failure_value);
    } else {
        passed++;
        printf("ok %s\n", test_name);
    }
}

int loader_passes_map(void)
{
    return boot->initThreadCNodeSizeBits <= 14;
}

/* RSDP, memory map, TSC; VBE blocks before, or a framebuffer in between, where the loader has set up graphics. */
static int chunk_order_is_right(seL4_Word order)
{
    switch (boot->initThreadCNodeSizeBits) {
    case 13:
        return order == 325;
    case 14:
        return order == 325 || order == 1325;
    default:
        return order == 325 || order == 3425;
    }
}

seL4_CPtr free_slot(void)
{
    return boot->empty.start + 1;
}

seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(untyped, type, size_bits, seL4_CapInitThreadCNode, 0, 0, slot, 1);
}

seL4_Error delete_slot(seL4_CPtr slot)
{
    return seL4_CNode_Delete(seL4_CapInitThreadCNode, slot, seL4_WordBits);
}

static seL4_Error copy(seL4_CPtr from)
{
    return seL4_CNode_Copy(seL4_CapInitThreadCNode, free_slot(), seL4_WordBits, seL4_CapInitThreadCNode, from,
                           seL4_WordBits, seL4_AllRights);
}

/* Copying from an empty slot is a failed lookup; a capability copies, or says why not. */
static int slot_is_empty(seL4_CPtr slot)
{
    seL4_Error error = copy(slot);

    if (error == seL4_NoError) {
        delete_slot(free_slot());
    }
    return error == seL4_FailedLookup;
}

static int slots_are_full(seL4_SlotRegion region)
{
    int full = 1;

    for (seL4_CPtr slot = region.start; slot < region.end; slot++) {
        full = full && !slot_is_empty(slot);
    }
    return full;
}

static seL4_Word count_of(seL4_SlotRegion region)
{
    return region.end - region.start;
}

static void test_numbers(void)
{
    test_begin("bootinfo/numbers");
    CHECK(boot->nodeID == 0, boot->nodeID);
    CHECK(boot->numNodes == 1, boot->numNodes);
    CHECK(boot->numIOPTLevels == 0, boot->numIOPTLevels);
    CHECK(boot->initThreadDomain == 0, boot->initThreadDomain);
    CHECK(boot->initThreadCNodeSizeBits >= 13 && boot->initThreadCNodeSizeBits <= 16, boot->initThreadCNodeSizeBits);
    CHECK(boot->sharedFrames.start == 0 && boot->sharedFrames.end == 0, boot->sharedFrames.end);
    CHECK(boot->ioSpaceCaps.start == boot->ioSpaceCaps.end, boot->ioSpaceCaps.end);
    CHECK(count_of(boot->untyped) > 0 && count_of(boot->untyped) <= CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS,
          count_of(boot->untyped));
    test_end();
}

/* Groups of slots follow each other without a gap, in the fixed order. */
static void test_slots(void)
{
    static const seL4_CPtr empty[] = {seL4_CapNull, seL4_CapIOSpace, seL4_CapSMMUSIDControl, seL4_CapSMMUCBControl,
                                      seL4_CapSMC};

    test_begin("bootinfo/slots-follow-each-other");
    CHECK(boot->schedcontrol.start == seL4_NumInitialCaps, boot->schedcontrol.start);
    CHECK(count_of(boot->schedcontrol) == CONFIG_MAX_NUM_NODES, boot->schedcontrol.end);
    CHECK(boot->userImagePaging.start == boot->schedcontrol.end, boot->userImagePaging.start);
    CHECK(boot->extraBIPages.start == boot->userImagePaging.end, boot->extraBIPages.start);
    CHECK(boot->userImageFrames.start == boot->extraBIPages.end, boot->userImageFrames.start);
    CHECK(boot->untyped.start == boot->userImageFrames.end, boot->untyped.start);
    CHECK(boot->empty.start == boot->untyped.end, boot->empty.start);
    CHECK(boot->empty.end == 1ul << boot->initThreadCNodeSizeBits, boot->empty.end);
    test_end();

    test_begin("bootinfo/fixed-slots");
    for (seL4_CPtr slot = 0; slot < seL4_NumInitialCaps; slot++) {
        int should_be_empty = 0;

        for (unsigned i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
            should_be_empty = should_be_empty || slot == empty[i];
        }
        CHECK(slot_is_empty(slot) == should_be_empty, slot);
    }
    test_end();

    test_begin("bootinfo/all-groups-are-there");
    CHECK(slots_are_full(boot->schedcontrol), boot->schedcontrol.start);
    CHECK(slots_are_full(boot->userImagePaging), boot->userImagePaging.start);
    CHECK(slots_are_full(boot->extraBIPages), boot->extraBIPages.start);
    CHECK(slots_are_full(boot->userImageFrames), boot->userImageFrames.start);
    for (seL4_CPtr slot = boot->empty.start + 2; slot < boot->empty.end; slot += EMPTY_SLOT_STEP) {
        CHECK(slot_is_empty(slot), slot);
    }
    test_end();

    test_begin("bootinfo/root-cnode-ends-where-it-says");
    CHECK(slot_is_empty(boot->empty.end - 1), boot->empty.end);
    CHECK(copy(boot->empty.end) == seL4_FailedLookup, boot->empty.end);
    CHECK(retype(boot->untyped.start, seL4_X86_4K, 0, boot->empty.end) == seL4_RangeError, boot->empty.end);
    CHECK(seL4_GetMR(1) == boot->empty.end - 1, seL4_GetMR(1));
    test_end();
}

static seL4_Word frame_address(seL4_CPtr frame)
{
    seL4_X86_Page_GetAddress_t result = seL4_X86_Page_GetAddress(frame);

    return result.error == seL4_NoError ? result.paddr : 1;
}

static seL4_Word blocks_touched(seL4_Word start, seL4_Word end, unsigned bits)
{
    seL4_Word count = 0;

    for (seL4_Word at = start >> bits << bits; at < end; at += 1ul << bits) {
        count++;
    }
    return count;
}

static void test_address_space(void)
{
    seL4_Word start = (seL4_Word)runtime_image_start;
    seL4_Word end = (seL4_Word)runtime_image_end;
    seL4_Word extra_end = (seL4_Word)boot + PAGE + count_of(boot->extraBIPages) * PAGE;
    seL4_Word first = frame_address(boot->userImageFrames.start);

    test_begin("bootinfo/image-frames-in-order");
    CHECK(count_of(boot->userImageFrames) == (end - start) / PAGE, count_of(boot->userImageFrames));
    CHECK(first % PAGE == 0 && first > 0x100000, first);
    for (seL4_Word i = 0; i < count_of(boot->userImageFrames); i++) {
        CHECK(frame_address(boot->userImageFrames.start + i) == first + i * PAGE, i);
    }
    test_end();

    test_begin("bootinfo/pages-behind-the-image");
    CHECK((seL4_Word)boot->ipcBuffer == end, boot->ipcBuffer);
    CHECK((seL4_Word)boot == end + PAGE, boot);
    CHECK(frame_address(seL4_CapInitThreadIPCBuffer) % PAGE == 0, frame_address(seL4_CapInitThreadIPCBuffer));
    CHECK(frame_address(seL4_CapBootInfoFrame) % PAGE == 0, frame_address(seL4_CapBootInfoFrame));
    CHECK(count_of(boot->extraBIPages) * PAGE >= boot->extraLen, boot->extraLen);
    for (seL4_Word i = 1; i < count_of(boot->extraBIPages); i++) {
        CHECK(frame_address(boot->extraBIPages.start + i) == frame_address(boot->extraBIPages.start) + i * PAGE, i);
    }
    test_end();

    test_begin("bootinfo/number-of-tables");
    CHECK(count_of(boot->userImagePaging) == blocks_touched(start, extra_end, 39) + blocks_touched(start, extra_end, 30)
          + blocks_touched(start, extra_end, 21), count_of(boot->userImagePaging));
    test_end();
}

seL4_Word word_at(const unsigned char *at)
{
    seL4_Word word = 0;

    memcpy(&word, at, sizeof(word));
    return word;
}

unsigned half_at(const unsigned char *at)
{
    unsigned half = 0;

    memcpy(&half, at, sizeof(half));
    return half;
}

const unsigned char *chunk_find(seL4_Word id)
{
    const unsigned char *extra = (const unsigned char *)boot + PAGE;

    for (seL4_Word at = 0; at + CHUNK_HEADER <= boot->extraLen; at += word_at(extra + at + 8)) {
        if (word_at(extra + at) == id || word_at(extra + at + 8) < CHUNK_HEADER) {
            return word_at(extra + at) == id ? extra + at : 0;
        }
    }
    return 0;
}

static unsigned char sum_of(const unsigned char *bytes, unsigned count)
{
    unsigned char sum = 0;

    for (unsigned i = 0; i < count; i++) {
        sum = (unsigned char)(sum + bytes[i]);
    }
    return sum;
}

static void test_chunks(void)
{
    const unsigned char *extra = (const unsigned char *)boot + PAGE;
    const unsigned char *rsdp = chunk_find(SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP);
    const unsigned char *tsc = chunk_find(SEL4_BOOTINFO_HEADER_X86_TSC_FREQ);
    seL4_Word order = 0;
    seL4_Word at = 0;

    test_begin("bootinfo/chunks-end-at-extraLen");
    CHECK(boot->extraLen <= EXTRA_MAX, boot->extraLen);
    while (at < boot->extraLen && word_at(extra + at + 8) >= CHUNK_HEADER) {
        order = order * 10 + word_at(extra + at);
        at += word_at(extra + at + 8);
    }
    CHECK(at == boot->extraLen, at);
    CHECK(chunk_order_is_right(order), order);
    test_end();

    test_begin("bootinfo/rsdp-chunk");
    CHECK(rsdp && word_at(rsdp + 8) == 52, rsdp);
    CHECK(rsdp && memcmp(rsdp + 16, "RSD PTR ", 8) == 0, rsdp);
    CHECK(rsdp && sum_of(rsdp + 16, 20) == 0, rsdp);
    test_end();

    test_begin("bootinfo/tsc-chunk");
    CHECK(tsc && word_at(tsc + 8) == 20, tsc);
    CHECK(tsc && half_at(tsc + 16) > 100 && half_at(tsc + 16) < 100000, tsc ? half_at(tsc + 16) : 0);
    test_end();
}

/* Slot 6 gives new address spaces an identifier, slot 7 any port. */
static void test_control_caps(seL4_Error ports_error)
{
    seL4_CPtr untyped = 0;

    test_begin("bootinfo/every-port-can-be-issued");
    CHECK(ports_error == seL4_NoError, ports_error);
    test_end();

    test_begin("bootinfo/asid-pool-is-usable");
    for (seL4_Word i = 0; i < count_of(boot->untyped); i++) {
        if (!boot->untypedList[i].isDevice && boot->untypedList[i].sizeBits >= seL4_PageBits) {
            untyped = boot->untyped.start + i;
        }
    }
    CHECK(retype(untyped, seL4_X64_PML4Object, 0, free_slot()) == seL4_NoError, untyped);
    CHECK(seL4_X86_ASIDPool_Assign(seL4_CapInitThreadASIDPool, free_slot()) == seL4_NoError, untyped);
    CHECK(delete_slot(free_slot()) == seL4_NoError, untyped);
    test_end();
}

int main(seL4_BootInfo *bootinfo)
{
    seL4_Error ports_error = seL4_NoError;

    boot = bootinfo;
    /* Before the console takes its ports. */
    ports_error = seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, 0, 0xffff, seL4_CapInitThreadCNode, free_slot(),
                                               seL4_WordBits);
    delete_slot(free_slot());
    require_ok(console_init(boot, boot->empty.start));
    test_numbers();
    test_slots();
    test_address_space();
    test_chunks();
    test_control_caps(ports_error);
    test_untypeds();
    test_memory_map();
    printf("%d passed, %d failed\n", passed, failed);
    runtime_exit();
}
