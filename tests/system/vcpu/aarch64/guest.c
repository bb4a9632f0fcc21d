/* SPDX-License-Identifier: BSD-2-Clause */
/* A guest's own kernel: exceptions, interrupts, hypercalls. It runs at EL1. */
#include "guest.h"

/* MAIR: 0 ordinary memory, 1 device. TCR: 39 bits, 4 KiB, cached, inner shareable; nothing above; 40 bits physical. */
__asm__(".text\n"
        ".globl guest_start\n"
        "guest_start:\n"
        "    msr ttbr0_el1, x1\n"
        "    mov x3, #0xff\n"
        "    msr mair_el1, x3\n"
        "    mov x3, #0x3519\n"
        "    movk x3, #0x80, lsl #16\n"
        "    movk x3, #0x2, lsl #32\n"
        "    msr tcr_el1, x3\n"
        "    adrp x3, guest_vectors\n"
        "    add x3, x3, :lo12:guest_vectors\n"
        "    msr vbar_el1, x3\n"
        "    msr tpidr_el1, x0\n"
        "    mov x3, #0x300000\n"
        "    msr cpacr_el1, x3\n"
        "    tlbi vmalle1\n"
        "    dsb nsh\n"
        "    isb\n"
        "    mrs x3, sctlr_el1\n"
        "    mov x4, #0x1005\n"
        "    orr x3, x3, x4\n"
        "    msr sctlr_el1, x3\n"
        "    isb\n"
        "    mov sp, x2\n"
        "    b guest_main\n"

        /* What a C function may change, ELR, SPSR; then guest_exception(number of the vector, that frame). */
        "guest_save:\n"
        "    stp x2, x3, [sp, #16]\n    stp x4, x5, [sp, #32]\n    stp x6, x7, [sp, #48]\n"
        "    stp x8, x9, [sp, #64]\n    stp x10, x11, [sp, #80]\n    stp x12, x13, [sp, #96]\n"
        "    stp x14, x15, [sp, #112]\n    stp x16, x17, [sp, #128]\n    stp x18, x29, [sp, #144]\n"
        "    mrs x2, elr_el1\n    mrs x3, spsr_el1\n    stp x2, x3, [sp, #176]\n"
        "    mov x1, sp\n"
        "    bl guest_exception\n"
        "    ldp x2, x3, [sp, #176]\n    msr elr_el1, x2\n    msr spsr_el1, x3\n"
        "    ldp x2, x3, [sp, #16]\n    ldp x4, x5, [sp, #32]\n    ldp x6, x7, [sp, #48]\n"
        "    ldp x8, x9, [sp, #64]\n    ldp x10, x11, [sp, #80]\n    ldp x12, x13, [sp, #96]\n"
        "    ldp x14, x15, [sp, #112]\n    ldp x16, x17, [sp, #128]\n    ldp x18, x29, [sp, #144]\n"
        "    ldr x30, [sp, #160]\n"
        "    ldp x0, x1, [sp], #192\n"
        "    eret\n"

        ".balign 2048\n"
        "guest_vectors:\n"
        ".macro guest_vector number\n"
        "    stp x0, x1, [sp, #-192]!\n"
        "    str x30, [sp, #160]\n"
        "    mov x0, #\\number\n"
        "    b guest_save\n"
        "    .balign 128\n"
        ".endm\n"
        "guest_vector 0\n guest_vector 1\n guest_vector 2\n guest_vector 3\n"
        "guest_vector 4\n guest_vector 5\n guest_vector 6\n guest_vector 7\n"
        "guest_vector 8\n guest_vector 9\n guest_vector 10\n guest_vector 11\n"
        "guest_vector 12\n guest_vector 13\n guest_vector 14\n guest_vector 15\n");

/* Vectors: this level with its own stack, programs below. */
enum { VECTOR_SYNC = 4, VECTOR_IRQ = 5, VECTOR_USER_SYNC = 8, VECTOR_USER_IRQ = 9 };
/* Places in the frame. */
enum { FRAME_ELR = 22, FRAME_SPSR = 23 };

#define SPSR_EL1H 5
#define SPSR_ILLEGAL (1UL << 20) /* the state that an illegal return leaves */

#define ESR_CLASS(esr) ((esr) >> 26 & 0x3f)
#define CLASS_SVC 0x15

/* GICv2: registers of the interface. */
#define GICV_CONTROL 0x0
#define GICV_PRIORITY_MASK 0x4
#define GICV_ACKNOWLEDGE 0xc
#define GICV_END 0x10

void guest_exception(uint64_t vector, uint64_t *frame);

static volatile uint32_t *gicv(uint64_t offset)
{
    return (volatile uint32_t *)(GUEST_GIC + offset);
}

static uint64_t gic_take(const struct guest *guest)
{
    return guest->gic_version == 2 ? *gicv(GICV_ACKNOWLEDGE) : GUEST_READ("icc_iar1_el1");
}

static void gic_end(const struct guest *guest, uint64_t interrupt)
{
    if (guest->gic_version == 2)
        *gicv(GICV_END) = (uint32_t)interrupt;
    else
        GUEST_WRITE("icc_eoir1_el1", interrupt);
}

void guest_interrupts_on(struct guest *guest)
{
    if (guest->gic_version == 2) {
        *gicv(GICV_PRIORITY_MASK) = 0xff;
        *gicv(GICV_CONTROL) = 1;
    } else {
        GUEST_WRITE("icc_pmr_el1", 0xff);
        GUEST_WRITE("icc_igrpen1_el1", 1);
    }
    __asm__ volatile("msr daifclr, #2" : : : "memory");
}

void guest_timer_start(struct guest *guest, uint64_t ticks)
{
    (void)guest;
    __asm__ volatile("isb");
    GUEST_WRITE("cntv_cval_el0", GUEST_READ("cntvct_el0") + ticks);
    GUEST_WRITE("cntv_ctl_el0", 1);
}

static void interrupt(struct guest *guest)
{
    uint64_t number = gic_take(guest);

    if (number == VIRTUAL_TIMER) {
        if (guest->period != 0)
            guest_timer_start(guest, guest->period);
        else
            GUEST_WRITE("cntv_ctl_el0", 0);
        guest->interrupts++;
    } else {
        guest->unexpected++;
    }
    gic_end(guest, number);
}

/* An expected exception: noted, and the instruction is left out. After a program's the guest's kernel goes on. */
static void caught(struct guest *guest, uint64_t vector, uint64_t *frame)
{
    guest->syndrome = GUEST_READ("esr_el1");
    guest->address = GUEST_READ("far_el1");
    guest->level = frame[FRAME_SPSR] & 0xf;
    if (guest->to_be_caught == 0) {
        guest->unexpected++;
        guest_hypercall(HYPERCALL_DONE, 0, 0);
    }
    guest->to_be_caught--;
    frame[FRAME_SPSR] &= ~SPSR_ILLEGAL;
    if (vector == VECTOR_USER_SYNC) {
        frame[FRAME_ELR] = frame[0];
        frame[FRAME_SPSR] = SPSR_EL1H;
    } else if (ESR_CLASS(guest->syndrome) != CLASS_SVC) {
        frame[FRAME_ELR] += 4;
    }
}

void guest_exception(uint64_t vector, uint64_t *frame)
{
    struct guest *guest = (struct guest *)GUEST_READ("tpidr_el1");

    switch (vector) {
    case VECTOR_IRQ:
    case VECTOR_USER_IRQ:
        interrupt(guest);
        return;
    case VECTOR_SYNC:
    case VECTOR_USER_SYNC:
        caught(guest, vector, frame);
        return;
    }
    guest->unexpected++;
}

uint64_t guest_hypercall(uint64_t number, uint64_t x0, uint64_t x1)
{
    register uint64_t first __asm__("x0") = x0;
    register uint64_t second __asm__("x1") = x1;
    register uint64_t call __asm__("x7") = number;

    __asm__ volatile("hvc #0" : "+r"(first) : "r"(second), "r"(call) : "memory");
    return first;
}

void guest_check(struct guest *guest, uint64_t number, uint64_t found, uint64_t wanted)
{
    if (found == wanted)
        return;
    guest->wrong = number;
    guest->found = found;
}

void guest_main(struct guest *guest)
{
    guest->work(guest);
    for (;;)
        guest_hypercall(HYPERCALL_DONE, 0, 0);
}
