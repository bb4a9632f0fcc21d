/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports: issuing against a plain array of flags, the range check of every access, the words of refusals. */
#include <arch_test.h>
#include <io_port.h>
#include <object/cnode.h>

enum { SLOT_CONTROL = 1, SLOT_PORT, SLOT_COPY, SLOT_RANGES = 100, RANGES = 200, PORTS = 65536, STEPS = 6000 };

static void give_control(void)
{
    slot_insert_alone(world_slot(SLOT_CONTROL), io_port_control_cap_new());
}

static word_t issue(word_t first, word_t last, word_t dest)
{
    return world_invoke(SLOT_CONTROL, X86IOPortControlIssue, EXTRAS(WORLD_SLOT_CNODE), 4, first, last, dest, W(64));
}

static void delete(word_t slot)
{
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(slot)) == STATUS_OK);
}

static void issue_checks(void)
{
    give_control();
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, X86IOPortIn8, NO_EXTRAS, 1, W(0)), seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, X86IOPortControlIssue, EXTRAS(WORLD_SLOT_CNODE), 3, W(0), W(0), W(0)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, X86IOPortControlIssue, NO_EXTRAS, 4, W(0), W(0), W(0), W(0)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED1(issue(0x61, 0x60, SLOT_CONTROL), seL4_InvalidArgument, 1));
    CHECK(REFUSED(issue(0x60, 0x61, SLOT_CONTROL), seL4_DeleteFirst));
    CHECK(issue(0x10060, 0x30063, SLOT_PORT) == STATUS_OK); /* modulo 2^16 */
    CHECK(io_port_cap_first(world_slot(SLOT_PORT)->cap) == 0x60);
    CHECK(io_port_cap_last(world_slot(SLOT_PORT)->cap) == 0x63);
    CHECK(REFUSED(issue(0x63, 0x70, SLOT_CONTROL), seL4_RevokeFirst));
    CHECK(slot_is_child(world_slot(SLOT_CONTROL), world_slot(SLOT_PORT)));
    CHECK(cap_derive_check(world_slot(SLOT_CONTROL), world_slot(SLOT_CONTROL)->cap) != STATUS_OK ||
          cap_is_null(cap_derived(world_slot(SLOT_CONTROL)->cap)));
    CHECK(cap_derive_check(world_slot(SLOT_PORT), world_slot(SLOT_PORT)->cap) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_PORT), world_slot(SLOT_COPY), world_slot(SLOT_PORT)->cap);
    delete(SLOT_PORT);
    CHECK(REFUSED(issue(0x60, 0x60, SLOT_PORT), seL4_RevokeFirst));
    delete(SLOT_COPY);
    CHECK(issue(0, 0xffff, SLOT_PORT) == STATUS_OK);
    CHECK(REFUSED(issue(0x8000, 0x8000, SLOT_COPY), seL4_RevokeFirst));
    delete(SLOT_PORT);
    CHECK(issue(0xffff, 0xffff, SLOT_PORT) == STATUS_OK);
    delete(SLOT_PORT);
}

static void access_checks(void)
{
    static const word_t labels[3] = {X86IOPortIn8, X86IOPortIn16, X86IOPortIn32};

    give_control();
    CHECK(issue(0x3f8, 0x3ff, SLOT_PORT) == STATUS_OK);
    host_machine.port_value = 0x123456789abcdef0;
    for (word_t i = 0; i < 3; i++) {
        word_t bytes = W(1) << i;
        word_t mask = (W(1) << 8 * bytes) - 1;

        CHECK(REFUSED(world_invoke(SLOT_PORT, labels[i], NO_EXTRAS, 0), seL4_TruncatedMessage));
        CHECK(REFUSED(world_invoke(SLOT_PORT, labels[i] + 3, NO_EXTRAS, 1, W(0x3f8)), seL4_TruncatedMessage));
        for (word_t port = 0x3f0; port < 0x408; port++) {
            bool good = port >= 0x3f8 && port + bytes - 1 <= 0x3ff;
            word_t in = world_invoke(SLOT_PORT, labels[i], NO_EXTRAS, 1, port | 0x70000);

            CHECK(in == (good ? (word_t)STATUS_OK : (word_t)seL4_IllegalOperation));
            if (good)
                CHECK(core0.result_count == 1 && core0.result[0] == (host_machine.port_value & mask)
                      && host_machine.port == port && host_machine.port_bytes == bytes);
            in = world_invoke(SLOT_PORT, labels[i] + 3, NO_EXTRAS, 2, port, ~W(0));
            CHECK(in == (good ? (word_t)STATUS_OK : (word_t)seL4_IllegalOperation));
            if (good)
                CHECK(core0.result_count == 0 && host_machine.port == port && host_machine.port_written == mask);
        }
    }
    CHECK(host_machine.port_ins == 8 + 7 + 5 && host_machine.port_outs == 8 + 7 + 5);
    CHECK(REFUSED(world_invoke(SLOT_PORT, X86IOPortControlIssue, NO_EXTRAS, 0), seL4_IllegalOperation));
    delete(SLOT_PORT);
    CHECK(issue(0xfffd, 0xffff, SLOT_PORT) == STATUS_OK);
    CHECK(REFUSED(world_invoke(SLOT_PORT, X86IOPortIn32, NO_EXTRAS, 1, W(0xfffd)), seL4_IllegalOperation));
    CHECK(world_invoke(SLOT_PORT, X86IOPortIn16, NO_EXTRAS, 1, W(0xfffe)) == STATUS_OK);
    delete(SLOT_PORT);
}

static void random_ranges(void)
{
    static bool issued[PORTS];
    unsigned granted = 0, refused = 0;

    memset(issued, 0, sizeof(issued));
    give_control();
    for (unsigned n = 0; n < STEPS && case_holds(); n++) {
        word_t slot = SLOT_RANGES + random_below(RANGES);
        word_t first = random_below(PORTS), last = first + random_below(W(1) << random_below(14));
        bool taken = false;

        if (!slot_is_empty(world_slot(slot))) {
            cap_t cap = world_slot(slot)->cap;

            for (word_t p = io_port_cap_first(cap); p <= io_port_cap_last(cap); p++)
                issued[p] = false;
            delete(slot);
            continue;
        }
        last = last > PORTS - 1 ? PORTS - 1 : last;
        for (word_t p = first; p <= last; p++)
            taken = taken || issued[p];
        CHECK(io_port_any_issued(first, last) == taken);
        CHECK(issue(first, last, slot) == (taken ? (word_t)seL4_RevokeFirst : (word_t)STATUS_OK));
        for (word_t p = first; !taken && p <= last; p++)
            issued[p] = true;
        granted += !taken;
        refused += taken;
    }
    CHECK(granted > 500 && refused > 500);
    for (word_t i = 0; i < RANGES; i++) {
        if (!slot_is_empty(world_slot(SLOT_RANGES + i)))
            delete(SLOT_RANGES + i);
    }
    CHECK(!io_port_any_issued(0, PORTS - 1));
}

int main(void)
{
    RUN(issue_checks);
    RUN(access_checks);
    RUN(random_ranges);
    return test_end();
}
