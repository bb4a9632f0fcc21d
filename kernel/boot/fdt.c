/* SPDX-License-Identifier: BSD-2-Clause */
/* Walking a device tree. */
#include "boot/fdt.h"

#include "lib/string.h"

#define MAGIC 0xd00dfeedu
#define HEADER_BYTES 40u
#define VERSION 17u

/* Offsets in the header. */
#define HEADER_TOTAL_SIZE 4u
#define HEADER_STRUCTURE 8u
#define HEADER_STRINGS 12u
#define HEADER_RESERVATIONS 16u
#define HEADER_VERSION 20u
#define HEADER_COMPATIBLE_VERSION 24u
#define HEADER_STRINGS_SIZE 32u
#define HEADER_STRUCTURE_SIZE 36u

#define CELL_BYTES 4u
#define TOKEN_NODE_BEGIN 1u
#define TOKEN_NODE_END 2u
#define TOKEN_PROPERTY 3u
#define TOKEN_NOP 4u
#define TOKEN_TREE_END 9u

uint32_t fdt_cell(struct phys_window value, uint64_t at)
{
    return (uint32_t)window_u8(value, at) << 24 | (uint32_t)window_u8(value, at + 1) << 16 |
           (uint32_t)window_u8(value, at + 2) << 8 | window_u8(value, at + 3);
}

uint64_t fdt_number(struct phys_window value, uint64_t at, uint32_t cells)
{
    uint64_t number = fdt_cell(value, at);

    return cells == 2 ? number << 32 | fdt_cell(value, at + CELL_BYTES) : cells == 1 ? number : 0;
}

bool fdt_open(struct phys_window window, struct fdt *fdt, struct boot_error *error)
{
    uint64_t size = fdt_cell(window, HEADER_TOTAL_SIZE);
    uint64_t structure_size = fdt_cell(window, HEADER_STRUCTURE_SIZE);

    memset(fdt, 0, sizeof(*fdt));
    if (fdt_cell(window, 0) != MAGIC || size < HEADER_BYTES || size > window.size) {
        return boot_refuse(error, BOOT_FDT_HEADER, fdt_cell(window, 0), size);
    }
    if (fdt_cell(window, HEADER_VERSION) < VERSION || fdt_cell(window, HEADER_COMPATIBLE_VERSION) > VERSION) {
        return boot_refuse(error, BOOT_FDT_VERSION, fdt_cell(window, HEADER_VERSION), VERSION);
    }
    fdt->blob = window_part(window, 0, size);
    fdt->reservations = fdt_cell(window, HEADER_RESERVATIONS);
    fdt->structure = fdt_cell(window, HEADER_STRUCTURE);
    fdt->structure_end = fdt->structure + structure_size;
    fdt->strings = window_part(fdt->blob, fdt_cell(window, HEADER_STRINGS), fdt_cell(window, HEADER_STRINGS_SIZE));
    if (!window_has(fdt->blob, fdt->structure, structure_size) || fdt->structure % CELL_BYTES != 0 ||
        fdt->reservations > size) {
        return boot_refuse(error, BOOT_FDT_STRUCTURE, fdt->structure, size);
    }
    return true;
}

/* The text from `at` up to its zero byte, false if that is not in the window. */
static bool text_get(struct phys_window window, uint64_t at, struct phys_window *text)
{
    for (uint64_t i = at; i < window.size; i++) {
        if (window.base[i] == 0) {
            *text = window_part(window, at, i - at);
            return true;
        }
    }
    return false;
}

static uint64_t after_padding(uint64_t at)
{
    return at + (CELL_BYTES - at % CELL_BYTES) % CELL_BYTES;
}

static enum fdt_token broken(uint64_t at, uint64_t what, struct boot_error *error)
{
    (void)boot_refuse(error, BOOT_FDT_STRUCTURE, at, what);
    return FDT_BROKEN;
}

static enum fdt_token property_read(const struct fdt *fdt, struct phys_window tokens, struct fdt_cursor *cursor,
                                    struct fdt_item *item, struct boot_error *error)
{
    uint64_t length = fdt_cell(tokens, cursor->at);
    uint64_t name = fdt_cell(tokens, cursor->at + CELL_BYTES);
    uint64_t value = cursor->at + 2 * CELL_BYTES;

    if (!window_has(tokens, value, length) || !text_get(fdt->strings, name, &item->name) || cursor->depth == 0) {
        return broken(value, length, error);
    }
    item->value = window_part(tokens, value, length);
    cursor->at = after_padding(value + length);
    return FDT_PROPERTY;
}

static enum fdt_token node_begin(struct phys_window tokens, struct fdt_cursor *cursor, struct fdt_item *item,
                                 struct boot_error *error)
{
    if (cursor->depth == FDT_DEPTH_MAX || !text_get(tokens, cursor->at, &item->name)) {
        return broken(cursor->at, cursor->depth, error);
    }
    cursor->depth++;
    cursor->at = after_padding(cursor->at + item->name.size + 1);
    return FDT_NODE_BEGIN;
}

enum fdt_token fdt_next(const struct fdt *fdt, struct fdt_cursor *cursor, struct fdt_item *item,
                        struct boot_error *error)
{
    struct phys_window tokens = window_part(fdt->blob, 0, fdt->structure_end);

    memset(item, 0, sizeof(*item));
    if (cursor->at == 0) {
        cursor->at = fdt->structure;
    }
    while (cursor->tokens < FDT_TOKENS_MAX && window_has(tokens, cursor->at, CELL_BYTES)) {
        uint32_t token = fdt_cell(tokens, cursor->at);

        cursor->at += CELL_BYTES;
        cursor->tokens++;
        switch (token) {
        case TOKEN_NOP:
            break;
        case TOKEN_NODE_BEGIN:
            return node_begin(tokens, cursor, item, error);
        case TOKEN_PROPERTY:
            return property_read(fdt, tokens, cursor, item, error);
        case TOKEN_NODE_END:
            if (cursor->depth == 0) {
                return broken(cursor->at, token, error);
            }
            cursor->depth--;
            return FDT_NODE_END;
        case TOKEN_TREE_END:
            return cursor->depth == 0 ? FDT_TREE_END : broken(cursor->at, token, error);
        default:
            return broken(cursor->at, token, error);
        }
    }
    return broken(cursor->at, cursor->tokens, error);
}

/* ---- texts ---- */

static bool text_begins(struct phys_window text, const char *begin)
{
    size_t length = strlen(begin);

    return length <= text.size && memcmp(text.base, begin, length) == 0;
}

bool fdt_text_is(struct phys_window text, const char *is)
{
    return text_begins(text, is) && text.size == strlen(is);
}

bool fdt_name_is(struct phys_window name, const char *is)
{
    return text_begins(name, is) && (name.size == strlen(is) || name.base[strlen(is)] == '@');
}

bool fdt_list_has(struct phys_window list, const char *text)
{
    struct phys_window rest = list, first;

    while (rest.size > 0 && text_get(rest, 0, &first)) {
        if (fdt_text_is(first, text)) {
            return true;
        }
        rest = window_part(rest, first.size + 1, rest.size - first.size - 1);
    }
    return false;
}
