/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports and tables for devices: capabilities that only x86_64 has. */
#include "../caps.h"

#define FREE_PORT 0x3000

static seL4_CPtr port_new(seL4_Word first, seL4_Word last)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, first, last, ROOT, slot, 64));
    return slot;
}

/* covers: caps.md 2 table of types, IOPort, IOPortControl, IO page table */
TEST(kinds)
{
    check_kind("IO page table", kit_object(seL4_X86_IOPageTableObject, 0), seL4_IllegalOperation,
               seL4_IllegalOperation, seL4_NoError);
    check_kind("IO port", port_new(FREE_PORT, FREE_PORT + 3), seL4_NoError, seL4_NoError, seL4_NoError);
    check_kind("IO port control", seL4_CapIOPortControl, seL4_IllegalOperation, seL4_IllegalOperation, seL4_NoError);
}

/* covers: caps.md 4 region of IOPort; caps.md 5 IOPort */
TEST(ports)
{
    seL4_CPtr first = port_new(FREE_PORT, FREE_PORT + 7), second = port_new(FREE_PORT + 8, FREE_PORT + 15);
    seL4_CPtr copy = kit_slot(), copy_copy = kit_slot();

    CHECK_OK(kit_copy(copy, first, seL4_AllRights));
    CHECK_OK(kit_copy(copy_copy, copy, seL4_AllRights));
    CHECK_OK(kit_revoke(copy));
    CHECK(!kit_slot_is_empty(copy_copy));
    CHECK_OK(kit_revoke(first));
    CHECK(!kit_slot_is_empty(first) && kit_slot_is_empty(copy) && kit_slot_is_empty(copy_copy));
    CHECK(!kit_slot_is_empty(second));
    CHECK_OK(kit_delete(first));
    CHECK_OK(kit_delete(second));
    CHECK_OK(kit_delete(port_new(FREE_PORT, FREE_PORT + 15)));
}

const struct frame_test isa_tests[] = {
    ENTRY("caps.2.kinds-of-x86", kinds),
    ENTRY("caps.4.ports", ports),
    FRAME_END,
};
