/* SPDX-License-Identifier: BSD-2-Clause */
/* Debug system calls on the host port, whose kernel is a debug kernel. Misuse that halts runs in a child process. */
#include <core/syscall_debug.h>
#include <object/ipc_world.h>

#include <sys/wait.h>
#include <unistd.h>

enum { PUT_CHAR = -12, DUMP_SCHEDULER = -13, HALT = -14, IDENTIFY = -15, SNAPSHOT = -16, NAME = -17, SEND_IPI = -18 };

static tcb_t *caller;
static slot_t *slots;

static void caller_new(void)
{
    caller = world_runner(10);
    slots = world_cspace(caller);
    world_enter(caller);
}

static bool call(int64_t number, word_t argument)
{
    caller->context.r[REG_CAP] = argument;
    return syscall_debug((word_t)number, caller);
}

/* Does the call stop the machine? */
static bool halts(int64_t number, word_t argument)
{
    int status = 0;
    pid_t child = (fflush(stdout), fork()); /* the child's exit shall find nothing to print */

    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) != 0)
            call(number, argument);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == HOST_HALTED;
}

static void identifies(void)
{
    static const word_t types[] = {CAP_UNTYPED, CAP_ENDPOINT, CAP_CNODE, CAP_TCB, CAP_FRAME, ARCH_CAP_ROOT};

    caller_new();
    for (word_t i = 0; i < ARRAY_SIZE(types); i++) {
        slots[1 + i].cap = cap_new(types[i], 12, 0, 4096 * 1024, 0);
        CHECK(call(IDENTIFY, 1 + i) && caller->context.r[REG_CAP] == types[i]);
    }
    CHECK(call(IDENTIFY, 20) && caller->context.r[REG_CAP] == CAP_NULL);       /* empty slot */
    CHECK(call(IDENTIFY, 1000000) && caller->context.r[REG_CAP] == CAP_NULL); /* no such slot */
}

static void names(void)
{
    struct ipc_buffer *buffer = 0;
    tcb_t *target = 0;

    caller_new();
    target = world_thread(1);
    buffer = world_buffer(caller, RIGHT_READ | RIGHT_WRITE);
    slots[1].cap = cap_new(CAP_TCB, 0, 0, physical_of(target), 0);
    strcpy((char *)buffer->msg, "driver");
    CHECK(call(NAME, 1) && strcmp(target->name, "driver") == 0);

    memset(buffer->msg, 'x', 200);
    ((char *)buffer->msg)[200] = 0;
    CHECK(call(NAME, 1) && strlen(target->name) == TCB_NAME_BYTES - 1);
}

static void misuse_halts(void)
{
    struct ipc_buffer *buffer = 0;

    caller_new();
    slots[1].cap = cap_new(CAP_TCB, 0, 0, physical_of(world_thread(1)), 0);
    slots[2].cap = world_endpoint_cap(world_endpoint(), 0, RIGHTS_ALL);
    CHECK(halts(NAME, 1)); /* no buffer */
    buffer = world_buffer(caller, RIGHT_READ);
    CHECK(halts(NAME, 1)); /* not writable */
    buffer = world_buffer(caller, RIGHT_READ | RIGHT_WRITE);
    CHECK(!halts(NAME, 1));
    CHECK(halts(NAME, 2)); /* no TCB */
    CHECK(halts(NAME, 1000000));
    memset(buffer->msg, 'x', sizeof(buffer->msg));
    CHECK(halts(NAME, 1)); /* no end */
    CHECK(halts(HALT, 0));
}

static void printing_and_unknown(void)
{
    caller_new();
    CHECK(call(PUT_CHAR, 'a') && host_machine.console_bytes == 1 && host_machine.console[0] == 'a');
    CHECK(call(DUMP_SCHEDULER, 0) && host_machine.console_bytes > 1);
    CHECK(call(SNAPSHOT, 0));
    CHECK(!call(SEND_IPI, 0) && !call(-11, 0) && !call(5, 0) && !call(INT64_MIN, 0));
}

int main(void)
{
    RUN(identifies);
    RUN(names);
    RUN(misuse_halts);
    RUN(printing_and_unknown);
    return test_end();
}
