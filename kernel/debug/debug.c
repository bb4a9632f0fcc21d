/* SPDX-License-Identifier: BSD-2-Clause */
/* Debug system calls that print, and reports about refusals and faults. */
#include <arch/arch.h>
#include <core/fault.h>
#include <debug/debug.h>
#include <debug/print.h>

/* Threads and slots shown at most: a dump is for people, and must end. */
#define DUMP_THREADS_MAX 4096u
#define DUMP_SLOTS_MAX 65536u

#define COLUMN_NAME 24u
#define COLUMN_STATE 24u

void debug_put_char(word_t c)
{
    print_char((char)c);
}

static const char *state_text(word_t state)
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

static const char *thread_name(const tcb_t *tcb)
{
    return tcb->name[0] != 0 ? tcb->name : "(no name)";
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
        print_column(state_text(tcb->state), COLUMN_STATE);
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
    print_named("type", cap_type(cap));
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
            cap_print(tcb->slot[slot].cap);
        }
        if (cap_type(tcb->slot[TCB_SLOT_CSPACE].cap) == CAP_CNODE)
            cnode_print(tcb->slot[TCB_SLOT_CSPACE].cap);
        tcb = tcb->all_next;
    }
}

static const char *error_text(word_t error)
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

void debug_refusal(const struct invocation *in, const struct refusal *why)
{
    if (!print_enabled)
        return;
    print_text("refused: ");
    print_text(error_text(why->error));
    for (word_t i = 0; i < why->count && i < ARRAY_SIZE(why->word); i++) {
        print_char(' ');
        print_hex(why->word[i]);
    }
    print_text(": thread ");
    print_text(thread_name(in->caller));
    print_named("ip", in->caller->context.r[REG_FAULT_IP]);
    print_named("label", in->label);
    print_named("length", in->length);
    print_text(" on");
    cap_print(in->cap);
}

void debug_unhandled_fault(const tcb_t *tcb)
{
    if (!print_enabled)
        return;
    print_text("unhandled fault: thread ");
    print_text(thread_name(tcb));
    print_named("kind", tcb->fault.kind);
    print_named("ip", tcb->context.r[REG_FAULT_IP]);
    for (word_t i = 0; i < ARRAY_SIZE(tcb->fault.word); i++)
        print_named("word", tcb->fault.word[i]);
    print_line_end();
}
