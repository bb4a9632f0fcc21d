/* SPDX-License-Identifier: BSD-2-Clause */
/* The guest program, as linked, inside the tour. */
    .section .rodata.guest_image, "a", @progbits
    .balign 8
    .global guest_image
guest_image:
    .incbin "guest.elf"
    .global guest_image_end
guest_image_end:
    .section .note.GNU-stack, "", @progbits
