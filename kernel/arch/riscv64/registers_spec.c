/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: the registers of a thread as others see and set them. Each takes every value. */
#include "proof/spec.h"

word spec_sanitize_register(unsigned index, word value)
{
    (void)index;
    return value;
}

word spec_register(const struct atcb *t, unsigned index)
{
    return t->regs[index];
}

void spec_set_register(struct atcb *t, unsigned index, word value)
{
    t->regs[index] = value;
    if (index == UC_IP) {
        t->next_ip = value;
    }
}

/* A new thread has zeros. */
void spec_isa_thread_init(struct atcb *t)
{
    (void)t;
}

struct aregisters spec_isa_fault_registers(word kind)
{
    static const uint8_t unknown_syscall[10] = {
        UC_IP, UC_SP, UC_RA, UC_A0, UC_A1, UC_A2, UC_A3, UC_A4, UC_A5, UC_A6,
    };
    static const uint8_t user_exception[2] = {UC_IP, UC_SP};
    static const uint8_t timeout_reply[UC_COUNT] = {
        UC_IP, UC_RA, UC_SP, UC_GP, UC_S0, UC_S1, UC_S2, UC_S3, UC_S4, UC_S5, UC_S6, UC_S7, UC_S8, UC_S9, UC_S10,
        UC_S11, UC_A0, UC_A1, UC_A2, UC_A3, UC_A4, UC_A5, UC_A6, UC_A7, UC_T0, UC_T1, UC_T2, UC_T3, UC_T4, UC_T5,
        UC_T6, UC_TLS,
    };

    switch (kind) {
    case seL4_Fault_UnknownSyscall:
        return (struct aregisters){10, unknown_syscall};
    case seL4_Fault_UserException:
        return (struct aregisters){2, user_exception};
    default:
        return (struct aregisters){UC_COUNT, timeout_reply};
    }
}

unsigned spec_isa_fault_words(const struct atcb *t, word *words)
{
    (void)t;
    (void)words;
    spec_require(false, "a pending fault is of a known kind");
    return 0;
}
