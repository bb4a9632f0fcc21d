/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What generate.c (on the host, where kernel and specification run side by side) writes and play.c (on the booted
 * kernel) follows: the turns of all threads, one after the other, whoever runs.
 *
 * A script is a sequence of words. For each stream: its seed, the number of turns, the number of words that follow, and
 * the turns. A turn is what the thread that runs must find, and what it does next:
 *
 *   head       action, window of its IPC buffer, set of registers not to compare
 *   registers  REGISTERS words: what the thread must find
 *   registers  REGISTERS words: what it has when it acts
 *   and, when there is a window: the words of the buffer that the kernel changed, those not to compare, those that are
 *   written before the action, two words each as sets; then the contents of the first and of the third set.
 *
 * The last turn of a stream has the action END and nothing after its head.
 */
#ifndef REPLAY_SCRIPT_H
#define REPLAY_SCRIPT_H

/* Registers are numbered as in seL4_UserContext, from RSP on; the instruction pointer is the stub's. */
#define REGISTER_FIRST 1u
#define REGISTERS 17u

enum action { ACTION_END, ACTION_CALL, ACTION_LOAD, ACTION_STORE, ACTION_UNDEFINED, ACTION_HALT, ACTION_BREAKPOINT };

#define HEAD(action, window, ignored) ((unsigned long)(action) | (unsigned long)(window) << 8 | (ignored) << 16)
#define HEAD_ACTION(head) ((unsigned)((head) & 255u))
#define HEAD_WINDOW(head) ((unsigned)((head) >> 8 & 255u))
#define HEAD_IGNORED(head) ((head) >> 16)
#define HEAD_IGNORED_SHIFT 16

/* The stub: one page of code and data at the same address everywhere. All threads run it. */
#define STUB 0x10000000ul
#define STUB_CALL STUB                       /* a system call instruction */
#define STUB_RETURN (STUB + 2)               /* from here on the thread looks what it got, and takes its next turn */
#define STUB_LOAD (STUB + 0x400)             /* reads from the address in RAX */
#define STUB_STORE (STUB + 0x410)            /* writes there */
#define STUB_UNDEFINED (STUB + 0x420)
#define STUB_HALT (STUB + 0x430)
#define STUB_BREAKPOINT (STUB + 0x440)
#define STUB_AFTER_BREAKPOINT (STUB + 0x441)

/* Nothing is ever mapped below, at addresses that faults are made with. */
#define UNMAPPED_END 0x400000ul

/*
 * IPC buffers that the stub can reach: four in each of the four frames of the threads, and four in the supervisor's.
 * The supervisor maps the threads' frames here, in a table of the top level that streams do not touch otherwise.
 */
#define WINDOW_PAGES 0x18000000000ul
#define WINDOW_FRAMES 4u
#define WINDOWS 20u
#define WINDOW_NONE 255u
#define BUFFER_WORDS_ALL 128u

/* Streams map at the addresses of lockstep_events.c, but those of the first top-level table in another. */
#define TOP_LEVEL_BYTES 0x8000000000ul
#define MAPPED_FIRST 0x10000000000ul

/* I/O ports nobody has. */
#define PORTS_FIRST 0xe000ul

/* Slots of the supervisor's CNode that only it uses. */
enum { SLOT_TABLES = 37, SLOT_WINDOWS = 40, SLOT_WAKER = 44, SLOT_WAKER_SC = 45 };

#endif
