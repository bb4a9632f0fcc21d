/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program with work in each period of its scheduling context: calls of a passive server, a signal there and back,
 * memory that nobody else may change. It notes the first thing that is not as it should be.
 */
#include "onslaught.h"

#define BUDGET_US 2000UL
#define PERIOD_US 5000UL
/* The storm's driver is above it, and has 100 us at a time; the kernel's longest entry adds its own time. */
#define LATE_US 250UL
#define REFILLS 6 /* more than the two there are at least */
#define ROUNDS 8
#define WORDS_SENT 12
#define MEMORY_WORDS 1024

static struct {
    struct probe client, server, partner;
    seL4_CPtr endpoint, there, back, go;
    volatile seL4_Word periods, latest, worst_work, pings;
    volatile int may_be_late, was_late; /* was_late: of the last period, too */
    volatile int pausing, paused;
    volatile const char *wrong;
    volatile seL4_Word found, wanted;
    seL4_Word memory[MEMORY_WORDS];
} healthy;

static void expect(const char *what, seL4_Word found, seL4_Word wanted)
{
    if (found == wanted || healthy.wrong)
        return;
    healthy.found = found;
    healthy.wanted = wanted;
    healthy.wrong = what;
}

static void serve(void *argument)
{
    seL4_Word badge = 0;
    seL4_MessageInfo_t info = seL4_Recv(healthy.endpoint, &badge, healthy.server.reply);

    (void)argument;
    for (;;) {
        for (int i = 0; i < WORDS_SENT; i++)
            seL4_SetMR(i, seL4_GetMR(i) * 3 + badge);
        info = seL4_ReplyRecv(healthy.endpoint, info, &badge, healthy.server.reply);
    }
}

static void answer(void *argument)
{
    (void)argument;
    for (;;) {
        (void)seL4_Wait(healthy.there, 0);
        healthy.pings++;
        seL4_Signal(healthy.back);
    }
}

static seL4_Word pattern(seL4_Word period, seL4_Word i)
{
    return (period * MEMORY_WORDS + i) * 0x9e3779b97f4a7c15UL;
}

static void call_server(seL4_CPtr endpoint, seL4_Word badge, seL4_Word value)
{
    seL4_MessageInfo_t info;

    for (int i = 0; i < WORDS_SENT; i++)
        seL4_SetMR(i, value + (seL4_Word)i);
    info = seL4_Call(endpoint, seL4_MessageInfo_new(0, 0, 0, WORDS_SENT));
    expect("length of an answer", seL4_MessageInfo_get_length(info), WORDS_SENT);
    for (int i = 0; i < WORDS_SENT; i++)
        expect("word of an answer", seL4_GetMR(i), (value + (seL4_Word)i) * 3 + badge);
}

static void work(seL4_CPtr endpoint, seL4_Word badge)
{
    seL4_Word pings = healthy.pings;

    for (seL4_Word i = 0; i < ROUNDS; i++) {
        call_server(endpoint, badge, pattern(healthy.periods, i));
        seL4_Signal(healthy.there);
        (void)seL4_Wait(healthy.back, 0);
    }
    expect("pings", healthy.pings - pings, ROUNDS);
    for (seL4_Word i = 0; i < MEMORY_WORDS; i++) {
        expect("memory", healthy.memory[i], pattern(healthy.periods, i));
        healthy.memory[i] = pattern(healthy.periods + 1, i);
    }
}

static void budget_set(seL4_CPtr sc)
{
    CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, sc, BUDGET_US, PERIOD_US, REFILLS, 0,
                                              0));
}

/*
 * Pieces of the budget, used between other domains' turns, would go on coming back one by one, for ever. A context that
 * is configured while it has no thread starts anew.
 */
static void budget_renew(void)
{
    const struct kit_thread *client = &healthy.client.thread;

    healthy.pausing = 1;
    while (!healthy.paused)
        seL4_Yield();
    healthy.pausing = healthy.paused = 0;
    CHECK_OK(seL4_SchedContext_Unbind(client->sc));
    budget_set(client->sc);
    CHECK_OK(seL4_SchedContext_Bind(client->sc, client->tcb));
    seL4_Signal(healthy.go);
}

static void live(void *argument)
{
    seL4_CPtr endpoint = (seL4_CPtr)argument;
    seL4_Word before = 0, now = 0, late = 0;

    for (;;) {
        if (healthy.pausing) {
            healthy.paused = 1;
            (void)seL4_Wait(healthy.go, 0);
            healthy.was_late = 1;
        }
        now = kit_clock();
        late = before && now - before > PERIOD_US * frame_ticks_per_us()
                   ? now - before - PERIOD_US * frame_ticks_per_us()
                   : 0;
        if (!healthy.may_be_late && !healthy.was_late) {
            healthy.latest = late > healthy.latest ? late : healthy.latest;
            if (late > LATE_US * frame_ticks_per_us())
                expect("lateness in ticks", late, 0);
        }
        healthy.was_late = healthy.may_be_late;
        before = now;
        work(endpoint, 77);
        now = kit_clock() - now;
        if (!healthy.may_be_late && !healthy.was_late && now > healthy.worst_work)
            healthy.worst_work = now;
        healthy.periods++;
        seL4_Yield();
    }
}

void healthy_begin(void)
{
    seL4_CPtr badged = kit_slot(), sc = kit_object(seL4_SchedContextObject, 8);

    memset(&healthy, 0, sizeof(healthy));
    healthy_may_be_late(1); /* as long as the initial thread is above it */
    healthy.endpoint = kit_endpoint();
    healthy.there = kit_notification();
    healthy.back = kit_notification();
    healthy.go = kit_notification();
    CHECK_OK(kit_mint(badged, healthy.endpoint, seL4_AllRights, 77));
    for (seL4_Word i = 0; i < MEMORY_WORDS; i++)
        healthy.memory[i] = pattern(0, i);
    probe_make(&healthy.server, (struct kit_options){.priority = HEALTHY_PRIORITY + 1});
    probe_start(&healthy.server, serve, 0);
    probe_settle();
    CHECK_OK(seL4_SchedContext_UnbindObject(healthy.server.thread.sc, healthy.server.thread.tcb));
    probe_make(&healthy.partner, (struct kit_options){.priority = HEALTHY_PRIORITY + 2});
    probe_start(&healthy.partner, answer, 0);
    /* Interrupted, it has used its budget in pieces, each of which comes back a period after it was used. */
    budget_set(sc);
    probe_make(&healthy.client, (struct kit_options){.priority = HEALTHY_PRIORITY, .sc = sc});
    probe_start(&healthy.client, live, (void *)badged);
}

void healthy_may_be_late(int late)
{
    if (healthy.may_be_late && !late)
        budget_renew();
    healthy.may_be_late = late;
    healthy.was_late |= late;
}

int healthy_is_well(void)
{
    return healthy.wrong == 0;
}

void healthy_print(void)
{
    printf("# healthy: %lu periods, at worst %lu us late, %lu us for the work of a period\n", healthy.periods,
           healthy.latest / frame_ticks_per_us(), healthy.worst_work / frame_ticks_per_us());
    if (healthy.wrong)
        printf("# healthy: %s is 0x%lx, not 0x%lx\n", (const char *)healthy.wrong, healthy.found, healthy.wanted);
}

seL4_Word healthy_periods(void)
{
    return healthy.periods;
}
