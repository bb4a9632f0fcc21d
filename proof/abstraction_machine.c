/* SPDX-License-Identifier: BSD-2-Clause */
/* Abstraction of the kernel's state: scheduler, address spaces, interrupts, IPC buffers. */
#include <string.h>
#include <arch_cap.h>
#include <core/sched.h>
#include <host.h>
#include <object/asid.h>
#include <object/irq.h>
#include "abstraction_parts.h"
#include "spec.h"

/* ---- Scheduler ---- */

static void add_ready(struct astate *s, const struct core *core, word_t domain, word_t priority)
{
    for (const tcb_t *tcb = core->ready[domain][priority].head; tcb != NULL && !s->full; tcb = tcb->ready_next) {
        spec_require(tcb->in_ready_queue != 0, "a thread in a ready queue says so");
        as_queue_insert(s, &s->ready, s->ready.count, abstract_name(tcb));
    }
}

/* A subtree of the release queue, in any order; as deep as a time has bits. */
static void collect_release(struct astate *s, const tcb_t *root)
{
    const tcb_t *pending[AS_THREADS + 1] = {root};
    unsigned count = root != NULL;

    while (count > 0 && !s->full) {
        const tcb_t *first = pending[--count];
        const tcb_t *tcb = first;
        do {
            unsigned place = 0;
            while (place < s->release.count
                   && ((const tcb_t *)object_at(s->release.item[place]))->release_time <= tcb->release_time) {
                place++;
            }
            as_queue_insert(s, &s->release, place, abstract_name(tcb));
            tcb = tcb->release_ring_next;
        } while (tcb != first && !s->full);
        for (unsigned side = 0; side < 2; side++) {
            if (first->release_child[side] != NULL && count < AS_THREADS) {
                pending[count++] = first->release_child[side];
            }
        }
    }
}

static void add_domains(struct astate *s, const struct core *core)
{
    s->domain = core->domain;
    s->domain_start = shared.schedule_start;
    s->domain_index = shared.schedule_index;
    if (shared.domain_count > 1) {
        s->domain_time = domain_has_expired() ? 0 : core->domain_end - core->now;
    }
    spec_require(shared.schedule_length <= AS_SCHEDULE, "the model holds the domain schedule");
    for (unsigned i = 0; i < shared.schedule_length; i++) {
        s->schedule[i] = (struct aschedule_entry){shared.schedule[i].domain, shared.schedule[i].duration};
    }
}

void abstract_scheduler(struct astate *s)
{
    const struct core *core = this_core();
    bool idle = core->current == core->idle;

    spec_require(core->decision == DECISION_NONE && core->candidate == NULL, "nothing is undecided between entries");
    s->current = idle ? 0 : abstract_name(core->current);
    s->current_sc = core->current_sc == core->idle_sc ? 0 : abstract_name(core->current_sc);
    s->now = core->now;
    s->consumed = core->now - core->paid;
    for (word_t domain = 0; domain < shared.domain_count; domain++) {
        for (word_t priority = PRIORITY_COUNT; priority > 0; priority--) {
            add_ready(s, core, domain, priority - 1);
        }
    }
    collect_release(s, core->release_root);
    add_domains(s, core);
}

/* ---- Address spaces ---- */

/* All present entries of one table, and the tables they lead to, one level after the other. */
static void add_space(struct astate *s, word root)
{
    struct level {
        const word_t *entries;
        word vaddr;
    } tables[AS_MAPPINGS + 1] = {{object_at(root), 0}};
    unsigned first = 0;
    unsigned end = 1;

    for (unsigned span_bits = AS_ROOT_SPAN_BITS; span_bits >= PAGE_BITS; span_bits -= 9) {
        unsigned level_end = end;
        unsigned count = span_bits == AS_ROOT_SPAN_BITS ? abstract_isa_root_entries() : (unsigned)TABLE_ENTRY_COUNT;
        for (; first < level_end; first++) {
            for (unsigned i = 0; i < count && !s->full; i++) {
                struct amapping m = {
                    .root = root,
                    .span_bits = (uint8_t)span_bits,
                    .vaddr = tables[first].vaddr + (word)(i * spec_power_of_2(span_bits)),
                };
                if (!abstract_isa_entry(tables[first].entries[i], span_bits, &m)) {
                    continue;
                }
                as_mapping_add(s, m);
                if (m.table) {
                    tables[end] = (struct level){object_at(m.target), m.vaddr};
                    end++;
                }
            }
        }
    }
}

void abstract_spaces(struct astate *s)
{
    for (unsigned index = 0; index < AS_POOLS; index++) {
        const struct asid_pool *pool = asid_pools[index];
        s->pool[index] = abstract_name(pool);
        for (unsigned i = 0; pool != NULL && i < ASID_POOL_ENTRIES && !s->full; i++) {
            word root = asid_entry_root(pool->root[i]);
            if (root != 0) {
                as_asid_set(s, index * ASID_POOL_ENTRIES + i, root);
                add_space(s, root);
            }
        }
    }
}

/* ---- Interrupts and buffers ---- */

void abstract_lines(struct astate *s)
{
    for (unsigned irq = 0; irq < AS_IRQS; irq++) {
        s->irq[irq] = (struct airq){
            .state = (uint8_t)irq_lines[irq].state,
            .input = (uint16_t)abstract_isa_line_input(irq),
        };
    }
    for (unsigned i = 0; i < AS_INPUTS; i++) {
        s->input[i] = abstract_isa_input(i);
    }
}

void abstract_buffers(struct astate *s)
{
    for (unsigned i = 0; i < s->tcb_count && !s->full; i++) {
        word address = spec_thread_buffer(s, s->tcb[i].name, false);
        if (address != 0) {
            memcpy(as_buffer_add(s, address)->words, object_at(address), BUFFER_BYTES);
        }
    }
}
