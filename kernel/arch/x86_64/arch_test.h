/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of the ISA's methods: a caller, a CNode full of slots, and invocations as the kernel would make them. */
#ifndef ARCH_TEST_H
#define ARCH_TEST_H

#include <arch/arch.h>
#include <arch_cap.h>
#include <core/invoke.h>
#include <host.h>
#include <object/irq.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORLD_RADIX 10u
#define WORLD_SLOTS (1u << WORLD_RADIX)
#define WORLD_SLOT_CNODE (WORLD_SLOTS - 1) /* this slot holds the CNode itself */
#define WORLD_UNTYPED_BITS 24u

static unsigned world_passed, world_failed;
static bool world_ok;
static uint64_t world_seed;
static const char *world_name;

static tcb_t *world_caller;
static slot_t *world_slots;
static struct refusal world_why;

/* A test is a function; it fails when one of its checks does. Later checks of the same test are not reported. */
#define CHECK(c) \
    do { \
        if (!(c) && world_ok) { \
            world_ok = false; \
            printf("not ok %s: line %d: %s\n", world_name, __LINE__, #c); \
        } \
    } while (0)

#define RUN(test) \
    do { \
        world_name = #test; \
        world_ok = true; \
        world_start(); \
        test(); \
        world_passed += world_ok; \
        world_failed += !world_ok; \
        if (world_ok) \
            printf("ok %s\n", world_name); \
    } while (0)

static inline int world_end(void)
{
    printf("%u passed, %u failed\n", world_passed, world_failed);
    return world_failed != 0;
}

/* xorshift64: the same sequence in every run. */
static inline word_t world_random(word_t below)
{
    world_seed ^= world_seed << 13;
    world_seed ^= world_seed >> 7;
    world_seed ^= world_seed << 17;
    return (world_seed >> 11) % below;
}

static inline slot_t *world_slot(word_t i)
{
    REQUIRES(i < WORLD_SLOTS);
    return world_slots + i;
}

static inline void world_start(void)
{
    word_t cnode = 0;

    host_reset();
    memset(irq_lines, 0, sizeof(irq_lines));
    world_seed = 88172645463325252u;
    world_caller = object_at(host_alloc(seL4_TCBBits));
    core0.current = world_caller;
    cnode = host_alloc(WORLD_RADIX + seL4_SlotBits);
    world_slots = object_at(cnode);
    slot_insert_alone(world_slot(WORLD_SLOT_CNODE),
                      cap_new(CAP_CNODE, WORLD_RADIX, 0, cnode, cnode_w1_guard_size_set(0, 64 - WORLD_RADIX)));
}

/*
 * Invokes the capability in a slot: count argument words follow, the extra capabilities' slot numbers are in extras,
 * ended by a negative number. The result is the method's; world_why holds the words of a refusal.
 */
struct world_extras {
    int slot[4];
};

#define EXTRAS(...) ((struct world_extras){{__VA_ARGS__, -1}})
#define NO_EXTRAS ((struct world_extras){{-1}})

static inline word_t world_invoke(word_t slot, word_t label, struct world_extras extras, int count, ...)
{
    static struct ipc_buffer buffer;
    struct invocation in = {0};
    va_list words;

    in.caller = world_caller;
    in.slot = world_slot(slot);
    in.cap = in.slot->cap;
    in.label = label;
    in.length = (word_t)count;
    in.buffer = &buffer;
    in.is_call = true;
    va_start(words, count);
    for (int i = 0; i < count; i++) {
        word_t value = va_arg(words, word_t);

        if (i < (int)MR_REGISTERS)
            world_caller->context.r[arch_mr_register((word_t)i)] = value;
        else
            buffer.msg[i] = value;
    }
    va_end(words);
    for (int i = 0; i < 3 && extras.slot[i] >= 0; i++) {
        in.extra[i] = world_slot((word_t)extras.slot[i]);
        in.extra_count++;
    }
    core0.result_count = 0;
    memset(&world_why, 0xee, sizeof(world_why));
    if (cap_type(in.cap) == CAP_IRQ_CONTROL)
        return irq_control_invoke(&in, &world_why);
    return arch_invoke(&in, &world_why);
}

/* Was the last invocation refused with this error and these words? */
static inline bool world_refused(word_t status, word_t error, int count, ...)
{
    bool same = (status == error) && (world_why.error == error) && (world_why.count == (word_t)count);
    va_list words;

    va_start(words, count);
    for (int i = 0; i < count; i++)
        same = (world_why.word[i] == va_arg(words, word_t)) && same;
    va_end(words);
    return same;
}

#define W(x) ((word_t)(x))
#define REFUSED(call, error) world_refused(call, error, 0)
#define REFUSED1(call, error, a) world_refused(call, error, 1, W(a))
#define REFUSED_RANGE(call, min, max) world_refused(call, seL4_RangeError, 2, W(min), W(max))
#define REFUSED_ROOT(call) world_refused(call, seL4_FailedLookup, 2, W(0), W(seL4_InvalidRoot))
#define REFUSED_MISSING(call, bits) world_refused(call, seL4_FailedLookup, 3, W(0), W(seL4_MissingCapability), W(bits))

#endif
