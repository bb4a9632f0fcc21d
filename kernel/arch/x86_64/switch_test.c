/* SPDX-License-Identifier: BSD-2-Clause */
/* A thread's FS and GS bases are its own, and the stack that traps use lies in it: common/switch_test.h. */
#include <common/switch_test.h>

enum { FS, GS };

static void isa_start(struct thread *t)
{
    t->own[FS] = 0;
    t->own[GS] = 0;
}

static void isa_user(struct thread *t)
{
    CHECK(host_machine.kernel_stack == (word_t)t->tcb + 192 + 192);
    CHECK(host_machine.fs_base == t->own[FS] && host_machine.gs_base == t->own[GS]);
    t->own[FS] = host_machine.fs_base = random_below(1 << 30);
    t->own[GS] = host_machine.gs_base = random_below(1 << 30);
}

/* The control word's first byte, and nothing. */
static bool isa_fpu_is_new(void)
{
    return host_machine.fpu[0] == 0x7f && host_machine.fpu[500] == 0;
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
