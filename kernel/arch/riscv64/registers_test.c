/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders of registers in TCB methods, fault messages and replies, with another value in every register. */
#include <common/registers_test.h>
#include <status.h>

/* The orders, written out once more from the manual's tables. */
static const unsigned char context_order[32] = {
    R_FAULT_IP, R_RA, R_SP, R_GP, R_S0, R_S1, R_S2, R_S3, R_S4, R_S5, R_S6, R_S7, R_S8, R_S9, R_S10, R_S11,
    R_A0,       R_A1, R_A2, R_A3, R_A4, R_A5, R_A6, R_A7, R_T0, R_T1, R_T2, R_T3, R_T4, R_T5, R_T6,  R_TP,
};
static const unsigned char unknown_order[10] = {R_FAULT_IP, R_SP, R_RA, R_A0, R_A1, R_A2, R_A3, R_A4, R_A5, R_A6};
static const unsigned char exception_order[2] = {R_FAULT_IP, R_SP};

/* Different for each register, and no address of a program. */
static word_t isa_value(word_t r)
{
    return 0x8123456700000001 + r * 0x10000010;
}

static word_t isa_kept(word_t r, word_t value)
{
    (void)r;
    return value;
}

/* SPIE alone: user mode, interrupts on, no FPU. */
static word_t isa_initial(word_t r)
{
    return r == R_STATUS ? 0x20 : 0;
}

static void new_thread(void)
{
    tcb_t *tcb = fresh();

    for (word_t i = 0; i < 32; i++)
        CHECK(arch_user_register(tcb, i) == 0);
    CHECK(tcb->context.r[R_STATUS] == isa_initial(R_STATUS));
    for (word_t i = 0; i < ARCH_TCB_FPU_BYTES; i++)
        CHECK(tcb->fpu[i] == 0);
}

static void orders(void)
{
    check_orders(context_order, 32, 16);
}

static void thread_pointer(void)
{
    tcb_t *tcb = fresh();

    CHECK(arch_tls_base_is_valid(0) && arch_tls_base_is_valid(~(word_t)0));
    arch_tls_base_set(tcb, ~(word_t)0);
    CHECK(tcb->context.r[R_TP] == ~(word_t)0 && arch_user_register(tcb, 31) == ~(word_t)0);
}

static void fault_messages(void)
{
    tcb_t *tcb = fresh();

    message_owner_new(fresh());
    fill(tcb);
    tcb->fault = (struct fault){.kind = seL4_Fault_UnknownSyscall, .word = {~(word_t)0, 0, 0}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 11);
    for (word_t i = 0; i < 10; i++)
        CHECK(message_word(i) == isa_value(unknown_order[i]));
    CHECK(message_word(10) == ~(word_t)0);
    tcb->fault = (struct fault){.kind = seL4_Fault_UserException, .word = {2, 0, 0}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 4);
    CHECK(message_word(0) == isa_value(R_FAULT_IP) && message_word(1) == isa_value(R_SP));
    CHECK(message_word(2) == 2 && message_word(3) == 0);
    tcb->fault = (struct fault){.kind = seL4_Fault_VMFault, .word = {0xdead0000, 1, 7}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 4);
    CHECK(message_word(0) == isa_value(R_FAULT_IP) && message_word(1) == 0xdead0000);
    CHECK(message_word(2) == 1 && message_word(3) == 7);
    /* without a buffer the first four words and the full length */
    tcb->fault = (struct fault){.kind = seL4_Fault_UnknownSyscall, .word = {99, 0, 0}};
    memset(message_buffer, 0, sizeof(*message_buffer));
    CHECK(arch_fault_write(tcb, message_owner, 0) == 11);
    CHECK(message_word(3) == isa_value(R_A0) && message_word(4) == 0 && message_word(10) == 0);
}

static const struct reply_kind replies[] = {
    {seL4_Fault_UnknownSyscall, 10, unknown_order},
    {seL4_Fault_UserException, 2, exception_order},
    {seL4_Fault_Timeout, 32, context_order},
    {seL4_Fault_VMFault, 0, 0},
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
    arch_fault_apply(tcb, seL4_Fault_Timeout, message_owner, 32);
    CHECK(tcb->context.r[R_GP] == isa_value(R_GP) && tcb->context.r[R_S0] == 0 && tcb->context.r[R_TP] == 0);
}

int main(void)
{
    RUN(new_thread);
    RUN(orders);
    RUN(thread_pointer);
    RUN(fault_messages);
    RUN(fault_replies);
    RUN(reply_without_buffer);
    return test_end();
}
