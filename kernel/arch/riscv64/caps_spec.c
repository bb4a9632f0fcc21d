/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: which capabilities and objects RISC-V has, and who does what is asked of them. */
#include "proof/spec.h"

bool spec_cap_is_table(struct acap cap)
{
    return cap.type == AC_PAGE_TABLE;
}

/* Any table that is mapped may be installed as an address space; accesses fault unless it is the root of its ASID. */
bool spec_cap_is_root(struct acap cap)
{
    return cap.type == AC_PAGE_TABLE && cap.mapped;
}

bool spec_cap_is_free_root(struct acap cap)
{
    return cap.type == AC_PAGE_TABLE && !cap.mapped;
}

word spec_isa_type_number(unsigned type)
{
    return type == AC_FRAME ? 1 : type == AC_PAGE_TABLE ? 3 : type == AC_ASID_CONTROL ? 11 : 13;
}

unsigned spec_isa_object_bits(word type)
{
    return type == seL4_RISCV_Mega_Page ? 21 : type == seL4_RISCV_Giga_Page ? 30 : 12;
}

enum acap_type spec_isa_object_type(word type)
{
    return type == seL4_RISCV_PageTableObject ? AC_PAGE_TABLE : AC_FRAME;
}

struct aoutcome spec_isa_invoke_frame(struct astate *s, const struct acall *c)
{
    (void)s;
    (void)c;
    return spec_refuse(seL4_IllegalOperation);
}

struct aoutcome spec_isa_invoke(struct astate *s, const struct acall *c)
{
    switch ((enum acap_type)c->cap.type) {
    case AC_FRAME:
        return spec_invoke_frame(s, c);
    case AC_PAGE_TABLE:
        return spec_invoke_table(s, c);
    default:
        return spec_invoke_asid(s, c);
    }
}

/* There are no guests. */
void spec_isa_thread_finalize(struct astate *s, word thread)
{
    (void)s;
    (void)thread;
}

void spec_isa_guest_acted(struct astate *s, const struct aevent *e)
{
    (void)s;
    (void)e;
}

bool spec_isa_guest_interrupt(struct astate *s, const struct aevent *e, bool in_time)
{
    (void)s;
    (void)e;
    (void)in_time;
    return false;
}

void spec_vcpu_create(struct astate *s, word name)
{
    (void)s;
    (void)name;
    spec_require(false, "there are no VCPUs");
}

void spec_vcpu_destroy(struct astate *s, word name)
{
    spec_vcpu_create(s, name);
}
