/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: which capabilities and objects AArch64 has, who does what is asked of them, calls of the firmware. */
#include "cache_spec.h"
#include "guest_spec.h"
#include "proof/spec.h"

bool spec_cap_is_table(struct acap cap)
{
    return cap.type == AC_PAGE_TABLE;
}

bool spec_cap_is_root(struct acap cap)
{
    return cap.type == AC_VSPACE && cap.mapped;
}

bool spec_cap_is_free_root(struct acap cap)
{
    return cap.type == AC_VSPACE && !cap.mapped;
}

word spec_isa_type_number(unsigned type)
{
    switch ((enum acap_type)type) {
    case AC_FRAME:
        return 1;
    case AC_PAGE_TABLE:
        return 3;
    case AC_VSPACE:
        return 9;
    case AC_ASID_CONTROL:
        return 11;
    case AC_ASID_POOL:
        return 13;
    case AC_VCPU:
        return 15;
    case AC_SMC:
        return 25;
    default:
        return 27; /* AC_SGI_SIGNAL */
    }
}

unsigned spec_isa_object_bits(word type)
{
    switch (type) {
    case seL4_ARM_LargePageObject:
        return 21;
    case seL4_ARM_HugePageObject:
        return 30;
    case seL4_ARM_VSpaceObject:
        return 13;
    default:
        return 12;
    }
}

enum acap_type spec_isa_object_type(word type)
{
    switch (type) {
    case seL4_ARM_PageTableObject:
        return AC_PAGE_TABLE;
    case seL4_ARM_VSpaceObject:
        return AC_VSPACE;
    case seL4_ARM_VCPUObject:
        return AC_VCPU;
    default:
        return AC_FRAME;
    }
}

/* The badge is the number of the only function that may be called, 0: any. */
static struct aoutcome invoke_smc(struct astate *s, const struct acall *c)
{
    enum { SMC_WORDS = 8 };
    struct aoutcome o = spec_outcome_ok();

    if (c->label != ARMSMCCall) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (c->length < SMC_WORDS) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    if (c->cap.badge != 0 && c->cap.badge != spec_call_word(s, c, 0)) {
        return spec_refuse(seL4_IllegalOperation);
    }
    o.count = SMC_WORDS;
    for (unsigned i = 0; i < SMC_WORDS; i++) {
        o.words[i] = spec_firmware_answer(i, spec_call_word(s, c, i));
    }
    return o;
}

/* Any message makes a software interrupt, which is nothing that this state knows. */
struct aoutcome spec_isa_invoke(struct astate *s, const struct acall *c)
{
    switch ((enum acap_type)c->cap.type) {
    case AC_FRAME:
        return spec_invoke_frame(s, c);
    case AC_PAGE_TABLE:
        return spec_invoke_table(s, c);
    case AC_SGI_SIGNAL:
        return spec_outcome_ok();
    case AC_VSPACE:
        return spec_invoke_root(s, c);
    case AC_VCPU:
        return spec_invoke_vcpu(s, c);
    case AC_SMC:
        return invoke_smc(s, c);
    default:
        return spec_invoke_asid(s, c);
    }
}
