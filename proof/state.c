/* SPDX-License-Identifier: BSD-2-Clause */
/* The abstract state: objects by name, sequences and sets. The derivation order is in proof/derivation.c. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "state.h"

void spec_require(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "specification: excluded state: %s\n", what);
        abort();
    }
}

/* ---- Sequences ---- */

bool as_queue_has(const struct aqueue *q, word name)
{
    for (unsigned i = 0; i < q->count; i++) {
        if (q->item[i] == name) {
            return true;
        }
    }
    return false;
}

void as_queue_insert(struct astate *s, struct aqueue *q, unsigned position, word name)
{
    if (q->count == AS_THREADS) {
        s->full = true;
        return;
    }
    for (unsigned i = q->count; i > position; i--) {
        q->item[i] = q->item[i - 1];
    }
    q->item[position] = name;
    q->count++;
}

void as_queue_remove(struct aqueue *q, word name)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < q->count; i++) {
        if (q->item[i] != name) {
            q->item[kept] = q->item[i];
            kept++;
        }
    }
    for (unsigned i = kept; i < q->count; i++) {
        q->item[i] = 0;
    }
    q->count = kept;
}

/*
 * Arrays of objects, sorted by name. Every object struct starts with its name, so one set of functions over raw
 * memory serves all kinds; the typed functions below are the only users.
 */
struct array {
    char *base;
    unsigned *count;
    unsigned limit;
    size_t size;
};

static word array_name(struct array a, unsigned i)
{
    word name;
    memcpy(&name, a.base + i * a.size, sizeof(name));
    return name;
}

static void *array_find(struct array a, word name)
{
    for (unsigned i = 0; i < *a.count; i++) {
        if (array_name(a, i) == name) {
            return a.base + i * a.size;
        }
    }
    return NULL;
}

static void array_add(struct astate *s, struct array a, const void *object)
{
    word name;
    unsigned place = 0;

    memcpy(&name, object, sizeof(name));
    spec_require(name != 0 && array_find(a, name) == NULL, "a new object has a new name");
    if (*a.count == a.limit) {
        s->full = true;
        return;
    }
    while (place < *a.count && array_name(a, place) < name) {
        place++;
    }
    memmove(a.base + (place + 1) * a.size, a.base + place * a.size, (*a.count - place) * a.size);
    memcpy(a.base + place * a.size, object, a.size);
    (*a.count)++;
}

static void array_drop(struct array a, word name)
{
    char *object = array_find(a, name);

    spec_require(object != NULL, "an object that is destroyed exists");
    unsigned place = (unsigned)((size_t)(object - a.base) / a.size);
    memmove(object, object + a.size, (*a.count - place - 1) * a.size);
    (*a.count)--;
    memset(a.base + *a.count * a.size, 0, a.size);
}

static void *array_get(struct array a, word name)
{
    void *object = array_find(a, name);

    spec_require(object != NULL, "an object that is named exists");
    return object;
}

static struct array tcbs(struct astate *s)
{
    return (struct array){(char *)s->tcb, &s->tcb_count, AS_THREADS, sizeof(s->tcb[0])};
}

static struct array endpoints(struct astate *s)
{
    return (struct array){(char *)s->endpoint, &s->endpoint_count, AS_ENDPOINTS, sizeof(s->endpoint[0])};
}

static struct array notifications(struct astate *s)
{
    unsigned *count = &s->notification_count;
    return (struct array){(char *)s->notification, count, AS_NOTIFICATIONS, sizeof(s->notification[0])};
}

static struct array replies(struct astate *s)
{
    return (struct array){(char *)s->reply, &s->reply_count, AS_REPLIES, sizeof(s->reply[0])};
}

static struct array contexts(struct astate *s)
{
    return (struct array){(char *)s->context, &s->context_count, AS_CONTEXTS, sizeof(s->context[0])};
}

static struct array cnodes(struct astate *s)
{
    return (struct array){(char *)s->cnode, &s->cnode_count, AS_CNODES, sizeof(s->cnode[0])};
}

static struct array vcpus(struct astate *s)
{
    return (struct array){(char *)s->vcpu, &s->vcpu_count, AS_VCPUS, sizeof(s->vcpu[0])};
}

struct atcb *as_tcb_get(struct astate *s, word name)
{
    return array_get(tcbs(s), name);
}

bool as_tcb_exists(struct astate *s, word name)
{
    return name != 0 && array_find(tcbs(s), name) != NULL;
}

bool as_cnode_exists(struct astate *s, word name)
{
    return array_find(cnodes(s), name) != NULL;
}

struct aendpoint *as_endpoint_get(struct astate *s, word name)
{
    return array_get(endpoints(s), name);
}

struct anotification *as_notification_get(struct astate *s, word name)
{
    return array_get(notifications(s), name);
}

struct areply *as_reply_get(struct astate *s, word name)
{
    return array_get(replies(s), name);
}

struct acontext *as_context_get(struct astate *s, word name)
{
    return array_get(contexts(s), name);
}

struct acnode *as_cnode_get(struct astate *s, word name)
{
    return array_get(cnodes(s), name);
}

struct avcpu *as_vcpu_get(struct astate *s, word name)
{
    return array_get(vcpus(s), name);
}

void as_tcb_add(struct astate *s, const struct atcb *object)
{
    array_add(s, tcbs(s), object);
}

void as_endpoint_add(struct astate *s, word name)
{
    struct aendpoint object = {.name = name};
    array_add(s, endpoints(s), &object);
}

void as_notification_add(struct astate *s, word name)
{
    struct anotification object = {.name = name};
    array_add(s, notifications(s), &object);
}

void as_reply_add(struct astate *s, word name)
{
    struct areply object = {.name = name};
    array_add(s, replies(s), &object);
}

void as_context_add(struct astate *s, word name, unsigned size_bits)
{
    struct acontext object = {.name = name, .size_bits = size_bits};
    array_add(s, contexts(s), &object);
}

void as_cnode_add(struct astate *s, word name, unsigned radix)
{
    struct acnode object = {.name = name, .radix = radix};
    array_add(s, cnodes(s), &object);
}

void as_vcpu_add(struct astate *s, const struct avcpu *object)
{
    array_add(s, vcpus(s), object);
}

void as_tcb_drop(struct astate *s, word name)
{
    array_drop(tcbs(s), name);
}

void as_endpoint_drop(struct astate *s, word name)
{
    array_drop(endpoints(s), name);
}

void as_notification_drop(struct astate *s, word name)
{
    array_drop(notifications(s), name);
}

void as_reply_drop(struct astate *s, word name)
{
    array_drop(replies(s), name);
}

void as_context_drop(struct astate *s, word name)
{
    array_drop(contexts(s), name);
}

void as_cnode_drop(struct astate *s, word name)
{
    array_drop(cnodes(s), name);
}

void as_vcpu_drop(struct astate *s, word name)
{
    array_drop(vcpus(s), name);
}

/* ---- Sets ---- */

static bool mapping_before(const struct amapping *a, const struct amapping *b)
{
    if (a->root != b->root) {
        return a->root < b->root;
    }
    if (a->vaddr != b->vaddr) {
        return a->vaddr < b->vaddr;
    }
    return a->span_bits > b->span_bits;
}

void as_mapping_add(struct astate *s, struct amapping m)
{
    unsigned place = 0;

    if (s->mapping_count == AS_MAPPINGS) {
        s->full = true;
        return;
    }
    while (place < s->mapping_count && mapping_before(&s->mapping[place], &m)) {
        place++;
    }
    for (unsigned i = s->mapping_count; i > place; i--) {
        s->mapping[i] = s->mapping[i - 1];
    }
    s->mapping[place] = m;
    s->mapping_count++;
}

void as_mapping_drop(struct astate *s, unsigned index)
{
    for (unsigned i = index; i + 1 < s->mapping_count; i++) {
        s->mapping[i] = s->mapping[i + 1];
    }
    s->mapping_count--;
}

void as_mapping_drop_root(struct astate *s, word root)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < s->mapping_count; i++) {
        if (s->mapping[i].root != root) {
            s->mapping[kept] = s->mapping[i];
            kept++;
        }
    }
    s->mapping_count = kept;
}

word as_asid_root(const struct astate *s, word asid)
{
    for (unsigned i = 0; i < s->asid_count; i++) {
        if (s->asid[i].asid == asid) {
            return s->asid[i].root;
        }
    }
    return 0;
}

/* root 0 frees the ASID. */
void as_asid_set(struct astate *s, word asid, word root)
{
    unsigned place = 0;
    unsigned kept = 0;

    for (unsigned i = 0; i < s->asid_count; i++) {
        if (s->asid[i].asid != asid) {
            s->asid[kept] = s->asid[i];
            place += s->asid[kept].asid < asid;
            kept++;
        }
    }
    s->asid_count = kept;
    if (root == 0) {
        return;
    }
    if (kept == AS_ASIDS) {
        s->full = true;
        return;
    }
    for (unsigned i = kept; i > place; i--) {
        s->asid[i] = s->asid[i - 1];
    }
    s->asid[place] = (struct aasid){.asid = asid, .root = root};
    s->asid_count++;
}

struct abuffer *as_buffer_get(struct astate *s, word address)
{
    for (unsigned i = 0; i < s->buffer_count; i++) {
        if (s->buffer[i].address == address) {
            return &s->buffer[i];
        }
    }
    return NULL;
}

struct abuffer *as_buffer_add(struct astate *s, word address)
{
    struct abuffer *b = as_buffer_get(s, address);

    if (b != NULL) {
        return b;
    }
    if (s->buffer_count == AS_BUFFERS) {
        s->full = true;
        s->buffer_count--;
    }
    b = &s->buffer[s->buffer_count];
    s->buffer_count++;
    *b = (struct abuffer){.address = address};
    return b;
}

/* ---- Whole states ---- */

/* The arrays' elements in use; what lies behind them means nothing. */
#define COPY_ARRAY(to, from, array, count) memcpy((to)->array, (from)->array, (count) * sizeof((to)->array[0]))

void as_copy(struct astate *to, const struct astate *from)
{
    to->params = from->params;
    to->full = from->full;
    to->entry_count = from->entry_count;
    COPY_ARRAY(to, from, entry, from->entry_count);
    to->tcb_count = from->tcb_count;
    COPY_ARRAY(to, from, tcb, from->tcb_count);
    to->endpoint_count = from->endpoint_count;
    COPY_ARRAY(to, from, endpoint, from->endpoint_count);
    to->notification_count = from->notification_count;
    COPY_ARRAY(to, from, notification, from->notification_count);
    to->reply_count = from->reply_count;
    COPY_ARRAY(to, from, reply, from->reply_count);
    to->context_count = from->context_count;
    COPY_ARRAY(to, from, context, from->context_count);
    to->cnode_count = from->cnode_count;
    COPY_ARRAY(to, from, cnode, from->cnode_count);
    to->vcpu_count = from->vcpu_count;
    COPY_ARRAY(to, from, vcpu, from->vcpu_count);
    to->mapping_count = from->mapping_count;
    COPY_ARRAY(to, from, mapping, from->mapping_count);
    to->asid_count = from->asid_count;
    COPY_ARRAY(to, from, asid, from->asid_count);
    to->buffer_count = from->buffer_count;
    COPY_ARRAY(to, from, buffer, from->buffer_count);
    COPY_ARRAY(to, from, pool, AS_POOLS);
    COPY_ARRAY(to, from, irq, AS_IRQS);
    COPY_ARRAY(to, from, input, AS_INPUTS);
    /* All that follows the buffers, which is small. */
    memcpy(&to->ready, &from->ready, sizeof(*to) - offsetof(struct astate, ready));
}

void as_init(struct astate *s, struct aparams params)
{
    s->params = params;
    s->full = false;
    s->entry_count = 0;
    s->tcb_count = 0;
    s->endpoint_count = 0;
    s->notification_count = 0;
    s->reply_count = 0;
    s->context_count = 0;
    s->cnode_count = 0;
    s->vcpu_count = 0;
    s->mapping_count = 0;
    s->asid_count = 0;
    s->buffer_count = 0;
    memset(s->pool, 0, sizeof(s->pool));
    memset(s->irq, 0, sizeof(s->irq));
    memset(s->input, 0, sizeof(s->input));
    memset(&s->ready, 0, sizeof(*s) - offsetof(struct astate, ready));
    for (unsigned irq = 0; irq < AS_IRQS; irq++) {
        s->irq[irq].state = AS_IRQ_IS_USER(irq) ? AI_INACTIVE : AI_RESERVED;
    }
    s->irq[AS_IRQ_TIMER].state = AI_TIMER;
    s->schedule[0].duration = ((word)1 << 56) - 1;
    s->domain_time = s->schedule[0].duration;
}
