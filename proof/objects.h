/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinds of objects in the ghost type map: v_tag_STRUCTURE gives a structure its number. */
#ifndef PROOF_OBJECTS_H
#define PROOF_OBJECTS_H

#include "verify.h"

enum { T_NONE = 0, T_SLOT, T_TCB, T_ENDPOINT, T_NOTIFICATION, T_REPLY, T_SCHED_CONTEXT, T_TABLE, T_ASID_POOL,
       T_IPC_BUFFER, /* memory of frames: programs write there, too */
       T_FAULT, /* part of a TCB */
       T_ROOT, T_VCPU, /* of AArch64 */
       /* on the stack */
       T_LOOKUP_FAILURE, /* also part of a TCB */
       T_INVOCATION, T_CONFIGURATION, T_INVOKE_MODE };

/* A structure that lies on its creator's stack and is passed on by address: to those who get it, an object. */
#define ARGUMENT_KIND(structure, number) \
    OBJECT_KIND(structure, number); \
    static const word_t v_argument_##structure __attribute__((used)) = 1

#define OBJECT_KIND(structure, number) static const word_t v_tag_##structure __attribute__((used)) = number

OBJECT_KIND(slot, T_SLOT);
OBJECT_KIND(tcb, T_TCB);
OBJECT_KIND(endpoint, T_ENDPOINT);
OBJECT_KIND(notification, T_NOTIFICATION);
OBJECT_KIND(reply, T_REPLY);
OBJECT_KIND(sched_context, T_SCHED_CONTEXT);
OBJECT_KIND(asid_pool, T_ASID_POOL);
OBJECT_KIND(page_table, T_TABLE);
OBJECT_KIND(ipc_buffer, T_IPC_BUFFER);
OBJECT_KIND(root_table, T_ROOT);
OBJECT_KIND(vcpu, T_VCPU);
ARGUMENT_KIND(invocation, T_INVOCATION);
OBJECT_KIND(fault, T_FAULT);
ARGUMENT_KIND(lookup_failure, T_LOOKUP_FAILURE);
ARGUMENT_KIND(configuration, T_CONFIGURATION);
ARGUMENT_KIND(invoke_mode, T_INVOKE_MODE);

#endif
