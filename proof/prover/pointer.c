/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses. An address walks the declared structure of its base to a leaf; the way there (structure, offset, array
 * indices) names the field. The declared structure is a hint only: the access owes type(base) = number of structure.
 */
#include "pointer.h"
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "safety.h"

/* ---- types of objects ---- */
struct field_key *type_key(void)
{
    static const sort_t arg[] = {SORT_REF};

    return field_key("type", "any", 1, arg, SORT_INT, 64);
}

term_t type_at(struct exec *x, term_t ref)
{
    return field_read(x, x->state, type_key(), &ref);
}

bool tag_of(struct exec *x, const struct ir_type *type, term_t *tag)
{
    char name[96];
    struct ir_global *g = 0;

    if (type->kind != IR_STRUCT || type->name == 0)
        return false;
    snprintf(name, sizeof name, "v_tag_%s", type->name);
    g = ir_global_named(x->module, name);
    if (g == 0)
        return false;
    *tag = term_int(ir_global_initial(x->module, g)->bits);
    return true;
}

/* ---- local variables ---- */
struct pointer pointer_local(struct exec *x, const struct ir_type *type)
{
    x->local = realloc(x->local, (x->locals + 1) * sizeof *x->local);
    x->local[x->locals] = (struct local){.type = type};
    return (struct pointer){.is_local = true, .local = x->locals++, .root = type};
}

struct pointer pointer_global(struct exec *x, struct ir_global *g, int64_t offset)
{
    char name[128];

    (void)x;
    snprintf(name, sizeof name, "@%s", g->name);
    return (struct pointer){.base = term_var(name, SORT_REF), .global = g, .root = g->type, .offset = offset};
}

static struct cell *local_cell(struct exec *x, const struct pointer *p, uint64_t size)
{
    struct local *l = &x->local[p->local];

    if (p->dynamics != 0)
        prover_fail("%s: a local array is indexed by something not constant", exec_where(x));
    if (p->offset < 0 || (uint64_t)p->offset + size > l->type->size)
        prover_fail("%s: access outside of a local variable", exec_where(x));
    for (unsigned i = 0; i < l->count; i++) {
        struct cell *c = &l->cell[i];

        if (c->offset == (uint64_t)p->offset && c->size == size)
            return c;
        if (c->offset < (uint64_t)p->offset + size && (uint64_t)p->offset < c->offset + c->size)
            prover_fail("%s: part of a local variable is accessed with another size", exec_where(x));
    }
    if (l->count == l->room) {
        l->room = 2 * l->room + 8;
        l->cell = realloc(l->cell, l->room * sizeof *l->cell);
    }
    l->cell[l->count] = (struct cell){(uint64_t)p->offset, size, value_none()};
    return &l->cell[l->count++];
}

/* Bytes of a word that was stored as a whole, or a word of which the parts were: as the machine orders them. */
static struct value local_part(struct exec *x, const struct pointer *p, uint64_t size)
{
    const struct local *l = &x->local[p->local];
    uint64_t at = (uint64_t)p->offset, done = 0;
    term_t sum = term_int(0);

    for (unsigned i = 0; i < l->count; i++) {
        const struct cell *c = &l->cell[i];
        term_t arg[3] = {0, term_int((value_t)(8 * (at - c->offset))), term_int((value_t)(8 * size))};

        if (c->value.kind != VALUE_TERM || at < c->offset || at + size > c->offset + c->size || c->size > 8)
            continue;
        arg[0] = value_int(x, c->value);
        return value_term(c->size == size ? arg[0] : algebra_apply("op_take", arg, 3));
    }
    while (done < size) {
        const struct cell *part = 0;

        for (unsigned i = 0; i < l->count && part == 0; i++)
            if (l->cell[i].offset == at + done && l->cell[i].value.kind == VALUE_TERM)
                part = &l->cell[i];
        if (part == 0 || part->size > size - done)
            return value_none();
        sum = term_add(sum, term_mul(term_int((value_t)1 << (8 * done)), value_int(x, part->value)));
        done += part->size;
    }
    return value_term(sum);
}

/* ---- which field ---- */
struct place {
    struct field_key *key;
    term_t arg[FIELD_ARGS_MAX];
    const struct ir_type *leaf;
    const struct ir_type *owner;   /* the structure whose field it is */
    term_t base;
    const struct ir_global *global;
    unsigned bounds;               /* array indices, each owed to be below the count */
    term_t index[DYNAMIC_MAX + 1];
    uint64_t limit[DYNAMIC_MAX + 1];
};

/* A walk down the structure of a base. */
struct walk {
    struct exec *x;
    struct pointer p;
    const struct ir_type *type;
    uint64_t path;                 /* offset with indices left out: names the field */
    term_t consumed;               /* bytes from the base, as a term */
    bool used[DYNAMIC_MAX];
};

static term_t index_at(struct walk *w, uint64_t size)
{
    int64_t constant = size == 0 ? 0 : w->p.offset / (int64_t)size;
    term_t index = 0;

    if (constant * (int64_t)size > w->p.offset)
        constant--; /* offsets before the start: the dynamic part is larger */
    index = term_int(constant);
    w->p.offset -= constant * (int64_t)size;
    for (unsigned i = 0; i < w->p.dynamics; i++)
        if (!w->used[i] && w->p.dynamic[i].stride == (int64_t)size) {
            index = term_add(index, w->p.dynamic[i].index);
            w->used[i] = true;
        }
    w->consumed = term_add(w->consumed, term_mul(term_int((value_t)size), index));
    return index;
}

static const struct ir_type *member_at(struct walk *w)
{
    const struct ir_type *t = w->type;

    for (unsigned i = t->count; i-- > 0;)
        if ((int64_t)t->offset[i] <= w->p.offset) {
            w->p.offset -= (int64_t)t->offset[i];
            w->path += t->offset[i];
            w->consumed = term_add(w->consumed, term_int((value_t)t->offset[i]));
            return t->member[i];
        }
    prover_fail("%s: an address before its object", exec_where(w->x));
}

/* An object that is part of a variable is there at all times. */
static void know_part(struct walk *w, const struct place *place)
{
    term_t inside = term_true();

    for (unsigned i = 0; i < place->bounds; i++)
        inside = term_and(inside, term_and(term_le(term_int(0), place->index[i]),
                                           term_lt(place->index[i], term_int((value_t)place->limit[i]))));
    if (w->x->safety && w->x->silent == 0)
        exec_assume(w->x, term_implies(inside, safety_is_live(w->x, w->type, ref_plus(w->p.base, w->consumed), false)));
}

static void add_bound(struct walk *w, struct place *place, term_t index)
{
    if (place->bounds == DYNAMIC_MAX + 1)
        prover_fail("%s: arrays nested too deeply", exec_where(w->x));
    place->index[place->bounds] = index;
    place->limit[place->bounds++] = w->type->count;
}

static bool restart_at_embedded(struct walk *w, struct place *place)
{
    term_t tag = 0;

    if (w->type == w->p.root || !tag_of(w->x, w->type, &tag))
        return false;
    if (w->p.global != 0)
        know_part(w, place);
    w->p.base = ref_plus(w->p.base, w->consumed);
    w->p.root = w->type;
    w->p.global = 0;
    w->path = 0;
    w->consumed = term_int(0);
    place->key = 0;
    return true;
}

static void place_name(struct walk *w, struct place *place, unsigned arity)
{
    char name[160];
    sort_t sort[FIELD_ARGS_MAX] = {SORT_REF, SORT_INT, SORT_INT, SORT_INT};
    const char *owner = place->owner->name;
    unsigned width = place->leaf->kind == IR_INT ? place->leaf->width : 0;

    if (place->owner->kind == IR_STRUCT && owner != 0)
        snprintf(name, sizeof name, "%s+%lu", owner, (unsigned long)w->path);
    else
        snprintf(name, sizeof name, "@%s+%lu", w->p.global != 0 ? w->p.global->name : "?", (unsigned long)w->path);
    if (place->owner->kind != IR_STRUCT || owner == 0)
        owner = "static";
    place->key = field_key(name, owner, arity, sort, place->leaf->kind == IR_PTR ? SORT_REF : SORT_INT, width);
}

static struct place pointer_place(struct exec *x, const struct pointer *p)
{
    struct walk w = {.x = x, .p = *p, .type = p->root, .consumed = term_int(0)};
    struct place place = {0};
    unsigned arity = 1;

    if (p->root == 0)
        prover_fail("%s: access through a pointer of unknown structure: %.80s", exec_where(x),
                    p->is_local ? "a local variable" : term_to_string(p->base, 4));
    for (;;) {
        if (restart_at_embedded(&w, &place))
            arity = 1;
        if (w.type->kind == IR_STRUCT) {
            if (w.type->count == 0)
                prover_fail("%s: access to a structure without definition", exec_where(x));
            w.type = member_at(&w);
        } else if (w.type->kind == IR_ARRAY) {
            const struct ir_type *element = w.type->member[0];
            term_t index = index_at(&w, element->size);

            if (arity == FIELD_ARGS_MAX)
                prover_fail("%s: arrays nested too deeply", exec_where(x));
            add_bound(&w, &place, index);
            place.arg[arity++] = index;
            w.type = element;
        } else {
            break;
        }
    }
    for (unsigned i = 0; i < p->dynamics; i++)
        if (!w.used[i])
            prover_fail("%s: an index that fits no array of the structure", exec_where(x));
    if (w.p.offset != 0)
        prover_fail("%s: an access in the middle of a word", exec_where(x));
    place.leaf = w.type;
    place.owner = w.p.root;
    place.base = w.p.base;
    place.global = w.p.global;
    place.arg[0] = w.p.base;
    place_name(&w, &place, arity);
    return place;
}

void pointer_normalise(struct exec *x, struct pointer *p)
{
    struct walk w = {.x = x, .p = *p, .type = p->root, .consumed = term_int(0)};
    struct place place = {0};
    int64_t left = p->offset;

    if (p->root == 0 || p->is_local || (p->offset == 0 && p->dynamics == 0 && p->root->kind == IR_STRUCT))
        return;
    (void)left;
    while (w.type->kind == IR_STRUCT || w.type->kind == IR_ARRAY) {
        if (restart_at_embedded(&w, &place)) {
            bool all = true;

            for (unsigned i = 0; i < p->dynamics; i++)
                all = all && w.used[i];
            if (all && w.p.offset == 0) {
                *p = (struct pointer){.base = w.p.base, .root = w.p.root};
                return;
            }
        }
        if (w.type->kind == IR_STRUCT) {
            if (w.type->count == 0)
                return;
            w.type = member_at(&w);
        } else {
            add_bound(&w, &place, index_at(&w, w.type->member[0]->size));
            w.type = w.type->member[0];
        }
    }
}

term_t pointer_ref(struct exec *x, const struct pointer *p)
{
    term_t offset = term_int(p->offset);

    (void)x;
    for (unsigned i = 0; i < p->dynamics; i++)
        offset = term_add(offset, term_mul(term_int(p->dynamic[i].stride), p->dynamic[i].index));
    return ref_plus(p->base, offset);
}

/* ---- arithmetic ---- */
static void move_by(struct exec *x, struct pointer *p, struct value index, uint64_t stride, bool signed_index,
                    unsigned width)
{
    term_t i = value_int(x, index);
    value_t constant = 0;

    if (term_const_value(i, &constant)) {
        if (signed_index && width <= 64 && constant >= ((value_t)1 << (width - 1)))
            constant -= (value_t)1 << width;
        p->offset += (int64_t)constant * (int64_t)stride;
        return;
    }
    if (p->dynamics == DYNAMIC_MAX)
        prover_fail("%s: more than %u indices that are not constant", exec_where(x), DYNAMIC_MAX);
    p->dynamic[p->dynamics].index = i;
    p->dynamic[p->dynamics++].stride = (int64_t)stride;
}

/* Does the path of p (non-empty) lead to an element of that type within p's root? Then indices stay in the object. */
static bool stays_inside(const struct pointer *p)
{
    return p->is_local || p->offset != 0 || p->dynamics != 0 || (p->root != 0 && p->root->kind == IR_ARRAY);
}

/* Does a structure of that name begin where t does? */
static bool begins_with(const struct ir_type *t, const char *name)
{
    while (t != 0 && t->count != 0 && (t->kind == IR_STRUCT || t->kind == IR_ARRAY)) {
        if (t->kind == IR_STRUCT && t->name != 0 && strcmp(t->name, name) == 0)
            return true;
        t = t->member[0];
    }
    return false;
}

struct pointer pointer_gep(struct exec *x, struct pointer p, const struct ir_type *source, const struct value *index,
                           unsigned n, term_t guard, bool inbounds)
{
    const struct ir_type *type = source;
    value_t first = 0;
    bool first_is_zero = term_const_value(value_int(x, index[0]), &first) && first == 0;
    bool named = source->kind == IR_STRUCT && source->name != 0;

    if (named && !p.is_local && stays_inside(&p))
        pointer_normalise(x, &p);
    if (!first_is_zero && named && !stays_inside(&p)) {
        /* the neighbour in an array of objects: another object */
        term_t i = value_int(x, index[0]);
        term_t moved = term_mul(term_int((value_t)source->size), i);

        pool_add(x, "word", i);
        if (inbounds && x->spec == 0)
            exec_owe(x, guard, term_in_word(term_add(word_of_ref(p.base), moved), 64), "pointer",
                     "pointer arithmetic stays within the address space");
        p = (struct pointer){.base = ref_plus(p.base, moved), .root = source};
    } else if (!first_is_zero) {
        move_by(x, &p, index[0], source->size, true, 64);
    }
    if (named && p.offset == 0 && p.dynamics == 0 && !p.is_local && p.global == 0 &&
        !begins_with(p.root, source->name))
        p.root = source;
    for (unsigned i = 1; i < n; i++) {
        if (type->kind == IR_STRUCT) {
            if (!term_const_value(value_int(x, index[i]), &first))
                prover_fail("%s: a member chosen at run time", exec_where(x));
            p.offset += (int64_t)type->offset[first];
            type = type->member[first];
        } else {
            type = type->member[0];
            move_by(x, &p, index[i], type->size, true, 64);
        }
    }
    return p;
}

/* ---- loads and stores ---- */
/* The object is of that kind, or of one that begins with such an object (a TCB begins with a slot). */
term_t pointer_is_of_type(struct exec *x, term_t type, const struct ir_type *owner, term_t tag)
{
    term_t is = term_eq(type, tag), other = 0;

    for (unsigned i = 0; i < x->module->global_count; i++) {
        const char *name = x->module->global[i]->name;
        const struct ir_type *s = strncmp(name, "v_tag_", 6) == 0 ? ir_struct_named(x->module, name + 6) : 0;

        if (s != 0 && s != owner && begins_with(s, owner->name) && tag_of(x, s, &other))
            is = term_or(is, term_eq(type, other));
    }
    return is;
}

/* Elements of the array of no fixed size at the end of an object: ghost_get_room(object). */
static term_t room_of(struct exec *x, const struct place *place)
{
    static const sort_t arg[] = {SORT_REF};

    return field_read(x, x->state, field_key("ghost room", place->owner->name, 1, arg, SORT_INT, 64), &place->base);
}

static void owe_access(struct exec *x, const struct place *place, term_t guard, const char *what)
{
    char text[200];
    term_t tag = 0;

    if (x->spec != 0 || x->silent != 0)
        return;
    for (unsigned i = 0; i < place->bounds; i++) {
        term_t limit = place->limit[i] != 0 ? term_int((value_t)place->limit[i]) : room_of(x, place);

        snprintf(text, sizeof text, "%s of %s: the index is within the array", what, place->key->name);
        exec_owe(x, guard, term_and(term_le(term_int(0), place->index[i]), term_lt(place->index[i], limit)), "bounds",
                 text);
    }
    if (tag_of(x, place->owner, &tag)) {
        snprintf(text, sizeof text, "%s of %s: the object is a %s", what, place->key->name, place->owner->name);
        exec_owe(x, guard, pointer_is_of_type(x, type_at(x, place->base), place->owner, tag), "type", text);
    } else if (place->global == 0) {
        snprintf(text, sizeof text, "%s of %s: a structure without number, not a variable", what, place->key->name);
        exec_owe(x, guard, term_false(), "type", text);
    }
}

/* Byte `offset` of a constant of type t. */
static uint64_t constant_byte(struct exec *x, const struct ir_value *v, const struct ir_type *t, uint64_t offset)
{
    if (v->kind == IRV_ZERO || v->kind == IRV_NULL)
        return 0;
    if (t->kind == IR_INT && v->kind == IRV_INT && offset < t->size)
        return (uint64_t)v->bits >> (8 * offset) & 0xff;
    if (t->kind == IR_ARRAY && offset < t->size)
        return constant_byte(x, &v->member[offset / t->member[0]->size], t->member[0], offset % t->member[0]->size);
    for (unsigned i = t->kind == IR_STRUCT ? t->count : 0; i-- > 0;)
        if (t->offset[i] <= offset)
            return constant_byte(x, &v->member[i], t->member[i], offset - t->offset[i]);
    prover_fail("%s: bytes of a constant that are no number's", exec_where(x));
}

/* `size` bytes of a constant of type t, from offset on: what one of its members is, or a number over several. */
static term_t constant_leaf(struct exec *x, const struct ir_value *v, const struct ir_type *t, uint64_t offset,
                            uint64_t size)
{
    uint64_t bits = 0;

    if (t->kind == IR_ARRAY && v->kind == IRV_AGG && size <= t->member[0]->size) {
        uint64_t i = offset / t->member[0]->size;

        return constant_leaf(x, &v->member[i], t->member[0], offset % t->member[0]->size, size);
    }
    for (unsigned i = t->kind == IR_STRUCT && v->kind == IRV_AGG ? t->count : 0; i-- > 0;)
        if (t->offset[i] <= offset && offset + size <= t->offset[i] + t->member[i]->size)
            return constant_leaf(x, &v->member[i], t->member[i], offset - t->offset[i], size);
    if (t->kind == IR_PTR && (v->kind == IRV_ZERO || v->kind == IRV_NULL))
        return ref_null();
    if (t->kind == IR_PTR && v->kind == IRV_GLOBAL) {
        struct pointer p = pointer_global(x, v->global, v->bits);

        return pointer_ref(x, &p);
    }
    if (size > sizeof bits)
        prover_fail("%s: a constant is read %u bytes at a time", exec_where(x), (unsigned)size);
    for (unsigned i = 0; i < size; i++)
        bits |= constant_byte(x, v, t, offset + i) << (8 * i);
    return term_int((value_t)bits);
}

static term_t constant_load(struct exec *x, const struct pointer *p, uint64_t size)
{
    const struct ir_type *t = p->global->type;
    struct ir_value *v = ir_global_initial(x->module, (struct ir_global *)p->global);
    term_t result = 0;

    if (v == 0)
        prover_fail("%s: constant %s has no value here", exec_where(x), p->global->name);
    if (p->dynamics == 0)
        return constant_leaf(x, v, t, (uint64_t)p->offset, size);
    if (p->dynamics > 1 || t->kind != IR_ARRAY || p->dynamic[0].stride != (int64_t)t->member[0]->size)
        prover_fail("%s: a constant table indexed in a way not understood", exec_where(x));
    for (unsigned i = t->count; i-- > 0;) {
        term_t c = constant_leaf(x, v, t, i * t->member[0]->size + (uint64_t)p->offset, size);

        result = result == 0 ? c : term_ite(term_eq(p->dynamic[0].index, term_int(i)), c, result);
    }
    return result;
}

static struct value typed(struct exec *x, term_t t, const struct ir_type *leaf, const struct ir_type *type)
{
    if (leaf->kind == IR_PTR && type->kind == IR_INT)
        t = word_of_ref(t);
    else if (leaf->kind == IR_INT && type->kind == IR_PTR)
        t = ref_of_word(t);
    return value_of_term(x, t, type, "");
}

struct value pointer_load(struct exec *x, const struct pointer *p, const struct ir_type *type, term_t guard)
{
    struct place place;
    term_t content = 0;

    if (p->is_local) {
        struct value v = p->dynamics == 0 && type->kind == IR_INT ? local_part(x, p, type->size) : value_none();

        if (v.kind == VALUE_TERM && type->width == 1)
            return value_term(term_ne(v.term, term_int(0)));
        if (v.kind == VALUE_TERM)
            return v;
        v = local_cell(x, p, type->size)->value;

        if (v.kind == VALUE_TERM && type->kind == IR_PTR)
            return value_ref(ref_of_word(v.term), 0);
        return v;
    }
    if (p->global != 0 && p->global->is_constant) {
        uint64_t count = p->global->type->kind == IR_ARRAY ? p->global->type->count : 1;

        if (p->dynamics != 0 && x->spec == 0)
            exec_owe(x, guard, term_lt(p->dynamic[0].index, term_int((value_t)count)), "bounds", "index of a table");
        content = constant_load(x, p, type->size);
        return term_sort(content) == SORT_REF ? value_ref(content, 0) : value_term(content);
    }
    place = pointer_place(x, p);
    if (place.leaf->size != type->size)
        prover_fail("%s: %s is accessed with another size", exec_where(x), place.key->name);
    owe_access(x, &place, guard, "load");
    content = field_read(x, x->state, place.key, place.arg);
    safety_loaded(x, place.key, place.arg[0], content, guard);
    return typed(x, content, place.leaf, type);
}

void pointer_store(struct exec *x, const struct pointer *p, const struct ir_type *type, struct value v, term_t guard)
{
    struct place place;
    term_t t = 0;

    if (x->silent != 0 && !p->is_local)
        prover_fail("%s: a formula writes to memory", exec_where(x));
    if (p->is_local) {
        struct cell *c = local_cell(x, p, type->size);

        c->value = value_ite(x, guard, v, c->value);
        x->local[p->local].writes++;
        return;
    }
    place = pointer_place(x, p);
    if (place.leaf->size != type->size)
        prover_fail("%s: %s is accessed with another size", exec_where(x), place.key->name);
    owe_access(x, &place, guard, "store");
    t = v.kind == VALUE_NONE ? value_raw(x, value_fresh(x, place.leaf, "padding", "")) : value_raw(x, v);
    if (term_sort(t) == SORT_BOOL)
        t = value_int(x, v);
    if (place.leaf->kind == IR_PTR && term_sort(t) == SORT_INT)
        t = ref_of_word(t);
    else if (place.leaf->kind == IR_INT && term_sort(t) == SORT_REF)
        t = word_of_ref(t);
    safety_check_escape(x, &v, guard);
    if (x->unsettled.key != 0 &&
        (x->unsettled.object != place.arg[0] || strcmp(x->unsettled.key->owner, place.key->owner) != 0))
        safety_settle(x);
    safety_stored(x, place.key, place.arg[0], t, guard);
    field_store(x, place.key, place.arg, t, guard);
    safety_changed(x, place.key, place.arg[0], guard);
}

/* ---- copies ---- */
typedef void copy_visitor(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct pointer *to,
                          const struct pointer *from, term_t guard);

static void each_leaf(struct exec *x, const struct ir_type *t, uint64_t at, uint64_t low, uint64_t high,
                      const struct pointer *to, const struct pointer *from, term_t guard, copy_visitor *visit)
{
    if (at >= high || at + t->size <= low)
        return;
    if (t->kind == IR_STRUCT) {
        for (unsigned i = 0; i < t->count; i++)
            each_leaf(x, t->member[i], at + t->offset[i], low, high, to, from, guard, visit);
    } else if (t->kind == IR_ARRAY) {
        for (unsigned i = 0; i < t->count; i++)
            each_leaf(x, t->member[0], at + i * t->member[0]->size, low, high, to, from, guard, visit);
    } else if (at < low || at + t->size > high) {
        prover_fail("%s: part of a word is copied", exec_where(x));
    } else {
        visit(x, t, at - low, to, from, guard);
    }
}

static struct pointer moved(const struct pointer *p, uint64_t bytes)
{
    struct pointer q = *p;

    q.offset += (int64_t)bytes;
    return q;
}

static void copy_leaf(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct pointer *to,
                      const struct pointer *from, term_t guard)
{
    struct pointer t = moved(to, at), f = moved(from, at);

    pointer_store(x, &t, leaf, pointer_load(x, &f, leaf, guard), guard);
}

static void clear_leaf(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct pointer *to,
                       const struct pointer *from, term_t guard)
{
    struct pointer t = moved(to, at);

    (void)from;
    pointer_store(x, &t, leaf, leaf->kind == IR_PTR ? value_ref(ref_null(), 0) : value_term(term_int(0)), guard);
}

/* The structure around p, and where p is in it once array indices are taken away: a whole number of elements. */
static const struct ir_type *shape_of(struct exec *x, const struct pointer *p, uint64_t *at)
{
    const struct ir_type *t = p->root;
    uint64_t offset = (uint64_t)p->offset;

    if (t == 0)
        prover_fail("%s: bytes copied from or to a pointer of unknown structure", exec_where(x));
    for (unsigned i = 0; i < p->dynamics; i++) { /* go down to the element of the indexed array */
        while (!(t->kind == IR_ARRAY && (int64_t)t->member[0]->size == p->dynamic[i].stride)) {
            unsigned m = t->count;

            if (t->kind == IR_ARRAY) {
                offset %= t->member[0]->size;
                t = t->member[0];
                continue;
            }
            if (t->kind != IR_STRUCT)
                prover_fail("%s: bytes copied at an index that fits no array", exec_where(x));
            while (m > 1 && t->offset[m - 1] > offset)
                m--;
            offset -= t->offset[m - 1];
            t = t->member[m - 1];
        }
        offset %= t->member[0]->size;
        t = t->member[0];
    }
    *at = offset;
    return t;
}

void pointer_copy(struct exec *x, const struct pointer *to, const struct pointer *from, uint64_t bytes, term_t guard)
{
    uint64_t at = 0;
    const struct ir_type *shape = shape_of(x, to->root != 0 ? to : from, &at);

    each_leaf(x, shape, 0, at, at + bytes, to, from, guard, copy_leaf);
}

void pointer_clear(struct exec *x, const struct pointer *to, uint64_t bytes, term_t guard)
{
    uint64_t at = 0;
    const struct ir_type *shape = shape_of(x, to, &at);

    each_leaf(x, shape, 0, at, at + bytes, to, to, guard, clear_leaf);
}

/* ---- which fields ---- */
static void (*field_visit)(struct exec *x, struct field_key *key, const term_t *arg);

static void visit_leaf(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct pointer *to,
                       const struct pointer *from, term_t guard)
{
    struct pointer p = moved(to, at);
    struct place place = pointer_place(x, &p);

    (void)leaf;
    (void)from;
    (void)guard;
    field_visit(x, place.key, place.arg);
}

void pointer_fields(struct exec *x, const struct pointer *p, uint64_t bytes,
                    void (*visit)(struct exec *x, struct field_key *key, const term_t *arg))
{
    uint64_t at = 0;
    const struct ir_type *shape = shape_of(x, p, &at);

    field_visit = visit;
    each_leaf(x, shape, 0, at, at + bytes, p, p, term_true(), visit_leaf);
}

static leaf_visitor *leaf_visit;
static void *leaf_context;

static void visit_structure_leaf(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct pointer *to,
                                 const struct pointer *from, term_t guard)
{
    struct pointer p = moved(to, at);
    struct place place = pointer_place(x, &p);

    (void)from;
    (void)guard;
    leaf_visit(x, leaf, at, place.key, leaf_context);
}

void pointer_leaves(struct exec *x, const struct ir_type *type, leaf_visitor *visit, void *context)
{
    struct pointer p = {.base = term_var("layout", SORT_REF), .root = type};

    leaf_visit = visit;
    leaf_context = context;
    each_leaf(x, type, 0, 0, type->size, &p, &p, term_true(), visit_structure_leaf);
}
