/* SPDX-License-Identifier: BSD-2-Clause */
#include "listing.h"

#include "remote.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct instruction *list;
static size_t count, room;

/* "  100013: e8 00 00 00 00    <tab>call<tab>0x100018 <symbol>": false for other lines. */
static bool line_read(const char *line, struct instruction *instruction)
{
    char *end = NULL;
    const char *tab = strchr(line, '\t');

    *instruction = (struct instruction){.address = strtoull(line, &end, 16)};
    if (tab == NULL || end == line || end[0] != ':')
        return false;
    for (end++; end < tab;) {
        while (*end == ' ')
            end++;
        if (end == tab)
            break;
        if (!isxdigit((unsigned char)*end) || instruction->length == INSTRUCTION_MAX)
            return false;
        instruction->bytes[instruction->length++] = (unsigned char)strtoul(end, &end, 16);
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
