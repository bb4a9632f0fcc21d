/* SPDX-License-Identifier: BSD-2-Clause */
/* A small program that the tour starts in address spaces of their own, in one of several roles. */
#include <runtime/start.h>
#include <tour/roles.h>

static void tell(seL4_Word event, seL4_Word a, seL4_Word b, seL4_Word c)
{
    seL4_SetMR(0, a);
    seL4_SetMR(1, b);
    seL4_SetMR(2, c);
    (void)seL4_Call(SLOT_TELL, seL4_MessageInfo_new(event, 0, 0, 3));
}

static void serve(void)
{
    seL4_Word badge;

    (void)seL4_Recv(SLOT_ENDPOINT, &badge, SLOT_REPLY);
    for (;;) {
        seL4_Word a = seL4_GetMR(0), b = seL4_GetMR(1);

        tell(EVENT_CALLED, badge, a, b);
        seL4_SetMR(0, a + b);
        (void)seL4_ReplyRecv(SLOT_ENDPOINT, seL4_MessageInfo_new(0, 0, 0, 1), &badge, SLOT_REPLY);
    }
}

static void call(seL4_Word first, seL4_Word rounds)
{
    for (seL4_Word i = 0; i < rounds; i++) {
        seL4_Word answer;

        seL4_SetMR(0, first);
        seL4_SetMR(1, i);
        (void)seL4_Call(SLOT_ENDPOINT, seL4_MessageInfo_new(0, 0, 0, 2));
        answer = seL4_GetMR(0);
        tell(EVENT_ANSWER, first, i, answer);
    }
}

/* Each attempt is something a program without the capability or the right for it might try. */
static void probe(void)
{
    seL4_MessageInfo_t info;

    info = seL4_Call(SLOT_READ_ONLY, seL4_MessageInfo_new(0, 0, 0, 0));
    tell(EVENT_PROBED, 1, seL4_MessageInfo_get_label(info), 0);
    tell(EVENT_PROBED, 2, seL4_TCB_SetPriority(SLOT_TCB, SLOT_TCB, 255), 0);
    tell(EVENT_PROBED, 3, seL4_Untyped_Retype(SLOT_TCB, seL4_TCBObject, 0, SLOT_TCB, 0, 0, 0, 1), 0);
    tell(EVENT_PROBED, 4, seL4_CNode_Delete(SLOT_NOTHING, 1, 4), 0);
}

static void touch(seL4_Word address)
{
    tell(EVENT_READ, address, *(volatile seL4_Word *)address, 0);
}

static void keep(volatile seL4_Word *page)
{
    for (seL4_Word i = 0;; i++)
        *page = i;
}

int main(seL4_BootInfo *bootinfo)
{
    seL4_Word role = seL4_GetMR(0), argument = seL4_GetMR(1), more = seL4_GetMR(2);

    (void)bootinfo;
    switch ((enum guest_role)role) {
    case GUEST_SERVER:
        serve();
        break;
    case GUEST_CLIENT:
        call(argument, more);
        break;
    case GUEST_PROBER:
        probe();
        break;
    case GUEST_TOUCHER:
        touch(argument);
        break;
    case GUEST_SPINNER:
        for (;;)
            __asm__ volatile("" : : : "memory");
    case GUEST_KEEPER:
        keep((volatile seL4_Word *)argument);
        break;
    }
    tell(EVENT_DONE, 0, 0, 0);
    runtime_exit();
}
