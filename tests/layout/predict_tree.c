/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory nodes and reservations of a flattened device tree (specification 0.4, chapter 5). */
#include "predict.h"
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 16u

enum { TOKEN_BEGIN = 1, TOKEN_END = 2, TOKEN_PROPERTY = 3, TOKEN_NOP = 4, TOKEN_LAST = 9 };

static uint64_t cells(const unsigned char *at, unsigned count)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 4 * count; i++)
        value = value << 8 | at[i];
    return value;
}

struct node {
    char name[32];
    unsigned address_cells, size_cells; /* of its children */
};

static bool named(const struct node *node, const char *name)
{
    size_t length = strlen(name);

    return strncmp(node->name, name, length) == 0 && (node->name[length] == 0 || node->name[length] == '@');
}

static void reg(const struct node *path, unsigned depth, const unsigned char *value, uint64_t bytes,
                struct ranges *memory, struct ranges *reserved)
{
    const struct node *parent = &path[depth - 1];
    unsigned each = 4 * (parent->address_cells + parent->size_cells);
    bool is_memory = depth == 1 && named(&path[depth], "memory");
    bool is_reserved = depth == 2 && named(parent, "reserved-memory");

    for (uint64_t i = 0; each != 0 && i + each <= bytes; i += each) {
        uint64_t start = cells(value + i, parent->address_cells);
        uint64_t size = cells(value + i + 4 * parent->address_cells, parent->size_cells);

        if (is_memory)
            ranges_add(memory, start, start + size);
        if (is_reserved)
            ranges_add(reserved, start, start + size);
    }
}

bool tree_memory(const unsigned char *tree, uint64_t bytes, struct ranges *memory, struct ranges *reserved)
{
    struct node path[DEPTH_MAX] = {{"", 2, 1}};
    const unsigned char *at = NULL, *names = NULL, *keep = NULL;
    unsigned depth = 0;

    if (bytes < 40 || cells(tree, 1) != 0xd00dfeed || cells(tree + 4, 1) > bytes)
        return false;
    names = tree + cells(tree + 12, 1);
    keep = tree + cells(tree + 16, 1);
    for (; cells(keep + 8, 2) != 0; keep += 16)
        ranges_add(reserved, cells(keep, 2), cells(keep, 2) + cells(keep + 8, 2));
    at = tree + cells(tree + 8, 1);
    while (at + 4 <= tree + bytes) {
        unsigned token = (unsigned)cells(at, 1);

        at += 4;
        if (token == TOKEN_BEGIN) {
            if (++depth >= DEPTH_MAX)
                return false;
            path[depth] = (struct node){"", 2, 1};
            snprintf(path[depth].name, sizeof(path[depth].name), "%s", (const char *)at);
            at += (strlen((const char *)at) + 4) / 4 * 4;
        } else if (token == TOKEN_END) {
            depth--;
        } else if (token == TOKEN_PROPERTY) {
            uint64_t size = cells(at, 1);
            const char *name = (const char *)names + cells(at + 4, 1);

            at += 8;
            if (strcmp(name, "#address-cells") == 0)
                path[depth].address_cells = (unsigned)cells(at, 1);
            if (strcmp(name, "#size-cells") == 0)
                path[depth].size_cells = (unsigned)cells(at, 1);
            if (strcmp(name, "reg") == 0 && depth >= 2)
                reg(path + 1, depth - 1, at, size, memory, reserved);
            at += (size + 3) / 4 * 4;
        } else if (token == TOKEN_LAST) {
            return memory->count > 0;
        } else if (token != TOKEN_NOP) {
            return false;
        }
    }
    return false;
}
