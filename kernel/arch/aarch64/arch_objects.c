/* SPDX-License-Identifier: BSD-2-Clause */
/* Retype of AArch64 objects. objects.md sections 1 and 2. */
#include <arch/arch.h>
#include <arch_cap.h>
#include <vcpu.h>

word_t arch_object_type_count(void)
{
    return seL4_ObjectTypeCount;
}

word_t arch_object_bits(word_t type, word_t user_size_bits)
{
    (void)user_size_bits;
    switch (type) {
    case seL4_ARM_LargePageObject:
        return LARGE_PAGE_BITS;
    case seL4_ARM_HugePageObject:
        return HUGE_PAGE_BITS;
    case seL4_ARM_VSpaceObject:
        return ROOT_BITS;
    case seL4_ARM_VCPUObject:
        return VCPU_BITS;
    }
    return TABLE_BITS;
}

bool arch_object_is_frame(word_t type)
{
    return (type == seL4_ARM_SmallPageObject) | (type == seL4_ARM_LargePageObject) | (type == seL4_ARM_HugePageObject);
}

cap_t arch_object_create(word_t type, word_t physical, word_t user_size_bits, bool device)
{
    switch (type) {
    case seL4_ARM_PageTableObject:
        return table_cap_new(physical, 0, 0);
    case seL4_ARM_VSpaceObject:
        return vspace_cap_new(physical, 0);
    case seL4_ARM_VCPUObject:
        return vcpu_create(physical);
    }
    REQUIRES(arch_object_is_frame(type));
    return frame_cap_new(arch_object_bits(type, user_size_bits), RIGHT_READ | RIGHT_WRITE, physical, 0, 0, device);
}

void arch_clear_memory(word_t physical, word_t bytes)
{
    hw_clear(object_at(physical), bytes);
}
