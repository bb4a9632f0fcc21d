/* SPDX-License-Identifier: BSD-2-Clause */
/* From the loader's six numbers to the running root task: the column of steps. boot.md sections 2 and 7. */
#include <arch_cap.h>
#include <boot/options.h>
#include <boot_platform.h>
#include <core/sched.h>
#include <debug/print.h>
#include <machine/boot.h>
#include <machine/machine.h>
#include <object/irq.h>
#include <syndrome.h>

#define VIRT_UART_START 0x9000000u /* the console before the device tree has been read */
#define VIRT_GICV3_PRIVATE_START 0x80a0000u
#define VIRT_GICV3_PRIVATE_END 0x9000000u

void boot_start(word_t image_start, word_t image_end, word_t offset, word_t entry, word_t tree, word_t tree_bytes);

static struct boot boot;

/* ---- what the loader hands over ---- */

static struct region kernel_region(void)
{
    return region_make(image_physical(ki_start), image_physical(ki_end));
}

static struct region pages_at(word_t start, word_t bytes)
{
    return region_make(start, start + bytes);
}

/* QEMU's virt machine may have a newer interrupt controller: then the CPU has registers for it. */
static void platform_default(struct fdt_platform *platform)
{
    boot_platform_default(platform);
    if (op_take(SYSTEM_READ("id_aa64pfr0_el1"), 24, 4) == 0)
        return;
    platform->gic_version = 3;
    platform->gic[1] = region_make(VIRT_GICV3_PRIVATE_START, VIRT_GICV3_PRIVATE_END);
}

static void platform_read(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct phys_window window = {object_at(boot.tree.start), boot.tree.end - boot.tree.start};

    if (window.size == 0) {
        platform_default(&boot.platform);
        return;
    }
    boot_check(fdt_platform_find(window, &boot.platform, &error), &error);
    if (boot.platform.gic_version == 0 || region_is_empty(boot.platform.gic[0]) ||
        region_is_empty(boot.platform.gic[1]))
        boot_fail((struct boot_error){BOOT_FDT_NO_GIC, 0, 0});
}

/* ---- memory ---- */

/* RAM without what firmware keeps. Where the image is not in its place, that of the window is taken all the same. */
static void ram_find(void)
{
    bool fits = true;

    boot.ram = boot.platform.memory;
    for (uint32_t i = 0; i < REGIONS_MAX && i < boot.platform.reserved.count; i++)
        fits = fits && region_list_cut(&boot.ram, boot.platform.reserved.at[i]);
    if (!image_is_in_its_place())
        fits = fits && region_list_cut(&boot.ram, pages_at(IMAGE_PHYSICAL, op_pow2(MIB2_BITS)));
    fits = fits && region_list_cut(&boot.ram, region_make(WINDOW_LIMIT, UINT64_MAX));
    if (!fits)
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
}

/* ---- the kernel's own state ---- */

static void kernel_start(void)
{
    word_t *r = idle_tcb.context.r;

    sched_init(boot.options.domains, boot.options.domain_schedules, &idle_tcb, (sched_context_t *)idle_sc);
    r[R_SPSR] = SPSR_EL2H | SPSR_FIQ_MASKED | SPSR_SERROR_MASKED;
    r[R_NEXT_IP] = (word_t)hw_idle;
    irq_lines[ARCH_IRQ_TIMER].state = IRQ_TIMER;
    irq_lines[ARCH_IRQ_VCPU_MAINTENANCE].state = IRQ_RESERVED;
    irq_lines[ARCH_IRQ_VIRTUAL_TIMER].state = IRQ_RESERVED;
}

static void machine_describe(void)
{
    print_text("holdfast: aarch64, clock kHz ");
    print_number(hw_state.clock_khz);
    print_text(hw_state.gic_version == 2 ? ", GICv2" : ", GICv3");
    print_line_end();
}

void boot_start(word_t image_start, word_t image_end, word_t offset, word_t entry, word_t tree, word_t tree_bytes)
{
    struct handover handover = {image_start, image_end, offset, entry, tree, tree_bytes};
    word_t begin = hw_clock();

    print_enabled = HF_DEBUG;
    boot_tables_early(region_make(tree, tree + op_low(tree_bytes, 32)));
    hw_state.uart = boot_device_map(pages_at(VIRT_UART_START, PAGE_BYTES));
    boot.tree = handover_read(&handover, kernel_region(), WINDOW_LIMIT, &boot.task);
    platform_read();
    if (!region_is_empty(boot.platform.uart))
        hw_state.uart = boot_device_map(boot.platform.uart);
    options_of_tree(boot.platform.bootargs, &boot.options);
    boot.task.cnode_bits = boot.options.cnode_bits;
    ram_find();
    boot.usable = handover_usable(&boot.ram, &boot.platform.reserved, kernel_region(), WINDOW_LIMIT);
    boot_tables_window(&boot.ram);
    boot_cpu_start(boot.platform.clock_hz);
    boot_interrupts_start(&boot.platform);
    machine_describe();
    if (!boot_platform_devices(&boot.platform, &boot.kernel_devices))
        boot_fail((struct boot_error){BOOT_PLACE_REGIONS, REGIONS_MAX, 0});
    handover_keep(&boot.kernel_devices, boot.tree, &boot.task);
    root_task_plan(&boot.task, &boot.usable, kernel_region(), &boot.kernel_devices,
                   region_make(image_physical(ki_start), image_physical(ki_boot_end)));
    kernel_start();
    root_task_create(&boot.task);
#ifdef CONFIG_ALLOW_SMC_CALLS
    root_task_give(seL4_CapSMC, smc_cap_new());
#endif
    handover_tree_show(boot.tree, &boot.task);
    root_task_schedule(begin);
    hw_first_leave();
}
