/* SPDX-License-Identifier: BSD-2-Clause */
/* Call and ReplyRecv with a passive server in another address space, and Send to a waiting receiver. */
#include "bench.h"

#define LONG_WORDS 10

static seL4_CPtr endpoint, reply, ready;
static volatile unsigned long received, replying;
static volatile int use_fpu;

static inline void touch_fpu(void)
{
    if (use_fpu)
        __asm__ volatile(KIT_FPU_TOUCH : : : "memory");
}

/* Empty messages are sent by the stubs that move no message registers, long ones by those that do. */
static void server_empty(void *unused)
{
    seL4_Word badge;

    (void)unused;
    (void)seL4_NBSendRecv(ready, INFO(0), endpoint, &badge, reply);
    for (;;) {
        received = kit_cycles();
        touch_fpu();
        replying = kit_cycles();
        (void)seL4_ReplyRecvWithMRs(endpoint, INFO(0), &badge, 0, 0, 0, 0, reply);
    }
}

static void server_long(void *unused)
{
    seL4_Word badge;

    (void)unused;
    (void)seL4_NBSendRecv(ready, INFO(0), endpoint, &badge, reply);
    for (;;) {
        received = kit_cycles();
        replying = kit_cycles();
        (void)seL4_ReplyRecv(endpoint, INFO(LONG_WORDS), &badge, reply);
    }
}

static struct samples call, answer;

static void client_empty(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < SAMPLES + WARM_UP; i++) {
        unsigned long start, end;

        round_begin(i, 2);
        touch_fpu();
        start = kit_cycles();
        (void)seL4_CallWithMRs(endpoint, INFO(0), 0, 0, 0, 0);
        end = kit_cycles();
        sample(&call, i, start, received);
        sample(&answer, i, replying, end);
    }
    bench_finished();
}

static void client_long(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < SAMPLES + WARM_UP; i++) {
        unsigned long start, end;

        round_begin(i, 2);
        start = kit_cycles();
        (void)seL4_Call(endpoint, INFO(LONG_WORDS));
        end = kit_cycles();
        sample(&call, i, start, received);
        sample(&answer, i, replying, end);
    }
    bench_finished();
}

static void round_trip(const char *call_key, const char *reply_key, int is_long, int fpu)
{
    struct kit_options options = {.priority = PRIORITY, .vspace = kit_vspace()};
    static struct kit_thread server_thread, client_thread;

    use_fpu = fpu;
    samples_begin(&call, call_key);
    samples_begin(&answer, reply_key);
    endpoint = kit_endpoint();
    reply = kit_reply();
    ready = kit_notification();
    server_thread = kit_thread(is_long ? server_long : server_empty, 0, options);
    options.vspace = 0;
    client_thread = kit_thread(is_long ? client_long : client_empty, 0, options);
    if (!fpu) {
        (void)seL4_TCB_SetFlags(server_thread.tcb, 0, seL4_TCBFlag_fpuDisabled);
        (void)seL4_TCB_SetFlags(client_thread.tcb, 0, seL4_TCBFlag_fpuDisabled);
    }
    kit_thread_start(&server_thread);
    (void)seL4_Wait(ready, 0);
    require_ok(seL4_SchedContext_Unbind(server_thread.sc));
    kit_thread_start(&client_thread);
    bench_wait(1);
    report(&call);
    report(&answer);
}

/* ---- Send ---- */

static struct samples sent;
static volatile unsigned long sending;

static void receiver(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < SAMPLES + WARM_UP; i++) {
        unsigned long end;

        (void)seL4_Wait(endpoint, 0);
        end = kit_cycles();
        sample(&sent, i, sending, end);
    }
    bench_finished();
}

static void sender(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < SAMPLES + WARM_UP; i++) {
        round_begin(i, 1);
        sending = kit_cycles();
        seL4_Send(endpoint, INFO(0));
    }
    bench_finished();
}

static void one_way(void)
{
    struct kit_options options = {.priority = PRIORITY, .vspace = kit_vspace()};
    static struct kit_thread from, to;

    samples_begin(&sent, "send_0");
    endpoint = kit_endpoint();
    to = kit_thread(receiver, 0, options);
    options.vspace = 0;
    options.priority = PRIORITY_LOWER;
    from = kit_thread(sender, 0, options);
    kit_thread_start(&to);
    kit_thread_start(&from);
    bench_wait(2);
    report(&sent);
}

void bench_ipc(void)
{
    round_trip("call_0", "reply_recv_0", 0, 0);
    round_trip("call_0_fpu", "reply_recv_0_fpu", 0, 1);
    round_trip("call_10", "reply_recv_10", 1, 0);
    one_way();
}
