/* SPDX-License-Identifier: BSD-2-Clause */
/* The root task: its objects, its address space, its capabilities. boot.md sections 3, 4 and 8. */
#include <core/sched.h>
#include <lib/string.h>
#include <machine/boot.h>
#include <machine/machine.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>

#define ROOT_PRIORITY (PRIORITY_COUNT - 1)
#define PAGING_LEVELS 2u

static slot_t *root_slots;

static void give(word_t slot, cap_t cap)
{
    slot_insert_alone(&root_slots[slot], cap);
}

/* ---- address space ---- */

static void tables_create(const struct boot *boot)
{
    static const word_t shifts[PAGING_LEVELS] = {GIGA_PAGE_BITS, MEGA_PAGE_BITS};
    const struct rootserver_layout *layout = &boot->layout;
    word_t physical = layout->paging;
    word_t slot = boot->slots.paging.start;

    for (word_t level = 0; level < PAGING_LEVELS; level++) {
        word_t vaddr = op_align_down(layout->mapped.start, shifts[level]);

        for (word_t i = 0; i < layout->paging_count[level]; i++) {
            cap_t table = table_cap_new(physical, ASID_ROOT_TASK, vaddr);

            if (!paging_boot_table(layout->vspace, table))
                boot_fail_text("a page table of the root task has no place");
            give(slot, table);
            slot++;
            physical += PAGE_BYTES;
            vaddr += op_pow2(shifts[level]);
        }
    }
}

static cap_t frame_create(const struct boot *boot, word_t physical, word_t vaddr, bool executable)
{
    cap_t frame = frame_cap_new(PAGE_BITS, RIGHT_READ | RIGHT_WRITE, physical, ASID_ROOT_TASK, vaddr, false);

    if (!paging_boot_frame(boot->layout.vspace, frame, executable))
        boot_fail_text("a page of the root task has no table");
    return frame;
}

/* Maps [physical, physical + bytes) at vaddr, one frame per page, capabilities from slot on. */
static void frames_create(const struct boot *boot, word_t physical, word_t vaddr, word_t bytes, word_t slot)
{
    for (word_t offset = 0; offset < bytes; offset += PAGE_BYTES)
        give(slot + offset / PAGE_BYTES, frame_create(boot, physical + offset, vaddr + offset, true));
}

static void vspace_create(const struct boot *boot)
{
    const struct rootserver_layout *layout = &boot->layout;

    hw_kernel_mappings_copy(object_at(layout->vspace));
    asid_boot(layout->asid_pool, layout->vspace);
    give(seL4_CapInitThreadVSpace, table_cap_new(layout->vspace, ASID_ROOT_TASK, 0));
    give(seL4_CapASIDControl, asid_control_cap_new());
    give(seL4_CapInitThreadASIDPool, asid_pool_cap_new(layout->asid_pool, 0));
    tables_create(boot);
    frames_create(boot, boot->image.start, boot->image_vaddr, boot->image.end - boot->image.start,
                  boot->slots.image_frames.start);
    frames_create(boot, layout->extra, layout->extra_vaddr, boot->extra_bytes, boot->slots.extra_pages.start);
    give(seL4_CapBootInfoFrame, frame_create(boot, layout->bootinfo, layout->bootinfo_vaddr, false));
    give(seL4_CapInitThreadIPCBuffer, frame_create(boot, layout->ipc_buffer, layout->ipc_buffer_vaddr, false));
}

/* ---- other capabilities ---- */

static cap_t root_cnode_cap(const struct boot *boot)
{
    word_t radix = CONFIG_ROOT_CNODE_SIZE_BITS;

    return cap_new(CAP_CNODE, radix, 0, boot->layout.cnode, cnode_w1_guard_size_set(0, WORD_BITS - radix));
}

static void control_caps_create(const struct boot *boot)
{
    give(seL4_CapInitThreadCNode, root_cnode_cap(boot));
    give(seL4_CapIRQControl, cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    give(seL4_CapDomain, cap_new(CAP_DOMAIN, 0, 0, 0, 0));
    give(boot->slots.sched_control.start, cap_new(CAP_SCHED_CONTROL, 0, 0, 0, 0));
}

/* They begin used up: the first Retype clears them. */
static void untypeds_create(const struct boot *boot)
{
    for (word_t i = 0; i < UNTYPEDS_MAX && i < boot->untypeds.count; i++) {
        struct untyped_piece piece = boot->untypeds.at[i];
        word_t w1 = untyped_w1_device_set(untyped_w1_free_set(0, op_pow2(piece.size_bits)), piece.is_device);

        give(boot->slots.untypeds.start + i, cap_new(CAP_UNTYPED, piece.size_bits, 0, piece.paddr, w1));
    }
}

/* ---- thread ---- */

static void slot_copy(tcb_t *tcb, enum tcb_slot to, word_t from)
{
    slot_t *source = &root_slots[from];

    slot_insert_copy(source, &tcb->slot[to], cap_derived(source->cap));
}

static void thread_create(const struct boot *boot)
{
    static const char name[] = "rootserver";
    tcb_t *tcb = object_at(boot->layout.tcb);
    sched_context_t *sc = object_at(boot->layout.sc);

    tcb_init(tcb, 0);
    give(seL4_CapInitThreadTCB, cap_new(CAP_TCB, 0, 0, boot->layout.tcb, 0));
    give(seL4_CapInitThreadSC, cap_new(CAP_SCHED_CONTEXT, seL4_MinSchedContextBits, 0, boot->layout.sc, 0));
    slot_copy(tcb, TCB_SLOT_CSPACE, seL4_CapInitThreadCNode);
    tcb_cspace_changed(tcb);
    slot_copy(tcb, TCB_SLOT_VSPACE, seL4_CapInitThreadVSpace);
    slot_copy(tcb, TCB_SLOT_IPC_BUFFER, seL4_CapInitThreadIPCBuffer);
    tcb->buffer_address = boot->layout.ipc_buffer_vaddr;
    tcb->priority = ROOT_PRIORITY;
    tcb->mcp = ROOT_PRIORITY;
    for (word_t i = 0; i < sizeof(name); i++)
        tcb->name[i] = name[i];
    tcb->context.r[REG_FIRST_ARGUMENT] = boot->layout.bootinfo_vaddr;
    tcb->context.r[REG_FAULT_IP] = boot->entry;
    tcb->context.r[REG_NEXT_IP] = boot->entry;

    sched_stamp();
    refill_new(sc, REFILL_MIN, time_us_to_ticks(CONFIG_BOOT_THREAD_TIME_SLICE * 1000), 0, this_core()->now);
    tcb_resume(tcb);
    sched_context_bind_tcb(sc, tcb);
}

static void bootinfo_write(const struct boot *boot)
{
    struct bootinfo_facts facts = {
        .extra_bytes = boot->extra_bytes,
        .node_count = CONFIG_MAX_NUM_NODES,
        .iopt_levels = 0,
        .ipc_buffer_vaddr = boot->layout.ipc_buffer_vaddr,
        .cnode_bits = CONFIG_ROOT_CNODE_SIZE_BITS,
    };
    word_t tree_bytes = boot->tree.end - boot->tree.start;

    bootinfo_fill(object_at(boot->layout.bootinfo), &facts, &boot->slots, &boot->untypeds);
    if (tree_bytes != 0)
        memcpy(bootinfo_chunk_begin(object_at(boot->layout.extra), SEL4_BOOTINFO_HEADER_FDT, tree_bytes),
               object_at(boot->tree.start), tree_bytes);
}

void boot_root_create(struct boot *boot)
{
    root_slots = object_at(boot->layout.cnode);
    hw_clear(object_at(boot->layout.memory.start),
             op_align_down(boot->layout.memory.end - boot->layout.memory.start, 4));
    vspace_create(boot);
    control_caps_create(boot);
    untypeds_create(boot);
    bootinfo_write(boot);
    thread_create(boot);
}
