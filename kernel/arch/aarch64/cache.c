/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods that clean and invalidate caches, through the kernel's window. memory.md section 5, invocations.md 11. */
#include <arch/arch.h>
#include <paging.h>
#include <vmid.h>

#define NO_OPERATION (CACHE_UNIFY + 1u)

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

/*
 * Page cache operations: start, end, offsets in the frame. IllegalOperation (label); TruncatedMessage;
 * IllegalOperation (not mapped); FailedLookup InvalidRoot (its space is no more); InvalidArgument 1 (nothing between);
 * InvalidArgument 0 (outside the frame); IllegalOperation (not in the kernel's window). Bound: the frame.
 */
word_t frame_cache_invoke(const struct invocation *in, struct refusal *why)
{
    word_t operation = frame_operation(in->label);
    word_t bytes = op_pow2(cap_size(in->cap));
    word_t start = 0, end = 0;

    if (operation == NO_OPERATION)
        return refuse(why, seL4_IllegalOperation);
    if (!invocation_has(in, 2, 0))
        return refuse(why, seL4_TruncatedMessage);
    if (mapping_cap_asid(in->cap) == 0)
        return refuse(why, seL4_IllegalOperation);
    if (asid_root(mapping_cap_asid(in->cap)) == 0)
        return refuse_root(why, false);
    start = invocation_register(in, 0);
    end = invocation_register(in, 1);
    if (end <= start)
        return refuse_argument(why, 1);
    if ((start >= bytes) || (end > bytes))
        return refuse_argument(why, 0);
    if (cap_address(in->cap) + end > WINDOW_LIMIT)
        return refuse(why, seL4_IllegalOperation);
    hw_cache((enum hw_cache_operation)operation, cap_address(in->cap) + start, end - start);
    return STATUS_OK;
}

/* The range is within one page of the space. RangeError: what of the page can be asked for. */
static word_t vspace_page_operation(word_t operation, struct walk walk, word_t start, word_t end, struct refusal *why)
{
    word_t page = op_align_down(start, walk.bits);
    word_t physical = entry_address(*walk.entry) + (start - page);

    if (end - 1 > page + (op_pow2(walk.bits) - 1))
        return refuse_range(why, start, page + (op_pow2(walk.bits) - 1));
    if (physical + (end - start) > WINDOW_LIMIT)
        return refuse(why, seL4_IllegalOperation);
    hw_cache((enum hw_cache_operation)operation, physical, end - start);
    return STATUS_OK;
}

/*
 * VSpace cache operations: start, end. IllegalOperation (label); TruncatedMessage; InvalidArgument 1 (nothing between);
 * IllegalOperation (not the user's addresses); InvalidCapability 0 (no ASID); FailedLookup InvalidRoot;
 * InvalidCapability 0 (the ASID is another's). Where nothing is mapped there is nothing to do; else as
 * vspace_page_operation.
 */
word_t vspace_invoke(const struct invocation *in, struct refusal *why)
{
    word_t operation = vspace_operation(in->label);
    word_t start = 0, end = 0, root = 0;
    struct walk walk = {0, 0};

    if (operation == NO_OPERATION)
        return refuse(why, seL4_IllegalOperation);
    if (!invocation_has(in, 2, 0))
        return refuse(why, seL4_TruncatedMessage);
    start = invocation_register(in, 0);
    end = invocation_register(in, 1);
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
    return vspace_page_operation(operation, walk, start, end, why);
}
