/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves of the host port. */
#include <debug/debug.h>
#include <host.h>

#include <arch/arch.h>
#include <lib/string.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define ARENA_ALIGN_BITS 21u
#define PML4_KERNEL_FIRST 256u
#define PML4_ENTRIES 512u

struct host_machine host_machine;
unsigned char *host_memory;

static word_t arena_used;

/* Before main and before any test: mapped lazily by the system, so that unused parts cost nothing. */
__attribute__((constructor)) static void arena_map(void)
{
    unsigned char *p = mmap(0, HOST_MEMORY_BYTES + op_pow2(ARENA_ALIGN_BITS), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (p == MAP_FAILED) {
        perror("host memory");
        exit(EXIT_FAILURE);
    }
    host_memory = (unsigned char *)op_align_up((word_t)p, ARENA_ALIGN_BITS);
    host_reset();
}

void host_reset(void)
{
    memset(host_memory, 0, arena_used);
    arena_used = 0;
    memset(&host_machine, 0, sizeof(host_machine));
    host_machine.ioapic_count = 1;
    host_machine.huge_pages = true;
    memset(&core0, 0, sizeof(core0));
    memset(&shared, 0, sizeof(shared));
}

word_t host_alloc(word_t bits)
{
    word_t start = op_align_up(arena_used, bits);

    REQUIRES(bits <= ARENA_ALIGN_BITS);
    REQUIRES(start + op_pow2(bits) <= HOST_MEMORY_BYTES);
    arena_used = start + op_pow2(bits);
    return HOST_MEMORY_BASE + start;
}

_Noreturn void contract_violated(const char *kind, const char *text, const char *file, unsigned line)
{
    fflush(stdout);
    fprintf(stderr, "%s:%u: %s violated: %s\n", file, line, kind, text);
    abort();
}

/* The machine stops: so does the test, which should not have asked for it unless it looks for this status. */
_Noreturn void debug_halt(void)
{
    fprintf(stderr, "halted by a debug call\n");
    exit(HOST_HALTED);
}

void arch_console_put(char c)
{
    if (host_machine.console_bytes < sizeof(host_machine.console))
        host_machine.console[host_machine.console_bytes] = c;
    host_machine.console_bytes++;
}

word_t hw_clock(void)
{
    word_t now = host_machine.clock;

    host_machine.clock = now + host_machine.clock_step;
    return now;
}

void hw_timer_set(word_t deadline)
{
    host_machine.timer_deadline = deadline;
    host_machine.timer_sets++;
}

void hw_vspace_load(word_t root_physical, word_t asid)
{
    host_machine.vspace_root = root_physical;
    host_machine.vspace_asid = asid;
    host_machine.vspace_loads++;
}

word_t hw_vspace_word(word_t root_physical, word_t asid)
{
    REQUIRES(asid != 0);
    return root_physical + asid;
}

void hw_vspace_load_word(word_t word, word_t asid)
{
    hw_vspace_load(word - asid, asid);
}

static void flush_record(word_t kind, word_t asid, word_t vaddr)
{
    host_machine.flush[host_machine.flushes % HOST_LOG_MAX] = (struct host_flush){kind, asid, vaddr};
    host_machine.flushes++;
}

void hw_tlb_flush_page(word_t asid, word_t vaddr)
{
    flush_record(HOST_FLUSH_PAGE, asid, vaddr);
}

void hw_tlb_flush_asid(word_t asid)
{
    flush_record(HOST_FLUSH_ASID, asid, 0);
}

void hw_tlb_flush_all(void)
{
    flush_record(HOST_FLUSH_ALL, 0, 0);
}

word_t host_kernel_entry(word_t index)
{
    return index >= PML4_ENTRIES - 2 ? HOST_MEMORY_BASE + index * 4096 + 3 : 0;
}

void hw_kernel_mappings_copy(void *pml4)
{
    word_t *entry = pml4;

    for (word_t i = PML4_KERNEL_FIRST; i < PML4_ENTRIES; i++)
        entry[i] = host_kernel_entry(i);
}

word_t hw_fs_base(void)
{
    return host_machine.fs_base;
}

void hw_fs_base_set(word_t base)
{
    host_machine.fs_base = base;
}

word_t hw_gs_base(void)
{
    return host_machine.gs_base;
}

void hw_gs_base_set(word_t base)
{
    host_machine.gs_base = base;
}

bool hw_has_base_instructions(void)
{
    return !host_machine.no_base_instructions;
}

void hw_bases_exchange(word_t *save, const word_t *load)
{
    REQUIRES(!host_machine.no_base_instructions);
    save[0] = host_machine.fs_base;
    save[1] = host_machine.gs_base;
    host_machine.fs_base = load[0];
    host_machine.gs_base = load[1];
}

void hw_fpu_save(void *area)
{
    REQUIRES(host_machine.fpu_allowed);
    memcpy(area, host_machine.fpu, sizeof(host_machine.fpu));
    host_machine.fpu_saves++;
}

void hw_fpu_restore(const void *area)
{
    REQUIRES(host_machine.fpu_allowed);
    memcpy(host_machine.fpu, area, sizeof(host_machine.fpu));
    host_machine.fpu_restores++;
}

void hw_fpu_exchange(void *save, const void *load)
{
    hw_fpu_save(save);
    hw_fpu_restore(load);
}

/* Legacy region of the CPU's save area: control word at 0, MXCSR at 24. */
void hw_fpu_init_area(void *area)
{
    unsigned char *p = area;

    memset(p, 0, ARCH_TCB_FPU_BYTES);
    p[0] = 0x7f;
    p[1] = 0x03;
    p[24] = 0x80;
    p[25] = 0x1f;
}

void hw_fpu_allow(bool on)
{
    host_machine.fpu_allowed = on;
}

word_t hw_port_in(word_t port, word_t bytes)
{
    host_machine.port = port;
    host_machine.port_bytes = bytes;
    host_machine.port_ins++;
    return op_take(host_machine.port_value, 0, bytes * 8);
}

void hw_port_out(word_t port, word_t bytes, word_t value)
{
    host_machine.port = port;
    host_machine.port_bytes = bytes;
    host_machine.port_written = value;
    host_machine.port_outs++;
}

void hw_kernel_stack_set(word_t top)
{
    host_machine.kernel_stack = top;
}

void hw_clear(void *p, word_t bytes)
{
    memset(p, 0, bytes);
    host_machine.bytes_cleared += bytes;
}

void hw_ioapic_program(word_t ioapic, word_t pin, word_t vector, bool level, bool active_low)
{
    REQUIRES((ioapic < host_machine.ioapic_count) & (pin < HOST_PIN_MAX));
    host_machine.pin[ioapic][pin] = (struct host_pin){vector, true, level, active_low, true};
}

void hw_ioapic_mask(word_t ioapic, word_t pin, bool masked)
{
    REQUIRES((ioapic < host_machine.ioapic_count) & (pin < HOST_PIN_MAX));
    host_machine.pin[ioapic][pin].masked = masked;
}

word_t hw_ioapic_count(void)
{
    return host_machine.ioapic_count;
}

word_t hw_ioapic_pins(word_t ioapic)
{
    REQUIRES(ioapic < host_machine.ioapic_count);
    return HOST_PIN_MAX;
}

void hw_irq_end(void)
{
    host_machine.irq_ends++;
}

bool hw_has_huge_pages(void)
{
    return host_machine.huge_pages;
}
