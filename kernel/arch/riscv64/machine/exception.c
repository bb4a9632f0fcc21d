/* SPDX-License-Identifier: BSD-2-Clause */
/* From trap causes to the kernel's entries; what the kernel itself must not cause ends it. */
#include <arch/arch.h>
#include <core/entry.h>
#include <debug/print.h>
#include <driver/plic.h>
#include <machine/machine.h>
#include <machine/trap.h>
#include <status.h>

/* Privileged architecture, table 4.2. */
#define CAUSE_SOFTWARE_INTERRUPT 1u
#define CAUSE_TIMER_INTERRUPT 5u
#define CAUSE_EXTERNAL_INTERRUPT 9u
#define CAUSE_FETCH_ACCESS 1u
#define CAUSE_LOAD_ACCESS 5u
#define CAUSE_STORE_ACCESS 7u
#define CAUSE_FETCH_PAGE 12u
#define CAUSE_LOAD_PAGE 13u
#define CAUSE_STORE_PAGE 15u

/* What the message of a VMFault says (ipc.md section 8): 1 fetch, 5 load, 7 store. */
#define STATUS_FETCH 1u
#define STATUS_LOAD 5u
#define STATUS_STORE 7u

_Static_assert(offsetof(struct core, current) == 0 && offsetof(struct core, scratch) == 8, "entry.S knows both");
_Static_assert(offsetof(tcb_t, context) == TCB_CONTEXT, "entry.S stores registers there");
_Static_assert(R_A0 == 9 && R_T6 == 30 && R_FAULT_IP == 31 && R_NEXT_IP == 32 && R_STATUS == 33, "entry.S: R_*");

void trap_exception(word_t cause, word_t value)
{
    switch (cause) {
    case CAUSE_FETCH_ACCESS:
    case CAUSE_FETCH_PAGE:
        entry_arch_fault(seL4_Fault_VMFault, value, 1, STATUS_FETCH);
        return;
    case CAUSE_LOAD_ACCESS:
    case CAUSE_LOAD_PAGE:
        entry_arch_fault(seL4_Fault_VMFault, value, 0, STATUS_LOAD);
        return;
    case CAUSE_STORE_ACCESS:
    case CAUSE_STORE_PAGE:
        entry_arch_fault(seL4_Fault_VMFault, value, 0, STATUS_STORE);
        return;
    }
    entry_user_exception(cause, 0);
}

/* A source that has been served by nobody, or went away, is claimed as 0: nothing to do. */
static void external_interrupt(void)
{
    word_t irq = plic_claim(PLIC_ADDRESS, hw_state.plic_context);

    if (irq == 0)
        return;
    hw_state.irq_claimed = irq;
    entry_interrupt(irq);
}

void trap_interrupt(word_t cause)
{
    switch (op_low(cause, CAUSE_INTERRUPT_BIT)) {
    case CAUSE_EXTERNAL_INTERRUPT:
        external_interrupt();
        return;
    case CAUSE_TIMER_INTERRUPT:
        entry_interrupt(ARCH_IRQ_TIMER);
        return;
    case CAUSE_SOFTWARE_INTERRUPT:
        __asm__ volatile("csrc sip, %0" : : "r"(op_pow2(CAUSE_SOFTWARE_INTERRUPT)));
        return;
    }
}

_Noreturn void trap_kernel(word_t cause, word_t ip, word_t value, word_t sp, word_t ra)
{
    print_enabled = true;
    print_text("holdfast: exception in the kernel:");
    print_named("scause", cause);
    print_named("sepc", ip);
    print_named("stval", value);
    print_named("sp", sp);
    print_named("ra", ra);
    print_named("thread", (word_t)this_core()->current);
    print_line_end();
    panic("exception in the kernel", ip);
}
