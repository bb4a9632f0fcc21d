/* SPDX-License-Identifier: BSD-2-Clause */
/* Apart from handover.c, whose rules about memory also describe boards to tools (mk/describe.mk). */
#include <boot/handover.h>
#include <lib/string.h>

void handover_tree_show(struct region tree, const struct root_task *task)
{
    word_t bytes = tree.end - tree.start;

    if (bytes != 0)
        memcpy(bootinfo_chunk_begin(object_at(task->layout.extra), SEL4_BOOTINFO_HEADER_FDT, bytes),
               object_at(tree.start), bytes);
}
