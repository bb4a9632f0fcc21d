/* SPDX-License-Identifier: BSD-2-Clause */
/* From CPU vectors to the kernel's entries; what the kernel itself must not cause ends it. */
#include <core/entry.h>
#include <debug/print.h>
#include <machine/machine.h>
#include <machine/trap.h>

#define VECTOR_PAGE_FAULT 14u
#define INT_INSTRUCTION_BYTES 2u

/* Bits 0 to 4 of a page fault's error code: present, write, user, reserved bit, instruction fetch. */
#define FAULT_CODE_BITS 5u
#define FAULT_CODE_FETCH 4u

ENTRY void trap_exception(word_t vector)
{
    word_t code = this_core()->current->context.r[R_ERROR];

    if (vector == VECTOR_PAGE_FAULT)
        entry_arch_fault(seL4_Fault_VMFault, hw_cr2(), op_take(code, FAULT_CODE_FETCH, 1),
                         op_take(code, 0, FAULT_CODE_BITS));
    else
        entry_user_exception(vector, code);
}

ENTRY void trap_software(word_t vector)
{
    tcb_t *tcb = this_core()->current;
    word_t *r = tcb->context.r;

    /* A device may be programmed to send any vector. */
    if (apic_is_in_service(vector)) {
        hw_irq_end();
        return;
    }
    r[R_FAULT_IP] = r[R_RIP] - INT_INSTRUCTION_BYTES;
    entry_unknown_syscall((word_t)(int64_t)(int32_t)(uint32_t)(op_put(r[R_RAX], 24, 8, vector)));
}

/* An interrupt that the APIC took back needs no end; a device's message with this vector does, or it is the last. */
ENTRY void trap_spurious(void)
{
    if (apic_is_in_service(VECTOR_SPURIOUS))
        hw_irq_end();
}

_Noreturn void trap_kernel(word_t vector, const struct trap_frame *frame)
{
    print_enabled = true;
    print_text("holdfast: exception in the kernel:");
    print_named("vector", vector);
    print_named("error", frame->error);
    print_named("rip", frame->rip);
    print_named("rsp", frame->rsp);
    print_named("flags", frame->flags);
    print_named("cr2", hw_cr2());
    print_named("thread", (word_t)this_core()->current);
    print_line_end();
    panic("exception in the kernel", frame->rip);
}
