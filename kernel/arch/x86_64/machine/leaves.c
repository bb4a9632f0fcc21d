/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves that are not worth inlining: address spaces, ports, clearing memory. */
#include <machine/machine.h>

/* Each switch of threads touches the beginning of both: one cache line each. */
_Alignas(64) struct hw_state hw_state;
_Alignas(64) struct hw_tss hw_tss;

/* On pages of their own: the porch shows them, and nothing else, in every address space. */
#define IN_PORCH __attribute__((section(".bss.porch_read")))
IN_PORCH _Alignas(PAGE_BYTES) word_t hw_idt[2 * HW_GATES];
IN_PORCH _Alignas(16) word_t hw_gdt[HW_DESCRIPTORS];
IN_PORCH _Alignas(16) struct hw_tss porch_tss;
IN_PORCH word_t porch_user_cr3, porch_kernel_cr3, porch_kernel_root;

#define INVPCID_ONE_SPACE 1u
#define INVPCID_ALL_SPACES 3u /* but not global pages */

static void invpcid(word_t kind, word_t pcid)
{
    struct {
        word_t pcid, address;
    } operand = {pcid, 0};

    __asm__ volatile("invpcid %0, %1" : : "m"(operand), "r"(kind) : "memory");
}

/* Without PCIDs, loading CR3 forgets everything that is not global. */
static void cr3_load_again(void)
{
    word_t cr3 = 0;

    __asm__ volatile("mov %%cr3, %0" : "=r"(cr3));
    hw_cr3_set(cr3);
}

void hw_tlb_flush_asid(word_t asid)
{
    if (hw_state.pcid_mask != 0)
        invpcid(INVPCID_ONE_SPACE, asid);
    else if (hw_state.asid == asid)
        cr3_load_again();
}

void hw_tlb_flush_all(void)
{
    if (hw_state.pcid_mask != 0)
        invpcid(INVPCID_ALL_SPACES, 0);
    else
        cr3_load_again();
}

void hw_kernel_mappings_copy(void *pml4)
{
    table_t *root = pml4;

    root->entry[PML4_KERNEL_ENTRY] = hw_state.shared_entry;
}

word_t hw_port_in(word_t port, word_t bytes)
{
    uint32_t value = 0;

    switch (bytes) {
    case 1:
        __asm__ volatile("inb %w1, %b0" : "+a"(value) : "Nd"((uint16_t)port));
        break;
    case 2:
        __asm__ volatile("inw %w1, %w0" : "+a"(value) : "Nd"((uint16_t)port));
        break;
    case 4:
        __asm__ volatile("inl %w1, %0" : "+a"(value) : "Nd"((uint16_t)port));
        break;
    }
    return value;
}

void hw_port_out(word_t port, word_t bytes, word_t value)
{
    switch (bytes) {
    case 1:
        __asm__ volatile("outb %b0, %w1" : : "a"((uint32_t)value), "Nd"((uint16_t)port));
        break;
    case 2:
        __asm__ volatile("outw %w0, %w1" : : "a"((uint32_t)value), "Nd"((uint16_t)port));
        break;
    case 4:
        __asm__ volatile("outl %0, %w1" : : "a"((uint32_t)value), "Nd"((uint16_t)port));
        break;
    }
}

/*
 * Stores of 32 or 16 bytes through a register of the FPU, whose contents are put back: fewer instructions than any
 * string operation where those are counted one by one. A multiple of 512 bytes.
 */
static void *clear_wide(void *p, void *end)
{
    unsigned char kept[32] = {0};

    __asm__ volatile("vmovups %%ymm0, %1\n"
                     "vxorps %%xmm0, %%xmm0, %%xmm0\n"
                     ".balign 16\n"
                     "1: vmovaps %%ymm0, (%0)\n"
                     "vmovaps %%ymm0, 32(%0)\n"
                     "vmovaps %%ymm0, 64(%0)\n"
                     "vmovaps %%ymm0, 96(%0)\n"
                     "vmovaps %%ymm0, 128(%0)\n"
                     "vmovaps %%ymm0, 160(%0)\n"
                     "vmovaps %%ymm0, 192(%0)\n"
                     "vmovaps %%ymm0, 224(%0)\n"
                     "vmovaps %%ymm0, 256(%0)\n"
                     "vmovaps %%ymm0, 288(%0)\n"
                     "vmovaps %%ymm0, 320(%0)\n"
                     "vmovaps %%ymm0, 352(%0)\n"
                     "vmovaps %%ymm0, 384(%0)\n"
                     "vmovaps %%ymm0, 416(%0)\n"
                     "vmovaps %%ymm0, 448(%0)\n"
                     "vmovaps %%ymm0, 480(%0)\n"
                     "add $512, %0\n"
                     "cmp %2, %0\n"
                     "jne 1b\n"
                     "vmovups %1, %%ymm0\n"
                     : "+r"(p), "+m"(kept)
                     : "r"(end)
                     : "memory");
    return p;
}

static void *clear_narrow(void *p, void *end)
{
    unsigned char kept[16] = {0};

    __asm__ volatile("movups %%xmm0, %1\n"
                     "xorps %%xmm0, %%xmm0\n"
                     ".balign 16\n"
                     "1: movaps %%xmm0, (%0)\n"
                     "movaps %%xmm0, 16(%0)\n"
                     "movaps %%xmm0, 32(%0)\n"
                     "movaps %%xmm0, 48(%0)\n"
                     "movaps %%xmm0, 64(%0)\n"
                     "movaps %%xmm0, 80(%0)\n"
                     "movaps %%xmm0, 96(%0)\n"
                     "movaps %%xmm0, 112(%0)\n"
                     "movaps %%xmm0, 128(%0)\n"
                     "movaps %%xmm0, 144(%0)\n"
                     "movaps %%xmm0, 160(%0)\n"
                     "movaps %%xmm0, 176(%0)\n"
                     "movaps %%xmm0, 192(%0)\n"
                     "movaps %%xmm0, 208(%0)\n"
                     "movaps %%xmm0, 224(%0)\n"
                     "movaps %%xmm0, 240(%0)\n"
                     "add $256, %0\n"
                     "cmp %2, %0\n"
                     "jne 1b\n"
                     "movups %1, %%xmm0\n"
                     : "+r"(p), "+m"(kept)
                     : "r"(end)
                     : "memory");
    return p;
}

#define CLEAR_STEP 512u

void hw_clear(void *p, word_t bytes)
{
    word_t large = bytes / CLEAR_STEP * CLEAR_STEP;
    word_t words = 0;
    bool aligned = (word_t)p % 32 == 0;

    /* A thread without FPU may be current: the registers trap then. */
    if (large != 0 && aligned && hw_state.fpu_allowed != 0) {
        void *end = (unsigned char *)p + large;

        p = hw_state.fpu_wide != 0 ? clear_wide(p, end) : clear_narrow(p, end);
        bytes -= large;
    }
    words = bytes / sizeof(word_t);
    if (words != 0)
        __asm__ volatile("rep stosq" : "+D"(p), "+c"(words) : "a"((word_t)0) : "memory");
}
