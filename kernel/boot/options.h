/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done with options once they are read: whether there are lines for people, and what to say about them. */
#ifndef KERNEL_BOOT_OPTIONS_H
#define KERNEL_BOOT_OPTIONS_H

#include <boot/cmdline.h>

/* Is the kernel to print? For print_enabled. */
bool options_print_wanted(const struct boot_options *options);

/* Prints what is wrong with the command line: cut, it was too long. */
void options_report(const char line[BOOT_COMMAND_LINE_MAX], bool cut, const struct option_complaints *complaints);

/* Reads the options in a device tree's bootargs (empty: none are given), begins or ceases to print, and reports. */
void options_of_tree(struct phys_window bootargs, struct boot_options *options);

#endif
