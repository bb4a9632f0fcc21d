/* SPDX-License-Identifier: BSD-2-Clause */
#include "beside.h"

#define ROUNDS 60
/* Ticks of the guests' timer: 62500 or more per millisecond. */
#define PERIOD 20000

static struct probe probe;
static volatile int native_stop;
static volatile unsigned long native_rounds;

static void native(void *argument)
{
    (void)argument;
    while (!native_stop)
        native_rounds++;
}

/* Timer interrupts, hypercalls, and time for the other. */
static void work_healthy(struct guest *guest)
{
    guest->period = PERIOD;
    guest_interrupts_on(guest);
    guest_timer_start(guest, PERIOD);
    for (guest->rounds = 0; guest->rounds < ROUNDS; guest->rounds++) {
        uint64_t before = guest->interrupts;

        guest_check(guest, 1, guest_hypercall(HYPERCALL_ADD, guest->rounds, 5), guest->rounds + 5);
        for (uint64_t i = 0; i < 4000 && guest->interrupts == before; i++)
            __asm__ volatile("nop");
    }
    GUEST_WRITE("cntv_ctl_el0", 0);
    guest_check(guest, 2, guest->interrupts > 0, 1);
}

static void beside_start(void (*work)(struct guest *guest), seL4_Word budget_us)
{
    native_stop = 0;
    native_rounds = 0;
    monitor_make(0, work, SLICE_US);
    CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, monitored[0].thread.sc, budget_us,
                                              SLICE_US, 0, 0, 0));
    monitor_make(1, work_healthy, SLICE_US);
    probe_make(&probe, (struct kit_options){.priority = GUEST_PRIORITY, .sc = kit_sched_context(SLICE_US, SLICE_US)});
    probe_start(&probe, native, 0);
    monitor_start(0);
    monitor_start(1);
}

static void healthy_check(void)
{
    native_stop = 1;
    CHECK_EQUAL(probe_wait(&probe), PROBE_RETURNED);
    CHECK(native_rounds > 0);
    CHECK_EQUAL(guests[1].wrong, 0);
    CHECK_EQUAL(guests[1].found, 0);
    CHECK_EQUAL(guests[1].unexpected, 0);
    CHECK_EQUAL(guests[1].rounds, ROUNDS);
}

/* Until the healthy guest is done. Instructions that trap are left out; whoever has an abort stays where it is. */
static struct told beside_serve(void)
{
    struct told told = {0};

    while (!monitored[1].done) {
        struct monitor_event event = monitor_event();

        if (event.label == HYPERCALL_DONE)
            continue;
        CHECK_EQUAL(event.guest, 0);
        if (told.events++ == 0)
            told.first = event;
        if (event.label == seL4_Fault_VCPUFault)
            monitor_go_on(&event, 4);
    }
    CHECK_OK(seL4_TCB_Suspend(monitored[0].thread.tcb));
    healthy_check();
    return told;
}

struct told beside(void (*work)(struct guest *guest), seL4_Word budget_us)
{
    beside_start(work, budget_us);
    return beside_serve();
}
