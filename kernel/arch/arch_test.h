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
#include <string.h>
#include <tests/host/check.h>

#define WORLD_RADIX 10u
#define WORLD_SLOTS (1u << WORLD_RADIX)
#define WORLD_SLOT_CNODE (WORLD_SLOTS - 1) /* this slot holds the CNode itself */
#define WORLD_UNTYPED_BITS 24u

static tcb_t *world_caller;
static slot_t *world_slots;
static struct refusal world_why;

#define RUN(test) \
    do { \
        world_start(); \
        test(); \
        case_end(#test); \
    } while (0)

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
    random_state = RANDOM_SEED;
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
        return arch_irq_control_invoke(&in, &world_why);
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
