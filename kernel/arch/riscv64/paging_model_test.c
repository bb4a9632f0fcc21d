/* SPDX-License-Identifier: BSD-2-Clause */
/* Sv39 tables under random sequences of methods: common/paging_model_test.h. TLBs remember that there was nothing. */
#include <arch_switch.h>
#include <arch_test.h>
#include <common/vspace_spec.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>

#define MODEL_PAGE_MAP RISCVPageMap
#define MODEL_PAGE_UNMAP RISCVPageUnmap
#define MODEL_EDGES 0x3ffffff000, 0x3fffffe000, 0x3fffe00000, 0x3fc0000000, 0x4000000000

enum {
    MODEL_TABLES = 12,
    MODEL_ROOT_ENTRIES = 512,
    MODEL_USER_ENTRIES = 256,
    MODEL_TAGS = 1024,         /* ASIDs of two pools */
    MODEL_TAGS_ARE_SHARED = 0,
    MODEL_NOTHING_IS_KNOWN = 1,
    MODEL_NEVER_MET = 0,
};

enum { MODEL_NOTHING, MODEL_FRAME, MODEL_TABLE };

/* Any table can be a root. */
#define MODEL_IS_ROOT(object) false

static const word_t model_frame_types[] = {
    seL4_RISCV_4K_Page, seL4_RISCV_4K_Page,   seL4_RISCV_4K_Page,   seL4_RISCV_4K_Page,
    seL4_RISCV_4K_Page, seL4_RISCV_Mega_Page, seL4_RISCV_Mega_Page, seL4_RISCV_Giga_Page,
};

static word_t model_type(unsigned object)
{
    (void)object;
    return seL4_RISCV_PageTableObject;
}

/* V; R, W, X: none of them means a table. */
static int model_entry_kind(word_t entry, word_t bits)
{
    (void)bits;
    if ((entry & 1) == 0)
        return MODEL_NOTHING;
    return (entry & 0xe) != 0 ? MODEL_FRAME : MODEL_TABLE;
}

static word_t model_entry_target(word_t entry)
{
    return entry >> 10 << 12;
}

/* V, R, W, X, U, not G, A and D */
static bool model_leaf_is(word_t entry, struct vs_mapping m)
{
    return (entry & 0x3ff) == (0xd1u | (m.readable ? 2u : 0) | (m.writable ? 4u : 0) | (m.executable ? 8u : 0));
}

static bool model_kernel_entries_are_there(word_t root)
{
    word_t *entry = object_at(root);
    bool there = true;

    for (unsigned i = MODEL_USER_ENTRIES; i < MODEL_ROOT_ENTRIES; i++)
        there = there && entry[i] == host_kernel_entry(i);
    return there;
}

static word_t model_owner(unsigned asid)
{
    return asid;
}

/* The sequences use the first of each pool: there are fewer tables. */
static bool model_tag_is_used(unsigned asid)
{
    return asid % 512 < 32;
}

static void model_other_step(void) { }

#include <common/paging_model_test.h>

int main(void)
{
    RUN(random_against_specification);
    return test_end();
}
