/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For tests/bench/decode_test.sh: what the decoder of an ISA says about instructions on standard input, one a line as
 * the disassembler lists them. Register i holds i times 0x10000, so that an address tells where it comes from. Prints
 * kind, "jumps" or "-", and address/bytes of each access; "refused" for what the decoder does not describe.
 */
#include "../machine.h"
#include "../remote.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#define REGISTER_STEP 0x10000u
#define LINE_BYTES_MAX 256

static jmp_buf refusal;

void fail(const char *format, ...)
{
    (void)format;
    longjmp(refusal, 1);
}

void effect_add(struct effect *effect, uint64_t address, unsigned bytes)
{
    effect->access[effect->access_count++] = (struct access){address, bytes};
}

static void effect_print(const struct effect *effect)
{
    printf("%s %s", effect->kind == KIND_NONE ? "none" : kind_names[effect->kind], effect->jumps ? "jumps" : "-");
    for (unsigned i = 0; i < effect->access_count; i++)
        printf(" %llx/%u", (unsigned long long)effect->access[i].address, effect->access[i].bytes);
    printf("\n");
}

int main(void)
{
    static char line[LINE_BYTES_MAX];
    static struct registers registers;
    struct instruction instruction = {.text = line};

    for (unsigned i = 0; i < GENERAL_REGISTERS; i++)
        registers.general[i] = i * REGISTER_STEP;
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = 0;
        if (setjmp(refusal) == 0) {
            struct effect effect = decode(&instruction, &registers);

            effect_print(&effect);
        } else {
            printf("refused\n");
        }
    }
    return 0;
}
