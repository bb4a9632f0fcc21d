/* SPDX-License-Identifier: BSD-2-Clause */
/* PCs: address spaces, the console's interrupt, switching off. */
#include <kit/kit.h>
#include <kit/kit_machine.h>
#include <runtime/string.h>

#define ROOT seL4_CapInitThreadCNode
#define DEPTH seL4_WordBits

/* COM1 is line 4 of the legacy controller and pin 4 of the first I/O APIC: edge triggered, active high. */
#define COM1_PIN 4
#define COM1_VECTOR 4
/* PC16550D: interrupt enable register (received data), modem control register (OUT2 lets interrupts out). */
#define UART_INTERRUPT_ENABLE 0x3f9
#define UART_MODEM_CONTROL 0x3fc
#define RECEIVED_DATA 0x01
#define DTR_RTS_OUT2 0x0b
#define LINE_PIN 20
#define LINE_VECTOR 20

const seL4_Word kit_table_levels[] = {39, 30, 21};
const unsigned kit_table_level_count = 3;

seL4_CPtr kit_vspace_empty(void)
{
    seL4_CPtr root = kit_object(seL4_X64_PML4Object, 0);

    require_ok(seL4_X86_ASIDPool_Assign(seL4_CapInitThreadASIDPool, root));
    return root;
}

seL4_Error kit_table_map(seL4_CPtr vspace, seL4_Word bits, seL4_Word vaddr)
{
    switch (bits) {
    case 39:
        return seL4_X86_PDPT_Map(kit_object(seL4_X86_PDPTObject, 0), vspace, vaddr, 0);
    case 30:
        return seL4_X86_PageDirectory_Map(kit_object(seL4_X86_PageDirectoryObject, 0), vspace, vaddr, 0);
    }
    return seL4_X86_PageTable_Map(kit_object(seL4_X86_PageTableObject, 0), vspace, vaddr, 0);
}

seL4_Error kit_frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights)
{
    return seL4_X86_Page_Map(frame, vspace, vaddr, rights, seL4_X86_Default_VMAttributes);
}

seL4_UserContext kit_program_registers(seL4_Word entry, seL4_Word buffer, seL4_CPtr tcb)
{
    return (seL4_UserContext){.rip = entry, .rsi = buffer, .rdx = tcb};
}

void kit_console_interrupt(seL4_CPtr handler)
{
    require_ok(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, handler, DEPTH, 0, COM1_PIN, 0, 0, COM1_VECTOR));
}

void kit_console_interrupt_on(void)
{
    require_ok(seL4_X86_IOPort_Out8(kit_console_ports(), UART_MODEM_CONTROL, DTR_RTS_OUT2));
    require_ok(seL4_X86_IOPort_Out8(kit_console_ports(), UART_INTERRUPT_ENABLE, RECEIVED_DATA));
}

/* Inputs of the I/O APIC that no device of these machines uses by itself. */
seL4_Error kit_line(unsigned line, seL4_CPtr slot)
{
    return seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, slot, DEPTH, 0, LINE_PIN + line, 0, 0,
                                     LINE_VECTOR + line);
}

seL4_Word kit_clock_per_us(void)
{
    const void *chunk = runtime_bootinfo_chunk(kit_bootinfo, SEL4_BOOTINFO_HEADER_X86_TSC_FREQ);
    seL4_Uint32 mhz = 0;

    if (!chunk)
        panic("no TSC frequency in the boot information");
    memcpy(&mhz, chunk, sizeof(mhz));
    return mhz;
}

void kit_power_off(unsigned status)
{
    seL4_CPtr port = kit_slot();

    if (seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, 0xf4, 0xf4, ROOT, port, DEPTH) == seL4_NoError)
        (void)seL4_X86_IOPort_Out8(port, 0xf4, status);
    port = kit_slot();
    /* The ACPI sleep register of QEMU's pc machine. */
    if (seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, 0x604, 0x605, ROOT, port, DEPTH) == seL4_NoError)
        (void)seL4_X86_IOPort_Out16(port, 0x604, 0x2000);
    for (;;)
        (void)seL4_TCB_Suspend(seL4_CapInitThreadTCB);
}
