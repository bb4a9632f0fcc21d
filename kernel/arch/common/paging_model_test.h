/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random sequences of mapping, unmapping, copying, deleting and assigning against the specification (vspace_spec.c).
 * After every step the real tables are walked by hand and compared, and a simulated TLB that had cached everything
 * before the step must hold nothing stale. paging_model_test.c of the ISA says what its entries mean, before it
 * includes this file:
 *   MODEL_*                 methods, numbers of entries, what TLBs remember; see there
 *   model_type              type of an object that is no frame
 *   model_frame_types       types of frames
 *   model_entry_kind        nothing, frame or table: what an entry is that covers 2^bits bytes
 *   model_entry_target      the address it refers to
 *   model_leaf_is           does the entry of a frame say what the specification's does?
 *   model_owner             the ASID whose translations TLBs know by this tag (0: none), tags being what flushes name
 *   model_other_step        anything that makes TLBs know spaces
 */
#ifndef PAGING_MODEL_TEST_H
#define PAGING_MODEL_TEST_H

enum {
    TABLES = MODEL_TABLES, /* and roots: the first are the most likely ones */
    FRAMES = 8,
    COPIES = 3,
    OBJECTS = TABLES + FRAMES,
    CAPS = OBJECTS * COPIES,
    PROBES = 32,
    ASIDS = 1024,
    STEPS = 40000,
};

enum { SLOT_POOL = 50, SLOT_FRESH_POOL, SLOT_UNTYPED, SLOT_CONTROL, SLOT_BASE = 100 };

/* What a TLB may know of an address: the tables on the way, and where the walk ended. */
struct cached {
    word_t table[2]; /* 0: not known */
    bool known;
    word_t entry, bits; /* the leaf, or 0; what the entry in which the walk ended covers */
};

/* Things the sequences must come across. */
enum { MET_ROOT_GONE, MET_NO_ROOT, MET_OTHER_SPACE, MET_ELSEWHERE, MET_OUTSIDE, MET_MISSING, MET_UNALIGNED, MET_PAGE,
       MET_LARGE, MET_HUGE, MET_REMAPPED, MET_NOTHING, MET_OCCUPIED, MET_TABLE, MET_TABLE_MAPPED, MET_COPY_LEFT,
       MET_ROOT_KEPT, MET_ASSIGNED, MET_POOL_GONE, MET_COUNT };

static unsigned met[MET_COUNT];

static struct vs_state spec;
static struct vs_cap caps[CAPS]; /* object 0: the slot is empty */
static word_t physical[OBJECTS];
static word_t probes[PROBES];
static struct cached tlb[MODEL_TAGS][PROBES];
static word_t flushes_seen;

static bool is_frame(unsigned object)
{
    return object >= TABLES;
}

static word_t type_of(unsigned object)
{
    return is_frame(object) ? model_frame_types[object - TABLES] : model_type(object);
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
    struct cached now = {.known = true, .bits = 30};
    word_t *table = object_at(root);
    word_t entry = table[vaddr >> 30 & (MODEL_ROOT_ENTRIES - 1)];

    for (; model_entry_kind(entry, now.bits) == MODEL_TABLE; entry = table[vaddr >> now.bits & 511]) {
        CHECK(now.bits > 12);
        now.table[(30 - now.bits) / 9] = model_entry_target(entry);
        table = object_at(model_entry_target(entry));
        now.bits -= 9;
    }
    now.entry = model_entry_kind(entry, now.bits) == MODEL_FRAME ? entry : 0;
    return now;
}

static bool is_stale(const struct cached *c, struct cached now)
{
    for (unsigned i = 0; i < 2; i++) {
        if (c->table[i] != 0 && c->table[i] != now.table[i])
            return true;
    }
    return c->known && (!now.known || now.entry != c->entry || now.bits != c->bits);
}

/* Tags whose owner is gone keep what they knew, until somebody else gets them. */
static void tlb_check_and_fill(void)
{
    for (unsigned tag = 0; tag < MODEL_TAGS; tag++) {
        word_t root = spec.root_of[model_owner(tag)];

        if (!model_tag_is_used(tag) || (root == 0 && MODEL_TAGS_ARE_SHARED))
            continue;
        for (unsigned p = 0; p < PROBES; p++) {
            struct cached *c = &tlb[tag][p];
            struct cached now = root == 0 ? (struct cached){0} : walk_by_hand(root, probes[p]);

            CHECK(!is_stale(c, now));
            *c = now;
            c->known = now.known && (MODEL_NOTHING_IS_KNOWN || now.entry != 0);
        }
    }
}

/* The flush of one address is one of the entry in which the walk for it ends: tables on the way stay remembered. */
static void tlb_flush_page(unsigned tag, word_t vaddr)
{
    word_t root = spec.root_of[model_owner(tag)];

    for (unsigned p = 0; root != 0 && p < PROBES; p++) {
        struct cached *c = &tlb[tag][p];

        if (probes[p] >> c->bits == vaddr >> c->bits && walk_by_hand(root, vaddr).bits == c->bits)
            c->known = false;
    }
}

static void tlb_flush(struct host_flush f)
{
    for (unsigned tag = 0; tag < MODEL_TAGS; tag++) {
        if (!model_tag_is_used(tag) || (f.kind != HOST_FLUSH_ALL && f.asid != tag))
            continue;
        if (f.kind == HOST_FLUSH_PAGE)
            tlb_flush_page(tag, f.vaddr);
        else
            memset(tlb[tag], 0, sizeof(tlb[tag]));
    }
}

/* ---- comparison ---- */

static unsigned count_valid(word_t table_at, word_t bits, unsigned to)
{
    word_t *table = object_at(table_at);
    unsigned n = 0;

    for (unsigned i = 0; i < to; i++) {
        n += model_entry_kind(table[i], bits) != MODEL_NOTHING;
        if (model_entry_kind(table[i], bits) == MODEL_TABLE)
            n += count_valid(model_entry_target(table[i]), bits - 9, 512);
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
    CHECK(now.bits == m.span_bits && model_entry_target(now.entry) == m.target && model_leaf_is(now.entry, m));
}

static void compare_space(word_t root)
{
    unsigned n = 0;

    for (unsigned i = 0; i < spec.count; i++)
        n += spec.mapping[i].root == root;
    CHECK(count_valid(root, 30, MODEL_USER_ENTRIES) == n && model_kernel_entries_are_there(root));
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
        memset(object_at(physical[object]), 0, op_pow2(arch_object_bits(type_of(object), 0)));
    cap = arch_object_create(type_of(object), physical[object], 0, false);
    slot_insert_alone(world_slot(SLOT_BASE + i), cap);
    caps[i] = (struct vs_cap){.frame = is_frame(object), .root = MODEL_IS_ROOT(object), .object = physical[object],
                              .read = true, .write = true,
                              .size_bits = is_frame(object) ? (unsigned)arch_object_bits(type_of(object), 0) : 0};
}

static void step_assign(unsigned i)
{
    word_t slot = asid_pools[1] != 0 && random_below(2) == 0 ? SLOT_FRESH_POOL : SLOT_POOL;
    word_t status = world_invoke(slot, LABEL_ASID_POOL_ASSIGN, EXTRAS((int)(SLOT_BASE + i)), 0);
    struct vs_outcome o = vs_assign(&spec, &caps[i], slot == SLOT_POOL ? 0 : 512);

    met[MET_ASSIGNED] += o.error == 0;
    compare_outcome(status, o);
}

static void step_map_frame(unsigned i, unsigned root, word_t vaddr, word_t rights, word_t attributes)
{
    bool was_mapped = caps[i].mapped;
    word_t status = world_invoke(SLOT_BASE + i, MODEL_PAGE_MAP, EXTRAS((int)(SLOT_BASE + root)), 3, vaddr, rights,
                                 attributes);
    struct vs_outcome o = vs_page_map(&spec, &caps[i], caps[root], vaddr, rights, attributes);

    compare_outcome(status, o);
    met[MET_OTHER_SPACE] += o.error == seL4_InvalidCapability && was_mapped && caps[i].asid != caps[root].asid;
    met[MET_ELSEWHERE] += o.error == seL4_InvalidArgument && was_mapped;
    met[MET_OUTSIDE] += o.error == seL4_InvalidArgument && !was_mapped;
    if (o.error != 0)
        return;
    met[caps[i].size_bits == 12 ? MET_PAGE : caps[i].size_bits == 21 ? MET_LARGE : MET_HUGE]++;
    met[MET_REMAPPED] += was_mapped;
    met[MET_NOTHING] += vs_find(&spec, caps[root].object, caps[i].size_bits, vaddr) < 0;
}

static void step_map_table(unsigned i, unsigned root, word_t vaddr)
{
    word_t status = world_invoke(SLOT_BASE + i, LABEL_TABLE_MAP, EXTRAS((int)(SLOT_BASE + root)), 2, vaddr, W(0));
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
        CHECK(world_invoke(SLOT_BASE + i, MODEL_PAGE_UNMAP, NO_EXTRAS, 0) == STATUS_OK);
        vs_page_unmap(&spec, &caps[i]);
        return;
    }
    o = vs_table_unmap(&spec, &caps[i], final);
    compare_outcome(world_invoke(SLOT_BASE + i, LABEL_TABLE_UNMAP, NO_EXTRAS, 0), o);
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
    CHECK(world_invoke(SLOT_CONTROL, LABEL_ASID_CONTROL_MAKE_POOL, EXTRAS(SLOT_UNTYPED, WORLD_SLOT_CNODE), 2,
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
        physical[i] = is_frame(i) ? W(i + 10) << 30 : host_alloc(arch_object_bits(type_of(i), 0));
    for (unsigned p = 0; p < PROBES; p++)
        probes[p] = ((p & 1) != 0 ? W(MODEL_USER_ENTRIES - 2) << 30 : 0) + ((p & 2) != 0 ? W(1) << 30 : 0)
            + ((p & 4) != 0 ? W(511) << 21 : 0) + (word_t)(p >> 3) * 4096;
}

static word_t random_vaddr(word_t bits)
{
    static const word_t edges[] = {MODEL_EDGES};
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

    model_other_step();
    if (caps[i].object == 0) {
        step_create(i / COPIES);
    } else if (what < 1) {
        step_pool();
    } else if (what < 10) {
        step_copy(i);
    } else if (what < 13) {
        step_delete(i);
    } else if (what < 20 && !caps[i].root) {
        step_unmap(i);
    } else if (caps[i].frame && caps[root].object != 0) {
        bool again = caps[i].mapped && random_below(2) == 0;

        step_map_frame(i, root, again ? caps[i].vaddr : random_vaddr(caps[i].size_bits), random_below(8),
                       random_below(8));
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
        CHECK(met[i] >= 3 || (MODEL_NEVER_MET >> i & 1) != 0);
        if (!case_holds()) {
            printf("# met %u: %u times\n", i, met[i]);
            return;
        }
    }
}

#endif
