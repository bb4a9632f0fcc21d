/* SPDX-License-Identifier: BSD-2-Clause */
/* The stub of x86_64. */
#include <kit/kit.h>
#include <runtime/string.h>
#include "../play.h"

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
    ".org stub_code + 0x430\n" /* STUB_PRIVILEGED */
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

unsigned long stub_jump(unsigned long place)
{
    return place;
}

void stub_place(void)
{
    require_ok(kit_map(kit_frame(), seL4_CapInitThreadVSpace, STUB, seL4_AllRights));
    memcpy((void *)STUB, stub_code, STUB_CODE_BYTES);
}
