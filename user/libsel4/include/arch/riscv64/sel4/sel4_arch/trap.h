/* SPDX-License-Identifier: BSD-2-Clause */
/* The system call instruction and its registers. Host tests replace this file. */
#pragma once

#define SEL4_TRAP_INSTRUCTION "ecall"
#define SEL4_TRAP_NUMBER "a7"
#define SEL4_TRAP_CAP "a0" /* capability pointer in, badge out */
#define SEL4_TRAP_INFO "a1"
#define SEL4_TRAP_MR0 "a2"
#define SEL4_TRAP_MR1 "a3"
#define SEL4_TRAP_MR2 "a4"
#define SEL4_TRAP_MR3 "a5"
#define SEL4_TRAP_REPLY "a6"
#define SEL4_TRAP_DEST "t0" /* of NBSendRecv */

#include <sel4/trap_stubs.h>
