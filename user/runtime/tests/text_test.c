/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runtime's printing and string functions on the host, under names of their own; printing is compared with the
 * host's C library.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define printf rt_printf
#define vprintf rt_vprintf
#define snprintf rt_snprintf
#define vsnprintf rt_vsnprintf
#define puts rt_puts
#undef putchar
#define putchar rt_putchar
#define memcpy rt_memcpy
#define memmove rt_memmove
#define memset rt_memset
#define memcmp rt_memcmp
#define memchr rt_memchr
#define strlen rt_strlen
#define strnlen rt_strnlen
#define strcmp rt_strcmp
#define strncmp rt_strncmp
#define strchr rt_strchr
#define strrchr rt_strrchr
#define strstr rt_strstr
#define strcpy rt_strcpy
#define strncpy rt_strncpy
#include "../print.c"
#include "../string.c"
#undef printf
#undef snprintf
#undef puts
#undef memcpy
#undef memset
#undef memcmp
#undef strlen
#undef strcmp

static char console[200];
static size_t console_length;
static int failures;

void console_putchar(char c)
{
    if (console_length < sizeof(console) - 1) {
        console[console_length++] = c;
        console[console_length] = 0;
    }
}

static void report(const char *name, int good, const char *is, const char *should_be)
{
    if (good) {
        printf("ok %s\n", name);
    } else {
        printf("not ok %s: \"%s\" instead of \"%s\"\n", name, is, should_be);
        failures++;
    }
}

#define SAME(...) \
    do { \
        char mine[200] = "", theirs[200] = ""; \
        int my_length = rt_snprintf(mine, sizeof(mine), __VA_ARGS__); \
        int their_length = snprintf(theirs, sizeof(theirs), __VA_ARGS__); \
        report("print " #__VA_ARGS__, my_length == their_length && !strcmp(mine, theirs), mine, theirs); \
    } while (0)

static void test_integers(void)
{
    SAME("%d %d %d", 0, -1, 12345);
    SAME("%d %i", INT_MIN, INT_MAX);
    SAME("%ld %lld %zd", LONG_MIN, LLONG_MAX, (ssize_t)-7);
    SAME("%u %lu %zu", UINT_MAX, ULONG_MAX, (size_t)5);
    SAME("%x %X %#x %#X %#lx", 0xbeefu, 0xbeefu, 0xbeefu, 0xbeefu, 0xffffffff80000000ul);
    SAME("%#x %x", 0u, 0u);
    SAME("%o %#o %#o", 8u, 8u, 0u);
    SAME("%hhd %hhu %hd %hu", -1, 255, -1, 65535);
    SAME("%5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42);
    SAME("%5d|%-5d|%05d|%+d|% d", -42, -42, -42, -42, -42);
    SAME("%.3d|%8.3d|%-8.3d|%.0d", 7, 7, 7, 0);
    SAME("%08x|%#010x|%-#10x|", 0xabu, 0xabu, 0xabu);
    SAME("%*d|%-*d|%.*d", 6, 1, 6, 1, 4, 1);
    SAME("%*d|", -6, 1);
    SAME("%p", (void *)0x1234);
}

static void test_texts(void)
{
    SAME("%s|%8s|%-8s|%.2s|%8.2s", "abc", "abc", "abc", "abc", "abc");
    SAME("%c|%3c|%-3c|%%", 'x', 'y', 'z');
    SAME("no conversion");
    SAME("%s", "");

    char small[5];
    int length = rt_snprintf(small, sizeof(small), "%s", "abcdefgh");
    report("print cut", length == 8 && !strcmp(small, "abcd"), small, "abcd");
    report("print nowhere", rt_snprintf(NULL, 0, "%d", 12345) == 5, "?", "5");
    small[0] = 'q';
    report("print size 0", rt_snprintf(small, 0, "%d", 1) == 1 && small[0] == 'q', "?", "untouched");
    const char *unknown = "a%yb%";
    char shown[20];
    rt_snprintf(shown, sizeof(shown), unknown, 0);
    report("print unknown", !strcmp(shown, unknown), shown, unknown);
    rt_printf("%s %d\n", "to the console", 5);
    rt_puts("and more");
    report("print console", !strcmp(console, "to the console 5\nand more\n"), console, "two lines");
}

static void test_memory(void)
{
    char text[16] = "0123456789";
    rt_memmove(text + 2, text, 6);
    report("memmove up", !strcmp(text, "0101234589"), text, "0101234589");
    rt_memmove(text, text + 2, 6);
    report("memmove down", !strcmp(text, "0123454589"), text, "0123454589");
    rt_memcpy(text, "ab", 2);
    rt_memset(text + 2, 'z', 3);
    report("memcpy memset", !strcmp(text, "abzzz54589"), text, "abzzz54589");
    report("memcmp", rt_memcmp("a\0b", "a\0c", 3) < 0 && rt_memcmp("\xff", "a", 1) > 0 && !rt_memcmp("ab", "ac", 1),
           "?", "order");
    report("memchr", rt_memchr(text, 'z', 10) == text + 2 && !rt_memchr(text, 'z', 2), "?", "place");
}

static void test_strings(void)
{
    char to[8];
    report("strlen", rt_strlen("") == 0 && rt_strlen("abc") == 3 && rt_strnlen("abc", 2) == 2, "?", "lengths");
    report("strcmp", !rt_strcmp("a", "a") && rt_strcmp("a", "b") < 0 && rt_strcmp("ab", "a") > 0 &&
                         rt_strcmp("\xff", "a") > 0, "?", "order");
    report("strncmp", !rt_strncmp("abc", "abd", 2) && rt_strncmp("abc", "abd", 3) < 0 && !rt_strncmp("a", "a", 9), "?",
           "order");
    const char *text = "abcabc";
    report("strchr", rt_strchr(text, 'b') == text + 1 && rt_strrchr(text, 'b') == text + 4 &&
                         rt_strchr(text, 0) == text + 6 && !rt_strchr(text, 'x'), "?", "place");
    report("strstr", rt_strstr(text, "ca") == text + 2 && rt_strstr(text, "") == text && !rt_strstr(text, "cc") &&
                         !rt_strstr("ab", "abc"), "?", "place");
    report("strcpy", !strcmp(rt_strcpy(to, "abc"), "abc"), to, "abc");
    rt_strncpy(to, "xy", 5);
    report("strncpy", !memcmp(to, "xy\0\0\0", 5), to, "xy");
}

int main(void)
{
    test_integers();
    test_texts();
    test_memory();
    test_strings();
    return failures != 0;
}
