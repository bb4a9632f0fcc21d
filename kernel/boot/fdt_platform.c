/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory and devices of a device tree: Devicetree Specification 0.4, chapters 2 and 3, and the devices' bindings. */
#include "boot/fdt_platform.h"

#include "lib/string.h"

#define CELL_BYTES 4u
#define CELLS_DEFAULT_ADDRESS 2u
#define CELLS_DEFAULT_SIZE 1u
#define CELLS_MAX 2u
#define RESERVATION_BYTES 16u
#define RESERVATIONS_MAX 256u

/* One node on the way from the root to where the walk is; what its properties have said so far. */
struct node {
    bool is_memory, is_plic, is_clint, is_gicv2, is_gicv3, is_uart, is_cpus, is_chosen, is_reserved_memory;
    struct phys_window reg;
    uint32_t address_cells, size_cells; /* of its children's reg */
};

bool fdt_is_plic(struct phys_window compatible)
{
    return fdt_list_has(compatible, "sifive,plic-1.0.0") || fdt_list_has(compatible, "riscv,plic0");
}

static void compatible_note(struct node *node, struct phys_window list)
{
    node->is_plic = fdt_is_plic(list);
    node->is_clint = fdt_list_has(list, "sifive,clint0") || fdt_list_has(list, "riscv,clint0");
    node->is_gicv2 = fdt_list_has(list, "arm,gic-400") || fdt_list_has(list, "arm,cortex-a15-gic");
    node->is_gicv3 = fdt_list_has(list, "arm,gic-v3");
    node->is_uart = fdt_list_has(list, "arm,pl011");
}

static void property_note(struct node *node, const struct fdt_item *item, struct fdt_platform *platform)
{
    if (fdt_text_is(item->name, "reg")) {
        node->reg = item->value;
    } else if (fdt_text_is(item->name, "#address-cells")) {
        node->address_cells = fdt_cell(item->value, 0);
    } else if (fdt_text_is(item->name, "#size-cells")) {
        node->size_cells = fdt_cell(item->value, 0);
    } else if (fdt_text_is(item->name, "device_type")) {
        node->is_memory = fdt_list_has(item->value, "memory");
    } else if (fdt_text_is(item->name, "compatible")) {
        compatible_note(node, item->value);
    } else if (node->is_cpus && fdt_text_is(item->name, "timebase-frequency")) {
        platform->clock_hz = fdt_number(item->value, 0, item->value.size == 2 * CELL_BYTES ? 2 : 1);
    } else if (node->is_chosen && fdt_text_is(item->name, "bootargs")) {
        platform->bootargs = item->value;
    }
}

/* Entry i of reg, which the parent's cells describe; empty when there is none, or it wraps. */
static struct region reg_entry(const struct node *node, const struct node *parent, uint64_t i)
{
    uint64_t bytes = (uint64_t)(parent->address_cells + parent->size_cells) * CELL_BYTES;
    uint64_t start = 0, size = 0;

    if (parent->address_cells > CELLS_MAX || parent->size_cells > CELLS_MAX || bytes == 0 ||
        !window_has(node->reg, i * bytes, bytes)) {
        return region_make(0, 0);
    }
    start = fdt_number(node->reg, i * bytes, parent->address_cells);
    size = fdt_number(node->reg, i * bytes + parent->address_cells * CELL_BYTES, parent->size_cells);
    return size > UINT64_MAX - start ? region_make(0, 0) : region_make(start, start + size);
}

static bool reg_add(struct region_list *list, const struct node *node, const struct node *parent,
                    struct boot_error *error)
{
    for (uint64_t i = 0; i < REGIONS_MAX + 1; i++) {
        struct region region = reg_entry(node, parent, i);

        if (region_is_empty(region)) {
            return true;
        }
        if (!region_list_add(list, region)) {
            break;
        }
    }
    return boot_refuse(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0);
}

static void gic_note(const struct node *node, const struct node *parent, struct fdt_platform *platform)
{
    platform->gic_version = node->is_gicv3 ? 3 : 2;
    for (uint32_t i = 0; i < FDT_GIC_PARTS; i++) {
        platform->gic[i] = reg_entry(node, parent, i);
    }
}

/* All that a node says is known now. */
static bool node_note(const struct node *node, const struct node *parent, struct fdt_platform *platform,
                      struct boot_error *error)
{
    if (node->is_plic && region_is_empty(platform->plic)) {
        platform->plic = reg_entry(node, parent, 0);
    }
    if (node->is_clint && region_is_empty(platform->clint)) {
        platform->clint = reg_entry(node, parent, 0);
    }
    if ((node->is_gicv2 || node->is_gicv3) && platform->gic_version == 0) {
        gic_note(node, parent, platform);
    }
    if (node->is_uart && region_is_empty(platform->uart)) {
        platform->uart = reg_entry(node, parent, 0);
    }
    if (parent->is_reserved_memory) {
        return reg_add(&platform->reserved, node, parent, error);
    }
    return !node->is_memory || reg_add(&platform->memory, node, parent, error);
}

/* The list of reserved memory in front of the tree: pairs of address and size, ended by zeros. */
static bool reservations_note(const struct fdt *fdt, struct fdt_platform *platform, struct boot_error *error)
{
    for (uint64_t i = 0; i < RESERVATIONS_MAX; i++) {
        uint64_t at = fdt->reservations + i * RESERVATION_BYTES;
        uint64_t start = fdt_number(fdt->blob, at, 2);
        uint64_t size = fdt_number(fdt->blob, at + RESERVATION_BYTES / 2, 2);

        if (size == 0) {
            return true;
        }
        if (size > UINT64_MAX - start || !region_list_add(&platform->reserved, region_make(start, start + size))) {
            break;
        }
    }
    return boot_refuse(error, BOOT_PLACE_REGIONS, REGIONS_MAX, 0);
}

static struct node node_new(const struct fdt_item *item, uint32_t depth)
{
    struct node node = {.address_cells = CELLS_DEFAULT_ADDRESS, .size_cells = CELLS_DEFAULT_SIZE};

    node.is_cpus = depth == 2 && fdt_name_is(item->name, "cpus");
    node.is_chosen = depth == 2 && fdt_name_is(item->name, "chosen");
    node.is_reserved_memory = depth == 2 && fdt_name_is(item->name, "reserved-memory");
    return node;
}

bool fdt_platform_find(struct phys_window window, struct fdt_platform *platform, struct boot_error *error)
{
    struct node path[FDT_DEPTH_MAX + 1]; /* by depth; the root's is 1, and 0 stands above it */
    struct fdt fdt;
    struct fdt_cursor cursor = {0, 0, 0};
    struct fdt_item item;

    memset(platform, 0, sizeof(*platform));
    memset(path, 0, sizeof(path));
    if (!fdt_open(window, &fdt, error) || !reservations_note(&fdt, platform, error)) {
        return false;
    }
    for (uint32_t i = 0; i < FDT_TOKENS_MAX; i++) {
        switch (fdt_next(&fdt, &cursor, &item, error)) {
        case FDT_NODE_BEGIN:
            path[cursor.depth] = node_new(&item, cursor.depth);
            break;
        case FDT_PROPERTY:
            property_note(&path[cursor.depth], &item, platform);
            break;
        case FDT_NODE_END:
            if (!node_note(&path[cursor.depth + 1], &path[cursor.depth], platform, error)) {
                return false;
            }
            break;
        case FDT_TREE_END:
            return platform->memory.count > 0 || boot_refuse(error, BOOT_FDT_NO_MEMORY, 0, 0);
        case FDT_BROKEN:
            return false;
        }
    }
    return boot_refuse(error, BOOT_FDT_STRUCTURE, cursor.at, cursor.tokens);
}
