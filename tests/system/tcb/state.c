/* SPDX-License-Identifier: BSD-2-Clause */
/* Suspend, Resume, and the instruction at which a thread goes on. */
#include "tcb.h"

static struct probe probe;
static volatile seL4_Word rounds;
static seL4_CPtr cap;

/* Yields for ever; the places of its system call. */
__asm__(".text\n" ISA_ASM_CALL_LOOP(state, -11));
extern void state_loop(void);
extern const char state_trap[], state_next[];

static seL4_Word ip_of(seL4_CPtr tcb, seL4_Bool suspend)
{
    struct frame_reply reply = INVOKE(tcb, TCBReadRegisters, CAPS(), ARGS((seL4_Word)suspend, 1));

    CHECK_EQUAL(reply.label, 0);
    return reply.words[0];
}

/* covers: syscalls.md 2 rip reads the restart IP; syscalls.md 4 Restart IP; scheduling.md 6 Suspend */
TEST(restart_ip)
{
    seL4_UserContext registers = {.KIT_IP = (seL4_Word)state_loop};

    probe_make(&probe, (struct kit_options){.priority = 100});
    CHECK_OK(seL4_TCB_WriteRegisters(probe.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    CHECK_EQUAL(ip_of(probe.thread.tcb, 0), (seL4_Word)state_loop);
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 100));
    seL4_Yield();
    seL4_Yield();
    /* Its system call is finished; suspension moves it on. */
    CHECK_EQUAL(ip_of(probe.thread.tcb, 0), (seL4_Word)state_trap);
    CHECK_EQUAL(ip_of(probe.thread.tcb, 1), (seL4_Word)state_next);
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    CHECK_EQUAL(ip_of(probe.thread.tcb, 0), (seL4_Word)state_next);
    seL4_Yield();
    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    CHECK_EQUAL(ip_of(probe.thread.tcb, 0), (seL4_Word)state_next);
}

static void wait_cap(void *argument)
{
    (void)argument;
    (void)seL4_Wait(cap, 0);
    rounds++;
}

/* covers: scheduling.md 6 Resume; ipc.md 4 Cancelling a wait; syscalls.md 2 blocked threads */
TEST(blocked)
{
    seL4_Word trap;

    cap = kit_notification();
    probe_make(&probe, (struct kit_options){.priority = 100});
    rounds = 0;
    probe_start(&probe, wait_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    trap = ip_of(probe.thread.tcb, 0);
    CHECK_EQUAL(memcmp((const void *)trap, state_trap, KIT_TRAP_BYTES), 0);
    /* The wait is over: signals are not for it. Resumed, it waits again, and takes what is there. */
    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    CHECK_EQUAL(ip_of(probe.thread.tcb, 0), trap);
    seL4_Signal(cap);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_EQUAL(rounds, 0);
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(rounds, 1);
    /* Resuming a blocked thread makes it issue its call again. */
    probe_start(&probe, wait_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_EQUAL(ip_of(probe.thread.tcb, 0), trap);
    seL4_Signal(cap);
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(rounds, 2);
}

static void suspend_self(void *argument)
{
    (void)argument;
    (void)seL4_TCB_Suspend(probe.thread.tcb);
    rounds++;
}

/* covers: invocations.md 4 Suspending oneself; syscalls.md 5.5 caller no longer runnable */
TEST(self_suspend)
{
    seL4_UserContext registers = {0};

    probe_make(&probe, (struct kit_options){.priority = 100});
    rounds = 0;
    probe_start(&probe, suspend_self, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    /* A plain Resume issues the Suspend again. */
    for (int i = 0; i < 3; i++) {
        CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
        CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
        CHECK_EQUAL(rounds, 0);
    }
    CHECK_OK(seL4_TCB_ReadRegisters(probe.thread.tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    CHECK_EQUAL(memcmp((const void *)registers.KIT_IP, state_trap, KIT_TRAP_BYTES), 0);
    registers.KIT_IP += KIT_TRAP_BYTES;
    /* The reply's info says success. (x86_64: libsel4 keeps the stack pointer in RBX around the instruction.) */
    registers.KIT_CALL_INFO = 0;
    CHECK_OK(seL4_TCB_WriteRegisters(probe.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(rounds, 1);
}

static void count(void *argument)
{
    (void)argument;
    for (;;)
        rounds++;
}

/* covers: scheduling.md 10 SCHED0000; scheduling.md 10 SCHED0002; scheduling.md 6 Suspend harmless */
TEST(running)
{
    seL4_Word before;

    probe_make(&probe, (struct kit_options){.priority = 100});
    rounds = 0;
    probe_start(&probe, count, 0);
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 100));
    seL4_Yield();
    CHECK(rounds != 0);
    /* Resuming what runs has no effect, on oneself neither. */
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    CHECK_OK(seL4_TCB_Resume(SELF));
    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    CHECK_OK(seL4_TCB_Suspend(probe.thread.tcb));
    before = rounds;
    seL4_Yield();
    CHECK_EQUAL(rounds, before);
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    seL4_Yield();
    CHECK(rounds != before);
}

/* covers: invocations.md 2 first phase; syscalls.md 5.3 first phase */
TEST(first_phase)
{
    seL4_CPtr notification = kit_notification();
    seL4_CPtr badged = kit_slot(), target = kit_slot(), untyped = kit_untyped(12);
    seL4_Word badge = 0;

    CHECK_OK(kit_mint(badged, notification, seL4_AllRights, 5));
    probe_make(&probe, (struct kit_options){.priority = 100});
    rounds = 0;
    probe_start(&probe, count, 0);
    /* Suspend, as the first of two phases: nothing happens, and the second phase takes the signal. */
    seL4_Signal(badged);
    (void)seL4_NBSendWait(probe.thread.tcb, seL4_MessageInfo_new(TCBSuspend, 0, 0, 0), notification, &badge);
    CHECK_EQUAL(badge, 5);
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 100));
    seL4_Yield();
    CHECK(rounds != 0);
    /* Nor can a CNode be used so; an untyped can. */
    CHECK_OK(kit_copy(target, notification, seL4_AllRights));
    seL4_Signal(badged);
    seL4_SetMR(0, target);
    seL4_SetMR(1, 64);
    (void)seL4_NBSendWait(ROOT, seL4_MessageInfo_new(CNodeDelete, 0, 0, 2), notification, &badge);
    CHECK(!kit_slot_is_empty(target));
    CHECK_OK(kit_delete(target));
    seL4_Signal(badged);
    seL4_SetMR(0, seL4_EndpointObject);
    seL4_SetMR(1, 0);
    seL4_SetMR(2, 0);
    seL4_SetMR(3, 0);
    seL4_SetMR(4, target);
    seL4_SetMR(5, 1);
    seL4_SetCap(0, ROOT);
    (void)seL4_NBSendWait(untyped, seL4_MessageInfo_new(UntypedRetype, 0, 1, 6), notification, &badge);
    CHECK(!kit_slot_is_empty(target));
}

const struct frame_test state_tests[] = {
    ENTRY("syscalls.2.restart-ip", restart_ip),
    ENTRY("scheduling.6.suspend-blocked", blocked),
    ENTRY("invocations.4.self-suspend", self_suspend),
    ENTRY("scheduling.10.suspend-running", running),
    ENTRY("invocations.2.first-phase", first_phase),
    FRAME_END,
};
