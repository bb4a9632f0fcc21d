/* SPDX-License-Identifier: BSD-2-Clause */
/* Besides address space and FPU the CPU has nothing of a thread of RISC-V: common/switch_test.h. */
#include <common/switch_test.h>

static void isa_start(struct thread *t)
{
    (void)t;
}

static void isa_user(struct thread *t)
{
    (void)t;
}

static bool isa_fpu_is_new(void)
{
    return host_machine.fpu[0] == 0 && host_machine.fpu[ARCH_TCB_FPU_BYTES - 1] == 0;
}

int main(void)
{
    RUN(random_switches);
    return test_end();
}
