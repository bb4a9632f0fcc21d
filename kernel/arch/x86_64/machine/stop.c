/* SPDX-License-Identifier: BSD-2-Clause */
/* The end: panics, broken contracts, and switching the machine off. */
#include <core/core.h>
#include <debug/debug.h>
#include <debug/print.h>
#include <machine/machine.h>

char panic_text[PRINT_TEXT_MAX];
word_t panic_code;

/* QEMU's isa-debug-exit device, and the ports where its machines have their power switch (ACPI's PM1a control). */
#define PORT_DEBUG_EXIT 0xf4u
#define PORT_POWER_Q35 0x604u
#define PORT_POWER_PC 0xb004u
#define POWER_OFF 0x2000u

_Noreturn void machine_stop(enum stop_reason reason)
{
    if (hw_state.is_virtual != 0) {
        hw_port_out(PORT_DEBUG_EXIT, 4, reason); /* exit status 2 * reason + 1 */
        hw_port_out(PORT_POWER_Q35, 2, POWER_OFF);
        hw_port_out(PORT_POWER_PC, 2, POWER_OFF);
    }
    for (;;)
        __asm__ volatile("cli; hlt" : : : "memory");
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
    print_named("rip", r[R_FAULT_IP]);
    print_named("rdx", r[R_RDX]);
    print_named("rdi", r[R_RDI]);
    print_named("rsi", r[R_RSI]);
    print_named("r10", r[R_R10]);
    print_named("r8", r[R_R8]);
    print_named("r9", r[R_R9]);
    print_named("r15", r[R_R15]);
    print_named("r12", r[R_R12]);
    print_named("r13", r[R_R13]);
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
