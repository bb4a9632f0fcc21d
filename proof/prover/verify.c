/* SPDX-License-Identifier: BSD-2-Clause */
/* The functions v_* that harnesses, invariants and contracts call: proof/verify.h says what they mean. */
#include <string.h>
#include "call.h"
#include "exec.h"
#include "pointer.h"

typedef struct value verify_function(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard);

static struct value v_assume(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    if (x->silent != 0)
        prover_fail("%s: a formula assumes", exec_where(x));
    exec_assume(x, term_implies(guard, value_bool(x, args[0])));
    return value_none();
}

static struct value v_assert(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
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
    if (x->spec == 0 && x->silent == 0)
        exec_owe(x, guard, value_bool(x, args[0]), "contract", "REQUIRES or ENSURES of the function");
    return value_none();
}

static struct value v_inv_assume(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    if (!term_is_true(guard))
        prover_fail("%s: invariants are assumed under a condition", exec_where(x));
    invariant_assume_all(x);
    return value_none();
}

static struct value v_inv_check(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    (void)i;
    (void)args;
    if (!term_is_true(guard))
        prover_fail("%s: invariants are checked under a condition", exec_where(x));
    invariant_check_all(x);
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

static const struct {
    const char *name;
    verify_function *run;
} functions[] = {
    {"v_assume", v_assume}, {"v_assert", v_assert}, {"v_contract", v_contract}, {"v_inv_assume", v_inv_assume},
    {"v_inv_check", v_inv_check}, {"v_snapshot", v_snapshot}, {"v_old", v_old}, {"v_now", v_now}, {"v_type", v_type},
    {"v_use", v_use}, {"v_use2", v_use}, {"v_use_word", v_use}, {"v_any_word", v_any}, {"v_any_ref", v_any},
    {"v_any_gint", v_any},
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

bool call_contract(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard, struct value *r)
{
    (void)x;
    (void)i;
    (void)args;
    (void)guard;
    (void)r;
    return false;
}
