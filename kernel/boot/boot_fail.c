/* SPDX-License-Identifier: BSD-2-Clause */
#include <boot/boot_fail.h>
#include <debug/stop.h>

_Noreturn void boot_fail_text(const char *text)
{
    stop_with("holdfast: cannot boot: ", text, 0);
}

_Noreturn void boot_fail(struct boot_error error)
{
    static char text[BOOT_ERROR_TEXT_MAX];

    boot_error_text(error, text);
    boot_fail_text(text);
}
