/* SPDX-License-Identifier: BSD-2-Clause */
/* Microseconds and ticks at several clock rates, whole and broken numbers of MHz. */
#include <arch_test.h>
#include <core/time.h>

static const word_t all_ones = ~(word_t)0;

static void whole_rates(void)
{
    static const word_t rates[] = {1, 3, 999, 2400, 5000};

    for (unsigned i = 0; i < ARRAY_SIZE(rates); i++) {
        word_t mhz = rates[i];

        time_init(mhz, 1);
        CHECK(time_us_to_ticks(0) == 0 && time_us_to_ticks(10) == 10 * mhz);
        CHECK(time_ticks_to_us(10 * mhz + mhz - 1) == 10 && time_ticks_to_us(all_ones) == all_ones / mhz);
        CHECK(time_max_us() == all_ones / mhz && time_max_ticks() == all_ones);
        CHECK(time_ticks_to_us(time_us_to_ticks(time_max_us())) == time_max_us());
        CHECK(time_margin() == ARCH_TIMER_MARGIN_US * mhz && max_period_us() == time_max_us() / 8);
    }
}

/* 62.5 MHz: two microseconds are 125 ticks. Figures worked out by hand. */
static void broken_rate(void)
{
    time_init(62500, 1000);
    CHECK(time_us_to_ticks(0) == 0 && time_us_to_ticks(1) == 62 && time_us_to_ticks(2) == 125);
    CHECK(time_us_to_ticks(10) == 625 && time_us_to_ticks(1000000) == 62500000);
    CHECK(time_ticks_to_us(124) == 1 && time_ticks_to_us(125) == 2 && time_ticks_to_us(62500000) == 1000000);
    CHECK(time_max_us() == 295147905179352u && time_max_ticks() == 295147905179352u);
    CHECK(time_us_to_ticks(time_max_us()) == 18446744073709500u);
    CHECK(time_ticks_to_us(time_max_ticks()) == 4722366482869u);
    CHECK(time_margin() == ARCH_TIMER_MARGIN_US * 62 && max_period_us() == 36893488147419u);
}

int main(void)
{
    RUN(whole_rates);
    RUN(broken_rate);
    return test_end();
}
