/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an interrupt to the thread that waits for it. A thread of low priority stores the clock all the time; the waiter
 * compares with what it stored last, so a sample is too long by at most one turn of that loop.
 */
#include "../bench.h"

#define PIT_PIN 2 /* the programmable interval timer on QEMU's pc machine */
#define PIT_PORT 0x40
#define PIT_HZ 1193182
#define INTERRUPTS_PER_SECOND 50000 /* one each 20000 instructions: tracing steps through all of them */
#define PIT_MODE 0x34 /* channel 0, both bytes, rate generator */

static seL4_CPtr handler, line, ports;
static volatile unsigned long last;
static struct samples samples;

static void spin(void *unused)
{
    (void)unused;
    for (;;)
        last = kit_cycles();
}

static void skip(void)
{
    (void)seL4_Wait(line, 0);
    require_ok(seL4_IRQHandler_Ack(handler));
}

static void wait(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < SAMPLES + WARM_UP; i++) {
        unsigned long end;

        if (is_traced(i)) {
            bench_trace_begin(1);
            skip(); /* it may have been due already when tracing began, before the spinner's first stamp */
        }
        (void)seL4_Wait(line, 0);
        end = kit_cycles();
        sample(&samples, i, last, end);
        require_ok(seL4_IRQHandler_Ack(handler));
    }
    bench_finished();
}

static void pit_start(unsigned divisor)
{
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_PORT + 3, PIT_MODE));
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_PORT, divisor & 0xff));
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_PORT, divisor >> 8));
}

void bench_interrupt(void)
{
    static struct kit_thread spinner, waiter;
    struct kit_options options = {.priority = PRIORITY};

    samples_begin(&samples, "interrupt");
    line = kit_notification();
    handler = kit_slot();
    ports = kit_slot();
    require_ok(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PIT_PORT, PIT_PORT + 3, seL4_CapInitThreadCNode,
                                            ports, seL4_WordBits));
    require_ok(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, seL4_CapInitThreadCNode, handler, seL4_WordBits, 0,
                                         PIT_PIN, 0, 0, 0));
    require_ok(seL4_IRQHandler_SetNotification(handler, line));
    waiter = kit_thread(wait, 0, options);
    options.priority = PRIORITY_LOWER - 1;
    spinner = kit_thread(spin, 0, options);
    kit_thread_start(&waiter);
    kit_thread_start(&spinner);
    pit_start(PIT_HZ / INTERRUPTS_PER_SECOND);
    bench_wait(1);
    require_ok(seL4_TCB_Suspend(spinner.tcb));
    report(&samples);
}
