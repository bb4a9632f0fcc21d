/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contracts: a function contract_F(arguments of F) that says v_requires, calls F with its arguments, says v_ensures and
 * returns the result. It is read in two ways.
 *
 *   as a theorem       what is required is assumed, F's body runs, what is ensured is proved, and F changes only what
 *                      v_changes and v_changes_all named
 *   wherever F is      what is required is owed, what was named is forgotten, the result is arbitrary, and what is
 *   called             ensured is assumed. A function of its arguments alone yields the same result for the same ones.
 *
 * Ghost updates and everything else in contract_F happens both times.
 */
#include <stdlib.h>
#include <string.h>
#include "call.h"
#include "contract.h"
#include "recursion.h"
#include "exec.h"
#include "pointer.h"
#include "safety.h"

enum { PLACES_MAX = 64, WHOLE_MAX = 600 };

struct contract {
    struct contract *outer;
    struct ir_func *contract, *function;
    bool proving;
    struct scope scope;                      /* of the invariants that it speaks of */
    bool has_invariants;
    bool is_fresh_start;                     /* for its users only the invariants after it are of use */
    term_t required;                         /* all that was required */
    unsigned places;
    struct field_key *key[PLACES_MAX];       /* what may change */
    term_t arg[PLACES_MAX][FIELD_ARGS_MAX];
    unsigned whole_count;
    const struct field_key *whole[WHOLE_MAX];
};

/* Asked for at each call in each formula, so the answers are kept, most of which are that there is none. */
struct ir_func *contract_of(struct exec *x, const struct ir_func *f)
{
    enum { PLACES = 4096 };
    static struct {
        const struct ir_func *function;
        struct ir_func *contract;
    } known[PLACES];
    unsigned at = (unsigned)((uintptr_t)f / sizeof(void *) % PLACES);
    char name[200];

    if (known[at].function != f) {
        snprintf(name, sizeof name, "contract_%s", f->name);
        known[at].function = f;
        known[at].contract = ir_func_named(x->module, name);
    }
    return known[at].contract;
}

/* ---- functions of their arguments alone ---- */
static const struct ir_inst *definition(const struct ir_func *f, unsigned index)
{
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++)
            if (f->block[b].inst[i].result == (int)index)
                return &f->block[b].inst[i];
    return 0;
}

static bool is_constant_address(const struct ir_func *f, const struct ir_value *v)
{
    const struct ir_inst *i = 0;

    if (v->kind == IRV_GLOBAL)
        return v->global->is_constant;
    i = v->kind == IRV_LOCAL ? definition(f, v->index) : 0;
    return i != 0 && i->op == IR_GEP && is_constant_address(f, &i->operand[0]);
}

static bool reads_memory(struct exec *x, struct ir_func *f)
{
    if (strncmp(f->name, "ghost_get_", 10) == 0 || strcmp(f->name, "v_type") == 0)
        return true;
    func_info(x, f);
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *inst = &f->block[b].inst[i];

            if (inst->op == IR_LOAD && !is_constant_address(f, &inst->operand[0]))
                return true;
            if (inst->op == IR_CALL && inst->callee != 0 && reads_memory(x, inst->callee))
                return true;
        }
    return false;
}

bool func_is_of_arguments(struct exec *x, struct ir_func *f)
{
    return func_is_pure(x, f) && !reads_memory(x, f);
}

static struct value application(struct exec *x, struct ir_func *f, const struct ir_type *type, const term_t *arg,
                                const char *suffix)
{
    char name[160];
    sort_t sort[ARGS_MAX];
    symbol_t symbol = 0;

    for (unsigned i = 0; i < f->param_count; i++)
        sort[i] = term_sort(arg[i]);
    snprintf(name, sizeof name, "%s()%s", f->name, suffix);
    symbol = symbol_function(name, value_sort(type), sort, f->param_count);
    field_note_symbol(symbol, type->kind == IR_INT && type->width > 1 ? (int)type->width : 0);
    return value_of_term(x, term_apply(symbol, arg, f->param_count), type, f->result_pointee);
}

static struct value result_of_arguments(struct exec *x, struct ir_func *f, const struct value *args)
{
    term_t arg[ARGS_MAX];
    struct value r;

    for (unsigned i = 0; i < f->param_count; i++)
        arg[i] = f->param[i].type->kind == IR_INT && f->param[i].type->width > 1 ? value_int(x, args[i]) :
                 value_raw(x, args[i]);
    if (f->result->kind != IR_STRUCT)
        return application(x, f, f->result, arg, "");
    r = value_agg(f->result->count);
    for (unsigned i = 0; i < f->result->count; i++) {
        char suffix[16];

        snprintf(suffix, sizeof suffix, ".%u", i);
        r.member[i] = application(x, f, f->result->member[i], arg, suffix);
    }
    return r;
}

/* ---- what the contract says ---- */
void contract_requires(struct exec *x, term_t condition, term_t guard)
{
    struct contract *c = x->contract;

    if (c == 0)
        prover_fail("%s: v_requires outside of a contract", exec_where(x));
    if (c->proving) {
        exec_assume(x, condition);
        return;
    }
    c->required = term_and(c->required, condition);
    if (x->spec <= 1 && x->silent == 0) /* the contract itself is specification; it was called by kernel code */
        exec_owe(x, guard, condition, "requires", "what the called function requires");
}

void contract_ensures(struct exec *x, term_t condition, term_t guard)
{
    struct contract *c = x->contract;

    if (c == 0)
        prover_fail("%s: v_ensures outside of a contract", exec_where(x));
    if (c->proving)
        exec_owe(x, term_true(), condition, "ensures", "what the function ensures");
    else if (x->spec <= 1 && x->silent == 0)
        exec_assume(x, term_implies(guard, condition));
    else
        instance_add(x, c->contract, term_implies(term_and(guard, c->required), condition));
}

/* The contract is about invariants that begin so. */
void contract_scope(struct exec *x, const char *prefix)
{
    struct contract *c = x->contract;

    if (c->has_invariants)
        prover_fail("%s: the invariants are chosen before they are required", exec_where(x));
    invariant_scope(&c->scope, prefix);
    if (c->proving)
        invariant_scope(&x->scope, prefix);
}

void contract_invariants(struct exec *x, bool before)
{
    struct contract *c = x->contract;

    if (c == 0 || x->silent != 0)
        prover_fail("%s: invariants of a contract out of place", exec_where(x));
    if (!c->proving && x->scope.count != 0 && c->scope.count == 0)
        prover_fail("%s: a contract that requires all invariants, in a theorem about some", exec_where(x));
    c->has_invariants = true;
    if (c->is_fresh_start && !c->proving && !before)
        invariant_forget(x, &c->scope);
    if (c->proving == before)
        invariant_assume_all(x, &c->scope);
    else if (!invariant_hold_here(x, &c->scope))
        invariant_check_all(x, &c->scope);
}

void contract_fresh_start(struct exec *x)
{
    if (x->contract == 0)
        prover_fail("%s: v_fresh_start outside of a contract", exec_where(x));
    x->contract->is_fresh_start = true;
}

static void note_place(struct exec *x, struct field_key *key, const term_t *arg)
{
    struct contract *c = x->contract;

    if (c->places == PLACES_MAX)
        prover_fail("%s: a contract names too many places", exec_where(x));
    c->key[c->places] = key;
    memcpy(c->arg[c->places++], arg, key->arity * sizeof *arg);
}

void contract_changes(struct exec *x, const struct pointer *p, uint64_t bytes)
{
    if (x->contract == 0)
        prover_fail("%s: v_changes outside of a contract", exec_where(x));
    pointer_fields(x, p, bytes, note_place);
}

/* Makes the fields of a structure known by reading each, arrays at one index: what is not known is not forgotten. */
static void make_keys(struct exec *x, struct pointer p, const struct ir_type *t)
{
    if (t->kind == IR_STRUCT) {
        int64_t at = p.offset;

        for (unsigned i = 0; i < t->count; i++) {
            p.offset = at + (int64_t)t->offset[i];
            make_keys(x, p, t->member[i]);
        }
    } else if (t->kind == IR_ARRAY) {
        make_keys(x, p, t->member[0]);
    } else {
        unsigned depth = x->depth;

        x->depth = ~0u; /* nothing to try instances at */
        x->silent++;
        x->spec++;
        pointer_load(x, &p, t, term_true());
        x->spec--;
        x->silent--;
        x->depth = depth;
    }
}

static void make_ghost_key(struct exec *x, const char *name)
{
    char getter[160];
    struct ir_func *f = 0;
    sort_t sort[FIELD_ARGS_MAX];

    snprintf(getter, sizeof getter, "ghost_get_%s", name + strlen("ghost "));
    f = ir_func_named(x->module, getter);
    if (f == 0 || f->param_count > FIELD_ARGS_MAX)
        return;
    for (unsigned i = 0; i < f->param_count; i++)
        sort[i] = value_sort(f->param[i].type);
    field_key(name, "", f->param_count, sort, value_sort(f->result),
              f->result->kind == IR_INT && f->result->width > 1 ? f->result->width : 0);
}

static void make_structure_keys(struct exec *x, const struct ir_type *t)
{
    make_keys(x, (struct pointer){.base = term_var("layout", SORT_REF), .root = t}, t);
}

/* The fields of all structures with a number and of all variables. */
static void make_all_keys(struct exec *x)
{
    for (unsigned i = 0; i < x->module->global_count; i++) {
        struct ir_global *g = x->module->global[i];
        const struct ir_type *t = strncmp(g->name, "v_tag_", 6) == 0 ? ir_struct_named(x->module, g->name + 6) : 0;

        if (t != 0)
            make_structure_keys(x, t);
        else if (!g->is_constant && g->type->kind != IR_OTHER)
            make_keys(x, pointer_global(x, g, 0), g->type);
    }
}

static void make_named_keys(struct exec *x, const char *name)
{
    char structure[160];
    const struct ir_type *t = 0;

    if (strncmp(name, "ghost ", 6) == 0) {
        make_ghost_key(x, name);
        return;
    }
    snprintf(structure, sizeof structure, "%.*s", (int)strcspn(name, "+"), name);
    t = ir_struct_named(x->module, structure);
    if (t != 0)
        make_structure_keys(x, t);
}

static void change_whole(struct exec *x, struct contract *c, const struct field_key *key)
{
    if (c->whole_count == WHOLE_MAX)
        prover_fail("%s: a contract names too many fields", exec_where(x));
    c->whole[c->whole_count++] = key;
}

/* All fields that the function stores to, as safety_writes.c finds them. Ghost state is to be named. */
void contract_changes_found(struct exec *x)
{
    struct contract *c = x->contract;

    if (c == 0)
        prover_fail("%s: v_changes_found outside of a contract", exec_where(x));
    make_all_keys(x);
    for (unsigned id = 0; id < field_key_count(); id++)
        if (strncmp(field_key_number(id)->name, "ghost ", 6) != 0 &&
            safety_writes(x->module, c->function, field_key_number(id)))
            change_whole(x, c, field_key_number(id));
}

/* A function that is not executed where the present theorem calls it: what it may change is not known afterwards. */
struct value contract_opaque_call(struct exec *x, struct ir_func *f, term_t guard)
{
    if (!term_is_true(guard))
        prover_fail("%s: %s is called under a condition in a formula", exec_where(x), f->name);
    make_all_keys(x);
    for (unsigned id = 0; id < field_key_count(); id++)
        if (safety_writes(x->module, f, field_key_number(id)))
            field_forget(x, field_key_number(id), guard);
    return value_fresh(x, f->result, f->name, f->result_pointee);
}

/* The name of a field, or of a structure: all its fields. */
void contract_changes_all(struct exec *x, const char *name)
{
    struct contract *c = x->contract;
    unsigned before = c != 0 ? c->whole_count : 0;

    if (c == 0)
        prover_fail("%s: v_changes_all outside of a contract", exec_where(x));
    make_named_keys(x, name);
    for (unsigned id = 0; id < field_key_count(); id++) {
        const char *key = field_key_number(id)->name;
        bool is_part = strncmp(key, name, strlen(name)) == 0 && key[strlen(name)] == '+';

        if (strcmp(key, name) != 0 && !is_part)
            continue;
        change_whole(x, c, field_key_number(id));
    }
    if (c->whole_count == before)
        prover_fail("%s: v_changes_all: no field is called %s", exec_where(x), name);
}

/* ---- statements about all objects ---- */
/*
 * f(object[, object], captured...) for every object, or pair, in the present state. Assumed: instances at the objects
 * met. Owed: proved for arbitrary objects.
 */
static term_t at_objects(struct exec *x, const struct universal *u, const term_t *object)
{
    struct value args[ARGS_MAX], r;
    struct state *present = x->state, *old = x->old.state;
    term_t range = term_true();
    unsigned n = 0;

    for (; n < u->object_count; n++) {
        const struct ir_param *p = &u->function->param[n];

        args[n] = value_of_term(x, object[n], p->type, p->pointee);
        if (p->type->kind == IR_INT)
            range = term_and(range, term_in_word(object[n], p->type->width));
    }
    for (unsigned i = 0; i < u->captured_count; i++)
        args[n++] = u->captured[i];
    x->state = u->state;
    x->old.state = u->old;
    x->silent++;
    x->spec++;
    r = merge_call(x, u->function, args, n, term_true());
    x->spec--;
    x->silent--;
    x->state = present;
    x->old.state = old;
    return term_implies(term_and(range, u->guard), value_bool(x, r));
}

static void universal_instance(struct exec *x, unsigned i, const struct pool_entry *a, const struct pool_entry *b)
{
    term_t object[] = {a->term, b->term};
    unsigned present = x->depth, depth = a->depth > b->depth ? a->depth : b->depth;
    uint64_t key = ((uint64_t)(i + 1) << 33) + a->term;

    if (x->universal[i].object_count == 2)
        key = (key * 0x9e3779b97f4a7c15u) ^ b->term;
    if (depth > 1 || !number_set_add(&x->tuples, key))
        return;
    x->depth = depth + 1;
    instance_add(x, x->universal[i].function, at_objects(x, &x->universal[i], object));
    x->depth = present;
}

void universal_instances(struct exec *x)
{
    for (unsigned i = 0; i < x->universal_count; i++) {
        const struct universal *u = &x->universal[i];
        const char *first = invariant_kind(u->function, 0);
        const char *second = u->object_count == 2 ? invariant_kind(u->function, 1) : 0;

        /* the pools grow, and may move, while they are walked */
        for (unsigned k = 0; k < pool_of(x, first)->count; k++) {
            struct pool_entry a = pool_of(x, first)->entry[k];

            if (second == 0)
                universal_instance(x, i, &a, &a);
            for (unsigned m = 0; second != 0 && m < pool_of(x, second)->count; m++) {
                struct pool_entry b = pool_of(x, second)->entry[m];

                if (a.depth == 0 && b.depth == 0)
                    universal_instance(x, i, &a, &b);
            }
        }
    }
}

static term_t arbitrary_object(struct exec *x, const struct universal *u, unsigned i)
{
    char name[120];
    term_t object = 0;

    snprintf(name, sizeof name, "every!%u %s", ++x->fresh, invariant_kind(u->function, i));
    object = term_var(name, value_sort(u->function->param[i].type));
    if (term_sort(object) == SORT_INT)
        exec_assume(x, term_in_word(object, 64));
    pool_add(x, invariant_kind(u->function, i), object);
    return object;
}

void universal_statement(struct exec *x, const struct value *args, unsigned n, bool assumed, term_t guard)
{
    struct universal u = {.captured_count = n - 1, .guard = term_true()};
    term_t object[2] = {0, 0};

    if (args[0].kind != VALUE_FUNC || n > 9 || x->silent != 0 || args[0].func->param_count < n ||
        args[0].func->param_count > n + 1)
        prover_fail("%s: a statement about all objects needs a function of one or two objects and what follows them",
                    exec_where(x));
    u.function = args[0].func;
    u.object_count = u.function->param_count - u.captured_count;
    memcpy(u.captured, args + 1, (n - 1) * sizeof *args);
    u.state = state_copy(x->state);
    u.old = x->old.state;
    if (assumed) {
        u.guard = guard;
        x->universal = realloc(x->universal, (x->universal_count + 1) * sizeof *x->universal);
        x->universal[x->universal_count++] = u;
        return;
    }
    for (unsigned i = 0; i < u.object_count; i++)
        object[i] = arbitrary_object(x, &u, i);
    exec_owe(x, guard, at_objects(x, &u, object), "all", u.function->name);
}

/* A statement of a contract, which one side assumes and the other owes. */
void contract_universal(struct exec *x, const struct value *args, unsigned n, bool before, term_t guard)
{
    if (x->contract == 0)
        prover_fail("%s: a statement of a contract outside of one", exec_where(x));
    if (x->silent == 0)
        universal_statement(x, args, n, x->contract->proving == before, guard);
}

/* ---- the call of F in its contract ---- */
static bool is_whole(const struct contract *c, const struct field_key *key)
{
    for (unsigned i = 0; i < c->whole_count; i++)
        if (c->whole[i] == key)
            return true;
    return false;
}

static void check_store(struct exec *x, struct contract *c, const struct field_node *n, struct state *before)
{
    term_t allowed = term_eq(field_read(x, x->state, n->key, n->arg), field_read(x, before, n->key, n->arg));
    char text[160];

    for (unsigned i = 0; i < c->places; i++) {
        term_t same = term_true();

        if (c->key[i] != n->key)
            continue;
        for (unsigned k = 0; k < n->key->arity; k++)
            same = term_and(same, exec_eq(x, n->arg[k], c->arg[i][k]));
        allowed = term_or(allowed, same);
    }
    snprintf(text, sizeof text, "%s changes only where the contract says", n->key->name);
    exec_owe(x, n->guard, allowed, "frame", text);
}

/* Everything that changed between two states must have been named. */
static void check_frame(struct exec *x, struct contract *c, struct state *before)
{
    for (unsigned id = 0; id < field_key_count(); id++) {
        const struct field_key *key = field_key_number(id);
        const struct field_node *first = field_last(before, key);
        char text[160];

        if (is_whole(c, key))
            continue;
        for (const struct field_node *n = field_last(x->state, key); n != first; n = n->before) {
            if (n != 0 && n->change == CHANGE_STORE) {
                check_store(x, c, n, before);
                continue;
            }
            snprintf(text, sizeof text, "%s changes as a whole, which the contract does not say", key->name);
            exec_owe(x, term_true(), term_false(), "frame", text);
            break;
        }
    }
}

static void forget_places(struct exec *x, struct contract *c, term_t guard)
{
    for (unsigned i = 0; i < c->whole_count; i++)
        field_forget(x, c->whole[i], guard);
    for (unsigned i = 0; i < c->places; i++) {
        char name[200];
        term_t fresh = 0;

        snprintf(name, sizeof name, "%s!%u", c->key[i]->name, ++x->fresh);
        fresh = term_var(name, c->key[i]->result);
        if (c->key[i]->width != 0)
            exec_assume(x, term_in_word(fresh, c->key[i]->width));
        field_store(x, c->key[i], c->arg[i], fresh, guard);
    }
}

static struct value abstract_call(struct exec *x, struct contract *c, const struct value *args, term_t guard)
{
    if (func_is_of_arguments(x, c->function))
        return result_of_arguments(x, c->function, args);
    if (x->silent != 0)
        prover_fail("%s: a contract of a function that reads memory, in a formula", exec_where(x));
    forget_places(x, c, guard);
    return value_fresh(x, c->function->result, c->function->name, c->function->result_pointee);
}

/* contract_F calls F. */
struct value contract_inner_call(struct exec *x, const struct value *args, term_t guard)
{
    struct contract *c = x->contract;
    struct state *before = 0;
    struct value r;

    if (!c->proving)
        return abstract_call(x, c, args, guard);
    before = state_copy(x->state);
    x->contract = 0;
    r = exec_call(x, c->function, args, c->function->param_count, guard);
    x->contract = c;
    check_frame(x, c, before);
    return r;
}

bool contract_is_inner_call(const struct exec *x, const struct ir_func *f)
{
    /* functions of headers come once for each file */
    return x->contract != 0 && x->frame->func == x->contract->contract &&
           strcmp(x->contract->function->name, f->name) == 0;
}

bool contract_is_proved(const struct exec *x)
{
    return x->contract != 0 && x->contract->proving;
}

/* A call of F elsewhere, by its contract. */
struct value contract_use(struct exec *x, struct ir_func *contract, struct ir_func *f, const struct value *args,
                          term_t guard)
{
    struct contract c = {.outer = x->contract, .contract = contract, .function = f, .required = term_true()};
    struct snapshot old = x->old; /* a contract may take a snapshot of its own */
    unsigned spec = x->spec;
    struct value r;

    if (func_is_recursive(x->module, f))
        prover_fail("%s: %s can call itself: its contract would be used to prove itself", exec_where(x), f->name);
    x->contract = &c;
    x->spec = x->frame != 0 && x->frame->is_harness && x->silent == 0 ? 1 : x->spec + 1;
    r = merge_call(x, contract, args, f->param_count, guard);
    x->spec = spec;
    x->old = old;
    x->contract = c.outer;
    return r;
}

/* The theorem that contract_F is. */
void contract_prove_begin(struct exec *x, struct ir_func *contract)
{
    static struct contract c;

    c = (struct contract){.contract = contract, .proving = true, .required = term_true()};
    x->contract = 0;
    if (strncmp(contract->name, "contract_", 9) != 0)
        return;
    c.function = ir_func_named(x->module, contract->name + 9);
    if (c.function == 0 || c.function->param_count != contract->param_count)
        prover_fail("%s: no function of that name with these arguments", contract->name);
    x->contract = &c;
}
