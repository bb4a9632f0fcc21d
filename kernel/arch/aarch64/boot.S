/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the loader: EL2, translation on, the kernel at its link address, interrupts off. x0 to x5 are boot_start's
 * arguments and stay as they are. Entered at another level it stops: the loader is the one who can say so.
 */
    .section .boot.entry, "ax"
    .globl boot_entry
boot_entry:
    msr daifset, #0xf
    mrs x9, CurrentEL
    cmp x9, #0x8
    b.ne 2f
    msr spsel, #1
    adrp x9, ki_bss
    add x9, x9, :lo12:ki_bss
    adrp x10, ki_end
1:  stp xzr, xzr, [x9], #16
    cmp x9, x10
    b.lo 1b
    adrp x9, kernel_stack_top
    mov sp, x9
    adrp x9, hw_vectors
    add x9, x9, :lo12:hw_vectors
    msr vbar_el2, x9
    isb
    mov x29, xzr
    bl boot_start
2:  wfe
    b 2b

    .section .note.GNU-stack, "", @progbits
