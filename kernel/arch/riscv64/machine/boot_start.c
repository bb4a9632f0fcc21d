/* SPDX-License-Identifier: BSD-2-Clause */
/* From the loader's six numbers to the running root task: the column of steps. boot.md sections 2 and 7. */
#include <arch_cap.h>
#include <core/sched.h>
#include <debug/print.h>
#include <debug/stop.h>
#include <driver/plic.h>
#include <machine/boot.h>
#include <machine/machine.h>
#include <object/asid.h>
#include <object/irq.h>
#include <status.h>

#define VTABLE_BITS 12u
#define PAGING_LEVELS 2u
#define MHZ 1000000u
#define MIB2_BITS 21u
#define SIE_TIMER 0x20u
#define SIE_EXTERNAL 0x200u
#define CNODE_BITS CONFIG_ROOT_CNODE_SIZE_BITS

/* What there is when the loader passes no device tree: QEMU's virt machine with 2 GiB. */
#define VIRT_RAM_START 0x80000000u
#define VIRT_RAM_END ((word_t)0x100000000)
#define VIRT_PLIC_START 0xc000000u
#define VIRT_PLIC_END 0xc600000u
#define VIRT_CLINT_START 0x2000000u
#define VIRT_CLINT_END 0x2010000u

void boot_start(word_t image_start, word_t image_end, word_t offset, word_t entry, word_t tree, word_t tree_bytes);

static struct boot boot;

/* ---- failing ---- */

_Noreturn void boot_fail_text(const char *text)
{
    stop_with("holdfast: cannot boot: ", text, 0);
}

_Noreturn void boot_fail(struct boot_error error)
{
    static char text[BOOT_ERROR_TEXT_MAX];

    boot_error_text(error, text);
    boot_fail_text(text);
}

static void boot_refused(enum boot_error_kind kind, struct region region)
{
    boot_fail((struct boot_error){kind, region.start, region.end});
}

/* ---- what the loader hands over ---- */

static struct region kernel_region(void)
{
    return region_make(image_physical(ki_start), image_physical(ki_end));
}

/* The three regions must be apart; any order will do. */
static void handover_check(void)
{
    word_t low = boot.image_vaddr;
    word_t high = low + (boot.image.end - boot.image.start);
    word_t tail = 2 * PAGE_BYTES + (boot.extra_bytes == 0 ? 0 : op_pow2(boot.request.extra_size_bits));

    if (region_is_empty(boot.image) || !op_is_aligned(boot.image.start, 12) || !op_is_aligned(boot.image.end, 12) ||
        !op_is_aligned(low, 12))
        boot_refused(BOOT_HANDOVER_IMAGE, boot.image);
    if (high < low || high > seL4_UserTop || tail > seL4_UserTop - high)
        boot_refused(BOOT_HANDOVER_SPACE, region_make(low, high));
    if (boot.tree.end < boot.tree.start || boot.tree.end > WINDOW_LIMIT)
        boot_refused(BOOT_HANDOVER_TREE, boot.tree);
    if (regions_overlap(boot.image, kernel_region()) || regions_overlap(boot.image, boot.tree))
        boot_refused(BOOT_HANDOVER_OVERLAP, boot.image);
    if (regions_overlap(boot.tree, kernel_region()))
        boot_refused(BOOT_HANDOVER_OVERLAP, boot.tree);
}

/* tree_bytes is a 32-bit number; 0: no device tree. */
static void handover_read(word_t image_start, word_t image_end, word_t offset, word_t tree, word_t tree_bytes)
{
    word_t bytes = tree == 0 ? 0 : op_low(tree_bytes, 32);

    boot.image = region_make(image_start, image_end);
    boot.image_vaddr = image_start - offset;
    boot.tree = bytes == 0 ? region_make(0, 0) : region_make(tree, tree + bytes);
    boot.extra_bytes = bytes == 0 ? 0 : BOOTINFO_CHUNK_HEADER_BYTES + bytes;
    boot.request.extra_size_bits = bytes == 0 ? 0 : bootinfo_extra_size_bits(boot.extra_bytes);
    handover_check();
}

static void platform_default(void)
{
    boot.platform.memory.count = 1;
    boot.platform.memory.at[0] = region_make(VIRT_RAM_START, VIRT_RAM_END);
    boot.platform.plic = region_make(VIRT_PLIC_START, VIRT_PLIC_END);
    boot.platform.clint = region_make(VIRT_CLINT_START, VIRT_CLINT_END);
}

static void platform_read(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct phys_window window = {object_at(boot.tree.start), boot.tree.end - boot.tree.start};

    if (window.size == 0) {
        platform_default();
        return;
    }
    boot_check(fdt_platform_find(window, &boot.platform, &error), &error);
    if (region_is_empty(boot.platform.plic))
        boot_fail((struct boot_error){BOOT_FDT_NO_PLIC, 0, 0});
}

/* ---- CPU ---- */

/* Bits of satp that the CPU does not have read as 0. Without all of them the ASIDs of programs don't fit. */
static void asids_find(void)
{
    word_t asids = ((op_pow2(ASID_BITS) - 1) << SATP_ASID_BIT);
    word_t satp = 0;

    __asm__ volatile("csrw satp, %0" : : "r"(hw_state.empty_satp | asids) : "memory");
    __asm__ volatile("csrr %0, satp" : "=r"(satp));
    hw_state.asid_in_use = (satp & asids) == asids;
    hw_vspace_load_empty();
    hw_tlb_flush_all();
}

static void cpu_start(void)
{
    asids_find();
    hw_state.has_stimecmp = hw_stimecmp_try();
    hw_state.hart = CONFIG_FIRST_HART_ID;
    hw_state.plic_context = 2 * hw_state.hart + 1;
    hw_state.clock_mhz = (boot.platform.clock_hz != 0 ? boot.platform.clock_hz : CONFIG_TIMER_FREQUENCY) / MHZ;
    if (hw_state.clock_mhz == 0)
        boot_fail_text("the clock runs at less than 1 MHz");
    time_init(hw_state.clock_mhz, 1);
    plic_start(PLIC_ADDRESS, hw_state.plic_context, ARCH_IRQ_SOURCES);
    hw_timer_set(TIMER_NEVER);
    __asm__ volatile("csrw sie, %0" : : "r"((word_t)(SIE_TIMER | SIE_EXTERNAL)));
}

/* ---- memory ---- */

/* RAM that the kernel and programs may use: not what firmware keeps, and nothing below the image. */
static void usable_find(void)
{
    bool fits = true;

    boot.usable = boot.platform.memory;
    fits = region_list_cut(&boot.usable, region_make(0, image_physical(ki_start)));
    fits = fits && region_list_cut(&boot.usable, region_make(WINDOW_LIMIT, UINT64_MAX));
    for (uint32_t i = 0; i < REGIONS_MAX && i < boot.platform.reserved.count; i++)
        fits = fits && region_list_cut(&boot.usable, boot.platform.reserved.at[i]);
    if (!fits)
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
    if (!region_list_covers(&boot.usable, kernel_region()))
        boot_refused(BOOT_PLACE_IMAGE, kernel_region());
}

static struct region mib2_around(struct region region)
{
    return region_make(op_align_down(region.start, MIB2_BITS), op_align_up(region.end, MIB2_BITS));
}

/* Devices of the kernel are kept from programs in pieces of 2 MiB. */
static void kernel_devices_list(void)
{
    struct region_list *list = &boot.kernel_devices;
    bool fits = region_list_add(list, mib2_around(boot.platform.plic)) && region_list_add(list, boot.image);

    if (!region_is_empty(boot.platform.clint))
        fits = fits && region_list_add(list, mib2_around(boot.platform.clint));
    if (!region_is_empty(boot.tree))
        fits = fits && region_list_add(list, boot.tree);
    if (!fits)
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
}

static void request_fill(void)
{
    struct rootserver_request *request = &boot.request;

    request->cnode_size_bits = CNODE_BITS + seL4_SlotBits;
    request->vspace_size_bits = VTABLE_BITS;
    request->tcb_size_bits = seL4_TCBBits;
    request->sc_size_bits = seL4_MinSchedContextBits;
    request->image_start = boot.image_vaddr;
    request->image_end = boot.image_vaddr + (boot.image.end - boot.image.start);
    request->paging_levels = PAGING_LEVELS;
    request->paging_shift[0] = 30;
    request->paging_shift[1] = 21;
}

static void slots_plan(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct boot_slot_counts counts = {
        .sched_control = CONFIG_MAX_NUM_NODES,
        .paging = boot.layout.paging_total,
        .extra_pages = (boot.extra_bytes + PAGE_BYTES - 1) / PAGE_BYTES,
        .image_frames = (boot.image.end - boot.image.start) / PAGE_BYTES,
        .untypeds = boot.untypeds.count,
        .sched_control_later = true,
    };

    boot_check(boot_slots_plan(&counts, CNODE_BITS, &boot.slots, &error), &error);
}

/* Divides memory into the root server's objects, free memory and device memory. */
static void memory_divide(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct region boot_part = region_make(image_physical(ki_start), image_physical(ki_boot_end));
    struct untyped_rule rule = {WINDOW_BASE, seL4_MaxUntypedBits};

    kernel_devices_list();
    boot_check(memory_free_find(&boot.usable, kernel_region(), &boot.kernel_devices, &boot.free, &error), &error);
    boot_check(memory_devices_find(&boot.free, kernel_region(), &boot.kernel_devices, CONFIG_PADDR_USER_DEVICE_TOP,
                                   &boot.devices, &error),
               &error);
    request_fill();
    rootserver_space_plan(&boot.request, &boot.layout);
    boot_check(rootserver_place(&boot.free, &boot.request, &boot.layout, &error), &error);
    untyped_list_build(&boot.untypeds, rule, &boot.devices, boot_part, &boot.free);
    if (boot.untypeds.dropped != 0) {
        print_text("holdfast: too many memory regions: pieces not used:");
        print_named("count", boot.untypeds.dropped);
        print_line_end();
    }
    slots_plan();
}

/* ---- the kernel's own state ---- */

static void kernel_start(void)
{
    word_t *r = idle_tcb.context.r;

    sched_init(CONFIG_NUM_DOMAINS, CONFIG_NUM_DOMAIN_SCHEDULES, &idle_tcb, (sched_context_t *)idle_sc);
    r[R_STATUS] = STATUS_SPP | STATUS_SPIE;
    r[R_NEXT_IP] = (word_t)hw_idle;
    irq_lines[0].state = IRQ_RESERVED;
    irq_lines[ARCH_IRQ_TIMER].state = IRQ_TIMER;
}

static void machine_describe(void)
{
    print_text("holdfast: riscv64, clock MHz ");
    print_number(hw_state.clock_mhz);
    print_text(hw_state.has_stimecmp != 0 ? ", Sstc" : ", timer of the firmware");
    print_text(hw_state.asid_in_use != 0 ? ", ASIDs" : "");
    print_line_end();
}

void boot_start(word_t image_start, word_t image_end, word_t offset, word_t entry, word_t tree, word_t tree_bytes)
{
    word_t begin = hw_clock();

    print_enabled = HF_DEBUG;
    boot_tables_early();
    boot.entry = entry;
    handover_read(image_start, image_end, offset, tree, tree_bytes);
    platform_read();
    usable_find();
    boot_tables_final(&boot.usable, boot.platform.plic);
    cpu_start();
    machine_describe();
    memory_divide();
    kernel_start();
    boot_root_create(&boot);
    print_text("holdfast: booted in ");
    print_number(time_ticks_to_us(hw_clock() - begin));
    print_text(" us");
    print_line_end();
    print_text("Booting all finished, dropped to user space");
    print_line_end();
    sched_schedule();
    sched_activate();
    hw_first_leave();
}
