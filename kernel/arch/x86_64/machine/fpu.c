/* SPDX-License-Identifier: BSD-2-Clause */
/* FPU state of threads. Areas hold the standard XSAVE format, or FXSAVE's on CPUs without it (the same 512 bytes). */
#include <arch_tcb.h>
#include <machine/machine.h>

#define CR0_TASK_SWITCHED 0x8u

/* Places in the area, and the values a new thread begins with (FNINIT's control word, all SSE exceptions masked). */
#define AREA_FCW 0u
#define AREA_MXCSR 24u
#define FCW_INITIAL 0x037fu
#define MXCSR_INITIAL 0x1f80u

/* XSTATE_BV stays 0: every component in its initial state; MXCSR is read from the area all the same. */
void hw_fpu_init_area(void *area)
{
    unsigned char *bytes = area;

    hw_clear(area, ARCH_TCB_FPU_BYTES);
    *(uint16_t *)(bytes + AREA_FCW) = FCW_INITIAL;
    *(uint32_t *)(bytes + AREA_MXCSR) = MXCSR_INITIAL;
}

void hw_fpu_allow(bool on)
{
    word_t cr0 = 0;

    if (on) {
        __asm__ volatile("clts" : : : "memory");
    } else {
        __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
        __asm__ volatile("mov %0, %%cr0" : : "r"(cr0 | CR0_TASK_SWITCHED) : "memory");
    }
    hw_state.fpu_allowed = on;
}
