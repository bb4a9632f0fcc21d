/* SPDX-License-Identifier: BSD-2-Clause */
/* The initial task of `make run`: a console that shows the kernel at work. */
#include "tour.h"
#include <runtime/string.h>

static void help(void);
static void everything(void);

static void off(void)
{
    printf("Powering off.\n");
    kit_power_off(0);
}

const struct command commands[] = {
    {"help", "lists these commands", "README.md", help},
    {"caps", "the capabilities this first program was given: all the authority there is", "capabilities.md",
     show_capabilities},
    {"memory", "untyped memory: all free physical memory, in user hands", "untyped.md", show_memory},
    {"ipc", "two programs in address spaces of their own talk over an endpoint", "endpoints.md", show_programs},
    {"badge", "a server tells its clients apart by badges they cannot forge", "capabilities.md", show_badges},
    {"denied", "a program tries what it has no capability or no right for", "errors.md", show_denied},
    {"pager", "a page fault becomes a message; the tour maps the page and the program goes on", "faults.md",
     show_pager},
    {"budget", "a runaway program is stopped by its budget, and its timeout reported", "scheduling.md", show_budget},
    {"revoke", "memory is taken back from a program that is using it", "untyped.md", show_revoke},
    {"measure", "how long a call to another address space and its reply take, here and now", "endpoints.md",
     show_measure},
    {"threads", "the kernel's own table of threads (debug kernels)", "debug.md", show_threads},
    {"all", "every one of these, one after the other", "README.md", everything},
    {"off", "powers the machine off", "debug.md", off},
};
const unsigned command_count = sizeof(commands) / sizeof(commands[0]);

static void help(void)
{
    for (unsigned i = 0; i < command_count; i++)
        printf("  %s%*s%s\n", commands[i].name, (int)(10 - strlen(commands[i].name)), "", commands[i].what);
}

static void run(const struct command *command)
{
    printf("--- %s: %s\n", command->name, command->what);
    command->run();
    if (command->run != help && command->run != everything)
        printf("    explained in docs/manual/%s\n", command->page);
}

static void everything(void)
{
    for (unsigned i = 0; i < command_count; i++) {
        if (commands[i].run != help && commands[i].run != everything && commands[i].run != off)
            run(&commands[i]);
    }
}

static const struct command *find(const char *name)
{
    for (unsigned i = 0; i < command_count; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return 0;
}

int main(seL4_BootInfo *bootinfo)
{
    kit_init(bootinfo);
    console_start();
    printf("\nHoldfast: a capability microkernel. You are talking to the first user program;\n"
           "everything it shows happens on the kernel now. Type a command, `help` lists them, `all` runs all.\n");
    for (;;) {
        char line[64];
        const struct command *command;

        printf("> ");
        console_read_line(line, sizeof(line));
        if (line[0] == 0)
            continue;
        command = find(line);
        if (command)
            run(command);
        else
            printf("There is no command `%s`. `help` lists what there is.\n", line);
    }
}
