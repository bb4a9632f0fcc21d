/* SPDX-License-Identifier: BSD-2-Clause */
#include <boot/options.h>
#include <debug/print.h>

void options_of_tree(struct phys_window bootargs, struct boot_options *options)
{
    static char line[BOOT_COMMAND_LINE_MAX];
    static struct option_complaints complaints;
    bool cut = !cmdline_copy(bootargs, 0, bootargs.size, line);

    cmdline_parse(line, 0, options, &complaints);
    print_enabled = options_print_wanted(options);
    options_report(line, cut, &complaints);
}
