/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: which capabilities and objects x86_64 has, and who does what is asked of them. */
#include "proof/spec.h"

bool spec_cap_is_table(struct acap cap)
{
    return cap.type == AC_PAGE_TABLE || cap.type == AC_PAGE_DIRECTORY || cap.type == AC_PDPT;
}

bool spec_cap_is_root(struct acap cap)
{
    return cap.type == AC_VSPACE;
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
    case AC_PAGE_DIRECTORY:
        return 5;
    case AC_PDPT:
        return 7;
    case AC_VSPACE:
        return 9;
    case AC_ASID_CONTROL:
        return 11;
    case AC_ASID_POOL:
        return 13;
    case AC_IO_SPACE:
        return 15;
    case AC_IO_PAGE_TABLE:
        return 17;
    case AC_IO_PORT:
        return 19;
    default:
        return 31; /* AC_IO_PORT_CONTROL */
    }
}

unsigned spec_isa_object_bits(word type)
{
    return type == seL4_X86_LargePageObject ? 21 : type == seL4_X64_HugePageObject ? 30 : 12;
}

enum acap_type spec_isa_object_type(word type)
{
    switch (type) {
    case seL4_X86_PDPTObject:
        return AC_PDPT;
    case seL4_X64_PML4Object:
        return AC_VSPACE;
    case seL4_X86_PageTableObject:
        return AC_PAGE_TABLE;
    case seL4_X86_PageDirectoryObject:
        return AC_PAGE_DIRECTORY;
    case seL4_X86_IOPageTableObject:
        return AC_IO_PAGE_TABLE;
    default:
        return AC_FRAME;
    }
}

struct aoutcome spec_isa_invoke(struct astate *s, const struct acall *c)
{
    switch ((enum acap_type)c->cap.type) {
    case AC_FRAME:
        return spec_invoke_frame(s, c);
    case AC_PAGE_TABLE:
    case AC_PAGE_DIRECTORY:
    case AC_PDPT:
    case AC_VSPACE:
        return spec_invoke_table(s, c);
    case AC_ASID_CONTROL:
    case AC_ASID_POOL:
        return spec_invoke_asid(s, c);
    default:
        return spec_invoke_io(s, c);
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
