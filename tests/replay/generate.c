/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes scripts: streams of events that kernel and specification on the host agree about, for the booted kernel to go
 * through (script.h). Arguments: output file, first seed, number of streams, turns of each.
 *
 * Each stream is made on one machine and then played on another, with other clock, other memory and a clock of another
 * speed: what differs between the two depends on these and is not compared on the booted machine either.
 */
#include <arch/arch.h>
#include <lockstep_isa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "generate.h"

enum {
    WORDS_MAX = 1 << 24,
    BYTES = 200,                /* random ones for one event */
    TRIES = 12,
    FIRST_TICKS_PER_US = 1000,
    FIRST_DEVICE = 0x40000000,
    FIRST_STEP = 1,             /* ticks from one event to the next */
    FORCED_MAX = 50             /* events between two turns: threads may keep each other busy for ever */
};

static word script[WORDS_MAX];
static size_t used;             /* words of the script so far */
static size_t last_turn;        /* where the last turn begins */
static unsigned long turns;
static bool recording;
static word seed;
static char why[1000];

/* What the player knows of the windows, and the running thread's as it was before this turn's writes. */
static word shadow[WINDOWS][BUFFER_WORDS_ALL];
static word found[BUFFER_WORDS_ALL];
static bool found_is_valid;

/* What the next turn finds in these depends on devices, or on how the first thread was started. */
static word unknown_registers;

void stop(const char *what)
{
    fprintf(stderr, "replay: stream %lu, turn %lu: %s: %s\n", seed, turns, what, why);
    exit(1);
}

bool step(const struct aevent *e, word ticks)
{
    struct aevent timed = *e;

    timed.time = ls_state()->now + ticks;
    enum als_result result = ls_step(&timed, why, sizeof(why));
    if (result == LS_DIFFERENT) {
        stop("kernel and specification differ");
    }
    return result != LS_FULL;
}

/* ---- Random bytes ---- */

static word random_state;

static uint8_t random_byte(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint8_t)(random_state >> 24);
}

/* ---- Buffers ---- */

static void look_at_buffer(void)
{
    word address = spec_thread_buffer(ls_state(), ls_state()->current, false);

    if (!found_is_valid && window_of_current() != WINDOW_NONE) {
        memcpy(found, object_at(address), sizeof(found));
        found_is_valid = true;
    }
}

static bool before_buffer_write(void)
{
    look_at_buffer();
    return window_of_current() != WINDOW_NONE;
}

/* ---- Recording ---- */

static void put(word w)
{
    if (used == WORDS_MAX) {
        stop("the script is full");
    }
    script[used] = w;
    used++;
}

/* The words that differ, as a set of two words. */
static void put_set(const word *a, const word *b)
{
    for (unsigned half = 0; half < 2; half++) {
        word set = 0;
        for (unsigned i = 0; i < 64; i++) {
            set |= (word)(a[half * 64 + i] != b[half * 64 + i]) << i;
        }
        put(set);
    }
}

static void put_differing(const word *new, const word *old)
{
    for (unsigned i = 0; i < BUFFER_WORDS_ALL; i++) {
        if (new[i] != old[i]) {
            put(new[i]);
        }
    }
}

static void put_buffer(unsigned window)
{
    const word *now = object_at(spec_thread_buffer(ls_state(), ls_state()->current, false));

    put_set(found, shadow[window]);
    put(0);
    put(0);
    put_set(now, found);
    put_differing(found, shadow[window]);
    put_differing(now, found);
    memcpy(shadow[window], now, sizeof(shadow[window]));
}

static void put_end(void)
{
    used = last_turn;
    put(HEAD(ACTION_END, WINDOW_NONE, 0ul));
}

/*
 * A turn of the running thread. Its registers tell which thread and which turn it comes back from. All are written,
 * changed or not: one that is not compared must not be what a later call depends on.
 */
static void record(struct aevent *e)
{
    word old[UC_COUNT];

    if (!recording) {
        return;
    }
    adapt(e);
    e->time = ls_state()->now + FIRST_STEP;
    e->regs[REPLAY_TURN] = turns + 1;
    e->regs[REPLAY_SEED] = seed;
    if (REPLAY_JUMP < UC_COUNT) {
        e->regs[REPLAY_JUMP] = e->regs[UC_IP];
    }
    look_at_buffer();
    ls_registers(old);
    last_turn = used;
    unsigned window = window_of_current();
    put(HEAD(action_of(e), window, unknown_registers | REPLAY_UNCOMPARED));
    for (unsigned i = 0; i < REGISTERS; i++) {
        put(old[i + REGISTER_FIRST]);
    }
    for (unsigned i = 0; i < REGISTERS; i++) {
        put(e->regs[i + REGISTER_FIRST]);
    }
    unknown_registers = reads_device_isa(e) ? (word)1 << (UC_MR0 - REGISTER_FIRST) : 0;
    if (window != WINDOW_NONE) {
        put_buffer(window);
    }
    found_is_valid = false;
    turns++;
}

/* ---- The machine ---- */

#define CALL(...) (struct ls_call){__VA_ARGS__}

static void make(struct ls_call c)
{
    if (ls_make_call(&c, why, sizeof(why)) != LS_SAME) {
        stop("the population");
    }
}

static struct ls_call retype(word type, word bits, word slot)
{
    return CALL(SUP_UNTYPED, UntypedRetype, 1, {SUP_CNODE}, 6, {type, bits, 0, 0, slot, 1});
}

/* So that the stub can reach the threads' buffers. Adapted addresses are not adapted again. */
static void make_windows(void)
{
    static const word objects[] = {LS_TABLE_OBJECTS};
    static const word maps[LS_TABLES] = {LS_TABLE_MAPS};

    for (word i = 0; i < LS_TABLES; i++) {
        make(retype(objects[i], 0, SLOT_TABLES + i));
        make(CALL(SLOT_TABLES + i, maps[i], 1, {SUP_VSPACE}, 2, {WINDOW_PAGES, 0}));
    }
    for (word i = 0; i < WINDOW_FRAMES; i++) {
        word slot = SLOT_WINDOWS + i;
        make(CALL(SUP_CNODE, CNodeCopy, 1, {SUP_ROOT}, 5, {slot, LS_DEPTH, LS_FRAME + i, LS_DEPTH, AR_ALL}));
        make(CALL(slot, LS_FRAME_MAP, 1, {SUP_VSPACE}, 3, {WINDOW_PAGES + i * 4096, 3, WINDOW_ATTRIBUTES}));
    }
}

/* A thread that runs when nobody else can, and signals the supervisor. */
static void make_waker(void)
{
    make(retype(seL4_TCBObject, 0, SLOT_WAKER));
    make(retype(seL4_SchedContextObject, 8, SLOT_WAKER_SC));
    make(CALL(SUP_SCHED_CONTROL, SchedControlConfigureFlags, 1, {SLOT_WAKER_SC}, 5, {1000, 1000, 0, 0, 0}));
    make(CALL(SLOT_WAKER, TCBConfigure, 3, {SUP_CNODE, SUP_VSPACE, SUP_BUFFER}, 3, {0, 0, 0}));
    make(CALL(SLOT_WAKER, TCBSetSchedParams, 3, {SUP_TCB, SLOT_WAKER_SC, 0}, 2, {0, 1}));
    make(CALL(SLOT_WAKER, TCBWriteRegisters, 0, {0}, 5, {1, 3, STUB_RETURN, 0, 0x202}));
}

static word waker(void)
{
    struct acap own = as_cap_in(ls_state(), as_slot_of(ls_supervisor(), TS_CSPACE));
    return as_cap_in(ls_state(), as_slot_of(own.object, SLOT_WAKER)).object;
}

/* ---- Events ---- */

static struct aevent signal_event(void)
{
    word regs[UC_COUNT];

    ls_registers(regs);
    regs[UC_SYSCALL] = (word)seL4_SysSend;
    regs[UC_BADGE] = SUP_NOTIFICATION;
    regs[UC_INFO] = 0;
    return ls_call_event(ls_state()->now, regs);
}

static bool can_be_played(const struct aevent *e)
{
    return e->kind != EV_INTERRUPT && e->kind != EV_UNKNOWN_TRAP;
}

/* False: nothing was found that may happen. */
static bool next_event(struct aevent *e)
{
    for (unsigned try = 0; try < TRIES; try++) {
        uint8_t bytes[BYTES];
        for (unsigned i = 0; i < sizeof(bytes); i++) {
            bytes[i] = random_byte();
        }
        struct ls_bytes in = {.data = bytes, .size = sizeof(bytes)};
        if (ls_state()->current == waker()) {
            *e = signal_event();
        } else if (!ls_next_event(&in, e) || !can_be_played(e)) {
            continue;
        } else if (!ls_supervisor_runs()) {
            meet(e, bytes + sizeof(bytes) - 3);
        }
        e->time = ls_state()->now + FIRST_STEP;
        adapt(e);
        if (acceptable(e)) {
            return true;
        }
    }
    return false;
}

static void populate(void)
{
    recording = true;
    if (ls_populate(why, sizeof(why)) != LS_SAME) {
        stop("the population");
    }
    make_windows();
    make_waker();
    recording = false;
}

/* Turns of whoever runs; what CPU and kernel do by themselves in between is no turn. */
static void generate(unsigned long turns_wanted)
{
    struct aevent e;
    unsigned forced = 0;
    bool goes_on = true;

    populate();
    while (goes_on && turns < turns_wanted && forced < FORCED_MAX) {
        enum forecast next = forecast(&e);
        forced = next == FORECAST_EVENT ? forced + 1 : 0;
        recording = next == FORECAST_TURN;
        goes_on = next == FORECAST_TURN ? next_event(&e) : next == FORECAST_EVENT && acceptable(&e);
        goes_on = goes_on && step(&e, FIRST_STEP);
        recording = false;
    }
    put_end();
}

/* ---- Files ---- */

static void make_stream(unsigned long turns_wanted)
{
    size_t header = used;

    random_state = seed * 0x9e3779b97f4a7c15ul + 1;
    memset(shadow, 0, sizeof(shadow));
    found_is_valid = false;
    unknown_registers = ((word)1 << REGISTERS) - 1;
    turns = 0;
    put(seed);
    put(0);
    put(0);
    ls_hooks = (struct ls_hooks){.step = record, .buffer_write = before_buffer_write};
    ls_machine = (struct ls_machine){.ticks_per_us = FIRST_TICKS_PER_US, .slice = SLICE, .device = FIRST_DEVICE,
                                     .plain = true};
    generate(turns_wanted);
    ls_hooks = (struct ls_hooks){0};
    turns = play_second(script + header + 3, &used);
    used += header + 3;
    script[header + 1] = turns;
    script[header + 2] = used - header - 3;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: generate FILE SEED STREAMS TURNS\n");
        return 2;
    }
    word first = strtoul(argv[2], NULL, 0);
    word streams = strtoul(argv[3], NULL, 0);
    unsigned long all = 0;
    FILE *file = fopen(argv[1], "wb");

    for (seed = first; seed < first + streams; seed++) {
        make_stream(strtoul(argv[4], NULL, 0));
        all += turns;
    }
    for (unsigned i = 0; i < 3; i++) {
        put(0); /* no more streams */
    }
    if (file == NULL || fwrite(script, sizeof(word), used, file) != used || fclose(file) != 0) {
        perror(argv[1]);
        return 1;
    }
    printf("%lu turns in %lu streams\n", all, streams);
    return 0;
}
