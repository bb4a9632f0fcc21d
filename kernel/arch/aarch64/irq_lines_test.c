/* SPDX-License-Identifier: BSD-2-Clause */
/* IRQControl and software interrupts of AArch64: checks in their order; lines of the GIC from arrival to Ack. */
#include <arch_test.h>
#include <irq_lines.h>
#include <object/cnode.h>

enum { SLOT_CONTROL = 1, SLOT_DEST, SLOT_OTHER, SLOT_FULL };

static void setup(void)
{
    slot_insert_alone(world_slot(SLOT_CONTROL), cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    slot_insert_alone(world_slot(SLOT_FULL), cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
    irq_lines[ARCH_IRQ_TIMER].state = IRQ_TIMER;
    irq_lines[ARCH_IRQ_VCPU_MAINTENANCE].state = IRQ_RESERVED;
    irq_lines[ARCH_IRQ_VIRTUAL_TIMER].state = IRQ_RESERVED;
}

static word_t get(word_t irq, word_t dest)
{
    return world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, EXTRAS(WORLD_SLOT_CNODE), 3, irq, dest, W(64));
}

static word_t get_trigger(word_t irq, word_t trigger, word_t dest)
{
    return world_invoke(SLOT_CONTROL, ARMIRQIssueIRQHandlerTrigger, EXTRAS(WORLD_SLOT_CNODE), 4, irq, trigger, dest,
                        W(64));
}

static word_t issue(word_t number, word_t target, word_t dest)
{
    return world_invoke(SLOT_CONTROL, ARMIRQIssueSGISignal, EXTRAS(WORLD_SLOT_CNODE), 4, number, target, dest, W(64));
}

static void refusals(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, EXTRAS(WORLD_SLOT_CNODE), 2, W(160), W(SLOT_FULL)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, NO_EXTRAS, 3, W(160), W(SLOT_FULL), W(64)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED_RANGE(get(160, SLOT_FULL), 0, 159));
    CHECK(REFUSED_RANGE(get(W(1) << 32 | 5, SLOT_FULL), 0, 159));
    for (word_t irq = 25; irq <= 27; irq++)
        CHECK(REFUSED(get(irq, SLOT_FULL), seL4_RevokeFirst));
    CHECK(REFUSED(get(0, SLOT_FULL), seL4_DeleteFirst));
    CHECK(get(0, SLOT_DEST) == STATUS_OK);
    CHECK(REFUSED(get(0, SLOT_FULL), seL4_RevokeFirst));
    CHECK(cap_type(world_slot(SLOT_DEST)->cap) == CAP_IRQ_HANDLER);
    CHECK(slot_is_child(world_slot(SLOT_CONTROL), world_slot(SLOT_DEST)));
    CHECK(host_machine.irq_enabled[0] && !host_machine.irq_enabled[1]);
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, ARMPageMap, NO_EXTRAS, 0), seL4_IllegalOperation));
}

static void triggers(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, ARMIRQIssueIRQHandlerTrigger, EXTRAS(WORLD_SLOT_CNODE), 3, W(160), W(1),
                               W(SLOT_FULL)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED_RANGE(get_trigger(160, 1, SLOT_FULL), 0, 159));
    CHECK(REFUSED(get_trigger(26, 1, SLOT_FULL), seL4_RevokeFirst));
    CHECK(REFUSED(get_trigger(40, 1, SLOT_FULL), seL4_DeleteFirst) && !host_machine.irq_edge[40]);
    CHECK(get_trigger(40, 2, SLOT_DEST) == STATUS_OK && host_machine.irq_edge[40] && host_machine.irq_enabled[40]);
    CHECK(get_trigger(41, 0, SLOT_OTHER) == STATUS_OK && !host_machine.irq_edge[41]);
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(SLOT_DEST)) == STATUS_OK);
    CHECK(get(40, SLOT_DEST) == STATUS_OK && host_machine.irq_edge[40]); /* stays as it was */
}

/* All lines, and deleting a handler gives its line back. */
static void every_line(void)
{
    setup();
    for (word_t irq = 0; irq < ARCH_IRQ_COUNT; irq++) {
        if (irq >= 25 && irq <= 27)
            continue;
        CHECK(get(irq, SLOT_DEST) == STATUS_OK && host_machine.irq_enabled[irq]);
        core0.work_units = 0;
        CHECK(slot_delete(world_slot(SLOT_DEST)) == STATUS_OK && !host_machine.irq_enabled[irq]);
        CHECK(irq_lines[irq].state == IRQ_INACTIVE);
    }
}

/* Masked from its arrival to the user's Ack. */
static void arrival_gicv2(void)
{
    setup();
    CHECK(get(70, SLOT_DEST) == STATUS_OK);
    arch_irq_arrived(70);
    arch_irq_end(70);
    CHECK(!host_machine.irq_enabled[70] && host_machine.irq_ended == 70 && host_machine.irq_ends == 1);
    arch_irq_ack(70);
    CHECK(host_machine.irq_enabled[70] && !host_machine.irq_held[70]);
}

/* Held. */
static void arrival_gicv3(void)
{
    setup();
    hw_state.gic_version = 3;
    CHECK(get(70, SLOT_DEST) == STATUS_OK);
    arch_irq_arrived(70);
    arch_irq_end(70);
    CHECK(host_machine.irq_held[70] && host_machine.irq_ended == 70 && host_machine.irq_ends == 1);
    arch_irq_ack(70);
    CHECK(!host_machine.irq_held[70] && host_machine.irq_enabled[70]);
    arch_irq_mask(70);
    CHECK(!host_machine.irq_enabled[70]);
    arch_irq_unmask(70);
    CHECK(host_machine.irq_enabled[70]);
}

static void software_interrupts(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, ARMIRQIssueSGISignal, EXTRAS(WORLD_SLOT_CNODE), 3, W(16), W(8),
                               W(SLOT_FULL)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED_RANGE(issue(16, 8, SLOT_FULL), 0, 15));
    CHECK(REFUSED1(issue(15, 8, SLOT_FULL), seL4_InvalidArgument, 1));
    CHECK(REFUSED(issue(15, 7, SLOT_FULL), seL4_DeleteFirst));
    CHECK(issue(15, 7, SLOT_DEST) == STATUS_OK && host_machine.sgi_sent == 0);
    CHECK(slot_is_child(world_slot(SLOT_CONTROL), world_slot(SLOT_DEST)));
    CHECK(world_invoke(SLOT_DEST, 12345, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(host_machine.sgi_sent == 1 && host_machine.sgi_number == 15 && host_machine.sgi_target == 7);
    CHECK(issue(0, 0, SLOT_OTHER) == STATUS_OK); /* the same again is another capability */
    CHECK(!arch_cap_same_object(world_slot(SLOT_DEST)->cap, world_slot(SLOT_OTHER)->cap));
    CHECK(world_invoke(SLOT_OTHER, 0, NO_EXTRAS, 0) == STATUS_OK && host_machine.sgi_number == 0);
}

/* A GICv3 has affinities of 32 bits. */
static void affinities(void)
{
    setup();
    hw_state.gic_version = 3;
    CHECK(REFUSED1(issue(3, W(1) << 32, SLOT_FULL), seL4_InvalidArgument, 1));
    CHECK(issue(3, 0xffffffff, SLOT_DEST) == STATUS_OK && world_invoke(SLOT_DEST, 0, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(host_machine.sgi_number == 3 && host_machine.sgi_target == 0xffffffff);
}

int main(void)
{
    RUN(refusals);
    RUN(triggers);
    RUN(every_line);
    RUN(arrival_gicv2);
    RUN(arrival_gicv3);
    RUN(software_interrupts);
    RUN(affinities);
    return test_end();
}
