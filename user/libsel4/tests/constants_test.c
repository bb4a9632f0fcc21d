/* SPDX-License-Identifier: BSD-2-Clause */
/* The constants of the headers against a table of their own. */
#include "mock.h"

#include <stdio.h>

static void check(const char *name, long long is, long long should_be)
{
    char why[80];
    snprintf(why, sizeof(why), "is %lld, should be %lld", is, should_be);
    report(name, is == should_be, why);
}

#define CONSTANT(name, value) check("constant " #name, (long long)(name), (long long)(value));

int main(void)
{
#include "constants_x86_64.h"
    return report_end();
}
