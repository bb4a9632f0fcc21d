/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs made of instructions that touch what the kernel relies on: flags, segments, stacks, returns, gates, FPU
 * control. Whatever they do, they end by a fault or by their budget, and everything else goes on as before.
 */
#include "machine.h"

#include <runtime/start.h>
#include <runtime/string.h>

#define PROGRAMS 3000
#define FRAGMENTS_PER_PROGRAM 12
#define CONTINUATIONS 8
#define BUDGET_US 500
#define PERIOD_US 10000000
#define DEBUG_CALL_LAST ((seL4_Word)-32)
#define WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

struct fragment {
    const char *bytes;
    seL4_Word length;
};

#define FRAGMENT(text) {text, sizeof(text) - 1}

static const struct fragment fragments[] = {
    FRAGMENT("\x9d"),                         /* popfq */
    FRAGMENT("\x50\x9d"),                     /* push rax; popfq */
    FRAGMENT("\x68\x00\x43\x00\x00\x9d"),     /* push 0x4300: nested task, trap and interrupt flags; popfq */
    FRAGMENT("\x68\x00\x01\x00\x00\x9d"),     /* push 0x100: trap flag; popfq */
    FRAGMENT("\x68\x00\x00\x04\x00\x9d"),     /* push alignment check; popfq */
    FRAGMENT("\xfd"), FRAGMENT("\xfa"), FRAGMENT("\xfb"), FRAGMENT("\xf4"),   /* std, cli, sti, hlt */
    FRAGMENT("\xcb"), FRAGMENT("\x48\xcb"),   /* far returns */
    /* syscall, sysenter, sysret */
    FRAGMENT("\x0f\x05"), FRAGMENT("\x0f\x34"), FRAGMENT("\x0f\x07"), FRAGMENT("\x48\x0f\x07"),
    FRAGMENT("\xcc"), FRAGMENT("\xcd\x03"), FRAGMENT("\xcd\x08"), FRAGMENT("\xcd\x20"), FRAGMENT("\xcd\x80"),
    FRAGMENT("\xcd\x9d"), FRAGMENT("\xcd\x9e"), FRAGMENT("\xcd\xfe"), FRAGMENT("\xcd\xff"), FRAGMENT("\xf1"),
    /* mov ss, ax */
    FRAGMENT("\x8e\xd0"), FRAGMENT("\x8e\xd0\x0f\x05"), FRAGMENT("\x8e\xd0\xcd\x9e"), FRAGMENT("\x8e\xd0\xcc"),
    FRAGMENT("\x8e\xd8"), FRAGMENT("\x8e\xc0"), FRAGMENT("\x8e\xe0"), FRAGMENT("\x8e\xe8"), /* mov ds, es, fs, gs */
    FRAGMENT("\xb8\x1b\x00\x00\x00\x8e\xd0"), /* the user's data segment into ss */
    FRAGMENT("\xb8\x1b\x00\x00\x00\x8e\xe0"), /* and into fs */
    FRAGMENT("\xb8\x28\x00\x00\x00\x8e\xe8"), /* the TSS into gs */
    FRAGMENT("\x0f\xa1"), FRAGMENT("\x0f\xa9"), /* pop fs, gs */
    FRAGMENT("\x31\xe4"), FRAGMENT("\x48\x89\xc4"), FRAGMENT("\x48\xff\xcc"), /* rsp: 0, rax, one less */
    FRAGMENT("\x0f\x01\xf8"), FRAGMENT("\x0f\x00\xd8"), FRAGMENT("\x0f\x01\x10"), /* swapgs, ltr ax, lgdt (rax) */
    FRAGMENT("\x0f\x01\x00"), FRAGMENT("\x0f\x01\xe0"), FRAGMENT("\x0f\x00\xc8"), /* sgdt (rax), smsw eax, str eax */
    /* cr, dr, clts */
    FRAGMENT("\x0f\x22\xc0"), FRAGMENT("\x0f\x20\xc0"), FRAGMENT("\x0f\x23\xf8"), FRAGMENT("\x0f\x06"),
    FRAGMENT("\x0f\x30"), FRAGMENT("\x0f\x32"), FRAGMENT("\x0f\x33"), FRAGMENT("\x0f\x01\xd1"), /* msr, rdpmc, xsetbv */
    FRAGMENT("\xf3\x48\x0f\xae\xd0"), FRAGMENT("\xf3\x48\x0f\xae\xd8"), /* wrfsbase, wrgsbase rax */
    /* xrstor, xsave, fxrstor, ldmxcsr */
    FRAGMENT("\x0f\xae\x28"), FRAGMENT("\x0f\xae\x20"), FRAGMENT("\x0f\xae\x08"), FRAGMENT("\x0f\xae\x10"),
    /* fninit, 1/0 and wait, fldenv */
    FRAGMENT("\xdb\xe3"), FRAGMENT("\xd9\xe8\xd9\xee\xde\xf9\x9b"), FRAGMENT("\xd9\x20"),
    FRAGMENT("\xd9\x2c\x24"), FRAGMENT("\x0f\x77"), FRAGMENT("\x0f\xef\xc0"), /* fldcw (rsp), emms, pxor mm0 */
    FRAGMENT("\xf3\xa4"), FRAGMENT("\xf3\x48\xab"), FRAGMENT("\xac"), /* rep movsb, rep stosq, lodsb */
    FRAGMENT("\xe4\x60"), FRAGMENT("\x6c"), FRAGMENT("\x0f\x08"), FRAGMENT("\x0f\x0b"), /* in, insb, invd, ud2 */
    /* rdrand, xgetbv, clac, vmcall */
    FRAGMENT("\x0f\xc7\xf0"), FRAGMENT("\x0f\x01\xd0"), FRAGMENT("\x0f\x01\xca"), FRAGMENT("\x0f\x01\xc1"),
    /* jumps, calls */
    FRAGMENT("\xeb\xfe"), FRAGMENT("\xff\xe0"), FRAGMENT("\xff\xd0"), FRAGMENT("\xc3"), FRAGMENT("\xff\x28"),
    FRAGMENT("\xf0\x0f\xb1\x00"), FRAGMENT("\x0f\xc7\x08"), FRAGMENT("\x66\x0f\x38\x82\x00"), /* cmpxchg, invpcid */
};

static seL4_Word random_state = 88172645463325252;

static seL4_Word random_word(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Addresses and numbers that are more interesting than most. */
static seL4_Word random_value(seL4_Word code, seL4_Word memory)
{
    switch (random_word() % 12) {
    case 0:
        return 0;
    case 1:
        return code + random_word() % 64;
    case 2:
        return memory + random_word() % 4096;
    case 3:
        return 0x7fffffffefff + random_word() % 0x2000;
    case 4:
        return 0xffff800000000000 - random_word() % 16;
    case 5:
        return 0xffffff8000100000 + random_word() % 0x100000;
    case 6:
        return 0xffffffff80100000 + random_word() % 0x100000;
    case 7:
        return 0 - random_word() % 40;
    case 8:
        return random_word() % 0x40;
    case 9:
        return memory & ~15ul;
    default:
        return random_word();
    }
}

/* A program's code and memory are pages of ours that its own address space shows at the same addresses. */
static char code[4096] __attribute__((aligned(4096)));
static char memory[4096] __attribute__((aligned(4096)));

/*
 * Never iret: QEMU without hardware virtualisation lets it enter virtual-8086 mode, which CPUs do not have in 64-bit
 * mode, and from where exceptions look like the kernel's own.
 */
#define IRET 0xcf

static char random_byte(void)
{
    unsigned char byte = (unsigned char)random_word();

    return (char)(byte == IRET ? 0x90 : byte);
}

static void program_write(void)
{
    seL4_Word used = 0;

    for (int i = 0; i < FRAGMENTS_PER_PROGRAM; i++) {
        const struct fragment *f = &fragments[random_word() % (sizeof(fragments) / sizeof(fragments[0]))];

        memcpy(code + used, f->bytes, f->length);
        used += f->length;
        if (random_word() % 8 == 0)
            code[used++] = random_byte();
    }
    memcpy(code + used, "\x0f\x0b", 2);
}

static void program_start(const struct worker *worker)
{
    seL4_UserContext registers;
    seL4_Word *words = (seL4_Word *)&registers;

    program_write();
    for (seL4_Word i = 0; i < WORDS; i++)
        words[i] = random_value((seL4_Word)code, (seL4_Word)memory);
    registers.rip = (seL4_Word)code;
    registers.rdx = DEBUG_CALL_LAST - 1 - random_word() % 32; /* debug calls may halt the machine */
    if (random_word() % 4 == 0)
        registers.rdx = (seL4_Word)seL4_SysCall - random_word() % 11;
    if (random_word() % 2 == 0)
        registers.rsp = (seL4_Word)memory + sizeof(memory);
    worker_start_registers(worker, &registers);
}

/* After an exception: a little behind it, with other flags and maybe another stack. */
static void program_continue(const struct worker *worker)
{
    seL4_Word ip = seL4_GetMR(seL4_UserException_FaultIP);
    seL4_Word sp = seL4_GetMR(seL4_UserException_SP);

    seL4_SetMR(seL4_UserException_FaultIP, ip + 1 + random_word() % 3);
    seL4_SetMR(seL4_UserException_SP, random_word() % 4 == 0 ? random_value((seL4_Word)code, (seL4_Word)memory) : sp);
    seL4_SetMR(seL4_UserException_FLAGS, random_word());
    seL4_Send(worker->reply, seL4_MessageInfo_new(0, 0, 0, seL4_UserException_FLAGS + 1));
}

static void page_share(seL4_CPtr vspace, const void *page)
{
    seL4_CPtr copy = slot_new();

    require_ok(seL4_CNode_Copy(seL4_CapInitThreadCNode, copy, seL4_WordBits, seL4_CapInitThreadCNode,
                               runtime_image_frame(boot, page), seL4_WordBits, seL4_AllRights));
    require_ok(seL4_X86_Page_Map(copy, vspace, (seL4_Word)page, seL4_AllRights, seL4_X86_Default_VMAttributes));
}

/* Both pages lie in one 2 MiB area, like all of this program. */
static seL4_CPtr vspace_new(void)
{
    seL4_CPtr vspace = object_new(seL4_X64_PML4Object, 0);

    require_ok(seL4_X86_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace));
    require_ok(seL4_X86_PDPT_Map(object_new(seL4_X86_PDPTObject, 0), vspace, (seL4_Word)code,
                                 seL4_X86_Default_VMAttributes));
    require_ok(seL4_X86_PageDirectory_Map(object_new(seL4_X86_PageDirectoryObject, 0), vspace, (seL4_Word)code,
                                          seL4_X86_Default_VMAttributes));
    require_ok(seL4_X86_PageTable_Map(object_new(seL4_X86_PageTableObject, 0), vspace, (seL4_Word)code,
                                      seL4_X86_Default_VMAttributes));
    page_share(vspace, code);
    page_share(vspace, memory);
    return vspace;
}

/* A worker that reaches nothing but those two pages: its CSpace is empty. Its budget's end is a fault, too. */
static void captive_create(struct worker *worker)
{
    seL4_CPtr cspace = object_new(seL4_CapTableObject, 4);

    worker_create(worker);
    require_ok(seL4_TCB_Configure(worker->tcb, cspace, 0, vspace_new(), 0, 0, 0));
    require_ok(seL4_TCB_SetTimeoutEndpoint(worker->tcb, worker->fault_endpoint));
}

void test_random(void)
{
    struct worker worker;
    seL4_Word labels[8] = {0};
    seL4_Word ended = 0;

    captive_create(&worker);
    for (int i = 0; i < PROGRAMS; i++) {
        seL4_Word label = 0;
        int left = CONTINUATIONS;

        require_ok(seL4_SchedControl_ConfigureFlags(boot->schedcontrol.start, worker.sc, BUDGET_US,
                                                    PERIOD_US, 0, 0, 0));
        program_start(&worker);
        label = seL4_MessageInfo_get_label(worker_fault(&worker));
        for (; left > 0 && label == seL4_Fault_UserException; left--) {
            program_continue(&worker);
            label = seL4_MessageInfo_get_label(worker_fault(&worker));
        }
        labels[label % 8]++;
        ended += label == seL4_Fault_CapFault || label == seL4_Fault_UnknownSyscall ||
                 label == seL4_Fault_UserException || label == seL4_Fault_Timeout || label == seL4_Fault_VMFault;
        worker_stop(&worker);
        require_ok(seL4_SchedContext_Unbind(worker.sc));
        require_ok(seL4_SchedContext_Bind(worker.sc, worker.tcb));
    }
    printf("# capability faults %lu, unknown system calls %lu, exceptions %lu, page faults %lu, out of budget %lu\n",
           labels[seL4_Fault_CapFault], labels[seL4_Fault_UnknownSyscall], labels[seL4_Fault_UserException],
           labels[seL4_Fault_VMFault], labels[seL4_Fault_Timeout]);
    report_equal("random-programs-end-in-faults", ended, PROGRAMS);
}
