/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random sequences of mapping, unmapping, copying, deleting and assigning against the specification (vspace_spec.c).
 * After every step the real tables are walked by hand and compared, and a simulated TLB that had cached everything
 * before the step, even that there was nothing, must hold nothing stale.
 */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>
#include <vspace_spec.h>

enum {
    TABLES = 12, /* the first are the most likely roots */
    FRAMES = 8,
    COPIES = 3,
    OBJECTS = TABLES + FRAMES,
    CAPS = OBJECTS * COPIES,
    PROBES = 32,
    ASIDS = 1024,
    ASIDS_USED = 32, /* of each pool, at most: there are fewer tables */
    STEPS = 40000,
};

enum { SLOT_POOL = 50, SLOT_FRESH_POOL, SLOT_UNTYPED, SLOT_CONTROL, SLOT_BASE = 100 };

struct cached {
    bool filled;
    word_t entry, bits; /* the leaf, or 0; what the entry in which the walk ended covers */
};

/* Things the sequences must come across. */
enum { MET_ROOT_GONE, MET_NO_ROOT, MET_OTHER_SPACE, MET_ELSEWHERE, MET_OUTSIDE, MET_MISSING, MET_UNALIGNED, MET_PAGE,
       MET_MEGA, MET_GIGA, MET_REMAPPED, MET_NOTHING, MET_OCCUPIED, MET_TABLE, MET_TABLE_MAPPED, MET_COPY_LEFT,
       MET_ROOT_KEPT, MET_ASSIGNED, MET_POOL_GONE, MET_COUNT };

static unsigned met[MET_COUNT];

static struct vs_state spec;
static struct vs_cap caps[CAPS]; /* object 0: the slot is empty */
static word_t physical[OBJECTS];
static word_t probes[PROBES];
static struct cached tlb[ASIDS][PROBES];
static word_t flushes_seen;

static const word_t frame_types[FRAMES] = {
    seL4_RISCV_4K_Page, seL4_RISCV_4K_Page,   seL4_RISCV_4K_Page,   seL4_RISCV_4K_Page,
    seL4_RISCV_4K_Page, seL4_RISCV_Mega_Page, seL4_RISCV_Mega_Page, seL4_RISCV_Giga_Page,
};

static bool is_frame(unsigned object)
{
    return object >= TABLES;
}

static word_t type_of(unsigned object)
{
    return is_frame(object) ? frame_types[object - TABLES] : (word_t)seL4_RISCV_PageTableObject;
}

static unsigned copies_of(unsigned cap)
{
    unsigned n = 0;

    for (unsigned i = 0; i < CAPS; i++)
        n += caps[i].object == caps[cap].object;
    return n;
}

/* ---- the machine's view ---- */

static struct cached walk_by_hand(word_t root, word_t vaddr)
{
    word_t *table = object_at(root);

    for (word_t bits = 30;; bits -= 9) {
        word_t e = table[vaddr >> bits & 511];

        if ((e & 1) == 0)
            return (struct cached){true, 0, bits};
        if ((e & 0xe) != 0)
            return (struct cached){true, e, bits};
        CHECK(bits > 12 && e >> 10 << 10 == (e & ~W(1)));
        table = object_at(e >> 10 << 12);
    }
}

static bool is_used(unsigned asid)
{
    return asid % 512 < ASIDS_USED;
}

static void tlb_check_and_fill(void)
{
    for (unsigned asid = 0; asid < ASIDS; asid++) {
        word_t root = spec.root_of[asid];

        if (!is_used(asid))
            continue;
        for (unsigned p = 0; p < PROBES; p++) {
            struct cached *c = &tlb[asid][p];
            struct cached now = root == 0 ? (struct cached){false, 0, 0} : walk_by_hand(root, probes[p]);

            CHECK(!c->filled || (now.filled && now.entry == c->entry && now.bits == c->bits));
            *c = now;
        }
    }
}

/* The flush of one address is one of the entry in which the walk for it ends: tables on the way stay remembered. */
static void tlb_flush(struct host_flush f)
{
    for (unsigned asid = 0; asid < ASIDS; asid++) {
        if (!is_used(asid) || (f.kind != HOST_FLUSH_ALL && f.asid != asid))
            continue;
        for (unsigned p = 0; p < PROBES; p++) {
            struct cached *c = &tlb[asid][p];

            if (f.kind != HOST_FLUSH_PAGE
                || (c->filled && spec.root_of[asid] != 0 && probes[p] >> c->bits == f.vaddr >> c->bits
                    && walk_by_hand(spec.root_of[asid], f.vaddr).bits == c->bits))
                c->filled = false;
        }
    }
}

/* ---- comparison ---- */

static unsigned count_valid(word_t table_at, word_t bits, unsigned to)
{
    word_t *table = object_at(table_at);
    unsigned n = 0;

    for (unsigned i = 0; i < to; i++) {
        if ((table[i] & 1) == 0)
            continue;
        n++;
        if ((table[i] & 0xe) == 0)
            n += count_valid(table[i] >> 10 << 12, bits - 9, 512);
    }
    return n;
}

static void compare_probe(word_t root, word_t vaddr)
{
    struct cached now = walk_by_hand(root, vaddr);
    int leaf = -1;
    struct vs_mapping m;

    for (unsigned bits = 12; leaf < 0 && bits <= 30; bits += 9) {
        leaf = vs_find(&spec, root, bits, vaddr >> bits << bits);
        if (leaf >= 0 && spec.mapping[leaf].table)
            break;
    }
    if (leaf < 0 || spec.mapping[leaf].table) {
        CHECK(now.entry == 0);
        return;
    }
    m = spec.mapping[leaf];
    CHECK(now.bits == m.span_bits && now.entry >> 10 << 12 == m.target);
    /* V, R, W, X, U, not G, A and D */
    CHECK((now.entry & 0x3ff) == (0xd1u | (m.readable ? 2u : 0) | (m.writable ? 4u : 0) | (m.executable ? 8u : 0)));
}

static void compare_space(word_t root)
{
    word_t *entry = object_at(root);
    unsigned n = 0;

    for (unsigned i = 0; i < spec.count; i++)
        n += spec.mapping[i].root == root;
    CHECK(count_valid(root, 30, 256) == n);
    for (unsigned i = 256; i < 512; i++)
        CHECK(entry[i] == host_kernel_entry(i));
    for (unsigned p = 0; p < PROBES; p++)
        compare_probe(root, probes[p]);
}

static void compare(void)
{
    for (; flushes_seen < host_machine.flushes; flushes_seen++)
        tlb_flush(host_machine.flush[flushes_seen % HOST_LOG_MAX]);
    tlb_check_and_fill();
    /* A root whose pool was deleted is out of use for good: its tables are not looked at any more. */
    for (unsigned asid = 0; asid < ASIDS; asid++) {
        CHECK(asid_root(asid) == spec.root_of[asid]);
        if (spec.root_of[asid] != 0)
            compare_space(spec.root_of[asid]);
    }
    for (unsigned i = 0; i < CAPS; i++) {
        cap_t cap = world_slot(SLOT_BASE + i)->cap;

        CHECK((caps[i].object == 0) == cap_is_null(cap));
        if (caps[i].object != 0)
            CHECK(mapping_cap_asid(cap) == (caps[i].mapped ? caps[i].asid : 0) &&
                  mapping_cap_vaddr(cap) == caps[i].vaddr && cap_address(cap) == caps[i].object);
    }
}

/* Has the kernel done what the specification says? */
static void compare_outcome(word_t status, struct vs_outcome o)
{
    CHECK(status == o.error);
    if (o.error == 0)
        return;
    CHECK(world_why.error == o.error && world_why.count == o.count);
    for (unsigned i = 0; i < o.count; i++)
        CHECK(world_why.word[i] == o.word[i]);
    met[MET_ROOT_GONE] += o.error == seL4_FailedLookup && o.count == 2;
    met[MET_MISSING] += o.error == seL4_FailedLookup && o.count == 3;
    met[MET_NO_ROOT] += o.error == seL4_InvalidCapability && o.word[0] == 1;
    met[MET_UNALIGNED] += o.error == seL4_AlignmentError;
    met[MET_OCCUPIED] += o.error == seL4_DeleteFirst;
}

/* ---- steps ---- */

static void step_create(unsigned object)
{
    unsigned i = object * COPIES;
    cap_t cap = cap_null();

    for (unsigned c = 0; c < COPIES; c++)
        if (caps[i + c].object != 0)
            return;
    if (!is_frame(object))
        memset(object_at(physical[object]), 0, 4096);
    cap = arch_object_create(type_of(object), physical[object], 0, false);
    slot_insert_alone(world_slot(SLOT_BASE + i), cap);
    caps[i] = (struct vs_cap){.frame = is_frame(object), .object = physical[object], .read = true, .write = true,
                              .size_bits = is_frame(object) ? (unsigned)arch_object_bits(type_of(object), 0) : 0};
}

static void step_assign(unsigned i)
{
    word_t slot = asid_pools[1] != 0 && random_below(2) == 0 ? SLOT_FRESH_POOL : SLOT_POOL;
    word_t status = world_invoke(slot, RISCVASIDPoolAssign, EXTRAS((int)(SLOT_BASE + i)), 0);
    struct vs_outcome o = vs_assign(&spec, &caps[i], slot == SLOT_POOL ? 0 : 512);

    met[MET_ASSIGNED] += o.error == 0;
    compare_outcome(status, o);
}

static void step_map_frame(unsigned i, unsigned root, word_t vaddr, word_t rights, word_t attributes)
{
    bool was_mapped = caps[i].mapped;
    word_t status = world_invoke(SLOT_BASE + i, RISCVPageMap, EXTRAS((int)(SLOT_BASE + root)), 3, vaddr, rights,
                                 attributes);
    struct vs_outcome o = vs_page_map(&spec, &caps[i], caps[root], vaddr, rights, attributes);

    compare_outcome(status, o);
    met[MET_OTHER_SPACE] += o.error == seL4_InvalidCapability && was_mapped && caps[i].asid != caps[root].asid;
    met[MET_ELSEWHERE] += o.error == seL4_InvalidArgument && was_mapped;
    met[MET_OUTSIDE] += o.error == seL4_InvalidArgument && !was_mapped;
    if (o.error != 0)
        return;
    met[caps[i].size_bits == 12 ? MET_PAGE : caps[i].size_bits == 21 ? MET_MEGA : MET_GIGA]++;
    met[MET_REMAPPED] += was_mapped;
    met[MET_NOTHING] += vs_find(&spec, caps[root].object, caps[i].size_bits, vaddr) < 0;
}

static void step_map_table(unsigned i, unsigned root, word_t vaddr)
{
    word_t status = world_invoke(SLOT_BASE + i, RISCVPageTableMap, EXTRAS((int)(SLOT_BASE + root)), 2, vaddr, W(0));
    struct vs_outcome o = vs_table_map(&spec, &caps[i], caps[root], vaddr);

    compare_outcome(status, o);
    met[MET_TABLE] += o.error == 0;
    met[MET_TABLE_MAPPED] += o.error == seL4_InvalidCapability && o.word[0] == 0;
}

static void step_unmap(unsigned i)
{
    bool final = copies_of(i) == 1;
    struct vs_outcome o = {0};

    if (caps[i].frame) {
        CHECK(world_invoke(SLOT_BASE + i, RISCVPageUnmap, NO_EXTRAS, 0) == STATUS_OK);
        vs_page_unmap(&spec, &caps[i]);
        return;
    }
    o = vs_table_unmap(&spec, &caps[i], final);
    compare_outcome(world_invoke(SLOT_BASE + i, RISCVPageTableUnmap, NO_EXTRAS, 0), o);
    met[MET_COPY_LEFT] += o.error != 0 && !final;
    met[MET_ROOT_KEPT] += o.error != 0 && final;
}

static void step_copy(unsigned i)
{
    unsigned to = i / COPIES * COPIES + (unsigned)random_below(COPIES);
    bool less = random_below(4) == 0;
    cap_t cap = arch_cap_mask_rights(world_slot(SLOT_BASE + i)->cap, less ? RIGHT_READ : 15);

    if (caps[to].object != 0)
        return;
    if (!caps[i].frame && !caps[i].mapped) {
        CHECK(cap_derive_check(world_slot(SLOT_BASE + i), cap) == seL4_IllegalOperation);
        return;
    }
    CHECK(cap_derive_check(world_slot(SLOT_BASE + i), cap) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_BASE + i), world_slot(SLOT_BASE + to), cap_derived(cap));
    caps[to] = caps[i];
    if (caps[to].frame) {
        caps[to].mapped = false;
        caps[to].asid = 0;
        caps[to].vaddr = 0;
        caps[to].write = caps[i].write && !less;
    }
}

static void step_delete(unsigned i)
{
    bool final = copies_of(i) == 1;

    core0.work_units = 0;
    CHECK(slot_delete(world_slot(SLOT_BASE + i)) == STATUS_OK);
    if (caps[i].frame)
        vs_page_unmap(&spec, &caps[i]);
    else if (final)
        vs_table_delete(&spec, caps[i]);
    caps[i] = (struct vs_cap){0};
}

static void step_pool(void)
{
    core0.work_units = 0;
    if (asid_pools[1] != 0) {
        CHECK(slot_delete(world_slot(SLOT_FRESH_POOL)) == STATUS_OK);
        vs_pool_delete(&spec, 512);
        met[MET_POOL_GONE]++;
        return;
    }
    CHECK(world_invoke(SLOT_CONTROL, RISCVASIDControlMakePool, EXTRAS(SLOT_UNTYPED, WORLD_SLOT_CNODE), 2,
                       W(SLOT_FRESH_POOL), W(64)) == STATUS_OK);
    CHECK(asid_pools[1] != 0);
}

/* ---- sequences ---- */

static void random_setup(void)
{
    memset(&spec, 0, sizeof(spec));
    memset(caps, 0, sizeof(caps));
    memset(tlb, 0, sizeof(tlb));
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    asid_boot(host_alloc(TABLE_BITS), host_alloc(TABLE_BITS));
    asid_pools[0]->root[ASID_ROOT_TASK] = 0;
    arch_loaded = (struct arch_loaded){0};
    flushes_seen = host_machine.flushes;
    slot_insert_alone(world_slot(SLOT_POOL), asid_pool_cap_new(physical_of(asid_pools[0]), 0));
    slot_insert_alone(world_slot(SLOT_UNTYPED), cap_new(CAP_UNTYPED, 12, 0, host_alloc(12), 0));
    slot_insert_alone(world_slot(SLOT_CONTROL), asid_control_cap_new());
    for (unsigned i = 0; i < OBJECTS; i++)
        physical[i] = is_frame(i) ? W(i + 10) << 30 : host_alloc(12);
    for (unsigned p = 0; p < PROBES; p++)
        probes[p] = ((p & 1) != 0 ? W(254) << 30 : 0) + ((p & 2) != 0 ? W(1) << 30 : 0)
            + ((p & 4) != 0 ? W(511) << 21 : 0) + (word_t)(p >> 3) * 4096;
}

static word_t random_vaddr(word_t bits)
{
    static const word_t edges[] = {0x3ffffff000, 0x3fffffe000, 0x3fffe00000, 0x3fc0000000, 0x4000000000};
    word_t vaddr = probes[random_below(PROBES)];
    unsigned some = (unsigned)random_below(VS_MAPPINGS);

    /* Where there is a table for it, more often than chance would have it. */
    for (unsigned i = 0; bits == 12 && i < spec.count && random_below(2) == 0; i++)
        if (spec.mapping[(some + i) % spec.count].table)
            return spec.mapping[(some + i) % spec.count].vaddr + random_below(4) * 4096;
    if (random_below(16) == 0)
        return vaddr + random_below(8192);
    if (random_below(16) == 0)
        return random_below(2) == 0 ? edges[random_below(ARRAY_SIZE(edges))] : ~W(0) << random_below(64);
    return vaddr >> bits << bits;
}

static void random_step(void)
{
    unsigned i = (unsigned)random_below(CAPS);
    unsigned root = (unsigned)random_below(random_below(8) == 0 ? TABLES * COPIES : 3 * COPIES);
    word_t what = random_below(100);

    if (caps[i].object == 0) {
        step_create(i / COPIES);
    } else if (what < 1) {
        step_pool();
    } else if (what < 10) {
        step_copy(i);
    } else if (what < 13) {
        step_delete(i);
    } else if (what < 20) {
        step_unmap(i);
    } else if (caps[i].frame && caps[root].object != 0) {
        bool again = caps[i].mapped && random_below(2) == 0;

        step_map_frame(i, root, again ? caps[i].vaddr : random_vaddr(caps[i].size_bits), random_below(8),
                       random_below(4));
    } else if (i >= 3 * COPIES && caps[root].object != 0 && what < 90) {
        step_map_table(i, root, random_vaddr(12));
    } else if (i < 3 * COPIES || what < 92) {
        step_assign(i);
    }
}

static void random_against_specification(void)
{
    random_setup();
    for (unsigned n = 0; n < STEPS && case_holds(); n++) {
        random_step();
        compare();
        if (!case_holds())
            printf("# step %u\n", n);
    }
    for (unsigned i = 0; i < MET_COUNT; i++) {
        CHECK(met[i] >= 3);
        if (!case_holds()) {
            printf("# met %u: %u times\n", i, met[i]);
            return;
        }
    }
}

int main(void)
{
    RUN(random_against_specification);
    return test_end();
}
