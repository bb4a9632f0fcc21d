/* SPDX-License-Identifier: BSD-2-Clause */
/* Cache operations: refusals in their order, what they do, and that long ones let others in. */
#include "clock.h"
#include "vspace.h"

#define OPERATIONS 4
#define LINE 64

static const seL4_Word page_labels[OPERATIONS] = {ARMPageClean_Data, ARMPageInvalidate_Data,
                                                  ARMPageCleanInvalidate_Data, ARMPageUnify_Instruction};
static const seL4_Word space_labels[OPERATIONS] = {ARMVSpaceClean_Data, ARMVSpaceInvalidate_Data,
                                                   ARMVSpaceCleanInvalidate_Data, ARMVSpaceUnify_Instruction};

#define OPERATE(cap, label, ...) INVOKE(cap, label, CAPS(), ARGS(__VA_ARGS__))

/* covers: invocations.md 11 Page cache ops */
TEST(page_refusals)
{
    seL4_CPtr frame = kit_frame(), free_frame = kit_frame(), root = kit_vspace_empty(), large = kit_slot();

    CHECK_OK(kit_map(frame, root, PAGE, seL4_AllRights));
    large = kit_object(KIT_LARGE_FRAME_TYPE, 0);
    CHECK_SUCCESS(MAP(large, root, PAGE + LARGE_BYTES, READ_WRITE, CACHED));
    for (unsigned i = 0; i < OPERATIONS; i++) {
        seL4_Word label = page_labels[i];

        CHECK_REFUSED(OPERATE(free_frame, label, 64), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(OPERATE(free_frame, label, 64, 64), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(OPERATE(frame, label, 64, 64), seL4_InvalidArgument, WORDS(1));
        CHECK_REFUSED(OPERATE(frame, label, 8192, 64), seL4_InvalidArgument, WORDS(1));
        CHECK_REFUSED(OPERATE(frame, label, ~0UL, 1), seL4_InvalidArgument, WORDS(1));
        CHECK_REFUSED(OPERATE(frame, label, 0, 4097), seL4_InvalidArgument, WORDS(0));
        CHECK_REFUSED(OPERATE(frame, label, 4096, 4097), seL4_InvalidArgument, WORDS(0));
        CHECK_REFUSED(OPERATE(frame, label, 1, ~0UL), seL4_InvalidArgument, WORDS(0));
        CHECK_REFUSED(OPERATE(large, label, 1, LARGE_BYTES + 1), seL4_InvalidArgument, WORDS(0));
        CHECK_SUCCESS(OPERATE(frame, label, 0, 4096));
        CHECK_SUCCESS(OPERATE(frame, label, 4095, 4096));
        CHECK_SUCCESS(OPERATE(frame, label, 5, 6));
        CHECK_SUCCESS(OPERATE(large, label, 0, LARGE_BYTES));
        CHECK_SUCCESS(OPERATE(large, label, 77, LARGE_BYTES - 99));
    }
    CHECK_OK(kit_delete(root));
    for (unsigned i = 0; i < OPERATIONS; i++)
        CHECK_REFUSED(OPERATE(frame, page_labels[i], 64, 64), seL4_FailedLookup, FAIL_ROOT(0));
}

/* covers: invocations.md 11 VSpace cache ops */
TEST(space_refusals)
{
    seL4_CPtr frame = kit_frame(), root = kit_vspace_empty(), bare = kit_object(seL4_ARM_VSpaceObject, 0);
    seL4_CPtr large = kit_object(KIT_LARGE_FRAME_TYPE, 0);
    seL4_Word at = PAGE + LARGE_BYTES;

    CHECK_OK(kit_map(frame, root, PAGE, seL4_AllRights));
    CHECK_SUCCESS(MAP(large, root, at, READ_WRITE, CACHED));
    for (unsigned i = 0; i < OPERATIONS; i++) {
        seL4_Word label = space_labels[i];

        CHECK_REFUSED(OPERATE(bare, label, 64), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(OPERATE(bare, label, ~0UL, ~0UL), seL4_InvalidArgument, WORDS(1));
        CHECK_REFUSED(OPERATE(bare, label, 0, seL4_UserTop + 1), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(OPERATE(bare, label, 0, seL4_UserTop), seL4_InvalidCapability, WORDS(0));
        CHECK_REFUSED(OPERATE(root, label, PAGE + 64, PAGE + 4097), seL4_RangeError, WORDS(PAGE + 64, PAGE + 4095));
        CHECK_REFUSED(OPERATE(root, label, at + 3, at + LARGE_BYTES + 1), seL4_RangeError,
                      WORDS(at + 3, at + LARGE_BYTES - 1));
        /* Where nothing is mapped there is nothing to do. */
        CHECK_SUCCESS(OPERATE(root, label, 0, seL4_UserTop));
        CHECK_SUCCESS(OPERATE(root, label, PAGE, PAGE + 4096));
        CHECK_SUCCESS(OPERATE(root, label, PAGE + 8, PAGE + 9));
        CHECK_SUCCESS(OPERATE(root, label, at, at + LARGE_BYTES));
        CHECK_SUCCESS(OPERATE(root, label, at + 77, at + LARGE_BYTES - 99));
    }
}

/* covers: memory.md 5 Unify_Instruction */
TEST(new_code)
{
    seL4_CPtr code = kit_frame();
    volatile unsigned *instruction = (volatile unsigned *)PAGE;

    probe_make(&accessor, (struct kit_options){.priority = PRIORITY});
    CHECK_OK(kit_map(code, HOME, PAGE, seL4_AllRights));
    instruction[0] = 0xd4200000; /* brk #0 */
    CHECK_OK(seL4_ARM_Page_Unify_Instruction(code, 0, LINE));
    CHECK_EQUAL(probe_run(&accessor, fetch, (void *)PAGE), seL4_Fault_VCPUFault);
    instruction[0] = 0xd65f03c0; /* ret */
    CHECK_OK(seL4_ARM_VSpace_Unify_Instruction(HOME, PAGE, PAGE + LINE));
    CHECK_EQUAL(probe_run(&accessor, fetch, (void *)PAGE), PROBE_RETURNED);
}

/*
 * The same memory with and without cache: on machines with caches both show what was cleaned. What lies beside the
 * range of an Invalidate is kept.
 */
/* covers: memory.md 5 Clean_Data, Invalidate_Data, CleanInvalidate_Data; memory.md 8 CACHEFLUSH0001 */
TEST(two_views)
{
    seL4_CPtr cached = kit_object(KIT_LARGE_FRAME_TYPE, 0), uncached = kit_slot();
    volatile seL4_Word *one = (volatile seL4_Word *)(PAGE + LARGE_BYTES);
    volatile seL4_Word *other = (volatile seL4_Word *)(PAGE + 2 * LARGE_BYTES);
    seL4_Word words = LARGE_BYTES / sizeof(seL4_Word);

    CHECK_OK(kit_copy(uncached, cached, seL4_AllRights));
    CHECK_OK(isa_table_map(0, table_new(), HOME, PAGE));
    CHECK_SUCCESS(MAP(cached, HOME, (seL4_Word)one, READ_WRITE, CACHED));
    CHECK_SUCCESS(MAP(uncached, HOME, (seL4_Word)other, READ_WRITE, 0));
    CHECK_EQUAL(other[words - 1], 0);
    for (seL4_Word i = 0; i < words; i += 512)
        one[i] = i + 1;
    CHECK_OK(seL4_ARM_Page_Clean_Data(cached, 0, LARGE_BYTES));
    for (seL4_Word i = 0; i < words; i += 512)
        CHECK_EQUAL(other[i], i + 1);
    CHECK_OK(seL4_ARM_VSpace_CleanInvalidate_Data(HOME, (seL4_Word)one, (seL4_Word)one + LARGE_BYTES));
    for (seL4_Word i = 0; i < words; i += 512)
        other[i] = i + 2;
    CHECK_OK(seL4_ARM_Page_Invalidate_Data(cached, 0, LARGE_BYTES));
    for (seL4_Word i = 0; i < words; i += 512)
        CHECK_EQUAL(one[i], i + 2);
    one[0] = 7;
    one[3] = 8;
    CHECK_OK(seL4_ARM_VSpace_Invalidate_Data(HOME, (seL4_Word)one + 8, (seL4_Word)one + 24));
    CHECK_EQUAL(one[0], 7);
    CHECK_EQUAL(one[3], 8);
}

/* ---- long operations ---- */

/* An entry takes 100 chunks of 256 bytes: of the 2 MiB there are more than eighty entries. */
#define CHUNK 256
#define ENTRY_BYTES (100UL * CHUNK)
#define FIRST_US 5
#define STEP_US 9
#define SUSPENSIONS 12

extern const char operate_here[], operate_next[];
__asm__(".text\n.globl operate_here, operate_next\n"
        "operate_here: svc #0\n"
        "operate_next: " KIT_UNDEFINED "\n");

static struct {
    seL4_CPtr handler, line, frame;
} setup;

static void long_setup(void)
{
    seL4_CPtr large = kit_object(KIT_LARGE_FRAME_TYPE, 0);

    setup.handler = kit_slot();
    setup.line = kit_notification();
    setup.frame = large;
    CHECK_OK(isa_table_map(0, table_new(), HOME, PAGE));
    CHECK_SUCCESS(MAP(large, HOME, PAGE + LARGE_BYTES, READ_WRITE, CACHED));
    REQUIRE(clock_issue(setup.handler, 0) == seL4_NoError);
    CHECK_OK(seL4_IRQHandler_SetNotification(setup.handler, setup.line));
    CHECK_OK(seL4_IRQHandler_Ack(setup.handler));
    probe_make(&accessor, (struct kit_options){.priority = PRIORITY});
}

static seL4_UserContext long_registers(seL4_CPtr cap, seL4_Word label, seL4_Word start, seL4_Word end)
{
    seL4_UserContext registers;

    for (unsigned i = 0; i < SEL4_USER_CONTEXT_WORDS; i++)
        ((seL4_Word *)&registers)[i] = 0x1234567 * (i + 1);
    registers.pc = (seL4_Word)operate_here;
    registers.spsr = ISA_SPSR;
    registers.KIT_CALL_CAP = cap;
    registers.KIT_CALL_INFO = label << 12 | 2;
    registers.x2 = start;
    registers.x3 = end;
    return registers;
}

/* Waits until the clock has interrupted the thread, which is then suspended: its registers. */
static seL4_UserContext interrupted(seL4_Word us)
{
    seL4_UserContext registers;

    clock_start(us);
    (void)seL4_Wait(setup.line, 0);
    CHECK_OK(seL4_TCB_ReadRegisters(accessor.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    clock_stop();
    CHECK_OK(seL4_IRQHandler_Ack(setup.handler));
    return registers;
}

/* Runs on to its end, the instruction behind the call. */
static seL4_UserContext ended(void)
{
    seL4_UserContext registers;

    CHECK_OK(seL4_TCB_Resume(accessor.thread.tcb));
    CHECK_EQUAL(probe_wait(&accessor), seL4_Fault_UserException);
    CHECK_OK(seL4_TCB_ReadRegisters(accessor.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    CHECK_EQUAL(registers.pc, (seL4_Word)operate_next);
    return registers;
}

/* All registers but these two are as they were before the call. */
static void check_kept(const seL4_UserContext *before, seL4_UserContext after, seL4_Word cap, seL4_Word info)
{
    CHECK_EQUAL(after.KIT_CALL_CAP, cap);
    CHECK_EQUAL(after.KIT_CALL_INFO, info);
    after.KIT_CALL_CAP = before->KIT_CALL_CAP;
    after.KIT_CALL_INFO = before->KIT_CALL_INFO;
    after.pc = before->pc;
    for (unsigned i = 0; i < SEL4_USER_CONTEXT_WORDS; i++)
        CHECK_EQUAL(((seL4_Word *)&after)[i], ((const seL4_Word *)before)[i]);
}

/* Suspends the thread again and again in one operation; in mid-call its range gets shorter. */
static void suspend_often(seL4_CPtr cap, seL4_Word label, seL4_Word start, seL4_Word end, seL4_Word number)
{
    seL4_UserContext before = long_registers(cap, label, start, end), now;
    int is_call = number == (seL4_Word)seL4_SysCall;
    seL4_Word at = start, seen = 0;

    before.KIT_CALL_NUMBER = number;
    CHECK_OK(seL4_TCB_WriteRegisters(accessor.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &before));
    for (seL4_Word i = 0; i < SUSPENSIONS; i++) {
        now = interrupted(FIRST_US + STEP_US);
        CHECK_EQUAL(now.pc, (seL4_Word)operate_here);
        CHECK(now.x2 >= at && now.x2 < end);
        CHECK_EQUAL(now.x3, end);
        seen += now.x2 > at;
        at = now.x2;
        CHECK_OK(seL4_TCB_Resume(accessor.thread.tcb));
    }
    CHECK(seen > SUSPENSIONS / 2);
    CHECK_OK(seL4_TCB_Suspend(accessor.thread.tcb));
    now = ended();
    check_kept(&before, now, is_call ? 0 : cap, is_call ? 0 : before.KIT_CALL_INFO);
}

/* covers: syscalls.md 5.6 long operations; memory.md 5 Clean_Data, Unify_Instruction; syscalls.md 2 preserved */
TEST(long_operations)
{
    seL4_Word at = PAGE + LARGE_BYTES;

    long_setup();
    CHECK_OK(seL4_TCB_Suspend(accessor.thread.tcb));
    for (unsigned i = 0; i < OPERATIONS; i++) {
        suspend_often(setup.frame, page_labels[i], 3, LARGE_BYTES, (seL4_Word)seL4_SysCall);
        suspend_often(setup.frame, page_labels[i], 0, LARGE_BYTES - 1, (seL4_Word)seL4_SysSend);
        suspend_often(HOME, space_labels[i], at + 70, at + LARGE_BYTES, (seL4_Word)seL4_SysCall);
        suspend_often(HOME, space_labels[i], at, at + LARGE_BYTES, (seL4_Word)seL4_SysNBSend);
    }
    CHECK_OK(kit_delete(setup.handler));
}

/* How long a thread above is kept from its interrupt, at worst, in the middle of an operation. */
#define LATENCY_MAX_US 20

/* covers: syscalls.md 5.6 long operations; irq.md 2 delivery */
TEST(others_run_meanwhile)
{
    seL4_UserContext registers;
    seL4_Word worst = 0, taken = 0;

    long_setup();
    registers = long_registers(setup.frame, ARMPageCleanInvalidate_Data, 0, LARGE_BYTES);
    registers.KIT_CALL_NUMBER = (seL4_Word)seL4_SysCall;
    for (seL4_Word us = FIRST_US; us < FIRST_US + 30; us++) {
        seL4_Word began = 0;

        CHECK_OK(seL4_TCB_WriteRegisters(accessor.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
        began = kit_clock();
        clock_start(us);
        (void)seL4_Wait(setup.line, 0);
        taken = (kit_clock() - began) / frame_ticks_per_us();
        clock_stop();
        worst = taken - us > worst ? taken - us : worst;
        CHECK_OK(seL4_IRQHandler_Ack(setup.handler));
        CHECK_OK(seL4_TCB_Suspend(accessor.thread.tcb));
    }
    printf("# at worst %lu us late\n", worst);
    CHECK(worst < LATENCY_MAX_US);
    CHECK_OK(kit_delete(setup.handler));
}

/* covers: syscalls.md 5.6 long operations; invocations.md 2 effect */
TEST(changes_in_mid_call)
{
    seL4_UserContext before, now;

    long_setup();
    before = long_registers(setup.frame, ARMPageClean_Data, 0, LARGE_BYTES);
    before.KIT_CALL_NUMBER = (seL4_Word)seL4_SysCall;
    /* The mapping goes: the rest is refused. */
    CHECK_OK(seL4_TCB_WriteRegisters(accessor.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &before));
    now = interrupted(FIRST_US + STEP_US);
    CHECK(now.x2 > 0 && now.x2 < LARGE_BYTES);
    CHECK_OK(kit_unmap(setup.frame));
    check_kept(&before, ended(), 0, seL4_IllegalOperation << 12);
    CHECK_SUCCESS(MAP(setup.frame, HOME, PAGE + LARGE_BYTES, READ_WRITE, CACHED));
    /* The thread does something else: nothing is left of the first call. */
    CHECK_OK(seL4_TCB_WriteRegisters(accessor.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &before));
    now = interrupted(FIRST_US + STEP_US);
    CHECK(now.x2 > 0 && now.x2 < LARGE_BYTES);
    before.x2 = now.x2 + ENTRY_BYTES + 1;
    before.x3 = now.x2 + ENTRY_BYTES + 3;
    CHECK_OK(seL4_TCB_WriteRegisters(accessor.thread.tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &before));
    check_kept(&before, ended(), 0, 0);
    /* Another call of the same kind, which is long, too. */
    before.x2 = 0;
    before.x3 = LARGE_BYTES;
    CHECK_OK(seL4_TCB_WriteRegisters(accessor.thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &before));
    (void)interrupted(FIRST_US + STEP_US);
    before.x2 = LARGE_BYTES / 2;
    CHECK_OK(seL4_TCB_WriteRegisters(accessor.thread.tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &before));
    check_kept(&before, ended(), 0, 0);
    CHECK_OK(kit_delete(setup.handler));
}

const struct frame_test cache_tests[] = {
    ENTRY("invocations.11.page-cache-refusals", page_refusals),
    ENTRY("invocations.11.space-cache-refusals", space_refusals),
    ENTRY("memory.5.new-code", new_code),
    ENTRY("memory.5.two-views", two_views),
    ENTRY("memory.5.long-operations", long_operations),
    ENTRY("memory.5.others-run-meanwhile", others_run_meanwhile),
    ENTRY("memory.5.changes-in-mid-call", changes_in_mid_call),
    FRAME_END,
};
