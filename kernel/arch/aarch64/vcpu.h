/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtual CPUs: what of the processor belongs to a guest besides the registers of its thread. hyp.md section 1;
 * docs/manual/vcpu.md lists each register's fate.
 *
 * A VCPU and a thread belong together or to nobody. The VCPU is active while its thread runs: arch_loaded.vcpu. Most
 * registers stay in the processor when it is left, until another VCPU is entered: vcpu_loaded says whose they are.
 */
#ifndef VCPU_H
#define VCPU_H

#include <core/invoke.h>
#include <vcpu_hw.h>

/* seL4_ARM_VCPUBits is 12. */
struct vcpu {
    tcb_t *tcb;             /* or 0 */
    word_t timer_masked;    /* 1 from a VPPIEvent until AckVPPI */
    word_t reg[GUEST_REGISTERS];
    word_t monitor[GUEST_MONITOR_ARRAYS][GUEST_MONITORS_MAX];
    word_t interface[VGIC_REGISTERS]; /* of the virtual interrupt controller */
    word_t list[VGIC_LIST_MAX];
};

_Static_assert(sizeof(struct vcpu) <= 4096, "seL4_ARM_VCPUBits is 12");

extern struct vcpu *vcpu_loaded; /* whose registers the processor has, but for those that vcpu_leave has taken; or 0 */

static inline struct vcpu *vcpu_of_cap(cap_t cap) { return (struct vcpu *)object_at(cap_address(cap)); }

/* Zeroed memory becomes a VCPU, as after a reset of the processor. */
cap_t vcpu_create(word_t physical);
/* The last capability is deleted. */
void vcpu_finalise(cap_t cap);

/* Its thread is about to run, in an address space that is loaded; its thread has run. For switch.c. */
void vcpu_enter(struct vcpu *vcpu);
void vcpu_leave(struct vcpu *vcpu);

/* Vcpu and tcb belong together from now on, and to nobody else. */
void vcpu_attach(struct vcpu *vcpu, tcb_t *tcb);
/* They belong together no longer: the thread stays at the level of programs. */
void vcpu_detach(struct vcpu *vcpu, tcb_t *tcb);

/* Is what reg holds in the processor now, rather than in vcpu->reg? Is that so of the list registers? */
bool vcpu_register_is_live(const struct vcpu *vcpu, word_t reg);
static inline bool vcpu_list_is_live(const struct vcpu *vcpu) { return vcpu_loaded == vcpu; }

/* The timer's interrupt may come, or not, as vcpu->timer_masked says. For the VCPU that is active. */
void vcpu_timer_line_update(const struct vcpu *vcpu);

word_t vcpu_invoke(const struct invocation *in, struct refusal *why);

/* ---- entries: they replace entry_interrupt for these interrupts, which they end ---- */
void vcpu_maintenance(void);
void vcpu_timer(void);

/* What a VMFault's message says while a guest runs: the intermediate address. hpfar: HPFAR_EL2. */
word_t vcpu_fault_address(word_t esr, word_t far, word_t hpfar);

/* Before the first thread runs, the interrupt controller being ready. */
void vcpu_boot(void);

#endif
