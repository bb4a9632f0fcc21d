/* SPDX-License-Identifier: BSD-2-Clause */
/* Circles in the graph of calls: from a function, all that can be called is visited once. */
#include "recursion.h"
#include <stdlib.h>
#include "numbers.h"
#include "term.h"

struct visit {
    struct ir_module *module;
    const struct ir_func *wanted;
    struct number_set seen;
    struct ir_func **waiting;
    size_t count, room;
    bool found;
};

static void visit_later(struct visit *visit, struct ir_func *f)
{
    visit->found = visit->found || f == visit->wanted;
    if (f->is_declaration || !number_set_add(&visit->seen, (uint64_t)(uintptr_t)f))
        return;
    if (visit->count == visit->room) {
        visit->room = visit->room * 2 + 64;
        visit->waiting = realloc(visit->waiting, visit->room * sizeof(struct ir_func *));
        if (visit->waiting == NULL)
            prover_fail("out of memory");
    }
    visit->waiting[visit->count++] = f;
}

static void visit_callees(struct visit *visit, struct ir_func *f)
{
    ir_func_translate(visit->module, f);
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++)
            if (f->block[b].inst[i].op == IR_CALL && f->block[b].inst[i].callee != NULL)
                visit_later(visit, f->block[b].inst[i].callee);
}

static bool search(struct ir_module *m, struct ir_func *f)
{
    struct visit visit = {.module = m, .wanted = f};

    visit_callees(&visit, f);
    while (visit.count > 0 && !visit.found)
        visit_callees(&visit, visit.waiting[--visit.count]);
    number_set_clear(&visit.seen);
    free(visit.waiting);
    return visit.found;
}

bool func_is_recursive(struct ir_module *m, struct ir_func *f)
{
    static struct number_set known, recursive;
    uint64_t key = (uint64_t)(uintptr_t)f;

    if (number_set_add(&known, key) && !f->is_declaration && search(m, f))
        number_set_add(&recursive, key);
    return number_set_has(&recursive, key);
}
