/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Well-formed samples for the host tests: a small physical memory with loader information, ACPI tables and an ELF
 * file, laid out as QEMU and GRUB do it. Tests then damage what they are about.
 */
#pragma once

#include "boot/acpi.h"
#include "boot/elf.h"
#include "boot/multiboot.h"

#define SAMPLE_MEMORY 0x400000u     /* 4 MiB of it can be read */
#define SAMPLE_LIMIT 0x7f80000000ull

/* Where things are. */
enum {
    SAMPLE_INFO = 0x9000,
    SAMPLE_CMDLINE = 0x9800,
    SAMPLE_MODULES = 0x9c00,
    SAMPLE_MAP = 0x9d00,
    SAMPLE_VBE_CONTROL = 0xa000,
    SAMPLE_VBE_MODE = 0xa400,
    SAMPLE_RSDP = 0xf5b30,
    SAMPLE_MODULE = 0x200000,
    SAMPLE_RSDT = 0x3e0010,         /* tables needn't be aligned */
    SAMPLE_MADT = 0x3e1001,
    SAMPLE_HPET = 0x3e2003,
    SAMPLE_MODULE_BYTES = 0x3100,
};

static unsigned char sample_memory[SAMPLE_MEMORY];

static inline struct phys_window sample_window(void)
{
    struct phys_window window = {sample_memory, SAMPLE_MEMORY};

    return window;
}

static inline void put8(uint64_t at, uint64_t value)
{
    bytes_put(sample_memory + at, value, 1);
}

static inline void put16(uint64_t at, uint64_t value)
{
    bytes_put(sample_memory + at, value, 2);
}

static inline void put32(uint64_t at, uint64_t value)
{
    bytes_put(sample_memory + at, value, 4);
}

static inline void put64(uint64_t at, uint64_t value)
{
    bytes_put(sample_memory + at, value, 8);
}

static inline void put_text(uint64_t at, const char *text)
{
    memcpy(sample_memory + at, text, strlen(text) + 1);
}

struct sample_entry {
    uint64_t base;
    uint64_t length;
    uint32_t type;
};

/* What QEMU reports for 128 MiB. */
static const struct sample_entry sample_map[] = {
    {0, 0x9fc00, 1},
    {0x9fc00, 0x400, 2},
    {0xf0000, 0x10000, 2},
    {0x100000, 0x7ee0000, 1},
    {0x7fe0000, 0x20000, 2},
    {0xfffc0000, 0x40000, 2},
};
#define SAMPLE_MAP_COUNT (sizeof(sample_map) / sizeof(sample_map[0]))

static inline void sample_map1_put(const struct sample_entry *map, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        put32(SAMPLE_MAP + 24 * i, 20);
        put64(SAMPLE_MAP + 24 * i + 4, map[i].base);
        put64(SAMPLE_MAP + 24 * i + 12, map[i].length);
        put32(SAMPLE_MAP + 24 * i + 20, map[i].type);
    }
    put32(SAMPLE_INFO + 44, 24 * count);
    put32(SAMPLE_INFO + 48, SAMPLE_MAP);
}

/* Multiboot 1: memory, command line, two modules, map. */
static inline void sample_multiboot1(void)
{
    memset(sample_memory, 0, SAMPLE_MEMORY);
    put32(SAMPLE_INFO, 1u << 0 | 1u << 2 | 1u << 3 | 1u << 6);
    put32(SAMPLE_INFO + 4, 639);
    put32(SAMPLE_INFO + 8, 129920);
    put32(SAMPLE_INFO + 16, SAMPLE_CMDLINE);
    put_text(SAMPLE_CMDLINE, "kernel32.elf cnode_bits=14 console");
    put32(SAMPLE_INFO + 20, 2);
    put32(SAMPLE_INFO + 24, SAMPLE_MODULES);
    put32(SAMPLE_MODULES, SAMPLE_MODULE);
    put32(SAMPLE_MODULES + 4, SAMPLE_MODULE + SAMPLE_MODULE_BYTES);
    put32(SAMPLE_MODULES + 16, 0x210000);
    put32(SAMPLE_MODULES + 20, 0x218001);
    sample_map1_put(sample_map, SAMPLE_MAP_COUNT);
}

/* Appends a Multiboot 2 tag and answers where its payload goes. */
static inline uint64_t sample_tag(uint64_t *at, uint32_t type, uint32_t payload_bytes)
{
    uint64_t payload = *at + 8;

    put32(*at, type);
    put32(*at + 4, 8 + payload_bytes);
    *at = (payload + payload_bytes + 7) / 8 * 8;
    return payload;
}

static inline void sample_end(uint64_t *at)
{
    sample_tag(at, 0, 0);
    put32(SAMPLE_INFO, *at - SAMPLE_INFO);
}

static inline void sample_module_tag(uint64_t *at, uint32_t start, uint32_t end)
{
    uint64_t payload = sample_tag(at, 3, 8 + 5);

    put32(payload, start);
    put32(payload + 4, end);
    put_text(payload + 8, "root");
}

static inline void sample_map_tag(uint64_t *at, const struct sample_entry *map, uint32_t count, uint32_t stride)
{
    uint64_t payload = sample_tag(at, 6, 8 + stride * count);

    put32(payload, stride);
    for (uint32_t i = 0; i < count; i++) {
        put64(payload + 8 + stride * i, map[i].base);
        put64(payload + 16 + stride * i, map[i].length);
        put32(payload + 24 + stride * i, map[i].type);
    }
}

/* Multiboot 2 up to, not including, the end tag. */
static inline uint64_t sample_multiboot2_open(void)
{
    uint64_t at = SAMPLE_INFO + 8;

    memset(sample_memory, 0, SAMPLE_MEMORY);
    put_text(sample_tag(&at, 1, 14), "domains=4 kpti");
    sample_module_tag(&at, SAMPLE_MODULE, SAMPLE_MODULE + SAMPLE_MODULE_BYTES);
    sample_map_tag(&at, sample_map, SAMPLE_MAP_COUNT, 24);
    return at;
}

static inline void sample_multiboot2(void)
{
    uint64_t at = sample_multiboot2_open();
    uint64_t payload = sample_tag(&at, 8, 24);

    put64(payload, 0xfd000000);
    put32(payload + 8, 4096);
    put32(payload + 12, 1024);
    put32(payload + 16, 768);
    put8(payload + 20, 32);
    put8(payload + 21, 1);
    sample_end(&at);
}

/* Sets the byte at `where` so that [at, at + length) adds up to 0. */
static inline void sample_seal(uint64_t at, uint64_t length, uint64_t where)
{
    put8(where, 0);
    put8(where, (uint8_t)-window_sum(sample_window(), at, length));
}

static inline void sample_rsdp_put(uint64_t at, uint8_t revision, uint64_t rsdt, uint64_t xsdt)
{
    memcpy(sample_memory + at, "RSD PTR ", 8);
    memcpy(sample_memory + at + 9, "SAMPLE", 6);
    put8(at + 15, revision);
    put32(at + 16, rsdt);
    put32(at + 20, 36);
    put64(at + 24, xsdt);
    sample_seal(at, 20, at + 8);
    sample_seal(at, 36, at + 32);
}

static inline void sample_table_open(uint64_t at, const char *name, uint32_t length)
{
    memset(sample_memory + at, 0, length);
    memcpy(sample_memory + at, name, 4);
    put32(at + 4, length);
}

static inline void sample_table_seal(uint64_t at)
{
    sample_seal(at, window_u32(sample_window(), at + 4), at + 9);
}

/* Two CPUs (one by x2APIC entry), two disabled ones, an I/O APIC, an override, entries of unknown type. */
static const unsigned char sample_madt_entries[] = {
    0, 8, 0, 0, 1, 0, 0, 0,                                     /* APIC ID 0, enabled */
    0, 8, 1, 7, 0, 0, 0, 0,                                     /* disabled */
    0, 8, 2, 9, 3, 0, 0, 0,                                     /* flags 3: not exactly 1 */
    127, 3, 0,                                                  /* makes the rest odd */
    9, 16, 0, 0, 0x34, 0x12, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0,      /* x2APIC ID 0x1234 */
    1, 12, 3, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0,                  /* I/O APIC 3 at 0xfec00000 */
    2, 10, 0, 0, 2, 0, 0, 0, 0, 0,                              /* source override */
    0, 4, 1, 1,                                                 /* too short: skipped */
    1, 12, 4, 0, 0, 0x10, 0xc0, 0xfe, 24, 0, 0, 0,              /* I/O APIC 4 at 0xfec01000 */
};

static inline void sample_madt_put(const unsigned char *entries, uint32_t bytes)
{
    sample_table_open(SAMPLE_MADT, "APIC", 44 + bytes);
    put32(SAMPLE_MADT + 36, 0xfee00000);
    put32(SAMPLE_MADT + 40, 1);
    if (bytes > 0) {
        memcpy(sample_memory + SAMPLE_MADT + 44, entries, bytes);
    }
    sample_table_seal(SAMPLE_MADT);
}

/* RSDP, RSDT, HPET and MADT; the list begins with an address that can't be read. */
static inline void sample_acpi(void)
{
    sample_rsdp_put(SAMPLE_RSDP, 2, SAMPLE_RSDT, 0);
    sample_table_open(SAMPLE_HPET, "HPET", 56);
    sample_table_seal(SAMPLE_HPET);
    sample_madt_put(sample_madt_entries, sizeof(sample_madt_entries));
    sample_table_open(SAMPLE_RSDT, "RSDT", 36 + 3 * 4);
    put32(SAMPLE_RSDT + 36, 0xfffffff0);
    put32(SAMPLE_RSDT + 40, SAMPLE_HPET);
    put32(SAMPLE_RSDT + 44, SAMPLE_MADT);
    sample_table_seal(SAMPLE_RSDT);
}

static inline void sample_segment_put(uint32_t index, uint32_t type, uint64_t offset, uint64_t address,
                                      uint64_t file_size, uint64_t memory_size)
{
    uint64_t at = SAMPLE_MODULE + 64 + 56 * index;

    put32(at, type);
    put64(at + 8, offset);
    put64(at + 16, address);
    put64(at + 32, file_size);
    put64(at + 40, memory_size);
}

/* The root server's file at SAMPLE_MODULE: text at 0x400000, a note, data with zeroed rest, an empty segment. */
static inline void sample_elf(void)
{
    memset(sample_memory + SAMPLE_MODULE, 0xcc, SAMPLE_MODULE_BYTES);
    memset(sample_memory + SAMPLE_MODULE, 0, 64 + 4 * 56);
    put32(SAMPLE_MODULE, 0x464c457f);
    put8(SAMPLE_MODULE + 4, 2);
    put8(SAMPLE_MODULE + 5, 1);
    put8(SAMPLE_MODULE + 6, 1);
    put16(SAMPLE_MODULE + 16, 2);
    put16(SAMPLE_MODULE + 18, ELF_MACHINE_X86_64);
    put32(SAMPLE_MODULE + 20, 1);
    put64(SAMPLE_MODULE + 24, 0x400123);
    put64(SAMPLE_MODULE + 32, 64);
    put16(SAMPLE_MODULE + 52, 64);
    put16(SAMPLE_MODULE + 54, 56);
    put16(SAMPLE_MODULE + 56, 4);
    sample_segment_put(0, 1, 0x1000, 0x400000, 0x2000, 0x2000);
    sample_segment_put(1, 4, 0x200, 0, 0x20, 0x20);
    sample_segment_put(2, 1, 0x3000, 0x402800, 0x100, 0x1801);
    sample_segment_put(3, 1, 0xffffffff, 0, 0, 0);
}

static inline struct phys_window sample_file(void)
{
    return window_part(sample_window(), SAMPLE_MODULE, SAMPLE_MODULE_BYTES);
}
