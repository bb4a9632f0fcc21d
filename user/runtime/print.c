/* SPDX-License-Identifier: BSD-2-Clause */
#include <runtime/console.h>
#include <runtime/print.h>
#include <runtime/string.h>

/* Where characters go: the console if buffer is null, else as many as fit. */
struct sink {
    char *buffer;
    size_t size;
    size_t length; /* characters produced so far */
};

/* What stands between the percent sign and the conversion letter. */
struct spec {
    int left, plus, space, alternate, zero;
    int width;
    int precision; /* -1: none given */
    int bytes;     /* size of an integer argument */
};

/* The digits of an integer: 64 bits in octal. */
#define DIGITS_MAX 22

static void put(struct sink *sink, char c)
{
    if (!sink->buffer) {
        console_putchar(c);
    } else if (sink->length + 1 < sink->size) {
        sink->buffer[sink->length] = c;
    }
    sink->length++;
}

static void put_many(struct sink *sink, char c, int count)
{
    for (int i = 0; i < count; i++) {
        put(sink, c);
    }
}

static void put_text(struct sink *sink, const struct spec *spec, const char *text)
{
    if (!text) {
        text = "(null)";
    }
    int length = (int)(spec->precision >= 0 ? strnlen(text, (size_t)spec->precision) : strlen(text));
    int padding = spec->width - length;
    if (!spec->left) {
        put_many(sink, ' ', padding);
    }
    for (int i = 0; i < length; i++) {
        put(sink, text[i]);
    }
    if (spec->left) {
        put_many(sink, ' ', padding);
    }
}

static void put_integer(struct sink *sink, const struct spec *spec, unsigned long long value, unsigned base,
                        const char *prefix, int upper)
{
    char digits[DIGITS_MAX];
    int count = 0;
    for (unsigned long long rest = value; rest; rest /= base) {
        digits[count++] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[rest % base];
    }

    int wanted = spec->precision >= 0 ? spec->precision : 1;
    if (base == 8 && spec->alternate && wanted <= count) {
        wanted = count + 1;
    }
    int zeros = wanted > count ? wanted - count : 0;
    int padding = spec->width - (int)strlen(prefix) - zeros - count;
    if (spec->zero && !spec->left && spec->precision < 0 && padding > 0) {
        zeros += padding;
        padding = 0;
    }

    if (!spec->left) {
        put_many(sink, ' ', padding);
    }
    for (; *prefix; prefix++) {
        put(sink, *prefix);
    }
    put_many(sink, '0', zeros);
    while (count > 0) {
        put(sink, digits[--count]);
    }
    if (spec->left) {
        put_many(sink, ' ', padding);
    }
}

static void put_signed(struct sink *sink, const struct spec *spec, long long value)
{
    const char *sign = value < 0 ? "-" : spec->plus ? "+" : spec->space ? " " : "";
    unsigned long long magnitude = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
    put_integer(sink, spec, magnitude, 10, sign, 0);
}

static void put_hexadecimal(struct sink *sink, const struct spec *spec, unsigned long long value, int upper)
{
    put_integer(sink, spec, value, 16, spec->alternate && value ? (upper ? "0X" : "0x") : "", upper);
}

static int parse_number(const char **format)
{
    int number = 0;
    while (**format >= '0' && **format <= '9') {
        number = number * 10 + (*(*format)++ - '0');
    }
    return number;
}

static void parse_flags(const char **format, struct spec *spec)
{
    for (;; (*format)++) {
        switch (**format) {
        case '-': spec->left = 1; break;
        case '+': spec->plus = 1; break;
        case ' ': spec->space = 1; break;
        case '#': spec->alternate = 1; break;
        case '0': spec->zero = 1; break;
        default: return;
        }
    }
}

static int parse_length(const char **format)
{
    const char *f = *format;
    switch (*f) {
    case 'h':
        *format += f[1] == 'h' ? 2 : 1;
        return f[1] == 'h' ? 1 : 2;
    case 'l':
        *format += f[1] == 'l' ? 2 : 1;
        return 8;
    case 'z':
    case 'j':
    case 't':
        *format += 1;
        return 8;
    default:
        return 4;
    }
}

/* An integer argument, extended to 64 bits by the rules of its length. */
static unsigned long long integer_argument(const struct spec *spec, int is_signed, unsigned long long raw)
{
    switch (spec->bytes) {
    case 1: return is_signed ? (unsigned long long)(signed char)raw : (unsigned char)raw;
    case 2: return is_signed ? (unsigned long long)(short)raw : (unsigned short)raw;
    case 4: return is_signed ? (unsigned long long)(int)raw : (unsigned int)raw;
    default: return raw;
    }
}

static struct spec parse_spec(const char **format, va_list *arguments)
{
    struct spec spec = {.precision = -1};
    parse_flags(format, &spec);
    if (**format == '*') {
        (*format)++;
        spec.width = va_arg(*arguments, int);
        if (spec.width < 0) {
            spec.left = 1;
            spec.width = -spec.width;
        }
    } else {
        spec.width = parse_number(format);
    }
    if (**format == '.') {
        (*format)++;
        if (**format == '*') {
            (*format)++;
            spec.precision = va_arg(*arguments, int);
        } else {
            spec.precision = parse_number(format);
        }
    }
    spec.bytes = parse_length(format);
    return spec;
}

static unsigned long long next_integer(const struct spec *spec, int is_signed, va_list *arguments)
{
    if (spec->bytes == 8) {
        return va_arg(*arguments, unsigned long long);
    }
    return integer_argument(spec, is_signed, va_arg(*arguments, unsigned int));
}

/* False for a conversion that is not known. */
static int convert(struct sink *sink, const struct spec *spec, char conversion, va_list *arguments)
{
    switch (conversion) {
    case 'd':
    case 'i':
        put_signed(sink, spec, (long long)next_integer(spec, 1, arguments));
        return 1;
    case 'u':
        put_integer(sink, spec, next_integer(spec, 0, arguments), 10, "", 0);
        return 1;
    case 'o':
        put_integer(sink, spec, next_integer(spec, 0, arguments), 8, "", 0);
        return 1;
    case 'x':
    case 'X':
        put_hexadecimal(sink, spec, next_integer(spec, 0, arguments), conversion == 'X');
        return 1;
    case 'p':
        put_integer(sink, spec, (unsigned long long)va_arg(*arguments, void *), 16, "0x", 0);
        return 1;
    case 's':
        put_text(sink, spec, va_arg(*arguments, const char *));
        return 1;
    case 'c':
        put_many(sink, ' ', spec->left ? 0 : spec->width - 1);
        put(sink, (char)va_arg(*arguments, int));
        put_many(sink, ' ', spec->left ? spec->width - 1 : 0);
        return 1;
    case '%':
        put(sink, '%');
        return 1;
    default:
        return 0;
    }
}

static int format_to(struct sink *sink, const char *format, va_list *arguments)
{
    while (*format) {
        if (*format != '%') {
            put(sink, *format++);
            continue;
        }

        const char *start = format++;
        struct spec spec = parse_spec(&format, arguments);
        char conversion = *format;
        if (conversion) {
            format++;
        }
        if (!convert(sink, &spec, conversion, arguments)) {
            /* Shown as it stands, so that the mistake is seen. */
            for (; start < format; start++) {
                put(sink, *start);
            }
        }
    }
    if (sink->buffer && sink->size > 0) {
        sink->buffer[sink->length < sink->size ? sink->length : sink->size - 1] = 0;
    }
    return (int)sink->length;
}

int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
{
    /* A null buffer only counts; it must not look like the console. */
    char nothing = 0;
    struct sink sink = {buffer ? buffer : &nothing, buffer ? size : 0, 0};
    va_list copy;
    va_copy(copy, arguments);
    int length = format_to(&sink, format, &copy);
    va_end(copy);
    return length;
}

int snprintf(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}

int vprintf(const char *format, va_list arguments)
{
    struct sink sink = {0, 0, 0};
    va_list copy;
    va_copy(copy, arguments);
    int length = format_to(&sink, format, &copy);
    va_end(copy);
    return length;
}

int printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vprintf(format, arguments);
    va_end(arguments);
    return length;
}

int putchar(int c)
{
    console_putchar((char)c);
    return (unsigned char)c;
}

int puts(const char *text)
{
    return printf("%s\n", text);
}
