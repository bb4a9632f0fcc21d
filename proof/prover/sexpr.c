/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading s-expressions. */
#include "sexpr.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The root owns a copy of the text, in which the atoms are cut apart. */
struct root {
    struct sexpr all;
    char text[];
};

struct reader {
    char *at;
    bool broken;
};

static void skip_blank(struct reader *reader)
{
    while (isspace((unsigned char)*reader->at) || *reader->at == ';') {
        if (*reader->at == ';')
            while (*reader->at != '\0' && *reader->at != '\n')
                reader->at++;
        else
            reader->at++;
    }
}

static struct sexpr *list_add(struct sexpr *list)
{
    if ((list->count & (list->count - 1)) == 0) { /* 0 or a power of two: full */
        size_t room = list->count == 0 ? 1 : 2 * (size_t)list->count;
        list->item = realloc(list->item, room * sizeof *list->item);
        if (list->item == NULL)
            prover_fail("out of memory");
    }
    list->item[list->count] = (struct sexpr){NULL, NULL, 0};
    return &list->item[list->count++];
}

/* Reads elements up to the closing parenthesis or the end of the text. */
static void read_list(struct reader *reader, struct sexpr *list, bool closing)
{
    for (;;) {
        char *start, *end;
        skip_blank(reader);
        start = reader->at;
        if (*start == '\0' || *start == ')') {
            reader->broken = reader->broken || (*start == ')') != closing;
            reader->at += *start == ')';
            return;
        }
        if (*start == '(') {
            struct sexpr inner = {NULL, NULL, 0};
            reader->at++;
            read_list(reader, &inner, true);
            *list_add(list) = inner;
        } else if (*start == '|' || *start == '"') {
            end = strchr(start + 1, *start);
            if (end == NULL) {
                reader->broken = true;
                return;
            }
            list_add(list)->atom = start + 1;
            *end = '\0';
            reader->at = end + 1;
        } else {
            char after;
            for (end = start; *end != '\0' && !isspace((unsigned char)*end) && strchr("();", *end) == NULL;)
                end++;
            list_add(list)->atom = start;
            after = *end;
            *end = '\0';
            reader->at = after == '\0' ? end : end + 1;
            if (after == ')') {
                reader->broken = reader->broken || !closing;
                return;
            }
            if (after == '(' || after == ';') { /* nobody writes that */
                reader->broken = true;
                return;
            }
        }
    }
}

static void free_items(struct sexpr *list)
{
    for (unsigned i = 0; i < list->count; i++)
        free_items(&list->item[i]);
    free(list->item);
}

void sexpr_free(struct sexpr *all)
{
    if (all != NULL)
        free_items(all);
    free(all);
}

struct sexpr *sexpr_parse(const char *text)
{
    size_t length = strlen(text) + 1;
    struct root *root = malloc(sizeof *root + length);
    struct reader reader = {NULL, false};

    if (root == NULL)
        prover_fail("out of memory");
    memcpy(root->text, text, length);
    root->all = (struct sexpr){NULL, NULL, 0};
    reader.at = root->text;
    read_list(&reader, &root->all, false);
    if (reader.broken) {
        sexpr_free(&root->all);
        return NULL;
    }
    return &root->all;
}

bool sexpr_is(const struct sexpr *e, const char *atom)
{
    return e->atom != NULL && strcmp(e->atom, atom) == 0;
}

bool sexpr_starts(const struct sexpr *e, const char *atom)
{
    return e->atom == NULL && e->count > 0 && sexpr_is(&e->item[0], atom);
}
