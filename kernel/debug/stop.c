/* SPDX-License-Identifier: BSD-2-Clause */
/* The end: panics, broken contracts, and halting on request. */
#include <arch/arch.h>
#include <debug/debug.h>
#include <debug/print.h>
#include <debug/stop.h>

char panic_text[PRINT_TEXT_MAX];
word_t panic_code;

_Noreturn void debug_halt(void)
{
    print_text("holdfast: halted by a debug call");
    print_line_end();
    machine_stop(STOP_WANTED);
}

/* The registers with which the current thread entered the kernel: the call that it did not come back from. */
static void last_entry_print(void)
{
    const tcb_t *tcb = this_core()->current;

    if (tcb == 0 || tcb == this_core()->idle)
        return;
    print_text("holdfast: last entry:");
    print_named("thread", (word_t)tcb);
    for (word_t i = 0; i < arch_frame_register_count(); i++)
        print_named(arch_user_register_name(i), arch_user_register(tcb, i));
    print_line_end();
}

_Noreturn void stop_with(const char *what, const char *text, word_t code)
{
    for (word_t i = 0; i + 1 < PRINT_TEXT_MAX && text[i] != 0; i++)
        panic_text[i] = text[i];
    panic_code = code;
    print_enabled = true;
    print_text(what);
    print_text(text);
    if (code != 0)
        print_named("code", code);
    print_line_end();
    last_entry_print();
    machine_stop(STOP_FAILURE);
}

_Noreturn void panic(const char *text, word_t code)
{
    stop_with("holdfast: panic: ", text, code);
}

_Noreturn void contract_violated(const char *kind, const char *text, const char *file, unsigned line)
{
    print_enabled = true;
    print_text("holdfast: broken contract: ");
    print_text(kind);
    print_char(' ');
    print_text(text);
    print_text(" at ");
    print_text(file);
    print_char(':');
    print_number(line);
    print_line_end();
    panic("broken contract", line);
}
