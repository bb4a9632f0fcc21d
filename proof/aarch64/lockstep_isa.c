/* SPDX-License-Identifier: BSD-2-Clause */
/* Lock-step runs on AArch64: the machine, registers, faults. */
#include <arch/arch.h>
#include <host.h>
#include <paging.h>
#include <syndrome.h>
#include "proof/lockstep_machine.h"
#include "proof/lockstep_parts.h"

/* ---- The machine ---- */

void machine_isa_reset(void)
{
}

cap_t machine_isa_root(word_t physical, word_t asid)
{
    return vspace_cap_new(physical, asid);
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
        [UC_X0] = R_X0, [UC_X1] = R_X1, [UC_X2] = R_X2, [UC_X3] = R_X3, [UC_X4] = R_X4, [UC_X5] = R_X5,
        [UC_X6] = R_X6, [UC_X7] = R_X7, [UC_X8] = R_X8, [UC_X9] = R_X9, [UC_X10] = R_X10, [UC_X11] = R_X11,
        [UC_X12] = R_X12, [UC_X13] = R_X13, [UC_X14] = R_X14, [UC_X15] = R_X15, [UC_X16] = R_X16, [UC_X17] = R_X17,
        [UC_X18] = R_X18, [UC_X19] = R_X19, [UC_X20] = R_X20, [UC_X21] = R_X21, [UC_X22] = R_X22, [UC_X23] = R_X23,
        [UC_X24] = R_X24, [UC_X25] = R_X25, [UC_X26] = R_X26, [UC_X27] = R_X27, [UC_X28] = R_X28, [UC_X29] = R_X29,
        [UC_X30] = R_X30, [UC_SP] = R_SP, [UC_SPSR] = R_SPSR, [UC_TLS] = R_TPIDR, [UC_TPIDRRO] = R_TPIDRRO,
        [UC_IP] = R_FAULT_IP,
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

/* Arm ARM D24.2.37: aborts with any syndrome, instructions that are none, and others that only monitors know. */
void ls_isa_fault(struct ls_bytes *in, struct aevent *e)
{
    enum { CLASS_HVC = 0x16 };

    e->kind = (uint8_t)PICK(in, EV_VM_FAULT, EV_VM_FAULT, EV_USER_EXCEPTION, EV_ISA_FAULT);
    e->number = 0;
    if (e->kind == EV_VM_FAULT) {
        e->words[1] = take(in) % 2;
        e->words[0] = e->words[1] == 1 ? e->regs[UC_IP] : any_word(in);
        e->words[2] = (word)(e->words[1] == 1 ? ESR_CLASS_FETCH_LOWER : ESR_CLASS_DATA_LOWER) << ESR_CLASS_BIT;
        e->words[2] += take(in);
    } else if (e->kind == EV_USER_EXCEPTION) {
        e->number = ESR_UNKNOWN;
    } else {
        e->number = seL4_Fault_VCPUFault;
        e->words[0] = ((word)CLASS_HVC << ESR_CLASS_BIT) + take(in);
    }
}
