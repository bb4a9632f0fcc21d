/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls and interrupts with wild stack, thread, and instruction pointers. */
#include "../hostile.h"

__asm__(".text\n"
        ".globl edge_call\n edge_call: svc #0\n edge_call_next: " KIT_UNDEFINED "\n"
        "edge_spin: subs x0, x0, #1\n b.ne edge_spin\n edge_spun: " KIT_UNDEFINED "\n");
extern const char edge_call[], edge_call_next[], edge_spin[], edge_spun[];

/* Ends of translations of 39, 40, 44 and 48 bits; upper halves; the kernel's window, where it would be. */
static const seL4_Word wild_words[] = {0, 4, 0xfffffffffc, 0x10000000000, 0x8060000000, 0x7ffffffffffc, 0x800000000000,
                                       0xfffffffffffc, 0x1000000000000, 0x8000000000000000, 0xff00000000400000,
                                       0xffffff8060000000, ~3UL};
#define WILD_WORDS (sizeof(wild_words) / sizeof(wild_words[0]))

/* covers: syscalls.md 2 registers preserved; ipc.md 8 stack pointer of exceptions */
TEST(stack_pointers)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < WILD_WORDS; i++) {
        seL4_Word wild = wild_words[i] | (i & 3);
        seL4_UserContext registers = {.pc = (seL4_Word)edge_call, .sp = wild, .x29 = wild, .x30 = wild, .x18 = wild,
                                      .tpidr_el0 = wild, .tpidrro_el0 = wild, .x7 = (seL4_Word)seL4_SysYield};
        seL4_UserContext found = {0};

        CHECK_EQUAL(victim_exception(&registers), KIT_UNDEFINED_EXCEPTION);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)edge_call_next);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_SP), wild);
        registers.x7 = 200;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_SP), wild);
        /* Long enough for the threads above to interrupt it. */
        registers.pc = (seL4_Word)edge_spin;
        registers.x0 = 3000000;
        CHECK_EQUAL(victim_exception(&registers), KIT_UNDEFINED_EXCEPTION);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)edge_spun);
        CHECK_OK(seL4_TCB_ReadRegisters(victim.thread.tcb, 0, 0, REGISTERS, &found));
        CHECK_EQUAL(found.sp, wild);
        CHECK_EQUAL(found.x18, wild);
        CHECK_EQUAL(found.x29, wild);
        CHECK_EQUAL(found.x30, wild);
        CHECK_EQUAL(found.tpidr_el0, wild);
        CHECK_EQUAL(found.tpidrro_el0, wild);
    }
    healthy_answers();
    healthy_had_time();
}

/* Bits above 55 are no part of what is fetched: processors may copy bit 55 there. */
static void check_place(seL4_Word label, seL4_Word ip, seL4_Word wanted)
{
    const seL4_Word mask = 0x00ffffffffffffff;

    CHECK_EQUAL(label, seL4_Fault_VMFault);
    CHECK_EQUAL(ip & mask, wanted & mask);
}

/* covers: syscalls.md 7 non-canonical addresses; ipc.md 8 VMFault, fetches */
TEST(instruction_pointers)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    for (unsigned i = 0; i < WILD_WORDS; i++) {
        seL4_Word wild = wild_words[i];
        seL4_UserContext registers = {.pc = wild, .sp = wild};
        seL4_MessageInfo_t info;

        check_place(victim_run(&registers), seL4_GetMR(seL4_VMFault_IP), wild);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_PrefetchFault), 1);
        /* By the reply to an exception. */
        registers.pc = (seL4_Word)edge_call_next;
        CHECK_EQUAL(victim_exception(&registers), KIT_UNDEFINED_EXCEPTION);
        seL4_SetMR(0, wild);
        seL4_SetMR(1, wild);
        seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 2));
        info = seL4_Recv(victim.fault_endpoint, 0, victim.reply);
        check_place(seL4_MessageInfo_get_label(info), seL4_GetMR(seL4_VMFault_IP), wild);
        /* And to an unknown system call. */
        registers.pc = (seL4_Word)edge_call;
        registers.x7 = 200;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, wild);
        seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Length));
        info = seL4_Recv(victim.fault_endpoint, 0, victim.reply);
        check_place(seL4_MessageInfo_get_label(info), seL4_GetMR(seL4_VMFault_IP), wild);
    }
}

/* covers: syscalls.md 2 sanitising, AArch64 SPSR otherwise */
TEST(program_states)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    /* Every mode, AArch32, single steps, illegal state, interrupts masked: level 0 as always. */
    for (unsigned bit = 0; bit < seL4_WordBits; bit++) {
        seL4_UserContext registers = {.pc = (seL4_Word)edge_call_next, .spsr = 1UL << bit};

        for (int round = 0; round < 2; round++) {
            CHECK_EQUAL(victim_exception(&registers), KIT_UNDEFINED_EXCEPTION);
            CHECK_EQUAL(seL4_GetMR(seL4_UserException_SPSR), (registers.spsr & 0xf0000000) | ISA_SPSR);
            registers.spsr = ~registers.spsr;
        }
    }
}

#define LAST_END (ISA_LAST_PAGE + 4096)

/* covers: syscalls.md 7 system call at the end of the last mappable user page */
TEST(last_page)
{
    seL4_UserContext registers = {.pc = LAST_END - 4, .sp = LAST_END, .x7 = (seL4_Word)seL4_SysYield};

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    REQUIRE(kit_map(kit_frame(), HOME, ISA_LAST_PAGE, seL4_AllRights) == seL4_NoError);
    memcpy((void *)(LAST_END - 4), edge_call, 4);
    ISA_CODE_WRITTEN();
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), LAST_END);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), LAST_END);
    /* One that blocks, and is restarted by another thread. */
    registers.x7 = (seL4_Word)seL4_SysRecv;
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(seL4_CapFault_IP), LAST_END - 4);
    seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply)), seL4_Fault_CapFault);
}

const struct frame_test edge_tests[] = {
    ENTRY("syscalls.2.wild-pointers", stack_pointers),
    ENTRY("syscalls.7.wild-instruction-pointers", instruction_pointers),
    ENTRY("syscalls.2.program-states", program_states),
    ENTRY("syscalls.7.last-page", last_page),
    FRAME_END,
};
