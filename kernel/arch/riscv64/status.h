/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that C and assembly share: fields of sstatus, trap causes (privileged architecture, 4.1). */
#ifndef STATUS_H
#define STATUS_H

#define STATUS_SIE 0x2
#define STATUS_SPIE 0x20     /* SIE after the return */
#define STATUS_SPP 0x100     /* mode after the return: supervisor */
#define STATUS_FS 0x6000     /* state of the FPU: off, initial, clean, dirty */
#define STATUS_FS_NEWER 0x2000 /* dirty, not clean: the registers have been changed */
#define STATUS_SUM 0x40000
#define STATUS_MXR 0x80000

#define CAUSE_USER_CALL 8
#define CAUSE_INTERRUPT_BIT 63

/* struct arch_context's place in a TCB, and struct core's words; C asserts them */
#define TCB_CONTEXT 192

#endif
