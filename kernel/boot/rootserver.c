/* SPDX-License-Identifier: BSD-2-Clause */
/* Placing of the root server's image and of the first kernel objects. */
#include "boot/rootserver.h"

#include "lib/field.h"
#include "lib/string.h"

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

bool image_place_find(const struct region_list *usable, uint64_t kernel_end, struct region module,
                      uint64_t modules_end, uint64_t image_bytes, struct image_place *place,
                      struct boot_error *error)
{
    uint64_t above = align_up(modules_end, ROOTSERVER_PAGE);

    if (image_bytes > UINT64_MAX - kernel_end || image_bytes > UINT64_MAX - above) {
        return boot_refuse(error, BOOT_PLACE_IMAGE, kernel_end, UINT64_MAX);
    }
    place->final = region_make(kernel_end, kernel_end + image_bytes);
    place->built = place->final;
    if (regions_overlap(place->final, module)) {
        place->built = region_make(above, above + image_bytes);
    }

    if (!region_list_covers(usable, place->final)) {
        return boot_refuse(error, BOOT_PLACE_IMAGE, place->final.start, place->final.end);
    }
    if (!region_list_covers(usable, place->built)) {
        return boot_refuse(error, BOOT_PLACE_IMAGE, place->built.start, place->built.end);
    }
    return true;
}

/* Number of aligned blocks of 2^shift bytes that the range touches; the range isn't empty. */
static uint32_t blocks_touched(struct region range, uint32_t shift)
{
    return (uint32_t)(((range.end - 1) >> shift) - (range.start >> shift) + 1);
}

static uint64_t extra_size(const struct rootserver_request *request)
{
    return request->extra_size_bits == 0 ? 0 : op_pow2(request->extra_size_bits);
}

void rootserver_space_plan(const struct rootserver_request *request, struct rootserver_layout *layout)
{
    memset(layout, 0, sizeof(*layout));
    layout->ipc_buffer_vaddr = request->image_end;
    layout->bootinfo_vaddr = layout->ipc_buffer_vaddr + ROOTSERVER_PAGE;
    layout->extra_vaddr = layout->bootinfo_vaddr + ROOTSERVER_PAGE;
    layout->mapped = region_make(request->image_start, layout->extra_vaddr + extra_size(request));
    for (uint32_t i = 0; i < PAGING_LEVELS_MAX && i < request->paging_levels; i++) {
        layout->paging_count[i] = blocks_touched(layout->mapped, request->paging_shift[i]);
        layout->paging_total += layout->paging_count[i];
    }
}

static uint64_t objects_size(const struct rootserver_request *request, uint32_t paging_total)
{
    /* Three pages: ASID pool, IPC buffer, boot information. */
    return op_pow2(request->cnode_size_bits) + op_pow2(request->vspace_size_bits) + extra_size(request) +
           3 * (uint64_t)ROOTSERVER_PAGE + op_pow2(request->tcb_size_bits) +
           (uint64_t)paging_total * ROOTSERVER_PAGE + op_pow2(request->sc_size_bits);
}

/* Hands out memory upwards. */
static uint64_t take(uint64_t *next, uint64_t size)
{
    uint64_t taken = *next;

    *next += size;
    return taken;
}

/*
 * Largest first, so that each object is aligned to its size. Extra boot information can be of any size: it goes before
 * the first object that isn't larger.
 */
static void objects_assign(const struct rootserver_request *request, struct rootserver_layout *layout)
{
    uint64_t next = layout->memory.start;
    uint64_t cnode = op_pow2(request->cnode_size_bits);
    uint64_t vspace = op_pow2(request->vspace_size_bits);
    uint64_t tcb = op_pow2(request->tcb_size_bits);
    uint64_t extra = extra_size(request);
    bool cnode_first = cnode > vspace;
    bool extra_first = extra >= larger(cnode, vspace);
    bool extra_second = !extra_first && extra >= (cnode_first ? vspace : cnode);

    if (extra_first) {
        layout->extra = take(&next, extra);
    }
    if (cnode_first) {
        layout->cnode = take(&next, cnode);
    } else {
        layout->vspace = take(&next, vspace);
    }
    if (extra_second) {
        layout->extra = take(&next, extra);
    }
    if (cnode_first) {
        layout->vspace = take(&next, vspace);
    } else {
        layout->cnode = take(&next, cnode);
    }
    if (!extra_first && !extra_second && extra > 0) {
        layout->extra = take(&next, extra);
    }
    layout->asid_pool = take(&next, ROOTSERVER_PAGE);
    layout->ipc_buffer = take(&next, ROOTSERVER_PAGE);
    layout->bootinfo = take(&next, ROOTSERVER_PAGE);
    if (tcb >= ROOTSERVER_PAGE) {
        layout->tcb = take(&next, tcb);
    }
    layout->paging = take(&next, (uint64_t)layout->paging_total * ROOTSERVER_PAGE);
    if (tcb < ROOTSERVER_PAGE) {
        layout->tcb = take(&next, tcb);
    }
    layout->sc = take(&next, op_pow2(request->sc_size_bits));
}

bool rootserver_place(struct region_list *free, const struct rootserver_request *request,
                      struct rootserver_layout *layout, struct boot_error *error)
{
    uint64_t size = objects_size(request, layout->paging_total);
    uint64_t align = larger(larger(op_pow2(request->cnode_size_bits), op_pow2(request->vspace_size_bits)),
                            extra_size(request));

    for (uint32_t i = free->count; i > 0; i--) {
        struct region region = free->at[i - 1];
        uint64_t start = region.end >= size ? align_down(region.end - size, align) : 0;

        if (region.end < size || start < region.start) {
            continue;
        }
        layout->memory = region_make(start, start + size);
        if (!region_list_cut(free, layout->memory)) {
            return boot_refuse(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0);
        }
        objects_assign(request, layout);
        return true;
    }
    return boot_refuse(error, BOOT_PLACE_OBJECTS, size, region_list_largest(free));
}
