/* SPDX-License-Identifier: BSD-2-Clause */
/* Every error has a line of its own that is complete, fits, and shows its numbers. */
#include "boot/boot_error.h"

#include "boot/boot_test.h"

static void lines_test(void)
{
    static char lines[BOOT_PLACE_EXTRA + 1][BOOT_ERROR_TEXT_MAX];

    for (unsigned kind = BOOT_OK; kind <= BOOT_PLACE_EXTRA; kind++) {
        struct boot_error error = {(enum boot_error_kind)kind, 0x123456789abcdef0, 0xfedcba9876543210};

        boot_error_text(error, lines[kind]);
        CHECK(strpbrk(lines[kind], "$#@\n") == NULL);
        CHECK(strlen(lines[kind]) < BOOT_ERROR_TEXT_MAX - 1);
        /* A fact and what to do about it. */
        CHECK(kind == BOOT_OK || (strchr(lines[kind], ':') != NULL && strchr(lines[kind], ';') != NULL));
        for (unsigned other = 0; other < kind; other++) {
            CHECK(strcmp(lines[kind], lines[other]) != 0);
        }
    }
    case_end("error/one line for each kind");
}

static bool expands(const char *template, uint64_t a, uint64_t b, uint32_t max, const char *wanted)
{
    char text[64];

    memset(text, 'Z', sizeof(text));
    boot_text_expand(template, a, b, text, max);
    return strcmp(text, wanted) == 0 && text[max] == 'Z';
}

static void expansion_test(void)
{
    char untouched = 'Z';

    CHECK(expands("a $a b #b", 0xfee, 10, 60, "a 0xfee b 10"));
    CHECK(expands("$b#a", 0, UINT64_MAX, 60, "0xffffffffffffffff0"));
    CHECK(expands("#b", 0, UINT64_MAX, 60, "18446744073709551615"));
    CHECK(expands("@a", 0x43495041, 0, 60, "APIC"));
    CHECK(expands("@a@b", 0x01495041, 0x7f80ff20, 60, "API? ???"));
    CHECK(expands("$a", 0x12345678, 0, 5, "0x12"));
    CHECK(expands("abc", 0, 0, 1, ""));
    boot_text_expand("abc", 0, 0, &untouched, 0);
    CHECK(untouched == 'Z');
    case_end("error/numbers in texts");
}

int main(void)
{
    lines_test();
    expansion_test();
    return test_end();
}
