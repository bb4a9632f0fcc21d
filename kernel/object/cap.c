/* SPDX-License-Identifier: BSD-2-Clause */
/* What capabilities stand for: memory, objects, regions. caps.md sections 2, 4, 5. */
#include <arch/arch.h>
#include <object/cnode.h>

#define CAP_TYPES 32u

/* The memory of each type's object: 2^(fixed + size) bytes where by_size, else 2^fixed; or none. */
struct cap_memory {
    uint8_t fixed;
    bool by_size;
    bool none;
};

static const struct cap_memory cap_memory[CAP_TYPES] = {
    [CAP_NULL] = {.none = true},
    [CAP_UNTYPED] = {.by_size = true},
    [CAP_ENDPOINT] = {.fixed = seL4_EndpointBits},
    [CAP_NOTIFICATION] = {.fixed = seL4_NotificationBits},
    [CAP_REPLY] = {.fixed = seL4_ReplyBits},
    [CAP_CNODE] = {.fixed = seL4_SlotBits, .by_size = true},
    [CAP_TCB] = {.fixed = seL4_TCBBits},
    [CAP_IRQ_CONTROL] = {.none = true},
    [CAP_IRQ_HANDLER] = {.none = true},
    [CAP_ZOMBIE] = {.fixed = seL4_SlotBits, .by_size = true}, /* of a CNode; others: zombie_object_bits */
    [CAP_DOMAIN] = {.none = true},
    [CAP_SCHED_CONTEXT] = {.by_size = true},
    [CAP_SCHED_CONTROL] = {.none = true},
    [26] = {.none = true},
    [28] = {.none = true},
    [30] = {.none = true},
    ARCH_CAP_MEMORY,
};

static word_t zombie_object_bits(cap_t cap)
{
    switch (cap_size(cap)) {
    case ZOMBIE_SIZE_TCB:
        return seL4_TCBBits;
    case ZOMBIE_SIZE_ENDPOINT:
        return seL4_EndpointBits;
    case ZOMBIE_SIZE_NOTIFICATION:
        return seL4_NotificationBits;
    }
    return cap_size(cap) + seL4_SlotBits;
}

bool cap_has_memory(cap_t cap)
{
    return !cap_memory[cap_type(cap)].none;
}

word_t cap_object_bits(cap_t cap)
{
    struct cap_memory memory = cap_memory[cap_type(cap)];

    REQUIRES(cap_has_memory(cap));

    if (unlikely(cap_type(cap) == CAP_ZOMBIE))
        return zombie_object_bits(cap);
    return memory.fixed + (memory.by_size ? cap_size(cap) : 0);
}

bool cap_same_object(cap_t a, cap_t b)
{
    if (cap_type(a) != cap_type(b))
        return false;
    if (cap_is_of_isa(a))
        return arch_cap_same_object(a, b);
    switch (cap_type(a)) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
    case CAP_REPLY:
    case CAP_TCB:
    case CAP_IRQ_HANDLER:
        return cap_address(a) == cap_address(b);
    case CAP_CNODE:
    case CAP_SCHED_CONTEXT:
        return (cap_address(a) == cap_address(b)) & (cap_size(a) == cap_size(b));
    }
    return false;
}

/* Both have memory: does x lie within a? Addresses stay below 2^48, so the sums do not wrap. */
static bool memory_within(cap_t a, cap_t x)
{
    word_t a_base = cap_address(a), x_base = cap_address(x);

    return (a_base <= x_base) &
           (x_base + op_pow2(cap_object_bits(x)) <= a_base + op_pow2(cap_object_bits(a)));
}

bool cap_same_region(cap_t a, cap_t x)
{
    switch (cap_type(a)) {
    case CAP_UNTYPED:
        return cap_has_memory(x) && memory_within(a, x);
    case CAP_IRQ_CONTROL:
        return (cap_type(x) == CAP_IRQ_CONTROL) | (cap_type(x) == CAP_IRQ_HANDLER) | arch_cap_is_of_irq_control(x);
    case CAP_DOMAIN:
    case CAP_SCHED_CONTROL:
        return cap_type(a) == cap_type(x);
    }
    return cap_is_of_isa(a) ? arch_cap_same_region(a, x) : cap_same_object(a, x);
}
