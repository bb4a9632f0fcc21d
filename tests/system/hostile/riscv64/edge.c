/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls and interrupts with wild stack, thread, and instruction pointers. */
#include "../hostile.h"

__asm__(".text\n"
        ".option push\n.option norvc\n"
        ".globl edge_call\n edge_call: ecall\n edge_call_next: " KIT_UNDEFINED "\n"
        "edge_spin: addi a0, a0, -1\n bnez a0, edge_spin\n edge_spun: " KIT_UNDEFINED "\n"
        ".option pop\n");
extern const char edge_call[], edge_call_next[], edge_spin[], edge_spun[];

#define ILLEGAL 2

static const seL4_Word wild_words[] = {0, 1, 7, 0x3ffffff000, 0x4000000000, 0x7fffffffff, 0x8000000000000000,
                                       0xffffffbfffffffff, 0xffffffc000000000, 0xffffffff80000000, 0xffffffff80200008,
                                       ~0UL, ~7UL};
#define WILD_WORDS (sizeof(wild_words) / sizeof(wild_words[0]))

/* covers: syscalls.md 2 registers preserved; ipc.md 8 stack pointer of exceptions */
TEST(stack_pointers)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < WILD_WORDS; i++) {
        seL4_Word wild = wild_words[i];
        seL4_UserContext registers = {.pc = (seL4_Word)edge_call, .sp = wild, .gp = wild, .tp = wild, .ra = wild,
                                      .a7 = (seL4_Word)seL4_SysYield};
        seL4_UserContext found = {0};

        CHECK_EQUAL(victim_exception(&registers), ILLEGAL);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)edge_call_next);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_SP), wild);
        registers.a7 = 200;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_SP), wild);
        /* Long enough for the threads above to interrupt it. */
        registers.pc = (seL4_Word)edge_spin;
        registers.a0 = 3000000;
        CHECK_EQUAL(victim_exception(&registers), ILLEGAL);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)edge_spun);
        CHECK_OK(seL4_TCB_ReadRegisters(victim.thread.tcb, 0, 0, REGISTERS, &found));
        CHECK_EQUAL(found.sp, wild);
        CHECK_EQUAL(found.gp, wild);
        CHECK_EQUAL(found.tp, wild);
        CHECK_EQUAL(found.ra, wild);
    }
    healthy_answers();
    healthy_had_time();
}

/* covers: syscalls.md 7 non-canonical addresses; ipc.md 8 VMFault, fetches */
TEST(instruction_pointers)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    for (unsigned i = 0; i < WILD_WORDS; i++) {
        /* CPUs drop the lowest bit of an instruction pointer, emulators may keep it. */
        seL4_Word wanted = wild_words[i] & ~1UL;
        seL4_UserContext registers = {.pc = wild_words[i], .sp = wild_words[i]};
        seL4_MessageInfo_t info;

        CHECK_EQUAL(victim_run(&registers), seL4_Fault_VMFault);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP) & ~1UL, wanted);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_PrefetchFault), 1);
        /* By the reply to an exception. */
        registers.pc = (seL4_Word)edge_call_next;
        CHECK_EQUAL(victim_exception(&registers), ILLEGAL);
        seL4_SetMR(0, wild_words[i]);
        seL4_SetMR(1, wild_words[i]);
        seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 2));
        info = seL4_Recv(victim.fault_endpoint, 0, victim.reply);
        CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP) & ~1UL, wanted);
        /* And to an unknown system call. */
        registers.pc = (seL4_Word)edge_call;
        registers.a7 = 200;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, wild_words[i]);
        seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Length));
        info = seL4_Recv(victim.fault_endpoint, 0, victim.reply);
        CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP) & ~1UL, wanted);
    }
}

#define LAST_END (ISA_LAST_PAGE + 4096)

/* covers: syscalls.md 7 system call at the end of the last mappable user page */
TEST(last_page)
{
    seL4_UserContext registers = {.pc = LAST_END - 4, .sp = LAST_END, .a7 = (seL4_Word)seL4_SysYield};

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    REQUIRE(kit_map(kit_frame(), HOME, ISA_LAST_PAGE, seL4_AllRights) == seL4_NoError);
    memcpy((void *)(LAST_END - 4), edge_call, 4);
    ISA_CODE_WRITTEN();
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), LAST_END);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), LAST_END);
    /* One that blocks, and is restarted by another thread. */
    registers.a7 = (seL4_Word)seL4_SysRecv;
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(seL4_CapFault_IP), LAST_END - 4);
    seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply)), seL4_Fault_CapFault);
    /* An instruction that begins there. */
    memcpy((void *)(LAST_END - 2), edge_call, 2);
    ISA_CODE_WRITTEN();
    registers.pc = LAST_END - 2;
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), LAST_END);
}

const struct frame_test edge_tests[] = {
    ENTRY("syscalls.2.wild-pointers", stack_pointers),
    ENTRY("syscalls.7.wild-instruction-pointers", instruction_pointers),
    ENTRY("syscalls.7.last-page", last_page),
    FRAME_END,
};
