/* SPDX-License-Identifier: BSD-2-Clause */
/* From the loader's six numbers to the running root task: the column of steps. boot.md sections 2 and 7. */
#include <arch_cap.h>
#include <boot/options.h>
#include <boot_platform.h>
#include <core/sched.h>
#include <debug/print.h>
#include <driver/plic.h>
#include <machine/boot.h>
#include <machine/machine.h>
#include <object/asid.h>
#include <object/irq.h>
#include <status.h>

#define MHZ 1000000u
#define SIE_TIMER 0x20u
#define SIE_EXTERNAL 0x200u

void boot_start(word_t image_start, word_t image_end, word_t offset, word_t entry, word_t tree, word_t tree_bytes);

static struct boot boot;

/* ---- what the loader hands over ---- */

static struct region kernel_region(void)
{
    return region_make(image_physical(ki_start), image_physical(ki_end));
}

/*
 * The hart that the tree's header names, or, if that has no supervisor mode, the first one that is configured: loaders
 * that do not say where they run must run there.
 */
static void hart_find(struct phys_window window)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct fdt fdt;

    boot_check(fdt_open(window, &fdt, &error), &error);
    if (region_is_empty(boot.platform.plic))
        boot_fail((struct boot_error){BOOT_FDT_NO_PLIC, 0, 0});
    boot.hart = fdt_boot_hart(&fdt);
    if (fdt_plic_context(&fdt, boot.hart, &boot.plic_context))
        return;
    boot.hart = CONFIG_FIRST_HART_ID;
    if (!fdt_plic_context(&fdt, boot.hart, &boot.plic_context))
        boot_fail((struct boot_error){BOOT_FDT_NO_CONTEXT, boot.hart, 0});
}

static void platform_read(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct phys_window window = {object_at(boot.tree.start), boot.tree.end - boot.tree.start};

    if (window.size == 0) {
        boot_platform_default(&boot.platform);
        boot.hart = CONFIG_FIRST_HART_ID;
        boot.plic_context = 2 * CONFIG_FIRST_HART_ID + 1; /* machine and supervisor mode of each */
        return;
    }
    boot_check(fdt_platform_find(window, &boot.platform, &error), &error);
    hart_find(window);
    if (!plic_has(boot.platform.plic.end - boot.platform.plic.start, boot.plic_context))
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
    hw_state.plic_context = boot.plic_context;
    hw_state.clock_mhz = (boot.platform.clock_hz != 0 ? boot.platform.clock_hz : CONFIG_TIMER_FREQUENCY) / MHZ;
    if (hw_state.clock_mhz == 0)
        boot_fail_text("device tree: timebase-frequency is less than 1 MHz; correct it");
    time_init(hw_state.clock_mhz, 1);
    plic_start(PLIC_ADDRESS, hw_state.plic_context, ARCH_IRQ_SOURCES);
    hw_timer_set(TIMER_NEVER);
    __asm__ volatile("csrw sie, %0" : : "r"((word_t)(SIE_TIMER | SIE_EXTERNAL)));
}

/* ---- the kernel's own state ---- */

static void kernel_start(void)
{
    word_t *r = idle_tcb.context.r;

    sched_init(boot.options.domains, boot.options.domain_schedules, &idle_tcb, (sched_context_t *)idle_sc);
    r[R_STATUS] = STATUS_SPP | STATUS_SPIE;
    r[R_NEXT_IP] = (word_t)hw_idle;
    irq_lines[0].state = IRQ_RESERVED;
    irq_lines[ARCH_IRQ_TIMER].state = IRQ_TIMER;
}

static void machine_describe(void)
{
    print_text("holdfast: riscv64, clock MHz ");
    print_number(hw_state.clock_mhz);
    print_text(", hart ");
    print_number(boot.hart);
    print_text(hw_state.has_stimecmp != 0 ? ", Sstc" : ", timer of the firmware");
    print_text(hw_state.asid_in_use != 0 ? ", ASIDs" : "");
    print_line_end();
}

void boot_start(word_t image_start, word_t image_end, word_t offset, word_t entry, word_t tree, word_t tree_bytes)
{
    struct region boot_part = region_make(image_physical(ki_start), image_physical(ki_boot_end));
    struct handover handover = {image_start, image_end, offset, entry, tree, tree_bytes};
    word_t begin = hw_clock();

    print_enabled = HF_DEBUG;
    boot_tables_early();
    boot.tree = handover_read(&handover, kernel_region(), WINDOW_LIMIT, &boot.task);
    platform_read();
    options_of_tree(boot.platform.bootargs, &boot.options);
    boot.task.cnode_bits = boot.options.cnode_bits;
    boot.usable = handover_usable(&boot.platform.memory, &boot.platform.reserved, kernel_region(), WINDOW_LIMIT);
    boot_tables_final(&boot.usable, boot.platform.plic);
    cpu_start();
    machine_describe();
    if (!boot_platform_devices(&boot.platform, &boot.kernel_devices))
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
    handover_keep(&boot.kernel_devices, boot.tree, &boot.task);
    root_task_plan(&boot.task, &boot.usable, kernel_region(), &boot.kernel_devices, boot_part);
    kernel_start();
    root_task_create(&boot.task);
    handover_tree_show(boot.tree, &boot.task);
    root_task_schedule(begin);
    hw_first_leave();
}
