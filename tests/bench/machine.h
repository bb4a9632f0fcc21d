/* SPDX-License-Identifier: BSD-2-Clause */
/* What the ISA's folder tells trace.c: registers, what instructions do, what belongs to the machine. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include "listing.h"

#include <isa_registers.h> /* struct registers: uint64_t pc and what else the ISA needs */

/* The answer to the stub's request for all registers, taken apart. */
struct registers machine_registers(void);
bool machine_in_kernel(const struct registers *registers);
/* A number for the address space, as far as the kernel's addresses differ between spaces. */
uint64_t machine_space(const struct registers *registers);
/* Argument i of the C function that begins here. */
uint64_t machine_argument(const struct registers *registers, unsigned i);
/* No cache keeps what is at this physical address. */
bool machine_is_device(uint64_t physical);
/* The instruction that waits for an interrupt, as the listing has it. */
extern const char machine_idle_text[];
/* Tracing begins: tables that do not change meanwhile are found. */
void machine_trace_begin(void);

/* ---- instructions of user code ---- */

enum user_kind { USER_PLAIN, USER_CLOCK, USER_CALL, USER_FAULT };

#define USER_BYTES 4 /* of an instruction matter */

/* Reads the clock, makes a system call, or is the fault of the bench. */
enum user_kind machine_user_kind(const unsigned char bytes[USER_BYTES]);
/* What an instruction that reads the clock has read. */
uint64_t machine_stamp(const unsigned char bytes[USER_BYTES], const struct registers *after);
/* The kernel's first instruction is next: records what the CPU itself touched on the way. by_call: a system call. */
void machine_entered(const struct registers *before, const struct registers *after, bool by_call);

/* ---- instructions of the kernel ---- */

/* Kinds of instructions that are counted by name. */
#define KIND_MAX 24
#define KIND_NONE KIND_MAX

extern const char *const kind_names[];
extern const unsigned kind_count;

struct access {
    uint64_t address;
    unsigned bytes;
};

#define ACCESS_MAX 8

struct effect {
    unsigned kind;
    struct access access[ACCESS_MAX];
    unsigned access_count;
    bool jumps;    /* need not go on at the next instruction */
    bool repeats;  /* each iteration is one step */
    bool reads_clock;
};

/*
 * What the instruction is about to do: the memory it touches and whether it is of a kind that costs more than an
 * instruction. One whose memory cannot be told ends the program: counts are exact or there are none.
 */
struct effect decode(const struct instruction *instruction, const struct registers *registers);

/* For decode. */
void effect_add(struct effect *effect, uint64_t address, unsigned bytes);

#endif
