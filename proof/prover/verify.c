/* SPDX-License-Identifier: BSD-2-Clause */
/* The functions v_* that harnesses, invariants and contracts call: proof/verify.h says what they mean. */
#include <stdlib.h>
#include <string.h>
#include "call.h"
#include "contract.h"
#include "exec.h"
#include "pointer.h"

typedef struct value verify_function(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard);

static struct value v_assume(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    if (x->lemma != 0) {
        x->lemma = term_and(x->lemma, term_implies(guard, value_bool(x, args[0])));
        return value_none();
    }
    if (x->silent != 0)
        prover_fail("%s: a formula assumes", exec_where(x));
    exec_assume(x, term_implies(guard, value_bool(x, args[0])));
    return value_none();
}

static struct value v_assert(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    if (x->lemma != 0) {
        exec_assume(x, term_implies(term_and(x->lemma, guard), value_bool(x, args[0])));
        return value_none();
    }
    if (x->silent != 0)
        prover_fail("%s: a formula asserts", exec_where(x));
    theorem_note_reached(x, i->line);
    exec_owe(x, guard, value_bool(x, args[0]), "assert", "asserted");
    return value_none();
}

/* REQUIRES and ENSURES in kernel code. In a formula they owe nothing. */
static struct value v_contract(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    if (x->spec == 0 && x->silent == 0 && !x->safety)
        exec_owe(x, guard, value_bool(x, args[0]), "contract", "REQUIRES or ENSURES of the function");
    return value_none();
}

static struct value v_inv_assume(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    if (!term_is_true(guard))
        prover_fail("%s: invariants are assumed under a condition", exec_where(x));
    invariant_assume_all(x, &x->scope);
    return value_none();
}

static struct value v_inv_check(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    if (!term_is_true(guard))
        prover_fail("%s: invariants are checked under a condition", exec_where(x));
    invariant_check_all(x, &x->scope);
    return value_none();
}

static struct value v_snapshot(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    (void)guard;
    x->old.state = state_copy(x->state);
    return value_none();
}

static struct value v_old(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    (void)guard;
    if (x->old.state == 0 || x->now != 0)
        prover_fail("%s: v_old without v_snapshot, or twice", exec_where(x));
    x->now = x->state;
    x->state = state_copy(x->old.state);
    return value_none();
}

static struct value v_now(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    (void)guard;
    if (x->now == 0)
        prover_fail("%s: v_now without v_old", exec_where(x));
    x->state = x->now;
    x->now = 0;
    return value_none();
}

static struct value v_type(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)guard;
    return value_term(type_at(x, value_raw(x, args[0])));
}

/* Instances of the invariants at this pair are worth trying; the arguments join the pools. */
static struct value v_use(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    term_t t[2] = {0, 0};

    (void)guard;
    for (unsigned k = 0; k < i->count && k < 2; k++) {
        t[k] = value_raw(x, args[k]);
        if (term_sort(t[k]) == SORT_REF)
            pool_add(x, args[k].ptr.root != 0 && args[k].ptr.root->name != 0 ? args[k].ptr.root->name : "any", t[k]);
        else
            pool_add(x, "word", t[k]);
    }
    return value_none();
}

static struct value v_any(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)args;
    (void)guard;
    return value_fresh(x, i->type, "any", "");
}

static struct value v_requires(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    contract_requires(x, value_bool(x, args[0]), guard);
    return value_none();
}

static struct value v_ensures(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    contract_ensures(x, value_bool(x, args[0]), guard);
    return value_none();
}

static struct value v_inv_requires(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    (void)guard;
    contract_invariants(x, true);
    return value_none();
}

static struct value v_inv_ensures(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    (void)guard;
    contract_invariants(x, false);
    return value_none();
}

static struct value v_fresh_start(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    (void)guard;
    contract_fresh_start(x);
    return value_none();
}

static struct value v_requires_all(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    contract_universal(x, args, i->count, true, guard);
    return value_none();
}

static struct value v_ensures_all(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    contract_universal(x, args, i->count, false, guard);
    return value_none();
}

static struct value v_assume_all(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    universal_statement(x, args, i->count, true, guard);
    return value_none();
}

/* Proved for an arbitrary object, then known of every object. */
static struct value v_assert_all(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    theorem_note_reached(x, i->line);
    universal_statement(x, args, i->count, false, guard);
    if (term_is_true(guard))
        universal_statement(x, args, i->count, true, guard);
    return value_none();
}

static struct value v_changes(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    value_t bytes = 0;

    (void)i;
    (void)guard;
    if (!term_const_value(value_int(x, args[1]), &bytes))
        prover_fail("%s: how many bytes change is not constant", exec_where(x));
    contract_changes(x, &args[0].ptr, (uint64_t)bytes);
    return value_none();
}

const char *verify_string(struct exec *x, const struct value *v)
{
    static char text[160];
    struct ir_value *c = v->kind == VALUE_PTR && v->ptr.global != 0 ?
                         ir_global_initial(x->module, (struct ir_global *)v->ptr.global) : 0;
    unsigned n = 0;

    if (c == 0 || c->kind != IRV_AGG)
        prover_fail("%s: a string constant is expected", exec_where(x));
    for (; n < c->count && n < sizeof text - 1; n++)
        text[n] = (char)c->member[n].bits;
    text[n] = 0;
    return text;
}

static struct value v_inv_only(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)guard;
    if (x->contract != 0)
        contract_scope(x, verify_string(x, &args[0]));
    else if (x->snapshot_count != 0)
        prover_fail("%s: the invariants are chosen before they are assumed", exec_where(x));
    else
        invariant_scope(&x->scope, verify_string(x, &args[0]));
    return value_none();
}

static struct value v_changes_all(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)guard;
    contract_changes_all(x, verify_string(x, &args[0]));
    return value_none();
}

static struct value v_changes_found(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    (void)guard;
    contract_changes_found(x);
    return value_none();
}

static struct value v_opaque(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    const char *name = verify_string(x, &args[0]);

    (void)i;
    (void)guard;
    if (x->contract != 0 && !contract_is_proved(x))
        return value_none(); /* it says how the contract is proved */
    if (ir_func_named(x->module, name) == 0)
        prover_fail("%s: no function is called %s", exec_where(x), name);
    x->opaque = realloc(x->opaque, (x->opaque_count + 1) * sizeof *x->opaque);
    x->opaque[x->opaque_count++] = strdup(name);
    return value_none();
}

/* The second of two runs begins where the first did; what is known of that state stays known. */
static struct value v_again(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    if (x->old.state == 0 || x->now != 0 || x->contract != 0 || x->silent != 0 || !term_is_true(guard))
        prover_fail("%s: v_again without v_snapshot, or not in a theorem", exec_where(x));
    x->state = state_copy(x->old.state);
    return value_none();
}

static struct value v_execute(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)guard;
    x->executed = realloc(x->executed, (x->executed_count + 1) * sizeof *x->executed);
    x->executed[x->executed_count++] = strdup(verify_string(x, &args[0]));
    return value_none();
}

static bool same_fields(const struct state *a, const struct state *b, const char *owner)
{
    for (unsigned id = 0; id < field_key_count(); id++) {
        const struct field_key *key = field_key_number(id);

        if (strcmp(key->owner, owner) == 0 && field_last(a, key) != field_last(b, key))
            return false;
    }
    return true;
}

/* A number for the contents of the structure's fields. Nothing follows from two numbers being different. */
static struct value v_version(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    const char *owner = verify_string(x, &args[0]);

    (void)i;
    (void)guard;
    for (unsigned k = 0; k < x->version_count; k++)
        if (same_fields(x->version[k], x->state, owner))
            return value_term(term_int((value_t)k + 1));
    x->version = realloc(x->version, (x->version_count + 1) * sizeof *x->version);
    x->version[x->version_count] = state_copy(x->state);
    return value_term(term_int((value_t)++x->version_count));
}

static const struct {
    const char *name;
    verify_function *run;
} functions[] = {
    {"v_assume", v_assume}, {"v_assert", v_assert}, {"v_contract", v_contract},
    {"v_precondition", v_contract}, {"v_inv_assume", v_inv_assume},
    {"v_inv_check", v_inv_check}, {"v_snapshot", v_snapshot}, {"v_old", v_old}, {"v_now", v_now}, {"v_type", v_type},
    {"v_use", v_use}, {"v_use2", v_use}, {"v_use_word", v_use}, {"v_any_word", v_any}, {"v_any_ref", v_any},
    {"v_any_gint", v_any}, {"v_requires", v_requires}, {"v_ensures", v_ensures}, {"v_changes", v_changes},
    {"v_fresh_start", v_fresh_start},
    {"v_inv_requires", v_inv_requires}, {"v_inv_ensures", v_inv_ensures}, {"v_changes_all", v_changes_all},
    {"v_inv_only", v_inv_only}, {"v_changes_found", v_changes_found}, {"v_opaque", v_opaque},
    {"v_again", v_again}, {"v_execute", v_execute},
    {"v_requires_all", v_requires_all}, {"v_ensures_all", v_ensures_all}, {"v_assume_all", v_assume_all},
    {"v_assert_all", v_assert_all}, {"v_version", v_version},
};

bool call_verify(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard, struct value *r)
{
    const char *name = i->callee->name;

    if (strncmp(name, "v_", 2) != 0 || !i->callee->is_declaration)
        return false;
    for (unsigned k = 0; k < sizeof functions / sizeof *functions; k++)
        if (strcmp(name, functions[k].name) == 0) {
            *r = functions[k].run(x, i, args, guard);
            return true;
        }
    prover_fail("%s: %s is no function of proof/verify.h", exec_where(x), name);
}

/*
 * A harness or ghost code calls a theorem of the bit-vector mode, which is proved on its own: what it asserts is known
 * of these arguments, provided that they are words, that what it assumes holds, that its arithmetic does not wrap and
 * its bit operations are used within their range. Under these conditions both modes mean the same by it.
 */
struct value call_lemma(struct exec *x, struct ir_func *f, const struct value *args, unsigned n, term_t guard)
{
    if (x->lemma != 0 || x->silent != 0 || x->spec == 0)
        prover_fail("%s: %s is used in a formula or in kernel code", exec_where(x), f->name);
    x->lemma = term_true();
    for (unsigned i = 0; i < n; i++) {
        if (f->param[i].type->kind != IR_INT)
            prover_fail("%s: an argument of %s is no number", exec_where(x), f->name);
        if (f->param[i].type->width > 1)
            x->lemma = term_and(x->lemma, term_in_word(value_int(x, args[i]), f->param[i].type->width));
    }
    x->spec++;
    merge_call(x, f, args, n, guard);
    x->spec--;
    x->lemma = 0;
    return value_none();
}

bool call_contract(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard, struct value *r)
{
    struct ir_func *contract = 0;

    if (contract_is_inner_call(x, i->callee)) {
        *r = contract_inner_call(x, args, guard);
        return true;
    }
    for (unsigned k = 0; k < x->executed_count; k++)
        if (strcmp(x->executed[k], i->callee->name) == 0)
            return false;
    contract = contract_of(x, i->callee);
    if (x->safety && strncmp(i->callee->name, "hw_", 3) != 0 && !i->callee->is_declaration)
        return false; /* what others need of the state is for theorems about what functions do */
    if (contract == 0 || (x->silent != 0 && !func_is_of_arguments(x, i->callee)))
        return false;
    if (x->spec != 0 && !func_is_of_arguments(x, i->callee) && !(x->frame != 0 && x->frame->is_harness))
        return false;
    *r = contract_use(x, contract, i->callee, args, guard);
    return true;
}
