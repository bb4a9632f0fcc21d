/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose is the IPC buffer that the library works on? Each thread has its own; without thread-local variables, one. */
#include "mock.h"

#include <pthread.h>

static seL4_IPCBuffer first, second;

/* What another thread finds before it sets its own buffer, and after. */
static void *other_thread(void *found)
{
    seL4_IPCBuffer **buffers = found;

    buffers[0] = seL4_GetIPCBuffer();
    seL4_SetIPCBuffer(&second);
    seL4_SetMR(5, 77);
    buffers[1] = seL4_GetIPCBuffer();
    return found;
}

int main(void)
{
#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
    seL4_IPCBuffer *theirs = 0, *ours = &first;
#else
    seL4_IPCBuffer *theirs = &first, *ours = &second;
#endif
    seL4_IPCBuffer *found[2] = {&second, &first};
    pthread_t thread;

    seL4_SetIPCBuffer(&first);
    seL4_SetMR(5, 1);
    report("thread", pthread_create(&thread, 0, other_thread, found) == 0 && pthread_join(thread, 0) == 0, "none");
    report("another thread finds", found[0] == theirs, "another buffer");
    report("another thread sets", found[1] == &second && second.msg[5] == 77 && first.msg[5] == 1, "another buffer");
    report("this thread goes on with", seL4_GetIPCBuffer() == ours, "another buffer");
    return report_end();
}
