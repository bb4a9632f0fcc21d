/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line: every option, wrong values, odd spacing, random text under the sanitizers. */
#include "boot/cmdline.h"

#include "boot/boot_test.h"

#define RANDOM_ROUNDS 20000

static char line[BOOT_COMMAND_LINE_MAX];
static struct boot_options options;
static struct option_complaints complaints;

static void parse(const char *text)
{
    memset(line, 'Z', sizeof(line));
    snprintf(line, sizeof(line), "%s", text);
    cmdline_parse(line, 0x2f8, &options, &complaints);
}

static bool complains(const char *text, const char *wanted)
{
    char shown[OPTION_COMPLAINT_TEXT_MAX];

    parse(text);
    if (complaints.count != 1) {
        return false;
    }
    cmdline_complaint_text(line, complaints.at[0], shown);
    return strcmp(shown, wanted) == 0;
}

static void defaults_test(void)
{
    static const char *const empty[] = {
        "", " ", "kernel32.elf", "nopcid2 xnopcid cnode_bit=14 cnode_bitss=14 =14 = kptix=on CONSOLE",
    };

    for (unsigned i = 0; i < 4; i++) {
        parse(empty[i]);
        CHECK(options.console_port == 0x2f8 && options.debug_port == 0x2f8 && !options.console);
        CHECK(!options.quiet);
        CHECK(options.cnode_bits == 13 && options.domains == 16 && options.domain_schedules == 100);
        CHECK(options.kpti == KPTI_AUTO && !options.disable_iommu);
        CHECK(!options.nopcid && !options.noinvpcid && !options.noxsave && !options.nofsgsbase && !options.nosmep);
        CHECK(!options.nosmap && !options.noumip && !options.nogbpages && !options.notscdeadline);
        CHECK(!options.nox2apic && complaints.count == 0);
    }
    case_end("cmdline/defaults, unknown words");
}

static void numbers_test(void)
{
    parse("console_port=0x3F8 debug_port=760 cnode_bits=20 domains=1 domain_schedules=256");
    CHECK(options.console_port == 0x3f8 && options.debug_port == 760 && options.cnode_bits == 20);
    CHECK(options.domains == 1 && options.domain_schedules == 256 && complaints.count == 0);
    parse("console_port=0 debug_port=0xFFFF cnode_bits=0xc domains=016 domain_schedules=2");
    CHECK(options.console_port == 0 && options.debug_port == 0xffff && options.cnode_bits == 12);
    CHECK(options.domains == 16 && options.domain_schedules == 2 && complaints.count == 0);
    parse("cnode_bits=14 cnode_bits=15");
    CHECK(options.cnode_bits == 15);
    parse("\tcnode_bits=14\n\r\x01""domains=3  ");
    CHECK(options.cnode_bits == 14 && options.domains == 3);
    case_end("cmdline/numbers, separators, last word counts");
}

static void switches_test(void)
{
    parse("console disable_iommu nopcid noinvpcid noxsave nofsgsbase nosmep nosmap noumip nogbpages notscdeadline "
          "nox2apic kpti=on");
    CHECK(options.console && options.disable_iommu && options.nopcid && options.noinvpcid && options.noxsave);
    CHECK(options.nofsgsbase && options.nosmep && options.nosmap && options.noumip && options.nogbpages);
    CHECK(options.notscdeadline && options.nox2apic && options.kpti == KPTI_ON && complaints.count == 0);
    parse("quiet");
    CHECK(options.quiet && !options.console && complaints.count == 0);
    parse("kpti=off");
    CHECK(options.kpti == KPTI_OFF && complaints.count == 0);
    parse("kpti=off kpti=auto");
    CHECK(options.kpti == KPTI_AUTO && complaints.count == 0);
    case_end("cmdline/switches");
}

/* The text's window ends where it says, or with a zero byte; behind that stands what must not be read. */
static void copy_test(void)
{
    static unsigned char from[2 * BOOT_COMMAND_LINE_MAX];
    struct phys_window window = {from, sizeof(from)};

    memset(from, 'x', sizeof(from));
    memcpy(from, "quiet domains=3", 15);
    window.size = 15;
    CHECK(cmdline_copy(window, 0, window.size, line) && strcmp(line, "quiet domains=3") == 0);
    window.size = sizeof(from);
    CHECK(cmdline_copy(window, 6, 9, line) && strcmp(line, "domains=3") == 0);
    from[5] = 0;
    CHECK(cmdline_copy(window, 0, window.size, line) && strcmp(line, "quiet") == 0);
    CHECK(cmdline_copy(window, 16, BOOT_COMMAND_LINE_MAX - 1, line) && strlen(line) == BOOT_COMMAND_LINE_MAX - 1);
    CHECK(!cmdline_copy(window, 16, BOOT_COMMAND_LINE_MAX, line) && strlen(line) == BOOT_COMMAND_LINE_MAX - 1);
    CHECK(cmdline_copy(window, sizeof(from), 4, line) && line[0] == 0);
    CHECK(cmdline_copy((struct phys_window){NULL, 0}, 0, 0, line) && line[0] == 0);
    case_end("cmdline/copies with and without an end, too long, none");
}

static void complaints_test(void)
{
    CHECK(complains("a cnode_bits=11 b", "command line: wrong value in 'cnode_bits=11'; give 12 to 20, the default is "
                                         "used") && options.cnode_bits == 13);
    CHECK(complains("cnode_bits=21",
                    "command line: wrong value in 'cnode_bits=21'; give 12 to 20, the default is used"));
    CHECK(complains("cnode_bits=", "command line: wrong value in 'cnode_bits='; give 12 to 20, the default is used"));
    CHECK(complains("cnode_bits", "command line: wrong value in 'cnode_bits'; give 12 to 20, the default is used"));
    CHECK(complains("domains=0x", "command line: wrong value in 'domains=0x'; give 1 to 16, the default is used"));
    CHECK(complains("domains=1f", "command line: wrong value in 'domains=1f'; give 1 to 16, the default is used"));
    CHECK(complains("domains=-1", "command line: wrong value in 'domains=-1'; give 1 to 16, the default is used"));
    CHECK(complains("domains=18446744073709551617",
                    "command line: wrong value in 'domains=18446744073709551617'; give 1 to 16, the default is used"));
    CHECK(complains("console_port=0x10000",
                    "command line: wrong value in 'console_port=0x10000'; give 0 to 65535, the default is used"));
    CHECK(options.console_port == 0x2f8);
    CHECK(complains("kpti", "command line: wrong value in 'kpti'; see docs/boot.md, the default is used"));
    CHECK(complains("kpti=yes", "command line: wrong value in 'kpti=yes'; see docs/boot.md, the default is used"));
    CHECK(complains("nopcid=1", "command line: wrong value in 'nopcid=1'; see docs/boot.md, the default is used"));
    CHECK(!options.nopcid);
    CHECK(complains("domains=\x7f", "command line: wrong value in 'domains=?'; give 1 to 16, the default is used"));
    /* A wrong value takes back an earlier right one. */
    parse("cnode_bits=14 cnode_bits=99");
    CHECK(options.cnode_bits == 13 && complaints.count == 1);
    parse("kpti=x kpti=x kpti=x kpti=x kpti=x kpti=x kpti=x kpti=x kpti=x kpti=x");
    CHECK(complaints.count == 10);
    case_end("cmdline/wrong values are reported, the default is used");
}

static void random_text_test(void)
{
    static const char alphabet[] = "  ==0123456789abcdefxnopcikt_ds\n\x80";
    static const char *const words[] = {"domains=", "kpti=", "cnode_bits=0x", "console", "debug_port=", " "};

    for (unsigned round = 0; round < RANDOM_ROUNDS; round++) {
        unsigned length = 0;

        memset(line, 0, sizeof(line));
        while (length + 16 < random_below(BOOT_COMMAND_LINE_MAX)) {
            const char *word = words[random_below(6)];

            memcpy(line + length, word, strlen(word));
            length += (unsigned)strlen(word);
            line[length++] = alphabet[random_below(sizeof(alphabet) - 1)];
        }
        /* Sometimes no zero byte ends the line. */
        if (round % 16 == 0) {
            memset(line + length, 'k', sizeof(line) - length);
        }
        cmdline_parse(line, 0x3f8, &options, &complaints);
        CHECK(options.cnode_bits >= 12 && options.cnode_bits <= 20 && options.domains >= 1 && options.domains <= 16);
        CHECK(options.domain_schedules >= 2 && options.domain_schedules <= 256 && options.debug_port <= 0xffff);
        for (unsigned i = 0; i < complaints.count && i < OPTION_COMPLAINTS_MAX; i++) {
            char shown[OPTION_COMPLAINT_TEXT_MAX];

            cmdline_complaint_text(line, complaints.at[i], shown);
            CHECK(strlen(shown) < OPTION_COMPLAINT_TEXT_MAX && strstr(shown, "default is used") != NULL);
        }
    }
    case_end("cmdline/random text");
}

static void serial_port_test(void)
{
    static unsigned char memory[0x402];
    struct phys_window window = {memory, sizeof(memory)};

    CHECK(serial_port_of_firmware(window) == 0x3f8);
    memory[0x400] = 0xe8;
    memory[0x401] = 0x02;
    CHECK(serial_port_of_firmware(window) == 0x2e8);
    window.size--;
    CHECK(serial_port_of_firmware(window) == 0x3f8);
    case_end("cmdline/serial port the firmware reports");
}

int main(void)
{
    defaults_test();
    numbers_test();
    switches_test();
    copy_test();
    complaints_test();
    random_text_test();
    serial_port_test();
    return test_end();
}
