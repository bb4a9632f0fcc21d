/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How every invocation is made: words 0 to 3 in registers, the rest and the extra capabilities in the IPC buffer. The
 * label of the reply is the error. After an error words 0 to 3 are also put into the buffer, where programs look for
 * the details; after a success results come from the registers and the buffer's first four words are left alone.
 */
#pragma once

#include <sel4/arch/invocation.h>
#include <sel4/functions.h>
#include <sel4/syscalls.h>
#include <sel4/types.h>

LIBSEL4_INLINE_FUNC seL4_Error sel4_invoke_error(sel4_registers_t out)
{
    return (seL4_Error)seL4_MessageInfo_get_label(sel4_registers_info(out));
}

LIBSEL4_INLINE_FUNC sel4_registers_t sel4_invoke(seL4_CPtr service, seL4_Word label, seL4_Word extra_caps,
                                                 seL4_Word length, seL4_Word mr0, seL4_Word mr1, seL4_Word mr2,
                                                 seL4_Word mr3)
{
    sel4_registers_t in = {service,
                           seL4_MessageInfo_new(label, 0, extra_caps, length).words[0],
                           sel4_word_sent(mr0, 0, length),
                           sel4_word_sent(mr1, 1, length),
                           sel4_word_sent(mr2, 2, length),
                           sel4_word_sent(mr3, 3, length)};
    sel4_registers_t out = sel4_trap((seL4_Word)seL4_SysCall, in);
    if (sel4_invoke_error(out) != seL4_NoError) {
        (void)sel4_registers_store(out, 0);
    }
    return out;
}

/* For methods that return nothing but the error. */
LIBSEL4_INLINE_FUNC seL4_Error sel4_invoke_plain(seL4_CPtr service, seL4_Word label, seL4_Word extra_caps,
                                                 seL4_Word length, seL4_Word mr0, seL4_Word mr1, seL4_Word mr2,
                                                 seL4_Word mr3)
{
    return sel4_invoke_error(sel4_invoke(service, label, extra_caps, length, mr0, mr1, mr2, mr3));
}
