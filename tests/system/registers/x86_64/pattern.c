/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of x86_64. Words: rsp, rflags, rax, rbx, rcx, rdx, rsi, rbp, r8 to r15, and what the FS and GS bases point
 * to; rdi is the block. AVX: tests/system/fpu.
 */
#include "../pattern.h"

enum { W_RSP, W_FLAGS, W_RAX, W_RBX, W_RCX, W_RDX, W_RSI, W_RBP, W_R8, W_R11 = W_R8 + 3, W_FS = W_R8 + 8, W_GS,
       WORDS };
/* In the block: the end of a stack, and what the bases point to. */
enum { STACK_END = 504, FS_BYTE = 400, GS_BYTE = 408 };
/* In the FPU's part (FXSAVE): control, status and tags; MXCSR; x87 registers, 10 bytes of 16 each; XMM. */
enum { FXSAVE_FCW = 0, FXSAVE_FSW = 2, FXSAVE_FTW = 4, FXSAVE_MXCSR = 24, FXSAVE_ST = 32, FXSAVE_XMM = 160,
       FXSAVE_END = 416, FPU_BYTES = 512 };

#define FLAGS_ALL 0xed7UL  /* carry, parity, adjust, zero, sign, direction, overflow; those that are always on */
#define FLAGS_NONE 0x202UL
#define UNKNOWN_CALL 0xc1UL

#define EACH_WORD(op) \
    op(rax, 16) op(rbx, 24) op(rcx, 32) op(rdx, 40) op(rsi, 48) op(rbp, 56) op(r8, 64) op(r9, 72) op(r10, 80) \
    op(r11, 88) op(r12, 96) op(r13, 104) op(r14, 112) op(r15, 120)
#define LOAD_WORD(r, byte) "mov " #byte "(%rdi), %" #r "\n"
#define STORE_WORD(r, byte) "mov %" #r ", 2048 + " #byte "(%rdi)\n"
#define LOAD "fxrstor64 512(%rdi)\n mov (%rdi), %rsp\n pushq 8(%rdi)\n popfq\n" EACH_WORD(LOAD_WORD)
__asm__(".text\n"
        "load_spin: " LOAD "1: jmp 1b\n"
        "load_yield: " LOAD "1: syscall\n jmp 1b\n"
        "load_undefined: " LOAD "ud2\n"
        "load_call: " LOAD "syscall\n"
        "load_access: " LOAD "mov (%rbx), %rax\n"
        ".globl pattern_store\n" "pattern_store: " EACH_WORD(STORE_WORD)
        "mov %rsp, 2048(%rdi)\n pushfq\n popq 2056(%rdi)\n mov %fs:0, %rax\n mov %rax, 2048 + 128(%rdi)\n"
        "mov %gs:0, %rax\n mov %rax, 2048 + 136(%rdi)\n fxsave64 2560(%rdi)\n ud2\n");
extern const char load_spin[], load_yield[], load_undefined[], load_call[], load_access[];

static const char *const loads[POINTS] = {load_spin, load_yield, load_undefined, load_call, load_access};

const unsigned pattern_stored_byte = 2048, pattern_words = WORDS;

static void bytes_set(unsigned char *at, seL4_Word value, unsigned count)
{
    memcpy(at, &value, count);
}

/* All x87 registers are in use. Rounding and masks differ; exceptions stay masked, or their flags would be pending. */
static void fpu_finish(unsigned char *area, unsigned thread)
{
    bytes_set(area + FXSAVE_FCW, thread == 0 ? 0x37f : 0x83f, 2);
    bytes_set(area + FXSAVE_FSW, thread == 0 ? 0 : 0x3800, 2);
    bytes_set(area + FXSAVE_FTW, 0xff, 1);
    bytes_set(area + FXSAVE_MXCSR, thread == 0 ? 0x1fbf : 0x7f80, 4);
}

void pattern_finish(unsigned char *block, unsigned thread, enum pattern_point point)
{
    bytes_set(block + 8 * W_RSP, (seL4_Word)block + STACK_END, 8);
    bytes_set(block + 8 * W_FLAGS, thread == 0 ? FLAGS_ALL : FLAGS_NONE, 8);
    memcpy(block + FS_BYTE, block + 8 * W_FS, 8);
    memcpy(block + GS_BYTE, block + 8 * W_GS, 8);
    fpu_finish(block + PATTERN_FPU_BYTE, thread);
    if (point == POINT_YIELD)
        bytes_set(block + 8 * W_RDX, (seL4_Word)seL4_SysYield, 8);
    if (point == POINT_CALL)
        bytes_set(block + 8 * W_RDX, UNKNOWN_CALL, 8);
    if (point == POINT_ACCESS)
        bytes_set(block + 8 * W_RBX, 0x7f0000000000, 8);
}

seL4_UserContext pattern_context(unsigned char *block, enum pattern_point point)
{
    return (seL4_UserContext){.rip = (seL4_Word)loads[point],
                              .rdi = (seL4_Word)block,
                              .rflags = FLAGS_NONE,
                              .fs_base = (seL4_Word)block + FS_BYTE,
                              .gs_base = (seL4_Word)block + GS_BYTE};
}

/* `syscall` leaves the next instruction's address in rcx and the flags in r11. */
int pattern_word_is_lost(unsigned word, enum pattern_point point)
{
    return (point == POINT_YIELD || point == POINT_CALL) && (word == W_RCX || word == W_R11);
}

int pattern_fpu_is_same(const unsigned char *set, const unsigned char *stored)
{
    int same = memcmp(set, stored, FXSAVE_FTW + 1) == 0 && memcmp(set + FXSAVE_MXCSR, stored + FXSAVE_MXCSR, 4) == 0
        && memcmp(set + FXSAVE_XMM, stored + FXSAVE_XMM, FXSAVE_END - FXSAVE_XMM) == 0;

    for (unsigned i = 0; i < 8; i++)
        same &= memcmp(set + FXSAVE_ST + 16 * i, stored + FXSAVE_ST + 16 * i, 10) == 0;
    return same;
}
