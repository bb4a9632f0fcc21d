/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine for RISC-V: address spaces, the console's interrupt, switching off. */
#include <kit/kit.h>
#include <kit/kit_machine.h>
#include <runtime/console.h>

#define ROOT seL4_CapInitThreadCNode
#define DEPTH seL4_WordBits

/* Source of the PLIC; PC16550D: interrupt enable register (received data). */
#define UART_SOURCE 10
#define UART_INTERRUPT_ENABLE 1
#define RECEIVED_DATA 0x01
/* The first of the PCI host's sources: no device uses them. */
#define LINE_SOURCE 32

/* The device that ends the machine: the word it is written says how. */
#define FINISHER_ADDRESS 0x100000ul
#define FINISHER_VADDR 0x3f000000ul
#define FINISHER_PASS 0x5555u
#define FINISHER_FAIL 0x3333u

const seL4_Word kit_table_levels[] = {30, 21};
const unsigned kit_table_level_count = 2;

seL4_CPtr kit_vspace_empty(void)
{
    seL4_CPtr root = kit_object(seL4_RISCV_PageTableObject, 0);

    require_ok(seL4_RISCV_ASIDPool_Assign(seL4_CapInitThreadASIDPool, root));
    return root;
}

/* The kernel puts a table at the highest level that has none: callers go down level by level. */
seL4_Error kit_table_map(seL4_CPtr vspace, seL4_Word bits, seL4_Word vaddr)
{
    (void)bits;
    return seL4_RISCV_PageTable_Map(kit_object(seL4_RISCV_PageTableObject, 0), vspace, vaddr, 0);
}

seL4_Error kit_frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights)
{
    return seL4_RISCV_Page_Map(frame, vspace, vaddr, rights, seL4_RISCV_Default_VMAttributes);
}

seL4_UserContext kit_program_registers(seL4_Word entry, seL4_Word buffer, seL4_CPtr tcb)
{
    return (seL4_UserContext){.pc = entry, .a1 = buffer, .a2 = tcb};
}

void kit_console_interrupt(seL4_CPtr handler)
{
    require_ok(seL4_IRQControl_Get(seL4_CapIRQControl, UART_SOURCE, ROOT, handler, DEPTH));
}

void kit_console_interrupt_on(void)
{
    runtime_console_registers()[UART_INTERRUPT_ENABLE] = RECEIVED_DATA;
}

seL4_Error kit_line(unsigned line, seL4_CPtr slot)
{
    return seL4_IRQControl_Get(seL4_CapIRQControl, LINE_SOURCE + line, ROOT, slot, DEPTH);
}

seL4_Word kit_clock_per_us(void)
{
    return CONFIG_TIMER_FREQUENCY / 1000000;
}

static void finisher_write(unsigned value)
{
    seL4_CPtr frame = kit_device_frame(FINISHER_ADDRESS);

    if (frame && kit_map(frame, seL4_CapInitThreadVSpace, FINISHER_VADDR, seL4_ReadWrite) == seL4_NoError)
        *(volatile unsigned *)FINISHER_VADDR = value;
}

void kit_power_off(unsigned status)
{
    finisher_write(status == 0 ? FINISHER_PASS : status << 16 | FINISHER_FAIL);
    for (;;)
        (void)seL4_TCB_Suspend(seL4_CapInitThreadTCB);
}
