/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which fields a function, with all it calls, may change: read off its stores. A store's address leads back to
 * a structure and an offset in it, if need be through the arguments of the call; one that does not may change anything.
 * What is found here is checked when the function itself is executed (safety_end).
 */
#include <stdlib.h>
#include <string.h>
#include "pointer.h"
#include "recursion.h"
#include "safety.h"

enum { DEPTH_MAX = 12 };

/* Bytes [low, high) of every structure of that type, wherever it lies, or of one variable. */
struct write {
    const struct ir_type *type;
    const struct ir_global *global;
    uint64_t low, high;
};

struct writes {
    const struct ir_func *func;
    bool anything;
    const char **ghost;      /* ghost state: names */
    unsigned ghost_count;
    unsigned count;
    struct write *write;
    struct ir_func **seen;
    unsigned seen_count;
    struct writes *next;
};

/* An address: local, or offset bytes into a structure or variable; arrays count as their first element. */
struct address {
    bool is_local, is_null;
    const struct ir_type *root; /* 0: unknown */
    const struct ir_global *global;
    uint64_t offset;
};

static bool is_tagged(const struct ir_module *m, const struct ir_type *t)
{
    char name[120];

    if (t->kind != IR_STRUCT || t->name == 0)
        return false;
    snprintf(name, sizeof name, "v_tag_%s", t->name);
    return ir_global_named(m, name) != 0;
}

/* Each file of bitcode has its own types. */
static bool is_same(const struct ir_type *a, const struct ir_type *b)
{
    return a == b || (a->kind == IR_STRUCT && b->kind == IR_STRUCT && a->name != 0 && b->name != 0 &&
                      strcmp(a->name, b->name) == 0);
}

static bool contains(const struct ir_type *t, const struct ir_type *part)
{
    if (is_same(t, part))
        return true;
    if (t->kind != IR_STRUCT && t->kind != IR_ARRAY)
        return false;
    for (unsigned i = 0; i < (t->kind == IR_ARRAY ? 1 : t->count); i++)
        if (contains(t->member[i], part))
            return true;
    return false;
}

/* A function, and what its pointers to words stand for in the call looked at. */
struct call {
    const struct ir_func *func;
    struct address arg[ARGS_MAX];
};

/* ---- addresses ---- */
static const struct ir_inst *definition(const struct ir_func *f, unsigned index)
{
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++)
            if (f->block[b].inst[i].result == (int)index)
                return &f->block[b].inst[i];
    return 0;
}

static struct address address_of(struct ir_module *m, const struct call *c, const struct ir_value *v);
static struct address address_in(struct ir_module *m, const struct call *c, const struct ir_value *v, int member);

static struct address address_of_gep(struct ir_module *m, const struct call *c, const struct ir_inst *i)
{
    struct address a = address_of(m, c, &i->operand[0]);
    const struct ir_type *t = i->source;
    bool named = t->kind == IR_STRUCT && t->name != 0;

    if (a.is_local)
        return a;
    a.is_null = false;
    if (named && (a.root == 0 || (a.offset == 0 && a.global == 0 && !contains(a.root, t))))
        a = (struct address){.root = t};
    if (!named && t->kind == IR_INT && i->operand[1].kind == IRV_INT)
        a.offset += (uint64_t)i->operand[1].bits * t->size;
    for (unsigned k = 2; k < i->count; k++) {
        if (t->kind == IR_STRUCT) {
            a.offset += t->offset[i->operand[k].bits];
            t = t->member[i->operand[k].bits];
        } else {
            t = t->member[0];
        }
    }
    return a;
}

/* A parameter that points to a structure may point to any of them. */
static struct address address_of_parameter(struct ir_module *m, const struct call *c, unsigned index)
{
    const struct ir_type *root = ir_struct_named(m, c->func->param[index].pointee);

    return root != 0 ? (struct address){.root = root} : index < ARGS_MAX ? c->arg[index] : (struct address){0};
}

/* Both, if they lead to the same place; 0 leads to none. */
static struct address either(struct address a, struct address b)
{
    bool same = a.root == b.root && a.global == b.global && a.offset == b.offset && a.is_local == b.is_local;

    return a.is_null ? b : b.is_null || same ? a : (struct address){0};
}

static struct call called(struct ir_module *m, const struct call *c, const struct ir_inst *i)
{
    struct call inner = {.func = i->callee};

    for (unsigned k = 0; k < i->count && k < ARGS_MAX && k < i->callee->param_count; k++)
        if (i->operand[k].type->kind == IR_PTR)
            inner.arg[k] = address_of(m, c, &i->operand[k]);
    return inner;
}

/* What a call returns: a pointer, or a structure with one as that member. */
static struct address address_of_result(struct ir_module *m, const struct call *c, const struct ir_inst *i, int member)
{
    const struct ir_type *root = member < 0 ? ir_struct_named(m, i->callee->result_pointee) : 0;
    struct address a = {.is_null = true};
    struct call inner;

    if (root != 0 || i->callee->is_declaration)
        return (struct address){.root = root};
    ir_func_translate(m, i->callee);
    inner = called(m, c, i);
    for (unsigned b = 0; b < i->callee->block_count; b++)
        for (unsigned k = 0; k < i->callee->block[b].count; k++)
            if (i->callee->block[b].inst[k].op == IR_RET)
                a = either(a, address_in(m, &inner, &i->callee->block[b].inst[k].operand[0], member));
    return a;
}

static struct address address_of_one(struct ir_module *m, const struct call *c, const struct ir_inst *i, int member)
{
    struct address a = {.is_null = true};

    switch (i->op) {
    case IR_ALLOCA:
        return (struct address){.is_local = true};
    case IR_GEP:
        return address_of_gep(m, c, i);
    case IR_CALL:
        return address_of_result(m, c, i, member);
    case IR_EXTRACT:
        return address_in(m, c, &i->operand[0], (int)i->member);
    case IR_PTRTOINT: /* a structure that is passed in words has its pointers as such */
    case IR_INTTOPTR:
        return address_in(m, c, &i->operand[0], member);
    case IR_INSERT:
        return (int)i->member == member ? address_of(m, c, &i->operand[1]) : address_in(m, c, &i->operand[0], member);
    case IR_PHI:
        for (unsigned k = 0; k < i->count; k++)
            a = either(a, address_in(m, c, &i->operand[k], member));
        return a;
    case IR_SELECT:
        return either(address_in(m, c, &i->operand[1], member), address_in(m, c, &i->operand[2], member));
    default:
        return (struct address){0};
    }
}

/* The address that v is (member -1), or that stands in that member of it. */
static struct address address_in(struct ir_module *m, const struct call *c, const struct ir_value *v, int member)
{
    static unsigned depth; /* a pointer that a loop moves leads back to itself */
    const struct ir_inst *i = 0;
    struct address a = {0};

    if (v->kind == IRV_NULL || v->kind == IRV_UNDEF || v->kind == IRV_ZERO || (v->kind == IRV_INT && v->bits == 0))
        return (struct address){.is_null = true};
    if (v->kind == IRV_GLOBAL)
        return (struct address){.root = v->global->type, .global = v->global, .offset = (uint64_t)v->bits};
    if (v->kind == IRV_AGG && member >= 0 && (unsigned)member < v->count)
        return address_of(m, c, &v->member[member]);
    if (v->kind != IRV_LOCAL || depth == DEPTH_MAX)
        return a;
    i = definition(c->func, v->index);
    depth++;
    if (i != 0)
        a = address_of_one(m, c, i, member);
    else if (v->index < c->func->param_count && member < 0)
        a = address_of_parameter(m, c, v->index);
    depth--;
    return a;
}

static struct address address_of(struct ir_module *m, const struct call *c, const struct ir_value *v)
{
    struct address a = address_in(m, c, v, -1);

    return a.is_null ? (struct address){0} : a;
}

/* Down to the innermost structure with a number, as fields are named. */
static void descend(const struct ir_module *m, struct address *a)
{
    const struct ir_type *t = a->root;
    uint64_t path = 0, left = a->offset;

    while (t->kind == IR_STRUCT || t->kind == IR_ARRAY) {
        if (t != a->root && is_tagged(m, t)) {
            *a = (struct address){.root = t, .offset = left};
            path = 0;
        }
        if (t->kind == IR_STRUCT) {
            unsigned k = t->count;

            if (k == 0)
                break;
            while (k > 1 && t->offset[k - 1] > left)
                k--;
            path += t->offset[k - 1];
            left -= t->offset[k - 1];
            t = t->member[k - 1];
        } else {
            left = t->member[0]->size != 0 ? left % t->member[0]->size : 0;
            t = t->member[0];
        }
    }
    a->offset = path;
}

/* ---- collecting ---- */
static void add_write(struct writes *w, struct write write)
{
    w->write = realloc(w->write, (w->count + 1) * sizeof *w->write);
    w->write[w->count++] = write;
}

static void add_store(struct ir_module *m, struct writes *w, const struct call *c, const struct ir_value *to)
{
    struct address a = address_of(m, c, to);

    if (a.is_local)
        return;
    if (a.root == 0) {
        w->anything = true;
        return;
    }
    descend(m, &a);
    if (a.root->kind == IR_STRUCT && a.root->name != 0)
        a.global = 0;
    add_write(w, (struct write){a.root, a.global, a.offset, a.offset + 1});
}

/* Does a part of that size begin there? */
static bool is_part(const struct ir_type *t, uint64_t offset, uint64_t bytes)
{
    while (t->kind == IR_STRUCT || t->kind == IR_ARRAY) {
        unsigned k = t->count;

        if (offset == 0 && t->size == bytes)
            return true;
        if (k == 0)
            return false;
        if (t->kind == IR_ARRAY) /* of words; of structures it would have to be known which */
            return t->member[0]->kind == IR_INT && bytes <= t->size;
        while (k > 1 && t->offset[k - 1] > offset)
            k--;
        offset -= t->offset[k - 1];
        t = t->member[k - 1];
    }
    return offset == 0 && t->size == bytes;
}

/* Bytes copied or cleared, 0: not known how many. A part of a structure, or else the whole of it counts. */
static void add_bytes(struct ir_module *m, struct writes *w, const struct call *c, const struct ir_value *to,
                      uint64_t bytes)
{
    struct address a = address_of(m, c, to);
    bool is_named = a.root != 0 && a.root->kind == IR_STRUCT && a.root->name != 0;

    if (a.is_local)
        return;
    if (a.root == 0)
        w->anything = true;
    else if (is_named && bytes != 0 && is_part(a.root, a.offset, bytes) && bytes != a.root->size)
        add_write(w, (struct write){a.root, 0, a.offset, a.offset + bytes});
    else
        add_write(w, (struct write){a.root, is_named ? 0 : a.global, 0, ~0ul});
}

/* Such a function is looked at for each call: there is a pointer to no structure among its parameters. */
static bool depends_on_arguments(struct ir_module *m, const struct ir_func *f)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (f->param[i].type->kind == IR_PTR && ir_struct_named(m, f->param[i].pointee) == 0)
            return true;
    return false;
}

static bool is_seen(struct writes *w, struct ir_func *f)
{
    for (unsigned i = 0; i < w->seen_count; i++)
        if (w->seen[i] == f)
            return true;
    w->seen = realloc(w->seen, (w->seen_count + 1) * sizeof *w->seen);
    w->seen[w->seen_count++] = f;
    return false;
}

static bool has_ghost(const struct writes *w, const char *name)
{
    for (unsigned i = 0; i < w->ghost_count; i++)
        if (strcmp(w->ghost[i], name) == 0)
            return true;
    return false;
}

static void add_ghost(struct writes *w, const char *name)
{
    if (has_ghost(w, name))
        return;
    w->ghost = realloc(w->ghost, (w->ghost_count + 1) * sizeof *w->ghost);
    if (w->ghost == 0)
        prover_fail("out of memory");
    w->ghost[w->ghost_count++] = name;
}

static void collect(struct ir_module *m, struct writes *w, const struct call *c, struct ir_func *f);

/* The contract of a machine leaf, 0 if that has none. */
static struct ir_func *leaf_contract(struct ir_module *m, const struct ir_func *f)
{
    struct ir_func *contract = 0;
    char name[200];

    snprintf(name, sizeof name, "contract_%s", f->name);
    contract = strncmp(f->name, "hw_", 3) == 0 ? ir_func_named(m, name) : 0;
    if (contract != 0)
        ir_func_translate(m, contract);
    return contract;
}

/* The structure of which a v_changes_all names all fields; 0: it names something else. */
static const struct ir_type *changed_structure(struct ir_module *m, const struct ir_inst *i)
{
    const struct ir_value *text = 0;
    char name[160];
    unsigned n = 0;

    if (strcmp(i->callee->name, "v_changes_all") != 0 || i->operand[0].kind != IRV_GLOBAL)
        return 0;
    text = ir_global_initial(m, i->operand[0].global);
    if (text == 0 || text->kind != IRV_AGG)
        return 0;
    for (; n < text->count && n < sizeof name - 1; n++)
        name[n] = (char)text->member[n].bits;
    name[n] = 0;
    return ir_struct_named(m, name);
}

/* What a machine leaf's contract says that it writes to from its argument k on: bytes, 0 nothing, or unknown: ~0. */
static uint64_t leaf_writes(struct ir_module *m, const struct ir_func *f, unsigned argument)
{
    struct ir_func *contract = leaf_contract(m, f);
    uint64_t bytes = 0;

    for (unsigned b = 0; contract != 0 && b < contract->block_count; b++)
        for (unsigned i = 0; i < contract->block[b].count; i++) {
            const struct ir_inst *inst = &contract->block[b].inst[i];

            if (inst->op != IR_CALL || strncmp(inst->callee->name, "v_changes", 9) != 0)
                continue;
            if (changed_structure(m, inst) != 0)
                continue;
            if (strcmp(inst->callee->name, "v_changes") != 0 || inst->operand[0].kind != IRV_LOCAL ||
                inst->operand[0].index >= contract->param_count || inst->operand[1].kind != IRV_INT)
                return ~0ul;
            if (inst->operand[0].index == argument)
                bytes = bytes == 0 ? (uint64_t)inst->operand[1].bits : ~0ul;
        }
    return bytes;
}

/* The structures that it writes to anywhere. */
static void add_structures(struct ir_module *m, struct writes *w, const struct ir_func *f)
{
    struct ir_func *contract = leaf_contract(m, f);

    for (unsigned b = 0; contract != 0 && b < contract->block_count; b++)
        for (unsigned i = 0; i < contract->block[b].count; i++) {
            const struct ir_inst *inst = &contract->block[b].inst[i];
            const struct ir_type *t = inst->op == IR_CALL ? changed_structure(m, inst) : 0;

            if (t != 0)
                add_write(w, (struct write){t, 0, 0, ~0ul});
        }
}

static void collect_call(struct ir_module *m, struct writes *w, const struct call *c, const struct ir_inst *i)
{
    struct call inner;

    if (strncmp(i->callee->name, "llvm.mem", 8) == 0) {
        add_bytes(m, w, c, &i->operand[0], i->operand[2].kind == IRV_INT ? (uint64_t)i->operand[2].bits : 0);
        return;
    }
    if (strncmp(i->callee->name, "ghost_set_", 10) == 0 || strncmp(i->callee->name, "ghost_map_", 10) == 0)
        add_ghost(w, i->callee->name + 10);
    add_structures(m, w, i->callee);
    for (unsigned k = 0; k < i->count; k++)
        if (i->operand[k].type->kind == IR_PTR && leaf_writes(m, i->callee, k) != 0)
            add_bytes(m, w, c, &i->operand[k], leaf_writes(m, i->callee, k));
    inner = called(m, c, i);
    collect(m, w, &inner, i->callee);
}

static void collect(struct ir_module *m, struct writes *w, const struct call *c, struct ir_func *f)
{
    if (f->is_declaration || strncmp(f->name, "hw_", 3) == 0)
        return; /* machine leaves change no memory of the kernel, or have a contract */
    if ((!depends_on_arguments(m, f) || func_is_recursive(m, f)) && is_seen(w, f))
        return;
    ir_func_translate(m, f);
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned k = 0; k < f->block[b].count; k++) {
            const struct ir_inst *i = &f->block[b].inst[k];

            if (i->op == IR_STORE)
                add_store(m, w, c, &i->operand[1]);
            else if (i->op == IR_CALL)
                collect_call(m, w, c, i);
        }
}

static struct writes *writes_of(struct ir_module *m, struct ir_func *f)
{
    static struct writes *all;
    struct writes *w = all;
    struct call none = {.func = f};

    while (w != 0 && w->func != f)
        w = w->next;
    if (w != 0)
        return w;
    w = calloc(1, sizeof *w);
    if (w == 0)
        prover_fail("out of memory");
    w->func = f;
    w->next = all;
    all = w;
    collect(m, w, &none, f);
    return w;
}

/* ---- asking ---- */
/* Does offset of t lie in [low, high) of a part of type write->type? */
static bool is_hit(const struct write *write, const struct ir_type *t, uint64_t offset)
{
    while (t->kind == IR_STRUCT || t->kind == IR_ARRAY) {
        unsigned k = t->count;

        if (is_same(t, write->type) && offset >= write->low && offset < write->high)
            return true;
        if (t->kind == IR_ARRAY) { /* the one at an object's end counts no elements */
            t = t->member[0];
            continue;
        }
        if (k == 0)
            return false;
        while (k > 1 && t->offset[k - 1] > offset)
            k--;
        offset -= t->offset[k - 1];
        t = t->member[k - 1];
    }
    return false;
}

bool writes_hit(struct ir_module *m, const struct writes *w, const struct field_key *key)
{
    const struct ir_type *owner = ir_struct_named(m, key->owner);
    const char *plus = strrchr(key->name, '+');

    if (strcmp(key->name, "type") == 0 || strcmp(key->name, "ghost room") == 0)
        return false;
    if (strncmp(key->name, "ghost ", 6) == 0)
        return has_ghost(w, key->name + 6);
    if (w->anything)
        return true;
    for (unsigned i = 0; i < w->count; i++) {
        const struct write *write = &w->write[i];

        if (write->global != 0 && key->name[0] == '@' && plus != 0 &&
            strlen(write->global->name) == (size_t)(plus - key->name - 1) &&
            strncmp(write->global->name, key->name + 1, (size_t)(plus - key->name - 1)) == 0)
            return true;
        if (owner == 0 || plus == 0)
            continue;
        if (is_hit(write, owner, strtoull(plus + 1, 0, 10)))
            return true;
        if (write->high == ~0ul && contains(write->type, owner)) /* all of a structure that this one is part of */
            return true;
    }
    return false;
}

bool safety_writes(struct ir_module *m, struct ir_func *f, const struct field_key *key)
{
    return writes_hit(m, writes_of(m, f), key);
}

const struct writes *writes_at(struct ir_module *m, const struct ir_func *f, const struct ir_inst *i)
{
    struct writes *w = calloc(1, sizeof *w);
    struct call none = {.func = f};

    if (w == 0)
        prover_fail("out of memory");
    if (i->op == IR_STORE)
        add_store(m, w, &none, &i->operand[1]);
    else if (i->op == IR_CALL)
        collect_call(m, w, &none, i);
    return w;
}

bool writes_depend_on_arguments(struct ir_module *m, const struct ir_func *f)
{
    return depends_on_arguments(m, f);
}
