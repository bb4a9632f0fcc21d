/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that C and assembly share: exception syndromes and saved program states (Arm ARM D17.2, C5.2). */
#ifndef SYNDROME_H
#define SYNDROME_H

/* Exception class: bits [31:26] of ESR_EL2. */
#define ESR_CLASS_BIT 26
#define ESR_CLASS_SVC 0x15
#define ESR_CLASS_HVC 0x16
#define ESR_CLASS_FETCH_LOWER 0x20
#define ESR_CLASS_DATA_LOWER 0x24
#define ESR_UNKNOWN 0x2000000 /* class 0: no valid instruction, or not one for this level */

/* SPSR_EL2: mode, and interrupts that are masked. */
#define SPSR_EL0T 0x0
#define SPSR_EL1T 0x4
#define SPSR_EL1H 0x5
#define SPSR_EL2H 0x9
#define SPSR_FIQ_MASKED 0x40
#define SPSR_IRQ_MASKED 0x80
#define SPSR_SERROR_MASKED 0x100

/* struct arch_context's place in a TCB; C asserts it */
#define TCB_CONTEXT 192

#endif
