/* SPDX-License-Identifier: BSD-2-Clause */
/* Which capabilities may be copied, get data, and be moved with data: one of every type. */
#include "caps.h"

#define DATA 5

static seL4_CPtr make_plain_endpoint(void) { return kit_endpoint(); }
static seL4_CPtr make_plain_notification(void) { return kit_notification(); }

static seL4_CPtr badged(seL4_CPtr original)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_mint(slot, original, seL4_AllRights, 3));
    return slot;
}
static seL4_CPtr make_badged_endpoint(void) { return badged(kit_endpoint()); }
static seL4_CPtr make_badged_notification(void) { return badged(kit_notification()); }
static seL4_CPtr make_node(void) { return kit_object(seL4_CapTableObject, 2); }
static seL4_CPtr make_reply(void) { return kit_reply(); }
static seL4_CPtr make_untyped(void) { return kit_untyped(12); }
static seL4_CPtr make_tcb(void) { return kit_object(seL4_TCBObject, 0); }
static seL4_CPtr make_sc(void) { return kit_object(seL4_SchedContextObject, 8); }
static seL4_CPtr make_frame(void) { return kit_frame(); }
static seL4_CPtr make_vspace(void) { return kit_vspace_empty(); }

static seL4_CPtr make_parent_untyped(void)
{
    seL4_CPtr untyped = kit_untyped(12);

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, ROOT, 0, 0, kit_slot(), 1));
    return untyped;
}

static seL4_CPtr make_mapped_frame(void)
{
    seL4_CPtr frame = kit_frame();

    CHECK_OK(kit_map(frame, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    return frame;
}

static seL4_CPtr make_root(void) { return kit_object(KIT_ROOT_TYPE, 0); }

static seL4_CPtr make_pool(void)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_pool_make(kit_untyped(12), slot));
    return slot;
}

static seL4_CPtr make_handler(void)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_line(0, slot));
    return slot;
}

/* Boot capabilities are used where they are. */
static seL4_CPtr boot_sched_control(void) { return kit_bootinfo->schedcontrol.start; }
static seL4_CPtr boot_domain(void) { return seL4_CapDomain; }
static seL4_CPtr boot_asid_control(void) { return seL4_CapASIDControl; }
static seL4_CPtr boot_irq_control(void) { return seL4_CapIRQControl; }

static const struct kind {
    const char *name;
    seL4_CPtr (*make)(void);
    seL4_Error copy, mint, mutate;
} kinds[] = {
#define YES seL4_NoError
#define IO seL4_IllegalOperation
    {"endpoint", make_plain_endpoint, YES, YES, IO},
    {"badged endpoint", make_badged_endpoint, YES, IO, IO},
    {"notification", make_plain_notification, YES, YES, IO},
    {"badged notification", make_badged_notification, YES, IO, IO},
    {"CNode", make_node, YES, YES, YES},
    {"reply", make_reply, YES, YES, YES},
    {"untyped", make_untyped, YES, YES, YES},
    {"untyped with children", make_parent_untyped, seL4_RevokeFirst, seL4_RevokeFirst, YES},
    {"TCB", make_tcb, YES, YES, YES},
    {"scheduling context", make_sc, YES, YES, YES},
    {"frame", make_frame, YES, YES, YES},
    {"mapped frame", make_mapped_frame, YES, YES, YES},
    {"root without ASID", make_root, IO, IO, YES},
    {"root with ASID", make_vspace, YES, YES, YES},
    {"ASID pool", make_pool, YES, YES, YES},
    {"IRQ handler", make_handler, YES, YES, YES},
    {"SchedControl", boot_sched_control, YES, YES, YES},
    {"Domain", boot_domain, YES, YES, YES},
    {"ASID control", boot_asid_control, YES, YES, YES},
    {"IRQ control", boot_irq_control, IO, IO, YES},
};

/* Names the kind when the error is not the wanted one. */
static void check_error(const char *kind, const char *method, seL4_Error found, seL4_Error wanted)
{
    static char text[100];

    snprintf(text, sizeof(text), "%s of %s", method, kind);
    frame_check_equal((seL4_Word)found, (seL4_Word)wanted, text, __FILE__, __LINE__);
}

void check_kind(const char *kind, seL4_CPtr cap, seL4_Error copy, seL4_Error mint, seL4_Error mutate)
{
    seL4_CPtr other = kit_slot();
    seL4_Error error;

    error = kit_copy(other, cap, seL4_AllRights);
    check_error(kind, "Copy", error, copy);
    CHECK_EQUAL(kit_slot_is_empty(other), error != seL4_NoError);
    CHECK_OK(kit_delete(other));
    error = kit_mint(other, cap, seL4_AllRights, DATA);
    check_error(kind, "Mint", error, mint);
    CHECK_EQUAL(kit_slot_is_empty(other), error != seL4_NoError);
    CHECK_OK(kit_delete(other));
    error = seL4_CNode_Mutate(ROOT, other, 64, ROOT, cap, 64, DATA);
    check_error(kind, "Mutate", error, mutate);
    CHECK_EQUAL(kit_slot_is_empty(other), error != seL4_NoError);
    CHECK_EQUAL(kit_slot_is_empty(cap), error == seL4_NoError);
    if (error == seL4_NoError)
        check_error(kind, "Move", kit_move(cap, other), seL4_NoError);
    CHECK(!kit_slot_is_empty(cap));
}

/* covers: caps.md 2 table of types; caps.md 2 Order; invocations.md 15 CNode */
TEST(all_kinds)
{
    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        check_kind(kinds[i].name, kinds[i].make(), kinds[i].copy, kinds[i].mint, kinds[i].mutate);
}

/* covers: caps.md 2 table of types, page tables of all levels */
TEST(all_tables)
{
    static const char *const names[] = {"first table", "second table", "third table", "fourth table"};

    for (unsigned level = 0; level < ISA_TABLES; level++) {
        seL4_CPtr root = kit_vspace_empty(), table = 0;

        check_kind(names[level], kit_object(isa_tables[level].type, 0), IO, IO, YES);
        for (unsigned above = 0; above <= level; above++) {
            table = kit_object(isa_tables[above].type, 0);
            CHECK_OK(isa_table_map(above, table, root, WINDOW));
        }
        check_kind(names[level], table, YES, YES, YES);
    }
}

/* covers: caps.md 2 endpoint setting mode */
TEST(badges)
{
    seL4_CPtr original = kit_notification();
    seL4_CPtr zero = kit_slot(), again = kit_slot(), high = kit_slot(), other = kit_slot();
    seL4_Word badge = 0;

    /* Badge 0 leaves a capability unbadged; it can get one later. A badge never changes, not even to itself. */
    CHECK_OK(kit_mint(zero, original, seL4_AllRights, 0));
    CHECK_OK(kit_mint(again, zero, seL4_AllRights, 0x12));
    CHECK_OK(kit_mint(high, zero, seL4_AllRights, 0x8000000000000001));
    CHECK_EQUAL(kit_mint(other, again, seL4_AllRights, 0x12), seL4_IllegalOperation);
    CHECK_EQUAL(kit_mint(other, again, seL4_AllRights, 0), seL4_IllegalOperation);
    CHECK(kit_slot_is_empty(other));
    CHECK_OK(kit_copy(other, again, seL4_AllRights));
    seL4_Signal(high);
    seL4_Signal(other);
    (void)seL4_Poll(original, &badge);
    CHECK_EQUAL(badge, 0x8000000000000013);
    seL4_Signal(zero);
    badge = 1;
    (void)seL4_Poll(original, &badge);
    CHECK_EQUAL(badge, 0);
}

static seL4_Word guard(seL4_Word value, seL4_Word size)
{
    return seL4_CNode_CapData_new(value, size).words[0];
}

/* The slot of the CNode that index and depth name is empty, and is reached. */
static void check_reaches(seL4_CPtr node, seL4_Word index, seL4_Word depth)
{
    CHECK_REFUSED(INVOKE(ROOT, CNodeMove, CAPS(node), ARGS(kit_slot(), 64, index, depth)), seL4_FailedLookup,
                  FAIL_MISSING(1, depth));
}

/* covers: caps.md 1 CNode cap data; caps.md 2 CNode setting and preserving mode */
TEST(guards)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 4);
    seL4_CPtr minted = kit_slot(), other = kit_slot();

    check_reaches(node, 9, 4);
    /* The value is cut to its size. */
    CHECK_OK(kit_mint(minted, node, seL4_AllRights, guard(0x3d, 4)));
    check_reaches(minted, 0xd9, 8);
    CHECK_REFUSED(INVOKE(ROOT, CNodeMove, CAPS(minted), ARGS(other, 64, 0xc9, 8)), seL4_FailedLookup,
                  FAIL_GUARD(1, 8, 0xd, 4));
    /* Setting replaces; so does moving with data, also back to nothing. */
    CHECK_OK(kit_mint(other, minted, seL4_AllRights, guard(1, 2)));
    check_reaches(other, 0x19, 6);
    CHECK_OK(kit_delete(minted));
    CHECK_OK(seL4_CNode_Mutate(ROOT, minted, 64, ROOT, other, 64, guard(0x7f, 3)));
    check_reaches(minted, 0x79, 7);
    CHECK_OK(seL4_CNode_Mutate(ROOT, other, 64, ROOT, minted, 64, 0));
    check_reaches(other, 9, 4);
    /* Guard and index together at most 64 bits. */
    CHECK_OK(kit_mint(minted, node, seL4_AllRights, guard(0, 60)));
    check_reaches(minted, 9, 64);
    CHECK_OK(kit_delete(minted));
    for (seL4_Word size = 61; size < 64; size++) {
        CHECK_EQUAL(kit_mint(minted, node, seL4_AllRights, guard(0, size)), seL4_IllegalOperation);
        CHECK_EQUAL(seL4_CNode_Mutate(ROOT, minted, 64, ROOT, other, 64, guard(0, size)), seL4_IllegalOperation);
    }
    CHECK(kit_slot_is_empty(minted) && !kit_slot_is_empty(other));
    /* Copies keep the guard. */
    CHECK_OK(kit_mint(minted, node, seL4_AllRights, guard(5, 3)));
    CHECK_OK(kit_delete(other));
    CHECK_OK(kit_copy(other, minted, seL4_NoRights));
    check_reaches(other, 0x59, 7);
}

/* covers: caps.md 2 Move of a mapped frame; caps.md 9 Frame; caps.md 2 Frame derive */
TEST(frame_copies_unmapped)
{
    seL4_CPtr frame = make_mapped_frame();
    seL4_CPtr copy = kit_slot(), moved = kit_slot();
    volatile seL4_Word *first = (volatile seL4_Word *)WINDOW;

    *first = 0x1234;
    CHECK_OK(kit_copy(copy, frame, seL4_AllRights));
    CHECK_OK(kit_map(copy, seL4_CapInitThreadVSpace, WINDOW + 0x1000, seL4_AllRights));
    CHECK_EQUAL(first[512], 0x1234);
    CHECK_OK(kit_move(moved, frame));
    CHECK_EQUAL(*first, 0x1234);
    /* The moved capability knows its mapping: another place is refused, the same one is not. */
    CHECK_REFUSED(INVOKE(moved, KIT_LABEL_FRAME_MAP, CAPS(seL4_CapInitThreadVSpace), ARGS(WINDOW + 0x2000, 3, 0)),
                  seL4_InvalidArgument, WORDS(0));
    CHECK_OK(kit_frame_map(moved, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    CHECK_EQUAL(*first, 0x1234);
    CHECK_OK(kit_delete(moved));
    CHECK_EQUAL(first[512], 0x1234);
}

const struct frame_test kind_tests[] = {
    ENTRY("caps.2.all-kinds", all_kinds),
    ENTRY("caps.2.all-tables", all_tables),
    ENTRY("caps.2.badges", badges),
    ENTRY("caps.2.guards", guards),
    ENTRY("caps.2.frame-copies", frame_copies_unmapped),
    FRAME_END,
};
