/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads that call the kernel with random registers, on capabilities they may do with as they please. */
#include "hostile.h"

#define HOSTILE 4
/* Stacks for 48 threads: four each, and the healthy ones. */
#define EPOCHS 10
#define ROUNDS 60
#define SLOT_BITS 6
#define CODE 0x400000UL
#define WORLD_BITS 20
#define NUMBERS 11 /* system calls of the API, -1 to -11 */
#define WILD_CALLS 1000

/* In a folder of the ISA: calls with words made of the state in ISA_STATE_REGISTER, again and again. */
extern const char random_program[], random_program_end[];

static seL4_Word state = 0x243f6a8885a308d3;

static seL4_Word random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Slots and a range of labels that fit, by the order in which world_make fills them. */
#define PAIRS 64
#define PAIRS_PLACE 0x800 /* in the page of the program */
static const struct fit {
    unsigned char slot, first, last;
} fits[] = {
    {1, CNodeRevoke, CNodeRotate}, {1, CNodeRevoke, CNodeRotate}, {3, KIT_LABEL_FRAME_MAP, KIT_LABEL_FRAME_UNMAP},
    {10, KIT_LABEL_FRAME_MAP, KIT_LABEL_FRAME_ADDRESS}, {16, TCBReadRegisters, TCBSetFlags},
    {17, SchedContextConsumed, SchedContextYieldTo}, {18, CNodeRevoke, CNodeRotate},
    {19, UntypedRetype, UntypedRetype}, {20, UntypedRetype, UntypedRetype},
    {21, KIT_LABEL_POOL_MAKE, KIT_LABEL_POOL_MAKE}, {22, TCBReadRegisters, TCBSetFlags},
    {23, SchedContextConsumed, SchedContextYieldTo}, {26, TCBReadRegisters, TCBSetFlags},
};
#define FITS (sizeof(fits) / sizeof(fits[0]))
/* Of the tables: Map, and Unmap behind it. */
#define TABLE_SLOT 12
#define TABLE_FITS 3

static struct fit random_fit(void)
{
    seL4_Word which = random() % (FITS + TABLE_FITS), map = 0;

    if (which < FITS)
        return fits[which];
    which -= FITS;
    map = isa_tables[which < ISA_TABLES ? which : ISA_TABLES - 1].map;
    return (struct fit){(unsigned char)(TABLE_SLOT + which), (unsigned char)map, (unsigned char)(map + 1)};
}

static struct {
    seL4_CPtr untyped, node, root;
    struct kit_thread thread[HOSTILE];
    seL4_Word next;
} world;

static void give(seL4_CPtr cap)
{
    CHECK_OK(seL4_CNode_Copy(world.node, world.next, SLOT_BITS, ROOT, cap, 64, seL4_AllRights));
    world.next++;
}

static seL4_CPtr made(seL4_Word type, seL4_Word bits)
{
    seL4_CPtr cap = kit_slot();

    REQUIRE(seL4_Untyped_Retype(world.untyped, type, bits, ROOT, 0, 0, cap, 1) == seL4_NoError);
    give(cap);
    return cap;
}

/* What the threads share: their own address space, their CSpace, one or two objects of each kind. */
static void world_make(void)
{
    const seL4_Word types[] = {seL4_EndpointObject, seL4_EndpointObject, seL4_NotificationObject,
                               seL4_NotificationObject, seL4_ReplyObject, seL4_ReplyObject, KIT_FRAME_TYPE,
                               KIT_FRAME_TYPE, isa_tables[0].type, isa_tables[1].type, KIT_TABLE_TYPE, KIT_ROOT_TYPE,
                               seL4_TCBObject};
    seL4_CPtr code = kit_frame();

    world.next = 1;
    world.untyped = kit_untyped(WORLD_BITS);
    world.node = kit_object(seL4_CapTableObject, SLOT_BITS);
    world.root = kit_vspace_empty();
    REQUIRE(kit_map(code, HOME, WINDOW, seL4_AllRights) == seL4_NoError);
    memcpy((void *)WINDOW, random_program, (size_t)(random_program_end - random_program));
    for (unsigned i = 0; i < PAIRS; i++) {
        unsigned char *pair = (unsigned char *)WINDOW + PAIRS_PLACE + 2 * i;
        struct fit fit = random_fit();

        pair[0] = fit.slot;
        pair[1] = (unsigned char)(fit.first + random() % (fit.last - fit.first + 1UL));
    }
    ISA_CODE_WRITTEN();
    CHECK_OK(kit_unmap(code));
    REQUIRE(kit_map(code, world.root, CODE, seL4_CanRead) == seL4_NoError);
    CHECK_OK(seL4_CNode_Mint(world.node, world.next, SLOT_BITS, ROOT, world.node, 64, seL4_AllRights,
                             seL4_CNode_CapData_new(0, 64 - SLOT_BITS).words[0]));
    world.next++;
    give(world.root);
    give(code);
    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        /* Into their CNode alone: tables that are mapped nowhere have no copies. */
        CHECK_OK(seL4_Untyped_Retype(world.untyped, types[i], 0, world.node, 0, 0, world.next, 1));
        world.next++;
    }
    (void)made(seL4_SchedContextObject, 8);
    (void)made(seL4_CapTableObject, 4);
    (void)made(seL4_UntypedObject, 16);
    (void)made(seL4_UntypedObject, 12);
    give(seL4_CapASIDControl);
    for (unsigned i = 0; i < HOSTILE; i++) {
        world.thread[i] = kit_thread(0, 0, (struct kit_options){
            .priority = PRIORITY, .mcp = PRIORITY, .vspace = world.root, .cspace = world.node,
            .cspace_data = seL4_CNode_CapData_new(0, 64 - SLOT_BITS).words[0],
            .sc = kit_sched_context(500, 500), .fault_endpoint = i & 1 ? 0 : kit_endpoint()});
        give(world.thread[i].tcb);
        give(world.thread[i].sc);
    }
}

/* Is there something in this slot of their CNode? */
static int full(seL4_Word slot)
{
    return seL4_CNode_Move(world.node, slot, SLOT_BITS, world.node, slot, SLOT_BITS) == seL4_DeleteFirst;
}

/* Slots that hold something and held nothing, or the other way round. */
static unsigned changed_slots(void)
{
    unsigned changed = 0;

    for (seL4_Word slot = 0; slot < 1UL << SLOT_BITS; slot++)
        changed += full(slot) != (slot > 0 && slot < world.next);
    return changed;
}

static void random_words(void *at, seL4_Word bytes)
{
    for (seL4_Word i = 0; i < bytes / sizeof(seL4_Word); i++)
        ((volatile seL4_Word *)at)[i] = random();
}

static void start(struct kit_thread *thread)
{
    seL4_IPCBuffer *buffer = kit_thread_buffer(thread);
    seL4_UserContext registers;

    random_words(&registers, sizeof(registers));
    registers.KIT_IP = CODE;
    registers.ISA_STATE_REGISTER |= 1;

    for (unsigned i = 4; i < 16; i++)
        buffer->msg[i] = random() & 1 ? random() & 63 : random() & 1 ? 64 : random();
    for (unsigned i = 0; i < 3; i++)
        buffer->caps_or_badges[i] = random() & 1 ? 1 : random() & 63;
    buffer->receiveCNode = random() & 63;
    buffer->receiveIndex = random() & 63;
    buffer->receiveDepth = random() & 1 ? 64 : SLOT_BITS;
    /* Whatever became of it, this works. */
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK_OK(seL4_TCB_SetPriority(thread->tcb, seL4_CapInitThreadTCB, PRIORITY));
    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, 1, 0, REGISTERS, &registers));
}

/*
 * covers: syscalls.md 5 invoke, recv with any capability; caps.md 6 partly deleted objects;
 * covers: syscalls.md 4 preempted operations among many threads
 */
TEST(random_calls)
{
    unsigned changed = 0;

    healthy_begin();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        world_make();
        for (int round = 0; round < ROUNDS; round++) {
            for (unsigned i = 0; i < HOSTILE; i++)
                start(&world.thread[i]);
            /* They run in turn, until each has had its slice or none can. */
            CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, PRIORITY));
            seL4_Yield();
            CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 255));
            healthy_answers();
        }
        for (unsigned i = 0; i < HOSTILE; i++) {
            CHECK_OK(kit_delete(world.thread[i].tcb));
            CHECK_OK(kit_delete(world.thread[i].sc));
        }
        changed += changed_slots();
        /* All that they made comes back with the memory it is in. */
        CHECK_OK(kit_revoke(world.untyped));
        CHECK_EQUAL(frame_untyped_free(world.untyped), 1UL << WORLD_BITS);
        CHECK_OK(kit_revoke(world.node));
        CHECK_OK(kit_delete(world.node));
        CHECK_OK(kit_revoke(world.root));
        CHECK_OK(kit_delete(world.root));
    }
    healthy_had_time();
    /* They did not only fail. */
    CHECK(changed >= EPOCHS);
}

extern const char edge_call[];

/* covers: syscalls.md 3 length, extra capabilities as they are; syscalls.md 5 look-up failures */
TEST(wild_registers)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < WILD_CALLS; i++) {
        seL4_UserContext registers;

        random_words(&registers, sizeof(registers));
        registers.KIT_IP = (seL4_Word)edge_call;
        registers.KIT_CALL_NUMBER = 0 - (random() % NUMBERS + 1);
        random_words(kit_thread_buffer(&victim.thread), sizeof(seL4_IPCBuffer));
        CHECK_OK(seL4_TCB_Suspend(victim.thread.tcb));
        CHECK_OK(seL4_TCB_WriteRegisters(victim.thread.tcb, 1, 0, REGISTERS, &registers));
        /* No capability pointer but the null one is found: it ends with a fault, each time. */
        CHECK(seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply)) != seL4_Fault_NullFault);
    }
    healthy_answers();
}

/* covers: invocations.md 3 NotEnoughMemory; objects.md 3 exhaustion */
TEST(exhaustion)
{
    static const seL4_Word types[] = {seL4_EndpointObject, seL4_NotificationObject, seL4_ReplyObject, seL4_TCBObject,
                                      KIT_FRAME_TYPE, seL4_UntypedObject, seL4_CapTableObject};
    seL4_CPtr untyped = kit_untyped(17), slots = kit_slots(2048);

    healthy_begin();
    for (int round = 0; round < 3; round++) {
        seL4_CPtr next = slots;
        seL4_Word left = 1UL << 17, refused = 0;

        while (refused < 40 && next + 32 < slots + 2048) {
            seL4_Word type = types[random() % 7], count = random() % 32 + 1, now = 0;
            seL4_Word bits = type == seL4_UntypedObject ? 4 + random() % 10 : 1 + random() % 6;
            struct frame_reply reply = INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS(type, bits, 0, 0, next, count));

            now = frame_untyped_free(untyped);
            if (reply.label == seL4_NoError) {
                next += count;
                CHECK(now < left);
            } else {
                CHECK_REFUSED(reply, seL4_NotEnoughMemory, WORDS(left));
                CHECK_EQUAL(now, left);
                refused++;
            }
            left = now;
        }
        CHECK(refused > 0);
        healthy_answers();
        CHECK_OK(kit_revoke(untyped));
        CHECK_EQUAL(frame_untyped_free(untyped), 1UL << 17);
    }
}

const struct frame_test random_tests[] = {
    ENTRY("syscalls.5.random-calls", random_calls),
    ENTRY("syscalls.5.wild-registers", wild_registers),
    ENTRY("invocations.3.exhaustion", exhaustion),
    FRAME_END,
};
