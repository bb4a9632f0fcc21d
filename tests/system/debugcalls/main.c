/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debug system calls: no change but their result. Release kernels have those that print; the others are unknown there.
 * DebugHalt, and DebugNameThread on what cannot be named, stop the machine: no program can test that.
 */
#include "call.h"

#include <sel4/config.h>

#define ROOT seL4_CapInitThreadCNode
#define PRIORITY 100
#define BAD_CPTR 0xbad0000000000000UL

enum { PUT_CHAR = -12, DUMP_SCHEDULER = -13, HALT = -14, CAP_IDENTIFY = -15, SNAPSHOT = -16, NAME_THREAD = -17 };

static struct call call;

static void make(long number, seL4_CPtr cap)
{
    call_prepare(&call, (seL4_Word)number, cap, seL4_MessageInfo_new(9, 0, 3, 100));
    call_here(&call);
}

/* After the dumps, so that lines of the tests begin at the margin. */
static void end_line(void)
{
    make(PUT_CHAR, '\n');
    CHECK_UNTOUCHED(&call);
}

/* covers: fpu-tls-misc.md 3 DebugPutChar; fpu-tls-misc.md 3 DebugDumpScheduler; fpu-tls-misc.md 3 DebugSnapshot */
TEST(printing)
{
    static const char text[] = "# debug console\n";

    for (const char *c = text; *c; c++) {
        make(PUT_CHAR, 0xffffffffffffff00UL | (seL4_Word)(unsigned char)*c);
        CHECK_UNTOUCHED(&call);
    }
    make(DUMP_SCHEDULER, BAD_CPTR);
    CHECK_UNTOUCHED(&call);
    make(SNAPSHOT, BAD_CPTR);
    CHECK_UNTOUCHED(&call);
    end_line();
}

#if HF_DEBUG

static seL4_Word identify(seL4_CPtr cap)
{
    make(CAP_IDENTIFY, cap);
    CHECK_BADGE_ONLY(&call, call.out.cap);
    return call.out.cap;
}

/* covers: fpu-tls-misc.md 3 DebugCapIdentify; caps.md 8 */
TEST(identify_kinds)
{
    const struct {
        seL4_Word object, bits, number;
    } made[] = {{seL4_UntypedObject, 5, 2}, {seL4_EndpointObject, 0, 4}, {seL4_NotificationObject, 0, 6},
                {seL4_ReplyObject, 0, 8}, {seL4_CapTableObject, 3, 10}, {seL4_TCBObject, 0, 12},
                {seL4_SchedContextObject, 8, 22}, {KIT_FRAME_TYPE, 0, 1}, {KIT_LARGE_FRAME_TYPE, 0, 1},
                ISA_IDENTIFY_OBJECTS};
    const struct {
        seL4_CPtr cap;
        seL4_Word number;
    } given[] = {{seL4_CapNull, 0}, {seL4_CapInitThreadTCB, 12}, {ROOT, 10},
                 {seL4_CapInitThreadVSpace, ISA_IDENTIFY_ROOT}, {seL4_CapIRQControl, 14}, {seL4_CapASIDControl, 11},
                 {seL4_CapInitThreadASIDPool, 13},
                 ISA_IDENTIFY_CAPS, {seL4_CapInitThreadIPCBuffer, 1}, {seL4_CapDomain, 20},
                 {seL4_CapInitThreadSC, 22}, {kit_bootinfo->schedcontrol.start, 24},
                 {kit_bootinfo->untyped.start, 2}};
    seL4_CPtr handler = kit_slot();

    for (unsigned i = 0; i < sizeof(made) / sizeof(made[0]); i++)
        CHECK_EQUAL(identify(kit_object(made[i].object, made[i].bits)), made[i].number);
    for (unsigned i = 0; i < sizeof(given) / sizeof(given[0]); i++)
        CHECK_EQUAL(identify(given[i].cap), given[i].number);
    CHECK_OK(kit_line(0, handler));
    CHECK_EQUAL(identify(handler), 16);
    CHECK_OK(kit_delete(handler));
    /* Empty slots, and look-ups that fail. */
    CHECK_EQUAL(identify(kit_slot()), 0);
    CHECK_EQUAL(identify(BAD_CPTR), 0);
    CHECK_EQUAL(identify(~0UL), 0);
}

static struct probe probe;

/* It has no message buffer: the call needs none. */
static void without_buffer(void *argument)
{
    static struct call own;

    (void)argument;
    call_prepare(&own, (seL4_Word)(long)CAP_IDENTIFY, seL4_CapInitThreadTCB, seL4_MessageInfo_new(0, 0, 0, 0));
    call_here(&own);
    CHECK_EQUAL(own.out.cap, 12);
}

/* covers: fpu-tls-misc.md 3 no budget check, direct return */
TEST(identify_without_buffer)
{
    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    CHECK_OK(seL4_TCB_SetIPCBuffer(probe.thread.tcb, 0, 0));
    CHECK_EQUAL(probe_run(&probe, without_buffer, 0), PROBE_RETURNED);
}

/* covers: fpu-tls-misc.md 3 DebugNameThread; fpu-tls-misc.md 7 DebugNameThread */
TEST(names)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0), neighbour = kit_object(seL4_TCBObject, 0);
    char *text = (char *)seL4_GetIPCBuffer()->msg;
    seL4_UserContext registers = {0}, fresh = {0};

    for (seL4_Word i = 0; i < SEL4_USER_CONTEXT_WORDS; i++)
        ((seL4_Word *)&fresh)[i] = ISA_INITIAL_REGISTER(i);

    /* The longest: cut to what there is room for, and nothing behind it is hurt. */
    for (unsigned length = 0; length < 960; length += 137) {
        call_prepare(&call, (seL4_Word)(long)NAME_THREAD, tcb, seL4_MessageInfo_new(0, 0, 0, 0));
        memset(call.words, 'x', sizeof(call.words));
        ((char *)call.words)[length] = 0;
        memset(text, 'x', 32);
        if (length < 32)
            text[length] = 0;
        call_here(&call);
        CHECK_EQUAL(call.out.cap, tcb);
    }
    CHECK_OK(seL4_TCB_ReadRegisters(neighbour, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    CHECK_EQUAL(memcmp(&registers, &fresh, sizeof(fresh)), 0);
    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    CHECK_EQUAL(memcmp(&registers, &fresh, sizeof(fresh)), 0);
    make(DUMP_SCHEDULER, 0);
    end_line();
}

static const struct frame_test tests[] = {
    ENTRY("fpu-tls-misc.3.printing", printing),
    ENTRY("caps.8.identify", identify_kinds),
    ENTRY("fpu-tls-misc.3.identify-without-buffer", identify_without_buffer),
    ENTRY("fpu-tls-misc.3.names", names),
    FRAME_END,
};

#else

/* covers: syscalls.md 1 DebugHalt, DebugCapIdentify, DebugNameThread exist when CONFIG_DEBUG_BUILD */
TEST(unknown)
{
    static const long numbers[] = {HALT, CAP_IDENTIFY, NAME_THREAD};
    static struct agent agent;

    agent_make(&agent, PRIORITY);
    for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        call_prepare(&agent.call, (seL4_Word)numbers[i], seL4_CapInitThreadTCB, seL4_MessageInfo_new(0, 0, 0, 0));
        agent_start(&agent);
        CHECK_EQUAL(probe_look(&agent.probe), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_Syscall), (seL4_Word)numbers[i]);
    }
}

static const struct frame_test tests[] = {
    ENTRY("fpu-tls-misc.3.printing", printing),
    ENTRY("syscalls.1.debug-calls-unknown", unknown),
    FRAME_END,
};

#endif

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
