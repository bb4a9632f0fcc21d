/* SPDX-License-Identifier: BSD-2-Clause */
/* Making scripts of x86_64. */
#ifndef REPLAY_ISA_H
#define REPLAY_ISA_H

/* Registers that no system call looks at: the number of the turn, the stream's seed, where loads and stores go. */
enum { REPLAY_TURN = UC_RBX, REPLAY_SEED = UC_RBP, REPLAY_ADDRESS = UC_RAX };

/* Page faults of a user where nothing is present: what the message says. */
enum { CODE_DATA_READ = 4, CODE_DATA_WRITE = 6, CODE_FETCH = 0x14 };
#define CODE_FETCH_AT(home) CODE_FETCH

/* Numbers of the stub's exceptions. */
enum { NUMBER_BREAKPOINT = 3, NUMBER_UNDEFINED = 6, NUMBER_PRIVILEGED = 13 };

#define KIND_BREAKPOINT EV_USER_EXCEPTION
#define WORD_BREAKPOINT 0

/* Instructions begin at multiples of this. */
enum { IP_STEP = 1 };

/* Attributes of memory that both kernel and programs use. */
enum { WINDOW_ATTRIBUTES = 0 };

/* The register by which the stub jumps, UC_COUNT: none; those that are not compared: none. */
#define REPLAY_JUMP UC_COUNT
#define REPLAY_UNCOMPARED ((word)0)

/* More control capabilities, of which there is one each: their slots and types. */
#define CONTROLS_ISA {LS_CAP_IO_PORT_CONTROL, AC_IO_PORT_CONTROL}

#endif
