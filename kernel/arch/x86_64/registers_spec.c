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
    case UC_IP:
    case UC_TLS:
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

/* What a new thread has besides zeros. */
void spec_isa_thread_init(struct atcb *t)
{
    t->regs[UC_RFLAGS] = 0x202;
}

void spec_set_register(struct atcb *t, unsigned index, word value)
{
    t->regs[UC_RCX] = spec_register(t, UC_RCX);
    t->regs[UC_R11] = spec_register(t, UC_R11);
    t->by_syscall = false;
    t->regs[index] = spec_sanitize_register(index, value);
    if (index == UC_IP) {
        t->next_ip = t->regs[UC_IP];
    }
}

/* The registers in the message of a fault, and in the reply to it. */
struct aregisters spec_isa_fault_registers(word kind)
{
    static const uint8_t unknown_syscall[18] = {
        UC_RAX, UC_RBX, UC_RCX, UC_RDX, UC_RSI, UC_RDI, UC_RBP, UC_R8, UC_R9,
        UC_R10, UC_R11, UC_R12, UC_R13, UC_R14, UC_R15, UC_IP, UC_SP, UC_RFLAGS,
    };
    static const uint8_t user_exception[3] = {UC_IP, UC_SP, UC_RFLAGS};
    static const uint8_t timeout_reply[19] = {
        UC_IP, UC_SP, UC_RFLAGS, UC_RAX, UC_RBX, UC_RCX, UC_RDX, UC_RSI, UC_RDI, UC_RBP,
        UC_R8, UC_R9, UC_R10, UC_R11, UC_R12, UC_R13, UC_R14, UC_R15, UC_TLS,
    };

    switch (kind) {
    case seL4_Fault_UnknownSyscall:
        return (struct aregisters){18, unknown_syscall};
    case seL4_Fault_UserException:
        return (struct aregisters){3, user_exception};
    default:
        return (struct aregisters){19, timeout_reply};
    }
}

unsigned spec_isa_fault_words(const struct atcb *t, word *words)
{
    (void)t;
    (void)words;
    spec_require(false, "a pending fault is of a known kind");
    return 0;
}
