/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the two files of the abstraction. */
#ifndef PROOF_ABSTRACTION_PARTS_H
#define PROOF_ABSTRACTION_PARTS_H

#include <object/slot.h>
#include "state.h"

word abstract_name(const void *object);
void abstract_scheduler(struct astate *s);
void abstract_spaces(struct astate *s);
void abstract_lines(struct astate *s);
void abstract_buffers(struct astate *s);

/* ---- The ISA (proof/<isa>/abstraction_isa.c) ---- */

/* Capabilities besides frames that are the ISA's: what a type is, and what only this one has. */
enum acap_type abstract_isa_cap_kind(word_t type);
void abstract_isa_cap(cap_t cap, struct acap *a);

/* Guests: a thread's VCPU, or 0; its registers that the processor has; a VCPU. */
word abstract_isa_vcpu_of(const tcb_t *tcb);
void abstract_isa_live_registers(const tcb_t *tcb, word regs[UC_COUNT]);
void abstract_isa_vcpu(struct astate *s, word name);

bool abstract_isa_by_syscall(const struct arch_context *context);
void abstract_isa_params(struct aparams *params);

/* The interrupt controller: what a line's input is; how an input is programmed. */
unsigned abstract_isa_line_input(unsigned irq);
struct ainput abstract_isa_input(unsigned input);

/* Entries of a root that are a user's. */
enum { TABLE_ENTRY_COUNT = 512 };
unsigned abstract_isa_root_entries(void);

/* An entry of a table, where it covers 2^span_bits bytes. False: nothing is there. Sets what the entry says itself. */
bool abstract_isa_entry(word entry, unsigned span_bits, struct amapping *m);

#endif
