/* SPDX-License-Identifier: BSD-2-Clause */
/* Debug system calls that print, and reports about refusals and faults. */
#include <core/fault.h>
#include <debug/debug.h>
#include <debug/names.h>
#include <debug/print.h>

/* Threads and slots shown at most: a dump is for people, and must end. */
#define DUMP_THREADS_MAX 4096u
#define DUMP_SLOTS_MAX 65536u

#define REGISTERS_PER_LINE 5u
#define COLUMN_NAME 24u
#define COLUMN_STATE 24u

void debug_put_char(word_t c)
{
    print_char((char)c);
}

void debug_dump_scheduler(void)
{
    const tcb_t *tcb = shared.all_threads;

    print_column("name", COLUMN_NAME);
    print_column("state", COLUMN_STATE);
    print_text("ip, priority, core, domain");
    print_line_end();
    for (word_t i = 0; i < DUMP_THREADS_MAX && tcb != 0; i++) {
        print_column(thread_name(tcb), COLUMN_NAME);
        print_column(thread_state_name(tcb->state), COLUMN_STATE);
        print_hex(tcb->context.r[REG_FAULT_IP]);
        print_text(", ");
        print_number(tcb->priority);
        print_text(", ");
        print_number(tcb->core);
        print_text(", ");
        print_number(tcb->domain);
        print_line_end();
        tcb = tcb->all_next;
    }
}

static void cap_print(cap_t cap)
{
    print_text(cap_type_name(cap_type(cap)));
    print_named("address", cap_address(cap));
    print_named("size", cap_size(cap));
    print_named("rights", cap_rights(cap));
    print_named("word", cap.w1);
    print_line_end();
}

/* The full slots of one CNode; the CNodes in it are not followed. */
static void cnode_print(cap_t cnode)
{
    const slot_t *slots = object_at(cap_address(cnode));
    word_t count = op_pow2(cnode_cap_radix(cnode));

    for (word_t i = 0; i < count && i < DUMP_SLOTS_MAX; i++) {
        if (slot_is_empty(&slots[i]))
            continue;
        print_named("slot", i);
        print_char(' ');
        cap_print(slots[i].cap);
    }
}

void debug_snapshot(void)
{
    const tcb_t *tcb = shared.all_threads;

    if (!print_enabled)
        return;
    for (word_t i = 0; i < DUMP_THREADS_MAX && tcb != 0; i++) {
        print_text("thread ");
        print_text(thread_name(tcb));
        print_line_end();
        for (word_t slot = 0; slot < TCB_SLOT_COUNT; slot++) {
            print_named("tcb slot", slot);
            print_char(' ');
            cap_print(tcb->slot[slot].cap);
        }
        if (cap_type(tcb->slot[TCB_SLOT_CSPACE].cap) == CAP_CNODE)
            cnode_print(tcb->slot[TCB_SLOT_CSPACE].cap);
        tcb = tcb->all_next;
    }
}

/* "thread NAME at ADDRESS" */
static void thread_print(const tcb_t *tcb)
{
    print_text("thread ");
    print_text(thread_name(tcb));
    print_text(" at ");
    print_hex(tcb->context.r[REG_FAULT_IP]);
}

static void numbered(const char *text, word_t value)
{
    print_text(text);
    print_number(value);
}

/* A lookup failure from the words of an error or fault message: kind, bits left, and two by kind. */
static void lookup_failure_print(word_t kind, word_t bits_left, word_t third, word_t fourth)
{
    print_text(lookup_failure_name(kind));
    if (kind != seL4_InvalidRoot)
        numbered(", bits left ", bits_left);
    if (kind == seL4_DepthMismatch)
        numbered(", bits found ", third);
    if (kind == seL4_GuardMismatch) {
        print_text(", guard ");
        print_hex(third);
        numbered(" of bits ", fourth);
    }
}

/* What the words of a refusal say. invocations.md section 2. */
static void refusal_details(const struct refusal *why, const struct invocation *in)
{
    switch ((seL4_Error)why->error) {
    case seL4_InvalidArgument:
        numbered(": argument ", why->word[0]);
        break;
    case seL4_InvalidCapability:
        numbered(": capability ", why->word[0]);
        print_text(why->word[0] == 0 ? " (the invoked one)" : " of the message");
        break;
    case seL4_RangeError:
        print_text(": allowed are ");
        print_hex(why->word[0]);
        print_text(" to ");
        print_hex(why->word[1]);
        break;
    case seL4_FailedLookup:
        print_text(why->word[0] != 0 ? ": source: " : ": destination: ");
        lookup_failure_print(why->word[1], why->word[2], why->word[3], why->word[4]);
        break;
    case seL4_TruncatedMessage:
        numbered(": sent were words ", in->length);
        numbered(", capabilities ", in->extra_count);
        break;
    case seL4_NotEnoughMemory:
        numbered(": bytes left ", why->word[0]);
        break;
    default:
        break;
    }
}

void debug_refusal(const struct invocation *in, const struct refusal *why)
{
    const char *method = label_name(in->label);

    if (!print_enabled)
        return;
    print_text("refused: ");
    thread_print(in->caller);
    print_text(": ");
    if (method != 0)
        print_text(method);
    else
        numbered("label ", in->label);
    print_text(" on ");
    print_text(cap_type_name(cap_type(in->cap)));
    print_named("at", cap_address(in->cap));
    print_text(": ");
    print_text(error_name(why->error));
    refusal_details(why, in);
    print_line_end();
}

static void fault_print(const struct fault *fault)
{
    const struct lookup_failure *failure = &fault->lookup;

    switch (fault->kind) {
    case seL4_Fault_CapFault:
        print_text("no capability at ");
        print_hex(fault->word[0]);
        print_text(fault->word[1] != 0 ? " to receive with: " : ": ");
        lookup_failure_print(failure->kind, failure->bits_left,
                             failure->kind == seL4_GuardMismatch ? failure->guard_found : failure->bits_found,
                             failure->bits_found);
        break;
    case seL4_Fault_UnknownSyscall:
        print_text("unknown system call ");
        print_hex(fault->word[0]);
        break;
    case seL4_Fault_UserException:
        numbered("exception ", fault->word[0]);
        print_text(", ");
        print_text(arch_exception_name(fault->word[0]));
        print_text(", code ");
        print_hex(fault->word[1]);
        break;
    case seL4_Fault_Timeout:
        print_text("budget used up, timeout data ");
        print_hex(fault->word[0]);
        break;
    case seL4_Fault_VMFault:
        print_text("memory at ");
        print_hex(fault->word[0]);
        print_text(", ");
        print_text(arch_access_name(fault));
        break;
    default:
        numbered("fault ", fault->kind);
        break;
    }
}

void debug_unhandled_fault(const tcb_t *tcb)
{
    word_t registers = arch_user_register_count();

    if (!print_enabled)
        return;
    print_text("unhandled fault: ");
    thread_print(tcb);
    print_text(": ");
    fault_print(&tcb->fault);
    print_text("; it is stopped");
    print_line_end();
    for (word_t i = 0; i < registers; i++) {
        print_named(arch_user_register_name(i), arch_user_register(tcb, i));
        if (i % REGISTERS_PER_LINE == REGISTERS_PER_LINE - 1 || i == registers - 1)
            print_line_end();
    }
}
