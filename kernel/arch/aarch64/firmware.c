/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the firmware on behalf of programs. hyp.md section 2. */
#include <arch/arch.h>
#include <firmware.h>

#define SMC_WORDS 8u

/*
 * Call: x0 .. x7; the results are x0 .. x7. IllegalOperation (label; the badge is another function's number);
 * TruncatedMessage.
 */
word_t smc_invoke(const struct invocation *in, struct refusal *why)
{
    static struct hw_smc registers;
    word_t badge = cap_badge(in->cap);

    if (in->label != ARMSMCCall)
        return refuse(why, seL4_IllegalOperation);
    if (in->length < SMC_WORDS)
        return refuse(why, seL4_TruncatedMessage);
    if ((badge != 0) && (badge != invocation_register(in, 0)))
        return refuse(why, seL4_IllegalOperation);
    for (word_t i = 0; i < SMC_WORDS; i++)
        registers.x[i] = invocation_argument(in, i);
    hw_smc_call(&registers);
    for (word_t i = 0; i < SMC_WORDS; i++)
        invocation_result(registers.x[i]);
    return STATUS_OK;
}
