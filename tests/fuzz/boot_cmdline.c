/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzzes the command line: any text gives options within their ranges and complaints that can be printed. */
#include <stddef.h>
#include <stdlib.h>

#include "boot/cmdline.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static char line[BOOT_COMMAND_LINE_MAX];
    struct boot_options options;
    struct option_complaints complaints;
    char text[OPTION_COMPLAINT_TEXT_MAX];

    memset(line, 0, sizeof(line));
    memcpy(line, data, size < sizeof(line) ? size : sizeof(line));
    cmdline_parse(line, SERIAL_PORT_DEFAULT, &options, &complaints);

    must(options.console_port <= OPTION_PORT_MAX && options.debug_port <= OPTION_PORT_MAX);
    must(options.cnode_bits >= OPTION_CNODE_BITS_MIN && options.cnode_bits <= OPTION_CNODE_BITS_MAX);
    must(options.domains >= 1 && options.domains <= OPTION_DOMAINS_MAX);
    must(options.domain_schedules >= OPTION_DOMAIN_SCHEDULES_MIN);
    must(options.domain_schedules <= OPTION_DOMAIN_SCHEDULES_MAX);
    for (uint32_t i = 0; i < complaints.count && i < OPTION_COMPLAINTS_MAX; i++) {
        must(complaints.at[i].length > 0 && complaints.at[i].start + complaints.at[i].length <= sizeof(line));
        cmdline_complaint_text(line, complaints.at[i], text);
        must(strlen(text) < sizeof(text));
    }
    return 0;
}
