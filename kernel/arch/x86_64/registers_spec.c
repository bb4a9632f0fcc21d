/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: the registers of a thread as others see and set them. */
#include "proof/spec.h"

static bool is_canonical(word address)
{
    return address <= 0x00007ffffffffffful || address >= 0xffff800000000000ul;
}

/* What a register accepts from user level: addresses in canonical form, and only the harmless flags. */
word spec_sanitize_register(unsigned index, word value)
{
    switch (index) {
    case UC_RIP:
    case UC_FS_BASE:
    case UC_GS_BASE:
        return is_canonical(value) ? value : 0;
    case UC_RFLAGS: {
        static const uint8_t accepted[7] = {0, 2, 4, 6, 7, 10, 11};
        word flags = 0x202;
        for (unsigned i = 0; i < 7; i++) {
            flags += spec_word_field(value, accepted[i], 1) * (word)spec_power_of_2(accepted[i]);
        }
        return flags;
    }
    default:
        return value;
    }
}

/*
 * A thread that came by `syscall` goes back by `sysret`, which leaves in rcx where it continues and in r11 its flags.
 * So these are their values, until some other register is set from outside and the way back restores everything.
 */
word spec_register(const struct atcb *t, unsigned index)
{
    if (t->by_syscall && index == UC_RCX) {
        return t->next_ip;
    }
    if (t->by_syscall && index == UC_R11) {
        return t->regs[UC_RFLAGS];
    }
    return t->regs[index];
}

void spec_set_register(struct atcb *t, unsigned index, word value)
{
    t->regs[UC_RCX] = spec_register(t, UC_RCX);
    t->regs[UC_R11] = spec_register(t, UC_R11);
    t->by_syscall = false;
    t->regs[index] = spec_sanitize_register(index, value);
    if (index == UC_RIP) {
        t->next_ip = t->regs[UC_RIP];
    }
}
