/* SPDX-License-Identifier: BSD-2-Clause */
/* Error codes: the label of an invocation's reply. */
#pragma once

#include <sel4/macros.h>

typedef enum {
    seL4_NoError = 0,
    seL4_InvalidArgument,
    seL4_InvalidCapability,
    seL4_IllegalOperation,
    seL4_RangeError,
    seL4_AlignmentError,
    seL4_FailedLookup,
    seL4_TruncatedMessage,
    seL4_DeleteFirst,
    seL4_RevokeFirst,
    seL4_NotEnoughMemory,
    seL4_NumErrors
} seL4_Error;

SEL4_COMPILE_ASSERT(seL4_NumErrors_value, seL4_NumErrors == 11)
