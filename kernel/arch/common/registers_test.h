/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Orders of registers in TCB methods and in replies to faults, with another value in every register. registers_test.c
 * of the ISA includes this file and supplies
 *   isa_value     what a register is given: different for each
 *   isa_kept      what the register holds then
 *   isa_initial   what it holds in a new thread
 */
#ifndef REGISTERS_TEST_H
#define REGISTERS_TEST_H

#include <arch_message_test.h>
#include <arch_test.h>
#include <core/fault.h>
#include <core/ipc.h>

/* Longer than any reply that counts. */
#define REPLY_WORDS_MAX 40u

struct reply_kind {
    word_t kind, accepted;
    const unsigned char *order;
};

static word_t isa_value(word_t r);
static word_t isa_kept(word_t r, word_t value);
static word_t isa_initial(word_t r);

static tcb_t *fresh(void)
{
    tcb_t *tcb = object_at(host_alloc(seL4_TCBBits));

    arch_tcb_init(tcb);
    return tcb;
}

static void fill(tcb_t *tcb)
{
    for (word_t r = 0; r < R_COUNT; r++)
        tcb->context.r[r] = isa_value(r);
}

/* The methods' order of the registers, of which there are so many, and so many in a frame. */
static void check_orders(const unsigned char *order, word_t count, word_t in_frame)
{
    tcb_t *tcb = fresh();

    CHECK(arch_user_register_count() == count && arch_frame_register_count() == in_frame);
    fill(tcb);
    for (word_t i = 0; i < count; i++)
        CHECK(arch_user_register(tcb, i) == isa_value(order[i]));
    for (word_t i = 0; i < count; i++) {
        tcb = fresh();
        arch_user_register_set(tcb, i, isa_value(order[i]));
        for (word_t r = 0; r < R_COUNT; r++) {
            bool set = r == order[i] || (i == 0 && r == R_NEXT_IP);

            CHECK(tcb->context.r[r] == (set ? isa_kept(order[i], isa_value(order[i])) : isa_initial(r)));
        }
    }
}

/* The registers of the first words, and no others. */
static void check_reply(const struct reply_kind *reply, word_t length)
{
    tcb_t *tcb = fresh();
    word_t set = length < reply->accepted ? length : reply->accepted;

    arch_fault_apply(tcb, reply->kind, message_owner, length);
    for (word_t r = 0; r < R_COUNT; r++) {
        word_t want = isa_initial(r);

        for (word_t i = 0; i < set; i++) {
            if (reply->order[i] == r || (r == R_NEXT_IP && reply->order[i] == R_FAULT_IP))
                want = isa_kept(r, isa_value(reply->order[i]));
        }
        CHECK(tcb->context.r[r] == want);
    }
}

static void check_replies(const struct reply_kind *replies, word_t count)
{
    for (word_t k = 0; k < count; k++) {
        message_owner_new(fresh());
        for (word_t i = 0; i < replies[k].accepted; i++)
            message_word_set(i, isa_value(replies[k].order[i]));
        for (word_t length = 0; length <= REPLY_WORDS_MAX; length++)
            check_reply(&replies[k], length);
    }
}

#endif
