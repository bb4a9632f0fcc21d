/* SPDX-License-Identifier: BSD-2-Clause */
#include "../text.h"
#include "kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 200
#define WORD 8
#define IRET_CS 8 /* bytes from the stack pointer */
#define IRET_SS 32

#define LEGACY_BYTES 416 /* x87, SSE: the rest of the first 512 bytes is never touched */
#define HEADER_OFFSET 512
#define HEADER_BYTES 64
#define COMPONENTS_LEGACY 0x3ul
#define MXCSR_OFFSET 24 /* with its mask; moved for SSE or AVX, whatever the header says */
#define COMPONENTS_MXCSR 0x6ul

const unsigned kind_count = KIND_COUNT;
const char *const kind_names[KIND_COUNT] = {
    [KIND_CR3] = "cr3_writes",   [KIND_WRMSR] = "wrmsr",   [KIND_RDMSR] = "rdmsr",   [KIND_SWAPGS] = "swapgs",
    [KIND_FSGSBASE] = "fsgsbase", [KIND_XSAVE] = "xsave",  [KIND_XRSTOR] = "xrstor", [KIND_INVLPG] = "invlpg",
    [KIND_IRET] = "iret",        [KIND_SYSRET] = "sysret", [KIND_IO] = "in_out",     [KIND_RDTSC] = "rdtsc",
    [KIND_LOCKED] = "locked",    [KIND_OTHER] = "other",
};

static const struct {
    const char *name;
    enum kind kind;
} kinds[] = {
    {"wrmsr", KIND_WRMSR},       {"rdmsr", KIND_RDMSR},       {"swapgs", KIND_SWAPGS},   {"rdfsbase", KIND_FSGSBASE},
    {"rdgsbase", KIND_FSGSBASE}, {"wrfsbase", KIND_FSGSBASE}, {"wrgsbase", KIND_FSGSBASE}, {"xsave", KIND_XSAVE},
    {"xsave64", KIND_XSAVE},     {"fxsave", KIND_XSAVE},      {"fxsave64", KIND_XSAVE},  {"xrstor", KIND_XRSTOR},
    {"xrstor64", KIND_XRSTOR},   {"fxrstor", KIND_XRSTOR},    {"fxrstor64", KIND_XRSTOR}, {"invlpg", KIND_INVLPG},
    {"invpcid", KIND_INVLPG},    {"iretq", KIND_IRET},        {"sysretq", KIND_SYSRET},  {"in", KIND_IO},
    {"out", KIND_IO},            {"insb", KIND_IO},           {"insw", KIND_IO},         {"insd", KIND_IO},
    {"outsb", KIND_IO},          {"outsw", KIND_IO},          {"outsd", KIND_IO},        {"rdtsc", KIND_RDTSC},
    {"rdtscp", KIND_RDTSC},      {"lfence", KIND_LOCKED},     {"mfence", KIND_LOCKED},   {"sfence", KIND_LOCKED},
    {"cpuid", KIND_OTHER},       {"clts", KIND_OTHER},        {"xsetbv", KIND_OTHER},    {"wbinvd", KIND_OTHER},
    {"verw", KIND_OTHER},        {"lgdt", KIND_OTHER},        {"lidt", KIND_OTHER},      {"hlt", KIND_OTHER},
    {"stac", KIND_OTHER},        {"clac", KIND_OTHER},        {"pause", KIND_OTHER},
};

/* Instructions that read tables nobody can see, or touch memory in ways that are not described here. */
static const char *const refused[] = {
    "ltr",     "lldt",    "lar",      "lsl",    "verr",   "retf",   "retfq",  "int",    "int3",      "into",
    "enter",   "xlatb",   "xsaveopt", "xsavec", "xsaves", "xrstors", "xsaveopt64", "xsavec64", "xsaves64", "xrstors64",
    "clflush", "clflushopt", "clwb",  "clzero", "maskmovdqu", "<unknown>", "sgdt", "sidt", "lfs", "lgs", "lss",
};

static const char *const registers64[GENERAL_REGISTERS] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                                           "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};

/* Places and sizes of the components that come after the header (SDM volume 1, 13.4; CPUID leaf 0xd of all CPUs). */
static void add_state(struct effect *effect, uint64_t area, uint64_t components)
{
    static const struct {
        unsigned bit, offset, bytes;
    } extended[] = {{2, 576, 256}, {3, 960, 64}, {4, 1024, 64}, {9, 2688, 8}};
    uint64_t known = COMPONENTS_LEGACY;

    if ((components & COMPONENTS_LEGACY) != 0)
        effect_add(effect, area, LEGACY_BYTES);
    for (size_t i = 0; i < sizeof extended / sizeof *extended; i++) {
        known |= 1ul << extended[i].bit;
        if ((components >> extended[i].bit & 1) != 0)
            effect_add(effect, area + extended[i].offset, extended[i].bytes);
    }
    if ((components & ~known) != 0)
        fail("state components %#llx have no known place", (unsigned long long)components);
}

/* ---- operands ---- */

static uint64_t term(const char *text, const struct instruction *instruction, const struct registers *registers)
{
    uint64_t scale = 1;
    char *end = NULL;

    if (text[0] >= '0' && text[0] <= '9') {
        scale = strtoull(text, &end, 0);
        if (*end == 0)
            return scale;
        if (*end != '*')
            fail("'%s' in '%s'", text, instruction->text);
        text = end + 1;
    }
    if (is(text, "rip"))
        return scale * (instruction->address + instruction->length);
    for (unsigned i = 0; i < GENERAL_REGISTERS; i++)
        if (is(text, registers64[i]))
            return scale * registers->general[i];
    fail("no register '%s': '%s'", text, instruction->text);
}

/* What stands between '[' and ']': terms with " + " or " - " between them. */
static uint64_t address_of(const char *from, const struct instruction *instruction, const struct registers *registers)
{
    char text[TEXT_MAX];
    uint64_t address = 0;
    bool minus = false;
    char *state = NULL;

    snprintf(text, sizeof text, "%.*s", (int)strcspn(from, "]"), from);
    for (char *word = strtok_r(text, " ", &state); word != NULL; word = strtok_r(NULL, " ", &state)) {
        if (is(word, "+") || is(word, "-")) {
            minus = word[0] == '-';
            continue;
        }
        if (word[0] == '-') { /* the first term is written close to its sign */
            minus = true;
            word++;
        }
        address += minus ? -term(word, instruction, registers) : term(word, instruction, registers);
    }
    return address;
}

/* "qword ptr gs:[...": base of the segment and size of the operand before the bracket at text[at]; size 0: not said. */
static uint64_t segment_base(const char *text, size_t at, const struct registers *registers)
{
    if (at < 3 || text[at - 1] != ':')
        return 0;
    if (begins(text + at - 3, "fs"))
        return registers->fs_base;
    return begins(text + at - 3, "gs") ? registers->gs_base : 0;
}

static unsigned operand_bytes(const char *text, size_t at)
{
    static const struct {
        const char *name;
        unsigned bytes;
    } sizes[] = {{"xmmword ptr ", 16}, {"ymmword ptr ", 32}, {"zmmword ptr ", 64}, {"tbyte ptr ", 10},
                 {"qword ptr ", 8},    {"dword ptr ", 4},    {"byte ptr ", 1},     {"word ptr ", 2}};

    if (at >= 3 && text[at - 1] == ':')
        at -= 3;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t length = strlen(sizes[i].name);

        if (at >= length && strncmp(text + at - length, sizes[i].name, length) == 0)
            return sizes[i].bytes;
    }
    return 0;
}

static void explicit_accesses(struct effect *effect, const char *operands, const struct instruction *instruction,
                              const struct registers *registers)
{
    for (const char *at = strchr(operands, '['); at != NULL; at = strchr(at + 1, '[')) {
        size_t place = (size_t)(at - operands);
        unsigned bytes = operand_bytes(operands, place);

        if (bytes == 0)
            fail("no size: '%s'", instruction->text);
        effect_add(effect, segment_base(operands, place, registers) + address_of(at + 1, instruction, registers),
                   bytes);
    }
}

/* ---- by mnemonic ---- */

static void stack_accesses(struct effect *effect, const char *mnemonic, uint64_t rsp, uint64_t rbp)
{
    if (is(mnemonic, "push") || is(mnemonic, "call") || is(mnemonic, "pushfq"))
        effect_add(effect, rsp - WORD, WORD);
    else if (is(mnemonic, "pop") || is(mnemonic, "ret") || is(mnemonic, "popfq"))
        effect_add(effect, rsp, WORD);
    else if (is(mnemonic, "leave"))
        effect_add(effect, rbp, WORD);
    else if (is(mnemonic, "iretq"))
        effect_add(effect, rsp, 5 * WORD);
}

static unsigned kind_of(const char *mnemonic, const char *operands)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is(mnemonic, kinds[i].name))
            return kinds[i].kind;
    if (is(mnemonic, "mov") && begins(operands, "cr3,"))
        return KIND_CR3;
    if (is(mnemonic, "mov") && (begins(operands, "cr") || begins(operands, "dr")))
        return KIND_OTHER;
    return is(mnemonic, "xchg") && strchr(operands, '[') != NULL ? KIND_LOCKED : KIND_NONE;
}

static void check_describable(const char *mnemonic, const char *operands, const struct instruction *instruction)
{
    static const char *const segments[] = {"cs,", "ds,", "es,", "fs,", "gs,", "ss,"};
    const char *comma = strchr(operands, ',');
    bool bit_string = begins(mnemonic, "bt") && strchr(operands, '[') != NULL && comma != NULL &&
                      (comma[1] != ' ' || comma[2] < '0' || comma[2] > '9');
    bool moves_stack = is(mnemonic, "pop") && strstr(operands, "rsp") != NULL;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (is(mnemonic, refused[i]))
            fail("cannot tell what it touches: '%s'", instruction->text);
    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++)
        if (is(mnemonic, "mov") && begins(operands, segments[i]))
            fail("cannot tell what it touches: '%s'", instruction->text);
    if (bit_string || moves_stack)
        fail("cannot tell what it touches: '%s'", instruction->text);
}

/* The state area's accesses; which components XRSTOR reads is in the area's header. */
static void state_accesses(struct effect *effect, const char *mnemonic, uint64_t area, uint64_t components)
{
    if (mnemonic[0] == 'f') {
        add_state(effect, area, COMPONENTS_LEGACY);
        return;
    }
    effect_add(effect, area + HEADER_OFFSET, HEADER_BYTES);
    if ((components & COMPONENTS_MXCSR) != 0)
        effect_add(effect, area + MXCSR_OFFSET, 2 * sizeof(uint32_t));
    if (effect->kind == KIND_XSAVE) {
        add_state(effect, area, components);
    } else {
        add_state(effect, area, remote_word(area + HEADER_OFFSET) & components);
    }
}

static bool touches_nothing(const char *mnemonic)
{
    return is(mnemonic, "lea") || is(mnemonic, "nop") || is(mnemonic, "invlpg") || begins(mnemonic, "prefetch");
}

/* Takes the first word, up to a tab or blank, off the text. */
static void word_take(const char **text, char *word, size_t word_max)
{
    size_t length = strcspn(*text, " \t");

    snprintf(word, word_max, "%.*s", (int)length, *text);
    *text += length;
    *text += strspn(*text, " \t");
}

struct effect decode(const struct instruction *instruction, const struct registers *registers)
{
    char mnemonic[32], operands[TEXT_MAX];
    struct effect effect = {.kind = KIND_NONE};
    const char *text = instruction->text;
    bool locked = false;

    word_take(&text, mnemonic, sizeof mnemonic);
    while (is(mnemonic, "rep") || is(mnemonic, "repne") || is(mnemonic, "lock") || is(mnemonic, "notrack")) {
        effect.repeats = effect.repeats || mnemonic[0] == 'r';
        locked = locked || mnemonic[0] == 'l';
        word_take(&text, mnemonic, sizeof mnemonic);
    }
    snprintf(operands, sizeof operands, "%.*s", (int)strcspn(text, "#<"), text);
    check_describable(mnemonic, operands, instruction);
    effect.kind = locked ? KIND_LOCKED : kind_of(mnemonic, operands);
    effect.jumps = mnemonic[0] == 'j' || begins(mnemonic, "loop") || is(mnemonic, "call") || is(mnemonic, "ret") ||
                   is(mnemonic, "iretq") || is(mnemonic, "sysretq") || is(mnemonic, "hlt");
    if (effect.repeats && registers->general[RCX] == 0)
        return effect; /* the step that only finds the count at 0 */
    stack_accesses(&effect, mnemonic, registers->general[RSP], registers->general[RBP]);
    if (effect.kind == KIND_XSAVE || effect.kind == KIND_XRSTOR) {
        const char *bracket = strchr(operands, '[');
        uint64_t mask = registers->general[RDX] << 32 | (registers->general[RAX] & 0xffffffff);

        if (bracket == NULL)
            fail("no operand: '%s'", instruction->text);
        state_accesses(&effect, mnemonic, address_of(bracket + 1, instruction, registers), mask);
    } else if (!touches_nothing(mnemonic)) {
        explicit_accesses(&effect, operands, instruction, registers);
    }
    if (effect.kind == KIND_IRET) {
        uint64_t rsp = registers->general[RSP];

        descriptor_add(&effect, remote_word(rsp + IRET_CS));
        descriptor_add(&effect, remote_word(rsp + IRET_SS));
    }
    effect.reads_clock = effect.kind == KIND_RDTSC;
    return effect;
}
