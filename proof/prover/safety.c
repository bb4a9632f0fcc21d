/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Safety of a function, without a harness: for all arguments and all contents of memory within the types, executing it
 * meets no undefined behaviour, touches only objects of the right kind, keeps within arrays, and ends. The function is
 * the theorem; what a harness would say follows from its declaration:
 *
 *   pointers          a parameter that points to a kind of object points to a live one; it may be 0 if the function
 *                     compares it with 0, or does nothing but to pass it on to functions that may get 0; to a structure
 *                     that exists once: to that. Results: live, or 0
 *   capabilities      a cap_t passed by value, or returned by a function that is no formula, is as ALWAYS says of those
 *                     in slots
 *   fields            ALWAYS (proof/verify.h) holds of what each field contains: known at a load, owed at a store
 *   NEEDS, GIVES      hold at the start of the function, and at its end: owed by callers, and known to them; GIVES may
 *                     look back to the start with v_old
 *   called functions  small ones are executed; of others only this is known, and that they may change what
 *                     safety_writes.c finds
 *
 * Paths are joined where they meet: the function is one formula, each of its obligations under the condition of its
 * block. Only where a loop or a local variable stands in the way paths are executed one by one.
 *
 * Words wrap as C says; that the kernel's arithmetic never does so is for the theorems about what functions do, and so
 * are REQUIRES and ENSURES. Objects do not change their kind. So the theorems about a function and all it calls
 * together say that nothing goes wrong, however deep; they do not say that objects live as long as there are pointers
 * to them.
 */
#include "safety.h"
#include <string.h>
#include "algebra.h"
#include "pointer.h"

/* ---- parameters and results ---- */
/* Is v the parameter, or what a loop begins with it? */
static bool comes_from(const struct ir_func *f, const struct ir_value *v, unsigned parameter)
{
    if (v->kind != IRV_LOCAL)
        return false;
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count && f->block[b].inst[i].op == IR_PHI; i++) {
            const struct ir_inst *phi = &f->block[b].inst[i];

            for (unsigned k = 0; phi->result == (int)v->index && k < phi->count; k++)
                if (phi->operand[k].kind == IRV_LOCAL && phi->operand[k].index == parameter)
                    return true;
        }
    return v->index == parameter;
}

/* Functions that pass a parameter on to another, one behind the other. */
enum { PASSED_ON_MAX = 12 };

/* Is all that the instruction does with the parameter to pass it on to where it may be 0? */
static bool passes_on(struct exec *x, const struct ir_inst *inst, unsigned parameter, unsigned depth);

/* Is it passed on, and nothing else? */
static bool is_passed_on(struct exec *x, const struct ir_func *f, unsigned parameter, unsigned depth)
{
    bool used = false;

    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *inst = &f->block[b].inst[i];

            for (unsigned k = 0; k < inst->count; k++) {
                if (inst->operand[k].kind != IRV_LOCAL || inst->operand[k].index != parameter)
                    continue;
                used = true;
                if (!passes_on(x, inst, parameter, depth))
                    return false;
            }
        }
    return used;
}

static bool is_compared(const struct ir_func *f, unsigned parameter)
{
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *inst = &f->block[b].inst[i];

            if (inst->op == IR_ICMP && inst->operand[1].kind == IRV_NULL &&
                comes_from(f, &inst->operand[0], parameter))
                return true;
        }
    return false;
}

static bool passes_on(struct exec *x, const struct ir_inst *inst, unsigned parameter, unsigned depth)
{
    struct ir_func *callee = inst->op == IR_CALL ? inst->callee : 0;

    if (callee == 0 || callee->is_declaration || depth == PASSED_ON_MAX)
        return false;
    ir_func_translate(x->module, callee);
    for (unsigned k = 0; k < inst->count && k < callee->param_count; k++)
        if (inst->operand[k].kind == IRV_LOCAL && inst->operand[k].index == parameter && !is_compared(callee, k) &&
            !is_passed_on(x, callee, k, depth + 1))
            return false;
    return inst->count <= callee->param_count;
}

bool safety_may_be_null(struct exec *x, struct ir_func *f, unsigned parameter)
{
    ir_func_translate(x->module, f);
    return is_compared(f, parameter) || is_passed_on(x, f, parameter, 0);
}

/* The only variable of that structure, or the only part of one: pointers to such a structure are known. */
static unsigned find_part(const struct ir_type *t, const struct ir_type *part, uint64_t at, uint64_t *offset)
{
    unsigned count = 0;

    if (t == part || (t->name != 0 && part->name != 0 && strcmp(t->name, part->name) == 0)) {
        *offset = at;
        return 1;
    }
    if (t->kind == IR_ARRAY)
        return find_part(t->member[0], part, at, offset) != 0 ? 2 : 0;
    for (unsigned i = 0; t->kind == IR_STRUCT && i < t->count; i++)
        count += find_part(t->member[i], part, at + t->offset[i], offset);
    return count;
}

bool safety_only_place(struct exec *x, const struct ir_type *type, struct pointer *place)
{
    unsigned count = 0;

    for (unsigned i = 0; i < x->module->global_count; i++) {
        struct ir_global *g = x->module->global[i];
        uint64_t offset = 0;
        unsigned n = g->is_constant ? 0 : find_part(g->type, type, 0, &offset);

        if (n != 0)
            *place = pointer_global(x, g, (int64_t)offset);
        count += n;
    }
    return count == 1;
}

const struct ir_type *safety_structure(struct exec *x, const char *pointee)
{
    return pointee != 0 && pointee[0] != 0 ? ir_struct_named(x->module, pointee) : 0;
}

/* What is known of a live object's reference: its kind, object_is_placed, and STRUCTURE_is_placed. */
term_t safety_is_live(struct exec *x, const struct ir_type *type, term_t ref, bool or_null)
{
    struct ir_func *placed = ir_func_named(x->module, "object_is_placed"), *own = 0;
    term_t tag = 0, is = 0;
    char name[120];

    if (!tag_of(x, type, &tag))
        return term_true();
    is = pointer_is_of_type(x, type_at(x, ref), type, tag);
    if (placed != 0 && !safety_is_argument(x, type))
        is = term_and(is, safety_statement(x, placed, 0, ref));
    snprintf(name, sizeof name, "%s_is_placed", type->name);
    own = ir_func_named(x->module, name);
    if (own != 0 && !safety_is_argument(x, type))
        is = term_and(is, safety_statement(x, own, 0, ref));
    return or_null ? term_or(is, term_eq(ref, ref_null())) : is;
}

static const struct field_key *cap_key(void)
{
    static const sort_t sort[] = {SORT_REF};

    return field_key("slot+0", "slot", 1, sort, SORT_INT, 64);
}

/* The first word of a capability that is passed by value. */
bool safety_is_cap(const struct ir_func *f, unsigned i)
{
    const char *name = f->param[i].name;
    size_t n = strlen(name), k = strlen(".coerce0");

    return f->param[i].type->kind == IR_INT && strcmp(f->param[i].pointee, "cap") == 0 && n >= k &&
           strcmp(name + n - k, ".coerce0") == 0;
}

/* What always_capability(w0, w1) says, if there is such a function. */
static term_t both_words(struct exec *x, struct value w0, struct value w1)
{
    struct ir_func *f = ir_func_named(x->module, "always_capability");
    struct value word[2] = {w0, w1};

    return f == 0 ? term_true() : safety_formula(x, f, word, 2);
}

void safety_cap(struct exec *x, const struct value *word, bool owed, term_t guard)
{
    term_t w0 = value_int(x, word[0]), both = both_words(x, word[0], word[1]);

    if (owed)
        exec_owe(x, guard, both, "always", "always_capability");
    else
        exec_assume(x, term_implies(guard, both));
    if (owed)
        safety_owed(x, cap_key(), 0, w0, guard);
    else
        safety_known(x, cap_key(), 0, w0, guard);
}

static void know_parameter(struct exec *x, struct ir_func *f, unsigned i, struct value *arg)
{
    const struct ir_param *p = &f->param[i];
    const struct ir_type *type = p->type->kind == IR_PTR ? safety_structure(x, p->pointee) : 0;
    struct pointer only;

    if (safety_is_cap(f, i))
        safety_cap(x, arg, false, term_true());
    if (p->byval != 0)
        arg->ptr = safety_local_argument(x, p->byval);
    else if (type != 0 && !safety_is_kind(x, type) && safety_only_place(x, type, &only))
        arg->ptr = only;
    else if (type != 0)
        exec_assume(x, safety_is_live(x, type, pointer_ref(x, &arg->ptr), safety_may_be_null(x, f, i)));
}

void safety_begin(struct exec *x, struct ir_func *f, struct value *args)
{
    for (unsigned i = 0; i < f->param_count; i++)
        know_parameter(x, f, i, &args[i]);
    exec_assume(x, safety_needs(x, f, args));
    x->old.state = state_copy(x->state); /* what GIVES looks back to */
}

static void check_writes(struct exec *x, struct ir_func *f)
{
    struct state *first = state_new();

    for (unsigned id = 0; id < field_key_count(); id++) {
        struct field_key *key = field_key_number(id);

        if (field_last(x->state, key) != field_last(first, key) && !safety_writes(x->module, f, key))
            prover_fail("%s changes %s, which was not foreseen", f->name, key->name);
    }
}

void safety_end(struct exec *x, struct ir_func *f, const struct value *args, struct value result)
{
    const struct ir_type *type = f->result->kind == IR_PTR ? safety_structure(x, f->result_pointee) : 0;

    if (type != 0 && result.kind == VALUE_PTR && !safety_is_executed(x, f)) {
        if (safety_is_argument(x, type))
            prover_fail("%s returns the address of an argument", f->name);
        exec_owe(x, term_true(), safety_is_live(x, type, pointer_ref(x, &result.ptr), true), "result",
                 "a pointer that is returned is 0 or points to a live object");
    }
    if (safety_returns_cap(f) && !safety_is_executed(x, f))
        safety_cap(x, result.member, true, term_true());
    exec_owe(x, term_true(), safety_gives(x, f, result, args), "gives", "what GIVES says of the function");
    check_writes(x, f);
}

bool safety_returns_cap(const struct ir_func *f)
{
    return f->result->kind == IR_STRUCT && f->result->count == 2 && strcmp(f->result_pointee, "cap") == 0;
}

/* ---- words ---- */
bool safety_may_wrap(enum ir_op op)
{
    return op == IR_ADD || op == IR_SUB || op == IR_MUL;
}

term_t safety_wrapped(struct exec *x, enum ir_op op, term_t exact, term_t fits, unsigned width)
{
    term_t all = term_int((value_t)1 << width), other = 0;

    if (op == IR_MUL)
        other = value_fresh(x, ir_int_type(width), "product", "").term;
    else
        other = term_ite(term_lt(exact, term_int(0)), term_add(exact, all), term_sub(exact, all));
    return term_ite(fits, exact, other);
}

/* ---- which functions ---- */
/* Words wherever they may be: such a function is executed where it is called, and means nothing alone. */
static bool has_bare_pointer(struct ir_module *m, struct ir_func *f)
{
    struct exec x = {.module = m};

    for (unsigned i = 0; i < f->param_count; i++)
        if (f->param[i].type->kind == IR_PTR && f->param[i].byval == 0 &&
            safety_structure(&x, f->param[i].pointee) == 0 && !func_info(&x, f)->has_loop)
            return true;
    return false;
}

static bool is_shipped(const char *file)
{
    return file != 0 && strstr(file, "_proof.") == 0 &&
           (strncmp(file, "kernel/", 7) == 0 || strncmp(file, "tests/prover/", 13) == 0);
}

bool safety_concerns(struct ir_module *m, struct ir_func *f)
{
    if (f->is_declaration || !is_shipped(f->file) || strncmp(f->name, "hw_", 3) == 0 || algebra_knows(f->name))
        return false;
    for (unsigned i = 0; i < m->func_count && m->func[i] != f; i++)
        if (strcmp(m->func[i]->name, f->name) == 0 && !m->func[i]->is_declaration)
            return false; /* of a header, once for each file that includes it */
    return !has_bare_pointer(m, f);
}
