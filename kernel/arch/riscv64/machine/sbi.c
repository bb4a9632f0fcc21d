/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the firmware: RISC-V supervisor binary interface 1.0. */
#include <arch/arch.h>
#include <machine/machine.h>

struct sbi_result sbi_call(word_t extension, word_t function, word_t argument0, word_t argument1)
{
    register word_t a0 __asm__("a0") = argument0;
    register word_t a1 __asm__("a1") = argument1;
    register word_t a6 __asm__("a6") = function;
    register word_t a7 __asm__("a7") = extension;

    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
    return (struct sbi_result){a0, a1};
}

void hw_timer_set_by_firmware(word_t deadline)
{
    (void)sbi_call(SBI_TIMER, 0, deadline, 0);
}

void arch_console_put(char c)
{
    if (c == '\n')
        (void)sbi_call(SBI_LEGACY_PUT, 0, '\r', 0);
    (void)sbi_call(SBI_LEGACY_PUT, 0, (unsigned char)c, 0);
}
