/* SPDX-License-Identifier: BSD-2-Clause */
/* The second machine: it plays a stream as the booted kernel will, and finds out what a stream must not say. */
#include <arch/arch.h>
#include <string.h>
#include "generate.h"

/* Even the time of one event is some microseconds. */
enum { TICKS_PER_US = 1003, STEP = 70000, SKIPPED_BITS = 21, DEVICE = 0x50000000 };

static word shadow[WINDOWS][BUFFER_WORDS_ALL];

static bool in_set(const word *set, unsigned i)
{
    return (set[i / 64] >> i % 64 & 1) != 0;
}

/* Registers that say who runs and how a call ended cannot depend on what the two machines differ in. */
static bool registers_agree(word *head, const word *wanted)
{
    word registers[UC_COUNT];

    ls_registers(registers);
    for (unsigned i = 0; i < REGISTERS; i++) {
        unsigned number = i + REGISTER_FIRST;
        if (registers[number] == wanted[i] || (HEAD_IGNORED(*head) >> i & 1) != 0) {
            continue;
        }
        if (number == REPLAY_TURN || number == REPLAY_SEED || number == UC_INFO || number == UC_SP) {
            return false;
        }
        *head |= 1ul << (i + HEAD_IGNORED_SHIFT);
    }
    return true;
}

/* Compares the buffer, and writes this turn's words. Returns the end of the turn. */
static word *play_buffer(word *at, unsigned window)
{
    const word *changed = at;
    word *ignored = at + 2;
    const word *written = at + 4;
    const word *now = object_at(spec_thread_buffer(ls_state(), ls_state()->current, false));

    at += 6;
    for (unsigned i = 0; i < BUFFER_WORDS_ALL; i++) {
        word wanted = shadow[window][i];
        if (in_set(changed, i)) {
            wanted = *at;
            at++;
        }
        if (now[i] != wanted) {
            ignored[i / 64] |= 1ul << i % 64;
        }
        shadow[window][i] = now[i];
    }
    for (unsigned i = 0; i < BUFFER_WORDS_ALL; i++) {
        if (in_set(written, i)) {
            shadow[window][i] = *at;
            ls_buffer_write(i, *at);
            at++;
        }
    }
    return at;
}

/* The turn at `at`; NULL: the stream cannot go on with it. */
static word *play_turn(word *at)
{
    word registers[UC_COUNT];
    word *head = at;
    unsigned window = HEAD_WINDOW(*head);

    if (window != window_of_current() || !registers_agree(head, at + 1)) {
        return NULL;
    }
    at += 1 + REGISTERS;
    ls_registers(registers);
    memcpy(registers + REGISTER_FIRST, at, REGISTERS * sizeof(registers[0]));
    at += REGISTERS;
    if (window != WINDOW_NONE) {
        at = play_buffer(at, window);
    }
    struct aevent e = event_of(HEAD_ACTION(*head), registers);
    return step(&e, STEP) ? at : NULL;
}

unsigned long play_second(word *stream, size_t *words)
{
    word *at = stream;
    unsigned long turns = 0;
    struct aevent e;

    memset(shadow, 0, sizeof(shadow));
    ls_machine = (struct ls_machine){.ticks_per_us = TICKS_PER_US, .slice = SLICE, .device = DEVICE,
                                     .skipped_bits = SKIPPED_BITS, .plain = true};
    ls_start();
    for (;;) {
        enum forecast next = forecast(&e);
        if (next == FORECAST_EVENT && step(&e, STEP)) {
            continue;
        }
        word *after = next != FORECAST_TURN || HEAD_ACTION(*at) == ACTION_END ? NULL : play_turn(at);
        if (after == NULL) {
            break;
        }
        at = after;
        turns++;
    }
    *at = HEAD(ACTION_END, WINDOW_NONE, 0ul);
    *words = (size_t)(at - stream) + 1;
    return turns;
}
