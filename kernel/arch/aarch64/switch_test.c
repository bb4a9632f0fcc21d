/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TPIDRRO_EL0 is a thread's own, which others set; threads with a value there take another way through switch.c, and so
 * do threads with a VCPU: common/switch_test.h. tests/vcpu has the registers of guests.
 */
#include <common/switch_test.h>
#include <vcpu.h>

enum { TPIDRRO };

#define TPIDRRO_INDEX 35u /* in seL4_UserContext */

/* Some of the threads have a VCPU, and with it a register that is theirs alone. */
static void isa_start(struct thread *t)
{
    word_t vcpu = host_alloc(VCPU_BITS);

    t->own[TPIDRRO] = 0;
    if (random_below(3) != 0)
        return;
    (void)vcpu_create(vcpu);
    vcpu_attach(object_at(vcpu), t->tcb);
}

static void isa_user(struct thread *t)
{
    CHECK(host_machine.tpidrro == t->own[TPIDRRO]);
    CHECK(arch_loaded.vcpu == t->tcb->context.vcpu);
    /* Takes effect at once. */
    if (random_below(4) == 0) {
        t->own[TPIDRRO] = random_below(2) == 0 ? 0 : random_word();
        arch_user_register_set(t->tcb, TPIDRRO_INDEX, t->own[TPIDRRO]);
        CHECK(host_machine.tpidrro == t->own[TPIDRRO]);
    }
    /* Nothing is loaded for the threads that are to be switched to and fro quickly. */
    if (t->own[TPIDRRO] == 0 && t->tcb->context.vcpu == 0 && t->space >= 0)
        CHECK(arch_switch_is_simple(t->tcb));
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
