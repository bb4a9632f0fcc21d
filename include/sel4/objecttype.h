/* SPDX-License-Identifier: BSD-2-Clause */
/* Object types for Untyped Retype that every architecture has; numbering continues in the architecture's header. */
#pragma once

typedef enum api_object {
    seL4_UntypedObject,
    seL4_TCBObject,
    seL4_EndpointObject,
    seL4_NotificationObject,
    seL4_CapTableObject,
    seL4_SchedContextObject,
    seL4_ReplyObject,
    seL4_NonArchObjectTypeCount
} seL4_ObjectType;

typedef seL4_ObjectType api_object_t;
