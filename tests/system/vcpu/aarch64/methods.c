/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of VCPUs that do not run: arguments, refusals, what registers hold. */
#include "tests.h"

#define SCTLR_RESET 0x34d58820UL
#define ROOT seL4_CapInitThreadCNode
#define IRQ_MAX 159

static seL4_CPtr vcpu_new(void)
{
    return kit_object(seL4_ARM_VCPUObject, 0);
}

/* Interrupt, priority, group, index: one word. */
static seL4_Word injection(seL4_Word interrupt, seL4_Word priority, seL4_Word group, seL4_Word index)
{
    return interrupt | priority << 16 | group << 24 | index << 32;
}

static struct frame_reply inject(seL4_CPtr vcpu, seL4_Word word)
{
    return INVOKE(vcpu, ARMVCPUInjectIRQ, CAPS(), ARGS(word));
}

static struct frame_reply read_register(seL4_CPtr vcpu, seL4_Word number)
{
    return INVOKE(vcpu, ARMVCPUReadReg, CAPS(), ARGS(number));
}

/* covers: hyp.md 1.1 SetTCB */
TEST(set_tcb)
{
    seL4_CPtr vcpu = vcpu_new(), other = vcpu_new(), tcb = kit_object(seL4_TCBObject, 0);

    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUSetTCB, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUSetTCB, CAPS(ROOT), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUSetTCB, CAPS(kit_slot()), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(INVOKE(vcpu, ARMVCPUSetTCB, CAPS(tcb), ARGS()));
    CHECK_SUCCESS(INVOKE(vcpu, ARMVCPUSetTCB, CAPS(tcb), ARGS()));
    CHECK_SUCCESS(INVOKE(other, ARMVCPUSetTCB, CAPS(tcb), ARGS()));
    CHECK_SUCCESS(INVOKE(vcpu, ARMVCPUSetTCB, CAPS(kit_object(seL4_TCBObject, 0)), ARGS()));
    CHECK_OK(kit_delete(tcb));
    CHECK_SUCCESS(INVOKE(other, ARMVCPUSetTCB, CAPS(kit_object(seL4_TCBObject, 0)), ARGS()));
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUAckVPPI + 1, CAPS(), ARGS(0)), seL4_IllegalOperation, WORDS());
}

/* covers: hyp.md 1.1 InjectIRQ; hyp.md 5 VCPU0001 */
TEST(inject_arguments)
{
    seL4_CPtr vcpu = vcpu_new();
    seL4_Word lists = 1;

    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUInjectIRQ, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_SUCCESS(inject(vcpu, injection(0, 0, 0, 0)));
    CHECK_SUCCESS(inject(vcpu, injection(1023, 31, 1, 0)));
    CHECK_SUCCESS(inject(vcpu, injection(27, 0, 0, 0) | 0xffffff0000000000));
    CHECK_REFUSED(inject(vcpu, injection(1024, 255, 255, 255)), seL4_RangeError, WORDS(0, 1023));
    CHECK_REFUSED(inject(vcpu, injection(1023, 32, 255, 255)), seL4_RangeError, WORDS(0, 31));
    CHECK_REFUSED(inject(vcpu, injection(1023, 31, 2, 255)), seL4_RangeError, WORDS(0, 1));
    while (lists < 64 && inject(vcpu, injection(40, 0, 0, lists)).label == seL4_NoError)
        lists++;
    CHECK(lists >= 4);
    CHECK_REFUSED(inject(vcpu, injection(1023, 31, 1, 255)), seL4_RangeError, WORDS(0, lists - 1));
    CHECK_REFUSED(inject(vcpu, injection(1023, 31, 1, lists)), seL4_RangeError, WORDS(0, lists - 1));
}

/* covers: hyp.md 1.1 ReadReg; hyp.md 1.1 WriteReg */
TEST(register_arguments)
{
    seL4_CPtr vcpu = vcpu_new();

    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUReadReg, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(read_register(vcpu, seL4_VCPUReg_Num), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(read_register(vcpu, ~0UL), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUWriteReg, CAPS(), ARGS(1)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUWriteReg, CAPS(), ARGS(seL4_VCPUReg_Num, 0)), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUWriteReg, CAPS(), ARGS(1UL << 32, 0)), seL4_InvalidArgument, WORDS(1));
}

/* covers: hyp.md 1.1 AckVPPI */
TEST(ack_arguments)
{
    seL4_CPtr vcpu = vcpu_new();

    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUAckVPPI, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUAckVPPI, CAPS(), ARGS(IRQ_MAX + 1)), seL4_RangeError, WORDS(0, IRQ_MAX));
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUAckVPPI, CAPS(), ARGS(IRQ_MAX)), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(INVOKE(vcpu, ARMVCPUAckVPPI, CAPS(), ARGS(26)), seL4_InvalidArgument, WORDS(0));
    CHECK_SUCCESS(INVOKE(vcpu, ARMVCPUAckVPPI, CAPS(), ARGS(VIRTUAL_TIMER)));
}

/* covers: hyp.md 1.3 New VCPU */
TEST(initial_values)
{
    seL4_CPtr vcpu = vcpu_new();

    CHECK_REPLY(read_register(vcpu, seL4_VCPUReg_SCTLR), WORDS(SCTLR_RESET));
    for (seL4_Word number = 1; number < seL4_VCPUReg_Num; number++)
        CHECK_REPLY(read_register(vcpu, number), WORDS(0));
}

/* covers: hyp.md 1.2 Register numbers */
TEST(registers_kept)
{
    seL4_CPtr vcpu[2] = {vcpu_new(), vcpu_new()};

    for (seL4_Word number = 0; number < seL4_VCPUReg_Num; number++) {
        for (seL4_Word i = 0; i < 2; i++)
            CHECK_OK(seL4_ARM_VCPU_WriteRegs(vcpu[i], number, 0x123456789a000000 + number * 0x101 + i));
    }
    for (seL4_Word number = 0; number < seL4_VCPUReg_Num; number++) {
        for (seL4_Word i = 0; i < 2; i++)
            CHECK_REPLY(read_register(vcpu[i], number), WORDS(0x123456789a000000 + number * 0x101 + i));
    }
}

/* covers: syscalls.md 2 AArch64 SPSR; hyp.md 1.2 removing the association */
TEST(program_state)
{
    static const seL4_Word modes[] = {0, 4, 5};
    seL4_CPtr vcpu = vcpu_new(), tcb = kit_object(seL4_TCBObject, 0);
    seL4_UserContext registers = {.spsr = 0xf0000005};
    const seL4_Word count = SEL4_USER_CONTEXT_WORDS;

    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, count, &registers));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, count, &registers));
    CHECK_EQUAL(registers.spsr, 0xf0000000 | ISA_SPSR);
    CHECK_OK(seL4_ARM_VCPU_SetTCB(vcpu, tcb));
    for (unsigned i = 0; i < 3; i++) {
        registers.spsr = 0xa00003c0 | modes[i];
        CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, count, &registers));
        CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, count, &registers));
        CHECK_EQUAL(registers.spsr, 0xa00003c0 | modes[i]);
    }
    /* EL2 and EL3, AArch32. */
    for (seL4_Word mode = 6; mode < 0x20; mode++) {
        registers.spsr = 0x500003c0 | mode;
        CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, count, &registers));
        CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, count, &registers));
        CHECK_EQUAL(registers.spsr, 0x50000000 | ISA_SPSR);
    }
    registers.spsr = 0x600003c5;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, count, &registers));
    CHECK_OK(kit_delete(vcpu));
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, count, &registers));
    CHECK_EQUAL(registers.spsr, 0x60000000 | ISA_SPSR);
}

const struct frame_test method_tests[] = {
    ENTRY("hyp.1.1.set-tcb", set_tcb),
    ENTRY("hyp.1.1.inject-arguments", inject_arguments),
    ENTRY("hyp.1.1.register-arguments", register_arguments),
    ENTRY("hyp.1.1.ack-arguments", ack_arguments),
    ENTRY("hyp.1.3.initial-values", initial_values),
    ENTRY("hyp.1.2.registers-kept", registers_kept),
    ENTRY("hyp.1.2.program-state", program_state),
    FRAME_END,
};
