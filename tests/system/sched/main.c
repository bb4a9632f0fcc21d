/* SPDX-License-Identifier: BSD-2-Clause */
#include "sched.h"

volatile seL4_Word trace[TRACE_MAX], trace_count;

int sched_await(const volatile seL4_Word *value, seL4_Word wanted, seL4_Word ms)
{
    seL4_Word end = kit_clock() + ms * 1000 * frame_ticks_per_us();

    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 1));
    while (*value < wanted && kit_clock() < end)
        ;
    CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, TOP));
    return *value >= wanted;
}

void sched_pause(seL4_Word ms)
{
    volatile seL4_Word never = 0;

    (void)sched_await(&never, 1, ms);
}

void trace_clear(void)
{
    trace_count = 0;
}

void trace_add(seL4_Word number)
{
    seL4_Word place = trace_count;

    if (place < TRACE_MAX) {
        trace[place] = number;
        trace_count = place + 1;
    }
}

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(order_tests);
    frame_run(context_tests);
    frame_run(budget_tests);
    frame_run(yield_to_tests);
    frame_run(pending_tests);
    frame_run(place_tests);
    frame_run(share_tests);
    frame_end();
}
