/* SPDX-License-Identifier: BSD-2-Clause */
/* ReadRegisters, WriteRegisters, CopyRegisters. */
#include "tcb.h"

#define WORDS_TOTAL SEL4_USER_CONTEXT_WORDS
#define FRAME_WORDS ISA_FRAME_WORDS

/* A thread that never runs. */
static seL4_CPtr tcb;
static seL4_Word found[WORDS_TOTAL];

static void write_words(const seL4_Word *words, seL4_Word count)
{
    seL4_UserContext registers = {0};

    memcpy(&registers, words, count * sizeof(seL4_Word));
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 0, 0, count, &registers));
}

static void read_words(seL4_CPtr thread)
{
    seL4_UserContext registers = {0};

    CHECK_OK(seL4_TCB_ReadRegisters(thread, 0, 0, WORDS_TOTAL, &registers));
    memcpy(found, &registers, sizeof(found));
}

static seL4_Word pattern(seL4_Word i)
{
    return ISA_PATTERN_IS_KEPT(i) ? 0x0000111100000000 + i * 0x11 : isa_context_kept(i, ~0UL);
}

static void setup(void)
{
    seL4_Word words[WORDS_TOTAL];

    tcb = kit_object(seL4_TCBObject, 0);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        words[i] = pattern(i);
    write_words(words, WORDS_TOTAL);
}

static void check_pattern(void)
{
    read_words(tcb);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], pattern(i));
}

/* covers: invocations.md 4 ReadRegisters; syscalls.md 2 register order */
TEST(read)
{
    setup();
    CHECK_REFUSED(INVOKE(tcb, TCBReadRegisters, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBReadRegisters, CAPS(), ARGS(0)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(SELF, TCBReadRegisters, CAPS(), ARGS(0)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(SELF, TCBReadRegisters, CAPS(), ARGS(0, 0)), seL4_RangeError, WORDS(1, WORDS_TOTAL));
    CHECK_REFUSED(INVOKE(SELF, TCBReadRegisters, CAPS(), ARGS(0, WORDS_TOTAL + 1)), seL4_RangeError,
                  WORDS(1, WORDS_TOTAL));
    CHECK_REFUSED(INVOKE(tcb, TCBReadRegisters, CAPS(), ARGS(1, ~0UL)), seL4_RangeError, WORDS(1, WORDS_TOTAL));
    CHECK_REFUSED(INVOKE(SELF, TCBReadRegisters, CAPS(), ARGS(0, 1)), seL4_IllegalOperation, WORDS());
    for (seL4_Word n = 1; n <= WORDS_TOTAL; n++) {
        struct frame_reply reply;

        for (seL4_Word i = 4; i <= WORDS_TOTAL; i++)
            seL4_SetMR((int)i, 0xdead);
        reply = INVOKE(tcb, TCBReadRegisters, CAPS(), ARGS(0, n));
        CHECK_EQUAL(reply.label, 0);
        CHECK_EQUAL(reply.length, n);
        CHECK_EQUAL(reply.badge, 0);
        for (seL4_Word i = 0; i < n; i++)
            CHECK_EQUAL(i < 4 ? reply.words[i] : seL4_GetMR((int)i), pattern(i));
        if (n >= 4)
            CHECK_EQUAL(seL4_GetMR((int)n), 0xdead);
    }
    check_pattern();
}

/* covers: invocations.md 4 WriteRegisters; invocations.md 15 WriteRegisters; syscalls.md 2 order */
TEST(write)
{
    setup();
    CHECK_REFUSED(INVOKE(tcb, TCBWriteRegisters, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBWriteRegisters, CAPS(), ARGS(0)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(SELF, TCBWriteRegisters, CAPS(), ARGS(0, 1)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBWriteRegisters, CAPS(), ARGS(0, 4, 1, 2, 3)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBWriteRegisters, CAPS(), ARGS(0, ~0UL, 1, 2, 3)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(SELF, TCBWriteRegisters, CAPS(), ARGS(0, 0)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(SELF, TCBWriteRegisters, CAPS(), ARGS(0, 2, 1, 2)), seL4_IllegalOperation, WORDS());
    check_pattern();
    /* Only as many as asked for. */
    CHECK_SUCCESS(INVOKE(tcb, TCBWriteRegisters, CAPS(), ARGS(0, 0)));
    check_pattern();
    CHECK_SUCCESS(INVOKE(tcb, TCBWriteRegisters, CAPS(), ARGS(0, 2, 0x5000, 0x6000, 0x202, 0x7000)));
    read_words(tcb);
    CHECK_EQUAL(found[0], 0x5000);
    CHECK_EQUAL(found[1], 0x6000);
    for (seL4_Word i = 2; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], pattern(i));
    /* More than there are. */
    seL4_Word args[WORDS_TOTAL + 8] = {0, 0, WORDS_TOTAL + 5};
    for (seL4_Word i = 0; i < WORDS_TOTAL + 5; i++)
        args[i + 3] = i < WORDS_TOTAL ? pattern(i) : 9;
    CHECK_SUCCESS(INVOKE(tcb, TCBWriteRegisters, CAPS(), args, WORDS_TOTAL + 7));
    check_pattern();
}

/* covers: syscalls.md 2 sanitising; syscalls.md 6 flags a program may set; syscalls.md 7 non-canonical addresses */
TEST(sanitised)
{
    static const seL4_Word values[] = {0, ~0UL, 0x7fffffffffff, 0x800000000000, 0xffff7fffffffffff, 0x8000000000000000,
                                       0xffff800000000000, 0x3ffffff000, 0xffffffc000000000, 1, 2, 3};
    seL4_Word words[WORDS_TOTAL];

    setup();
    for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        for (seL4_Word word = 0; word < WORDS_TOTAL; word++)
            words[word] = values[i];
        write_words(words, WORDS_TOTAL);
        read_words(tcb);
        for (seL4_Word word = 0; word < WORDS_TOTAL; word++)
            CHECK_EQUAL(found[word], isa_context_kept(word, values[i]));
    }
    for (seL4_Word bit = 0; bit < seL4_WordBits; bit++) {
        for (seL4_Word word = 0; word < WORDS_TOTAL; word++)
            words[word] = 1UL << bit;
        write_words(words, WORDS_TOTAL);
        read_words(tcb);
        for (seL4_Word word = 0; word < WORDS_TOTAL; word++)
            CHECK_EQUAL(found[word], isa_context_kept(word, 1UL << bit));
    }
}

/* covers: invocations.md 4 CopyRegisters */
TEST(copy)
{
    seL4_Word words[WORDS_TOTAL];
    seL4_CPtr source;

    setup();
    source = tcb;
    tcb = kit_object(seL4_TCBObject, 0);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        words[i] = 0x2000 + i;
    write_words(words, WORDS_TOTAL);
    CHECK_REFUSED(INVOKE(tcb, TCBCopyRegisters, CAPS(source), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBCopyRegisters, CAPS(), ARGS(12)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBCopyRegisters, CAPS(ROOT), ARGS(12)), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(tcb, TCBCopyRegisters, CAPS(kit_slot()), ARGS(12)), seL4_InvalidCapability, WORDS(1));
    CHECK_SUCCESS(INVOKE(tcb, TCBCopyRegisters, CAPS(source), ARGS(0xff00)));
    read_words(tcb);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], isa_context_kept(i, 0x2000 + i));
    /* Integer registers alone, then frame registers. */
    CHECK_SUCCESS(INVOKE(tcb, TCBCopyRegisters, CAPS(source), ARGS(8)));
    read_words(tcb);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], i < FRAME_WORDS ? isa_context_kept(i, 0x2000 + i) : pattern(i));
    write_words(words, WORDS_TOTAL);
    CHECK_SUCCESS(INVOKE(tcb, TCBCopyRegisters, CAPS(source), ARGS(4)));
    read_words(tcb);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], i < FRAME_WORDS ? pattern(i) : 0x2000 + i);
    /* The caller itself, as both. */
    CHECK_SUCCESS(INVOKE(SELF, TCBCopyRegisters, CAPS(SELF), ARGS(0)));
    CHECK_SUCCESS(INVOKE(SELF, TCBCopyRegisters, CAPS(SELF), ARGS(2)));
}

/* With all registers set by the test: an unknown system call reports them. */
__asm__(".text\n tcb_report: " ISA_ASM_UNKNOWN_CALL "\n" KIT_UNDEFINED "\n");
extern void tcb_report(void);

static struct probe probe;

/* covers: invocations.md 15 REGRESSIONS0001; fpu-tls-misc.md 7 REGRESSIONS0001; ipc.md 8 UnknownSyscall words */
TEST(start_values)
{
    /* Where the words of the message stand in the register order. */
    static const unsigned order[] = ISA_UNKNOWN_WORDS;
    seL4_Word words[WORDS_TOTAL];
    seL4_MessageInfo_t info;

    probe_make(&probe, (struct kit_options){.priority = 100});
    tcb = probe.thread.tcb;
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        words[i] = pattern(i);
    words[0] = (seL4_Word)tcb_report;
    write_words(words, WORDS_TOTAL);
    CHECK_OK(seL4_TCB_Resume(tcb));
    info = seL4_Recv(probe.fault_endpoint, 0, probe.reply);
    CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    CHECK_EQUAL(seL4_MessageInfo_get_length(info), seL4_UnknownSyscall_Length);
    CHECK_EQUAL(sizeof(order) / sizeof(order[0]), seL4_UnknownSyscall_Syscall);
    for (int i = 0; i < (int)seL4_UnknownSyscall_Syscall; i++)
        CHECK_EQUAL(seL4_GetMR(i), words[order[i]] + ISA_UNKNOWN_PLUS(i));
    read_words(tcb);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], words[i]);
}

/* covers: invocations.md 4 WriteRegisters resume; invocations.md 4 CopyRegisters suspend and resume */
TEST(resume_flags)
{
    static struct probe second;
    seL4_Word words[WORDS_TOTAL] = {(seL4_Word)tcb_report};
    seL4_UserContext registers = {.KIT_IP = (seL4_Word)tcb_report};

    probe_make(&probe, (struct kit_options){.priority = 100});
    probe_make(&second, (struct kit_options){.priority = 100});
    tcb = probe.thread.tcb;
    write_words(words, WORDS_TOTAL);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 1, 0, WORDS_TOTAL, &registers));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_UnknownSyscall);
    /* Copied to a second thread, which is resumed; the first one, resumed before, is suspended. */
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 1, 0, WORDS_TOTAL, &registers));
    CHECK_SUCCESS(INVOKE(second.thread.tcb, TCBCopyRegisters, CAPS(tcb), ARGS(1 | 2 | 4 | 8)));
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_EQUAL(probe_look(&second), seL4_Fault_UnknownSyscall);
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_UnknownSyscall);
}

static struct frame_reply short_reply;

static void read_without_buffer(void *argument)
{
    (void)argument;
    short_reply = INVOKE(tcb, TCBReadRegisters, CAPS(), ARGS(0, WORDS_TOTAL));
}

/* covers: invocations.md 4 ReadRegisters limited to 4; ipc.md 2 invocation result */
TEST(read_without_ipc_buffer)
{
    setup();
    probe_make(&probe, (struct kit_options){.priority = 100});
    CHECK_OK(seL4_TCB_SetIPCBuffer(probe.thread.tcb, 0, 0));
    CHECK_EQUAL(probe_run(&probe, read_without_buffer, 0), PROBE_RETURNED);
    CHECK_EQUAL(short_reply.label, 0);
    CHECK_EQUAL(short_reply.length, 4);
    for (seL4_Word i = 0; i < 4; i++)
        CHECK_EQUAL(short_reply.words[i], pattern(i));
}

const struct frame_test register_tests[] = {
    ENTRY("invocations.4.read-registers", read),
    ENTRY("invocations.4.write-registers", write),
    ENTRY("syscalls.2.sanitised", sanitised),
    ENTRY("invocations.4.copy-registers", copy),
    ENTRY("invocations.15.start-values", start_values),
    ENTRY("invocations.4.resume-flags", resume_flags),
    ENTRY("invocations.4.read-without-ipc-buffer", read_without_ipc_buffer),
    FRAME_END,
};
