/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Switching threads at random against what each thread should see: its own FPU contents whatever happens in between,
 * what else the CPU has of a thread, its address space, and no load of an address space that is there already.
 * switch_test.c of the ISA includes this file and supplies
 *   isa_start       registers of its own of a thread that begins
 *   isa_user        looks at them while the thread runs, and changes them
 *   isa_fpu_is_new  does the FPU hold what a thread begins with?
 */
#ifndef SWITCH_TEST_H
#define SWITCH_TEST_H

#include <arch_switch.h>
#include <arch_test.h>
#include <arch_test_isa.h>
#include <object/asid.h>

enum { THREADS = 6, SPACES = 3, STEPS = 20000 };

static struct thread {
    tcb_t *tcb;
    unsigned char fpu; /* fills its FPU state; 0: as it began */
    word_t own[2];     /* of the ISA */
    int space;         /* -1: none */
    bool alive;
} thread[THREADS];

static void isa_start(struct thread *t);
static void isa_user(struct thread *t);
static bool isa_fpu_is_new(void);

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
    thread[t].fpu = 0;
    isa_start(&thread[t]);
    thread[t].space = (int)random_below(SPACES + 1) - 1;
    if (thread[t].space >= 0)
        slot_insert_alone(&thread[t].tcb->slot[TCB_SLOT_VSPACE],
                          test_root_cap(space_root[thread[t].space], space_asid[thread[t].space]));
    thread[t].alive = true;
}

/* The user part of a thread's run: looks at its registers, then changes them. */
static void user(int t)
{
    bool disabled = (thread[t].tcb->flags & TCB_FLAG_FPU_DISABLED) != 0;

    CHECK(host_machine.fpu_allowed == !disabled);
    CHECK(host_machine.vspace_asid == (thread[t].space < 0 ? 0 : space_asid[thread[t].space]));
    CHECK(thread[t].space < 0 || host_machine.vspace_root == space_root[thread[t].space]);
    if (!disabled) {
        if (thread[t].fpu == 0)
            CHECK(isa_fpu_is_new());
        else
            CHECK(host_machine.fpu[0] == thread[t].fpu && host_machine.fpu[ARCH_TCB_FPU_BYTES - 1] == thread[t].fpu);
        thread[t].fpu = (unsigned char)(1 + random_below(255));
        memset(host_machine.fpu, thread[t].fpu, sizeof(host_machine.fpu));
    }
    isa_user(&thread[t]);
}

static void random_switches(void)
{
    tcb_t *idle = 0;
    bool begun = false; /* some thread has run */

    setup();
    idle = object_at(host_alloc(seL4_TCBBits));
    core0.idle = idle;
    idle->state = THREAD_IDLE;
    for (unsigned n = 0; n < STEPS && case_holds(); n++) {
        int t = (int)random_below(THREADS);
        word_t loads = host_machine.vspace_loads;
        word_t what = random_below(20);

        if (begun && what == 0) {
            arch_switch_to(idle);
            CHECK(host_machine.vspace_loads == loads);
            core0.current = idle;
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
            core0.current = running < 0 ? idle : core0.current;
        } else {
            bool same = space_loaded == thread[t].space;

            arch_switch_to(thread[t].tcb);
            core0.current = thread[t].tcb;
            CHECK(!same || host_machine.vspace_loads == loads);
            running = t;
            begun = true;
            space_loaded = thread[t].space;
            user(t);
        }
    }
    for (int t = 0; t < THREADS; t++) {
        if (!thread[t].alive)
            check_dead(t);
    }
}

#endif
