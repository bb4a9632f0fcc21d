/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of x86_64's capabilities and page table entries (arch_cap.h, paging.h). */
#include <arch/arch.h>
#include <io_port.h>
#include <object/asid.h>
#include <paging.h>
#include <proof/verify.h>

static bool is_page(word_t vaddr)
{
    return (vaddr < 0x1000000000000) & (vaddr % 4096 == 0);
}

THEOREM_BITS(mapping_words, "a mapping's word gives back ASID, address and device flag")
(word_t asid, word_t vaddr, bool device, word_t w0)
{
    cap_t cap;

    v_assume(asid < 4096 && is_page(vaddr));
    cap = (cap_t){w0, mapping_w1_new(asid, vaddr, device)};
    v_assert(mapping_cap_asid(cap) == asid && mapping_cap_vaddr(cap) == vaddr);
    v_assert(frame_cap_is_device(cap) == device);
    v_assert(cap.w1 == asid + vaddr + (device ? 0x8000000000000000 : 0));
}

THEOREM_BITS(mapping_parts, "which bits of a second word are ASID, page, device flag, first and last port")(cap_t cap)
{
    v_assert(mapping_cap_asid(cap) == cap.w1 % 4096);
    v_assert(mapping_cap_vaddr(cap) == cap.w1 % 0x1000000000000 - cap.w1 % 4096);
    v_assert(frame_cap_is_device(cap) == (cap.w1 / 0x8000000000000000 == 1));
    v_assert(io_port_cap_first(cap) == cap.w1 % 65536 && io_port_cap_last(cap) == cap.w1 / 65536 % 65536);
}

THEOREM_BITS(frame_cap_new, "a frame capability gives back what it was made from")
(word_t bits, word_t rights, word_t physical, word_t asid, word_t vaddr, bool device)
{
    cap_t cap;

    v_assume(bits < 64 && rights < 16 && physical < 0x800000000000 && asid < 4096 && is_page(vaddr));
    cap = frame_cap_new(bits, rights, physical, asid, vaddr, device);
    v_assert(cap_type(cap) == CAP_FRAME && cap_size(cap) == bits && cap_rights(cap) == rights);
    v_assert(cap_address(cap) == physical && mapping_cap_asid(cap) == asid && mapping_cap_vaddr(cap) == vaddr);
    v_assert(frame_cap_is_device(cap) == device && !cap_is_revocable(cap) && !cap_is_first_badged(cap));
}

THEOREM_BITS(io_port_cap_new, "an IO port capability gives back first and last port")(word_t first, word_t last)
{
    cap_t cap;

    v_assume(first < 65536 && last < 65536);
    cap = io_port_cap_new(first, last);
    v_assert(cap_type(cap) == CAP_IO_PORT && io_port_cap_first(cap) == first && io_port_cap_last(cap) == last);
    v_assert(cap_size(cap) == 0 && cap_rights(cap) == 0 && cap_address(cap) == 0);
    v_assert(cap.w1 == first + 65536 * last);
}

THEOREM_BITS(asid_parts, "an ASID is 512 * pool + entry")(word_t asid)
{
    v_assert(asid_pool_index(asid) == asid / 512 % 8 && asid_entry_index(asid) == asid % 512);
    v_assume(asid < 4096);
    v_assert(asid_pool_index(asid) < 8 && asid_entry_index(asid) < 512);
    v_assert(asid == 512 * asid_pool_index(asid) + asid_entry_index(asid));
}

THEOREM_BITS(table_indices, "the four indices and the offset of an address below 2^48 make up the address")
(word_t vaddr)
{
    word_t pml4 = op_take(vaddr, PML4_ENTRY_BITS, 9), pdpt = op_take(vaddr, HUGE_PAGE_BITS, 9);
    word_t directory = op_take(vaddr, LARGE_PAGE_BITS, 9), table = op_take(vaddr, PAGE_BITS, 9);

    v_assume(vaddr < 0x1000000000000);
    v_assert(pml4 < 512 && pdpt < 512 && directory < 512 && table < 512);
    v_assert((((pml4 * 512 + pdpt) * 512 + directory) * 512 + table) * 4096 + vaddr % 4096 == vaddr);
}
