/* SPDX-License-Identifier: BSD-2-Clause */
#include "fault.h"

struct fault fault_take(seL4_CPtr endpoint, seL4_CPtr reply)
{
    static struct call call;
    struct fault fault = {0};

    probe_settle();
    call_prepare(&call, (seL4_Word)seL4_SysNBRecv, endpoint, plain(0));
    call.in.reply = reply;
    call_here(&call);
    if (call.out.cap == 0 && call.out.info == call.in.info)
        return fault;
    fault.present = 1;
    fault.badge = call.out.cap;
    fault.label = call_label(&call);
    fault.length = call_length(&call);
    for (unsigned i = 0; i < 32; i++)
        fault.words[i] = call.got[i];
    return fault;
}

void fault_check(const struct fault *fault, seL4_Word label, const seL4_Word *words, seL4_Word count,
                 const char *what, const char *file, int line)
{
    static char text[80];

    snprintf(text, sizeof(text), "%s label", what);
    frame_check_equal(fault->present, 1, what, file, line);
    frame_check_equal(fault->label, label, text, file, line);
    snprintf(text, sizeof(text), "%s length", what);
    frame_check_equal(fault->length, count, text, file, line);
    for (unsigned i = 0; i < count && i < 32; i++) {
        snprintf(text, sizeof(text), "%s word %u", what, i);
        frame_check_equal(fault->words[i], words[i + 1], text, file, line);
    }
}

void fault_reply(seL4_CPtr reply, seL4_Word label, const seL4_Word *words, seL4_Word length)
{
    static struct call call;

    call_prepare(&call, (seL4_Word)seL4_SysSend, reply, seL4_MessageInfo_new(label, 0, 0, length));
    for (unsigned i = 0; words && i < length; i++)
        call_set_word(&call, i, words[i]);
    call_here(&call);
    probe_settle();
}

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(cap_tests);
    frame_run(memory_tests);
    frame_run(trap_tests);
    frame_run(handler_tests);
    frame_run(timeout_tests);
    frame_end();
}
