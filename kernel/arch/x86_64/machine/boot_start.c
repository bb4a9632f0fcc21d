/* SPDX-License-Identifier: BSD-2-Clause */
/* From the loader's information to the running root task: the column of steps. boot.md sections 1 and 7. */
#include <boot/options.h>
#include <core/sched.h>
#include <debug/print.h>
#include <machine/boot.h>
#include <machine/console.h>
#include <machine/machine.h>
#include <object/irq.h>
#include <segments.h>

#define IMAGE_START ((word_t)1 << 20)
#define PIC_LINES 16u
#define IOMMU_IRQ 124u

void boot_start(word_t magic, word_t information);

extern const unsigned char ki_boot_end[], ki_end[];

static struct boot boot;
static struct option_complaints complaints;

/* ---- reading what the loader and the firmware left ---- */

static void line_print(const char *text)
{
    print_text(text);
    print_line_end();
}

/* What was asked for and has no effect. */
static void options_describe(uint32_t port)
{
    if (boot.options.debug_port != port && boot.options.debug_port != boot.options.console_port)
        line_print("holdfast: debug_port: the kernel has nothing to write there; its lines go to console_port");
    if (boot.options.disable_iommu)
        line_print("holdfast: disable_iommu: there is no IOMMU support to disable; devices can reach all memory");
}

static void options_read(void)
{
    uint32_t port = serial_port_of_firmware(boot.window);

    cmdline_parse(boot.info.command_line, port, &boot.options, &complaints);
    console_start(boot.options.console_port);
    print_enabled = options_print_wanted(&boot.options);
    options_report(boot.info.command_line, boot.info.command_line_cut, &complaints);
    options_describe(port);
}

static void loader_read(word_t magic, word_t information)
{
    struct boot_error error = {BOOT_OK, 0, 0};

    boot.window = (struct phys_window){object_at(0), BOOT_WINDOW_BYTES};
    console_start(serial_port_of_firmware(boot.window));
    boot_check(multiboot_parse(boot.window, (uint32_t)magic, information, WINDOW_LIMIT, &boot.info, &error), &error);
    options_read();
}

static void firmware_read(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};

    boot_check(acpi_rsdp_obtain(boot.window, &boot.info, &error), &error);
    boot_check(acpi_platform_find(boot.window, boot.info.rsdp, CONFIG_MAX_NUM_NODES, CONFIG_MAX_NUM_IOAPIC,
                                  &boot.platform, &error),
               &error);
}

/* ---- placing ---- */

static void image_copy(void)
{
    struct region built = boot.place.built;
    word_t bytes = built.end - built.start;

    hw_clear(object_at(built.start), bytes);
    for (uint32_t i = 0; i < boot.image.header_count; i++) {
        struct elf_segment segment = {0, 0, 0, 0};

        if (elf_segment_get(&boot.image, i, &segment))
            window_copy(boot.image.file, segment.file_offset,
                        object_at(built.start + (segment.address - boot.image.start)), segment.file_size);
    }
    if (built.start != boot.place.final.start)
        memmove(object_at(boot.place.final.start), object_at(built.start), bytes);
}

/* Puts the root server's image where it stays: behind the kernel and the tables of its window. */
static void image_load(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct phys_window file = window_part(boot.window, boot.info.module.start,
                                          boot.info.module.end - boot.info.module.start);
    struct root_task *task = &boot.task;

    task->extra_bytes = bootinfo_extra_bytes(&boot.info);
    task->extra_size_bits = bootinfo_extra_size_bits(task->extra_bytes);
    task->extra_frames = op_pow2(task->extra_size_bits) / PAGE_BYTES;
    task->cnode_bits = boot.options.cnode_bits;
    boot_check(elf_check(file, ELF_MACHINE_X86_64, 2 * PAGE_BYTES + op_pow2(task->extra_size_bits),
                         seL4_UserTop, &boot.image, &error),
               &error);
    boot.kernel_end = image_physical(ki_end) + boot_tables_count(&boot.info.usable) * PAGE_BYTES;
    boot_check(image_place_find(&boot.info.usable, boot.kernel_end, boot.info.module, boot.info.modules_end,
                                boot.image.end - boot.image.start, &boot.place, &error),
               &error);
    if (!region_list_covers(&boot.info.usable, region_make(IMAGE_START, boot.kernel_end)) ||
        boot.place.built.end > BOOT_WINDOW_BYTES)
        boot_fail((struct boot_error){BOOT_PLACE_IMAGE, IMAGE_START, boot.place.built.end});
    image_copy();
    task->image = boot.place.final;
    task->image_vaddr = boot.image.start;
    task->entry = boot.image.entry;
}

static void kernel_devices_list(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};

    boot.platform.lapic_address = boot_apic_address(); /* the CPU's own word, not the table's */
    boot_check(acpi_kernel_devices(&boot.platform, &boot.kernel_devices, &error), &error);
}

/* ---- the kernel's own state ---- */

static void kernel_start(void)
{
    word_t *r = idle_tcb.context.r;

    sched_init(boot.options.domains, boot.options.domain_schedules, &idle_tcb, (sched_context_t *)idle_sc);
    r[R_CS] = SELECTOR_KERNEL_CODE;
    r[R_SS] = SELECTOR_KERNEL_DATA;
    r[R_RFLAGS] = 0x202;
    r[R_RIP] = (word_t)hw_idle;
    r[R_RSP] = (word_t)(&idle_tcb.context + 1);
    for (word_t i = 0; i < PIC_LINES; i++)
        irq_lines[i].state = IRQ_RESERVED;
    irq_lines[IOMMU_IRQ].state = IRQ_RESERVED;
    irq_lines[ARCH_IRQ_TIMER].state = IRQ_TIMER;
}

/* Divides memory and creates the root task. */
static void root_task_start(void)
{
    struct boot_error error = {BOOT_OK, 0, 0};
    struct root_task *task = &boot.task;
    struct region kernel = region_make(IMAGE_START, task->image.end);
    struct region boot_part = region_make(IMAGE_START, image_physical(ki_boot_end));

    kernel_devices_list();
    root_task_plan(task, &boot.info.usable, kernel, &boot.kernel_devices, boot_part);
    kernel_start();
    root_task_create(task);
    root_task_give(seL4_CapIOPortControl, io_port_control_cap_new());
    boot_check(bootinfo_extra_fill(object_at(task->layout.extra), op_pow2(task->extra_size_bits), &boot.info,
                                   (uint32_t)hw_state.tsc_mhz, &error),
               &error);
}

static void machine_describe(void)
{
    print_text("holdfast: x86_64, TSC MHz ");
    print_number(hw_state.tsc_mhz);
    print_text(hw_state.timer_deadline != 0 ? ", deadline timer" : ", one-shot timer");
    print_text(hw_state.fpu_components == 0 ? ", FXSAVE" : hw_state.fpu_wide != 0 ? ", XSAVE with AVX" : ", XSAVE");
    print_text(hw_state.fsgsbase != 0 ? ", FSGSBASE" : "");
    print_text(hw_state.pcid_mask != 0 ? ", PCID" : "");
    print_text(hw_state.huge_pages != 0 ? ", 1 GiB pages" : "");
    print_text(hw_state.has_porch != 0 ? ", separate page tables for programs" : "");
    print_line_end();
}

/* Said by release kernels, too: somebody has given up protection, by an option that may be older than the machine. */
static void meltdown_warn(void)
{
    if (hw_state.has_porch != 0 || !boot_cpu_has_meltdown())
        return;
    print_enabled = true;
    line_print("holdfast: warning: kpti=off on a CPU with the Meltdown flaw: programs can find out what memory holds");
    print_enabled = options_print_wanted(&boot.options);
}

void boot_start(word_t magic, word_t information)
{
    word_t begin = hw_clock();

    boot_cpu_tables();
    hw_state.is_virtual = boot_cpu_is_virtual();
    loader_read(magic, information);
    boot_cpu_features(&boot.options);
    boot_porch_choose(&boot.options);
    firmware_read();
    image_load();
    boot_tables_build(&boot.info.usable, &boot.platform, image_physical(ki_end));
    boot_cpu_pcid(&boot.options);
    boot_porch_start();
    boot_devices_start(&boot);
    boot_clock_start();
    machine_describe();
    meltdown_warn();
    root_task_start();
    root_task_schedule(begin);
    hw_first_leave();
}
