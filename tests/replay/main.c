/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plays scripts on the booted kernel. For each stream it builds what proof/lockstep_machine.c builds on the host: a
 * supervisor with its slots, the root CNode with capabilities. The supervisor makes everything else, as the script
 * says.
 */
#include <kit/kit.h>
#include <runtime/string.h>
#include "../../proof/lockstep_slots.h"
#include <play_isa.h>
#include "play.h"

#define ROOT seL4_CapInitThreadCNode
#define DEPTH seL4_WordBits
#define POOL_BITS 22
#define CNODE_BITS 6
#define STACK_BYTES 16384
#define TOP_PRIORITY 255
#define LONG_US (1UL << 40)
#define SCHEDULE_USED 7 /* the last entry of eight only ends the schedule */

extern const unsigned long script[];

static char stack[STACK_BYTES] __attribute__((aligned(16)));
/* All objects of all streams: used memory must be as good as new. */
static seL4_CPtr pool;
static seL4_CPtr supervisor_node, root_node;
static unsigned passed, failed;

/* Which controls the root CNode holds: they are there once, so they are moved, and moved back. */
static const struct {
    seL4_CPtr here;
    seL4_Word there;
} controls[] = {
    {seL4_CapIRQControl, LS_CAP_IRQ_CONTROL}, {seL4_CapASIDControl, LS_CAP_ASID_CONTROL},
    {seL4_CapInitThreadASIDPool, LS_CAP_ASID_POOL}, {seL4_CapDomain, LS_CAP_DOMAIN}, PLAY_CONTROLS
};

static void give_copy(seL4_CPtr node, seL4_Word slot, seL4_CPtr cap)
{
    require_ok(seL4_CNode_Copy(node, slot, DEPTH, ROOT, cap, DEPTH, seL4_AllRights));
}

static void give(seL4_CPtr node, seL4_Word slot, seL4_CPtr cap)
{
    require_ok(seL4_CNode_Move(node, slot, DEPTH, ROOT, cap, DEPTH));
}

static seL4_CPtr make_node(void)
{
    seL4_CPtr guarded = kit_slot();

    require_ok(seL4_CNode_Mutate(ROOT, guarded, DEPTH, ROOT, kit_object(seL4_CapTableObject, CNODE_BITS), DEPTH,
                                 seL4_CNode_CapData_new(0, DEPTH - CNODE_BITS).words[0]));
    return guarded;
}

static seL4_CPtr device_untyped(void)
{
    seL4_CPtr slot = kit_slot();

    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &kit_bootinfo->untypedList[i];

        if (memory->isDevice && memory->sizeBits >= LS_DEVICE_BITS &&
            seL4_Untyped_Retype(kit_bootinfo->untyped.start + i, seL4_UntypedObject, LS_DEVICE_BITS, ROOT, 0, 0, slot,
                                1) == seL4_NoError)
            return slot;
    }
    panic("replay: no device memory of 2^%d bytes", LS_DEVICE_BITS);
}

static void fill_supervisor_node(const struct kit_thread *supervisor)
{
    give_copy(supervisor_node, SUP_TCB, supervisor->tcb);
    give_copy(supervisor_node, SUP_CNODE, supervisor_node);
    give_copy(supervisor_node, SUP_VSPACE, seL4_CapInitThreadVSpace);
    give_copy(supervisor_node, SUP_ROOT, root_node);
    give_copy(supervisor_node, SUP_BUFFER, kit_frame());
    give_copy(supervisor_node, SUP_NOTIFICATION, kit_notification());
    give_copy(supervisor_node, SUP_REPLY, kit_reply());
    give_copy(supervisor_node, SUP_SC, supervisor->sc);
    give(supervisor_node, SUP_UNTYPED, kit_untyped(LS_UNTYPED_BITS));
    give(supervisor_node, SUP_UNTYPED_GIVEN, kit_untyped(LS_UNTYPED_GIVEN_BITS));
    give_copy(supervisor_node, SUP_SCHED_CONTROL, kit_bootinfo->schedcontrol.start);
}

static void fill_root_node(void)
{
    give_copy(root_node, LS_CAP_CNODE, root_node);
    give_copy(root_node, LS_CAP_VSPACE, seL4_CapInitThreadVSpace);
    give_copy(root_node, LS_CAP_SCHED_CONTROL, kit_bootinfo->schedcontrol.start);
    give(root_node, LS_CAP_UNTYPED_SMALL, kit_untyped(LS_UNTYPED_SMALL_BITS));
    give(root_node, LS_CAP_UNTYPED_LARGE, kit_untyped(LS_UNTYPED_LARGE_BITS));
    give(root_node, LS_CAP_UNTYPED_DEVICE, device_untyped());
    for (unsigned i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
        give(root_node, controls[i].there, controls[i].here);
}

/* The controls come back, and the schedule is as it was at boot. */
static void take_back(void)
{
    for (unsigned i = 0; i < sizeof(controls) / sizeof(controls[0]); i++)
        require_ok(seL4_CNode_Move(ROOT, controls[i].here, DEPTH, root_node, controls[i].there, DEPTH));
    require_ok(seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, 0, 0, LONG_US));
    require_ok(seL4_DomainSet_ScheduleSetStart(seL4_CapDomain, 0));
    for (seL4_Word i = 1; i < SCHEDULE_USED; i++)
        require_ok(seL4_DomainSet_ScheduleConfigure(seL4_CapDomain, i, 0, 0));
}

static void report(seL4_Word seed, seL4_Word turns)
{
    const struct play_result *r = &play_result;

    if (r->difference == PLAY_SAME && r->turns == turns) {
        passed++;
        printf("ok replay.stream-%lu: %lu turns\n", (unsigned long)seed, (unsigned long)turns);
        return;
    }
    failed++;
    printf("not ok replay.stream-%lu: turn %lu of %lu: ", (unsigned long)seed, r->turns, (unsigned long)turns);
    if (r->difference == PLAY_SAME)
        printf("the stream came to a halt\n");
    else
        printf("%s %u (window %u) is 0x%lx instead of 0x%lx\n", r->difference == PLAY_REGISTER ? "register" : "word",
               r->index, r->window, r->found, r->wanted);
}

/* At the lowest priority this program waits for all threads of the stream to have ended. */
static void play(seL4_Word seed, seL4_Word turns, const unsigned long *stream)
{
    seL4_UserContext registers = PLAY_REGISTERS;
    struct kit_thread supervisor;

    kit_scope_begin_in(pool);
    supervisor_node = make_node();
    root_node = make_node();
    supervisor = kit_thread(0, 0, (struct kit_options){
        .priority = TOP_PRIORITY, .mcp = TOP_PRIORITY, .cspace = supervisor_node,
        .sc = kit_sched_context(LONG_US, LONG_US)});
    fill_supervisor_node(&supervisor);
    fill_root_node();
    memset(kit_thread_buffer(&supervisor), 0, 1UL << seL4_PageBits);

    play_begin(stream, (volatile unsigned long *)kit_thread_buffer(&supervisor));
    require_ok(seL4_TCB_WriteRegisters(supervisor.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    require_ok(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 0));
    require_ok(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, TOP_PRIORITY));

    report(seed, turns);
    take_back();
    kit_scope_end();
}

static void place_stub(void)
{
    struct stub_data *data = (struct stub_data *)STUB_DATA;

    stub_place();
    data->stack = (unsigned long)(stack + STACK_BYTES);
    data->turn = (unsigned long)play_turn;
}

int main(seL4_BootInfo *bootinfo)
{
    const unsigned long *at = script;

    kit_init(bootinfo);
    place_stub();
    pool = kit_untyped(POOL_BITS);
    while (at[1] > 0) {
        play(at[0], at[1], at + 3);
        at += 3 + at[2];
    }
    printf("%u passed, %u failed\n", passed, failed);
    kit_power_off(failed != 0);
}
