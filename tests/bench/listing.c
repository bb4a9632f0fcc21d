/* SPDX-License-Identifier: BSD-2-Clause */
#include "listing.h"

#include "remote.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct instruction *list;
static size_t count, room;

/* One byte, or on some ISAs all of an instruction as one number: digits in pairs, the last pair is the first byte. */
static bool bytes_read(const char **at, struct instruction *instruction)
{
    const char *start = *at;
    unsigned bytes = 0;

    while (isxdigit((unsigned char)**at))
        (*at)++;
    bytes = (unsigned)(*at - start) / 2;
    if (bytes == 0 || (*at - start) % 2 != 0 || instruction->length + bytes > INSTRUCTION_MAX)
        return false;
    for (unsigned i = bytes; i > 0; i--) {
        char pair[3] = {start[2 * i - 2], start[2 * i - 1], 0};

        instruction->bytes[instruction->length++] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return true;
}

/* "  100013: e8 00 00 00 00    <tab>call<tab>0x100018 <symbol>": false for other lines. */
static bool line_read(const char *line, struct instruction *instruction)
{
    char *end = NULL;
    const char *tab = strchr(line, '\t'), *at = NULL;

    *instruction = (struct instruction){.address = strtoull(line, &end, 16)};
    if (tab == NULL || end == line || end[0] != ':')
        return false;
    for (at = end + 1; at < tab;) {
        while (*at == ' ')
            at++;
        if (at == tab)
            break;
        if (!bytes_read(&at, instruction))
            return false;
    }
    instruction->text = tab + 1;
    return instruction->length > 0;
}

/* The disassembler gives some prefixes a line of their own. */
static bool is_prefix(const struct instruction *instruction)
{
    return strcmp(instruction->text, "lock") == 0 || strcmp(instruction->text, "rep") == 0 ||
           strcmp(instruction->text, "repne") == 0;
}

static void prefix_join(struct instruction *prefix, const struct instruction *instruction)
{
    char text[1100];

    if (prefix->length + instruction->length > INSTRUCTION_MAX)
        fail("an instruction of more than %d bytes at %#llx", INSTRUCTION_MAX, (unsigned long long)prefix->address);
    memcpy(prefix->bytes + prefix->length, instruction->bytes, instruction->length);
    prefix->length += instruction->length;
    snprintf(text, sizeof text, "%s\t%s", prefix->text, instruction->text);
    prefix->text = strdup(text);
}

static int compare(const void *left, const void *right)
{
    uint64_t a = ((const struct instruction *)left)->address, b = ((const struct instruction *)right)->address;

    return (a > b) - (a < b);
}

void listing_read(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[1000];

    if (file == NULL)
        fail("cannot read '%s'", path);
    while (fgets(line, sizeof line, file) != NULL) {
        struct instruction instruction;

        line[strcspn(line, "\n")] = 0;
        if (!line_read(line, &instruction))
            continue;
        if (count > 0 && is_prefix(&list[count - 1])) {
            prefix_join(&list[count - 1], &instruction);
            continue;
        }
        if (count == room) {
            room = room == 0 ? 4096 : 2 * room;
            list = realloc(list, room * sizeof *list);
            if (list == NULL)
                fail("out of memory");
        }
        instruction.text = strdup(instruction.text);
        list[count++] = instruction;
    }
    fclose(file);
    if (count == 0)
        fail("'%s' lists no instruction", path);
    qsort(list, count, sizeof *list, compare);
}

struct instruction *listing_find(uint64_t address)
{
    struct instruction key = {.address = address};

    return bsearch(&key, list, count, sizeof *list, compare);
}
