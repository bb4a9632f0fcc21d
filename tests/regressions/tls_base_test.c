/* SPDX-License-Identifier: BSD-2-Clause */
/* SetTLSBase, the system call, with an address that the register cannot hold: the base became 0, instead of staying. */
#include <core/entry.h>
#include <core/syscall_debug.h>
#include <object/ipc_world.h>

enum { FS_BASE = 18 }; /* in the order of seL4_UserContext */

static word_t base_after(tcb_t *tcb, word_t wanted)
{
    world_enter(tcb);
    tcb->context.r[REG_CAP] = wanted;
    entry_unknown_syscall(SYSCALL_SET_TLS_BASE);
    return arch_user_register(tcb, FS_BASE);
}

static void impossible_bases_are_ignored(void)
{
    tcb_t *tcb = world_runner(10);

    CHECK(base_after(tcb, 0x123450) == 0x123450);
    CHECK(base_after(tcb, 0x800000000000) == 0x123450);
    CHECK(base_after(tcb, 0xffff7fffffffffff) == 0x123450);
    CHECK(base_after(tcb, 0x8000000000000000) == 0x123450);
    CHECK(base_after(tcb, 0x7fffffffe000) == 0x7fffffffe000);
    CHECK(core0.current == tcb && tcb->state == THREAD_RUNNING);
}

int main(void)
{
    RUN(impossible_bases_are_ignored);
    return test_end();
}
