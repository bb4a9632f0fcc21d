/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs with the kernel's compiled bitcode: prints one line that says how it ended. The functions of proof/verify.h that
 * make sense in a run are here; others, ghost state and leaves without body have address 0.
 */
#include "runtime.h"
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { OBJECTS_MAX = 256, PAGE = 4096 };

#define ARENA 0x200000000ul
#define ARENA_STEP 0x100000ul /* from object to object */

static struct {
    void *start;
    word_t kind;
} objects[OBJECTS_MAX];
static unsigned object_count;
static bool contracts_count;
static char stack_for_signals[1 << 16];

_Noreturn static void end(const char *how)
{
    ssize_t written = write(1, how, strlen(how));

    _exit(written > 0 ? 0 : 1);
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    word_t address = (word_t)info->si_addr, at = (word_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];

    if (number == SIGILL)
        end("undefined\n");
    if (at == 0)
        end("no body\n");
    if (number == SIGSEGV && info->si_code != SI_KERNEL && (address < PAGE || address >= ARENA))
        end("no object\n");
    end("privileged\n");
}

void replay_begin(int contracts)
{
    static const int numbers[] = {SIGILL, SIGSEGV, SIGBUS, SIGFPE, SIGTRAP};
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t stack = {.ss_sp = stack_for_signals, .ss_size = sizeof stack_for_signals};

    contracts_count = contracts != 0;
    sigaltstack(&stack, 0);
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, 0);
    alarm(5);
}

void *replay_object(word_t number, word_t kind, word_t bytes)
{
    word_t room = (bytes + PAGE - 1) / PAGE * PAGE;
    char *place = mmap((void *)(ARENA + number * ARENA_STEP), room + PAGE, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

    if (place == MAP_FAILED || object_count == OBJECTS_MAX ||
        (kind != 0 && room != 0 && mprotect(place, room, PROT_READ | PROT_WRITE) != 0))
        end("no memory\n");
    objects[object_count].kind = kind;
    objects[object_count++].start = kind != 0 ? place + room - bytes : place;
    return objects[object_count - 1].start;
}

void replay_store(void *object, word_t offset, word_t value, word_t bytes)
{
    if (object != 0)
        memcpy((char *)object + offset, &value, bytes < sizeof value ? bytes : sizeof value);
}

_Noreturn void replay_end(void)
{
    end("returned\n");
}

/* ---- proof/verify.h ---- */
void v_assume(bool condition);
void v_assert(bool condition);
void v_requires(bool condition);
void v_ensures(bool condition);
void v_contract(bool condition);
void v_precondition(bool condition);
word_t v_type(const void *object);
void v_inv_only(const char *prefix);
void v_inv_assume(void);
void v_inv_requires(void);
void v_invariant(bool condition);
void v_variant(word_t value);
void v_use(const void *a);
void v_use2(const void *a, const void *b);
void v_use_word(word_t w);
void v_changes(const void *p, word_t bytes);
void v_changes_all(const char *field);
void v_changes_found(void);

void v_assume(bool condition)
{
    if (!condition)
        end("assumption\n");
}

void v_assert(bool condition)
{
    if (!condition)
        end("assertion\n");
}

void v_requires(bool condition) { v_assume(condition); }
void v_ensures(bool condition) { v_assert(condition); }
void v_contract(bool condition) { v_assert(condition || !contracts_count); }
void v_precondition(bool condition) { v_contract(condition); }

word_t v_type(const void *object)
{
    for (unsigned i = 0; i < object_count; i++)
        if (objects[i].start == object)
            return objects[i].kind;
    return 0;
}

/* What the counterexample is known to fulfil, or what only matters to the prover. */
void v_inv_only(const char *prefix) { (void)prefix; }
void v_inv_assume(void) {}
void v_inv_requires(void) {}
void v_invariant(bool condition) { (void)condition; }
void v_variant(word_t value) { (void)value; }
void v_use(const void *a) { (void)a; }
void v_use2(const void *a, const void *b) { (void)a, (void)b; }
void v_use_word(word_t w) { (void)w; }
void v_changes(const void *p, word_t bytes) { (void)p, (void)bytes; }
void v_changes_all(const char *field) { (void)field; }
void v_changes_found(void) {}
