/* SPDX-License-Identifier: BSD-2-Clause */
/* Message transfer: every length with and without buffers, and every way a capability can arrive or not. */
#include <object/cnode.h>
#include <object/ipc_world.h>

#define OLD_WORD 0x0ddull
#define LENGTH_RAW_MAX 127u
#define LABEL 0xfedcba9876543ull

/* ---- words ---- */

static word_t sent_word(word_t i)
{
    return 0x1000000 + i * 0x10001;
}

/* Sender and receiver with all message words set; a buffer's rights 0: none at all. */
struct pair {
    tcb_t *sender, *receiver;
    struct ipc_buffer *from, *to;
};

static struct pair pair_new(word_t sender_rights, word_t receiver_rights)
{
    struct pair p = {.sender = world_runner(10), .receiver = world_runner(10)};

    if (sender_rights != 0)
        p.from = world_buffer(p.sender, sender_rights);
    if (receiver_rights != 0)
        p.to = world_buffer(p.receiver, receiver_rights);
    for (word_t i = 0; i < seL4_MsgMaxLength; i++) {
        if (p.from != 0)
            p.from->msg[i] = i < MR_REGISTERS ? OLD_WORD : sent_word(i);
        if (p.to != 0)
            p.to->msg[i] = OLD_WORD;
        if (i < MR_REGISTERS) {
            p.sender->context.r[arch_mr_register(i)] = sent_word(i);
            p.receiver->context.r[arch_mr_register(i)] = OLD_WORD;
        }
    }
    return p;
}

static void check_arrived(const struct pair *p, word_t length)
{
    for (word_t i = 0; i < seL4_MsgMaxLength; i++) {
        word_t expected = i < length ? sent_word(i) : OLD_WORD;

        if (i < MR_REGISTERS)
            CHECK(world_mr(p->receiver, i) == expected);
        if (p->to != 0)
            CHECK(p->to->msg[i] == (i < MR_REGISTERS ? OLD_WORD : expected));
    }
}

/* limit: what arrives at most. */
static void check_lengths(word_t sender_rights, word_t receiver_rights, word_t limit)
{
    for (word_t raw = 0; raw <= LENGTH_RAW_MAX; raw++) {
        word_t length = raw > limit ? limit : raw;

        world_start();
        struct pair p = pair_new(sender_rights, receiver_rights);
        p.sender->context.r[REG_INFO] = info_new(LABEL, 7, 0, raw);
        ipc_transfer(p.sender, p.receiver, 0, 0xbad9e, true);
        check_arrived(&p, length);
        CHECK(world_badge(p.receiver) == 0xbad9e);
        CHECK(world_info(p.receiver) == info_new(LABEL, 0, 0, length));
        CHECK(world_info(p.sender) == info_new(LABEL, 7, 0, raw));
    }
}

static void transfer_both_buffers(void)
{
    check_lengths(RIGHT_READ | RIGHT_WRITE, RIGHT_READ | RIGHT_WRITE, seL4_MsgMaxLength);
    check_lengths(RIGHT_READ, RIGHT_READ | RIGHT_WRITE, seL4_MsgMaxLength);
}

static void transfer_one_buffer(void)
{
    check_lengths(RIGHT_READ | RIGHT_WRITE, 0, MR_REGISTERS);
    check_lengths(RIGHT_READ | RIGHT_WRITE, RIGHT_READ, MR_REGISTERS);
    check_lengths(0, RIGHT_READ | RIGHT_WRITE, MR_REGISTERS);
    check_lengths(0, 0, MR_REGISTERS);
}

static void transfer_shared_buffer(void)
{
    struct pair p = pair_new(RIGHT_READ | RIGHT_WRITE, 0);

    p.receiver->buffer_address = p.sender->buffer_address;
    p.receiver->slot[TCB_SLOT_IPC_BUFFER].cap = p.sender->slot[TCB_SLOT_IPC_BUFFER].cap;
    p.sender->context.r[REG_INFO] = info_new(1, 0, 0, seL4_MsgMaxLength);
    ipc_transfer(p.sender, p.receiver, 0, 0, false);
    CHECK(world_info(p.receiver) == info_new(1, 0, 0, seL4_MsgMaxLength));
    for (word_t i = MR_REGISTERS; i < seL4_MsgMaxLength; i++)
        CHECK(p.from->msg[i] == sent_word(i));
}

static void set_message_words(void)
{
    struct pair p = pair_new(0, RIGHT_READ | RIGHT_WRITE);

    for (word_t i = 0; i < seL4_MsgMaxLength; i++) {
        CHECK(ipc_set_mr(p.receiver, p.to, i, sent_word(i)));
        check_arrived(&p, i + 1);
    }
    CHECK(ipc_set_mr(p.sender, 0, 3, 5));
    CHECK(!ipc_set_mr(p.sender, 0, 4, 5));
    CHECK(world_mr(p.sender, 3) == 5);
}

/* ---- capabilities ---- */

enum { SLOT_CNODE = 1, SLOT_DEST = 5, SLOT_A = 8, SLOT_B = 9, SLOT_C = 10, SLOT_EMPTY = 11 };

struct caps_world {
    struct pair p;
    endpoint_t *endpoint, *other;
    slot_t *source, *dest; /* the two CSpaces */
};

/* The receiver's buffer names slot SLOT_DEST of its CSpace; the sender holds three different capabilities. */
static struct caps_world caps_new(void)
{
    struct caps_world w = {.p = pair_new(RIGHT_READ, RIGHT_READ | RIGHT_WRITE)};

    w.endpoint = world_endpoint();
    w.other = world_endpoint();
    w.source = world_cspace(w.p.sender);
    w.dest = world_cspace(w.p.receiver);
    slot_insert_alone(&w.dest[SLOT_CNODE], w.p.receiver->slot[TCB_SLOT_CSPACE].cap);
    w.p.to->receive_cnode = SLOT_CNODE;
    w.p.to->receive_index = SLOT_DEST;
    w.p.to->receive_depth = WORD_BITS;
    for (word_t i = 0; i < 3; i++) {
        w.p.from->caps_or_badges[i] = SLOT_A + i;
        w.p.to->caps_or_badges[i] = OLD_WORD + i;
    }
    return w;
}

static void caps_put(struct caps_world *w, word_t slot, cap_t cap)
{
    slot_insert_alone(&w->source[slot], cap);
}

static void caps_send(struct caps_world *w, endpoint_t *endpoint, word_t count, bool can_grant)
{
    w->p.sender->context.r[REG_INFO] = info_new(LABEL, 0, count, 1);
    ipc_transfer(w->p.sender, w->p.receiver, endpoint, 3, can_grant);
}

/* What arrived: extraCaps, capsUnwrapped, and whether the receive slot is full. */
static void caps_check(const struct caps_world *w, word_t extra, word_t unwrapped, bool full)
{
    CHECK(world_info(w->p.receiver) == info_new(LABEL, unwrapped, extra, 1));
    CHECK(!slot_is_empty(&w->dest[SLOT_DEST]) == full);
    for (word_t i = 0; i < 3; i++) {
        if (op_take(unwrapped, i, 1) == 0)
            CHECK(w->p.to->caps_or_badges[i] == OLD_WORD + i);
    }
}

static void caps_one_copied(void)
{
    struct caps_world w = caps_new();
    cap_t cap = world_endpoint_cap(w.other, 77, RIGHT_WRITE);

    caps_put(&w, SLOT_A, cap);
    caps_send(&w, w.endpoint, 1, true);
    caps_check(&w, 1, 0, true);
    CHECK(w.dest[SLOT_DEST].cap.w0 == cap_with_flags(cap, false, false).w0 && w.dest[SLOT_DEST].cap.w1 == 77);
    CHECK(w.source[SLOT_A].next == &w.dest[SLOT_DEST] && w.dest[SLOT_DEST].prev == &w.source[SLOT_A]);
}

static void caps_without_grant(void)
{
    struct caps_world w = caps_new();

    caps_put(&w, SLOT_A, world_endpoint_cap(w.other, 0, RIGHTS_ALL));
    caps_send(&w, w.endpoint, 1, false);
    caps_check(&w, 0, 0, false);
}

static void caps_same_endpoint_unwrapped(void)
{
    struct caps_world w = caps_new();

    caps_put(&w, SLOT_A, world_endpoint_cap(w.endpoint, 111, 0));
    caps_put(&w, SLOT_B, world_endpoint_cap(w.other, 222, RIGHTS_ALL));
    caps_put(&w, SLOT_C, world_endpoint_cap(w.endpoint, 333, RIGHTS_ALL));
    caps_send(&w, w.endpoint, 3, true);
    caps_check(&w, 3, 5, true);
    CHECK(w.p.to->caps_or_badges[0] == 111 && w.p.to->caps_or_badges[2] == 333);
    CHECK(cap_badge(w.dest[SLOT_DEST].cap) == 222);
}

/* A reply goes through no endpoint: nothing is ever unwrapped. */
static void caps_of_replies(void)
{
    struct caps_world w = caps_new();

    caps_put(&w, SLOT_A, world_endpoint_cap(w.endpoint, 111, RIGHTS_ALL));
    caps_send(&w, 0, 1, true);
    caps_check(&w, 1, 0, true);
}

static void caps_second_copy_stops(void)
{
    struct caps_world w = caps_new();

    caps_put(&w, SLOT_A, world_endpoint_cap(w.other, 1, RIGHTS_ALL));
    caps_put(&w, SLOT_B, world_endpoint_cap(w.other, 2, RIGHTS_ALL));
    caps_put(&w, SLOT_C, world_endpoint_cap(w.endpoint, 3, RIGHTS_ALL));
    caps_send(&w, w.endpoint, 3, true);
    caps_check(&w, 1, 0, true);
    CHECK(cap_badge(w.dest[SLOT_DEST].cap) == 1);
}

static void caps_failed_lookup_stops_all(void)
{
    struct caps_world w = caps_new();

    caps_put(&w, SLOT_A, world_endpoint_cap(w.other, 1, RIGHTS_ALL));
    caps_put(&w, SLOT_B, world_endpoint_cap(w.endpoint, 2, RIGHTS_ALL));
    w.p.from->caps_or_badges[2] = ~(word_t)0; /* guard mismatch */
    caps_send(&w, w.endpoint, 3, true);
    caps_check(&w, 0, 0, false);
    caps_send(&w, w.endpoint, 2, true); /* the failing one is not offered */
    caps_check(&w, 2, 2, true);
}

static void caps_empty_source_stops(void)
{
    struct caps_world w = caps_new();

    caps_put(&w, SLOT_A, world_endpoint_cap(w.endpoint, 9, RIGHTS_ALL));
    w.p.from->caps_or_badges[1] = SLOT_EMPTY;
    caps_put(&w, SLOT_C, world_endpoint_cap(w.other, 1, RIGHTS_ALL));
    caps_send(&w, w.endpoint, 3, true);
    caps_check(&w, 1, 1, false);
}

/* Control capabilities and untypeds with children cannot be copied; a mapped frame arrives unmapped. */
static void caps_derivation(void)
{
    struct caps_world w = caps_new();
    word_t untyped = host_alloc(14);

    caps_put(&w, SLOT_A, cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    caps_send(&w, w.endpoint, 1, true);
    caps_check(&w, 0, 0, false);

    caps_put(&w, SLOT_B, cap_new(CAP_UNTYPED, 14, 0, untyped, 0));
    slot_insert_after(&w.source[SLOT_B], &w.source[20], world_endpoint_cap(object_at(untyped), 0, RIGHTS_ALL));
    w.p.from->caps_or_badges[0] = SLOT_B;
    caps_send(&w, w.endpoint, 1, true);
    caps_check(&w, 0, 0, false);

    caps_put(&w, SLOT_C, frame_cap_new(PAGE_BITS, RIGHT_READ, host_alloc(PAGE_BITS), 5, 0x400000, false));
    w.p.from->caps_or_badges[0] = SLOT_C;
    caps_send(&w, w.endpoint, 1, true);
    caps_check(&w, 1, 0, true);
    CHECK(mapping_cap_asid(w.dest[SLOT_DEST].cap) == 0 && mapping_cap_vaddr(w.dest[SLOT_DEST].cap) == 0);
    CHECK(mapping_cap_asid(w.source[SLOT_C].cap) == 5);
    CHECK(cap_rights(w.dest[SLOT_DEST].cap) == RIGHT_READ);
}

/* Every way of naming no usable slot; badges arrive nevertheless. */
static void caps_without_slot(void)
{
    for (unsigned way = 0; way < 7; way++) {
        world_start();
        struct caps_world w = caps_new();

        caps_put(&w, SLOT_A, world_endpoint_cap(w.endpoint, 1, RIGHTS_ALL));
        caps_put(&w, SLOT_B, world_endpoint_cap(w.other, 2, RIGHTS_ALL));
        switch (way) {
        case 0:
            w.p.to->receive_cnode = ~(word_t)0; /* does not resolve */
            break;
        case 1:
            w.p.to->receive_cnode = SLOT_EMPTY; /* not a CNode */
            break;
        case 2:
            w.p.to->receive_depth = 0;
            break;
        case 3:
            w.p.to->receive_depth = WORD_BITS + 1;
            break;
        case 4:
            w.p.to->receive_depth = WORD_BITS - 1;
            break;
        case 5:
            w.p.to->receive_index = SLOT_CNODE; /* occupied */
            break;
        case 6:
            w.p.receiver->slot[TCB_SLOT_CSPACE].cap = cap_null();
            break;
        }
        caps_send(&w, w.endpoint, 2, true);
        caps_check(&w, 1, 1, false);
        CHECK(w.p.to->caps_or_badges[0] == 1);
    }
}

static void caps_without_buffer(void)
{
    struct caps_world w = caps_new();
    cap_t to = w.p.receiver->slot[TCB_SLOT_IPC_BUFFER].cap;

    caps_put(&w, SLOT_A, world_endpoint_cap(w.endpoint, 1, RIGHTS_ALL));
    w.p.receiver->slot[TCB_SLOT_IPC_BUFFER].cap = cap_with_rights(to, RIGHT_READ);
    caps_send(&w, w.endpoint, 1, true);
    caps_check(&w, 0, 0, false);
    w.p.receiver->slot[TCB_SLOT_IPC_BUFFER].cap = to;
    w.p.sender->slot[TCB_SLOT_IPC_BUFFER].cap = cap_null();
    caps_send(&w, w.endpoint, 1, true);
    caps_check(&w, 0, 0, false);
}

/* One CSpace for both: the second capability named is the slot that the first has just filled. */
static void caps_slot_filled_on_the_way(void)
{
    struct caps_world w = caps_new();

    w.p.sender->slot[TCB_SLOT_CSPACE].cap = w.p.receiver->slot[TCB_SLOT_CSPACE].cap;
    slot_insert_alone(&w.dest[SLOT_A], world_endpoint_cap(w.other, 4, RIGHTS_ALL));
    w.p.from->caps_or_badges[1] = SLOT_DEST;
    caps_send(&w, w.endpoint, 2, true);
    caps_check(&w, 1, 0, true);
}

int main(void)
{
    RUN(transfer_both_buffers);
    RUN(transfer_one_buffer);
    RUN(transfer_shared_buffer);
    RUN(set_message_words);
    RUN(caps_one_copied);
    RUN(caps_without_grant);
    RUN(caps_same_endpoint_unwrapped);
    RUN(caps_of_replies);
    RUN(caps_second_copy_stops);
    RUN(caps_failed_lookup_stops_all);
    RUN(caps_empty_source_stops);
    RUN(caps_derivation);
    RUN(caps_without_slot);
    RUN(caps_without_buffer);
    RUN(caps_slot_filled_on_the_way);
    return test_end();
}
