/* SPDX-License-Identifier: BSD-2-Clause */
#include "text.h"

#include "remote.h"

#include <stdlib.h>
#include <string.h>

struct words words_of(const char *text)
{
    struct words words = {.count = 0};
    unsigned length = 0;

    for (const char *c = text; *c != 0 && *c != '<' && !(c[0] == '/' && c[1] == '/'); c++) {
        bool between = *c == '\t' || *c == ',' || *c == ' ';

        if (between && length > 0) {
            words.count++;
            length = 0;
        }
        if (between)
            continue;
        if (words.count == WORDS_MAX || length + 1 == WORD_BYTES_MAX)
            fail("too long: '%s'", text);
        words.word[words.count][length++] = *c;
    }
    if (length > 0)
        words.count++;
    return words;
}

bool is(const char *text, const char *other)
{
    return strcmp(text, other) == 0;
}

bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

bool is_any(const char *text, const char *const *list)
{
    for (; *list != NULL; list++)
        if (is(text, *list))
            return true;
    return false;
}

bool begins_any(const char *text, const char *const *list)
{
    for (; *list != NULL; list++)
        if (begins(text, *list))
            return true;
    return false;
}

int64_t number_of(const char *text)
{
    char *end = NULL;
    int64_t number = strtoll(text, &end, 0);

    if (end == text || *end != 0)
        fail("'%s' is no number", text);
    return number;
}
