/* SPDX-License-Identifier: BSD-2-Clause */
#include "onslaught.h"

#include <runtime/console.h>

#define DOMAIN seL4_CapDomain
#define DURATION_MAX ((1UL << 56) - 1)
#define DOMAIN_US 1000UL
#define DOMAIN_ENTRIES 7 /* that the hostile threads set: 1 to 6 */

/* One pair of worlds lives for so many ticks. */
#define TICK_US 2000
#define TICKS 80
/* So often a restart sets everything anew. */
#define THOROUGH 8
#define TICK_BADGE (1UL << 20)
#define IDLE_BADGE (1UL << 21)

/* What is done unless the machine says otherwise: see parameters_read. */
#define SEED 20260101UL

static struct {
    seL4_Word seed, calls;
} parameters = {SEED, CALLS};

/* ---- random numbers ---- */

static seL4_Word state;

void random_seed(seL4_Word seed)
{
    state = (seed + 1) * 0x9e3779b97f4a7c15UL;
    state = state ? state : 1;
}

seL4_Word random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

seL4_Word untyped_left(seL4_CPtr untyped, seL4_CPtr slot)
{
    seL4_Error error = seL4_Untyped_Retype(untyped, seL4_UntypedObject, seL4_MaxUntypedBits, ROOT, 0, 0, slot, 1);

    if (error == seL4_NoError) {
        CHECK_OK(kit_delete(slot));
        return 1UL << seL4_MaxUntypedBits;
    }
    return error == seL4_NotEnoughMemory ? seL4_GetMR(0) : 0;
}

/* ---- parameters, "SEED CALLS" ---- */

#define TEXT_BYTES 48

static seL4_Word number_read(const char **text)
{
    seL4_Word number = 0;

    for (; **text == ' ' || **text == ','; (*text)++)
        ;
    for (; **text >= '0' && **text <= '9'; (*text)++)
        number = number * 10 + (seL4_Word)(**text - '0');
    return number;
}

static void parameters_read(void)
{
    char text[TEXT_BYTES] = {0};
    const char *at = text;

    isa_parameters(text, TEXT_BYTES - 1);
    if (text[0]) {
        parameters.seed = number_read(&at);
        parameters.calls = number_read(&at);
    }
}

/* Something was typed: that is enough. */
static int told_to_stop(void)
{
    return console_getchar() >= 0;
}

/* ---- lines: how many can be had ---- */

static seL4_Word lines_before;

static seL4_Word lines_count(void)
{
    seL4_CPtr handler = kit_slot();
    seL4_Word count = 0;

    for (seL4_Word line = 0; line < LINES; line++) {
        if (isa_line(line, handler) != seL4_NoError)
            continue;
        count++;
        CHECK_OK(kit_delete(handler));
    }
    return count;
}

/* ---- domains: entry 0 is always ours, and the others are as short ---- */

static void domains_begin(void)
{
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 0, 0, DOMAIN_US * frame_ticks_per_us()));
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
}

static void domains_end(void)
{
    CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, 0, 0, DURATION_MAX));
    CHECK_OK(seL4_DomainSet_ScheduleSetStart(DOMAIN, 0));
    for (seL4_Word i = 1; i < DOMAIN_ENTRIES; i++)
        CHECK_OK(seL4_DomainSet_ScheduleConfigure(DOMAIN, i, 0, 0));
}

/* ---- ticks, faults ---- */

static struct {
    struct probe ticker, watcher;
    seL4_CPtr notification, reply;
    seL4_Word epochs, faults, restarts;
} keeper;

static void signal_often(void *argument)
{
    for (;;) {
        seL4_Signal((seL4_CPtr)argument);
        seL4_Yield();
    }
}

static seL4_CPtr badged(seL4_Word badge)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_mint(slot, keeper.notification, seL4_AllRights, badge));
    return slot;
}

static void keeper_begin(void)
{
    memset(&keeper, 0, sizeof(keeper));
    keeper.notification = kit_notification();
    keeper.reply = kit_reply();
    CHECK_OK(seL4_TCB_BindNotification(SELF, keeper.notification));
    probe_make(&keeper.ticker, (struct kit_options){.priority = TICKER_PRIORITY,
                                                    .sc = kit_sched_context(100, TICK_US)});
    probe_start(&keeper.ticker, signal_often, (void *)badged(TICK_BADGE));
    probe_make(&keeper.watcher, (struct kit_options){.priority = WATCHER_PRIORITY});
    probe_start(&keeper.watcher, signal_often, (void *)badged(IDLE_BADGE));
}

static void restart_first(unsigned count)
{
    int thoroughly = keeper.restarts % THOROUGH == 0;

    worlds_count();
    for (unsigned i = 0; i < count; i++)
        hostile_restart(i, thoroughly);
    keeper.restarts++;
}

/* A pair of worlds, from its beginning to its end. */
static void epoch(int with_domains)
{
    storm_renew();
    worlds_make(with_domains);
    healthy_may_be_late(with_domains);
    if (with_domains)
        domains_begin();
    keeper.restarts = 0;
    restart_first(HOSTILES);
    for (seL4_Word ticks = 0; ticks < TICKS && healthy_is_well();) {
        seL4_Word badge = 0;

        (void)seL4_Recv(fault_endpoint, &badge, keeper.reply);
        if (badge >= 1 && badge <= HOSTILES) {
            hostile_restart((unsigned)(badge - 1), 0);
            keeper.faults++;
            continue;
        }
        CHECK_EQUAL(badge & ~(TICK_BADGE | IDLE_BADGE), 0);
        restart_first(badge & TICK_BADGE ? HOSTILES : CALLERS);
        if (badge & TICK_BADGE) {
            storm_go_on();
            ticks++;
        }
    }
    if (with_domains)
        domains_end();
    worlds_end();
    healthy_may_be_late(0);
    keeper.epochs++;
}

static seL4_Word boot_memory(seL4_CPtr slot)
{
    seL4_Word sum = 0;

    for (seL4_CPtr untyped = kit_bootinfo->untyped.start; untyped < kit_bootinfo->untyped.end; untyped++)
        sum += untyped_left(untyped, slot);
    return sum;
}

static seL4_Word all_succeeded(void)
{
    seL4_Word sum = 0;

    for (seL4_Word label = 0; label < LABELS; label++)
        sum += worlds_succeeded(label);
    return sum;
}

static void report(seL4_Word started)
{
    seL4_Word ms = (kit_clock() - started) / frame_ticks_per_us() / 1000;

    printf("# %lu calls, %lu with success, in %lu ms of the machine's time; %lu worlds, %lu faults, %lu interrupts of "
           "the storm, memory used up %lu times\n", worlds_calls(), all_succeeded(), ms, keeper.epochs * WORLDS,
           keeper.faults, storm_interrupts(), exhaustions());
    healthy_print();
}

/*
 * covers: syscalls.md 5 any call with any capability; syscalls.md 2 wild registers; caps.md 6 partly deleted objects;
 * covers: scheduling.md 4 budgets of others; irq.md 2 a storm beside them; objects.md 3 exhaustion
 */
TEST(onslaught)
{
    seL4_Word started = kit_clock();
    seL4_CPtr slot = kit_slot();
    seL4_Word memory = 0;

    parameters_read();
    isa_begin();
    memory = boot_memory(slot);
    lines_before = lines_count();
    printf("# seed %lu, %lu calls\n", parameters.seed, parameters.calls);
    random_seed(parameters.seed);
    healthy_begin();
    beside_begin();
    worlds_begin();
    keeper_begin();
    /* The healthy program is above this thread, too, from now on. */
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, KEEPER_PRIORITY));
    while (worlds_calls() < parameters.calls && healthy_is_well() && !frame_has_failed() && !told_to_stop()) {
        random_seed(parameters.seed + keeper.epochs);
        epoch(keeper.epochs % 4 == 3);
        frame_still_running();
        if (keeper.epochs % 100 == 0)
            report(started);
    }
    report(started);
    CHECK(healthy_is_well());
    if (frame_has_failed()) {
        printf("# seed %lu, pair of worlds %lu, last calls:\n", parameters.seed, keeper.epochs - 1);
        worlds_print_last();
    }
    printf("# with success, by label:");
    for (seL4_Word label = 0; label < LABELS; label++)
        printf(" %lu", worlds_succeeded(label));
    printf("\n");
    CHECK(all_succeeded() > worlds_calls() / 100);
    CHECK(healthy_periods() > 0 && storm_interrupts() > 0 && exhaustions() > 0 && keeper.faults > 0);
    beside_end();
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 255));
    CHECK_OK(seL4_TCB_UnbindNotification(SELF));
    CHECK_EQUAL(boot_memory(slot), memory);
}

/* ---- afterwards ---- */

#define POOL_ENTRIES (1UL << seL4_ASIDPoolIndexBits)
#define PAGES 256
#define AFTER_PLACE (2 * ISA_WINDOW)

static struct probe other;
static seL4_CPtr after_endpoint;

static void after_serve(void *argument)
{
    (void)argument;
    (void)seL4_Recv(after_endpoint, 0, other.reply);
    seL4_SetMR(0, seL4_GetMR(0) + 1);
    (void)seL4_ReplyRecv(after_endpoint, seL4_MessageInfo_new(0, 0, 0, 1), 0, other.reply);
}

/* covers: objects.md 3 all memory comes back; irq.md 1 all lines; invocations.md 10 all ports */
TEST(all_is_back)
{
    seL4_CPtr slots = kit_slots(POOL_ENTRIES), pool = kit_slot();
    seL4_CPtr untyped = kit_untyped(24), roots = kit_untyped(22);

    /* Every line, what is the ISA's, and every page of a large untyped. */
    CHECK(lines_before > LINES / 2);
    CHECK_EQUAL(lines_count(), lines_before);
    isa_check_back();
    for (int round = 0; round < 3; round++) {
        CHECK_OK(seL4_Untyped_Retype(untyped, KIT_FRAME_TYPE, 0, ROOT, 0, 0, slots, PAGES));
        CHECK_OK(kit_map(slots + PAGES - 1, HOME, AFTER_PLACE, seL4_AllRights));
        CHECK_EQUAL(*(volatile seL4_Word *)AFTER_PLACE, 0);
        *(volatile seL4_Word *)AFTER_PLACE = 7;
        CHECK_OK(kit_revoke(untyped));
        CHECK_EQUAL(frame_untyped_free(untyped), 1UL << 24);
    }
    /* A whole pool of address spaces. */
    CHECK_OK(kit_pool_make(kit_untyped(12), pool));
    for (seL4_Word i = 0; i < POOL_ENTRIES; i++) {
        CHECK_OK(seL4_Untyped_Retype(roots, KIT_ROOT_TYPE, 0, ROOT, 0, 0, slots + i, 1));
        CHECK_OK(kit_pool_assign(pool, slots + i));
    }
    CHECK_OK(kit_revoke(roots));
    /* And a thread to talk to. */
    after_endpoint = kit_endpoint();
    probe_make(&other, (struct kit_options){.priority = 100});
    probe_start(&other, after_serve, 0);
    seL4_SetMR(0, 41);
    (void)seL4_Call(after_endpoint, seL4_MessageInfo_new(0, 0, 0, 1));
    CHECK_EQUAL(seL4_GetMR(0), 42);
}

static const struct frame_test tests[] = {
    ENTRY("syscalls.5.onslaught", onslaught),
    ENTRY("objects.3.all-is-back", all_is_back),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
