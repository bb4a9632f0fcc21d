/* SPDX-License-Identifier: BSD-2-Clause */
#include "vspace.h"

seL4_CPtr space_root(void)
{
    return kit_vspace_empty();
}

seL4_CPtr space_copy(seL4_CPtr cap)
{
    seL4_CPtr copy = kit_slot();

    CHECK_OK(kit_copy(copy, cap, seL4_AllRights));
    return copy;
}

struct tables space_tables(seL4_CPtr root, seL4_Word address, seL4_Word bits)
{
    struct tables tables = {0, 0, 0};

    if (bits < PML4_BITS) {
        tables.pdpt = kit_object(seL4_X86_PDPTObject, 0);
        CHECK_OK(seL4_X86_PDPT_Map(tables.pdpt, root, address, 0));
    }
    if (bits < PDPT_BITS) {
        tables.directory = kit_object(seL4_X86_PageDirectoryObject, 0);
        CHECK_OK(seL4_X86_PageDirectory_Map(tables.directory, root, address, 0));
    }
    if (bits < DIRECTORY_BITS) {
        tables.table = kit_object(seL4_X86_PageTableObject, 0);
        CHECK_OK(seL4_X86_PageTable_Map(tables.table, root, address, 0));
    }
    return tables;
}

/* ---- accesses ---- */

volatile seL4_Word access_found;
seL4_Word access_word;
static struct probe accessor;

static void read_here(void *address)
{
    access_found = *(volatile seL4_Word *)address;
}

static void write_here(void *address)
{
    *(volatile seL4_Word *)address = access_word;
}

static void call_here(void *address)
{
    ((void (*)(void))address)();
}

void access_begin(void)
{
    probe_make(&accessor, (struct kit_options){.priority = 100});
}

static seL4_Word access(void (*how)(void *), seL4_Word address)
{
    seL4_Word label = probe_run(&accessor, how, (void *)address);

    access_word++;
    if (label == PROBE_RETURNED)
        return ACCESS_WORKS;
    if (label != seL4_Fault_VMFault || seL4_GetMR(seL4_VMFault_Addr) != address)
        return ACCESS_ODD;
    return seL4_GetMR(seL4_VMFault_FSR);
}

seL4_Word access_read(seL4_Word address) { return access(read_here, address); }
seL4_Word access_write(seL4_Word address) { return access(write_here, address); }
seL4_Word access_call(seL4_Word address) { return access(call_here, address); }

/* Where frames get their first word; its tables come from the kit and stay for the test. */
#define FILL (WINDOW + (1UL << PML4_BITS) * 3)

seL4_CPtr space_frame(seL4_Word word)
{
    seL4_CPtr frame = kit_frame();

    REQUIRE(kit_map(frame, HOME, FILL, seL4_AllRights) == seL4_NoError);
    *(volatile seL4_Word *)FILL = word;
    CHECK_OK(seL4_X86_Page_Unmap(frame));
    return frame;
}

seL4_CPtr space_frame_of(seL4_Word type, seL4_Word word)
{
    seL4_CPtr frame = kit_object(type, 0);
    seL4_Word place = WINDOW + (1UL << PML4_BITS) * 4;
    struct tables tables = space_tables(HOME, place, DIRECTORY_BITS);

    REQUIRE(seL4_X86_Page_Map(frame, HOME, place, seL4_AllRights, 0) == seL4_NoError);
    *(volatile seL4_Word *)place = word;
    CHECK_OK(seL4_X86_Page_Unmap(frame));
    CHECK_OK(seL4_X86_PageDirectory_Unmap(tables.directory));
    CHECK_OK(seL4_X86_PDPT_Unmap(tables.pdpt));
    return frame;
}

/* ---- islands ---- */

__asm__(".text\n space_program: movq (%rdi), %rax\n int $200\n space_program_end:\n");
extern const char space_program[], space_program_end[];
#define REGISTERS SEL4_USER_CONTEXT_WORDS

void island_make(struct island *island, seL4_CPtr root)
{
    seL4_CPtr code = kit_frame();

    REQUIRE(kit_map(code, HOME, FILL, seL4_AllRights) == seL4_NoError);
    memcpy((void *)FILL, space_program, (size_t)(space_program_end - space_program));
    CHECK_OK(seL4_X86_Page_Unmap(code));
    REQUIRE(kit_map(code, root, ISLAND_CODE, seL4_CanRead) == seL4_NoError);
    island->root = root;
    probe_make(&island->probe, (struct kit_options){.priority = 100, .vspace = root});
}

seL4_Word island_read(struct island *island, seL4_Word address)
{
    seL4_UserContext registers = {.rip = ISLAND_CODE, .rdi = address, .rsp = 0x1000};
    seL4_MessageInfo_t info;

    CHECK_OK(seL4_TCB_Suspend(island->probe.thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(island->probe.thread.tcb, 1, 0, REGISTERS, &registers));
    info = seL4_Recv(island->probe.fault_endpoint, 0, island->probe.reply);
    if (seL4_MessageInfo_get_label(info) == seL4_Fault_UnknownSyscall)
        return seL4_GetMR(seL4_UnknownSyscall_RAX);
    CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    return ~0UL;
}

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(map_tests);
    frame_run(table_tests);
    frame_run(size_tests);
    frame_run(stale_tests);
    frame_run(asid_tests);
    frame_run(io_tests);
    frame_end();
}
