/* SPDX-License-Identifier: BSD-2-Clause */
/* The system call instruction and its registers. Host tests replace this file. */
#pragma once

#define SEL4_TRAP_INSTRUCTION "svc #0"
#define SEL4_TRAP_NUMBER "x7"
#define SEL4_TRAP_CAP "x0" /* capability pointer in, badge out */
#define SEL4_TRAP_INFO "x1"
#define SEL4_TRAP_MR0 "x2"
#define SEL4_TRAP_MR1 "x3"
#define SEL4_TRAP_MR2 "x4"
#define SEL4_TRAP_MR3 "x5"
#define SEL4_TRAP_REPLY "x6"
#define SEL4_TRAP_DEST "x8" /* of NBSendRecv */

#include <sel4/trap_stubs.h>
