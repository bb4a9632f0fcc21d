/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trace SOCKET LISTING BEGIN END [all]: counts what the operations of a guest do inside the kernel, by single-stepping
 * them under QEMU's gdb stub. SOCKET: where the stub of a stopped machine listens. LISTING: the disassembled kernel.
 * BEGIN and END: addresses of two functions of the guest (user/bench/trace.c):
 *   bench_trace_begin(n)             n operations are to be traced from here on
 *   bench_trace_end(key, from, to)   one of them was that between these two readings of the clock
 * One line per operation goes to standard output, "trace KEY NAME=NUMBER ...". With `all`, each kernel instruction of
 * the operation goes to standard error.
 *
 * Under -icount shift=0 the clock counts instructions, so the steps seen between two stamps must be as many as the
 * stamps differ; an operation for which that is not so is dropped. Lines are counted by physical address, as caches
 * have them.
 */
#include "trace.h"

#include "listing.h"
#include "machine.h"
#include "remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 64
#define PAGE_BYTES 4096
#define STEPS_MAX 400000 /* of one bench_trace_begin: more is an operation that does not end */
#define KEY_MAX 64
#define TABLE_MAX 65536  /* entries of each cache below, a power of two */

enum event_kind { EVENT_CODE, EVENT_DATA, EVENT_DEVICE, EVENT_SPECIAL, EVENT_KERNEL, EVENT_ENTRY, EVENT_STAMP };

struct event {
    uint64_t step;
    uint64_t value; /* physical line, or kind of instruction, or time stamp */
    enum event_kind kind;
};

static struct event *events;
static size_t event_count, event_room;
static uint64_t steps;
static bool show_all;
static unsigned long operations;

static void record(enum event_kind kind, uint64_t value)
{
    if (event_count == event_room) {
        event_room = event_room == 0 ? 65536 : 2 * event_room;
        events = realloc(events, event_room * sizeof *events);
        if (events == NULL)
            fail("out of memory");
    }
    events[event_count++] = (struct event){steps, value, kind};
}

/* ---- physical addresses, remembered per address space while nothing can have changed them ---- */

static struct translation {
    uint64_t page, space, physical;
    bool used;
} translations[TABLE_MAX];

static uint64_t physical_of(uint64_t address, uint64_t space)
{
    uint64_t page = address & -(uint64_t)PAGE_BYTES;
    size_t place = (page / PAGE_BYTES ^ space / PAGE_BYTES) % TABLE_MAX;

    while (translations[place].used && (translations[place].page != page || translations[place].space != space))
        place = (place + 1) % TABLE_MAX;
    if (!translations[place].used)
        translations[place] = (struct translation){page, space, remote_physical(page), true};
    return translations[place].physical + (address - page);
}

static void touch(enum event_kind kind, uint64_t address, unsigned bytes, uint64_t space)
{
    for (uint64_t line = address / LINE_BYTES; line <= (address + bytes - 1) / LINE_BYTES; line++) {
        uint64_t physical = physical_of(line * LINE_BYTES, space);

        record(machine_is_device(physical) ? EVENT_DEVICE : kind, physical / LINE_BYTES);
    }
}

void trace_data(uint64_t address, unsigned bytes, uint64_t space)
{
    touch(EVENT_DATA, address, bytes, space);
}

/* ---- kernel instructions ---- */

static void show(const struct instruction *instruction, const struct effect *effect)
{
    fprintf(stderr, "%6llu %llx  %-60s", (unsigned long long)steps, (unsigned long long)instruction->address,
            instruction->text);
    for (unsigned i = 0; i < effect->access_count; i++)
        fprintf(stderr, " %llx+%u", (unsigned long long)effect->access[i].address, effect->access[i].bytes);
    fputc('\n', stderr);
}

static void compare_bytes(struct instruction *instruction)
{
    unsigned char bytes[INSTRUCTION_MAX];

    if (instruction->compared)
        return;
    remote_memory(instruction->address, bytes, instruction->length);
    if (memcmp(bytes, instruction->bytes, instruction->length) != 0)
        fail("memory at %#llx is not what is listed", (unsigned long long)instruction->address);
    instruction->compared = true;
}

void effect_add(struct effect *effect, uint64_t address, unsigned bytes)
{
    if (effect->access_count == ACCESS_MAX)
        fail("an instruction with more than %d accesses", ACCESS_MAX);
    effect->access[effect->access_count++] = (struct access){address, bytes};
}

static struct effect kernel_instruction(const struct registers *registers)
{
    struct instruction *instruction = listing_find(registers->pc);
    uint64_t space = machine_space(registers);
    struct effect effect;

    if (instruction == NULL)
        fail("no instruction is listed at %#llx", (unsigned long long)registers->pc);
    compare_bytes(instruction);
    effect = decode(instruction, registers);
    record(EVENT_KERNEL, 0);
    touch(EVENT_CODE, instruction->address, instruction->length, space);
    for (unsigned i = 0; i < effect.access_count; i++)
        touch(EVENT_DATA, effect.access[i].address, effect.access[i].bytes, space);
    if (effect.kind != KIND_NONE)
        record(EVENT_SPECIAL, effect.kind);
    if (show_all)
        show(instruction, &effect);
    return effect;
}

/* ---- user instructions; all address spaces show the same image ---- */

static const unsigned char *user_bytes(uint64_t address)
{
    static struct {
        uint64_t address;
        unsigned char bytes[USER_BYTES];
        bool used;
    } known[TABLE_MAX];
    size_t place = address % TABLE_MAX;

    while (known[place].used && known[place].address != address)
        place = (place + 1) % TABLE_MAX;
    if (!known[place].used) {
        remote_memory(address, known[place].bytes, USER_BYTES);
        known[place].address = address;
        known[place].used = true;
    }
    return known[place].bytes;
}

/* ---- one operation ---- */

static int compare_events(const void *left, const void *right)
{
    const struct event *a = left, *b = right;

    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

static uint64_t step_of_stamp(uint64_t stamp, const char *key)
{
    for (size_t i = event_count; i > 0; i--)
        if (events[i - 1].kind == EVENT_STAMP && events[i - 1].value == stamp)
            return events[i - 1].step;
    fail("%s: nobody was seen to read %llu", key, (unsigned long long)stamp);
}

/* Events of the steps behind `from` up to `to`, sorted, are counted: all of them, and those that differ. */
static void report(const char *key, uint64_t from, uint64_t to)
{
    struct event *inside = malloc((event_count + 1) * sizeof *inside);
    unsigned long all[EVENT_STAMP + 1] = {0}, distinct[EVENT_STAMP + 1] = {0}, special[KIND_MAX] = {0};
    size_t count = 0;

    if (inside == NULL)
        fail("out of memory");
    for (size_t i = 0; i < event_count; i++)
        if (events[i].step > from && events[i].step <= to)
            inside[count++] = events[i];
    qsort(inside, count, sizeof *inside, compare_events);
    for (size_t i = 0; i < count; i++) {
        all[inside[i].kind]++;
        distinct[inside[i].kind] += i == 0 || compare_events(&inside[i - 1], &inside[i]) != 0;
        if (inside[i].kind == EVENT_SPECIAL)
            special[inside[i].value]++;
    }
    printf("trace %s instructions=%llu kernel_instructions=%lu entries=%lu", key, (unsigned long long)(to - from),
           all[EVENT_KERNEL], all[EVENT_ENTRY]);
    for (unsigned kind = 0; kind < kind_count; kind++)
        printf(" %s=%lu", kind_names[kind], special[kind]);
    printf(" device_accesses=%lu code_lines=%lu data_lines=%lu\n", all[EVENT_DEVICE], distinct[EVENT_CODE],
           distinct[EVENT_DATA]);
    fflush(stdout);
    free(inside);
}

/* The guest is at bench_trace_end(key, from, to). */
static void operation_ended(const struct registers *registers)
{
    char key[KEY_MAX];
    uint64_t from = machine_argument(registers, 1), to = machine_argument(registers, 2);
    uint64_t first = 0, last = 0;

    remote_memory(machine_argument(registers, 0), key, sizeof key);
    key[sizeof key - 1] = 0;
    first = step_of_stamp(from, key);
    last = step_of_stamp(to, key);
    if (last - first != to - from) {
        fprintf(stderr, "trace: %s: %llu steps between stamps that differ by %llu, dropped\n", key,
                (unsigned long long)(last - first), (unsigned long long)(to - from));
        return;
    }
    report(key, first, last);
    operations++;
}

/*
 * One step. An instruction counts, an interrupt's delivery does not: the stub shows it as a step of its own that ends
 * at the kernel's first instruction. False: the machine is gone.
 */
static bool step(struct registers *registers)
{
    struct registers before = *registers;
    bool kernel = machine_in_kernel(&before);
    const unsigned char *bytes = kernel ? NULL : user_bytes(before.pc);
    enum user_kind user = kernel ? USER_PLAIN : machine_user_kind(bytes);
    const struct instruction *instruction = listing_find(before.pc);
    struct effect effect = {.kind = KIND_NONE};

    steps++;
    if (kernel)
        effect = kernel_instruction(&before);
    if (!remote_step())
        return false;
    *registers = machine_registers();
    /* An interrupt instead of the instruction leaves an old stamp in the registers. */
    if (effect.reads_clock || (user == USER_CLOCK && !machine_in_kernel(registers)))
        record(EVENT_STAMP, machine_stamp(kernel ? instruction->bytes : bytes, registers));
    if (kernel) {
        bool next = registers->pc == before.pc + instruction->length;

        if (!next && !effect.jumps && !(effect.repeats && registers->pc == before.pc))
            fail("an interrupt in the kernel at %#llx", (unsigned long long)before.pc);
        return true;
    }
    if (machine_in_kernel(registers)) {
        record(EVENT_ENTRY, 0);
        machine_entered(&before, registers, user == USER_CALL);
        if (user != USER_CALL && user != USER_FAULT)
            steps--;
    }
    return true;
}

/* The stub's clock stands still while stepping: nothing would wake the machine. An operation that pauses is none. */
static bool is_idle(const struct registers *registers)
{
    const struct instruction *instruction = machine_in_kernel(registers) ? listing_find(registers->pc) : NULL;

    return instruction != NULL && strcmp(instruction->text, machine_idle_text) == 0;
}

/* The guest is at bench_trace_begin(n). */
static bool trace(uint64_t end)
{
    struct registers registers = machine_registers();
    uint64_t wanted = machine_argument(&registers, 0);

    if (show_all)
        fprintf(stderr, "begin, %llu operations\n", (unsigned long long)wanted);
    machine_trace_begin();
    memset(translations, 0, sizeof translations);
    event_count = 0;
    steps = 0;
    while (wanted > 0 && !is_idle(&registers)) {
        if (registers.pc == end) {
            operation_ended(&registers);
            wanted--;
        }
        if (steps > STEPS_MAX)
            fail("an operation did not end within %d steps", STEPS_MAX);
        if (!step(&registers))
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    uint64_t begin = 0, end = 0;

    if (argc < 5 || argc > 6)
        fail("usage: trace SOCKET LISTING BEGIN END [all]");
    show_all = argc == 6;
    begin = strtoull(argv[3], NULL, 16);
    end = strtoull(argv[4], NULL, 16);
    if (begin == 0 || end == 0)
        fail("the guest has no bench_trace_begin and bench_trace_end");
    listing_read(argv[2]);
    remote_connect(argv[1]);
    remote_breakpoint(begin);
    while (remote_continue() && trace(end))
        continue;
    if (operations == 0)
        fail("the guest ended before it did anything");
    return 0;
}
