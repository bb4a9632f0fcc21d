/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trace SOCKET LISTING BEGIN END [all]: counts what the operations of a guest do inside the kernel, by single-stepping
 * them under QEMU's gdb stub. SOCKET: where the stub of a stopped machine listens. LISTING: the disassembled kernel.
 * BEGIN and END: addresses of two functions of the guest (user/bench/trace.c):
 *   bench_trace_begin(n)             n operations are to be traced from here on
 *   bench_trace_end(key, from, to)   one of them was that between the time stamps from and to, both read by RDTSC
 * One line per operation goes to standard output, "trace KEY NAME=NUMBER ...". With `all`, each kernel instruction of
 * the operation goes to standard error.
 *
 * Under -icount shift=0 the clock counts instructions, so the steps seen between two stamps must be as many as the
 * stamps differ; an operation for which that is not so is dropped. Lines are counted by physical address, as caches
 * have them.
 */
#include "decode.h"
#include "listing.h"
#include "remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 64
#define PAGE_BYTES 4096
#define STEPS_MAX 400000 /* of one bench_trace_begin: more is an operation that does not end */
#define KEY_MAX 64
#define TABLE_MAX 65536  /* entries of each cache below, a power of two */

/* Physical addresses of devices on QEMU's pc machine: the hole below 4 GiB and the display's. No cache keeps these. */
#define DEVICES_START 0xfe000000ul
#define DEVICES_END 0x100000000ul
#define DISPLAY_START 0xa0000ul
#define DISPLAY_END 0xc0000ul

/* What user code is looked at for. */
#define BYTES_RDTSC 0x310fu
#define BYTES_SYSCALL 0x050fu
#define BYTES_UD2 0x0b0fu

/* Gates, descriptors, task state: the CPU's own reads at interrupts, exceptions and IRET (SDM volume 3, 6.14). */
#define GATE_BYTES 16
#define GATES 256
#define DESCRIPTOR_BYTES 8
#define STACK_POINTER_OFFSET 4
#define FRAME_BYTES 40
#define ERROR_BYTES 8

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
    uint64_t page, cr3, physical;
    bool used;
} translations[TABLE_MAX];

static uint64_t physical_of(uint64_t address, uint64_t cr3)
{
    uint64_t page = address & -(uint64_t)PAGE_BYTES;
    size_t place = (page / PAGE_BYTES ^ cr3 / PAGE_BYTES) % TABLE_MAX;

    while (translations[place].used && (translations[place].page != page || translations[place].cr3 != cr3))
        place = (place + 1) % TABLE_MAX;
    if (!translations[place].used)
        translations[place] = (struct translation){page, cr3, remote_physical(page), true};
    return translations[place].physical + (address - page);
}

static void touch(enum event_kind kind, uint64_t address, unsigned bytes, uint64_t cr3)
{
    for (uint64_t line = address / LINE_BYTES; line <= (address + bytes - 1) / LINE_BYTES; line++) {
        uint64_t physical = physical_of(line * LINE_BYTES, cr3);
        bool device = (physical >= DEVICES_START && physical < DEVICES_END) ||
                      (physical >= DISPLAY_START && physical < DISPLAY_END);

        record(device ? EVENT_DEVICE : kind, physical / LINE_BYTES);
    }
}

/* ---- what the CPU reads by itself ---- */

static uint64_t idt, gdt, tss;

static void touch_descriptor(uint64_t selector, uint64_t cr3)
{
    if (selector / DESCRIPTOR_BYTES != 0)
        touch(EVENT_DATA, gdt + selector / DESCRIPTOR_BYTES * DESCRIPTOR_BYTES, DESCRIPTOR_BYTES, cr3);
}

/* An interrupt or exception has come to a gate of the kernel: gate, code descriptor, stack pointer, frame. */
static void delivered(const struct registers *before, const struct registers *after)
{
    static unsigned char gates[GATES * GATE_BYTES];
    static bool known;
    bool from_user = (before->cs & 3) != 0;
    uint64_t rsp = after->general[RSP];

    for (unsigned at = 0; !known && at < sizeof gates; at += 512)
        remote_memory(idt + at, gates + at, 512);
    known = true;
    for (unsigned vector = 0; vector < GATES; vector++) {
        const unsigned char *gate = gates + vector * GATE_BYTES;
        uint64_t low = 0, middle = 0, high = 0;

        memcpy(&low, gate, 2);
        memcpy(&middle, gate + 6, 2);
        memcpy(&high, gate + 8, 4);
        if ((low | middle << 16 | high << 32) != after->rip)
            continue;
        touch(EVENT_DATA, idt + vector * GATE_BYTES, GATE_BYTES, after->cr3);
        touch_descriptor(after->cs, after->cr3);
        if (from_user)
            touch(EVENT_DATA, tss + STACK_POINTER_OFFSET, 8, after->cr3);
        bool code = vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21;
        touch(EVENT_DATA, rsp, FRAME_BYTES + (code ? ERROR_BYTES : 0), after->cr3);
        return;
    }
    fail("the kernel was entered at %#llx, which is no gate's", (unsigned long long)after->rip);
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

static struct effect kernel_instruction(const struct registers *registers)
{
    struct instruction *instruction = listing_find(registers->rip);
    struct effect effect;

    if (instruction == NULL)
        fail("no instruction is listed at %#llx", (unsigned long long)registers->rip);
    compare_bytes(instruction);
    effect = decode(instruction, registers);
    if (effect.restores) {
        uint64_t area = effect.access[0].address - 512;

        effect_add_state(&effect, area, remote_word(area + 512) & effect.components);
    }
    record(EVENT_KERNEL, 0);
    touch(EVENT_CODE, instruction->address, instruction->length, registers->cr3);
    for (unsigned i = 0; i < effect.access_count; i++)
        touch(EVENT_DATA, effect.access[i].address, effect.access[i].bytes, registers->cr3);
    if (effect.kind != KIND_NONE)
        record(EVENT_SPECIAL, effect.kind);
    if (effect.kind == KIND_IRET) {
        touch_descriptor(remote_word(registers->general[RSP] + 8), registers->cr3);
        touch_descriptor(remote_word(registers->general[RSP] + 32), registers->cr3);
    }
    if (show_all)
        show(instruction, &effect);
    return effect;
}

/* ---- user instructions: only their first two bytes matter; all address spaces show the same image ---- */

static unsigned user_bytes(uint64_t address)
{
    static struct {
        uint64_t address;
        unsigned bytes;
        bool used;
    } known[TABLE_MAX];
    size_t place = address % TABLE_MAX;
    unsigned char bytes[2];

    while (known[place].used && known[place].address != address)
        place = (place + 1) % TABLE_MAX;
    if (!known[place].used) {
        remote_memory(address, bytes, sizeof bytes);
        known[place].address = address;
        known[place].bytes = bytes[0] | (unsigned)bytes[1] << 8;
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
    fail("%s: no RDTSC was seen to read %llu", key, (unsigned long long)stamp);
}

/* Events of the steps behind `from` up to `to`, sorted, are counted: all of them, and those that differ. */
static void report(const char *key, uint64_t from, uint64_t to)
{
    struct event *inside = malloc((event_count + 1) * sizeof *inside);
    unsigned long all[EVENT_STAMP + 1] = {0}, distinct[EVENT_STAMP + 1] = {0}, special[KIND_COUNT] = {0};
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
    for (unsigned kind = 0; kind < KIND_COUNT; kind++)
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
    uint64_t from = registers->general[RSI], to = registers->general[RDX];
    uint64_t first = 0, last = 0;

    remote_memory(registers->general[RDI], key, sizeof key);
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
 * at the gate's first instruction. False: the machine is gone.
 */
static bool step(struct registers *registers)
{
    struct registers before = *registers;
    bool kernel = (before.cs & 3) == 0;
    unsigned bytes = kernel ? 0 : user_bytes(before.rip);
    const struct instruction *instruction = listing_find(before.rip);
    struct effect effect = {.kind = KIND_NONE};

    steps++;
    if (kernel)
        effect = kernel_instruction(&before);
    if (!remote_step())
        return false;
    *registers = remote_registers();
    /* An interrupt instead of the instruction leaves an old stamp in the registers. */
    if (effect.kind == KIND_RDTSC || (bytes == BYTES_RDTSC && (registers->cs & 3) != 0))
        record(EVENT_STAMP, registers->general[RDX] << 32 | (registers->general[RAX] & 0xffffffff));
    if (kernel) {
        bool next = registers->rip == before.rip + instruction->length;

        if (!next && !effect.jumps && !(effect.repeats && registers->rip == before.rip))
            fail("an interrupt in the kernel at %#llx", (unsigned long long)before.rip);
        return true;
    }
    if ((registers->cs & 3) == 0) {
        record(EVENT_ENTRY, 0);
        if (bytes != BYTES_SYSCALL) {
            delivered(&before, registers);
            if (bytes != BYTES_UD2)
                steps--;
        }
    }
    return true;
}

/* The stub's clock stands still while stepping: nothing would wake the machine. An operation that pauses is none. */
static bool is_idle(const struct registers *registers)
{
    const struct instruction *instruction = (registers->cs & 3) == 0 ? listing_find(registers->rip) : NULL;

    return instruction != NULL && strcmp(instruction->text, "hlt") == 0;
}

/* The guest is at bench_trace_begin(n). */
static bool trace(uint64_t end)
{
    struct registers registers = remote_registers();
    uint64_t wanted = registers.general[RDI];

    if (show_all)
        fprintf(stderr, "begin, %llu operations\n", (unsigned long long)wanted);
    idt = remote_table_base("IDT");
    gdt = remote_table_base("GDT");
    tss = remote_table_base("TR ");
    memset(translations, 0, sizeof translations);
    event_count = 0;
    steps = 0;
    while (wanted > 0 && !is_idle(&registers)) {
        if (registers.rip == end) {
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
