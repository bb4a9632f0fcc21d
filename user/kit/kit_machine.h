/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kit's common part asks of the ISA's. */
#pragma once

#include <sel4/sel4.h>

/* log2 of what one table of each level below the root covers, from the top. */
extern const seL4_Word kit_table_levels[];
extern const unsigned kit_table_level_count;

/* Makes a table of the level that covers 2^bits bytes, and maps it. */
seL4_Error kit_table_map(seL4_CPtr vspace, seL4_Word bits, seL4_Word vaddr);
