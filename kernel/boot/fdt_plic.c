/* SPDX-License-Identifier: BSD-2-Clause */
/* Devicetree Specification 0.4, sections 3.8 and 5.2; bindings of RISC-V's CPUs and of the PLIC. */
#include "boot/fdt_plic.h"

#include "boot/fdt_platform.h"
#include "lib/string.h"

#define CELL_BYTES 4u
#define HEADER_BOOT_CPU 28u
#define SUPERVISOR_EXTERNAL 9u   /* number of the interrupt at a hart: privileged architecture, scause */
#define CONTEXTS_MAX 15872u      /* of a PLIC */
#define CONTEXT_BYTES (2 * CELL_BYTES) /* phandle, number */

/* What the properties of a node have said so far. */
struct node {
    bool is_cpus, is_cpu, is_hart_controller, is_plic;
    uint32_t address_cells;
    uint32_t phandle;
    uint64_t reg;               /* of a CPU: its hart */
    struct phys_window contexts;
};

/* Found on the way through the tree. */
struct found {
    uint32_t phandle;           /* of the hart's interrupt controller; 0: none has been found */
    bool has_plic;
    struct phys_window contexts;
};

uint64_t fdt_boot_hart(const struct fdt *fdt)
{
    return fdt_cell(fdt->blob, HEADER_BOOT_CPU);
}

static struct node node_new(const struct fdt_item *item, const struct node *parent, uint32_t depth)
{
    struct node node = {.address_cells = 2};

    node.is_cpus = depth == 2 && fdt_name_is(item->name, "cpus");
    node.is_cpu = parent->is_cpus && fdt_name_is(item->name, "cpu");
    return node;
}

static void property_note(struct node *node, const struct node *parent, const struct fdt_item *item)
{
    if (fdt_text_is(item->name, "reg")) {
        node->reg = fdt_number(item->value, 0, parent->address_cells);
    } else if (fdt_text_is(item->name, "#address-cells")) {
        node->address_cells = fdt_cell(item->value, 0);
    } else if (fdt_text_is(item->name, "phandle")) {
        node->phandle = fdt_cell(item->value, 0);
    } else if (fdt_text_is(item->name, "compatible")) {
        node->is_plic = fdt_is_plic(item->value);
        node->is_hart_controller = fdt_list_has(item->value, "riscv,cpu-intc");
    } else if (fdt_text_is(item->name, "interrupts-extended")) {
        node->contexts = item->value;
    }
}

static void node_note(const struct node *node, const struct node *parent, uint64_t hart, struct found *found)
{
    if (node->is_hart_controller && parent->is_cpu && parent->reg == hart && found->phandle == 0) {
        found->phandle = node->phandle;
    }
    if (node->is_plic && !found->has_plic) {
        found->has_plic = true;
        found->contexts = node->contexts;
    }
}

static bool context_find(const struct found *found, uint32_t *context)
{
    for (uint32_t i = 0; i < CONTEXTS_MAX && window_has(found->contexts, i * CONTEXT_BYTES, CONTEXT_BYTES); i++) {
        if (found->phandle != 0 && fdt_cell(found->contexts, i * CONTEXT_BYTES) == found->phandle &&
            fdt_cell(found->contexts, i * CONTEXT_BYTES + CELL_BYTES) == SUPERVISOR_EXTERNAL) {
            *context = i;
            return true;
        }
    }
    return false;
}

bool fdt_plic_context(const struct fdt *fdt, uint64_t hart, uint32_t *context)
{
    struct node path[FDT_DEPTH_MAX + 1]; /* by depth; the root's is 1, and 0 stands above it */
    struct boot_error error = {BOOT_OK, 0, 0};
    struct fdt_cursor cursor = {0, 0, 0};
    struct found found = {0, false, {NULL, 0}};
    struct fdt_item item;

    memset(path, 0, sizeof(path));
    for (uint32_t i = 0; i < FDT_TOKENS_MAX; i++) {
        switch (fdt_next(fdt, &cursor, &item, &error)) {
        case FDT_NODE_BEGIN:
            path[cursor.depth] = node_new(&item, &path[cursor.depth - 1], cursor.depth);
            break;
        case FDT_PROPERTY:
            property_note(&path[cursor.depth], &path[cursor.depth - 1], &item);
            break;
        case FDT_NODE_END:
            node_note(&path[cursor.depth + 1], &path[cursor.depth], hart, &found);
            break;
        case FDT_TREE_END:
            return context_find(&found, context);
        case FDT_BROKEN:
            return false;
        }
    }
    return false;
}
