/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads that call the kernel with random registers, on capabilities they may do with as they please. */
#include "hostile.h"

#define HOSTILE 4
/* Stacks for 48 threads: four each, and the healthy ones. */
#define EPOCHS 10
#define ROUNDS 60
#define SLOT_BITS 6
#define CODE 0x400000UL
#define WORLD_BITS 20
#define NUMBERS 11 /* system calls of the API, -1 to -11 */
#define WILD_CALLS 1000

/*
 * The state of the generator is in RBX, which no system call changes. From it: the number, capability, label, length
 * and extra capabilities of the message, words, reply and destination capabilities; then again.
 */
__asm__(".text\n"
        "random_program:\n"
        "movq %rbx, %rax\n shlq $13, %rax\n xorq %rax, %rbx\n"
        "movq %rbx, %rax\n shrq $7, %rax\n xorq %rax, %rbx\n"
        "movq %rbx, %rax\n shlq $17, %rax\n xorq %rax, %rbx\n"
        "movzwl %bx, %edx\n imull $11, %edx\n shrl $16, %edx\n notq %rdx\n"
        /* Most are calls: the others tend to block. */
        "testl $0x70000, %ebx\n jz 1f\n movq $-1, %rdx\n 1:\n"
        "movq %rbx, %rdi\n shrq $20, %rdi\n andl $63, %edi\n"
        "movq %rbx, %rsi\n shrq $26, %rsi\n andl $63, %esi\n shlq $12, %rsi\n"
        /* Half of them to a capability that has the label. */
        "btq $62, %rbx\n jc 5f\n"
        "movl %edi, %eax\n movzbl 0x400800(,%rax,2), %edi\n movzbl 0x400801(,%rax,2), %esi\n shlq $12, %rsi\n 5:\n"
        "movq %rbx, %rax\n shrq $32, %rax\n andl $0x187, %eax\n orq %rax, %rsi\n"
        "movq %rbx, %r10\n shrq $40, %r10\n andl $63, %r10d\n"
        "movl $64, %r8d\n btq $50, %rbx\n jc 2f\n movq %rbx, %r8\n shrq $44, %r8\n andl $63, %r8d\n 2:\n"
        "movl $6, %r9d\n btq $51, %rbx\n jc 3f\n movq %rbx, %r9\n shrq $47, %r9\n andl $63, %r9d\n 3:\n"
        "xorl %r15d, %r15d\n btq $52, %rbx\n jc 4f\n movq %rbx, %r15\n rorq $13, %r15\n 4:\n"
        "movq %rbx, %r12\n shrq $53, %r12\n andl $63, %r12d\n"
        "movq %rbx, %r13\n shrq $57, %r13\n andl $63, %r13d\n"
        "syscall\n jmp random_program\n"
        "random_program_end:\n");
extern const char random_program[], random_program_end[];

static seL4_Word state = 0x243f6a8885a308d3;

static seL4_Word random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Slots and a range of labels that fit, by the order in which world_make fills them. */
#define PAIRS 64
#define PAIRS_PLACE 0x800 /* in the page of the program */
static const struct {
    unsigned char slot, first, last;
} fits[] = {
    {1, CNodeRevoke, CNodeRotate}, {1, CNodeRevoke, CNodeRotate}, {3, X86PageMap, X86PageUnmap},
    {10, X86PageMap, X86PageGetAddress}, {12, X86PDPTMap, X86PDPTUnmap},
    {13, X86PageDirectoryMap, X86PageDirectoryUnmap}, {14, X86PageTableMap, X86PageTableUnmap},
    {16, TCBReadRegisters, TCBSetFlags}, {17, SchedContextConsumed, SchedContextYieldTo},
    {18, CNodeRevoke, CNodeRotate}, {19, UntypedRetype, UntypedRetype}, {20, UntypedRetype, UntypedRetype},
    {21, X86ASIDControlMakePool, X86ASIDControlMakePool}, {22, TCBReadRegisters, TCBSetFlags},
    {23, SchedContextConsumed, SchedContextYieldTo}, {26, TCBReadRegisters, TCBSetFlags},
};

static struct {
    seL4_CPtr untyped, node, root;
    struct kit_thread thread[HOSTILE];
    seL4_Word next;
} world;

static void give(seL4_CPtr cap)
{
    CHECK_OK(seL4_CNode_Copy(world.node, world.next, SLOT_BITS, ROOT, cap, 64, seL4_AllRights));
    world.next++;
}

static seL4_CPtr made(seL4_Word type, seL4_Word bits)
{
    seL4_CPtr cap = kit_slot();

    REQUIRE(seL4_Untyped_Retype(world.untyped, type, bits, ROOT, 0, 0, cap, 1) == seL4_NoError);
    give(cap);
    return cap;
}

/* What the threads share: their own address space, their CSpace, one or two objects of each kind. */
static void world_make(void)
{
    static const seL4_Word types[] = {seL4_EndpointObject, seL4_EndpointObject, seL4_NotificationObject,
                                      seL4_NotificationObject, seL4_ReplyObject, seL4_ReplyObject, seL4_X86_4K,
                                      seL4_X86_4K, seL4_X86_PDPTObject, seL4_X86_PageDirectoryObject,
                                      seL4_X86_PageTableObject, seL4_X64_PML4Object, seL4_TCBObject};
    seL4_CPtr code = kit_frame();

    world.next = 1;
    world.untyped = kit_untyped(WORLD_BITS);
    world.node = kit_object(seL4_CapTableObject, SLOT_BITS);
    world.root = kit_vspace_empty();
    REQUIRE(kit_map(code, HOME, WINDOW, seL4_AllRights) == seL4_NoError);
    memcpy((void *)WINDOW, random_program, (size_t)(random_program_end - random_program));
    for (unsigned i = 0; i < PAIRS; i++) {
        unsigned char *pair = (unsigned char *)WINDOW + PAIRS_PLACE + 2 * i;
        seL4_Word fit = random() % (sizeof(fits) / sizeof(fits[0]));

        pair[0] = fits[fit].slot;
        pair[1] = (unsigned char)(fits[fit].first + random() % (fits[fit].last - fits[fit].first + 1UL));
    }
    CHECK_OK(seL4_X86_Page_Unmap(code));
    REQUIRE(kit_map(code, world.root, CODE, seL4_CanRead) == seL4_NoError);
    CHECK_OK(seL4_CNode_Mint(world.node, world.next, SLOT_BITS, ROOT, world.node, 64, seL4_AllRights,
                             seL4_CNode_CapData_new(0, 64 - SLOT_BITS).words[0]));
    world.next++;
    give(world.root);
    give(code);
    for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        /* Into their CNode alone: tables that are mapped nowhere have no copies. */
        CHECK_OK(seL4_Untyped_Retype(world.untyped, types[i], 0, world.node, 0, 0, world.next, 1));
        world.next++;
    }
    (void)made(seL4_SchedContextObject, 8);
    (void)made(seL4_CapTableObject, 4);
    (void)made(seL4_UntypedObject, 16);
    (void)made(seL4_UntypedObject, 12);
    give(seL4_CapASIDControl);
    for (unsigned i = 0; i < HOSTILE; i++) {
        world.thread[i] = kit_thread(0, 0, (struct kit_options){
            .priority = PRIORITY, .mcp = PRIORITY, .vspace = world.root, .cspace = world.node,
            .cspace_data = seL4_CNode_CapData_new(0, 64 - SLOT_BITS).words[0],
            .sc = kit_sched_context(500, 500), .fault_endpoint = i & 1 ? 0 : kit_endpoint()});
        give(world.thread[i].tcb);
        give(world.thread[i].sc);
    }
}

/* Is there something in this slot of their CNode? */
static int full(seL4_Word slot)
{
    return seL4_CNode_Move(world.node, slot, SLOT_BITS, world.node, slot, SLOT_BITS) == seL4_DeleteFirst;
}

/* Slots that hold something and held nothing, or the other way round. */
static unsigned changed_slots(void)
{
    unsigned changed = 0;

    for (seL4_Word slot = 0; slot < 1UL << SLOT_BITS; slot++)
        changed += full(slot) != (slot > 0 && slot < world.next);
    return changed;
}

static void start(struct kit_thread *thread)
{
    seL4_IPCBuffer *buffer = kit_thread_buffer(thread);
    seL4_UserContext registers = {.rip = CODE, .rsp = random(), .rbx = random() | 1, .rflags = random()};

    for (unsigned i = 4; i < 16; i++)
        buffer->msg[i] = random() & 1 ? random() & 63 : random() & 1 ? 64 : random();
    for (unsigned i = 0; i < 3; i++)
        buffer->caps_or_badges[i] = random() & 1 ? 1 : random() & 63;
    buffer->receiveCNode = random() & 63;
    buffer->receiveIndex = random() & 63;
    buffer->receiveDepth = random() & 1 ? 64 : SLOT_BITS;
    /* Whatever became of it, this works. */
    CHECK_OK(seL4_TCB_Suspend(thread->tcb));
    CHECK_OK(seL4_TCB_SetPriority(thread->tcb, seL4_CapInitThreadTCB, PRIORITY));
    CHECK_OK(seL4_TCB_WriteRegisters(thread->tcb, 1, 0, REGISTERS, &registers));
}

/*
 * covers: syscalls.md 5 invoke, recv with any capability; caps.md 6 partly deleted objects;
 * covers: syscalls.md 4 preempted operations among many threads
 */
TEST(random_calls)
{
    unsigned changed = 0;

    healthy_begin();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        world_make();
        for (int round = 0; round < ROUNDS; round++) {
            for (unsigned i = 0; i < HOSTILE; i++)
                start(&world.thread[i]);
            /* They run in turn, until each has had its slice or none can. */
            CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, PRIORITY));
            seL4_Yield();
            CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 255));
            healthy_answers();
        }
        for (unsigned i = 0; i < HOSTILE; i++) {
            CHECK_OK(kit_delete(world.thread[i].tcb));
            CHECK_OK(kit_delete(world.thread[i].sc));
        }
        changed += changed_slots();
        /* All that they made comes back with the memory it is in. */
        CHECK_OK(kit_revoke(world.untyped));
        CHECK_EQUAL(frame_untyped_free(world.untyped), 1UL << WORLD_BITS);
        CHECK_OK(kit_revoke(world.node));
        CHECK_OK(kit_delete(world.node));
        CHECK_OK(kit_revoke(world.root));
        CHECK_OK(kit_delete(world.root));
    }
    healthy_had_time();
    /* They did not only fail. */
    CHECK(changed >= EPOCHS);
}

extern const char edge_call[];

/* covers: syscalls.md 3 length, extra capabilities as they are; syscalls.md 5 look-up failures */
TEST(wild_registers)
{
    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < WILD_CALLS; i++) {
        seL4_UserContext registers = {
            .rip = (seL4_Word)edge_call, .rsp = random(), .rflags = random(), .rax = random(), .rbx = random(),
            .rcx = random(), .rdx = 0 - (random() % NUMBERS + 1), .rsi = random(), .rdi = random(), .rbp = random(),
            .r8 = random(), .r9 = random(), .r10 = random(), .r11 = random(), .r12 = random(), .r13 = random(),
            .r14 = random(), .r15 = random(), .fs_base = random(), .gs_base = random()};
        seL4_IPCBuffer *buffer = kit_thread_buffer(&victim.thread);

        for (seL4_Word word = 0; word < sizeof(*buffer) / sizeof(seL4_Word); word++)
            ((volatile seL4_Word *)buffer)[word] = random();
        CHECK_OK(seL4_TCB_Suspend(victim.thread.tcb));
        CHECK_OK(seL4_TCB_WriteRegisters(victim.thread.tcb, 1, 0, REGISTERS, &registers));
        /* No capability pointer but the null one is found: it ends with a fault, each time. */
        CHECK(seL4_MessageInfo_get_label(seL4_Recv(victim.fault_endpoint, 0, victim.reply)) != seL4_Fault_NullFault);
    }
    healthy_answers();
}

/* covers: invocations.md 3 NotEnoughMemory; objects.md 3 exhaustion */
TEST(exhaustion)
{
    static const seL4_Word types[] = {seL4_EndpointObject, seL4_NotificationObject, seL4_ReplyObject, seL4_TCBObject,
                                      seL4_X86_4K, seL4_UntypedObject, seL4_CapTableObject};
    seL4_CPtr untyped = kit_untyped(17), slots = kit_slots(2048);

    healthy_begin();
    for (int round = 0; round < 3; round++) {
        seL4_CPtr next = slots;
        seL4_Word left = 1UL << 17, refused = 0;

        while (refused < 40 && next + 32 < slots + 2048) {
            seL4_Word type = types[random() % 7], count = random() % 32 + 1, now = 0;
            seL4_Word bits = type == seL4_UntypedObject ? 4 + random() % 10 : 1 + random() % 6;
            struct frame_reply reply = INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS(type, bits, 0, 0, next, count));

            now = frame_untyped_free(untyped);
            if (reply.label == seL4_NoError) {
                next += count;
                CHECK(now < left);
            } else {
                CHECK_REFUSED(reply, seL4_NotEnoughMemory, WORDS(left));
                CHECK_EQUAL(now, left);
                refused++;
            }
            left = now;
        }
        CHECK(refused > 0);
        healthy_answers();
        CHECK_OK(kit_revoke(untyped));
        CHECK_EQUAL(frame_untyped_free(untyped), 1UL << 17);
    }
}

const struct frame_test random_tests[] = {
    ENTRY("syscalls.5.random-calls", random_calls),
    ENTRY("syscalls.5.wild-registers", wild_registers),
    ENTRY("invocations.3.exhaustion", exhaustion),
    FRAME_END,
};
