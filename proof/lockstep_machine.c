/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine of the lock-step runs: what a boot would leave behind, small. */
#include <string.h>
#include <arch/arch.h>
#include <arch_switch.h>
#include <core/sched.h>
#include <core/time.h>
#include <host.h>
#include <object/asid.h>
#include <object/irq.h>
#include <lockstep_isa.h>
#include "lockstep.h"
#include "lockstep_machine.h"

enum {
    RADIX = 6,
    GUARD_BITS = 64 - RADIX,
    PRIORITY = 255,
    SLICE_TICKS = 5000,
    DOMAIN_COUNT = 2,
    SCHEDULE_LENGTH = 8,
    DEVICE_ADDRESS = 0x40000000,
    BUFFER_VADDR = 0x700000
};

struct ls_machine ls_machine = {.ticks_per_us = 1, .slice = SLICE_TICKS, .device = DEVICE_ADDRESS};

static slot_t *root;
static slot_t *supervisor;

_Static_assert(AS_IRQS == ARCH_IRQ_COUNT, "kernel and specification have the same interrupts");

static void machine_reset(void)
{
    host_reset();
    memset(irq_lines, 0, sizeof(irq_lines));
    memset(asid_pools, 0, sizeof(asid_pools));
    arch_loaded = (struct arch_loaded){0};
    time_init(ls_machine.ticks_per_us, 1);
    if (ls_machine.skipped_bits > 0) {
        (void)host_alloc(ls_machine.skipped_bits);
    }
    host_machine.clock = 1000;
    for (unsigned irq = 0; irq < ARCH_IRQ_COUNT; irq++) {
        irq_lines[irq].state = AS_IRQ_IS_USER(irq) ? IRQ_INACTIVE : IRQ_RESERVED;
    }
    irq_lines[AS_IRQ_TIMER].state = IRQ_TIMER;
    machine_isa_reset();
    sched_init(DOMAIN_COUNT, SCHEDULE_LENGTH, object_at(host_alloc(11)), object_at(host_alloc(8)));
}

/* The supervisor has the original, the root CNode a copy. */
static void share(unsigned from, unsigned to)
{
    slot_insert_copy(supervisor + from, root + to, supervisor[from].cap);
}

static cap_t untyped(word_t bits)
{
    return cap_new(CAP_UNTYPED, bits, 0, host_alloc(bits), 0);
}

static void build_spaces(void)
{
    word_t own = host_alloc(RADIX + 5);
    word_t cnode = host_alloc(RADIX + 5);
    word_t table = host_alloc(LS_ROOT_BITS);
    word_t pool = host_alloc(seL4_ASIDPoolBits);

    supervisor = object_at(own);
    root = object_at(cnode);
    asid_boot(pool, table);
    slot_insert_alone(supervisor + SUP_CNODE, cap_new(CAP_CNODE, RADIX, 0, own, GUARD_BITS));
    slot_insert_alone(supervisor + SUP_ROOT, cap_new(CAP_CNODE, RADIX, 0, cnode, GUARD_BITS));
    slot_insert_alone(supervisor + SUP_VSPACE, machine_isa_root(table, ASID_ROOT_TASK));
    share(SUP_ROOT, LS_CAP_CNODE);
    share(SUP_VSPACE, LS_CAP_VSPACE);
    slot_insert_alone(root + LS_CAP_ASID_POOL, asid_pool_cap_new(pool, 0));
}

static void build_controls(void)
{
    slot_insert_alone(supervisor + SUP_SCHED_CONTROL, cap_new(CAP_SCHED_CONTROL, 0, 0, 0, 0));
    share(SUP_SCHED_CONTROL, LS_CAP_SCHED_CONTROL);
    slot_insert_alone(root + LS_CAP_IRQ_CONTROL, cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    slot_insert_alone(root + LS_CAP_ASID_CONTROL, asid_control_cap_new());
    machine_isa_controls(root);
    slot_insert_alone(root + LS_CAP_DOMAIN, cap_new(CAP_DOMAIN, 0, 0, 0, 0));
}

static void build_untypeds(void)
{
    cap_t device = cap_new(CAP_UNTYPED, LS_DEVICE_BITS, 0, ls_machine.device, untyped_w1_device_set(0, 1));

    slot_insert_alone(supervisor + SUP_UNTYPED, untyped(LS_UNTYPED_BITS));
    slot_insert_alone(supervisor + SUP_UNTYPED_GIVEN, untyped(LS_UNTYPED_GIVEN_BITS));
    slot_insert_alone(root + LS_CAP_UNTYPED_SMALL, untyped(LS_UNTYPED_SMALL_BITS));
    slot_insert_alone(root + LS_CAP_UNTYPED_DEVICE, device);
    slot_insert_alone(root + LS_CAP_UNTYPED_LARGE, untyped(LS_UNTYPED_LARGE_BITS));
}

static void build_line(void)
{
    struct irq_line *line = &irq_lines[LS_SUPERVISOR_IRQ];
    cap_t notification = cap_new(CAP_NOTIFICATION, 0, RIGHT_READ | RIGHT_WRITE, host_alloc(6), 0);

    slot_insert_alone(supervisor + SUP_NOTIFICATION, notification);
    slot_insert_alone(supervisor + SUP_HANDLER, cap_new(CAP_IRQ_HANDLER, 0, 0, LS_SUPERVISOR_IRQ, 0));
    line->state = IRQ_SIGNAL;
    arch_irq_unmask(LS_SUPERVISOR_IRQ);
    slot_insert_copy(supervisor + SUP_NOTIFICATION, &line->notification, notification);
}

static tcb_t *build_supervisor(void)
{
    word_t physical = host_alloc(11);
    tcb_t *tcb = object_at(physical);
    cap_t buffer = frame_cap_new(PAGE_BITS, RIGHT_READ | RIGHT_WRITE, host_alloc(PAGE_BITS), 0, 0, false);

    tcb_init(tcb, 0);
    tcb->priority = PRIORITY;
    tcb->mcp = PRIORITY;
    tcb->buffer_address = BUFFER_VADDR;
    slot_insert_alone(supervisor + SUP_TCB, cap_new(CAP_TCB, 0, 0, physical, 0));
    slot_insert_alone(supervisor + SUP_BUFFER, buffer);
    slot_insert_alone(supervisor + SUP_REPLY, cap_new(CAP_REPLY, 0, RIGHT_GRANT, host_alloc(5), 0));
    slot_insert_copy(supervisor + SUP_CNODE, &tcb->slot[TCB_SLOT_CSPACE], supervisor[SUP_CNODE].cap);
    slot_insert_copy(supervisor + SUP_VSPACE, &tcb->slot[TCB_SLOT_VSPACE], supervisor[SUP_VSPACE].cap);
    slot_insert_copy(supervisor + SUP_BUFFER, &tcb->slot[TCB_SLOT_IPC_BUFFER], buffer);
    return tcb;
}

static void start(tcb_t *tcb)
{
    word_t physical = host_alloc(8);
    sched_context_t *sc = object_at(physical);

    slot_insert_alone(supervisor + SUP_SC, cap_new(CAP_SCHED_CONTEXT, 8, 0, physical, 0));
    refill_new(sc, REFILL_MIN, ls_machine.slice, 0, this_core()->now);
    sched_context_bind_tcb(sc, tcb);
    tcb->state = THREAD_RUNNING;
    sched_candidate(tcb);
    sched_schedule();
    sched_activate();
}

slot_t *machine_build(void)
{
    machine_reset();
    build_spaces();
    build_controls();
    build_untypeds();
    build_line();
    start(build_supervisor());
    return supervisor;
}
