/* SPDX-License-Identifier: BSD-2-Clause */
/* IRQControl of RISC-V: checks in their order; sources of the PLIC at arrival, acknowledgement and end. */
#include <arch_test.h>
#include <object/cnode.h>

enum { SLOT_CONTROL = 1, SLOT_DEST, SLOT_OTHER, SLOT_FULL };

static void setup(void)
{
    slot_insert_alone(world_slot(SLOT_CONTROL), cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    slot_insert_alone(world_slot(SLOT_FULL), cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    irq_lines[0].state = IRQ_RESERVED;
    irq_lines[ARCH_IRQ_TIMER].state = IRQ_TIMER;
}

static word_t get(word_t irq, word_t dest)
{
    return world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, EXTRAS(WORLD_SLOT_CNODE), 3, irq, dest, W(64));
}

static void refusals(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, EXTRAS(WORLD_SLOT_CNODE), 2, W(5), W(SLOT_DEST)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, NO_EXTRAS, 3, W(5), W(SLOT_DEST), W(64)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED_RANGE(get(0, SLOT_FULL), 1, 96));
    CHECK(REFUSED_RANGE(get(97, SLOT_FULL), 1, 96));
    CHECK(REFUSED_RANGE(get(W(1) << 32 | 5, SLOT_FULL), 1, 96));
    CHECK(REFUSED(get(96, SLOT_FULL), seL4_RevokeFirst));
    CHECK(REFUSED(get(5, SLOT_FULL), seL4_DeleteFirst));
    CHECK(get(5, SLOT_DEST) == STATUS_OK);
    CHECK(REFUSED(get(5, SLOT_FULL), seL4_RevokeFirst));
    CHECK(cap_type(world_slot(SLOT_DEST)->cap) == CAP_IRQ_HANDLER);
    CHECK(slot_is_child(world_slot(SLOT_CONTROL), world_slot(SLOT_DEST)));
    CHECK(host_machine.irq_enabled[5] && !host_machine.irq_enabled[6]);
}

/* A PLIC has no triggers. */
static void triggers(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, RISCVIRQIssueIRQHandlerTrigger, EXTRAS(WORLD_SLOT_CNODE), 3, W(5), W(0),
                               W(SLOT_DEST)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, RISCVIRQIssueIRQHandlerTrigger, EXTRAS(WORLD_SLOT_CNODE), 4, W(5), W(0),
                               W(SLOT_DEST), W(64)),
                  seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, RISCVPageMap, NO_EXTRAS, 0), seL4_IllegalOperation));
    CHECK(cap_is_null(world_slot(SLOT_DEST)->cap));
}

/* All sources, and deleting a handler gives its source back. */
static void every_source(void)
{
    setup();
    for (word_t irq = 1; irq <= ARCH_IRQ_SOURCES; irq++) {
        CHECK(get(irq, SLOT_DEST) == STATUS_OK && host_machine.irq_enabled[irq]);
        core0.work_units = 0;
        CHECK(slot_delete(world_slot(SLOT_DEST)) == STATUS_OK && !host_machine.irq_enabled[irq]);
        CHECK(irq_lines[irq].state == IRQ_INACTIVE);
    }
}

/* Masked from its arrival to the user's acknowledgement. */
static void arrival(void)
{
    setup();
    CHECK(get(7, SLOT_DEST) == STATUS_OK);
    arch_irq_arrived(7);
    arch_irq_end(7);
    CHECK(!host_machine.irq_enabled[7] && host_machine.irq_ended == 7 && host_machine.irq_ends == 1);
    arch_irq_ack(7);
    CHECK(host_machine.irq_enabled[7]);
    arch_irq_mask(7);
    CHECK(!host_machine.irq_enabled[7]);
    arch_irq_unmask(7);
    CHECK(host_machine.irq_enabled[7]);
}

int main(void)
{
    RUN(refusals);
    RUN(triggers);
    RUN(every_source);
    RUN(arrival);
    return test_end();
}
