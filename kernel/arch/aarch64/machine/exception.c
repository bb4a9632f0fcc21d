/* SPDX-License-Identifier: BSD-2-Clause */
/* From exception syndromes to the kernel's entries; what the kernel itself must not cause ends it. */
#include <arch_switch.h>
#include <core/entry.h>
#include <debug/print.h>
#include <driver/gic_distributor.h>
#include <machine/machine.h>
#include <machine/trap.h>
#include <syndrome.h>
#include <vcpu.h>

_Static_assert(offsetof(struct core, current) == 0 && GIC_SPURIOUS == 1020, "entry.S knows both");
_Static_assert(offsetof(tcb_t, context) == TCB_CONTEXT, "entry.S stores registers there");
_Static_assert(R_X30 == 30 && R_SP == 31 && R_TPIDR == 32 && R_FAULT_IP == 33 && R_NEXT_IP == 34 && R_SPSR == 35,
               "entry.S: R_*");

/*
 * What a guest's own tables have translated is reported as what they have translated it to. Out of line, so that other
 * exceptions need no stack frame.
 */
static NOINLINE void memory_fault(word_t address, bool fetch, word_t syndrome)
{
    if (arch_loaded.vcpu != 0)
        address = vcpu_fault_address(syndrome, SYSTEM_READ("far_el2"), SYSTEM_READ("hpfar_el2"));
    entry_arch_fault(seL4_Fault_VMFault, address, fetch, syndrome);
}

void trap_exception(word_t syndrome_word)
{
    tcb_t *tcb = this_core()->current;
    word_t syndrome = op_low(syndrome_word, 32);

    switch (op_drop(syndrome, ESR_CLASS_BIT)) {
    case ESR_CLASS_FETCH_LOWER:
        memory_fault(tcb->context.r[R_FAULT_IP], true, syndrome);
        return;
    case ESR_CLASS_DATA_LOWER:
        memory_fault(SYSTEM_READ("far_el2"), false, syndrome);
        return;
    }
    if (syndrome == ESR_UNKNOWN)
        entry_arch_fault(seL4_Fault_UserException, syndrome, 0, 0);
    else
        entry_arch_fault(seL4_Fault_VCPUFault, syndrome, 0, 0);
}

/* One that has been served by nobody, or went away, is taken as none; those of VCPUs are served here. */
word_t trap_interrupt(void)
{
    word_t irq = gic_take();

    switch (irq) {
    case ARCH_IRQ_VCPU_MAINTENANCE:
        vcpu_maintenance();
        return GIC_SPURIOUS;
    case ARCH_IRQ_VIRTUAL_TIMER:
        vcpu_timer();
        return GIC_SPURIOUS;
    }
    return irq;
}

_Noreturn void trap_kernel(word_t kind, word_t syndrome, word_t ip, word_t sp, word_t lr)
{
    print_enabled = true;
    print_text("holdfast: exception in the kernel:");
    print_named("vector", kind);
    print_named("esr", syndrome);
    print_named("elr", ip);
    print_named("far", SYSTEM_READ("far_el2"));
    print_named("sp", sp);
    print_named("lr", lr);
    print_named("thread", (word_t)this_core()->current);
    print_line_end();
    panic("exception in the kernel", ip);
}
