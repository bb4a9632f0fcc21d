/* SPDX-License-Identifier: BSD-2-Clause */
/* What the CPU can do (CPUID), and switching it on. Intel SDM vol. 3, chapters 2, 3, 5, 6 and 13. */
#include <arch_tcb.h>
#include <machine/boot.h>
#include <machine/machine.h>

/* ---- descriptors and gates ---- */

#define GATE_INTERRUPT 0x8e00u /* present, DPL 0, 64-bit interrupt gate */
#define GATE_USER 0x6000u      /* DPL 3 */
#define VECTOR_NMI 2u
#define VECTOR_BREAKPOINT 3u
#define VECTOR_DOUBLE_FAULT 8u
#define VECTOR_MACHINE_CHECK 18u

#define DESCRIPTOR_KERNEL_CODE 0x00af9b000000ffff
#define DESCRIPTOR_KERNEL_DATA 0x00cf93000000ffff
#define DESCRIPTOR_USER_DATA 0x00cff3000000ffff
#define DESCRIPTOR_USER_CODE 0x00affb000000ffff
#define DESCRIPTOR_TSS 0x0000890000000000 /* present, available 64-bit TSS */

extern const word_t hw_gates[HW_GATES], porch_gates[HW_GATES]; /* entry.S */
extern const unsigned char kernel_stack_top[];

struct descriptor_pointer {
    uint16_t limit;
    word_t base;
} __attribute__((packed));

static void gate_set(word_t vector, word_t address)
{
    word_t attributes = GATE_INTERRUPT;

    if (vector == VECTOR_BREAKPOINT || (vector >= VECTOR_TRAP_FIRST && vector <= VECTOR_TRAP_LAST))
        attributes |= GATE_USER;
    if (vector == VECTOR_NMI)
        attributes |= 1;
    if (vector == VECTOR_DOUBLE_FAULT)
        attributes |= 2;
    if (vector == VECTOR_MACHINE_CHECK)
        attributes |= 3;
    hw_idt[2 * vector] = op_take(address, 0, 16) | SELECTOR_KERNEL_CODE << 16 | attributes << 32 |
                      op_take(address, 16, 16) << 48;
    hw_idt[2 * vector + 1] = address >> 32;
}

static void tss_use(struct hw_tss *place, const void *stack_top)
{
    word_t tss = (word_t)place;

    hw_gdt[SELECTOR_TSS / 8] = DESCRIPTOR_TSS | (sizeof(*place) - 1) | op_take(tss, 0, 24) << 16 |
                            op_take(tss, 24, 8) << 56;
    hw_gdt[SELECTOR_TSS / 8 + 1] = tss >> 32;
    place->rsp0 = (word_t)stack_top;
    for (word_t i = 0; i < HW_IST_STACKS; i++)
        place->ist[i] = (word_t)(&hw_ist_stack[i] + 1);
    place->io_bitmap = sizeof(*place); /* behind the end: no port is allowed */
    __asm__ volatile("ltr %w0" : : "r"(SELECTOR_TSS) : "memory");
}

static void gdt_fill(void)
{
    hw_gdt[SELECTOR_KERNEL_CODE / 8] = DESCRIPTOR_KERNEL_CODE;
    hw_gdt[SELECTOR_KERNEL_DATA / 8] = DESCRIPTOR_KERNEL_DATA;
    hw_gdt[SELECTOR_USER_DATA / 8] = DESCRIPTOR_USER_DATA;
    hw_gdt[SELECTOR_USER_CODE / 8] = DESCRIPTOR_USER_CODE;
}

void boot_cpu_tables(void)
{
    struct descriptor_pointer gdt_pointer = {sizeof(hw_gdt) - 1, (word_t)hw_gdt};
    struct descriptor_pointer idt_pointer = {sizeof(hw_idt) - 1, (word_t)hw_idt};

    gdt_fill();
    for (word_t vector = 0; vector < HW_GATES; vector++)
        gate_set(vector, hw_gates[vector]);
    __asm__ volatile("lgdt %0" : : "m"(gdt_pointer));
    __asm__ volatile("lidt %0" : : "m"(idt_pointer));
    __asm__ volatile("pushq %0\n"
                     "leaq 1f(%%rip), %%rax\n"
                     "pushq %%rax\n"
                     "lretq\n"
                     "1: movl %1, %%eax\n"
                     "movl %%eax, %%ss\n"
                     :
                     : "i"(SELECTOR_KERNEL_CODE), "i"(SELECTOR_KERNEL_DATA)
                     : "rax", "memory");
    tss_use(&hw_tss, kernel_stack_top);
}

/* ---- features ---- */

/* All zero for a leaf the CPU does not have. */
static struct cpuid cpuid_leaf(uint32_t leaf, uint32_t sub)
{
    struct cpuid highest = cpuid_get(leaf & 0x80000000, 0);

    return leaf <= highest.a ? cpuid_get(leaf, sub) : (struct cpuid){0, 0, 0, 0};
}

static bool bit_is_set(uint32_t word, uint32_t bit)
{
    return (word >> bit & 1) != 0;
}

/* Leaf 1, EDX */
#define CPUID_TSC 4u
#define CPUID_MSR 5u
#define CPUID_APIC 9u
#define CPUID_PGE 13u
#define CPUID_PAT 16u
#define CPUID_FXSR 24u
#define CPUID_SSE2 26u
/* Leaf 1, ECX */
#define CPUID_PCID 17u
#define CPUID_TSC_DEADLINE 24u
#define CPUID_XSAVE 26u
#define CPUID_AVX 28u
#define CPUID_HYPERVISOR 31u
/* Leaf 7, EBX and ECX */
#define CPUID_FSGSBASE 0u
#define CPUID_SMEP 7u
#define CPUID_INVPCID 10u
#define CPUID_SMAP 20u
#define CPUID_UMIP 2u
/* Leaf 7, EDX */
#define CPUID_ARCH_CAPABILITIES 29u
/* Leaf 0x80000001, EDX */
#define CPUID_SYSCALL 11u
#define CPUID_NX 20u
#define CPUID_GIB_PAGES 26u

#define CR0_MP 0x2u
#define CR0_EM 0x4u
#define CR0_TS 0x8u
#define CR0_NE 0x20u
#define CR0_WP 0x10000u
#define CR0_NW 0x20000000u
#define CR0_CD 0x40000000u

#define CR4_PAE 0x20u
#define CR4_MCE 0x40u
#define CR4_PGE 0x80u
#define CR4_OSFXSR 0x200u
#define CR4_OSXMMEXCPT 0x400u
#define CR4_UMIP 0x800u
#define CR4_FSGSBASE 0x10000u
#define CR4_PCIDE 0x20000u
#define CR4_OSXSAVE 0x40000u
#define CR4_SMEP 0x100000u
#define CR4_SMAP 0x200000u

#define MSR_ARCH_CAPABILITIES 0x10au
#define MSR_SYSENTER_CS 0x174u
#define MSR_PAT 0x277u
#define MSR_EFER 0xc0000080u
#define MSR_STAR 0xc0000081u
#define MSR_LSTAR 0xc0000082u
#define MSR_CSTAR 0xc0000083u
#define MSR_FMASK 0xc0000084u
#define ARCH_RDCL_NO 0x1u
#define EFER_SCE 0x1u
#define EFER_NXE 0x800u

/* TF, IF, DF, NT, AC are off when the kernel is entered by `syscall`. */
#define SYSCALL_FLAGS_OFF 0x44700u

/* Entries 0 to 4: write-back, write-through, UC-, uncacheable, write-combining; the others stay as they are. */
#define PAT_ENTRIES 0x0100070406ull
#define PAT_ENTRY_BITS 40u

#define XCR0_X87_SSE 0x3u
#define XCR0_AVX 0x4u
#define XSAVE_LEAF 13u
#define PCID_BITS 0xfffu
#define CR3_KEEP ((word_t)1 << 63)

bool boot_cpu_is_virtual(void)
{
    return bit_is_set(cpuid_leaf(1, 0).c, CPUID_HYPERVISOR);
}

static bool vendor_is(struct cpuid zero, uint32_t b, uint32_t d, uint32_t c)
{
    return zero.b == b && zero.d == d && zero.c == c;
}

/* Makers whose CPUs never had it; all others have it unless they say RDCL_NO. */
bool boot_cpu_has_meltdown(void)
{
    struct cpuid zero = cpuid_get(0, 0);
    word_t capabilities = 0;

    if (vendor_is(zero, 0x68747541, 0x69746e65, 0x444d4163) || /* AuthenticAMD */
        vendor_is(zero, 0x6f677948, 0x6e65476e, 0x656e6975))   /* HygonGenuine */
        return false;
    if (!bit_is_set(cpuid_leaf(7, 0).d, CPUID_ARCH_CAPABILITIES) || !hw_msr_try(MSR_ARCH_CAPABILITIES, &capabilities))
        return true;
    return (capabilities & ARCH_RDCL_NO) == 0;
}

static word_t cr4_get(void)
{
    word_t value = 0;

    __asm__ volatile("mov %%cr4, %0" : "=r"(value));
    return value;
}

static void cr4_set(word_t value)
{
    __asm__ volatile("mov %0, %%cr4" : : "r"(value) : "memory");
}

static void xcr0_set(word_t value)
{
    __asm__ volatile("xsetbv" : : "c"(0), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

static void require(bool there, const char *text)
{
    if (!there)
        boot_fail_text(text);
}

static void features_require(struct cpuid one, struct cpuid extended)
{
    require(bit_is_set(one.d, CPUID_TSC), "this CPU has no time stamp counter (TSC); use a newer CPU model");
    require(bit_is_set(one.d, CPUID_MSR), "this CPU has no model-specific registers; use a newer CPU model");
    require(bit_is_set(one.d, CPUID_APIC), "this CPU has no local APIC; switch it on in the firmware's setup");
    require(bit_is_set(one.d, CPUID_PGE), "this CPU has no global pages (PGE); use a newer CPU model");
    require(bit_is_set(one.d, CPUID_PAT), "this CPU has no page attribute table (PAT); use a newer CPU model");
    require(bit_is_set(one.d, CPUID_FXSR), "this CPU has no FXSAVE; use a newer CPU model");
    require(bit_is_set(one.d, CPUID_SSE2), "this CPU has no SSE2; use a newer CPU model");
    require(bit_is_set(extended.d, CPUID_SYSCALL), "this CPU has no SYSCALL instruction; use a newer CPU model");
    require(bit_is_set(extended.d, CPUID_NX),
            "this CPU has no execute-disable bit (NX); switch it on in the firmware's setup or use a newer CPU model");
}

static void control_registers_set(struct cpuid one, struct cpuid seven, const struct boot_options *options)
{
    word_t cr0 = 0;
    word_t cr4 = CR4_PAE | CR4_MCE | CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;

    __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
    cr0 = (cr0 & ~(word_t)(CR0_EM | CR0_TS | CR0_NW | CR0_CD)) | CR0_MP | CR0_NE | CR0_WP;
    __asm__ volatile("mov %0, %%cr0" : : "r"(cr0) : "memory");
    hw_state.fpu_allowed = 1;

    if (bit_is_set(one.c, CPUID_XSAVE) && !options->noxsave)
        cr4 |= CR4_OSXSAVE;
    if (bit_is_set(seven.b, CPUID_FSGSBASE) && !options->nofsgsbase)
        cr4 |= CR4_FSGSBASE;
    if (bit_is_set(seven.b, CPUID_SMEP) && !options->nosmep)
        cr4 |= CR4_SMEP;
    if (bit_is_set(seven.b, CPUID_SMAP) && !options->nosmap)
        cr4 |= CR4_SMAP;
    if (bit_is_set(seven.c, CPUID_UMIP) && !options->noumip)
        cr4 |= CR4_UMIP;
    cr4_set(cr4);
    hw_state.fsgsbase = (cr4 & CR4_FSGSBASE) != 0;
}

/* XSAVE with AVX if the state fits a TCB, else with x87 and SSE; FXSAVE on CPUs without. */
static void fpu_choose(struct cpuid one)
{
    if ((cr4_get() & CR4_OSXSAVE) == 0)
        return;
    hw_state.fpu_components = XCR0_X87_SSE;
    xcr0_set(XCR0_X87_SSE);
    if (!bit_is_set(one.c, CPUID_AVX))
        return;
    xcr0_set(XCR0_X87_SSE | XCR0_AVX);
    if (cpuid_leaf(XSAVE_LEAF, 0).b <= ARCH_TCB_FPU_BYTES) {
        hw_state.fpu_components = XCR0_X87_SSE | XCR0_AVX;
        hw_state.fpu_wide = 1;
    } else {
        xcr0_set(XCR0_X87_SSE);
    }
}

static void syscall_start(void)
{
    hw_msr_set(MSR_EFER, hw_msr(MSR_EFER) | EFER_SCE);
    hw_msr_set(MSR_STAR, (word_t)(SELECTOR_KERNEL_DATA | 3) << 48 | (word_t)SELECTOR_KERNEL_CODE << 32);
    hw_msr_set(MSR_LSTAR, (word_t)hw_entry_syscall);
    hw_msr_set(MSR_CSTAR, 0);
    hw_msr_set(MSR_FMASK, SYSCALL_FLAGS_OFF);
    hw_msr_set(MSR_SYSENTER_CS, 0); /* `sysenter` faults */
}

void boot_cpu_features(const struct boot_options *options)
{
    struct cpuid one = cpuid_leaf(1, 0);
    struct cpuid seven = cpuid_leaf(7, 0);
    struct cpuid extended = cpuid_leaf(0x80000001, 0);

    features_require(one, extended);
    control_registers_set(one, seven, options);
    fpu_choose(one);
    hw_state.huge_pages = bit_is_set(extended.d, CPUID_GIB_PAGES) && !options->nogbpages;
    hw_state.timer_deadline = bit_is_set(one.c, CPUID_TSC_DEADLINE) && !options->notscdeadline;
    hw_msr_set(MSR_EFER, hw_msr(MSR_EFER) | EFER_NXE);
    hw_msr_set(MSR_PAT, op_put(hw_msr(MSR_PAT), 0, PAT_ENTRY_BITS, PAT_ENTRIES));
    syscall_start();
}

/* Only together with INVPCID: it is what forgets translations of a space that is not loaded. */
void boot_cpu_pcid(const struct boot_options *options)
{
    bool there = bit_is_set(cpuid_leaf(1, 0).c, CPUID_PCID) && bit_is_set(cpuid_leaf(7, 0).b, CPUID_INVPCID);

    if (!there || options->nopcid || options->noinvpcid)
        return;
    cr4_set(cr4_get() | CR4_PCIDE);
    hw_state.pcid_mask = PCID_BITS;
    hw_state.cr3_keep = CR3_KEEP;
    hw_state.empty_cr3 |= CR3_KEEP;
}

void boot_cpu_use_porch(void)
{
    for (word_t vector = 0; vector < HW_GATES; vector++)
        gate_set(vector, porch_gates[vector]);
    tss_use(&porch_tss, porch_stack_top);
    hw_msr_set(MSR_LSTAR, (word_t)porch_entry_syscall);
}
