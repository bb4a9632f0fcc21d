/* SPDX-License-Identifier: BSD-2-Clause */
/* From the first instruction to main, and the ways a program ends. */
#include <runtime/print.h>
#include <runtime/start.h>
#include <runtime/string.h>
#include <runtime/thread.h>

#include "arch.h"

/* Thread-local memory of the main thread: enough for a few pointers and a small buffer. */
#define MAIN_TLS_BYTES 4096

/* Where the linker script puts the image; the kernel hands out its frames in ascending order. */
extern const char runtime_image_start[];

static char main_tls[MAIN_TLS_BYTES] __attribute__((aligned(64)));
static seL4_CPtr main_tcb;

void runtime_start(seL4_BootInfo *bootinfo, seL4_IPCBuffer *buffer, seL4_CPtr tcb);

/*
 * Called on the program's own stack. Until the thread pointer is set no thread-local variable may be touched, and so
 * no stub that might fail may be called.
 */
void runtime_start(seL4_BootInfo *bootinfo, seL4_IPCBuffer *buffer, seL4_CPtr tcb)
{
    if (bootinfo) {
        buffer = bootinfo->ipcBuffer;
        tcb = seL4_CapInitThreadTCB;
    }
    main_tcb = tcb;
    seL4_Word thread_pointer = runtime_tls_create(main_tls, sizeof(main_tls), buffer);
    if (!thread_pointer) {
        __builtin_trap();
    }
    arch_set_thread_pointer(thread_pointer, tcb);

    if (buffer) {
        seL4_SetUserData((seL4_Word)buffer);
    }
    seL4_InitBootInfo(bootinfo);
    int status = main(bootinfo);
    if (status) {
        printf("main returned %d\n", status);
    }
    runtime_exit();
}

seL4_CPtr runtime_main_tcb(void)
{
    return main_tcb;
}

seL4_CPtr runtime_image_frame(const seL4_BootInfo *bootinfo, const void *place)
{
    return bootinfo->userImageFrames.start + (((seL4_Word)place - (seL4_Word)runtime_image_start) >> seL4_PageBits);
}

void runtime_exit(void)
{
    /* Another thread than the main one must not stop that one in its place. */
    if (main_tcb && arch_thread_pointer() >= (seL4_Word)main_tls &&
        arch_thread_pointer() < (seL4_Word)main_tls + sizeof(main_tls)) {
        (void)seL4_TCB_Suspend(main_tcb);
    }
    __builtin_trap();
}

const void *runtime_bootinfo_chunk(const seL4_BootInfo *bootinfo, seL4_Word id)
{
    const char *at = (const char *)bootinfo + seL4_BootInfoFrameSize;
    const char *end = at + bootinfo->extraLen;
    seL4_BootInfoHeader header;

    /* Chunks follow each other without alignment behind the boot information page. */
    for (; at < end; at += header.len) {
        memcpy(&header, at, sizeof(header));
        if (header.id == id) {
            return at + sizeof(header);
        }
    }
    return 0;
}

void panic(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("panic: ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    __builtin_trap();
}

void __assert_fail(const char *expression, const char *file, int line, const char *function)
{
    panic("%s:%d: %s: assertion `%s' failed", file, line, function, expression);
}

const char *runtime_error_name(seL4_Error error)
{
    switch (error) {
    case seL4_NoError: return "NoError";
    case seL4_InvalidArgument: return "InvalidArgument";
    case seL4_InvalidCapability: return "InvalidCapability";
    case seL4_IllegalOperation: return "IllegalOperation";
    case seL4_RangeError: return "RangeError";
    case seL4_AlignmentError: return "AlignmentError";
    case seL4_FailedLookup: return "FailedLookup";
    case seL4_TruncatedMessage: return "TruncatedMessage";
    case seL4_DeleteFirst: return "DeleteFirst";
    case seL4_RevokeFirst: return "RevokeFirst";
    case seL4_NotEnoughMemory: return "NotEnoughMemory";
    case seL4_NumErrors: break;
    }
    return "unknown error";
}

void runtime_require(seL4_Error error, const char *what, const char *file, int line)
{
    if (error != seL4_NoError) {
        panic("%s:%d: %s: %s (%lu, %lu)", file, line, what, runtime_error_name(error), seL4_GetMR(0), seL4_GetMR(1));
    }
}
