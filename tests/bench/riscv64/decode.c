/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions of the kernel as llvm-objdump lists them: privileged and unprivileged architecture, RV64IMAFDC. */
#include "../machine.h"
#include "../remote.h"
#include "../text.h"

#include <string.h>

enum kind {
    KIND_SATP,      /* writes of satp */
    KIND_CSR_WRITE, /* other writes, exchanges included */
    KIND_CSR_READ,
    KIND_CLOCK,     /* rdtime */
    KIND_FENCE_VMA,
    KIND_FENCE,     /* fence, fence.i */
    KIND_ATOMIC,    /* lr, sc, amo */
    KIND_FPU,       /* loads and stores of the FPU's registers */
    KIND_RETURN,    /* sret */
    KIND_COUNT
};

const unsigned kind_count = KIND_COUNT;
const char *const kind_names[] = {"satp_writes", "csr_writes", "csr_reads", "rdtime", "sfence_vma",
                                  "fence",       "atomic",     "fpu",       "sret"};

static const char *const jumps[] = {"b", "j", "ret", "call", "tail", "sret", "wfi", NULL};
static const char *const csr_writes[] = {"csrw", "csrs", "csrc", "csrwi", "csrsi", "csrci", "csrrw", "csrrs", "csrrc",
                                         "csrrwi", "csrrsi", "csrrci", "fscsr", "fsrm", "fsflags", NULL};
static const char *const csr_reads[] = {"csrr", "frcsr", "frrm", "frflags", NULL};
static const char *const clocks[] = {"rdtime", "rdcycle", "rdinstret", NULL};

/* They touch no memory; what is neither here nor known otherwise is not described. */
static const char *const plain[] = {
    "add", "addi", "addw", "addiw", "sub", "subw", "and", "andi", "or", "ori", "xor", "xori", "not", "neg", "negw",
    "sll", "slli", "sllw", "slliw", "srl", "srli", "srlw", "srliw", "sra", "srai", "sraw", "sraiw", "slt", "slti",
    "sltu", "sltiu", "seqz", "snez", "sltz", "sgtz", "mul", "mulh", "mulhu", "mulhsu", "mulw", "div", "divu", "divw",
    "divuw", "rem", "remu", "remw", "remuw", "lui", "li", "mv", "nop", "auipc", "sext.w", "zext.b", "sfence.vma",
    "fence", "fence.i", "unimp", NULL};

static const struct {
    const char *name;
    unsigned bytes;
} moves[] = {{"lb", 1}, {"lbu", 1}, {"lh", 2}, {"lhu", 2}, {"lw", 4}, {"lwu", 4}, {"ld", 8}, {"sb", 1}, {"sh", 2},
             {"sw", 4}, {"sd", 8},  {"flw", 4}, {"fld", 8}, {"fsw", 4}, {"fsd", 8}};

static unsigned register_number(const char *name, const struct instruction *instruction)
{
    static const char *const names[GENERAL_REGISTERS] = {
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
        "a6",   "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

    for (unsigned i = 0; i < GENERAL_REGISTERS; i++)
        if (is(name, names[i]))
            return i;
    fail("no register '%s': '%s'", name, instruction->text);
}

/* "0x10(sp)" or "(sp)". */
static uint64_t address_of(const char *operand, const struct instruction *instruction,
                           const struct registers *registers)
{
    const char *bracket = strchr(operand, '(');
    char offset[WORD_BYTES_MAX] = "0", name[WORD_BYTES_MAX];

    if (bracket == NULL || strlen(operand) >= WORD_BYTES_MAX)
        fail("no address: '%s'", instruction->text);
    if (bracket > operand) {
        memcpy(offset, operand, (size_t)(bracket - operand));
        offset[bracket - operand] = 0;
    }
    strcpy(name, bracket + 1);
    name[strcspn(name, ")")] = 0;
    return registers->general[register_number(name, instruction)] + (uint64_t)number_of(offset);
}

static bool is_atomic(const char *mnemonic)
{
    return begins(mnemonic, "lr.") || begins(mnemonic, "sc.") || begins(mnemonic, "amo");
}

static unsigned kind_of(const struct words *words)
{
    const char *mnemonic = words->word[0];

    if (is_any(mnemonic, csr_writes))
        return strstr(words->word[1], "satp") != NULL || strstr(words->word[2], "satp") != NULL ? KIND_SATP
                                                                                                : KIND_CSR_WRITE;
    if (is_any(mnemonic, csr_reads))
        return KIND_CSR_READ;
    if (is_any(mnemonic, clocks))
        return KIND_CLOCK;
    if (is(mnemonic, "sfence.vma"))
        return KIND_FENCE_VMA;
    if (is(mnemonic, "fence") || is(mnemonic, "fence.i"))
        return KIND_FENCE;
    if (is_atomic(mnemonic))
        return KIND_ATOMIC;
    if (is(mnemonic, "fld") || is(mnemonic, "fsd") || is(mnemonic, "flw") || is(mnemonic, "fsw"))
        return KIND_FPU;
    return is(mnemonic, "sret") ? KIND_RETURN : KIND_NONE;
}

/* The last operand of an atomic instruction is "(register)": ".d" is 8 bytes, ".w" 4. */
static void memory_of(struct effect *effect, const struct words *words, const struct instruction *instruction,
                      const struct registers *registers)
{
    const char *mnemonic = words->word[0];

    if (is_atomic(mnemonic)) {
        effect_add(effect, address_of(words->word[words->count - 1], instruction, registers),
                   strstr(mnemonic, ".d") != NULL ? 8 : 4);
        return;
    }
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        if (is(mnemonic, moves[i].name)) {
            effect_add(effect, address_of(words->word[2], instruction, registers), moves[i].bytes);
            return;
        }
    }
    if (effect->kind == KIND_NONE && !effect->jumps && !is_any(mnemonic, plain))
        fail("cannot tell what it touches: '%s'", instruction->text);
}

struct effect decode(const struct instruction *instruction, const struct registers *registers)
{
    struct words words = words_of(instruction->text);
    struct effect effect = {.kind = kind_of(&words), .jumps = begins_any(words.word[0], jumps)};

    memory_of(&effect, &words, instruction, registers);
    return effect;
}
