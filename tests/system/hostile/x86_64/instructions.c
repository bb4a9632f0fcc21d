/* SPDX-License-Identifier: BSD-2-Clause */
/* Every software interrupt, every kind of exception, instructions that are not for programs. */
#include "../hostile.h"

#define GP 13
/* Stack faults are 12 on CPUs; emulators say 13. */
#define SS 12
#define UD 6
#define PF (~0UL) /* a page fault has a message of its own */
/* The instruction is legal: the one behind it stops the thread. */
#define END 0x100
/* Denied, or unknown to older CPUs. */
#define GP_OR_UD 0x200
/* Denied. With SMAP some emulators read the stack of iret as the kernel's, which is a page fault of its own. */
#define GP_OR_STACK 0x400

static char stack[4096] __attribute__((aligned(16)));
#define STACK_TOP ((seL4_Word)stack + sizeof(stack))

/* covers: syscalls.md 2 x86 software interrupts */
TEST(every_vector)
{
    volatile unsigned char *code = (volatile unsigned char *)WINDOW;

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    REQUIRE(kit_map(kit_frame(), HOME, WINDOW, seL4_AllRights) == seL4_NoError);
    for (unsigned vector = 0; vector < 256; vector++) {
        seL4_UserContext registers = {.rip = WINDOW + 4 * vector, .rsp = STACK_TOP, .rax = 0x5000 + vector};
        seL4_Word label;

        code[4 * vector] = 0xcd;
        code[4 * vector + 1] = (unsigned char)vector;
        code[4 * vector + 2] = 0x0f; /* ud2 */
        code[4 * vector + 3] = 0x0b;
        label = victim_run(&registers);
        if (vector >= 158 && vector < 255) {
            CHECK_EQUAL(label, seL4_Fault_UnknownSyscall);
            CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_FaultIP), registers.rip);
            CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_Syscall),
                        (seL4_Word)(long)(int)((vector << 24) | (0x5000 + vector)));
            continue;
        }
        CHECK_EQUAL(label, seL4_Fault_UserException);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_Number), vector == 3 ? 3 : GP);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), registers.rip + (vector == 3 ? 2 : 0));
    }
    healthy_answers();
}

/* Each piece begins at wild_NAME and ends in the same instruction. */
#define PIECE(name, text) ".balign 16\n wild_" #name ": " text "\n jmp wild_end\n"
__asm__(".text\n"
        PIECE(hlt, "hlt") PIECE(cli, "cli") PIECE(sti, "sti") PIECE(in, "inb $0x60, %al")
        PIECE(out, "outb %al, $0x64") PIECE(insb, "movw $0x60, %dx\n movq %rsp, %rdi\n insb")
        PIECE(rdmsr, "movl $0xc0000080, %ecx\n rdmsr") PIECE(wrmsr, "movl $0xc0000082, %ecx\n wrmsr")
        PIECE(cr0, "movq %cr0, %rax") PIECE(cr3, "movq %rax, %cr3") PIECE(cr4, "movq %rax, %cr4")
        PIECE(cr8, "movq %rax, %cr8") PIECE(dr7, "movq %rax, %dr7") PIECE(dr0, "movq %dr0, %rax")
        PIECE(lgdt, "lgdt -16(%rsp)") PIECE(lidt, "lidt -16(%rsp)") PIECE(lldt, "lldt %ax") PIECE(ltr, "ltr %ax")
        PIECE(lmsw, "lmsw %ax") PIECE(clts, "clts") PIECE(invlpg, "invlpg (%rsp)") PIECE(wbinvd, "wbinvd")
        PIECE(invd, "invd") PIECE(swapgs, "swapgs") PIECE(sysret, "sysretq") PIECE(xsetbv, "xorl %ecx, %ecx\n xsetbv")
        PIECE(ud, "ud2") PIECE(into, ".byte 0xce") PIECE(far, ".byte 0x9a")
        PIECE(lds, "movl $0x10, %eax\n movl %eax, %ds") PIECE(lss, "movl $0x10, %eax\n movl %eax, %ss")
        PIECE(lgs, "movl $0x08, %eax\n movl %eax, %gs") PIECE(lfs_wild, "movl $0xfff8, %eax\n movl %eax, %fs")
        PIECE(null_segments, "xorl %eax, %eax\n movl %eax, %ds\n movl %eax, %es\n movl %eax, %fs\n movl %eax, %gs")
        PIECE(divide, "xorl %ecx, %ecx\n divl %ecx")
        PIECE(fpu_error, "fninit\n pushq $0x33b\n fldcw (%rsp)\n fld1\n fldz\n fdivrp\n fwait")
        PIECE(movaps, "movaps -8(%rsp), %xmm0")
        PIECE(cmpxchg16b, "cmpxchg16b -8(%rsp)")
        PIECE(read, "movabsq $0x800000000000, %rax\n movq (%rax), %rax")
        PIECE(write, "movabsq $0xffff7fffffffffff, %rax\n movb %al, (%rax)")
        PIECE(jump, "movabsq $0x800000000000, %rax\n jmp *%rax")
        PIECE(ret, "movabsq $0xffff700000000000, %rax\n pushq %rax\n ret")
        PIECE(push, "movabsq $0x8000000000000000, %rsp\n pushq %rax")
        PIECE(push_zero, "xorl %esp, %esp\n pushq %rax")
        PIECE(push_kernel, "movq $0xffffffff80100000, %rsp\n pushq %rax")
        PIECE(fetch_kernel, "movq $0xffffffff80100000, %rax\n jmp *%rax")
        PIECE(iret_kernel, "pushq $0x10\n pushq $0\n pushq $0x202\n pushq $0x08\n pushq $0\n iretq")
        PIECE(iret_null, "pushq $0\n pushq $0\n pushq $0\n pushq $0\n pushq $0\n iretq")
        PIECE(iret_far, "movl %ss, %eax\n pushq %rax\n pushq $0\n pushq $0x202\n movl %cs, %eax\n pushq %rax\n"
                        " movabsq $0x800000000000, %rax\n pushq %rax\n iretq")
        PIECE(iret_nt, "pushfq\n orq $0x4000, (%rsp)\n popfq\n iretq")
        PIECE(lret, "pushq $0x08\n pushq $0\n lretq")
        "wild_end: ud2\n");

#define W(name, number) {#name, wild_##name, number}
#define DECLARE(name) extern const char wild_##name[];
DECLARE(hlt) DECLARE(cli) DECLARE(sti) DECLARE(in) DECLARE(out) DECLARE(insb) DECLARE(rdmsr) DECLARE(wrmsr)
DECLARE(cr0) DECLARE(cr3) DECLARE(cr4) DECLARE(cr8) DECLARE(dr7) DECLARE(dr0) DECLARE(lgdt) DECLARE(lidt)
DECLARE(lldt) DECLARE(ltr) DECLARE(lmsw) DECLARE(clts) DECLARE(invlpg) DECLARE(wbinvd) DECLARE(invd)
DECLARE(swapgs) DECLARE(sysret) DECLARE(xsetbv) DECLARE(ud) DECLARE(into)
DECLARE(far) DECLARE(lds) DECLARE(lss) DECLARE(lgs) DECLARE(lfs_wild) DECLARE(null_segments) DECLARE(divide)
DECLARE(fpu_error) DECLARE(movaps) DECLARE(cmpxchg16b) DECLARE(read)
DECLARE(write) DECLARE(jump) DECLARE(ret) DECLARE(push) DECLARE(push_zero) DECLARE(push_kernel)
DECLARE(fetch_kernel) DECLARE(iret_kernel) DECLARE(iret_null) DECLARE(iret_far) DECLARE(iret_nt) DECLARE(lret)
DECLARE(end)

static const struct piece {
    const char *name, *at;
    seL4_Word number;
} pieces[] = {
    W(hlt, GP), W(cli, GP), W(sti, GP), W(in, GP), W(out, GP), W(insb, GP), W(rdmsr, GP), W(wrmsr, GP), W(cr0, GP),
    W(cr3, GP), W(cr4, GP), W(cr8, GP), W(dr7, GP), W(dr0, GP), W(lgdt, GP), W(lidt, GP), W(lldt, GP), W(ltr, GP),
    W(lmsw, GP), W(clts, GP), W(invlpg, GP), W(wbinvd, GP), W(invd, GP), W(swapgs, GP), W(sysret, GP),
    W(xsetbv, GP_OR_UD), W(ud, UD), W(into, UD), W(far, UD), W(lds, GP), W(lss, GP), W(lgs, GP), W(lfs_wild, GP),
    W(null_segments, END), W(divide, 0), W(fpu_error, 16), W(movaps, GP), W(cmpxchg16b, GP), W(read, GP),
    W(write, GP), W(jump, GP), W(ret, GP), W(push, SS), W(push_zero, PF), W(push_kernel, PF), W(fetch_kernel, PF),
    W(iret_kernel, GP_OR_STACK), W(iret_null, GP_OR_STACK), W(iret_far, GP_OR_STACK), W(iret_nt, GP),
    W(lret, GP_OR_STACK),
};

/* covers: ipc.md 8 UserException; fpu-tls-misc.md 5 I/O ports never directly; syscalls.md 7 x86 never CPL0 */
TEST(every_exception)
{
    char what[32];

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        seL4_UserContext registers = {.rip = (seL4_Word)pieces[i].at, .rsp = STACK_TOP};
        seL4_Word number = victim_exception(&registers);

        if (number == UD && seL4_GetMR(seL4_UserException_FaultIP) == (seL4_Word)wild_end)
            number = END;
        if (pieces[i].number == GP_OR_UD && (number == GP || number == UD))
            number = GP_OR_UD;
        if (pieces[i].number == SS && number == GP)
            number = SS;
        if (pieces[i].number == GP_OR_STACK &&
            (number == GP || (number == PF && seL4_GetMR(seL4_VMFault_FSR) == 1 &&
                              seL4_GetMR(seL4_VMFault_Addr) - (seL4_Word)stack < sizeof(stack))))
            number = GP_OR_STACK;
        snprintf(what, sizeof(what), "exception of %s", pieces[i].name);
        frame_check_equal(number, pieces[i].number, what, __FILE__, __LINE__);
    }
    healthy_answers();
    healthy_had_time();
}

const struct frame_test instruction_tests[] = {
    ENTRY("syscalls.2.every-vector", every_vector),
    ENTRY("ipc.8.every-exception", every_exception),
    FRAME_END,
};
