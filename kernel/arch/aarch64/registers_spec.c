/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: the registers of a thread as others see and set them. */
#include "proof/spec.h"

/* Of a debug kernel, which takes errors of the memory system at once; else they are masked, too. */
enum { SPSR_USER = 0x40, SPSR_FLAGS_BIT = 28, SPSR_FLAGS = 4 };

/* Program states of a guest. */
enum { MODE_BITS = 5, MODE_EL0T = 0, MODE_EL1T = 4, MODE_EL1H = 5 };

/* Of a thread without VCPU. */
word spec_sanitize_register(unsigned index, word value)
{
    if (index != UC_SPSR) {
        return value;
    }
    return SPSR_USER + spec_word_field(value, SPSR_FLAGS_BIT, SPSR_FLAGS) * (word)spec_power_of_2(SPSR_FLAGS_BIT);
}

word spec_register(const struct atcb *t, unsigned index)
{
    return index == UC_NEXT_IP ? t->next_ip : t->regs[index];
}

void spec_set_register(struct atcb *t, unsigned index, word value)
{
    if (index == UC_NEXT_IP) {
        t->next_ip = value;
        return;
    }
    word mode = spec_word_field(value, 0, MODE_BITS);
    bool of_guest = t->vcpu != 0 && (mode == MODE_EL0T || mode == MODE_EL1T || mode == MODE_EL1H);
    t->regs[index] = of_guest ? value : spec_sanitize_register(index, value);
    if (index == UC_IP) {
        t->next_ip = value;
    }
}

void spec_isa_thread_init(struct atcb *t)
{
    t->regs[UC_SPSR] = SPSR_USER;
}

struct aregisters spec_isa_fault_registers(word kind)
{
    static const uint8_t unknown_syscall[12] = {
        UC_X0, UC_X1, UC_X2, UC_X3, UC_X4, UC_X5, UC_X6, UC_X7, UC_IP, UC_SP, UC_NEXT_IP, UC_SPSR,
    };
    static const uint8_t user_exception[3] = {UC_IP, UC_SP, UC_SPSR};
    static const uint8_t timeout_reply[34] = {
        UC_IP, UC_SP, UC_SPSR, UC_X0, UC_X1, UC_X2, UC_X3, UC_X4, UC_X5, UC_X6, UC_X7, UC_X8, UC_X16, UC_X17, UC_X18,
        UC_X29, UC_X30, UC_X9, UC_X10, UC_X11, UC_X12, UC_X13, UC_X14, UC_X15, UC_X19, UC_X20, UC_X21, UC_X22, UC_X23,
        UC_X24, UC_X25, UC_X26, UC_X27, UC_X28,
    };

    switch (kind) {
    case seL4_Fault_UnknownSyscall:
        return (struct aregisters){12, unknown_syscall};
    case seL4_Fault_UserException:
        return (struct aregisters){3, user_exception};
    default:
        return (struct aregisters){34, timeout_reply};
    }
}

/* A syndrome; a list register; an interrupt. */
unsigned spec_isa_fault_words(const struct atcb *t, word *words)
{
    spec_require(t->fault.kind == seL4_Fault_VCPUFault || t->fault.kind == seL4_Fault_VGICMaintenance
                 || t->fault.kind == seL4_Fault_VPPIEvent, "a pending fault is of a known kind");
    words[0] = t->fault.words[0];
    return 1;
}
