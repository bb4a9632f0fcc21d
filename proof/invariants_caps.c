/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants: the derivation order, memory, address spaces, interrupts. */
#include <string.h>
#include "invariants_parts.h"
#include "spec.h"

/* ---- One capability ---- */

static wide cap_end(struct acap cap)
{
    return cap.object + spec_power_of_2(cap.size_bits);
}

static bool cap_is_well_formed(const struct aentry *e)
{
    struct acap cap = e->cap;
    bool badged = (cap.type == AC_ENDPOINT || cap.type == AC_NOTIFICATION) && cap.badge != 0;

    if (spec_cap_has_memory(cap) && (cap.object == 0 || spec_low_bits(cap.object, cap.size_bits) != 0)) {
        return false;
    }
    switch ((enum acap_type)cap.type) {
    case AC_UNTYPED:
        return e->revocable && cap.watermark <= spec_power_of_2(cap.size_bits) && cap.watermark % 16 == 0;
    case AC_CNODE:
        return cap.size_bits > 5 && cap.guard_bits + cap.size_bits - 5u <= 64
               && cap.guard == spec_low_bits(cap.guard, cap.guard_bits);
    case AC_FRAME:
        return cap.rights != AR_WRITE && (!cap.mapped || spec_low_bits(cap.vaddr, cap.size_bits) == 0);
    case AC_IO_PORT:
        return cap.first_port <= cap.last_port;
    default:
        return !(badged && e->revocable) || e->first_badged;
    }
}

/* ---- Neighbours and memory ---- */

/* Last position of the run of children behind position i. */
static unsigned run_end(const struct astate *s, unsigned i)
{
    unsigned end = i;

    while (end + 1 < s->entry_count && !s->entry[end + 1].starts_list
           && spec_is_child(&s->entry[i], &s->entry[end + 1])) {
        end++;
    }
    return end;
}

/* What lies in an untyped's memory is its descendant and below the watermark; nothing lies across its border. */
static bool untyped_is_sound(const struct astate *s, unsigned u, word *culprit)
{
    const struct acap *untyped = &s->entry[u].cap;
    unsigned end = run_end(s, u);

    for (unsigned i = 0; i < s->entry_count; i++) {
        struct acap cap = s->entry[i].cap;
        *culprit = s->entry[i].slot;
        if (i == u || !spec_cap_has_memory(cap) || cap_end(cap) <= untyped->object || cap.object >= cap_end(*untyped)) {
            continue;
        }
        bool below = i > u && i <= end;
        bool above = cap.type == AC_UNTYPED && i < u && u <= run_end(s, i);
        bool inside = cap.object >= untyped->object && cap_end(cap) <= cap_end(*untyped);
        if (below ? !inside || cap_end(cap) > untyped->object + (wide)untyped->watermark : !above) {
            return false;
        }
    }
    return true;
}

/* Two capabilities that are not untyped: one object, or disjoint memory. Those of one object are neighbours. */
static bool objects_are_apart(const struct astate *s, unsigned i, word *culprit)
{
    struct acap a = s->entry[i].cap;
    bool together = true;

    for (unsigned k = i + 1; k < s->entry_count; k++) {
        struct acap b = s->entry[k].cap;
        bool same = spec_cap_same_object(a, b);
        *culprit = s->entry[k].slot;
        if (same && !together && a.type != AC_FRAME) {
            return false;
        }
        together = together && same && !s->entry[k].starts_list;
        bool memory = b.type != AC_UNTYPED && spec_cap_has_memory(b);
        if (!same && memory && a.object < cap_end(b) && b.object < cap_end(a)) {
            return false;
        }
    }
    return true;
}

static bool badge_group_is_contiguous(const struct astate *s, unsigned i)
{
    const struct aentry *e = &s->entry[i];
    bool badged = (e->cap.type == AC_ENDPOINT || e->cap.type == AC_NOTIFICATION) && e->cap.badge != 0;

    if (!badged || e->first_badged) {
        return true;
    }
    return !e->starts_list && spec_cap_same_object(s->entry[i - 1].cap, e->cap)
           && s->entry[i - 1].cap.badge == e->cap.badge;
}

static void check_entry(struct verdict *v, struct astate *s, unsigned i)
{
    const struct aentry *e = &s->entry[i];
    word culprit = 0;

    if (!cap_is_well_formed(e)) {
        violated(v, "a capability is well formed", e->slot);
    }
    if (!badge_group_is_contiguous(s, i)) {
        violated(v, "a badged capability that is not first follows one of its badge", e->slot);
    }
    if (e->cap.type == AC_UNTYPED && !untyped_is_sound(s, i, &culprit)) {
        violated(v, "memory of an untyped holds its descendants below the watermark, and nothing else", culprit);
    }
    if (e->cap.type != AC_UNTYPED && spec_cap_has_memory(e->cap) && !objects_are_apart(s, i, &culprit)) {
        violated(v, "objects do not overlap, capabilities of one object are neighbours", culprit);
    }
}

/* ---- Address spaces ---- */

static bool has_parent(const struct astate *s, const struct amapping *m)
{
    if (m->span_bits == AS_ROOT_SPAN_BITS) {
        return true;
    }
    word parent = m->vaddr - spec_low_bits(m->vaddr, m->span_bits + 9u);
    for (unsigned i = 0; i < s->mapping_count; i++) {
        const struct amapping *p = &s->mapping[i];
        if (p->root == m->root && p->table && p->span_bits == m->span_bits + 9 && p->vaddr == parent) {
            return true;
        }
    }
    return false;
}

/* Something that hardware can reach has a capability that says so, and deleting that capability removes it. */
static bool mapping_has_cap(const struct astate *s, const struct amapping *m)
{
    for (unsigned i = 0; i < s->entry_count; i++) {
        const struct acap *cap = &s->entry[i].cap;
        bool fits = m->table ? spec_cap_is_table(*cap) : cap->type == AC_FRAME && cap->size_bits == m->span_bits;
        if (fits && cap->object == m->target && cap->mapped && cap->vaddr == m->vaddr
            && as_asid_root(s, cap->asid) == m->root) {
            return true;
        }
    }
    return false;
}

static bool root_has_cap(const struct astate *s, const struct aasid *a)
{
    for (unsigned i = 0; i < s->entry_count; i++) {
        const struct acap *cap = &s->entry[i].cap;
        if (spec_cap_is_root(*cap) && cap->object == a->root && cap->mapped && cap->asid == a->asid) {
            return true;
        }
    }
    return false;
}

static void check_spaces(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; i < s->mapping_count; i++) {
        if (!has_parent(s, &s->mapping[i]) || !mapping_has_cap(s, &s->mapping[i])) {
            violated(v, "a mapping has a table above it and a capability that records it", s->mapping[i].vaddr);
        }
    }
    for (unsigned i = 0; i < s->asid_count; i++) {
        if (!root_has_cap(s, &s->asid[i])) {
            violated(v, "the root of an ASID has a capability that records it", s->asid[i].asid);
        }
        if (s->pool[s->asid[i].asid / 512] == 0) {
            violated(v, "an ASID in use has a pool", s->asid[i].asid);
        }
    }
}

/* ---- Interrupts ---- */

/* The interrupt whose stored notification lies in this slot; AS_IRQS: the slot is no interrupt's. */
static unsigned irq_of_slot(word slot)
{
    bool of_irq = slot >= as_irq_slot(0) && slot < as_irq_slot(AS_IRQS);

    return of_irq ? (unsigned)((slot - as_irq_slot(0)) / (as_irq_slot(1) - as_irq_slot(0))) : AS_IRQS;
}

static void check_lines(struct verdict *v, struct astate *s)
{
    bool handled[AS_IRQS] = {false};
    bool stored[AS_IRQS + 1] = {false};

    for (unsigned i = 0; i < s->entry_count; i++) {
        if (s->entry[i].cap.type == AC_IRQ_HANDLER) {
            handled[s->entry[i].cap.object] = true;
        }
        stored[irq_of_slot(s->entry[i].slot)] = true;
    }
    for (unsigned irq = 0; irq < AS_IRQS; irq++) {
        if (handled[irq] != (s->irq[irq].state == AI_SIGNAL)) {
            violated(v, "a line is a user's iff there is a handler", irq);
        }
        if (!handled[irq] && stored[irq]) {
            violated(v, "only a handler stores a notification", irq);
        }
    }
}

/* Most entries change no capability: what was found sound the last time need not be looked at again. */
static bool entries_are_as_checked(const struct astate *s)
{
    static struct aentry checked[AS_ENTRIES];
    static unsigned checked_count;
    size_t bytes = s->entry_count * sizeof(s->entry[0]);

    if (s->entry_count == checked_count && memcmp(checked, s->entry, bytes) == 0) {
        return true;
    }
    memcpy(checked, s->entry, bytes);
    checked_count = s->entry_count;
    return false;
}

void check_capabilities(struct verdict *v, struct astate *s)
{
    if (!entries_are_as_checked(s)) {
        for (unsigned i = 0; v->holds && i < s->entry_count; i++) {
            check_entry(v, s, i);
        }
    }
    check_spaces(v, s);
    check_lines(v, s);
}
