/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions of the kernel as llvm-objdump lists them: Arm Architecture Reference Manual for A-profile, ARMv8.0-A. */
#include "../machine.h"
#include "../remote.h"
#include "../text.h"

#include <ctype.h>
#include <string.h>

enum kind {
    KIND_VTTBR,    /* writes of VTTBR_EL2: what TTBR0_EL1 is to a kernel at EL1 */
    KIND_EL2,      /* other uses of what exists because of EL2: registers without counterpart, stage 2 TLB */
    KIND_MSR,      /* other writes of system registers */
    KIND_MRS,      /* other reads */
    KIND_CLOCK,    /* reads of the counter */
    KIND_TLBI,
    KIND_DSB,      /* DSB and DMB */
    KIND_ISB,
    KIND_CACHE,    /* DC and IC */
    KIND_FPU,      /* loads and stores of the FPU's registers */
    KIND_EXCLUSIVE,
    KIND_ERET,
    KIND_COUNT
};

const unsigned kind_count = KIND_COUNT;
const char *const kind_names[] = {"vttbr_writes", "el2",   "msr",   "mrs", "cntpct",    "tlbi",
                                  "dsb",          "isb",   "cache", "fpu", "exclusive", "eret"};

/* Registers that a kernel at EL1 does not have and does not need others instead of. */
static const char *const of_el2[] = {"VTTBR_EL2", "VTCR_EL2", "HCR_EL2", "HSTR_EL2", "MDCR_EL2", "CNTHCTL_EL2",
                                     "VPIDR_EL2", "VMPIDR_EL2", "CNTVOFF_EL2", "HPFAR_EL2", "ICH_", NULL};
static const char *const tlbi_of_el2[] = {"ipas2", "vmalls12", "alle1", NULL};

static const char *const jumps[] = {"b", "bl", "br", "blr", "ret", "cbz", "cbnz", "tbz", "tbnz", "eret", "wfi", "wfe",
                                    NULL};

/* They touch no memory; what is neither here nor known otherwise is not described. */
static const char *const plain[] = {
    "add", "adds", "sub", "subs", "adc", "adcs", "sbc", "sbcs", "neg", "negs", "and", "ands", "orr", "orn", "eor",
    "eon", "bic", "bics", "mvn", "tst", "cmp", "cmn", "ccmp", "ccmn", "csel", "cset", "csetm", "csinc", "cinc",
    "csinv", "cinv", "csneg", "cneg", "mov", "movz", "movk", "movn", "adr", "adrp", "lsl", "lslv", "lsr", "lsrv",
    "asr", "asrv", "ror", "rorv", "extr", "ubfx", "ubfm", "ubfiz", "sbfx", "sbfm", "sbfiz", "bfi", "bfm", "bfxil",
    "bfc", "sxtw", "sxth", "sxtb", "uxtw", "uxth", "uxtb", "mul", "madd", "msub", "mneg", "umulh", "smulh", "umull",
    "smull", "umaddl", "smaddl", "udiv", "sdiv", "clz", "cls", "rbit", "rev", "rev16", "rev32", "nop", "hint", "bti",
    "prfm", "csdb", "smc", NULL};

static const char *const loads_stores[] = {"ldr", "str", "ldu", "stu", "ldp", "stp", "ldx", "stx", "lda", "stl", "ldn",
                                           "stn", NULL};

static unsigned register_number(const char *name, const struct instruction *instruction)
{
    if (is(name, "sp"))
        return STACK_POINTER;
    if ((name[0] == 'x' || name[0] == 'w') && isdigit((unsigned char)name[1]))
        return (unsigned)number_of(name + 1);
    fail("no register '%s': '%s'", name, instruction->text);
}

static uint64_t register_value(const char *name, const struct instruction *instruction,
                               const struct registers *registers)
{
    if (is(name, "xzr") || is(name, "wzr"))
        return 0;
    return registers->general[register_number(name, instruction)];
}

/* Without the brackets and the exclamation mark. */
static void strip(const char *from, char *to)
{
    for (; *from != 0; from++)
        if (*from != '[' && *from != ']' && *from != '!')
            *to++ = *from;
    *to = 0;
}

static uint64_t extended(uint64_t value, const char *extension)
{
    if (is(extension, "sxtw"))
        return (uint64_t)(int64_t)(int32_t)value;
    return is(extension, "uxtw") ? (uint32_t)value : value;
}

/* "[x0" "#0x8]!", "[x0]" "#0x8", "[x0" "x1" "lsl" "#3]": address is what the words of the brackets say. */
static uint64_t address_of(const struct words *words, unsigned at, const struct instruction *instruction,
                           const struct registers *registers)
{
    char part[4][WORD_BYTES_MAX] = {"", "", "", ""};
    unsigned count = 0;
    uint64_t address = 0, index = 0;

    for (unsigned i = at; i < words->count && count < 4; i++) {
        strip(words->word[i], part[count++]);
        if (strchr(words->word[i], ']') != NULL)
            break;
    }
    address = register_value(part[0], instruction, registers);
    if (count == 1)
        return address;
    if (part[1][0] == '#')
        return address + (uint64_t)number_of(part[1] + 1);
    index = extended(register_value(part[1], instruction, registers), part[2]);
    return address + (part[3][0] == '#' ? index << number_of(part[3] + 1) : index);
}

/* By the mnemonic's end, or by the first register. Byte and half-word forms end in b and h, words that grow in sw. */
static unsigned operand_bytes(const char *mnemonic, const char *first, const struct instruction *instruction)
{
    size_t length = strlen(mnemonic);

    if (is(mnemonic + length - 2, "sw"))
        return 4;
    if (mnemonic[length - 1] == 'b')
        return 1;
    if (mnemonic[length - 1] == 'h')
        return 2;
    switch (first[0]) {
    case 'q':
        return 16;
    case 'x':
    case 'd':
        return 8;
    case 'w':
    case 's':
        return 4;
    }
    fail("no size: '%s'", instruction->text);
}

static bool is_exclusive_store(const char *mnemonic)
{
    return begins(mnemonic, "stx") || begins(mnemonic, "stlx");
}

static bool is_exclusive(const char *mnemonic)
{
    return begins(mnemonic, "ldx") || begins(mnemonic, "ldax") || is_exclusive_store(mnemonic) ||
           is(mnemonic, "clrex");
}

static unsigned kind_of(const struct words *words)
{
    const char *mnemonic = words->word[0];

    if (is(mnemonic, "msr")) {
        if (is(words->word[1], "VTTBR_EL2"))
            return KIND_VTTBR;
        return begins_any(words->word[1], of_el2) ? KIND_EL2 : KIND_MSR;
    }
    if (is(mnemonic, "mrs")) {
        if (is(words->word[2], "CNTPCT_EL0"))
            return KIND_CLOCK;
        return begins_any(words->word[2], of_el2) ? KIND_EL2 : KIND_MRS;
    }
    if (is(mnemonic, "tlbi"))
        return begins_any(words->word[1], tlbi_of_el2) ? KIND_EL2 : KIND_TLBI;
    if (is(mnemonic, "dsb") || is(mnemonic, "dmb"))
        return KIND_DSB;
    if (is(mnemonic, "isb"))
        return KIND_ISB;
    if (is(mnemonic, "dc") || is(mnemonic, "ic"))
        return KIND_CACHE;
    if (is_exclusive(mnemonic))
        return KIND_EXCLUSIVE;
    if (begins_any(mnemonic, loads_stores) && strchr("qds", words->word[1][0]) != NULL && !is(words->word[1], "sp"))
        return KIND_FPU;
    return is(mnemonic, "eret") ? KIND_ERET : KIND_NONE;
}

#define ZERO_BYTES 64 /* of DC ZVA on the CPUs that are traced */

static void cache_operation(struct effect *effect, const struct words *words, const struct instruction *instruction,
                            const struct registers *registers)
{
    if (!is(words->word[0], "dc"))
        return;
    effect_add(effect, register_value(words->word[2], instruction, registers) & -(uint64_t)ZERO_BYTES, ZERO_BYTES);
}

static void memory_of(struct effect *effect, const struct words *words, const struct instruction *instruction,
                      const struct registers *registers)
{
    const char *mnemonic = words->word[0];
    unsigned first = is_exclusive_store(mnemonic) ? 2 : 1, at = 1, bytes = 0;

    if (effect->kind == KIND_CACHE) {
        cache_operation(effect, words, instruction, registers);
        return;
    }
    if (!begins_any(mnemonic, loads_stores)) {
        if (effect->kind == KIND_NONE && !effect->jumps && !is_any(mnemonic, plain))
            fail("cannot tell what it touches: '%s'", instruction->text);
        return;
    }
    while (at < words->count && words->word[at][0] != '[')
        at++;
    bytes = operand_bytes(mnemonic, words->word[first], instruction);
    if (mnemonic[2] == 'p' || is(mnemonic, "ldnp") || is(mnemonic, "stnp"))
        bytes *= 2;
    if (at == words->count)
        fail("no address: '%s'", instruction->text);
    effect_add(effect, address_of(words, at, instruction, registers), bytes);
}

struct effect decode(const struct instruction *instruction, const struct registers *registers)
{
    struct words words = words_of(instruction->text);
    struct effect effect = {.kind = kind_of(&words)};

    effect.jumps = is_any(words.word[0], jumps) || begins(words.word[0], "b.");
    memory_of(&effect, &words, instruction, registers);
    return effect;
}
