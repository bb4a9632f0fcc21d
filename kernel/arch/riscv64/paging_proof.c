/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of Sv39's tables as the processor reads them. Privileged architecture, 4.3 and 4.4. */
#include <arch/arch.h>
#include <object/kind_proof.h>
#include <paging.h>
#include <proof/verify.h>

word_t entry_new_frame(word_t physical, word_t rights, bool executable);

THEOREM_BITS(entry_of_frame, "a frame's entry leads to that frame, is the user's, and permits what it was made with; "
             "with no permission it is invalid")
(word_t physical, word_t rights, bool executable)
{
    word_t entry = 0;

    v_assume(physical < 0x100000000000000 && physical % 4096 == 0 && rights < 4);
    entry = entry_new_frame(physical, rights, executable);
    v_assert((entry == 0) == (rights == 0 && !executable));
    v_assert(entry == 0 || (entry % 2 == 1 && entry / 16 % 2 == 1));
    v_assert(entry == 0 || (entry / 2 % 2 == rights / 2 && entry / 4 % 2 == rights % 2));
    v_assert(entry == 0 || entry / 8 % 2 == executable);
    v_assert(entry == 0 || (entry / 32 % 2 == 0 && entry / 1024 == physical / 4096));
    v_assert(!entry_is_table(entry) && (entry == 0 || entry_address(entry) == physical));
}

THEOREM_BITS(entry_of_table, "a table's entry leads to that table, and is no page's")(word_t physical)
{
    word_t entry = 0;

    v_assume(physical < 0x100000000000000 && physical % 4096 == 0);
    entry = entry_new_table(physical);
    v_assert(entry % 1024 == 1 && entry / 1024 == physical / 4096);
    v_assert(entry_is_table(entry) && entry_is_valid(entry) && entry_address(entry) == physical);
}

/* ---- methods ---- */
static word_t frame_entry(cap_t cap, word_t asked, word_t attributes)
{
    return entry_new_frame(cap_address(cap), frame_rights_mask(cap_rights(cap), asked),
                           attributes_execute_never(attributes) == 0);
}

#include <common/tables_proof.h>
