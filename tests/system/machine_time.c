/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts that arrive while nothing runs, and the kernel's clock against another one. */
#include "machine.h"

#include <runtime/start.h>

/* The interval timer (8254): channel 0, square wave or rate, counts 1193182 times a second. */
#define PIT_FIRST 0x40
#define PIT_LAST 0x43
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND 0x43
#define PIT_RATE 0x34 /* channel 0, both bytes, mode 2 */
#define PIT_STOP 0x30 /* channel 0, both bytes, mode 0: silent until counted down */
#define PIT_COUNT 11932
#define PIT_US 10000
#define PIT_PIN 2 /* of the first I/O APIC, on PCs */
#define VECTOR 7
#define INTERRUPTS 20

static void pit_program(seL4_CPtr ports, seL4_Word mode)
{
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_COMMAND, mode));
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_CHANNEL0, PIT_COUNT & 0xff));
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_CHANNEL0, PIT_COUNT >> 8));
}

/* 20 interrupts of the interval timer, 10 ms apart, nothing else running meanwhile. */
static void test_idle_interrupts(seL4_CPtr ports, seL4_CPtr handler, seL4_CPtr notification)
{
    seL4_Word begin = 0;
    seL4_Word us = 0;
    seL4_Word badges = 0;

    pit_program(ports, PIT_RATE);
    require_ok(seL4_IRQHandler_Ack(handler));
    for (int i = 0; i < INTERRUPTS; i++) {
        seL4_Word badge = 0;

        seL4_Wait(notification, &badge);
        badges |= badge;
        if (i == 0)
            begin = ticks_now();
        require_ok(seL4_IRQHandler_Ack(handler));
    }
    us = (ticks_now() - begin) / ticks_per_us();
    pit_program(ports, PIT_STOP);
    report("interrupts-while-idle", badges == 0);
    /* Emulators deliver late at times, and then several at once: a factor of two is generous. */
    if (us < (INTERRUPTS - 1) * PIT_US / 2 || us > (INTERRUPTS - 1) * PIT_US * 2)
        printf("# %lu us for %d interrupts of %d us\n", us, INTERRUPTS - 1, PIT_US);
    report("clock-agrees-with-interval-timer",
           us >= (INTERRUPTS - 1) * PIT_US / 2 && us <= (INTERRUPTS - 1) * PIT_US * 2);
}

/* ---- budgets ---- */

#define BUDGET_US 2000
#define PERIOD_US 10000
#define WATCH_US 200000

__asm__(".text\n time_count: incq (%rdi)\n jmp time_count\n");
extern void time_count(void);

static volatile seL4_Word counter;

/* A thread with a fifth of the CPU runs about a fifth of the time, in pieces. */
static void test_budget(void)
{
    struct worker limited;
    seL4_SchedContext_Consumed_t consumed;
    seL4_Word end = 0;

    worker_create(&limited);
    require_ok(seL4_SchedControl_ConfigureFlags(boot->schedcontrol.start, limited.sc, BUDGET_US, PERIOD_US, 2, 0, 0));
    require_ok(seL4_TCB_SetPriority(limited.tcb, seL4_CapInitThreadTCB, seL4_MaxPrio));
    end = ticks_now() + WATCH_US * ticks_per_us();
    worker_start(&limited, time_count, 0, (seL4_Word)&counter);
    while (ticks_now() < end)
        seL4_Yield();
    worker_stop(&limited);
    consumed = seL4_SchedContext_Consumed(limited.sc);
    printf("# consumed %lu us of %d\n", consumed.consumed, WATCH_US);
    report("budget-runs", counter != 0);
    report("budget-limits", consumed.error == seL4_NoError &&
                                consumed.consumed <= (WATCH_US / PERIOD_US + 2) * (BUDGET_US + BUDGET_US / 2));
    report("budget-arrives", consumed.consumed >= WATCH_US / PERIOD_US * BUDGET_US / 4);
}

void test_time(void)
{
    seL4_CPtr ports = slot_new();
    seL4_CPtr handler = slot_new();
    seL4_CPtr notification = object_new(seL4_NotificationObject, 0);

    require_ok(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PIT_FIRST, PIT_LAST, seL4_CapInitThreadCNode, ports,
                                            seL4_WordBits));
    require_ok(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, seL4_CapInitThreadCNode, handler, seL4_WordBits, 0,
                                         PIT_PIN, 0, 0, VECTOR));
    require_ok(seL4_IRQHandler_SetNotification(handler, notification));
    test_idle_interrupts(ports, handler, notification);
    test_budget();
}
