/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification of address spaces of RISC-V (Sv39): how frames are mapped, and what is a root: any table. */
#include <common/vspace_spec.h>

#include <sel4/abi.h>

enum { EXECUTE_NEVER = 1, RIGHT_WRITE_BIT = 1, RIGHT_READ_BIT = 2 };

uint64_t vs_user_end(void)
{
    return 0x3ffffff000;
}

bool vs_cap_is_space(struct vs_cap cap)
{
    return !cap.frame && cap.mapped;
}

bool vs_cap_is_free_root(struct vs_cap cap)
{
    return !cap.frame && !cap.mapped;
}

static struct vs_outcome check_record(const struct vs_state *s, struct vs_cap frame, struct vs_cap root, uint64_t vaddr)
{
    if (!frame.mapped)
        return vs_find(s, root.object, frame.size_bits, vaddr) < 0 ? vs_done() : vs_refuse(seL4_DeleteFirst);
    if (frame.asid != root.asid)
        return vs_refuse_number(seL4_InvalidCapability, 1);
    return frame.vaddr == vaddr ? vs_done() : vs_refuse_number(seL4_InvalidArgument, 0);
}

static struct vs_outcome check_page_map(const struct vs_state *s, struct vs_cap frame, struct vs_cap root,
                                        uint64_t vaddr)
{
    struct vs_outcome o = vs_check_space(s, root);
    unsigned end = 0;

    if (o.error != 0)
        return o;
    if (vaddr >= vs_user_end() || vaddr + (vs_span(frame.size_bits) - 1) >= vs_user_end())
        return vs_refuse_number(seL4_InvalidArgument, 0);
    if (vaddr != vs_beginning(vaddr, frame.size_bits))
        return vs_refuse(seL4_AlignmentError);
    end = vs_walk(s, root.object, vaddr);
    if (end != frame.size_bits)
        return vs_refuse_missing(end);
    return check_record(s, frame, root, vaddr);
}

/* An entry without any permission is not there. Writing needs reading. */
struct vs_outcome vs_page_map(struct vs_state *s, struct vs_cap *frame, struct vs_cap root, uint64_t vaddr,
                              uint64_t rights, uint64_t attributes)
{
    struct vs_outcome o = check_page_map(s, *frame, root, vaddr);
    bool read = frame->read && (rights & RIGHT_READ_BIT) != 0;
    struct vs_mapping m = {
        .root = root.object,
        .span_bits = frame->size_bits,
        .vaddr = vaddr,
        .target = frame->object,
        .readable = read,
        .writable = read && frame->write && (rights & RIGHT_WRITE_BIT) != 0,
        .executable = (attributes & EXECUTE_NEVER) == 0,
    };

    if (o.error != 0)
        return o;
    vs_entry_set(s, m, m.readable || m.executable);
    frame->mapped = true;
    frame->asid = root.asid;
    frame->vaddr = vaddr;
    return vs_done();
}
