/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every ISA (and the host port) supplies to generic code. hw.h beside the ISA holds the leaves that touch the
 * machine; everything else of an ISA is plain C that the host port compiles too.
 *
 * hw.h must define: object_at(word_t physical) -> void *, physical_of(const void *) -> word_t, ARCH_IRQ_COUNT,
 * ARCH_TIMER_MARGIN_US, hw_clock() -> word_t, hw_timer_set(word_t deadline) (absolute; in the past: fires at once),
 * hw_clear, and the hw_* leaves its ISA needs.
 */
#ifndef KERNEL_ARCH_ARCH_H
#define KERNEL_ARCH_ARCH_H

#include <arch_cap.h>
#include <core/invoke.h>

/* ---- capabilities of the ISA (odd type numbers) ---- */
/* Their memory: ARCH_CAP_MEMORY of arch_cap.h initialises all odd entries of a table in object/cap.c. */
bool arch_cap_same_object(cap_t a, cap_t b);
bool arch_cap_same_region(cap_t a, cap_t x);
cap_t arch_cap_mask_rights(cap_t cap, word_t rights);
cap_t arch_cap_update_data(cap_t cap, bool preserve, word_t data);
word_t arch_cap_derive_check(cap_t cap); /* as cap_derive_check */
cap_t arch_cap_derived(cap_t cap);
/* Effects of deleting the capability in slot (final: the object dies). One bounded step. */
void arch_cap_finalise(slot_t *slot, bool final);

/* ---- retype ---- */
word_t arch_object_type_count(void);
/* log2 of the size of one object of an ISA type (types from seL4_NonArchObjectTypeCount on). */
word_t arch_object_bits(word_t type, word_t user_size_bits);
bool arch_object_is_frame(word_t type);
/* Turns zeroed memory at physical into the object and returns its capability (no flags set). */
cap_t arch_object_create(word_t type, word_t physical, word_t user_size_bits, bool device);
/* Clears bytes (multiple of 16) of kernel-window memory at physical. */
void arch_clear_memory(word_t physical, word_t bytes);

/* ---- threads ---- */
void arch_tcb_init(tcb_t *tcb);
/* TCB register access in the order of seL4_UserContext; setting sanitises and makes the way back a full return. */
word_t arch_user_register_count(void);
word_t arch_frame_register_count(void); /* how many of them are "frame" registers */
word_t arch_user_register(const tcb_t *tcb, word_t i);
void arch_user_register_set(tcb_t *tcb, word_t i, word_t value);
/* Can the TLS register hold this value? */
bool arch_tls_base_is_valid(word_t base);
void arch_tls_base_set(tcb_t *tcb, word_t base); /* not valid: 0 */
/* Takes effect at once if tcb is current. */
void arch_fpu_flag_changed(tcb_t *tcb);
/* Thread dies: nothing of it stays loaded in the CPU (FPU state, address space, register bases). */
void arch_tcb_release(tcb_t *tcb);
/* A root capability has left its slot: whatever threads have decoded of theirs holds no longer. */
void arch_decoded_forget(void);
/* Address space and per-thread registers of tcb become the CPU's. The ISA's arch_switch.h has the frequent case. */
void arch_switch_to(tcb_t *tcb);
/* Is this capability a root that can be installed in a TCB (VSpace root with an ASID)? */
bool arch_is_vspace_root(cap_t cap);
/* Is it one that has no ASID yet, or a table that can become a root? */
bool arch_root_is_free(cap_t cap);
/* It gets that ASID: its object has the kernel's mappings from now on, if they share a table with the user's. */
void arch_root_assign(slot_t *slot, word_t asid);
/* Frame facts for IPC buffers. Only for CAP_FRAME. */
bool arch_frame_is_device(cap_t cap);

/* ---- interrupts ---- */
/* Methods of IRQControl. */
word_t arch_irq_control_invoke(const struct invocation *in, struct refusal *why);
void arch_irq_mask(word_t irq);
void arch_irq_unmask(word_t irq);  /* handler creation */
void arch_irq_arrived(word_t irq); /* user line: mask as the controller needs */
void arch_irq_ack(word_t irq);     /* the user's Ack */
void arch_irq_end(word_t irq);     /* end of interrupt at the controller */

/* ---- for people: debug/print.h formats, debug/names.h names what is not of the ISA ---- */
void arch_console_put(char c);
const char *arch_cap_type_name(word_t type);
const char *arch_label_name(word_t label); /* 0: no method of the ISA has this number */
const char *arch_user_register_name(word_t i);
const char *arch_exception_name(word_t number);         /* of a UserException */
const char *arch_access_name(const struct fault *fault); /* of a VMFault: what was tried and why it failed */

#endif
