/* SPDX-License-Identifier: BSD-2-Clause */
/* Every kind of exception and software interrupt a program can cause, and what its handler is told. */
#include "machine.h"

#include <runtime/start.h>
#include <runtime/string.h>

/* Each case begins at trap_NAME; the address its handler must see is trap_NAME_at. */
__asm__(".text\n"
        "trap_ud: trap_ud_at: ud2\n"
        "trap_divide: xorl %ecx, %ecx\n trap_divide_at: divl %ecx\n"
        "trap_int3: int3\n trap_int3_at: ud2\n"
        "trap_int_irq: trap_int_irq_at: int $0x20\n"
        "trap_int_timer: trap_int_timer_at: int $157\n"
        "trap_int_spurious: trap_int_spurious_at: int $255\n"
        "trap_in: trap_in_at: inb $0x40, %al\n"
        "trap_hlt: trap_hlt_at: hlt\n"
        "trap_cli: trap_cli_at: cli\n"
        "trap_noncanonical: movabsq $0x8000000000000000, %rax\n trap_noncanonical_at: movq (%rax), %rax\n"
        "trap_step: pushfq\n orq $0x100, (%rsp)\n popfq\n nop\n trap_step_at: ud2\n"
        "trap_read: movl $0x10, %eax\n trap_read_at: movq (%rax), %rax\n"
        "trap_write: movl $0x10, %eax\n trap_write_at: movq %rax, (%rax)\n"
        "trap_fetch: movl $0x10, %eax\n jmp *%rax\n .set trap_fetch_at, 0x10\n"
        "trap_kernel_read: movq $0xffffffff80200000, %rax\n trap_kernel_read_at: movq (%rax), %rax\n"
        "trap_fpu: trap_fpu_at: fld1\n"
        "trap_sse: trap_sse_at: xorps %xmm0, %xmm0\n"
        "trap_int158: movq $0x12345678, %rax\n trap_int158_at: int $158\n"
        "trap_int254: movq $0x12345678, %rax\n trap_int254_at: int $254\n"
        "trap_syscall: movq $-100, %rdx\n trap_syscall_at: syscall\n");

#define TRAP(name) \
    extern void trap_##name(void); \
    extern const char trap_##name##_at[];
TRAP(ud)
TRAP(divide)
TRAP(int3)
TRAP(int_irq)
TRAP(int_timer)
TRAP(int_spurious)
TRAP(in)
TRAP(hlt)
TRAP(cli)
TRAP(noncanonical)
TRAP(step)
TRAP(read)
TRAP(write)
TRAP(fetch)
TRAP(kernel_read)
TRAP(fpu)
TRAP(sse)
TRAP(int158)
TRAP(int254)
TRAP(syscall)

static char stack[4096] __attribute__((aligned(16)));
#define STACK_TOP (stack + sizeof(stack))

struct exception_case {
    const char *name;
    void (*entry)(void);
    const char *at;
    seL4_Word number, code, code_mask;
};

#define EXCEPTION(name, number) {"exception-" #name, trap_##name, trap_##name##_at, number, 0, CODE_MASK}
#define CLOSED_GATE(name) {"exception-" #name, trap_##name, trap_##name##_at, 13, GATE_CODE, \
                           GATE_CODE_MASK}

/*
 * A gate that programs may not use: bit 1 says "in the interrupt table". Above it stands the vector, times 8 on CPUs
 * and times 16 in some emulators.
 */
#define GATE_CODE 2
#define GATE_CODE_MASK 7
#define CODE_MASK ~0ul

static const struct exception_case exceptions[] = {
    EXCEPTION(ud, 6),
    EXCEPTION(divide, 0),
    EXCEPTION(int3, 3),
    CLOSED_GATE(int_irq),
    CLOSED_GATE(int_timer),
    CLOSED_GATE(int_spurious),
    EXCEPTION(in, 13),
    EXCEPTION(hlt, 13),
    EXCEPTION(cli, 13),
    EXCEPTION(noncanonical, 13),
    EXCEPTION(step, 1),
};

static int message_is(seL4_MessageInfo_t info, seL4_Word label, seL4_Word length)
{
    return seL4_MessageInfo_get_label(info) == label && seL4_MessageInfo_get_length(info) == length;
}

static void test_exceptions(const struct worker *worker, const struct exception_case *cases, seL4_Word count)
{
    for (seL4_Word i = 0; i < count; i++) {
        const struct exception_case *c = &cases[i];
        seL4_MessageInfo_t info;
        int good = 0;

        worker_start(worker, c->entry, STACK_TOP, 0);
        info = worker_fault(worker);
        good = message_is(info, seL4_Fault_UserException, seL4_UserException_Length) &&
               seL4_GetMR(seL4_UserException_FaultIP) == (seL4_Word)c->at &&
               seL4_GetMR(seL4_UserException_SP) == (seL4_Word)STACK_TOP &&
               seL4_GetMR(seL4_UserException_Number) == c->number &&
               (seL4_GetMR(seL4_UserException_Code) & c->code_mask) == c->code;
        if (!good)
            printf("# label %lu, ip 0x%lx instead of %p, sp 0x%lx, number %lu, code 0x%lx\n",
                   seL4_MessageInfo_get_label(info), seL4_GetMR(0), c->at, seL4_GetMR(1), seL4_GetMR(3),
                   seL4_GetMR(4));
        report(c->name, good);
        worker_stop(worker);
    }
}

struct memory_case {
    const char *name;
    void (*entry)(void);
    const char *at;
    seL4_Word address, fetch, code;
};

#define MEMORY(name, address, fetch, code) {"page-fault-" #name, trap_##name, trap_##name##_at, address, fetch, code}

/* Error code bits: 0 the page is there, 1 write, 2 user mode, 4 instruction fetch. */
static const struct memory_case memory_cases[] = {
    MEMORY(read, 0x10, 0, 4),
    MEMORY(write, 0x10, 0, 6),
    MEMORY(fetch, 0x10, 1, 0x14),
};

static void test_page_faults(const struct worker *worker)
{
    for (seL4_Word i = 0; i < sizeof(memory_cases) / sizeof(memory_cases[0]); i++) {
        const struct memory_case *c = &memory_cases[i];
        seL4_MessageInfo_t info;

        worker_start(worker, c->entry, STACK_TOP, 0);
        info = worker_fault(worker);
        report(c->name, message_is(info, seL4_Fault_VMFault, seL4_VMFault_Length) &&
                            seL4_GetMR(seL4_VMFault_IP) == (seL4_Word)c->at &&
                            seL4_GetMR(seL4_VMFault_Addr) == c->address &&
                            seL4_GetMR(seL4_VMFault_PrefetchFault) == c->fetch &&
                            seL4_GetMR(seL4_VMFault_FSR) == c->code);
        worker_stop(worker);
    }
}

/* The kernel's memory cannot be read, whether the CPU says that a page is there or not. */
static void test_kernel_memory(const struct worker *worker)
{
    seL4_MessageInfo_t info;

    worker_start(worker, trap_kernel_read, STACK_TOP, 0);
    info = worker_fault(worker);
    report("page-fault-kernel", message_is(info, seL4_Fault_VMFault, seL4_VMFault_Length) &&
                                    seL4_GetMR(seL4_VMFault_IP) == (seL4_Word)trap_kernel_read_at &&
                                    seL4_GetMR(seL4_VMFault_Addr) == 0xffffffff80200000 &&
                                    (seL4_GetMR(seL4_VMFault_FSR) & ~1ul) == 4);
    worker_stop(worker);
}

/* Without the right to use the FPU its instructions trap; afterwards the thread goes on where it was. */
static void test_fpu_disabled(const struct worker *worker)
{
    static const struct exception_case cases[] = {EXCEPTION(fpu, 7), EXCEPTION(sse, 7)};
    seL4_TCB_SetFlags_t flags = seL4_TCB_SetFlags(worker->tcb, 0, seL4_TCBFlag_fpuDisabled);

    report("fpu-flag-set", flags.error == seL4_NoError && flags.flags == seL4_TCBFlag_fpuDisabled);
    test_exceptions(worker, cases, 2);
    flags = seL4_TCB_SetFlags(worker->tcb, seL4_TCBFlag_fpuDisabled, 0);
    report("fpu-flag-clear", flags.error == seL4_NoError && flags.flags == 0);
}

static void check_unknown(const struct worker *worker, const char *name, void (*entry)(void), const char *at,
                          seL4_Word number)
{
    seL4_MessageInfo_t info;

    worker_start(worker, entry, STACK_TOP, 0);
    info = worker_fault(worker);
    report(name, message_is(info, seL4_Fault_UnknownSyscall, seL4_UnknownSyscall_Length) &&
                     seL4_GetMR(seL4_UnknownSyscall_FaultIP) == (seL4_Word)at &&
                     seL4_GetMR(seL4_UnknownSyscall_SP) == (seL4_Word)STACK_TOP &&
                     seL4_GetMR(seL4_UnknownSyscall_Syscall) == number);
    worker_stop(worker);
}

void test_traps(void)
{
    struct worker worker;

    worker_create(&worker);
    test_exceptions(&worker, exceptions, sizeof(exceptions) / sizeof(exceptions[0]));
    test_page_faults(&worker);
    test_kernel_memory(&worker);
    test_fpu_disabled(&worker);
    check_unknown(&worker, "unknown-syscall", trap_syscall, trap_syscall_at, (seL4_Word)-100);
    check_unknown(&worker, "int-158", trap_int158, trap_int158_at, 0xffffffff9e345678);
    check_unknown(&worker, "int-254", trap_int254, trap_int254_at, 0xfffffffffe345678);
}
