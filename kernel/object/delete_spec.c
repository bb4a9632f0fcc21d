/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification: deletion and revocation, to completion. The kernel does the same in bounded steps; between two steps
 * it may stop with a prefix of these effects done and repeat the system call.
 */
#include "proof/spec.h"

/* CNodes and TCBs that are being emptied, outermost first. Each is a different object. */
enum { DYING_MAX = AS_CNODES + AS_THREADS };

struct dying {
    word slot;          /* of its last capability, now a zombie */
    word object;
    word slots_left;    /* slots [0, slots_left) have not been emptied yet */
};

struct work {
    unsigned depth;
    struct dying dying[DYING_MAX];
};

static void work_push(struct astate *s, struct work *w, word slot, struct acap cap)
{
    word slots = cap.type == AC_TCB ? TS_COUNT : (word)spec_power_of_2(cap.size_bits - 5u);

    spec_require(w->depth < DYING_MAX, "every dying object is a different one");
    w->dying[w->depth] = (struct dying){.slot = slot, .object = cap.object, .slots_left = slots};
    w->depth++;
    if (cap.type != AC_ZOMBIE) {
        struct acap zombie = {.type = AC_ZOMBIE, .object = cap.object, .size_bits = cap.size_bits};
        as_cap_set(s, slot, zombie);
    }
}

static bool work_has(const struct work *w, word object)
{
    for (unsigned i = 0; i < w->depth; i++) {
        if (w->dying[i].object == object) {
            return true;
        }
    }
    return false;
}

/* What ends for a thread when its last capability goes, before its slots are emptied. */
static void tcb_finalize(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    if (t->notification != 0) {
        spec_notification_unbind_tcb(s, t->notification);
    }
    if (t->sc != 0) {
        word sc = t->sc;
        spec_sc_unbind_tcb(s, sc);
        spec_yield_complete(s, sc);
    }
    spec_suspend(s, thread);
    spec_isa_thread_finalize(s, thread);
}

static void irq_finalize(struct astate *s, word irq)
{
    s->irq[irq].state = AI_INACTIVE;
    spec_irq_mask(s, irq, true);
}

/* The effect of losing this capability on its object, except for emptying the slots of CNodes and TCBs. */
static void cap_finalize(struct astate *s, struct acap cap, bool final)
{
    if (cap.type == AC_FRAME) {
        spec_unmap_frame(s, cap);
    }
    if (!final) {
        return;
    }
    switch ((enum acap_type)cap.type) {
    case AC_ENDPOINT:
        spec_endpoint_abort_all(s, cap.object);
        as_endpoint_drop(s, cap.object);
        break;
    case AC_NOTIFICATION:
        spec_notification_destroy(s, cap.object);
        break;
    case AC_REPLY:
        spec_reply_destroy(s, cap.object);
        break;
    case AC_TCB:
        tcb_finalize(s, cap.object);
        break;
    case AC_SCHED_CONTEXT:
        spec_sc_destroy(s, cap.object);
        break;
    case AC_IRQ_HANDLER:
        irq_finalize(s, cap.object);
        break;
    case AC_PAGE_TABLE:
    case AC_PAGE_DIRECTORY:
    case AC_PDPT:
    case AC_VSPACE:
        spec_table_finalize(s, cap);
        break;
    case AC_VCPU:
        spec_vcpu_destroy(s, cap.object);
        break;
    case AC_ASID_POOL:
        spec_asid_pool_destroy(s, cap.object);
        break;
    default:
        break;
    }
}

/* Empties one slot; when it held the last capability of a CNode or TCB, leaves a zombie and work to do. */
static void delete_one(struct astate *s, struct work *w, word slot)
{
    struct acap cap = as_cap_in(s, slot);

    if (cap.type == AC_NULL) {
        return;
    }
    if (cap.type == AC_ZOMBIE) {
        if (!work_has(w, cap.object)) {
            struct acap dying = cap;
            dying.type = as_tcb_exists(s, cap.object) ? AC_TCB : AC_CNODE;
            work_push(s, w, slot, dying);
        }
        return;
    }
    bool final = spec_is_final(s, slot);
    if (final && cap.type == AC_IRQ_HANDLER) {
        delete_one(s, w, as_irq_slot(cap.object)); /* a notification capability: no deeper */
    }
    cap_finalize(s, cap, final);
    if (final && (cap.type == AC_CNODE || cap.type == AC_TCB)) {
        work_push(s, w, slot, cap);
    } else {
        as_entry_remove(s, slot);
    }
}

/* An object whose deletion was begun and given up earlier is gone already; its zombie and its slots were left. */
static void object_drop(struct astate *s, word object)
{
    if (as_tcb_exists(s, object)) {
        as_tcb_drop(s, object);
    } else if (as_cnode_exists(s, object)) {
        as_cnode_drop(s, object);
    }
}

void spec_delete(struct astate *s, word slot)
{
    struct work w = {0};

    delete_one(s, &w, slot);
    while (w.depth > 0) {
        struct dying *d = &w.dying[w.depth - 1];
        if (d->slots_left > 0) {
            d->slots_left--;
            delete_one(s, &w, as_slot_of(d->object, d->slots_left));
        } else {
            object_drop(s, d->object);
            as_entry_remove(s, d->slot);
            w.depth--;
        }
    }
}

void spec_revoke(struct astate *s, word slot)
{
    while (!as_slot_is_empty(s, slot) && spec_has_children(s, slot)) {
        spec_delete(s, as_entry_next(s, slot));
    }
}
