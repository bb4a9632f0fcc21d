/* SPDX-License-Identifier: BSD-2-Clause */
#include <debug/names.h>

const char *thread_name(const tcb_t *tcb)
{
    return tcb->name[0] != 0 ? tcb->name : "(no name)";
}

const char *thread_state_name(word_t state)
{
    switch ((enum thread_state)state) {
    case THREAD_INACTIVE:
        return "inactive";
    case THREAD_RUNNING:
        return "running";
    case THREAD_RESTART:
        return "restart";
    case THREAD_BLOCKED_ON_SEND:
        return "blocked on send";
    case THREAD_BLOCKED_ON_RECEIVE:
        return "blocked on receive";
    case THREAD_BLOCKED_ON_REPLY:
        return "blocked on reply";
    case THREAD_BLOCKED_ON_NOTIFICATION:
        return "blocked on notification";
    case THREAD_IDLE:
        return "idle";
    }
    return "state unknown";
}

const char *cap_type_name(word_t type)
{
    switch (type) {
    case CAP_NULL:
        return "empty slot";
    case CAP_UNTYPED:
        return "untyped";
    case CAP_ENDPOINT:
        return "endpoint";
    case CAP_NOTIFICATION:
        return "notification";
    case CAP_REPLY:
        return "reply";
    case CAP_CNODE:
        return "CNode";
    case CAP_TCB:
        return "TCB";
    case CAP_IRQ_CONTROL:
        return "IRQ control";
    case CAP_IRQ_HANDLER:
        return "IRQ handler";
    case CAP_ZOMBIE:
        return "zombie";
    case CAP_DOMAIN:
        return "domain";
    case CAP_SCHED_CONTEXT:
        return "scheduling context";
    case CAP_SCHED_CONTROL:
        return "scheduling control";
    }
    return arch_cap_type_name(type);
}

const char *label_name(word_t label)
{
    static const char *const names[] = {
        [UntypedRetype] = "UntypedRetype",
        [TCBReadRegisters] = "TCBReadRegisters",
        [TCBWriteRegisters] = "TCBWriteRegisters",
        [TCBCopyRegisters] = "TCBCopyRegisters",
        [TCBConfigure] = "TCBConfigure",
        [TCBSetPriority] = "TCBSetPriority",
        [TCBSetMCPriority] = "TCBSetMCPriority",
        [TCBSetSchedParams] = "TCBSetSchedParams",
        [TCBSetTimeoutEndpoint] = "TCBSetTimeoutEndpoint",
        [TCBSetIPCBuffer] = "TCBSetIPCBuffer",
        [TCBSetSpace] = "TCBSetSpace",
        [TCBSuspend] = "TCBSuspend",
        [TCBResume] = "TCBResume",
        [TCBBindNotification] = "TCBBindNotification",
        [TCBUnbindNotification] = "TCBUnbindNotification",
        [TCBSetTLSBase] = "TCBSetTLSBase",
        [TCBSetFlags] = "TCBSetFlags",
        [CNodeRevoke] = "CNodeRevoke",
        [CNodeDelete] = "CNodeDelete",
        [CNodeCancelBadgedSends] = "CNodeCancelBadgedSends",
        [CNodeCopy] = "CNodeCopy",
        [CNodeMint] = "CNodeMint",
        [CNodeMove] = "CNodeMove",
        [CNodeMutate] = "CNodeMutate",
        [CNodeRotate] = "CNodeRotate",
        [IRQIssueIRQHandler] = "IRQIssueIRQHandler",
        [IRQAckIRQ] = "IRQAckIRQ",
        [IRQSetIRQHandler] = "IRQSetIRQHandler",
        [IRQClearIRQHandler] = "IRQClearIRQHandler",
        [DomainSetSet] = "DomainSetSet",
        [DomainScheduleConfigure] = "DomainScheduleConfigure",
        [DomainScheduleSetStart] = "DomainScheduleSetStart",
        [SchedControlConfigureFlags] = "SchedControlConfigureFlags",
        [SchedContextBind] = "SchedContextBind",
        [SchedContextUnbind] = "SchedContextUnbind",
        [SchedContextUnbindObject] = "SchedContextUnbindObject",
        [SchedContextConsumed] = "SchedContextConsumed",
        [SchedContextYieldTo] = "SchedContextYieldTo",
    };

    _Static_assert(ARRAY_SIZE(names) == nInvocationLabels, "every method has a name");
    return label < ARRAY_SIZE(names) ? names[label] : arch_label_name(label);
}

const char *error_name(word_t error)
{
    switch ((seL4_Error)error) {
    case seL4_NoError:
        return "no error";
    case seL4_InvalidArgument:
        return "invalid argument";
    case seL4_InvalidCapability:
        return "invalid capability";
    case seL4_IllegalOperation:
        return "illegal operation";
    case seL4_RangeError:
        return "range error";
    case seL4_AlignmentError:
        return "alignment error";
    case seL4_FailedLookup:
        return "failed lookup";
    case seL4_TruncatedMessage:
        return "truncated message";
    case seL4_DeleteFirst:
        return "delete first";
    case seL4_RevokeFirst:
        return "revoke first";
    case seL4_NotEnoughMemory:
        return "not enough memory";
    default:
        return "error unknown";
    }
}

const char *lookup_failure_name(word_t kind)
{
    switch (kind) {
    case seL4_InvalidRoot:
        return "the root is no CNode";
    case seL4_MissingCapability:
        return "the slot is empty";
    case seL4_DepthMismatch:
        return "depth mismatch";
    case seL4_GuardMismatch:
        return "guard mismatch";
    }
    return "no failure";
}
