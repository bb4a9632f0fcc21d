/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls and interrupts with wild flags, stack pointers, instruction pointers. */
#include "../hostile.h"

#define FLAG_TF 0x100UL
#define FLAG_DF 0x400UL
#define FLAG_NT 0x4000UL
#define FLAG_RF 0x10000UL
#define FLAG_AC 0x40000UL
#define FLAG_ID 0x200000UL
#define FIXED   0x202UL

/*
 * Sets the flags of RBP, then works through one system call, an interrupted loop, and a system call again. The
 * registers of the calls are those the thread is started with.
 */
__asm__(".text\n"
        "edge_flags: pushq %rbp\n popfq\n syscall\n edge_flags_next: movl $3000000, %ecx\n"
        "1: decl %ecx\n jnz 1b\n pushq $0x202\n popfq\n ud2\n"
        /* Without any stack. */
        ".globl edge_call\n edge_call: syscall\n edge_call_next: ud2\n"
        "edge_spin: movq %rdi, %rcx\n 1: decq %rcx\n jnz 1b\n edge_spun: ud2\n"
        "edge_int: int $200\n"
        "edge_bad: ud2\n");
extern const char edge_flags[], edge_flags_next[], edge_call[], edge_call_next[], edge_spin[], edge_spun[], edge_int[];
extern const char edge_bad[];

static char stack[4096] __attribute__((aligned(16)));
#define STACK_TOP ((seL4_Word)stack + sizeof(stack))

static seL4_Word yield(void)
{
    return (seL4_Word)seL4_SysYield;
}

/* covers: syscalls.md 2 RFLAGS.IF and TF are masked on entry; syscalls.md 6 flags */
TEST(flags)
{
    static const seL4_Word flags[] = {FLAG_DF, FLAG_NT, FLAG_RF, FLAG_AC, FLAG_ID, FLAG_NT | FLAG_DF,
                                      FLAG_NT | FLAG_AC | FLAG_DF | FLAG_RF | FLAG_ID | 0xcd5, 0x3000};

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        seL4_UserContext registers = {.rip = (seL4_Word)edge_flags, .rsp = STACK_TOP, .rbp = FIXED | flags[i],
                                      .rdx = yield()};

        CHECK_EQUAL(victim_exception(&registers), 6);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FLAGS) & ~0xd5UL, FIXED);
        healthy_answers();
    }
    healthy_had_time();
}

/* A long clearing by a caller whose string instructions run backwards. */
/* covers: syscalls.md 2 flags do not reach the kernel */
TEST(direction)
{
    seL4_CPtr untyped = kit_untyped(16), object = kit_slots(16), before = kit_frame(), after;
    seL4_MessageInfo_t info = seL4_MessageInfo_new(UntypedRetype, 0, 1, 6);
    seL4_UserContext registers = {.rip = (seL4_Word)edge_flags, .rsp = STACK_TOP, .rbp = FIXED | FLAG_DF};
    seL4_Word sum = 0;

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    after = kit_frame();
    for (int round = 0; round < 2; round++) {
        seL4_IPCBuffer *buffer = kit_thread_buffer(&victim.thread);

        registers.rdx = (seL4_Word)seL4_SysCall;
        registers.rdi = untyped;
        registers.rsi = info.words[0];
        registers.r10 = seL4_X86_4K;
        buffer->msg[4] = object;
        buffer->msg[5] = 16;
        buffer->caps_or_badges[0] = ROOT;
        CHECK_EQUAL(victim_exception(&registers), 6);
        for (seL4_CPtr i = 0; i < 16; i++) {
            CHECK_OK(kit_map(object + i, HOME, WINDOW, seL4_AllRights));
            for (seL4_Word at = 0; at < 4096; at += 8)
                sum |= *(volatile seL4_Word *)(WINDOW + at);
            memset((void *)WINDOW, 0xff, 4096);
            CHECK_OK(seL4_X86_Page_Unmap(object + i));
        }
        CHECK_EQUAL(sum, 0);
        CHECK_OK(kit_revoke(untyped));
    }
    CHECK_OK(kit_map(before, HOME, WINDOW, seL4_AllRights));
    CHECK_OK(kit_map(after, HOME, WINDOW + 0x1000, seL4_AllRights));
    for (seL4_Word at = 0; at < 8192; at += 8)
        sum |= *(volatile seL4_Word *)(WINDOW + at);
    CHECK_EQUAL(sum, 0);
}

/* covers: syscalls.md 2 TF masked on entry; ipc.md 8 UserException */
TEST(single_steps)
{
    seL4_UserContext registers = {.rip = (seL4_Word)edge_flags, .rsp = STACK_TOP, .rbp = FIXED | FLAG_TF};
    seL4_Word ip = 0;

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    registers.rdx = yield();
    CHECK_EQUAL(victim_exception(&registers), 1);
    ip = seL4_GetMR(seL4_UserException_FaultIP);
    CHECK(ip >= (seL4_Word)edge_flags && ip <= (seL4_Word)edge_flags_next + 16);
    /* Going on as it was told: the flag is gone. */
    seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 3));
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply)),
                seL4_Fault_UserException);
    CHECK_EQUAL(seL4_GetMR(seL4_UserException_Number), 6);
    CHECK_EQUAL(seL4_GetMR(seL4_UserException_FLAGS) & FLAG_TF, 0);
}

static const seL4_Word wild_words[] = {0, 1, 7, 0x7fffffffffff, 0x800000000000, 0x8000000000000000, 0xffff7fffffffffff,
                                       0xffff800000000000, 0xffffff8000000000, 0xffffffff80000000, 0xffffffff80100008,
                                       ~0UL, ~7UL};
#define WILD_WORDS (sizeof(wild_words) / sizeof(wild_words[0]))

/* covers: syscalls.md 2 RSP; ipc.md 8 stack pointer of exceptions */
TEST(stack_pointers)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < WILD_WORDS; i++) {
        seL4_UserContext registers = {.rip = (seL4_Word)edge_call, .rsp = wild_words[i], .rdx = yield()};

        CHECK_EQUAL(victim_exception(&registers), 6);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)edge_call_next);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_SP), wild_words[i]);
        registers.rip = (seL4_Word)edge_int;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_SP), wild_words[i]);
        registers.rip = (seL4_Word)edge_bad;
        CHECK_EQUAL(victim_exception(&registers), 6);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_SP), wild_words[i]);
        /* Long enough for the threads above to interrupt it. */
        registers.rip = (seL4_Word)edge_spin;
        registers.rdi = 3000000;
        CHECK_EQUAL(victim_exception(&registers), 6);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)edge_spun);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_SP), wild_words[i]);
    }
    healthy_answers();
    healthy_had_time();
}

static int canonical(seL4_Word address)
{
    return address <= 0x7fffffffffffUL || address >= 0xffff800000000000UL;
}

/* covers: syscalls.md 7 non-canonical RIP; syscalls.md 2 sanitising, RIP, FS_BASE, GS_BASE */
TEST(instruction_pointers)
{
    seL4_MessageInfo_t info;

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    for (unsigned i = 0; i < WILD_WORDS; i++) {
        seL4_Word wanted = canonical(wild_words[i]) ? wild_words[i] : 0;
        seL4_UserContext registers = {.rip = wild_words[i], .rsp = wild_words[i], .rflags = ~0UL,
                                      .fs_base = wild_words[i], .gs_base = wild_words[i]};
        seL4_Word label = victim_run(&registers);

        CHECK_EQUAL(label, seL4_Fault_VMFault);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), wanted);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), wanted);
        /* The same through the reply to an exception. */
        registers.rip = (seL4_Word)edge_bad;
        CHECK_EQUAL(victim_exception(&registers), 6);
        seL4_SetMR(0, wild_words[i]);
        seL4_SetMR(1, wild_words[i]);
        seL4_SetMR(2, ~0UL);
        seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 3));
        info = seL4_Recv(victim.fault_endpoint, 0, victim.reply);
        CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), wanted);
        /* And to an unknown system call. */
        registers.rip = (seL4_Word)edge_int;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        seL4_SetMR(seL4_UnknownSyscall_FaultIP, wild_words[i]);
        seL4_SetMR(seL4_UnknownSyscall_FLAGS, ~0UL);
        seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, seL4_UnknownSyscall_Length));
        info = seL4_Recv(victim.fault_endpoint, 0, victim.reply);
        CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
        CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), wanted);
    }
}

#define LAST_PAGE 0x7fffffffe000UL
#define LAST_END  0x7ffffffff000UL

/* covers: syscalls.md 7 syscall in the last mappable user page */
TEST(last_page)
{
    volatile unsigned char *code = (volatile unsigned char *)LAST_PAGE;
    seL4_UserContext registers = {.rip = LAST_END - 2, .rsp = LAST_END, .rdx = yield()};

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    REQUIRE(kit_map(kit_frame(), HOME, LAST_PAGE, seL4_AllRights) == seL4_NoError);
    code[4094] = 0x0f; /* syscall */
    code[4095] = 0x05;
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), LAST_END);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), LAST_END);
    /* One that blocks, and is restarted by another thread. */
    registers.rdx = (seL4_Word)seL4_SysRecv;
    registers.rdi = 0;
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(seL4_CapFault_IP), LAST_END - 2);
    seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply)), seL4_Fault_CapFault);
    code[4094] = 0xcd; /* int */
    code[4095] = 200;
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
    CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_FaultIP), LAST_END - 2);
    code[4095] = 3; /* behind it, no page */
    CHECK_EQUAL(victim_exception(&registers), 3);
    CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), LAST_END);
    seL4_SetMR(0, LAST_END);
    seL4_Send(victim.reply, seL4_MessageInfo_new(0, 0, 0, 1));
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply)), seL4_Fault_VMFault);
    /* An instruction that begins there. */
    code[4095] = 0x0f;
    registers.rip = LAST_END - 1;
    CHECK_EQUAL(victim_run(&registers), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), LAST_END);
}

const struct frame_test edge_tests[] = {
    ENTRY("syscalls.2.wild-flags", flags),
    ENTRY("syscalls.2.backwards", direction),
    ENTRY("syscalls.2.single-steps", single_steps),
    ENTRY("syscalls.2.wild-stack-pointers", stack_pointers),
    ENTRY("syscalls.7.wild-instruction-pointers", instruction_pointers),
    ENTRY("syscalls.7.last-page", last_page),
    FRAME_END,
};
