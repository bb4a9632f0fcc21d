/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest causes that its virtual machine monitor is told. hyp.md section 1.4. */
#include <arch/arch.h>
#include <arch_switch.h>
#include <core/fault.h>
#include <core/sched.h>
#include <vcpu.h>
#include <vcpu_fields.h>

/* VGICMaintenance: no list register has ended. */
#define LIST_NONE (~(word_t)0)

/* ---- interrupts ---- */

/*
 * The beginning of an entry; false: nobody can be told now, because no guest runs or its slice has ended in this entry.
 * The cause stays, and interrupts again as soon as the guest goes on.
 */
static bool event_begin(void)
{
    struct core *core = this_core();
    tcb_t *tcb = core->current;
    bool in_time = false;

    core->entries++;
    core->work_units = 0;
    sched_stamp();
    in_time = sched_entry_check();
    return in_time && arch_loaded.vcpu != 0 && tcb_is_schedulable(tcb) && tcb->in_ready_queue == 0;
}

static void event_end(word_t irq)
{
    hw_irq_end(irq);
    sched_schedule();
    sched_activate();
}

/* The lowest list register that has ended; its end will not be told a second time. */
static word_t list_take_ended(void)
{
    word_t ended = hw_vgic_ended();
    word_t index = 0;

    if (ended == 0)
        return LIST_NONE;
    while (index < VGIC_LIST_MAX - 1 && op_take(ended, index, 1) == 0)
        index++;
    hw_vgic_list_write(index, list_told(hw_vgic_version(), hw_vgic_list_read(index)));
    return index;
}

void vcpu_maintenance(void)
{
    if (event_begin())
        fault_arch(seL4_Fault_VGICMaintenance, list_take_ended(), 0, 0);
    event_end(ARCH_IRQ_VCPU_MAINTENANCE);
}

/* The timer asserts its line until the guest has seen to it: no more of it before AckVPPI. */
void vcpu_timer(void)
{
    if (event_begin()) {
        arch_loaded.vcpu->timer_masked = 1;
        vcpu_timer_line_update(arch_loaded.vcpu);
        fault_arch(seL4_Fault_VPPIEvent, ARCH_IRQ_VIRTUAL_TIMER, 0, 0);
    }
    event_end(ARCH_IRQ_VIRTUAL_TIMER);
}

/* ---- faults ---- */

#define PAGE_OFFSET_BITS 12u
#define STATUS_PERMISSION 3u

/*
 * The processor has told the page, except for faults of permissions: then the guest's tables tell it, unless they have
 * changed meanwhile.
 */
word_t vcpu_fault_address(word_t esr, word_t far, word_t hpfar)
{
    word_t page = hpfar_page(hpfar);
    word_t par = 0;

    if (esr_status_kind(esr) == STATUS_PERMISSION && esr_table_walk(esr) == 0) {
        par = hw_guest_translate(far);
        if (par_failed(par) == 0)
            page = par_page(par);
    }
    return (page << PAGE_OFFSET_BITS) + op_low(far, PAGE_OFFSET_BITS);
}
