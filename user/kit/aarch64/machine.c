/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine for AArch64: address spaces, the console's interrupt, switching off. */
#include <kit/kit.h>
#include <kit/kit_machine.h>
#include <runtime/console.h>

#define ROOT seL4_CapInitThreadCNode
#define DEPTH seL4_WordBits

/* Interrupts of the GIC; PL011: interrupt mask register (receive, receive timeout). */
#define UART_INTERRUPT 33
#define UART_INTERRUPT_MASK 0x38
#define RECEIVED 0x10u
#define RECEIVE_TIMEOUT 0x40u
/* The first of the PCI host's lines: no device uses them. */
#define LINE_INTERRUPT 35

/* Power State Coordination Interface, Arm DEN 0022: functions of the firmware. QEMU ends after a reset, too. */
#define PSCI_SYSTEM_OFF 0x84000008ul
#define PSCI_SYSTEM_RESET 0x84000009ul

const seL4_Word kit_table_levels[] = {30, 21};
const unsigned kit_table_level_count = 2;

seL4_CPtr kit_vspace_empty(void)
{
    seL4_CPtr root = kit_object(seL4_ARM_VSpaceObject, 0);

    require_ok(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, root));
    return root;
}

/* The kernel puts a table at the highest level that has none: callers go down level by level. */
seL4_Error kit_table_map(seL4_CPtr vspace, seL4_Word bits, seL4_Word vaddr)
{
    (void)bits;
    return seL4_ARM_PageTable_Map(kit_object(seL4_ARM_PageTableObject, 0), vspace, vaddr,
                                  seL4_ARM_Default_VMAttributes);
}

seL4_Error kit_frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights)
{
    return seL4_ARM_Page_Map(frame, vspace, vaddr, rights, seL4_ARM_Default_VMAttributes);
}

seL4_UserContext kit_program_registers(seL4_Word entry, seL4_Word buffer, seL4_CPtr tcb)
{
    return (seL4_UserContext){.pc = entry, .x1 = buffer, .x2 = tcb};
}

void kit_console_interrupt(seL4_CPtr handler)
{
    require_ok(seL4_IRQControl_Get(seL4_CapIRQControl, UART_INTERRUPT, ROOT, handler, DEPTH));
}

void kit_console_interrupt_on(void)
{
    *(volatile unsigned *)(runtime_console_registers() + UART_INTERRUPT_MASK) = RECEIVED | RECEIVE_TIMEOUT;
}

seL4_Error kit_line(unsigned line, seL4_CPtr slot)
{
    return seL4_IRQControl_Get(seL4_CapIRQControl, LINE_INTERRUPT + line, ROOT, slot, DEPTH);
}

seL4_Word kit_clock_per_us(void)
{
    seL4_Word frequency = 0;

    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency));
    return frequency / 1000000;
}

void kit_power_off(unsigned status)
{
    seL4_ARM_SMCContext call = {.x0 = status == 0 ? PSCI_SYSTEM_OFF : PSCI_SYSTEM_RESET};

    (void)seL4_ARM_SMC_Call(seL4_CapSMC, &call, &call);
    for (;;)
        (void)seL4_TCB_Suspend(seL4_CapInitThreadTCB);
}
