/* SPDX-License-Identifier: BSD-2-Clause */
/* The stub of AArch64. */
#include <kit/kit.h>
#include <runtime/string.h>
#include "../play.h"

/* Number of x17 in seL4_UserContext. */
#define STUB_X17 13

/*
 * Position-independent, copied to STUB; offsets are those of struct stub_data. x16 holds its address: what it was is
 * not stored. x17 comes from the script: it is where the thread goes on (REPLAY_JUMP).
 */
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    ".globl stub_code\n"
    "stub_code:\n"
    "0:  svc #0\n"
    "    adr x16, 0b + 0x800\n"
    "    str x0, [x16, #0x18]\n"
    "    str x1, [x16, #0x20]\n"
    "    str x2, [x16, #0x28]\n"
    "    str x3, [x16, #0x30]\n"
    "    str x4, [x16, #0x38]\n"
    "    str x5, [x16, #0x40]\n"
    "    str x6, [x16, #0x48]\n"
    "    str x7, [x16, #0x50]\n"
    "    str x8, [x16, #0x58]\n"
    "    str x17, [x16, #0x68]\n"
    "    str x18, [x16, #0x70]\n"
    "    str x29, [x16, #0x78]\n"
    "    str x30, [x16, #0x80]\n"
    "    str x9, [x16, #0x88]\n"
    "    str x10, [x16, #0x90]\n"
    "    str x11, [x16, #0x98]\n"
    "    str x12, [x16, #0xa0]\n"
    "    str x13, [x16, #0xa8]\n"
    "    str x14, [x16, #0xb0]\n"
    "    str x15, [x16, #0xb8]\n"
    "    str x19, [x16, #0xc0]\n"
    "    str x20, [x16, #0xc8]\n"
    "    str x21, [x16, #0xd0]\n"
    "    str x22, [x16, #0xd8]\n"
    "    str x23, [x16, #0xe0]\n"
    "    str x24, [x16, #0xe8]\n"
    "    str x25, [x16, #0xf0]\n"
    "    str x26, [x16, #0xf8]\n"
    "    str x27, [x16, #0x100]\n"
    "    str x28, [x16, #0x108]\n"
    "    mov x1, sp\n"
    "    str x1, [x16, #0x8]\n"
    "    mrs x1, nzcv\n"
    "    orr x1, x1, #0x40\n"
    "    str x1, [x16, #0x10]\n"
    "    mrs x1, tpidr_el0\n"
    "    str x1, [x16, #0x110]\n"
    "    mrs x1, tpidrro_el0\n"
    "    str x1, [x16, #0x118]\n"
    "    ldr x1, [x16, #0x120]\n"
    "    mov sp, x1\n"
    "    ldr x1, [x16, #0x128]\n"
    "    blr x1\n"
    "    adr x16, 0b + 0x800\n"
    "    ldr x1, [x16, #0x8]\n"
    "    mov sp, x1\n"
    "    ldr x1, [x16, #0x10]\n"
    "    msr nzcv, x1\n"
    "    ldr x1, [x16, #0x110]\n"
    "    msr tpidr_el0, x1\n"
    "    ldr x0, [x16, #0x18]\n"
    "    ldr x1, [x16, #0x20]\n"
    "    ldr x2, [x16, #0x28]\n"
    "    ldr x3, [x16, #0x30]\n"
    "    ldr x4, [x16, #0x38]\n"
    "    ldr x5, [x16, #0x40]\n"
    "    ldr x6, [x16, #0x48]\n"
    "    ldr x7, [x16, #0x50]\n"
    "    ldr x8, [x16, #0x58]\n"
    "    ldr x17, [x16, #0x68]\n"
    "    ldr x18, [x16, #0x70]\n"
    "    ldr x29, [x16, #0x78]\n"
    "    ldr x30, [x16, #0x80]\n"
    "    ldr x9, [x16, #0x88]\n"
    "    ldr x10, [x16, #0x90]\n"
    "    ldr x11, [x16, #0x98]\n"
    "    ldr x12, [x16, #0xa0]\n"
    "    ldr x13, [x16, #0xa8]\n"
    "    ldr x14, [x16, #0xb0]\n"
    "    ldr x15, [x16, #0xb8]\n"
    "    ldr x19, [x16, #0xc0]\n"
    "    ldr x20, [x16, #0xc8]\n"
    "    ldr x21, [x16, #0xd0]\n"
    "    ldr x22, [x16, #0xd8]\n"
    "    ldr x23, [x16, #0xe0]\n"
    "    ldr x24, [x16, #0xe8]\n"
    "    ldr x25, [x16, #0xf0]\n"
    "    ldr x26, [x16, #0xf8]\n"
    "    ldr x27, [x16, #0x100]\n"
    "    ldr x28, [x16, #0x108]\n"
    "    ldr x16, [x16, #0x60]\n"
    "    br x17\n"
    ".org stub_code + 0x400\n" /* STUB_LOAD */
    "    ldrb wzr, [x21]\n"
    "    b 0b + 4\n"
    ".org stub_code + 0x410\n" /* STUB_STORE */
    "    strb wzr, [x21]\n"
    "    b 0b + 4\n"
    ".org stub_code + 0x420\n" /* STUB_UNDEFINED */
    "    .inst 0\n"
    "    b 0b + 4\n"
    ".org stub_code + 0x430\n" /* STUB_PRIVILEGED */
    "    mrs xzr, ttbr0_el1\n"
    "    b 0b + 4\n"
    ".org stub_code + 0x440\n" /* STUB_BREAKPOINT */
    "    brk #0\n"
    "    b 0b + 4\n"
    ".org stub_code + 0x450\n" /* STUB_END */
    "3:  .inst 0\n"
    "    b 3b\n"
    ".org stub_code + 0x460\n"
    ".text\n");

/* At the end there is no script to say where the thread goes on. */
unsigned long stub_jump(unsigned long place)
{
    if (place == STUB_END)
        ((struct stub_data *)STUB_DATA)->registers[STUB_X17] = place;
    return place;
}

void stub_place(void)
{
    seL4_CPtr page = kit_frame();

    require_ok(kit_map(page, seL4_CapInitThreadVSpace, STUB, seL4_AllRights));
    memcpy((void *)STUB, stub_code, STUB_CODE_BYTES);
    require_ok(seL4_ARM_Page_Unify_Instruction(page, 0, STUB_CODE_BYTES));
}
