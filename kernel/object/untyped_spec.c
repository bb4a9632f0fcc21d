/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: Untyped Retype. Clearing a childless untyped is many bounded steps in the kernel, one here. */
#include "proof/spec.h"

enum { FAN_OUT_MAX = 256, SLOT_BITS = 5 };

/* Size of an object of a known type, in bits. */
static unsigned object_bits(word type, unsigned size_bits)
{
    switch (type) {
    case seL4_UntypedObject:
    case seL4_SchedContextObject:
        return size_bits;
    case seL4_CapTableObject:
        return size_bits + SLOT_BITS;
    case seL4_TCBObject:
        return 11;
    case seL4_EndpointObject:
        return 4;
    case seL4_NotificationObject:
        return 6;
    case seL4_ReplyObject:
        return 5;
    default:
        return spec_isa_object_bits(type);
    }
}

static enum acap_type cap_type_of(word type)
{
    switch (type) {
    case seL4_UntypedObject:
        return AC_UNTYPED;
    case seL4_TCBObject:
        return AC_TCB;
    case seL4_EndpointObject:
        return AC_ENDPOINT;
    case seL4_NotificationObject:
        return AC_NOTIFICATION;
    case seL4_CapTableObject:
        return AC_CNODE;
    case seL4_SchedContextObject:
        return AC_SCHED_CONTEXT;
    case seL4_ReplyObject:
        return AC_REPLY;
    default:
        return spec_isa_object_type(type);
    }
}

static uint8_t initial_rights(enum acap_type type)
{
    switch (type) {
    case AC_ENDPOINT:
        return AR_ALL;
    case AC_NOTIFICATION:
    case AC_FRAME:
        return AR_READ | AR_WRITE;
    case AC_REPLY:
        return AR_GRANT;
    default:
        return 0;
    }
}

static void object_create(struct astate *s, struct acap cap)
{
    switch ((enum acap_type)cap.type) {
    case AC_TCB: {
        struct atcb t = {.name = cap.object, .domain = s->domain};
        spec_isa_thread_init(&t);
        as_tcb_add(s, &t);
        break;
    }
    case AC_ENDPOINT:
        as_endpoint_add(s, cap.object);
        break;
    case AC_NOTIFICATION:
        as_notification_add(s, cap.object);
        break;
    case AC_REPLY:
        as_reply_add(s, cap.object);
        break;
    case AC_CNODE:
        as_cnode_add(s, cap.object, cap.size_bits - (unsigned)SLOT_BITS);
        break;
    case AC_SCHED_CONTEXT:
        as_context_add(s, cap.object, cap.size_bits);
        break;
    case AC_VCPU:
        spec_vcpu_create(s, cap.object);
        break;
    default:
        break;
    }
}

struct retype {
    word type;
    unsigned object_bits;
    struct acap node;       /* destination CNode */
    word offset;
    word count;
};

/* Checks on the kind and size of the objects. */
static struct aoutcome check_type(word type, word size_bits)
{
    if (type >= seL4_ObjectTypeCount) {
        return spec_refuse_number(seL4_InvalidArgument, 0);
    }
    if (size_bits >= 64 || object_bits(type, (unsigned)size_bits) > seL4_MaxUntypedBits) {
        return spec_refuse_range(0, seL4_MaxUntypedBits);
    }
    if ((type == seL4_CapTableObject && size_bits == 0)
        || (type == seL4_UntypedObject && size_bits < seL4_MinUntypedBits)
        || (type == seL4_SchedContextObject && size_bits < seL4_MinSchedContextBits)) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    return spec_outcome_ok();
}

static struct aoutcome find_node(struct astate *s, struct acap root, word index, word depth, struct acap *node)
{
    word slot = 0;

    *node = root;
    if (depth != 0) {
        struct aoutcome o = spec_lookup_slot(s, false, root, index, depth, &slot);
        if (spec_refused(o)) {
            return o;
        }
        *node = as_cap_in(s, slot);
    }
    return node->type == AC_CNODE ? spec_outcome_ok() : spec_refuse_lookup(false, spec_failure_missing(depth));
}

static struct aoutcome check_window(struct astate *s, const struct retype *r)
{
    word slots = (word)spec_power_of_2(r->node.size_bits - (unsigned)SLOT_BITS);

    if (r->offset >= slots) {
        return spec_refuse_range(0, slots - 1);
    }
    if (r->count < 1 || r->count > FAN_OUT_MAX) {
        return spec_refuse_range(1, FAN_OUT_MAX);
    }
    if (r->count > slots - r->offset) {
        return spec_refuse_range(1, slots - r->offset);
    }
    for (word i = 0; i < r->count; i++) {
        if (!as_slot_is_empty(s, as_slot_of(r->node.object, r->offset + i))) {
            return spec_refuse(seL4_DeleteFirst);
        }
    }
    return spec_outcome_ok();
}

static struct aoutcome check_memory(struct astate *s, const struct acall *c, const struct retype *r)
{
    word size = (word)spec_power_of_2(c->cap.size_bits);
    word free = spec_has_children(s, c->slot) ? size - c->cap.watermark : size;

    if (free / spec_power_of_2(r->object_bits) < r->count) {
        return spec_refuse_number(seL4_NotEnoughMemory, free);
    }
    if (c->cap.device && cap_type_of(r->type) != AC_FRAME && r->type != seL4_UntypedObject) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    return spec_outcome_ok();
}

static void retype(struct astate *s, word parent, const struct retype *r)
{
    struct acap untyped = as_cap_in(s, parent);
    word size = (word)spec_power_of_2(r->object_bits);
    word used = spec_has_children(s, parent) ? untyped.watermark : 0;
    word start = (used + size - 1) / size * size;

    untyped.watermark = start + r->count * size;
    as_cap_set(s, parent, untyped);
    for (word i = 0; i < r->count; i++) {
        enum acap_type type = cap_type_of(r->type);
        struct acap cap = {
            .type = (uint8_t)type,
            .size_bits = (uint8_t)r->object_bits,
            .rights = initial_rights(type),
            .device = untyped.device,
            .object = untyped.object + start + i * size,
        };
        object_create(s, cap);
        spec_insert_new(s, parent, as_slot_of(r->node.object, r->offset + i), cap);
    }
}

struct aoutcome spec_invoke_untyped(struct astate *s, const struct acall *c)
{
    struct retype r = {0};

    if (c->label != UntypedRetype) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (c->length < 6 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    r.type = spec_call_word(s, c, 0);
    r.offset = spec_call_word(s, c, 4);
    r.count = spec_call_word(s, c, 5);
    struct aoutcome o = check_type(r.type, spec_call_word(s, c, 1));
    if (spec_refused(o)) {
        return o;
    }
    r.object_bits = object_bits(r.type, (unsigned)spec_call_word(s, c, 1));
    o = find_node(s, spec_call_cap(s, c, 0), spec_call_word(s, c, 2), spec_call_word(s, c, 3), &r.node);
    if (spec_refused(o)) {
        return o;
    }
    o = check_window(s, &r);
    if (spec_refused(o)) {
        return o;
    }
    o = check_memory(s, c, &r);
    if (spec_refused(o)) {
        return o;
    }

    retype(s, c->slot, &r);
    return spec_outcome_ok();
}
