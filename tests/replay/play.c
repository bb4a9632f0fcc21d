/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every thread does when it runs: compare with the script, and make the next call. Threads may be without FPU, so
 * this file is compiled without using it, and calls nothing.
 */
#include <play_isa.h>
#include "play.h"

#define FRAME_BYTES 4096ul
#define BUFFER_BYTES (BUFFER_WORDS_ALL * 8)

struct play_result play_result;

static const unsigned long *at;
static volatile unsigned long *buffer_of_supervisor;
static unsigned long shadow[WINDOWS][BUFFER_WORDS_ALL];

void play_begin(const unsigned long *turns, volatile unsigned long *supervisor_buffer)
{
    at = turns;
    buffer_of_supervisor = supervisor_buffer;
    play_result = (struct play_result){.difference = PLAY_SAME};
    for (unsigned window = 0; window < WINDOWS; window++) {
        for (unsigned i = 0; i < BUFFER_WORDS_ALL; i++)
            shadow[window][i] = 0;
    }
}

static int in_set(const unsigned long *set, unsigned i)
{
    return (set[i / 64] >> i % 64 & 1) != 0;
}

static void differ(enum play_difference difference, unsigned index, unsigned long wanted, unsigned long found)
{
    if (play_result.ended)
        return;
    play_result.difference = difference;
    play_result.index = index;
    play_result.wanted = wanted;
    play_result.found = found;
    play_result.ended = 1;
}

static void compare_registers(const struct stub_data *data, const unsigned long *wanted, unsigned long ignored)
{
    for (unsigned i = 0; i < REGISTERS; i++) {
        unsigned long found = data->registers[REGISTER_FIRST + i];

        if ((ignored >> i & 1) == 0 && !play_same(wanted[i], found))
            differ(PLAY_REGISTER, REGISTER_FIRST + i, wanted[i], found);
    }
}

static volatile unsigned long *window_words(unsigned window)
{
    unsigned long frame = window / 4, part = window % 4;

    if (frame == WINDOW_FRAMES)
        return buffer_of_supervisor + part * BUFFER_WORDS_ALL;
    return (volatile unsigned long *)(WINDOW_PAGES + frame * FRAME_BYTES + part * BUFFER_BYTES);
}

/* Compares the buffer with what it was and what the kernel changed; writes this turn's words. */
static void take_buffer(unsigned window)
{
    const unsigned long *changed = at, *ignored = at + 2, *written = at + 4;
    volatile unsigned long *words = window_words(window);
    unsigned long *known = shadow[window];

    at += 6;
    for (unsigned i = 0; i < BUFFER_WORDS_ALL; i++) {
        unsigned long found = words[i];

        if (in_set(changed, i))
            known[i] = *at++;
        if (in_set(ignored, i))
            known[i] = found;
        if (!play_same(known[i], found))
            differ(PLAY_BUFFER, i, known[i], found);
    }
    for (unsigned i = 0; i < BUFFER_WORDS_ALL; i++) {
        if (in_set(written, i))
            words[i] = known[i] = *at++;
    }
}

static unsigned long place_of(unsigned action)
{
    static const unsigned long places[] = {STUB_END, STUB_CALL, STUB_LOAD, STUB_STORE, STUB_UNDEFINED, STUB_PRIVILEGED,
                                           STUB_BREAKPOINT};

    return places[action];
}

unsigned long play_turn(void)
{
    struct stub_data *data = (struct stub_data *)STUB_DATA;
    unsigned long head = *at;

    if (play_result.ended || HEAD_ACTION(head) == ACTION_END) {
        play_result.ended = 1;
        return stub_jump(STUB_END);
    }
    compare_registers(data, at + 1, HEAD_IGNORED(head));
    at += 1 + REGISTERS;
    for (unsigned i = 0; i < REGISTERS; i++)
        data->registers[REGISTER_FIRST + i] = *at++;
    play_result.window = HEAD_WINDOW(head);
    if (play_result.window != WINDOW_NONE && !play_result.ended)
        take_buffer(play_result.window);
    if (play_result.ended)
        return stub_jump(STUB_END);
    play_result.turns++;
    return stub_jump(place_of(HEAD_ACTION(head)));
}
