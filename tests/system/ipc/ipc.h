/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages between threads: endpoints, capabilities in messages, reply objects, lent scheduling contexts. */
#pragma once

#include "call.h"

#define ROOT seL4_CapInitThreadCNode
/* A page of the address space that tests map frames at. */
#define WINDOW ISA_WINDOW
/* No capability pointer of the root CNode: its guard is 0. */
#define BAD_CPTR 0xbad0000000000000UL

/* An empty message of this label. */
static inline seL4_MessageInfo_t plain(seL4_Word label)
{
    return seL4_MessageInfo_new(label, 0, 0, 0);
}

/* A badged copy of an endpoint or notification with these rights. */
static inline seL4_CPtr minted(seL4_CPtr object, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = kit_slot();

    require_ok(kit_mint(slot, object, rights, badge));
    return slot;
}

extern const struct frame_test message_tests[];
extern const struct frame_test buffer_tests[];
extern const struct frame_test queue_tests[];
extern const struct frame_test transfer_tests[];
extern const struct frame_test chain_tests[];
extern const struct frame_test passive_tests[];
extern const struct frame_test cancel_tests[];
extern const struct frame_test bound_tests[];
