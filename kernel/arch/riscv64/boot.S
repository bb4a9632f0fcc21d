/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the loader: supervisor mode, translation on, the kernel at its link address, interrupts off. a0 to a5 are those
 * of boot_start and stay as they are; sscratch gets a place where a trap can store registers.
 */
#include <status.h>

    .section .boot.entry, "ax"
    .globl boot_entry
boot_entry:
    csrw sie, zero
    li t0, STATUS_SIE | STATUS_SPP | STATUS_FS | STATUS_SUM | STATUS_MXR
    csrc sstatus, t0
    lla t0, ki_bss
    lla t1, ki_end
1:  sd zero, (t0)
    addi t0, t0, 8
    bltu t0, t1, 1b
    lla sp, kernel_stack_top
    lla t0, idle_tcb
    csrw sscratch, t0
    lla t0, hw_entry_trap
    csrw stvec, t0
    li s0, 0
    call boot_start
2:  wfi
    j 2b

    .section .note.GNU-stack, "", @progbits
