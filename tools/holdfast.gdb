# SPDX-License-Identifier: BSD-2-Clause
#
# gdb commands that print the kernel's objects. `make gdb` loads them; hf-help lists them. Layouts: kernel/core/core.h,
# kernel/object/{cap,slot,tcb,ipc_objects,sched_context}.h.

set pagination off
set confirm off
set print pretty on
set history save off

# The kernel window: physical address + this = kernel address (WINDOW_BASE, kernel/arch/x86_64/segments.h).
set $hf_window = 0xffffff8000000000
# A list that is longer than this is damaged.
set $hf_list_max = 4096

define hf-help
  printf "hf-threads         every thread: state, priority, where it is\n"
  printf "hf-thread TCB      one thread: capabilities, registers, what it waits for\n"
  printf "hf-current         the thread that runs, and what the scheduler has decided\n"
  printf "hf-ready           the ready queues that are not empty, in order\n"
  printf "hf-waiters HEAD    the threads waiting behind a queue head, in order\n"
  printf "hf-endpoint P      an endpoint and its waiters\n"
  printf "hf-notification P  a notification and its waiters\n"
  printf "hf-reply P         a reply object and the call stack below it\n"
  printf "hf-sc P            a scheduling context and its refills\n"
  printf "hf-slot P          one slot: its capability and its neighbours\n"
  printf "hf-cnode P RADIX   the full slots of a CNode\n"
  printf "hf-cspace TCB      the full slots of a thread's root CNode\n"
  printf "hf-list P          the derivation list through a slot, from P on\n"
  printf "hf-panic           why the kernel stopped\n"
end
document hf-help
Lists the commands that print kernel objects.
end

define hf-state-name
  if $arg0 == 0
    printf "Inactive       "
  end
  if $arg0 == 1
    printf "Running        "
  end
  if $arg0 == 2
    printf "Restart        "
  end
  if $arg0 == 3
    printf "BlockedOnSend  "
  end
  if $arg0 == 4
    printf "BlockedOnRecv  "
  end
  if $arg0 == 5
    printf "BlockedOnReply "
  end
  if $arg0 == 6
    printf "BlockedOnNtfn  "
  end
  if $arg0 == 7
    printf "Idle           "
  end
end

define hf-cap-name
  set $hf_known = 0
  if $arg0 == 0
    printf "null"
    set $hf_known = 1
  end
  if $arg0 == 1
    printf "frame"
    set $hf_known = 1
  end
  if $arg0 == 2
    printf "untyped"
    set $hf_known = 1
  end
  if $arg0 == 3
    printf "page table"
    set $hf_known = 1
  end
  if $arg0 == 4
    printf "endpoint"
    set $hf_known = 1
  end
  if $arg0 == 5
    printf "page directory"
    set $hf_known = 1
  end
  if $arg0 == 6
    printf "notification"
    set $hf_known = 1
  end
  if $arg0 == 7
    printf "PDPT"
    set $hf_known = 1
  end
  if $arg0 == 8
    printf "reply"
    set $hf_known = 1
  end
  if $arg0 == 9
    printf "PML4"
    set $hf_known = 1
  end
  if $arg0 == 10
    printf "CNode"
    set $hf_known = 1
  end
  if $arg0 == 11
    printf "ASID control"
    set $hf_known = 1
  end
  if $arg0 == 12
    printf "TCB"
    set $hf_known = 1
  end
  if $arg0 == 13
    printf "ASID pool"
    set $hf_known = 1
  end
  if $arg0 == 14
    printf "IRQ control"
    set $hf_known = 1
  end
  if $arg0 == 16
    printf "IRQ handler"
    set $hf_known = 1
  end
  if $arg0 == 18
    printf "zombie"
    set $hf_known = 1
  end
  if $arg0 == 19
    printf "IO port"
    set $hf_known = 1
  end
  if $arg0 == 20
    printf "domain"
    set $hf_known = 1
  end
  if $arg0 == 22
    printf "scheduling context"
    set $hf_known = 1
  end
  if $arg0 == 24
    printf "scheduling control"
    set $hf_known = 1
  end
  if $arg0 == 31
    printf "IO port control"
    set $hf_known = 1
  end
  if !$hf_known
    printf "type %d", $arg0
  end
end

# hf-cap W0 W1: one capability on the current line
define hf-cap
  set $hf_w0 = (unsigned long)($arg0)
  set $hf_w1 = (unsigned long)($arg1)
  hf-cap-name ($hf_w0>>59)
  printf ", address 0x%lx, size %lu, rights 0x%lx", $hf_w0 & 0x7fffffffffff, ($hf_w0 >> 53) & 63, ($hf_w0 >> 47) & 15
  printf ", w1 0x%lx", $hf_w1
  if ($hf_w0 >> 52) & 1
    printf ", revocable"
  end
  if ($hf_w0 >> 51) & 1
    printf ", first badged"
  end
end

define hf-slot
  set $hf_slot = (slot_t *)($arg0)
  printf "%p: ", $hf_slot
  hf-cap $hf_slot->cap.w0 $hf_slot->cap.w1
  printf ", prev %p, next %p\n", $hf_slot->prev, $hf_slot->next
end
document hf-slot
hf-slot ADDRESS: the capability in a slot and its neighbours in the derivation order.
end

define hf-list
  set $hf_at = (slot_t *)($arg0)
  set $hf_count = 0
  while $hf_at != 0 && $hf_count < $hf_list_max
    hf-slot $hf_at
    set $hf_at = $hf_at->next
    set $hf_count = $hf_count + 1
  end
end
document hf-list
hf-list SLOT: the derivation list from a slot to its end.
end

define hf-cnode
  set $hf_base = (slot_t *)($arg0)
  set $hf_end = 1 << ($arg1)
  set $hf_i = 0
  while $hf_i < $hf_end
    if $hf_base[$hf_i].cap.w0 != 0
      printf "%5d  ", $hf_i
      hf-slot &$hf_base[$hf_i]
    end
    set $hf_i = $hf_i + 1
  end
end
document hf-cnode
hf-cnode ADDRESS RADIX: the full slots of a CNode (kernel address of its first slot).
end

define hf-cspace
  set $hf_root = ((tcb_t *)($arg0))->slot[0].cap
  if ($hf_root.w0 >> 59) == 10
    hf-cnode ($hf_window+($hf_root.w0&0x7fffffffffff)) (($hf_root.w0>>53)&63)
  else
    printf "the thread has no CSpace\n"
  end
end
document hf-cspace
hf-cspace TCB: the full slots of a thread's root CNode.
end

define hf-thread-line
  set $hf_t = (tcb_t *)($arg0)
  if $hf_t == core0.current
    printf "* "
  else
    printf "  "
  end
  printf "%p  ", $hf_t
  hf-state-name $hf_t->state
  printf " priority %3lu/%3lu domain %2lu sc %p", $hf_t->priority, $hf_t->mcp, $hf_t->domain, $hf_t->sc
  if $hf_t->in_ready_queue
    printf " ready"
  end
  if $hf_t->in_release_queue
    printf " release"
  end
  printf "  %s\n", $hf_t->name
end

define hf-threads
  set $hf_next = shared.all_threads
  set $hf_count = 0
  while $hf_next != 0 && $hf_count < $hf_list_max
    hf-thread-line $hf_next
    set $hf_next = $hf_next->all_next
    set $hf_count = $hf_count + 1
  end
  printf "%d threads\n", $hf_count
end
document hf-threads
Every thread, one a line. The one with a star runs.
end

define hf-thread
  set $hf_thread = (tcb_t *)($arg0)
  hf-thread-line $hf_thread
  printf "  CSpace      "
  hf-slot &$hf_thread->slot[0]
  printf "  VSpace      "
  hf-slot &$hf_thread->slot[1]
  printf "  IPC buffer  "
  hf-slot &$hf_thread->slot[2]
  printf "  fault       "
  hf-slot &$hf_thread->slot[3]
  printf "  timeout     "
  hf-slot &$hf_thread->slot[4]
  printf "  waits on %p, badge 0x%lx, reply %p, bound notification %p\n", $hf_thread->wait_object, \
    $hf_thread->wait_badge, $hf_thread->reply, $hf_thread->bound_notification
  printf "  pending fault %lu: 0x%lx 0x%lx 0x%lx\n", $hf_thread->fault.kind, $hf_thread->fault.word[0], \
    $hf_thread->fault.word[1], $hf_thread->fault.word[2]
  set $hf_r = $hf_thread->context.r
  printf "  rip %016lx rsp %016lx rflags %lx cs %lx\n", $hf_r[R_RIP], $hf_r[R_RSP], $hf_r[R_RFLAGS], $hf_r[R_CS]
  printf "  rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", $hf_r[R_RAX], $hf_r[R_RBX], $hf_r[R_RCX], $hf_r[R_RDX]
  printf "  rsi %016lx rdi %016lx rbp %016lx r8  %016lx\n", $hf_r[R_RSI], $hf_r[R_RDI], $hf_r[R_RBP], $hf_r[R_R8]
  printf "  r9  %016lx r10 %016lx r11 %016lx r12 %016lx\n", $hf_r[R_R9], $hf_r[R_R10], $hf_r[R_R11], $hf_r[R_R12]
  printf "  r13 %016lx r14 %016lx r15 %016lx\n", $hf_r[R_R13], $hf_r[R_R14], $hf_r[R_R15]
end
document hf-thread
hf-thread TCB: one thread with its capabilities, registers, and what it waits for.
end

define hf-current
  hf-thread-line core0.current
  printf "decision %lu (0 none, 1 candidate, 2 full), candidate %p, domain %lu until %lu\n", core0.decision, \
    core0.candidate, core0.domain, core0.domain_end
  printf "clock %lu, paid up to %lu, timer at %lu, current sc %p, work units %lu\n", core0.now, core0.paid, \
    core0.programmed, core0.current_sc, core0.work_units
end
document hf-current
The thread that runs, and what the scheduler has decided.
end

define hf-ready
  set $hf_domain = 0
  while $hf_domain < shared.domain_count
    set $hf_p = 255
    while $hf_p >= 0
      set $hf_next = core0.ready[$hf_domain][$hf_p].head
      set $hf_count = 0
      if $hf_next != 0
        printf "domain %d priority %d\n", $hf_domain, $hf_p
      end
      while $hf_next != 0 && $hf_count < $hf_list_max
        hf-thread-line $hf_next
        set $hf_next = $hf_next->ready_next
        set $hf_count = $hf_count + 1
      end
      set $hf_p = $hf_p - 1
    end
    set $hf_domain = $hf_domain + 1
  end
end
document hf-ready
The ready queues that are not empty, highest priority first, in the order in which the threads will run.
end

define hf-waiters
  set $hf_level = (tcb_t *)($arg0)
  set $hf_count = 0
  while $hf_level != 0 && $hf_count < $hf_list_max
    set $hf_next = $hf_level
    hf-thread-line $hf_next
    set $hf_count = $hf_count + 1
    set $hf_next = $hf_next->ring_next
    while $hf_next != $hf_level && $hf_next != 0 && $hf_count < $hf_list_max
      hf-thread-line $hf_next
      set $hf_count = $hf_count + 1
      set $hf_next = $hf_next->ring_next
    end
    set $hf_level = $hf_level->level_next
  end
  printf "%d waiting\n", $hf_count
end
document hf-waiters
hf-waiters HEAD: the threads of a queue of waiters, highest priority first, oldest first within one priority.
end

define hf-endpoint
  set $hf_endpoint = (endpoint_t *)($arg0)
  printf "endpoint %p, state %lu (0 idle, 1 senders, 2 receivers)\n", $hf_endpoint, $hf_endpoint->status & 3
  hf-waiters $hf_endpoint->head
end
document hf-endpoint
hf-endpoint ADDRESS: an endpoint and the threads that wait on it.
end

define hf-notification
  set $hf_notification = (notification_t *)($arg0)
  printf "notification %p, state %lu (0 idle, 1 waiting, 2 active), badges 0x%lx, bound tcb %p, sc %p\n", \
    $hf_notification, $hf_notification->state, $hf_notification->badges, $hf_notification->bound_tcb, \
    $hf_notification->sc
  hf-waiters $hf_notification->head
end
document hf-notification
hf-notification ADDRESS: a notification and the threads that wait on it.
end

define hf-reply
  set $hf_reply = (reply_t *)($arg0)
  set $hf_depth = 0
  while $hf_reply != 0 && $hf_depth < $hf_list_max
    printf "%3d  reply %p, thread %p, sc %p\n", $hf_depth, $hf_reply, $hf_reply->tcb, $hf_reply->sc
    set $hf_reply = $hf_reply->older
    set $hf_depth = $hf_depth + 1
  end
end
document hf-reply
hf-reply ADDRESS: a reply object and the older entries of its call stack.
end

define hf-sc
  set $hf_sc = (struct sched_context *)($arg0)
  printf "sc %p: period %lu ticks, consumed %lu, badge 0x%lx, thread %p, notification %p, call stack %p\n", $hf_sc, \
    $hf_sc->period, $hf_sc->consumed, $hf_sc->badge, $hf_sc->tcb, $hf_sc->notification, $hf_sc->reply
  set $hf_i = 0
  while $hf_sc->refill_max != 0 && $hf_i <= $hf_sc->refill_more
    set $hf_refill = ($hf_sc->refill_head + $hf_i) % $hf_sc->refill_max
    printf "  refill %lu: %lu ticks from %lu\n", $hf_refill, $hf_sc->refill[$hf_refill].amount, \
      $hf_sc->refill[$hf_refill].time
    set $hf_i = $hf_i + 1
  end
end
document hf-sc
hf-sc ADDRESS: a scheduling context and its refills, next one first.
end

define hf-panic
  printf "%s (%lu, 0x%lx)\n", panic_text, panic_code, panic_code
end
document hf-panic
The last words of a kernel that stopped.
end
