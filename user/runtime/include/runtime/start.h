/* SPDX-License-Identifier: BSD-2-Clause */
/* What a program defines, and how it ends. */
#pragma once

#include <sel4/sel4.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The program. Null in one that is not the initial program of the system. */
int main(seL4_BootInfo *bootinfo);

/* A capability to the main thread: slot 1 of the initial thread, or what the starter passed. */
seL4_CPtr runtime_main_tcb(void);

/* The capability to the frame behind a place in the initial program's image, for instance a page for an IPC buffer. */
seL4_CPtr runtime_image_frame(const seL4_BootInfo *bootinfo, const void *place);

/* What the chunk of the extra boot information with this number holds, behind its header; or null. Not aligned. */
const void *runtime_bootinfo_chunk(const seL4_BootInfo *bootinfo, seL4_Word id);

/* Stops the calling thread for good: the main thread is suspended, any other one faults. */
void runtime_exit(void) __attribute__((noreturn));

/* Prints the reason, then faults, so that the thread's fault handler and a debug kernel see the place. */
void panic(const char *format, ...) __attribute__((noreturn, format(__printf__, 1, 2)));

/* Panics unless an invocation succeeded. */
#define require_ok(invocation) runtime_require((invocation), #invocation, __FILE__, __LINE__)
void runtime_require(seL4_Error error, const char *what, const char *file, int line);

/* The name of an error, for messages. */
const char *runtime_error_name(seL4_Error error);

#ifdef __cplusplus
}
#endif
