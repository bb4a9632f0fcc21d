/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves that are not worth inlining: TLB, FPU, caches, clearing memory, the console. */
#include <arch/arch.h>
#include <driver/pl011.h>
#include <machine/machine.h>

/* Each switch of threads touches the beginning: one cache line. */
_Alignas(64) struct hw_state hw_state;

void arch_console_put(char c)
{
    if (hw_state.uart == 0)
        return;
    if (c == '\n')
        pl011_put(hw_state.uart, '\r');
    pl011_put(hw_state.uart, c);
}

/* ---- TLB ---- */

#define SPACE_VMID_BITS 16u

/* Loads the VMID, without translations, if another is loaded; the word that has to be loaded afterwards. */
static word_t vmid_borrow(word_t vmid)
{
    word_t space = SYSTEM_READ("vttbr_el2");

    if (op_take(space, SPACE_VMID_BIT, SPACE_VMID_BITS) != vmid) {
        hw_space_load(op_put(hw_state.empty_root, SPACE_VMID_BIT, SPACE_VMID_BITS, vmid));
        system_barrier();
    }
    return space;
}

static void vmid_return(word_t space)
{
    hw_space_load(space);
    system_barrier();
}

void hw_tlb_flush_page(word_t vmid, word_t vaddr)
{
    word_t space = vmid_borrow(vmid);

    __asm__ volatile("tlbi ipas2e1is, %0\n"
                     "dsb ish\n"
                     "tlbi vmalle1is\n"
                     "dsb ish"
                     :
                     : "r"(op_drop(vaddr, 12))
                     : "memory");
    vmid_return(space);
}

void hw_tlb_flush_vmid(word_t vmid)
{
    word_t space = vmid_borrow(vmid);

    __asm__ volatile("tlbi vmalls12e1is\n"
                     "dsb ish"
                     :
                     :
                     : "memory");
    vmid_return(space);
}

/* ---- FPU ---- */

/* Architectural feature trap register: bits that are always one, which include the traps of SVE and SME. */
#define CPTR_ONES 0x33ffu
#define CPTR_NO_FPU 0x400u

void hw_fpu_allow(bool on)
{
    SYSTEM_WRITE("cptr_el2", on ? CPTR_ONES : CPTR_ONES | CPTR_NO_FPU);
    system_barrier();
}

void hw_fpu_init_area(void *area)
{
    word_t *words = area;

    for (word_t i = 0; i < ARCH_TCB_FPU_BYTES / sizeof(word_t); i++)
        words[i] = 0;
}

/* ---- memory and caches ---- */

/* Bytes of lines that are zeroed and written to memory in one round, where both instructions work on such lines. */
#define LINE_BYTES 64u
#define LINES_BYTES (4 * LINE_BYTES)

#define ZERO_AND_CLEAN(at) __asm__ volatile("dc zva, %0\n\tdc cvac, %0" : : "r"(at) : "memory")

static void zero_lines(word_t start, word_t end)
{
    for (word_t at = start; at < end; at += LINES_BYTES) {
        ZERO_AND_CLEAN(at);
        ZERO_AND_CLEAN(at + LINE_BYTES);
        ZERO_AND_CLEAN(at + 2 * LINE_BYTES);
        ZERO_AND_CLEAN(at + 3 * LINE_BYTES);
    }
}

static void zero_in_blocks(word_t start, word_t end, word_t block)
{
    for (word_t at = start; at < end; at += block)
        __asm__ volatile("dc zva, %0" : : "r"(at) : "memory");
}

static void zero_in_pairs(word_t start, word_t end)
{
    for (word_t at = start; at < end; at += 16)
        __asm__ volatile("stp xzr, xzr, [%0]" : : "r"(at) : "memory");
}

static void clean_to_memory(word_t start, word_t end)
{
    for (word_t at = start & ~(hw_state.data_line - 1); at < end; at += hw_state.data_line)
        __asm__ volatile("dc cvac, %0" : : "r"(at) : "memory");
}

void hw_clear(void *p, word_t bytes)
{
    word_t start = (word_t)p, end = start + bytes, block = hw_state.zero_bytes;

    if ((block == LINE_BYTES) & (hw_state.data_line == LINE_BYTES) & (((start | end) & (LINES_BYTES - 1)) == 0)) {
        zero_lines(start, end);
    } else {
        if (block != 0 && ((start | end) & (block - 1)) == 0)
            zero_in_blocks(start, end, block);
        else
            zero_in_pairs(start, end);
        clean_to_memory(start, end);
    }
    __asm__ volatile("dsb sy" : : : "memory");
}

/* Does the window show this address? PAR_EL1, which the answer comes in, is a guest's too. */
static bool window_shows(word_t address)
{
    word_t par = SYSTEM_READ("par_el1"), answer = 0;

    __asm__ volatile("at s1e2r, %0\n"
                     "isb"
                     :
                     : "r"(address)
                     : "memory");
    answer = SYSTEM_READ("par_el1");
    SYSTEM_WRITE("par_el1", par);
    return op_take(answer, 0, 1) == 0;
}

static void line_operation(enum hw_cache_operation operation, word_t at)
{
    switch (operation) {
    case CACHE_CLEAN:
        __asm__ volatile("dc cvac, %0" : : "r"(at) : "memory");
        return;
    case CACHE_INVALIDATE:
        __asm__ volatile("dc ivac, %0" : : "r"(at) : "memory");
        return;
    case CACHE_CLEAN_INVALIDATE:
        __asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
        return;
    case CACHE_UNIFY:
        __asm__ volatile("dc cvau, %0" : : "r"(at) : "memory");
        return;
    }
}

/* Within one page of the window. What is beside the range in its first and last line is not lost. */
static void cache_page(enum hw_cache_operation operation, word_t start, word_t end)
{
    for (word_t at = start & ~(hw_state.data_line - 1); at < end; at += hw_state.data_line) {
        bool whole = at >= start && at + hw_state.data_line <= end;

        line_operation(operation == CACHE_INVALIDATE && !whole ? CACHE_CLEAN_INVALIDATE : operation, at);
    }
}

void hw_cache(enum hw_cache_operation operation, word_t physical, word_t bytes)
{
    word_t start = physical | WINDOW_BASE, end = start + bytes;

    while (start < end) {
        word_t page_end = op_align_down(start, 12) + PAGE_BYTES;
        word_t stop = page_end < end ? page_end : end;

        if (window_shows(start))
            cache_page(operation, start, stop);
        start = stop;
    }
    __asm__ volatile("dsb sy" : : : "memory");
}

/* By address is not enough: programs see the memory at others. */
void hw_instructions_forget(void)
{
    __asm__ volatile("ic ialluis\n"
                     "dsb ish"
                     :
                     :
                     : "memory");
    system_barrier();
}
