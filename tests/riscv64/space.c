/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces of RISC-V: the refusals of the methods in their order, what mappings allow, roots and other tables;
 * faults and the FPU as RISC-V reports them.
 */
#include <kit/kit.h>
#include <runtime/string.h>

#define HOME seL4_CapInitThreadVSpace
#define POOL seL4_CapInitThreadASIDPool
#define MEGA_VADDR 0x80000000ul /* a GiB without tables */
#define PAGE_VADDR 0x80200000ul
#define FAULT_FETCH 1
#define FAULT_LOAD 5
#define FAULT_STORE 7
#define ILLEGAL_INSTRUCTION 2
#define MISSING_BITS 2 /* word of a FailedLookup that holds them */

static unsigned passed, failed;
static seL4_CPtr faults, reply;

static void check(const char *name, int good)
{
    printf(good ? "ok riscv64/space.%s\n" : "not ok riscv64/space.%s: condition does not hold\n", name);
    passed += good != 0;
    failed += good == 0;
}

static seL4_Error map_frame(seL4_CPtr frame, seL4_CPtr root, seL4_Word vaddr, seL4_Word attributes)
{
    return seL4_RISCV_Page_Map(frame, root, vaddr, seL4_AllRights, (seL4_RISCV_VMAttributes)attributes);
}

static seL4_Error map_table(seL4_CPtr table, seL4_CPtr root, seL4_Word vaddr)
{
    return seL4_RISCV_PageTable_Map(table, root, vaddr, seL4_RISCV_Default_VMAttributes);
}

static seL4_CPtr table_new(void)
{
    return kit_object(seL4_RISCV_PageTableObject, 0);
}

static void refusals(void)
{
    seL4_CPtr frame = kit_frame(), other = kit_frame(), table = table_new(), root = kit_vspace_empty();
    seL4_CPtr upper = table_new(), lower = table_new();

    check("root-must-be-mapped", map_frame(frame, table, PAGE_VADDR, 0) == seL4_InvalidCapability);
    check("above-user-top", map_frame(frame, root, seL4_UserTop, 0) == seL4_InvalidArgument &&
                                map_table(table, root, seL4_UserTop) == seL4_InvalidArgument);
    check("unaligned", map_frame(frame, root, PAGE_VADDR + 8, 0) == seL4_AlignmentError);
    check("table-missing", map_frame(frame, root, PAGE_VADDR, 0) == seL4_FailedLookup &&
                               seL4_GetMR(MISSING_BITS) == 30);
    check("first-level", map_table(upper, root, PAGE_VADDR) == seL4_NoError &&
                             map_frame(frame, root, PAGE_VADDR, 0) == seL4_FailedLookup &&
                             seL4_GetMR(MISSING_BITS) == 21);
    check("table-is-no-root", map_frame(frame, upper, PAGE_VADDR, 0) == seL4_InvalidCapability);
    check("second-level", map_table(lower, root, PAGE_VADDR) == seL4_NoError &&
                              map_frame(frame, root, PAGE_VADDR, 0) == seL4_NoError);
    check("all-tables-there", map_table(table, root, PAGE_VADDR) == seL4_DeleteFirst);
    check("occupied", map_frame(other, root, PAGE_VADDR, 0) == seL4_DeleteFirst);
    check("mapped-elsewhere", map_frame(frame, root, PAGE_VADDR + 4096, 0) == seL4_InvalidArgument);
    check("mapped-twice", map_table(lower, root, PAGE_VADDR) == seL4_InvalidCapability);
    check("assign-mapped-table", seL4_RISCV_ASIDPool_Assign(POOL, lower) == seL4_InvalidCapability &&
                                     seL4_RISCV_ASIDPool_Assign(POOL, root) == seL4_InvalidCapability);
    check("root-stays", seL4_RISCV_PageTable_Unmap(root) == seL4_RevokeFirst);
    check("table-unmap", seL4_RISCV_PageTable_Unmap(lower) == seL4_NoError &&
                             map_frame(other, root, PAGE_VADDR, 0) == seL4_FailedLookup &&
                             kit_unmap(frame) == seL4_NoError);
    check("delete-root", kit_delete(root) == seL4_NoError &&
                             seL4_RISCV_PageTable_Unmap(upper) == seL4_NoError &&
                             seL4_RISCV_ASIDPool_Assign(POOL, upper) == seL4_NoError);
}

/* ---- a thread that is watched ---- */

static seL4_Fault_t fault;

static void watched(void (*entry)(void *), void *argument, seL4_Word flags)
{
    struct kit_thread thread = kit_thread(entry, argument, (struct kit_options){.fault_endpoint = faults});

    (void)seL4_TCB_SetFlags(thread.tcb, 0, flags);
    kit_thread_start(&thread);
    fault = seL4_getFault(seL4_Recv(faults, 0, reply));
    require_ok(seL4_TCB_Suspend(thread.tcb));
}

static int faulted(seL4_Word address, seL4_Word fetch, seL4_Word status)
{
    return seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_VMFault &&
           seL4_Fault_VMFault_get_Addr(fault) == address && seL4_Fault_VMFault_get_PrefetchFault(fault) == fetch &&
           seL4_Fault_VMFault_get_FSR(fault) == status;
}

static int illegal(void)
{
    return seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_UserException &&
           seL4_Fault_UserException_get_Number(fault) == ILLEGAL_INSTRUCTION &&
           seL4_Fault_UserException_get_Code(fault) == 0;
}

static void load(void *address)
{
    (void)*(volatile seL4_Word *)address;
    __builtin_trap();
}

static void store(void *address)
{
    *(volatile seL4_Word *)address = 1;
    __builtin_trap();
}

static void fetch(void *address)
{
    ((void (*)(void))address)();
}

static void use_fpu(void *unused)
{
    (void)unused;
    __asm__ volatile("fmv.d.x f0, zero");
    (void)seL4_Call(faults, seL4_MessageInfo_new(0, 0, 0, 0));
}

static void read_satp(void *unused)
{
    (void)unused;
    __asm__ volatile("csrr t0, satp" : : : "t0");
}

static void accesses(void)
{
    seL4_CPtr mega = kit_object(seL4_RISCV_Mega_Page, 0), upper = table_new();
    volatile seL4_Word *words = (volatile seL4_Word *)MEGA_VADDR;
    seL4_Word last = (1ul << seL4_LargePageBits) / sizeof(seL4_Word) - 1;

    require_ok(map_table(upper, HOME, MEGA_VADDR));
    require_ok(map_frame(mega, HOME, MEGA_VADDR, seL4_RISCV_ExecuteNever));
    words[last] = 0x1234;
    check("mega-page", words[0] == 0 && words[last] == 0x1234);
    words[0] = 0x00008067; /* ret */
    watched(fetch, (void *)MEGA_VADDR, 0);
    check("execute-never", faulted(MEGA_VADDR, 1, FAULT_FETCH));
    require_ok(seL4_RISCV_Page_Map(mega, HOME, MEGA_VADDR, seL4_CanRead, seL4_RISCV_Default_VMAttributes));
    watched(store, (void *)MEGA_VADDR, 0);
    check("remap-read-only", faulted(MEGA_VADDR, 0, FAULT_STORE) && words[last] == 0x1234);
    require_ok(seL4_RISCV_Page_Map(mega, HOME, MEGA_VADDR, seL4_NoRights, seL4_RISCV_ExecuteNever));
    watched(load, (void *)MEGA_VADDR, 0);
    check("no-rights", faulted(MEGA_VADDR, 0, FAULT_LOAD));
    require_ok(kit_unmap(mega));
    watched(load, (void *)(MEGA_VADDR + 8), 0);
    check("unmapped", faulted(MEGA_VADDR + 8, 0, FAULT_LOAD));
    watched(load, (void *)0xffffffc080200000ul, 0);
    check("kernel-window", faulted(0xffffffc080200000ul, 0, FAULT_LOAD));
    watched(load, (void *)0xffffffff80200000ul, 0);
    check("kernel-image", faulted(0xffffffff80200000ul, 0, FAULT_LOAD));
}

static void exceptions(void)
{
    watched(use_fpu, 0, 0);
    check("fpu-allowed", seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_NullFault);
    watched(use_fpu, 0, seL4_TCBFlag_fpuDisabled);
    check("fpu-disabled", illegal());
    watched(read_satp, 0, 0);
    check("privileged-register", illegal());
}

int main(seL4_BootInfo *bootinfo)
{
    kit_init(bootinfo);
    faults = kit_endpoint();
    reply = kit_reply();
    refusals();
    accesses();
    exceptions();
    printf("%u passed, %u failed\n", passed, failed);
    kit_power_off(failed != 0);
}
