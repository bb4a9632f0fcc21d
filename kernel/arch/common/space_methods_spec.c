/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification: methods on address spaces as calls, over the abstract state. What they mean is said by vspace_spec.c
 * over a state of its own, which is made from this one for each method.
 */
#include "proof/spec.h"
#include <common/vspace_spec.h>

static struct vs_state spaces;

/* ---- From one state to the other ---- */

enum { EXECUTE_NEVER = 1, UNCACHED = 2 };

static struct vs_mapping mapping_in(struct amapping m)
{
    return (struct vs_mapping){
        .root = m.root,
        .span_bits = m.span_bits,
        .vaddr = m.vaddr,
        .table = m.table,
        .target = m.target,
        .readable = !m.table && (m.rights & AR_READ),
        .writable = !m.table && (m.rights & AR_WRITE),
        .executable = !m.table && !(m.attributes & EXECUTE_NEVER),
        .uncached = m.attributes & UNCACHED,
    };
}

static struct amapping mapping_out(struct vs_mapping m)
{
    return (struct amapping){
        .root = m.root,
        .span_bits = (uint8_t)m.span_bits,
        .table = m.table,
        .rights = (uint8_t)((m.readable ? AR_READ : 0) + (m.writable ? AR_WRITE : 0)),
        .attributes = (uint8_t)((m.table || m.executable ? 0 : EXECUTE_NEVER) + (m.uncached ? UNCACHED : 0)),
        .vaddr = m.vaddr,
        .target = m.target,
    };
}

static void begin(const struct astate *s)
{
    for (unsigned i = 0; i < s->asid_count; i++) {
        spaces.root_of[s->asid[i].asid] = s->asid[i].root;
    }
    for (unsigned i = 0; i < s->mapping_count; i++) {
        spaces.mapping[i] = mapping_in(s->mapping[i]);
    }
    spaces.count = s->mapping_count;
}

/* No method gives an ASID. */
static void end(struct astate *s)
{
    for (unsigned i = s->asid_count; i > 0; i--) {
        word asid = s->asid[i - 1].asid;
        if (spaces.root_of[asid] == 0) {
            as_asid_set(s, asid, 0);
        }
        spaces.root_of[asid] = 0;
    }
    s->mapping_count = 0;
    for (unsigned i = 0; i < spaces.count; i++) {
        as_mapping_add(s, mapping_out(spaces.mapping[i]));
    }
}

/* What is neither frame nor table is as little an address space as a frame. */
static struct vs_cap cap_in(struct acap cap)
{
    return (struct vs_cap){
        .frame = cap.type != AC_PAGE_TABLE && cap.type != AC_VSPACE,
        .root = cap.type == AC_VSPACE,
        .object = cap.object,
        .size_bits = cap.size_bits,
        .read = cap.rights & AR_READ,
        .write = cap.rights & AR_WRITE,
        .mapped = cap.mapped,
        .asid = cap.asid,
        .vaddr = cap.vaddr,
    };
}

static void cap_out(struct astate *s, const struct acall *c, struct vs_cap recorded)
{
    struct acap cap = c->cap;

    cap.mapped = recorded.mapped;
    cap.asid = (uint16_t)recorded.asid;
    cap.vaddr = recorded.vaddr;
    as_cap_set(s, c->slot, cap);
}

static struct aoutcome outcome_of(struct vs_outcome v)
{
    struct aoutcome o = {.error = v.error, .count = v.count};

    for (unsigned i = 0; i < v.count; i++) {
        o.words[i] = v.word[i];
    }
    return o;
}

/* ---- Frames ---- */

static struct aoutcome frame_map(struct astate *s, const struct acall *c)
{
    struct vs_cap frame = cap_in(c->cap);

    if (c->length < 3 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct vs_cap root = cap_in(spec_call_cap(s, c, 0));
    word vaddr = spec_call_word(s, c, 0);
    word rights = spec_call_word(s, c, 1);
    word attributes = spec_call_word(s, c, 2);

    begin(s);
    struct vs_outcome o = vs_page_map(&spaces, &frame, root, vaddr, rights, attributes);
    end(s);
    cap_out(s, c, frame);
    return outcome_of(o);
}

void spec_unmap_frame(struct astate *s, struct acap cap)
{
    struct vs_cap frame = cap_in(cap);

    begin(s);
    vs_page_unmap(&spaces, &frame);
    end(s);
}

struct aoutcome spec_invoke_frame(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case SPEC_FRAME_MAP:
        return frame_map(s, c);
    case SPEC_FRAME_UNMAP: {
        struct vs_cap frame = cap_in(c->cap);
        begin(s);
        vs_page_unmap(&spaces, &frame);
        end(s);
        cap_out(s, c, frame);
        return spec_outcome_ok();
    }
    case SPEC_FRAME_GET_ADDRESS:
        return spec_outcome_value(c->cap.object);
    default:
        return spec_isa_invoke_frame(s, c);
    }
}

/* ---- Tables ---- */

static struct aoutcome table_map(struct astate *s, const struct acall *c)
{
    struct vs_cap table = cap_in(c->cap);

    if (c->length < 2 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct vs_cap root = cap_in(spec_call_cap(s, c, 0));
    word vaddr = spec_call_word(s, c, 0);

    begin(s);
    struct vs_outcome o = vs_table_map(&spaces, &table, root, vaddr);
    end(s);
    cap_out(s, c, table);
    return outcome_of(o);
}

static struct aoutcome table_unmap(struct astate *s, const struct acall *c)
{
    struct vs_cap table = cap_in(c->cap);

    begin(s);
    struct vs_outcome o = vs_table_unmap(&spaces, &table, spec_is_final(s, c->slot));
    end(s);
    cap_out(s, c, table);
    return outcome_of(o);
}

struct aoutcome spec_invoke_table(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case SPEC_TABLE_MAP:
        return table_map(s, c);
    case SPEC_TABLE_UNMAP:
        return table_unmap(s, c);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}

void spec_table_finalize(struct astate *s, struct acap cap)
{
    begin(s);
    vs_table_delete(&spaces, cap_in(cap));
    end(s);
}

word spec_thread_vspace(struct astate *s, word thread)
{
    struct acap root = as_cap_in(s, as_slot_of(thread, TS_VSPACE));

    return spec_cap_is_root(root) && as_asid_root(s, root.asid) == root.object ? root.object : 0;
}
