/* SPDX-License-Identifier: BSD-2-Clause */
/* The numbers of the labels, one program per configuration. */
#include "mock.h"

#include <stdio.h>

static void check(const char *name, int is, int should_be)
{
    char why[80];
    snprintf(why, sizeof(why), "is %d, should be %d", is, should_be);
    report(name, is == should_be, why);
}

#if defined(CONFIG_VTX)
#define LABEL(name, plain, vtx, debug) check("label " #name, name, vtx);
#define LABEL_VTX(name, number) check("label " #name, name, number);
#define LABEL_DEBUG(name, number)
#elif defined(CONFIG_HARDWARE_DEBUG_API)
#define LABEL(name, plain, vtx, debug) check("label " #name, name, debug);
#define LABEL_VTX(name, number)
#define LABEL_DEBUG(name, number) check("label " #name, name, number);
#else
#define LABEL(name, plain, vtx, debug) check("label " #name, name, plain);
#define LABEL_VTX(name, number)
#define LABEL_DEBUG(name, number)
#endif

int main(void)
{
#include "labels_table.h"
    return report_end();
}
