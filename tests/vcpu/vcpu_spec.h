/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification of AArch64's virtual CPUs: what hyp.md says, over VCPUs that each have a processor of their own. Where
 * the kernel keeps a register, and when it moves, has no place here: what counts is what a guest finds, and what a
 * thread without VCPU finds.
 */
#ifndef VCPU_SPEC_H
#define VCPU_SPEC_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t word;

enum { SPEC_VCPUS = 4, SPEC_THREADS = 5, SPEC_NOBODY = -1 };
/* Registers of a guest: those with a number in the interface, then the others. */
enum { SPEC_NAMED = 24, SPEC_FILE = 512, SPEC_LISTS = 64 };

struct spec_vcpu {
    int thread; /* or SPEC_NOBODY */
    word file[SPEC_FILE];
    word list[SPEC_LISTS];
    bool timer_masked;
};

struct spec_thread {
    int vcpu; /* or SPEC_NOBODY */
    bool guest_mode; /* its program state is of EL1 */
    word tpidrro;    /* TPIDRRO_EL0, which a guest at EL1 writes */
};

struct spec_machine {
    struct spec_vcpu vcpu[SPEC_VCPUS];
    struct spec_thread thread[SPEC_THREADS];
    int running; /* thread, or SPEC_NOBODY: nothing to do */
    unsigned lists, controller; /* list registers; 2 or 3 */
};

struct spec_answer {
    word error, count, words[2];
};

void spec_begin(struct spec_machine *m, unsigned lists, unsigned controller);
void spec_vcpu_new(struct spec_machine *m, int vcpu);
void spec_vcpu_end(struct spec_machine *m, int vcpu);
void spec_thread_end(struct spec_machine *m, int thread);

/* length: words of the message, at least as many as the method reads. caps: extra capabilities. */
struct spec_answer spec_set_tcb(struct spec_machine *m, int vcpu, unsigned caps, bool is_thread, int thread);
struct spec_answer spec_inject(struct spec_machine *m, int vcpu, unsigned length, word argument);
struct spec_answer spec_read(const struct spec_machine *m, int vcpu, unsigned length, word number);
struct spec_answer spec_write(struct spec_machine *m, int vcpu, unsigned length, word number, word value);
struct spec_answer spec_ack(struct spec_machine *m, int vcpu, unsigned length, word interrupt);

/* The VCPU of the thread that runs, or SPEC_NOBODY. */
int spec_active(const struct spec_machine *m);
/* The timer's, or the controller's, interrupt while `told` the running thread could be told: is it? */
bool spec_timer(struct spec_machine *m, bool can_be_told);
/* ended: which list registers have ended. Returns the message's word. */
bool spec_maintenance(struct spec_machine *m, bool can_be_told, word ended, word *message);

#endif
