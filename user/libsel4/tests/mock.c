/* SPDX-License-Identifier: BSD-2-Clause */
#include "mock.h"

#include <stdio.h>
#include <string.h>

struct mock_call mock_call;
int mock_call_count;
sel4_registers_t mock_return;
seL4_IPCBuffer mock_buffer;
static int reports;
static int failures;

void mock_reset(void)
{
    memset(&mock_call, 0, sizeof(mock_call));
    memset(&mock_return, 0, sizeof(mock_return));
    memset(&mock_buffer, 0xee, sizeof(mock_buffer));
    mock_call_count = 0;
    seL4_SetIPCBuffer(&mock_buffer);
}

static sel4_registers_t record(seL4_Word number, sel4_registers_t in, seL4_Word reply, seL4_Word dest, int with_words)
{
    mock_call = (struct mock_call){number, in, reply, dest, with_words};
    mock_call_count++;
    return mock_return;
}

void sel4_trap_send(seL4_Word number, sel4_registers_t in)
{
    (void)record(number, in, 0, 0, 1);
}

seL4_Word sel4_trap_short(seL4_Word number, seL4_Word cap, seL4_Word info)
{
    sel4_registers_t in = {cap, info, 0, 0, 0, 0};
    return record(number, in, 0, 0, 0).cap;
}

sel4_registers_t sel4_trap(seL4_Word number, sel4_registers_t in)
{
    return record(number, in, 0, 0, 1);
}

sel4_registers_t sel4_trap_reply(seL4_Word number, sel4_registers_t in, seL4_Word reply)
{
    return record(number, in, reply, 0, 1);
}

sel4_registers_t sel4_trap_send_recv(seL4_Word number, sel4_registers_t in, seL4_Word reply, seL4_Word dest)
{
    return record(number, in, reply, dest, 1);
}

void report(const char *name, int good, const char *why)
{
    reports++;
    if (good) {
        printf("ok %s\n", name);
    } else {
        printf("not ok %s: %s\n", name, why);
        failures++;
    }
}

int report_end(void)
{
    return failures || !reports;
}
