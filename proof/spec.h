/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The specification of the kernel's interface over the abstract state (proof/state.h).
 * spec_entry is one kernel entry; everything else is the parts it is made of, for tests and proofs of their own.
 * Sources: kernel/{core,object,arch}/.../x_spec.c, one beside the code each part describes.
 */
#ifndef PROOF_SPEC_H
#define PROOF_SPEC_H

#include "state.h"

/* ---- Small mathematics ---- */

typedef unsigned __int128 wide;

static inline wide spec_power_of_2(unsigned n)
{
    return (wide)1 << n;
}

/* The number in the low `bits` of a word. */
static inline word spec_low_bits(word w, unsigned bits)
{
    return (word)(w % spec_power_of_2(bits));
}

/* The number in the word's bits [low, low + count). */
static inline word spec_word_field(word w, unsigned low, unsigned count)
{
    return spec_low_bits((word)(w / spec_power_of_2(low)), count);
}

/* ---- Outcome of an invocation ---- */

/* The longest is that of ReadRegisters. */
enum { OUTCOME_WORDS = UC_COUNT };

struct aoutcome {
    word error;                 /* seL4_NoError or the label of the error reply */
    unsigned count;             /* message words of the reply */
    word words[OUTCOME_WORDS];
};

struct aoutcome spec_outcome_ok(void);
struct aoutcome spec_outcome_value(word value);
struct aoutcome spec_refuse(word error);
struct aoutcome spec_refuse_number(word error, word number);
struct aoutcome spec_refuse_range(word min, word max);
struct aoutcome spec_refuse_lookup(bool source, struct afailure failure);

static inline bool spec_refused(struct aoutcome o)
{
    return o.error != seL4_NoError;
}

/* An invocation whose capability and extra capabilities have been found. */
struct acall {
    word caller;
    word slot;
    struct acap cap;
    word label;
    word length;
    unsigned extra_count;
    word extra[3];              /* slots */
    bool first_phase;
    bool is_call;
};

/* Argument word i, and extra capability i. */
word spec_call_word(struct astate *s, const struct acall *c, unsigned i);
struct acap spec_call_cap(struct astate *s, const struct acall *c, unsigned i);

/* ---- CSpace look-up (kernel/core/lookup_spec.c) ---- */

struct alookup {
    bool found;
    word slot;
    unsigned bits_left;
    struct afailure failure;
};

struct afailure spec_failure_invalid_root(void);
struct afailure spec_failure_missing(word bits_left);
struct alookup spec_resolve(struct astate *s, struct acap root, word cptr, unsigned bits);
struct alookup spec_lookup_cptr(struct astate *s, word thread, word cptr);
struct aoutcome spec_lookup_slot(struct astate *s, bool source, struct acap root, word index, word depth, word *slot);
struct aoutcome spec_lookup_free_slot(struct astate *s, struct acap root, word index, word depth, word *slot);

/* ---- Capabilities (kernel/object/cap_spec.c) ---- */

bool spec_cap_has_memory(struct acap cap);
bool spec_cap_same_object(struct acap a, struct acap b);
bool spec_is_child(const struct aentry *a, const struct aentry *x);
bool spec_has_children(struct astate *s, word slot);
bool spec_is_final(struct astate *s, word slot);
struct acap spec_mask_rights(struct acap cap, word rights);
struct acap spec_apply_data(struct acap cap, bool preserve, word data);
struct aoutcome spec_derive(struct astate *s, word slot, struct acap cap, struct acap *derived);
void spec_insert_copy(struct astate *s, word source, word slot, struct acap cap);
void spec_insert_new(struct astate *s, word parent, word slot, struct acap cap);

/* ---- Deletion (kernel/object/delete_spec.c) ---- */

void spec_delete(struct astate *s, word slot);
void spec_revoke(struct astate *s, word slot);

/* ---- Threads (kernel/core/thread_spec.c) ---- */

bool spec_thread_is_runnable(struct astate *s, word thread);
bool spec_thread_is_schedulable(struct astate *s, word thread);
bool spec_thread_is_blocked(const struct atcb *t);
word spec_thread_buffer(struct astate *s, word thread, bool writing);
word spec_thread_message_word(struct astate *s, word thread, unsigned i);
unsigned spec_thread_write_message_word(struct astate *s, word thread, unsigned i, word value);
void spec_thread_write_reply(struct astate *s, word thread, word label, word badge, unsigned count, const word *words);
word spec_message_info(word label, word unwrapped, word extra, word length);
word spec_message_length(word info);
void spec_cancel_wait(struct astate *s, word thread);
void spec_suspend(struct astate *s, word thread);
void spec_resume(struct astate *s, word thread);
void spec_restart_aborted(struct astate *s, word thread);

/* ---- Refills (kernel/core/refill_spec.c) ---- */

word spec_min_budget(const struct astate *s);
word spec_ticks_of_us(const struct astate *s, word us);
word spec_us_of_ticks(const struct astate *s, word ticks);
word spec_max_period_us(const struct astate *s);
bool spec_context_exists(struct astate *s, word name);
bool spec_context_is_active(struct astate *s, word name);
bool spec_context_is_ready(struct astate *s, word name);
bool spec_context_is_sufficient(struct astate *s, word name, word used);
bool spec_context_is_released(struct astate *s, word name);
void spec_refill_new(struct astate *s, word name, unsigned max, word budget, word period);
void spec_refill_update(struct astate *s, word name, word period, word budget, unsigned max);
void spec_budget_check(struct astate *s, word name, word used);
void spec_unblock_check(struct astate *s, word name);
void spec_wake_unblock_check(struct astate *s, word name);

/* ---- Scheduling (kernel/core/schedule_spec.c, charge_spec.c) ---- */

void spec_ready_front(struct astate *s, word thread);
void spec_ready_back(struct astate *s, word thread);
void spec_release_insert(struct astate *s, word thread);
void spec_dequeue(struct astate *s, word thread);
void spec_candidate(struct astate *s, word thread);
void spec_reschedule(struct astate *s);
void spec_unschedule_current(struct astate *s, word thread);
void spec_decide(struct astate *s);
void spec_schedule(struct astate *s);
void spec_stamp(struct astate *s, word now);
bool spec_entry_check(struct astate *s);
void spec_charge(struct astate *s, word used, bool can_fault);
void spec_commit(struct astate *s);
void spec_yield(struct astate *s);

/* ---- IPC (kernel/core/transfer_spec.c, kernel/object/{endpoint,notification,reply}_spec.c) ---- */

struct asend {
    bool blocking;
    bool call;
    bool can_donate;
    bool grant;
    bool grant_reply;
    word badge;
};

void spec_transfer(struct astate *s, word sender, word receiver, word endpoint, word badge, bool grant);
void spec_send(struct astate *s, word thread, word endpoint, struct asend how);
void spec_receive(struct astate *s, word thread, word endpoint, bool blocking, word reply);
void spec_endpoint_abort_all(struct astate *s, word endpoint);
void spec_endpoint_abort_badged(struct astate *s, word endpoint, word badge);
void spec_queue_by_priority(struct astate *s, struct aqueue *q, word thread);
void spec_requeue_waiter(struct astate *s, word thread);
void spec_signal(struct astate *s, word notification, word badge);
void spec_wait(struct astate *s, word thread, word notification, bool blocking);
void spec_consume_signal(struct astate *s, word thread, word notification);
void spec_maybe_return_sc(struct astate *s, word thread, word notification);
void spec_notification_destroy(struct astate *s, word notification);
void spec_notification_unbind_tcb(struct astate *s, word notification);
void spec_reply_push(struct astate *s, word caller, word callee, word reply, bool can_donate);
void spec_reply_remove(struct astate *s, word reply);
void spec_reply_cut(struct astate *s, word thread);
void spec_reply_detach_receiver(struct astate *s, word thread);
void spec_reply_transfer(struct astate *s, word replier, word reply, bool grant);
void spec_reply_destroy(struct astate *s, word reply);

/* ---- Faults (kernel/core/fault_spec.c) ---- */

struct afault spec_fault_cap(word cptr, bool receiving, struct afailure failure);
void spec_fault(struct astate *s, word thread, struct afault fault);
void spec_timeout_fault(struct astate *s, word thread);
bool spec_thread_has_timeout_handler(struct astate *s, word thread);
void spec_fault_message(struct astate *s, word sender, word receiver, word badge);
bool spec_fault_reply(struct astate *s, word replier, word faulter);
bool spec_cap_is_fault_handler(struct acap cap);

/* ---- Scheduling contexts (kernel/object/sched_context_spec.c) ---- */

void spec_sc_bind_tcb(struct astate *s, word sc, word thread);
void spec_sc_unbind_tcb(struct astate *s, word sc);
void spec_sc_unbind_notification(struct astate *s, word sc);
void spec_sc_donate(struct astate *s, word sc, word to);
void spec_sc_destroy(struct astate *s, word sc);
void spec_yield_complete(struct astate *s, word sc);
void spec_yield_cancel(struct astate *s, word thread);
word spec_take_consumed(struct astate *s, word sc);

/* ---- Invocations ---- */

struct aoutcome spec_invoke_untyped(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_cnode(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_tcb(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_tcb_config(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_sched_context(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_sched_control(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_domain(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_irq_handler(struct astate *s, const struct acall *c);
/* The input of the line, if it has one that can be masked. */
void spec_irq_mask(struct astate *s, word irq, bool masked);
void spec_set_priority(struct astate *s, word thread, word prio);
struct aoutcome spec_check_buffer_frame(struct acap cap, word address);

/* ---- The ISA (kernel/arch/<isa>/..._spec.c) ---- */

/* Registers by their numbers. */
struct aregisters {
    unsigned count;
    const uint8_t *index;
};

word spec_sanitize_register(unsigned index, word value);
word spec_register(const struct atcb *t, unsigned index);
void spec_set_register(struct atcb *t, unsigned index, word value);
void spec_isa_thread_init(struct atcb *t);
/* The thread's last capability goes. */
void spec_isa_thread_finalize(struct astate *s, word thread);
/* In the message of an UnknownSyscall or UserException, in front of the rest; in the reply to these and to Timeout. */
struct aregisters spec_isa_fault_registers(word kind);
/* The message of a fault that only this ISA has; its length. */
unsigned spec_isa_fault_words(const struct atcb *t, word *words);

/* Tables; what a thread may have as its address space; what may get an ASID. */
bool spec_cap_is_table(struct acap cap);
bool spec_cap_is_root(struct acap cap);
bool spec_cap_is_free_root(struct acap cap);
/* For types from AC_FRAME on: the number by which DebugCapIdentify names it. */
word spec_isa_type_number(unsigned type);
/* Objects of types that are not common to all ISAs. */
unsigned spec_isa_object_bits(word type);
enum acap_type spec_isa_object_type(word type);

/* Invocations of capabilities from AC_FRAME on, and parts of it. */
struct aoutcome spec_isa_invoke(struct astate *s, const struct acall *c);
/* Where kernel/arch/common/space_methods_spec.c is used: other methods of frames. */
struct aoutcome spec_isa_invoke_frame(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_frame(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_table(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_io(struct astate *s, const struct acall *c);
struct aoutcome spec_invoke_irq_control(struct astate *s, const struct acall *c);

/* Guests. What one has done before the event; an interrupt that is about one: false if this is another; VCPUs that come
   and go. */
struct aevent;
void spec_isa_guest_acted(struct astate *s, const struct aevent *e);
bool spec_isa_guest_interrupt(struct astate *s, const struct aevent *e, bool in_time);
void spec_vcpu_create(struct astate *s, word name);
void spec_vcpu_destroy(struct astate *s, word name);

/* Capabilities that go: of a frame any, of the others the last. */
void spec_unmap_frame(struct astate *s, struct acap cap);
void spec_table_finalize(struct astate *s, struct acap cap);
/* The address space the thread runs in; 0: none, every access faults. */
word spec_thread_vspace(struct astate *s, word thread);

/* ---- ASIDs (kernel/object/asid_spec.c) ---- */

struct aoutcome spec_invoke_asid(struct astate *s, const struct acall *c);
void spec_asid_pool_destroy(struct astate *s, word pool);

/* ---- One kernel entry (kernel/core/entry_spec.c) ---- */

/* EV_ISA_FAULT: a fault that only this ISA has, `number` its kind. */
enum aevent_kind { EV_SYSCALL, EV_VM_FAULT, EV_USER_EXCEPTION, EV_UNKNOWN_TRAP, EV_ISA_FAULT, EV_INTERRUPT };

/* What a guest changes at its own level while it runs, each number being one too high: 0 for nothing. */
struct aguest_act {
    word reg;
    word reg_value;
    word list;
    word list_value;
};

struct aevent {
    uint8_t kind;
    word time;                  /* the clock, read once per entry */
    bool clock_unread;          /* allowed when the operation leaves the scheduler alone: the time counts later */
    word regs[UC_COUNT];        /* of the running thread; regs[UC_IP] is the trap or faulting instruction */
    word next_ip;               /* system call: the instruction after the trap */
    word number;                /* exception vector, trap number, or interrupt */
    word words[3];              /* VM fault: address, fetch, status; exception: code in words[0];
                                   end of a guest's interrupt: the set of its list registers that have ended */
    struct aguest_act guest;
};

void spec_entry(struct astate *s, const struct aevent *e);
void spec_syscall(struct astate *s, word number);
void spec_interrupt(struct astate *s, word irq);

#endif
