/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * I/O ports. A bit per port tells whether it is issued; a second map has a bit for each word of the first that is
 * not zero, so that a range of any length is tested in a few steps.
 */
#include <arch/arch.h>
#include <io_port.h>
#ifdef HF_PROOF
#include <io_port_proof.h>
#endif

#define PORT_BITS 16u
#define PORT_WORDS 1024u
#define SUMMARY_WORDS 16u

static word_t issued[PORT_WORDS];
static word_t summary[SUMMARY_WORDS];

/* Bit number -> word and place in it. */
static word_t bit_word(word_t bit)
{
    return op_take(bit, 6, 58);
}

static word_t bit_place(word_t bit)
{
    return op_take(bit, 0, 6);
}

/* Bits of word `index` that belong to the range [first, last], index being between those of first and last. */
static word_t range_mask(word_t index, word_t first, word_t last)
{
    word_t low = index == bit_word(first) ? bit_place(first) : 0;
    word_t high = index == bit_word(last) ? bit_place(last) : WORD_BITS - 1;

    GHOST(range_is_in_order(first, last));
    return op_put(0, low, high - low + 1, ~(word_t)0);
}

/* Is a bit of [first, last] set in the summary? Bound: SUMMARY_WORDS. Nothing when first > last. */
static bool summary_any(word_t first, word_t last)
{
    word_t found = 0;

    if (first > last)
        return false;
    for (word_t i = bit_word(first); i <= bit_word(last); i++) {
        INVARIANT(i >= bit_word(first) && i < SUMMARY_WORDS);
        found = found | (summary[i] & range_mask(i, first, last));
    }
    return found != 0;
}

/* A word within the range counts as a whole, by its summary bit; the two at the ends by the bits in the range. */
bool io_port_any_issued(word_t first, word_t last)
{
    word_t from = bit_word(first);
    word_t to = bit_word(last);

    REQUIRES((first <= last) & (to < PORT_WORDS));
    return (issued[from] & range_mask(from, first, last)) != 0 || (issued[to] & range_mask(to, first, last)) != 0
        || summary_any(from + 1, to - (to > from ? 1 : 0));
}

/* Word i of the first map has other bits: the second map says whether one is set. */
static void port_word_set(word_t i, word_t bits)
{
    issued[i] = bits;
    summary[bit_word(i)] = op_put(summary[bit_word(i)], bit_place(i), 1, bits != 0);
}

/* Bound: PORT_WORDS. Nothing when first > last. */
static void ports_mark(word_t first, word_t last, bool used)
{
    if (first > last)
        return;
    for (word_t i = bit_word(first); i <= bit_word(last); i++) {
        word_t mask = 0;

        INVARIANT(i >= bit_word(first) && i < PORT_WORDS);
        VARIANT(PORT_WORDS - i);
        mask = range_mask(i, first, last);
        port_word_set(i, used ? issued[i] | mask : issued[i] & ~mask);
    }
}

void io_port_release(word_t first, word_t last)
{
    ports_mark(first, last, false);
}

/*
 * Issue: first, last, index, depth; root. TruncatedMessage; InvalidArgument 1; RevokeFirst (a port of the range is
 * issued); as lookup_free_slot.
 */
static word_t io_port_issue(const struct invocation *in, struct refusal *why)
{
    slot_t *dest = 0;
    word_t first = 0;
    word_t last = 0;

    if (!invocation_has(in, 4, 1))
        return refuse(why, seL4_TruncatedMessage);
    first = op_take(invocation_argument(in, 0), 0, PORT_BITS);
    last = op_take(invocation_argument(in, 1), 0, PORT_BITS);
    if (last < first)
        return refuse_argument(why, 1);
    if (io_port_any_issued(first, last))
        return refuse(why, seL4_RevokeFirst);
    dest = lookup_free_slot(in->extra[0]->cap, invocation_argument(in, 2), invocation_argument(in, 3), why);
    if (dest == 0)
        return why->error;
    ports_mark(first, last, true);
    slot_insert_after(in->slot, dest, cap_with_flags(io_port_cap_new(first, last), true, true));
    return STATUS_OK;
}

word_t io_port_control_invoke(const struct invocation *in, struct refusal *why)
{
    if (in->label != X86IOPortControlIssue)
        return refuse(why, seL4_IllegalOperation);
    return io_port_issue(in, why);
}

static bool io_port_cap_covers(cap_t cap, word_t port, word_t bytes)
{
    return (port >= io_port_cap_first(cap)) && (port + bytes - 1 <= io_port_cap_last(cap));
}

/* In: port. TruncatedMessage; IllegalOperation (not within the capability's range). */
static word_t io_port_in(const struct invocation *in, word_t bytes, struct refusal *why)
{
    word_t port = 0;

    if (!invocation_has(in, 1, 0))
        return refuse(why, seL4_TruncatedMessage);
    port = op_take(invocation_argument(in, 0), 0, PORT_BITS);
    if (!io_port_cap_covers(in->cap, port, bytes))
        return refuse(why, seL4_IllegalOperation);
    invocation_result(hw_port_in(port, bytes));
    return STATUS_OK;
}

/* Out: port, data. Errors as In. */
static word_t io_port_out(const struct invocation *in, word_t bytes, struct refusal *why)
{
    word_t port = 0;

    if (!invocation_has(in, 2, 0))
        return refuse(why, seL4_TruncatedMessage);
    port = op_take(invocation_argument(in, 0), 0, PORT_BITS);
    if (!io_port_cap_covers(in->cap, port, bytes))
        return refuse(why, seL4_IllegalOperation);
    hw_port_out(port, bytes, op_take(invocation_argument(in, 1), 0, bytes * 8));
    return STATUS_OK;
}

word_t io_port_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case X86IOPortIn8:
        return io_port_in(in, 1, why);
    case X86IOPortIn16:
        return io_port_in(in, 2, why);
    case X86IOPortIn32:
        return io_port_in(in, 4, why);
    case X86IOPortOut8:
        return io_port_out(in, 1, why);
    case X86IOPortOut16:
        return io_port_out(in, 2, why);
    case X86IOPortOut32:
        return io_port_out(in, 4, why);
    }
    return refuse(why, seL4_IllegalOperation);
}
