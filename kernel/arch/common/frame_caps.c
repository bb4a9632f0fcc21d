/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities of frames, which alone among those of an ISA have rights. caps.md sections 2, 4. */
#include <arch/arch.h>

cap_t arch_cap_mask_rights(cap_t cap, word_t rights)
{
    if (cap_type(cap) != CAP_FRAME)
        return cap;
    return cap_with_rights(cap, frame_rights_mask(cap_rights(cap), rights));
}

/* A copy is not mapped. */
cap_t arch_cap_derived(cap_t cap)
{
    if (cap_type(cap) == CAP_FRAME)
        cap.w1 = mapping_w1_new(0, 0, frame_cap_is_device(cap));
    return cap;
}

bool arch_frame_is_device(cap_t cap)
{
    return frame_cap_is_device(cap);
}
