/* SPDX-License-Identifier: BSD-2-Clause */
/* Retype of RISC-V objects. objects.md sections 1 and 2. */
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
    case seL4_RISCV_Mega_Page:
        return MEGA_PAGE_BITS;
    case seL4_RISCV_Giga_Page:
        return GIGA_PAGE_BITS;
    }
    return TABLE_BITS;
}

bool arch_object_is_frame(word_t type)
{
    return (type == seL4_RISCV_4K_Page) | (type == seL4_RISCV_Mega_Page) | (type == seL4_RISCV_Giga_Page);
}

cap_t arch_object_create(word_t type, word_t physical, word_t user_size_bits, bool device)
{
    if (type == seL4_RISCV_PageTableObject)
        return table_cap_new(physical, 0, 0);
    REQUIRES(arch_object_is_frame(type));
    return frame_cap_new(arch_object_bits(type, user_size_bits), RIGHT_READ | RIGHT_WRITE, physical, 0, 0, device);
}

void arch_clear_memory(word_t physical, word_t bytes)
{
    hw_clear(object_at(physical), bytes);
}
