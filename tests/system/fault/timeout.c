/* SPDX-License-Identifier: BSD-2-Clause */
/* Timeout faults: of threads, of passive servers on their clients' time, of proxies. */
#include "fault.h"

#define REGISTERS SEL4_USER_CONTEXT_WORDS
#define REPLY_WORDS  ISA_TIMEOUT_WORDS
#define REPETITIONS  100
#define DATA         0xda7aUL
#define BUDGET_US    1000
#define PERIOD_US    2000
/* The budget ends a little early: the kernel keeps some for itself. */
#define SLACK_US     100

static struct probe spinner, server, proxy, client;
static seL4_CPtr handler, reply;
static volatile seL4_Word spins;

static void configure(seL4_CPtr sc, seL4_Word budget, seL4_Word period, seL4_Word badge)
{
    CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, sc, budget, period, 0, badge, 0));
}

static void spin(void *argument)
{
    (void)argument;
    for (;;)
        spins++;
}

static void make_spinner(seL4_Word budget, seL4_Word period)
{
    handler = kit_endpoint();
    reply = kit_reply();
    probe_make(&spinner, (struct kit_options){.priority = PRIORITY});
    configure(spinner.thread.sc, budget, period, DATA);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(spinner.thread.tcb, minted(handler, seL4_AllRights, 0xb)));
}

/* covers: ipc.md 8 Timeout; ipc.md 9 TIMEOUTFAULT0001; scheduling.md 4 charge 3a */
TEST(repeated)
{
    seL4_Word total = 0;

    make_spinner(BUDGET_US, PERIOD_US);
    spins = 0;
    probe_start(&spinner, spin, 0);
    for (unsigned i = 0; i < REPETITIONS; i++) {
        seL4_Word badge = 0;
        seL4_MessageInfo_t info = seL4_Recv(handler, &badge, reply);

        CHECK_EQUAL(info.words[0], seL4_MessageInfo_new(seL4_Fault_Timeout, 0, 0, 2).words[0]);
        CHECK_EQUAL(badge, 0xb);
        CHECK_EQUAL(seL4_GetMR(0), DATA);
        /* Preempted meanwhile, or late, its budget may come in parts; together they are what it was given. */
        total += seL4_GetMR(1);
        CHECK(seL4_GetMR(1) != 0 && (i != 0 || total >= BUDGET_US - SLACK_US));
        /* The counter was reset; it is blocked, so nothing is added. */
        {
            seL4_SchedContext_Consumed_t consumed = seL4_SchedContext_Consumed(spinner.thread.sc);

            CHECK_OK(consumed.error);
            CHECK_EQUAL(consumed.consumed, 0);
        }
        seL4_Send(reply, plain(0));
    }
    CHECK(total >= REPETITIONS * BUDGET_US / 2);
    CHECK(spins != 0);
}

/* covers: ipc.md 8 Timeout reply; ipc.md 8 TimeoutReply order; ipc.md 8 registers are written even if not continued */
TEST(reply_registers)
{
    seL4_Word words[REPLY_WORDS];
    seL4_UserContext registers = {0};

    make_spinner(BUDGET_US, PERIOD_US);
    for (unsigned round = 0; round < 2; round++) {
        /* All words, or only three. */
        seL4_Word length = round ? 3 : REPLY_WORDS;

        probe_start(&spinner, spin, 0);
        CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(handler, 0, reply)), seL4_Fault_Timeout);
        CHECK_OK(seL4_TCB_ReadRegisters(spinner.thread.tcb, 0, 0, REGISTERS, &registers));
        seL4_UserContext before = registers;

        for (unsigned i = 0; i < REPLY_WORDS; i++)
            words[i] = i == 2 ? ~0UL : 0x4000 + i;
        fault_reply(reply, 1, words, length);
        CHECK_OK(seL4_TCB_ReadRegisters(spinner.thread.tcb, 0, 0, REGISTERS, &registers));
        for (unsigned i = 0; i < REGISTERS; i++)
            CHECK_EQUAL(((const seL4_Word *)&registers)[i],
                        i < length ? isa_context_kept(i, words[i]) : ((const seL4_Word *)&before)[i]);
        /* Inactive: no further fault. */
        CHECK_EQUAL(fault_take(handler, reply).present, 0);
    }
}

/* covers: ipc.md 8 Timeout: no SC at delivery: length 1 */
TEST(without_sched_context)
{
    struct fault fault = {0};
    seL4_Word start = 0;

    make_spinner(BUDGET_US, 1000000);
    probe_start(&spinner, spin, 0);
    /* Somebody else lets it run into its timeout while the initial thread is away. */
    start = kit_clock();
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 1));
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 255));
    CHECK(kit_clock() - start >= (BUDGET_US - SLACK_US) * frame_ticks_per_us());
    CHECK_OK(seL4_SchedContext_Unbind(spinner.thread.sc));
    fault = fault_take(handler, reply);
    CHECK_FAULT(fault, seL4_Fault_Timeout, WORDS(DATA));
}

/* covers: scheduling.md 4 Yield never raises a fault; scheduling.md 4 charge 3a: not round robin */
TEST(no_fault)
{
    static struct agent yielder;

    handler = kit_endpoint();
    reply = kit_reply();
    agent_make(&yielder, PRIORITY);
    /* Long, so that no pause of an emulated machine uses it up. */
    configure(yielder.probe.thread.sc, 250 * PERIOD_US, 251 * PERIOD_US, DATA);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(yielder.probe.thread.tcb, handler));
    call_prepare(&yielder.call, (seL4_Word)seL4_SysYield, 0, plain(0));
    agent_start(&yielder);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(yielder.probe.fault_endpoint, 0, yielder.probe.reply)),
                seL4_Fault_UserException);
    CHECK_UNTOUCHED(&yielder.call);
    CHECK_EQUAL(fault_take(handler, reply).present, 0);
    /* Round robin: it shares its priority with another one, so its slice ends. */
    make_spinner(PERIOD_US, PERIOD_US);
    probe_make(&server, (struct kit_options){.priority = PRIORITY});
    probe_start(&spinner, spin, 0);
    probe_start(&server, spin, 0);
    probe_make(&client, (struct kit_options){.priority = PRIORITY + 1});
    configure(client.thread.sc, 100, 20 * PERIOD_US, 0);
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(client.thread.tcb, client.fault_endpoint));
    probe_start(&client, spin, 0);
    /* The budget of the client ends, ends again, ... */
    for (unsigned i = 0; i < 3; i++) {
        CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(client.fault_endpoint, 0, client.reply)), seL4_Fault_Timeout);
        seL4_Send(client.reply, plain(0));
    }
    CHECK_OK(seL4_TCB_Suspend(spinner.thread.tcb));
    CHECK_OK(seL4_TCB_Suspend(server.thread.tcb));
    CHECK_OK(seL4_TCB_Suspend(client.thread.tcb));
    CHECK_EQUAL(fault_take(handler, reply).present, 0);
}

/* ---- a server on its clients' time ---- */

static struct {
    seL4_CPtr ready, endpoint, reply, proxy_endpoint, proxy_reply;
    volatile unsigned initialised, requests, answered, proxied;
} service;

static void spinning_server(void *argument)
{
    (void)argument;
    service.initialised++;
    (void)seL4_NBSendRecv(service.ready, plain(0), service.endpoint, 0, service.reply);
    service.requests++;
    spin(0);
}

static void one_call(void *argument)
{
    seL4_MessageInfo_t info = seL4_Call(argument ? service.proxy_endpoint : service.endpoint, plain(1));

    CHECK_EQUAL(seL4_MessageInfo_get_label(info), 0x33);
    service.answered++;
}

static void passing_proxy(void *argument)
{
    seL4_MessageInfo_t info = seL4_NBSendRecv(service.ready, plain(0), service.proxy_endpoint, 0, service.proxy_reply);

    (void)argument;
    info = seL4_Call(service.endpoint, info);
    service.proxied++;
    (void)seL4_ReplyRecv(service.proxy_endpoint, info, 0, service.proxy_reply);
}

static seL4_UserContext make_passive(struct probe *probe, void (*function)(void *), seL4_Word badge)
{
    seL4_UserContext registers = {0};

    probe_make(probe, (struct kit_options){.priority = PRIORITY});
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(probe->thread.tcb, minted(handler, seL4_AllRights, badge)));
    probe_start(probe, function, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(probe->thread.tcb, 0, 0, REGISTERS, &registers));
    probe_settle();
    CHECK_OK(seL4_SchedContext_Unbind(probe->thread.sc));
    return registers;
}

/* Starts the thread again with the registers it began with, on its own scheduling context. */
static void restart(const struct probe *probe, seL4_UserContext registers)
{
    CHECK_OK(seL4_SchedContext_Bind(probe->thread.sc, probe->thread.tcb));
    seL4_Send(reply, seL4_TimeoutReply_new(1, registers, REPLY_WORDS));
    probe_settle();
    CHECK_OK(seL4_SchedContext_Unbind(probe->thread.sc));
}

static void make_client(seL4_Word budget, seL4_Word period, void *argument)
{
    probe_make(&client, (struct kit_options){.priority = PRIORITY});
    configure(client.thread.sc, budget, period, DATA);
    probe_start(&client, one_call, argument);
}

/* covers: ipc.md 9 TIMEOUTFAULT0002; ipc.md 6 reply transfer 5; ipc.md 4 timeout fault does not donate */
TEST(server_on_client_time)
{
    seL4_UserContext registers = {0};

    memset(&service, 0, sizeof(service));
    handler = kit_endpoint();
    reply = kit_reply();
    service.endpoint = kit_endpoint();
    service.reply = kit_reply();
    service.ready = kit_endpoint();
    registers = make_passive(&server, spinning_server, 0x5e);
    for (unsigned i = 1; i <= 2; i++) {
        seL4_Word badge = 0;
        seL4_MessageInfo_t info = {{0}};

        make_client(20 * BUDGET_US, 100 * PERIOD_US, 0);
        info = seL4_Recv(handler, &badge, reply);
        CHECK_EQUAL(info.words[0], seL4_MessageInfo_new(seL4_Fault_Timeout, 0, 0, 2).words[0]);
        CHECK_EQUAL(badge, 0x5e);
        CHECK_EQUAL(seL4_GetMR(0), DATA);
        CHECK(service.requests <= i);
        /* The client is answered; its time has run out, so it completes in its next period only. */
        seL4_Send(service.reply, plain(0x33));
        CHECK_EQUAL(service.answered, i - 1);
        restart(&server, registers);
        CHECK_EQUAL(service.initialised, i + 1);
        CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(client.fault_endpoint, 0, client.reply)),
                    seL4_Fault_UserException);
        CHECK_EQUAL(service.answered, i);
    }
}

/* covers: ipc.md 9 TIMEOUTFAULT0003; ipc.md 6 reply transfer 5: Timeout raised at once */
TEST(nested_servers)
{
    seL4_UserContext server_registers = {0}, proxy_registers = {0};
    seL4_Word badge = 0;

    memset(&service, 0, sizeof(service));
    handler = kit_endpoint();
    reply = kit_reply();
    service.endpoint = kit_endpoint();
    service.reply = kit_reply();
    service.proxy_endpoint = kit_endpoint();
    service.proxy_reply = kit_reply();
    service.ready = kit_endpoint();
    server_registers = make_passive(&server, spinning_server, 0x5e);
    proxy_registers = make_passive(&proxy, passing_proxy, 0x9c);
    make_client(20 * BUDGET_US, 100 * PERIOD_US, &service);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(handler, &badge, reply)), seL4_Fault_Timeout);
    CHECK_EQUAL(badge, 0x5e);
    CHECK_EQUAL(seL4_GetMR(0), DATA);
    /* The proxy gets the answer and a scheduling context without budget: its own timeout, at once. */
    seL4_Send(service.reply, plain(0x33));
    restart(&server, server_registers);
    CHECK_EQUAL(service.initialised, 2);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_NBRecv(handler, &badge, reply)), seL4_Fault_Timeout);
    CHECK_EQUAL(badge, 0x9c);
    CHECK_EQUAL(seL4_GetMR(0), DATA);
    CHECK_EQUAL(service.proxied, 0);
    /* The client has no timeout handler: it waits for its next period. */
    seL4_Send(service.proxy_reply, plain(0x33));
    CHECK_EQUAL(service.answered, 0);
    restart(&proxy, proxy_registers);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(client.fault_endpoint, 0, client.reply)),
                seL4_Fault_UserException);
    CHECK_EQUAL(service.answered, 1);
}

/* covers: ipc.md 6 reply transfer 5: not if its fault was Timeout */
TEST(no_second_timeout)
{
    struct fault fault = {0};

    /* A budget that was overrun takes as many periods more: pauses must not make this last for minutes. */
    make_spinner(50 * BUDGET_US, 500 * PERIOD_US);
    probe_start(&spinner, spin, 0);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(handler, 0, reply)), seL4_Fault_Timeout);
    /* The budget is used up; it waits for the next refill instead of faulting again. */
    seL4_Send(reply, plain(0));
    fault = fault_take(handler, reply);
    CHECK_EQUAL(fault.present, 0);
    /* A thread blocked by another fault; its scheduling context is used up meanwhile. */
    probe_make(&spinner, (struct kit_options){.priority = PRIORITY});
    configure(spinner.thread.sc, 50 * BUDGET_US, 500 * PERIOD_US, DATA + 1);
    probe_start(&spinner, (void (*)(void *))0x10, 0);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(spinner.fault_endpoint, 0, spinner.reply)), seL4_Fault_VMFault);
    probe_make(&server, (struct kit_options){.priority = PRIORITY});
    CHECK_OK(seL4_SchedContext_Unbind(server.thread.sc));
    CHECK_OK(seL4_SchedContext_Unbind(spinner.thread.sc));
    CHECK_OK(seL4_SchedContext_Bind(spinner.thread.sc, server.thread.tcb));
    CHECK_OK(seL4_TCB_SetTimeoutEndpoint(server.thread.tcb, server.fault_endpoint));
    probe_start(&server, spin, 0);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(server.fault_endpoint, 0, server.reply)), seL4_Fault_Timeout);
    CHECK_OK(seL4_TCB_Suspend(server.thread.tcb));
    CHECK_OK(seL4_SchedContext_Unbind(spinner.thread.sc));
    /* Blocked, and not released: it cannot be bound. */
    CHECK_REFUSED(INVOKE(spinner.thread.sc, SchedContextBind, CAPS(spinner.thread.tcb), ARGS()),
                  seL4_IllegalOperation, WORDS());
}

/* The spinner's time ends while its handler is passive: whose scheduling context it was, it stays. */
static void check_not_donated(const struct agent *passive)
{
    CHECK_EQUAL(passive->call.done, 0);
    CHECK_OK(seL4_SchedContext_UnbindObject(spinner.thread.sc, spinner.thread.tcb));
    /* The message is there. */
    CHECK_OK(seL4_SchedContext_Bind(passive->probe.thread.sc, passive->probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(passive->call.done, 1);
    CHECK_EQUAL(call_label(&passive->call), seL4_Fault_Timeout);
    CHECK_EQUAL(passive->call.got[0], DATA);
}

/* covers: ipc.md 4 Send table: timeout fault message does not donate; ipc.md 4 Recv 5 push: fault is not Timeout */
TEST(not_donated)
{
    static struct agent passive, caller;

    /* The handler waits. */
    make_spinner(BUDGET_US, 1000 * PERIOD_US);
    agent_make(&passive, PRIORITY);
    agent_recv(&passive, handler, reply);
    probe_settle();
    agent_make_passive(&passive);
    probe_start(&spinner, spin, 0);
    probe_settle();
    check_not_donated(&passive);

    /* The message waits; the handler returns what it has been lent and receives it. */
    make_spinner(BUDGET_US, 1000 * PERIOD_US);
    agent_make(&passive, PRIORITY);
    agent_make(&caller, PRIORITY);
    agent_recv(&passive, handler, reply);
    probe_settle();
    agent_make_passive(&passive);
    agent_call(&caller, handler, 1, 0);
    probe_settle();
    CHECK(agent_has(&passive, caller.probe.thread.sc));
    probe_start(&spinner, spin, 0);
    probe_settle();
    agent_reply_recv(&passive, reply, 2, 0, handler);
    probe_settle();
    CHECK_MESSAGE(&caller.call, 0, 2, 0, 0);
    check_not_donated(&passive);
}

const struct frame_test timeout_tests[] = {
    ENTRY("ipc.9.timeout-repeated", repeated),
    ENTRY("ipc.8.timeout-reply-registers", reply_registers),
    ENTRY("ipc.8.timeout-without-sc", without_sched_context),
    ENTRY("scheduling.4.no-timeout-fault", no_fault),
    ENTRY("ipc.9.timeout-server-on-client-time", server_on_client_time),
    ENTRY("ipc.9.timeout-nested", nested_servers),
    ENTRY("ipc.4.timeout-not-donated", not_donated),
    ENTRY("ipc.6.no-second-timeout", no_second_timeout),
    FRAME_END,
};
