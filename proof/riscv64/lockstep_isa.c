/* SPDX-License-Identifier: BSD-2-Clause */
/* Lock-step runs on RISC-V: the machine, registers, faults. */
#include <arch/arch.h>
#include <core/entry.h>
#include <host.h>
#include <paging.h>
#include "proof/lockstep_machine.h"
#include "proof/lockstep_parts.h"

/* ---- The machine ---- */

void machine_isa_reset(void)
{
}

cap_t machine_isa_root(word_t physical, word_t asid)
{
    hw_kernel_mappings_copy(object_at(physical));
    return table_cap_new(physical, asid, 0);
}

void machine_isa_controls(slot_t *root)
{
    (void)root;
}

/* ---- Entries ---- */

/* Where entry code puts the register of this number. */
static word_t place_of(unsigned index)
{
    static const uint8_t places[UC_COUNT] = {
        [UC_RA] = R_RA, [UC_SP] = R_SP, [UC_GP] = R_GP, [UC_TLS] = R_TP, [UC_T0] = R_T0, [UC_T1] = R_T1,
        [UC_T2] = R_T2, [UC_S0] = R_S0, [UC_S1] = R_S1, [UC_A0] = R_A0, [UC_A1] = R_A1, [UC_A2] = R_A2,
        [UC_A3] = R_A3, [UC_A4] = R_A4, [UC_A5] = R_A5, [UC_A6] = R_A6, [UC_A7] = R_A7, [UC_S2] = R_S2,
        [UC_S3] = R_S3, [UC_S4] = R_S4, [UC_S5] = R_S5, [UC_S6] = R_S6, [UC_S7] = R_S7, [UC_S8] = R_S8,
        [UC_S9] = R_S9, [UC_S10] = R_S10, [UC_S11] = R_S11, [UC_T3] = R_T3, [UC_T4] = R_T4, [UC_T5] = R_T5,
        [UC_T6] = R_T6, [UC_IP] = R_FAULT_IP,
    };
    return places[index];
}

void machine_isa_save(tcb_t *tcb, const struct aevent *e)
{
    word_t *r = tcb->context.r;

    for (unsigned i = 0; i < UC_COUNT; i++) {
        r[place_of(i)] = e->regs[i];
    }
    r[R_NEXT_IP] = e->kind == EV_SYSCALL ? e->next_ip : e->regs[UC_IP];
}

void ls_isa_call_registers(struct aevent *e)
{
    (void)e;
}

/* Privileged architecture, table 4.2: the exceptions that user mode has and that are no page faults. */
void ls_isa_fault(struct ls_bytes *in, struct aevent *e)
{
    enum { STATUS_FETCH = 1, STATUS_LOAD = 5, STATUS_STORE = 7 };

    e->kind = (uint8_t)PICK(in, EV_VM_FAULT, EV_USER_EXCEPTION);
    e->number = 0;
    if (e->kind == EV_VM_FAULT) {
        e->words[0] = any_word(in);
        e->words[2] = PICK(in, STATUS_FETCH, STATUS_LOAD, STATUS_STORE);
        e->words[1] = e->words[2] == STATUS_FETCH;
    } else {
        e->number = PICK(in, 0, 2, 3, 4, 6);
    }
}

void machine_isa_interrupt(const struct aevent *e)
{
    entry_interrupt(e->number);
}

/* ---- Guests: there are none ---- */

bool machine_isa_is_sound(char *why, unsigned why_size)
{
    (void)why;
    (void)why_size;
    return true;
}

void ls_isa_guest_acts(struct ls_bytes *in, struct aevent *e)
{
    (void)in;
    (void)e;
}
