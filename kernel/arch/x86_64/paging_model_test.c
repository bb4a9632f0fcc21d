/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random sequences of mapping, unmapping, copying, deleting and assigning against a naive model that keeps a plain
 * list of what is mapped where. After every step the real tables are walked by hand and compared, and a simulated TLB
 * that had cached everything before the step must hold nothing stale.
 */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>

enum {
    SPACES = 3,
    TABLES = 10,
    FRAMES = 8,
    COPIES = 3,
    OBJECTS = SPACES + TABLES + FRAMES,
    CAPS = OBJECTS * COPIES,
    PROBES = 32,
    ENTRIES_MAX = 400,
    ASIDS = 4096,
    STEPS = 12000,
};

enum { SLOT_POOL = 50, SLOT_FRESH_POOL, SLOT_UNTYPED, SLOT_CONTROL, SLOT_BASE = 100 };

enum kind { KIND_ROOT, KIND_TABLE, KIND_FRAME };

struct object {
    enum kind kind;
    word_t type, bits, physical; /* bits: what the entry that names it covers */
};

struct record { /* of one capability; object < 0: the slot is empty */
    int object;
    word_t asid, vaddr, rights;
};

struct entry {
    int space;
    word_t bits, vaddr;
    int object;
    word_t rights, attributes;
};

struct cached {
    bool valid;
    word_t entry, bits;
};

/* Things the sequences must come across. */
enum { MET_ROOT_GONE, MET_ROOT_OTHER, MET_MISSING, MET_UNALIGNED, MET_FRAME, MET_LARGE, MET_HUGE, MET_REPLACED,
       MET_REMAPPED, MET_TABLE_IN_WAY, MET_PT, MET_PD, MET_PDPT, MET_OCCUPIED, MET_COPY_LEFT, MET_REMOVED, MET_STALE,
       MET_COUNT };

static unsigned met[MET_COUNT];

static struct object objects[OBJECTS];
static struct record records[CAPS];
static struct entry entries[ENTRIES_MAX];
static unsigned entry_count;
static int owner[ASIDS]; /* space whose root has the ASID, or -1 */
static word_t probes[PROBES];
static struct cached tlb[ASIDS][PROBES];
static word_t flushes_seen;

static unsigned copies_of(int object)
{
    unsigned n = 0;

    for (unsigned i = 0; i < CAPS; i++)
        n += records[i].object == object;
    return n;
}

static int entry_find(int space, word_t bits, word_t vaddr)
{
    for (unsigned i = 0; i < entry_count; i++) {
        if (entries[i].space == space && entries[i].bits == bits && entries[i].vaddr == vaddr >> bits << bits)
            return (int)i;
    }
    return -1;
}

/* Removes an entry and all below it. */
static void entry_drop(int index)
{
    struct entry top = entries[index];

    for (unsigned i = 0; i < entry_count;) {
        struct entry e = entries[i];

        if (e.space == top.space && e.bits <= top.bits && e.vaddr >> top.bits == top.vaddr >> top.bits)
            entries[i] = entries[--entry_count];
        else
            i++;
    }
}

static void space_drop(int space)
{
    for (unsigned i = 0; i < entry_count;) {
        if (entries[i].space == space)
            entries[i] = entries[--entry_count];
        else
            i++;
    }
    for (unsigned i = 0; i < ASIDS; i++) {
        if (owner[i] == space)
            owner[i] = -1;
    }
}

/* What Unmap and deletion do to the tables: the entry goes if it is still this object's. */
static void model_unmap(struct record r)
{
    int space = r.asid == 0 ? -1 : owner[r.asid];
    int index = space < 0 ? -1 : entry_find(space, objects[r.object].bits, r.vaddr);

    met[MET_STALE] += r.asid != 0 && (index < 0 || entries[index].object != r.object);
    if (index >= 0 && entries[index].object == r.object) {
        met[MET_REMOVED]++;
        entry_drop(index);
    }
}

/* The leaf or missing entry that a walk by hand meets; bits 0: not mapped. */
static struct cached walk_by_hand(word_t root, word_t vaddr)
{
    word_t *table = object_at(root);

    for (word_t bits = 39;; bits -= 9) {
        word_t e = table[vaddr >> bits & 511];

        if ((e & 1) == 0)
            return (struct cached){false, 0, 0};
        if (bits == 12 || (e & 0x80) != 0)
            return (struct cached){true, e, bits};
        table = object_at(e & 0xffffffffff000);
    }
}

static void tlb_fill_or_check(bool fill)
{
    for (unsigned asid = 0; asid < ASIDS; asid++) {
        for (unsigned p = 0; owner[asid] >= 0 && p < PROBES; p++) {
            struct cached now = walk_by_hand(objects[owner[asid]].physical, probes[p]);

            if (fill)
                tlb[asid][p] = now;
            else if (tlb[asid][p].valid)
                CHECK(now.valid && now.entry == tlb[asid][p].entry && now.bits == tlb[asid][p].bits);
        }
        for (unsigned p = 0; owner[asid] < 0 && p < PROBES; p++)
            CHECK(!tlb[asid][p].valid);
    }
}

static void tlb_flush(struct host_flush f)
{
    for (unsigned asid = 0; asid < ASIDS; asid++) {
        if (f.kind != HOST_FLUSH_ALL && f.asid != asid)
            continue;
        for (unsigned p = 0; p < PROBES; p++) {
            struct cached *c = &tlb[asid][p];

            if (f.kind != HOST_FLUSH_PAGE || (c->valid && probes[p] >> c->bits == f.vaddr >> c->bits))
                c->valid = false;
        }
    }
}

static unsigned count_present(word_t physical, word_t bits, unsigned from, unsigned to)
{
    word_t *table = object_at(physical);
    unsigned n = 0;

    for (unsigned i = from; i < to; i++) {
        if ((table[i] & 1) == 0)
            continue;
        n++;
        if (bits > 12 && (table[i] & 0x80) == 0)
            n += count_present(table[i] & 0xffffffffff000, bits - 9, 0, 512);
    }
    return n;
}

static void compare_space(int space)
{
    unsigned n = 0;
    word_t *root = object_at(objects[space].physical);

    for (unsigned i = 0; i < entry_count; i++)
        n += entries[i].space == space;
    CHECK(count_present(objects[space].physical, 39, 0, 256) == n);
    for (unsigned i = 256; i < 512; i++)
        CHECK(root[i] == host_kernel_entry(i));
    for (unsigned p = 0; p < PROBES; p++) {
        struct cached now = walk_by_hand(objects[space].physical, probes[p]);
        int leaf = -1;

        for (word_t bits = 12; leaf < 0 && bits <= 30; bits += 9) {
            leaf = entry_find(space, bits, probes[p]);
            if (leaf >= 0 && objects[entries[leaf].object].kind != KIND_FRAME)
                leaf = -2;
        }
        CHECK(now.valid == (leaf >= 0));
        if (leaf < 0 || !now.valid)
            continue;
        CHECK(now.bits == entries[leaf].bits);
        CHECK((now.entry & 0xfffffffffe000) == objects[entries[leaf].object].physical ||
              (now.entry & 0xffffffffff000) == objects[entries[leaf].object].physical);
        CHECK((now.entry & 6) == (entries[leaf].rights == 3 ? 6u : entries[leaf].rights == 2 ? 4u : 0u));
        CHECK((now.entry >> 3 & 3) == (entries[leaf].attributes & 3));
    }
}

static void compare(void)
{
    for (; flushes_seen < host_machine.flushes; flushes_seen++)
        tlb_flush(host_machine.flush[flushes_seen % HOST_LOG_MAX]);
    tlb_fill_or_check(false);
    tlb_fill_or_check(true);
    /* A root whose pool was deleted is out of use for good: its tables are not looked at any more. */
    for (unsigned asid = 0; asid < ASIDS; asid++) {
        if (owner[asid] >= 0)
            compare_space(owner[asid]);
    }
    for (unsigned i = 0; i < CAPS; i++) {
        cap_t cap = world_slot(SLOT_BASE + i)->cap;

        CHECK((records[i].object < 0) == cap_is_null(cap));
        if (records[i].object >= 0)
            CHECK(mapping_cap_asid(cap) == records[i].asid && mapping_cap_vaddr(cap) == records[i].vaddr);
    }
}

static void step_create(int object)
{
    unsigned i = (unsigned)object * COPIES;
    cap_t cap = cap_null();

    if (copies_of(object) > 0)
        return;
    if (objects[object].kind != KIND_FRAME)
        memset(object_at(objects[object].physical), 0, 4096);
    if (objects[object].kind == KIND_ROOT)
        space_drop(object);
    cap = arch_object_create(objects[object].type, objects[object].physical, 0, false);
    slot_insert_alone(world_slot(SLOT_BASE + i), cap);
    records[i] = (struct record){object, 0, 0, 3};
}

static void step_assign(unsigned i)
{
    word_t slot = asid_pools[1] != 0 && random_below(2) == 0 ? SLOT_FRESH_POOL : SLOT_POOL;
    word_t status = world_invoke(slot, X86ASIDPoolAssign, EXTRAS((int)(SLOT_BASE + i)), 0);
    word_t asid = slot == SLOT_POOL ? 1 : 512;

    if (objects[records[i].object].kind != KIND_ROOT || records[i].asid != 0) {
        CHECK(REFUSED1(status, seL4_InvalidCapability, 1));
        return;
    }
    while (owner[asid] >= 0)
        asid++;
    CHECK(status == STATUS_OK);
    owner[asid] = records[i].object;
    records[i].asid = asid;
}

/* The checks common to all Maps that concern the space; true: passed. */
static bool space_is_good(word_t status, struct record root)
{
    int space = owner[root.asid];

    met[MET_ROOT_GONE] += space < 0;
    met[MET_ROOT_OTHER] += space >= 0 && space != root.object;
    if (space < 0)
        CHECK(REFUSED_ROOT(status));
    else if (space != root.object)
        CHECK(REFUSED1(status, seL4_InvalidCapability, 1));
    return space == root.object;
}

/* Are all tables above an entry of this size there? */
static bool tables_are_there(word_t status, int space, word_t vaddr, word_t bits)
{
    for (word_t above = 39; above > bits; above -= 9) {
        int index = entry_find(space, above, vaddr);

        if (index < 0 || objects[entries[index].object].kind != KIND_TABLE) {
            met[MET_MISSING]++;
            CHECK(REFUSED_MISSING(status, above));
            return false;
        }
    }
    return true;
}

static void model_enter(int space, word_t vaddr, int object, word_t rights, word_t attributes)
{
    CHECK(entry_count < ENTRIES_MAX);
    entries[entry_count++] = (struct entry){space, objects[object].bits, vaddr, object, rights, attributes};
}

static void step_map_frame(unsigned i, unsigned r, word_t vaddr, word_t rights, word_t attributes)
{
    struct record frame = records[i], root = records[r];
    word_t bits = objects[frame.object].bits;
    word_t status = world_invoke(SLOT_BASE + i, X86PageMap, EXTRAS((int)(SLOT_BASE + r)), 3, vaddr, rights, attributes);
    int index = -1;

    rights = (rights & 2) == 0 || frame.rights == 0 ? 0 : frame.rights & rights & 3;
    if (root.object < 0 || objects[root.object].kind != KIND_ROOT || root.asid == 0 ||
        (frame.asid != 0 && frame.asid != root.asid)) {
        CHECK(REFUSED1(status, seL4_InvalidCapability, 1));
        return;
    }
    if (frame.asid != 0 ? vaddr != frame.vaddr
                        : vaddr > 0x7fffffffffff || vaddr + (W(1) << bits) > 0x7fffffffffff) {
        CHECK(REFUSED1(status, seL4_InvalidArgument, 0));
        return;
    }
    if (!space_is_good(status, root))
        return;
    if (vaddr % (W(1) << bits) != 0) {
        met[MET_UNALIGNED]++;
        CHECK(REFUSED(status, seL4_AlignmentError));
        return;
    }
    if (!tables_are_there(status, root.object, vaddr, bits))
        return;
    index = entry_find(root.object, bits, vaddr);
    if (index >= 0 && objects[entries[index].object].kind == KIND_TABLE) {
        met[MET_TABLE_IN_WAY]++;
        CHECK(REFUSED(status, seL4_DeleteFirst));
        return;
    }
    CHECK(status == STATUS_OK);
    met[bits == 12 ? MET_FRAME : bits == 21 ? MET_LARGE : MET_HUGE]++;
    met[MET_REPLACED] += index >= 0 && entries[index].object != frame.object;
    met[MET_REMAPPED] += frame.asid != 0;
    if (index >= 0)
        entry_drop(index);
    model_enter(root.object, vaddr, frame.object, rights, attributes);
    records[i].asid = root.asid;
    records[i].vaddr = vaddr;
}

static word_t map_label(word_t type)
{
    return type == seL4_X86_PageTableObject ? (word_t)X86PageTableMap
        : type == seL4_X86_PageDirectoryObject ? (word_t)X86PageDirectoryMap : (word_t)X86PDPTMap;
}

static void step_map_table(unsigned i, unsigned r, word_t vaddr)
{
    struct record table = records[i], root = records[r];
    word_t bits = objects[table.object].bits;
    word_t status = world_invoke(SLOT_BASE + i, map_label(objects[table.object].type), EXTRAS((int)(SLOT_BASE + r)), 2,
                                 vaddr, W(0));

    if (table.asid != 0) {
        CHECK(REFUSED1(status, seL4_InvalidCapability, 0));
        return;
    }
    if (root.object < 0 || objects[root.object].kind != KIND_ROOT || root.asid == 0) {
        CHECK(REFUSED1(status, seL4_InvalidCapability, 1));
        return;
    }
    vaddr = vaddr >> bits << bits;
    if (vaddr > 0x7fffffffffff) {
        CHECK(REFUSED1(status, seL4_InvalidArgument, 0));
        return;
    }
    if (!space_is_good(status, root) || !tables_are_there(status, root.object, vaddr, bits))
        return;
    if (entry_find(root.object, bits, vaddr) >= 0) {
        met[MET_OCCUPIED]++;
        CHECK(REFUSED(status, seL4_DeleteFirst));
        return;
    }
    CHECK(status == STATUS_OK);
    met[bits == 21 ? MET_PT : bits == 30 ? MET_PD : MET_PDPT]++;
    model_enter(root.object, vaddr, table.object, 3, 0);
    records[i].asid = root.asid;
    records[i].vaddr = vaddr;
}

static void step_unmap(unsigned i)
{
    struct record r = records[i];
    word_t status = 0;

    if (objects[r.object].kind == KIND_ROOT)
        return;
    if (objects[r.object].kind == KIND_FRAME) {
        CHECK(world_invoke(SLOT_BASE + i, X86PageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    } else {
        status = world_invoke(SLOT_BASE + i, map_label(objects[r.object].type) + 1, NO_EXTRAS, 0);
        if (copies_of(r.object) > 1) {
            met[MET_COPY_LEFT]++;
            CHECK(REFUSED(status, seL4_RevokeFirst));
            return;
        }
        CHECK(status == STATUS_OK);
    }
    model_unmap(r);
    records[i].asid = 0;
    records[i].vaddr = 0;
}

static void step_copy(unsigned i)
{
    struct record r = records[i];
    unsigned to = (unsigned)r.object * COPIES + (unsigned)random_below(COPIES);
    cap_t cap = arch_cap_mask_rights(world_slot(SLOT_BASE + i)->cap, random_below(4) == 0 ? 2 : 15);

    if (records[to].object >= 0)
        return;
    if (objects[r.object].kind != KIND_FRAME && r.asid == 0) {
        CHECK(cap_derive_check(world_slot(SLOT_BASE + i), cap) == seL4_IllegalOperation);
        return;
    }
    CHECK(cap_derive_check(world_slot(SLOT_BASE + i), cap) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_BASE + i), world_slot(SLOT_BASE + to), cap_derived(cap));
    if (objects[r.object].kind == KIND_FRAME)
        r = (struct record){r.object, 0, 0, cap_rights(cap)};
    records[to] = r;
}

static void step_delete(unsigned i)
{
    struct record r = records[i];
    bool final = copies_of(r.object) == 1;

    core0.work_units = 0;
    CHECK(slot_delete(world_slot(SLOT_BASE + i)) == STATUS_OK);
    if (objects[r.object].kind == KIND_FRAME || (objects[r.object].kind == KIND_TABLE && final))
        model_unmap(r);
    if (objects[r.object].kind == KIND_ROOT && final)
        space_drop(r.object);
    records[i].object = -1;
}

static void step_pool(void)
{
    core0.work_units = 0;
    if (asid_pools[1] != 0) {
        CHECK(slot_delete(world_slot(SLOT_FRESH_POOL)) == STATUS_OK);
        for (unsigned i = 512; i < 1024; i++)
            owner[i] = -1;
        return;
    }
    CHECK(world_invoke(SLOT_CONTROL, X86ASIDControlMakePool, EXTRAS(SLOT_UNTYPED, WORLD_SLOT_CNODE), 2,
                       W(SLOT_FRESH_POOL), W(64)) == STATUS_OK);
    CHECK(asid_pools[1] != 0);
}

static void random_setup(void)
{
    static const word_t tables[TABLES] = {
        seL4_X86_PDPTObject, seL4_X86_PDPTObject, seL4_X86_PDPTObject, seL4_X86_PageDirectoryObject,
        seL4_X86_PageDirectoryObject, seL4_X86_PageDirectoryObject, seL4_X86_PageTableObject,
        seL4_X86_PageTableObject, seL4_X86_PageTableObject, seL4_X86_PageTableObject};
    static const word_t frames[4] = {seL4_X86_4K, seL4_X86_4K, seL4_X86_LargePageObject, seL4_X64_HugePageObject};

    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    asid_boot(host_alloc(TABLE_BITS), host_alloc(TABLE_BITS));
    arch_loaded = (struct arch_loaded){0};
    slot_insert_alone(world_slot(SLOT_POOL), asid_pool_cap_new(physical_of(asid_pools[0]), 0));
    memset(tlb, 0, sizeof(tlb));
    entry_count = 0;
    flushes_seen = host_machine.flushes;
    for (int i = 0; i < ASIDS; i++)
        owner[i] = -1;
    asid_pools[0]->root[ASID_ROOT_TASK] = 0;
    for (int i = 0; i < OBJECTS; i++) {
        struct object *o = &objects[i];
        int n = i - SPACES - TABLES;

        o->kind = i < SPACES ? KIND_ROOT : n < 0 ? KIND_TABLE : KIND_FRAME;
        o->type = i < SPACES ? (word_t)seL4_X64_PML4Object : n < 0 ? tables[i - SPACES] : frames[n % 4];
        o->bits = n >= 0 ? arch_object_bits(o->type, 0) : o->type == seL4_X86_PDPTObject ? 39
            : o->type == seL4_X86_PageDirectoryObject ? 30 : 21;
        o->physical = n < 0 ? host_alloc(12) : W(n + 10) << 30;
    }
    for (unsigned i = 0; i < CAPS; i++)
        records[i] = (struct record){-1, 0, 0, 0};
    for (unsigned p = 0; p < PROBES; p++)
        probes[p] = ((p & 1) != 0 ? W(255) << 39 : 0) + ((p & 2) != 0 ? W(1) << 30 : 0)
            + ((p & 4) != 0 ? W(511) << 21 : 0) + (word_t)(p >> 3) * 4096;
    slot_insert_alone(world_slot(SLOT_UNTYPED), cap_new(CAP_UNTYPED, 12, 0, host_alloc(12), 0));
    slot_insert_alone(world_slot(SLOT_CONTROL), asid_control_cap_new());
}

static word_t random_vaddr(word_t bits)
{
    word_t vaddr = probes[random_below(PROBES)];

    if (random_below(16) == 0)
        return vaddr + random_below(8192);
    if (random_below(40) == 0)
        return random_below(2) == 0 ? 0x7ffffffff000 : ~W(0) << random_below(64);
    return vaddr >> bits << bits;
}

static void random_step(void)
{
    unsigned i = (unsigned)random_below(CAPS);
    unsigned root = (unsigned)random_below(random_below(8) == 0 ? CAPS : SPACES * COPIES);
    word_t what = random_below(100);

    if (records[i].object < 0) {
        step_create((int)(i / COPIES));
    } else if (what < 1) {
        step_pool();
    } else if (what < 10) {
        step_copy(i);
    } else if (what < 14) {
        step_delete(i);
    } else if (what < 22) {
        step_unmap(i);
    } else if (objects[records[i].object].kind == KIND_FRAME) {
        bool again = records[i].asid != 0 && random_below(2) == 0;

        step_map_frame(i, root, again ? records[i].vaddr : random_vaddr(objects[records[i].object].bits),
                       random_below(8), random_below(8));
    } else if (objects[records[i].object].kind == KIND_TABLE && records[root].object >= 0) {
        step_map_table(i, root, random_vaddr(12));
    } else {
        step_assign(i);
    }
}

static void random_against_model(void)
{
    random_state = 2 * RANDOM_SEED; /* a sequence that meets everything below */
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
    RUN(random_against_model);
    return test_end();
}
