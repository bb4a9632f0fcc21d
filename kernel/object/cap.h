/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities: two packed words.
 *
 *   w0  [63:59] type   [58:53] size   [52] revocable   [51] first badged   [50:47] rights   [46:0] address
 *   w1  depends on the type
 *
 * Type numbers are those DebugCapIdentify reports. The address is physical; a kernel object is reached through the
 * kernel window (object_at). "size" is log2 of bytes (untyped, frame, scheduling context), the radix of a CNode, and 0
 * for kinds of one fixed size. revocable ("original") and first badged belong to the place in the derivation order
 * and travel with the capability when it is moved.
 */
#ifndef KERNEL_OBJECT_CAP_H
#define KERNEL_OBJECT_CAP_H

#include <hw.h>
#include <lib/field.h>

enum cap_type {
    CAP_NULL = 0,
    CAP_UNTYPED = 2,
    CAP_ENDPOINT = 4,
    CAP_NOTIFICATION = 6,
    CAP_REPLY = 8,
    CAP_CNODE = 10,
    CAP_TCB = 12,
    CAP_IRQ_CONTROL = 14,
    CAP_IRQ_HANDLER = 16,
    CAP_ZOMBIE = 18,
    CAP_DOMAIN = 20,
    CAP_SCHED_CONTEXT = 22,
    CAP_SCHED_CONTROL = 24,
    /* Odd numbers belong to the ISA: arch_cap.h */
    CAP_FRAME = 1, /* on every ISA: size in bytes, rights Read and Write, only Read, or none */
};

typedef struct cap {
    word_t w0, w1;
} cap_t;

FIELD(cap_w0_address, 0, 47)
FIELD(cap_w0_rights, 47, 4)
FIELD(cap_w0_first_badged, 51, 1)
FIELD(cap_w0_revocable, 52, 1)
FIELD(cap_w0_size, 53, 6)
FIELD(cap_w0_type, 59, 5)

/* rights bits, as in the user's seL4_CapRights_t */
enum { RIGHT_WRITE = 1, RIGHT_READ = 2, RIGHT_GRANT = 4, RIGHT_GRANT_REPLY = 8, RIGHTS_ALL = 15 };

static inline word_t cap_type(cap_t cap) { return cap_w0_type(cap.w0); }
static inline word_t cap_size(cap_t cap) { return cap_w0_size(cap.w0); }
static inline word_t cap_rights(cap_t cap) { return cap_w0_rights(cap.w0); }
static inline word_t cap_address(cap_t cap) { return cap_w0_address(cap.w0); }
static inline bool cap_is_revocable(cap_t cap) { return cap_w0_revocable(cap.w0) != 0; }
static inline bool cap_is_first_badged(cap_t cap) { return cap_w0_first_badged(cap.w0) != 0; }
static inline bool cap_is_null(cap_t cap) { return cap.w0 == 0; }
static inline bool cap_is_of_isa(cap_t cap) { return cap_type(cap) % 2 != 0; }

static inline cap_t cap_null(void)
{
    return (cap_t){0, 0};
}

/* The capability without revocable and first-badged flags. */
static inline cap_t cap_new(word_t type, word_t size, word_t rights, word_t address, word_t w1)
{
    word_t w0 = cap_w0_type_set(0, type);

    w0 = cap_w0_size_set(w0, size);
    w0 = cap_w0_rights_set(w0, rights);
    return (cap_t){cap_w0_address_set(w0, address), w1};
}

static inline cap_t cap_with_flags(cap_t cap, bool revocable, bool first_badged)
{
    return (cap_t){cap_w0_first_badged_set(cap_w0_revocable_set(cap.w0, revocable), first_badged), cap.w1};
}

static inline cap_t cap_with_rights(cap_t cap, word_t rights)
{
    return (cap_t){cap_w0_rights_set(cap.w0, rights), cap.w1};
}

/* Endpoint and notification: w1 is the badge. */
static inline word_t cap_badge(cap_t cap) { return cap.w1; }

/* CNode: w1 is the user's cap data word: [5:0] guard size, [63:6] guard value. */
FIELD(cnode_w1_guard_size, 0, 6)
FIELD(cnode_w1_guard, 6, 58)

static inline word_t cnode_cap_radix(cap_t cap) { return cap_size(cap); }
static inline word_t cnode_cap_guard_size(cap_t cap) { return cnode_w1_guard_size(cap.w1); }
static inline word_t cnode_cap_guard(cap_t cap) { return cnode_w1_guard(cap.w1); }

/* Untyped: w1 [47:0] free offset in bytes (multiple of 16, at most 2^size), [63] device. */
FIELD(untyped_w1_free, 0, 48)
FIELD(untyped_w1_device, 63, 1)

static inline word_t untyped_cap_free(cap_t cap) { return untyped_w1_free(cap.w1); }
static inline bool untyped_cap_is_device(cap_t cap) { return untyped_w1_device(cap.w1) != 0; }

static inline cap_t untyped_cap_with_free(cap_t cap, word_t offset)
{
    return (cap_t){cap.w0, untyped_w1_free_set(cap.w1, offset)};
}

/* IRQ handler: address = kernel irq number. Scheduling control: address = core. */
static inline word_t irq_handler_cap_irq(cap_t cap) { return cap_address(cap); }
static inline word_t sched_control_cap_core(cap_t cap) { return cap_address(cap); }

/*
 * Zombie: what is left of a dying object that takes more than one step (delete.c). size is the radix for a CNode,
 * else one of ZOMBIE_SIZE_*. w1: number of slots that may still be full, and (with the rights bits) the number of the
 * first or next slot in a list of zombies. A zombie that stands in such a list lies in the first slot of its own
 * object; bit 46 of the address says so, and the address holds the number of the previous slot instead.
 */
enum { ZOMBIE_SIZE_NOTIFICATION = 60, ZOMBIE_SIZE_ENDPOINT = 61, ZOMBIE_SIZE_TCB = 62 };

FIELD(zombie_w1_count, 0, 34)
FIELD(zombie_w1_next_low, 34, 30)
FIELD(zombie_next_low, 0, 30)  /* parts of a slot number */
FIELD(zombie_next_high, 30, 4)
FIELD(zombie_address_prev, 0, 34)
FIELD(zombie_address_listed, 46, 1)

static inline word_t zombie_cap_count(cap_t cap) { return zombie_w1_count(cap.w1); }
static inline word_t zombie_cap_next(cap_t cap)
{
    return zombie_next_high_set(zombie_w1_next_low(cap.w1), cap_rights(cap));
}

static inline cap_t zombie_cap_with_next(cap_t cap, word_t number)
{
    return (cap_t){cap_w0_rights_set(cap.w0, zombie_next_high(number)),
                   zombie_w1_next_low_set(cap.w1, zombie_next_low(number))};
}

static inline word_t zombie_cap_prev(cap_t cap) { return zombie_address_prev(cap_address(cap)); }

static inline cap_t zombie_cap_with_prev(cap_t cap, word_t number)
{
    return (cap_t){cap_w0_address_set(cap.w0, zombie_address_listed_set(number, 1)), cap.w1};
}

static inline bool zombie_cap_is_listed(cap_t cap) { return zombie_address_listed(cap_address(cap)) != 0; }

/* Does an object of this capability lie in memory that came from an untyped? (caps.md: "has memory") */
bool cap_has_memory(cap_t cap);

/* log2 of the bytes of the object's memory. Only for capabilities with memory. */
word_t cap_object_bits(cap_t cap);

/* Do both refer to one object, in the sense of the finality test? Never for untyped and control capabilities. */
bool cap_same_object(cap_t a, cap_t b);

/* Is x within what a stands for (the region rule of the derivation order, without flags and badges)? */
bool cap_same_region(cap_t a, cap_t x);

#endif
