/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of the writer of scripts. */
#ifndef REPLAY_GENERATE_H
#define REPLAY_GENERATE_H

#include "proof/lockstep_events.h"
#include <replay_isa.h>
#include "script.h"

/* What the running thread does next. */
enum forecast { FORECAST_TURN, FORECAST_EVENT, FORECAST_STUCK };

/* FORECAST_EVENT: the CPU does this, whatever anybody wants. */
enum forecast forecast(struct aevent *e);

/* The address space in which everything happens: the supervisor's. */
word common_root(struct astate *s);

/* The window that the running thread's buffer is seen through, or WINDOW_NONE. */
unsigned window_of_current(void);

/* Makes some system calls of the running thread messages to or from somebody who waits. */
void meet(struct aevent *e, const uint8_t random[3]);

/* Makes the event one that the booted machine can take part in: same meaning, other numbers. */
void adapt(struct aevent *e);

/* Would the streams go on after this event, and could the machine follow? */
bool acceptable(const struct aevent *e);

/* What a call is made on. */
struct acap invoked_cap(const struct aevent *e);

/*
 * The ISA's part, <isa>/adapt_isa.c. adapt_isa: the rest of adapt, for a method of a capability of this type. Does this
 * call return what a device says? Would it take the player's console away? Is this a method that maps, its first
 * argument an address?
 */
void adapt_isa(struct aevent *e, unsigned type, word label);
bool reads_device_isa(const struct aevent *e);
bool takes_console_isa(const struct aevent *e);
bool is_map_isa(word label);

/* What the stub is told to do for this event, and the event for what it is told to do with these registers. */
unsigned action_of(const struct aevent *e);
struct aevent event_of(unsigned action, const word registers[UC_COUNT]);

/* Ends the program: the script cannot be made. */
void stop(const char *what) __attribute__((noreturn));

/* One event on both sides, this much later than the last. False: the model is too small for what came of it. */
bool step(const struct aevent *e, word ticks);

/*
 * Plays a stream on another machine, and marks what is not as the script says. Where that is more than a value the
 * stream is cut off. Returns the number of turns left, *words becomes the number of words.
 */
unsigned long play_second(word *stream, size_t *words);

/* The supervisor's time slice: longer than any stream. */
#define SLICE ((word)1 << 50)

#endif
