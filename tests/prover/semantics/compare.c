/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * compare FILE.bc [N]: the bit-vector mode against the processor. The functions of kinds.c, read from bitcode, are
 * translated into terms once; for N random inputs each (default a million) the term's value must be what the machine
 * code returns, and an obligation must fail exactly when the code's own checks find undefined behaviour.
 */
#include "bv.h"
#include "handlers.h"
#include "term_internal.h"
#include <stdio.h>
#include <stdlib.h>

enum { ARGS = 3, NODE_ARGS = 4, SHOWN = 3 };

/* --- a term as a straight program: nodes in an order in which arguments come first */

struct node {
    term_t term;
    unsigned value, arg_count, arg[NODE_ARGS];
};

struct program {
    struct node *nodes; /* operations and inputs */
    unsigned node_count;
    unsigned *place;    /* by term: where its value is */
    value_t *values;
    unsigned count;
};

static void add_node(term_t t, void *context)
{
    struct program *program = context;
    struct node *node = &program->nodes[program->node_count];

    program->place[t] = program->count++;
    if (term_const_value(t, &program->values[program->place[t]]))
        return;
    program->node_count++;
    node->term = t;
    node->value = program->place[t];
    node->arg_count = term_arg_count(t);
    for (unsigned i = 0; i < node->arg_count && i < NODE_ARGS; i++)
        node->arg[i] = program->place[term_arg(t, i)];
}

static void program_init(struct program *program, const term_t *roots, unsigned n)
{
    program->nodes = calloc(term_count(), sizeof *program->nodes);
    program->place = calloc(term_count(), sizeof *program->place);
    program->values = calloc(term_count(), sizeof *program->values);
    program->count = program->node_count = 0;
    if (program->nodes == NULL || program->place == NULL || program->values == NULL)
        prover_fail("out of memory");
    term_walk(roots, n, NULL, add_node, program);
}

static void program_free(struct program *program)
{
    free(program->nodes);
    free(program->place);
    free(program->values);
}

static value_t node_value(const struct program *program, const struct node *node)
{
    value_t few[NODE_ARGS], *args = few, value;

    if (node->arg_count > NODE_ARGS) { /* wide sums and conjunctions: rare */
        args = malloc(node->arg_count * sizeof *args);
        if (args == NULL)
            prover_fail("out of memory");
    }
    for (unsigned i = 0; i < node->arg_count; i++)
        args[i] = program->values[i < NODE_ARGS ? node->arg[i] : program->place[term_arg(node->term, i)]];
    value = op_value(node->term, args);
    if (args != few)
        free(args);
    return value;
}

/* Runs the program with the inputs as values of the variables. */
static void program_run(struct program *program, const term_t *variables, const word *inputs)
{
    for (unsigned i = 0; i < program->node_count; i++) {
        const struct node *node = &program->nodes[i];
        if (node->arg_count > 0)
            program->values[node->value] = node_value(program, node);
        else
            for (unsigned v = 0; v < ARGS; v++)
                if (variables[v] == node->term)
                    program->values[node->value] = inputs[v];
    }
}

/* --- comparing */

/* All obligations hold. */
static term_t definedness(const struct bv_run *run)
{
    term_t all = term_true();

    for (unsigned i = 0; i < run->count; i++)
        all = term_and(all, term_implies(run->obligations[i].condition, run->obligations[i].goal));
    return all;
}

/* Prints a difference, if there is one. */
static bool differs(const struct kind *kind, const word *inputs, word value, bool defined, word result, bool ran)
{
    if (defined == ran && (!defined || value == result))
        return false;
    printf("# %s(0x%llx, 0x%llx, 0x%llx): the prover %s 0x%llx, the processor %s 0x%llx\n", kind->name,
           (unsigned long long)inputs[0], (unsigned long long)inputs[1], (unsigned long long)inputs[2],
           defined ? "computes" : "finds undefined behaviour in", (unsigned long long)value,
           ran ? "computes" : "finds undefined behaviour in", (unsigned long long)result);
    return true;
}

static bool compare(struct ir_module *module, const struct kind *kind, unsigned long runs)
{
    struct ir_func *function = ir_func_named(module, kind->name);
    struct bv_value args[ARGS], value;
    struct bv_run run;
    struct program program;
    term_t variables[ARGS], roots[2], after;
    unsigned long defined_runs = 0, differences = 0;

    if (function == NULL)
        prover_fail("%s is not in the bitcode", kind->name);
    for (unsigned i = 0; i < ARGS; i++) {
        variables[i] = term_fresh("input", sort_bv(64));
        args[i] = bv_value_of_term(variables[i]);
    }
    bv_run_init(&run, module);
    value = bv_call(&run, function, args, ARGS, term_true(), &after);
    roots[0] = value.term;
    roots[1] = definedness(&run);
    program_init(&program, roots, 2);
    for (unsigned long i = 0; i < runs && differences < SHOWN; i++) {
        word inputs[ARGS] = {random_input(), random_input(), random_input()}, result = 0;
        bool defined, ran;
        program_run(&program, variables, inputs);
        defined = program.values[program.place[roots[1]]] != 0;
        ran = run_machine_code(kind, inputs, &result);
        differences += differs(kind, inputs, (word)program.values[program.place[roots[0]]], defined, result,
                               ran);
        defined_runs += defined;
    }
    printf("%s prover, %s: %lu inputs, of %lu the result\n", differences == 0 && defined_runs > 0 ? "ok" : "not ok",
           kind->name, runs, defined_runs);
    program_free(&program);
    bv_run_clear(&run);
    return differences == 0 && defined_runs > 0;
}

int main(int argc, char **argv)
{
    const char *const paths[] = {argc > 1 ? argv[1] : ""};
    unsigned long runs = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000000;
    struct ir_module *module = ir_read(paths, 1);
    bool good = module != NULL;

    for (size_t i = 0; module != NULL && i < KIND_COUNT; i++)
        good = compare(module, &kinds[i], runs) && good;
    return good ? 0 : 1;
}
