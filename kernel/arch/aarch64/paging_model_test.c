/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stage 2 tables under random sequences of methods: common/paging_model_test.h. TLBs know spaces by their VMIDs, which
 * spaces get when their threads run, and do not remember that there was nothing.
 */
#include <arch_switch.h>
#include <arch_test.h>
#include <common/vspace_spec.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>
#include <vmid.h>

#define MODEL_PAGE_MAP ARMPageMap
#define MODEL_PAGE_UNMAP ARMPageUnmap
#define MODEL_EDGES 0xfffffff000, 0xffffffe000, 0xffffe00000, 0xffc0000000, 0x10000000000

enum { MODEL_ROOTS = 3 };

enum {
    MODEL_TABLES = 12,
    MODEL_ROOT_ENTRIES = 1024,
    MODEL_USER_ENTRIES = 1024,
    MODEL_TAGS = VMIDS,
    MODEL_TAGS_ARE_SHARED = 1,
    MODEL_NOTHING_IS_KNOWN = 0,
    /* Entries without rights are there all the same; the Unmap of a root is no method. */
    MODEL_NEVER_MET = 1 << 11 | 1 << 16,
};

enum { MODEL_NOTHING, MODEL_FRAME, MODEL_TABLE };

#define MODEL_IS_ROOT(object) ((object) < MODEL_ROOTS)

static const word_t model_frame_types[] = {
    seL4_ARM_SmallPageObject, seL4_ARM_SmallPageObject, seL4_ARM_SmallPageObject, seL4_ARM_SmallPageObject,
    seL4_ARM_SmallPageObject, seL4_ARM_LargePageObject, seL4_ARM_LargePageObject, seL4_ARM_HugePageObject,
};

static word_t model_type(unsigned object)
{
    return MODEL_IS_ROOT(object) ? seL4_ARM_VSpaceObject : seL4_ARM_PageTableObject;
}

/* Kinds of descriptors: Arm ARM D8.3. Reserved ones must not occur. */
static int model_entry_kind(word_t entry, word_t bits)
{
    if ((entry & 1) == 0)
        return MODEL_NOTHING;
    CHECK(bits > 12 || (entry & 2) != 0);
    return bits > 12 && (entry & 2) != 0 ? MODEL_TABLE : MODEL_FRAME;
}

static word_t model_entry_target(word_t entry)
{
    return entry & 0xfffffffff000;
}

/*
 * MemAttr (normal write-back both, or Device-nGnRnE), S2AP, SH (inner), AF, XN; nothing else besides kind and address.
 */
static bool model_leaf_is(word_t entry, struct vs_mapping m)
{
    word_t wanted = (m.uncached ? 0 : W(0xf) << 2 | W(3) << 8) | (m.readable ? W(1) << 6 : 0)
        | (m.writable ? W(1) << 7 : 0) | W(1) << 10 | (m.executable ? 0 : W(1) << 54);

    return (entry & ~W(0xfffffffff003)) == wanted && (entry & 3) == (m.span_bits == 12 ? 3 : 1);
}

/* The kernel has tables of its own. */
static bool model_kernel_entries_are_there(word_t root)
{
    (void)root;
    return true;
}

static word_t model_owner(unsigned vmid)
{
    return vmids.asid[vmid];
}

static bool model_tag_is_used(unsigned vmid)
{
    return vmid != 0;
}

/* The thread of a space runs: the word for VTTBR_EL2 is its root, under a VMID that is its own. */
static void model_other_step(void)
{
    word_t asid = random_below(2) * 512 + random_below(8);
    word_t word = 0;

    if (random_below(8) != 0 || asid_root(asid) == 0)
        return;
    word = space_word(asid);
    CHECK((word & 0xffffffffffff) == asid_root(asid) && vmids.asid[word >> 48] == asid && word >> 48 != 0);
}

#include <common/paging_model_test.h>

_Static_assert(MET_NOTHING == 11 && MET_ROOT_KEPT == 16, "MODEL_NEVER_MET names them");

int main(void)
{
    RUN(random_against_specification);
    return test_end();
}
