/* SPDX-License-Identifier: BSD-2-Clause */
/* Guests with page tables of their own, timer interrupts, hypercalls; two of them side by side. */
#include "tests.h"

#define SLICE_US 1000
#define INTERRUPTS 20
/* Of the guest's timer; 62500 per millisecond. */
#define PERIOD 20000
#define OWN_WORD (*(volatile uint64_t *)GUEST_OWN_PAGE)

/* Several periods of a guest that leaves time for others. */
#define WAIT_TICKS 6250000
/* Rounds of waiting before a guest gives up. */
#define PATIENCE 400000000UL

static void check_guest(unsigned i)
{
    CHECK_EQUAL(guests[i].wrong, 0);
    CHECK_EQUAL(guests[i].found, 0);
    CHECK_EQUAL(guests[i].unexpected, 0);
}

static void work_hello(struct guest *guest)
{
    OWN_WORD = 0x1111 * (guest->index + 1);
    guest_check(guest, 1, GUEST_READ("currentel") >> 2, 1);
    guest_check(guest, 2, guest_hypercall(HYPERCALL_ADD, 40, 2), 42);
    guest_check(guest, 3, guest_hypercall(HYPERCALL_ADD, ~0UL, 2), 1);
    guest_check(guest, 4, GUEST_READ("ttbr0_el1"), (uint64_t)&guest->table1);
    guest_check(guest, 5, OWN_WORD, 0x1111 * (guest->index + 1));
}

/* covers: hyp.md 1 A thread with a VCPU; hyp.md 1.4 hvc */
TEST(hypercalls)
{
    monitor_make(0, work_hello, SLICE_US);
    monitor_start(0);
    monitor_serve(1);
    check_guest(0);
    CHECK_EQUAL(monitored[0].hypercalls, 3);
    CHECK_EQUAL(guests[0].own.word[0], 0x1111);
    CHECK_EQUAL(seL4_ARM_VCPU_ReadRegs(monitored[0].vcpu, seL4_VCPUReg_TTBR0).value, (seL4_Word)&guests[0].table1);
    CHECK_EQUAL(seL4_ARM_VCPU_ReadRegs(monitored[0].vcpu, seL4_VCPUReg_TPIDR_EL1).value, (seL4_Word)&guests[0]);
    CHECK_EQUAL(seL4_ARM_VCPU_ReadRegs(monitored[0].vcpu, seL4_VCPUReg_SCTLR).value & 0x1005, 0x1005);
}

static void wait_for_interrupts(struct guest *guest, uint64_t wanted)
{
    for (uint64_t i = 0; i < PATIENCE && guest->interrupts < wanted; i++)
        __asm__ volatile("nop");
    guest_check(guest, 9, guest->interrupts >= wanted, 1);
}

static void work_one_interrupt(struct guest *guest)
{
    guest_interrupts_on(guest);
    guest_timer_start(guest, PERIOD);
    wait_for_interrupts(guest, 1);
    /* None comes without reason. */
    for (uint64_t i = 0; i < 100000; i++)
        __asm__ volatile("nop");
    guest_check(guest, 8, guest->interrupts, 1);
}

/* covers: hyp.md 1.4 virtual timer PPI; hyp.md 1.4 VGIC maintenance interrupt; hyp.md 1.1 InjectIRQ effect */
TEST(timer_interrupt)
{
    monitor_make(0, work_one_interrupt, SLICE_US);
    monitor_start(0);
    monitor_serve(1);
    check_guest(0);
    CHECK_EQUAL(guests[0].interrupts, 1);
    CHECK_EQUAL(monitored[0].timer_events, 1);
    CHECK_EQUAL(monitored[0].maintenances, 1);
}

static void work_interrupts(struct guest *guest)
{
    guest->period = PERIOD + 3000 * guest->index;
    OWN_WORD = guest->index + 1;
    guest_interrupts_on(guest);
    guest_timer_start(guest, guest->period);
    while (guest->interrupts < INTERRUPTS && guest->rounds < PATIENCE) {
        guest_check(guest, 1, OWN_WORD, guest->rounds + guest->index + 1);
        guest->rounds++;
        OWN_WORD = guest->rounds + guest->index + 1;
        if (guest->rounds % 4096 == 0)
            guest_check(guest, 2, guest_hypercall(HYPERCALL_ADD, guest->rounds, guest->index),
                        guest->rounds + guest->index);
    }
    GUEST_WRITE("cntv_ctl_el0", 0);
    guest_check(guest, 9, guest->interrupts >= INTERRUPTS, 1);
}

/* covers: hyp.md 1.2 saved; hyp.md 1.4 VPPIEvent; hyp.md 1.4 Virtual timer */
TEST(side_by_side)
{
    for (unsigned i = 0; i < GUESTS; i++)
        monitor_make(i, work_interrupts, SLICE_US);
    for (unsigned i = 0; i < GUESTS; i++)
        monitor_start(i);
    monitor_serve(GUESTS);
    for (unsigned i = 0; i < GUESTS; i++) {
        check_guest(i);
        CHECK(guests[i].interrupts >= INTERRUPTS);
        CHECK(monitored[i].timer_events >= INTERRUPTS);
        CHECK(monitored[i].maintenances >= INTERRUPTS - 1);
        CHECK(guests[i].rounds > 0);
        CHECK_EQUAL(guests[i].own.word[0], guests[i].rounds + i + 1);
    }
}

static void work_wait(struct guest *guest)
{
    guest->period = PERIOD;
    guest_interrupts_on(guest);
    guest_timer_start(guest, PERIOD);
    while (guest->interrupts < 3 && guest->rounds < PATIENCE) {
        __asm__ volatile("wfi");
        guest->rounds++;
    }
    GUEST_WRITE("cntv_ctl_el0", 0);
    guest_check(guest, 9, guest->interrupts >= 3, 1);
}

/* covers: hyp.md 1.3 TWI */
TEST(pauses)
{
    monitor_make(0, work_wait, SLICE_US);
    monitor_start(0);
    monitor_serve(1);
    check_guest(0);
    CHECK(monitored[0].waits > 0);
    CHECK_EQUAL(monitored[0].waits, guests[0].rounds);
}

/* A program of the guest's: it calls the guest's kernel, which is no business of the real one. */
__asm__(".text\n"
        "guest_user: svc #0x123\n"
        "    b .\n");
extern const char guest_user[];

static void work_user(struct guest *guest)
{
    guest->to_be_caught = 1;
    __asm__ volatile("adr x0, 1f\n\t"
                     "msr elr_el1, %0\n\t"
                     "msr spsr_el1, xzr\n\t"
                     "mov x7, #-11\n\t" /* Yield, if it were the real kernel's */
                     "eret\n"
                     "1:"
                     : : "r"((uint64_t)guest_user + GUEST_USER_ALIAS) : "x0", "x7", "memory");
    guest_check(guest, 1, guest->to_be_caught, 0);
    guest_check(guest, 2, guest->syndrome, 0x56000123);
    guest_check(guest, 3, guest->level, 0);
}

/* covers: hyp.md 1.4 svc from guest EL0 */
TEST(guests_programs)
{
    monitor_make(0, work_user, SLICE_US);
    monitor_start(0);
    monitor_serve(1);
    check_guest(0);
    CHECK_EQUAL(monitored[0].hypercalls, 1);
}

/* A system call of the real kernel: one interrupt on the notification. */
static seL4_CPtr signalled;

static void work_signal(struct guest *guest)
{
    register uint64_t cap __asm__("x0") = signalled;
    register uint64_t info __asm__("x1") = 0;
    register uint64_t number __asm__("x7") = (uint64_t)seL4_SysSend;

    __asm__ volatile("hvc #0x777" : "+r"(cap), "+r"(info) : "r"(number) : "memory");
    guest_check(guest, 1, cap, signalled);
}

/* covers: hyp.md 1.4 hvc (any immediate) from EL1 */
TEST(system_calls)
{
    seL4_Word badge = 0;

    monitor_make(0, work_signal, SLICE_US);
    signalled = kit_slot();
    CHECK_OK(kit_mint(signalled, kit_notification(), seL4_AllRights, 0x40));
    monitor_start(0);
    monitor_serve(1);
    check_guest(0);
    seL4_Poll(signalled, &badge);
    CHECK_EQUAL(badge, 0x40);
}

/* Has guest 0 gone on? It leaves time for this. */
static int moves(void)
{
    unsigned long begin = kit_clock();

    guests[0].rounds = 0;
    while (guests[0].rounds == 0 && kit_clock() - begin < WAIT_TICKS)
        probe_settle();
    return guests[0].rounds != 0;
}

/* Without VCPU the thread goes on at EL0; with another one it is a guest again. */
static void work_spin(struct guest *guest)
{
    for (;;)
        guest->rounds++;
}

/* covers: hyp.md 1.1 SetTCB effect; hyp.md 1.2 removing the association */
TEST(association_ends)
{
    struct monitor_event event;
    seL4_UserContext registers;

    monitor_make(0, work_spin, SLICE_US);
    /* It leaves time for others. */
    CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, monitored[0].thread.sc, SLICE_US,
                                              10 * SLICE_US, 0, 0, 0));
    monitor_start(0);
    CHECK(moves());
    CHECK_OK(kit_delete(monitored[0].vcpu));
    CHECK_OK(seL4_TCB_ReadRegisters(monitored[0].thread.tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    CHECK_EQUAL(registers.spsr & 0xf, 0);
    /* Its code reads no register of EL1: it just counts on. */
    CHECK(moves());
    CHECK_OK(seL4_TCB_Suspend(monitored[0].thread.tcb));
    registers.pc = (seL4_Word)guest_start;
    CHECK_OK(seL4_TCB_WriteRegisters(monitored[0].thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    event = monitor_event();
    CHECK(event.label == seL4_Fault_UserException || event.label == seL4_Fault_VCPUFault);
}

const struct frame_test run_tests[] = {
    ENTRY("hyp.1.hypercalls", hypercalls),
    ENTRY("hyp.1.4.timer-interrupt", timer_interrupt),
    ENTRY("hyp.1.2.side-by-side", side_by_side),
    ENTRY("hyp.1.3.pauses", pauses),
    ENTRY("hyp.1.4.guests-programs", guests_programs),
    ENTRY("hyp.1.4.system-calls", system_calls),
    ENTRY("hyp.1.1.association-ends", association_ends),
    FRAME_END,
};
