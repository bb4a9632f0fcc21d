/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every refusal of the methods in its order, and what random calls seldom come to: each call is given to kernel and
 * specification, whose states must be equal afterwards, and has the error that is written here.
 */
#include <stdio.h>
#include <tests/host/check.h>
#include <lockstep_isa.h>
#include "lockstep_events.h"

enum { EMPTY = 37, A, B, C, D, E, F, SLOT_COUNT = 64 };
enum {
    OK = seL4_NoError,
    IA = seL4_InvalidArgument,
    IC = seL4_InvalidCapability,
    IO = seL4_IllegalOperation,
    RE = seL4_RangeError,
    AE = seL4_AlignmentError,
    FL = seL4_FailedLookup,
    TM = seL4_TruncatedMessage,
    DF = seL4_DeleteFirst,
    RF = seL4_RevokeFirst,
    NM = seL4_NotEnoughMemory
};

struct step {
    word error;
    struct ls_call call;
};

static char why[1000];

/* Call of the supervisor: slot, label, extra capabilities, words. */
#define CAPS(...) sizeof((const word[]){__VA_ARGS__}) / sizeof(word), {__VA_ARGS__}
#define NO_CAPS 0, {0}
#define WORDS(...) sizeof((const word[]){__VA_ARGS__}) / sizeof(word), {__VA_ARGS__}
#define NO_WORDS 0, {0}
#define RUN_STEPS(steps) run_steps(steps, sizeof(steps) / sizeof((steps)[0]))

static bool run_steps(const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count && why[0] == 0; i++) {
        const struct ls_call *c = &steps[i].call;
        word error = 0;
        char text[sizeof(why) - 100] = "";
        enum als_result result = ls_try_call(c, &error, text, sizeof(text));

        if (result != LS_SAME) {
            snprintf(why, sizeof(why), "step %zu: result %d: %s", i, (int)result, text);
        } else if (error != steps[i].error) {
            snprintf(why, sizeof(why), "step %zu, label %lu of slot %lu: error %lu, should be %lu", i, c->label,
                     c->slot, error, steps[i].error);
        }
    }
    return why[0] == 0;
}

static bool machine(void)
{
    return ls_populate(why, sizeof(why)) == LS_SAME;
}

/* ---- CNodes ---- */

static bool cnode_refusals(void)
{
    static const struct step steps[] = {
        {IO, {SUP_CNODE, UntypedRetype, NO_CAPS, WORDS(A, 64)}},
        {IO, {SUP_CNODE, IRQAckIRQ, NO_CAPS, WORDS(A, 64)}},
        {TM, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(A)}},
        {RE, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(A, 0)}},
        {RE, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(A, 65)}},
        {FL, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(A, 5)}},              /* too shallow for the CNode */
        {FL, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS((word)1 << 63, 64)}}, /* another guard */
        {OK, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(A, 64)}},
        {TM, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(A, 64, LS_ENDPOINT)}},
        {TM, {SUP_CNODE, CNodeCopy, NO_CAPS, WORDS(A, 64, LS_ENDPOINT, 64, AR_ALL)}},
        {DF, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(LS_TCB, 64, LS_ENDPOINT, 64, AR_ALL)}},
        {FL, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(A, 64, EMPTY, 64, AR_ALL)}},
        {FL, {SUP_CNODE, CNodeCopy, CAPS(LS_ENDPOINT), WORDS(A, 64, EMPTY, 64, AR_ALL)}},
        {TM, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(A, 64, LS_ENDPOINT, 64)}},
        {TM, {SUP_CNODE, CNodeMint, CAPS(SUP_CNODE), WORDS(A, 64, LS_ENDPOINT, 64, AR_ALL)}},
        {RF, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(A, 64, SUP_UNTYPED, 64, AR_ALL)}},
        {IO, {SUP_CNODE, CNodeCopy, CAPS(SUP_ROOT), WORDS(A, 64, LS_CAP_IRQ_CONTROL, 64, AR_ALL)}},
        {OK, {SUP_CNODE, CNodeMint, CAPS(SUP_CNODE), WORDS(A, 64, LS_ENDPOINT, 64, AR_ALL, 9)}},
        {IO, {SUP_CNODE, CNodeMint, CAPS(SUP_CNODE), WORDS(B, 64, A, 64, AR_ALL, 8)}},
        {IO, {SUP_CNODE, CNodeMint, CAPS(SUP_CNODE), WORDS(B, 64, SUP_CNODE, 64, AR_ALL, 60)}}, /* guard of 60 bits */
        {TM, {SUP_CNODE, CNodeMove, CAPS(SUP_CNODE), WORDS(B, 64, A)}},
        {TM, {SUP_CNODE, CNodeMove, NO_CAPS, WORDS(B, 64, A, 64)}},
        {DF, {SUP_CNODE, CNodeMove, CAPS(SUP_CNODE), WORDS(LS_TCB, 64, A, 64)}},
        {FL, {SUP_CNODE, CNodeMove, CAPS(SUP_CNODE), WORDS(B, 64, EMPTY, 64)}},
        {TM, {SUP_CNODE, CNodeMutate, CAPS(SUP_CNODE), WORDS(B, 64, A, 64)}},
        {IO, {SUP_CNODE, CNodeMutate, CAPS(SUP_CNODE), WORDS(B, 64, A, 64, 5)}},
        {OK, {SUP_CNODE, CNodeMutate, CAPS(SUP_CNODE), WORDS(B, 64, SUP_ROOT, 64, 58)}},
        {OK, {SUP_CNODE, CNodeMove, CAPS(SUP_CNODE), WORDS(SUP_ROOT, 64, B, 64)}},
        {IO, {SUP_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(LS_NOTIFICATION, 64)}},
        {OK, {SUP_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(A, 64)}},
        {OK, {SUP_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(LS_ENDPOINT, 64)}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(C, 64, A, 64, AR_ALL - AR_GRANT)}},
        {IO, {SUP_CNODE, CNodeCancelBadgedSends, NO_CAPS, WORDS(C, 64)}},
    };
    return machine() && RUN_STEPS(steps);
}

static bool rotation(void)
{
    static const struct step steps[] = {
        {TM, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, B, 64, 0, C)}},
        {TM, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE), WORDS(A, 64, 0, B, 64, 0, C, 64)}},
        {FL, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, LS_TCB), WORDS(A, 64, 0, B, 64, 0, C, 64)}},
        {FL, {SUP_CNODE, CNodeRotate, CAPS(LS_TCB, SUP_CNODE), WORDS(A, 64, 0, B, 64, 0, C, 64)}},
        {IO, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, C, 64, 0, C, 64)}},
        {IO, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, A, 64, 0, C, 64)}},
        {DF, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(LS_TCB, 64, 0, B, 64, 0, C, 64)}},
        {FL, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, LS_TCB, 64, 0, C, 64)}},
        {FL, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, B, 64, 0, LS_TCB, 64)}},
        {IO, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, LS_TCB, 64, 1, LS_ENDPOINT, 64)}},
        {IO, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 1, LS_ENDPOINT, 64, 0, LS_TCB, 64)}},
        {OK, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, LS_TCB, 64, 0, LS_TCB + 1, 64)}},
        {OK, {A, TCBSetPriority, CAPS(LS_TCB), WORDS(99)}},
        {OK, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(A, 64, 0, LS_TCB, 64, 0, A, 64)}}, /* swap */
        {OK, {LS_TCB, TCBSetPriority, CAPS(A), WORDS(99)}},
        {OK, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE),
              WORDS(B, 64, 0, LS_TCB + 2, 64, 58, SUP_ROOT, 64)}}, /* gives the CNode a guard on its way */
        {OK, {SUP_CNODE, CNodeRotate, CAPS(SUP_CNODE, SUP_CNODE), WORDS(SUP_ROOT, 64, 58, LS_TCB + 2, 64, 0, B, 64)}},
    };
    return machine() && RUN_STEPS(steps);
}

/* Capabilities that stand for no memory have copies, which a revocation finds, too. */
static bool controls(void)
{
    static const struct step steps[] = {
        {OK, {SUP_CNODE, CNodeMove, CAPS(SUP_ROOT), WORDS(A, 64, LS_CAP_DOMAIN, 64)}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(B, 64, A, 64, AR_ALL)}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(C, 64, B, 64, AR_ALL)}},
        {OK, {SUP_CNODE, CNodeRevoke, NO_CAPS, WORDS(B, 64)}}, /* a copy has no descendants */
        {DF, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(C, 64, A, 64, AR_ALL)}},
        {OK, {SUP_CNODE, CNodeRevoke, NO_CAPS, WORDS(A, 64)}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(B, 64, A, 64, AR_ALL)}},
        {OK, {SUP_CNODE, CNodeRevoke, NO_CAPS, WORDS(SUP_SCHED_CONTROL, 64)}},
        {OK, {SUP_CNODE, CNodeRevoke, NO_CAPS, WORDS(SUP_HANDLER, 64)}},
        {OK, {SUP_CNODE, CNodeMove, CAPS(SUP_ROOT), WORDS(C, 64, LS_CAP_IRQ_CONTROL, 64)}},
        {OK, {C, LS_ISSUE_HANDLER, CAPS(SUP_CNODE), WORDS(LS_ISSUE_WORDS(D, 64, 40))}},
        {RF, {C, LS_ISSUE_HANDLER, CAPS(SUP_CNODE), WORDS(LS_ISSUE_WORDS(E, 64, 40))}},
        {OK, {SUP_CNODE, CNodeRevoke, NO_CAPS, WORDS(C, 64)}},
        {OK, {C, LS_ISSUE_HANDLER, CAPS(SUP_CNODE), WORDS(LS_ISSUE_WORDS(D, 64, 40))}},
        {IO, {D, UntypedRetype, NO_CAPS, NO_WORDS}},
        {OK, {D, IRQAckIRQ, NO_CAPS, NO_WORDS}},
        {TM, {D, IRQSetIRQHandler, NO_CAPS, NO_WORDS}},
        {IC, {D, IRQSetIRQHandler, CAPS(LS_ENDPOINT), NO_WORDS}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(E, 64, LS_NOTIFICATION, 64, AR_READ)}},
        {IC, {D, IRQSetIRQHandler, CAPS(E), NO_WORDS}},
        {OK, {D, IRQSetIRQHandler, CAPS(LS_NOTIFICATION), NO_WORDS}},
        {OK, {D, IRQSetIRQHandler, CAPS(LS_NOTIFICATION + 1), NO_WORDS}},
        {OK, {D, IRQClearIRQHandler, NO_CAPS, NO_WORDS}},
        {OK, {D, IRQClearIRQHandler, NO_CAPS, NO_WORDS}},
        {OK, {D, IRQSetIRQHandler, CAPS(LS_NOTIFICATION), NO_WORDS}},
        {OK, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(D, 64)}}, /* the stored capability goes with the handler */
    };
    return machine() && RUN_STEPS(steps);
}

/* An untyped lies in the CNode made from it, as do some or all capabilities of the CNode; the untyped is revoked. */
static bool revocation_from_within(void)
{
    for (word untyped_at = 0; untyped_at < 4; untyped_at++) {
        for (word copy_at = 0; copy_at < 4; copy_at++) {
            const struct step steps[] = {
                {OK, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 8, 0, 0, A, 1)}},
                {OK, {A, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_CapTableObject, 2, 0, 0, B, 1)}},
                {OK, {B, CNodeMove, CAPS(SUP_CNODE), WORDS(untyped_at, 2, A, 64)}},
                {copy_at == untyped_at ? (word)DF : (word)OK,
                 {B, CNodeCopy, CAPS(SUP_CNODE), WORDS(copy_at, 2, B, 64, AR_ALL)}},
                {OK, {B, CNodeRevoke, NO_CAPS, WORDS(untyped_at, 2)}},
                {FL, {SUP_CNODE, CNodeMove, CAPS(SUP_CNODE), WORDS(C, 64, B, 64)}}, /* it has gone */
            };
            if (!machine() || !RUN_STEPS(steps)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- Threads ---- */

static bool register_methods(void)
{
    static const struct step steps[] = {
        {TM, {LS_TCB, TCBReadRegisters, NO_CAPS, WORDS(0)}},
        {RE, {LS_TCB, TCBReadRegisters, NO_CAPS, WORDS(0, 0)}},
        {RE, {LS_TCB, TCBReadRegisters, NO_CAPS, WORDS(0, UC_COUNT + 1)}},
        {IO, {SUP_TCB, TCBReadRegisters, NO_CAPS, WORDS(0, 1)}},
        {OK, {LS_TCB, TCBReadRegisters, NO_CAPS, WORDS(0, UC_COUNT)}},
        {OK, {LS_TCB, TCBReadRegisters, NO_CAPS, WORDS(1, 3)}}, /* and suspends it */
        {TM, {LS_TCB, TCBWriteRegisters, NO_CAPS, WORDS(0)}},
        {TM, {LS_TCB, TCBWriteRegisters, NO_CAPS, WORDS(0, 2, 0x400000)}},
        {IO, {SUP_TCB, TCBWriteRegisters, NO_CAPS, WORDS(0, 1, 0x400000)}},
        {OK, {LS_TCB, TCBWriteRegisters, NO_CAPS, WORDS(0, 1, 0x400000)}},
        {OK, {LS_TCB, TCBWriteRegisters, NO_CAPS, WORDS(1, 1, 0x400010)}},
        {TM, {LS_TCB, TCBCopyRegisters, NO_CAPS, WORDS(0)}},
        {TM, {LS_TCB, TCBCopyRegisters, CAPS(LS_TCB + 1), NO_WORDS}},
        {IC, {LS_TCB, TCBCopyRegisters, CAPS(LS_ENDPOINT), WORDS(15)}},
        {OK, {LS_TCB, TCBCopyRegisters, CAPS(LS_TCB + 1), WORDS(0)}},
        {OK, {LS_TCB, TCBCopyRegisters, CAPS(LS_TCB + 1), WORDS(15)}},
        {TM, {LS_TCB, TCBSetTLSBase, NO_CAPS, NO_WORDS}},
        {OK, {LS_TCB, TCBSetTLSBase, NO_CAPS, WORDS(0x12340)}},
        {TM, {LS_TCB, TCBSetFlags, NO_CAPS, WORDS(0)}},
        {OK, {LS_TCB, TCBSetFlags, NO_CAPS, WORDS(0, 1)}},
        {IO, {LS_TCB, UntypedRetype, NO_CAPS, NO_WORDS}},
    };
    return machine() && RUN_STEPS(steps);
}

static bool priorities(void)
{
    static const struct step steps[] = {
        {TM, {LS_TCB, TCBSetPriority, CAPS(SUP_TCB), NO_WORDS}},
        {TM, {LS_TCB, TCBSetMCPriority, NO_CAPS, WORDS(1)}},
        {IC, {LS_TCB, TCBSetPriority, CAPS(LS_ENDPOINT), WORDS(1)}},
        {RE, {LS_TCB, TCBSetPriority, CAPS(LS_TCB), WORDS(255)}},
        {OK, {LS_TCB, TCBSetMCPriority, CAPS(SUP_TCB), WORDS(255)}},
        {OK, {LS_TCB, TCBSetPriority, CAPS(LS_TCB), WORDS(254)}},
        {TM, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC), WORDS(1, 1)}},
        {TM, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC, LS_ENDPOINT), WORDS(1)}},
        {IC, {LS_TCB, TCBSetSchedParams, CAPS(LS_SC, LS_SC, LS_ENDPOINT), WORDS(1, 1)}},
        {RE, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC, LS_ENDPOINT), WORDS(256, 1)}},
        {RE, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC, LS_ENDPOINT), WORDS(1, 256)}},
        {IO, {SUP_TCB, TCBSetSchedParams, CAPS(SUP_TCB, EMPTY, EMPTY), WORDS(255, 255)}},
        {IC, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_TCB, EMPTY), WORDS(1, 1)}},
        {IO, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC + 1, EMPTY), WORDS(1, 1)}},
        {IC, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC, LS_NOTIFICATION), WORDS(1, 1)}},
        {OK, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC, EMPTY), WORDS(200, 90)}},
        {OK, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, EMPTY, EMPTY), WORDS(200, 90)}},
        {OK, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, EMPTY, LS_ENDPOINT), WORDS(200, 90)}},
        {IO, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC + 1, EMPTY), WORDS(1, 1)}}, /* another thread's */
        {OK, {LS_TCB, TCBSetSchedParams, CAPS(SUP_TCB, LS_SC, LS_ENDPOINT), WORDS(200, 90)}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(A, 64, LS_ENDPOINT, 64, AR_ALL - AR_WRITE)}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(B, 64, LS_ENDPOINT, 64, AR_WRITE + AR_READ)}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(C, 64, LS_ENDPOINT, 64, AR_WRITE + AR_GRANT_REPLY)}},
        {TM, {LS_TCB, TCBSetTimeoutEndpoint, NO_CAPS, NO_WORDS}},
        {IC, {LS_TCB, TCBSetTimeoutEndpoint, CAPS(A), NO_WORDS}},
        {IC, {LS_TCB, TCBSetTimeoutEndpoint, CAPS(B), NO_WORDS}},
        {IC, {LS_TCB, TCBSetTimeoutEndpoint, CAPS(LS_TCB), NO_WORDS}},
        {OK, {LS_TCB, TCBSetTimeoutEndpoint, CAPS(C), NO_WORDS}},
        {OK, {LS_TCB, TCBSetTimeoutEndpoint, CAPS(EMPTY), NO_WORDS}},
    };
    return machine() && RUN_STEPS(steps);
}

static bool bindings(void)
{
    static const struct step steps[] = {
        {TM, {LS_TCB, TCBBindNotification, NO_CAPS, NO_WORDS}},
        {IO, {LS_TCB, TCBBindNotification, CAPS(LS_ENDPOINT), NO_WORDS}},
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(A, 64, LS_NOTIFICATION + 1, 64, AR_WRITE)}},
        {IO, {LS_TCB, TCBBindNotification, CAPS(A), NO_WORDS}},
        {IO, {LS_TCB, TCBBindNotification, CAPS(LS_NOTIFICATION), NO_WORDS}}, /* bound to another thread */
        {IO, {LS_TCB, TCBUnbindNotification, NO_CAPS, NO_WORDS}},
        {OK, {LS_TCB, TCBBindNotification, CAPS(LS_NOTIFICATION + 1), NO_WORDS}},
        {IO, {LS_TCB, TCBBindNotification, CAPS(LS_NOTIFICATION + 2), NO_WORDS}},
        {OK, {LS_TCB, TCBUnbindNotification, NO_CAPS, NO_WORDS}},
        {OK, {LS_TCB, TCBBindNotification, CAPS(LS_NOTIFICATION + 1), NO_WORDS}},
        /* the thread ends, with a notification and a context that remain */
        {OK, {SUP_ROOT, CNodeDelete, NO_CAPS, WORDS(LS_TCB, 64)}},
        {OK, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(LS_TCB, 64)}},
        {OK, {LS_TCB + 2, TCBBindNotification, CAPS(LS_NOTIFICATION + 1), NO_WORDS}},
        {OK, {LS_SC, SchedContextConsumed, NO_CAPS, NO_WORDS}},
        {IO, {LS_SC, SchedContextUnbindObject, CAPS(LS_TCB + 1), NO_WORDS}},
    };
    return machine() && RUN_STEPS(steps);
}

static bool spaces(void)
{
    static const struct step steps[] = {
        {TM, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE, EMPTY), WORDS(0, 0)}},
        {TM, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE), WORDS(0, 0, 0)}},
        {RF, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE, SUP_UNTYPED), WORDS(0, 0, 0x1000)}},
        {IO, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE, LS_TCB), WORDS(0, 0, 0x1000)}},
        {AE, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE, SUP_BUFFER), WORDS(0, 0, 0x1200)}},
        {IO, {LS_TCB, TCBConfigure, CAPS(EMPTY, SUP_VSPACE, SUP_BUFFER), WORDS(0, 0, 0)}},
        {RF, {LS_TCB, TCBConfigure, CAPS(SUP_UNTYPED, SUP_VSPACE, SUP_BUFFER), WORDS(0, 0, 0)}},
        {IO, {LS_TCB, TCBConfigure, CAPS(LS_TCB, SUP_VSPACE, SUP_BUFFER), WORDS(0, 0, 0)}},
        {IO, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE, SUP_BUFFER), WORDS(60, 0, 0)}}, /* guard too long */
        {RF, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_UNTYPED, SUP_BUFFER), WORDS(0, 0, 0)}},
        {IO, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, LS_TCB, SUP_BUFFER), WORDS(0, 0, 0)}},
        {OK, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(LS_ROOT_OBJECT, 0, 0, 0, A, 1)}},
        {IO, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, A, SUP_BUFFER), WORDS(0, 0, 0)}}, /* it has no ASID */
        {OK, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE, EMPTY), WORDS(0, 0, 0)}},
        {TM, {LS_TCB, TCBSetIPCBuffer, CAPS(SUP_BUFFER), NO_WORDS}},
        {TM, {LS_TCB, TCBSetIPCBuffer, NO_CAPS, WORDS(0)}},
        {AE, {LS_TCB, TCBSetIPCBuffer, CAPS(SUP_BUFFER), WORDS(0x10)}},
        {OK, {LS_TCB, TCBSetIPCBuffer, CAPS(SUP_BUFFER), WORDS(0x1400)}},
        {OK, {LS_TCB, TCBSetIPCBuffer, CAPS(SUP_BUFFER), WORDS(0)}},
        {TM, {LS_TCB, TCBSetSpace, CAPS(EMPTY, SUP_ROOT, SUP_VSPACE), WORDS(0)}},
        {TM, {LS_TCB, TCBSetSpace, CAPS(EMPTY, SUP_ROOT), WORDS(0, 0)}},
        {IC, {LS_TCB, TCBSetSpace, CAPS(LS_NOTIFICATION, SUP_ROOT, SUP_VSPACE), WORDS(0, 0)}},
        {IO, {LS_TCB, TCBSetSpace, CAPS(LS_NOTIFICATION, SUP_ROOT, LS_TCB), WORDS(0, 0)}},
        {OK, {LS_TCB, TCBSetSpace, CAPS(EMPTY, SUP_ROOT, SUP_VSPACE), WORDS(LS_DEEP_GUARD, 0)}},
        /* device memory is no buffer */
        {OK, {SUP_CNODE, CNodeMove, CAPS(SUP_ROOT), WORDS(B, 64, LS_CAP_UNTYPED_DEVICE, 64)}},
        {OK, {B, UntypedRetype, CAPS(SUP_CNODE), WORDS(LS_FRAME_OBJECT, 0, 0, 0, C, 1)}},
        {IO, {LS_TCB, TCBSetIPCBuffer, CAPS(C), WORDS(0x1400)}},
        /* the CSpace a thread has would end with it */
        {OK, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_CapTableObject, 2, 0, 0, D, 1)}},
        {OK, {LS_TCB, TCBSetSpace, CAPS(EMPTY, D, SUP_VSPACE), WORDS(62, 0)}},
        {OK, {SUP_CNODE, CNodeDelete, NO_CAPS, WORDS(D, 64)}},
        {IO, {LS_TCB, TCBSetSpace, CAPS(EMPTY, SUP_ROOT, SUP_VSPACE), WORDS(0, 0)}},
        {IO, {LS_TCB, TCBConfigure, CAPS(SUP_ROOT, SUP_VSPACE, EMPTY), WORDS(0, 0, 0)}},
    };
    return machine() && RUN_STEPS(steps);
}

/* ---- Untyped memory ---- */

static bool retyping(void)
{
    static const struct step steps[] = {
        {IO, {SUP_UNTYPED, CNodeCopy, NO_CAPS, NO_WORDS}},
        {TM, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, 0, 0, A)}},
        {TM, {SUP_UNTYPED, UntypedRetype, NO_CAPS, WORDS(seL4_TCBObject, 0, 0, 0, A, 1)}},
        {IA, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_ObjectTypeCount, 0, 0, 0, A, 1)}},
        {RE, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 64, 0, 0, A, 1)}},
        {RE, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 48, 0, 0, A, 1)}},
        {IA, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_CapTableObject, 0, 0, 0, A, 1)}},
        {IA, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 3, 0, 0, A, 1)}},
        {IA, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_SchedContextObject, 6, 0, 0, A, 1)}},
        {FL, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, LS_TCB, 64, A, 1)}},
        {FL, {SUP_UNTYPED, UntypedRetype, CAPS(LS_TCB), WORDS(seL4_TCBObject, 0, LS_TCB, 64, A, 1)}},
        {FL, {SUP_UNTYPED, UntypedRetype, CAPS(LS_TCB), WORDS(seL4_TCBObject, 0, 0, 0, A, 1)}},
        {RE, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, 0, 0, SLOT_COUNT, 1)}},
        {RE, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, 0, 0, A, 0)}},
        {RE, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, 0, 0, A, 257)}},
        {RE, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, 0, 0, SLOT_COUNT - 1, 2)}},
        {DF, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, 0, 0, LS_TCB, 2)}},
        {NM, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 16, 0, 0, A, 1)}},
        /* a small one, whose chunks are smaller than those that are cleared at once */
        {OK, {SUP_UNTYPED, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 7, 0, 0, A, 1)}},
        {OK, {A, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_NotificationObject, 0, 0, 0, B, 2)}},
        {OK, {SUP_CNODE, CNodeRevoke, NO_CAPS, WORDS(A, 64)}},
        {OK, {A, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_EndpointObject, 0, 0, 0, B, 1)}},
        /* device memory holds frames and untyped memory, and is not cleared */
        {OK, {SUP_CNODE, CNodeMove, CAPS(SUP_ROOT), WORDS(D, 64, LS_CAP_UNTYPED_DEVICE, 64)}},
        {IA, {D, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_TCBObject, 0, 0, 0, E, 1)}},
        {OK, {D, UntypedRetype, CAPS(SUP_CNODE), WORDS(LS_FRAME_OBJECT, 0, 0, 0, E, 1)}},
        {OK, {D, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 13, 0, 0, F, 1)}},
        {OK, {SUP_CNODE, CNodeRevoke, NO_CAPS, WORDS(D, 64)}},
        {OK, {D, UntypedRetype, CAPS(SUP_CNODE), WORDS(seL4_UntypedObject, 14, 0, 0, F, 1)}},
        /* a copy of an untyped is used up, and so is what it was copied from */
        {OK, {SUP_CNODE, CNodeCopy, CAPS(SUP_CNODE), WORDS(E, 64, F, 64, AR_ALL)}},
        {NM, {F, UntypedRetype, CAPS(SUP_CNODE), WORDS(LS_FRAME_OBJECT, 0, 0, 0, C, 1)}},
        {OK, {E, UntypedRetype, CAPS(SUP_CNODE), WORDS(LS_FRAME_OBJECT, 0, 0, 0, C, 1)}},
    };
    return machine() && RUN_STEPS(steps);
}

static void report(const char *name, bool (*test)(void))
{
    why[0] = 0;
    bool good = test();
    case_report(name, good, why);
}

int main(void)
{
    report("CNode methods", cnode_refusals);
    report("Rotate", rotation);
    report("controls and interrupt handlers", controls);
    report("registers", register_methods);
    report("priorities and scheduling parameters", priorities);
    report("bound notifications", bindings);
    report("spaces and buffers", spaces);
    report("Retype", retyping);
    report("revocation from within", revocation_from_within);
    return test_end();
}
