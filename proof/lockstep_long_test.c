/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations that take several kernel entries: revoking, deleting, clearing. What they have done in the end is compared
 * with the specification, and the invariants hold after each entry on the way.
 */
#include <stdio.h>
#include <tests/host/check.h>
#include "lockstep_events.h"

/* A CNode of the supervisor with more slots than a kernel entry deletes capabilities. */
enum { SLOT_BIG = 60, BIG_RADIX = 8, COPIES = 220, SLOT_SUBJECT = LS_NOTIFICATION + 2, SLOT_MEMORY = 61,
       SLOT_HIDDEN = 230 };

static char why[1000];

static bool make(struct ls_call c)
{
    return ls_make_call(&c, why, sizeof(why)) == LS_SAME;
}

static bool retype(word untyped, word type, word bits, word slot)
{
    return make((struct ls_call){untyped, UntypedRetype, 1, {SUP_CNODE}, 6, {type, bits, 0, 0, slot, 1}});
}

static bool took_long(void)
{
    return ls_entries() > 1;
}

static bool on_slot(word label, word slot)
{
    return make((struct ls_call){SUP_CNODE, label, 0, {0}, 2, {slot, LS_DEPTH}});
}

/* Every third copy has a badge, so that there are groups within the list. */
static bool fill_big_node(void)
{
    bool ok = retype(SUP_UNTYPED, seL4_CapTableObject, BIG_RADIX, SLOT_BIG);

    for (word i = 0; ok && i < COPIES; i++) {
        ok = make((struct ls_call){SLOT_BIG, i % 3 == 0 ? CNodeMint : CNodeCopy, 1, {SUP_CNODE}, 6,
                                   {i, BIG_RADIX, SLOT_SUBJECT, LS_DEPTH, AR_ALL, 1 + i % 2}});
    }
    return ok;
}

static bool revoke_many(void)
{
    bool ok = ls_populate(why, sizeof(why)) == LS_SAME && fill_big_node();
    unsigned before = ls_state()->entry_count;

    ok = ok && on_slot(CNodeRevoke, SLOT_SUBJECT) && took_long();
    return ok && ls_state()->entry_count + COPIES <= before;
}

static bool delete_full_node(void)
{
    bool ok = ls_populate(why, sizeof(why)) == LS_SAME && fill_big_node();
    unsigned before = ls_state()->entry_count;

    ok = ok && on_slot(CNodeDelete, SLOT_BIG) && took_long();
    return ok && ls_state()->entry_count + COPIES + 1 == before;
}

/* The untyped below which everything is; the node goes with what is in it. */
static bool revoke_everything(void)
{
    bool ok = ls_populate(why, sizeof(why)) == LS_SAME && fill_big_node();

    ok = ok && on_slot(CNodeRevoke, SUP_UNTYPED) && took_long();
    return ok && ls_state()->tcb_count == 3; /* the supervisor, and two threads made from the other untyped */
}

/*
 * The untyped lies in the CNode that it revokes, and the CNode is the one that the call names it by: made again, the
 * call finds a zombie. The specification, which knows no entries, has no word about that.
 */
static bool revoke_own_place(void)
{
    struct ls_call revoke = {SLOT_BIG, CNodeRevoke, 0, {0}, 2, {SLOT_HIDDEN, BIG_RADIX}};
    bool ok = ls_populate(why, sizeof(why)) == LS_SAME && fill_big_node();

    ok = ok && make((struct ls_call){SLOT_BIG, CNodeMove, 1, {SUP_CNODE}, 4,
                                     {SLOT_HIDDEN, BIG_RADIX, SUP_UNTYPED, LS_DEPTH}});
    ok = ok && ls_make_call(&revoke, why, sizeof(why)) == LS_STOPPED && took_long();
    word info = as_tcb_get(ls_state(), ls_supervisor())->regs[UC_INFO];
    return ok && spec_word_field(info, 12, 52) == seL4_InvalidCapability;
}

/* The zombie that the test before leaves, with most of its slots still full, can be deleted. */
static bool delete_zombie(void)
{
    bool ok = revoke_own_place();
    unsigned before = ls_state()->entry_count;

    return ok && on_slot(CNodeDelete, SLOT_BIG) && ls_state()->entry_count < before;
}

/* A CNode that only a capability in itself stands for stays when its untyped, a list of its own, is deleted. */
static bool leave_island(void)
{
    bool ok = ls_populate(why, sizeof(why)) == LS_SAME && on_slot(CNodeRevoke, SUP_UNTYPED);

    ok = ok && retype(SUP_UNTYPED, seL4_CapTableObject, 4, SLOT_MEMORY);
    ok = ok && make((struct ls_call){SLOT_MEMORY, CNodeMove, 1, {SUP_CNODE}, 4, {5, 4, SLOT_MEMORY, LS_DEPTH}});
    unsigned before = ls_state()->entry_count;
    ok = ok && on_slot(CNodeDelete, SUP_UNTYPED);
    return ok && ls_state()->entry_count + 1 == before;
}

/* Memory that was used is cleared before it is used again. */
static bool clear_memory(void)
{
    bool ok = ls_populate(why, sizeof(why)) == LS_SAME;

    ok = ok && on_slot(CNodeRevoke, SUP_UNTYPED) && retype(SUP_UNTYPED, seL4_UntypedObject, 15, SLOT_MEMORY);
    ok = ok && on_slot(CNodeDelete, SLOT_MEMORY) && retype(SUP_UNTYPED, seL4_CapTableObject, 10, SLOT_MEMORY);
    return ok && on_slot(CNodeDelete, SLOT_MEMORY);
}

static void report(const char *name, bool (*run)(void))
{
    why[0] = 0;
    bool good = run();
    case_report(name, good, why[0] != 0 ? why : "the outcome is another");
}

int main(void)
{
    report("revoke of many copies", revoke_many);
    report("deletion of a full CNode", delete_full_node);
    report("revoke of an untyped with everything in it", revoke_everything);
    report("revoke of an untyped by a CNode in it", revoke_own_place);
    report("deletion of the zombie that it leaves", delete_zombie);
    report("a CNode in itself, without its untyped", leave_island);
    report("clearing of used memory", clear_memory);
    return test_end();
}
