/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe.h"

#define TOP_PRIORITY 255
#define SETTLE_PRIORITY 1

/* Runs in the probe: its end is an invalid instruction. */
static void probe_main(void *argument)
{
    struct probe *probe = argument;

    probe->function(probe->argument);
    probe->returned = 1;
    __asm__ volatile(KIT_UNDEFINED);
}

void probe_make(struct probe *probe, struct kit_options options)
{
    memset(probe, 0, sizeof(*probe));
    if (!options.fault_endpoint)
        options.fault_endpoint = kit_endpoint();
    probe->fault_endpoint = options.fault_endpoint;
    probe->reply = kit_reply();
    probe->thread = kit_thread(probe_main, probe, options);
}

void probe_start(struct probe *probe, void (*function)(void *), void *argument)
{
    require_ok(seL4_TCB_Suspend(probe->thread.tcb));
    probe->function = function;
    probe->argument = argument;
    probe->returned = 0;
    kit_thread_start(&probe->thread);
}

static seL4_Word ended(const struct probe *probe, seL4_MessageInfo_t info)
{
    return probe->returned ? PROBE_RETURNED : seL4_MessageInfo_get_label(info);
}

seL4_Word probe_wait(struct probe *probe)
{
    return ended(probe, seL4_Recv(probe->fault_endpoint, 0, probe->reply));
}

seL4_Word probe_run(struct probe *probe, void (*function)(void *), void *argument)
{
    probe_start(probe, function, argument);
    return probe_wait(probe);
}

/* A fault message has a label; when nothing is there the information given stays. */
seL4_Word probe_look(struct probe *probe)
{
    sel4_registers_t registers = {probe->fault_endpoint, 0, 0, 0, 0, 0};

    probe_settle();
    registers = sel4_trap_reply((seL4_Word)seL4_SysNBRecv, registers, probe->reply);
    if (!registers.info)
        return PROBE_RUNS;
    (void)sel4_registers_store(registers, 0);
    return ended(probe, sel4_registers_info(registers));
}

void probe_settle(void)
{
    require_ok(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, SETTLE_PRIORITY));
    require_ok(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, TOP_PRIORITY));
}
