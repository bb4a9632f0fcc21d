/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every system instruction and every move from and to a system register, as a guest's kernel may try them: each works,
 * or is undefined for the guest, or its monitor is told exactly that instruction. Which ones the monitor is told of
 * docs/manual/vcpu.md lists; here they are `trapping`. And whatever a guest can write is its own.
 */
#include "tests.h"

#define SLICE_US 5000

/* An encoding's number, bits 5 to 21 of the instruction: reads, op0, op1, CRn, CRm, op2. */
#define ENCODINGS (1u << 17)
#define REGISTERS (1u << 15)
#define READS (1u << 16)
#define MOVES (1u << 15) /* from or to a register, rather than an instruction */
#define NAME(op0, op1, crn, crm, op2) ((op0) << 14 | (op1) << 11 | (crn) << 7 | (crm) << 3 | (op2))
#define NAMES (READS - 1)
#define OP0(i) ((i) >> 14 & 3)
#define OP1(i) ((i) >> 11 & 7)
#define CRN(i) ((i) >> 7 & 15)
#define CRM(i) ((i) >> 3 & 15)
#define OP2(i) ((i) & 7)

#define SYSTEM 0xd5000000u
#define X9 9u
#define NO_OPERAND 31u
#define RETURN 0xd65f03c0u

#define ESR_CLASS(esr) ((esr) >> 26 & 0x3f)
#define ESR_UNDEFINED 0x02000000u
#define ALWAYS 0x1e00000u /* the condition, in syndromes of WFI and WFE */
#define CLASS_WAIT 0x01
#define CLASS_SYSTEM 0x18
#define CLASS_SVE 0x19
#define CLASS_SME 0x1d
/* Those that the guest's own kernel would see. */
#define CPACR_ALL 0x3330000UL

enum outcome { UNTRIED, WORKS, UNDEFINED, TOLD, OTHER };

struct range {
    unsigned first, last;
    seL4_Word class;
    int may_work; /* processors may show it and keep quiet */
};

#define SME_SWITCH(crm) {NAME(0, 3, 4, crm, 3), NAME(0, 3, 4, crm, 3), CLASS_SME, 0}
/* What the monitor is told of, if the processor has it. */
static const struct range trapping[] = {
    SME_SWITCH(2), SME_SWITCH(3), SME_SWITCH(4), SME_SWITCH(5), SME_SWITCH(6), SME_SWITCH(7), /* SMSTART, SMSTOP */
    {NAME(0, 3, 2, 0, 2), NAME(0, 3, 2, 0, 3), CLASS_WAIT, 1},     /* WFE, WFI; WFE does not wait after an event */
    {NAME(3, 0, 1, 0, 5), NAME(3, 0, 1, 0, 6), CLASS_SYSTEM, 0},   /* memory tagging: RGSR, GCR */
    {NAME(3, 0, 1, 2, 0), NAME(3, 0, 1, 2, 0), CLASS_SVE, 0},      /* ZCR */
    {NAME(3, 0, 1, 2, 6), NAME(3, 0, 1, 2, 6), CLASS_SME, 0},      /* SMCR */
    {NAME(3, 0, 2, 1, 0), NAME(3, 0, 2, 3, 7), CLASS_SYSTEM, 0},   /* keys of pointer authentication */
    {NAME(3, 0, 5, 3, 0), NAME(3, 0, 5, 5, 7), CLASS_SYSTEM, 0},   /* error records */
    {NAME(3, 0, 5, 6, 0), NAME(3, 0, 5, 6, 1), CLASS_SYSTEM, 0},   /* memory tagging: TFSR, TFSRE0 */
    {NAME(3, 0, 10, 4, 0), NAME(3, 0, 10, 4, 7), CLASS_SYSTEM, 0}, /* LORegions */
    {NAME(3, 0, 12, 11, 5), NAME(3, 0, 12, 11, 7), CLASS_SYSTEM, 0}, /* software interrupts of GICv3 */
    {NAME(3, 0, 12, 12, 5), NAME(3, 0, 12, 12, 5), CLASS_SYSTEM, 1}, /* ICC_SRE: QEMU has it as a constant */
    {NAME(3, 0, 13, 0, 7), NAME(3, 0, 13, 0, 7), CLASS_SYSTEM, 0}, /* SCXTNUM_EL1 */
    {NAME(3, 3, 13, 0, 7), NAME(3, 3, 13, 0, 7), CLASS_SYSTEM, 0}, /* SCXTNUM_EL0 */
    {NAME(3, 3, 4, 2, 2), NAME(3, 3, 4, 2, 2), CLASS_SME, 0},      /* SVCR */
};

/* What works on every processor: both ways, or to be read. */
#define ONE(name) {name, name, 0, 0}
#define UP_TO(first, last) {first, last, 0, 0}
static const struct range working[] = {
    UP_TO(NAME(0, 3, 2, 0, 4), NAME(0, 3, 2, 15, 7)), ONE(NAME(1, 0, 7, 5, 0)),
    UP_TO(NAME(1, 0, 7, 6, 1), NAME(1, 0, 7, 6, 2)), UP_TO(NAME(1, 0, 7, 8, 0), NAME(1, 0, 7, 8, 3)),
    ONE(NAME(1, 0, 7, 10, 2)), ONE(NAME(1, 0, 7, 14, 2)), UP_TO(NAME(1, 0, 8, 3, 0), NAME(1, 0, 8, 3, 3)),
    UP_TO(NAME(1, 0, 8, 7, 0), NAME(1, 0, 8, 7, 3)), ONE(NAME(1, 3, 7, 10, 1)), ONE(NAME(2, 0, 0, 2, 2)),
    UP_TO(NAME(2, 0, 0, 0, 4), NAME(2, 0, 0, 0, 7)), UP_TO(NAME(2, 0, 0, 1, 4), NAME(2, 0, 0, 1, 7)),
    UP_TO(NAME(3, 0, 1, 0, 0), NAME(3, 0, 1, 0, 2)), UP_TO(NAME(3, 0, 2, 0, 0), NAME(3, 0, 2, 0, 2)),
    UP_TO(NAME(3, 0, 4, 0, 0), NAME(3, 0, 4, 0, 1)), UP_TO(NAME(3, 0, 5, 1, 0), NAME(3, 0, 5, 1, 1)),
    ONE(NAME(3, 0, 5, 2, 0)), ONE(NAME(3, 0, 6, 0, 0)), ONE(NAME(3, 0, 7, 4, 0)), ONE(NAME(3, 0, 10, 2, 0)),
    ONE(NAME(3, 0, 10, 3, 0)), ONE(NAME(3, 0, 12, 0, 0)), ONE(NAME(3, 0, 13, 0, 1)), ONE(NAME(3, 0, 13, 0, 4)),
    ONE(NAME(3, 0, 14, 1, 0)), ONE(NAME(3, 2, 0, 0, 0)), UP_TO(NAME(3, 3, 13, 0, 2), NAME(3, 3, 13, 0, 3)),
    UP_TO(NAME(3, 3, 14, 2, 0), NAME(3, 3, 14, 2, 2)), UP_TO(NAME(3, 3, 14, 3, 0), NAME(3, 3, 14, 3, 2)),
    ONE(READS | NAME(3, 0, 0, 0, 0)), UP_TO(READS | NAME(3, 0, 0, 4, 0), READS | NAME(3, 0, 0, 7, 7)),
    UP_TO(READS | NAME(3, 3, 14, 0, 0), READS | NAME(3, 3, 14, 0, 2)),
};

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static unsigned char outcome[ENCODINGS];
static unsigned tells, works;

static const struct range *range_find(const struct range *table, unsigned count, unsigned number)
{
    for (unsigned i = 0; i < count; i++) {
        if (number >= table[i].first && number <= table[i].last)
            return &table[i];
    }
    return 0;
}

/* The syndrome of a move or instruction that traps. */
static seL4_Word syndrome_of_move(unsigned i)
{
    return (seL4_Word)CLASS_SYSTEM << 26 | ESR_UNDEFINED | OP0(i) << 20 | OP2(i) << 17 | OP1(i) << 14 | CRN(i) << 10 |
           X9 << 5 | CRM(i) << 1 | i >> 16;
}

/* As processors tell EL1. With FEAT_IDST they say more about reads where registers of identification would be. */
static int is_undefined(unsigned i, uint64_t syndrome)
{
    return syndrome == ESR_UNDEFINED ||
           ((i & READS) != 0 && OP0(i) == 3 && CRN(i) == 0 && syndrome == syndrome_of_move(i));
}

/* ---- at EL1 ---- */

#define CODE_BYTES 8192u
#define BATCH (CODE_BYTES / 8)

static uint32_t code[CODE_BYTES / 4] __attribute__((aligned(4096)));
static uint64_t scratch[1024] __attribute__((aligned(4096)));

static uint32_t instruction(unsigned encoding)
{
    return SYSTEM | encoding << 5 | (OP0(encoding) == 0 ? NO_OPERAND : X9);
}

static void code_write(const uint32_t *encodings, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        code[2 * i] = instruction(encodings[i]);
        code[2 * i + 1] = RETURN;
    }
    for (unsigned i = 0; i < CODE_BYTES; i += 16)
        __asm__ volatile("dc cvau, %0" : : "r"((char *)code + i) : "memory");
    __asm__ volatile("dsb ish\n\tic iallu\n\tdsb ish\n\tisb" : : : "memory");
}

/* One instruction, with this in X9, which is returned. The guest goes on at its level, masked, whatever it was. */
static uint64_t instruction_do(unsigned place, uint64_t x9)
{
    register uint64_t value __asm__("x9") = x9;
    register const uint32_t *at __asm__("x10") = &code[2 * (uint64_t)place];

    __asm__ volatile("blr %1\n\t"
                     "msr spsel, #1\n\t"
                     "msr daifset, #15\n\t"
                     "isb" : "+r"(value) : "r"(at) : "x30", "cc", "memory");
    return value;
}

/* What each did is in outcome, what was read in results; values[register] is moved to a register, if there are some. */
static void encodings_do(struct guest *guest, const uint32_t *encodings, unsigned count, const uint64_t *values,
                         uint64_t *results)
{
    code_write(encodings, count);
    for (unsigned i = 0; i < count; i++) {
        unsigned encoding = encodings[i];
        uint64_t x9 = (uint64_t)scratch, result;

        if (values != 0 && (encoding & READS) == 0)
            x9 = values[encoding & (REGISTERS - 1)];
        guest->rounds = encoding;
        guest->to_be_caught = 1;
        outcome[encoding] = WORKS;
        result = instruction_do(i, x9);
        if (guest->to_be_caught == 0)
            outcome[encoding] = is_undefined(encoding, guest->syndrome) ? UNDEFINED : OTHER;
        guest->to_be_caught = 0;
        if (results != 0 && (encoding & READS) != 0)
            results[encoding & (REGISTERS - 1)] = result;
    }
}

static uint32_t some[BATCH];

static void range_do(struct guest *guest, unsigned first, unsigned behind, const uint64_t *values, uint64_t *results)
{
    for (unsigned base = first; base < behind; base += BATCH) {
        for (unsigned i = 0; i < BATCH; i++)
            some[i] = base + i;
        encodings_do(guest, some, BATCH, values, results);
    }
}

static uint64_t first_values[REGISTERS];

static void trapping_open(void)
{
    GUEST_WRITE("cpacr_el1", CPACR_ALL);
}

/* Registers are written with what was read from them; instructions get the address of memory that may be lost. */
static void work_every(struct guest *guest)
{
    trapping_open();
    range_do(guest, READS + MOVES, READS + MOVES + REGISTERS, 0, first_values);
    for (unsigned i = 0; i < REGISTERS; i++) {
        if (outcome[READS | MOVES | i] != WORKS)
            first_values[i] = (uint64_t)scratch;
    }
    range_do(guest, MOVES, MOVES + REGISTERS, first_values, 0);
    range_do(guest, READS, READS + REGISTERS, 0, 0);
    range_do(guest, 0, REGISTERS, 0, 0);
}

/* ---- the monitor ---- */

/* What the monitor is told; the others have no operands. */
static seL4_Word syndrome_of(const struct range *range, unsigned encoding)
{
    switch (range->class) {
    case CLASS_SYSTEM:
        return syndrome_of_move(encoding);
    case CLASS_WAIT:
        return (seL4_Word)CLASS_WAIT << 26 | ESR_UNDEFINED | ALWAYS | (OP2(encoding) == 2);
    }
    return range->class << 26 | ESR_UNDEFINED;
}

static void wrong(unsigned encoding, const char *what, seL4_Word found)
{
    char line[96];

    snprintf(line, sizeof(line), "S%u_%u_C%u_C%u_%u %s: %s, 0x%lx", OP0(encoding), OP1(encoding), CRN(encoding),
             CRM(encoding), OP2(encoding), (encoding & READS) != 0 ? "read" : "written", what, (unsigned long)found);
    frame_check(0, line, __FILE__, __LINE__);
}

/* Until guest i is done. */
static void every_serve(unsigned i)
{
    for (struct monitor_event event = monitor_event(); event.label != HYPERCALL_DONE; event = monitor_event()) {
        unsigned encoding = (unsigned)guests[i].rounds;
        const struct range *range = range_find(trapping, COUNT_OF(trapping), encoding & NAMES);

        CHECK_EQUAL(event.label, seL4_Fault_VCPUFault);
        REQUIRE(event.label == seL4_Fault_VCPUFault && encoding < ENCODINGS);
        if (range == 0 || syndrome_of(range, encoding) != event.words[0])
            wrong(encoding, "its monitor was told", event.words[0]);
        outcome[encoding] = TOLD;
        tells++;
        monitor_go_on(&event, 4);
    }
}

/* No register of a level above, and none that the list says is told. */
static void outcome_check(unsigned encoding)
{
    const struct range *range = range_find(trapping, COUNT_OF(trapping), encoding & NAMES);
    enum outcome found = outcome[encoding];

    works += found == WORKS;
    if (found == UNTRIED || found == OTHER)
        wrong(encoding, "outcome", found);
    if (found == WORKS && OP1(encoding) > 3)
        wrong(encoding, "a level above, and it works", 0);
    if (found == WORKS && range != 0 && !range->may_work)
        wrong(encoding, "its monitor was not told", 0);
    if (found != WORKS && (range_find(working, COUNT_OF(working), encoding) != 0 ||
                           range_find(working, COUNT_OF(working), encoding & NAMES) != 0) &&
        (OP0(encoding) > 1 || (encoding & READS) == 0))
        wrong(encoding, "does not work", found);
}

/* covers: hyp.md 1.3 Guest HCR_EL2; hyp.md 1.4 other synchronous exceptions */
TEST(every_system_instruction)
{
    tells = works = 0;
    memset(outcome, UNTRIED, sizeof(outcome));
    monitor_make(0, work_every, SLICE_US);
    monitor_start(0);
    every_serve(0);
    for (unsigned i = 0; i < ENCODINGS; i++)
        outcome_check(i);
    CHECK(works > 300);
    CHECK(tells > 0);
    CHECK_EQUAL(guests[0].unexpected, 0);
    /* The timer that belongs to all. */
    __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" : : : "memory");
    frame_still_running();
}

/* ---- whatever a guest can write is its own ---- */

/* Registers that a guest needs as they are, and views of its state. */
static const struct range serving[] = {
    ONE(NAME(3, 0, 1, 0, 0)), ONE(NAME(3, 0, 1, 0, 2)), /* SCTLR, CPACR */
    ONE(NAME(3, 0, 2, 0, 0)), ONE(NAME(3, 0, 2, 0, 2)), /* TTBR0, TCR */
    UP_TO(NAME(3, 0, 4, 2, 0), NAME(3, 0, 4, 3, 7)),    /* SPSel, CurrentEL, PAN, UAO */
    ONE(NAME(3, 0, 10, 2, 0)), ONE(NAME(3, 0, 12, 0, 0)), ONE(NAME(3, 0, 13, 0, 4)), /* MAIR, VBAR, TPIDR */
    UP_TO(NAME(3, 3, 4, 2, 0), NAME(3, 3, 4, 2, 7)),    /* NZCV, DAIF, DIT, SSBS, TCO */
};
/* Registers that do not stand still, the physical timer that all share, and what undefined instructions change. */
static const struct range moving[] = {
    UP_TO(NAME(3, 0, 4, 0, 0), NAME(3, 0, 4, 0, 1)), ONE(NAME(3, 0, 5, 2, 0)), /* SPSR, ELR, ESR */
    UP_TO(NAME(3, 3, 2, 4, 0), NAME(3, 3, 2, 4, 1)), /* RNDR, RNDRRS */
    UP_TO(NAME(3, 3, 14, 0, 1), NAME(3, 3, 14, 0, 6)), UP_TO(NAME(3, 3, 14, 2, 0), NAME(3, 3, 14, 2, 2)), /* CNT */
    ONE(NAME(3, 3, 14, 3, 0)), /* CNTV_TVAL */
};
/* Registers that count in a guest that makes them count. */
static const struct range counting[] = {
    ONE(NAME(3, 0, 9, 14, 1)), ONE(NAME(3, 0, 9, 14, 2)), ONE(NAME(3, 3, 9, 12, 3)), ONE(NAME(3, 3, 9, 14, 3)),
    ONE(NAME(3, 3, 9, 13, 0)), ONE(NAME(3, 3, 9, 13, 2)), UP_TO(NAME(3, 3, 14, 8, 0), NAME(3, 3, 14, 11, 7)),
};
#define IN(table, name) (range_find(table, COUNT_OF(table), name) != 0)

#define REGISTER_OF(encoding) ((encoding) & (REGISTERS - 1))
/* Those that can be read, and those of them that are written. */
static uint32_t readable[BATCH], writable[BATCH];
static unsigned readable_count, writable_count;
/* What one guest has read: at first, when it had written, and when the other guest had run; and what that one read. */
static uint64_t inverse[REGISTERS], written_values[REGISTERS], kept_values[REGISTERS], other_values[REGISTERS];

static void readable_find(struct guest *guest)
{
    readable_count = writable_count = 0;
    range_do(guest, READS + MOVES, READS + MOVES + REGISTERS, 0, first_values);
    for (unsigned i = READS + MOVES; i < ENCODINGS && readable_count < BATCH; i++) {
        if (outcome[i] != WORKS)
            continue;
        readable[readable_count++] = i;
        if (!IN(serving, i & NAMES))
            writable[writable_count++] = i & NAMES;
    }
}

/* Each bit of each register becomes another one, as far as they can. */
static void invert(struct guest *guest, const uint64_t *values)
{
    for (unsigned i = 0; i < writable_count; i++)
        inverse[REGISTER_OF(writable[i])] = ~values[REGISTER_OF(writable[i])];
    encodings_do(guest, writable, writable_count, inverse, 0);
}

static void work_keep(struct guest *guest)
{
    readable_find(guest);
    invert(guest, first_values);
    encodings_do(guest, readable, readable_count, 0, written_values);
    guest_hypercall(HYPERCALL_DONE, 0, 0);
    encodings_do(guest, readable, readable_count, 0, kept_values);
}

static void work_disturb(struct guest *guest)
{
    encodings_do(guest, readable, readable_count, 0, other_values);
    invert(guest, other_values);
}

/* The guest has said that it is done, and goes on behind that. */
static void go_on_behind_done(unsigned i)
{
    seL4_UserContext registers;
    seL4_CPtr tcb = monitored[i].thread.tcb;

    CHECK_OK(seL4_TCB_ReadRegisters(tcb, 0, 0, SEL4_USER_CONTEXT_WORDS, &registers));
    registers.pc += 4;
    monitored[i].done = 0;
    CHECK_OK(seL4_TCB_WriteRegisters(tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
}

static void values_check(unsigned encoding)
{
    unsigned reg = REGISTER_OF(encoding), name = encoding & NAMES;

    if (IN(moving, name))
        return;
    if (!IN(counting, name) && kept_values[reg] != written_values[reg])
        wrong(encoding, "not kept while another guest ran", kept_values[reg] ^ written_values[reg]);
    if (!IN(serving, name) && other_values[reg] != first_values[reg])
        wrong(encoding, "another guest sees it", other_values[reg] ^ first_values[reg]);
}

/* covers: hyp.md 1.2 saved; hyp.md 1.3 New VCPU */
TEST(every_register_apart)
{
    unsigned changed = 0;

    memset(outcome, UNTRIED, sizeof(outcome));
    monitor_make(0, work_keep, SLICE_US);
    monitor_make(1, work_disturb, SLICE_US);
    monitor_start(0);
    every_serve(0);
    monitor_start(1);
    every_serve(1);
    go_on_behind_done(0);
    every_serve(0);
    REQUIRE(readable_count > 100 && readable_count < BATCH);
    for (unsigned i = 0; i < readable_count; i++) {
        values_check(readable[i]);
        changed += written_values[REGISTER_OF(readable[i])] != first_values[REGISTER_OF(readable[i])];
    }
    CHECK(changed > 40);
    CHECK_EQUAL(guests[0].unexpected + guests[1].unexpected, 0);
    __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" : : : "memory");
}

const struct frame_test every_tests[] = {
    ENTRY("hyp.1.3.every-system-instruction", every_system_instruction),
    ENTRY("hyp.1.2.every-register-apart", every_register_apart),
    FRAME_END,
};
