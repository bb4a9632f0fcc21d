/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guests that loop in exceptions, none of which ends with an instruction. A machine whose clock counts instructions
 * would stand still; on this one time goes on, and the kernel takes the processor back when the slice is over.
 */
#include "../../vcpu/aarch64/beside.h"
#include "loops.h"

/* No table of the guest's leads there. */
#define NOWHERE 0x140000000UL
/* Of its time the guest has used at least this much. */
#define USED_US 100

static void trapped(uint64_t vectors)
{
    GUEST_WRITE("vbar_el1", vectors);
    __asm__ volatile("udf #0" : : : "memory");
}

/* Nobody is told, everybody else goes on, and the guest has had its time. */
static void loops(void (*work)(struct guest *guest))
{
    CHECK_EQUAL(beside(work, SLICE_US).events, 0);
    CHECK(!monitored[0].done);
    CHECK_EQUAL(guests[0].unexpected, 0);
    CHECK(seL4_SchedContext_Consumed(monitored[0].thread.sc).consumed >= USED_US);
}

static void work_nowhere(struct guest *guest)
{
    (void)guest;
    trapped(NOWHERE);
}

/* Vectors that the guest's own tables do not show. covers: hyp.md 1.4 other synchronous exceptions: the guest's own */
TEST(vectors_nowhere)
{
    loops(work_nowhere);
}

static void work_never(struct guest *guest)
{
    (void)guest;
    trapped(GUEST_OWN_PAGE);
}

/* Vectors that must not be executed. covers: hyp.md 1.4 other synchronous exceptions: the guest's own */
TEST(vectors_never_executed)
{
    loops(work_never);
}

__asm__(".text\n"
        ".balign 2048\n"
        "loop_vectors:\n"
        ".rept 16\n"
        "    udf #0\n"
        "    .balign 128\n"
        ".endr\n");
extern const char loop_vectors[];

static void work_undefined(struct guest *guest)
{
    (void)guest;
    trapped((uint64_t)loop_vectors);
}

/* Each vector's first instruction is undefined. covers: hyp.md 1.4 other synchronous exceptions: the guest's own */
TEST(vectors_undefined)
{
    loops(work_undefined);
}

static void work_tables_gone(struct guest *guest)
{
    guest->table1.word[0] = 0;
    __asm__ volatile("dsb sy\n\ttlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
}

/* Tables that show no code at all, vectors neither. covers: hyp.md 1.4 other synchronous exceptions: the guest's own */
TEST(tables_gone)
{
    loops(work_tables_gone);
}

static const struct frame_test tests[] = {
    ENTRY("hyp.1.4.loop-vectors-nowhere", vectors_nowhere),
    ENTRY("hyp.1.4.loop-vectors-never-executed", vectors_never_executed),
    ENTRY("hyp.1.4.loop-vectors-undefined", vectors_undefined),
    ENTRY("hyp.1.4.loop-tables-gone", tables_gone),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_run(random_tests);
    frame_end();
}
