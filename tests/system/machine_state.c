/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers, segment bases and FPU state belong to a thread, whatever runs in between. */
#include "machine.h"

#include <runtime/start.h>
#include <runtime/string.h>

/* Loops that compare their state again and again must end; long enough to be preempted many times. */
#define PREEMPTIONS_US 20000

static char stacks[2][4096] __attribute__((aligned(16)));

static void *stack_top(int i)
{
    return stacks[i] + sizeof(stacks[i]);
}

/* ---- general registers ---- */

/* With all registers set by the test: spins for rcx rounds, then `int 158`, which changes nothing. */
__asm__(".text\n"
        "state_spin: decq %rcx\n jnz state_spin\n int $158\n ud2\n"
        "state_yield: movq $-11, %rdx\n syscall\n movq $-200, %rdx\n syscall\n state_yield_next: ud2\n");
extern void state_spin(void);
extern void state_yield(void);
extern const char state_yield_next[];

/* Flags a program may set: carry, parity, adjust, zero, sign, direction, overflow. */
#define FLAGS_ALL 0xcd5
#define FLAGS_ALWAYS 0x202
__asm__(".text\n"
        "state_flags: pushfq\n orq $0xcd5, (%rsp)\n"
        "popfq\n int $158\n movq $-11, %rdx\n syscall\n movq $-200, %rdx\n syscall\n ud2\n");
extern void state_flags(void);

static void registers_fill(seL4_UserContext *registers, void (*entry)(void), seL4_Word rounds)
{
    seL4_Word *words = (seL4_Word *)registers;

    for (seL4_Word i = 0; i < sizeof(*registers) / sizeof(seL4_Word); i++)
        words[i] = 0x0101010101010101 * (i + 1);
    registers->rip = (seL4_Word)entry;
    registers->rflags = 0x202;
    registers->rsp = (seL4_Word)stack_top(0);
    registers->rcx = rounds;
    registers->fs_base = 0;
    registers->gs_base = 0;
}

/* The words of an UnknownSyscall message that carry registers which neither code above changes. */
static int registers_kept(const seL4_UserContext *want)
{
    return seL4_GetMR(seL4_UnknownSyscall_RAX) == want->rax && seL4_GetMR(seL4_UnknownSyscall_RBX) == want->rbx &&
           seL4_GetMR(seL4_UnknownSyscall_RSI) == want->rsi && seL4_GetMR(seL4_UnknownSyscall_RDI) == want->rdi &&
           seL4_GetMR(seL4_UnknownSyscall_RBP) == want->rbp && seL4_GetMR(seL4_UnknownSyscall_R8) == want->r8 &&
           seL4_GetMR(seL4_UnknownSyscall_R9) == want->r9 && seL4_GetMR(seL4_UnknownSyscall_R10) == want->r10 &&
           seL4_GetMR(seL4_UnknownSyscall_R12) == want->r12 && seL4_GetMR(seL4_UnknownSyscall_R13) == want->r13 &&
           seL4_GetMR(seL4_UnknownSyscall_R14) == want->r14 && seL4_GetMR(seL4_UnknownSyscall_R15) == want->r15 &&
           seL4_GetMR(seL4_UnknownSyscall_SP) == want->rsp;
}

static void test_registers(const struct worker *worker)
{
    seL4_UserContext registers;

    registers_fill(&registers, state_spin, PREEMPTIONS_US * ticks_per_us());
    worker_start_registers(worker, &registers);
    worker_fault(worker);
    report("registers-across-interrupts",
           registers_kept(&registers) && seL4_GetMR(seL4_UnknownSyscall_RCX) == 0 &&
               seL4_GetMR(seL4_UnknownSyscall_RDX) == registers.rdx &&
               seL4_GetMR(seL4_UnknownSyscall_R11) == registers.r11);
    worker_stop(worker);

    registers_fill(&registers, state_yield, 0);
    worker_start_registers(worker, &registers);
    worker_fault(worker);
    report("registers-across-yield", registers_kept(&registers));
    report_equal("syscall-rcx", seL4_GetMR(seL4_UnknownSyscall_RCX), (seL4_Word)state_yield_next);
    report("syscall-r11", (seL4_GetMR(seL4_UnknownSyscall_R11) & 0x202) == 0x202);
    worker_stop(worker);
}

/* All flags survive traps and system calls; with the direction flag set, the kernel still works upwards. */
static void test_flags(const struct worker *worker)
{
    seL4_Word flags = 0;

    worker_start(worker, state_flags, stack_top(0), 0);
    worker_fault(worker);
    flags = seL4_GetMR(seL4_UnknownSyscall_FLAGS);
    report_equal("flags-in-message", flags & ~0x10000ul, FLAGS_ALL | FLAGS_ALWAYS);
    seL4_SetMR(seL4_UnknownSyscall_FaultIP, seL4_GetMR(seL4_UnknownSyscall_FaultIP) + 2);
    seL4_Send(worker->reply, seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Syscall));
    worker_fault(worker);
    report_equal("flags-across-system-calls", seL4_GetMR(seL4_UnknownSyscall_FLAGS), FLAGS_ALL | FLAGS_ALWAYS);
    worker_stop(worker);
}

/* Registers of a thread that is interrupted with the direction flag set, and its memory, stay as they are. */
__asm__(".text\n state_down: std\n jmp state_spin\n");
extern void state_down(void);

static void test_direction(const struct worker *worker)
{
    seL4_UserContext registers;

    registers_fill(&registers, state_down, PREEMPTIONS_US * ticks_per_us());
    worker_start_registers(worker, &registers);
    worker_fault(worker);
    report("direction-across-interrupts",
           registers_kept(&registers) && (seL4_GetMR(seL4_UnknownSyscall_FLAGS) & 0x400) != 0);
    worker_stop(worker);
}

/* A fault handler changes registers by its reply. */
static void test_reply(const struct worker *worker)
{
    seL4_UserContext registers;

    registers_fill(&registers, state_yield, 0);
    worker_start_registers(worker, &registers);
    worker_fault(worker);
    registers.rax = 77;
    registers.rcx = 1;
    registers.r11 = 78;
    seL4_SetMR(seL4_UnknownSyscall_RAX, registers.rax);
    seL4_SetMR(seL4_UnknownSyscall_RCX, registers.rcx);
    seL4_SetMR(seL4_UnknownSyscall_R11, registers.r11);
    seL4_SetMR(seL4_UnknownSyscall_FaultIP, (seL4_Word)state_spin);
    seL4_Send(worker->reply, seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Syscall));
    worker_fault(worker);
    report("registers-from-reply",
           registers_kept(&registers) && seL4_GetMR(seL4_UnknownSyscall_RCX) == 0 &&
               seL4_GetMR(seL4_UnknownSyscall_R11) == registers.r11);
    worker_stop(worker);
}

/* ---- two threads that keep preempting each other ---- */

/* What the loops below use. They end with `int 158`, rax 0 when all was well. */
struct state_area {
    unsigned char wanted[512], found[512];
    seL4_Word until;   /* TSC */
    seL4_Word self;    /* address of this area, found through segment bases */
};

static struct state_area areas[2] __attribute__((aligned(64)));

/*
 * rdi: area. FPU: loads 16 registers from `wanted`, then stores them to `found` and compares until the time is over.
 * Bases: the areas' own address is read through fs and gs.
 */
__asm__(".text\n"
        ".set area_found, 512\n .set area_until, 1024\n .set area_self, 1032\n"
        ".macro STATE_COMPARE bytes\n"
        "movq %rdi, %rbx\n movq %rdi, %rsi\n leaq area_found(%rbx), %rdi\n movl $(\\bytes / 8), %ecx\n"
        "repe cmpsq\n movq %rbx, %rdi\n"
        ".endm\n"
        ".macro STATE_LOOP again\n"
        "rdtsc\n shlq $32, %rdx\n orq %rdx, %rax\n cmpq area_until(%rdi), %rax\n jb \\again\n"
        "xorl %eax, %eax\n int $158\n ud2\n"
        ".endm\n"
        ".macro SSE_EACH do\n"
        ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n \\do \\n\n .endr\n"
        ".endm\n"
        ".macro SSE_LOAD n\n movups 16*\\n(%rdi), %xmm\\n\n .endm\n"
        ".macro SSE_STORE n\n movups %xmm\\n, area_found+16*\\n(%rdi)\n .endm\n"
        ".macro AVX_LOAD n\n vmovups 32*\\n(%rdi), %ymm\\n\n .endm\n"
        ".macro AVX_STORE n\n vmovups %ymm\\n, area_found+32*\\n(%rdi)\n .endm\n"
        "state_bad: movl $1, %eax\n int $158\n ud2\n"
        "state_sse: SSE_EACH SSE_LOAD\n"
        "1: SSE_EACH SSE_STORE\n STATE_COMPARE 256\n jne state_bad\n STATE_LOOP 1b\n"
        "state_avx: SSE_EACH AVX_LOAD\n"
        "1: SSE_EACH AVX_STORE\n STATE_COMPARE 512\n jne state_bad\n STATE_LOOP 1b\n"
        "state_bases:\n"
        "1: movq %fs:area_self, %rax\n cmpq %rax, %rdi\n jne state_bad\n"
        "movq %gs:area_self, %rax\n cmpq %rax, %rdi\n jne state_bad\n STATE_LOOP 1b\n"
        "state_write_bases: wrfsbase %rdi\n wrgsbase %rdi\n jmp state_bases\n");
extern void state_sse(void);
extern void state_avx(void);
extern void state_bases(void);
extern void state_write_bases(void);

static void areas_prepare(void)
{
    seL4_Word until = ticks_now() + PREEMPTIONS_US * ticks_per_us();

    for (int i = 0; i < 2; i++) {
        for (seL4_Word byte = 0; byte < sizeof(areas[i].wanted); byte++)
            areas[i].wanted[byte] = (unsigned char)(byte * 7 + (seL4_Word)i * 131 + 1);
        memset(areas[i].found, 0, sizeof(areas[i].found));
        areas[i].until = until;
        areas[i].self = (seL4_Word)&areas[i];
    }
}

/* Runs the code in both workers at once; with_bases: both segment bases are set to the area. */
static void test_pair(const char *name, const struct worker workers[2], void (*entry)(void), int with_bases)
{
    int good = 1;

    areas_prepare();
    for (int i = 0; i < 2; i++) {
        seL4_UserContext registers;

        memset(&registers, 0, sizeof(registers));
        registers.rip = (seL4_Word)entry;
        registers.rsp = (seL4_Word)stack_top(i);
        registers.rdi = (seL4_Word)&areas[i];
        registers.fs_base = with_bases ? (seL4_Word)&areas[i] : 0;
        registers.gs_base = registers.fs_base;
        worker_start_registers(&workers[i], &registers);
    }
    for (int i = 0; i < 2; i++) {
        seL4_MessageInfo_t info = worker_fault(&workers[i]);

        good &= seL4_MessageInfo_get_label(info) == seL4_Fault_UnknownSyscall;
        good &= seL4_GetMR(seL4_UnknownSyscall_RAX) == 0;
        worker_stop(&workers[i]);
    }
    report(name, good);
}

/* Our own registers are not touched by what the kernel does for us (it clears memory with wide stores). */
static void test_retype_keeps_fpu(void)
{
    unsigned char want[256];
    unsigned char found[256];

    for (seL4_Word i = 0; i < sizeof(want); i++)
        want[i] = (unsigned char)(i ^ 0x5a);
    __asm__ volatile("SSE_EACH SSE_LOAD" : : "D"(want) : "xmm0", "xmm1", "xmm2", "xmm3", "memory");
    object_new(seL4_X86_4K, 0);
    __asm__ volatile("SSE_EACH SSE_STORE" : : "D"(found - 512) : "memory");
    report("fpu-across-retype", memcmp(want, found, sizeof(want)) == 0);
}

void test_state(void)
{
    struct worker workers[2];

    worker_create(&workers[0]);
    worker_create(&workers[1]);
    test_registers(&workers[0]);
    test_flags(&workers[0]);
    test_direction(&workers[0]);
    test_reply(&workers[0]);
    test_pair("fpu-sse", workers, state_sse, 0);
    if (cpu_has_avx())
        test_pair("fpu-avx", workers, state_avx, 0);
    test_pair("segment-bases", workers, state_bases, 1);
    if (cpu_has_leaf7_b(0))
        test_pair("segment-bases-written", workers, state_write_bases, 0);
    test_retype_keeps_fpu();
}
