/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lock-step run stopped with a false alarm in the middle of a deletion: a dying CNode within a dying CNode has a
 * link in its capability where others have the address, which the abstraction took for an address.
 */
#include <proof/lockstep_events.h>
#include <tests/host/check.h>

/* More than an entry deletes lies in the inner CNode, so that the kernel stops in the middle of it. */
enum { OUTER = 60, INNER = 61, RADIX = 8, COPIES = 210, LAST = 255 };

static char why[1000];

static bool make(struct ls_call c)
{
    return ls_make_call(&c, why, sizeof(why)) == LS_SAME;
}

static bool nest(void)
{
    bool good = ls_populate(why, sizeof(why)) == LS_SAME;

    good = good && make((struct ls_call){SUP_UNTYPED, UntypedRetype, 1, {SUP_CNODE}, 6,
                                         {seL4_CapTableObject, RADIX, 0, 0, OUTER, 2}});
    for (word i = 0; good && i < COPIES; i++) {
        good = make((struct ls_call){INNER, CNodeCopy, 1, {SUP_CNODE}, 5,
                                     {i, RADIX, LS_ENDPOINT, LS_DEPTH, AR_ALL}});
    }
    return good && make((struct ls_call){OUTER, CNodeMove, 1, {SUP_CNODE}, 4, {LAST, RADIX, INNER, LS_DEPTH}});
}

static void ends(const char *name, word label, word slot)
{
    bool good = nest() && make((struct ls_call){SUP_CNODE, label, 0, {0}, 2, {slot, LS_DEPTH}}) && ls_entries() > 2;

    case_report(name, good, why[0] != 0 ? why : "one entry was enough");
}

int main(void)
{
    ends("deletion of nested CNodes", CNodeDelete, OUTER);
    ends("revocation of nested CNodes", CNodeRevoke, SUP_UNTYPED);
    return test_end();
}
