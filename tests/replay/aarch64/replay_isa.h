/* SPDX-License-Identifier: BSD-2-Clause */
/* Making scripts of AArch64. */
#ifndef REPLAY_ISA_H
#define REPLAY_ISA_H

/* Registers that no system call looks at: the number of the turn, the stream's seed, where loads and stores go. */
enum { REPLAY_TURN = UC_X19, REPLAY_SEED = UC_X20, REPLAY_ADDRESS = UC_X21 };

/*
 * Arm ARM D24.2.37, ESR_EL2 of aborts from a lower level: 32-bit instruction, translation fault. Below UNMAPPED_END
 * there are no tables of the last level, so walks end at level 2; in a space without tables at level 1. Loads and
 * stores of a byte, from and to the zero register.
 */
#define CODE_ABORT_LEVEL 0x4ul
#define CODE_FETCH_AT(home) (0x82000000ul + CODE_ABORT_LEVEL + ((home) ? 2 : 1))
#define CODE_DATA_READ (0x931f0000ul + CODE_ABORT_LEVEL + 2)
#define CODE_DATA_WRITE (0x931f0040ul + CODE_ABORT_LEVEL + 2)

/* The stub's exceptions: what is privileged is undefined; BRK is a fault of its own kind, with its syndrome. */
#define NUMBER_UNDEFINED 0x2000000ul
#define NUMBER_PRIVILEGED 0x2000000ul
#define KIND_BREAKPOINT EV_ISA_FAULT
#define NUMBER_BREAKPOINT seL4_Fault_VCPUFault
#define WORD_BREAKPOINT 0xf2000000ul

/* Instructions begin at multiples of this. */
enum { IP_STEP = 4 };

/* Attributes of memory that both kernel and programs use: cacheable. */
enum { WINDOW_ATTRIBUTES = 3 };

/* The stub jumps by this register; the other it needs to begin with: what was there is not compared. */
#define REPLAY_JUMP UC_X17
#define REPLAY_UNCOMPARED ((word)1 << (UC_X16 - REGISTER_FIRST))

/* More control capabilities, of which there is one each: none. */
#define CONTROLS_ISA

#endif
