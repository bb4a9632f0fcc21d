/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt controllers and clocks: local APIC, I/O APICs, the old PIC, PIT and TSC. */
#include <core/time.h>
#include <machine/boot.h>
#include <machine/machine.h>

/* ---- local APIC ---- */

#define MSR_APIC_BASE 0x1bu
#define APIC_BASE_X2APIC 0x400u
#define APIC_BASE_ENABLED 0x800u
#define APIC_BASE_PAGE_BITS 12u
#define APIC_VERSION_FAMILY 1u
#define APIC_LVT_LAST_MIN 2u /* three entries */
#define APIC_SPURIOUS_ENABLED 0x100u
#define LVT_MASKED 0x10000u
#define LVT_TIMER_DEADLINE 0x40000u
#define APIC_DIVIDE_BY_1 0xbu

word_t boot_apic_address(void)
{
    return op_align_down(op_take(hw_msr(MSR_APIC_BASE), 0, 52), APIC_BASE_PAGE_BITS);
}

/* The mode the firmware chose is kept, unless the option says otherwise: x2APIC leads back only through "off". */
static void apic_mode_choose(const struct boot_options *options)
{
    word_t base = hw_msr(MSR_APIC_BASE);

    if ((base & APIC_BASE_X2APIC) != 0 && options->nox2apic) {
        base &= ~(word_t)(APIC_BASE_X2APIC | APIC_BASE_ENABLED);
        hw_msr_set(MSR_APIC_BASE, base);
    }
    hw_msr_set(MSR_APIC_BASE, base | APIC_BASE_ENABLED);
    hw_state.x2apic = (base & APIC_BASE_X2APIC) != 0;
}

static void apic_start(const struct boot_options *options)
{
    word_t version = 0;
    word_t lvt_last = 0;

    apic_mode_choose(options);
    version = apic_read(APIC_VERSION);
    lvt_last = op_take(version, 16, 8);
    if (op_take(version, 4, 4) != APIC_VERSION_FAMILY || lvt_last < APIC_LVT_LAST_MIN)
        boot_fail_text("the local APIC is too old; use a newer machine");
    hw_state.apic_id = hw_state.x2apic != 0 ? apic_read(APIC_ID) : op_take(apic_read(APIC_ID), 24, 8);

    apic_write(APIC_SPURIOUS, APIC_SPURIOUS_ENABLED | VECTOR_SPURIOUS);
    apic_write(APIC_TASK_PRIORITY, 0);
    apic_write(APIC_LVT_LINT0, LVT_MASKED);
    apic_write(APIC_LVT_LINT1, LVT_MASKED);
    apic_write(APIC_LVT_ERROR, LVT_MASKED);
    if (lvt_last >= 4)
        apic_write(APIC_LVT_COUNTERS, LVT_MASKED);
    if (lvt_last >= 5)
        apic_write(APIC_LVT_THERMAL, LVT_MASKED);
    if (lvt_last >= 6)
        apic_write(APIC_LVT_CMCI, LVT_MASKED);
    apic_write(APIC_ERROR, 0);
    apic_write(APIC_TIMER_DIVIDE, APIC_DIVIDE_BY_1);
    apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
    hw_irq_end();
}

/* ---- the old interrupt controllers (8259A): moved away from the exceptions, then silenced ---- */

#define PIC_MASTER 0x20u
#define PIC_SLAVE 0xa0u
#define PIC_INIT 0x11u  /* edge triggered, cascade, fourth word follows */
#define PIC_MASTER_VECTOR 0x20u
#define PIC_SLAVE_VECTOR 0x28u
#define PIC_SLAVE_LINE 2u
#define PIC_8086 1u
#define PIC_ALL_MASKED 0xffu

static void pic_silence(void)
{
    hw_port_out(PIC_MASTER, 1, PIC_INIT);
    hw_port_out(PIC_SLAVE, 1, PIC_INIT);
    hw_port_out(PIC_MASTER + 1, 1, PIC_MASTER_VECTOR);
    hw_port_out(PIC_SLAVE + 1, 1, PIC_SLAVE_VECTOR);
    hw_port_out(PIC_MASTER + 1, 1, 1u << PIC_SLAVE_LINE);
    hw_port_out(PIC_SLAVE + 1, 1, PIC_SLAVE_LINE);
    hw_port_out(PIC_MASTER + 1, 1, PIC_8086);
    hw_port_out(PIC_SLAVE + 1, 1, PIC_8086);
    hw_port_out(PIC_MASTER + 1, 1, PIC_ALL_MASKED);
    hw_port_out(PIC_SLAVE + 1, 1, PIC_ALL_MASKED);
}

void boot_devices_start(const struct boot *boot)
{
    pic_silence();
    apic_start(&boot->options);
    hw_state.ioapic_count = boot->platform.ioapic_count;
    for (word_t i = 0; i < ACPI_IOAPICS_MAX && i < hw_state.ioapic_count; i++)
        ioapic_start(i);
}

/* ---- clocks ---- */

/* Channel 2 of the PIT (8254), whose gate and output are bits of port 0x61; it counts down 1193182 times a second. */
#define PIT_CHANNEL2 0x42u
#define PIT_COMMAND 0x43u
#define PIT_GATE 0x61u
#define PIT_GATE_ON 0x1u
#define PIT_SPEAKER 0x2u
#define PIT_OUTPUT 0x20u
#define PIT_ONE_SHOT 0xb0u /* channel 2, both bytes, mode 0 */
#define PIT_LATCH 0x80u    /* channel 2: keep the count until it has been read */
#define PIT_HZ 1193182u
#define PIT_COUNT_MAX 0xffffu
#define PIT_WINDOW 11932u  /* 10 ms */
#define PIT_POLLS_MAX 10000000u

#define MSR_PLATFORM_INFO 0xceu
#define CPUID_INTEL 0x756e6547u /* "Genu" */
#define CPUID_FAMILY_6 6u

/*
 * All clocks at one moment. Firmware, or a busy host below an emulator, may take the CPU away between two readings:
 * of several tries the one that took the shortest time counts. What happens between two samples does no harm.
 */
struct sample {
    word_t tsc, pit, apic;
    word_t took; /* TSC ticks */
};

#define SAMPLE_TRIES 16u
#define MEASUREMENTS_MAX 8u

static word_t pit_read(void)
{
    word_t low = hw_port_in(PIT_CHANNEL2, 1);

    return low | hw_port_in(PIT_CHANNEL2, 1) << 8;
}

static struct sample sample_take(void)
{
    struct sample best = {0, 0, 0, UINT64_MAX};

    for (word_t i = 0; i < SAMPLE_TRIES; i++) {
        word_t begin = hw_clock();
        word_t apic = 0;
        word_t end = 0;
        word_t pit = 0;

        hw_port_out(PIT_COMMAND, 1, PIT_LATCH);
        apic = apic_read(APIC_TIMER_NOW);
        end = hw_clock();
        pit = pit_read();
        if (end - begin < best.took)
            best = (struct sample){begin + (end - begin) / 2, pit, apic, end - begin};
    }
    return best;
}

/* Starts all clocks at their highest counts. */
static void counters_start(void)
{
    word_t gate = hw_port_in(PIT_GATE, 1) & ~(word_t)PIT_SPEAKER;

    hw_port_out(PIT_GATE, 1, gate | PIT_GATE_ON);
    apic_write(APIC_TIMER_COUNT, 0xffffffff);
    hw_port_out(PIT_COMMAND, 1, PIT_ONE_SHOT);
    hw_port_out(PIT_CHANNEL2, 1, PIT_COUNT_MAX & 0xff);
    hw_port_out(PIT_CHANNEL2, 1, PIT_COUNT_MAX >> 8);
}

/* Waits until the PIT has counted down to the given count; false: it does not count. */
static bool pit_wait(word_t count)
{
    for (word_t i = 0; i < PIT_POLLS_MAX; i++) {
        hw_port_out(PIT_COMMAND, 1, PIT_LATCH);
        if (pit_read() <= count || (hw_port_in(PIT_GATE, 1) & PIT_OUTPUT) != 0)
            return true;
    }
    return false;
}

struct measured {
    word_t tsc, pit, apic; /* ticks of the same time */
};

/* Measures again if the PIT ran through zero meanwhile: its count begins anew then. */
static struct measured clocks_measure(void)
{
    struct measured ticks = {0, 0, 0};

    for (word_t i = 0; i < MEASUREMENTS_MAX && ticks.pit == 0; i++) {
        struct sample first = {0, 0, 0, 0};
        struct sample last = {0, 0, 0, 0};

        counters_start();
        first = sample_take();
        if (first.pit < PIT_WINDOW || !pit_wait(first.pit - PIT_WINDOW))
            continue;
        last = sample_take();
        if ((hw_port_in(PIT_GATE, 1) & PIT_OUTPUT) == 0 && last.pit < first.pit)
            ticks = (struct measured){last.tsc - first.tsc, first.pit - last.pit, first.apic - last.apic};
    }
    hw_port_out(PIT_GATE, 1, hw_port_in(PIT_GATE, 1) & ~(word_t)PIT_GATE_ON);
    apic_write(APIC_TIMER_COUNT, 0);
    if (ticks.pit == 0)
        boot_fail_text("the interval timer (PIT) does not count; switch it on in the firmware's setup");
    return ticks;
}

/* Kinds of Intel CPUs whose TSC runs at a multiple of a known frequency, in kHz; 0: another kind. */
static word_t bus_khz(word_t model)
{
    switch (model) {
    case 0x1a:
    case 0x1e:
    case 0x1f:
    case 0x2e: /* Nehalem */
    case 0x25:
    case 0x2c:
    case 0x2f: /* Westmere */
        return 133330;
    case 0x2a:
    case 0x2d: /* Sandy Bridge */
    case 0x3a:
    case 0x3e: /* Ivy Bridge */
    case 0x3c:
    case 0x3f:
    case 0x45:
    case 0x46: /* Haswell */
    case 0x3d:
    case 0x47:
    case 0x4f:
    case 0x56: /* Broadwell */
    case 0x4e:
    case 0x55:
    case 0x5e: /* Skylake */
        return 100000;
    }
    return 0;
}

/* MHz as the CPU's platform information tells; 0: it does not. */
static word_t tsc_mhz_told(void)
{
    word_t vendor = cpuid_get(0, 0).b;
    word_t version = cpuid_get(1, 0).a;
    word_t model = op_take(version, 4, 4) | op_take(version, 16, 4) << 4;
    word_t info = 0;

    if (vendor != CPUID_INTEL || op_take(version, 8, 4) != CPUID_FAMILY_6 || bus_khz(model) == 0 ||
        !hw_msr_try(MSR_PLATFORM_INFO, &info))
        return 0;
    return op_take(info, 8, 8) * bus_khz(model) / 1000;
}

void boot_clock_start(void)
{
    struct measured ticks = clocks_measure();
    word_t mhz = tsc_mhz_told();

    if (mhz == 0)
        mhz = ticks.tsc * PIT_HZ / ticks.pit / 1000000;
    if (mhz == 0 || ticks.apic == 0)
        boot_fail_text("the clocks of this machine do not run: no ticks of the TSC or of the APIC timer in 10 ms");
    hw_state.tsc_mhz = mhz;
    time_init(mhz, 1);
    hw_state.timer_scale = (ticks.apic << 32) / ticks.tsc;
    if (hw_state.timer_deadline != 0) {
        apic_write(APIC_LVT_TIMER, LVT_TIMER_DEADLINE | VECTOR_TIMER);
        __asm__ volatile("mfence" : : : "memory"); /* before the first deadline: SDM vol. 3, 11.5.4.1 */
    } else {
        apic_write(APIC_LVT_TIMER, VECTOR_TIMER);
    }
}
