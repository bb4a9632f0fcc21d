/* SPDX-License-Identifier: BSD-2-Clause */
/* The physical timer of EL1, which the configuration gives to programs, and a software interrupt. */
#include "clock.h"

#define ROOT seL4_CapInitThreadCNode

#define TIMER_INTERRUPT 30
/* CNTP_CTL_EL0: on. */
#define TIMER_ENABLE 1ul

#define OTHER_NUMBER 9

static seL4_Word period_ticks;
static seL4_CPtr other_signal;

seL4_Error clock_issue(seL4_CPtr slot, unsigned way)
{
    (void)way;
    return seL4_IRQControl_Get(seL4_CapIRQControl, TIMER_INTERRUPT, ROOT, slot, 64);
}

void clock_next(void)
{
    __asm__ volatile("msr cntp_cval_el0, %0\n\tisb" : : "r"(kit_clock() + period_ticks) : "memory");
}

void clock_start(seL4_Word period_us)
{
    seL4_Word hertz = 0;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hertz));
    period_ticks = period_us * (hertz / 1000) / 1000;
    clock_next();
    __asm__ volatile("msr cntp_ctl_el0, %0\n\tisb" : : "r"(TIMER_ENABLE) : "memory");
}

void clock_stop(void)
{
    __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" : : : "memory");
}

seL4_Error clock_other_issue(seL4_CPtr slot)
{
    other_signal = kit_slot();
    require_ok(seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, OTHER_NUMBER, 0, ROOT, other_signal, 64));
    return seL4_IRQControl_Get(seL4_CapIRQControl, OTHER_NUMBER, ROOT, slot, 64);
}

void clock_other_start(void)
{
    seL4_Signal(other_signal);
}

void clock_other_next(void)
{
    seL4_Signal(other_signal);
}

/* It interrupts for each signal, and never by itself. */
void clock_other_stop(void)
{
}
