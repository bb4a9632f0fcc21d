/* SPDX-License-Identifier: BSD-2-Clause */
/* The local APIC (Intel SDM vol. 3, chapter 11) and its timer. */
#include <machine/machine.h>

#define MSR_X2APIC 0x800u
#define MSR_TSC_DEADLINE 0x6e0u

/* Longest wait programmed at once: more and the product below might not fit. An early interrupt sets the rest. */
#define TIMER_WAIT_MAX ((word_t)1 << 31)
#define TIMER_COUNT_MAX 0xffffffffu
#define TIMER_SCALE_BITS 32u

static volatile uint32_t *apic_register(word_t offset)
{
    return (volatile uint32_t *)(device_page(0) + offset);
}

word_t apic_read(word_t offset)
{
    return hw_state.x2apic != 0 ? hw_msr(MSR_X2APIC + offset / 16) : *apic_register(offset);
}

void apic_write(word_t offset, word_t value)
{
    if (hw_state.x2apic != 0)
        hw_msr_set(MSR_X2APIC + offset / 16, value);
    else
        *apic_register(offset) = (uint32_t)value;
}

bool apic_is_in_service(word_t vector)
{
    return (apic_read(APIC_IN_SERVICE + vector / 32 * 16) >> (vector % 32) & 1) != 0;
}

void hw_irq_end(void)
{
    apic_write(APIC_EOI, 0);
}

void hw_timer_set(word_t deadline)
{
    word_t now = 0;
    word_t wait = 0;
    word_t count = 0;

    if (hw_state.timer_deadline != 0) {
        hw_msr_set(MSR_TSC_DEADLINE, deadline != 0 ? deadline : 1); /* 0 would mean never */
        return;
    }
    now = hw_clock();
    wait = deadline > now ? deadline - now : 0;
    wait = wait < TIMER_WAIT_MAX ? wait : TIMER_WAIT_MAX;
    count = wait * hw_state.timer_scale >> TIMER_SCALE_BITS;
    count = count < TIMER_COUNT_MAX ? count : TIMER_COUNT_MAX;
    apic_write(APIC_TIMER_COUNT, count != 0 ? count : 1);
}
