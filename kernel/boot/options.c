/* SPDX-License-Identifier: BSD-2-Clause */
#include <boot/options.h>
#include <debug/print.h>

bool options_print_wanted(const struct boot_options *options)
{
    return (HF_DEBUG && !options->quiet) || options->console;
}

void options_report(const char line[BOOT_COMMAND_LINE_MAX], bool cut, const struct option_complaints *complaints)
{
    if (cut) {
        print_text("holdfast: command line: too long, the rest is ignored; its limit in characters is ");
        print_number(BOOT_COMMAND_LINE_MAX - 1);
        print_line_end();
    }
    for (uint32_t i = 0; i < complaints->count && i < OPTION_COMPLAINTS_MAX; i++) {
        char text[OPTION_COMPLAINT_TEXT_MAX] = {0};

        cmdline_complaint_text(line, complaints->at[i], text);
        print_text("holdfast: ");
        print_text(text);
        print_line_end();
    }
}
