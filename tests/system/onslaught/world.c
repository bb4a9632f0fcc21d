/* SPDX-License-Identifier: BSD-2-Clause */
/* The hostile threads, and what they are given. */
#include "onslaught.h"
#include <runtime/start.h>

#define UNTYPED_BITS 22
#define SLOTS 512
#define CODE_WINDOW ISA_WINDOW
#define GUARD(bits) (seL4_CNode_CapData_new(0, 64 - (bits)).words[0])

/* The first and last label of each kind of object's methods; the ISA's are in onslaught_isa.h. */
enum {
    CNodeFirst = CNodeRevoke, CNodeLast = CNodeRotate,
    TCBFirst = TCBReadRegisters, TCBLast = TCBSetFlags,
    ContextFirst = SchedContextConsumed, ContextLast = SchedContextYieldTo,
    UntypedFirst = UntypedRetype, UntypedLast = UntypedRetype,
    ControlFirst = SchedControlConfigureFlags, ControlLast = SchedControlConfigureFlags,
    HandlerFirst = IRQAckIRQ, HandlerLast = IRQClearIRQHandler,
    LinesFirst = IRQIssueIRQHandler, LinesLast = IRQIssueIRQHandler,
    DomainFirst = DomainSetSet, DomainLast = DomainScheduleSetStart,
    NoFirst = InvalidInvocation, NoLast = nArchInvocationLabels - 1,
};

seL4_CPtr fault_endpoint;

static struct hostile {
    struct kit_thread thread;
    seL4_CPtr faults; /* the endpoint with its badge */
    unsigned world;
} hostiles[HOSTILES];

static struct world {
    seL4_CPtr node, controls, front, root, frame;
    struct world_page *page;
    seL4_Word next;
} worlds[WORLDS];

static struct {
    seL4_CPtr untyped, slots, code, soup;
    seL4_Word used;
    int with_domains;
    unsigned char *soup_page;
} shared;

/* More than the callers can do between two ticks. */
#define CALLS_AT_ONCE_MAX 20000

static struct {
    seL4_Word calls, succeeded[LABELS];
} counted;

/* ---- making and giving ---- */

static seL4_CPtr slot_next(void)
{
    REQUIRE(shared.used < SLOTS);
    return shared.slots + shared.used++;
}

seL4_CPtr made(seL4_Word type, seL4_Word bits)
{
    seL4_CPtr slot = slot_next();

    REQUIRE(seL4_Untyped_Retype(shared.untyped, type, bits, ROOT, 0, 0, slot, 1) == seL4_NoError);
    return slot;
}

static seL4_CPtr copied(seL4_CPtr cap)
{
    seL4_CPtr slot = slot_next();

    REQUIRE(kit_copy(slot, cap, seL4_AllRights) == seL4_NoError);
    return slot;
}

static void note(struct world *world, seL4_Word slot, seL4_Word first, seL4_Word last)
{
    seL4_Word at = world->page->pairs;

    REQUIRE(at < PAIRS);
    world->page->pair[at] = (struct pair){(unsigned char)slot, (unsigned char)first, (unsigned char)last};
    world->page->pairs++;
}

static void mint(struct world *world, seL4_CPtr cap, seL4_CapRights_t rights, seL4_Word data, seL4_Word first,
                 seL4_Word last)
{
    REQUIRE(world->next < CONTROLS);
    CHECK_OK(seL4_CNode_Mint(world->node, world->next, SLOT_BITS, ROOT, cap, 64, rights, data));
    note(world, world->next, first, last);
    world->next++;
}

static void give(struct world *world, seL4_CPtr cap, seL4_Word first, seL4_Word last)
{
    mint(world, cap, seL4_AllRights, 0, first, last);
}

/* To some worlds, mostly: no two pairs of worlds have the same. */
void give_some(seL4_CPtr cap, seL4_Word first, seL4_Word last)
{
    for (unsigned i = 0; i < WORLDS; i++) {
        if (!one_in(4))
            give(&worlds[i], cap, first, last);
    }
}

/* Tables that are mapped nowhere have no copies: they are made where they belong. */
void give_new(struct world *world, seL4_Word type, seL4_Word bits, seL4_Word first, seL4_Word last)
{
    REQUIRE(world->next < CONTROLS);
    CHECK_OK(seL4_Untyped_Retype(shared.untyped, type, bits, world->node, 0, 0, world->next, 1));
    note(world, world->next, first, last);
    world->next++;
}

/* ---- one world ---- */

static void world_page_map(const struct world *world, seL4_CPtr frame, seL4_Word address, seL4_CapRights_t rights)
{
    REQUIRE(kit_frame_map(copied(frame), world->root, address, rights) == seL4_NoError);
}

static void world_space_make(struct world *world, unsigned number)
{
    world->root = made(KIT_ROOT_TYPE, 0);
    REQUIRE(kit_pool_assign(seL4_CapInitThreadASIDPool, world->root) == seL4_NoError);
    for (unsigned i = 0; i < ISA_TABLES; i++)
        REQUIRE(isa_table_map(i, made(isa_tables[i].type, 0), world->root, CODE) == seL4_NoError);
    world_page_map(world, shared.code, CODE, seL4_CanRead);
    world_page_map(world, shared.soup, SOUP, seL4_CanRead);
    world_page_map(world, world->frame, WORLD_PAGE, seL4_AllRights);
    for (unsigned i = 0; i < HOSTILES; i++) {
        if (hostiles[i].world == number)
            world_page_map(world, runtime_image_frame(kit_bootinfo, kit_thread_buffer(&hostiles[i].thread)),
                           THREAD_PAGE + i * PAGE_BYTES, seL4_AllRights);
    }
}

static void world_cspace_make(struct world *world)
{
    world->node = made(seL4_CapTableObject, SLOT_BITS);
    world->controls = made(seL4_CapTableObject, SLOT_BITS);
    world->front = made(seL4_CapTableObject, 1);
    CHECK_OK(seL4_CNode_Mint(world->front, 0, 1, ROOT, world->node, 64, seL4_AllRights, 0));
    CHECK_OK(seL4_CNode_Mint(world->front, 1, 1, ROOT, world->controls, 64, seL4_AllRights, 0));
    world->next = 1;
    world->page->pairs = 0;
}

/* What each world has one of for itself. */
static void world_fill(struct world *world)
{
    /* Slot 1 is the CNode itself, so that slot numbers work as indices with depth 64; 2 is the address space. */
    mint(world, world->node, seL4_AllRights, GUARD(SLOT_BITS), ALL_METHODS_OF(CNode));
    give(world, world->root, ALL_METHODS_OF(Root));
    isa_world_fill(world);
    give_new(world, KIT_ROOT_TYPE, 0, ALL_METHODS_OF(Pool));
    give_new(world, seL4_UntypedObject, 12, ALL_METHODS_OF(Pools));
    give_new(world, seL4_UntypedObject, 16, ALL_METHODS_OF(Untyped));
    give_new(world, seL4_SchedContextObject, 8, ALL_METHODS_OF(Context));
    give_new(world, seL4_CapTableObject, 4, ALL_METHODS_OF(CNode));
}

/* What the worlds share, as far as chance gives it to them. */
static void worlds_fill(void)
{
    for (unsigned i = 0; i < WORLDS; i++)
        give_some(worlds[i].root, ALL_METHODS_OF(Frame));
    for (seL4_Word i = 0; i < 3; i++) {
        seL4_CPtr endpoint = made(seL4_EndpointObject, 0), notification = made(seL4_NotificationObject, 0);
        seL4_CPtr reply = made(seL4_ReplyObject, 0), frame = made(KIT_FRAME_TYPE, 0);

        for (unsigned w = 0; w < WORLDS; w++) {
            mint(&worlds[w], endpoint, seL4_AllRights, 0, ALL_METHODS_OF(No));
            mint(&worlds[w], endpoint, seL4_CapRights_new(random() & 1, random() & 1, random() & 1, 1), random() >> 8,
                 ALL_METHODS_OF(No));
            mint(&worlds[w], notification, seL4_CapRights_new(0, 0, 1, random() & 1), random() >> 8,
                 ALL_METHODS_OF(Handler));
        }
        give_some(reply, ALL_METHODS_OF(No));
        give_some(frame, ALL_METHODS_OF(Frame));
    }
    /* Read-only, and so no place for messages either. */
    mint(&worlds[random() >> 20 & 1], shared.code, seL4_CanRead, 0, ALL_METHODS_OF(Frame));
    /* There are no two copies of an untyped. */
    give(&worlds[random() >> 20 & 1], made(seL4_UntypedObject, 14), ALL_METHODS_OF(Untyped));
    give_some(made(seL4_CapTableObject, 6), ALL_METHODS_OF(CNode));
    give_some(seL4_CapASIDControl, ALL_METHODS_OF(Pools));
    give_some(seL4_CapInitThreadASIDPool, ALL_METHODS_OF(Pool));
    give_some(kit_bootinfo->schedcontrol.start, ALL_METHODS_OF(Control));
    give_some(storm_handler(), ALL_METHODS_OF(Handler));
    isa_worlds_fill();
    for (unsigned i = 0; i < HOSTILES; i++) {
        give_some(hostiles[i].thread.tcb, ALL_METHODS_OF(TCB));
        give_some(hostiles[i].thread.sc, ALL_METHODS_OF(Context));
    }
    if (shared.with_domains)
        give_some(seL4_CapDomain, ALL_METHODS_OF(Domain));
}

/* There is one of each of these: one world has all, or each has some. */
static const struct {
    seL4_CPtr cap;
    seL4_Word first, last;
} controls[] = {ISA_CONTROLS};

static void controls_give(void)
{
    for (seL4_Word i = 0; i < COUNT(controls); i++) {
        struct world *world = &worlds[random() >> 20 & 1];

        CHECK_OK(seL4_CNode_Move(world->controls, i, SLOT_BITS, ROOT, controls[i].cap, 64));
        note(world, CONTROLS + i, controls[i].first, controls[i].last);
        if (controls[i].cap == seL4_CapIRQControl)
            note(world, CONTROLS + i, ALL_METHODS_OF(Lines));
    }
}

static void controls_take_back(void)
{
    for (seL4_Word i = 0; i < COUNT(controls); i++) {
        for (unsigned w = 0; w < WORLDS; w++)
            (void)seL4_CNode_Move(ROOT, controls[i].cap, 64, worlds[w].controls, i, SLOT_BITS);
        CHECK(!kit_slot_is_empty(controls[i].cap));
    }
}

/* ---- hostile threads ---- */

/* A soup is one piece of code after the other, each in a cell of its own. */
#define CELLS (PAGE_BYTES / CELL)

static void soup_cook(void)
{
    for (seL4_Word cell = 0; cell < CELLS; cell++)
        isa_soup_fill(shared.soup_page + cell * CELL);
    ISA_CODE_WRITTEN();
}

static seL4_Word soup_place(void)
{
    return SOUP + (random() >> 20 & (CELLS - 1)) * CELL;
}

/* Nowhere, or in the soup; what else is mapped is not for execution. */
static seL4_Word random_place(void)
{
    static const seL4_Word places[][2] = {{0, 63}, ISA_PLACES};
    seL4_Word word = random() >> 8, kind = word & 15;

    if (kind < COUNT(places))
        return places[kind][0] + (word >> 8 & places[kind][1]);
    return kind == COUNT(places) ? word << 8 : soup_place();
}

/* Often memory: of the thread's own page, beside which there is nothing. */
static seL4_Word random_value(unsigned thread)
{
    if (one_in(2))
        return THREAD_PAGE + thread * PAGE_BYTES + (random() >> 20 & (PAGE_BYTES - 1));
    return one_in(2) ? random_place() : random();
}

static void trapper_registers(unsigned thread, seL4_UserContext *registers)
{
    seL4_Word *words = (seL4_Word *)registers;

    if (one_in(64))
        soup_cook();
    for (seL4_Word i = 0; i < REGISTERS; i++)
        words[i] = random_value(thread);
    registers->KIT_IP = one_in(16) ? random_place() : soup_place();
    registers->PIECES_JUMP = random_place();
    /* System calls of the API, or numbers that are none; the debug calls between them may stop the machine. */
    registers->KIT_CALL_NUMBER = 0 - (1 + random() % 11);
    if (one_in(2))
        registers->KIT_CALL_NUMBER = random() >> 1;
}

static void caller_registers(unsigned thread, seL4_UserContext *registers)
{
    struct caller *caller = (struct caller *)((char *)kit_thread_buffer(&hostiles[thread].thread) + CALLER_PLACE);
    seL4_Word page = THREAD_PAGE + thread * PAGE_BYTES;

    caller->state = random() | 1;
    caller->number = thread;
    *registers = (seL4_UserContext){.KIT_IP = CODE, .KIT_ARGUMENT = page + CALLER_PLACE,
                                    .KIT_SP = page + PAGE_BYTES - STACK_GAP};
    isa_flags_vary(registers, random());
}

/* Whatever became of it, each of these works, at least after the one before. */
static void restore(const struct hostile *hostile)
{
    const struct world *world = &worlds[hostile->world];
    const struct kit_thread *thread = &hostile->thread;
    seL4_Word period = 200 + (random() >> 20 & 1023), budget = one_in(2) ? period : period / 2;

    /* Each fault is work for the keeper: a few are enough. */
    if (hostile - hostiles >= CALLERS) {
        period *= 8;
        budget = period / 16;
    }
    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, SELF, HOSTILE_PRIORITY, HOSTILE_PRIORITY, 0, hostile->faults));
    CHECK_OK(seL4_SchedContext_Unbind(thread->sc));
    CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, thread->sc,
                                              budget, period, random() >> 20 & 3, 0, random() >> 20 & 1));
    CHECK_OK(seL4_TCB_SetSchedParams(thread->tcb, SELF, HOSTILE_PRIORITY, HOSTILE_PRIORITY, thread->sc,
                                     hostile->faults));
    CHECK_OK(seL4_TCB_Configure(thread->tcb, world->front, GUARD(SLOT_BITS + 1), world->root, 0,
                                THREAD_PAGE + (seL4_Word)(hostile - hostiles) * PAGE_BYTES,
                                runtime_image_frame(kit_bootinfo, kit_thread_buffer(thread))));
    CHECK_OK(seL4_DomainSet_Set(seL4_CapDomain, 0, thread->tcb));
}

void hostile_restart(unsigned thread, int thoroughly)
{
    struct hostile *hostile = &hostiles[thread];
    seL4_UserContext registers;

    if (thread >= CALLERS)
        trapper_registers(thread, &registers);
    else
        caller_registers(thread, &registers);
    CHECK_OK(seL4_TCB_Suspend(hostile->thread.tcb));
    if (thoroughly)
        restore(hostile);
    CHECK_OK(seL4_TCB_WriteRegisters(hostile->thread.tcb, 1, 0, REGISTERS, &registers));
}

/* ---- all of it ---- */

static void *window_map(seL4_CPtr frame, seL4_Word page)
{
    REQUIRE(kit_map(frame, HOME, CODE_WINDOW + page * PAGE_BYTES, seL4_AllRights) == seL4_NoError);
    return (void *)(CODE_WINDOW + page * PAGE_BYTES);
}

void worlds_begin(void)
{
    seL4_Word code_bytes = (seL4_Word)hostile_program_end - (seL4_Word)hostile_program;

    memset(&shared, 0, sizeof(shared));
    memset(&counted, 0, sizeof(counted));
    memset(worlds, 0, sizeof(worlds));
    REQUIRE(code_bytes < PAGE_BYTES);
    fault_endpoint = kit_endpoint();
    shared.untyped = kit_untyped(UNTYPED_BITS);
    shared.slots = kit_slots(SLOTS);
    shared.code = kit_frame();
    shared.soup = kit_frame();
    memcpy(window_map(shared.code, 0), (const void *)hostile_program, code_bytes);
    shared.soup_page = window_map(shared.soup, 1);
    soup_cook();
    for (unsigned i = 0; i < WORLDS; i++) {
        worlds[i].frame = kit_frame();
        worlds[i].page = window_map(worlds[i].frame, 2 + i);
    }
    for (unsigned i = 0; i < HOSTILES; i++) {
        hostiles[i].world = i % WORLDS;
        hostiles[i].faults = kit_slot();
        CHECK_OK(kit_mint(hostiles[i].faults, fault_endpoint, seL4_AllRights, i + 1));
        hostiles[i].thread = kit_thread(0, 0, (struct kit_options){.priority = HOSTILE_PRIORITY,
                                                                   .mcp = HOSTILE_PRIORITY});
    }
}

void worlds_make(int with_domains)
{
    shared.with_domains = with_domains;
    shared.used = 0;
    for (unsigned i = 0; i < WORLDS; i++) {
        world_cspace_make(&worlds[i]);
        world_space_make(&worlds[i], i);
        world_fill(&worlds[i]);
    }
    worlds_fill();
    controls_give();
}

/* The last capability of each object is ours; those that we have only copies of are emptied by the objects' end. */
void worlds_end(void)
{
    controls_take_back();
    for (unsigned i = 0; i < HOSTILES; i++) {
        CHECK_OK(seL4_TCB_Suspend(hostiles[i].thread.tcb));
        CHECK_OK(kit_revoke(hostiles[i].thread.tcb));
        CHECK_OK(kit_revoke(hostiles[i].thread.sc));
        CHECK_OK(kit_revoke(runtime_image_frame(kit_bootinfo, kit_thread_buffer(&hostiles[i].thread))));
    }
    CHECK_OK(kit_revoke(shared.code));
    CHECK_OK(kit_revoke(shared.soup));
    for (unsigned i = 0; i < WORLDS; i++)
        CHECK_OK(kit_revoke(worlds[i].frame));
    CHECK_OK(kit_revoke(shared.untyped));
    for (seL4_Word i = 0; i < shared.used; i++)
        CHECK_OK(kit_delete(shared.slots + i));
    CHECK_EQUAL(untyped_left(shared.untyped, shared.slots), 1UL << UNTYPED_BITS);
}

/* A stray write of a hostile thread may hit the counters: what nobody can have done since the last time is dropped. */
void worlds_count(void)
{
    for (unsigned i = 0; i < WORLDS; i++) {
        struct world_page *page = worlds[i].page;
        seL4_Word calls = page->calls;

        page->calls = 0;
        if (calls > CALLS_AT_ONCE_MAX)
            calls = 0;
        counted.calls += calls;
        for (unsigned label = 0; label < LABELS; label++) {
            seL4_Word succeeded = page->succeeded[label];

            page->succeeded[label] = 0;
            counted.succeeded[label] += succeeded <= calls ? succeeded : 0;
        }
    }
}

seL4_Word worlds_calls(void)
{
    return counted.calls;
}

seL4_Word worlds_succeeded(seL4_Word label)
{
    return counted.succeeded[label];
}

/* The newest first. */
void worlds_print_last(void)
{
    for (unsigned i = 0; i < WORLDS; i++) {
        for (seL4_Word ago = 1; ago <= RECORDS; ago++) {
            const struct record *record = &worlds[i].page->record[(worlds[i].page->next - ago) % RECORDS];

            printf("# world %u, %lu calls ago: thread %lu number %ld cap 0x%lx info 0x%lx words %lx %lx %lx %lx reply "
                   "0x%lx dest 0x%lx\n", i, ago, record->thread, (long)record->number, record->cap, record->info,
                   record->mr[0], record->mr[1], record->mr[2], record->mr[3], record->reply, record->dest);
        }
    }
}
