/* SPDX-License-Identifier: BSD-2-Clause */
/* Message info and rights words: the kernel's accessors, the library's, and the layout agree (caps.md section 1). */
#include <core/ipc.h>
#include <proof/verify.h>
#include <sel4/shared_types.h>

THEOREM_BITS(info_words, "message info is length + 2^7 extra caps + 2^9 unwrapped + 2^12 label; a length counts to 120")
(word_t info)
{
    word_t length = info % 128;

    v_assert(info_length(info) == (length > 120 ? 120 : length));
    v_assert(info_extra_caps(info) == info / 128 % 4);
    v_assert(info_unwrapped(info) == info / 512 % 8);
    v_assert(info_label(info) == info / 4096);
    v_assert(info_new(info_label(info), info_unwrapped(info), info_extra_caps(info), length) == info);
}

THEOREM_BITS(info_new, "info_new puts its arguments side by side, and is the library's seL4_MessageInfo_new")
(word_t label, word_t unwrapped, word_t extra_caps, word_t length)
{
    v_assume(label < 0x10000000000000 && unwrapped < 8 && extra_caps < 4 && length < 128);
    v_assert(info_new(label, unwrapped, extra_caps, length) ==
             length + 128 * extra_caps + 512 * unwrapped + 4096 * label);
    v_assert(info_new(label, unwrapped, extra_caps, length) ==
             seL4_MessageInfo_new(label, unwrapped, extra_caps, length).words[0]);
}

THEOREM_BITS(info_library, "the library reads from message info what the kernel reads")(word_t info)
{
    seL4_MessageInfo_t user = {{info}};

    v_assert(seL4_MessageInfo_get_length(user) == info_length_raw(info));
    v_assert(seL4_MessageInfo_get_extraCaps(user) == info_extra_caps(info));
    v_assert(seL4_MessageInfo_get_capsUnwrapped(user) == info_unwrapped(info));
    v_assert(seL4_MessageInfo_get_label(user) == info_label(info));
}

THEOREM_BITS(rights_words, "the library's rights are write, read, grant, grant reply from bit 0 on, as the kernel's")
(word_t grant_reply, word_t grant, word_t read, word_t write)
{
    word_t rights;

    v_assume(grant_reply < 2 && grant < 2 && read < 2 && write < 2);
    rights = seL4_CapRights_new(grant_reply, grant, read, write).words[0];
    v_assert(rights ==
             grant_reply * RIGHT_GRANT_REPLY + grant * RIGHT_GRANT + read * RIGHT_READ + write * RIGHT_WRITE);
}
