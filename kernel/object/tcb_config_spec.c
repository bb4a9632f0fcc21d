/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: TCB methods that install capabilities in the thread. */
#include "proof/spec.h"

/* A capability to be installed: where it comes from and what it becomes. Type null: the slot is emptied only. */
struct install {
    word source;
    struct acap cap;
};

/* ---- Checks ---- */

struct aoutcome spec_check_buffer_frame(struct acap cap, word address)
{
    if (cap.type != AC_FRAME || cap.device) {
        return spec_refuse(seL4_IllegalOperation);
    }
    return address % BUFFER_BYTES != 0 ? spec_refuse(seL4_AlignmentError) : spec_outcome_ok();
}

static struct aoutcome check_buffer(struct astate *s, word source, word address, struct install *buffer)
{
    *buffer = (struct install){.source = source, .cap = as_cap_null()};
    if (address == 0) {
        return spec_outcome_ok();
    }
    struct aoutcome o = spec_derive(s, source, as_cap_in(s, source), &buffer->cap);
    return spec_refused(o) ? o : spec_check_buffer_frame(buffer->cap, address);
}

/* Deleting this capability would destroy a CNode or thread, which may take long. */
static bool deletes_much(struct astate *s, word slot)
{
    struct acap cap = as_cap_in(s, slot);
    return cap.type == AC_ZOMBIE || ((cap.type == AC_CNODE || cap.type == AC_TCB) && spec_is_final(s, slot));
}

/* What the capability becomes that is to be a root of the thread. */
static struct aoutcome derive_root(struct astate *s, word source, word data, struct install *root)
{
    struct acap cap = as_cap_in(s, source);

    root->source = source;
    if (data != 0) {
        cap = spec_apply_data(cap, false, data);
    }
    return spec_derive(s, source, cap, &root->cap);
}

static struct aoutcome check_spaces(struct astate *s, const struct acall *c, unsigned first_cap,
                                    struct install *cspace, struct install *vspace)
{
    word thread = c->cap.object;

    if (deletes_much(s, as_slot_of(thread, TS_CSPACE)) || deletes_much(s, as_slot_of(thread, TS_VSPACE))) {
        return spec_refuse(seL4_IllegalOperation);
    }
    struct aoutcome o = derive_root(s, c->extra[first_cap], spec_call_word(s, c, 0), cspace);
    if (!spec_refused(o) && cspace->cap.type != AC_CNODE) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (spec_refused(o)) {
        return o;
    }
    o = derive_root(s, c->extra[first_cap + 1], spec_call_word(s, c, 1), vspace);
    if (!spec_refused(o) && !spec_cap_is_root(vspace->cap)) {
        return spec_refuse(seL4_IllegalOperation);
    }
    return o;
}

/* ---- Effects ---- */

/* Empties the thread's slot and puts the new capability there. */
static void install(struct astate *s, const struct acall *c, unsigned index, struct install what)
{
    word slot = as_slot_of(c->cap.object, index);

    spec_delete(s, slot);
    if (what.cap.type != AC_NULL) {
        spec_insert_copy(s, what.source, slot, what.cap);
    }
}

static void install_buffer(struct astate *s, const struct acall *c, word address, struct install buffer)
{
    install(s, c, TS_BUFFER, buffer);
    as_tcb_get(s, c->cap.object)->buffer_address = address;
}

/* ---- Methods ---- */

static struct aoutcome configure(struct astate *s, const struct acall *c)
{
    struct install cspace = {0};
    struct install vspace = {0};
    struct install buffer = {0};

    if (c->length < 3 || c->extra_count < 3) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word address = spec_call_word(s, c, 2);
    struct aoutcome o = check_buffer(s, c->extra[2], address, &buffer);
    if (spec_refused(o)) {
        return o;
    }
    o = check_spaces(s, c, 0, &cspace, &vspace);
    if (spec_refused(o)) {
        return o;
    }

    install(s, c, TS_CSPACE, cspace);
    install(s, c, TS_VSPACE, vspace);
    install_buffer(s, c, address, buffer);
    return spec_outcome_ok();
}

static struct aoutcome set_space(struct astate *s, const struct acall *c)
{
    struct install cspace = {0};
    struct install vspace = {0};

    if (c->length < 2 || c->extra_count < 3) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct install handler = {.source = c->extra[0], .cap = spec_call_cap(s, c, 0)};
    struct aoutcome o = check_spaces(s, c, 1, &cspace, &vspace);
    if (spec_refused(o)) {
        return o;
    }
    if (!spec_cap_is_fault_handler(handler.cap)) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }

    install(s, c, TS_FAULT, handler);
    install(s, c, TS_CSPACE, cspace);
    install(s, c, TS_VSPACE, vspace);
    return spec_outcome_ok();
}

static struct aoutcome set_ipc_buffer(struct astate *s, const struct acall *c)
{
    struct install buffer = {0};

    if (c->length < 1 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word address = spec_call_word(s, c, 0);
    struct aoutcome o = check_buffer(s, c->extra[0], address, &buffer);
    if (spec_refused(o)) {
        return o;
    }

    install_buffer(s, c, address, buffer);
    return spec_outcome_ok();
}

static struct aoutcome set_timeout_endpoint(struct astate *s, const struct acall *c)
{
    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct install handler = {.source = c->extra[0], .cap = spec_call_cap(s, c, 0)};
    if (!spec_cap_is_fault_handler(handler.cap)) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }

    install(s, c, TS_TIMEOUT, handler);
    return spec_outcome_ok();
}

static struct aoutcome check_sched_context(struct astate *s, const struct acall *c, struct acap sc)
{
    struct atcb *t = as_tcb_get(s, c->cap.object);

    if (sc.type == AC_NULL) {
        return t->name == c->caller ? spec_refuse(seL4_IllegalOperation) : spec_outcome_ok();
    }
    if (sc.type != AC_SCHED_CONTEXT) {
        return spec_refuse_number(seL4_InvalidCapability, 2);
    }
    if (t->sc != sc.object && (t->sc != 0 || as_context_get(s, sc.object)->tcb != 0)) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (spec_thread_is_blocked(t) && !spec_context_is_released(s, sc.object)) {
        return spec_refuse(seL4_IllegalOperation);
    }
    return spec_outcome_ok();
}

static struct aoutcome check_sched_params(struct astate *s, const struct acall *c)
{
    if (c->length < 2 || c->extra_count < 3) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap authority = spec_call_cap(s, c, 0);
    if (authority.type != AC_TCB) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }
    word limit = as_tcb_get(s, authority.object)->mcp;
    if (spec_call_word(s, c, 0) > limit || spec_call_word(s, c, 1) > limit) {
        return spec_refuse_range(0, limit);
    }
    struct aoutcome o = check_sched_context(s, c, spec_call_cap(s, c, 1));
    if (spec_refused(o)) {
        return o;
    }
    bool handler = spec_cap_is_fault_handler(spec_call_cap(s, c, 2));
    return handler ? spec_outcome_ok() : spec_refuse_number(seL4_InvalidCapability, 3);
}

static struct aoutcome set_sched_params(struct astate *s, const struct acall *c)
{
    word thread = c->cap.object;
    struct aoutcome o = check_sched_params(s, c);

    if (spec_refused(o)) {
        return o;
    }
    word mcp = spec_call_word(s, c, 0);
    word prio = spec_call_word(s, c, 1);
    struct acap sc = spec_call_cap(s, c, 1);
    struct install handler = {.source = c->extra[2], .cap = spec_call_cap(s, c, 2)};

    install(s, c, TS_FAULT, handler);
    as_tcb_get(s, thread)->mcp = mcp;
    spec_set_priority(s, thread, prio);
    word bound = as_tcb_get(s, thread)->sc;
    if (sc.type == AC_NULL && bound != 0) {
        spec_sc_unbind_tcb(s, bound);
    } else if (sc.type == AC_SCHED_CONTEXT && bound != sc.object) {
        spec_sc_bind_tcb(s, sc.object, thread);
    }
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_tcb_config(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case TCBConfigure:
        return configure(s, c);
    case TCBSetSpace:
        return set_space(s, c);
    case TCBSetIPCBuffer:
        return set_ipc_buffer(s, c);
    case TCBSetTimeoutEndpoint:
        return set_timeout_endpoint(s, c);
    case TCBSetSchedParams:
        return set_sched_params(s, c);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}
