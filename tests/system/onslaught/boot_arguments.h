/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameters out of the device tree, which is part of the boot information: `onslaught=` among the boot arguments. */
#pragma once

#include "onslaught.h"

#define KEY "onslaught="
#define TREE_SIZE 4 /* offset of the tree's size, big-endian */

void isa_parameters(char *text, seL4_Word bytes)
{
    const unsigned char *tree = runtime_bootinfo_chunk(kit_bootinfo, SEL4_BOOTINFO_HEADER_FDT);
    seL4_Word size = 0, key = sizeof(KEY) - 1;

    for (int i = 0; tree && i < 4; i++)
        size = size << 8 | tree[TREE_SIZE + i];
    for (seL4_Word i = 0; i + key + bytes < size; i++) {
        if (memcmp(tree + i, KEY, key) != 0)
            continue;
        for (seL4_Word c = 0; c < bytes && tree[i + key + c] > ' '; c++)
            text[c] = (char)tree[i + key + c];
        return;
    }
}
