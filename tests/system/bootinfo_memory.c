/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of untypeds: order, shape, what the capabilities say, and the memory map it comes from. */
#include "bootinfo.h"

#define PAGE (1ul << seL4_PageBits)
#define MIB 0x100000ul
#define WINDOW_BASE 0xffffff8000000000ul
#define WINDOW_END 0x7f80000000ul
#define PADDR_TOP (1ul << 47)
#define SPARE_BYTES (32 * MIB)

/* Addresses that only the kernel may use, and some that users need. */
#define LOCAL_APIC 0xfee00000ul
#define IO_APIC 0xfec00000ul
#define LAST_BYTES 0xfffffff8ul
#define BIOS_AREA 0xe0000ul
#define HPET 0xfed00000ul
#define ABOVE_RAM 0x1000000000ul

#define MAP_CHUNK_BYTES 1220
#define MAP_ENTRY_BYTES 24
#define MAP_USABLE 1

static const seL4_UntypedDesc *piece_at(seL4_Word index)
{
    return &boot->untypedList[index];
}

static seL4_Word piece_count(void)
{
    return boot->untyped.end - boot->untyped.start;
}

static seL4_Word piece_end(const seL4_UntypedDesc *piece)
{
    return piece->paddr + (1ul << piece->sizeBits);
}

/* Index of the piece that holds the address, piece_count() if there is none. */
static seL4_Word piece_with(seL4_Word address)
{
    for (seL4_Word i = 0; i < piece_count(); i++) {
        if (piece_at(i)->paddr <= address && address < piece_end(piece_at(i))) {
            return i;
        }
    }
    return piece_count();
}

/* Device pieces first, ascending; then the kernel's boot-only part, at 1 MiB; then free memory, ascending. */
static void test_order(void)
{
    seL4_Word first_memory = 0;

    test_begin("untypeds/order");
    while (first_memory < piece_count() && piece_at(first_memory)->isDevice) {
        first_memory++;
    }
    CHECK(first_memory > 0 && first_memory < piece_count(), first_memory);
    CHECK(piece_at(first_memory)->paddr == MIB, piece_at(first_memory)->paddr);
    for (seL4_Word i = 0; i < piece_count(); i++) {
        CHECK(piece_at(i)->isDevice == (i < first_memory), i);
        CHECK(i == 0 || i == first_memory || piece_end(piece_at(i - 1)) <= piece_at(i)->paddr, i);
    }
    test_end();
}

static void test_shape(void)
{
    test_begin("untypeds/shape");
    for (seL4_Word i = 0; i < piece_count(); i++) {
        const seL4_UntypedDesc *piece = piece_at(i);

        CHECK(piece->sizeBits >= seL4_MinUntypedBits && piece->sizeBits <= seL4_MaxUntypedBits, i);
        CHECK((piece->paddr + WINDOW_BASE) % (1ul << piece->sizeBits) == 0, i);
        CHECK(piece_end(piece) <= PADDR_TOP, i);
        CHECK(piece->isDevice || piece_end(piece) <= WINDOW_END, i);
        for (seL4_Word j = 0; j < i; j++) {
            CHECK(piece_end(piece) <= piece_at(j)->paddr || piece_end(piece_at(j)) <= piece->paddr, i);
        }
        for (unsigned j = 0; j < sizeof(piece->padding); j++) {
            CHECK(piece->padding[j] == 0, i);
        }
    }
    for (seL4_Word i = piece_count(); i < CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS; i++) {
        CHECK(piece_at(i)->paddr == 0 && piece_at(i)->sizeBits == 0, i);
    }
    CHECK(piece_end(piece_at(piece_with(PADDR_TOP - 1))) == PADDR_TOP, piece_with(PADDR_TOP - 1));
    test_end();
}

/* An object of twice the size is refused, and the refusal names the memory there is: exactly the piece. */
static void test_sizes(void)
{
    test_begin("untypeds/capabilities-have-the-listed-sizes");
    for (seL4_Word i = 0; i < piece_count(); i++) {
        const seL4_UntypedDesc *piece = piece_at(i);
        seL4_Error error = retype(boot->untyped.start + i, seL4_UntypedObject, piece->sizeBits + 1ul, free_slot());

        CHECK(error == seL4_NotEnoughMemory, i);
        CHECK(seL4_GetMR(0) == 1ul << piece->sizeBits, i);
    }
    test_end();
}

/* Device memory holds frames and untypeds only. */
static void test_device_flags(void)
{
    test_begin("untypeds/capabilities-have-the-listed-device-flags");
    for (seL4_Word i = 0; i < piece_count(); i++) {
        const seL4_UntypedDesc *piece = piece_at(i);
        seL4_Error error = seL4_NoError;

        /* The first retype clears a piece of memory: the largest ones are left to the next test. */
        if (!piece->isDevice && piece->sizeBits > 22) {
            continue;
        }
        error = retype(boot->untyped.start + i, seL4_EndpointObject, 0, free_slot());
        CHECK(error == (piece->isDevice ? seL4_InvalidArgument : seL4_NoError), i);
        if (error == seL4_NoError) {
            CHECK(delete_slot(free_slot()) == seL4_NoError, i);
        }
    }
    test_end();
}

/* The first frame of a piece lies at the piece's address; this is how drivers get their registers. */
static void test_addresses(void)
{
    test_begin("untypeds/frames-lie-at-the-listed-addresses");
    for (seL4_Word i = 0; i < piece_count(); i++) {
        const seL4_UntypedDesc *piece = piece_at(i);
        seL4_X86_Page_GetAddress_t address = {0, 0};

        if (piece->sizeBits < seL4_PageBits || (!piece->isDevice && piece->sizeBits > 22)) {
            continue;
        }
        CHECK(retype(boot->untyped.start + i, seL4_X86_4K, 0, free_slot()) == seL4_NoError, i);
        address = seL4_X86_Page_GetAddress(free_slot());
        CHECK(address.error == seL4_NoError && address.paddr == piece->paddr, address.paddr);
        CHECK(delete_slot(free_slot()) == seL4_NoError, i);
    }
    test_end();
}

static void test_reserved(void)
{
    seL4_Word spare = SPARE_BYTES;
    int frame_left = 0;

    test_begin("untypeds/what-the-kernel-keeps-is-in-none");
    for (seL4_Word offset = 0; offset < PAGE; offset += 8) {
        CHECK(piece_with(LOCAL_APIC + offset) == piece_count(), offset);
        CHECK(piece_with(IO_APIC + offset) == piece_count(), offset);
    }
    for (seL4_Word offset = 0; offset < 8; offset++) {
        CHECK(piece_with(LAST_BYTES + offset) == piece_count(), offset);
    }
    CHECK(piece_with(seL4_X86_Page_GetAddress(boot->userImageFrames.start).paddr) == piece_count(), 0);
    CHECK(piece_with(seL4_X86_Page_GetAddress(seL4_CapBootInfoFrame).paddr) == piece_count(), 0);
    CHECK(piece_with(seL4_X86_Page_GetAddress(seL4_CapInitThreadIPCBuffer).paddr) == piece_count(), 0);
    CHECK(piece_with(seL4_X86_Page_GetAddress(boot->extraBIPages.start).paddr) == piece_count(), 0);
    test_end();

    test_begin("untypeds/device-memory-that-drivers-need");
    for (seL4_Word address = BIOS_AREA; address < MIB; address += PAGE) {
        CHECK(piece_with(address) < piece_count() && piece_at(piece_with(address))->isDevice, address);
    }
    CHECK(piece_with(0) < piece_count() && piece_at(piece_with(0))->isDevice, 0);
    CHECK(piece_with(HPET) < piece_count() && piece_at(piece_with(HPET))->isDevice, HPET);
    CHECK(piece_with(ABOVE_RAM) < piece_count() && piece_at(piece_with(ABOVE_RAM))->isDevice, ABOVE_RAM);
    test_end();

    /* sel4test's driver sets 32 MiB aside and still wants memory. */
    test_begin("untypeds/memory-beyond-32-MiB");
    for (seL4_Word i = 0; i < piece_count(); i++) {
        seL4_Word bytes = 1ul << piece_at(i)->sizeBits;

        if (piece_at(i)->isDevice) {
            continue;
        }
        if (spare > 0) {
            spare -= bytes < spare ? bytes : spare;
        } else {
            frame_left = frame_left || bytes > PAGE;
        }
    }
    CHECK(spare == 0 && frame_left, spare);
    test_end();
}

void test_untypeds(void)
{
    test_order();
    test_shape();
    test_sizes();
    test_device_flags();
    test_addresses();
    test_reserved();
}

/* Is the whole page in one usable entry at or above 1 MiB? */
static int page_is_ram(const unsigned char *entries, unsigned count, seL4_Word page)
{
    for (unsigned i = 0; i < count; i++) {
        const unsigned char *entry = entries + i * MAP_ENTRY_BYTES;
        seL4_Word base = word_at(entry + 4);

        if (half_at(entry + 20) == MAP_USABLE && base >= MIB && page >= base &&
            page + PAGE <= base + word_at(entry + 12)) {
            return 1;
        }
    }
    return 0;
}

/*
 * The loader's map, page by page up to 4 GiB (in larger steps where nothing is): a page of RAM is in no device piece,
 * any other page in no memory piece.
 */
void test_memory_map(void)
{
    const unsigned char *chunk = chunk_find(SEL4_BOOTINFO_HEADER_X86_MBMMAP);
    unsigned bytes = chunk ? half_at(chunk + 16) : 0;
    unsigned count = bytes / MAP_ENTRY_BYTES;
    seL4_Word ram_bytes = 0, memory_bytes = 0;

    test_begin("bootinfo/memory-map-chunk");
    CHECK(chunk && word_at(chunk + 8) == MAP_CHUNK_BYTES, chunk);
    CHECK(loader_passes_map() ? count >= 4 && count <= 50 : count == 0, bytes);
    CHECK(bytes % MAP_ENTRY_BYTES == 0, bytes);
    for (unsigned i = 0; i < count; i++) {
        CHECK(half_at(chunk + 20 + i * MAP_ENTRY_BYTES) == 20, i);
    }
    for (unsigned at = 20 + bytes; at < MAP_CHUNK_BYTES; at++) {
        CHECK(chunk && chunk[at] == 0, at);
    }
    test_end();

    if (!loader_passes_map()) {
        return;
    }
    test_begin("untypeds/agree-with-the-memory-map");
    for (seL4_Word page = 0; page < 0x100000000; page += PAGE) {
        int ram = page_is_ram(chunk + 20, count, page);
        seL4_Word index = ram || page < 16 * MIB || page % MIB == 0 ? piece_with(page) : piece_count();

        CHECK(index == piece_count() || piece_at(index)->isDevice == !ram, page);
    }
    for (unsigned i = 0; i < count; i++) {
        const unsigned char *entry = chunk + 20 + i * MAP_ENTRY_BYTES;

        ram_bytes += half_at(entry + 20) == MAP_USABLE && word_at(entry + 4) >= MIB ? word_at(entry + 12) : 0;
    }
    for (seL4_Word i = 0; i < piece_count(); i++) {
        memory_bytes += piece_at(i)->isDevice ? 0 : 1ul << piece_at(i)->sizeBits;
    }
    /* Kernel, image and first objects take less than 2 MiB, the root CNode aside. */
    CHECK(memory_bytes < ram_bytes, memory_bytes);
    CHECK(memory_bytes + 2 * MIB + (1ul << (boot->initThreadCNodeSizeBits + seL4_SlotBits)) > ram_bytes, memory_bytes);
    test_end();
}
