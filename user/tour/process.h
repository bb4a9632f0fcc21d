/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs in address spaces of their own, with capability spaces of their own. */
#pragma once

#include <kit/kit.h>
#include <tour/roles.h>

struct process {
    seL4_CPtr tcb, sc, cnode, vspace, buffer_frame;
};

struct process_options {
    seL4_Word priority;
    seL4_Word budget_us, period_us; /* 0: round robin */
    seL4_CPtr fault_endpoint, timeout_endpoint;
    seL4_CPtr tell; /* endpoint for events, already badged for this guest */
    seL4_CPtr endpoint; /* for SLOT_ENDPOINT, already badged; 0 none */
    seL4_Word argument, argument2;
    const char *name; /* for the kernel's messages */
};

/* Loads the guest program and makes everything it needs; it does not run yet. */
struct process process_new(enum guest_role role, struct process_options options);
void process_start(const struct process *process);
/* Gives the process a capability. */
void process_give(const struct process *process, seL4_Word slot, seL4_CPtr source, seL4_CapRights_t rights);
/* A fresh frame, filled from memory (0: zeros) and mapped into the process; its slot. */
seL4_CPtr process_map_page(const struct process *process, seL4_Word vaddr, const void *content, seL4_Word bytes);
