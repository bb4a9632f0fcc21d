/* SPDX-License-Identifier: BSD-2-Clause */
/* Rights of mappings: caps.md section 4. */
#include <arch/arch.h>
#include <proof/verify.h>

THEOREM_BITS(frame_rights, "a mapping gets no right that the capability has not, or the caller did not ask for; none "
             "without Read")(word_t rights, word_t asked)
{
    word_t mapped = frame_rights_mask(rights, asked);

    v_assert(mapped < 4 && (rights & mapped) == mapped && (asked & mapped) == mapped);
    v_assert(asked / 2 % 2 == 1 || mapped == 0);
}
