/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's first and last instructions, and the files it carries (KERNEL_FILE, IMAGE_FILE). The firmware enters
 * with a0 = hart, a1 = device tree, in supervisor mode without translation.
 */
/* Hart state management of the SBI. */
#define SBI_HSM 0x48534d
#define HSM_START 0
#define HSM_STOP 1

    .section .text.entry, "ax"
    .globl loader_entry
loader_entry:
    csrw sie, zero
#if HART >= 0
    /* The firmware may choose any hart: start the one that is wanted, and stop. */
    li t0, HART
    beq a0, t0, 1f
    mv a2, a1
    mv a0, t0
    lla a1, loader_entry
    li a6, HSM_START
    li a7, SBI_HSM
    ecall
    lla sp, stack_top
    bnez a0, loader_hart_missing
    li a6, HSM_STOP
    ecall
    j 3f
1:
#endif
    lla t0, loader_trap
    csrw stvec, t0
    lla t0, loader_bss
    lla t1, loader_end
2:  sd zero, (t0)
    addi t0, t0, 8
    bltu t0, t1, 2b
    lla sp, stack_top
    call loader_main

    .balign 4
loader_trap:
    csrr a0, scause
    csrr a1, stval
    lla sp, stack_top
    call loader_trapped
3:  wfi
    j 3b

/* void loader_enter(const word_t arguments[6], word_t satp, word_t entry): the tables of satp map this code, too. */
    .globl loader_enter
loader_enter:
    mv t0, a0
    mv t1, a2
    fence.i
    csrw satp, a1
    sfence.vma
    ld a0, 0(t0)
    ld a1, 8(t0)
    ld a2, 16(t0)
    ld a3, 24(t0)
    ld a4, 32(t0)
    ld a5, 40(t0)
    jr t1

    .section .blob, "a"
    .globl kernel_file, kernel_file_end, image_file, image_file_end
    .balign 4096
kernel_file:
    .incbin KERNEL_FILE
kernel_file_end:
    .balign 4096
image_file:
    .incbin IMAGE_FILE
image_file_end:

    .section .bss
    .balign 16
    .skip 8192
stack_top:
