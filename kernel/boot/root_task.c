/* SPDX-License-Identifier: BSD-2-Clause */
#include <boot/boot_fail.h>
#include <boot/root_task.h>
#include <core/sched.h>
#include <debug/print.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>

#define ROOT_PRIORITY (PRIORITY_COUNT - 1)
#define PAGE_BYTES ROOTSERVER_PAGE

_Static_assert(ROOT_PAGING_LEVELS <= PAGING_LEVELS_MAX, "the layout has room for all levels");

static slot_t *root_slots;

/* ---- memory ---- */

static word_t image_bytes(const struct root_task *task)
{
    return task->image.end - task->image.start;
}

static struct rootserver_request request_of(const struct root_task *task)
{
    struct rootserver_request request = {
        .cnode_size_bits = (uint32_t)(task->cnode_bits + seL4_SlotBits),
        .vspace_size_bits = seL4_VSpaceBits,
        .tcb_size_bits = seL4_TCBBits,
        .sc_size_bits = seL4_MinSchedContextBits,
        .extra_size_bits = (uint32_t)task->extra_size_bits,
        .image_start = task->image_vaddr,
        .image_end = task->image_vaddr + image_bytes(task),
        .paging_levels = ROOT_PAGING_LEVELS,
    };

    for (word_t level = 0; level < ROOT_PAGING_LEVELS; level++)
        request.paging_shift[level] = (uint32_t)paging_level_bits(level);
    return request;
}

static void slots_plan(struct root_task *task)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct boot_slot_counts counts = {
        .sched_control = CONFIG_MAX_NUM_NODES,
        .paging = task->layout.paging_total,
        .extra_pages = task->extra_frames,
        .image_frames = image_bytes(task) / PAGE_BYTES,
        .untypeds = task->untypeds.count,
        .sched_control_later = task->sched_control_later,
    };

    boot_check(boot_slots_plan(&counts, (uint32_t)task->cnode_bits, &task->slots, &error), &error);
}

void root_task_plan(struct root_task *task, const struct region_list *usable, struct region kernel,
                    const struct region_list *kernel_devices, struct region boot_part)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct untyped_rule rule = {(word_t)object_at(0), seL4_MaxUntypedBits};
    struct rootserver_request request = request_of(task);

    boot_check(memory_free_find(usable, kernel, kernel_devices, &task->free, &error), &error);
    boot_check(memory_devices_find(&task->free, kernel, kernel_devices, CONFIG_PADDR_USER_DEVICE_TOP, &task->devices,
                                   &error),
               &error);
    rootserver_space_plan(&request, &task->layout);
    boot_check(rootserver_place(&task->free, &request, &task->layout, &error), &error);
    untyped_list_build(&task->untypeds, rule, &task->devices, boot_part, &task->free);
    if (task->untypeds.dropped != 0) {
        print_text("holdfast: too many memory regions: pieces not used:");
        print_named("count", task->untypeds.dropped);
        print_line_end();
    }
    slots_plan(task);
}

/* ---- address space ---- */

void root_task_give(word_t slot, cap_t cap)
{
    slot_insert_alone(&root_slots[slot], cap);
}

static void tables_create(const struct root_task *task)
{
    const struct rootserver_layout *layout = &task->layout;
    word_t physical = layout->paging;
    word_t slot = task->slots.paging.start;

    for (word_t level = 0; level < ROOT_PAGING_LEVELS; level++) {
        word_t bits = paging_level_bits(level);
        word_t vaddr = op_align_down(layout->mapped.start, bits);

        for (word_t i = 0; i < layout->paging_count[level]; i++) {
            cap_t table = paging_level_cap(level, physical, vaddr);

            if (!paging_boot_table(layout->vspace, table))
                boot_fail_text("root server: a page table has no place; please report this");
            root_task_give(slot, table);
            slot++;
            physical += PAGE_BYTES;
            vaddr += op_pow2(bits);
        }
    }
}

static cap_t frame_create(const struct root_task *task, word_t physical, word_t vaddr, bool executable)
{
    cap_t frame = frame_cap_new(PAGE_BITS, RIGHT_READ | RIGHT_WRITE, physical, ASID_ROOT_TASK, vaddr, false);

    if (!paging_boot_frame(task->layout.vspace, frame, executable))
        boot_fail_text("root server: a page has no table; please report this");
    return frame;
}

/* Maps count pages from physical on at vaddr, capabilities from slot on. */
static void frames_create(const struct root_task *task, word_t physical, word_t vaddr, word_t count, word_t slot)
{
    for (word_t i = 0; i < count; i++)
        root_task_give(slot + i, frame_create(task, physical + i * PAGE_BYTES, vaddr + i * PAGE_BYTES, true));
}

static void vspace_create(const struct root_task *task)
{
    const struct rootserver_layout *layout = &task->layout;

    root_task_give(seL4_CapInitThreadVSpace, paging_boot_root(layout->vspace));
    asid_boot(layout->asid_pool, layout->vspace);
    root_task_give(seL4_CapASIDControl, asid_control_cap_new());
    root_task_give(seL4_CapInitThreadASIDPool, asid_pool_cap_new(layout->asid_pool, 0));
    tables_create(task);
    frames_create(task, task->image.start, task->image_vaddr, image_bytes(task) / PAGE_BYTES,
                  task->slots.image_frames.start);
    frames_create(task, layout->extra, layout->extra_vaddr, task->extra_frames, task->slots.extra_pages.start);
    root_task_give(seL4_CapBootInfoFrame, frame_create(task, layout->bootinfo, layout->bootinfo_vaddr, false));
    root_task_give(seL4_CapInitThreadIPCBuffer,
                   frame_create(task, layout->ipc_buffer, layout->ipc_buffer_vaddr, false));
}

/* ---- other capabilities ---- */

static cap_t root_cnode_cap(const struct root_task *task)
{
    word_t radix = task->cnode_bits;

    return cap_new(CAP_CNODE, radix, 0, task->layout.cnode, cnode_w1_guard_size_set(0, WORD_BITS - radix));
}

static void control_caps_create(const struct root_task *task)
{
    root_task_give(seL4_CapInitThreadCNode, root_cnode_cap(task));
    root_task_give(seL4_CapIRQControl, cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    root_task_give(seL4_CapDomain, cap_new(CAP_DOMAIN, 0, 0, 0, 0));
    root_task_give(task->slots.sched_control.start, cap_new(CAP_SCHED_CONTROL, 0, 0, 0, 0));
}

/* They begin used up: the first Retype clears them. */
static void untypeds_create(const struct root_task *task)
{
    for (word_t i = 0; i < UNTYPEDS_MAX && i < task->untypeds.count; i++) {
        struct untyped_piece piece = task->untypeds.at[i];
        word_t w1 = untyped_w1_device_set(untyped_w1_free_set(0, op_pow2(piece.size_bits)), piece.is_device);

        root_task_give(task->slots.untypeds.start + i, cap_new(CAP_UNTYPED, piece.size_bits, 0, piece.paddr, w1));
    }
}

static void bootinfo_write(const struct root_task *task)
{
    struct bootinfo_facts facts = {
        .extra_bytes = task->extra_bytes,
        .node_count = CONFIG_MAX_NUM_NODES,
        .iopt_levels = 0,
        .ipc_buffer_vaddr = task->layout.ipc_buffer_vaddr,
        .cnode_bits = (uint32_t)task->cnode_bits,
    };

    bootinfo_fill(object_at(task->layout.bootinfo), &facts, &task->slots, &task->untypeds);
}

/* ---- thread ---- */

static void slot_copy(tcb_t *tcb, enum tcb_slot to, word_t from)
{
    slot_t *source = &root_slots[from];

    slot_insert_copy(source, &tcb->slot[to], cap_derived(source->cap));
}

static void thread_create(const struct root_task *task)
{
    static const char name[] = "rootserver";
    tcb_t *tcb = object_at(task->layout.tcb);
    sched_context_t *sc = object_at(task->layout.sc);

    tcb_init(tcb, 0);
    root_task_give(seL4_CapInitThreadTCB, cap_new(CAP_TCB, 0, 0, task->layout.tcb, 0));
    root_task_give(seL4_CapInitThreadSC,
                   cap_new(CAP_SCHED_CONTEXT, seL4_MinSchedContextBits, 0, task->layout.sc, 0));
    slot_copy(tcb, TCB_SLOT_CSPACE, seL4_CapInitThreadCNode);
    tcb_cspace_changed(tcb);
    slot_copy(tcb, TCB_SLOT_VSPACE, seL4_CapInitThreadVSpace);
    slot_copy(tcb, TCB_SLOT_IPC_BUFFER, seL4_CapInitThreadIPCBuffer);
    tcb->buffer_address = task->layout.ipc_buffer_vaddr;
    tcb->priority = ROOT_PRIORITY;
    tcb->mcp = ROOT_PRIORITY;
    for (word_t i = 0; i < sizeof(name); i++)
        tcb->name[i] = name[i];
    tcb->context.r[REG_FIRST_ARGUMENT] = task->layout.bootinfo_vaddr;
    tcb->context.r[REG_FAULT_IP] = task->entry;
    tcb->context.r[REG_NEXT_IP] = task->entry;

    sched_stamp();
    refill_new(sc, REFILL_MIN, time_us_to_ticks(CONFIG_BOOT_THREAD_TIME_SLICE * 1000), 0, this_core()->now);
    tcb_resume(tcb);
    sched_context_bind_tcb(sc, tcb);
}

void root_task_create(const struct root_task *task)
{
    struct region memory = task->layout.memory;

    root_slots = object_at(task->layout.cnode);
    hw_clear(object_at(memory.start), op_align_down(memory.end - memory.start, 4));
    vspace_create(task);
    control_caps_create(task);
    untypeds_create(task);
    bootinfo_write(task);
    thread_create(task);
}

void root_task_schedule(word_t begin)
{
    print_text("holdfast: booted in ");
    print_number(time_ticks_to_us(hw_clock() - begin));
    print_text(" us");
    print_line_end();
    print_text("Booting all finished, dropped to user space");
    print_line_end();
    sched_schedule();
    sched_activate();
}
