/* SPDX-License-Identifier: BSD-2-Clause */
/* The texts of boot errors. Kept apart from the parsers so that all lines people may see stand together. */
#include "boot/boot_error.h"

#include "lib/string.h"

#define TEMPLATE_MAX 256
#define DIGITS_MAX 20

/* Bounded output: what doesn't fit is dropped, one byte always remains for the end. */
struct text {
    char *at;
    uint32_t used;
    uint32_t max;
};

static void text_add(struct text *text, char c)
{
    if (text->used + 1 < text->max) {
        text->at[text->used] = c;
        text->used++;
    }
}

static void text_add_number(struct text *text, uint64_t value, unsigned base)
{
    char digits[DIGITS_MAX] = {0};
    unsigned count = 0;

    do {
        digits[count] = "0123456789abcdef"[value % base];
        value /= base;
        count++;
    } while (value > 0 && count < DIGITS_MAX);
    for (; count > 0; count--) {
        text_add(text, digits[count - 1]);
    }
}

static void text_add_signature(struct text *text, uint64_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        char c = (char)(value >> (8 * i));

        text_add(text, c >= ' ' && c <= '~' ? c : '?');
    }
}

void boot_text_expand(const char *template, uint64_t a, uint64_t b, char *text, uint32_t text_max)
{
    struct text out = {text, 0, text_max};
    char how = '\0';

    if (text_max == 0) {
        return;
    }
    for (unsigned i = 0; i < TEMPLATE_MAX && template[i] != '\0'; i++) {
        char c = template[i];
        bool names_value = how != '\0' && (c == 'a' || c == 'b');

        if (names_value && how == '$') {
            text_add(&out, '0');
            text_add(&out, 'x');
            text_add_number(&out, c == 'a' ? a : b, 16);
        } else if (names_value && how == '#') {
            text_add_number(&out, c == 'a' ? a : b, 10);
        } else if (names_value) {
            text_add_signature(&out, c == 'a' ? a : b);
        } else if (c != '$' && c != '#' && c != '@') {
            text_add(&out, c);
        }
        how = (char)(c == '$' || c == '#' || c == '@' ? c : '\0');
    }
    text[out.used] = '\0';
}

static const char *loader_template(enum boot_error_kind kind)
{
    switch (kind) {
    case BOOT_LOADER_MAGIC:
        return "loader: magic number $a in EAX is neither Multiboot 1 nor 2; start the kernel with a Multiboot loader";
    case BOOT_LOADER_INFO:
        return "loader: information structure at $a (#b bytes) is outside readable memory; the loader is faulty";
    case BOOT_LOADER_TAG:
        return "loader: Multiboot 2 tag of type #a at $b has a wrong size; the loader is faulty";
    case BOOT_LOADER_NO_MEMORY:
        return "loader: no memory size or map was passed; use a loader that reports memory";
    case BOOT_LOADER_NO_MODULE:
        return "loader: no module was passed; give the root server's ELF file as first module (-initrd in QEMU, "
               "module or module2 in GRUB)";
    case BOOT_LOADER_MODULE_LIST:
        return "loader: list of #b modules at $a is outside readable memory or too long; the loader is faulty";
    case BOOT_LOADER_MODULE_EMPTY:
        return "loader: module #a at $b has no bytes; check that the file isn't empty";
    case BOOT_LOADER_MODULE_OUT:
        return "loader: first module at $a to $b isn't in memory the kernel can read; give less or smaller modules";
    case BOOT_LOADER_MAP:
        return "loader: memory map at $a (#b bytes) is unreadable or has no entry size; the loader is faulty";
    case BOOT_LOADER_MAP_ENTRY:
        return "loader: memory map entry at $a has size #b; the loader or firmware is faulty";
    case BOOT_LOADER_MAP_FULL:
        return "loader: memory map has more than #a separate regions; the firmware is faulty or needs a larger limit";
    default:
        return "loader: memory map has no usable memory at or above 1 MiB; give the machine more memory";
    }
}

static const char *acpi_template(enum boot_error_kind kind)
{
    switch (kind) {
    case BOOT_ACPI_NO_RSDP:
        return "ACPI: no RSDP from the loader and none in 0xe0000-0xfffff; switch ACPI on; on UEFI machines use a "
               "Multiboot 2 loader";
    case BOOT_ACPI_RSDP_SUM:
        return "ACPI: RSDP checksum over #a bytes is $b, not 0; the firmware is faulty";
    case BOOT_ACPI_TABLE_OUT:
        return "ACPI: table @a at $b is outside readable memory or has a wrong size or name; the firmware is faulty";
    case BOOT_ACPI_TABLE_SUM:
        return "ACPI: table @a at $b has a wrong checksum; the firmware is faulty";
    case BOOT_ACPI_TABLE_MISSING:
        return "ACPI: no table @a; switch on ACPI and the APIC in the firmware's set-up";
    case BOOT_ACPI_MADT_ENTRY:
        return "ACPI: MADT entry at $a has length #b; the firmware is faulty";
    case BOOT_ACPI_NO_CPU:
        return "ACPI: MADT lists no usable CPU; the firmware is faulty";
    default:
        return "ACPI: MADT lists no I/O APIC; switch on the APIC in the firmware's set-up";
    }
}

static const char *fdt_template(enum boot_error_kind kind)
{
    switch (kind) {
    case BOOT_FDT_HEADER:
        return "device tree: begins with $a and says it has #b bytes; the loader passes no whole device tree";
    case BOOT_FDT_VERSION:
        return "device tree: version #a, where #b is needed; make it with a newer compiler";
    case BOOT_FDT_STRUCTURE:
        return "device tree: makes no sense at offset $a ($b); it is cut or damaged";
    case BOOT_FDT_NO_MEMORY:
        return "device tree: has no memory node; add one";
    case BOOT_FDT_NO_PLIC:
        return "device tree: has no PLIC the kernel can drive; use one for this board";
    case BOOT_FDT_NO_CONTEXT:
        return "device tree: no context of the PLIC interrupts supervisor mode of hart #a; start the kernel on another";
    default:
        return "device tree: has no interrupt controller the kernel can drive (GICv2 to 4); use one for this board";
    }
}

static const char *handover_template(enum boot_error_kind kind)
{
    switch (kind) {
    case BOOT_HANDOVER_TREE:
        return "loader: device tree at $a to $b isn't in memory the kernel can read; put it lower";
    case BOOT_HANDOVER_IMAGE:
        return "loader: root server at $a to $b is no whole number of pages; the loader is faulty";
    case BOOT_HANDOVER_SPACE:
        return "loader: root server at addresses $a to $b doesn't fit user space; link it lower";
    default:
        return "loader: $a to $b overlaps the kernel, the device tree or the root server; the loader is faulty";
    }
}

static const char *elf_template(enum boot_error_kind kind)
{
    switch (kind) {
    case BOOT_ELF_SHORT:
        return "root server: first module has #a bytes, an ELF file has at least #b; check the image's file name";
    case BOOT_ELF_MAGIC:
        return "root server: first module begins with $a and isn't an ELF file; give the ELF file itself";
    case BOOT_ELF_CLASS:
        return "root server: ELF class #a, data encoding #b; 64-bit little-endian (2, 1) is needed";
    case BOOT_ELF_TYPE:
        return "root server: ELF type #a is no executable (2, 3); link the program";
    case BOOT_ELF_MACHINE:
        return "root server: ELF machine #a; this kernel runs programs for machine #b; build for this architecture";
    case BOOT_ELF_HEADERS:
        return "root server: #b program headers at file offset $a are not inside the file; the file is cut or damaged";
    case BOOT_ELF_SEGMENT_FILE:
        return "root server: segment #a at file offset $b isn't inside the file; the file is cut or damaged";
    case BOOT_ELF_SEGMENT_SIZE:
        return "root server: segment #a has more bytes in the file ($b) than in memory; the file is damaged";
    case BOOT_ELF_SEGMENT_WRAP:
        return "root server: segment #a at $b runs over the end of the address space; the file is damaged";
    case BOOT_ELF_NO_SEGMENT:
        return "root server: no LOAD segment with a size; link the program as an executable";
    case BOOT_ELF_UNALIGNED:
        return "root server: lowest address $a isn't page aligned; link it at a multiple of 4096";
    case BOOT_ELF_ENTRY:
        return "root server: entry point $a is outside its segments; check the linker's entry symbol";
    default:
        return "root server: needs addresses up to $a, user programs end at $b; link it lower";
    }
}

static const char *place_template(enum boot_error_kind kind)
{
    switch (kind) {
    case BOOT_PLACE_IMAGE:
        return "memory: kernel and root server need $a to $b, which isn't all RAM; give more memory or a smaller image";
    case BOOT_PLACE_OBJECTS:
        return "memory: first objects need #a bytes in one piece, largest free region has #b; give more memory or a "
               "smaller cnode_bits";
    case BOOT_PLACE_REGIONS:
        return "memory: more than #a separate regions; the firmware's memory map is too scattered";
    case BOOT_PLACE_SLOTS:
        return "memory: root CNode needs #a slots and has #b; boot with a larger cnode_bits";
    default:
        return "boot information: #a bytes needed, #b there; the kernel's own sizes disagree, please report this";
    }
}

void boot_error_text(struct boot_error error, char text[BOOT_ERROR_TEXT_MAX])
{
    const char *template = "no error";

    if (error.kind >= BOOT_PLACE_IMAGE) {
        template = place_template(error.kind);
    } else if (error.kind >= BOOT_ELF_SHORT) {
        template = elf_template(error.kind);
    } else if (error.kind >= BOOT_HANDOVER_TREE) {
        template = handover_template(error.kind);
    } else if (error.kind >= BOOT_FDT_HEADER) {
        template = fdt_template(error.kind);
    } else if (error.kind >= BOOT_ACPI_NO_RSDP) {
        template = acpi_template(error.kind);
    } else if (error.kind > BOOT_OK) {
        template = loader_template(error.kind);
    }
    boot_text_expand(template, error.a, error.b, text, BOOT_ERROR_TEXT_MAX);
}
