/* SPDX-License-Identifier: BSD-2-Clause */
#include <arch/arch.h>
#include <debug/print.h>

#define DIGITS_MAX 20u

bool print_enabled = HF_DEBUG;

void print_char(char c)
{
    if (print_enabled)
        arch_console_put(c);
}

void print_text(const char *text)
{
    for (word_t i = 0; i < PRINT_TEXT_MAX && text[i] != 0; i++)
        print_char(text[i]);
}

static void print_digits(word_t value, word_t base)
{
    char digits[DIGITS_MAX] = {0};
    word_t count = 0;

    do {
        digits[count] = "0123456789abcdef"[value % base];
        value /= base;
        count++;
    } while (value != 0 && count < DIGITS_MAX);
    for (word_t i = count; i > 0; i--)
        print_char(digits[i - 1]);
}

void print_hex(word_t value)
{
    print_text("0x");
    print_digits(value, 16);
}

void print_number(word_t value)
{
    print_digits(value, 10);
}

void print_column(const char *text, word_t width)
{
    word_t length = 0;

    while (length < width && text[length] != 0) {
        print_char(text[length]);
        length++;
    }
    for (; length < width; length++)
        print_char(' ');
}

void print_line_end(void)
{
    print_char('\n');
}

void print_named(const char *name, word_t value)
{
    print_char(' ');
    print_text(name);
    print_char(' ');
    print_hex(value);
}
