/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's command line. */
#include "boot/cmdline.h"

#include "boot/boot_error.h"

#define BIOS_COM1_PORT 0x400

/* A word of the line: name[name_length], then, if has_value, "=" and value[value_length]. */
struct word {
    const char *name;
    uint32_t name_length;
    bool has_value;
    const char *value;
    uint32_t value_length;
};

enum word_verdict {
    WORD_UNKNOWN,
    WORD_TAKEN,
    WORD_BAD_NUMBER,            /* not a number or out of the option's range */
    WORD_BAD_VALUE,             /* none of the words the option knows, or a value it doesn't take */
};

struct number_range {
    uint32_t min;
    uint32_t max;
};

static bool text_is(const char *text, uint32_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(text, wanted, length) == 0;
}

static uint32_t digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (uint32_t)(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return (uint32_t)(c - 'a') + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return (uint32_t)(c - 'A') + 10;
    }
    return UINT32_MAX;
}

/* Decimal, or hexadecimal after 0x. False if it isn't a number or not in the range. */
static bool number_read(struct word word, struct number_range range, uint32_t *number)
{
    bool is_hex = word.value_length > 2 && word.value[0] == '0' && (word.value[1] == 'x' || word.value[1] == 'X');
    uint64_t base = is_hex ? 16 : 10;
    uint64_t value = 0;

    if (word.value_length == 0) {
        return false;
    }
    for (uint32_t i = is_hex ? 2 : 0; i < BOOT_COMMAND_LINE_MAX && i < word.value_length; i++) {
        uint32_t digit = digit_value(word.value[i]);

        if (digit >= base) {
            return false;
        }
        value = value * base + digit;
        if (value > range.max) {
            return false;
        }
    }
    if (value < range.min) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

/* The number option of this name: where it goes, its range and default. NULL if there is none. */
static uint32_t *number_option(struct word word, uint32_t serial_port, struct boot_options *options,
                               struct number_range *range, uint32_t *preset)
{
    *range = (struct number_range){0, OPTION_PORT_MAX};
    *preset = serial_port;
    if (text_is(word.name, word.name_length, "console_port")) {
        return &options->console_port;
    }
    if (text_is(word.name, word.name_length, "debug_port")) {
        return &options->debug_port;
    }
    if (text_is(word.name, word.name_length, "cnode_bits")) {
        *range = (struct number_range){OPTION_CNODE_BITS_MIN, OPTION_CNODE_BITS_MAX};
        *preset = OPTION_CNODE_BITS_DEFAULT;
        return &options->cnode_bits;
    }
    if (text_is(word.name, word.name_length, "domains")) {
        *range = (struct number_range){1, OPTION_DOMAINS_MAX};
        *preset = OPTION_DOMAINS_DEFAULT;
        return &options->domains;
    }
    if (text_is(word.name, word.name_length, "domain_schedules")) {
        *range = (struct number_range){OPTION_DOMAIN_SCHEDULES_MIN, OPTION_DOMAIN_SCHEDULES_MAX};
        *preset = OPTION_DOMAIN_SCHEDULES_DEFAULT;
        return &options->domain_schedules;
    }
    return NULL;
}

/* The switch of this name, NULL if there is none. */
static bool *switch_option(struct word word, struct boot_options *options)
{
    const struct {
        const char *name;
        bool *where;
    } switches[] = {
        {"console", &options->console},
        {"quiet", &options->quiet},
        {"disable_iommu", &options->disable_iommu},
        {"nopcid", &options->nopcid},
        {"noinvpcid", &options->noinvpcid},
        {"noxsave", &options->noxsave},
        {"nofsgsbase", &options->nofsgsbase},
        {"nosmep", &options->nosmep},
        {"nosmap", &options->nosmap},
        {"noumip", &options->noumip},
        {"nogbpages", &options->nogbpages},
        {"notscdeadline", &options->notscdeadline},
        {"nox2apic", &options->nox2apic},
    };

    for (uint32_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
        if (text_is(word.name, word.name_length, switches[i].name)) {
            return switches[i].where;
        }
    }
    return NULL;
}

static enum word_verdict kpti_take(struct word word, struct boot_options *options)
{
    options->kpti = KPTI_AUTO;
    if (word.has_value && text_is(word.value, word.value_length, "on")) {
        options->kpti = KPTI_ON;
    } else if (word.has_value && text_is(word.value, word.value_length, "off")) {
        options->kpti = KPTI_OFF;
    } else if (!word.has_value || !text_is(word.value, word.value_length, "auto")) {
        return WORD_BAD_VALUE;
    }
    return WORD_TAKEN;
}

static enum word_verdict word_take(struct word word, uint32_t serial_port, struct boot_options *options,
                                   struct number_range *range)
{
    uint32_t preset = 0;
    uint32_t *number = number_option(word, serial_port, options, range, &preset);
    bool *flag = switch_option(word, options);

    if (number != NULL) {
        *number = preset;
        return word.has_value && number_read(word, *range, number) ? WORD_TAKEN : WORD_BAD_NUMBER;
    }
    if (flag != NULL) {
        *flag = !word.has_value;
        return word.has_value ? WORD_BAD_VALUE : WORD_TAKEN;
    }
    if (text_is(word.name, word.name_length, "kpti")) {
        return kpti_take(word, options);
    }
    return WORD_UNKNOWN;
}

static struct word word_at(const char *text, uint32_t length)
{
    struct word word = {text, length, false, text, 0};

    for (uint32_t i = 0; i < BOOT_COMMAND_LINE_MAX && i < length && !word.has_value; i++) {
        if (text[i] == '=') {
            word.name_length = i;
            word.has_value = true;
            word.value = text + i + 1;
            word.value_length = length - i - 1;
        }
    }
    return word;
}

static void complain(struct option_complaints *complaints, struct option_complaint complaint)
{
    if (complaints->count < OPTION_COMPLAINTS_MAX) {
        complaints->at[complaints->count] = complaint;
    }
    complaints->count++;
}

static bool separates(char c)
{
    return (unsigned char)c <= ' ';
}

bool cmdline_copy(struct phys_window window, uint64_t address, uint64_t length_max, char line[BOOT_COMMAND_LINE_MAX])
{
    uint32_t used = 0;
    bool ended = false;

    for (uint64_t i = 0; i < BOOT_COMMAND_LINE_MAX && !ended; i++) {
        /* Behind the end of the window window_u8 answers 0, which ends the string. */
        uint8_t c = i < length_max && i <= UINT64_MAX - address ? window_u8(window, address + i) : 0;

        ended = c == 0;
        if (!ended && used < BOOT_COMMAND_LINE_MAX - 1) {
            line[used] = (char)c;
            used++;
        }
    }
    line[used] = '\0';
    return ended;
}

void cmdline_parse(const char line[BOOT_COMMAND_LINE_MAX], uint32_t serial_port, struct boot_options *options,
                   struct option_complaints *complaints)
{
    uint32_t start = 0;

    memset(options, 0, sizeof(*options));
    memset(complaints, 0, sizeof(*complaints));
    options->console_port = serial_port;
    options->debug_port = serial_port;
    options->cnode_bits = OPTION_CNODE_BITS_DEFAULT;
    options->domains = OPTION_DOMAINS_DEFAULT;
    options->domain_schedules = OPTION_DOMAIN_SCHEDULES_DEFAULT;
    options->kpti = KPTI_AUTO;

    /* The zero byte that ends the line separates, too; the array's end ends the line in any case. */
    for (uint32_t at = 0; at < BOOT_COMMAND_LINE_MAX; at++) {
        struct number_range range = {0, 0};
        enum word_verdict verdict = WORD_UNKNOWN;

        if (!separates(line[at])) {
            continue;
        }
        if (at > start) {
            verdict = word_take(word_at(line + start, at - start), serial_port, options, &range);
        }
        if (verdict == WORD_BAD_NUMBER) {
            complain(complaints, (struct option_complaint){start, at - start, range.min, range.max});
        } else if (verdict == WORD_BAD_VALUE) {
            complain(complaints, (struct option_complaint){start, at - start, 0, 0});
        }
        if (line[at] == '\0') {
            return;
        }
        start = at + 1;
    }
}

void cmdline_complaint_text(const char line[BOOT_COMMAND_LINE_MAX], struct option_complaint complaint,
                            char text[OPTION_COMPLAINT_TEXT_MAX])
{
    static const char opening[] = "command line: wrong value in '";
    const uint32_t shown_max = OPTION_COMPLAINT_TEXT_MAX / 2;
    uint32_t used = sizeof(opening) - 1;

    memcpy(text, opening, used);
    for (uint32_t i = 0; i < shown_max && i < complaint.length && complaint.start + i < BOOT_COMMAND_LINE_MAX; i++) {
        char c = line[complaint.start + i];

        text[used] = (char)(c >= ' ' && c <= '~' ? c : '?');
        used++;
    }
    boot_text_expand(complaint.max > 0 ? "'; give #a to #b, the default is used"
                                       : "'; see docs/boot.md, the default is used",
                     complaint.min, complaint.max, text + used, OPTION_COMPLAINT_TEXT_MAX - used);
}

uint32_t serial_port_of_firmware(struct phys_window window)
{
    uint32_t port = window_u16(window, BIOS_COM1_PORT);

    return port != 0 ? port : SERIAL_PORT_DEFAULT;
}
