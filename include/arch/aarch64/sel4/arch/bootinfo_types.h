/* SPDX-License-Identifier: BSD-2-Clause */
/* The only chunk of extra boot information is the device tree, SEL4_BOOTINFO_HEADER_FDT: the blob as it is. */
#pragma once

#include <sel4/bootinfo_types.h>
