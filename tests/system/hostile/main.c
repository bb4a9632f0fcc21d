/* SPDX-License-Identifier: BSD-2-Clause */
#include "hostile.h"

#define HEALTHY_PRIORITY 200
#define BUDGET_US 1000UL
#define PERIOD_US 5000UL
/* The part of its budget the busy thread must get: the computer below the emulator has other work, too. */
#define FAIR_PART 20

struct probe victim;

static struct {
    struct probe server, busy;
    seL4_CPtr endpoint;
    seL4_Word asked;
    unsigned long started;
    volatile seL4_Word rounds;
} healthy;

static void serve(void *argument)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Recv(healthy.endpoint, &badge, healthy.server.reply);

    (void)argument;
    for (;;) {
        seL4_SetMR(0, seL4_GetMR(0) * 3 + 1);
        info = seL4_ReplyRecv(healthy.endpoint, info, &badge, healthy.server.reply);
    }
}

static void be_busy(void *argument)
{
    (void)argument;
    for (;;)
        healthy.rounds++;
}

void healthy_begin(void)
{
    healthy.endpoint = kit_endpoint();
    probe_make(&healthy.server, (struct kit_options){.priority = HEALTHY_PRIORITY + 1});
    probe_start(&healthy.server, serve, 0);
    probe_make(&healthy.busy, (struct kit_options){.priority = HEALTHY_PRIORITY,
                                                   .sc = kit_sched_context(BUDGET_US, PERIOD_US)});
    (void)seL4_SchedContext_Consumed(healthy.busy.thread.sc);
    healthy.started = kit_clock();
    probe_start(&healthy.busy, be_busy, 0);
}

void healthy_answers(void)
{
    healthy.asked++;
    seL4_SetMR(0, healthy.asked);
    (void)seL4_Call(healthy.endpoint, seL4_MessageInfo_new(0, 0, 0, 1));
    CHECK_EQUAL(seL4_GetMR(0), healthy.asked * 3 + 1);
}

void healthy_had_time(void)
{
    seL4_SchedContext_Consumed_t consumed = seL4_SchedContext_Consumed(healthy.busy.thread.sc);
    seL4_Word us = (kit_clock() - healthy.started) / frame_ticks_per_us();

    CHECK_EQUAL(consumed.error, seL4_NoError);
    CHECK(consumed.consumed * FAIR_PART >= us * BUDGET_US / PERIOD_US);
    CHECK(healthy.rounds > 0);
}

seL4_Word victim_run(const seL4_UserContext *registers)
{
    seL4_UserContext copy = *registers;

    CHECK_OK(seL4_TCB_Suspend(victim.thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(victim.thread.tcb, 1, 0, REGISTERS, &copy));
    return seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply));
}

seL4_Word victim_exception(const seL4_UserContext *registers)
{
    return victim_run(registers) == seL4_Fault_UserException ? seL4_GetMR(seL4_UserException_Number) : ~0UL;
}

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(instruction_tests);
    frame_run(sweep_tests);
    frame_run(edge_tests);
    frame_run(random_tests);
    frame_run(storm_tests);
    frame_end();
}
