/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: their messages word by word, their handlers, and what replies do. */
#pragma once

#include "call.h"

#define ROOT seL4_CapInitThreadCNode
/* A page of the address space that tests map frames at. */
#define WINDOW ISA_WINDOW
/* No capability pointer of the root CNode: its guard is 0. */
#define BAD_CPTR 0xbad0000000000000UL
#define PRIORITY 100

static inline seL4_MessageInfo_t plain(seL4_Word label)
{
    return seL4_MessageInfo_new(label, 0, 0, 0);
}

static inline seL4_CPtr minted(seL4_CPtr object, seL4_CapRights_t rights, seL4_Word badge)
{
    seL4_CPtr slot = kit_slot();

    require_ok(kit_mint(slot, object, rights, badge));
    return slot;
}

/* A fault as its handler gets it. */
struct fault {
    seL4_Word present, badge, label, length;
    seL4_Word words[32];
};

/* Lets the others run; then takes a fault that waits at the endpoint. */
struct fault fault_take(seL4_CPtr endpoint, seL4_CPtr reply);
#define FAULT_OF(probe) fault_take((probe)->fault_endpoint, (probe)->reply)
/* CHECK_FAULT(fault, label, WORDS(...)): exactly these words. */
#define CHECK_FAULT(fault, label, ...) fault_check(&(fault), label, __VA_ARGS__, #fault, __FILE__, __LINE__)
void fault_check(const struct fault *fault, seL4_Word label, const seL4_Word *words, seL4_Word count,
                 const char *what, const char *file, int line);
/* Answers with these words, then lets the others run. */
void fault_reply(seL4_CPtr reply, seL4_Word label, const seL4_Word *words, seL4_Word length);

extern const struct frame_test cap_tests[];
extern const struct frame_test memory_tests[];
extern const struct frame_test trap_tests[];
extern const struct frame_test handler_tests[];
extern const struct frame_test timeout_tests[];
