/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands that start programs and watch them. */
#include "tour.h"

#define PRIORITY 100
#define CALLS 3

static struct process guest(enum guest_role role, seL4_Word from, struct process_options options)
{
    static const char *const names[] = {[GUEST_SERVER] = "server",   [GUEST_CLIENT] = "client",
                                        [GUEST_PROBER] = "prober",   [GUEST_TOUCHER] = "toucher",
                                        [GUEST_SPINNER] = "spinner", [GUEST_KEEPER] = "keeper"};

    options.name = names[role];
    options.tell = scene_badged(from);
    if (!options.priority)
        options.priority = PRIORITY;
    return process_new(role, options);
}

/* A server and clients that call it; each client's endpoint capability carries its badge. */
static void server_and_clients(unsigned clients)
{
    seL4_CPtr service = kit_endpoint();
    struct process server = guest(GUEST_SERVER, FROM_FIRST, (struct process_options){.endpoint = service});
    unsigned running = clients;

    process_start(&server);
    for (unsigned i = 0; i < clients; i++) {
        struct process_options options = {.endpoint = kit_slot(), .argument = 100 * (i + 1), .argument2 = CALLS};
        struct process client;

        require_ok(kit_mint(options.endpoint, service, seL4_AllRights, 0xb00 + i));
        client = guest(GUEST_CLIENT, FROM_SECOND + i, options);
        process_start(&client);
    }
    while (running) {
        struct event event = scene_wait();

        if (event.label == EVENT_CALLED)
            printf("    server: call with badge 0x%lx: %lu + %lu?\n", (unsigned long)event.words[0],
                   (unsigned long)event.words[1], (unsigned long)event.words[2]);
        else if (event.label == EVENT_ANSWER)
            printf("    client %lu: %lu + %lu = %lu, says the server\n", (unsigned long)(event.badge - FROM_FIRST),
                   (unsigned long)event.words[0], (unsigned long)event.words[1], (unsigned long)event.words[2]);
        else if (event.label == EVENT_DONE)
            running--;
        scene_reply();
    }
}

void show_programs(void)
{
    scene_begin();
    printf("    two programs are loaded from an ELF image into new address spaces; each has a capability space\n"
           "    with a handful of slots. They share no memory: the numbers travel in the call's message.\n");
    server_and_clients(1);
    scene_end();
}

void show_badges(void)
{
    scene_begin();
    printf("    two clients call the same endpoint; the kernel delivers the badge of the capability each used\n");
    server_and_clients(2);
    scene_end();
}

void show_denied(void)
{
    static const char *const attempts[] = {
        "call an endpoint without the Write right", "raise its own priority to 255 on its own authority",
        "make objects from something that is no untyped memory", "delete a capability through an empty slot"};
    seL4_CPtr service;
    struct process prober;

    scene_begin();
    service = kit_endpoint();
    prober = guest(GUEST_PROBER, FROM_FIRST, (struct process_options){.endpoint = service});
    process_give(&prober, SLOT_READ_ONLY, service, seL4_CanRead);
    process_start(&prober);
    for (;;) {
        struct event event = scene_wait();

        if (event.label == EVENT_DONE)
            break;
        printf("    it tries to %s: %s\n", attempts[event.words[0] - 1], runtime_error_name(event.words[1]));
        scene_reply();
    }
    scene_end();
}

void show_pager(void)
{
    static const seL4_Word secret = 0x5ec2e7;
    struct process toucher;

    scene_begin();
    toucher = guest(GUEST_TOUCHER, FROM_FIRST, (struct process_options){.fault_endpoint = scene_badged(FROM_FAULT),
                                                                       .argument = GUEST_DATA_ADDRESS});
    process_start(&toucher);
    for (;;) {
        struct event event = scene_wait();

        if (event.badge == FROM_FAULT) {
            printf("    fault message: program at 0x%lx could not read address 0x%lx; mapping a page there\n",
                   (unsigned long)event.words[seL4_VMFault_IP], (unsigned long)event.words[seL4_VMFault_Addr]);
            (void)process_map_page(&toucher, GUEST_DATA_ADDRESS, &secret, sizeof(secret));
        } else if (event.label == EVENT_READ) {
            printf("    the program went on as if nothing had happened, and read 0x%lx\n",
                   (unsigned long)event.words[1]);
        } else {
            break;
        }
        scene_reply();
    }
    scene_end();
}

#define BUDGET_US 2000
#define PERIOD_US 20000
#define TIMEOUTS 5

void show_budget(void)
{
    struct process spinner;

    scene_begin();
    printf("    a program that loops for ever gets %u us every %u us, at the same priority as the tour\n", BUDGET_US,
           PERIOD_US);
    spinner = guest(GUEST_SPINNER, FROM_FIRST,
                    (struct process_options){.priority = 255, .budget_us = BUDGET_US, .period_us = PERIOD_US,
                                             .timeout_endpoint = scene_badged(FROM_TIMEOUT)});
    process_start(&spinner);
    for (unsigned i = 0; i < TIMEOUTS; i++) {
        struct event event = scene_wait();

        printf("    timeout fault %u: it had used %lu us and was stopped; let it go on\n", i + 1,
               (unsigned long)event.words[seL4_Timeout_Consumed]);
        if (i + 1 < TIMEOUTS)
            scene_reply();
    }
    printf("    nobody answers the last one: it stays stopped, and the tour has had all the other time\n");
    scene_end();
}

void show_revoke(void)
{
    struct process keeper;
    seL4_CPtr memory, frame;
    struct event event;

    scene_begin();
    memory = kit_untyped(seL4_PageBits);
    frame = kit_slot();
    keeper = guest(GUEST_KEEPER, FROM_FIRST, (struct process_options){.fault_endpoint = scene_badged(FROM_FAULT),
                                                                     .argument = GUEST_DATA_ADDRESS});
    require_ok(seL4_Untyped_Retype(memory, KIT_FRAME_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, frame, 1));
    require_ok(kit_map(frame, keeper.vspace, GUEST_DATA_ADDRESS, seL4_AllRights));
    process_start(&keeper);
    printf("    a program writes to a page again and again ...\n");
    for (int i = 0; i < 3; i++)
        seL4_Yield();
    require_ok(kit_revoke(memory));
    printf("    the untyped memory behind the page has been revoked: its frame is gone, wherever it was mapped\n");
    event = scene_wait();
    printf("    the program's next write, at 0x%lx, faults at 0x%lx\n", (unsigned long)event.words[seL4_VMFault_IP],
           (unsigned long)event.words[seL4_VMFault_Addr]);
    require_ok(seL4_Untyped_Retype(memory, seL4_EndpointObject, 0, seL4_CapInitThreadCNode, 0, 0, frame, 1));
    printf("    and the same memory, cleared, has become an endpoint\n");
    scene_end();
}

/* ---- measuring ---- */

#define ROUNDS 1000
#define WARM_UP 10

static seL4_CPtr service, service_reply, ready;

static void answer(void *unused)
{
    seL4_Word badge;

    (void)unused;
    (void)seL4_NBSendRecv(ready, seL4_MessageInfo_new(0, 0, 0, 0), service, &badge, service_reply);
    for (;;)
        (void)seL4_ReplyRecv(service, seL4_MessageInfo_new(0, 0, 0, 0), &badge, service_reply);
}

void show_measure(void)
{
    struct kit_thread server;
    unsigned long best = ~0ul, start, total = 0;

    scene_begin();
    service = kit_endpoint();
    service_reply = kit_reply();
    ready = kit_notification();
    server = kit_thread(answer, 0, (struct kit_options){.priority = 255, .vspace = kit_vspace()});
    kit_thread_start(&server);
    (void)seL4_Wait(ready, 0);
    require_ok(seL4_SchedContext_Unbind(server.sc));
    for (unsigned i = 0; i < ROUNDS + WARM_UP; i++) {
        unsigned long time;

        start = kit_clock();
        (void)seL4_Call(service, seL4_MessageInfo_new(0, 0, 0, 0));
        time = kit_clock() - start;
        if (i >= WARM_UP) {
            total += time;
            best = time < best ? time : best;
        }
    }
    printf("    call and reply, another address space, %u rounds: %lu ticks on average, %lu at best\n", ROUNDS,
           total / ROUNDS, best);
    printf("    (an emulator's clock says little about hardware: `make bench` counts instructions)\n");
    scene_end();
}
