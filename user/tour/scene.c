/* SPDX-License-Identifier: BSD-2-Clause */
/* A scene is what one command builds up and takes down again: a scope of the kit with an endpoint to listen at. */
#include "tour.h"

/* A scene's memory: programs, their tables and frames. */
#define SCENE_BITS 22

static seL4_CPtr endpoint, reply;

void scene_begin(void)
{
    kit_scope_begin(SCENE_BITS);
    endpoint = kit_endpoint();
    reply = kit_reply();
}

void scene_end(void)
{
    kit_scope_end();
}

seL4_CPtr scene_endpoint(void)
{
    return endpoint;
}

seL4_CPtr scene_badged(seL4_Word badge)
{
    seL4_CPtr slot = kit_slot();

    require_ok(kit_mint(slot, endpoint, seL4_AllRights, badge));
    return slot;
}

struct event scene_wait(void)
{
    struct event event;
    seL4_MessageInfo_t info = seL4_Recv(endpoint, &event.badge, reply);

    event.label = seL4_MessageInfo_get_label(info);
    for (int i = 0; i < 4; i++)
        event.words[i] = seL4_GetMR(i);
    return event;
}

void scene_reply(void)
{
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
}
