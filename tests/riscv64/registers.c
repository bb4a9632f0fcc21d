/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known patterns in every register of two threads, integer and floating point: they come back from interrupts,
 * exceptions, system calls and each other's turns as they were.
 */
#include <kit/kit.h>
#include <runtime/string.h>

#define WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))
#define FPU_WORDS 33 /* f0 to f31, fcsr */
#define PRIORITY 100
#define TURNS_US 120000ul /* several slices of 5 ms for everybody */
#define ILLEGAL_INSTRUCTION 2
#define A0 16 /* place in seL4_UserContext */
#define A1 17
#define A7 23

/*
 * Nothing here touches a register but those that are named. The thread itself fills and stores its registers, so that
 * what the CPU has is seen and not what the TCB has; a0 says where.
 */
#define EACH_REGISTER(op) \
    ".set i, 8\n" \
    ".irp r, ra, sp, gp, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, zero, a1, a2, a3, a4, a5, a6, a7, t0," \
    " t1, t2, t3, t4, t5, t6, tp\n" \
    ".ifnc \\r, zero\n" op " \\r, i(a0)\n.endif\n" \
    ".set i, i + 8\n" \
    ".endr\n"
__asm__(".text\n"
        ".balign 4\n"
        "registers_load: " EACH_REGISTER("ld")
        "registers_spin: j registers_spin\n"
        "registers_store: " EACH_REGISTER("sd") ".word 0\n"
        "registers_yield: ecall\n"
        "registers_yield_again: j registers_yield\n"
        "registers_illegal: .word 0\n"
        "registers_call: ecall\n"
        ".option push\n"
        ".option arch, +f, +d\n"
        "registers_fpu_load:\n"
        ".set i, 0\n"
        ".irp f, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,"
        " f22, f23, f24, f25, f26, f27, f28, f29, f30, f31\n"
        "fld \\f, i(a0)\n"
        ".set i, i + 8\n"
        ".endr\n"
        "ld a1, 256(a0)\n"
        "fscsr a1\n"
        "registers_fpu_spin: j registers_fpu_spin\n"
        "registers_fpu_store:\n"
        ".set i, 0\n"
        ".irp f, f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,"
        " f22, f23, f24, f25, f26, f27, f28, f29, f30, f31\n"
        "fsd \\f, i(a0)\n"
        ".set i, i + 8\n"
        ".endr\n"
        "frcsr a1\n"
        "sd a1, 256(a0)\n"
        ".word 0\n"
        ".option pop\n");
extern const char registers_load[], registers_spin[], registers_store[];
extern const char registers_yield[], registers_yield_again[], registers_illegal[], registers_call[];
extern const char registers_fpu_load[], registers_fpu_spin[], registers_fpu_store[];

static unsigned passed, failed;
static seL4_CPtr faults, reply;
static struct kit_thread threads[2];
static seL4_Word set[2][WORDS], found[WORDS], stored[2][WORDS];
static seL4_Word fpu_set[2][FPU_WORDS], fpu_found[FPU_WORDS];

static void check(const char *name, int good)
{
    printf(good ? "ok %s\n" : "not ok %s: condition does not hold\n", name);
    passed += good != 0;
    failed += good == 0;
}

static seL4_Word pattern(seL4_Word thread, seL4_Word i)
{
    return (thread == 0 ? 0x5a5a000000000000ul : 0xa5a5ffff00000000ul) + i * 0x0001000100010001ul;
}

/* All registers a pattern, and the thread at that place. */
static void prepare(unsigned t, const char *place)
{
    for (seL4_Word i = 0; i < WORDS; i++)
        set[t][i] = pattern(t, i);
    set[t][0] = (seL4_Word)place;
}

static void start(unsigned t)
{
    seL4_UserContext context;

    memcpy(&context, set[t], sizeof(context));
    require_ok(seL4_TCB_WriteRegisters(threads[t].tcb, 1, 0, WORDS, &context));
}

static void read(unsigned t)
{
    seL4_UserContext context;

    require_ok(seL4_TCB_ReadRegisters(threads[t].tcb, 1, 0, WORDS, &context)); /* suspends it */
    memcpy(found, &context, sizeof(context));
}

/* All but the program counter, which the caller knows about. */
static int others_are_intact(unsigned t)
{
    int good = 1;

    for (seL4_Word i = 1; i < WORDS; i++)
        good &= found[i] == set[t][i];
    return good;
}

static seL4_Word now(void)
{
    seL4_Word time = 0;

    __asm__ volatile("rdtime %0" : "=r"(time));
    return time;
}

/* Both threads and this one take turns. */
static void take_turns(void)
{
    seL4_Word end = now() + TURNS_US * (CONFIG_TIMER_FREQUENCY / 1000000);

    require_ok(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, PRIORITY));
    while (now() < end) {
    }
    require_ok(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, seL4_MaxPrio));
}

/* It loads its registers at that place, and goes on at the next one. */
static void start_at_load(unsigned t)
{
    seL4_UserContext context = {.pc = (seL4_Word)registers_load, .a0 = (seL4_Word)set[t]};

    prepare(t, registers_spin);
    set[t][A0] = (seL4_Word)set[t];
    require_ok(seL4_TCB_WriteRegisters(threads[t].tcb, 1, 0, WORDS, &context));
}

/* What the CPU's registers are when it goes on: a0 alone is told where to store them. */
static int store_and_compare(unsigned t)
{
    seL4_UserContext context;
    int good = 1;

    memset(stored[t], 0, sizeof(stored[t]));
    memcpy(&context, found, sizeof(context));
    context.pc = (seL4_Word)registers_store;
    context.a0 = (seL4_Word)stored[t];
    require_ok(seL4_TCB_WriteRegisters(threads[t].tcb, 1, 0, A0 + 1, &context));
    (void)seL4_Recv(faults, 0, reply);
    for (seL4_Word i = 1; i < WORDS; i++)
        good &= i == A0 || stored[t][i] == set[t][i];
    read(t);
    return good;
}

static void interrupts(void)
{
    for (unsigned t = 0; t < 2; t++)
        start_at_load(t);
    take_turns();
    for (unsigned t = 0; t < 2; t++) {
        read(t);
        check(t == 0 ? "interrupts.first" : "interrupts.second",
              others_are_intact(t) && found[0] == (seL4_Word)registers_spin);
        check(t == 0 ? "stored.first" : "stored.second", store_and_compare(t));
    }
}

static void yields(void)
{
    for (unsigned t = 0; t < 2; t++) {
        prepare(t, registers_yield);
        set[t][A7] = (seL4_Word)seL4_SysYield;
        start(t);
    }
    take_turns();
    for (unsigned t = 0; t < 2; t++) {
        read(t);
        check(t == 0 ? "yields.first" : "yields.second",
              others_are_intact(t) && found[0] >= (seL4_Word)registers_yield &&
                  found[0] <= (seL4_Word)registers_yield_again);
    }
}

/* The thread faults there, is read, and goes on elsewhere with the same registers. */
static void fault_at(const char *name, const char *place, seL4_Word kind)
{
    seL4_Fault_t fault;
    int good = 1;

    prepare(0, place);
    start(0);
    fault = seL4_getFault(seL4_Recv(faults, 0, reply));
    good &= seL4_Fault_get_seL4_FaultType(fault) == kind;
    if (kind == seL4_Fault_UserException)
        good &= seL4_Fault_UserException_get_Number(fault) == ILLEGAL_INSTRUCTION;
    read(0);
    good &= others_are_intact(0) && found[0] == (seL4_Word)place;
    set[0][0] = (seL4_Word)registers_spin;
    start(0);
    take_turns();
    read(0);
    check(name, good && others_are_intact(0) && found[0] == (seL4_Word)registers_spin);
}

/* f registers hold NaNs of all kinds, too: patterns are bits. Of fcsr there are eight, and rounding 5 to 7 is none. */
static void fpu(void)
{
    for (unsigned t = 0; t < 2; t++) {
        for (seL4_Word i = 0; i < FPU_WORDS; i++)
            fpu_set[t][i] = pattern(t, i) ^ 0xffffull << 48;
        fpu_set[t][FPU_WORDS - 1] = t == 0 ? 0x35 : 0x8a;
        prepare(t, registers_fpu_load);
        set[t][A0] = (seL4_Word)fpu_set[t];
        start(t);
    }
    take_turns();
    for (unsigned t = 0; t < 2; t++) {
        read(t);
        set[t][A1] = fpu_set[t][FPU_WORDS - 1];
        check(t == 0 ? "fpu-integers.first" : "fpu-integers.second",
              others_are_intact(t) && found[0] == (seL4_Word)registers_fpu_spin);
    }
    for (unsigned t = 0; t < 2; t++) {
        prepare(t, registers_fpu_store);
        set[t][A0] = (seL4_Word)fpu_found;
        memset(fpu_found, 0, sizeof(fpu_found));
        start(t);
        (void)seL4_Recv(faults, 0, reply);
        check(t == 0 ? "fpu.first" : "fpu.second", memcmp(fpu_found, fpu_set[t], sizeof(fpu_found)) == 0);
        read(t);
    }
}

static void nothing(void *unused)
{
    (void)unused;
}

int main(seL4_BootInfo *bootinfo)
{
    kit_init(bootinfo);
    faults = kit_endpoint();
    reply = kit_reply();
    for (unsigned t = 0; t < 2; t++)
        threads[t] = kit_thread(nothing, 0, (struct kit_options){.priority = PRIORITY, .fault_endpoint = faults});
    interrupts();
    yields();
    fault_at("exception", registers_illegal, seL4_Fault_UserException);
    fault_at("unknown-call", registers_call, seL4_Fault_UnknownSyscall);
    fpu();
    printf("%u passed, %u failed\n", passed, failed);
    kit_power_off(failed != 0);
}
