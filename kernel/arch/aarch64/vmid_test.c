/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * More spaces than VMIDs: threads of 600 spaces run at random, spaces and a whole pool die. A space that runs has a
 * VMID that no other has; TLBs that remember everything of each VMID hold nothing of another space when it is reused.
 */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>
#include <vmid.h>

enum { SPACES = 600, STEPS = 60000, MANY_ASIDS = 1024 };

static tcb_t *thread;
static word_t root_of[MANY_ASIDS];
static word_t remembered[VMIDS]; /* root whose translations TLBs have under this VMID, 0: none */
static word_t seen;
static unsigned taken_away, died, pools_died;

static void setup(void)
{
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    arch_loaded = (struct arch_loaded){0};
    core0.fpu_owner = 0;
    memset(root_of, 0, sizeof(root_of));
    memset(remembered, 0, sizeof(remembered));
    seen = 0;
    asid_boot(host_alloc(12), host_alloc(12));
    asid_pools[0]->root[ASID_ROOT_TASK] = 0;
    asid_pools[1] = object_at(host_alloc(12));
    thread = object_at(host_alloc(seL4_TCBBits));
    arch_tcb_init(thread);
    core0.current = thread;
}

static void flushes_follow(void)
{
    for (; seen < host_machine.flushes; seen++) {
        struct host_flush f = host_machine.flush[seen % HOST_LOG_MAX];

        CHECK(f.asid != 0 && f.asid < VMIDS);
        if (f.kind == HOST_FLUSH_ASID) {
            taken_away += remembered[f.asid] != 0;
            remembered[f.asid] = 0;
        }
    }
}

/* What switching to a thread of the space finds; asid 0: none. */
static void run(word_t asid)
{
    word_t loaded = 0;

    if (!slot_is_empty(&thread->slot[TCB_SLOT_VSPACE]))
        slot_clear(&thread->slot[TCB_SLOT_VSPACE]);
    slot_insert_alone(&thread->slot[TCB_SLOT_VSPACE], vspace_cap_new(root_of[asid], asid));
    arch_switch_to(thread);
    flushes_follow();
    loaded = host_machine.vspace_vmid;
    CHECK(host_machine.vspace_asid == asid && host_machine.vspace_root == root_of[asid]);
    CHECK(loaded != 0 && loaded < VMIDS && vmids.asid[loaded] == asid);
    CHECK(remembered[loaded] == 0 || remembered[loaded] == root_of[asid]);
    remembered[loaded] = root_of[asid];
}

/* No VMID is two spaces', and each knows its own. */
static void check_all(void)
{
    for (word_t vmid = 1; vmid < VMIDS; vmid++) {
        word_t asid = vmids.asid[vmid];

        if (asid == 0)
            continue;
        CHECK(root_of[asid] != 0 && asid_pools[asid / 512]->root[asid % 512] >> 48 == vmid);
    }
    for (word_t asid = 1; asid < MANY_ASIDS; asid++) {
        word_t entry = asid_pools[asid / 512] == 0 ? 0 : asid_pools[asid / 512]->root[asid % 512];

        CHECK((entry & 0xffffffffffff) == root_of[asid]);
        CHECK(entry >> 48 == 0 || vmids.asid[entry >> 48] == asid);
    }
}

static void pool_dies(void)
{
    word_t pool = physical_of(asid_pools[1]);

    asid_pool_release(1, pool);
    flushes_follow();
    for (word_t asid = 512; asid < MANY_ASIDS; asid++)
        root_of[asid] = 0;
    memset(object_at(pool), 0, 4096);
    asid_pools[1] = object_at(pool);
    pools_died++;
}

static void many_spaces(void)
{
    setup();
    for (unsigned n = 0; n < STEPS && case_holds(); n++) {
        word_t asid = 1 + random_below(SPACES);
        word_t what = random_below(1000);

        if (root_of[asid] == 0) {
            root_of[asid] = (asid + n % 7 * 1024) << 13;
            asid_pools[asid / 512]->root[asid % 512] = root_of[asid];
        } else if (what == 0) {
            pool_dies();
        } else if (what < 30) {
            asid_release(asid, root_of[asid]);
            flushes_follow();
            root_of[asid] = 0;
            died++;
        } else if (what < 500) {
            run(asid);
        } else {
            word_t few = 1 + asid % 16;

            if (root_of[few] != 0)
                run(few);
        }
        if (n % 16 == 0)
            check_all();
    }
    CHECK(taken_away > 1000 && died > 1000 && pools_died > 10);
}

/* The VMID of the space that is loaded is not given away: TLBs may be filling it. */
static void loaded_space_keeps_its_own(void)
{
    setup();
    for (word_t asid = 1; asid <= 300; asid++)
        root_of[asid] = asid_pools[0]->root[asid] = asid << 13;
    run(1);
    CHECK(host_machine.vspace_vmid == 1);
    for (word_t asid = 2; asid <= 300; asid++)
        CHECK(space_word(asid) >> 48 != 1);
    flushes_follow();
    CHECK(vmids.asid[1] == 1);
}

/* A thread that knows its space's word, and whose space has lost its VMID meanwhile, gets another. */
static void decoded_words_are_forgotten(void)
{
    enum { THREADS = 300 };
    static tcb_t *each[THREADS];

    setup();
    for (word_t t = 0; t < THREADS; t++) {
        each[t] = object_at(host_alloc(seL4_TCBBits));
        arch_tcb_init(each[t]);
        root_of[t + 2] = asid_pools[0]->root[t + 2] = (t + 2) << 13;
        slot_insert_alone(&each[t]->slot[TCB_SLOT_VSPACE], vspace_cap_new(root_of[t + 2], t + 2));
    }
    for (word_t n = 0; n < 5 * THREADS; n++) {
        word_t t = n % THREADS;

        arch_switch_to(each[t]);
        CHECK(host_machine.vspace_asid == t + 2 && host_machine.vspace_root == root_of[t + 2]);
    }
}

int main(void)
{
    RUN(many_spaces);
    RUN(loaded_space_keeps_its_own);
    RUN(decoded_words_are_forgotten);
    return test_end();
}
