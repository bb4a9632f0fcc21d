/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a kernel that cannot boot: one line that says why. */
#ifndef KERNEL_BOOT_BOOT_FAIL_H
#define KERNEL_BOOT_BOOT_FAIL_H

#include <boot/boot_error.h>

_Noreturn void boot_fail(struct boot_error error);
_Noreturn void boot_fail_text(const char *text);

static inline void boot_check(bool done, const struct boot_error *error)
{
    if (!done)
        boot_fail(*error);
}

#endif
