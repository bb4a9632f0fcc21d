/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: I/O ports, and I/O page tables on a machine without an I/O MMU. */
#include "proof/spec.h"

enum { PORTS = 65536 };

static bool port_issued(const struct astate *s, word first, word last)
{
    for (unsigned i = 0; i < s->entry_count; i++) {
        const struct acap *cap = &s->entry[i].cap;
        if (cap->type == AC_IO_PORT && cap->first_port <= last && first <= cap->last_port) {
            return true;
        }
    }
    return false;
}

static struct aoutcome issue(struct astate *s, const struct acall *c)
{
    word slot = 0;

    if (c->label != X86IOPortControlIssue) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (c->length < 4 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word first = spec_call_word(s, c, 0) % PORTS;
    word last = spec_call_word(s, c, 1) % PORTS;
    if (last < first) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    if (port_issued(s, first, last)) {
        return spec_refuse(seL4_RevokeFirst);
    }
    struct acap root = spec_call_cap(s, c, 0);
    struct aoutcome o = spec_lookup_free_slot(s, root, spec_call_word(s, c, 2), spec_call_word(s, c, 3), &slot);
    if (spec_refused(o)) {
        return o;
    }

    struct acap ports = {.type = AC_IO_PORT, .first_port = (uint16_t)first, .last_port = (uint16_t)last};
    spec_insert_new(s, c->slot, slot, ports);
    return spec_outcome_ok();
}

static struct aoutcome access(struct astate *s, const struct acall *c)
{
    bool input = c->label >= X86IOPortIn8 && c->label <= X86IOPortIn32;
    bool output = c->label >= X86IOPortOut8 && c->label <= X86IOPortOut32;

    if (!input && !output) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (c->length < (output ? 2u : 1u)) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word port = spec_call_word(s, c, 0) % PORTS;
    word bytes = (word)spec_power_of_2((unsigned)(c->label - (input ? X86IOPortIn8 : X86IOPortOut8)));
    if (port < c->cap.first_port || port + bytes - 1 > c->cap.last_port) {
        return spec_refuse(seL4_IllegalOperation);
    }
    /* What is read is the device's to say; on a bus without a device all bits are one. */
    return input ? spec_outcome_value((word)spec_power_of_2((unsigned)(8 * bytes)) - 1) : spec_outcome_ok();
}

/* No I/O space capability exists, so Map always ends at its check. */
static struct aoutcome io_page_table(const struct acall *c)
{
    switch (c->label) {
    case X86IOPageTableMap:
        return c->extra_count < 1 || c->length < 1 ? spec_refuse(seL4_TruncatedMessage)
                                                   : spec_refuse_number(seL4_InvalidCapability, 0);
    case X86IOPageTableUnmap:
        return spec_outcome_ok();
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}

struct aoutcome spec_invoke_io(struct astate *s, const struct acall *c)
{
    switch ((enum acap_type)c->cap.type) {
    case AC_IO_PORT_CONTROL:
        return issue(s, c);
    case AC_IO_PORT:
        return access(s, c);
    case AC_IO_PAGE_TABLE:
        return io_page_table(c);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}
