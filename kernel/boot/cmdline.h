/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's command line. Words are separated by characters up to the space; unknown words are ignored (a loader
 * may put the kernel's file name first). A known word with a wrong value keeps the default and is reported.
 * docs/boot.md lists the options.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/window.h"

#define BOOT_COMMAND_LINE_MAX 1024

enum kpti_choice {
    KPTI_AUTO,                  /* on for CPUs that need it */
    KPTI_ON,
    KPTI_OFF,
};

#define OPTION_CNODE_BITS_MIN 12
#define OPTION_CNODE_BITS_MAX 20
#define OPTION_CNODE_BITS_DEFAULT 13
#define OPTION_DOMAINS_MAX 16
#define OPTION_DOMAINS_DEFAULT 16
#define OPTION_DOMAIN_SCHEDULES_MIN 2
#define OPTION_DOMAIN_SCHEDULES_MAX 256
#define OPTION_DOMAIN_SCHEDULES_DEFAULT 100
#define OPTION_PORT_MAX 0xffff
#define SERIAL_PORT_DEFAULT 0x3f8

struct boot_options {
    uint32_t console_port;      /* I/O port of the serial line; 0: none */
    uint32_t debug_port;
    bool console;               /* release kernels print what the debug calls ask for */
    bool quiet;                 /* debug kernels print no more than release kernels */
    uint32_t cnode_bits;        /* log2 of the root CNode's slots */
    uint32_t domains;
    uint32_t domain_schedules;
    enum kpti_choice kpti;
    bool disable_iommu;
    /* CPU features not to be used though present. */
    bool nopcid;
    bool noinvpcid;
    bool noxsave;
    bool nofsgsbase;
    bool nosmep;
    bool nosmap;
    bool noumip;
    bool nogbpages;
    bool notscdeadline;
    bool nox2apic;
};

/* A word that was not understood: text [start, start + length) of the command line. */
struct option_complaint {
    uint32_t start;
    uint32_t length;
    uint32_t min;               /* range of the number wanted; both 0: not a number */
    uint32_t max;
};

#define OPTION_COMPLAINTS_MAX 8
#define OPTION_COMPLAINT_TEXT_MAX 160

struct option_complaints {
    uint32_t count;             /* may exceed the array: further ones are only counted */
    struct option_complaint at[OPTION_COMPLAINTS_MAX];
};

/*
 * Copies the text at this address, which ends with a zero byte, after length_max bytes or with the window. False: it
 * was too long, and the rest is left out.
 */
bool cmdline_copy(struct phys_window window, uint64_t address, uint64_t length_max, char line[BOOT_COMMAND_LINE_MAX]);

/*
 * Reads the command line. serial_port: what console_port and debug_port are when not given, see
 * serial_port_of_firmware. Of an option given twice, the last one counts.
 */
void cmdline_parse(const char line[BOOT_COMMAND_LINE_MAX], uint32_t serial_port, struct boot_options *options,
                   struct option_complaints *complaints);

/* The line for people about one complaint. */
void cmdline_complaint_text(const char line[BOOT_COMMAND_LINE_MAX], struct option_complaint complaint,
                            char text[OPTION_COMPLAINT_TEXT_MAX]);

/* First COM port the BIOS data area reports (u16 at 0x400), else the usual one. */
uint32_t serial_port_of_firmware(struct phys_window window);
