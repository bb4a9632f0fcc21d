/* SPDX-License-Identifier: BSD-2-Clause */
/* Debug system calls: fpu-tls-misc.md section 3. No time stamp, no scheduling, direct return. */
#ifndef KERNEL_CORE_SYSCALL_DEBUG_H
#define KERNEL_CORE_SYSCALL_DEBUG_H

#include <core/core.h>

/* SetTLSBase is accepted by every Holdfast kernel, so that images built either way run. */
#define SYSCALL_SET_TLS_BASE ((word_t)-33)

/*
 * Carries out a debug call of the current thread; false when number is none that this kernel has. The calls that
 * print exist in release kernels too (and print only with the boot option `console`); the others in debug kernels.
 */
bool syscall_debug(word_t number, tcb_t *tcb);

#endif
