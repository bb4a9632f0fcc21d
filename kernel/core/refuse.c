/* SPDX-License-Identifier: BSD-2-Clause */
/* Building refusals: error number and message words. invocations.md section 2. */
#include <core/lookup.h>

word_t refuse(struct refusal *why, word_t error)
{
    why->error = error;
    why->count = 0;
    return error;
}

static word_t refuse_one(struct refusal *why, word_t error, word_t word)
{
    why->error = error;
    why->count = 1;
    why->word[0] = word;
    return error;
}

word_t refuse_argument(struct refusal *why, word_t number)
{
    return refuse_one(why, seL4_InvalidArgument, number);
}

word_t refuse_capability(struct refusal *why, word_t number)
{
    return refuse_one(why, seL4_InvalidCapability, number);
}

word_t refuse_memory(struct refusal *why, word_t bytes_left)
{
    return refuse_one(why, seL4_NotEnoughMemory, bytes_left);
}

word_t refuse_range(struct refusal *why, word_t min, word_t max)
{
    why->error = seL4_RangeError;
    why->count = 2;
    why->word[0] = min;
    why->word[1] = max;
    return seL4_RangeError;
}

word_t lookup_failure_word(const struct lookup_failure *failure, word_t i)
{
    if (i == 0)
        return failure->kind;
    if (i == 1)
        return failure->bits_left;
    if (i == 2 && failure->kind == seL4_GuardMismatch)
        return failure->guard_found;
    return failure->bits_found;
}

word_t lookup_failure_count(const struct lookup_failure *failure)
{
    return failure->kind; /* InvalidRoot 1 word, MissingCapability 2, DepthMismatch 3, GuardMismatch 4 */
}

_Static_assert(seL4_InvalidRoot == 1 && seL4_MissingCapability == 2 && seL4_DepthMismatch == 3 &&
               seL4_GuardMismatch == 4, "lookup_failure_count relies on the numbers");

word_t refuse_lookup(struct refusal *why, bool source, const struct lookup_failure *failure)
{
    word_t count = lookup_failure_count(failure);

    REQUIRES(count >= 1 && count <= 4);

    why->error = seL4_FailedLookup;
    why->count = 1 + count;
    why->word[0] = source;
    for (word_t i = 0; i < count; i++)
        why->word[1 + i] = lookup_failure_word(failure, i);
    return seL4_FailedLookup;
}

word_t refuse_missing(struct refusal *why, bool source, word_t bits_left)
{
    struct lookup_failure failure = {.kind = seL4_MissingCapability, .bits_left = bits_left};

    return refuse_lookup(why, source, &failure);
}

word_t refuse_root(struct refusal *why, bool source)
{
    struct lookup_failure failure = {.kind = seL4_InvalidRoot};

    return refuse_lookup(why, source, &failure);
}
