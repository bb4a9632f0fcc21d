/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtual interface of the interrupt controller: registers in memory (GICv2 specification, 5.3), or of the
 * processor (GICv3 and v4 specification, 12.4).
 */
#include <arch/arch.h>
#include <vcpu_fields.h>
#include <vcpu_hw.h>

#define READ(name) \
    ({ \
        word_t value_ = 0; \
        __asm__ volatile("mrs %0, " name : "=r"(value_)); \
        value_; \
    })
#define WRITE(name, value) __asm__ volatile("msr " name ", %0" : : "r"((word_t)(value)) : "memory")

/* GICv2: offsets in bytes. */
enum gich_register {
    GICH_HCR = 0x00, GICH_VTR = 0x04, GICH_VMCR = 0x08, GICH_EISR0 = 0x20, GICH_EISR1 = 0x24, GICH_APR = 0xf0,
    GICH_LR0 = 0x100,
};

/* Levels of preemption that one register of active priorities has room for, as a power of two. */
#define ACTIVE_BITS 5u

static bool is_version_2(void)
{
    return hw_state.gic_version == 2;
}

word_t hw_vgic_version(void)
{
    return is_version_2() ? 2 : 3;
}

/* ---- GICv2 ---- */

static volatile uint32_t *gich(word_t offset)
{
    return (volatile uint32_t *)(hw_state.gic_virtual + offset);
}

static word_t read_2(word_t reg)
{
    switch (reg) {
    case VGIC_CONTROL: return *gich(GICH_HCR);
    case VGIC_MACHINE: return *gich(GICH_VMCR);
    case VGIC_ACTIVE0: return *gich(GICH_APR);
    }
    return 0;
}

static void write_2(word_t reg, word_t value)
{
    switch (reg) {
    case VGIC_CONTROL: *gich(GICH_HCR) = (uint32_t)value; return;
    case VGIC_MACHINE: *gich(GICH_VMCR) = (uint32_t)value; return;
    case VGIC_ACTIVE0: *gich(GICH_APR) = (uint32_t)value; return;
    }
}

/* ---- GICv3 ---- */

#define EACH_4(each, base, name) \
    each((base) + 0, name "0_el2") each((base) + 1, name "1_el2") each((base) + 2, name "2_el2") \
    each((base) + 3, name "3_el2")
#define EACH_LIST(each) \
    EACH_4(each, 0, "ich_lr") each(4, "ich_lr4_el2") each(5, "ich_lr5_el2") each(6, "ich_lr6_el2") \
    each(7, "ich_lr7_el2") each(8, "ich_lr8_el2") each(9, "ich_lr9_el2") each(10, "ich_lr10_el2") \
    each(11, "ich_lr11_el2") each(12, "ich_lr12_el2") each(13, "ich_lr13_el2") each(14, "ich_lr14_el2") \
    each(15, "ich_lr15_el2")
#define READ_CASE(n, name) case n: return READ(name);
#define WRITE_CASE(n, name) case n: WRITE(name, value); return;

/* Does the processor have this one of the registers of active priorities? */
static bool active_exists(word_t n)
{
    return n < op_pow2(vtr_preemption(READ("ich_vtr_el2")) + 1 - ACTIVE_BITS);
}

static bool exists_3(word_t reg)
{
    if (reg >= VGIC_ACTIVE1)
        return active_exists(reg - VGIC_ACTIVE1);
    if (reg >= VGIC_ACTIVE0)
        return active_exists(reg - VGIC_ACTIVE0);
    return true;
}

static word_t read_3(word_t reg)
{
    if (!exists_3(reg))
        return 0;
    switch (reg) {
    case VGIC_CONTROL: return READ("ich_hcr_el2");
    case VGIC_MACHINE: return READ("ich_vmcr_el2");
    EACH_4(READ_CASE, VGIC_ACTIVE0, "ich_ap0r")
    EACH_4(READ_CASE, VGIC_ACTIVE1, "ich_ap1r")
    }
    return 0;
}

static void write_3(word_t reg, word_t value)
{
    if (!exists_3(reg))
        return;
    switch (reg) {
    case VGIC_CONTROL: WRITE("ich_hcr_el2", value); return;
    case VGIC_MACHINE: WRITE("ich_vmcr_el2", value); return;
    EACH_4(WRITE_CASE, VGIC_ACTIVE0, "ich_ap0r")
    EACH_4(WRITE_CASE, VGIC_ACTIVE1, "ich_ap1r")
    }
}

static word_t list_read_3(word_t i)
{
    switch (i) {
    EACH_LIST(READ_CASE)
    }
    return 0;
}

static void list_write_3(word_t i, word_t value)
{
    switch (i) {
    EACH_LIST(WRITE_CASE)
    }
}

/* ---- both ---- */

word_t hw_vgic_read(word_t reg)
{
    return is_version_2() ? read_2(reg) : read_3(reg);
}

void hw_vgic_write(word_t reg, word_t value)
{
    if (is_version_2())
        write_2(reg, value);
    else
        write_3(reg, value);
}

word_t hw_vgic_list_count(void)
{
    return vtr_lists(is_version_2() ? *gich(GICH_VTR) : READ("ich_vtr_el2")) + 1;
}

word_t hw_vgic_list_read(word_t i)
{
    return is_version_2() ? *gich(GICH_LR0 + i * sizeof(uint32_t)) : list_read_3(i);
}

void hw_vgic_list_write(word_t i, word_t value)
{
    if (is_version_2())
        *gich(GICH_LR0 + i * sizeof(uint32_t)) = (uint32_t)value;
    else
        list_write_3(i, value);
}

word_t hw_vgic_ended(void)
{
    if (!is_version_2())
        return READ("ich_eisr_el2");
    return op_put(*gich(GICH_EISR0), 32, 32, *gich(GICH_EISR1));
}
