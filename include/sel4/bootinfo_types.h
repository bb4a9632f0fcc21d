/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel tells the initial thread, and which capabilities it gives it. */
#pragma once

#include <sel4/macros.h>
#include <sel4/types.h>

enum seL4_RootCNodeCapSlots {
    seL4_CapNull = 0,
    seL4_CapInitThreadTCB = 1,
    seL4_CapInitThreadCNode = 2,
    seL4_CapInitThreadVSpace = 3,
    seL4_CapIRQControl = 4,
    seL4_CapASIDControl = 5,
    seL4_CapInitThreadASIDPool = 6,
    seL4_CapIOPortControl = 7,
    seL4_CapIOSpace = 8,
    seL4_CapBootInfoFrame = 9,
    seL4_CapInitThreadIPCBuffer = 10,
    seL4_CapDomain = 11,
    seL4_CapSMMUSIDControl = 12,
    seL4_CapSMMUCBControl = 13,
    seL4_CapInitThreadSC = 14,
    seL4_CapSMC = 15,
    seL4_NumInitialCaps = 16
};

#define seL4_CapInitThreadPD seL4_CapInitThreadVSpace

typedef seL4_Word seL4_SlotPos;

/* Slots from start up to, not including, end. */
typedef struct seL4_SlotRegion {
    seL4_SlotPos start;
    seL4_SlotPos end;
} seL4_SlotRegion;

typedef struct seL4_UntypedDesc {
    seL4_Word paddr;
    seL4_Uint8 sizeBits;
    seL4_Uint8 isDevice;
    seL4_Uint8 padding[sizeof(seL4_Word) - 2 * sizeof(seL4_Uint8)];
} seL4_UntypedDesc;

typedef struct seL4_BootInfo {
    seL4_Word extraLen;
    seL4_NodeId nodeID;
    seL4_Word numNodes;
    seL4_Word numIOPTLevels;
    seL4_IPCBuffer *ipcBuffer;
    seL4_SlotRegion empty;
    seL4_SlotRegion sharedFrames;
    seL4_SlotRegion userImageFrames;
    seL4_SlotRegion userImagePaging;
    seL4_SlotRegion ioSpaceCaps;
    seL4_SlotRegion extraBIPages;
    seL4_Word initThreadCNodeSizeBits;
    seL4_Domain initThreadDomain;
    seL4_SlotRegion schedcontrol;
    seL4_SlotRegion untyped;
    seL4_UntypedDesc untypedList[CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS];
} seL4_BootInfo;

/* Head of each chunk of the extra boot information, which starts one page after seL4_BootInfo; len counts the head. */
typedef struct seL4_BootInfoHeader {
    seL4_Word id;
    seL4_Word len;
} seL4_BootInfoHeader;

typedef enum {
    SEL4_BOOTINFO_HEADER_PADDING = 0,
    SEL4_BOOTINFO_HEADER_X86_VBE = 1,
    SEL4_BOOTINFO_HEADER_X86_MBMMAP = 2,
    SEL4_BOOTINFO_HEADER_X86_ACPI_RSDP = 3,
    SEL4_BOOTINFO_HEADER_X86_FRAMEBUFFER = 4,
    SEL4_BOOTINFO_HEADER_X86_TSC_FREQ = 5,
    SEL4_BOOTINFO_HEADER_FDT = 6,
    SEL4_BOOTINFO_HEADER_NUM,
    SEL4_FORCE_LONG_ENUM(seL4_BootInfoID)
} seL4_BootInfoID;

SEL4_COMPILE_ASSERT(untyped_desc_size, sizeof(seL4_UntypedDesc) == 16)
SEL4_COMPILE_ASSERT(boot_info_header_size, sizeof(seL4_BootInfoHeader) == 16)
SEL4_COMPILE_ASSERT(boot_info_size, sizeof(seL4_BootInfo) == 184 + 16 * CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS)
SEL4_COMPILE_ASSERT(boot_info_fits, sizeof(seL4_BootInfo) <= seL4_BootInfoFrameSize)
SEL4_COMPILE_ASSERT(boot_info_node_id, SEL4_OFFSETOF(seL4_BootInfo, nodeID) == 8)
SEL4_COMPILE_ASSERT(boot_info_num_nodes, SEL4_OFFSETOF(seL4_BootInfo, numNodes) == 16)
SEL4_COMPILE_ASSERT(boot_info_num_iopt_levels, SEL4_OFFSETOF(seL4_BootInfo, numIOPTLevels) == 24)
SEL4_COMPILE_ASSERT(boot_info_ipc_buffer, SEL4_OFFSETOF(seL4_BootInfo, ipcBuffer) == 32)
SEL4_COMPILE_ASSERT(boot_info_empty, SEL4_OFFSETOF(seL4_BootInfo, empty) == 40)
SEL4_COMPILE_ASSERT(boot_info_shared_frames, SEL4_OFFSETOF(seL4_BootInfo, sharedFrames) == 56)
SEL4_COMPILE_ASSERT(boot_info_image_frames, SEL4_OFFSETOF(seL4_BootInfo, userImageFrames) == 72)
SEL4_COMPILE_ASSERT(boot_info_image_paging, SEL4_OFFSETOF(seL4_BootInfo, userImagePaging) == 88)
SEL4_COMPILE_ASSERT(boot_info_io_space_caps, SEL4_OFFSETOF(seL4_BootInfo, ioSpaceCaps) == 104)
SEL4_COMPILE_ASSERT(boot_info_extra_pages, SEL4_OFFSETOF(seL4_BootInfo, extraBIPages) == 120)
SEL4_COMPILE_ASSERT(boot_info_cnode_bits, SEL4_OFFSETOF(seL4_BootInfo, initThreadCNodeSizeBits) == 136)
SEL4_COMPILE_ASSERT(boot_info_domain, SEL4_OFFSETOF(seL4_BootInfo, initThreadDomain) == 144)
SEL4_COMPILE_ASSERT(boot_info_sched_control, SEL4_OFFSETOF(seL4_BootInfo, schedcontrol) == 152)
SEL4_COMPILE_ASSERT(boot_info_untyped, SEL4_OFFSETOF(seL4_BootInfo, untyped) == 168)
SEL4_COMPILE_ASSERT(boot_info_untyped_list, SEL4_OFFSETOF(seL4_BootInfo, untypedList) == 184)

#include <sel4/arch/bootinfo_types.h>
