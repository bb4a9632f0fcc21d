/* SPDX-License-Identifier: BSD-2-Clause */
/* Firmware calls, software interrupts, virtual CPUs: capabilities that only AArch64 has. */
#include "../caps.h"

/* Power State Coordination Interface, Arm DEN 0022: functions without effect. */
#define PSCI_VERSION 0x84000000UL
#define PSCI_FEATURES 0x8400000aUL


static struct frame_reply smc(seL4_CPtr cap, seL4_Word function)
{
    return INVOKE(cap, ARMSMCCall, CAPS(), ARGS(function, 0, 0, 0, 0x44, 0x55, 0x66, 0x77));
}

static seL4_CPtr smc_minted(seL4_CPtr from, seL4_Word function)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_mint(slot, from, seL4_AllRights, function));
    return slot;
}

static seL4_CPtr sgi_new(seL4_Word number, seL4_Word target)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, number, target, ROOT, slot, 64));
    return slot;
}

/* covers: caps.md 2 table of types, SMC, SGI signal, VCPU */
TEST(kinds)
{
    seL4_CPtr sgi = sgi_new(5, 0);

    check_kind("VCPU", kit_object(seL4_ARM_VCPUObject, 0), seL4_NoError, seL4_NoError, seL4_NoError);
    check_kind("SGI signal", sgi, seL4_NoError, seL4_NoError, seL4_NoError);
}

/* covers: hyp.md 2 SMC checks and results; hyp.md 5 SMC0001 */
TEST(smc_calls)
{
    struct frame_reply reply = smc(seL4_CapSMC, PSCI_VERSION);

    CHECK_EQUAL(reply.label, seL4_NoError);
    CHECK_EQUAL(reply.length, 8);
    CHECK(reply.words[0] >> 16 >= 1 && reply.words[0] >> 32 == 0);
    CHECK_EQUAL(reply.words[4], 0x44);
    CHECK_EQUAL(reply.words[7], 0x77);
    CHECK_REFUSED(INVOKE(seL4_CapSMC, ARMSMCCall, CAPS(), ARGS(PSCI_VERSION, 0, 0, 0, 0, 0, 0)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapSMC, ARMPageTableMap, CAPS(), ARGS(PSCI_VERSION, 0, 0, 0, 0, 0, 0, 0)),
                  seL4_IllegalOperation, WORDS());
}

/* covers: hyp.md 2 badge; hyp.md 5 SMC0001; hyp.md 5 SMC0002; hyp.md 5 SMC0004 */
TEST(smc_badges)
{
    seL4_CPtr version = smc_minted(seL4_CapSMC, PSCI_VERSION), copy = kit_slot();

    CHECK_EQUAL(smc(version, PSCI_VERSION).label, seL4_NoError);
    CHECK_REFUSED(smc(version, PSCI_FEATURES), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(smc(version, PSCI_VERSION | 1UL << 32), seL4_IllegalOperation, WORDS());
    CHECK_OK(kit_copy(copy, version, seL4_AllRights));
    CHECK_EQUAL(smc(copy, PSCI_VERSION).label, seL4_NoError);
    CHECK_REFUSED(smc(copy, PSCI_FEATURES), seL4_IllegalOperation, WORDS());
    /* Too few words come first. */
    CHECK_REFUSED(INVOKE(version, ARMSMCCall, CAPS(), ARGS(PSCI_FEATURES)), seL4_TruncatedMessage, WORDS());
}

/* covers: hyp.md 5 SMC0005; hyp.md 5 SMC0006; caps.md 2 SMC */
TEST(smc_badge_is_final)
{
    seL4_CPtr version = smc_minted(seL4_CapSMC, PSCI_VERSION), slot = kit_slot();

    CHECK_EQUAL(kit_mint(slot, version, seL4_AllRights, PSCI_FEATURES), seL4_IllegalOperation);
    CHECK(kit_slot_is_empty(slot));
    CHECK_EQUAL(seL4_CNode_Mutate(ROOT, slot, 64, ROOT, version, 64, PSCI_FEATURES), seL4_IllegalOperation);
    CHECK(kit_slot_is_empty(slot) && !kit_slot_is_empty(version));
    CHECK_OK(kit_copy(slot, version, seL4_NoRights));
    CHECK_EQUAL(smc(slot, PSCI_VERSION).label, seL4_NoError);
}

/* covers: hyp.md 5 SMC0003; hyp.md 5 SMC0007; hyp.md 5 SMC0008; caps.md 4 badge rule SMC; caps.md 5 SMC */
TEST(smc_revocation)
{
    seL4_CPtr copy = kit_slot(), first = smc_minted(seL4_CapSMC, PSCI_VERSION);
    seL4_CPtr second = smc_minted(seL4_CapSMC, PSCI_VERSION), of_first = kit_slot(), of_copy = kit_slot();

    CHECK_OK(kit_copy(copy, seL4_CapSMC, seL4_AllRights));
    CHECK_OK(kit_copy(of_copy, copy, seL4_AllRights));
    CHECK_OK(kit_copy(of_first, first, seL4_AllRights));
    CHECK_OK(kit_revoke(copy));
    CHECK(!kit_slot_is_empty(of_copy) && !kit_slot_is_empty(first) && !kit_slot_is_empty(second));
    CHECK_OK(kit_revoke(first));
    CHECK(kit_slot_is_empty(of_first) && !kit_slot_is_empty(second) && !kit_slot_is_empty(of_copy));
    CHECK_OK(kit_revoke(seL4_CapSMC));
    CHECK(kit_slot_is_empty(first) && kit_slot_is_empty(second) && kit_slot_is_empty(copy));
}

/* covers: irq.md 4 IssueSGISignal; invocations.md 6 arm IssueSGISignal; caps.md 4 SGI signal */
TEST(sgi_arguments)
{
    seL4_CPtr slot = kit_slot(), sgi;

    CHECK_REFUSED(INVOKE(seL4_CapIRQControl, ARMIRQIssueSGISignal, CAPS(ROOT), ARGS(1, 0, slot)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapIRQControl, ARMIRQIssueSGISignal, CAPS(), ARGS(1, 0, slot, 64)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapIRQControl, ARMIRQIssueSGISignal, CAPS(ROOT), ARGS(16, ~0UL, slot, 64)),
                  seL4_RangeError, WORDS(0, 15));
    CHECK_REFUSED(INVOKE(seL4_CapIRQControl, ARMIRQIssueSGISignal, CAPS(ROOT), ARGS(15, 1UL << 32, slot, 64)),
                  seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(INVOKE(seL4_CapIRQControl, ARMIRQIssueSGISignal, CAPS(ROOT), ARGS(15, 0, seL4_CapInitThreadTCB, 64)),
                  seL4_DeleteFirst, WORDS());
    sgi = sgi_new(15, 0);
    CHECK_OK(kit_copy(slot, sgi, seL4_AllRights));
    CHECK_OK(kit_delete(sgi));
    CHECK(!kit_slot_is_empty(slot));
}

/* covers: irq.md 4 sends SGI n to a target */
TEST(sgi_arrives)
{
    seL4_CPtr sgi = sgi_new(7, 0), handler = kit_slot(), notification = kit_notification(), badged = kit_slot();
    seL4_Word badge = 0;

    CHECK_OK(seL4_IRQControl_Get(seL4_CapIRQControl, 7, ROOT, handler, 64));
    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, 0x80));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, badged));
    for (int round = 0; round < 3; round++) {
        seL4_Signal(sgi);
        seL4_Wait(notification, &badge);
        CHECK_EQUAL(badge, 0x80);
        CHECK_OK(seL4_IRQHandler_Ack(handler));
        /* Any message does. */
        seL4_Call(sgi, seL4_MessageInfo_new(99, 0, 0, 0));
        seL4_Wait(notification, &badge);
        CHECK_EQUAL(badge, 0x80);
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    seL4_Poll(notification, &badge);
    CHECK_EQUAL(badge, 0);
}

const struct frame_test isa_tests[] = {
    ENTRY("caps.2.kinds-of-arm", kinds),
    ENTRY("hyp.2.smc-calls", smc_calls),
    ENTRY("hyp.2.smc-badges", smc_badges),
    ENTRY("hyp.5.smc-badge-is-final", smc_badge_is_final),
    ENTRY("hyp.5.smc-revocation", smc_revocation),
    ENTRY("irq.4.sgi-arguments", sgi_arguments),
    ENTRY("irq.4.sgi-arrives", sgi_arrives),
    FRAME_END,
};
