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

/*
 * The ISA's part: REGISTERS registers from number REGISTER_FIRST of seL4_UserContext on (the instruction pointer is the
 * stub's); the stub, one page of code at the same address everywhere, which all threads run:
 *
 *   STUB_CALL              a system call instruction
 *   STUB_RETURN            from here on the thread looks what it got, and takes its next turn
 *   STUB_LOAD, STUB_STORE  reads or writes one byte at the address in a register
 *   STUB_UNDEFINED, STUB_PRIVILEGED, STUB_BREAKPOINT
 *                          instructions that cause exceptions
 *   STUB_AFTER_BREAKPOINT  where the thread is after the last of them
 *   STUB_END               where threads stay that have nothing to do any more
 *   STUB_CODE_BYTES        its size
 *   STUB_DATA              struct stub_data, in the same page or elsewhere
 *
 * UNMAPPED_FIRST, UNMAPPED_END: addresses that faults are made with; nothing is ever mapped there. WINDOW_PAGES,
 * TOP_LEVEL_BYTES, MAPPED_FIRST: see below.
 */
#include <script_isa.h>

enum action {
    ACTION_END,
    ACTION_CALL,
    ACTION_LOAD,
    ACTION_STORE,
    ACTION_UNDEFINED,
    ACTION_PRIVILEGED,
    ACTION_BREAKPOINT
};

#define HEAD(action, window, ignored) ((unsigned long)(action) | (unsigned long)(window) << 8 | (ignored) << 16)
#define HEAD_ACTION(head) ((unsigned)((head) & 255u))
#define HEAD_WINDOW(head) ((unsigned)((head) >> 8 & 255u))
#define HEAD_IGNORED(head) ((head) >> 16)
#define HEAD_IGNORED_SHIFT 16

/*
 * IPC buffers that the stub can reach: four in each of the four frames of the threads, and four in the supervisor's.
 * The supervisor maps the threads' frames at WINDOW_PAGES, below an entry of the root that streams do not touch.
 */
#define WINDOW_FRAMES 4u
#define WINDOWS 20u
#define WINDOW_NONE 255u
#define BUFFER_WORDS_ALL 128u

/*
 * Streams map at the addresses of proof/<isa>/lockstep_isa.h, but those below TOP_LEVEL_BYTES, where the player is,
 * from MAPPED_FIRST on.
 */

/* Slots of the supervisor's CNode that only it uses. */
enum { SLOT_TABLES = 37, SLOT_WINDOWS = 40, SLOT_WAKER = 44, SLOT_WAKER_SC = 45 };

#endif
