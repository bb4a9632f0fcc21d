/* SPDX-License-Identifier: BSD-2-Clause */
/* GetIOAPIC, GetMSI: checks in their order, what is programmed, masking between arrival and Ack, deletion. */
#include <arch_test.h>
#include <object/cnode.h>

enum { SLOT_CONTROL = 1, SLOT_HANDLER, SLOT_SECOND, SLOT_OTHER };

#define GET_PIN X86IRQIssueIRQHandlerIOAPIC
#define GET_MESSAGE X86IRQIssueIRQHandlerMSI

static void give_control(void)
{
    slot_insert_alone(world_slot(SLOT_CONTROL), cap_new(CAP_IRQ_CONTROL, 0, 0, 0, 0));
}

static word_t get(word_t label, word_t dest, word_t a, word_t b, word_t c, word_t d, word_t vector)
{
    return world_invoke(SLOT_CONTROL, label, EXTRAS(WORLD_SLOT_CNODE), 7, dest, W(64), a, b, c, d, vector);
}

static void delete(word_t slot)
{
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(slot)) == STATUS_OK);
}

static void common_checks(void)
{
    static const word_t labels[2] = {GET_PIN, GET_MESSAGE};

    give_control();
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQAckIRQ, NO_EXTRAS, 0), seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, EXTRAS(WORLD_SLOT_CNODE), 2, W(1), W(2)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, NO_EXTRAS, 3, W(1), W(2), W(64)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, IRQIssueIRQHandler, EXTRAS(WORLD_SLOT_CNODE), 3, W(1), W(2), W(64)),
                  seL4_IllegalOperation));
    for (unsigned i = 0; i < 2; i++) {
        word_t label = labels[i];

        CHECK(REFUSED(world_invoke(SLOT_CONTROL, label, EXTRAS(WORLD_SLOT_CNODE), 6, W(0), W(0), W(0), W(0), W(0),
                                   W(0)), seL4_TruncatedMessage));
        CHECK(REFUSED(world_invoke(SLOT_CONTROL, label, NO_EXTRAS, 7, W(0), W(0), W(0), W(0), W(0), W(0), W(0)),
                      seL4_TruncatedMessage));
        CHECK(REFUSED_RANGE(get(label, SLOT_CONTROL, 999, 999, 999, 999, 108), 0, 107));
        irq_lines[16 + 107].state = IRQ_SIGNAL;
        CHECK(REFUSED(get(label, SLOT_CONTROL, 999, 999, 999, 999, 107), seL4_RevokeFirst));
        irq_lines[16 + 107].state = IRQ_INACTIVE;
        CHECK(REFUSED(get(label, SLOT_CONTROL, 999, 999, 999, 999, 107), seL4_DeleteFirst));
    }
    host_machine.ioapic_count = 0;
    CHECK(REFUSED(get(GET_PIN, SLOT_HANDLER, 0, 0, 0, 0, 0), seL4_IllegalOperation));
    host_machine.ioapic_count = 2;
    CHECK(REFUSED_RANGE(get(GET_PIN, SLOT_HANDLER, 2, 999, 999, 999, 0), 0, 1));
    CHECK(REFUSED_RANGE(get(GET_PIN, SLOT_HANDLER, 1, HOST_PIN_MAX, 999, 999, 0), 0, HOST_PIN_MAX - 1));
    CHECK(REFUSED_RANGE(get(GET_PIN, SLOT_HANDLER, 1, 2, 2, 999, 0), 0, 1));
    CHECK(REFUSED_RANGE(get(GET_PIN, SLOT_HANDLER, 1, 2, 1, 2, 0), 0, 1));
    CHECK(REFUSED_RANGE(get(GET_MESSAGE, SLOT_HANDLER, 256, 999, 999, 999, 0), 0, 255));
    CHECK(REFUSED_RANGE(get(GET_MESSAGE, SLOT_HANDLER, 255, 32, 999, 999, 0), 0, 31));
    CHECK(REFUSED_RANGE(get(GET_MESSAGE, SLOT_HANDLER, 255, 31, 8, 999, 0), 0, 7));
    CHECK(!host_machine.pin[1][2].programmed && irq_lines[16].state == IRQ_INACTIVE);
}

static void pins(void)
{
    const struct host_pin *pin = &host_machine.pin[0][20];

    give_control();
    CHECK(get(GET_PIN, SLOT_HANDLER, 0, 20, 1, 1, 5) == STATUS_OK);
    CHECK(pin->programmed && pin->vector == 53 && pin->level && pin->active_low && !pin->masked);
    CHECK(irq_handler_cap_irq(world_slot(SLOT_HANDLER)->cap) == 21 && irq_lines[21].state == IRQ_SIGNAL);
    CHECK(slot_is_child(world_slot(SLOT_CONTROL), world_slot(SLOT_HANDLER)));
    CHECK(REFUSED(get(GET_MESSAGE, SLOT_SECOND, 0, 0, 0, 0, 5), seL4_RevokeFirst));
    irq_handle(21);
    CHECK(pin->masked && host_machine.irq_ends == 1);
    arch_irq_ack(21);
    CHECK(!pin->masked);
    irq_handle(22); /* nobody's: ended all the same */
    irq_handle(ARCH_IRQ_COUNT + 1);
    CHECK(!pin->masked && host_machine.irq_ends == 3);
    slot_insert_copy(world_slot(SLOT_HANDLER), world_slot(SLOT_OTHER), world_slot(SLOT_HANDLER)->cap);
    delete(SLOT_HANDLER);
    CHECK(!pin->masked && irq_lines[21].state == IRQ_SIGNAL);
    delete(SLOT_OTHER);
    CHECK(pin->masked && irq_lines[21].state == IRQ_INACTIVE);
    CHECK(get(GET_PIN, SLOT_HANDLER, 0, 20, 0, 0, 107) == STATUS_OK);
    CHECK(pin->vector == 155 && !pin->level && !pin->active_low && !pin->masked);
}

static void messages(void)
{
    give_control();
    CHECK(get(GET_MESSAGE, SLOT_HANDLER, 255, 31, 7, ~W(0), 0) == STATUS_OK);
    CHECK(irq_handler_cap_irq(world_slot(SLOT_HANDLER)->cap) == 16 && irq_lines[16].state == IRQ_SIGNAL);
    irq_handle(16);
    arch_irq_ack(16);
    CHECK(host_machine.irq_ends == 1);
    delete(SLOT_HANDLER);
    CHECK(irq_lines[16].state == IRQ_INACTIVE);
    for (unsigned i = 0; i < HOST_PIN_MAX; i++)
        CHECK(!host_machine.pin[0][i].programmed && !host_machine.pin[0][i].masked);
}

int main(void)
{
    RUN(common_checks);
    RUN(pins);
    RUN(messages);
    return test_end();
}
