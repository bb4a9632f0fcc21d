/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs tests one by one, reports them, and sees to it that each leaves nothing behind. */
#include "frame.h"

#include <frame_arch.h>

#define TOP_PRIORITY 255
/* Above every thread of a test but those of the initial thread's priority; it looks once per period. */
#define WATCHDOG_PRIORITY 254
#define WATCHDOG_BUDGET_US 50000
#define WATCHDOG_PERIOD_US 5000000
#define STUCK_US 40000000UL
/* Below the blocked thread's own frames. */
#define STACK_GAP 512
#define WHY_MAX 400

seL4_CPtr frame_pool;

static struct {
    const char *name;
    unsigned long number; /* of the running test */
    unsigned long started;
    int running;
    char why[WHY_MAX]; /* of its first failed check, or empty */
    unsigned passed, failed;
    seL4_Word resume[FRAME_PLACE_WORDS]; /* where the test began */
} frame;

/* ---- checks ---- */

static void fail(const char *file, int line, const char *what)
{
    if (!frame.why[0])
        snprintf(frame.why, sizeof(frame.why), "%s:%d: %s", file, line, what);
}

void frame_check(int good, const char *what, const char *file, int line)
{
    if (!good)
        fail(file, line, what);
}

void frame_check_equal(seL4_Word found, seL4_Word wanted, const char *what, const char *file, int line)
{
    char text[WHY_MAX];

    if (found == wanted)
        return;
    snprintf(text, sizeof(text), "%s is 0x%lx instead of 0x%lx", what, (unsigned long)found, (unsigned long)wanted);
    fail(file, line, text);
}

void frame_require(int good, const char *what, const char *file, int line)
{
    if (good)
        return;
    fail(file, line, what);
    frame_abandon();
}

void frame_abandon(void)
{
    frame_place_return(frame.resume);
}

int frame_has_failed(void)
{
    return frame.why[0] != 0;
}

void frame_still_running(void)
{
    frame.started = kit_clock();
}

/* ---- invocations ---- */

struct frame_reply frame_invoke(seL4_CPtr cap, seL4_Word label, const seL4_Word *caps, seL4_Word cap_count,
                                const seL4_Word *args, seL4_Word arg_count)
{
    /* Both lists begin with a word that does not count. What is not passed holds a recognisable value. */
    seL4_Word in[4] = {0xa0a0a0a0, 0xa1a1a1a1, 0xa2a2a2a2, 0xa3a3a3a3};
    struct frame_reply reply = {0};

    for (seL4_Word i = 0; i < arg_count; i++) {
        if (i < 4)
            in[i] = args[i + 1];
        else
            seL4_SetMR((int)i, args[i + 1]);
    }
    for (seL4_Word i = 0; i < cap_count; i++)
        seL4_SetCap((int)i, caps[i + 1]);

    sel4_registers_t registers = {cap, seL4_MessageInfo_new(label, 0, cap_count, arg_count).words[0],
                                  in[0], in[1], in[2], in[3]};
    registers = sel4_trap((seL4_Word)seL4_SysCall, registers);

    reply.badge = registers.cap;
    reply.info = registers.info;
    reply.label = seL4_MessageInfo_get_label(sel4_registers_info(registers));
    reply.length = seL4_MessageInfo_get_length(sel4_registers_info(registers));
    reply.words[0] = registers.mr0;
    reply.words[1] = registers.mr1;
    reply.words[2] = registers.mr2;
    reply.words[3] = registers.mr3;
    for (int i = 4; i < FRAME_WORDS_MAX; i++)
        reply.words[i] = seL4_GetMR(i);
    return reply;
}

void frame_check_reply(const struct frame_reply *reply, seL4_Word label, const seL4_Word *words, seL4_Word count,
                       const char *what, const char *file, int line)
{
    char text[WHY_MAX];
    int good = reply->label == label && reply->length == count && reply->badge == 0;

    /* No capabilities, nothing unwrapped: the word has no other bits. */
    good = good && reply->info == seL4_MessageInfo_new(label, 0, 0, count).words[0];
    for (seL4_Word i = 0; good && i < count && i < FRAME_WORDS_MAX; i++)
        good = reply->words[i] == words[i + 1];
    if (good)
        return;
    snprintf(text, sizeof(text), "%s: label %lu length %lu words %lx %lx %lx %lx badge %lx, wanted label %lu length %lu"
             " words %lx %lx %lx %lx", what, (unsigned long)reply->label, (unsigned long)reply->length,
             (unsigned long)reply->words[0], (unsigned long)reply->words[1], (unsigned long)reply->words[2],
             (unsigned long)reply->words[3], (unsigned long)reply->badge, (unsigned long)label, (unsigned long)count,
             (unsigned long)(count > 0 ? words[1] : 0), (unsigned long)(count > 1 ? words[2] : 0),
             (unsigned long)(count > 2 ? words[3] : 0), (unsigned long)(count > 3 ? words[4] : 0));
    fail(file, line, text);
}

/* A request that no untyped of this size can serve is refused with the number of bytes it has left. */
seL4_Word frame_untyped_free(seL4_CPtr untyped)
{
    seL4_CPtr slot = kit_slot();

    if (seL4_Untyped_Retype(untyped, seL4_UntypedObject, seL4_MaxUntypedBits, seL4_CapInitThreadCNode, 0, 0, slot, 1) !=
        seL4_NotEnoughMemory)
        return 0;
    return seL4_GetMR(0);
}

/* ---- the watchdog ---- */

/* The initial thread leaves the call it is blocked in. */
static void leave_stuck_test(void)
{
    fail("watchdog", 0, "blocked for good");
    frame_abandon();
}

static void watchdog(void *argument)
{
    (void)argument;
    for (;;) {
        unsigned long number = frame.number;

        if (frame.running && kit_clock() - frame.started > STUCK_US * frame_ticks_per_us() && number == frame.number) {
            seL4_UserContext registers = {0};

            require_ok(seL4_TCB_Suspend(seL4_CapInitThreadTCB));
            require_ok(seL4_TCB_ReadRegisters(seL4_CapInitThreadTCB, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
            frame_arch_redirect(&registers, leave_stuck_test, STACK_GAP);
            frame.started = kit_clock();
            require_ok(seL4_TCB_WriteRegisters(seL4_CapInitThreadTCB, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
        }
        seL4_Yield();
    }
}

/* ---- the run ---- */

void frame_begin(seL4_BootInfo *bootinfo)
{
    static struct kit_thread watchdog_thread;
    struct kit_options options = {.priority = WATCHDOG_PRIORITY};

    kit_init(bootinfo);
    frame_pool = kit_untyped(FRAME_POOL_BITS);
    options.sc = kit_sched_context(WATCHDOG_BUDGET_US, WATCHDOG_PERIOD_US);
    watchdog_thread = kit_thread(watchdog, 0, options);
    kit_thread_start(&watchdog_thread);
}

static void run_one(const struct frame_test *test)
{
    frame.name = test->name;
    frame.number++;
    frame.why[0] = 0;
    frame.started = kit_clock();
    frame.running = 1;
    kit_scope_begin_in(frame_pool);
    if (frame_place_mark(frame.resume) == 0)
        test->run();
    frame.running = 0;

    /* The thread as the next test expects it. */
    (void)seL4_TCB_SetMCPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, TOP_PRIORITY);
    require_ok(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, TOP_PRIORITY));
    kit_scope_end();
    CHECK_EQUAL(frame_untyped_free(frame_pool), 1UL << FRAME_POOL_BITS);

    if (frame.why[0]) {
        frame.failed++;
        printf("not ok %s: %s\n", frame.name, frame.why);
    } else {
        frame.passed++;
        printf("ok %s\n", frame.name);
    }
}

void frame_run(const struct frame_test *tests)
{
    for (; tests->name; tests++)
        run_one(tests);
}

void frame_end(void)
{
    printf("%u passed, %u failed\n", frame.passed, frame.failed);
    kit_power_off(frame.failed != 0);
}

const struct isa_table isa_tables[ISA_TABLES] = {ISA_TABLE_LIST};

seL4_Error isa_table_map(unsigned level, seL4_CPtr table, seL4_CPtr root, seL4_Word vaddr)
{
    return (seL4_Error)INVOKE(table, isa_tables[level].map, CAPS(root), ARGS(vaddr, 0)).label;
}

/* ---- time ---- */

seL4_Word frame_ticks_per_us(void)
{
    return kit_clock_per_us();
}
