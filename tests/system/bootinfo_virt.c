/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot information of machines with a device tree: each number is compared with what the capabilities themselves
 * say. Runs as the initial program. That the numbers are the right ones, tests/layout predicts.
 */
#include <kit_arch.h>
#include <runtime/console.h>
#include <runtime/print.h>
#include <runtime/start.h>

#define ROOT seL4_CapInitThreadCNode
#define PAGE (1ul << seL4_PageBits)
#define EMPTY_SLOT_STEP 61  /* a debug kernel prints a line for each look at an empty slot */
#define CLEARED_BITS_MAX 22 /* the first Retype clears a piece of memory: the largest ones are left alone */
#define TREE_MAGIC 0xedfe0dd0u

extern const char runtime_image_start[], runtime_image_end[];

static const seL4_BootInfo *boot;
static unsigned passed, failed;
static const char *test_name, *failure;
static seL4_Word failure_value;

#define CHECK(condition, value) check((condition), #condition, (seL4_Word)(value))

static void check(int good, const char *text, seL4_Word value)
{
    if (good || failure)
        return;
    failure = text;
    failure_value = value;
}

static void test_begin(const char *name)
{
    test_name = name;
    failure = 0;
}

static void test_end(void)
{
    if (failure)
        printf("not ok %s: %s does not hold, value 0x%lx\n", test_name, failure, failure_value);
    else
        printf("ok %s\n", test_name);
    passed += failure == 0;
    failed += failure != 0;
}

static seL4_CPtr free_slot(void)
{
    return boot->empty.start + 1;
}

static seL4_Error retype(seL4_CPtr untyped, seL4_Word type, seL4_Word size_bits, seL4_CPtr slot)
{
    return seL4_Untyped_Retype(untyped, type, size_bits, ROOT, 0, 0, slot, 1);
}

static seL4_Error copy(seL4_CPtr from)
{
    return seL4_CNode_Copy(ROOT, free_slot(), seL4_WordBits, ROOT, from, seL4_WordBits, seL4_AllRights);
}

static void free_slot_empty(void)
{
    CHECK(seL4_CNode_Delete(ROOT, free_slot(), seL4_WordBits) == seL4_NoError, 0);
}

/* Copying from an empty slot is a failed lookup; a capability copies, or says why not. */
static int is_empty(seL4_CPtr slot)
{
    seL4_Error error = copy(slot);

    if (error == seL4_NoError)
        free_slot_empty();
    return error == seL4_FailedLookup;
}

static void check_full(seL4_SlotRegion region)
{
    for (seL4_CPtr slot = region.start; slot < region.end; slot++)
        CHECK(!is_empty(slot), slot);
}

static seL4_Word count_of(seL4_SlotRegion region)
{
    return region.end - region.start;
}

static void test_slots(void)
{
    test_begin("bootinfo/numbers");
    CHECK(boot->nodeID == 0 && boot->numNodes == 1, boot->numNodes);
    CHECK(boot->numIOPTLevels == 0 && boot->initThreadDomain == 0, boot->initThreadDomain);
    CHECK(boot->sharedFrames.start == 0 && boot->sharedFrames.end == 0, boot->sharedFrames.end);
    CHECK(count_of(boot->ioSpaceCaps) == 0, boot->ioSpaceCaps.end);
    CHECK(count_of(boot->untyped) > 0 && count_of(boot->untyped) <= CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS,
          count_of(boot->untyped));
    test_end();

    test_begin("bootinfo/all-groups-are-there");
    check_full(boot->schedcontrol);
    check_full(boot->userImagePaging);
    check_full(boot->extraBIPages);
    check_full(boot->userImageFrames);
    CHECK(is_empty(seL4_CapNull), 0);
    CHECK(!is_empty(seL4_CapInitThreadTCB) && !is_empty(ROOT) && !is_empty(seL4_CapInitThreadVSpace), 1);
    CHECK(!is_empty(seL4_CapIRQControl) && !is_empty(seL4_CapASIDControl) && !is_empty(seL4_CapDomain), 2);
    CHECK(!is_empty(seL4_CapInitThreadASIDPool) && !is_empty(seL4_CapInitThreadSC), 3);
    CHECK(!is_empty(seL4_CapInitThreadIPCBuffer) && !is_empty(seL4_CapBootInfoFrame), 4);
    CHECK(is_empty(seL4_CapIOSpace) && is_empty(seL4_CapIOPortControl), 5);
    for (seL4_CPtr slot = boot->empty.start + 2; slot < boot->empty.end; slot += EMPTY_SLOT_STEP)
        CHECK(is_empty(slot), slot);
    test_end();

    test_begin("bootinfo/root-cnode-ends-where-it-says");
    CHECK(boot->empty.end == 1ul << boot->initThreadCNodeSizeBits, boot->empty.end);
    CHECK(is_empty(boot->empty.end - 1), boot->empty.end);
    CHECK(copy(boot->empty.end) == seL4_FailedLookup, boot->empty.end);
    CHECK(retype(boot->untyped.start, KIT_FRAME_TYPE, 0, boot->empty.end) == seL4_RangeError, boot->empty.end);
    CHECK(seL4_GetMR(1) == boot->empty.end - 1, seL4_GetMR(1));
    test_end();
}

static void test_address_space(void)
{
    seL4_Word start = (seL4_Word)runtime_image_start, end = (seL4_Word)runtime_image_end;
    seL4_Word first = kit_frame_address(boot->userImageFrames.start);

    test_begin("bootinfo/image-frames-in-order");
    CHECK(count_of(boot->userImageFrames) == (end - start) / PAGE, count_of(boot->userImageFrames));
    for (seL4_Word i = 0; i < count_of(boot->userImageFrames); i++)
        CHECK(kit_frame_address(boot->userImageFrames.start + i) == first + i * PAGE, i);
    test_end();

    test_begin("bootinfo/pages-behind-the-image");
    CHECK((seL4_Word)boot->ipcBuffer == end && (seL4_Word)boot == end + PAGE, boot);
    CHECK(kit_frame_address(seL4_CapInitThreadIPCBuffer) % PAGE == 0, 0);
    CHECK(count_of(boot->extraBIPages) * PAGE >= boot->extraLen, boot->extraLen);
    for (seL4_Word i = 1; i < count_of(boot->extraBIPages); i++)
        CHECK(kit_frame_address(boot->extraBIPages.start + i) == kit_frame_address(boot->extraBIPages.start) + i * PAGE,
              i);
    test_end();

    test_begin("bootinfo/device-tree-chunk");
    const unsigned *tree = runtime_bootinfo_chunk(boot, SEL4_BOOTINFO_HEADER_FDT);
    CHECK(tree != 0 && *tree == TREE_MAGIC, tree);
    test_end();
}

/* ---- untypeds ---- */

static const seL4_UntypedDesc *piece_at(seL4_Word index)
{
    return &boot->untypedList[index];
}

static seL4_Word piece_end(const seL4_UntypedDesc *piece)
{
    return piece->paddr + (1ul << piece->sizeBits);
}

static int piece_has(const seL4_UntypedDesc *piece, seL4_Word address)
{
    return piece->paddr <= address && address < piece_end(piece);
}

static void test_list(void)
{
    seL4_Word devices = 0, count = count_of(boot->untyped);

    test_begin("untypeds/order-and-shape");
    while (devices < count && piece_at(devices)->isDevice)
        devices++;
    CHECK(devices > 0 && devices < count, devices);
    for (seL4_Word i = 0; i < count; i++) {
        const seL4_UntypedDesc *piece = piece_at(i);

        CHECK(piece->isDevice == (i < devices), i);
        CHECK(piece->sizeBits >= seL4_MinUntypedBits && piece->sizeBits <= seL4_MaxUntypedBits, i);
        CHECK(piece->paddr % (1ul << piece->sizeBits) == 0, i);
        for (seL4_Word j = 0; j < i; j++)
            CHECK(piece_end(piece) <= piece_at(j)->paddr || piece_end(piece_at(j)) <= piece->paddr, i);
        CHECK(!piece_has(piece, kit_frame_address(boot->userImageFrames.start)), i);
        CHECK(!piece_has(piece, kit_frame_address(seL4_CapBootInfoFrame)), i);
        CHECK(!piece_has(piece, kit_frame_address(seL4_CapInitThreadIPCBuffer)), i);
    }
    for (seL4_Word i = count; i < CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS; i++)
        CHECK(piece_at(i)->paddr == 0 && piece_at(i)->sizeBits == 0, i);
    test_end();
}

/*
 * Two objects of the size are refused, and the refusal names the memory there is: exactly the piece, but for the one
 * that the console has taken its frame from.
 */
static void test_capabilities(void)
{
    test_begin("untypeds/capabilities-are-as-listed");
    for (seL4_Word i = 0; i < count_of(boot->untyped); i++) {
        const seL4_UntypedDesc *piece = piece_at(i);
        seL4_CPtr untyped = boot->untyped.start + i;
        seL4_Error error = seL4_Untyped_Retype(untyped, seL4_UntypedObject, piece->sizeBits, ROOT, 0, 0, free_slot(),
                                               2);

        CHECK(error == seL4_NotEnoughMemory, i);
        if (piece_has(piece, kit_frame_address(boot->empty.start)))
            continue;
        CHECK(seL4_GetMR(0) == 1ul << piece->sizeBits, i);
        if (!piece->isDevice && piece->sizeBits > CLEARED_BITS_MAX)
            continue;
        error = retype(untyped, seL4_EndpointObject, 0, free_slot());
        CHECK(error == (piece->isDevice ? seL4_InvalidArgument : seL4_NoError), i);
        if (error == seL4_NoError)
            free_slot_empty();
        if (piece->sizeBits < seL4_PageBits)
            continue;
        CHECK(retype(untyped, KIT_FRAME_TYPE, 0, free_slot()) == seL4_NoError, i);
        CHECK(kit_frame_address(free_slot()) == piece->paddr, i);
        free_slot_empty();
    }
    test_end();
}

int main(seL4_BootInfo *bootinfo)
{
    boot = bootinfo;
    require_ok(console_init(boot, boot->empty.start));
    test_slots();
    test_address_space();
    test_list();
    test_capabilities();
    printf("%u passed, %u failed\n", passed, failed);
    runtime_exit();
}
