/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptors of stage 2 as the processor reads them. Arm ARM D8.3. */
#include <arch/arch.h>
#include <object/kind_proof.h>
#include <paging.h>
#include <proof/verify.h>

word_t entry_new_frame(word_t physical, word_t bits, word_t rights, bool cacheable, bool executable);

static bool is_frame_size(word_t bits)
{
    return bits == 12 || bits == 21 || bits == 30;
}

THEOREM_BITS(entry_of_frame, "a frame's descriptor leads to that frame, and permits what it was made with; attributes "
             "choose the kind of memory, and nothing else")
(word_t physical, word_t bits, word_t rights, bool cacheable, bool executable)
{
    word_t entry = 0;

    v_assume(is_frame_size(bits) && physical < 0x1000000000000 && physical % 4096 == 0 && rights < 4);
    entry = entry_new_frame(physical, bits, rights, cacheable, executable);
    v_assert(entry % 4 == (bits == 12 ? 3 : 1) && entry / 4 % 16 == (cacheable ? 15 : 0));
    v_assert(entry / 64 % 2 == rights / 2 && entry / 128 % 2 == rights % 2);
    v_assert(entry / 256 % 4 == (cacheable ? 3 : 0) && entry / 1024 % 4 == 1);
    v_assert(entry / 0x40000000000000 == !executable && entry / 4096 % 0x40000000000 == physical / 4096);
    v_assert(!entry_is_table(entry) && entry_is_valid(entry) && entry_address(entry) == physical);
}

THEOREM_BITS(entry_of_table, "a table's descriptor leads to that table, and is no frame's")(word_t physical)
{
    word_t entry = 0;

    v_assume(physical < 0x1000000000000 && physical % 4096 == 0);
    entry = entry_new_table(physical);
    v_assert(entry % 4096 == 3 && entry / 4096 % 0x80000000000 == physical / 4096 && entry / 0x80000000000000 == 1);
    v_assert(entry_is_table(entry) && entry_is_valid(entry) && entry_address(entry) == physical);
}

/* ---- methods ---- */
static word_t frame_entry(cap_t cap, word_t asked, word_t attributes)
{
    return entry_new_frame(cap_address(cap), cap_size(cap), frame_rights_mask(cap_rights(cap), asked),
                           attributes_cacheable(attributes) != 0, attributes_execute_never(attributes) == 0);
}

#include <common/tables_proof.h>
