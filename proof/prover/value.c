/* SPDX-License-Identifier: BSD-2-Clause */
/* Values: making, merging, and turning them into terms. */
#include <stdlib.h>
#include "exec.h"
#include "pointer.h"

struct value value_none(void)
{
    return (struct value){.kind = VALUE_NONE};
}

struct value value_term(term_t t)
{
    return (struct value){.kind = VALUE_TERM, .term = t};
}

struct value value_ref(term_t ref, const struct ir_type *root)
{
    return (struct value){.kind = VALUE_PTR, .ptr = {.base = ref, .root = root}};
}

struct value value_agg(unsigned count)
{
    struct value v = {.kind = VALUE_AGG, .count = count};

    v.member = calloc(count ? count : 1, sizeof *v.member);
    if (v.member == 0)
        prover_fail("out of memory");
    return v;
}

sort_t value_sort(const struct ir_type *type)
{
    switch (type->kind) {
    case IR_INT:
        return type->width == 1 ? SORT_BOOL : SORT_INT;
    case IR_FLOAT:
        return SORT_INT;
    case IR_PTR:
        return SORT_REF;
    default:
        prover_fail("a structure where one word is expected");
    }
}

struct value value_of_term(struct exec *x, term_t t, const struct ir_type *type, const char *pointee)
{
    if (type->kind == IR_PTR)
        return value_ref(t, pointee != 0 && pointee[0] != 0 ? ir_struct_named(x->module, pointee) : 0);
    if (type->kind == IR_INT && type->width == 1 && term_sort(t) == SORT_INT)
        return value_term(term_ne(t, term_int(0)));
    return value_term(t);
}

struct value value_fresh(struct exec *x, const struct ir_type *type, const char *stem, const char *pointee)
{
    char name[96];
    struct value v = {.kind = VALUE_NONE};

    if (type->kind == IR_VOID)
        return v;
    if (type->kind == IR_STRUCT) {
        v = value_agg(type->count);
        for (unsigned i = 0; i < type->count; i++)
            v.member[i] = value_fresh(x, type->member[i], stem, i == 0 ? pointee : "");
        return v;
    }
    snprintf(name, sizeof name, "%s!%u", stem, ++x->fresh);
    v = value_of_term(x, term_var(name, value_sort(type)), type, pointee);
    if (type->kind == IR_INT && type->width > 1)
        exec_assume(x, term_in_word(v.term, type->width));
    return v;
}

/* Into objects of one structure, by the same steps: these then differ in base and indices only. */
static bool have_same_shape(const struct pointer *a, const struct pointer *b)
{
    bool same = a->root != 0 && a->root == b->root && a->global == 0 && b->global == 0 && a->offset == b->offset &&
                a->dynamics == b->dynamics;

    for (unsigned i = 0; same && i < a->dynamics; i++)
        same = a->dynamic[i].stride == b->dynamic[i].stride;
    return same;
}

static struct value merge_pointers(struct exec *x, term_t c, struct value a, struct value b)
{
    bool same_path = a.ptr.is_local == b.ptr.is_local && a.ptr.offset == b.ptr.offset && a.ptr.dynamics == 0 &&
                     b.ptr.dynamics == 0;
    const struct ir_type *root = 0;
    term_t ta = 0, tb = 0;

    if (a.ptr.is_local || b.ptr.is_local) {
        if (same_path && a.ptr.local == b.ptr.local)
            return a;
        prover_fail("%s: one of two local variables, or a variable and an object", exec_where(x));
    }
    if (same_path && a.ptr.base == b.ptr.base)
        return a;
    pointer_normalise(x, &a.ptr);
    pointer_normalise(x, &b.ptr);
    if (have_same_shape(&a.ptr, &b.ptr)) {
        a.ptr.base = term_ite(c, a.ptr.base, b.ptr.base);
        for (unsigned i = 0; i < a.ptr.dynamics; i++)
            a.ptr.dynamic[i].index = term_ite(c, a.ptr.dynamic[i].index, b.ptr.dynamic[i].index);
        return a;
    }
    root = a.ptr.root != 0 ? a.ptr.root : b.ptr.root;
    ta = value_raw(x, a);
    tb = value_raw(x, b);
    return value_ref(term_ite(c, ta, tb), root);
}

struct value value_ite(struct exec *x, term_t c, struct value a, struct value b)
{
    if (term_is_true(c) || b.kind == VALUE_NONE)
        return a;
    if (term_is_false(c) || a.kind == VALUE_NONE)
        return b;
    if (a.kind == VALUE_AGG && b.kind == VALUE_AGG && a.count == b.count) {
        struct value v = value_agg(a.count);

        for (unsigned i = 0; i < a.count; i++)
            v.member[i] = value_ite(x, c, a.member[i], b.member[i]);
        return v;
    }
    if (a.kind == VALUE_PTR && b.kind == VALUE_PTR)
        return merge_pointers(x, c, a, b);
    if (a.kind != VALUE_TERM || b.kind != VALUE_TERM)
        prover_fail("%s: values of different kinds meet", exec_where(x));
    return value_term(term_ite(c, a.term, b.term));
}

term_t value_raw(struct exec *x, struct value v)
{
    switch (v.kind) {
    case VALUE_TERM:
        return v.term;
    case VALUE_PTR:
        if (v.ptr.is_local)
            prover_fail("%s: the address of a local variable is used as a word or stored", exec_where(x));
        return pointer_ref(x, &v.ptr);
    case VALUE_NONE:
        if (x->silent == 0)
            exec_owe(x, term_true(), term_false(), "uninitialised", "a value that was never given is used");
        return term_fresh("uninitialised", SORT_INT);
    default:
        prover_fail("%s: a structure or function where one word is expected", exec_where(x));
    }
}

term_t value_int(struct exec *x, struct value v)
{
    term_t t = value_raw(x, v);

    if (term_sort(t) == SORT_BOOL)
        return term_ite(t, term_int(1), term_int(0));
    if (term_sort(t) == SORT_REF)
        return word_of_ref(t);
    return t;
}

term_t value_bool(struct exec *x, struct value v)
{
    term_t t = value_raw(x, v);

    return term_sort(t) == SORT_BOOL ? t : term_ne(t, term_int(0));
}
