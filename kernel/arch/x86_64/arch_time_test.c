/* SPDX-License-Identifier: BSD-2-Clause */
/* Microseconds and ticks at several clock rates. */
#include <arch_test.h>
#include <arch_time.h>

static void conversions(void)
{
    static const word_t rates[] = {1, 3, 999, 2400, 5000};

    for (unsigned i = 0; i < ARRAY_SIZE(rates); i++) {
        word_t mhz = rates[i];

        arch_time_init(mhz);
        CHECK(arch_us_to_ticks(0) == 0 && arch_us_to_ticks(10) == 10 * mhz);
        CHECK(arch_ticks_to_us(10 * mhz + mhz - 1) == 10 && arch_ticks_to_us(~(word_t)0) == ~(word_t)0 / mhz);
        CHECK(arch_max_us() == ~(word_t)0 / mhz && arch_max_ticks() == ~(word_t)0);
        CHECK(arch_ticks_to_us(arch_us_to_ticks(arch_max_us())) == arch_max_us());
        CHECK(arch_timer_margin() == mhz && max_period_us() == arch_max_us() / 8);
    }
}

static void leaves(void)
{
    host_machine.clock = 1234;
    CHECK(arch_clock() == 1234);
    arch_timer_set(77);
    CHECK(host_machine.timer_deadline == 77 && host_machine.timer_sets == 1);
}

int main(void)
{
    RUN(conversions);
    RUN(leaves);
    return test_end();
}
