/* SPDX-License-Identifier: BSD-2-Clause */
/* Lock-step runs on x86_64: the machine, registers, faults. */
#include <arch/arch.h>
#include <core/entry.h>
#include <host.h>
#include <io_port.h>
#include <irq_lines.h>
#include <lib/string.h>
#include <paging.h>
#include <segments.h>
#include "proof/lockstep_machine.h"
#include "proof/lockstep_parts.h"

/* ---- The machine ---- */

void machine_isa_reset(void)
{
    io_port_release(0, 65535);
    memset(x86_lines, 0, sizeof(x86_lines));
    host_machine.port_value = ~(word_t)0;
}

cap_t machine_isa_root(word_t physical, word_t asid)
{
    return pml4_cap_new(physical, asid);
}

void machine_isa_controls(slot_t *root)
{
    slot_insert_alone(root + LS_CAP_IO_PORT_CONTROL, io_port_control_cap_new());
}

/* ---- Entries ---- */

void machine_isa_save(tcb_t *tcb, const struct aevent *e)
{
    word_t *r = tcb->context.r;
    bool call = e->kind == EV_SYSCALL;

    for (unsigned i = UC_RAX; i <= UC_R15; i++) {
        r[R_RAX + i - UC_RAX] = e->regs[i];
    }
    r[R_FAULT_IP] = e->regs[UC_IP];
    r[R_RIP] = call ? e->next_ip : e->regs[UC_IP];
    r[R_RSP] = e->regs[UC_SP];
    r[R_RFLAGS] = e->regs[UC_RFLAGS];
    r[R_CS] = call ? 0 : SELECTOR_USER_CODE;
}

void ls_isa_call_registers(struct aevent *e)
{
    e->regs[UC_RCX] = e->next_ip;
    e->regs[UC_R11] = e->regs[UC_RFLAGS];
}

void ls_isa_fault(struct ls_bytes *in, struct aevent *e)
{
    e->kind = (uint8_t)PICK(in, EV_VM_FAULT, EV_VM_FAULT, EV_USER_EXCEPTION, EV_UNKNOWN_TRAP);
    if (e->kind == EV_VM_FAULT) {
        e->words[0] = any_word(in);
        e->words[1] = take(in) % 2;
        e->words[2] = take(in) % 32;
        e->number = 0;
    } else if (e->kind == EV_USER_EXCEPTION) {
        e->number = take(in) % 32;
        e->words[0] = take(in);
    } else {
        e->number = 0xffffffffa0000000 + take(in);
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
