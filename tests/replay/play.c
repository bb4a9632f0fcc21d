/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every thread does when it runs: compare with the script, and make the next call. Threads may be without FPU, so
 * this file is compiled without using it, and calls nothing.
 */
#include "play.h"

/* A thread that has nothing to do any more faults until nobody runs but the program that wants to know. */
#define STUB_END (STUB + 0x450)
#define FRAME_BYTES 4096ul
#define BUFFER_BYTES (BUFFER_WORDS_ALL * 8)

struct play_result play_result;

static const unsigned long *at;
static volatile unsigned long *buffer_of_supervisor;
static unsigned long shadow[WINDOWS][BUFFER_WORDS_ALL];

/*
 * Position-independent, copied to STUB: with RIP-relative stores no register is needed to save the others. Offsets of
 * the registers are those of struct stub_data.
 */
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    ".globl stub_code\n"
    "stub_code:\n"
    "0:  syscall\n"
    "2:  movq %rax, 0b + 0x818(%rip)\n"
    "    movq %rsp, 0b + 0x808(%rip)\n"
    "    movq %rbx, 0b + 0x820(%rip)\n"
    "    movq %rcx, 0b + 0x828(%rip)\n"
    "    movq %rdx, 0b + 0x830(%rip)\n"
    "    movq %rsi, 0b + 0x838(%rip)\n"
    "    movq %rdi, 0b + 0x840(%rip)\n"
    "    movq %rbp, 0b + 0x848(%rip)\n"
    "    movq %r8, 0b + 0x850(%rip)\n"
    "    movq %r9, 0b + 0x858(%rip)\n"
    "    movq %r10, 0b + 0x860(%rip)\n"
    "    movq %r11, 0b + 0x868(%rip)\n"
    "    movq %r12, 0b + 0x870(%rip)\n"
    "    movq %r13, 0b + 0x878(%rip)\n"
    "    movq %r14, 0b + 0x880(%rip)\n"
    "    movq %r15, 0b + 0x888(%rip)\n"
    "    movq 0b + 0x890(%rip), %rsp\n"
    "    pushfq\n"
    "    popq 0b + 0x810(%rip)\n"
    "    cld\n"
    "    callq *0b + 0x898(%rip)\n"
    "    movq %rax, 0b + 0x8a0(%rip)\n"
    "    pushq 0b + 0x810(%rip)\n"
    "    popfq\n"
    "    movq 0b + 0x818(%rip), %rax\n"
    "    movq 0b + 0x820(%rip), %rbx\n"
    "    movq 0b + 0x828(%rip), %rcx\n"
    "    movq 0b + 0x830(%rip), %rdx\n"
    "    movq 0b + 0x838(%rip), %rsi\n"
    "    movq 0b + 0x840(%rip), %rdi\n"
    "    movq 0b + 0x848(%rip), %rbp\n"
    "    movq 0b + 0x850(%rip), %r8\n"
    "    movq 0b + 0x858(%rip), %r9\n"
    "    movq 0b + 0x860(%rip), %r10\n"
    "    movq 0b + 0x868(%rip), %r11\n"
    "    movq 0b + 0x870(%rip), %r12\n"
    "    movq 0b + 0x878(%rip), %r13\n"
    "    movq 0b + 0x880(%rip), %r14\n"
    "    movq 0b + 0x888(%rip), %r15\n"
    "    movq 0b + 0x808(%rip), %rsp\n"
    "    jmpq *0b + 0x8a0(%rip)\n"
    ".org stub_code + 0x400\n" /* STUB_LOAD */
    "    testb %al, (%rax)\n"
    "    jmp 2b\n"
    ".org stub_code + 0x410\n" /* STUB_STORE */
    "    movb %al, (%rax)\n"
    "    jmp 2b\n"
    ".org stub_code + 0x420\n" /* STUB_UNDEFINED */
    "    ud2\n"
    "    jmp 2b\n"
    ".org stub_code + 0x430\n" /* STUB_HALT */
    "    hlt\n"
    "    jmp 2b\n"
    ".org stub_code + 0x440\n" /* STUB_BREAKPOINT */
    "    int3\n"
    "    jmp 2b\n"
    ".org stub_code + 0x450\n" /* STUB_END */
    "3:  ud2\n"
    "    jmp 3b\n"
    ".org stub_code + 0x460\n"
    ".text\n");

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

        if ((ignored >> i & 1) == 0 && found != wanted[i])
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
        if (found != known[i])
            differ(PLAY_BUFFER, i, known[i], found);
    }
    for (unsigned i = 0; i < BUFFER_WORDS_ALL; i++) {
        if (in_set(written, i))
            words[i] = known[i] = *at++;
    }
}

static unsigned long place_of(unsigned action)
{
    static const unsigned long places[] = {STUB_END, STUB_CALL, STUB_LOAD, STUB_STORE, STUB_UNDEFINED, STUB_HALT,
                                           STUB_BREAKPOINT};

    return places[action];
}

unsigned long play_turn(void)
{
    struct stub_data *data = (struct stub_data *)(STUB + STUB_DATA);
    unsigned long head = *at;

    if (play_result.ended || HEAD_ACTION(head) == ACTION_END) {
        play_result.ended = 1;
        return STUB_END;
    }
    compare_registers(data, at + 1, HEAD_IGNORED(head));
    at += 1 + REGISTERS;
    for (unsigned i = 0; i < REGISTERS; i++)
        data->registers[REGISTER_FIRST + i] = *at++;
    play_result.window = HEAD_WINDOW(head);
    if (play_result.window != WINDOW_NONE && !play_result.ended)
        take_buffer(play_result.window);
    if (play_result.ended)
        return STUB_END;
    play_result.turns++;
    return place_of(HEAD_ACTION(head));
}
