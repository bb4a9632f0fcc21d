/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification of address spaces of AArch64 at EL2 with 40 bits of address: how frames are mapped, what is a root. */
#include <common/vspace_spec.h>

#include <sel4/abi.h>

enum { CACHEABLE = 1, EXECUTE_NEVER = 4, RIGHT_WRITE_BIT = 1, RIGHT_READ_BIT = 2 };

uint64_t vs_user_end(void)
{
    return 0x10000000000;
}

bool vs_cap_is_space(struct vs_cap cap)
{
    return cap.root && cap.mapped;
}

bool vs_cap_is_free_root(struct vs_cap cap)
{
    return cap.root && !cap.mapped;
}

static struct vs_outcome check_place(struct vs_cap frame, struct vs_cap root, uint64_t vaddr)
{
    if (!frame.mapped) {
        bool inside = vaddr < vs_user_end() && vaddr + (vs_span(frame.size_bits) - 1) < vs_user_end();

        return inside ? vs_done() : vs_refuse_number(seL4_InvalidArgument, 0);
    }
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
    if (vaddr != vs_beginning(vaddr, frame.size_bits))
        return vs_refuse(seL4_AlignmentError);
    o = check_place(frame, root, vaddr);
    if (o.error != 0)
        return o;
    end = vs_walk(s, root.object, vaddr);
    return end == frame.size_bits ? vs_done() : vs_refuse_missing(end);
}

/* Whatever is there is replaced. Writing needs reading; without either the entry is there, and all accesses fault. */
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
        .uncached = (attributes & CACHEABLE) == 0,
    };

    if (o.error != 0)
        return o;
    vs_entry_set(s, m, true);
    frame->mapped = true;
    frame->asid = root.asid;
    frame->vaddr = vaddr;
    return vs_done();
}
