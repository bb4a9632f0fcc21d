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

THEOREM_BITS(info_setters, "writing one part of message info leaves the others, in the kernel and in the library")
(word_t info, word_t value)
{
    seL4_MessageInfo_t user = {{info}};

    if (value < 128) {
        v_assert(info_length_raw_set(info, value) == info - info % 128 + value);
        v_assert(seL4_MessageInfo_set_length(user, value).words[0] == info - info % 128 + value);
    }
    if (value < 4) {
        v_assert(info_extra_caps_set(info, value) == info - info / 128 % 4 * 128 + 128 * value);
        v_assert(seL4_MessageInfo_set_extraCaps(user, value).words[0] == info_extra_caps_set(info, value));
    }
    if (value < 8) {
        v_assert(info_unwrapped_set(info, value) == info - info / 512 % 8 * 512 + 512 * value);
        v_assert(seL4_MessageInfo_set_capsUnwrapped(user, value).words[0] == info_unwrapped_set(info, value));
    }
    if (value < 0x10000000000000) {
        v_assert(info_label_set(info, value) == info % 4096 + 4096 * value);
        v_assert(seL4_MessageInfo_set_label(user, value).words[0] == info_label_set(info, value));
    }
}

THEOREM_BITS(rights_setters, "the library's setters of rights change one bit each")(word_t rights, word_t value)
{
    seL4_CapRights_t user = {{rights}};

    v_assume(value < 2);
    v_assert(seL4_CapRights_set_capAllowWrite(user, value).words[0] == rights - rights % 2 + value);
    v_assert(seL4_CapRights_set_capAllowRead(user, value).words[0] == rights - rights / 2 % 2 * 2 + 2 * value);
    v_assert(seL4_CapRights_set_capAllowGrant(user, value).words[0] == rights - rights / 4 % 2 * 4 + 4 * value);
    v_assert(seL4_CapRights_set_capAllowGrantReply(user, value).words[0] == rights - rights / 8 % 2 * 8 + 8 * value);
}
