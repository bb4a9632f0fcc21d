/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tour and the small program it starts (guest/guest.c) agree on. The guest's CSpace holds nothing but the
 * slots below; its role is the first message word of its IPC buffer when it starts, arguments follow.
 */
#pragma once

enum guest_role {
    GUEST_SERVER,  /* answers calls on SLOT_ENDPOINT with a sum, and tells who called */
    GUEST_CLIENT,  /* calls SLOT_ENDPOINT with two numbers, several times */
    GUEST_PROBER,  /* tries what it has no right to do, and tells what the kernel said */
    GUEST_TOUCHER, /* reads memory that is not mapped */
    GUEST_SPINNER, /* never gives the CPU back */
    GUEST_KEEPER,  /* writes to one page for ever */
};

enum guest_slot {
    SLOT_TCB = 1,
    SLOT_TELL = 2,     /* endpoint to the tour: events */
    SLOT_ENDPOINT = 3, /* endpoint between guests */
    SLOT_REPLY = 4,
    SLOT_READ_ONLY = 5, /* the prober's: endpoint without the Write right */
    SLOT_NOTHING = 6,   /* always empty */
};

#define GUEST_CNODE_BITS 4

/* Events: label of the message a guest sends to SLOT_TELL; its badge says which guest. Words as described. */
enum guest_event {
    EVENT_CALLED = 1, /* server: badge of the caller, first number, second number */
    EVENT_ANSWER,     /* client: first number, second number, answer */
    EVENT_PROBED,     /* prober: number of the attempt, error of the kernel */
    EVENT_READ,       /* toucher: address, value read */
    EVENT_DONE,       /* the guest has nothing more to do */
};

#define GUEST_BUFFER_ADDRESS 0x10000000ul
#define GUEST_DATA_ADDRESS 0x20000000ul
