/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shortest paths against the slow path: the same system call in two worlds that are alike to the byte, once as it
 * enters, once past all fast paths; afterwards both must be alike again. Each scene has one thing that is not as the
 * shortest path wants it; a condition that is missing there takes a way that the slow path does not take.
 */
#include <arch_test_isa.h>
#include <core/entry.h>
#include <core/fastpath.h>
#include <object/ipc_world.h>

enum { SLOT_ENDPOINT = 1, SLOT_REPLY = 2, SLOT_FORGED = 3, SPACES = 3 };

#define WORLD_BYTES_MAX (1u << 20)

static struct scene {
    tcb_t *client, *server, *other;
    slot_t *client_slots, *server_slots, *beyond; /* beyond: behind both CSpaces */
    endpoint_t *endpoint;
    reply_t *reply, *other_reply;
    notification_t *notification;
    word_t cptr, reply_cptr, info; /* of the call to come */
} s;

static slot_t *thread_space(tcb_t *tcb, word_t asid)
{
    slot_t *slots = world_cspace(tcb);

    asid_pools[0]->root[asid] = host_alloc(12);
    slot_insert_alone(&tcb->slot[TCB_SLOT_VSPACE], test_root_cap(asid_pools[0]->root[asid], asid));
    tcb_cspace_changed(tcb);
    world_buffer(tcb, RIGHT_READ | RIGHT_WRITE);
    for (word_t i = 0; i < R_FAULT_IP; i++)
        tcb->context.r[i] = asid * 0x1000 + i;
    test_bases_set(tcb, asid * 0x100);
    return slots;
}

static void slow_call(word_t cptr, word_t info, seL4_Syscall_ID number)
{
    word_t *r = core0.current->context.r;

    r[REG_CAP] = cptr;
    r[REG_INFO] = info;
    r[REG_SYSCALL] = (word_t)number;
    r[REG_REPLY] = s.reply_cptr;
    entry_syscall_slow(cptr, info, (word_t)number);
}

static void run_now(tcb_t *tcb)
{
    world_enter(core0.idle);
    sched_candidate(tcb);
    sched_schedule();
    sched_activate();
    CHECK(core0.current == tcb);
}

/* The passive server waits and the client runs, both of priority 10 and switched to before. */
static void scene_start(void)
{
    world_start();
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    asid_boot(host_alloc(12), host_alloc(12));
    s = (struct scene){.cptr = SLOT_ENDPOINT, .reply_cptr = SLOT_REPLY};
    s.client = world_runner(10);
    s.server = world_runner(10);
    s.other = world_runner(10);
    s.client_slots = thread_space(s.client, 11);
    s.server_slots = thread_space(s.server, 12);
    s.beyond = object_at(host_alloc(WORLD_CSPACE_BITS + 5));
    s.endpoint = world_endpoint();
    s.reply = world_reply();
    s.other_reply = world_reply();
    s.notification = world_notification();
    slot_insert_alone(&s.client_slots[SLOT_ENDPOINT], world_endpoint_cap(s.endpoint, 0xbad9e, RIGHTS_ALL));
    slot_insert_alone(&s.server_slots[SLOT_ENDPOINT], world_endpoint_cap(s.endpoint, 0, RIGHTS_ALL));
    slot_insert_alone(&s.server_slots[SLOT_REPLY], cap_new(CAP_REPLY, 0, RIGHT_GRANT, physical_of(s.reply), 0));
    run_now(s.server);
    slow_call(SLOT_ENDPOINT, 0, seL4_SysRecv);
    sched_context_unbind_tcb(s.server->sc);
    run_now(s.client);
}

/* The client has called, and the server runs. */
static void scene_start_called(void)
{
    scene_start();
    slow_call(SLOT_ENDPOINT, 0, seL4_SysCall);
    CHECK(core0.current == s.server && s.reply->tcb == s.client);
}

/* A thread becomes the only ready one beside the current. */
static void other_is_ready(word_t priority)
{
    s.other->priority = priority;
    ready_queue_push_back(s.other);
}

/* Domain Set brings it into the current domain, above the current thread, which goes on. */
static void other_arrives_above(void)
{
    s.other->domain = 1;
    other_is_ready(20);
    domain_set(s.other, 0);
}

/* The thread waits on the endpoint for a message, after the server. */
static void other_waits(word_t priority)
{
    s.other->priority = priority;
    s.other->state = THREAD_BLOCKED_ON_RECEIVE;
    s.other->wait_object = s.endpoint;
    s.endpoint->head = s.endpoint->head == 0 ? s.other : ipc_queue_insert(s.endpoint->head, s.other);
    s.endpoint->status = ENDPOINT_RECEIVE;
}

static void root_replace(tcb_t *tcb)
{
    cap_t cap = tcb->slot[TCB_SLOT_CSPACE].cap;

    tcb->slot[TCB_SLOT_CSPACE].cap = cap_new(CAP_CNODE, WORLD_CSPACE_BITS, 0, physical_of(s.beyond), cap.w1);
    slot_insert_alone(&s.beyond[SLOT_ENDPOINT], world_endpoint_cap(s.endpoint, 0x123, RIGHTS_ALL));
}

static void cap_replace(slot_t *slot, word_t type, word_t rights, const void *object)
{
    slot->cap = cap_with_flags(cap_new(type, 0, rights, physical_of(object), 0x77), true, true);
}

static void client_cap(word_t type, word_t rights, const void *object)
{
    cap_replace(&s.client_slots[SLOT_ENDPOINT], type, rights, object);
}

static void fpu_deny(tcb_t *tcb)
{
    tcb->flags = TCB_FLAG_FPU_DISABLED;
    arch_fpu_flag_changed(tcb);
}

static void fault_handler_for(tcb_t *tcb)
{
    world_handler(tcb, TCB_SLOT_FAULT_HANDLER, world_endpoint(), 0xf0, RIGHT_WRITE | RIGHT_GRANT_REPLY);
}

/* ---- Call: what is unusual ---- */

enum { CALL_TWISTS = 33, REPLY_TWISTS = 30 };

static void call_twist(unsigned twist)
{
    fault_handler_for(s.client);
    switch (twist) {
    case 0: return; /* nothing */
    case 1: case 2: case 3: case 4: s.info = info_new(3, 0, 0, twist); return;
    case 5: s.info = info_new(3, 0, 0, 5); return;
    case 6: s.info = info_new(3, 5, 0, 2); return;
    case 7: s.info = info_new(3, 0, 1, 0); return;
    case 8: root_replace(s.client); return;
    case 9: s.client->slot[TCB_SLOT_CSPACE].cap.w1 = 58; return;
    case 10:
        s.cptr = (word_t)(&s.beyond[SLOT_ENDPOINT] - s.client_slots);
        slot_insert_alone(&s.beyond[SLOT_ENDPOINT], world_endpoint_cap(s.endpoint, 0x123, RIGHTS_ALL));
        return;
    case 11: client_cap(CAP_DOMAIN, RIGHTS_ALL, s.endpoint); return;
    case 12: client_cap(CAP_ENDPOINT, RIGHT_READ | RIGHT_GRANT_REPLY, s.endpoint); return;
    case 13: client_cap(CAP_ENDPOINT, RIGHT_WRITE, s.endpoint); return;
    case 14: client_cap(CAP_ENDPOINT, RIGHT_WRITE | RIGHT_GRANT, s.endpoint); return;
    case 15: client_cap(CAP_ENDPOINT, RIGHT_WRITE | RIGHT_GRANT_REPLY, s.endpoint); return;
    case 16: client_cap(CAP_ENDPOINT, RIGHTS_ALL, world_endpoint()); return;
    case 17:
        run_now(s.other);
        s.other->slot[TCB_SLOT_CSPACE].cap = s.client->slot[TCB_SLOT_CSPACE].cap;
        endpoint_unqueue(s.endpoint, s.server);
        s.server->state = THREAD_INACTIVE;
        slow_call(SLOT_ENDPOINT, 0, seL4_SysSend);
        run_now(s.client);
        return;
    case 18: reply_detach(s.server); return;
    case 19: sched_context_bind_tcb(object_at(host_alloc(8)), s.server); return;
    case 20: s.server->sc = world_context(s.server); return;
    case 21: s.server->domain = 1; return;
    case 22: tcb_set_priority(s.server, 9); return;
    case 23: tcb_set_priority(s.server, 5); other_is_ready(7); return;
    case 24: tcb_set_priority(s.server, 5); other_is_ready(5); return;
    case 25: slot_clear(&s.server->slot[TCB_SLOT_VSPACE]); return;
    case 26: other_waits(10); return;
    case 27: other_waits(3); return;
    case 28: fpu_deny(s.server); return;
    case 29: fpu_deny(s.client); return;
    case 30: asid_release(12, asid_pools[0]->root[12]); return;
    case 31: /* the client serves somebody itself */
        s.other_reply->tcb = s.other;
        s.other_reply->sc = s.client->sc;
        s.client->sc->reply = s.other_reply;
        s.other->reply = s.other_reply;
        s.other->state = THREAD_BLOCKED_ON_REPLY;
        s.other->sc = 0;
        return;
    case 32: other_arrives_above(); return;
    }
    CHECK(false);
}

/* ---- ReplyRecv ---- */

static void reply_twist(unsigned twist)
{
    fault_handler_for(s.server);
    switch (twist) {
    case 0: return;
    case 1: case 2: case 3: case 4: case 5: s.info = info_new(3, 0, 0, twist); return;
    case 6: s.info = info_new(3, 5, 0, 2); return;
    case 7: s.info = info_new(3, 0, 1, 0); return;
    case 8: root_replace(s.server); return;
    case 9: s.server->slot[TCB_SLOT_CSPACE].cap.w1 = 58; return;
    case 10:
        s.cptr = (word_t)(&s.beyond[SLOT_ENDPOINT] - s.server_slots);
        s.beyond[SLOT_ENDPOINT] = s.server_slots[SLOT_ENDPOINT];
        return;
    case 11:
        s.reply_cptr = (word_t)(&s.beyond[SLOT_REPLY] - s.server_slots);
        s.beyond[SLOT_REPLY] = s.server_slots[SLOT_REPLY];
        return;
    case 12: cap_replace(&s.server_slots[SLOT_ENDPOINT], CAP_DOMAIN, RIGHTS_ALL, s.endpoint); return;
    case 13: cap_replace(&s.server_slots[SLOT_ENDPOINT], CAP_ENDPOINT, RIGHT_WRITE | RIGHT_GRANT, s.endpoint); return;
    case 14: cap_replace(&s.server_slots[SLOT_REPLY], CAP_DOMAIN, RIGHTS_ALL, s.reply); return;
    case 15: cap_replace(&s.server_slots[SLOT_REPLY], CAP_REPLY, RIGHT_GRANT, s.other_reply); return;
    case 16: other_waits(10); return;
    case 17: other_waits(3); return;
    case 18:
        s.other->slot[TCB_SLOT_CSPACE].cap = s.client->slot[TCB_SLOT_CSPACE].cap;
        s.other->state = THREAD_BLOCKED_ON_SEND;
        s.other->wait_object = s.endpoint;
        s.endpoint->head = s.other;
        s.endpoint->status = ENDPOINT_SEND;
        return;
    case 19: notification_bind_tcb(s.notification, s.server); return;
    case 20:
        notification_bind_tcb(s.notification, s.server);
        s.notification->state = NOTIFICATION_ACTIVE;
        s.notification->badges = 0x99;
        return;
    case 21: s.client->sc = world_context(s.client); return;
    case 22: s.client->domain = 1; return;
    case 23: tcb_set_priority(s.client, 9); return;
    case 24: tcb_set_priority(s.client, 5); other_is_ready(7); return;
    case 25: tcb_set_priority(s.client, 5); other_is_ready(5); return;
    case 26: slot_clear(&s.client->slot[TCB_SLOT_VSPACE]); return;
    case 27: s.client->fault.kind = seL4_Fault_UserException; return;
    case 28: fpu_deny(s.client); return;
    case 29: other_arrives_above(); return;
    }
    CHECK(false);
}

/* ---- two worlds ---- */

static unsigned char first_world[WORLD_BYTES_MAX];
static struct core first_core;
static struct host_machine first_machine;

/* What the slow path alone counts, and which generation of decoded words it is. */
static void normalise(void)
{
    tcb_t *const threads[] = {s.client, s.server, s.other};

    core0.entries = 0;
    core0.work_units_worst = 0;
    core0.now = 0;
    for (unsigned i = 0; i < ARRAY_SIZE(threads); i++)
        threads[i]->decoded.epoch = threads[i]->decoded.epoch == arch_epoch;
}

static void compare_paths(void (*start)(void), void (*twist)(unsigned), unsigned number, seL4_Syscall_ID call)
{
    word_t bytes = 0;

    for (unsigned slow = 0; slow < 2; slow++) {
        start();
        twist(number);
        core0.current->context.r[REG_CAP] = s.cptr;
        core0.current->context.r[REG_INFO] = s.info;
        core0.current->context.r[REG_SYSCALL] = (word_t)call;
        core0.current->context.r[REG_REPLY] = s.reply_cptr;
        if (slow != 0)
            entry_syscall_slow(s.cptr, s.info, (word_t)call);
        else
            entry_syscall(s.cptr, s.info, (word_t)call);
        normalise();
        bytes = host_alloc(4) - HOST_MEMORY_BASE;
        CHECK(bytes <= WORLD_BYTES_MAX);
        if (slow == 0) {
            memcpy(first_world, host_memory, bytes);
            first_core = core0;
            first_machine = host_machine;
        }
    }
    CHECK(memcmp(first_world, host_memory, bytes) == 0);
    CHECK(memcmp(&first_core, &core0, sizeof(core0)) == 0);
    CHECK(first_machine.vspace_root == host_machine.vspace_root &&
          first_machine.fpu_allowed == host_machine.fpu_allowed && test_bases_are_same(&first_machine, &host_machine));
    if (!case_holds())
        printf("    twist %u\n", number);
}

static void calls(void)
{
    for (unsigned i = 0; i < CALL_TWISTS && case_holds(); i++)
        compare_paths(scene_start, call_twist, i, seL4_SysCall);
}

static void replies(void)
{
    for (unsigned i = 0; i < REPLY_TWISTS && case_holds(); i++)
        compare_paths(scene_start_called, reply_twist, i, seL4_SysReplyRecv);
}

int main(void)
{
    case_end("start");
    calls();
    case_end("calls");
    replies();
    case_end("replies");
    return test_end();
}
