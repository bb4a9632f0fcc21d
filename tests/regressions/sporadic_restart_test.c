/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread with a sporadic context waited for an object that was deleted. It made its call again, but on refills as old
 * as its wait: time that nobody had used counted as if it could still be used on top.
 */
#include <object/cnode.h>
#include <object/ipc_world.h>

/* Deletes the last capability of what tcb waits for. Has the head refill come to the present? */
static bool refilled_by_deletion(tcb_t *tcb, cap_t cap)
{
    static slot_t slot;

    tcb->sc->sporadic = true;
    world_enter(world_runner(10));
    core0.now += 5000;
    core0.work_units = 0;
    slot_insert_alone(&slot, cap);
    CHECK(slot_delete(&slot) == STATUS_OK && tcb->state == THREAD_RESTART);
    return refill_head(tcb->sc)->time == core0.now;
}

static void endpoint_dies(void)
{
    endpoint_t *endpoint = world_endpoint();
    tcb_t *tcb = world_runner(10);

    world_enter(tcb);
    endpoint_receive(endpoint, tcb, true, 0);
    CHECK(refilled_by_deletion(tcb, world_endpoint_cap(endpoint, 0, RIGHTS_ALL)));
}

static void notification_dies(void)
{
    notification_t *notification = world_notification();
    tcb_t *tcb = world_runner(10);

    world_enter(tcb);
    notification_wait(notification, tcb, true);
    CHECK(refilled_by_deletion(tcb, cap_new(CAP_NOTIFICATION, 0, RIGHT_READ, physical_of(notification), 0)));
}

int main(void)
{
    RUN(endpoint_dies);
    RUN(notification_dies);
    return test_end();
}
