/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints what a root task finds at its start, for tests/layout/predict.c: one fact a line, numbers hexadecimal. */
#include <kit/kit.h>

#define CHUNK_HEADER_BYTES 16
#define HEX_LINE_BYTES 64u

extern const unsigned char runtime_image_start[], runtime_image_end[];

static void fact(const char *name, seL4_Word a, seL4_Word b)
{
    printf("layout %s %lx %lx\n", name, a, b);
}

static void slots(const char *name, seL4_SlotRegion region)
{
    fact(name, region.start, region.end);
}

/* The payload of a chunk that says where memory is: lines of hexadecimal digits. */
static void bytes_print(const unsigned char *at, seL4_Word count)
{
    for (seL4_Word i = 0; i < count; i++) {
        if (i % HEX_LINE_BYTES == 0)
            printf("layout bytes ");
        printf("%x%x", at[i] / 16u, at[i] % 16u);
        if (i % HEX_LINE_BYTES == HEX_LINE_BYTES - 1 || i + 1 == count)
            printf("\n");
    }
}

static void chunks_print(const seL4_BootInfo *info)
{
    const unsigned char *at = (const unsigned char *)info + seL4_BootInfoFrameSize;
    const unsigned char *end = at + info->extraLen;

    while (at < end) {
        const seL4_BootInfoHeader *header = (const seL4_BootInfoHeader *)at;

        fact("chunk", header->id, header->len);
        if (header->id == SEL4_BOOTINFO_HEADER_FDT || header->id == SEL4_BOOTINFO_HEADER_X86_MBMMAP)
            bytes_print(at + CHUNK_HEADER_BYTES, header->len - CHUNK_HEADER_BYTES);
        if (header->len == 0)
            break;
        at += header->len;
    }
}

int main(seL4_BootInfo *info)
{
    kit_init(info);
    fact("cnode", info->initThreadCNodeSizeBits, info->extraLen);
    fact("image", (seL4_Word)runtime_image_start, (seL4_Word)runtime_image_end);
    fact("pages", (seL4_Word)info->ipcBuffer, (seL4_Word)info);
    fact("physical", kit_frame_address(info->userImageFrames.start), 0);
    slots("schedcontrol", info->schedcontrol);
    slots("paging", info->userImagePaging);
    slots("extra", info->extraBIPages);
    slots("frames", info->userImageFrames);
    slots("untypeds", info->untyped);
    slots("empty", info->empty);
    for (seL4_Word i = 0; i < info->untyped.end - info->untyped.start; i++)
        printf("layout untyped %lx %x %x\n", info->untypedList[i].paddr, info->untypedList[i].sizeBits,
               info->untypedList[i].isDevice);
    chunks_print(info);
    printf("layout end\n");
    kit_power_off(0);
}
