/* SPDX-License-Identifier: BSD-2-Clause */
/* The runtime on the kernel: start-up, thread-local memory, printing, the console. */
#include <runtime/console.h>
#include <runtime/print.h>
#include <runtime/start.h>
#include <runtime/string.h>
#include <runtime/thread.h>

#include "../arch.h"

#define MAGIC 0x1122334455667788ul

static __thread seL4_Word initialised = MAGIC;
static __thread seL4_Word zero;
static __thread char aligned[40] __attribute__((aligned(64)));

static int passed;
static int failed;

static void report(const char *name, int good)
{
    if (good) {
        passed++;
        printf("ok %s\n", name);
    } else {
        failed++;
        printf("not ok %s: condition is false\n", name);
    }
}

static int prints_as(const char *expected, const char *format, ...)
{
    char text[100];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return length == (int)strlen(expected) && strcmp(text, expected) == 0;
}

static void test_thread_local(seL4_BootInfo *bootinfo)
{
    static char memory[4096];

    report("tls-initialised", initialised == MAGIC);
    report("tls-zero", zero == 0);
    char *volatile where = aligned;
    report("tls-aligned", (seL4_Word)where % 64 == 0);
    report("ipc-buffer", seL4_GetIPCBuffer() == bootinfo->ipcBuffer);
    report("ipc-buffer-user-data", seL4_GetUserData() == (seL4_Word)bootinfo->ipcBuffer);

    initialised = 1;
    seL4_Word other = runtime_tls_create(memory, sizeof(memory), (seL4_IPCBuffer *)0x1000);
    seL4_Word mine = arch_thread_pointer();
    report("tls-second", other >= (seL4_Word)memory && other < (seL4_Word)memory + sizeof(memory));
    report("tls-second-fresh", *(seL4_Word *)(other + ((seL4_Word)&initialised - mine)) == MAGIC);
    report("tls-second-buffer", *(seL4_Word *)(other + ((seL4_Word)&__sel4_ipc_buffer - mine)) == 0x1000);
    report("tls-too-small", runtime_tls_create(memory, runtime_tls_size() - 1, 0) == 0);
}

int main(seL4_BootInfo *bootinfo)
{
    seL4_Error error = console_init(bootinfo, bootinfo->empty.start);
    report("console", error == seL4_NoError);
    report("console-nothing-received", console_getchar() == -1);
    report("boot-info", seL4_GetBootInfo() == bootinfo && bootinfo->numNodes == 1);
    test_thread_local(bootinfo);
    report("print", prints_as("-5 ffffffffffffffff abc", "%d %lx %s", -5, ~0ul, "abc"));
    report("error-details", seL4_CNode_Delete(seL4_CapInitThreadCNode, 0, 65) == seL4_RangeError &&
                                seL4_GetMR(0) == 1 && seL4_GetMR(1) == 64);
    printf("%d passed, %d failed\n", passed, failed);
    runtime_exit();
}
