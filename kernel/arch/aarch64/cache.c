/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Methods that clean and invalidate caches, through the kernel's window. memory.md section 5, invocations.md 11.
 *
 * Ranges have up to 2^30 bytes. What an entry leaves is done by those that issue the call again: in between, the first
 * message register says where to go on, like a call for the rest. All checks are made again, as the frame or its
 * mapping may be gone by then. At the end the register is given its first value back.
 */
#include <arch/arch.h>
#include <paging.h>
#include <vmid.h>

#define NO_OPERATION (CACHE_UNIFY + 1u)

/* One unit of work. No CPU has lines of more bytes, so that a part of a range ends where a line ends. */
#define CHUNK_BITS 8u

static word_t frame_operation(word_t label)
{
    switch (label) {
    case ARMPageClean_Data:
        return CACHE_CLEAN;
    case ARMPageInvalidate_Data:
        return CACHE_INVALIDATE;
    case ARMPageCleanInvalidate_Data:
        return CACHE_CLEAN_INVALIDATE;
    case ARMPageUnify_Instruction:
        return CACHE_UNIFY;
    }
    return NO_OPERATION;
}

static word_t vspace_operation(word_t label)
{
    switch (label) {
    case ARMVSpaceClean_Data:
        return CACHE_CLEAN;
    case ARMVSpaceInvalidate_Data:
        return CACHE_INVALIDATE;
    case ARMVSpaceCleanInvalidate_Data:
        return CACHE_CLEAN_INVALIDATE;
    case ARMVSpaceUnify_Instruction:
        return CACHE_UNIFY;
    }
    return NO_OPERATION;
}

/* ---- long ranges ---- */

/* The call's range now begins at next. */
static void range_advance(tcb_t *tcb, word_t next)
{
    struct arch_context *context = &tcb->context;

    if ((context->range_next == 0) | (context->r[REG_MR0] != context->range_next))
        context->range_start = context->r[REG_MR0];
    context->range_next = next;
    context->r[REG_MR0] = next;
}

/* The call has ended. A thread that was made to do something else in mid-call keeps the registers it was given. */
static void range_end(tcb_t *tcb)
{
    struct arch_context *context = &tcb->context;

    if ((context->range_next != 0) & (context->r[REG_MR0] == context->range_next))
        context->r[REG_MR0] = context->range_start;
    context->range_next = 0;
}

/* On [physical, physical + bytes), where start is in the call's words, as far as the entry's work units go. */
static word_t range_work(const struct invocation *in, word_t operation, word_t start, word_t physical, word_t bytes)
{
    word_t first = op_align_down(physical, CHUNK_BITS);
    word_t chunks = (op_align_up(physical + bytes, CHUNK_BITS) - first) / op_pow2(CHUNK_BITS);
    word_t taken = work_units_take(chunks), stop = first + taken * op_pow2(CHUNK_BITS);

    if (taken == chunks) {
        hw_cache((enum hw_cache_operation)operation, physical, bytes);
        if (operation == CACHE_UNIFY)
            hw_instructions_forget();
        return STATUS_OK;
    }
    if (stop > physical) {
        hw_cache((enum hw_cache_operation)operation, physical, stop - physical);
        range_advance(in->caller, start + (stop - physical));
    }
    return STATUS_PREEMPTED;
}

/* ---- frames ---- */

static word_t frame_range(const struct invocation *in, word_t operation, struct refusal *why)
{
    word_t bytes = op_pow2(cap_size(in->cap));
    word_t start = invocation_register(in, 0), end = invocation_register(in, 1);

    if (mapping_cap_asid(in->cap) == 0)
        return refuse(why, seL4_IllegalOperation);
    if (asid_root(mapping_cap_asid(in->cap)) == 0)
        return refuse_root(why, false);
    if (end <= start)
        return refuse_argument(why, 1);
    if ((start >= bytes) || (end > bytes))
        return refuse_argument(why, 0);
    if (cap_address(in->cap) + end > WINDOW_LIMIT)
        return refuse(why, seL4_IllegalOperation);
    return range_work(in, operation, start, cap_address(in->cap) + start, end - start);
}

/*
 * Page cache operations: start, end, offsets in the frame. IllegalOperation (label); TruncatedMessage;
 * IllegalOperation (not mapped); FailedLookup InvalidRoot (its space is no more); InvalidArgument 1 (nothing between);
 * InvalidArgument 0 (outside the frame); IllegalOperation (not in the kernel's window).
 */
word_t frame_cache_invoke(const struct invocation *in, struct refusal *why)
{
    word_t operation = frame_operation(in->label), status = STATUS_OK;

    if (operation == NO_OPERATION)
        return refuse(why, seL4_IllegalOperation);
    if (!invocation_has(in, 2, 0))
        return refuse(why, seL4_TruncatedMessage);
    status = frame_range(in, operation, why);
    if (status != STATUS_PREEMPTED)
        range_end(in->caller);
    return status;
}

/* ---- spaces ---- */

/*
 * The range, which is not empty, is within one page of the space: this is the page's entry, 2^bits its bytes.
 * RangeError: what of the page can be asked for.
 */
static word_t page_range(const struct invocation *in, word_t operation, word_t entry, word_t bits,
                         struct refusal *why)
{
    word_t start = invocation_register(in, 0), end = invocation_register(in, 1);
    word_t page = op_align_down(start, bits);
    word_t physical = entry_address(entry) + (start - page);

    if (end - 1 > page + (op_pow2(bits) - 1))
        return refuse_range(why, start, page + (op_pow2(bits) - 1));
    if (physical + (end - start) > WINDOW_LIMIT)
        return refuse(why, seL4_IllegalOperation);
    return range_work(in, operation, start, physical, end - start);
}

static word_t vspace_range(const struct invocation *in, word_t operation, struct refusal *why)
{
    word_t start = invocation_register(in, 0), end = invocation_register(in, 1), root = 0;
    struct walk walk = {0, 0};

    if (end <= start)
        return refuse_argument(why, 1);
    if (end >= USER_END)
        return refuse(why, seL4_IllegalOperation);
    if (mapping_cap_asid(in->cap) == 0)
        return refuse_capability(why, 0);
    root = asid_root(mapping_cap_asid(in->cap));
    if (root == 0)
        return refuse_root(why, false);
    if (root != cap_address(in->cap))
        return refuse_capability(why, 0);
    walk = paging_walk(root, start);
    if (!entry_is_valid(*walk.entry))
        return STATUS_OK;
    return page_range(in, operation, *walk.entry, walk.bits, why);
}

/*
 * VSpace cache operations: start, end. IllegalOperation (label); TruncatedMessage; InvalidArgument 1 (nothing between);
 * IllegalOperation (not the user's addresses); InvalidCapability 0 (no ASID); FailedLookup InvalidRoot;
 * InvalidCapability 0 (the ASID is another's). Where nothing is mapped there is nothing to do; else as page_range.
 */
word_t vspace_invoke(const struct invocation *in, struct refusal *why)
{
    word_t operation = vspace_operation(in->label), status = STATUS_OK;

    if (operation == NO_OPERATION)
        return refuse(why, seL4_IllegalOperation);
    if (!invocation_has(in, 2, 0))
        return refuse(why, seL4_TruncatedMessage);
    status = vspace_range(in, operation, why);
    if (status != STATUS_PREEMPTED)
        range_end(in->caller);
    return status;
}
