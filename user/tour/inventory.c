/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that list what there is: capabilities, memory, threads. */
#include "tour.h"

static const char *const initial_names[seL4_NumInitialCaps] = {
    [seL4_CapInitThreadTCB] = "TCB of this thread",
    [seL4_CapInitThreadCNode] = "CNode: this capability space itself",
    [seL4_CapInitThreadVSpace] = "VSpace: root of this address space",
    [seL4_CapIRQControl] = "IRQ control: may make handlers for interrupts",
    [seL4_CapASIDControl] = "ASID control: may make pools of address-space identifiers",
    [seL4_CapInitThreadASIDPool] = "ASID pool",
    [seL4_CapIOPortControl] = "I/O port control: may make capabilities to ports",
    [seL4_CapIOSpace] = "IO space (with an IOMMU)",
    [seL4_CapBootInfoFrame] = "frame: boot information",
    [seL4_CapInitThreadIPCBuffer] = "frame: IPC buffer",
    [seL4_CapDomain] = "domain control",
    [seL4_CapSMMUSIDControl] = "SMMU stream control (Arm)",
    [seL4_CapSMMUCBControl] = "SMMU context control (Arm)",
    [seL4_CapInitThreadSC] = "scheduling context of this thread",
    [seL4_CapSMC] = "SMC (Arm)",
};

static void region(const char *what, seL4_SlotRegion slots)
{
    if (slots.end > slots.start)
        printf("    %5lu - %5lu  %s (%lu)\n", (unsigned long)slots.start, (unsigned long)slots.end - 1, what,
               (unsigned long)(slots.end - slots.start));
}

void show_capabilities(void)
{
    const seL4_BootInfo *info = kit_bootinfo;

    for (seL4_Word slot = 1; slot < seL4_NumInitialCaps; slot++) {
        if (!kit_slot_is_empty(slot))
            printf("    %5lu          %s\n", (unsigned long)slot, initial_names[slot]);
    }
    region("scheduling control, one per core", info->schedcontrol);
    region("tables of this address space", info->userImagePaging);
    region("frames of the extra boot information", info->extraBIPages);
    region("frames of this program", info->userImageFrames);
    region("untyped memory and devices", info->untyped);
    region("slots that were empty at the start", info->empty);
}

/* Sizes in a unit people read. */
static void print_size(unsigned long bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    unsigned unit = 0;

    for (; bytes >= 1024 && bytes % 1024 == 0 && unit < 4; unit++)
        bytes /= 1024;
    printf("%4lu %s", bytes, units[unit]);
}

void show_memory(void)
{
    const seL4_BootInfo *info = kit_bootinfo;
    unsigned long total = 0, devices = 0;

    printf("    slot  physical address   size\n");
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &info->untypedList[i];

        if (memory->isDevice) {
            devices++;
            continue;
        }
        printf("    %4lu  %16lx   ", (unsigned long)(info->untyped.start + i), (unsigned long)memory->paddr);
        print_size(1ul << memory->sizeBits);
        printf("\n");
        total += 1ul << memory->sizeBits;
    }
    printf("    together %lu KiB of memory, and %lu regions of devices. The kernel keeps none of it for itself:\n"
           "    threads, tables and queues all live in objects made from these.\n", total / 1024, devices);
}

void show_threads(void)
{
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugDumpScheduler();
#else
    printf("    a release kernel keeps this to itself: make run FLAVOUR=debug\n");
#endif
}
