/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel on the machine: every kind of exception, registers and FPU state across preemption, interrupts while
 * idle, clocks. Runs as the initial program.
 */
#include "machine.h"

#include <runtime/console.h>
#include <runtime/start.h>

seL4_BootInfo *boot;

static int passed;
static int failed;

void report(const char *name, int good)
{
    if (good) {
        passed++;
        printf("ok %s\n", name);
    } else {
        failed++;
        printf("not ok %s: condition is false\n", name);
    }
}

void report_equal(const char *name, seL4_Word found, seL4_Word wanted)
{
    if (found == wanted) {
        passed++;
        printf("ok %s\n", name);
    } else {
        failed++;
        printf("not ok %s: 0x%lx instead of 0x%lx\n", name, found, wanted);
    }
}

int main(seL4_BootInfo *bootinfo)
{
    boot = bootinfo;
    require_ok(console_init(boot, slot_new()));
    test_traps();
    test_state();
    test_time();
    test_random();
    printf("%d passed, %d failed\n", passed, failed);
    runtime_exit();
}
