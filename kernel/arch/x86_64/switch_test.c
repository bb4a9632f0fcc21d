/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Switching threads at random against what each thread should see: its own FS and GS bases and FPU contents whatever
 * happens in between, its address space, and no load of an address space that is there already.
 */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>

enum { THREADS = 6, SPACES = 3, STEPS = 20000 };

static struct thread {
    tcb_t *tcb;
    word_t fs, gs;
    unsigned char fpu; /* fills its FPU state */
    int space;         /* -1: none */
    bool alive;
} thread[THREADS];

static word_t space_root[SPACES], space_asid[SPACES];
static int running, space_loaded;

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
    for (unsigned t = 0; t < THREADS; t++)
        thread[t] = (struct thread){.space = -1};
    running = -1;
    space_loaded = -1;
}

/* Nothing was written to the memory of a thread after its end. */
static void check_dead(int t)
{
    for (unsigned i = 0; thread[t].tcb != 0 && i < sizeof(tcb_t); i++)
        CHECK(((unsigned char *)thread[t].tcb)[i] == 0xaa);
}

static void start(int t)
{
    check_dead(t);
    thread[t].tcb = object_at(host_alloc(seL4_TCBBits));
    memset(thread[t].tcb, 0, sizeof(tcb_t));
    arch_tcb_init(thread[t].tcb);
    thread[t].fs = 0;
    thread[t].gs = 0;
    thread[t].fpu = 0;
    thread[t].space = (int)random_below(SPACES + 1) - 1;
    if (thread[t].space >= 0)
        slot_insert_alone(&thread[t].tcb->slot[TCB_SLOT_VSPACE],
                          pml4_cap_new(space_root[thread[t].space], space_asid[thread[t].space]));
    thread[t].alive = true;
}

/* The user part of a thread's run: looks at its registers, then changes them. */
static void user(int t)
{
    bool disabled = (thread[t].tcb->flags & TCB_FLAG_FPU_DISABLED) != 0;

    CHECK(host_machine.kernel_stack == (word_t)thread[t].tcb + 192 + 192);
    CHECK(host_machine.fs_base == thread[t].fs && host_machine.gs_base == thread[t].gs);
    CHECK(host_machine.fpu_allowed == !disabled);
    CHECK(host_machine.vspace_asid == (thread[t].space < 0 ? 0 : space_asid[thread[t].space]));
    CHECK(thread[t].space < 0 || host_machine.vspace_root == space_root[thread[t].space]);
    if (!disabled) {
        unsigned char fresh = thread[t].fpu == 0;

        CHECK(host_machine.fpu[0] == (fresh ? 0x7f : thread[t].fpu));
        CHECK(host_machine.fpu[500] == thread[t].fpu);
        thread[t].fpu = (unsigned char)(1 + random_below(255));
        memset(host_machine.fpu, thread[t].fpu, sizeof(host_machine.fpu));
    }
    thread[t].fs = host_machine.fs_base = random_below(1 << 30);
    thread[t].gs = host_machine.gs_base = random_below(1 << 30);
}

static void random_switches(void)
{
    tcb_t *idle = 0;

    setup();
    idle = object_at(host_alloc(seL4_TCBBits));
    idle->state = THREAD_IDLE;
    for (unsigned n = 0; n < STEPS && case_holds(); n++) {
        int t = (int)random_below(THREADS);
        word_t loads = host_machine.vspace_loads;
        word_t what = random_below(20);

        if (host_machine.kernel_stack != 0 && what == 0) {
            arch_switch_to(idle);
            CHECK(host_machine.vspace_loads == loads);
            running = -1;
        } else if (!thread[t].alive) {
            if (n < STEPS / 2 || what == 1)
                start(t);
            continue;
        } else if (what == 2) {
            thread[t].tcb->flags ^= TCB_FLAG_FPU_DISABLED;
            arch_fpu_flag_changed(thread[t].tcb);
            if (running == t)
                user(t);
        } else if (what == 3) {
            arch_tcb_release(thread[t].tcb);
            memset(thread[t].tcb, 0xaa, sizeof(tcb_t)); /* the memory is somebody else's from now on */
            thread[t].alive = false;
            running = running == t ? -1 : running;
        } else {
            bool same = space_loaded == thread[t].space;

            arch_switch_to(thread[t].tcb);
            CHECK(!same || host_machine.vspace_loads == loads);
            running = t;
            space_loaded = thread[t].space;
            user(t);
        }
    }
    for (int t = 0; t < THREADS; t++) {
        if (!thread[t].alive)
            check_dead(t);
    }
}

/* A CPU where the bases are model-specific registers. */
static void without_base_instructions(void)
{
    host_machine.no_base_instructions = true;
    random_switches();
}

int main(void)
{
    RUN(random_switches);
    RUN(without_base_instructions);
    return test_end();
}
