/* SPDX-License-Identifier: BSD-2-Clause */
/* ReadRegisters, WriteRegisters, CopyRegisters. */
#include "tcb.h"

#define WORDS_TOTAL 20
#define FRAME_WORDS 18
enum { RIP, RSP, RFLAGS, RAX, FS_BASE = 18, GS_BASE = 19 };

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
    return i == RFLAGS ? 0xed7 : 0x0000111100000000 + i * 0x11;
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
    CHECK_REFUSED(INVOKE(SELF, TCBReadRegisters, CAPS(), ARGS(0, 21)), seL4_RangeError, WORDS(1, WORDS_TOTAL));
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
    CHECK_EQUAL(found[RIP], 0x5000);
    CHECK_EQUAL(found[RSP], 0x6000);
    for (seL4_Word i = 2; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], pattern(i));
    /* More than there are. */
    CHECK_SUCCESS(INVOKE(tcb, TCBWriteRegisters, CAPS(), ARGS(0, 25, pattern(0), pattern(1), pattern(2), pattern(3),
                                                              pattern(4), pattern(5), pattern(6), pattern(7),
                                                              pattern(8), pattern(9), pattern(10), pattern(11),
                                                              pattern(12), pattern(13), pattern(14), pattern(15),
                                                              pattern(16), pattern(17), pattern(18), pattern(19), 9,
                                                              9, 9, 9, 9)));
    check_pattern();
}

/* covers: syscalls.md 2 sanitising; syscalls.md 6 RFLAGS; syscalls.md 7 non-canonical RIP */
TEST(sanitised)
{
    static const struct {
        seL4_Word written, read;
    } addresses[] = {{0, 0}, {0x7fffffffffff, 0x7fffffffffff}, {0x800000000000, 0}, {0xffff7fffffffffff, 0},
                     {0x8000000000000000, 0}, {0xffff800000000000, 0xffff800000000000}, {~0UL, ~0UL}};
    static const struct {
        seL4_Word written, read;
    } flags[] = {{0, 0x202}, {~0UL, 0xed7}, {0x100, 0x202}, {0x3000, 0x202}, {0x4000, 0x202}, {0x10000, 0x202},
                 {0x20000, 0x202}, {0x40000, 0x202}, {0x200000, 0x202}, {1, 0x203}, {4, 0x206}, {0x10, 0x212},
                 {0x40, 0x242}, {0x80, 0x282}, {0x400, 0x602}, {0x800, 0xa02}};
    seL4_Word words[WORDS_TOTAL];

    setup();
    for (int i = 0; i < 7; i++) {
        for (int word = 0; word < WORDS_TOTAL; word++)
            words[word] = addresses[i].written;
        write_words(words, WORDS_TOTAL);
        read_words(tcb);
        for (int word = 0; word < WORDS_TOTAL; word++)
            if (word != RFLAGS)
                CHECK_EQUAL(found[word], word == RIP || word >= FS_BASE ? addresses[i].read : addresses[i].written);
    }
    for (int i = 0; i < 16; i++) {
        words[RFLAGS] = flags[i].written;
        write_words(words, 3);
        read_words(tcb);
        CHECK_EQUAL(found[RFLAGS], flags[i].read);
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
        CHECK_EQUAL(found[i], i == RFLAGS ? 0x202 : 0x2000 + i);
    /* Integer registers alone, then frame registers. */
    CHECK_SUCCESS(INVOKE(tcb, TCBCopyRegisters, CAPS(source), ARGS(8)));
    read_words(tcb);
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], i == RFLAGS ? 0x202 : i < FRAME_WORDS ? 0x2000 + i : pattern(i));
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
__asm__(".text\n tcb_report: int $200\n ud2\n");
extern void tcb_report(void);

static struct probe probe;

/* covers: invocations.md 15 REGRESSIONS0001; fpu-tls-misc.md 7 REGRESSIONS0001; ipc.md 8 UnknownSyscall words */
TEST(start_values)
{
    /* Where the words of the message stand in the register order. */
    static const int order[] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};
    seL4_Word words[WORDS_TOTAL];
    seL4_MessageInfo_t info;

    probe_make(&probe, (struct kit_options){.priority = 100});
    tcb = probe.thread.tcb;
    for (seL4_Word i = 0; i < WORDS_TOTAL; i++)
        words[i] = pattern(i);
    words[RIP] = (seL4_Word)tcb_report;
    write_words(words, WORDS_TOTAL);
    CHECK_OK(seL4_TCB_Resume(tcb));
    info = seL4_Recv(probe.fault_endpoint, 0, probe.reply);
    CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_UnknownSyscall);
    CHECK_EQUAL(seL4_MessageInfo_get_length(info), 19);
    for (int i = 0; i < 9; i++)
        CHECK_EQUAL(seL4_GetMR(i), pattern((seL4_Word)(i == 6 ? 9 : order[i])));
    CHECK_EQUAL(seL4_GetMR(14), pattern(17));
    CHECK_EQUAL(seL4_GetMR(15), (seL4_Word)tcb_report);
    CHECK_EQUAL(seL4_GetMR(16), pattern(RSP));
    CHECK_EQUAL(seL4_GetMR(17), 0xed7);
    read_words(tcb);
    for (seL4_Word i = 1; i < WORDS_TOTAL; i++)
        CHECK_EQUAL(found[i], pattern(i));
    CHECK_EQUAL(found[RIP], (seL4_Word)tcb_report);
}

/* covers: invocations.md 4 WriteRegisters resume; invocations.md 4 CopyRegisters suspend and resume */
TEST(resume_flags)
{
    static struct probe second;
    seL4_Word words[WORDS_TOTAL] = {(seL4_Word)tcb_report};
    seL4_UserContext registers = {.rip = (seL4_Word)tcb_report};

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
