/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor of the lock-step runs: it sees what is broken or waits in vain, and mostly mends it. */
#include "lockstep_parts.h"

enum { PLAIN_SLOTS = LS_SC + 4 - LS_TCB };

/* From a slot on, one that is empty in the root CNode; 0: none is. */
static word missing_slot(word from)
{
    word root = as_cap_in(ls_state(), as_slot_of(own_place().object, SUP_ROOT)).object;

    for (word i = 0; i < PLAIN_SLOTS; i++) {
        word slot = LS_TCB + (from - LS_TCB + i) % PLAIN_SLOTS;
        if (as_slot_is_empty(ls_state(), as_slot_of(root, slot))) {
            return slot;
        }
    }
    return 0;
}

/* What most needs doing for a thread, mostly; see supervisor_event. `missing`: a slot to fill, or 0. */
static unsigned supervisor_choice(struct ls_bytes *in, word thread, word missing)
{
    struct astate *s = ls_state();
    unsigned choice = take(in) % 32;
    word own = own_place().object;
    word name = as_cap_in(s, as_slot_of(own, thread)).object;
    struct acap cspace = as_cap_in(s, as_slot_of(name, TS_CSPACE));
    const struct atcb *t = as_tcb_get(s, name);

    if (choice < 4 || (missing != 0 && choice < 16)) {
        return choice == 1 || choice == 3 ? choice : choice == 2 ? 5 : 0;
    }
    if (cspace.object != as_cap_in(s, as_slot_of(own, SUP_ROOT)).object || cspace.guard_bits < LS_DEEP_GUARD
        || (choice % 2 == 0 && spec_thread_vspace(s, name) != spec_thread_vspace(s, s->current))) {
        return 4;
    }
    if (t->sc == 0 || t->prio == 0 || as_queue_has(&s->release, name)) {
        return choice % 2 == 0 ? 3 : 6;
    }
    return spec_thread_is_schedulable(s, name) || choice < 12 ? 6 : 7;
}

void supervisor_event(struct ls_bytes *in, struct aevent *e, word time)
{
    word regs[UC_COUNT];
    word thread = LS_TCB + take(in) % LS_THREADS;
    word missing = missing_slot(LS_TCB + take(in) % PLAIN_SLOTS);
    word number = (word)seL4_SysCall;
    word cptr = thread;
    word label = TCBResume;
    word length = 0;

    ls_registers(regs);
    switch (supervisor_choice(in, thread, missing)) {
    case 0: /* an empty slot of the root CNode is filled again */
        if (missing == 0) {
            break;
        }
        cptr = SUP_ROOT;
        label = CNodeCopy;
        length = 5;
        regs[UC_MR0] = regs[UC_MR2] = missing;
        regs[UC_MR1] = regs[UC_MR3] = LS_DEPTH;
        ls_buffer_write(1 + 4, AR_ALL);
        ls_buffer_write(122, SUP_CNODE);
        break;
    case 1: /* a fault or call is received, and answered at once */
        number = take(in) % 2 ? (word)seL4_SysNBRecv : (word)seL4_SysSend;
        cptr = number == (word)seL4_SysSend ? SUP_REPLY : LS_ENDPOINT + thread % 2;
        regs[UC_REPLY] = SUP_REPLY;
        label = 0;
        break;
    case 3: /* a thread gets its context, handler and priority back */
        label = TCBSetSchedParams;
        length = 2;
        regs[UC_MR0] = 254;
        regs[UC_MR1] = PICK(in, 100, 100, 120, 50);
        ls_buffer_write(122, SUP_TCB);
        ls_buffer_write(123, LS_SC + thread - LS_TCB);
        ls_buffer_write(124, LS_ENDPOINT + thread % 2);
        break;
    case 4: /* and its CSpace */
        label = TCBSetSpace;
        length = 2;
        regs[UC_MR0] = PICK(in, 0, LS_DEEP_GUARD);
        regs[UC_MR1] = 0;
        ls_buffer_write(122, LS_ENDPOINT + thread % 2);
        ls_buffer_write(123, SUP_ROOT);
        ls_buffer_write(124, SUP_VSPACE);
        break;
    case 5: /* a server becomes passive */
        cptr = LS_SC + thread - LS_TCB;
        label = SchedContextUnbind;
        break;
    case 6: /* enough */
        number = (word)seL4_SysWait;
        cptr = SUP_NOTIFICATION;
        break;
    default: /* a thread goes on */
        break;
    }
    regs[UC_SYSCALL] = number;
    regs[UC_BADGE] = cptr;
    regs[UC_INFO] = spec_message_info(label, 0, number == (word)seL4_SysCall && length > 0 ? 3 : 0, length);
    *e = ls_call_event(time, regs);
}
