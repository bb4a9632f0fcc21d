/* SPDX-License-Identifier: BSD-2-Clause */
/* SMC capabilities: which functions each may call, and that all eight words go both ways. */
#include <arch_test.h>
#include <firmware.h>

enum { SLOT_ANY = 1, SLOT_ONE };

#define FUNCTION W(0x84000008)

static word_t call(word_t slot, word_t label, int length)
{
    return world_invoke(slot, label, NO_EXTRAS, length, FUNCTION, W(1), W(2), W(3), W(4), W(5), W(6), ~W(0));
}

static void setup(void)
{
    slot_insert_alone(world_slot(SLOT_ANY), smc_cap_new());
}

/* The badge is given once, with it comes a capability for one function. */
static void badges(void)
{
    cap_t any = smc_cap_new(), one = arch_cap_update_data(any, false, FUNCTION);

    CHECK(cap_badge(any) == 0 && cap_type(one) == CAP_SMC && cap_badge(one) == FUNCTION);
    CHECK(cap_is_null(arch_cap_update_data(one, false, 7)) && cap_is_null(arch_cap_update_data(any, true, 7)));
    CHECK(arch_cap_is_badged(any) && arch_cap_same_region(any, one));
}

static void refusals(void)
{
    setup();
    CHECK(REFUSED(call(SLOT_ANY, ARMPageMap, 7), seL4_IllegalOperation));
    CHECK(REFUSED(call(SLOT_ANY, ARMSMCCall, 7), seL4_TruncatedMessage));
    slot_insert_alone(world_slot(SLOT_ONE), arch_cap_update_data(smc_cap_new(), false, FUNCTION + 1));
    CHECK(REFUSED(call(SLOT_ONE, ARMSMCCall, 7), seL4_TruncatedMessage));
    CHECK(REFUSED(call(SLOT_ONE, ARMSMCCall, 8), seL4_IllegalOperation));
    CHECK(host_machine.smc_calls == 0);
}

static void words(void)
{
    setup();
    CHECK(call(SLOT_ANY, ARMSMCCall, 8) == STATUS_OK && host_machine.smc_calls == 1 && core0.result_count == 8);
    for (word_t i = 0; i < 8; i++) {
        word_t sent = i == 0 ? FUNCTION : i == 7 ? ~W(0) : i;

        CHECK(host_machine.smc[i] == sent && core0.result[i] == (sent ^ 0x1111111111111111 * (i + 1)));
    }
    slot_insert_alone(world_slot(SLOT_ONE), arch_cap_update_data(smc_cap_new(), false, FUNCTION));
    CHECK(call(SLOT_ONE, ARMSMCCall, 8) == STATUS_OK && host_machine.smc_calls == 2);
}

int main(void)
{
    RUN(badges);
    RUN(refusals);
    RUN(words);
    return test_end();
}
