/* SPDX-License-Identifier: BSD-2-Clause */
/* Every kind of exception, privileged instructions and registers, what is not aligned. */
#include "../hostile.h"

#define ILLEGAL 2
#define BREAKPOINT 3
#define LOAD_MISALIGNED 4
#define STORE_MISALIGNED 6
#define FAULT (~0UL) /* a page fault has a message of its own */
/* The instruction is legal: the one behind it stops the thread. */
#define END 0x100
/* As the machine is made. */
#define ILLEGAL_OR_END 0x200
#define END_OR_FAULT 0x400
#define STORE_OR_END 0x800
/* One or the other: emulators call the first access of an atomic operation a load. */
#define MISALIGNED 0x1000

static char stack[8192] __attribute__((aligned(4096)));
#define STACK_TOP ((seL4_Word)stack + 4096)

/* Each piece begins at wild_NAME and ends in the same instruction. */
#define PIECE(name, text) ".balign 16\n wild_" #name ": " text "\n j wild_end\n"
__asm__(".text\n.option push\n.option norvc\n"
        PIECE(sstatus, "csrr t0, sstatus")
        PIECE(sie, "csrr t0, sie")
        PIECE(stvec, "csrr t0, stvec")
        PIECE(scounteren, "csrr t0, scounteren")
        PIECE(sscratch, "csrr t0, sscratch")
        PIECE(sepc, "csrr t0, sepc")
        PIECE(scause, "csrr t0, scause")
        PIECE(stval, "csrr t0, stval")
        PIECE(sip, "csrr t0, sip")
        PIECE(satp, "csrr t0, satp")
        PIECE(mstatus, "csrr t0, mstatus")
        PIECE(misa, "csrr t0, misa")
        PIECE(medeleg, "csrr t0, medeleg")
        PIECE(mideleg, "csrr t0, mideleg")
        PIECE(mie, "csrr t0, mie")
        PIECE(mtvec, "csrr t0, mtvec")
        PIECE(mscratch, "csrr t0, mscratch")
        PIECE(mepc, "csrr t0, mepc")
        PIECE(mcause, "csrr t0, mcause")
        PIECE(mtval, "csrr t0, mtval")
        PIECE(mip, "csrr t0, mip")
        PIECE(mhartid, "csrr t0, mhartid")
        PIECE(stimecmp, "csrr t0, 0x14d")
        PIECE(senvcfg, "csrr t0, 0x10a")
        PIECE(hstatus, "csrr t0, 0x600")
        PIECE(hgatp, "csrr t0, 0x680")
        PIECE(vsatp, "csrr t0, 0x280")
        PIECE(pmpcfg, "csrr t0, 0x3a0")
        PIECE(pmpaddr, "csrr t0, 0x3b0")
        PIECE(menvcfg, "csrr t0, 0x30a")
        PIECE(dcsr, "csrr t0, 0x7b0")
        PIECE(tselect, "csrr t0, 0x7a0")
        PIECE(vstart, "csrr t0, 0x8")
        PIECE(seed, "csrr t0, 0x15")
        PIECE(mcycle, "csrr t0, 0xb00")
        PIECE(nowhere, "csrr t0, 0x5ff")
        PIECE(write_sstatus, "li t0, -1\n csrw sstatus, t0")
        PIECE(write_satp, "li t0, -1\n csrw satp, t0")
        PIECE(write_stvec, "li t0, -1\n csrw stvec, t0")
        PIECE(write_sepc, "li t0, -1\n csrw sepc, t0")
        PIECE(write_sie, "li t0, -1\n csrw sie, t0")
        PIECE(write_sscratch, "li t0, -1\n csrw sscratch, t0")
        PIECE(write_mstatus, "li t0, -1\n csrw mstatus, t0")
        PIECE(write_stimecmp, "csrw 0x14d, zero")
        PIECE(write_cycle, "csrw 0xc00, zero")
        PIECE(write_time, "li t0, -1\n csrs 0xc01, t0")
        PIECE(sret, "sret")
        PIECE(mret, "mret")
        PIECE(uret, ".insn 4, 0x00200073")
        PIECE(dret, ".insn 4, 0x7b200073")
        PIECE(wfi, "wfi")
        PIECE(sfence, "sfence.vma")
        PIECE(sfence_page, "sfence.vma a0, a1")
        PIECE(sinval, ".insn 4, 0x16000073")
        PIECE(hfence, ".insn 4, 0x22000073")
        PIECE(hfence_gvma, ".insn 4, 0x62000073")
        PIECE(hlv, ".insn 4, 0x6c0542f3")
        PIECE(zeros, ".4byte 0")
        PIECE(ones, ".insn 4, 0xffffffff")
        PIECE(unimp, ".insn 4, 0xc0001073")
        PIECE(custom, ".insn 4, 0x0000000b")
        PIECE(ebreak, "ebreak")
        PIECE(c_ebreak, ".2byte 0x9002, 0x9002")
        PIECE(fence, "fence")
        PIECE(fence_i, "fence.i")
        PIECE(rdtime, "rdtime t0")
        PIECE(rdcycle, "rdcycle t0")
        PIECE(unaligned_load, "addi t1, sp, -9\n ld t0, 0(t1)")
        PIECE(unaligned_store, "addi t1, sp, -9\n sd t0, 0(t1)")
        PIECE(unaligned_pages, "ld t0, -4(sp)")
        PIECE(lr, "addi t1, sp, -9\n lr.d t0, (t1)")
        PIECE(sc, "addi t1, sp, -9\n sc.d t0, t0, (t1)")
        PIECE(amo, "addi t1, sp, -9\n amoadd.d t0, t0, (t1)")
        PIECE(read_null, "ld t0, 0(zero)")
        PIECE(read_far, "li t1, 1\n slli t1, t1, 38\n ld t0, 0(t1)")
        PIECE(read_kernel, "li t1, 0xffffffff80200000\n ld t0, 0(t1)")
        PIECE(write_window, "li t1, 0xffffffc080200000\n sd t0, 0(t1)")
        PIECE(jump_kernel, "li t1, 0xffffffff80200000\n jr t1")
        PIECE(jump_far, "li t1, 1\n slli t1, t1, 38\n jr t1")
        PIECE(amo_null, "amoswap.d t0, t0, (zero)")
        "wild_end: " KIT_UNDEFINED "\n.option pop\n");

#define W(name, number) {#name, wild_##name, number}
#define DECLARE(name) extern const char wild_##name[];
DECLARE(sstatus) DECLARE(sie) DECLARE(stvec) DECLARE(scounteren) DECLARE(sscratch) DECLARE(sepc) DECLARE(scause)
DECLARE(stval) DECLARE(sip) DECLARE(satp) DECLARE(mstatus) DECLARE(misa) DECLARE(medeleg) DECLARE(mideleg)
DECLARE(mie) DECLARE(mtvec) DECLARE(mscratch) DECLARE(mepc) DECLARE(mcause) DECLARE(mtval) DECLARE(mip)
DECLARE(mhartid) DECLARE(stimecmp) DECLARE(senvcfg) DECLARE(hstatus) DECLARE(hgatp) DECLARE(vsatp) DECLARE(pmpcfg)
DECLARE(pmpaddr) DECLARE(menvcfg) DECLARE(dcsr) DECLARE(tselect) DECLARE(vstart) DECLARE(seed) DECLARE(mcycle)
DECLARE(nowhere) DECLARE(write_sstatus) DECLARE(write_satp) DECLARE(write_stvec) DECLARE(write_sepc)
DECLARE(write_sie) DECLARE(write_sscratch) DECLARE(write_mstatus) DECLARE(write_stimecmp) DECLARE(write_cycle)
DECLARE(write_time) DECLARE(sret) DECLARE(mret) DECLARE(uret) DECLARE(dret) DECLARE(wfi) DECLARE(sfence)
DECLARE(sfence_page) DECLARE(sinval) DECLARE(hfence) DECLARE(hfence_gvma) DECLARE(hlv) DECLARE(zeros) DECLARE(ones)
DECLARE(unimp) DECLARE(custom) DECLARE(ebreak) DECLARE(c_ebreak) DECLARE(fence) DECLARE(fence_i) DECLARE(rdtime)
DECLARE(rdcycle) DECLARE(unaligned_load) DECLARE(unaligned_store) DECLARE(unaligned_pages) DECLARE(lr) DECLARE(sc)
DECLARE(amo) DECLARE(read_null) DECLARE(read_far) DECLARE(read_kernel) DECLARE(write_window) DECLARE(jump_kernel)
DECLARE(jump_far) DECLARE(amo_null) DECLARE(end)

static const struct piece {
    const char *name, *at;
    seL4_Word number;
} pieces[] = {
    W(sstatus, ILLEGAL), W(sie, ILLEGAL), W(stvec, ILLEGAL), W(scounteren, ILLEGAL), W(sscratch, ILLEGAL),
    W(sepc, ILLEGAL), W(scause, ILLEGAL), W(stval, ILLEGAL), W(sip, ILLEGAL), W(satp, ILLEGAL), W(mstatus, ILLEGAL),
    W(misa, ILLEGAL), W(medeleg, ILLEGAL), W(mideleg, ILLEGAL), W(mie, ILLEGAL), W(mtvec, ILLEGAL),
    W(mscratch, ILLEGAL), W(mepc, ILLEGAL), W(mcause, ILLEGAL), W(mtval, ILLEGAL), W(mip, ILLEGAL),
    W(mhartid, ILLEGAL), W(stimecmp, ILLEGAL), W(senvcfg, ILLEGAL), W(hstatus, ILLEGAL), W(hgatp, ILLEGAL),
    W(vsatp, ILLEGAL), W(pmpcfg, ILLEGAL), W(pmpaddr, ILLEGAL), W(menvcfg, ILLEGAL), W(dcsr, ILLEGAL),
    W(tselect, ILLEGAL), W(vstart, ILLEGAL), W(seed, ILLEGAL), W(mcycle, ILLEGAL), W(nowhere, ILLEGAL),
    W(write_sstatus, ILLEGAL), W(write_satp, ILLEGAL), W(write_stvec, ILLEGAL), W(write_sepc, ILLEGAL),
    W(write_sie, ILLEGAL), W(write_sscratch, ILLEGAL), W(write_mstatus, ILLEGAL), W(write_stimecmp, ILLEGAL),
    W(write_cycle, ILLEGAL), W(write_time, ILLEGAL), W(sret, ILLEGAL), W(mret, ILLEGAL), W(uret, ILLEGAL),
    W(dret, ILLEGAL), W(wfi, ILLEGAL_OR_END), W(sfence, ILLEGAL), W(sfence_page, ILLEGAL), W(sinval, ILLEGAL),
    W(hfence, ILLEGAL), W(hfence_gvma, ILLEGAL), W(hlv, ILLEGAL), W(zeros, ILLEGAL), W(ones, ILLEGAL),
    W(unimp, ILLEGAL), W(custom, ILLEGAL), W(ebreak, BREAKPOINT), W(c_ebreak, BREAKPOINT), W(fence, END),
    W(fence_i, END), W(rdtime, END), W(rdcycle, ILLEGAL_OR_END), W(unaligned_load, END), W(unaligned_store, END),
    W(unaligned_pages, END_OR_FAULT), W(lr, LOAD_MISALIGNED), W(sc, STORE_OR_END), W(amo, MISALIGNED),
    W(read_null, FAULT), W(read_far, FAULT), W(read_kernel, FAULT), W(write_window, FAULT), W(jump_kernel, FAULT),
    W(jump_far, FAULT), W(amo_null, FAULT),
};

/* covers: ipc.md 8 UserException; ipc.md 8 VMFault; fpu-tls-misc.md 5 CSR access, user counters */
TEST(every_exception)
{
    char what[40];

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        seL4_UserContext registers = {.pc = (seL4_Word)pieces[i].at, .sp = STACK_TOP};
        seL4_Word number = victim_exception(&registers), wanted = pieces[i].number;

        if (number == ILLEGAL && seL4_GetMR(seL4_UserException_FaultIP) == (seL4_Word)wild_end)
            number = END;
        if (wanted == ILLEGAL_OR_END && (number == ILLEGAL || number == END))
            number = wanted;
        if (wanted == MISALIGNED && (number == LOAD_MISALIGNED || number == STORE_MISALIGNED))
            number = wanted;
        if (wanted == STORE_OR_END && (number == STORE_MISALIGNED || number == END))
            number = wanted;
        if (wanted == END_OR_FAULT && (number == END || number == FAULT))
            number = wanted;
        snprintf(what, sizeof(what), "exception of %s", pieces[i].name);
        frame_check_equal(number, wanted, what, __FILE__, __LINE__);
    }
    healthy_answers();
    healthy_had_time();
}

/* covers: syscalls.md 1 numbers; ipc.md 8 UnknownSyscall */
TEST(every_call_number)
{
    extern const char edge_call[];
    seL4_UserContext registers = {.pc = (seL4_Word)edge_call, .sp = STACK_TOP};

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned bit = 6; bit < seL4_WordBits; bit++) {
        registers.a7 = 1UL << bit;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_Syscall), registers.a7);
        registers.a7 = ~registers.a7;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_FaultIP), (seL4_Word)edge_call);
    }
    healthy_answers();
}

const struct frame_test instruction_tests[] = {
    ENTRY("ipc.8.every-exception", every_exception),
    ENTRY("syscalls.1.every-call-number", every_call_number),
    FRAME_END,
};
