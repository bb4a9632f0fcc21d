/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's first and last instructions, and the files it carries (KERNEL_FILE, IMAGE_FILE). QEMU and U-Boot (booti)
 * enter as they enter Linux: x0 = device tree, interrupts and translation off. Other CPUs are off until somebody asks
 * the firmware for them.
 */
#define SCTLR_EL2_ONES 0x30c50830
#define SCTLR_M_C_I 0x1005

    .section .text.header, "ax"
    .globl loader_header
loader_header:
    b loader_entry
    .word 0
    .quad 0             /* offset from the 2 MiB where the image shall be put */
    .quad loader_end    /* bytes of memory, the link address being 0 */
    .quad 0xa           /* little-endian, 4 KiB pages, anywhere in memory */
    .quad 0, 0, 0
    .ascii "ARM\x64"
    .word 0

loader_entry:
    msr daifset, #0xf
    adrp x9, loader_bss
    add x9, x9, :lo12:loader_bss
    adrp x10, loader_end
    add x10, x10, :lo12:loader_end
1:  stp xzr, xzr, [x9], #16
    cmp x9, x10
    b.lo 1b
    msr spsel, #1
    adrp x9, stack_top
    add x9, x9, :lo12:stack_top
    mov sp, x9
    mov x29, xzr
    mrs x1, CurrentEL
    lsr x1, x1, #2
    cmp x1, #2
    b.ne 2f
    adrp x9, loader_vectors
    add x9, x9, :lo12:loader_vectors
    msr vbar_el2, x9
    isb
2:  b loader_main

    .balign 2048
loader_vectors:
    .rept 16
    .balign 128
    mrs x0, esr_el2
    mrs x1, far_el2
    adrp x9, stack_top
    add x9, x9, :lo12:stack_top
    mov sp, x9
    b loader_trapped
    .endr

/*
 * void loader_translate(root, mair, tcr): translation and caches on. What has been written before without them is in
 * memory; nothing older of it may be in a cache.
 */
    .globl loader_translate
loader_translate:
    dsb sy
    adrp x9, loader_bss
    adrp x10, loader_end
1:  dc ivac, x9
    add x9, x9, #16
    cmp x9, x10
    b.lo 1b
    dsb sy
    msr mair_el2, x1
    msr tcr_el2, x2
    msr ttbr0_el2, x0
    isb
    tlbi alle2
    ic iallu
    dsb sy
    isb
    ldr w9, =(SCTLR_EL2_ONES | SCTLR_M_C_I)
    msr sctlr_el2, x9
    isb
    ret

/* void loader_enter(const word_t arguments[6], word_t entry): the tables show this code and the kernel. */
    .globl loader_enter
loader_enter:
    dsb sy
    tlbi alle2
    ic iallu
    dsb sy
    isb
    mov x9, x0
    mov x10, x1
    msr tpidr_el1, xzr /* index of this CPU */
    ldp x0, x1, [x9]
    ldp x2, x3, [x9, #16]
    ldp x4, x5, [x9, #32]
    br x10

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
    .skip 65536
stack_top:
