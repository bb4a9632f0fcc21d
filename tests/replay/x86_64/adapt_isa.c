/* SPDX-License-Identifier: BSD-2-Clause */
/* What is different on the booted machine, on x86_64: I/O ports and pins that are in use. */
#include "../generate.h"

enum {
    PIN_LAST_QUIET = 1,         /* of the I/O APIC: behind the others are a timer, a clock, disks */
    PINS = 24,
    PORTS_USED_END = 0x1000     /* the player's console, and devices */
};

static word unused_port(word port)
{
    word low = spec_low_bits(port, 16); /* nothing looks at the others */
    return low < PORTS_USED_END ? port + PORTS_FIRST : port;
}

bool is_map_isa(word label)
{
    return label == X86PageMap || label == X86PageTableMap || label == X86PageDirectoryMap || label == X86PDPTMap;
}

void adapt_isa(struct aevent *e, unsigned type, word label)
{
    word *mr3 = &e->regs[UC_MR3];

    if (type == AC_IO_PORT_CONTROL || type == AC_IO_PORT) {
        e->regs[UC_MR0] = unused_port(e->regs[UC_MR0]);
    }
    if (type == AC_IO_PORT_CONTROL) {
        e->regs[UC_MR1] = unused_port(e->regs[UC_MR1]);
    }
    if (type == AC_IRQ_CONTROL && label == X86IRQIssueIRQHandlerIOAPIC) {
        *mr3 = *mr3 < PINS && *mr3 > PIN_LAST_QUIET ? PIN_LAST_QUIET : *mr3;
    }
}

bool reads_device_isa(const struct aevent *e)
{
    word label = spec_word_field(e->regs[UC_INFO], 12, 52);
    bool reads = label == X86IOPortIn8 || label == X86IOPortIn16 || label == X86IOPortIn32;
    return e->kind == EV_SYSCALL && reads && invoked_cap(e).type == AC_IO_PORT;
}

/* The console of the program that plays the script has its ports from the control capability. */
bool takes_console_isa(const struct aevent *e)
{
    struct astate *s = ls_state();
    struct acap cap = invoked_cap(e);
    word slot = 0;

    if (e->kind != EV_SYSCALL || cap.type != AC_CNODE || spec_word_field(e->regs[UC_INFO], 12, 52) != CNodeRevoke) {
        return false;
    }
    struct aoutcome o = spec_lookup_slot(s, false, cap, e->regs[UC_MR0], e->regs[UC_MR1], &slot);
    return !spec_refused(o) && as_cap_in(s, slot).type == AC_IO_PORT_CONTROL;
}
