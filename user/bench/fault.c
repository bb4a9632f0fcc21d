/* SPDX-License-Identifier: BSD-2-Clause */
/* An exception, its passive handler in the same address space, and the way back behind the instruction. */
#include "bench.h"

#include <bench_arch.h>

static seL4_CPtr endpoint, reply, ready;
static volatile unsigned long started, handled, replying;
static struct samples delivery, resumption;

static void handler(void *unused)
{
    seL4_Word badge;

    (void)unused;
    (void)seL4_NBSendRecv(ready, INFO(0), endpoint, &badge, reply);
    for (;;) {
        handled = kit_cycles();
        seL4_SetMR(seL4_UserException_FaultIP, seL4_GetMR(seL4_UserException_FaultIP) + BENCH_FAULT_BYTES);
        replying = kit_cycles();
        (void)seL4_ReplyRecv(endpoint, INFO(seL4_UserException_Number), &badge, reply);
    }
}

static void faulter(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < SAMPLES + WARM_UP; i++) {
        unsigned long end;

        round_begin(i, 2);
        started = kit_cycles();
        __asm__ volatile(BENCH_FAULT : : : "memory");
        end = kit_cycles();
        sample(&delivery, i, started, handled);
        sample(&resumption, i, replying, end);
    }
    bench_finished();
}

void bench_fault(void)
{
    static struct kit_thread handling, faulting;
    struct kit_options options = {.priority = PRIORITY};

    samples_begin(&delivery, "fault");
    samples_begin(&resumption, "fault_reply");
    endpoint = kit_endpoint();
    reply = kit_reply();
    ready = kit_notification();
    handling = kit_thread(handler, 0, options);
    options.fault_endpoint = endpoint;
    faulting = kit_thread(faulter, 0, options);
    kit_thread_start(&handling);
    (void)seL4_Wait(ready, 0);
    require_ok(seL4_SchedContext_Unbind(handling.sc));
    kit_thread_start(&faulting);
    bench_wait(1);
    report(&delivery);
    report(&resumption);
}
