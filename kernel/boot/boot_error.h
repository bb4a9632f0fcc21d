/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why the kernel can't boot: a kind and up to two numbers. Parsers fill one in and answer false; the boot code prints
 * boot_error_text and stops. docs/boot.md lists the lines.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum boot_error_kind {
    BOOT_OK,
    /* loader (a, b as noted) */
    BOOT_LOADER_MAGIC,             /* a: EAX at entry */
    BOOT_LOADER_INFO,              /* a: address of the information structure, b: bytes needed */
    BOOT_LOADER_TAG,               /* a: tag type, b: its address */
    BOOT_LOADER_NO_MEMORY,
    BOOT_LOADER_NO_MODULE,
    BOOT_LOADER_MODULE_LIST,       /* a: address, b: number of entries */
    BOOT_LOADER_MODULE_EMPTY,      /* a: module number, b: its address */
    BOOT_LOADER_MODULE_OUT,        /* a: start, b: end of module 0 */
    BOOT_LOADER_MAP,               /* a: address, b: length of the memory map */
    BOOT_LOADER_MAP_ENTRY,         /* a: address, b: size of the entry */
    BOOT_LOADER_MAP_FULL,          /* a: number of regions kept at most */
    BOOT_LOADER_NO_RAM,
    /* firmware tables */
    BOOT_ACPI_NO_RSDP,
    BOOT_ACPI_RSDP_SUM,            /* a: bytes summed, b: sum */
    BOOT_ACPI_TABLE_OUT,           /* a: signature wanted or 0, b: address */
    BOOT_ACPI_TABLE_SUM,           /* a: signature, b: address */
    BOOT_ACPI_TABLE_MISSING,       /* a: signature */
    BOOT_ACPI_MADT_ENTRY,          /* a: address, b: length of the entry */
    BOOT_ACPI_NO_CPU,
    BOOT_ACPI_NO_IOAPIC,
    /* device tree */
    BOOT_FDT_HEADER,               /* a: first word, b: size it says */
    BOOT_FDT_VERSION,              /* a: version, b: the one wanted */
    BOOT_FDT_STRUCTURE,            /* a: offset, b: what was found there */
    BOOT_FDT_NO_MEMORY,
    BOOT_FDT_NO_PLIC,
    BOOT_FDT_NO_CONTEXT,           /* a: hart */
    BOOT_FDT_NO_GIC,
    /* what a loader hands over */
    BOOT_HANDOVER_TREE,            /* a: start, b: end of the device tree */
    BOOT_HANDOVER_IMAGE,           /* a: start, b: end of the root server */
    BOOT_HANDOVER_SPACE,           /* a: lowest, b: highest address of the root server */
    BOOT_HANDOVER_OVERLAP,         /* a: start, b: end of what lies in another's place */
    /* root server's file */
    BOOT_ELF_SHORT,                /* a: bytes in the file, b: bytes needed */
    BOOT_ELF_MAGIC,                /* a: first four bytes */
    BOOT_ELF_CLASS,                /* a: class, b: data encoding */
    BOOT_ELF_TYPE,                 /* a: e_type */
    BOOT_ELF_MACHINE,              /* a: e_machine, b: the one wanted */
    BOOT_ELF_HEADERS,              /* a: offset, b: number of program headers */
    BOOT_ELF_SEGMENT_FILE,         /* a: program header, b: offset in the file */
    BOOT_ELF_SEGMENT_SIZE,         /* a: program header, b: size in the file */
    BOOT_ELF_SEGMENT_WRAP,         /* a: program header, b: virtual address */
    BOOT_ELF_NO_SEGMENT,
    BOOT_ELF_UNALIGNED,            /* a: lowest virtual address */
    BOOT_ELF_ENTRY,                /* a: entry point */
    BOOT_ELF_TOO_HIGH,             /* a: highest address used, b: limit */
    /* placing */
    BOOT_PLACE_IMAGE,              /* a: physical start, b: end that isn't all RAM */
    BOOT_PLACE_OBJECTS,            /* a: bytes needed, b: bytes in the largest free region */
    BOOT_PLACE_REGIONS,            /* a: number of regions kept at most */
    BOOT_PLACE_SLOTS,              /* a: slots needed, b: slots there are */
    BOOT_PLACE_EXTRA,              /* a: bytes needed, b: bytes there are */
};

struct boot_error {
    enum boot_error_kind kind;
    uint64_t a;
    uint64_t b;
};

#define BOOT_ERROR_TEXT_MAX 256

/* The line for people: what is wrong, where, and what to do. Always ends in a zero byte, never in a newline. */
void boot_error_text(struct boot_error error, char text[BOOT_ERROR_TEXT_MAX]);

/*
 * Expands a template into text: "$a", "$b" as hexadecimal, "#a", "#b" as decimal, "@a" as the four characters of a
 * table signature. Cuts what doesn't fit.
 */
void boot_text_expand(const char *template, uint64_t a, uint64_t b, char *text, uint32_t text_max);

static inline bool boot_refuse(struct boot_error *error, enum boot_error_kind kind, uint64_t a, uint64_t b)
{
    error->kind = kind;
    error->a = a;
    error->b = b;
    return false;
}
