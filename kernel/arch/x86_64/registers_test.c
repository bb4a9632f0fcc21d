/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders of registers in TCB methods, fault messages and replies; what is sanitised; the CPU's copies of FS and GS. */
#include <arch_message_test.h>
#include <arch_switch.h>
#include <arch_test.h>
#include <core/fault.h>
#include <core/ipc.h>
#include <object/asid.h>
#include <segments.h>

/* The orders, written out once more from the manual's tables. */
static const unsigned char context_order[20] = {
    R_FAULT_IP, R_RSP, R_RFLAGS, R_RAX, R_RBX, R_RCX, R_RDX, R_RSI, R_RDI, R_RBP,
    R_R8, R_R9, R_R10, R_R11, R_R12, R_R13, R_R14, R_R15, R_FS_BASE, R_GS_BASE,
};
static const unsigned char unknown_order[18] = {
    R_RAX, R_RBX, R_RCX, R_RDX, R_RSI, R_RDI, R_RBP, R_R8, R_R9, R_R10, R_R11, R_R12, R_R13, R_R14, R_R15,
    R_FAULT_IP, R_RSP, R_RFLAGS,
};

static tcb_t *fresh(void)
{
    tcb_t *tcb = object_at(host_alloc(seL4_TCBBits));

    arch_loaded = (struct arch_loaded){0};
    arch_tcb_init(tcb);
    return tcb;
}

/* Different for each register, canonical, and with no bit that flags sanitising drops. */
static word_t value_of(word_t r)
{
    return r == R_RFLAGS ? 0x246 : 0x1000 + r * 0x10;
}

static void fill(tcb_t *tcb)
{
    for (word_t r = 0; r < R_COUNT; r++)
        tcb->context.r[r] = value_of(r);
}

static void new_thread(void)
{
    tcb_t *tcb = fresh();

    for (word_t i = 0; i < 20; i++)
        CHECK(arch_user_register(tcb, i) == (i == 2 ? 0x202u : 0u));
    CHECK(tcb->context.r[R_CS] == SELECTOR_USER_CODE && tcb->context.r[R_SS] == SELECTOR_USER_DATA);
    CHECK(tcb->fpu[0] == 0x7f && tcb->fpu[1] == 3 && tcb->fpu[24] == 0x80 && tcb->fpu[25] == 0x1f);
}

static void orders(void)
{
    tcb_t *tcb = fresh();

    CHECK(arch_user_register_count() == 20 && arch_frame_register_count() == 18);
    fill(tcb);
    for (word_t i = 0; i < 20; i++)
        CHECK(arch_user_register(tcb, i) == value_of(context_order[i]));
    for (word_t i = 0; i < 20; i++) {
        tcb = fresh();
        arch_user_register_set(tcb, i, value_of(context_order[i]));
        for (word_t r = 0; r < R_CS; r++)
            CHECK(tcb->context.r[r] == (r == context_order[i] || (i == 0 && r == R_RIP) ? value_of(context_order[i])
                                        : r == R_RFLAGS ? 0x202u : 0u));
        CHECK(tcb->context.r[R_CS] == SELECTOR_USER_CODE);
    }
}

static void sanitising(void)
{
    tcb_t *tcb = fresh();
    static const word_t addresses[][2] = {
        {0x7fffffffffff, 0x7fffffffffff}, {0x800000000000, 0}, {0xffff7fffffffffff, 0},
        {0xffff800000000000, 0xffff800000000000}, {~(word_t)0, ~(word_t)0}, {(word_t)1 << 63, 0},
    };

    for (unsigned i = 0; i < ARRAY_SIZE(addresses); i++) {
        arch_user_register_set(tcb, 0, addresses[i][0]);
        CHECK(tcb->context.r[R_FAULT_IP] == addresses[i][1] && tcb->context.r[R_RIP] == addresses[i][1]);
        arch_user_register_set(tcb, 18, addresses[i][0]);
        arch_user_register_set(tcb, 19, addresses[i][0]);
        CHECK(tcb->context.r[R_FS_BASE] == addresses[i][1] && tcb->context.r[R_GS_BASE] == addresses[i][1]);
        arch_tls_base_set(tcb, 5);
        arch_tls_base_set(tcb, addresses[i][0]);
        CHECK(tcb->context.r[R_FS_BASE] == addresses[i][1]);
        arch_user_register_set(tcb, 1, addresses[i][0]); /* a stack pointer may be anything */
        CHECK(tcb->context.r[R_RSP] == addresses[i][0]);
    }
    for (unsigned bit = 0; bit < 64; bit++) {
        bool users = bit == 0 || bit == 2 || bit == 4 || bit == 6 || bit == 7 || bit == 10 || bit == 11;

        arch_user_register_set(tcb, 2, (word_t)1 << bit);
        CHECK(tcb->context.r[R_RFLAGS] == ((users ? (word_t)1 << bit : 0) | 0x202));
    }
    arch_user_register_set(tcb, 2, ~(word_t)0);
    CHECK(tcb->context.r[R_RFLAGS] == 0xed7);
}

static void full_return(void)
{
    tcb_t *tcb = fresh();

    tcb->context.r[R_CS] = 0;
    arch_tls_base_set(tcb, 0x1234);
    CHECK(tcb->context.r[R_CS] == 0);
    arch_user_register_set(tcb, 5, 1);
    CHECK(tcb->context.r[R_CS] == SELECTOR_USER_CODE);
    tcb->context.r[R_CS] = 0;
    arch_fault_apply(tcb, seL4_Fault_Timeout, tcb, 1);
    CHECK(tcb->context.r[R_CS] == SELECTOR_USER_CODE);
}

/* After `syscall`, rcx and r11 are the next instruction's address and the flags: read so, and kept by a full return. */
static void registers_of_syscall(void)
{
    tcb_t *tcb = fresh();

    fill(tcb);
    tcb->context.r[R_CS] = 0;
    CHECK(arch_user_register(tcb, 5) == value_of(R_RIP) && arch_user_register(tcb, 13) == value_of(R_RFLAGS));
    arch_user_register_set(tcb, 3, 1);
    CHECK(tcb->context.r[R_RCX] == value_of(R_RIP) && tcb->context.r[R_R11] == value_of(R_RFLAGS));
    CHECK(arch_user_register(tcb, 5) == value_of(R_RIP) && arch_user_register(tcb, 13) == value_of(R_RFLAGS));
    arch_user_register_set(tcb, 5, 2);
    CHECK(arch_user_register(tcb, 5) == 2 && arch_user_register(tcb, 13) == value_of(R_RFLAGS));
}

static void fault_messages(void)
{
    tcb_t *tcb = fresh();

    message_owner_new(fresh());
    fill(tcb);
    tcb->fault = (struct fault){.kind = seL4_Fault_UnknownSyscall, .word = {~(word_t)0, 0, 0}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 19);
    for (word_t i = 0; i < 18; i++)
        CHECK(message_word(i) == value_of(unknown_order[i]));
    CHECK(message_word(18) == ~(word_t)0);
    tcb->fault = (struct fault){.kind = seL4_Fault_UserException, .word = {13, 0xffffffff12345678, 0}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 5);
    for (word_t i = 0; i < 3; i++)
        CHECK(message_word(i) == value_of(context_order[i]));
    CHECK(message_word(3) == 13 && message_word(4) == 0x2345678);
    tcb->fault = (struct fault){.kind = seL4_Fault_VMFault, .word = {0xdead0000, 1, 0x15}};
    CHECK(arch_fault_write(tcb, message_owner, message_buffer) == 4);
    CHECK(message_word(0) == value_of(R_FAULT_IP) && message_word(1) == 0xdead0000);
    CHECK(message_word(2) == 1 && message_word(3) == 0x15);
    /* without a buffer the first four words and the full length */
    tcb->fault = (struct fault){.kind = seL4_Fault_UnknownSyscall, .word = {99, 0, 0}};
    memset(message_buffer, 0, sizeof(*message_buffer));
    CHECK(arch_fault_write(tcb, message_owner, 0) == 19);
    CHECK(message_word(3) == value_of(R_RDX) && message_word(4) == 0 && message_word(18) == 0);
}

struct reply_kind {
    word_t kind, accepted;
    const unsigned char *order;
};

/* The registers of the first words, sanitised, and no others. */
static void check_reply(const struct reply_kind *reply, word_t length)
{
    tcb_t *tcb = fresh();
    word_t set = length < reply->accepted ? length : reply->accepted;

    tcb->context.r[R_CS] = 0;
    tcb->context.r[R_RFLAGS] = 0;
    arch_fault_apply(tcb, reply->kind, message_owner, length);
    for (word_t r = 0; r < R_CS; r++) {
        word_t want = 0;

        for (word_t i = 0; i < set; i++) {
            if (reply->order[i] == r || (r == R_RIP && reply->order[i] == R_FAULT_IP))
                want = value_of(reply->order[i]);
        }
        CHECK(tcb->context.r[r] == want);
    }
    CHECK(set == 0 || tcb->context.r[R_CS] == SELECTOR_USER_CODE);
}

static void fault_replies(void)
{
    static const struct reply_kind replies[] = {
        {seL4_Fault_UnknownSyscall, 18, unknown_order}, {seL4_Fault_UserException, 3, context_order},
        {seL4_Fault_Timeout, 19, context_order},
    };

    for (unsigned k = 0; k < ARRAY_SIZE(replies); k++) {
        message_owner_new(fresh());
        for (word_t i = 0; i < replies[k].accepted; i++)
            message_word_set(i, value_of(replies[k].order[i]));
        for (word_t length = 0; length <= 25; length++)
            check_reply(&replies[k], length);
    }
    for (unsigned k = 0; k < ARRAY_SIZE(replies); k++) {
        tcb_t *tcb = fresh();

        for (word_t i = 0; i < replies[k].accepted; i++)
            message_word_set(i, replies[k].order[i] == R_RFLAGS ? ~(word_t)0 : (word_t)1 << 47);
        arch_fault_apply(tcb, replies[k].kind, message_owner, 20);
        CHECK(tcb->context.r[R_RIP] == 0 && tcb->context.r[R_FAULT_IP] == 0 && tcb->context.r[R_RFLAGS] == 0xed7);
        CHECK(tcb->context.r[R_FS_BASE] == 0 && tcb->context.r[R_RSP] == (word_t)1 << 47);
    }
}

/* While a thread is loaded its bases live in the CPU and the user may have changed them. */
static void bases_of_the_loaded_thread(void)
{
    tcb_t *tcb = fresh();

    arch_switch_to(tcb);
    host_machine.fs_base = 0x1111;
    host_machine.gs_base = 0x2222;
    CHECK(arch_user_register(tcb, 18) == 0x1111 && arch_user_register(tcb, 19) == 0x2222);
    arch_user_register_set(tcb, 18, 0x3333);
    arch_user_register_set(tcb, 19, (word_t)1 << 47);
    CHECK(host_machine.fs_base == 0x3333 && host_machine.gs_base == 0);
    arch_tls_base_set(tcb, (word_t)1 << 47);
    CHECK(host_machine.fs_base == 0);
}

int main(void)
{
    RUN(new_thread);
    RUN(orders);
    RUN(sanitising);
    RUN(full_return);
    RUN(registers_of_syscall);
    RUN(fault_messages);
    RUN(fault_replies);
    RUN(bases_of_the_loaded_thread);
    return test_end();
}
