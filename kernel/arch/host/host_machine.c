/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves of the host port that every ISA has. */
#include <debug/debug.h>
#include <host.h>

#include <arch/arch.h>
#include <lib/string.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define ARENA_ALIGN_BITS 21u
#define ROOT_KERNEL_FIRST 256u
#define ROOT_ENTRIES 512u

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
    host_isa_reset();
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

void host_flush_record(enum host_flush_kind kind, word_t asid, word_t vaddr)
{
    host_machine.flush[host_machine.flushes % HOST_LOG_MAX] = (struct host_flush){kind, asid, vaddr};
    host_machine.flushes++;
}

word_t host_kernel_entry(word_t index)
{
    return index >= ROOT_ENTRIES - 2 ? HOST_MEMORY_BASE + index * 4096 + 3 : 0;
}

void hw_kernel_mappings_copy(void *root)
{
    word_t *entry = root;

    for (word_t i = ROOT_KERNEL_FIRST; i < ROOT_ENTRIES; i++)
        entry[i] = host_kernel_entry(i);
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

void hw_fpu_allow(bool on)
{
    host_machine.fpu_allowed = on;
}

void hw_clear(void *p, word_t bytes)
{
    memset(p, 0, bytes);
    host_machine.bytes_cleared += bytes;
}
