/* SPDX-License-Identifier: BSD-2-Clause */
/* The end: panics, broken contracts, and switching the machine off. */
#include <core/core.h>
#include <debug/debug.h>
#include <debug/print.h>
#include <machine/machine.h>

char panic_text[PRINT_TEXT_MAX];
word_t panic_code;


/* System reset extension: shut down, for no reason or because of a failure. */
#define RESET_SHUTDOWN 0u

_Noreturn void machine_stop(enum stop_reason reason)
{
    (void)sbi_call(SBI_RESET, 0, RESET_SHUTDOWN, reason);
    for (;;)
        __asm__ volatile("csrw sie, zero\n"
                         "wfi"
                         :
                         :
                         : "memory");
}

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
    const word_t *r = 0;

    if (tcb == 0 || tcb == this_core()->idle)
        return;
    r = tcb->context.r;
    print_text("holdfast: last entry:");
    print_named("thread", (word_t)tcb);
    print_named("pc", r[R_FAULT_IP]);
    print_named("a7", r[R_A7]);
    print_named("a0", r[R_A0]);
    print_named("a1", r[R_A1]);
    print_named("a2", r[R_A2]);
    print_named("a3", r[R_A3]);
    print_named("a4", r[R_A4]);
    print_named("a5", r[R_A5]);
    print_named("a6", r[R_A6]);
    print_named("t0", r[R_T0]);
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
