/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading the guest program: ELF-64 as in the System V ABI, only what the linker makes of our programs. */
#include "process.h"
#include <runtime/string.h>

extern const unsigned char guest_image[];

struct elf_header {
    unsigned char ident[16];
    unsigned short type, machine;
    unsigned version;
    unsigned long entry, program_offset, section_offset;
    unsigned flags;
    unsigned short header_bytes, program_bytes, program_count, section_bytes, section_count, names;
};

struct elf_segment {
    unsigned type, flags;
    unsigned long offset, vaddr, paddr, file_bytes, memory_bytes, align;
};

#define PAGE 4096ul
/* Where the tour maps a page for a moment to fill it. */
#define SCRATCH 0x30000000ul

seL4_CPtr process_map_page(const struct process *process, seL4_Word vaddr, const void *content, seL4_Word bytes)
{
    seL4_CPtr frame = kit_frame();

    if (bytes) {
        require_ok(kit_map(frame, seL4_CapInitThreadVSpace, SCRATCH, seL4_AllRights));
        memcpy((void *)SCRATCH, content, bytes);
        require_ok(kit_unmap(frame));
    }
    require_ok(kit_map(frame, process->vspace, vaddr, seL4_AllRights));
    return frame;
}

static void load_segment(const struct process *process, const struct elf_segment *segment)
{
    unsigned long end = segment->vaddr + segment->memory_bytes;

    for (unsigned long page = segment->vaddr & ~(PAGE - 1); page < end; page += PAGE) {
        unsigned char content[PAGE] = {0};

        for (unsigned long i = 0; i < PAGE; i++) {
            unsigned long offset = page + i - segment->vaddr;

            if (page + i >= segment->vaddr && offset < segment->file_bytes)
                content[i] = guest_image[segment->offset + offset];
        }
        (void)process_map_page(process, page, content, PAGE);
    }
}

static void load(const struct process *process)
{
    const struct elf_header *header = (const struct elf_header *)guest_image;
    const struct elf_segment *segments = (const struct elf_segment *)(guest_image + header->program_offset);

    for (unsigned i = 0; i < header->program_count; i++) {
        if (segments[i].type == 1 && segments[i].memory_bytes)
            load_segment(process, &segments[i]);
    }
}

void process_give(const struct process *process, seL4_Word slot, seL4_CPtr source, seL4_CapRights_t rights)
{
    require_ok(seL4_CNode_Copy(process->cnode, slot, GUEST_CNODE_BITS, seL4_CapInitThreadCNode, source, seL4_WordBits,
                               rights));
}

static void configure(const struct process *process, const struct process_options *options)
{
    seL4_Word guard = seL4_CNode_CapData_new(0, seL4_WordBits - GUEST_CNODE_BITS).words[0];

    require_ok(seL4_TCB_Configure(process->tcb, process->cnode, guard, process->vspace, 0, GUEST_BUFFER_ADDRESS,
                                  process->buffer_frame));
    require_ok(seL4_TCB_SetSchedParams(process->tcb, seL4_CapInitThreadTCB, 0, options->priority, process->sc,
                                       options->fault_endpoint));
    if (options->timeout_endpoint)
        require_ok(seL4_TCB_SetTimeoutEndpoint(process->tcb, options->timeout_endpoint));
}

struct process process_new(enum guest_role role, struct process_options options)
{
    struct process process = {
        .tcb = kit_object(seL4_TCBObject, 0),
        .cnode = kit_object(seL4_CapTableObject, GUEST_CNODE_BITS),
        .vspace = kit_vspace_empty(),
    };
    seL4_Word words[4] = {0, role, options.argument, options.argument2};

    process.sc = options.budget_us ? kit_sched_context(options.budget_us, options.period_us)
                                   : kit_sched_context(5000, 5000);
    load(&process);
    process.buffer_frame = process_map_page(&process, GUEST_BUFFER_ADDRESS, words, sizeof(words));
    process_give(&process, SLOT_TCB, process.tcb, seL4_AllRights);
    process_give(&process, SLOT_TELL, options.tell, seL4_AllRights);
    if (options.endpoint)
        process_give(&process, SLOT_ENDPOINT, options.endpoint, seL4_AllRights);
    process_give(&process, SLOT_REPLY, kit_reply(), seL4_AllRights);
    configure(&process, &options);
#ifdef CONFIG_DEBUG_BUILD
    seL4_DebugNameThread(process.tcb, options.name);
#endif
    return process;
}

void process_start(const struct process *process)
{
    const struct elf_header *header = (const struct elf_header *)guest_image;
    seL4_UserContext registers = kit_program_registers(header->entry, GUEST_BUFFER_ADDRESS, SLOT_TCB);

    require_ok(seL4_TCB_WriteRegisters(process->tcb, 1, 0, sizeof(registers) / sizeof(seL4_Word), &registers));
}
