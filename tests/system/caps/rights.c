/* SPDX-License-Identifier: BSD-2-Clause */
/* Masks of rights: what a copy may do less than its source, and never more. */
#include "caps.h"

#define ALL 0xf

static seL4_CapRights_t rights_of(seL4_Word bits)
{
    seL4_CapRights_t rights = {{bits}};

    return rights;
}

/* covers: caps.md 1 cap rights; caps.md 2 mask rights; caps.md 2 rights needed at use, endpoint */
TEST(endpoint_rights)
{
    seL4_CPtr endpoint = kit_endpoint();
    seL4_CPtr copy = kit_slot(), second = kit_slot();

    for (seL4_Word mask = 0; mask <= ALL; mask++) {
        CHECK_OK(kit_copy(copy, endpoint, rights_of(mask | 0x30)));
        /* All four rights are needed for this method. */
        CHECK_EQUAL(seL4_CNode_CancelBadgedSends(ROOT, copy, 64),
                    mask == ALL ? seL4_NoError : seL4_IllegalOperation);
        if (!(mask & 1))
            CHECK_REFUSED(INVOKE(copy, 0, CAPS(), ARGS()), seL4_InvalidCapability, WORDS(0));
        /* A copy of the copy has no more than the copy. */
        for (seL4_Word more = 0; more <= ALL; more++) {
            CHECK_OK(kit_copy(second, copy, rights_of(more)));
            CHECK_EQUAL(seL4_CNode_CancelBadgedSends(ROOT, second, 64),
                        (mask & more) == ALL ? seL4_NoError : seL4_IllegalOperation);
            if (!(mask & more & 1))
                CHECK_REFUSED(INVOKE(second, 0, CAPS(), ARGS()), seL4_InvalidCapability, WORDS(0));
            CHECK_OK(kit_delete(second));
        }
        CHECK_OK(kit_delete(copy));
    }
    /* Mint masks, too, and Move does not. */
    CHECK_OK(kit_mint(copy, endpoint, rights_of(ALL & ~1), 5));
    CHECK_REFUSED(INVOKE(copy, 0, CAPS(), ARGS()), seL4_InvalidCapability, WORDS(0));
    CHECK_OK(kit_move(second, copy));
    CHECK_REFUSED(INVOKE(second, 0, CAPS(), ARGS()), seL4_InvalidCapability, WORDS(0));
    CHECK_OK(kit_mint(copy, endpoint, seL4_AllRights, 5));
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, copy, 64));
}

static struct probe probe;
static seL4_CPtr cap;

static void poll_cap(void *argument)
{
    (void)argument;
    (void)seL4_Poll(cap, 0);
}

/* covers: caps.md 2 rights needed at use, notification; caps.md 10 CapFault for missing rights */
TEST(notification_rights)
{
    seL4_CPtr notification = kit_notification();
    seL4_CPtr copy = kit_slot();
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);

    probe_make(&probe, (struct kit_options){.priority = 100});
    for (seL4_Word mask = 0; mask <= ALL; mask++) {
        struct frame_reply signal;

        CHECK_OK(kit_mint(copy, notification, rights_of(mask), 6));
        signal = INVOKE(copy, 0, CAPS(), ARGS());
        if (mask & 1)
            CHECK_SUCCESS(signal);
        else
            CHECK_REFUSED(signal, seL4_InvalidCapability, WORDS(0));
        CHECK_EQUAL(seL4_TCB_BindNotification(tcb, copy), mask & 2 ? seL4_NoError : seL4_IllegalOperation);
        if (mask & 2)
            CHECK_OK(seL4_TCB_UnbindNotification(tcb));
        cap = copy;
        if (mask & 2) {
            CHECK_EQUAL(probe_run(&probe, poll_cap, 0), PROBE_RETURNED);
        } else {
            CHECK_EQUAL(probe_run(&probe, poll_cap, 0), seL4_Fault_CapFault);
            CHECK_EQUAL(seL4_GetMR(1), copy);
            CHECK_EQUAL(seL4_GetMR(2), 1);
            CHECK_EQUAL(seL4_GetMR(3), 2);
            CHECK_EQUAL(seL4_GetMR(4), 0);
        }
        CHECK_OK(kit_delete(copy));
    }
}

static void read_window(void *argument)
{
    (void)argument;
    (void)*(volatile seL4_Word *)WINDOW;
}

static void write_window(void *argument)
{
    (void)argument;
    *(volatile seL4_Word *)WINDOW = 1;
}

enum access { NONE, READ, WRITE };

/* The rights left, by the table of caps.md 2. */
static enum access masked(enum access now, seL4_Word mask)
{
    enum access asked = (mask & 3) == 3 ? WRITE : mask & 2 ? READ : NONE;

    return now < asked ? now : asked;
}

static void check_access(seL4_CPtr frame, enum access wanted)
{
    CHECK_OK(kit_map(frame, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    CHECK_EQUAL(probe_run(&probe, read_window, 0), wanted >= READ ? PROBE_RETURNED : seL4_Fault_VMFault);
    CHECK_EQUAL(probe_run(&probe, write_window, 0), wanted >= WRITE ? PROBE_RETURNED : seL4_Fault_VMFault);
    CHECK_OK(kit_unmap(frame));
}

/* covers: caps.md 2 frame rights table */
TEST(frame_rights)
{
    seL4_CPtr frame = kit_frame();
    seL4_CPtr copy = kit_slot(), second = kit_slot();

    probe_make(&probe, (struct kit_options){.priority = 100});
    check_access(frame, WRITE);
    for (seL4_Word mask = 0; mask < 4; mask++) {
        enum access first = masked(WRITE, mask);

        CHECK_OK(kit_copy(copy, frame, rights_of(mask | 0xc)));
        check_access(copy, first);
        for (seL4_Word more = 0; more < 4; more++) {
            CHECK_OK(kit_mint(second, copy, rights_of(more), 1));
            check_access(second, masked(first, more));
            CHECK_OK(kit_delete(second));
        }
        CHECK_OK(kit_delete(copy));
    }
}

/* covers: caps.md 2 rights none */
TEST(types_without_rights)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    seL4_CPtr node = kit_object(seL4_CapTableObject, 2);
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr copy = kit_slot(), object = kit_slot();

    CHECK_OK(kit_copy(copy, tcb, seL4_NoRights));
    CHECK_OK(seL4_TCB_SetMCPriority(copy, seL4_CapInitThreadTCB, 77));
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(copy), ARGS(78)), seL4_RangeError, WORDS(0, 77));
    CHECK_OK(kit_delete(copy));
    CHECK_OK(kit_copy(copy, node, seL4_NoRights));
    CHECK_OK(seL4_CNode_Copy(copy, 1, 2, ROOT, tcb, 64, seL4_AllRights));
    CHECK_OK(kit_delete(copy));
    CHECK_OK(kit_copy(copy, untyped, seL4_NoRights));
    CHECK_OK(seL4_Untyped_Retype(copy, seL4_EndpointObject, 0, ROOT, 0, 0, object, 1));
}

const struct frame_test rights_tests[] = {
    ENTRY("caps.2.endpoint-rights", endpoint_rights),
    ENTRY("caps.2.notification-rights", notification_rights),
    ENTRY("caps.2.frame-rights", frame_rights),
    ENTRY("caps.2.types-without-rights", types_without_rights),
    FRAME_END,
};
