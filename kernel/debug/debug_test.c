/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel tells people: every kind of refusal and fault, word by word. */
#include <arch_cap.h>
#include <core/fault.h>
#include <debug/debug.h>
#include <debug/names.h>
#include <debug/print.h>
#include <host.h>
#include <stdio.h>
#include <string.h>

#define WHERE "thread tester at 0x401000: "

static unsigned passed, failed;
static tcb_t *tester;

static void result(const char *name, bool ok)
{
    if (ok) {
        passed++;
        printf("ok %s\n", name);
    } else {
        failed++;
        printf("not ok %s: printed '%.*s'\n", name, (int)host_machine.console_bytes, host_machine.console);
    }
}

static void start(void)
{
    host_reset();
    print_enabled = true;
    tester = object_at(host_alloc(seL4_TCBBits));
    strcpy(tester->name, "tester");
    tester->context.r[R_FAULT_IP] = 0x401000;
}

/* Has exactly this been printed? */
static bool printed(const char *text)
{
    return host_machine.console_bytes == strlen(text) && memcmp(host_machine.console, text, strlen(text)) == 0;
}

/* Does what was printed begin so? */
static bool printed_first(const char *text)
{
    return host_machine.console_bytes >= strlen(text) && memcmp(host_machine.console, text, strlen(text)) == 0;
}

static void refusal(const char *name, struct refusal why, const char *expected)
{
    char line[256];
    struct invocation in = {.label = CNodeCopy, .length = 5, .extra_count = 1};

    start();
    in.caller = tester;
    in.cap = cap_new(CAP_CNODE, 4, 0, 0x300000, 0);
    debug_refusal(&in, &why);
    snprintf(line, sizeof(line), "refused: " WHERE "CNodeCopy on CNode at 0x300000: %s\n", expected);
    result(name, printed(line));
}

static void refusals(void)
{
    struct lookup_failure missing = {.kind = seL4_MissingCapability, .bits_left = 3};
    struct lookup_failure guard = {.kind = seL4_GuardMismatch, .bits_left = 60, .bits_found = 8, .guard_found = 0x2a};
    struct lookup_failure depth = {.kind = seL4_DepthMismatch, .bits_left = 4, .bits_found = 6};
    struct refusal why = {0};

    refuse(&why, seL4_IllegalOperation);
    refusal("illegal-operation", why, "illegal operation");
    refuse(&why, seL4_DeleteFirst);
    refusal("delete-first", why, "delete first");
    refuse(&why, seL4_RevokeFirst);
    refusal("revoke-first", why, "revoke first");
    refuse(&why, seL4_AlignmentError);
    refusal("alignment-error", why, "alignment error");
    refuse(&why, seL4_TruncatedMessage);
    refusal("truncated-message", why, "truncated message: sent were words 5, capabilities 1");
    refuse_argument(&why, 2);
    refusal("invalid-argument", why, "invalid argument: argument 2");
    refuse_capability(&why, 0);
    refusal("invalid-capability-0", why, "invalid capability: capability 0 (the invoked one)");
    refuse_capability(&why, 1);
    refusal("invalid-capability-1", why, "invalid capability: capability 1 of the message");
    refuse_range(&why, 1, 64);
    refusal("range-error", why, "range error: allowed are 0x1 to 0x40");
    refuse_memory(&why, 4096);
    refusal("not-enough-memory", why, "not enough memory: bytes left 4096");
    refuse_root(&why, true);
    refusal("invalid-root", why, "failed lookup: source: the root is no CNode");
    refuse_lookup(&why, false, &missing);
    refusal("missing-capability", why, "failed lookup: destination: the slot is empty, bits left 3");
    refuse_lookup(&why, true, &guard);
    refusal("guard-mismatch", why, "failed lookup: source: guard mismatch, bits left 60, guard 0x2a of bits 8");
    refuse_lookup(&why, true, &depth);
    refusal("depth-mismatch", why, "failed lookup: source: depth mismatch, bits left 4, bits found 6");
}

static void unknown_label(void)
{
    struct invocation in = {.label = 4711};
    struct refusal why = {0};

    start();
    in.caller = tester;
    in.cap = cap_new(CAP_PML4, 0, 0, 0x300000, 0);
    refuse(&why, seL4_IllegalOperation);
    debug_refusal(&in, &why);
    result("unknown-label", printed("refused: " WHERE "label 4711 on PML4 at 0x300000: illegal operation\n"));
}

static void fault(const char *name, struct fault what, const char *expected)
{
    char line[256];

    start();
    tester->fault = what;
    debug_unhandled_fault(tester);
    snprintf(line, sizeof(line), "unhandled fault: " WHERE "%s; it is stopped\n rip 0x401000 rsp 0x0", expected);
    result(name, printed_first(line));
}

static void faults(void)
{
    struct lookup_failure missing = {.kind = seL4_MissingCapability, .bits_left = 3};

    fault("cap-fault", (struct fault){.kind = seL4_Fault_CapFault, .word = {0x77, 0}, .lookup = missing},
          "no capability at 0x77: the slot is empty, bits left 3");
    fault("cap-fault-receive", (struct fault){.kind = seL4_Fault_CapFault, .word = {0x77, 1}, .lookup = missing},
          "no capability at 0x77 to receive with: the slot is empty, bits left 3");
    fault("unknown-syscall", (struct fault){.kind = seL4_Fault_UnknownSyscall, .word = {9}}, "unknown system call 0x9");
    fault("user-exception", (struct fault){.kind = seL4_Fault_UserException, .word = {6, 0}},
          "exception 6, invalid opcode, code 0x0");
    fault("timeout", (struct fault){.kind = seL4_Fault_Timeout, .word = {5}}, "budget used up, timeout data 0x5");
    fault("vm-read", (struct fault){.kind = seL4_Fault_VMFault, .word = {0x5000, 0, 4}},
          "memory at 0x5000, read: nothing is mapped there");
    fault("vm-write", (struct fault){.kind = seL4_Fault_VMFault, .word = {0x5000, 0, 7}},
          "memory at 0x5000, write: not writable by this thread");
    fault("vm-fetch", (struct fault){.kind = seL4_Fault_VMFault, .word = {0x5000, 1, 0x15}},
          "memory at 0x5000, execute: not executable");
}

/* Silence in a release kernel without the option. */
static void silence(void)
{
    struct refusal why = {0};
    struct invocation in = {.label = CNodeCopy};

    start();
    in.caller = tester;
    print_enabled = false;
    debug_refusal(&in, &why);
    debug_unhandled_fault(tester);
    debug_snapshot();
    debug_dump_scheduler();
    result("silence", host_machine.console_bytes == 0);
    print_enabled = true;
}

static bool label_has_name(word_t label)
{
    const char *name = label_name(label);

    return name != 0 && name[0] != 0;
}

static void names(void)
{
    bool all = true;

    start();
    for (word_t label = UntypedRetype; label < nArchInvocationLabels; label++)
        all = all && label_has_name(label);
    result("every-method-has-a-name", all && !label_has_name(InvalidInvocation) &&
           !label_has_name(nArchInvocationLabels));
    all = true;
    for (word_t error = seL4_NoError; error < seL4_NumErrors; error++)
        all = all && strcmp(error_name(error), "error unknown") != 0;
    result("every-error-has-a-name", all && strcmp(error_name(seL4_NumErrors), "error unknown") == 0);
    result("method-names", strcmp(label_name(UntypedRetype), "UntypedRetype") == 0 &&
           strcmp(label_name(SchedContextYieldTo), "SchedContextYieldTo") == 0 &&
           strcmp(label_name(X86PDPTMap), "X86PDPTMap") == 0 &&
           strcmp(label_name(X86IRQIssueIRQHandlerMSI), "X86IRQIssueIRQHandlerMSI") == 0);
}

int main(void)
{
    refusals();
    unknown_label();
    faults();
    silence();
    names();
    printf("%u passed, %u failed\n", passed, failed);
    return failed != 0;
}
