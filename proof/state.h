/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The abstract state of the kernel: what the specification speaks about.
 *
 * Nothing here is linked by pointers. An object is named by the address of its memory, a slot by the address of its
 * container plus 32 times its index, and 0 is "none". Every relation is a sequence or a set in an array:
 * the derivation order is a sequence of entries, a queue is a sequence of names, an address space is a set of mappings.
 * Two states are equal when all arrays are equal; objects are kept sorted by name to make that literally true.
 */
#ifndef PROOF_STATE_H
#define PROOF_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sel4/abi.h>
#include <state_isa.h>

typedef unsigned long word;

/* How much the model can hold. The kernel has no such limits; an operation that would pass one sets `full`. */
enum {
    AS_ENTRIES = 512,
    AS_THREADS = 16,
    AS_ENDPOINTS = 24,
    AS_NOTIFICATIONS = 24,
    AS_REPLIES = 24,
    AS_CONTEXTS = 16,
    AS_CNODES = 24,
    AS_REFILLS = 64,
    AS_MAPPINGS = 96,
    AS_ASIDS = 24,
    AS_BUFFERS = 24,
    AS_SCHEDULE = 16,
    AS_IOAPICS = 4,
    AS_VCPUS = 12
};

/* ---- Capabilities ---- */

/* Of all ISAs. Where there is no AC_VSPACE, roots are page tables. */
enum acap_type {
    AC_NULL,
    AC_UNTYPED,
    AC_ENDPOINT,
    AC_NOTIFICATION,
    AC_REPLY,
    AC_CNODE,
    AC_TCB,
    AC_SCHED_CONTEXT,
    AC_SCHED_CONTROL,
    AC_DOMAIN,
    AC_IRQ_CONTROL,
    AC_IRQ_HANDLER,
    AC_ZOMBIE,
    AC_FRAME,
    AC_PAGE_TABLE,
    AC_ASID_CONTROL,
    AC_ASID_POOL,
    /* of some ISAs only */
    AC_PAGE_DIRECTORY,
    AC_PDPT,
    AC_VSPACE,
    AC_IO_PORT_CONTROL,
    AC_IO_PORT,
    AC_IO_SPACE,
    AC_IO_PAGE_TABLE,
    AC_SGI_SIGNAL,
    AC_VCPU,
    AC_SMC
};

/* As in seL4_CapRights_t. A frame is read-write with the first two, read-only with AR_READ, else "kernel only". */
enum { AR_WRITE = 1, AR_READ = 2, AR_GRANT = 4, AR_GRANT_REPLY = 8, AR_ALL = 15 };

/*
 * One struct for all types. `object` and `size_bits` give the memory of every capability that has memory.
 * For an IRQ handler `object` is the kernel's interrupt number, for a zombie the dying object.
 */
struct acap {
    uint8_t type;
    uint8_t size_bits;    /* of the object: a CNode of radix r has r + 5 */
    uint8_t rights;       /* endpoint, notification, reply (grant), frame */
    uint8_t guard_bits;   /* CNode */
    bool device;          /* untyped, frame */
    bool mapped;          /* frame, tables: recorded at (asid, vaddr); VSpace root: has this ASID */
    uint16_t asid;
    uint16_t first_port;  /* I/O port range, both inclusive */
    uint16_t last_port;
    word object;
    word badge;           /* endpoint, notification, SMC; I/O space: PCI request id, domain id; SGI signal: which */
    word guard;           /* CNode */
    word watermark;       /* untyped: bytes from the start that may have been handed out */
    word vaddr;
};

/* ---- Derivation order ---- */

/* A slot without an entry is empty. Entries of one list are neighbours in the array, in derivation order. */
struct aentry {
    word slot;
    struct acap cap;
    bool revocable;
    bool first_badged;
    bool starts_list;
};

/* ---- Objects ---- */

struct aqueue {
    unsigned count;
    word item[AS_THREADS];
};

/* Why a look-up failed: seL4_LookupFailureType and the words of the message after it. */
struct afailure {
    word type;
    unsigned count;
    word words[3];
};

/* A pending fault. The words are: CapFault {cptr, in receive}, VMFault {address, fetch, status},
   UserException {number, code}, UnknownSyscall {number}, Timeout {badge}, of the ISA {word}. */
struct afault {
    word kind;
    word words[3];
    struct afailure failure;
};

enum athread_state {
    AT_INACTIVE,
    AT_RUNNING,
    AT_RESTART,
    AT_ON_SEND,
    AT_ON_RECEIVE,
    AT_ON_REPLY,
    AT_ON_NOTIFICATION
};

/* Slots inside a TCB, by index. */
enum { TS_CSPACE, TS_VSPACE, TS_BUFFER, TS_FAULT, TS_TIMEOUT, TS_COUNT };

struct atcb {
    word name;
    uint8_t state;
    word waits_on;          /* endpoint, notification, or reply object; 0 when not blocked */
    word reply;             /* blocked on receive: the reply object given, or 0 */
    word send_badge;        /* blocked on send: */
    bool send_grant;
    bool send_grant_reply;
    bool send_is_call;
    struct afault fault;    /* kind 0: none */
    word prio;
    word mcp;
    word domain;
    word flags;
    word sc;
    word notification;      /* bound one */
    word yielded_to;        /* scheduling context whose consumption is owed to this thread */
    word buffer_address;
    word next_ip;           /* where a Running thread continues; a Restart thread continues at regs[UC_IP] */
    word vcpu;              /* the thread is a guest, or 0 */
    bool by_syscall;        /* some registers are not what regs says: spec_register */
    word regs[UC_COUNT];
};

enum aendpoint_state { AE_IDLE, AE_SEND, AE_RECEIVE };

struct aendpoint {
    word name;
    uint8_t state;
    struct aqueue queue;
};

enum anotification_state { AN_IDLE, AN_WAITING, AN_ACTIVE };

struct anotification {
    word name;
    uint8_t state;
    word badge;             /* active: the word collected so far */
    word tcb;
    word sc;
    struct aqueue queue;
};

struct areply {
    word name;
    word tcb;               /* the thread that waits in receive with it, or for a reply on it */
};

struct arefill {
    word time;
    word amount;
};

struct acontext {
    word name;
    unsigned size_bits;
    word tcb;
    word notification;
    word yield_from;
    word badge;
    word period;
    word consumed;
    bool sporadic;
    unsigned refill_max;    /* 0: inactive */
    unsigned refill_count;
    struct arefill refill[AS_REFILLS];
    struct aqueue stack;    /* reply objects, most recent call first */
};

/* What a guest finds, wherever the kernel keeps it. */
struct avcpu {
    word name;
    word tcb;
    bool timer_masked;      /* from a VPPIEvent to AckVPPI */
    word reg[AS_GUEST_REGISTERS];
    word list[AS_GUEST_LISTS]; /* list registers of the virtual interrupt controller */
};

struct acnode {
    word name;
    unsigned radix;
};

/* ---- Address spaces ---- */

/* One present entry of a paging structure below `root`: a table or a frame that covers 2^span_bits bytes at vaddr. */
struct amapping {
    word root;
    uint8_t span_bits;      /* 12, 21, 30, 39 */
    bool table;
    uint8_t rights;
    uint8_t attributes;     /* x86_64: bit 0 write-through, 1 cache disable, 2 PAT; else 0 execute never, 1 uncached */
    word vaddr;
    word target;            /* name of the table, or base of the frame */
};

struct aasid {
    word asid;
    word root;
};

/* ---- Interrupts ---- */

enum airq_state { AI_INACTIVE, AI_SIGNAL, AI_TIMER, AI_RESERVED };

struct airq {
    uint8_t state;
    uint16_t input;         /* whence its interrupts came last; AS_INPUTS: from nothing that could be masked */
};

/* Of the interrupt controller. Masked: no further interrupt. The rest is as the ISA's controller is programmed. */
struct ainput {
    bool masked;
    bool edge;
    bool active_low;
    uint8_t vector;
};

/* ---- User memory that the kernel reads and writes: IPC buffers ---- */

enum { BUFFER_WORDS = 128, BUFFER_BYTES = 1024 };

struct abuffer {
    word address;           /* physical; the name of the buffer */
    word words[BUFFER_WORDS];
};

/* ---- Scheduler ---- */

enum adecision { AD_NONE, AD_CANDIDATE, AD_FULL };

struct aschedule_entry {
    word domain;
    word duration;
};

/* What a boot fixes. */
struct aparams {
    word ticks_per_us;
    word domains;
    word schedule_length;
    bool debug;                     /* a debug kernel: DebugCapIdentify exists */
    word ioapics;
    word ioapic_pins[AS_IOAPICS];
    word gic;                       /* version of the interrupt controller, AArch64 */
};

struct astate {
    struct aparams params;
    bool full;                      /* the model was too small: this state says nothing */

    unsigned entry_count;
    struct aentry entry[AS_ENTRIES];

    unsigned tcb_count;
    struct atcb tcb[AS_THREADS];
    unsigned endpoint_count;
    struct aendpoint endpoint[AS_ENDPOINTS];
    unsigned notification_count;
    struct anotification notification[AS_NOTIFICATIONS];
    unsigned reply_count;
    struct areply reply[AS_REPLIES];
    unsigned context_count;
    struct acontext context[AS_CONTEXTS];
    unsigned cnode_count;
    struct acnode cnode[AS_CNODES];
    unsigned vcpu_count;
    struct avcpu vcpu[AS_VCPUS];

    unsigned mapping_count;
    struct amapping mapping[AS_MAPPINGS];
    unsigned asid_count;
    struct aasid asid[AS_ASIDS];    /* sorted by ASID */
    word pool[AS_POOLS];            /* index -> pool object, 0: free */
    struct airq irq[AS_IRQS];
    struct ainput input[AS_INPUTS];
    unsigned buffer_count;
    struct abuffer buffer[AS_BUFFERS];

    /* From here on everything is small: as_copy and as_init take it as one piece. */
    struct aqueue ready;            /* by domain, then priority from high to low, then queue order */
    struct aqueue release;          /* by time of the head refill */
    word current;                   /* running thread, 0: idle */
    word current_sc;                /* 0: the idle thread's, which is never charged */
    uint8_t decision;
    word candidate;
    bool reprogram;                 /* the deadline timer is to be set at the end of this entry */
    word now;
    word consumed;
    word domain;
    word domain_time;
    word domain_start;
    word domain_index;
    struct aschedule_entry schedule[AS_SCHEDULE];
};

/* Stops the program: the specification met a state that the invariants exclude. */
void spec_require(bool holds, const char *what);

/* ---- Slots and the derivation order ---- */

static inline word as_slot_of(word container, word index)
{
    return container + index * 32;
}

static inline word as_irq_slot(word irq)
{
    return 0x4000000000000000ul + irq * 32;
}

struct acap as_cap_null(void);
struct aentry *as_entry_at(struct astate *s, word slot);
struct acap as_cap_in(const struct astate *s, word slot);
bool as_slot_is_empty(const struct astate *s, word slot);
void as_cap_set(struct astate *s, word slot, struct acap cap);
word as_entry_next(const struct astate *s, word slot);
word as_entry_previous(const struct astate *s, word slot);
void as_entry_start_list(struct astate *s, word slot, struct acap cap);
void as_entry_insert_after(struct astate *s, word source, word slot, struct acap cap, bool revocable,
                           bool first_badged);
void as_entry_remove(struct astate *s, word slot);
void as_entry_move(struct astate *s, word from, word to);
void as_entry_swap(struct astate *s, word a, word b);

/* ---- Objects by name: the getters require that the object exists ---- */

struct atcb *as_tcb_get(struct astate *s, word name);
struct aendpoint *as_endpoint_get(struct astate *s, word name);
struct anotification *as_notification_get(struct astate *s, word name);
struct areply *as_reply_get(struct astate *s, word name);
struct acontext *as_context_get(struct astate *s, word name);
struct acnode *as_cnode_get(struct astate *s, word name);
struct avcpu *as_vcpu_get(struct astate *s, word name);
bool as_tcb_exists(struct astate *s, word name);
bool as_cnode_exists(struct astate *s, word name);

void as_tcb_add(struct astate *s, const struct atcb *object);
void as_endpoint_add(struct astate *s, word name);
void as_notification_add(struct astate *s, word name);
void as_reply_add(struct astate *s, word name);
void as_context_add(struct astate *s, word name, unsigned size_bits);
void as_cnode_add(struct astate *s, word name, unsigned radix);
void as_vcpu_add(struct astate *s, const struct avcpu *object);
void as_tcb_drop(struct astate *s, word name);
void as_endpoint_drop(struct astate *s, word name);
void as_notification_drop(struct astate *s, word name);
void as_reply_drop(struct astate *s, word name);
void as_context_drop(struct astate *s, word name);
void as_cnode_drop(struct astate *s, word name);
void as_vcpu_drop(struct astate *s, word name);

/* ---- Sequences ---- */

bool as_queue_has(const struct aqueue *q, word name);
void as_queue_insert(struct astate *s, struct aqueue *q, unsigned position, word name);
void as_queue_remove(struct aqueue *q, word name);

/* ---- Sets ---- */

void as_mapping_add(struct astate *s, struct amapping m);
void as_mapping_drop(struct astate *s, unsigned index);
void as_mapping_drop_root(struct astate *s, word root);
word as_asid_root(const struct astate *s, word asid);
void as_asid_set(struct astate *s, word asid, word root);
struct abuffer *as_buffer_get(struct astate *s, word address);
struct abuffer *as_buffer_add(struct astate *s, word address);

/* An empty machine with these parameters: no capability, no object, idle. */
void as_init(struct astate *s, struct aparams params);
/* The same state twice. */
void as_copy(struct astate *to, const struct astate *from);
/* Puts lists of the derivation order in the order of their first slots. */
void as_canonicalize(struct astate *s);
/* True when equal; otherwise `why` names the first difference. Buffers are compared where both states have them. */
bool as_equal(const struct astate *a, struct astate *b, char *why, unsigned why_size);

#endif
