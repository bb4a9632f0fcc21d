/* SPDX-License-Identifier: BSD-2-Clause */
/* Making scripts of RISC-V. */
#ifndef REPLAY_ISA_H
#define REPLAY_ISA_H

/* Registers that no system call looks at: the number of the turn, the stream's seed, where loads and stores go. */
enum { REPLAY_TURN = UC_S0, REPLAY_SEED = UC_S1, REPLAY_ADDRESS = UC_S2 };

/* Page faults: what the message says. */
enum { CODE_DATA_READ = 5, CODE_DATA_WRITE = 7, CODE_FETCH = 1 };
#define CODE_FETCH_AT(home) CODE_FETCH

/* Numbers of the stub's exceptions: what is privileged is illegal. */
enum { NUMBER_BREAKPOINT = 3, NUMBER_UNDEFINED = 2, NUMBER_PRIVILEGED = 2 };

#define KIND_BREAKPOINT EV_USER_EXCEPTION
#define WORD_BREAKPOINT 0

/* Instructions begin at multiples of this: the CPU has no bit 0 of their addresses. */
enum { IP_STEP = 2 };

/* Attributes of memory that both kernel and programs use. */
enum { WINDOW_ATTRIBUTES = 0 };

/* The register by which the stub jumps, UC_COUNT: none; those that are not compared: none. */
#define REPLAY_JUMP UC_COUNT
#define REPLAY_UNCOMPARED ((word)0)

/* More control capabilities, of which there is one each: none. */
#define CONTROLS_ISA

#endif
