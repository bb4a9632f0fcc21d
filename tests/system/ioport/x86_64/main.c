/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports: ranges are issued once, and accesses stay within them. */
#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define CONTROL seL4_CapIOPortControl
/* CMOS memory: an index port and a data port. Index 0x40 and 0x41 are free bytes. */
#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define CMOS_FREE 0x40
/* A range with no device. */
#define NOWHERE 0x9100
#define WILD 0x100000000UL

static struct frame_reply issue(seL4_Word first, seL4_Word last, seL4_CPtr slot)
{
    return INVOKE(CONTROL, X86IOPortControlIssue, CAPS(ROOT), ARGS(first, last, slot, 64));
}

static struct frame_reply in(seL4_CPtr ports, seL4_Word label, seL4_Word port)
{
    return INVOKE(ports, label, CAPS(), ARGS(port));
}

static struct frame_reply out(seL4_CPtr ports, seL4_Word label, seL4_Word port, seL4_Word data)
{
    return INVOKE(ports, label, CAPS(), ARGS(port, data));
}

/* covers: invocations.md 10 Issue */
TEST(issue_refusals)
{
    seL4_CPtr ports = kit_slot(), slot = kit_slot(), full = kit_endpoint();

    CHECK_SUCCESS(issue(NOWHERE + 8, NOWHERE + 15, ports));
    CHECK_REFUSED(INVOKE(CONTROL, X86IOPortControlIssue, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, X86IOPortControlIssue, CAPS(ROOT), ARGS(9, 8, slot)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, X86IOPortControlIssue, CAPS(), ARGS(9, 8, slot, 64)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, X86IOPortIn8, CAPS(ROOT), ARGS(NOWHERE, NOWHERE, slot, 64)), seL4_IllegalOperation,
                  WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, 0, CAPS(ROOT), ARGS(NOWHERE, NOWHERE, slot, 64)), seL4_IllegalOperation, WORDS());
    /* Each of two things wrong: the earlier one is told. */
    CHECK_REFUSED(issue(NOWHERE + 9, NOWHERE + 8, full), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(issue(1, 0, full), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(issue(NOWHERE + 8, NOWHERE + 15, full), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(issue(NOWHERE + 15, NOWHERE + 15, slot), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(issue(NOWHERE + 8, NOWHERE + 8, slot), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(issue(NOWHERE, NOWHERE + 8, slot), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(issue(0, 0xffff, slot), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(issue(NOWHERE + 10, NOWHERE + 100, slot), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(issue(NOWHERE, NOWHERE + 7, full), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(CONTROL, X86IOPortControlIssue, CAPS(ROOT), ARGS(NOWHERE, NOWHERE, slot, 65)),
                  seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(INVOKE(CONTROL, X86IOPortControlIssue, CAPS(full), ARGS(NOWHERE, NOWHERE, slot, 65)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK(kit_slot_is_empty(slot));
    /* None of these took anything: the neighbours are free. Numbers are cut to 16 bits. */
    CHECK_SUCCESS(issue(WILD + NOWHERE, 0xffff0000 + NOWHERE + 7, slot));
    CHECK_SUCCESS(issue(NOWHERE + 16, NOWHERE + 16, kit_slot()));
    CHECK_SUCCESS(out(slot, X86IOPortOut8, NOWHERE + 7, 0));
    CHECK_SUCCESS(issue(0xfff0, 0x1ffff, kit_slot()));
}

/* covers: invocations.md 10 range becomes issuable; caps.md 5 IOPort; caps.md 4 IOPortControl, IOPort */
TEST(issued_again)
{
    seL4_CPtr ports = kit_slot(), copy = kit_slot(), other = kit_slot(), moved = kit_slot();

    CHECK_SUCCESS(issue(NOWHERE, NOWHERE + 3, ports));
    CHECK_OK(kit_copy(copy, ports, seL4_AllRights));
    CHECK_OK(kit_move(moved, ports));
    CHECK_OK(kit_delete(moved));
    CHECK_REFUSED(issue(NOWHERE + 3, NOWHERE + 3, other), seL4_RevokeFirst, WORDS());
    CHECK_EQUAL(in(copy, X86IOPortIn8, NOWHERE).label, seL4_NoError);
    CHECK_OK(kit_delete(copy));
    CHECK_SUCCESS(issue(NOWHERE + 1, NOWHERE + 2, other));
    CHECK_SUCCESS(issue(NOWHERE, NOWHERE, ports));
    /* Copies are children of the one that was issued; another range is none of them. */
    CHECK_OK(kit_copy(copy, other, seL4_AllRights));
    CHECK_OK(kit_revoke(other));
    CHECK(kit_slot_is_empty(copy));
    CHECK(!kit_slot_is_empty(other));
    CHECK(!kit_slot_is_empty(ports));
    CHECK_EQUAL(kit_copy(copy, CONTROL, seL4_AllRights), seL4_IllegalOperation);
    /* A range over many words of the kernel's map. */
    CHECK_OK(kit_delete(other));
    CHECK_OK(kit_delete(ports));
    CHECK_SUCCESS(issue(0x8000, 0xffff, ports));
    CHECK_REFUSED(issue(0xa123, 0xa123, other), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(issue(0x7fff, 0x8000, other), seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(ports));
    CHECK_SUCCESS(issue(0xa123, 0xa123, other));
    CHECK_REFUSED(issue(0x8000, 0xffff, ports), seL4_RevokeFirst, WORDS());
}

/* covers: invocations.md 10 In8/16/32; invocations.md 10 Out8/16/32 */
TEST(ranges)
{
    static const struct {
        seL4_Word in, out, bytes;
    } sizes[] = {{X86IOPortIn8, X86IOPortOut8, 1}, {X86IOPortIn16, X86IOPortOut16, 2},
                 {X86IOPortIn32, X86IOPortOut32, 4}};
    seL4_CPtr ports = kit_slot(), top = kit_slot();

    CHECK_SUCCESS(issue(NOWHERE, NOWHERE + 7, ports));
    CHECK_SUCCESS(issue(0xfffe, 0xffff, top));
    for (unsigned i = 0; i < 3; i++) {
        seL4_Word last = NOWHERE + 8 - sizes[i].bytes;

        CHECK_REFUSED(INVOKE(ports, sizes[i].in, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(INVOKE(ports, sizes[i].out, CAPS(), ARGS(0)), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(in(ports, sizes[i].in, NOWHERE - 1), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(in(ports, sizes[i].in, last + 1), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(in(ports, sizes[i].in, 0), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(in(ports, sizes[i].in, ~0UL), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(out(ports, sizes[i].out, NOWHERE - 1, 0), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(out(ports, sizes[i].out, last + 1, 0), seL4_IllegalOperation, WORDS());
        CHECK_SUCCESS(out(ports, sizes[i].out, NOWHERE, ~0UL));
        CHECK_SUCCESS(out(ports, sizes[i].out, WILD + last, ~0UL));
        /* Nothing answers there: all ones, and zeros above the size. */
        CHECK_REPLY(in(ports, sizes[i].in, NOWHERE), WORDS((1UL << (8 * sizes[i].bytes)) - 1));
        CHECK_REPLY(in(ports, sizes[i].in, WILD + last), WORDS((1UL << (8 * sizes[i].bytes)) - 1));
        /* The end of all ports does not wrap around. */
        CHECK_EQUAL(in(top, sizes[i].in, 0xfffe).label, sizes[i].bytes <= 2 ? seL4_NoError : seL4_IllegalOperation);
        CHECK_EQUAL(in(top, sizes[i].in, 0xffff).label, sizes[i].bytes == 1 ? seL4_NoError : seL4_IllegalOperation);
    }
    for (seL4_Word label = 0; label < 100; label++) {
        if (label >= X86IOPortIn8 && label <= X86IOPortOut32)
            continue;
        CHECK_REFUSED(INVOKE(ports, label, CAPS(ROOT), ARGS(NOWHERE, 0)), seL4_IllegalOperation, WORDS());
    }
}

/* covers: invocations.md 10 data 8 bits, zero-extended */
TEST(values)
{
    seL4_CPtr cmos = kit_slot();
    seL4_Word saved = 0;

    CHECK_SUCCESS(issue(CMOS_INDEX, CMOS_DATA, cmos));
    CHECK_SUCCESS(out(cmos, X86IOPortOut8, CMOS_INDEX, 0xffffff00 + CMOS_FREE));
    saved = in(cmos, X86IOPortIn8, CMOS_DATA).words[0];
    CHECK(saved <= 0xff);
    for (seL4_Word value = 0; value < 256; value += 51) {
        CHECK_SUCCESS(out(cmos, X86IOPortOut8, CMOS_DATA, 0x1234500 + value));
        CHECK_REPLY(in(cmos, X86IOPortIn8, CMOS_DATA), WORDS(value));
    }
    /* Both ports at once: index, then data. */
    CHECK_SUCCESS(out(cmos, X86IOPortOut16, CMOS_INDEX, 0xabcd0000 + (0x5aUL << 8) + CMOS_FREE));
    CHECK_REPLY(in(cmos, X86IOPortIn8, CMOS_DATA), WORDS(0x5a));
    CHECK_EQUAL(in(cmos, X86IOPortIn16, CMOS_INDEX).words[0] >> 8, 0x5a);
    CHECK_SUCCESS(out(cmos, X86IOPortOut8, CMOS_DATA, saved));
}

static const struct frame_test tests[] = {
    ENTRY("invocations.10.issue-refusals", issue_refusals),
    ENTRY("invocations.10.issued-again", issued_again),
    ENTRY("invocations.10.ranges", ranges),
    ENTRY("invocations.10.values", values),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
