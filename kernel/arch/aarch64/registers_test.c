/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders of registers in TCB methods, fault messages and replies, with another value in every register; SPSR. */
#include <arch_switch.h>
#include <common/registers_test.h>
#include <host_guest.h>
#include <vcpu.h>

#define SPSR_INDEX 2u

/* The orders, written out once more from the manual's tables. */
static const unsigned char context_order[36] = {
    R_FAULT_IP, R_SP,  R_SPSR, R_X0,  R_X1,  R_X2,  R_X3,  R_X4,  R_X5,  R_X6,  R_X7,    R_X8,
    R_X16,      R_X17, R_X18,  R_X29, R_X30, R_X9,  R_X10, R_X11, R_X12, R_X13, R_X14,   R_X15,
    R_X19,      R_X20, R_X21,  R_X22, R_X23, R_X24, R_X25, R_X26, R_X27, R_X28, R_TPIDR, R_TPIDRRO,
};
static const unsigned char unknown_order[12] = {R_X0, R_X1, R_X2,       R_X3, R_X4,      R_X5,
                                                R_X6, R_X7, R_FAULT_IP, R_SP, R_NEXT_IP, R_SPSR};
static const unsigned char exception_order[3] = {R_FAULT_IP, R_SP, R_SPSR};

/* Different for each register, no address of a program, and as program state not one of a program. */
static word_t isa_value(word_t r)
{
    return 0x8123456790000009 + r * 0x10000010;
}

/* What the register holds when it was given that. */
static word_t isa_kept(word_t r, word_t value)
{
    return r == R_SPSR ? (value & 0xf0000000) | 0x40 : value;
}

static word_t isa_initial(word_t r)
{
    return r == R_SPSR ? 0x40 : 0;
}

static void new_thread(void)
{
    tcb_t *tcb = fresh();

    for (word_t i = 0; i < 36; i++)
        CHECK(arch_user_register(tcb, i) == (i == SPSR_INDEX ? 0x40u : 0u));
    for (word_t i = 0; i < ARCH_TCB_FPU_BYTES; i++)
        CHECK(tcb->fpu[i] == 0);
}

static void orders(void)
{
    check_orders(context_order, 36, 17);
}

/* Only the flags are the user's. */
static void program_state(void)
{
    tcb_t *tcb = fresh();

    for (word_t bit = 0; bit < 64; bit++) {
        word_t value = W(1) << bit;

        arch_user_register_set(tcb, SPSR_INDEX, value);
        CHECK(tcb->context.r[R_SPSR] == ((value & 0xf0000000) | 0x40));
        arch_user_register_set(tcb, SPSR_INDEX, ~value);
        CHECK(tcb->context.r[R_SPSR] == ((~value & 0xf0000000) | 0x40));
    }
}

/* A thread with a VCPU may be at EL0, or at EL1 with either stack; it loses that with the VCPU. */
static void program_state_of_guests(void)
{
    tcb_t *tcb = fresh();
    word_t vcpu = host_alloc(VCPU_BITS);

    arch_loaded = (struct arch_loaded){0};
    (void)vcpu_create(vcpu);
    vcpu_attach(object_at(vcpu), tcb);
    for (word_t mode = 0; mode < 32; mode++) {
        bool allowed = mode == 0 || mode == 4 || mode == 5;
        word_t value = 0xa12003c0 | mode;

        arch_user_register_set(tcb, SPSR_INDEX, value);
        CHECK(tcb->context.r[R_SPSR] == (allowed ? value : 0xa0000040));
    }
    arch_user_register_set(tcb, SPSR_INDEX, 0x600003c5);
    vcpu_detach(tcb->context.vcpu, tcb);
    CHECK(tcb->context.r[R_SPSR] == 0x60000040);
}

static void thread_pointers(void)
{
    tcb_t *tcb = fresh();

    CHECK(arch_tls_base_is_valid(0) && arch_tls_base_is_valid(~W(0)));
    arch_tls_base_set(tcb, ~W(0));
    CHECK(tcb->context.r[R_TPIDR] == ~W(0) && arch_user_register(tcb, 34) == ~W(0) && arch_user_register(tcb, 35) == 0);
}

/* A guest that runs writes TPIDRRO_EL0 without notice: the processor has it, for whoever copies it, and takes it. */
static void thread_pointer_of_guests(void)
{
    tcb_t *tcb = fresh();
    word_t vcpu = host_alloc(VCPU_BITS);

    arch_loaded = (struct arch_loaded){0};
    vcpu_loaded = 0;
    (void)vcpu_create(vcpu);
    core0.current = tcb;
    vcpu_attach(object_at(vcpu), tcb);
    CHECK(arch_loaded.vcpu == object_at(vcpu));
    host_guest.tpidrro = 77;
    CHECK(arch_user_register(tcb, 35) == 77);
    arch_user_register_set(tcb, 35, 0);
    CHECK(host_guest.tpidrro == 0 && arch_user_register(tcb, 35) == 0);
    host_guest.tpidrro = 78;
    arch_user_register_set(tcb, 35, 78);
    vcpu_detach(tcb->context.vcpu, tcb);
    CHECK(tcb->context.r[R_TPIDRRO] == 78 && arch_user_register(tcb, 35) == 78);
}

static void fault_messages(void)
{
    tcb_t *tcb = fresh();

    message_owner_new(fresh());
    fill(tcb);
    tcb->fault = (struct fault){.kind = seL4_Fault_UnknownSyscall, .word = {~W(0), 0, 0}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 13);
    for (word_t i = 0; i < 12; i++)
        CHECK(message_word(i) == isa_value(unknown_order[i]));
    CHECK(message_word(12) == ~W(0));
    tcb->fault = (struct fault){.kind = seL4_Fault_UserException, .word = {0x2000000, 7, 0}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 5);
    for (word_t i = 0; i < 3; i++)
        CHECK(message_word(i) == isa_value(exception_order[i]));
    CHECK(message_word(3) == 0x2000000 && message_word(4) == 7);
    tcb->fault = (struct fault){.kind = seL4_Fault_VMFault, .word = {0xdead0000, 1, 0x92000007}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 4);
    CHECK(message_word(0) == isa_value(R_FAULT_IP) && message_word(1) == 0xdead0000);
    CHECK(message_word(2) == 1 && message_word(3) == 0x92000007);
    for (word_t kind = seL4_Fault_VGICMaintenance; kind <= seL4_Fault_VPPIEvent; kind++) {
        tcb->fault = (struct fault){.kind = kind, .word = {100 + kind, 0, 0}};
        CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 1 && message_word(0) == 100 + kind);
    }
    /* without a buffer the first four words and the full length */
    tcb->fault = (struct fault){.kind = seL4_Fault_UnknownSyscall, .word = {99, 0, 0}};
    memset(message_buffer, 0, sizeof(*message_buffer));
    CHECK(arch_fault_write(tcb, message_owner, 0) == 13);
    CHECK(message_word(3) == isa_value(R_X3) && message_word(4) == 0 && message_word(12) == 0);
}

static const struct reply_kind replies[] = {
    {seL4_Fault_UnknownSyscall, 12, unknown_order},
    {seL4_Fault_UserException, 3, exception_order},
    {seL4_Fault_Timeout, 34, context_order},
    {seL4_Fault_VMFault, 0, 0},
    {seL4_Fault_VCPUFault, 0, 0},
    {seL4_Fault_VPPIEvent, 0, 0},
};

static void fault_replies(void)
{
    check_replies(replies, ARRAY_SIZE(replies));
}

/* Words beyond the registers are not there. */
static void reply_without_buffer(void)
{
    tcb_t *tcb = fresh();

    message_owner = fresh();
    for (word_t i = 0; i < MR_REGISTERS; i++)
        message_word_set(i, isa_value(context_order[i]));
    arch_fault_apply(tcb, seL4_Fault_Timeout, message_owner, 34);
    CHECK(tcb->context.r[R_X0] == isa_value(R_X0) && tcb->context.r[R_X1] == 0 && tcb->context.r[R_X28] == 0);
}

int main(void)
{
    RUN(new_thread);
    RUN(orders);
    RUN(program_state);
    RUN(program_state_of_guests);
    RUN(thread_pointers);
    RUN(thread_pointer_of_guests);
    RUN(fault_messages);
    RUN(fault_replies);
    RUN(reply_without_buffer);
    return test_end();
}
