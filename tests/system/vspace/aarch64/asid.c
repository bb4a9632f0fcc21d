/* SPDX-License-Identifier: BSD-2-Clause */
/* Many spaces: pools, and more spaces than the processor has tags for. */
#include "vspace.h"

#define POOL_ENTRIES 512

/* covers: memory.md 3 ASIDs; memory.md 8 VSPACE0005 */
TEST(pool_is_full)
{
    seL4_CPtr pool = kit_slot(), roots = kit_slots(POOL_ENTRIES + 1), untyped = kit_untyped(23);

    CHECK_OK(kit_pool_make(kit_untyped(12), pool));
    for (seL4_Word i = 0; i <= POOL_ENTRIES; i += 256)
        CHECK_OK(seL4_Untyped_Retype(untyped, KIT_ROOT_TYPE, 0, ROOT, 0, 0, roots + i, i < POOL_ENTRIES ? 256 : 1));
    for (seL4_Word i = 0; i < POOL_ENTRIES; i++)
        CHECK_OK(kit_pool_assign(pool, roots + i));
    CHECK_REFUSED(INVOKE(pool, ARMASIDPoolAssign, CAPS(roots + POOL_ENTRIES), ARGS()), seL4_DeleteFirst, WORDS());
    CHECK_OK(kit_delete(roots + 7));
    CHECK_OK(kit_pool_assign(pool, roots + POOL_ENTRIES));
}

#define SPACES 300u
#define ROUNDS 3
#define CODE PAGE
#define DATA (PAGE + PAGE_BYTES)
#define WORD(i) (0x1000 + (i))

static seL4_CPtr spaces[SPACES];

/* The program of all: loads the word that is at the same address in each space, and stops. */
static const unsigned loading[] = {0xf9400009 /* ldr x9, [x0] */, 0xd4200000 /* brk #0 */};

static void space_make(seL4_Word i, seL4_CPtr code)
{
    seL4_CPtr copy = kit_slot(), data = kit_frame();

    spaces[i] = kit_vspace_empty();
    CHECK_OK(kit_copy(copy, code, seL4_AllRights));
    CHECK_OK(kit_map(copy, spaces[i], CODE, seL4_AllRights));
    CHECK_OK(kit_map(data, HOME, PAGE, seL4_AllRights));
    *(volatile seL4_Word *)PAGE = WORD(i);
    CHECK_OK(kit_unmap(data));
    CHECK_OK(kit_map(data, spaces[i], DATA, seL4_AllRights));
}

/* What the thread finds at DATA when it runs in that space. */
static seL4_Word space_load(seL4_CPtr tcb, seL4_Word i)
{
    seL4_UserContext registers = {.pc = CODE, .x0 = DATA};

    CHECK_OK(seL4_TCB_SetSpace(tcb, accessor.fault_endpoint, ROOT, 0, spaces[i], 0));
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    (void)seL4_Recv(accessor.fault_endpoint, 0, accessor.reply);
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    return registers.x9;
}

/* covers: memory.md 3 ASIDs; memory.md 4 TLB effects; memory.md 6 Thread VSpace switching */
TEST(more_spaces_than_tags)
{
    seL4_CPtr code = kit_frame();

    probe_make(&accessor, (struct kit_options){.priority = PRIORITY});
    REQUIRE(kit_map(code, HOME, PAGE, seL4_AllRights) == seL4_NoError);
    memcpy((void *)PAGE, loading, sizeof(loading));
    CHECK_OK(seL4_ARM_Page_Unify_Instruction(code, 0, sizeof(loading)));
    CHECK_OK(kit_unmap(code));
    for (seL4_Word i = 0; i < SPACES; i++)
        space_make(i, code);
    for (seL4_Word round = 0; round < ROUNDS; round++) {
        for (seL4_Word i = 0; i < SPACES; i++)
            CHECK_EQUAL(space_load(accessor.thread.tcb, i), WORD(i));
    }
    for (seL4_Word i = 0; i < SPACES; i += 2)
        CHECK_OK(kit_delete(spaces[i]));
    for (seL4_Word i = 1; i < SPACES; i += 2)
        CHECK_EQUAL(space_load(accessor.thread.tcb, i), WORD(i));
}

const struct frame_test asid_tests[] = {
    ENTRY("memory.3.pool-is-full", pool_is_full),
    ENTRY("memory.3.more-spaces-than-tags", more_spaces_than_tags),
    FRAME_END,
};
