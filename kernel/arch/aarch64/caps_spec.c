/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification: which capabilities and objects AArch64 has, and who does what is asked of them. VCPUs and calls of the
 * firmware are not said here.
 */
#include "cache_spec.h"
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
    return type == seL4_ARM_PageTableObject ? AC_PAGE_TABLE : type == seL4_ARM_VSpaceObject ? AC_VSPACE : AC_FRAME;
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
    default:
        return spec_invoke_asid(s, c);
    }
}
