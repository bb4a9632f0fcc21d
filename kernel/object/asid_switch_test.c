/* SPDX-License-Identifier: BSD-2-Clause */
/* Which address space a thread gets: the one of its root, as long as that has its ASID, and else none. */
#include <arch_switch.h>
#include <arch_test.h>
#include <arch_test_isa.h>
#include <object/asid.h>

enum { THREADS = 2, SPACES = 3 };

static tcb_t *thread[THREADS];
static word_t space_root[SPACES], space_asid[SPACES];

static void setup(void)
{
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    arch_loaded = (struct arch_loaded){0};
    core0.fpu_owner = 0;
    asid_boot(host_alloc(12), host_alloc(12));
    for (unsigned s = 0; s < SPACES; s++) {
        space_root[s] = host_alloc(12);
        space_asid[s] = 10 + s;
        asid_pools[0]->root[10 + s] = space_root[s];
    }
    for (unsigned t = 0; t < THREADS; t++) {
        thread[t] = object_at(host_alloc(seL4_TCBBits));
        arch_tcb_init(thread[t]);
    }
}

static void root_set(tcb_t *tcb, word_t root, word_t asid)
{
    if (!slot_is_empty(&tcb->slot[TCB_SLOT_VSPACE]))
        slot_clear(&tcb->slot[TCB_SLOT_VSPACE]);
    slot_insert_alone(&tcb->slot[TCB_SLOT_VSPACE], test_root_cap(root, asid));
}

/* What a thread has decoded of its root does not outlive the capability, the ASID or the pool. */
static void decoded_roots(void)
{
    for (unsigned event = 0; event < 4; event++) {
        tcb_t *tcb = 0, *other = 0;

        setup();
        tcb = thread[0];
        other = thread[1];
        root_set(tcb, space_root[0], space_asid[0]);
        root_set(other, space_root[1], space_asid[1]);
        for (unsigned n = 0; n < 3; n++) {
            arch_switch_to(tcb);
            CHECK(host_machine.vspace_asid == space_asid[0] && host_machine.vspace_root == space_root[0]);
            arch_switch_to(other);
            CHECK(host_machine.vspace_asid == space_asid[1] && host_machine.vspace_root == space_root[1]);
        }
        if (event == 0) {
            slot_clear(&tcb->slot[TCB_SLOT_VSPACE]);
        } else if (event == 1) {
            asid_release(space_asid[0], space_root[0]);
            asid_pools[0]->root[space_asid[0]] = space_root[2]; /* somebody else's now */
        } else if (event == 2) {
            asid_pool_release(0, physical_of(asid_pools[0]));
        } else {
            slot_move(&tcb->slot[TCB_SLOT_VSPACE], &tcb->slot[TCB_SLOT_IPC_BUFFER], tcb->slot[TCB_SLOT_VSPACE].cap);
        }
        arch_switch_to(tcb);
        CHECK(host_machine.vspace_asid == 0);
    }
}

/* A root capability whose ASID is another root's by now leads nowhere. */
static void stale_roots(void)
{
    tcb_t *tcb = 0;

    setup();
    tcb = thread[0];
    root_set(tcb, space_root[1], space_asid[0]);
    arch_switch_to(tcb);
    CHECK(host_machine.vspace_asid == 0);
    root_set(tcb, space_root[1], ASID_POOL_ENTRIES * (ASID_POOLS - 1) + 416); /* of a pool that is not there */
    arch_switch_to(tcb);
    CHECK(host_machine.vspace_asid == 0 && host_machine.vspace_loads == 0);
    root_set(tcb, space_root[1], space_asid[1]);
    arch_switch_to(tcb); /* again, as SetSpace on the caller does */
    CHECK(host_machine.vspace_asid == 11 && host_machine.vspace_loads == 1);
}

int main(void)
{
    RUN(decoded_roots);
    RUN(stale_roots);
    return test_end();
}
