/* SPDX-License-Identifier: BSD-2-Clause */
/* Retype of x86_64 objects. objects.md sections 1 and 2. */
#include <arch/arch.h>
#include <arch_cap.h>

word_t arch_object_type_count(void)
{
    return seL4_ObjectTypeCount;
}

word_t arch_object_bits(word_t type, word_t user_size_bits)
{
    (void)user_size_bits;
    switch (type) {
    case seL4_X86_LargePageObject:
        return LARGE_PAGE_BITS;
    case seL4_X64_HugePageObject:
        return HUGE_PAGE_BITS;
    }
    return TABLE_BITS;
}

bool arch_object_is_frame(word_t type)
{
    return (type == seL4_X86_4K) | (type == seL4_X86_LargePageObject) | (type == seL4_X64_HugePageObject);
}

cap_t arch_object_create(word_t type, word_t physical, word_t user_size_bits, bool device)
{
    switch (type) {
    case seL4_X86_PageTableObject:
        return table_cap_new(CAP_PAGE_TABLE, physical, 0, 0);
    case seL4_X86_PageDirectoryObject:
        return table_cap_new(CAP_PAGE_DIRECTORY, physical, 0, 0);
    case seL4_X86_PDPTObject:
        return table_cap_new(CAP_PDPT, physical, 0, 0);
    case seL4_X64_PML4Object:
        hw_kernel_mappings_copy(object_at(physical));
        return pml4_cap_new(physical, 0);
    case seL4_X86_IOPageTableObject:
        return cap_new(CAP_IO_PAGE_TABLE, 0, 0, physical, 0);
    }
    REQUIRES(arch_object_is_frame(type));
    return frame_cap_new(arch_object_bits(type, user_size_bits), RIGHT_READ | RIGHT_WRITE, physical, 0, 0, device);
}

void arch_clear_memory(word_t physical, word_t bytes)
{
    hw_clear(object_at(physical), bytes);
}
