/* SPDX-License-Identifier: BSD-2-Clause */
#include "sweep.h"

#define PAGE_WORDS 1024u
#define BATCH (PAGE_WORDS - 1)
#define ENDS_MAX (PAGE_WORDS + 1)

static volatile unsigned *const code = (volatile unsigned *)WINDOW;

/* The places of a batch from first to behind: the thread went on behind each of them. */
static void check_passed(const struct sweep *sweep, unsigned base, unsigned first, unsigned behind)
{
    char what[80];

    for (unsigned i = first; i < behind; i++) {
        if (sweep->may_pass(base + i))
            continue;
        snprintf(what, sizeof(what), "end of %s %u, 0x%x", sweep->name, base + i, sweep->instruction(base + i));
        frame_check(0, what, __FILE__, __LINE__);
    }
}

/* The batch that is in the page, count instructions and one that is undefined. */
static void batch_run(const struct sweep *sweep, const seL4_UserContext *registers, unsigned base, unsigned count)
{
    seL4_UserContext now = *registers, found = {0};
    unsigned next = 0;

    for (unsigned ends = 0; ends < ENDS_MAX && next <= count; ends++) {
        unsigned at = 0;

        now.KIT_IP = WINDOW + next * SWEEP_INSTRUCTION_BYTES;
        (void)victim_run(&now);
        CHECK_OK(seL4_TCB_ReadRegisters(victim.thread.tcb, 0, 0, 1, &found));
        at = (unsigned)((found.KIT_IP - WINDOW) / SWEEP_INSTRUCTION_BYTES);
        /* It is where it was, or further on: none of these instructions goes elsewhere. */
        REQUIRE(at >= next && at <= count);
        check_passed(sweep, base, next, at);
        next = at + 1;
    }
    CHECK_EQUAL(next, count + 1);
}

void sweep_run(const struct sweep *sweep, const seL4_UserContext *registers)
{
    seL4_CPtr page = kit_frame();

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    REQUIRE(kit_map(page, HOME, WINDOW, seL4_AllRights) == seL4_NoError);
    for (unsigned base = 0; base < sweep->count; base += BATCH) {
        unsigned count = sweep->count - base < BATCH ? sweep->count - base : BATCH;

        for (unsigned i = 0; i < count; i++)
            code[i] = sweep->instruction(base + i);
        code[count] = sweep->end;
        ISA_CODE_WRITTEN();
        batch_run(sweep, registers, base, count);
        frame_still_running();
    }
    healthy_answers();
    healthy_had_time();
    CHECK_OK(kit_delete(page));
    CHECK_OK(seL4_TCB_Suspend(victim.thread.tcb));
}
