/* SPDX-License-Identifier: BSD-2-Clause */
/* What EL2 and the parts of EL1 that matter to user mode are set to. hyp.md section 1.3, fpu-tls-misc.md section 5. */
#include <core/time.h>
#include <driver/gic_distributor.h>
#include <driver/gicv2.h>
#include <driver/gicv3.h>
#include <machine/boot.h>
#include <machine/machine.h>
#include <vcpu.h>

#define KHZ 1000u
#define MHZ 1000000u

/* Stage 2: 40 bits of address, walks from level 1 on, tables cached and shareable; bit 31 is always one. */
#define VTCR 0x80023558u

/* Performance counters: how many belong to lower levels (all), and nothing else. */
#define PMCR_COUNTERS_BIT 11u
#define PMCR_COUNTERS_BITS 5u

/* CNTHCTL_EL2: no trap of EL1 and EL0 to EL2. */
#define HYPERVISOR_COUNTER 0x1u
#define HYPERVISOR_TIMER 0x2u

#define TIMER_ENABLED 1u

/* GICv3 interface: system registers at all levels, guests do not choose that. */
#define ICC_SRE_EL2 "s3_4_c12_c9_5"
#define ICC_SRE_EL1 "s3_0_c12_c12_5"
#define ICC_CTLR_EL1 "s3_0_c12_c12_4"
#define ICC_PMR_EL1 "s3_0_c4_c6_0"
#define ICC_BPR1_EL1 "s3_0_c12_c12_3"
#define ICC_IGRPEN1_EL1 "s3_0_c12_c12_7"
#define SRE_ALL 0x7u
#define END_IN_TWO_STEPS 0x2u
#define PRIORITY_ALL 0xf0u

#define FIELD_OF(register, low, count) op_take(SYSTEM_READ(register), low, count)

static void clock_start(word_t clock_hz)
{
    word_t hz = clock_hz != 0 ? clock_hz : SYSTEM_READ("cntfrq_el0");

    if (hz == 0)
        hz = CONFIG_TIMER_FREQUENCY;
    if (hz < MHZ)
        boot_fail_text("clock: runs at less than 1 MHz; the firmware must set CNTFRQ_EL0");
    hw_state.clock_khz = hz / KHZ;
    if (hz % MHZ == 0)
        time_init(hz / MHZ, 1);
    else
        time_init(hz / KHZ, KHZ);
}

static void timers_start(void)
{
    word_t hypervisor = 0;

    if (USER_COUNTER_PHYSICAL != 0)
        hypervisor |= HYPERVISOR_COUNTER;
    if (USER_TIMER_PHYSICAL != 0)
        hypervisor |= HYPERVISOR_TIMER;
    SYSTEM_WRITE("cnthctl_el2", hypervisor);
    SYSTEM_WRITE("cntkctl_el1", HW_CNTKCTL_NATIVE);
    SYSTEM_WRITE("cntvoff_el2", 0);
    SYSTEM_WRITE("cntv_ctl_el0", 0);
    SYSTEM_WRITE("cntp_ctl_el0", 0);
    hw_timer_set(TIMER_NEVER);
    SYSTEM_WRITE("cnthp_ctl_el2", TIMER_ENABLED);
}

/* Bytes of the smallest data cache line; bytes that one instruction clears, if it may be used. */
static void caches_find(void)
{
    word_t clearing = SYSTEM_READ("dczid_el0");

    hw_state.data_line = 4 * op_pow2(FIELD_OF("ctr_el0", 16, 4));
    hw_state.zero_bytes = op_take(clearing, 4, 1) == 0 ? 4 * op_pow2(op_take(clearing, 0, 4)) : 0;
}

void boot_cpu_start(word_t clock_hz)
{
    SYSTEM_WRITE("hcr_el2", HW_HCR_NATIVE);
    SYSTEM_WRITE("vtcr_el2", VTCR);
    hw_space_load_empty();
    SYSTEM_WRITE("sctlr_el1", HW_SCTLR_NATIVE);
    SYSTEM_WRITE("cpacr_el1", HW_CPACR_NATIVE);
    SYSTEM_WRITE("vpidr_el2", SYSTEM_READ("midr_el1"));
    SYSTEM_WRITE("vmpidr_el2", SYSTEM_READ("mpidr_el1"));
    SYSTEM_WRITE("mdcr_el2", FIELD_OF("pmcr_el0", PMCR_COUNTERS_BIT, PMCR_COUNTERS_BITS));
    SYSTEM_WRITE("hstr_el2", 0);
    SYSTEM_WRITE("mdscr_el1", 0);
    SYSTEM_WRITE("pmuserenr_el0", 0);
    SYSTEM_WRITE("tpidrro_el0", 0);
    hw_fpu_allow(false);
    caches_find();
    clock_start(clock_hz);
    timers_start();
    __asm__ volatile("tlbi alle1is\n"
                     "dsb ish\n"
                     "isb"
                     :
                     :
                     : "memory");
}

/* ---- interrupts ---- */

static void gicv3_cpu_start(void)
{
    SYSTEM_WRITE(ICC_SRE_EL2, SRE_ALL);
    system_barrier();
    SYSTEM_WRITE(ICC_SRE_EL1, SRE_ALL);
    system_barrier();
    SYSTEM_WRITE(ICC_PMR_EL1, PRIORITY_ALL);
    SYSTEM_WRITE(ICC_BPR1_EL1, 0);
    SYSTEM_WRITE(ICC_CTLR_EL1, END_IN_TWO_STEPS);
    SYSTEM_WRITE(ICC_IGRPEN1_EL1, 1);
    system_barrier();
}

static void gicv3_all_start(const struct region *parts)
{
    word_t mpidr = SYSTEM_READ("mpidr_el1");
    word_t affinity = op_put(op_low(mpidr, 24), 24, 8, op_take(mpidr, 32, 8));
    word_t private = boot_device_map(parts[1]);

    hw_state.gic_private = gicv3_redistributor(private, private + (parts[1].end - parts[1].start), affinity);
    if (hw_state.gic_private == 0)
        boot_fail_text("device tree: no redistributor of the GIC is this CPU's; see its reg");
    gicv3_start(hw_state.gic, hw_state.gic_private, ARCH_IRQ_COUNT, affinity);
    gicv3_cpu_start();
}

static void gicv2_all_start(const struct region *parts)
{
    hw_state.gic_cpu = boot_device_map(parts[1]);
    hw_state.gic_virtual = region_is_empty(parts[2]) ? 0 : boot_device_map(parts[2]);
    gicv2_start(hw_state.gic, hw_state.gic_cpu, ARCH_IRQ_COUNT);
}

void boot_interrupts_start(const struct fdt_platform *platform)
{
    hw_state.gic_version = platform->gic_version;
    hw_state.irq_held = ARCH_IRQ_COUNT;
    hw_state.gic = boot_device_map(platform->gic[0]);
    if (platform->gic_version == 2)
        gicv2_all_start(platform->gic);
    else
        gicv3_all_start(platform->gic);
    vcpu_boot();
    hw_irq_unmask(ARCH_IRQ_TIMER);
}
