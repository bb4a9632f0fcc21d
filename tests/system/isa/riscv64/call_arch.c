/* SPDX-License-Identifier: BSD-2-Clause */
#include "call.h"

/*
 * The offsets are those of struct call_registers; the second set follows the first. The stack and thread pointers stay
 * as they are, and are written down before.
 */
__asm__(".text\n"
        ".globl call_trap, call_instruction, call_next\n"
        "call_trap:\n"
        "    addi sp, sp, -112\n"
        "    sd ra, 0(sp)\n    sd s0, 8(sp)\n    sd s1, 16(sp)\n    sd s2, 24(sp)\n    sd s3, 32(sp)\n"
        "    sd s4, 40(sp)\n    sd s5, 48(sp)\n    sd s6, 56(sp)\n    sd s7, 64(sp)\n    sd s8, 72(sp)\n"
        "    sd s9, 80(sp)\n    sd s10, 88(sp)\n    sd s11, 96(sp)\n"
        "    sd a0, 104(sp)\n"
        "    sd sp, 8(a0)\n    sd tp, 24(a0)\n"
        "    ld ra, 0(a0)\n    ld gp, 16(a0)\n    ld t0, 32(a0)\n    ld t1, 40(a0)\n    ld t2, 48(a0)\n"
        "    ld s0, 56(a0)\n    ld s1, 64(a0)\n    ld a1, 80(a0)\n    ld a2, 88(a0)\n    ld a3, 96(a0)\n"
        "    ld a4, 104(a0)\n    ld a5, 112(a0)\n    ld a6, 120(a0)\n    ld a7, 128(a0)\n    ld s2, 136(a0)\n"
        "    ld s3, 144(a0)\n    ld s4, 152(a0)\n    ld s5, 160(a0)\n    ld s6, 168(a0)\n    ld s7, 176(a0)\n"
        "    ld s8, 184(a0)\n    ld s9, 192(a0)\n    ld s10, 200(a0)\n    ld s11, 208(a0)\n"
        "    ld t3, 216(a0)\n    ld t4, 224(a0)\n    ld t5, 232(a0)\n    ld t6, 240(a0)\n"
        "    ld a0, 72(a0)\n"
        "call_instruction:\n"
        "    ecall\n"
        "call_next:\n"
        "    sd t6, -16(sp)\n"
        "    ld t6, 104(sp)\n"
        "    sd ra, 248(t6)\n    sd sp, 256(t6)\n    sd gp, 264(t6)\n    sd tp, 272(t6)\n    sd t0, 280(t6)\n"
        "    sd t1, 288(t6)\n    sd t2, 296(t6)\n    sd s0, 304(t6)\n    sd s1, 312(t6)\n    sd a0, 320(t6)\n"
        "    sd a1, 328(t6)\n    sd a2, 336(t6)\n    sd a3, 344(t6)\n    sd a4, 352(t6)\n    sd a5, 360(t6)\n"
        "    sd a6, 368(t6)\n    sd a7, 376(t6)\n    sd s2, 384(t6)\n    sd s3, 392(t6)\n    sd s4, 400(t6)\n"
        "    sd s5, 408(t6)\n    sd s6, 416(t6)\n    sd s7, 424(t6)\n    sd s8, 432(t6)\n    sd s9, 440(t6)\n"
        "    sd s10, 448(t6)\n    sd s11, 456(t6)\n    sd t3, 464(t6)\n    sd t4, 472(t6)\n"
        "    sd t5, 480(t6)\n"
        "    ld t5, -16(sp)\n    sd t5, 488(t6)\n"
        "    ld ra, 0(sp)\n    ld s0, 8(sp)\n    ld s1, 16(sp)\n    ld s2, 24(sp)\n    ld s3, 32(sp)\n"
        "    ld s4, 40(sp)\n    ld s5, 48(sp)\n    ld s6, 56(sp)\n    ld s7, 64(sp)\n    ld s8, 72(sp)\n"
        "    ld s9, 80(sp)\n    ld s10, 88(sp)\n    ld s11, 96(sp)\n"
        "    addi sp, sp, 112\n"
        "    ret\n");

_Static_assert(sizeof(struct call_registers) == 248, "offsets in call_trap");
